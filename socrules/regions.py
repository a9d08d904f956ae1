"""Finds what occurs more than once in what a decision rests on, and the cases it splits into.

The names a decision rests on form a graph: the decision, the decisions it names, comparisons of
several facts, and facts. Something is split for a decision when it is reached in more than one way
and the decision is the first place where all the ways meet (its immediate dominator). What is only
used inside another decision is split there, so the cases stay few.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from socrules.model import Citation
from socrules.program import LinkedDecision, Program, Rule, every
from socrules.terms import COMPARISONS, EITHER, FALSE, TRUE, Known, Term, is_wide
from socrules.thresholds import Variable, changes, parting

__all__ = ["Regions", "Variable", "decision_rules", "decision_terms", "variables"]


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

    def shared(self, name: str, fact: str) -> set[Variable]:
        """Return what a fact is derived from that a decision also rests on in another way."""
        seen, stack = {("fact", fact)}, [("decision", name)]
        while stack:
            variable = stack.pop()
            if variable not in seen:
                seen.add(variable)
                stack += self.below(variable)
        return seen & {*self.topological(("fact", fact))[1:]}

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

        With `beside`, what is known of other variables at whose ends comparisons count too, numbers
        are cut finely enough to tell whether the answer depends on those.
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
