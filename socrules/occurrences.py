"""Puts the events of a log in order: which occurrence belongs to which, and what cannot be so.

What is impossible or out of order is data, an `Irregularity` with its clause, and never an error:
a log is what people wrote down. Only a line that no reader could place raises.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from socrules.calendar_files import FIRST_YEAR, LAST_YEAR
from socrules.event_log import Event
from socrules.model import Citation, Contents, Entry
from socrules.problems import Findings, SituationError, nearest

AHEAD: Final = "ahead"
"""The kind of irregularity of an event that is dated after the day in question."""


@attrs.frozen(eq=False)
class Occurrence:
    """One time that an event happened in a case.

    `number` counts the occurrences of one event on one day. `parent` is the occurrence it belongs
    to; `maybe` are those it may belong to where the log leaves that open.
    """

    event: Event
    entry: Entry = attrs.field(repr=False)
    number: int
    parent: Occurrence | None = attrs.field(default=None, repr=False)
    maybe: tuple[Occurrence, ...] = attrs.field(default=(), repr=False)

    @property
    def id(self) -> str:
        """Return the id of the event in the pack."""
        return self.event.event

    @property
    def day(self) -> datetime.date | None:
        """Return the day, `None` where nobody knows it."""
        return self.event.date

    @property
    def line(self) -> tuple[Occurrence, ...]:
        """Return the occurrence, that it belongs to, and so on to the first."""
        found = [self]
        while found[-1].parent is not None:
            found.append(found[-1].parent)
        return tuple(found)

    @property
    def root(self) -> Occurrence:
        """Return the first occurrence of the thread it belongs to."""
        return self.line[-1]

    @property
    def key(self) -> str:
        """Return what tells it from the others of its case, whatever else the log says."""
        day = self.day.isoformat() if self.day else "unknown"
        name = self.event.id or (f"{day}-{self.number}" if self.number > 1 else day)
        return f"{self.id}/{name}"

    def follows(self, other: Occurrence) -> bool:
        """Say whether it happened on the day of `other` or later, as far as the days are known."""
        if self.day is None or other.day is None or self.day != other.day:
            return self.day is None or other.day is None or self.day > other.day
        ours, theirs = self.event.moment, other.event.moment
        return ours is None or theirs is None or ours >= theirs

    def related(self, other: Occurrence) -> bool | None:
        """Say whether both are of one thread; `None` where nothing in the log tells."""
        theirs = {one.id: one for one in other.line}
        for one in self.line:
            if one.id in theirs:
                return one is theirs[one.id]
        return None


@attrs.frozen
class Irregularity:
    """What a log says and an act does not allow, or nobody can place.

    `kind` is `ahead` (dated after the day in question), `again` (a second time of what happens
    once), `no_beginning` (an end without its beginning, or before it), `out_of_order` (before what
    must come first), `which` (it may belong to several), `facts_differ`, `extended_late`,
    `extended_too_long`. `others` are the events or facts it concerns, `cite` the clauses.
    """

    kind: str
    case: str
    event: str
    date: datetime.date | None
    cite: tuple[Citation, ...] = ()
    others: tuple[str, ...] = ()


@attrs.frozen(eq=False)
class History:
    """The occurrences of one case up to a day, in order, and what is irregular about them."""

    case: str
    occurrences: tuple[Occurrence, ...]
    irregular: tuple[Irregularity, ...]

    def of(self, ids: Iterable[str]) -> Iterator[Occurrence]:
        """Yield the occurrences of some events."""
        wanted = frozenset(ids)
        yield from (one for one in self.occurrences if one.id in wanted)


def histories(
    contents: Contents, events: Iterable[Event], as_of: datetime.date
) -> dict[str, History]:
    """Return the history of each case as of a day, the cases in the order of their names.

    The order of the lines does not matter. Raises `SituationError` for events that the pack does
    not have, days no calendar has, and lines that point to none.
    """
    cases: dict[str, list[Event]] = defaultdict(list)
    found = Findings()
    for event in events:
        _check(contents, event, found)
        cases[event.case].append(event)
    for lines in cases.values():
        _check_names(contents, lines, found)
    if found.problems:
        raise SituationError(found.problems)
    return {case: _History(contents, case, cases[case], as_of).build() for case in sorted(cases)}


def _check(contents: Contents, event: Event, found: Findings) -> None:
    known = contents.entries("events")
    if event.event not in known:
        near = nearest(event.event, known)
        found.report("unknown-event", event.span, event=event.event, suggest=near)
    if event.date is not None and not FIRST_YEAR <= event.date.year <= LAST_YEAR:
        found.report("event-not-a-date", event.span, event=event.date)


def _check_names(contents: Contents, lines: list[Event], found: Findings) -> None:
    """Report names of lines that are given twice, not there, or of the wrong event."""
    entries = contents.entries("events")
    named: dict[str, Event] = {}
    for event in lines:
        if event.id and named.setdefault(event.id, event) is not event:
            found.report("event-named-twice", event.span, id=event.id, case=event.case or "—")
    for event in lines:
        if not event.of:
            continue
        other = named.get(event.of)
        if other is None:
            near = nearest(event.of, named)
            words = {"of": event.of, "case": event.case or "—"}
            found.report("event-line-unknown", event.span, suggest=near, **words)
        elif event.event in entries and not _may_belong(entries, event, other, named):
            words = {"of": event.of, "event": event.event, "other": other.event}
            found.report("event-of-another", event.span, **words)


def _may_belong(
    entries: Mapping[str, Entry], event: Event, other: Event, named: Mapping[str, Event]
) -> bool:
    """Say whether a line can belong to another: of the event the pack names, and not in a ring."""
    expected = entries[event.event].of
    if expected is not None:
        return bool(other.event == expected)
    seen = [event]
    while other.of and other not in seen:
        seen.append(other)
        if other.of not in named:
            return True
        other = named[other.of]
    return other not in seen


class _History:
    """Builds the history of one case."""

    def __init__(
        self, contents: Contents, case: str, events: list[Event], as_of: datetime.date
    ) -> None:
        self.entries = contents.entries("events")
        self.places = {name: place for place, name in enumerate(self.entries)}
        self.case = case
        known = [one for one in events if one.date is None or one.date <= as_of]
        self.later = sorted((one for one in events if one not in known), key=self.order)
        self.events = sorted(known, key=self.order)
        self.named = {one.id: one for one in known if one.id}
        self.made: dict[int, Occurrence] = {}
        self.numbers: Counter[tuple[str, datetime.date | None]] = Counter()
        self.irregular: list[Irregularity] = []

    def order(self, event: Event) -> tuple[object, ...]:
        """Return what sorts events by day; on one day a beginning comes before its end."""
        depth, entry = 0, self.entries[event.event]
        while entry.of in self.entries and depth < len(self.entries):
            depth, entry = depth + 1, self.entries[entry.of]
        day = event.date or datetime.date.max
        moment = event.moment or datetime.datetime.max
        rest = (event.id, event.of, event.period, sorted(event.facts))
        return day, depth, moment, self.places[event.event], rest

    def build(self) -> History:
        """Return the history."""
        counted: list[Occurrence] = []
        for event in self.events:
            one = self.occurrence(event)
            if self.again(one, counted):
                self.report("again", event)
            else:
                self.check_order(one, counted)
                counted.append(one)
        for event in self.later:
            self.report(AHEAD, event)
        return History(self.case, tuple(counted), tuple(self.irregular))

    def report(self, kind: str, event: Event, others: tuple[str, ...] = ()) -> None:
        """Note something irregular about an event."""
        cite = self.entries[event.event].cite or ()
        self.irregular.append(Irregularity(kind, self.case, event.event, event.date, cite, others))

    def occurrence(self, event: Event) -> Occurrence:
        """Return the occurrence of an event, made once, with what it belongs to."""
        made = self.made.get(id(event))
        if made is not None:
            return made
        entry = self.entries[event.event]
        parent: Occurrence | None = None
        maybe: tuple[Occurrence, ...] = ()
        if event.of:
            parent = self.occurrence(self.named[event.of]) if event.of in self.named else None
        elif entry.of is not None:
            parent, maybe = self.belongs(event, entry)
        self.numbers[event.event, event.date] += 1
        number = self.numbers[event.event, event.date]
        made = Occurrence(event, entry, number, parent, maybe)
        self.made[id(event)] = made
        return made

    def belongs(
        self, event: Event, entry: Entry
    ) -> tuple[Occurrence | None, tuple[Occurrence, ...]]:
        """Return what a line that names none belongs to, or all it may belong to."""
        made = list(self.made.values())
        taken = {one.parent for one in made if one.id == event.event and not entry.repeats}
        probe = Occurrence(event, entry, 0)
        open_ones = [
            one for one in made if one.id == entry.of and one not in taken and probe.follows(one)
        ]
        return (open_ones[0], ()) if len(open_ones) == 1 else (None, tuple(open_ones))

    def again(self, one: Occurrence, counted: list[Occurrence]) -> bool:
        """Say whether what happens once has happened before."""
        if one.entry.repeats or one.maybe:
            return False
        return any(
            other.id == one.id and other.parent is one.parent and not other.maybe
            for other in counted
        )

    def check_order(self, one: Occurrence, counted: list[Occurrence]) -> None:
        """Note an end without its beginning, and what happened before what must come first."""
        begins = one.entry.of
        required = [name for name in one.entry.after or () if name != begins]
        if one.maybe:
            self.report("which", one.event, (begins,))
        elif begins is not None and (one.parent is None or not one.follows(one.parent)):
            self.report("no_beginning", one.event, (begins,))
        missing = tuple(
            name
            for name in required
            if not any(
                other.id == name and one.follows(other) and one.related(other) is not False
                for other in counted
            )
        )
        if missing:
            self.report("out_of_order", one.event, missing)
