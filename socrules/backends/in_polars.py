"""Columns of the algebra as polars expressions, in stages: what is used twice is computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from socrules.backends.columns import Column, Columns
from socrules.backends.sharing import share
from socrules.backends.staging import Express, staged

if TYPE_CHECKING:
    import polars as pl


Codes = Mapping[str, Any]
"""Of columns that hold numbers of a list, by name, the type of column they are kept in."""


def stages(
    roots: Mapping[str, Column], given: Callable[[str], Any], codes: Codes
) -> tuple[list[dict[str, pl.Expr]], dict[str, pl.Expr]]:
    """Return expressions for columns, by name, and the stages that must be added before them.

    `given` returns the expression of a fact, and `codes` says which columns are numbers of a list:
    they are made as members of it. Every stage names columns that later ones use.
    """
    import polars as pl

    coded = Coded()
    roots = {key: coded(one, codes[key]) if key in codes else one for key, one in roots.items()}
    # Polars works out what it chooses among more than once, unless it is a column already.
    return staged(share(roots), given, _OPERATIONS, pl.col, flat=True)


class Coded:
    """Makes columns of numbers into such of one type, in the form that is quickest here."""

    def __init__(self) -> None:
        self.columns = Columns()
        self._made: dict[tuple[Column, Any], Column] = {}

    def __call__(self, column: Column, of: Any) -> Column:
        """Return a column whose numbers are constants or chosen as one of the type `of`."""
        key = column, of
        if key not in self._made:
            self._made[key] = self._make(column, of)
        return self._made[key]

    def _make(self, column: Column, of: Any) -> Column:
        make, args = self.columns, column.args
        if column.op == "constant":
            return self.code(of, *args)
        if column.op == "choose":
            return make.choose(args[0], self(args[1], of), self(args[2], of))
        if column.op == "min":
            return make.least(self(one, of) for one in args)
        *pairs, otherwise = args
        *before, test, last = pairs
        if otherwise is not None and otherwise > last:
            return make.make("first", (of, *args), False)
        # The least of several numbers is what is quickest: then none stands for the last of them.
        code = self.code(of, last)
        first = make.make("first", (of, *before, last), False) if before else code
        any_holds = make.any((test, make.deny(make.make("=", (first, code), False))))
        return make.choose(any_holds if before else test, first, self.code(of, otherwise))

    def code(self, of: Any, number: int | None) -> Column:
        """Return a column of one number."""
        return self.columns.make("code", (of, number), number is None)


def _constant(value: object) -> Any:
    import polars as pl

    return pl.lit(value, dtype=pl.Boolean if value is None else None)


def _code(of: Any, number: int | None) -> Any:
    import polars as pl

    if not isinstance(of, pl.Enum):
        return pl.lit(number, of)
    return pl.lit(number, counted(len(of.categories))).cat.to(of)


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


def _first(of: Any, *cases: Any) -> Any:
    import polars as pl

    *pairs, otherwise = cases
    rest = _code(of, otherwise)
    found = (
        _choose(test, _code(of, code), rest)
        for test, code in zip(pairs[::2], pairs[1::2], strict=True)
    )
    return pl.min_horizontal(*found)


def _pick(*cases: Any) -> Any:
    import polars as pl

    tests, numbers = cases[::2], [*cases[1::2], 0]
    numbered = (part for place, test in enumerate(tests) for part in (test, place))
    code = _first(counted(len(tests)), *numbered, len(tests))
    return code.replace_strict(range(len(numbers)), numbers, return_dtype=pl.Int64)


def counted(last: int) -> Any:
    """Return the least type of column that counts from 0 to `last`, as an `Enum` of polars does."""
    import polars as pl

    return pl.UInt8 if last < 2**8 else pl.UInt16 if last < 2**16 else pl.UInt32


def _either(part: Any, other: Any) -> Any:
    import polars as pl

    # What has no gaps by its making costs half of what has them filled, and so has what follows.
    if other.meta.eq(pl.lit(False)):
        return part.eq_missing(True)
    if other.meta.eq(pl.lit(True)):
        return part.ne_missing(False)
    return part.fill_null(other)


def _at_least(number: int, *parts: Any) -> Any:
    import polars as pl

    one, none = pl.lit(1, pl.UInt8), pl.lit(0, pl.UInt8)
    return pl.sum_horizontal(*(_choose(part, one, none) for part in parts)) >= number


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
    "code": _code,
    "all": _all,
    "any": _any,
    "not": lambda part: ~part,
    "at_least": _at_least,
    "either": _either,
    "is_known": lambda part: part.is_not_null(),
    "three": _three,
    "choose": _choose,
    "first": _first,
    "pick": _pick,
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
