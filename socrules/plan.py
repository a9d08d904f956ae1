"""Says what a function that answers some decisions needs: other decisions, facts, clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from socrules.program import LinkedDecision, Program, every
from socrules.regions import Regions, Variable, decision_terms
from socrules.support import looked_at


class Plan:
    """What a function that answers `names` needs: decisions in their order, facts, clauses."""

    def __init__(self, program: Program, regions: Regions, names: Sequence[str]) -> None:
        self.program = program
        self.regions = regions
        self.names = names
        self.index = {name: index for index, name in enumerate(program.facts)}
        self.outright = self._closure(names, derive=False)
        everything = self._closure(names, derive=True)
        self.decisions = [
            program.decisions[name] for name in program.decisions if name in everything
        ]
        self.facts = {name for one in self.decisions for kind, name in named(one) if kind == "fact"}
        self.presumed = {fact for name in names for fact in regions.presumes(name)}
        self.clauses = sorted(
            {clause for one in self.decisions for clause in own_clauses(one)},
            key=lambda clause: program.order.get(clause, len(program.order)),
        )
        self._bit = {clause: 1 << index for index, clause in enumerate(self.clauses)}

    def _closure(self, names: Iterable[str], *, derive: bool) -> set[str]:
        """Return decisions and those they name; with `derive` those that derive facts too."""
        found: set[str] = set()
        stack = list(names)
        while stack:
            name = stack.pop()
            if name not in found:
                found.add(name)
                for kind, one in named(self.program.decisions[name]):
                    below = one if kind == "decision" else self.program.facts[one].derived_by
                    if below and (derive or kind == "decision"):
                        stack.append(below)
        return found

    @cached_property
    def derivers(self) -> dict[str, list[str]]:
        """Return, for decisions that are there only to derive facts, those facts."""
        found: dict[str, list[str]] = {}
        for fact in filter(self.facts.__contains__, self.program.facts):
            if derived_by := self.program.facts[fact].derived_by:
                for name in self._closure([derived_by], derive=True) - self.outright:
                    found.setdefault(name, []).append(fact)
        return found

    @cached_property
    def _rested_on(self) -> set[str]:
        return {
            name for one in self.decisions for kind, name in named(one) if kind == "decision"
        } | {self.program.facts[name].derived_by for name in self.facts}

    def rested_on(self, decision: LinkedDecision) -> bool:
        """Say whether another decision or a fact rests on this one."""
        return decision.id in self._rested_on

    def given(self, decision: LinkedDecision) -> set[str]:
        """Return the facts a decision names that no decision derives."""
        facts = {name for kind, name in named(decision) if kind == "fact"}
        return {name for name in facts if not self.program.facts[name].derived_by}

    def clause_bits(self, clauses: Iterable[str]) -> int:
        """Return clauses as bits."""
        found = 0
        for clause in clauses:
            found |= self._bit[clause]
        return found

    def citations(self, found: int) -> tuple[str, ...]:
        """Return the clauses of bits, in the order of the act."""
        return tuple(clause for clause in self.clauses if self._bit[clause] & found)


def named(decision: LinkedDecision) -> Iterator[Variable]:
    """Yield the facts and decisions a decision names, as often as it does."""
    for term in decision_terms(decision):
        yield from ((leaf.op, leaf.args[0]) for leaf in term.leaves())


def own_clauses(decision: LinkedDecision) -> Iterator[str]:
    """Yield every clause of this act a decision may cite of itself."""
    yield from looked_at(decision)
    rules = [*every(decision.rules), *([decision.otherwise] if decision.otherwise else [])]
    for rule in rules:
        yield from (cite.clause for cite in rule.cites if not cite.act)
        for term in () if rule.when is None else rule.when.walk():
            if term.item is not None:
                yield from (cite.clause for cite in term.item.cite if not cite.act)
