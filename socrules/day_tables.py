"""Counts working days by table: prefix sums over day numbers.

A day is a number here, the proleptic ordinal of its date (1 January of year 1 is 1). A table covers
a run of whole years without a gap; what lies outside it is not known.
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterable


class OutOfCalendar(Exception):
    """A count has reached a year that the calendar does not know; callers see an answer instead."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year)


class Table:
    """A run of known years: how many working days come before each day, and the list of them."""

    __slots__ = ("before", "days", "first", "last")

    def __init__(self, first: int, works: Iterable[bool]) -> None:
        self.first = first
        self.before = array("q", [0])
        self.days = array("q")
        ordinal = first
        for does in works:
            if does:
                self.days.append(ordinal)
            self.before.append(len(self.days))
            ordinal += 1
        self.last = ordinal - 1

    def __getstate__(self) -> tuple[int, int, array[int], array[int]]:
        return self.first, self.last, self.before, self.days

    def __setstate__(self, state: tuple[int, int, array[int], array[int]]) -> None:
        self.first, self.last, self.before, self.days = state


class Tables:
    """The runs of a calendar, with its uncertain days taken one way."""

    __slots__ = ("runs",)

    def __init__(self, runs: Iterable[Table]) -> None:
        self.runs = tuple(runs)

    def at(self, day: int) -> Table:
        """Return the run that `day` lies in; raises `OutOfCalendar`."""
        for run in self.runs:
            if run.first <= day <= run.last:
                return run
        # Outside what a date can say there is no year to name; the nearest one serves.
        raise OutOfCalendar(datetime.date.fromordinal(min(max(day, 1), 3_652_059)).year)

    def works(self, day: int) -> bool:
        """Return whether `day` is a working day."""
        run = self.at(day)
        at = day - run.first
        return run.before[at + 1] > run.before[at]

    def add(self, day: int, number: int) -> int:
        """Return the working day number `number` after `day`, before it if negative; 0 is `day`.

        `day` itself is not counted. Raises `OutOfCalendar`.
        """
        run = self.at(day)
        if number > 0:
            at = run.before[day - run.first + 1] + number - 1
            if at >= len(run.days):
                raise OutOfCalendar(datetime.date.fromordinal(run.last).year + 1)
        elif number < 0:
            at = run.before[day - run.first] + number
            if at < 0:
                raise OutOfCalendar(datetime.date.fromordinal(run.first).year - 1)
        else:
            return day
        return run.days[at]

    def count(self, start: int, end: int) -> int:
        """Return how many working days follow `start` up to and with `end`; negative backwards.

        So `count(day, add(day, n)) == n` for n above 0. Raises `OutOfCalendar`.
        """
        run = self.at(start)
        if not run.first <= end <= run.last:
            self.at(end)
            year = datetime.date.fromordinal(run.last if end > start else run.first).year
            raise OutOfCalendar(year + 1 if end > start else year - 1)
        return run.before[end - run.first + 1] - run.before[start - run.first + 1]

    def onward(self, day: int) -> int:
        """Return `day` if it is a working day, otherwise the next one."""
        return day if self.works(day) else self.add(day, 1)

    def back(self, day: int) -> int:
        """Return `day` if it is a working day, otherwise the one before."""
        return day if self.works(day) else self.add(day, -1)
