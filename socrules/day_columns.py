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
    if _is_array(days) or _is_array(numbers):
        raw, shift = _raw(days)
        by, _ = _raw(numbers)
        result = _agreed([_add_array(way, raw, shift, by) for way in ways])
        return result.view("datetime64[D]") if shift else result
    if isinstance(days, int | datetime.date):
        found = _one(ways, Tables.add, _ordinal(days), numbers)
        return found if found is None or isinstance(days, int) else _date(found)
    return [add(ways, day, number) for day, number in _pairs(days, numbers)]


def count(ways: tuple[Tables, ...], starts: Any, ends: Any) -> Any:
    """Return `Tables.count` of each pair; unknown where `ways` disagree."""
    if _is_array(starts) or _is_array(ends):
        first, last = _raw(starts), _raw(ends)
        return _agreed([_count_array(way, first, last) for way in ways])
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


def _is_array(values: Any) -> bool:
    return "numpy" in sys.modules and hasattr(values, "__array__")


def _raw(values: Any) -> tuple[Any, int]:
    """Return whole numbers as int64, and what to add to them to get day numbers."""
    numpy = _numpy()
    if isinstance(values, datetime.date):
        values = numpy.datetime64(values, "D")
    array = numpy.asarray(values)
    if array.dtype.kind == "O":
        array = array.astype("datetime64[D]")
    if array.dtype.kind == "M":
        return array.astype("datetime64[D]", copy=False).view(numpy.int64), _EPOCH
    if array.dtype.kind not in "iu":
        raise TypeError(f"dates or whole numbers are needed, not {array.dtype}")
    return array.astype(numpy.int64, copy=False), 0


def _agreed(found: list[Any]) -> Any:
    if len(found) == 1:
        return found[0]
    return _numpy().where(found[0] == found[1], found[0], NOT_KNOWN)


def _add_array(tables: Tables, days: Any, shift: int, numbers: Any) -> Any:
    """Return the days `numbers` working days on, as raw as `days` are."""
    numpy = _numpy()
    result = numpy.full(numpy.broadcast(days, numbers).shape, NOT_KNOWN)
    for run in tables.runs:
        at, inside = _places(run, days, shift)
        # A day is counted from its own end forward, and from its beginning backward.
        forward = (numbers > 0).astype(numpy.int64)
        place = _column(run.before).take(at + forward) + (numbers - forward)
        listed = _column(run.days) - shift
        if place.size and (place.min() < 0 or place.max() >= len(listed)):
            inside = inside & (place >= 0) & (place < len(listed))
        found = listed.take(place, mode="clip")
        if not numpy.all(numbers):
            found = numpy.where(numbers == 0, days, found)
        result = found if numpy.all(inside) else numpy.where(inside, found, result)
    return result


def _count_array(tables: Tables, starts: tuple[Any, int], ends: tuple[Any, int]) -> Any:
    numpy = _numpy()
    result = numpy.full(numpy.broadcast(starts[0], ends[0]).shape, NOT_KNOWN)
    for run in tables.runs:
        first, starts_inside = _places(run, *starts)
        last, ends_inside = _places(run, *ends)
        before = _column(run.before)
        found = before.take(last + 1) - before.take(first + 1)
        inside = starts_inside & ends_inside
        result = found if numpy.all(inside) else numpy.where(inside, found, result)
    return result


def _places(run: Table, days: Any, shift: int) -> tuple[Any, Any]:
    """Return the place of each day in a run, and whether it lies in it (one truth if all do)."""
    numpy = _numpy()
    first, last = run.first - shift, run.last - shift
    if not days.size or (days.min() >= first and days.max() <= last):
        return days - first, numpy.True_
    inside = (days >= first) & (days <= last)
    return numpy.where(inside, days - first, 0), inside


def _column(values: Any) -> Any:
    numpy = _numpy()
    return numpy.frombuffer(values, dtype=numpy.int64)
