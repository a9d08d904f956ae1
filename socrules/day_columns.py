"""Adds and counts working days for one day, a list or an array, with the same results.

numpy is never imported for it: whoever holds an array has imported it.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable
from typing import Any, Final

from socrules.day_tables import OutOfCalendar, Table, Tables

# What stands in an array of whole numbers where the answer is not known: not-a-time as a number.
NOT_KNOWN: Final = -(2**63)
_EPOCH: Final = datetime.date(1970, 1, 1).toordinal()


def add(ways: tuple[Tables, ...], days: Any, numbers: Any) -> Any:
    """Return `Tables.add` of each day, in the kind of `days`; unknown where `ways` disagree."""
    arrays = _arrays(days, numbers)
    if arrays is not None:
        return _like(_agreed([_add_array(way, *arrays) for way in ways]), days)
    if isinstance(days, int | datetime.date):
        found = _one(ways, Tables.add, _ordinal(days), numbers)
        return found if found is None or isinstance(days, int) else _date(found)
    return [add(ways, day, number) for day, number in _pairs(days, numbers)]


def count(ways: tuple[Tables, ...], starts: Any, ends: Any) -> Any:
    """Return `Tables.count` of each pair; unknown where `ways` disagree."""
    arrays = _arrays(starts, ends)
    if arrays is not None:
        return _agreed([_count_array(way, *arrays) for way in ways])
    if isinstance(starts, int | datetime.date) and isinstance(ends, int | datetime.date):
        return _one(ways, Tables.count, _ordinal(starts), _ordinal(ends))
    if isinstance(starts, int | datetime.date):
        return [count(ways, starts, end) for end in ends]
    return [count(ways, start, end) for start, end in _pairs(starts, ends)]


def _one(
    ways: tuple[Tables, ...], of: Callable[[Tables, int, int], int], day: int, by: int
) -> int | None:
    try:
        found = of(ways[0], day, by)
        return found if len(ways) == 1 or of(ways[1], day, by) == found else None
    except OutOfCalendar:
        return None


def _pairs(days: Any, others: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(others, int | datetime.date):
        return ((day, others) for day in days)
    return zip(days, others, strict=True)


def _ordinal(day: datetime.date | int) -> int:
    return day if isinstance(day, int) else day.toordinal()


def _date(ordinal: int) -> datetime.date:
    return datetime.date.fromordinal(ordinal)


def _numpy() -> Any:
    return sys.modules["numpy"]


def _arrays(days: Any, others: Any) -> tuple[Any, Any] | None:
    """Return both as int64 arrays, dates as day numbers; None where neither is an array."""
    if "numpy" not in sys.modules or not (
        hasattr(days, "__array__") or hasattr(others, "__array__")
    ):
        return None
    return _numbers(days), _numbers(others)


def _numbers(values: Any) -> Any:
    numpy = _numpy()
    if isinstance(values, datetime.date):
        values = values.toordinal()
    array = numpy.asarray(values)
    if array.dtype.kind == "O":
        array = array.astype("datetime64[D]")
    if array.dtype.kind == "M":
        return array.astype("datetime64[D]").astype(numpy.int64) + _EPOCH
    if array.dtype.kind not in "iu":
        raise TypeError(f"dates or whole numbers are needed, not {array.dtype}")
    return array.astype(numpy.int64, copy=False)


def _like(result: Any, days: Any) -> Any:
    """Return day numbers as dates, unless `days` are numbers themselves."""
    numpy = _numpy()
    if not isinstance(days, datetime.date) and numpy.asarray(days).dtype.kind in "iu":
        return result
    dates = numpy.subtract(result, _EPOCH, where=result != NOT_KNOWN, out=result)
    return dates.view("datetime64[D]")


def _agreed(found: list[Any]) -> Any:
    if len(found) == 1:
        return found[0]
    return _numpy().where(found[0] == found[1], found[0], NOT_KNOWN)


def _add_array(tables: Tables, days: Any, numbers: Any) -> Any:
    numpy = _numpy()
    result = numpy.full(numpy.broadcast(days, numbers).shape, NOT_KNOWN)
    for run in tables.runs:
        at, inside = _places(run, days)
        # A day is counted from its own end forward, and from its beginning backward.
        forward = (numbers > 0).astype(numpy.int64)
        place = _column(run.before)[at + forward] + (numbers - forward)
        listed = _column(run.days)
        if place.size and (place.min() < 0 or place.max() >= len(listed)):
            inside = inside & (place >= 0) & (place < len(listed))
            place = place.clip(0, len(listed) - 1)
        found = listed[place].astype(numpy.int64)
        if not numpy.all(numbers):
            found = numpy.where(numbers == 0, days, found)
        result = found if numpy.all(inside) else numpy.where(inside, found, result)
    return result


def _count_array(tables: Tables, starts: Any, ends: Any) -> Any:
    numpy = _numpy()
    result = numpy.full(numpy.broadcast(starts, ends).shape, NOT_KNOWN)
    for run in tables.runs:
        first, starts_inside = _places(run, starts)
        last, ends_inside = _places(run, ends)
        before = _column(run.before)
        found = before[last + 1].astype(numpy.int64) - before[first + 1]
        result = numpy.where(starts_inside & ends_inside, found, result)
    return result


def _places(run: Table, days: Any) -> tuple[Any, Any]:
    """Return the place of each day in a run, and whether it lies in it (one truth if all do)."""
    numpy = _numpy()
    if not days.size or (days.min() >= run.first and days.max() <= run.last):
        return days - run.first, numpy.True_
    inside = (days >= run.first) & (days <= run.last)
    return numpy.where(inside, days - run.first, 0), inside


def _column(values: Any) -> Any:
    numpy = _numpy()
    return numpy.frombuffer(values, dtype=numpy.intc)
