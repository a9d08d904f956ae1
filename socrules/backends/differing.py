"""Finds a situation in which a decision of two packs differs, or proves that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import z3

from socrules.backends.smt import Lowering, World
from socrules.pack import Pack

TIMEOUT: Final = 2_000
"""Milliseconds the solver has for one decision."""


def differing(
    pack: Pack, mutant: Pack, changed: set[str]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield situations in which decisions of two packs differ in value or status.

    Each is `solver` with its facts; `proof` without facts where no situation is one. Nothing is
    yielded where the solver cannot tell in time.
    """
    world = World()
    one, other = (Lowering(world, side.program) for side in (pack, mutant))
    proved = True
    for name in sorted(changed & pack.program.decisions.keys() & mutant.program.decisions.keys()):
        solver = z3.Solver()
        solver.set("timeout", TIMEOUT)
        solver.add(one.answer(name).differs(other.answer(name)))
        facts = [fact for kind, fact in pack._regions.reach(name) if kind == "fact"]
        solver.add(one.bounds(facts), other.bounds(mutant.program.facts.keys() & {*facts}))
        verdict = solver.check()
        proved &= verdict == z3.unsat
        if verdict == z3.sat:
            model = solver.model()
            found = {}
            for fact in facts:
                of = pack.program.facts[fact].type
                value = world.value(of, model.eval(world.fact(fact, of), model_completion=True))
                found[fact] = of.outward(value)
            yield "solver", found
    if proved:
        yield "proof", {}
