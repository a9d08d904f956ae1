"""Counts one period from one event under chosen readings, by one set of tables.

Each kind of period is a function in a table. Months are counted from the number of the day and
clamped to the month's end (Civil Code of Russia, art. 192(3)); a last day that is not a working day
rolls to the next one (art. 193) unless the wording or a reading says otherwise. Days are ordinals.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Callable, Mapping
from typing import Final

import attrs

from socrules import periods
from socrules.day_tables import Tables
from socrules.periods import Period

_UNIT_MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_UNIT_DAYS: Final = {"day": 1, "week": 7, "month": 30, "quarter": 91, "half_year": 182, "year": 365}


@attrs.frozen
class Case:
    """What is counted: the period, the event, the readings, and what has happened before.

    `event` is an ordinal and `moment` the event's minute if it is known; `done` how often something
    recurring was done in the running block; `used` the days of a yearly limit already used.
    """

    period: Period
    event: int
    moment: datetime.datetime | None
    readings: Mapping[str, str]
    limit: bool
    extended_by: Period | None
    done: int
    used: int | None


@attrs.frozen
class Count:
    """One result: the day before the first counted, the last day as counted, the last day rolled.

    `working` says that only working days were counted; `at` is the minute, where hours count.
    """

    begin: int
    nominal: int
    last: int
    working: bool = False
    at: datetime.datetime | None = None


def add_months(day: int, months: int) -> int:
    """Return the same number of the month `months` later, or its last day where there is none."""
    date = datetime.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, last)).toordinal()


def count(case: Case, tables: Tables) -> Count:
    """Return the result of a case; raises `OutOfCalendar` where a year is missing."""
    period, readings = case.period, case.readings
    if case.limit:
        return _limit(case, tables)
    if readings.get("event_on_nonworking") == "next_working_day":
        received = tables.onward(case.event)
        if received != case.event:
            case = attrs.evolve(case, event=received, moment=None)
    first = (_BACK if period.back else _FORWARD)[period.kind](case, tables)
    if case.extended_by is None:
        return first
    base = first.last if readings.get("extension_from") == "rolled_end" else first.nominal
    more = attrs.evolve(case, period=case.extended_by, event=base, moment=None)
    # An extension runs from an end, so its first day is the next one in any reading.
    more = attrs.evolve(more, readings={**readings, "start": "event_day_not_counted"})
    second = _FORWARD[case.extended_by.kind](more, tables)
    return attrs.evolve(second, begin=first.begin, working=first.working and second.working)


def _limit(case: Case, tables: Tables) -> Count:
    """Count a cap on a state: never rolled."""
    unrolled = attrs.evolve(case, limit=False, readings={**case.readings, "roll": "none"})
    found = count(unrolled, tables)
    if case.readings.get("limit_counts") == "per_year":
        last = max(case.event, found.last - (case.used or 0))
        return attrs.evolve(found, nominal=last, last=last)
    return found


def _rolled(case: Case, tables: Tables, begin: int, nominal: int) -> Count:
    roll = case.readings.get("roll", "next")
    last = nominal
    # Rolling never carries a last day to the other side of its event.
    if roll == "next":
        last = tables.onward(nominal)
        last = min(last, case.event) if case.period.back else last
    elif roll == "previous":
        last = tables.back(nominal)
        last = last if case.period.back else max(last, case.event)
    return Count(begin, nominal, last)


def recur(period: Period, origin: int, time: int) -> int | None:
    """Return the day of time number `time` of what recurs from an origin; None if it does not."""
    if period.kind == periods.FREQUENCY:
        if period.number > 1 or period.at_most:
            return None
        unit, every = period.unit, period.every
    else:
        unit, every = _RECUR.get(period.kind, ""), period.number
    if unit in _UNIT_MONTHS:
        return add_months(origin, _UNIT_MONTHS[unit] * every * time)
    return origin + _UNIT_DAYS[unit] * every * time if unit else None


_RECUR: Final = {
    periods.CALENDAR_DAYS: "day",
    periods.DAYS: "day",
    periods.WEEKS: "week",
    periods.MONTHS: "month",
    periods.YEARS: "year",
}


def _begin(case: Case) -> int:
    return case.event - (case.readings.get("start") == "event_day_counts")


def _working_days(case: Case, tables: Tables) -> Count:
    begin = _begin(case)
    # The day before the first may lie in a year that is missing; the first itself must not.
    shift = 1 if begin < case.event and tables.works(case.event) else 0
    number = case.period.number - shift
    last = tables.add(case.event, number) if number else case.event
    return Count(begin, last, last, working=True)


def _days(case: Case, tables: Tables) -> Count:
    if case.readings.get("day_basis") == "working":
        return _working_days(case, tables)
    begin = _begin(case)
    return _rolled(case, tables, begin, begin + case.period.number)


def _weeks(case: Case, tables: Tables) -> Count:
    return _rolled(case, tables, case.event, case.event + 7 * case.period.number)


def _months(case: Case, tables: Tables) -> Count:
    anchor = case.event + (case.readings.get("month_anchor") == "day_after")
    months = case.period.number * (12 if case.period.kind == periods.YEARS else 1)
    return _rolled(case, tables, case.event, add_months(anchor, months))


def _sutki(case: Case, tables: Tables) -> Count:
    found = _rolled(case, tables, case.event, case.event + case.period.number)
    by_hours = case.readings.get("sutki") == "24_hours" and found.last == found.nominal
    if by_hours and case.moment:
        return attrs.evolve(found, at=case.moment + datetime.timedelta(days=case.period.number))
    return found


def _day_after(case: Case, tables: Tables) -> Count:
    return _rolled(case, tables, case.event, case.event + 1)


def _next_working_day(case: Case, tables: Tables) -> Count:
    last = tables.add(case.event, 1)
    return Count(case.event, last, last, working=True)


def _same_day(case: Case, tables: Tables) -> Count:
    return Count(case.event, case.event, case.event)


def _until(case: Case, tables: Tables) -> Count:
    """Count to a day of a month; without that day, the 14th for the 15th, it does not roll."""
    date = datetime.date.fromordinal(case.event)
    exclusive = case.readings.get("until") == "exclusive"
    unit = _UNIT_MONTHS.get(case.period.month, 1)
    month = date.year * 12 + date.month - 1
    if case.period.month != "first":
        month = month - month % unit + unit
    while True:
        last = _day_of(month, case.period.number) - exclusive
        if last >= case.event:
            break
        month += 1
    if exclusive:
        return Count(case.event, last, last)
    return _rolled(case, tables, case.event, last)


def _day_of(month: int, number: int) -> int:
    """Return a day of a month that counts from January of year 0, clamped to its end."""
    year, month = divmod(month, 12)
    return datetime.date(year, month + 1, min(number, monthrange(year, month + 1)[1])).toordinal()


def _frequency(case: Case, tables: Tables) -> Count:
    """Count to the day by which something recurring must be done next; `event` is the last time."""
    period, way = case.period, case.readings.get("frequency")
    unit, every = period.unit, period.every
    if way == "greatest_gap":
        last = case.event + max(1, _UNIT_DAYS[unit] * every // period.number)
    elif way == "rolling":
        months = _UNIT_MONTHS.get(unit)
        if months is None or (period.number > 1 and unit == "month"):
            last = case.event + _UNIT_DAYS[unit] * every
        else:
            last = add_months(case.event, months * every)
    else:
        last = _block_end(case)
    return _rolled(case, tables, case.event, last)


def _block_end(case: Case) -> int:
    """Return the end of the calendar block in which the next time falls."""
    period = case.period
    blocks = 2 if case.done >= period.number else 1
    date = datetime.date.fromordinal(case.event)
    months = _UNIT_MONTHS.get(period.unit)
    if months is None:
        days = _UNIT_DAYS[period.unit]
        first = case.event - (date.weekday() if period.unit == "week" else 0)
        return first + days * period.every * blocks - 1
    month = date.year * 12 + date.month - 1
    return _day_of(month - month % months + months * period.every * blocks, 1) - 1


def _working_days_back(case: Case, tables: Tables) -> Count:
    clear = case.readings.get("backward") == "clear_days"
    last = tables.add(case.event, -(case.period.number + clear))
    return Count(case.event, last, last, working=True)


def _days_back(case: Case, tables: Tables) -> Count:
    if case.readings.get("day_basis") == "working":
        return _working_days_back(case, tables)
    return _back(case, tables, case.event - case.period.number)


def _months_back(case: Case, tables: Tables) -> Count:
    months = case.period.number * (12 if case.period.kind == periods.YEARS else 1)
    return _back(case, tables, add_months(case.event, -months))


def _back(case: Case, tables: Tables, nominal: int) -> Count:
    clear = case.readings.get("backward") == "clear_days"
    return _rolled(case, tables, case.event, nominal - clear)


_Way = Callable[[Case, Tables], Count]
_FORWARD: Final[Mapping[str, _Way]] = {
    periods.WORKING_DAYS: _working_days,
    periods.CALENDAR_DAYS: _days,
    periods.DAYS: _days,
    periods.WEEKS: _weeks,
    periods.MONTHS: _months,
    periods.YEARS: _months,
    periods.SUTKI: _sutki,
    periods.DAY_AFTER: _day_after,
    periods.NEXT_WORKING_DAY: _next_working_day,
    periods.SAME_DAY: _same_day,
    periods.IMMEDIATELY: _same_day,
    periods.UNTIL: _until,
    periods.FREQUENCY: _frequency,
}
_BACK: Final[Mapping[str, _Way]] = {
    periods.WORKING_DAYS: _working_days_back,
    periods.CALENDAR_DAYS: _days_back,
    periods.DAYS: _days_back,
    periods.SUTKI: _days_back,
    periods.WEEKS: lambda case, tables: _back(case, tables, case.event - 7 * case.period.number),
    periods.MONTHS: _months_back,
    periods.YEARS: _months_back,
}
