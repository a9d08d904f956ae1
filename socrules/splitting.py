"""Splits a decision into cases until each is settled, and says what a lacking value does to it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Final

from socrules.case import Case, Decider
from socrules.outcomes import STATUSES, Amount, Lacking, Leaf, Outcome, agreed, apart, join_leaves
from socrules.program import LinkedDecision
from socrules.regions import Variable
from socrules.terms import Known, Term, single

MAX_LEAVES: Final = 256
"""Above so many cases the answer is given unsplit: still right, perhaps wider than it is."""


class TooManyLeaves(Exception):
    """The budget of cases is spent."""


class Splitting:
    """The splitting of one decision into cases, within a budget.

    A `thorough` one goes on where the answer is settled and only its grounds are not.
    """

    def __init__(
        self,
        evaluation: Decider,
        decision: LinkedDecision,
        *,
        thorough: bool = False,
        budget: int = MAX_LEAVES,
    ) -> None:
        self.evaluation = evaluation
        self.decision = decision
        self.thorough = thorough
        self.spent = 0
        self.regions = evaluation.regions
        self.budget = budget

    def spend(self) -> None:
        """Take one case from the budget."""
        self.spent += 1
        if self.spent > self.budget:
            raise TooManyLeaves

    def solve(self, fixed: Mapping[Variable, Any]) -> list[Leaf]:
        """Return the cases in which the decision is settled, or nothing is left to split."""
        case = self.evaluation.case(fixed)
        outcome = case.run(self.decision)
        if self.thorough or not outcome.settled:
            parts = self.first_split(case)
            if parts:
                return [leaf for part in parts for leaf in self.solve({**fixed, **part})]
        if not outcome.settled:
            direct = self.regions.direct(self.decision.id)
            lacking = {v: k for v, k in fixed.items() if isinstance(k, Lacking) and v in direct}
            if lacking:
                return self.without(case, lacking)
        self.spend()
        return [Leaf(fixed, outcome)]

    def first_split(self, case: Case) -> list[dict[Variable, Any]]:
        """Return the cases of the first variable that matters and has several; else none."""
        matters = case.open_variables(self.decision)
        for variable, several in self.regions.split(self.decision.id).items():
            if variable in matters and variable not in case.fixed:
                parts = self.parts(case, variable, several)
                if len(parts) > 1 or any(isinstance(part, Lacking) for part in parts):
                    return [{variable: part} for part in parts]
        return []

    def parts(self, case: Case, variable: Variable, several: bool) -> list[Any]:
        """Return the cases of a variable, cut at thresholds where it is reached `several` ways."""
        kind, name = variable
        if kind == "comparison":
            return self.comparison_parts(case, name)
        lacking: list[Any] = []
        pieces = case.pieces(variable)
        if kind == "decision":
            outcome = join_leaves(self.evaluation.leaves(name, case.fixed))
            domain = self.evaluation.program.decisions[name].domain
            lacking = [Lacking(one, domain) for one in STATUSES if one in outcome.statuses]
            pieces = apart(list(outcome.values.values()))
        if several or lacking:
            pieces = self.cut(pieces, variable, {})
        return [*pieces, *lacking]

    def comparison_parts(self, case: Case, comparison: Term) -> list[Known]:
        """Return the cases of a comparison, none where what it compares has no value."""
        leaves = ((leaf.op, leaf.args[0]) for leaf in comparison.leaves())
        if any(isinstance(case.fixed.get(leaf), Lacking) for leaf in leaves):
            return []
        return self.regions.cut("", ("comparison", comparison), case.known(comparison), {})

    # --- decisions without a value ---

    def without(self, case: Case, lacking: Mapping[Variable, Lacking]) -> list[Leaf]:
        """Return the cases of a decision that rests on decisions without a value.

        Where the answer is the same whatever their value might have been, it stands; where it is
        not, the decision takes the status of the gravest on which it depends.
        """
        beside = {name: known for name in self.names() if single(known := case.variable(name))}
        beside |= {variable: part.domain for variable, part in lacking.items()}
        outcomes = {}
        for combination in itertools.product(*(self.tries(v, beside) for v in lacking)):
            self.spend()
            tried = dict(zip(lacking, combination, strict=True))
            outcomes[combination] = self.evaluation.case(case.fixed, tried).run(self.decision)
        if not all(outcome.settled for outcome in outcomes.values()):
            parts = self.finer(case, beside)
            if parts:
                cases = [self.evaluation.case({**case.fixed, **part}) for part in parts]
                return [leaf for one in cases for leaf in self.without(one, lacking)]
        named = {
            combination: self.identified(
                case, dict(zip(lacking, combination, strict=True)), outcome
            )
            for combination, outcome in outcomes.items()
        }
        return [Leaf(case.fixed, depending(lacking, named))]

    def names(self) -> list[Variable]:
        """Return the facts and decisions the decision names itself."""
        named = self.regions.named(self.decision.id)
        return [variable for variable in named if variable[0] != "comparison"]

    def tries(self, variable: Variable, beside: Mapping[Variable, Known]) -> list[Known]:
        """Return what to try for a decision without a value: of a range its ends and the whole."""
        found: list[Known] = []
        others = {name: known for name, known in beside.items() if name != variable}
        for part in self.regions.cut(self.decision.id, variable, beside[variable], others):
            ends = [(end, end) for end in part] if isinstance(part, tuple) else []
            found += dict.fromkeys([*ends, part])
        return found

    def finer(self, case: Case, beside: Mapping[Variable, Known]) -> list[dict[Variable, Any]]:
        """Return the cases of anything the decision names that is open; none where nothing is."""
        matters = case.open_variables(self.decision)
        for variable in self.regions.named(self.decision.id):
            if variable not in matters or isinstance(case.fixed.get(variable), Lacking):
                continue
            if variable[0] == "comparison":
                parts = self.comparison_parts(case, variable[1])
            else:
                parts = self.cut(case.pieces(variable), variable, beside)
            if len(parts) > 1:
                return [{variable: part} for part in parts]
        return []

    def cut(
        self, pieces: list[Known], variable: Variable, beside: Mapping[Variable, Known]
    ) -> list[Known]:
        """Return pieces of what is known of a variable cut between thresholds."""
        parts = (self.regions.cut(self.decision.id, variable, one, beside) for one in pieces)
        return [part for found in parts for part in found]

    def identified(self, case: Case, tried: Mapping[Variable, Known], outcome: Outcome) -> Outcome:
        """Return an outcome in which amounts are the same if they are the same at every value.

        `finer` has cut so that two amounts of one number are the same everywhere or nowhere, if
        the number is in each but once.
        """
        values = {}
        for key, known in outcome.values.items():
            if isinstance(key, Term):
                leaves = [(leaf.op, leaf.args[0]) for leaf in key.leaves()]
                names = set(leaves)
                open_names = [n for n in leaves if not single(tried.get(n) or case.variable(n))]
                if len(open_names) == 1 and isinstance(known, tuple):
                    name = open_names[0]
                    low = (tried.get(name) or case.variable(name))[0]
                    at = self.evaluation.case(case.fixed, {**tried, name: (low, low)})
                    key = Amount(name, at.known(key))
                elif not names.isdisjoint(tried):
                    key = key, tuple(tried[name] for name in names if name in tried)
            values[key] = known
        return Outcome(values, outcome.statuses)


def depending(
    lacking: Mapping[Variable, Lacking], outcomes: Mapping[tuple[Any, ...], Outcome]
) -> Outcome:
    """Return the one outcome of all tries, or the status of those it depends on."""
    different: list[Outcome] = []
    for outcome in outcomes.values():
        if not any(outcome.same(other) for other in different):
            different.append(outcome)
    first, *others = different
    if not others and first.one_answer:
        return first
    relevant = []
    for index, variable in enumerate(lacking):
        groups: dict[tuple[Any, ...], list[Outcome]] = {}
        for combination, outcome in outcomes.items():
            rest = combination[:index] + combination[index + 1 :]
            groups.setdefault(rest, []).append(outcome)
        pairs = (pair for group in groups.values() for pair in itertools.pairwise(group))
        if any(not one.same(other) for one, other in pairs):
            relevant.append(variable)
    relevant = relevant or list(lacking)
    statuses = {lacking[variable].status for variable in relevant}
    certain = all(outcome.one_answer for outcome in different) and not any(
        agreed([one.values, other.values]) for one, other in itertools.combinations(different, 2)
    )
    if certain:
        statuses = {min(statuses, key=STATUSES.index)}
    because = frozenset(
        variable[1] for variable in relevant if lacking[variable].status in statuses
    )
    if not certain:
        # What every try may come to, the decision itself may come to.
        statuses |= frozenset.intersection(*(outcome.statuses for outcome in different))
    values = agreed([outcome.values for outcome in outcomes.values()])
    return Outcome(values, frozenset(statuses), because)
