"""Columns of the algebra as polars expressions, in stages: what is used twice is computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from socrules.backends.columns import Column, Express, staged

if TYPE_CHECKING:
    import polars as pl


def stages(
    roots: Mapping[str, Column], given: Callable[[str], Any]
) -> tuple[list[dict[str, pl.Expr]], dict[str, pl.Expr]]:
    """Return expressions for columns, by name, and the stages that must be added before them.

    `given` returns the expression of a fact. Every stage names columns that later ones use.
    """
    import polars as pl

    # Polars works out what it chooses among more than once, unless it is a column already.
    return staged(roots, given, _OPERATIONS, pl.col, first_of=("choose", "first"))


def _constant(value: object) -> Any:
    import polars as pl

    return pl.lit(value, dtype=pl.Boolean if value is None else None)


def _all(*parts: Any) -> Any:
    import polars as pl

    return pl.all_horizontal(*parts)


def _any(*parts: Any) -> Any:
    import polars as pl

    return pl.any_horizontal(*parts)


def _three(sure: Any, may: Any) -> Any:
    import polars as pl

    return pl.when(sure == may).then(sure)


def _choose(test: Any, one: Any, other: Any) -> Any:
    import polars as pl

    return pl.when(test).then(one).otherwise(other)


def _first(*cases: Any) -> Any:
    *pairs, otherwise = cases
    return _tree(pairs[::2], pairs[1::2], otherwise, counted(max(*pairs[1::2], otherwise or 0)))


def counted(last: int) -> Any:
    """Return the least type of column that counts from 0 to `last`, as an `Enum` of polars does."""
    import polars as pl

    return pl.UInt8 if last < 2**8 else pl.UInt16 if last < 2**16 else pl.UInt32


def _tree(tests: Sequence[Any], codes: Sequence[int], otherwise: int | None, of: Any) -> Any:
    """Return the first code whose test holds, halving: fewer columns are chosen from."""
    import polars as pl

    if len(tests) == 1:
        one, other = pl.lit(codes[0], of), pl.lit(otherwise, of)
        return pl.when(tests[0]).then(one).otherwise(other)
    half = len(tests) // 2
    first = _tree(tests[:half], codes[:half], otherwise, of)
    rest = _tree(tests[half:], codes[half:], otherwise, of)
    return pl.when(_any(*tests[:half])).then(first).otherwise(rest)


def _at_least(number: int, *parts: Any) -> Any:
    import polars as pl

    return pl.sum_horizontal(*(part.cast(pl.UInt8) for part in parts)) >= number


def _min(*parts: Any) -> Any:
    import polars as pl

    return pl.min_horizontal(*parts)


def _max(*parts: Any) -> Any:
    import polars as pl

    return pl.max_horizontal(*parts)


def _round(amount: Any, mode: str, step: int, unit: int) -> Any:
    if mode == "round_down":
        found = amount // step
    elif mode == "round_up":
        found = -(-amount // step)
    else:
        size = (2 * amount.abs() + step) // (2 * step)
        found = _choose(amount >= 0, size, -size)
    return found if unit == 1 else found * unit


_EPOCH: Final = 719_163
"""The ordinal of 1 January 1970, from which databases count days."""


def _date(day: Any) -> Any:
    import polars as pl

    return (day - _EPOCH).cast(pl.Int32).cast(pl.Date)


def _ordinal(date: Any) -> Any:
    import polars as pl

    return date.cast(pl.Int32).cast(pl.Int64) + _EPOCH


def _add_period(day: Any, unit: str, number: int) -> Any:
    if unit == "days":
        return day + number
    months = number * (12 if unit == "years" else 1)
    return _ordinal(_date(day).dt.offset_by(f"{months}mo"))


def _years_between(start: Any, end: Any) -> Any:
    import polars as pl

    first, last = _date(start), _date(end)
    day = (one.dt.month().cast(pl.Int16) * 100 + one.dt.day() for one in (last, first))
    later, earlier = day
    return (last.dt.year() - first.dt.year()).cast(pl.Int64) - (later < earlier).cast(pl.Int64)


def _weekday(day: Any) -> Any:
    import polars as pl

    return ((day + 6) % 7 + 1).cast(pl.Int64)


_OPERATIONS: Final[dict[str, Express]] = {
    "constant": _constant,
    "all": _all,
    "any": _any,
    "not": lambda part: ~part,
    "at_least": _at_least,
    "either": lambda part, other: part.fill_null(other),
    "is_known": lambda part: part.is_not_null(),
    "three": _three,
    "choose": _choose,
    "first": _first,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "times": lambda a, factor: a * factor,
    "min": _min,
    "max": _max,
    "round": _round,
    "add_period": _add_period,
    "years_between": _years_between,
    "weekday": _weekday,
}
"""How each operation is written; the names are those of the algebra."""
