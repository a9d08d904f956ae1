"""Compares two versions of a pack on four levels: clauses, entries, meaning, outcomes.

The public `diff`. Versions are compared on every day from which either is worded otherwise, and a
decision changes on the days it changes on.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from socrules.changes import ClauseChange, EntryChange, clause_changes, entry_changes
from socrules.link import link
from socrules.meanings import meanings
from socrules.model import Contents, Entry
from socrules.showing import Examples, OutcomeChange, population_outcomes
from socrules.versions import Meaning, Versions
from socrules.walk import LAST_DAY, days_of_change

STEPS: Final = ("none", "patch", "minor", "major")
"""How far the version of an encoding must step, the least first."""


@attrs.frozen
class Period:
    """What became of each decision on the days from `first` to `last`, under some readings.

    `readings` are those switched away from the ones the pack follows.
    """

    first: datetime.date
    last: datetime.date
    readings: Mapping[str, str]
    meanings: tuple[Meaning, ...]
    versions: Versions = attrs.field(repr=False, eq=False)


@attrs.frozen(slots=False)
class Diff:
    """What differs between two versions of a pack, level by level; immutable.

    `before` is `None` where there was no such pack, `after` where there is none any more.
    """

    pack: str
    before: Contents | None = attrs.field(repr=False)
    after: Contents | None = attrs.field(repr=False)
    clauses: tuple[ClauseChange, ...]
    entries: tuple[EntryChange, ...]
    periods: tuple[Period, ...]
    cases: tuple[OutcomeChange, ...]
    population: tuple[OutcomeChange, ...]

    @cached_property
    def changes(self) -> tuple[Meaning, ...]:
        """Return the changes of meaning, period by period: all verdicts but `unchanged`."""
        return tuple(one for _, one in self.dated)

    @cached_property
    def dated(self) -> tuple[tuple[Period, Meaning], ...]:
        """Return the changes of meaning, each with its period."""
        return tuple(
            (period, one)
            for period in self.periods
            for one in period.meanings
            if one.verdict != "unchanged"
        )

    @cached_property
    def unchanged(self) -> dict[str, int]:
        """Return how many decisions are the same on all days, by how that was found."""
        changed = {one.decision for one in self.changes}
        hows: dict[str, str] = {}
        for period in self.periods:
            for one in period.meanings:
                if one.decision not in changed and hows.get(one.decision) != "solver":
                    hows[one.decision] = one.how
        found = list(hows.values())
        return {how: found.count(how) for how in dict.fromkeys(found)}

    @property
    def same(self) -> bool:
        """Say whether nothing differs on any level."""
        whole = self.before is not None and self.after is not None
        return whole and not (self.clauses or self.entries or self.changes)

    @property
    def step(self) -> str:
        """Return how far the version must step: `none`, `patch`, `minor` or `major`.

        `patch` is proved no change of meaning, `minor` new entries only, `major` that an answer
        changes on some day, or that no answer can be shown not to.
        """
        if self.before is None:
            return "none"
        verdicts = {one.verdict for one in self.changes}
        if self.after is None or verdicts - {"added"}:
            return "major"
        if verdicts or any(one.kind == "added" and not one.path for one in self.entries):
            return "minor"
        return "none" if self.same else "patch"

    def uncovered(self) -> tuple[Meaning, ...]:
        """Return the changes of meaning that no example case shows."""
        shown = {one.decision for one in self.cases}
        return tuple(
            one
            for one in self.changes
            if one.verdict in ("changed", "not_proved") and one.decision not in shown
        )


def compare(
    before: Contents,
    after: Contents,
    *,
    day: datetime.date | None = None,
    cases: Callable[[], Mapping[str, Entry]] = dict,
    population: Sequence[Mapping[str, Any]] = (),
) -> Diff:
    """Return what differs between two versions of a pack, on one `day` or on all.

    `cases` reads the example cases, where a decision has changed; `population` are situations.
    Raises `PackError` where either cannot be linked, `SocrulesError` where a proof is needed and
    the extra is missing.
    """
    periods = list(_periods(before, after, day))
    changed = {
        one.decision
        for period in periods
        for one in period.meanings
        if one.verdict in ("changed", "not_proved")
    }
    found = Examples(before, after, periods).outcomes(cases(), changed) if changed else ()
    people = population_outcomes(periods[-1].versions, population, changed) if population else ()
    return Diff(
        after.id,
        before,
        after,
        tuple(clause_changes(before, after)),
        tuple(entry_changes(before, after)),
        tuple(periods),
        tuple(found),
        tuple(people),
    )


def _periods(before: Contents, after: Contents, day: datetime.date | None) -> Iterable[Period]:
    """Yield the periods of days, and the readings beside ours that changed, with their meanings."""
    days = sorted({*days_of_change(before), *days_of_change(after)}) if day is None else [day]
    ends = [*(one - datetime.timedelta(1) for one in days[1:]), LAST_DAY if day is None else day]
    for first, last in zip(days, ends, strict=True):
        for readings in ({}, *_other_readings(before, after)):
            switched = [
                {
                    name: one
                    for name, one in readings.items()
                    if name in contents.entries("readings")
                }
                for contents in (before, after)
            ]
            versions = Versions(link(before, first, switched[0]), link(after, first, switched[1]))
            yield Period(first, last, readings, tuple(meanings(versions)), versions)


def _other_readings(before: Contents, after: Contents) -> list[dict[str, str]]:
    """Return the readings beside ours under which an entry that names them says another thing."""
    found: list[dict[str, str]] = []
    names = {
        part
        for change in entry_changes(before, after)
        if "by_reading" in change.path
        for part in _readings_of(after, change)
    }
    for name in sorted(names):
        readings = [one.entries("readings").get(name) for one in (before, after)]
        options = [set(one.options or {}) for one in readings if one is not None]
        ours = {one.ours for one in readings if one is not None}
        common = set.intersection(*options) if options else set()
        found += [{name: option} for option in sorted(common - ours)]
    return found


def _readings_of(contents: Contents, change: EntryChange) -> list[str]:
    """Return the reading an entry inside another names, by the path of a change in it."""
    entry = contents.entries(change.section).get(change.entry)
    for key, part in zip(change.path[::2], change.path[1::2], strict=False):
        inner = entry.values.get(key) if entry is not None else None
        entry = inner.get(part) if isinstance(inner, dict) else entry
    return [entry.reading] if entry is not None and entry.reading else []
