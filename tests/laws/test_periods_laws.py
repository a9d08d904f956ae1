"""Laws of counting: held against a count day by day, for every calendar there is."""

from __future__ import annotations

import datetime
from calendar import monthrange

import numpy
import pendulum
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socrules import periods
from socrules.calendars import Calendar, calendar, calendar_ids
from socrules.deadlines import Deadline, deadline, limit, series
from socrules.periods import Period, open_readings
from socrules.reckoning import add_months
from socrules.wordings import find_period, write

DAY = datetime.timedelta(days=1)
CALENDARS = {name: calendar(name) for name in calendar_ids()}
CALENDARS["ru with presidential days"] = calendar("ru", ["presidential"])
WAYS = ("working", "off")

some_calendar = st.sampled_from(sorted(CALENDARS))
dates = st.dates(datetime.date(2013, 1, 1), datetime.date(2027, 12, 31))
spans = st.builds(
    Period,
    st.sampled_from(sorted(periods.SPANS)),
    st.integers(1, 40),
    back=st.booleans(),
)
points = st.sampled_from(
    [
        Period(kind)
        for kind in (
            periods.DAY_AFTER,
            periods.NEXT_WORKING_DAY,
            periods.SAME_DAY,
            periods.IMMEDIATELY,
        )
    ]
)
untils = st.builds(
    Period,
    st.just(periods.UNTIL),
    st.integers(1, 31),
    month=st.sampled_from(["first", "next", "quarter", "half_year", "year"]),
)
frequencies = st.builds(
    Period,
    st.just(periods.FREQUENCY),
    st.integers(1, 5),
    unit=st.sampled_from(["day", "week", "month", "quarter", "half_year", "year"]),
    every=st.integers(1, 5),
    at_most=st.booleans(),
)
every_period = st.one_of(spans, points, untils, frequencies)
deadlines = every_period.filter(lambda period: not period.at_most)


@st.composite
def chosen(draw: st.DrawFn, period: Period) -> dict[str, str]:
    """Draw an option for some of the readings that a period leaves open."""
    readings = {}
    for name, options in open_readings(period).items():
        if name != "presidential_days" and draw(st.booleans()):
            readings[name] = draw(st.sampled_from(options))
    return readings


class DayByDay:
    """The meaning, one day after the other: only what each day is is asked of the calendar."""

    def __init__(self, by: Calendar, way: str) -> None:
        self.by = by
        self.way = way

    def works(self, day: datetime.date) -> bool:
        status = self.by.day(day).status
        if status == "unknown":
            raise LookupError(day.year)
        return status in ("working", "short") or (status == "uncertain" and self.way == "working")

    def nth(self, day: datetime.date, number: int) -> datetime.date:
        self.works(day)
        left, step = abs(number), DAY if number > 0 else -DAY
        while left:
            day += step
            left -= self.works(day)
        return day

    def roll(self, day: datetime.date, way: str, step: datetime.timedelta) -> datetime.date:
        while way != "none" and not self.works(day):
            day += step
        return day

    def due(self, period: Period, day: datetime.date, readings: dict[str, str]) -> datetime.date:
        """Return the last day of a forward period of days, months or years."""
        if readings["event_on_nonworking"] == "next_working_day":
            day = self.roll(day, "next", DAY)
        counts = readings.get("start") == "event_day_counts"
        number = period.number
        if period.kind == periods.WORKING_DAYS or readings.get("day_basis") == "working":
            first = counts and self.works(day)
            return (
                self.nth(day, number - 1)
                if first and number > 1
                else (day if first else self.nth(day, number))
            )
        if period.kind in (periods.MONTHS, periods.YEARS):
            start = day + DAY if readings["month_anchor"] == "day_after" else day
            months = number * (12 if period.kind == periods.YEARS else 1)
            year, month = (
                start.year + (start.month - 1 + months) // 12,
                (start.month - 1 + months) % 12 + 1,
            )
            last = datetime.date(year, month, min(start.day, monthrange(year, month)[1]))
        else:
            last = day + DAY * (number * (7 if period.kind == periods.WEEKS else 1) - counts)
        step = -DAY if readings["roll"] == "previous" else DAY
        return max(day, self.roll(last, readings["roll"], step))


def bounds(answer: Deadline) -> tuple[object, object]:
    return (answer.earliest, answer.latest)


@given(some_calendar, spans.filter(lambda period: not period.back), dates, st.data())
@settings(deadline=None, max_examples=400)
def test_the_tables_are_the_count_day_by_day(
    name: str, period: Period, event: datetime.date, data: st.DataObject
) -> None:
    by = CALENDARS[name]
    answer = deadline(period, event, by, readings=data.draw(chosen(period)))
    readings = {"roll": "next", "month_anchor": "event_day", **dict(answer.readings)}
    found: list[datetime.date] = []
    missing = None
    try:
        found = sorted(DayByDay(by, way).due(period, event, readings) for way in WAYS)
    except LookupError as error:
        missing = error.args[0]
    assert answer.missing_year == missing
    if missing is None:
        assert bounds(answer) == (found[0], found[-1])


@given(some_calendar, deadlines, dates, st.data())
@settings(deadline=None, max_examples=400)
def test_a_deadline_never_comes_before_its_event(
    name: str, period: Period, event: datetime.date, data: st.DataObject
) -> None:
    by = CALENDARS[name]
    answer = deadline(period, event, by, readings=data.draw(chosen(period)))
    for day in (answer.earliest, answer.latest, answer.safe):
        if day is not None:
            assert (day <= event) if period.back else (day >= event)
    for other in answer.alternatives:
        if other.date is not None and answer.earliest is not None and answer.safe is not None:
            assert answer.safe <= other.date
    if answer.safe is not None and answer.earliest is not None:
        assert answer.safe <= answer.earliest
    if answer.status == "unknown":
        assert answer.missing_year is not None or answer.uncertain
        assert answer.missing_year is None or answer.missing_year not in by.years


@given(some_calendar, deadlines, dates, st.integers(1, 40))
@settings(deadline=None, max_examples=300)
def test_a_later_event_never_ends_earlier(
    name: str, period: Period, event: datetime.date, shift: int
) -> None:
    by = CALENDARS[name]
    first, second = deadline(period, event, by), deadline(period, event + shift * DAY, by)
    if first.latest and second.latest and first.earliest and second.earliest:
        assert first.earliest <= second.earliest
        assert first.latest <= second.latest


@given(some_calendar, dates, st.integers(1, 60))
@settings(deadline=None, max_examples=200)
def test_a_longer_period_never_ends_earlier(name: str, event: datetime.date, number: int) -> None:
    by = CALENDARS[name]
    for kind in sorted(periods.SPANS):
        first = deadline(Period(kind, number), event, by)
        second = deadline(Period(kind, number + 1), event, by)
        if first.latest and second.latest:
            assert first.latest <= second.latest


@given(some_calendar, deadlines, dates)
@settings(deadline=None, max_examples=200)
def test_every_day_is_counted_or_skipped_once(
    name: str, period: Period, event: datetime.date
) -> None:
    by = CALENDARS[name]
    answer = deadline(period, event, by)
    counted, skipped = set(answer.counted), {day.date for day in answer.skipped}
    # The last day of a count by calendar days is counted, and then rolled over.
    assert counted & skipped <= {answer.nominal}
    if answer.soonest and answer.soonest.working and answer.earliest:
        first, last = sorted((event, answer.earliest))
        between = {first + DAY * number for number in range((last - first).days + 1)} - {event}
        unsure = {day.date for day in answer.uncertain}
        assert between <= counted | skipped | unsure
        assert len(counted) == period.number
    for lang in ("ru", "en"):
        assert answer.explain(lang)
        assert max(map(len, answer.explain(lang).splitlines()[1:])) <= 80


@given(
    some_calendar,
    st.lists(st.tuples(dates | st.dates(), st.integers(-30, 30)), min_size=1, max_size=30),
    st.sampled_from(["unknown", *WAYS]),
)
@settings(deadline=None, max_examples=200)
def test_a_column_is_counted_as_each_day_is(
    name: str, rows: list[tuple[datetime.date, int]], way: str
) -> None:
    by = CALENDARS[name]
    days, numbers = [day for day, _ in rows], [number for _, number in rows]
    one_by_one = [by.add_working_days(day, number, uncertain=way) for day, number in rows]
    assert by.add_working_days(days, numbers, uncertain=way) == one_by_one
    column = numpy.array(days, dtype="datetime64[D]")
    found = by.add_working_days(column, numpy.array(numbers), uncertain=way)
    assert found.tolist() == one_by_one
    ends = column[::-1]
    counts = by.count_working_days(column, ends, uncertain=way).tolist()
    expected = [
        by.count_working_days(day, end, uncertain=way)
        for day, end in zip(days, reversed(days), strict=True)
    ]
    assert [None if count == -(2**63) else count for count in counts] == expected


@given(some_calendar, dates, st.integers(1, 200))
def test_counting_undoes_adding(name: str, day: datetime.date, number: int) -> None:
    by = CALENDARS[name]
    for way in WAYS:
        there = by.add_working_days(day, number, uncertain=way)
        if there is not None:
            assert by.count_working_days(day, there, uncertain=way) == number


@given(dates, st.integers(-400, 400))
def test_months_are_those_of_another_library(day: datetime.date, months: int) -> None:
    other = pendulum.date(day.year, day.month, day.day).add(months=months)
    assert datetime.date.fromordinal(add_months(day.toordinal(), months)) == other


@given(dates, st.integers(1, 36))
def test_what_recurs_counts_from_the_origin(day: datetime.date, times: int) -> None:
    found = series("monthly", day, times)
    assert len(found) == times
    for number, recurring in enumerate(found, 1):
        assert recurring == limit(Period(periods.MONTHS, number), day, "ru").date


@given(every_period)
@settings(max_examples=300)
def test_reading_what_was_written_gives_it_back(period: Period) -> None:
    if period.back and period.kind not in periods.SPANS:
        return
    assert find_period(write(period, "en")) == period
    assert find_period(write(period, "ru")) == period


@given(st.text(max_size=60))
def test_any_text_is_a_period_or_none(text: str) -> None:
    assert isinstance(find_period(text), Period | None)


@pytest.mark.parametrize("name", CALENDARS)
def test_both_ways_hold_every_day(name: str) -> None:
    by = CALENDARS[name]
    for year in by.years:
        for number in range(366 if year % 4 == 0 else 365):
            day = datetime.date(year, 1, 1) + DAY * number
            for way, tables in zip(WAYS, (by.busy, by.idle), strict=True):
                assert tables.works(day.toordinal()) == DayByDay(by, way).works(day)
