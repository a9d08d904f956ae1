"""What example cases and a population show of a change: answers before and after, one by one."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import attrs

from socrules.cases import Runner
from socrules.expected_course import found_of, is_timed
from socrules.model import Contents, Entry
from socrules.pack import Pack
from socrules.problems import SocrulesError
from socrules.versions import Versions
from socrules.witness import Answered, of


class Days(Protocol):
    """The days two versions were linked for, and under which readings."""

    @property
    def first(self) -> datetime.date:
        """The first day."""

    @property
    def last(self) -> datetime.date:
        """The last day."""

    @property
    def readings(self) -> Mapping[str, str]:
        """The readings switched away from those the pack follows."""

    @property
    def versions(self) -> Versions:
        """The two linked versions."""


@attrs.frozen
class OutcomeChange:
    """A decision that is answered otherwise in an example case or for a person.

    `id` is that of the case, or the number of the person from 1; `None` stands for no answer: a
    version that refuses the facts or does not know the decision.
    """

    id: str
    decision: str
    before: Answered | None
    after: Answered | None
    entry: Entry | None = attrs.field(default=None, repr=False, eq=False)


class Examples:
    """Asks both versions what the example cases ask; what is linked already serves where it can."""

    def __init__(self, before: Contents, after: Contents, periods: Sequence[Days]) -> None:
        linked = [one.versions.programs for one in periods]
        self.runners = tuple(
            Runner(contents, [programs[side] for programs in linked])
            for side, contents in enumerate((before, after))
        )
        self.periods = [one for one in periods if not one.readings]

    def outcomes(self, cases: Mapping[str, Entry], changed: set[str]) -> Iterator[OutcomeChange]:
        """Yield what cases show of the decisions that have changed."""
        for id, case in cases.items():
            for name in case.expect or {}:
                if name in changed or self._clock(name) in changed:
                    one, other = (self._asked(side, case, name) for side in (0, 1))
                    if differ(one, other):
                        yield OutcomeChange(id, name, one, other, case)

    def _asked(self, side: int, case: Entry, name: str) -> Answered | None:
        """Return the answer of one version in a case, `None` where it cannot be asked."""
        try:
            pack = self._linked(side, case, name) or self.runners[side].pack(case)
            found = of(pack.decide(name, case.given or {}))
            return self._timed(side, case, name, found)
        except SocrulesError:
            return None

    def _clock(self, name: str) -> str | None:
        """Return what says when the period of a duty starts, if something of its own does."""
        duty = self.runners[1].contents.entries("duties").get(name)
        return None if duty is None else duty.clock

    def _timed(self, side: int, case: Entry, name: str, found: Answered) -> Answered:
        """Return an answer with what the events of a case make of a duty, where it expects that."""
        runner = self.runners[side]
        if case.events is None or not is_timed(runner.contents, name, case.expect[name]):
            return found
        course = runner.course(case, case.given or {})
        parts = {key: "; ".join(one) for key, one in found_of(course, name).items()}
        return attrs.evolve(found, norm={**found.norm, **parts})

    def _linked(self, side: int, case: Entry, name: str) -> Pack | None:
        """Return the pack of the period a case is in, where the day makes no difference to it."""
        given = frozenset(case.given or {})
        for period in self.periods:
            if period.first <= case.date <= period.last:
                versions = period.versions
                known = all(name in program.decisions for program in versions.programs)
                if known and not case.readings and not versions.names_day(name, given):
                    return versions.packs[side]
        return None


def population_outcomes(
    versions: Versions, population: Sequence[Mapping[str, Any]], changed: set[str]
) -> Iterator[OutcomeChange]:
    """Yield each person of a population for whom a changed decision is answered otherwise."""
    names = [name for name in versions.programs[1].decisions if name in changed]
    for number, person in enumerate(population, 1):
        for name in names:
            one, other = versions.answers(name, dict(person))
            if differ(one, other):
                yield OutcomeChange(str(number), name, one, other)


def differ(one: Answered | None, other: Answered | None) -> bool:
    """Say whether two answers, or refusals, are not the same."""
    if one is None or other is None:
        return one is not other
    return not one.same_norm(other)
