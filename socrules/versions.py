"""Two linked programs of one day side by side, and what may be said of a decision of both."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, TypeGuard

import attrs

from socrules.canonical import Canonical, names_day
from socrules.model import Text
from socrules.pack import Pack
from socrules.program import Fact, Program
from socrules.regions import Regions, Variable, decision_rules
from socrules.terms import Known
from socrules.values import Type
from socrules.witness import Answered, Facts, Witness, answered, fewest

VERDICTS: Final = ("unchanged", "changed", "added", "removed", "not_proved")
WAYS: Final = ("made_the_same", "solver", "regions", "search", "norm", "types", "entry", "effect")
"""How a verdict was found."""


@attrs.frozen
class NormChange:
    """A key of a norm that says something else, where the decision has `value`."""

    key: str
    before: str
    after: str
    value: Any


@attrs.frozen
class Meaning:
    """What became of one decision between two versions on the days of one period.

    `how` is one of `WAYS`. `regions` are where the answer differs, `whole` says that it differs
    nowhere else. `direction` is `stricter`, `looser`, `higher`, `lower` or empty. `norm` are keys
    of the norm behind the decision that say something else, with what they said. `one_day` says
    that the proof is of the first day of the period alone, because the decision names the day.
    `through` are the decisions it rests on that have changed, where it is itself as before.
    """

    decision: str
    title: Text
    verdict: str
    how: str
    regions: tuple[Mapping[str, Known], ...] = ()
    whole: bool = False
    direction: str = ""
    witness: Witness | None = None
    norm: tuple[NormChange, ...] = ()
    one_day: bool = False
    through: tuple[str, ...] = ()


class Versions:
    """Two linked programs of one day, with all that is asked of both."""

    def __init__(self, before: Program, after: Program) -> None:
        self.programs = before, after
        self.packs = Pack(before), Pack(after)
        self.canonical = Canonical(before), Canonical(after)
        self.alone = Canonical(before, deep=False), Canonical(after, deep=False)
        self.kept: dict[frozenset[str], Any] = {}
        """What the solver's form of both programs was, by the derived facts taken as given."""

    @cached_property
    def regions(self) -> tuple[Regions, Regions]:
        """Return what decisions rest on, before and after."""
        return Regions(self.programs[0]), Regions(self.programs[1])

    # --- what is asked of both ---

    def facts(self, name: str) -> dict[str, tuple[Type, Known] | None]:
        """Return the facts a decision rests on in either version, with all they may be in both.

        A fact of two types at once has nothing it may be.
        """
        found: dict[str, tuple[Type, Known] | None] = {}
        for program, regions in zip(self.programs, self.regions, strict=True):
            names = {one for kind, one in regions.reach(name) if kind == "fact"}
            names |= {*regions.presumes(name)}
            for one in program.facts:
                if one in names:
                    found[one] = merged(found.get(one), program.facts[one], one in found)
        return found

    def named(self, side: int, name: str, free: frozenset[str] = frozenset()) -> set[Variable]:
        """Return what a decision rests on in one version where the facts in `free` are given."""
        regions = self.regions[side]
        start: list[Variable] = [("decision", name)]
        start += [("fact", one) for one in regions.presumes(name)]
        found: set[Variable] = set()
        while start:
            variable = start.pop()
            if variable not in found:
                found.add(variable)
                if not (variable[0] == "fact" and variable[1] in free):
                    start += regions.below(variable)
        return found

    def through(self, name: str) -> tuple[str, ...]:
        """Return the changed decisions a decision names; none where it has changed itself too."""
        before, after = (one.answer(name) for one in self.alone)
        if before != after:
            return ()
        facts = self.programs[1].facts
        direct = self.regions[1].direct(name)
        names = {one if kind == "decision" else facts[one].derived_by for kind, one in direct}
        one, other = self.canonical
        return tuple(sorted(each for each in names if one.decision(each) != other.decision(each)))

    def names_day(self, name: str, free: frozenset[str] = frozenset()) -> bool:
        """Say whether a decision names the day in question, or one it rests on does."""
        for side, program in enumerate(self.programs):
            below = [one for kind, one in self.named(side, name, free) if kind == "decision"]
            rules = [rule for one in below for rule in decision_rules(program.decisions[one])]
            if any(names_day(program, rule) for rule in rules):
                return True
        return False

    def presumed(self, name: str) -> set[str]:
        """Return the facts presumed in either version when a decision is asked."""
        return {one for regions in self.regions for one in regions.presumes(name)}

    def answers(self, name: str, facts: Facts) -> tuple[Answered | None, Answered | None]:
        """Return what both versions answer."""
        before, after = (answered(pack, name, facts) for pack in self.packs)
        return before, after

    def differ(self, name: str, facts: Facts) -> bool:
        """Say whether both versions settle a question, and differently."""
        before, after = self.answers(name, facts)
        return settled(before) and settled(after) and not before.same(after)

    def witness(self, name: str, facts: Facts) -> Witness:
        """Return a situation with both answers."""
        program = self.programs[1]
        before, after = self.answers(name, facts)
        readings = {
            key: option
            for key, option in program.readings.items()
            if option != program.pack.entries("readings")[key].ours
        }
        asked = {one: value for one, value in facts.items() if one in program.facts}
        return Witness(name, program.day, readings, facts, asked, before, after)

    def smallest(self, name: str, facts: Facts) -> Witness:
        """Return the witness of as few of the facts as leave both answers as they are."""
        whole = self.answers(name, facts)

        def same(fewer: Facts) -> bool:
            found = self.answers(name, fewer)
            return all(
                one is not None and other is not None and one.same(other)
                for one, other in zip(found, whole, strict=True)
            )

        return self.witness(name, fewest(facts, same))


def settled(answer: Answered | None) -> TypeGuard[Answered]:
    """Say whether an answer is there and not open."""
    return answer is not None and answer.status != "unknown"


def comparable(one: Type, other: Type) -> bool:
    """Say whether values of two types can be the same: members of a choice may differ."""
    return (one.kind, one.unit, one.decimals) == (other.kind, other.unit, other.decimals)


def merged(found: tuple[Type, Known] | None, fact: Fact, again: bool) -> tuple[Type, Known] | None:
    """Return the type of a fact and all it may be in both; `None` where that is nothing."""
    if not again:
        return fact.type, fact.domain
    if found is None or not comparable(found[0], fact.type):
        return None
    domain: Known
    if isinstance(fact.domain, frozenset):
        domain = fact.domain & found[1]
        return (fact.type, domain) if domain else None
    if isinstance(fact.domain, tuple):
        domain = max(fact.domain[0], found[1][0]), min(fact.domain[1], found[1][1])
        return (fact.type, domain) if domain[0] <= domain[1] else None
    return found
