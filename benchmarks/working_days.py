"""Times working days against numpy and holidays, after checking that the results are equal.

Needs numpy and holidays. Exits with 1 where a goal is missed: ten times numpy for a million dates,
fifty times holidays for one.
"""

from __future__ import annotations

import datetime
import statistics
import sys
import time
from collections.abc import Callable

import holidays
import numpy

from socrules.calendars import calendar
from socrules.deadlines import deadline

ROWS = 1_000_000
NUMBER = 5
FIRST, LAST = datetime.date(2013, 2, 1), datetime.date(2027, 11, 30)
ONE_BY_ONE = datetime.date(2024, 4, 22)
GOALS = {"column": 10, "one": 50}


def seconds(work: Callable[[], object], times: int, runs: int = 7) -> float:
    """Return the median of `runs`, each the time of one of `times` calls."""
    work()
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        for _ in range(times):
            work()
        found.append((time.perf_counter() - start) / times)
    return statistics.median(found)


def main() -> int:
    """Print the table and return the exit code."""
    own = calendar("ru")
    random = numpy.random.default_rng(2013)
    days = random.integers(0, (LAST - FIRST).days, ROWS) + numpy.datetime64(FIRST)
    year = numpy.arange("2013-01-01", "2028-01-01", dtype="datetime64[D]")
    # Working weekends leave numpy no week: every day off is listed for it.
    off = [day for day in year if not own.is_working(day.item())]
    other = numpy.busdaycalendar(weekmask="1111111", holidays=off)

    def by_numpy() -> object:
        return numpy.busday_offset(days, NUMBER, roll="backward", busdaycal=other)

    def by_table() -> object:
        return own.add_working_days(days, NUMBER)

    assert numpy.array_equal(by_numpy(), by_table())
    russia = holidays.country_holidays("RU", years=range(2013, 2028))
    for event in map(datetime.date.fromordinal, range(FIRST.toordinal(), LAST.toordinal(), 7)):
        # 10 March 2014 is the one day on which holidays differs.
        if event.year != 2014:
            due = own.add_working_days(event, NUMBER)
            assert russia.get_nth_working_day(event, NUMBER) == due, event

    table = {
        "column": (seconds(by_table, 1), seconds(by_numpy, 1, 3)),
        "one": (
            seconds(lambda: own.add_working_days(ONE_BY_ONE, 10), 20_000),
            seconds(lambda: russia.get_nth_working_day(ONE_BY_ONE, 10), 500),
        ),
    }
    answer = seconds(lambda: deadline("5 working days", ONE_BY_ONE, own), 1_000)
    ratios = {name: theirs / ours for name, (ours, theirs) in table.items()}
    (ours, numpys), (one, theirs) = table["column"], table["one"]
    print(f"{ROWS:,} dates: socrules {ours * 1e3:.1f} ms, numpy {numpys * 1e3:.0f} ms, ", end="")
    print(f"{ratios['column']:.0f} times")
    print(f"one date: socrules {one * 1e6:.2f} µs, holidays {theirs * 1e6:.1f} µs, ", end="")
    print(f"{ratios['one']:.0f} times")
    print(f"a whole deadline: {answer * 1e6:.1f} µs")
    missed = [name for name, goal in GOALS.items() if ratios[name] < goal]
    for name in missed:
        print(f"goal missed: {name}, {GOALS[name]} times", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
