"""Finds what occurs more than once in what a decision rests on, and the cases it splits into.

The names a decision rests on form a graph: the decision, the decisions it names, comparisons of
several facts, and facts. Something is split for a decision when it is reached in more than one way
and the decision is the first place where all the ways meet (its immediate dominator). What is only
used inside another decision is split there, so the cases stay few.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from socrules.model import Citation
from socrules.problems import Problem, problem
from socrules.program import LinkedDecision, Program, Rule, every
from socrules.terms import (
    COMPARISONS,
    EITHER,
    FALSE,
    TRUE,
    Known,
    Term,
    evaluate_term,
    is_wide,
)

Variable = tuple[str, Any]
"""What may be split: `fact` or `decision` with its id, or `comparison` with its term."""


def decision_rules(decision: LinkedDecision) -> list[Rule]:
    """Return the rules of a decision, `otherwise` among them."""
    otherwise = () if decision.otherwise is None else (decision.otherwise,)
    return [*every(decision.rules), *otherwise]


def decision_terms(decision: LinkedDecision) -> list[Term]:
    """Return the conditions and values of a decision."""
    rules = decision_rules(decision)
    return [term for rule in rules for term in (rule.when, rule.value) if term is not None]


def variables(term: Term) -> Iterator[Variable]:
    """Yield what a term names, as often as it does; a comparison of several stands for them."""
    if is_wide(term):
        yield "comparison", term
    elif term.op in ("fact", "decision"):
        yield term.op, term.args[0]
    else:
        for arg in term.args:
            if isinstance(arg, Term):
                yield from variables(arg)


class Regions:
    """The splitting of every decision of one program, worked out when it is first needed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._below: dict[Variable, list[Variable]] = {}
        self._comparisons: dict[str, list[Term]] = {}
        self._split: dict[str, dict[Variable, bool]] = {}
        self._reach: dict[str, frozenset[Variable]] = {}
        self._direct: dict[str, frozenset[Variable]] = {}
        self._thresholds: dict[tuple[Any, ...], tuple[int, ...]] = {}

    # --- the graph ---

    def below(self, variable: Variable) -> list[Variable]:
        """Return what a variable rests on directly, each as often as it is named."""
        found = self._below.get(variable)
        if found is None:
            kind, name = variable
            found = []
            if kind == "decision":
                terms = decision_terms(self.program.decisions[name])
                found = [one for term in terms for one in variables(term)]
            elif kind == "comparison":
                found = [one for arg in name.args for one in variables(arg)]
            elif self.program.facts[name].derived_by:
                found = [("decision", self.program.facts[name].derived_by)]
            self._below[variable] = found
        return found

    def reach(self, name: str) -> frozenset[Variable]:
        """Return everything a decision rests on, directly or through others."""
        if name not in self._reach:
            self._reach[name] = frozenset(self.topological(("decision", name))[1:])
        return self._reach[name]

    def direct(self, name: str) -> frozenset[Variable]:
        """Return the decisions and derived facts that a decision names itself."""
        if name not in self._direct:
            self._direct[name] = frozenset(
                (kind, one)
                for kind, one in self.named(name)
                if kind == "decision" or (kind == "fact" and self.program.facts[one].derived_by)
            )
        return self._direct[name]

    def named(self, name: str) -> list[Variable]:
        """Return what a decision names itself, comparisons and all, each after what it rests on."""
        terms = decision_terms(self.program.decisions[name])
        own = {(leaf.op, leaf.args[0]) for term in terms for leaf in term.leaves()}
        own |= set(self.below(("decision", name)))
        order = self.topological(("decision", name))
        return [variable for variable in reversed(order) if variable in own]

    def split(self, name: str) -> Mapping[Variable, bool]:
        """Return what may be split for a decision, each after what it rests on.

        The value says whether it is reached in more than one way. What the decision names itself is
        there all the same where it is decided: it may have no value, or values far apart.
        """
        if name not in self._split:
            own = self.own(name)
            meeting, direct = self.meeting(name), self.direct(name)
            ways: dict[Variable, int] = {}
            for variable in meeting:
                for target in self.below(variable):
                    ways[target] = ways.get(target, 0) + 1
            shared = {one for one, count in ways.items() if count > 1 and meeting[one] in own}
            self._split[name] = {
                variable: variable in shared
                for variable in reversed(meeting)
                if variable in shared or variable in direct
            }
        return self._split[name]

    def own(self, name: str) -> set[Variable]:
        """Return a decision and the comparisons it makes itself."""
        root: Variable = ("decision", name)
        return {root, *(one for one in self.below(root) if one[0] == "comparison")}

    def meeting(self, name: str) -> dict[Variable, Variable]:
        """Return for all a decision rests on, and itself, where all the ways to it meet."""
        order = self.topological(("decision", name))
        above: dict[Variable, list[Variable]] = {variable: [] for variable in order}
        for variable in order:
            for target in self.below(variable):
                above[target].append(variable)
        return dominators(order, above)

    def topological(self, root: Variable) -> list[Variable]:
        """Return everything under `root`, each before what it rests on."""
        seen = {root}
        found: list[Variable] = []
        stack = [(root, iter(self.below(root)))]
        while stack:
            variable, rest = stack[-1]
            for target in rest:
                if target not in seen:
                    seen.add(target)
                    stack.append((target, iter(self.below(target))))
                    break
            else:
                found.append(variable)
                stack.pop()
        return found[::-1]

    def presumes(self, name: str) -> dict[str, tuple[Citation, ...]]:
        """Return the facts that are presumed when a decision is asked, with their clauses.

        They are those of the pack, of the decision and of all it rests on.
        """
        found = dict(self.program.presumes)
        below = [one for kind, one in self.reach(name) if kind == "decision"]
        for one in (name, *sorted(below)):
            found |= self.program.decisions[one].presumes
        return found

    # --- cutting into cases ---

    def cut(
        self, name: str, variable: Variable, known: Known, beside: Mapping[Variable, Known]
    ) -> list[Known]:
        """Return the cases of what is known: truth values, members, or ranges between thresholds.

        With `beside`, what is known of other variables at whose ends comparisons count too, numbers are
        cut finely enough to tell whether the answer depends on those.
        """
        if isinstance(known, frozenset):
            return [frozenset((member,)) for member in sorted(known)]
        if isinstance(known, int):
            return [FALSE, TRUE] if known == EITHER else [known]
        least, greatest = known
        starts = self.thresholds(name, variable, beside)
        starts = tuple(start for start in starts if least < start <= greatest)
        ends = (*(start - 1 for start in starts), greatest)
        return list(zip((least, *starts), ends, strict=True))

    def thresholds(
        self, name: str, variable: Variable, beside: Mapping[Variable, Known]
    ) -> tuple[int, ...]:
        """Return the values from which on a comparison changes, in ascending order."""
        key = name, variable, frozenset(beside.items())
        if key not in self._thresholds:
            found: set[int] = set()
            below = [one for kind, one in self.reach(name) if kind == "decision"]
            for decision in (name, *below):
                for comparison in self.comparisons(decision):
                    own = beside if decision == name else {}
                    found |= set(changes(comparison, variable, own))
            if beside:
                for one, other in self.amount_pairs(name):
                    found |= set(parting(one, other, variable, beside))
            self._thresholds[key] = tuple(sorted(found))
        return self._thresholds[key]

    def comparisons(self, name: str) -> list[Term]:
        """Return the comparisons of numbers in a decision."""
        if name not in self._comparisons:
            terms = decision_terms(self.program.decisions[name])
            below = dict.fromkeys(one for term in terms for one in term.walk())
            self._comparisons[name] = [
                one for one in below if one.op in COMPARISONS and one.args[0].type.is_number
            ]
        return self._comparisons[name]

    def amount_pairs(self, name: str) -> Iterator[tuple[Term, Term]]:
        """Yield each two amounts of a decision, each with itself too."""
        decision = self.program.decisions[name]
        if decision.type.is_number:
            amounts = dict.fromkeys(rule.value for rule in decision_rules(decision))
            yield from itertools.combinations_with_replacement(amounts, 2)


def dominators(
    order: list[Variable], above: Mapping[Variable, list[Variable]]
) -> dict[Variable, Variable]:
    """Return for each variable the nearest one through which every way to it leads."""
    position = {variable: index for index, variable in enumerate(order)}
    found = {order[0]: order[0]}
    for variable in order[1:]:
        meeting, *others = above[variable]
        for other in others:
            while meeting != other:
                if position[meeting] > position[other]:
                    meeting = found[meeting]
                else:
                    other = found[other]
        found[variable] = meeting
    return found


_TESTS: Final = {
    "<": (operator.lt,),
    "<=": (operator.le,),
    "=": (operator.lt, operator.gt),
}


def changes(comparison: Term, variable: Variable, beside: Mapping[Variable, Known]) -> Iterator[int]:
    """Yield the values of `variable` from which on a comparison of it with constants changes.

    What it compares besides must be in `beside`, and counts at either end.
    """
    sides = comparison.args
    for at in settings(sides, variable, beside):
        for test in _TESTS[comparison.op]:
            yield from turning(
                lambda value, at=at, test=test: test(*(number(side, at(value)) for side in sides)),
                leaf_of(sides, variable),
            )


def parting(
    one: Term, other: Term, variable: Variable, beside: Mapping[Variable, Known]
) -> Iterator[int]:
    """Yield the values of `variable` from which on two amounts begin or cease to be the same."""
    pairs = itertools.product(
        settings((one,), variable, beside), settings((other,), variable, beside)
    )
    for at, other_at in pairs:
        for test in _TESTS["="]:
            yield from turning(
                lambda value, at=at, other_at=other_at, test=test: test(
                    number(one, at(value)), number(other, other_at(value))
                ),
                leaf_of((one, other), variable),
            )


Setting = Callable[[int], Mapping[Variable, Known]]


def settings(
    terms: tuple[Term, ...], variable: Variable, beside: Mapping[Variable, Known]
) -> Iterator[Setting]:
    """Yield what is known of the names in `terms` at a value of `variable`, by the ends `beside`.

    Nothing is yielded where they name anything else.
    """
    names = {(leaf.op, leaf.args[0]) for term in terms for leaf in term.leaves()} - {variable}
    if names <= beside.keys():
        for ends in itertools.product(*(ends_of(beside[name]) for name in names)):
            at = dict(zip(names, ends, strict=True))
            yield lambda value, at=at: {**at, variable: (value, value)}


def ends_of(known: Known) -> list[Known]:
    """Return the members of what is known, of a range its ends."""
    if isinstance(known, tuple):
        return [(end, end) for end in dict.fromkeys(known)]
    if isinstance(known, frozenset):
        return [frozenset((member,)) for member in sorted(known)]
    return [one for one in (FALSE, TRUE) if one & known]


def leaf_of(terms: tuple[Term, ...], variable: Variable) -> Term | None:
    """Return the term that names a variable."""
    leaves = (leaf for term in terms for leaf in term.leaves())
    return next((leaf for leaf in leaves if (leaf.op, leaf.args[0]) == variable), None)


def number(term: Term, at: Mapping[Variable, Known]) -> int:
    """Return the value of an amount in which everything is known."""
    return int(evaluate_term(term, lambda leaf: at[leaf.op, leaf.args[0]])[0])


def turning(holds: Callable[[int], bool], leaf: Term | None) -> Iterator[int]:
    """Yield the value of a number from which on a test changes, found by bisection."""
    if leaf is not None and leaf.type.is_number:
        low, high = leaf.least, leaf.greatest
        first = holds(low)
        if first != holds(high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if holds(middle) == first else (low, middle)
            yield high


# --- problems of a pack ---


def entangled(program: Program) -> list[Problem]:
    """Return a problem for each number that enters a decision in ways that splitting cannot part.

    A number is split between the thresholds of comparisons with constants, so that any number of those
    do no harm. It may enter in one other way: one amount, or one comparison with another number.
    """
    regions = Regions(program)
    found = []
    for name, decision in program.decisions.items():
        for variable in sorted(tangled(regions, name), key=str):
            args = {"name": variable[1], "decision": name}
            found.append(problem("entangled", decision.entry.span, **args))
    return found


def tangled(regions: Regions, name: str) -> set[Variable]:
    """Return the numbers that enter a decision in several ways."""
    counts: dict[Variable, int] = {}
    meeting = regions.meeting(name)
    for parent in meeting:
        for variable, ways in loose_ways(regions.program, parent).items():
            counts[variable] = counts.get(variable, 0) + ways
    own = regions.own(name)
    return {
        variable
        for variable, ways in counts.items()
        if ways > 1 and meeting[variable] in own and not discrete(regions.program, variable)
    }


def discrete(program: Program, variable: Variable) -> bool:
    """Say whether a variable splits into single values."""
    kind, name = variable
    described = program.facts if kind == "fact" else program.decisions
    return kind == "comparison" or not described[name].type.is_number


def loose_ways(program: Program, parent: Variable) -> dict[Variable, int]:
    """Return in how many ways each number enters what rests on it directly, thresholds aside."""
    kind, name = parent
    if kind == "comparison":
        return times_named(name)
    if kind == "fact":
        derived_by = program.facts[name].derived_by
        return {("decision", derived_by): 1} if derived_by else {}
    decision = program.decisions[name]
    found: dict[Variable, int] = {}
    for term in decision_terms(decision):
        for below in crooked(term):
            for variable, times in times_named(below).items():
                found[variable] = found.get(variable, 0) + times
    values = {rule.value: times_named(rule.value) for rule in decision_rules(decision)}
    if decision.type.is_number:
        for variable in dict.fromkeys(one for named in values.values() for one in named):
            containing = {value for value, named in values.items() if variable in named}
            times = max(values[value][variable] for value in containing)
            rivals = len(containing) > 1 and meet_at_a_level(decision.rules, containing)
            found[variable] = found.get(variable, 0) + max(times, 2 if rivals else 1)
    return found


def times_named(term: Term) -> dict[Variable, int]:
    """Return how often a term names each fact and decision."""
    found: dict[Variable, int] = {}
    for leaf in term.leaves():
        found[leaf.op, leaf.args[0]] = found.get((leaf.op, leaf.args[0]), 0) + 1
    return found


def crooked(term: Term) -> Iterator[Term]:
    """Yield the comparisons with constants that change more than twice: those of days of the week."""
    for below in term.walk():
        if below.op in COMPARISONS and not is_wide(below):
            if any(one.op == "weekday" for one in below.walk()):
                yield below


def meet_at_a_level(rules: tuple[Rule, ...], values: set[Term]) -> bool:
    """Say whether two rules of one level may answer with different ones of `values`."""
    levels = [rules, *(rule.exceptions for rule in every(rules))]
    for level in levels:
        given = [{one.value for one in every((rule,))} & values for rule in level]
        given = [one for one in given if one]
        if len(given) > 1 and len(set().union(*given)) > 1:
            return True
    return False

