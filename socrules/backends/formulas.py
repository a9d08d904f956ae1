"""What operations are in the words of the solver, and tests joined as small as they can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import z3

Formula = Any
"""An expression of the solver."""

YES: Final = z3.BoolVal(True)
NO: Final = z3.BoolVal(False)


# --- joining ---


def either(tests: Iterable[Formula]) -> Formula:
    """Return that one of some tests holds; tests that never hold are dropped."""
    found = [test for test in tests if not z3.is_false(test)]
    if any(z3.is_true(test) for test in found):
        return YES
    return NO if not found else found[0] if len(found) == 1 else z3.Or(found)


def both(tests: Iterable[Formula]) -> Formula:
    """Return that all of some tests hold; tests that always hold are dropped."""
    found = [test for test in tests if not z3.is_true(test)]
    if any(z3.is_false(test) for test in found):
        return NO
    return YES if not found else found[0] if len(found) == 1 else z3.And(found)


def negate(test: Formula) -> Formula:
    """Return that a test does not hold."""
    return NO if z3.is_true(test) else YES if z3.is_false(test) else z3.Not(test)


def choose(test: Formula, one: Formula, other: Formula) -> Formula:
    """Return one value where a test holds, another where it does not."""
    if one.eq(other) or z3.is_true(test):
        return one
    return other if z3.is_false(test) else z3.If(test, one, other)


# --- operations ---


def _extreme(first: Formula, *others: Formula, least: bool) -> Formula:
    found = first
    for other in others:
        found = z3.If(other < found if least else other > found, other, found)
    return found


def _rounded(amount: Formula, mode: str, step: int, unit: int) -> Formula:
    if mode == "round_down":
        return amount / step * unit
    if mode == "round_up":
        return -(-amount / step) * unit
    size = (2 * z3.If(amount >= 0, amount, -amount) + step) / (2 * step)
    return z3.If(amount >= 0, size, -size) * unit


def _civil(ordinal: Formula) -> tuple[Formula, Formula, Formula]:
    """Return year, month and day; years are counted from March, so that leap days come last."""
    days = ordinal + 305
    era, rest = days / 146097, days % 146097
    year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365
    day = rest - (365 * year + year / 4 - year / 100)
    month = (5 * day + 2) / 153
    number = day - (153 * month + 2) / 5 + 1
    late = month >= 10
    return year + era * 400 + z3.If(late, 1, 0), z3.If(late, month - 9, month + 3), number


def _ordinal(year: Formula, month: Formula, day: Formula) -> Formula:
    """Return the day number of a date; a day past the end of its month is of the next."""
    early = month <= 2
    year = z3.If(early, year - 1, year)
    months = z3.If(early, month + 9, month - 3)
    era, rest = year / 400, year % 400
    days = (153 * months + 2) / 5 + day - 1
    return era * 146097 + rest * 365 + rest / 4 - rest / 100 + days - 305


def _add_period(start: Formula, unit: str, number: int) -> Formula:
    if unit == "days":
        return start + number
    year, month, day = _civil(start)
    index = year * 12 + month - 1 + number * (12 if unit == "years" else 1)
    year, month = index / 12, index % 12 + 1
    first = _ordinal(year, month, z3.IntVal(1))
    after = _ordinal(z3.If(month == 12, year + 1, year), z3.If(month == 12, 1, month + 1), 1)
    return z3.If(first + day - 1 >= after, after - 1, first + day - 1)


def _years_between(start: Formula, end: Formula) -> Formula:
    first, last = _civil(start), _civil(end)
    early = last[1] * 32 + last[2] < first[1] * 32 + first[2]
    return last[0] - first[0] - z3.If(early, 1, 0)


def steps(variable: Formula, least: int, greatest: int, value: Callable[[int], int]) -> Formula:
    """Return a function that never turns back as a tree of choices between its steps.

    The solver is far quicker with it than with what makes the function.
    """
    return _tree(variable, [least, *_turns(least, greatest, value)], value)


def _turns(least: int, greatest: int, value: Callable[[int], int]) -> list[int]:
    """Return where a function that never turns back takes another value, in ascending order."""
    if value(least) == value(greatest):
        return []
    if greatest - least == 1:
        return [greatest]
    middle = (least + greatest) // 2
    return [*_turns(least, middle, value), *_turns(middle, greatest, value)]


def _tree(variable: Formula, starts: list[int], value: Callable[[int], int]) -> Formula:
    if len(starts) == 1:
        return z3.IntVal(value(starts[0]))
    half = len(starts) // 2
    below, above = _tree(variable, starts[:half], value), _tree(variable, starts[half:], value)
    return z3.If(variable < starts[half], below, above)


SMT: Final[dict[str, Callable[..., Formula]]] = {
    "and": lambda *a: both(a),
    "or": lambda *a: either(a),
    "not": negate,
    "at_least": lambda number, *a: z3.AtLeast(*a, number),
    "item": lambda a: a,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "times": lambda a, factor: a * factor,
    "min": lambda *a: _extreme(*a, least=True),
    "max": lambda *a: _extreme(*a, least=False),
    "round": _rounded,
    "add_period": _add_period,
    "years_between": _years_between,
    "weekday": lambda a: (a + 6) % 7 + 1,
}
"""What each operation is in the words of the solver; `/` of whole numbers rounds down."""
