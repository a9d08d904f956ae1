"""Decides: the meaning of a program for one situation, with every fact known, unknown or in between.

A decision is run over what is known (`run`). Where that leaves the answer open and something occurs
more than once in what the decision rests on, it is split into cases (`solve`), so that the answer
has every value that is still possible and no other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from socrules.program import LinkedDecision, Program, Rule
from socrules.regions import Regions, Variable, is_wide
from socrules.terms import (
    COMPARISONS,
    FALSE,
    TRUE,
    Known,
    Term,
    constant,
    evaluate_term,
    only,
    single,
)

STATUSES: Final = ("conflict", "not_stated", "not_applicable")
"""Statuses without a value, the graver first."""

MAX_LEAVES: Final = 256
"""Above so many cases the answer is given without splitting: still right, perhaps wider than it is."""


class Answer:
    """What rules may answer: values by what makes them, whether they may be silent or in conflict.

    `values` maps a term, or the one value left, to what is known of it: the same key is the same
    answer, whoever gives it.
    """

    __slots__ = ("conflict", "silent", "values")

    def __init__(self, values: dict[Any, Known], silent: bool, conflict: bool) -> None:
        self.values = values
        self.silent = silent
        self.conflict = conflict


class Outcome:
    """What a decision may answer: `values` as in `Answer`, and statuses without a value.

    `because` names the decisions whose lack of a value decides the status.
    """

    __slots__ = ("because", "statuses", "values")

    def __init__(
        self,
        values: dict[Any, Known],
        statuses: frozenset[str],
        because: frozenset[str] = frozenset(),
    ) -> None:
        self.values = values
        self.statuses = statuses
        self.because = because

    @property
    def settled(self) -> bool:
        """Say whether only one answer is left."""
        if self.statuses:
            return len(self.statuses) == 1 and not self.values
        return len(self.values) == 1 and single(next(iter(self.values.values())))

    @property
    def value(self) -> Any:
        """Return the one value left, of a settled outcome without statuses."""
        return only(next(iter(self.values.values())))

    def hull(self) -> Known | None:
        """Return what is known of the value where there is one; `None` where there is none."""
        known = list(self.values.values())
        return join_known(known) if known else None


class Leaf:
    """One case of a split decision: what was fixed in it, and its outcome."""

    __slots__ = ("fixed", "outcome")

    def __init__(self, fixed: Mapping[Any, Known], outcome: Outcome) -> None:
        self.fixed = fixed
        self.outcome = outcome


class Lacking:
    """What stands for a decision that has no value: its status, and all its value might have been."""

    __slots__ = ("domain", "status")

    def __init__(self, status: str, domain: Known) -> None:
        self.status = status
        self.domain = domain


def join_known(known: list[Known]) -> Known:
    """Return the least that covers all that is known."""
    first = known[0]
    if isinstance(first, tuple):
        return min(one[0] for one in known), max(one[1] for one in known)
    joined = first
    for one in known[1:]:
        joined = joined | one
    return joined


class Evaluation:
    """Decides the decisions of one program for one situation.

    `given` holds the internal values of the facts that are known; presumed facts that were not given
    are taken as true by whoever makes the evaluation.
    """

    def __init__(self, program: Program, regions: Regions, given: Mapping[str, Any]) -> None:
        self.program = program
        self.regions = regions
        self.given = given
        self.solved: dict[tuple[str, frozenset[Any]], list[Leaf]] = {}

    def outcome(self, name: str) -> Outcome:
        """Return what decision `name` may answer."""
        return join_leaves(self.leaves(name))

    def leaves(self, name: str, fixed: Mapping[Any, Known] | None = None) -> list[Leaf]:
        """Return the cases decision `name` was split into, one where it was not."""
        below = (
            {}
            if fixed is None
            else {v: k for v, k in fixed.items() if v in self.regions.reach(name)}
        )
        key = name, frozenset(below.items())
        if key not in self.solved:
            decision = self.program.decisions[name]
            try:
                self.solved[key] = self.solve(decision, below, [MAX_LEAVES])
            except _TooManyLeaves:
                self.solved[key] = [Leaf(below, self.run(decision, below))]
        return self.solved[key]

    # --- looking up ---

    def look_up(self, leaf: Term, fixed: Mapping[Any, Known]) -> Known:
        """Return what is known of a fact or decision, or of a comparison that was fixed."""
        kind, name = leaf.op, leaf.args[0]
        if kind in COMPARISONS:
            return fixed.get(("comparison", leaf))
        found = fixed.get((kind, name))
        if found is not None:
            return found.domain if isinstance(found, Lacking) else found
        if kind == "decision":
            return self.decided(self.program.decisions[name], fixed)
        fact = self.program.facts[name]
        if name in self.given:
            return constant(fact.type, self.given[name])
        if fact.derived_by:
            derived = self.decided(self.program.decisions[fact.derived_by], fixed)
            if fact.type.is_number:
                return max(derived[0], fact.domain[0]), min(derived[1], fact.domain[1])
            return derived
        return fact.domain

    def decided(self, decision: LinkedDecision, fixed: Mapping[Any, Known]) -> Known:
        """Return what is known of a decision that another rests on; without a value it may be any."""
        outcome = join_leaves(self.leaves(decision.id, fixed))
        hull = outcome.hull()
        return decision.domain if outcome.statuses or hull is None else hull

    def known(self, term: Term, fixed: Mapping[Any, Known]) -> Known:
        """Return what is known of a term."""
        return evaluate_term(term, lambda leaf: self.look_up(leaf, fixed))

    # --- running the tree of rules ---

    def run(self, decision: LinkedDecision, fixed: Mapping[Any, Known]) -> Outcome:
        """Return what a decision may answer where what occurs twice is taken to vary freely."""
        answer = self.equals(decision.rules, fixed)
        values = dict(answer.values)
        statuses = {"conflict"} if answer.conflict else set()
        if answer.silent and decision.otherwise is not None:
            self.add(values, decision.otherwise.value, fixed)
        elif answer.silent:
            statuses.add("not_stated")
        return Outcome(values, frozenset(statuses))

    def add(self, values: dict[Any, Known], term: Term, fixed: Mapping[Any, Known]) -> None:
        known = self.known(term, fixed)
        values[only(known) if single(known) else term] = known

    def condition(self, rule: Rule, fixed: Mapping[Any, Known]) -> int:
        """Return the mask of a rule's own condition."""
        return TRUE if rule.when is None else self.known(rule.when, fixed)

    def answer(self, rule: Rule, fixed: Mapping[Any, Known]) -> Answer:
        """Return what a rule may answer: its exceptions first, then its own value."""
        above = self.equals(rule.exceptions, fixed)
        if not above.silent:
            return above
        own = self.condition(rule, fixed)
        values = dict(above.values)
        if own & TRUE:
            self.add(values, rule.value, fixed)
        return Answer(values, own != TRUE, above.conflict)

    def equals(self, rules: tuple[Rule, ...], fixed: Mapping[Any, Known]) -> Answer:
        """Return what rules of one level may answer together."""
        if not rules:
            return Answer({}, True, False)
        answers = [self.answer(rule, fixed) for rule in rules]
        speaking = [answer for answer in answers if answer.values]
        everything = {key: known for answer in speaking for key, known in answer.values.items()}
        conflict = any(answer.conflict for answer in answers)
        conflict = conflict or (len(speaking) > 1 and len(everything) > 1)
        sure = [answer for answer in answers if not answer.silent]
        values = everything
        if sure:
            values = sure[0].values
            for answer in sure[1:]:
                values = meet(values, answer.values)
        return Answer(values, not sure, conflict)

    # --- what is still open ---

    def open_in(self, term: Term, fixed: Mapping[Any, Known], derive: bool = True) -> set[Variable]:
        """Return what keeps a term from being known; unless `derive`, not what would derive a fact."""
        if single(self.known(term, fixed)):
            return set()
        found: set[Variable] = set()
        if term.op in ("fact", "decision"):
            variable = term.op, term.args[0]
            found.add(variable)
            below = self.rests_on(variable)
            if below is not None and variable not in fixed and (derive or term.op == "decision"):
                found |= self.open_variables(below, fixed, derive)
            return found
        if is_wide(term):
            found.add(("comparison", term))
        for arg in term.args:
            if isinstance(arg, Term):
                found |= self.open_in(arg, fixed, derive)
        return found

    def rests_on(self, variable: Variable) -> LinkedDecision | None:
        """Return the decision a variable is, or the one that derives the fact it is."""
        kind, name = variable
        derived_by = name if kind == "decision" else self.program.facts[name].derived_by
        return self.program.decisions[derived_by] if derived_by else None

    def open_variables(
        self, decision: LinkedDecision, fixed: Mapping[Any, Known], derive: bool = True
    ) -> set[Variable]:
        """Return what keeps a decision from being settled, as far as its rules tell."""
        found = self.open_rules(decision.rules, fixed, derive)
        if decision.otherwise is not None:
            found |= self.open_in(decision.otherwise.value, fixed, derive)
        return found

    def open_rules(
        self, rules: tuple[Rule, ...], fixed: Mapping[Any, Known], derive: bool
    ) -> set[Variable]:
        """Return what keeps the rules of one level from being settled."""
        found: set[Variable] = set()
        for rule in rules:
            found |= self.open_rules(rule.exceptions, fixed, derive)
            if not self.equals(rule.exceptions, fixed).silent:
                continue
            if rule.when is not None:
                found |= self.open_in(rule.when, fixed, derive)
            if self.condition(rule, fixed) & TRUE:
                found |= self.open_in(rule.value, fixed, derive)
        return found

    # --- splitting into cases ---

    def solve(
        self, decision: LinkedDecision, fixed: Mapping[Any, Known], budget: list[int]
    ) -> list[Leaf]:
        """Return the cases in which a decision is settled, or in which nothing is left to split."""
        outcome = self.run(decision, fixed)
        if not outcome.settled:
            split = self.split(decision, self.regions.shared(decision.id), fixed)
            if split is not None:
                return [leaf for case in split for leaf in self.solve(decision, case, budget)]
            lacking = {v: known for v, known in fixed.items() if isinstance(known, Lacking)}
            lacking = {
                v: known for v, known in lacking.items() if v in self.regions.direct(decision.id)
            }
            if lacking:
                return self.without(decision, fixed, lacking, budget)
        spend(budget)
        return [Leaf(fixed, outcome)]

    def split(
        self,
        decision: LinkedDecision,
        variables: Mapping[Variable, bool],
        fixed: Mapping[Any, Known],
    ) -> list[dict[Any, Known]] | None:
        """Return the cases of the first of `variables` that matters; `None` where none is left."""
        matters = self.open_variables(decision, fixed)
        for variable, always in variables.items():
            if variable in matters and variable not in fixed:
                parts = self.parts(decision, variable, fixed, always)
                if parts is not None:
                    return [{**fixed, variable: part} for part in parts]
        return None

    def parts(
        self, decision: LinkedDecision, variable: Variable, fixed: Mapping[Any, Known], always: bool
    ) -> list[Any] | None:
        """Return the cases of a fact, comparison or decision; `None` where splitting tells nothing.

        A decision that is not to be split `always` is split only where it may have no value.
        """
        kind, name = variable
        if kind == "comparison":
            return [FALSE, TRUE]
        if kind == "decision":
            outcome = join_leaves(self.leaves(name, fixed))
            hull, domain = outcome.hull(), self.program.decisions[name].domain
            lacking = [Lacking(status, domain) for status in STATUSES if status in outcome.statuses]
            known = [] if hull is None else self.regions.cut(decision.id, variable, hull)
            return [*known, *lacking] if lacking or (always and len(known) > 1) else None
        parts = self.regions.cut(
            decision.id, variable, self.look_up(self.regions.leaf(variable), fixed)
        )
        return parts if len(parts) > 1 else None

    def without(
        self,
        decision: LinkedDecision,
        fixed: Mapping[Any, Known],
        lacking: Mapping[Any, Lacking],
        budget: list[int],
    ) -> list[Leaf]:
        """Return the cases of a decision that rests on decisions without a value.

        Where the answer is the same whatever their value might have been, it stands; where it is not,
        the decision takes the status of the gravest on which it depends.
        """
        names = list(lacking)
        choices = [self.regions.cut(decision.id, name, lacking[name].domain) for name in names]
        outcomes = {}
        for combination in itertools.product(*choices):
            spend(budget)
            case = {**fixed, **dict(zip(names, combination, strict=True))}
            outcomes[combination] = self.run(decision, case)
        if not all(outcome.settled or one_answer(outcome) for outcome in outcomes.values()):
            everything = dict.fromkeys(self.regions.conditions(decision.id), True)
            split = self.split(decision, everything, fixed)
            if split is not None:
                return [
                    leaf for case in split for leaf in self.without(decision, case, lacking, budget)
                ]
        return [Leaf(fixed, depending(names, lacking, outcomes))]


class _TooManyLeaves(Exception):
    """The budget of cases is spent."""


def depending(
    names: list[Variable],
    lacking: Mapping[Any, Lacking],
    outcomes: Mapping[tuple[Any, ...], Outcome],
) -> Outcome:
    """Return the one outcome of all combinations, or the status of those it depends on."""
    first = next(iter(outcomes.values()))
    inside = {name for outcome in outcomes.values() for name in made_of(outcome) if name in lacking}
    if not inside and all(same_outcome(first, other) for other in outcomes.values()):
        return first
    relevant = list(inside)
    for index, name in enumerate(names):
        groups: dict[Any, list[Outcome]] = {}
        for combination, outcome in outcomes.items():
            rest = combination[:index] + combination[index + 1 :]
            groups.setdefault(rest, []).append(outcome)
        if any(
            not same_outcome(group[0], other) for group in groups.values() for other in group[1:]
        ):
            relevant.append(name)
    status = min((lacking[name].status for name in relevant or names), key=STATUSES.index)
    because = frozenset(name[1] for name in relevant if lacking[name].status == status)
    return Outcome({}, frozenset((status,)), because)


def made_of(outcome: Outcome) -> Iterator[Variable]:
    """Yield the facts and decisions in the values of an outcome that are not single."""
    for key in outcome.values:
        if isinstance(key, Term):
            yield from ((leaf.op, leaf.args[0]) for leaf in key.leaves())


def spend(budget: list[int]) -> None:
    """Take one case from the budget."""
    budget[0] -= 1
    if budget[0] < 0:
        raise _TooManyLeaves


def one_answer(outcome: Outcome) -> bool:
    """Say whether an outcome is one value of one making, though not yet one number."""
    return not outcome.statuses and len(outcome.values) == 1


def same_outcome(one: Outcome, other: Outcome) -> bool:
    """Say whether two outcomes are the same answer."""
    return one.statuses == other.statuses and one.values.keys() == other.values.keys()


def meet(values: dict[Any, Known], others: dict[Any, Known]) -> dict[Any, Known]:
    """Return the values two answers can agree on."""
    found: dict[Any, Known] = {}
    for key, known in values.items():
        for other, bounds in others.items():
            if key is other or key == other:
                found[key] = known
            elif isinstance(known, tuple):
                least, greatest = max(known[0], bounds[0]), min(known[1], bounds[1])
                if least == greatest:
                    found[least] = (least, least)
                elif least < greatest:
                    found[key, other] = (least, greatest)
            elif both := known & bounds:
                found[only(both) if single(both) else (key, other)] = both
    return found


def join_leaves(leaves: Iterable[Leaf]) -> Outcome:
    """Return what may be answered in any of the cases."""
    values: dict[Any, list[Known]] = {}
    statuses: frozenset[str] = frozenset()
    because: frozenset[str] = frozenset()
    for leaf in leaves:
        for key, known in leaf.outcome.values.items():
            values.setdefault(key, []).append(known)
        statuses |= leaf.outcome.statuses
        because |= leaf.outcome.because
    return Outcome({key: join_known(known) for key, known in values.items()}, statuses, because)
