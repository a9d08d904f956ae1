"""Finds what occurs more than once in what a decision rests on, and the cases it splits into.

The names a decision rests on form a graph: the decision, the decisions it names, comparisons of
several facts, and facts. Something is split for a decision when it is reached in more than one way
and the decision is the first place where all the ways meet (its immediate dominator). What is only
used inside another decision is split there, so the cases stay few.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from socrules.link import every
from socrules.program import LinkedDecision, Program, Rule
from socrules.terms import COMPARISONS, EITHER, FALSE, TRUE, Known, Term, evaluate_term

MAX_REGIONS: Final = 256
"""A decision with more cases than this is a problem of the pack, not a slow answer."""

Variable = tuple[str, Any]


def decision_terms(decision: LinkedDecision) -> list[Term]:
    """Return the conditions and values of a decision."""
    rules: list[Rule] = list(every(decision.rules))
    if decision.otherwise is not None:
        rules.append(decision.otherwise)
    return [term for rule in rules for term in (rule.when, rule.value) if term is not None]


class Regions:
    """The splitting of every decision of one program, worked out when it is first needed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._uses: dict[str, list[Variable]] = {}
        self._leaves: dict[Variable, Term] = {}
        self._shared: dict[str, dict[Variable, bool]] = {}
        self._reach: dict[str, frozenset[Variable]] = {}
        self._thresholds: dict[tuple[str, Variable], tuple[Any, ...]] = {}

    # --- the graph ---

    def uses(self, name: str) -> list[Variable]:
        """Return what a decision names, each as often as it does; wide comparisons stand for theirs."""
        if name not in self._uses:
            terms = decision_terms(self.program.decisions[name])
            counts: dict[int, int] = {}
            for term in terms:
                for below in term.walk():
                    if is_wide(below):
                        counts[id(below)] = counts.get(id(below), 0) + 1
            found: list[Variable] = []
            for term in terms:
                found += self.variables(term, counts)
            self._uses[name] = found
        return self._uses[name]

    def variables(self, term: Term, counts: dict[int, int]) -> Iterator[Variable]:
        """Yield the variables of a term; a comparison of several that recurs is one itself."""
        if counts.get(id(term), 0) > 1:
            yield "comparison", term
        elif term.op in ("fact", "decision"):
            self._leaves.setdefault((term.op, term.args[0]), term)
            yield term.op, term.args[0]
        else:
            for arg in term.args:
                if isinstance(arg, Term):
                    yield from self.variables(arg, counts)

    def below(self, variable: Variable) -> list[Variable]:
        """Return what a variable rests on directly."""
        kind, name = variable
        if kind == "decision":
            return self.uses(name)
        if kind == "comparison":
            return list(self.variables_inside(name))
        derived_by = self.program.facts[name].derived_by
        return [("decision", derived_by)] if derived_by else []

    def variables_inside(self, comparison: Term) -> Iterator[Variable]:
        """Yield the variables of a comparison that is one itself."""
        for arg in comparison.args:
            yield from self.variables(arg, {})

    def leaf(self, variable: Variable) -> Term:
        """Return a term that names the variable."""
        return self._leaves[variable]

    def reach(self, name: str) -> frozenset[Variable]:
        """Return everything a decision rests on, directly or through others."""
        if name not in self._reach:
            found: set[Variable] = set()
            stack = list(self.uses(name))
            while stack:
                variable = stack.pop()
                if variable not in found:
                    found.add(variable)
                    stack += self.below(variable)
            self._reach[name] = frozenset(found)
        return self._reach[name]

    def shared(self, name: str) -> dict[Variable, bool]:
        """Return what may be split for a decision: facts first, then comparisons, then decisions.

        The value says whether it is reached in more than one way; a decision that is named only once
        is there all the same, because it may turn out to have no value.
        """
        if name not in self._shared:
            root: Variable = ("decision", name)
            order = self.topological(root)
            position = {variable: index for index, variable in enumerate(order)}
            above: dict[Variable, list[Variable]] = {variable: [] for variable in order}
            for variable in order:
                for target in self.below(variable):
                    above[target].append(variable)
            dominator: dict[Variable, Variable] = {root: root}
            for variable in order[1:]:
                meeting = above[variable][0]
                for other in above[variable][1:]:
                    while meeting != other:
                        if position[meeting] > position[other]:
                            meeting = dominator[meeting]
                        else:
                            other = dominator[other]
                dominator[variable] = meeting
            direct = self.direct(name)
            met = {
                variable: len(above[variable]) > 1
                for variable in reversed(order[1:])
                if dominator[variable] == root and (len(above[variable]) > 1 or variable in direct)
            }
            ranked = sorted(met, key=lambda variable: _RANK[variable[0]])
            self._shared[name] = {variable: met[variable] for variable in ranked}
        return self._shared[name]

    def direct(self, name: str) -> set[Variable]:
        """Return the decisions a decision names itself."""
        return {variable for variable in self.uses(name) if variable[0] == "decision"}

    def topological(self, root: Variable) -> list[Variable]:
        """Return everything under `root`, each before what it rests on."""
        seen: set[Variable] = set()
        found: list[Variable] = []
        stack: list[tuple[Variable, Iterator[Variable]]] = [(root, iter(self.below(root)))]
        seen.add(root)
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

    def conditions(self, name: str) -> tuple[Variable, ...]:
        """Return everything a decision names in its conditions, each once."""
        rules = list(every(self.program.decisions[name].rules))
        found: dict[Variable, None] = {}
        for rule in rules:
            if rule.when is not None:
                found |= dict.fromkeys(self.variables(rule.when, {}))
        return tuple(found)

    # --- cutting into cases ---

    def cut(self, name: str, variable: Variable, known: Known) -> list[Known]:
        """Return the cases of what is known: truth values, members, or ranges between thresholds."""
        if isinstance(known, frozenset):
            return [frozenset((member,)) for member in sorted(known)]
        if isinstance(known, int):
            return [one for one in (FALSE, TRUE) if one & known] if known == EITHER else [known]
        least, greatest = known
        starts = [start for start in self.thresholds(name, variable) if least < start <= greatest]
        return [
            (start, end - 1)
            for start, end in zip([least, *starts], [*starts, greatest + 1], strict=True)
        ]

    def thresholds(self, name: str, variable: Variable) -> tuple[Any, ...]:
        """Return the values at which some comparison with constants changes, in ascending order."""
        key = name, variable
        if key not in self._thresholds:
            found: set[int] = set()
            names = [name, *(v[1] for v in self.reach(name) if v[0] == "decision")]
            for decision in names:
                for term in decision_terms(self.program.decisions[decision]):
                    for below in term.walk():
                        if below.op in COMPARISONS and below.args[0].type.is_number:
                            leaves = below.leaves()
                            if len(leaves) == 1 and (leaves[0].op, leaves[0].args[0]) == variable:
                                found |= set(switches(below, leaves[0]))
            self._thresholds[key] = tuple(sorted(found))
        return self._thresholds[key]


_RANK: Final = {"fact": 0, "comparison": 1, "decision": 2}


def is_wide(term: Term) -> bool:
    """Say whether a term compares more than one fact or decision."""
    return term.op in COMPARISONS and len(term.leaves()) > 1


def switches(comparison: Term, leaf: Term) -> Iterator[int]:
    """Yield the values of `leaf` from which on the comparison changes, found by bisection."""
    a, b = comparison.args
    tests = [(comparison.op, a, b)] if comparison.op != "=" else [("<", a, b), ("<", b, a)]
    least, greatest = leaf.least, leaf.greatest
    for op, left, right in tests:
        test = Term(op, (left, right), comparison.type)

        def holds(value: int, test: Term = test) -> bool:
            at = value, value
            return bool(evaluate_term(test, lambda term: None if term is test else at) == TRUE)

        low, high = least, greatest
        first = holds(low)
        if first != holds(high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if holds(middle) == first else (low, middle)
            yield high
