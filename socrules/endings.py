"""The end of a period as a value: the date, every day not counted and why, the other readings.

What an uncertain day or a missing year leaves open stays open: an uncertain day gives an earliest
and a latest date, a missing year none, and each is named.
"""

from __future__ import annotations

import datetime

import attrs

from socrules import periods, reckoning
from socrules.calendar_files import Text
from socrules.calendar_years import OFF, Day
from socrules.calendars import Calendar
from socrules.day_tables import OutOfCalendar
from socrules.periods import Period, open_readings
from socrules.reckoning import Case, Count


@attrs.frozen
class Alternative:
    """What another reading gives, where it differs.

    `date` is the last day (the earliest one where an uncertain day decides, `latest` the latest),
    `at` the minute where hours count. Without a date, `missing_year` or `needs` says what is
    missing: `moment` of the event, `used` part of a yearly limit, a period set `elsewhere`.
    """

    reading: str
    option: str
    date: datetime.date | None = None
    latest: datetime.date | None = None
    at: datetime.datetime | None = None
    missing_year: int | None = None
    needs: str = ""


@attrs.frozen
class Ending:
    """The end of a period.

    `status` is `known`, with `date` the last day (to 24:00, or `at` that minute); or `unknown`: by
    an uncertain day, with `earliest` and `latest`, or by `missing_year`. `nominal` is the last day
    before it rolled to a working day. `safe` is the last working day that keeps every reading.
    `immediate` is a quality of its own: such a deadline is never late by a number of days.
    """

    period: Period
    event: datetime.date
    calendar: Calendar
    readings: tuple[tuple[str, str], ...]
    earliest: datetime.date | None
    latest: datetime.date | None
    at: datetime.datetime | None
    missing_year: int | None
    soonest: Count | None = attrs.field(repr=False)
    case: Case = attrs.field(repr=False)

    @property
    def status(self) -> str:
        """Return `known` or `unknown`."""
        return "unknown" if self.date is None else "known"

    @property
    def date(self) -> datetime.date | None:
        """Return the last day, or None where the status is `unknown`."""
        return self.earliest if self.earliest == self.latest else None

    @property
    def nominal(self) -> datetime.date | None:
        """Return the last day before it rolled to a working day."""
        return datetime.date.fromordinal(self.soonest.nominal) if self.soonest else None

    @property
    def immediate(self) -> bool:
        """Return whether the act asks for something immediately."""
        return self.period.kind == periods.IMMEDIATELY

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the layers of the calendar that were used."""
        return self.calendar.layers

    @property
    def missing_layer(self) -> str | None:
        """Return the layer that does not know `missing_year`."""
        return None if self.missing_year is None else self.calendar.missing_layer(self.missing_year)

    @property
    def counted(self) -> tuple[datetime.date, ...]:
        """Return the days counted: days of a period of days, none where months are counted."""
        found = self.soonest
        if found is None or not (found.working or self.period.kind in periods.BY_DAYS):
            return ()
        days = _days(*self._span(found))
        if found.working:
            # Backwards the earliest date comes of uncertain days that are off.
            tables = self.calendar.idle if self.period.back else self.calendar.busy
            return tuple(day for day in days if tables.works(day.toordinal()))
        return days

    @property
    def skipped(self) -> tuple[Day, ...]:
        """Return the days not counted and the days rolled over, each with its reason and act."""
        found = self.soonest
        if found is None or self.case.limit:
            return ()
        if found.working:
            first, last = self._span(found)
        elif found.last > found.nominal:
            first, last = found.nominal, found.last - 1
        else:
            first, last = found.last + 1, found.nominal
        days = (self.calendar.day(day) for day in _days(first, last))
        return tuple(day for day in days if day.status == OFF)

    def _span(self, found: Count) -> tuple[int, int]:
        """Return the first and the last day that could be counted."""
        if self.period.back:
            return found.nominal, found.begin - 1
        return found.begin + 1, found.nominal

    @property
    def uncertain(self) -> tuple[Day, ...]:
        """Return the uncertain days that keep the date unknown, each with the act to settle it."""
        if self.earliest is None or self.latest is None or self.earliest == self.latest:
            return ()
        return self.calendar.uncertain_days(
            min(self.event, self.earliest), max(self.event, self.latest)
        )

    @property
    def settled_by(self) -> tuple[Text, ...]:
        """Return the acts that would settle the uncertain days."""
        return tuple(dict.fromkeys(day.settled_by for day in self.uncertain if day.settled_by))

    @property
    def not_final(self) -> tuple[int, ...]:
        """Return the years reached in which days may still be moved."""
        if self.latest is None:
            return ()
        first, last = sorted((self.event.year, self.latest.year))
        return tuple(y for y in self.calendar.source.not_final if first <= y <= last)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Return what each other reading gives, one at a time, where it differs."""
        used = dict(self.readings)
        others = (
            _alternative(self, name, option)
            for name, options in open_for(self.case, self.calendar).items()
            for option in options
            if option != used[name]
        )
        return tuple(other for other in others if other is not None)

    @property
    def safe(self) -> datetime.date | None:
        """Return the last day that is a working day and in time under every reading.

        Where there is none from the event on, the earliest of the last days; None where the date is
        not computed. A limit and "immediately" have no earlier safe day.
        """
        if self.earliest is None or self.case.limit or self.immediate:
            return self.earliest
        dates = [self.earliest, *(other.date for other in self.alternatives if other.date)]
        soonest = min(dates)
        try:
            back = self.calendar.idle.back(soonest.toordinal())
        except OutOfCalendar:
            return soonest
        if back < self.event.toordinal() and not self.period.back:
            return soonest
        return datetime.date.fromordinal(back)

    def late_by(self, done: datetime.date) -> int | None:
        """Return by how many days `done` is late, 0 if in time; None if unknown or immediate."""
        if self.date is None or self.immediate:
            return None
        return max(0, (done - self.date).days)


def _days(first: int, last: int) -> tuple[datetime.date, ...]:
    return tuple(datetime.date.fromordinal(day) for day in range(first, last + 1))


_Ends = tuple[
    datetime.date | None,
    datetime.date | None,
    datetime.datetime | None,
    int | None,
    Count | None,
]


def ends(case: Case, by: Calendar) -> _Ends:
    """Return the earliest and latest last day, the minute, the missing year, the soonest count."""
    try:
        soonest = reckoning.count(case, by.busy)
        latest = soonest if by.busy is by.idle else reckoning.count(case, by.idle)
    except OutOfCalendar as error:
        return None, None, None, error.year, None
    if latest.last < soonest.last:
        soonest, latest = latest, soonest
    first, last = (datetime.date.fromordinal(found.last) for found in (soonest, latest))
    return first, last, soonest.at, None, soonest


def open_for(case: Case, by: Calendar) -> dict[str, tuple[str, ...]]:
    """Return the readings that a case leaves open under a calendar, the default option first."""
    found = open_readings(case.period, limit=case.limit, extended=case.extended_by is not None)
    if "presidential" not in by.available:
        found.pop("presidential_days", None)
    return found


def _alternative(of: Ending, name: str, option: str) -> Alternative | None:
    """Return what one other option of one reading gives, or None where it gives the same."""
    case = attrs.evolve(of.case, readings={**of.case.readings, name: option})
    by = of.calendar
    if name == "presidential_days":
        by = by.switch(presidential=option == "nonworking")
    if name == "immediately":
        return Alternative(name, option, needs="elsewhere")
    if option == "per_year" and case.used is None:
        return Alternative(name, option, needs="used")
    earliest, latest, at, missing_year, _ = ends(case, by)
    needs = "moment" if option == "24_hours" and case.moment is None else ""
    same = (earliest, latest, at, missing_year)
    if not needs and same == (of.earliest, of.latest, of.at, of.missing_year):
        return None
    return Alternative(name, option, earliest, latest, at, missing_year, needs)
