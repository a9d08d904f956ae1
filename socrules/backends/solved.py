"""What the formulas of a program come to in one situation, for many decisions at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import z3

from socrules.backends.prover import can
from socrules.backends.smt import Lowering, World
from socrules.evaluate import Evaluation
from socrules.outcomes import STATUSES
from socrules.program import Program
from socrules.regions import Regions

Result = tuple[str, Any]
"""The status of an answer and its internal value, `None` where it has none."""


class Solved:
    """Decisions of a program as the solver answers them; derived facts in `free` are given."""

    def __init__(self, program: Program, free: Iterable[str] = ()) -> None:
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
        """Return the variable that is the value of a decision."""
        return self.world.variable(f"{name} value", self.program.decisions[name].type)

    def answers(self, given: Mapping[str, Any]) -> dict[str, Result]:
        """Return the answer to each decision that is not loose, for facts with internal values.

        Facts that are not given are taken to be anything, so only those may be left out that
        nothing rests on. Raises `UndecidedError` where the solver takes too long.
        """
        self.solver.push()
        for name, value in given.items():
            fact = self.program.facts[name].type
            constant = self.world.constant(fact, value)
            self.solver.add(self.world.fact(name, fact) == constant)
        there = can(self.solver)
        assert there, "facts within their bounds are a situation"
        model = self.solver.model()
        self.solver.pop()
        found: dict[str, Result] = {}
        for name in self.outcomes.keys() - self.lowering.loose:
            statuses = [one for one in STATUSES if z3.is_true(model.eval(z3.Bool(f"{name} {one}")))]
            assert len(statuses) <= 1
            value = None
            if not statuses:
                inner = model.eval(self.result(name), model_completion=True)
                value = self.world.value(self.program.decisions[name].type, inner)
            found[name] = (statuses or ["known"])[0], value
        return found


def evaluated(
    program: Program, regions: Regions, given: Mapping[str, Any], name: str
) -> Result | None:
    """Return what the evaluator answers, `None` where it is open."""
    if any(given.get(one) is False for one in program.presumes):
        return "not_applicable", None
    outcome = Evaluation(program, regions, given).outcome(name)
    if not outcome.settled:
        return None
    status = next(iter(outcome.statuses), "known")
    return status, outcome.value if status == "known" else None
