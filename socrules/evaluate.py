"""Decides: the meaning of a program for one situation, with any of the facts known or unknown.

A decision is run over what is known (`Case.run`). Where that leaves the answer open and something
occurs more than once in what the decision rests on, it is split into cases (`Splitting`), so that
the answer has every value that is still possible and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from socrules.case import Case
from socrules.outcomes import (
    NOTHING,
    Answer,
    Leaf,
    Outcome,
    Told,
    apart,
    held,
    join_leaves,
    together,
)
from socrules.program import LinkedDecision, Program, Rule
from socrules.regions import Regions, Variable
from socrules.splitting import MAX_LEAVES, Splitting, TooManyLeaves
from socrules.terms import Known, Term, mask

__all__ = [
    "MAX_LEAVES",
    "Answer",
    "Evaluation",
    "Leaf",
    "Outcome",
    "apart",
    "count_leaves",
    "held",
    "join_leaves",
    "together",
]


class Evaluation:
    """Decides the decisions of one program for one situation.

    `given` holds the internal values of the facts that are known; presumed facts that were not
    given are taken as true by whoever makes the evaluation. `told` holds what another engine has
    concluded from them: masks of conditions, and the truth of decisions.
    """

    def __init__(
        self,
        program: Program,
        regions: Regions,
        given: Mapping[str, Any],
        told: Told = NOTHING,
    ) -> None:
        self.program = program
        self.regions = regions
        self.given = given
        self.told = told
        self._leaves: dict[tuple[str, frozenset[Any]], list[Leaf]] = {
            (name, frozenset()): [Leaf({}, Outcome({truth: mask(truth)}, frozenset()))]
            for name, truth in told.decisions.items()
        }
        self._cases: dict[Any, Case] = {}

    def outcome(self, name: str) -> Outcome:
        """Return what decision `name` may answer."""
        return join_leaves(self.leaves(name))

    def leaves(self, name: str, fixed: Mapping[Variable, Any] | None = None) -> list[Leaf]:
        """Return the cases decision `name` was split into, one where it was not."""
        reach = self.regions.reach(name)
        below = {variable: part for variable, part in (fixed or {}).items() if variable in reach}
        key = name, frozenset(below.items())
        if key not in self._leaves:
            decision = self.program.decisions[name]
            try:
                self._leaves[key] = Splitting(self, decision).solve(below)
            except TooManyLeaves:
                self._leaves[key] = [Leaf(below, self.unsplit(decision, below))]
        return self._leaves[key]

    def grounds(self, name: str) -> list[Leaf]:
        """Return cases of a settled decision in which it is known which rules give the answer."""
        decision = self.program.decisions[name]
        try:
            return Splitting(self, decision, thorough=True).solve({})
        except TooManyLeaves:
            return self.leaves(name)

    def unsplit(self, decision: LinkedDecision, fixed: Mapping[Variable, Any]) -> Outcome:
        """Return what a decision may answer where it has too many cases: no less, perhaps more."""
        found = self.case(fixed).run(decision)
        names = [name for kind, name in self.regions.direct(decision.id) if kind == "decision"]
        below = (join_leaves(self.leaves(name, fixed)).statuses for name in names)
        return Outcome(found.values, found.statuses.union(*below))

    def case(
        self,
        fixed: Mapping[Variable, Any] | None = None,
        tried: Mapping[Variable, Known] | None = None,
    ) -> Case:
        """Return the case in which `fixed` is known beside the given facts.

        `tried` are the values tried for decisions without one, where they are named directly.
        """
        fixed, tried = fixed or {}, tried or {}
        key = frozenset(fixed.items()), frozenset(tried.items())
        if key not in self._cases:
            self._cases[key] = Case(self, fixed, tried)
        return self._cases[key]

    def rests_on(self, variable: Variable) -> LinkedDecision | None:
        """Return the decision a variable is, or the one that derives the fact it is."""
        kind, name = variable
        derived_by = name if kind == "decision" else self.program.facts[name].derived_by
        return self.program.decisions[derived_by] if derived_by else None

    def denied(self, decision: LinkedDecision) -> list[str]:
        """Return the facts a decision presumes that are false."""
        return [name for name in decision.presumes if self.given.get(name) is False]

    # --- one case, for those who trace and cite ---

    def known(self, term: Term, fixed: Mapping[Variable, Any]) -> Known:
        """Return what is known of a term."""
        return self.case(fixed).known(term)

    def condition(self, rule: Rule, fixed: Mapping[Variable, Any]) -> int:
        """Return the mask of a rule's own condition."""
        return self.case(fixed).condition(rule)

    def equals(self, rules: tuple[Rule, ...], fixed: Mapping[Variable, Any]) -> Answer:
        """Return what rules of one level may answer together."""
        return self.case(fixed).equals(rules)


def count_leaves(program: Program, regions: Regions, name: str) -> int:
    """Return into how many cases a decision splits where nothing is given.

    What it presumes is taken as true, and then as denied: the greater number counts. Counting ends
    at sixteen times what is allowed.
    """
    presumed = regions.presumes(name)
    ways = (True, False) if presumed else (True,)
    return max(_count(program, regions, name, dict.fromkeys(presumed, way)) for way in ways)


def _count(program: Program, regions: Regions, name: str, given: Mapping[str, Any]) -> int:
    evaluation = Evaluation(program, regions, given)
    splitting = Splitting(evaluation, program.decisions[name], budget=16 * MAX_LEAVES)
    with suppress(TooManyLeaves):
        splitting.solve({})
    return splitting.spent
