"""Finds periods that cannot all be used in full: chains of steps whose last one has its own day.

A chain is declared with `before:`. Its steps follow each other, while the last one counts from the
beginning: whoever comes earlier and uses the whole period leaves the last one none. Found for every
working day of a year on which the chain may begin, because the calendar makes some weeks worse.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

import attrs

from socrules.calendars import Calendar
from socrules.day_tables import OutOfCalendar
from socrules.desk import Counter, Engine, Followed, period_of
from socrules.norms import Norm
from socrules.periods import SPANS
from socrules.problems import SituationError, problem
from socrules.wordings import parse_period

ONE_DAY = datetime.timedelta(1)


@attrs.frozen
class Link:
    """One step of a chain: its norm, its period, and how it fares when all use theirs in full.

    `full` is the day on which it ends if it and those before it use their whole periods; `latest`
    the last working day on which it may really end so that those after it keep theirs.
    """

    norm: Norm
    period: str
    full: datetime.date
    latest: datetime.date | None

    @property
    def id(self) -> str:
        """Return the id of the norm."""
        return self.norm.id


@attrs.frozen
class Week:
    """A chain that begins on one day: the last day of its last step, and what the others leave.

    `short` is how many working days the steps before the last must give up together.
    """

    start: datetime.date
    due: datetime.date
    links: tuple[Link, ...]
    short: int

    @property
    def days(self) -> int | None:
        """Return the days from the beginning to the latest day of the first step with a period."""
        latest = self.links[0].latest
        return None if latest is None else (latest - self.start).days


@attrs.frozen
class Slack:
    """A chain whose periods cannot all be used in full, over the working days of a year.

    `last` is the norm with a day of its own, `events` are taken to happen on the day the chain
    begins. `weeks` are the beginnings on which the periods collide; `least` and `most` those on
    which the fewest and the most working days must be given up; `shortest` and `longest` those that
    leave the first step the fewest and the most days.
    """

    last: Norm
    period: str
    events: tuple[str, ...]
    year: int
    days: int
    weeks: tuple[Week, ...] = attrs.field(repr=False)

    @property
    def least(self) -> Week:
        """Return the first week in which the fewest working days must be given up."""
        return min(self.weeks, key=lambda week: week.short)

    @property
    def most(self) -> Week:
        """Return the first week in which the most working days must be given up."""
        return max(self.weeks, key=lambda week: week.short)

    @property
    def shortest(self) -> Week:
        """Return the first week that leaves the first step the fewest days."""
        return min(self.weeks, key=lambda week: (week.days is not None, week.days or 0))

    @property
    def longest(self) -> Week:
        """Return the first week that leaves the first step the most days."""
        return max(self.weeks, key=lambda week: -1 if week.days is None else week.days)

    def on(self, day: datetime.date) -> Week | None:
        """Return the week that begins on a day, `None` where nothing collides then."""
        return next((week for week in self.weeks if week.start == day), None)


def slack(engine: Engine, by: Calendar | str | None = None, year: int | None = None) -> list[Slack]:
    """Return the chains of a pack whose periods cannot all be used in full.

    `by` is a calendar in place of the pack's; `year` by default that of the day on which the pack
    was last checked for amendments, or the calendar's last before it. No chain is found without a
    calendar. Raises `SituationError` for a year the calendar does not know.
    """
    contents = engine.program.pack
    counter = Counter(by or contents.head.calendar)
    if counter.by is None:
        return []
    if year is None:
        checked = contents.head.effect.checked_on.year
        year = max((one for one in counter.by.years if one <= checked), default=0)
    if year not in counter.by.years:
        known = ", ".join(map(str, counter.by.years))
        raise SituationError(problem("no-such-year", year=year, id=counter.by.id, years=known))
    followed = Followed(engine)
    found = (Chain(followed, counter, norm).over(year) for norm in followed.norms.values())
    return [one for one in found if one is not None]


class Chain:
    """The steps that must come before one norm, by what each of them waits for."""

    def __init__(self, followed: Followed, counter: Counter, last: Norm) -> None:
        self.followed = followed
        self.counter = counter
        self.last = last
        names = list(self._before(last.id, {last.id}))
        self.steps = {name: followed.norms[name] for name in names}
        self.makers: dict[str, list[str]] = {}
        for name, norm in self.steps.items():
            for event in norm.ids("done_by"):
                self.makers.setdefault(event, []).append(name)

    def _before(self, name: str, seen: set[str]) -> Iterator[str]:
        """Yield the norms of the chain before one, each after those before it."""
        for other in self.followed.before.get(name, ()):
            if other not in seen:
                seen.add(other)
                yield from self._before(other, seen)
                yield other

    def over(self, year: int) -> Slack | None:
        """Return what collides in a year, `None` where nothing does or nothing can."""
        by = self.counter.by
        assert by is not None
        stated = [norm for norm in self.steps.values() if _length(norm)]
        if not stated or not _length(self.last) or self.waits(self.last):
            return None
        weeks, days = [], 0
        day = datetime.date(year, 1, 1)
        while day.year == year:
            if by.busy.works(day.toordinal()):
                try:
                    week = self.week(day)
                except OutOfCalendar:
                    # The chain runs into a year that the calendar does not know.
                    break
                days += 1
                if week is not None:
                    weeks.append(week)
            day += ONE_DAY
        if not weeks:
            return None
        events = self.events([*self.path(weeks[0]), self.last])
        return Slack(self.last, period_of(self.last), events, year, days, tuple(weeks))

    def waits(self, norm: Norm) -> list[str]:
        """Return the steps of the chain whose events start a norm."""
        found = [
            name for event in self.followed.starts(norm) for name in self.makers.get(event, ())
        ]
        return [name for name in found if name != norm.id]

    def comes_after(self, norm: Norm) -> list[str]:
        """Return the steps a norm waits for: by its event, or by its place where none starts it."""
        if self.followed.starts(norm):
            return self.waits(norm)
        return [name for name in self.followed.before.get(norm.id, ()) if name in self.steps]

    def events(self, norms: Iterable[Norm]) -> tuple[str, ...]:
        """Return the events outside the chain that start some of its steps."""
        found = [event for norm in norms for event in self.followed.starts(norm)]
        return tuple(dict.fromkeys(event for event in found if event not in self.makers))

    def path(self, week: Week) -> list[Norm]:
        """Return the norms of a week."""
        return [link.norm for link in week.links]

    # --- one beginning ---

    def week(self, start: datetime.date) -> Week | None:
        """Return how the chain fares that begins on a day, `None` where all can use theirs."""
        ends: dict[str, datetime.date] = {}
        came: dict[str, str] = {}
        for name, norm in self.steps.items():
            before = [other for other in self.comes_after(norm) if other in ends]
            latest = max(before, key=lambda other: ends[other], default="")
            came[name] = latest
            ends[name] = self.end(norm, ends.get(latest, start))
        due = self.end(self.last, start)
        direct = [name for name in self.followed.before.get(self.last.id, ()) if name in ends]
        worst = max(direct, key=lambda name: ends[name])
        if ends[worst] <= due:
            return None
        names = [worst]
        while came[names[0]]:
            names.insert(0, came[names[0]])
        links = self.links(names, ends, due, start)
        by = self.counter.by
        assert by is not None
        short = by.count_working_days(due, ends[worst], uncertain="working")
        return Week(start, due, tuple(link for link in links if link.period), int(short))

    def links(
        self,
        names: list[str],
        ends: dict[str, datetime.date],
        due: datetime.date,
        start: datetime.date,
    ) -> list[Link]:
        """Return the steps on the way to the last, each with the latest day it may really end."""
        found: list[Link] = []
        latest: datetime.date | None = due
        after: Norm | None = None
        for name in reversed(names):
            norm = self.steps[name]
            latest = self.latest(after, latest, start)
            found.insert(0, Link(norm, period_of(norm), ends[name], latest))
            after = norm
        return found

    def latest(
        self, after: Norm | None, limit: datetime.date | None, start: datetime.date
    ) -> datetime.date | None:
        """Return the last working day from which the step `after` still ends by a day."""
        by = self.counter.by
        assert by is not None
        day = limit
        while day is not None and day >= start:
            fits = after is None or (limit is not None and self.end(after, day) <= limit)
            if fits and by.busy.works(day.toordinal()):
                return day
            day -= ONE_DAY
        return None

    def end(self, norm: Norm, day: datetime.date) -> datetime.date:
        """Return the last day of a step that begins on a day; the day itself without a period."""
        period = _length(norm)
        if not period:
            return day
        found = self.counter.count(norm, period, day)
        if found.earliest is None:
            raise OutOfCalendar(found.missing_year or day.year)
        return found.earliest


def _length(norm: Norm) -> str:
    """Return the period of a step where it is a length of time or a day near the event."""
    text = period_of(norm)
    if not text or norm.section != "duties":
        return ""
    period = parse_period(text)
    near = ("same_day", "day_after", "next_working_day", "immediately")
    return text if (period.kind in SPANS and not period.back) or period.kind in near else ""
