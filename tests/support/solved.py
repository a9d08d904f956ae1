"""What formulas come to in one situation, asked of the solver for many decisions at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

import z3

from socrules.backends.smt import Lowering, World
from socrules.evaluate import Evaluation
from socrules.outcomes import STATUSES
from socrules.pack import Pack
from socrules.program import Fact, Program


def some_value(fact: Fact, random: Random) -> Any:
    """Return any internal value of a fact, of a number often one at its ends."""
    if fact.type.kind == "bool":
        return random.random() < 0.5
    if fact.type.kind == "choice":
        return random.choice(fact.type.options)
    least, greatest = fact.domain
    return random.choice(
        (least, greatest, min(greatest, least + 20), random.randint(least, greatest))
    )


class Solved:
    """Decisions of a program as the solver answers them; derived facts in `free` are given."""

    def __init__(self, program: Program, free: Iterable[str]) -> None:
        self.program = program
        self.world = World()
        self.lowering = Lowering(self.world, program, frozenset(free))
        self.outcomes = {name: self.lowering.answer(name) for name in program.decisions}
        self.solver = z3.Solver()
        self.solver.add(self.lowering.bounds(program.facts))
        for name, outcome in self.outcomes.items():
            for status in STATUSES:
                self.solver.add(z3.Bool(f"{name} {status}") == outcome.statuses[status])
            self.solver.add(self.result(name) == outcome.value)

    def result(self, name: str) -> Any:
        return self.world.variable(f"{name} value", self.program.decisions[name].type)

    def answers(self, given: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
        """Return the status of each decision that is not loose, with its value."""
        self.solver.push()
        for name, value in given.items():
            fact = self.program.facts[name].type
            constant = self.world.constant(fact, value)
            self.solver.add(self.world.fact(name, fact) == constant)
        assert self.solver.check() == z3.sat
        model = self.solver.model()
        self.solver.pop()
        found: dict[str, tuple[str, Any]] = {}
        for name in self.outcomes.keys() - self.lowering.loose:
            statuses = [one for one in STATUSES if z3.is_true(model.eval(z3.Bool(f"{name} {one}")))]
            assert len(statuses) <= 1
            value = None
            if not statuses:
                found_value = model.eval(self.result(name), model_completion=True)
                value = self.world.value(self.program.decisions[name].type, found_value)
            found[name] = (statuses or ["known"])[0], value
        return found


def evaluated(pack: Pack, given: Mapping[str, Any], name: str) -> tuple[str, Any] | None:
    """Return what the evaluator answers, `None` where it is open."""
    program = pack.program
    if any(given.get(one) is False for one in program.presumes):
        return "not_applicable", None
    outcome = Evaluation(program, pack._regions, given).outcome(name)
    if not outcome.settled:
        return None
    status = next(iter(outcome.statuses), "known")
    return status, outcome.value if status == "known" else None
