"""The door of the frames: columns as people keep them become facts as the engine counts them.

Answers leave by it too, in the kinds of columns that people read.

What cannot be a value of its fact is never taken for unknown: `refused` is true in that row.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from socrules.backends.lower import STATUSES
from socrules.problems import SituationError, problem
from socrules.program import Fact, Program
from socrules.scope import DAY
from socrules.terms import DATE
from socrules.values import Type

if TYPE_CHECKING:
    import polars as pl

EPOCH: Final = 719_163
"""The ordinal of 1 January 1970, from which frames and databases count days."""

UNITS: Final = {"kopecks": 1, "roubles": 100}
"""What a bare number of money may count, in kopecks."""

_EXACT: Final = 1e-6
"""How far a float may lie from the whole number it stands for."""


@attrs.frozen(eq=False)
class Entry:
    """One column at the door: the fact it becomes, and where a row of it is refused, if any is."""

    inner: pl.Expr
    refused: pl.Expr | None


class Wanted(NamedTuple):
    """What a column is to be: a fact, or the day in question."""

    id: str
    type: Type
    domain: tuple[int, int]


DAY_WANTED: Final = Wanted(DAY, DATE, (1, datetime.date.max.toordinal()))


def enter(fact: Fact | Wanted, column: str, dtype: pl.DataType, money: str | None) -> Entry:
    """Return how a column becomes a fact; raises `SituationError` where its kind cannot.

    `money` says what bare numbers of money count: `kopecks` or `roubles`.
    """
    import polars as pl

    given = pl.col(column)
    if dtype.is_float():
        given = given.fill_nan(None)
    way = _way(fact.type, dtype, money)
    if way is None:
        kind = "bare-column" if fact.type.kind == "money" and dtype.is_numeric() else "odd-column"
        raise SituationError(
            problem(kind, column=column, fact=fact.id, found=dtype, expected=fact.type)
        )
    inner = way(given)
    if fact.type.kind == "bool" and dtype == pl.Boolean:
        return Entry(inner, None)
    lost = inner.is_null()
    if fact.id != DAY:
        lost &= given.is_not_null()
    inside = None
    if fact.type.is_number:
        inside = inner.is_between(*fact.domain)
    elif fact.type.kind == "choice":
        inside = inner.is_in(list(fact.type.options))
    if inside is None:
        return Entry(inner, lost)
    outside = inside.eq_missing(False)
    # What counts by itself is lost nowhere.
    lossless = fact.id != DAY and inner.meta.eq(given)
    return Entry(inner, outside if lossless else lost | outside)


Way = Callable[["pl.Expr"], "pl.Expr"]


def _way(of: Type, dtype: pl.DataType, money: str | None) -> Way | None:
    """Return how a column of one kind becomes a fact of another, `None` where it does not."""
    import polars as pl

    if dtype == pl.Null:
        return lambda given: given.cast(_inner(of))
    if dtype in (pl.String, pl.Object):
        return lambda given: given.map_batches(
            lambda series: read(of, series), return_dtype=_inner(of), is_elementwise=True
        )
    if of.kind == "bool":
        return (lambda given: given) if dtype == pl.Boolean else None
    if of.kind == "choice":
        named = isinstance(dtype, pl.Categorical | pl.Enum)
        return (lambda given: given.cast(pl.String)) if named else None
    if of.kind in ("date", "moment"):
        return _times(of, dtype)
    if dtype.is_integer() or dtype.is_float() or dtype.is_decimal():
        scale = scale_of(of, money, bare=not dtype.is_decimal())
        return None if scale is None else lambda given: _whole(given, dtype, scale)
    return None


def scale_of(of: Type, money: str | None, *, bare: bool) -> int | None:
    """Return how many of the engine's whole numbers one of a column is, `None` for no number.

    A `bare` number of money counts what `money` says.
    """
    if of.kind == "money":
        return UNITS.get(money or "") if bare else 100
    return {"integer": 1, "quantity": 10**of.decimals}.get(of.kind)


def _inner(of: Type) -> Any:
    import polars as pl

    return {"bool": pl.Boolean, "choice": pl.String}.get(of.kind, pl.Int64)


def _times(of: Type, dtype: pl.DataType) -> Way | None:
    """Return how dates and times become days or minutes; a day must be given without an hour."""
    import polars as pl

    if of.kind == "date" and dtype == pl.Date:
        return lambda given: given.cast(pl.Int32).cast(pl.Int64) + EPOCH
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is None:
        unit = 1_440 if of.kind == "date" else 1
        start = EPOCH if of.kind == "date" else 0
        return lambda given: _whole(given.dt.timestamp("ms"), pl.Int64(), 1, 60_000 * unit) + start
    return None


def _whole(given: pl.Expr, dtype: pl.DataType, scale: int, parts: int = 1) -> pl.Expr:
    """Return numbers times `scale` as whole numbers; null where they are not whole."""
    import polars as pl

    if dtype.is_integer():
        amount = given if dtype == pl.Int64 else given.cast(pl.Int64, strict=False)
        amount = amount if scale == 1 else amount * scale
        if parts == 1:
            return amount
        return pl.when(amount % parts == 0).then(amount // parts)
    if dtype.is_decimal():
        scaled = given.cast(pl.Decimal(38, 6)) * scale
        found = scaled.cast(pl.Int64, strict=False)
        return pl.when(found.cast(pl.Decimal(38, 6)) == scaled).then(found)
    scaled = given.cast(pl.Float64) * scale
    found = scaled.round()
    return pl.when((scaled - found).abs() < _EXACT).then(found.cast(pl.Int64, strict=False))


def read(of: Type, series: pl.Series) -> pl.Series:
    """Return texts and objects as the engine's values, each different one read once."""
    import polars as pl

    read: dict[Any, Any] = {}
    found = []
    for value in series.to_list():
        key = type(value), value
        if key not in read:
            read[key] = _one(of, value)
        found.append(read[key])
    return pl.Series(series.name, found, _inner(of))


def _one(of: Type, value: Any) -> Any:
    if value is None or value != value:
        return None
    try:
        return of.inward(value)
    except (ValueError, SituationError):
        return None


def kept_as(program: Program, decision: str, field: str) -> Any:
    """Return the type of the column that keeps a field of an answer, before users see it.

    It is an `Enum` where the field is the number of a member of a list.
    """
    import polars as pl

    of = program.decisions[decision].type
    if field == "status":
        return pl.Enum(STATUSES)
    if field == "clause":
        return pl.Enum(list(program.order))
    if of.kind == "bool" or field in ("known", "can", "left"):
        return pl.Boolean
    return pl.Enum(of.options) if of.kind == "choice" else pl.Int64


def leave(
    program: Program,
    decision: str,
    answer: str,
    parts: Sequence[str],
    *,
    money: str | None,
    sure: bool,
) -> dict[str, pl.Expr]:
    """Return the columns of a decision as users see them, by name.

    `answer` begins the names of the columns they are made of. `sure` says that every row is known.
    """
    import polars as pl

    of = program.decisions[decision].type
    column = {part: pl.col(answer + part) for part in ("value", *parts, "known", "can")}

    def shown(inner: pl.Expr) -> pl.Expr:
        if of.kind == "date":
            return (inner - EPOCH).cast(pl.Int32).cast(pl.Date)
        decimals = {"money": 2, "quantity": of.decimals}.get(of.kind, 0)
        if decimals and not (of.kind == "money" and money == "kopecks"):
            unit = pl.lit(Decimal(1).scaleb(-decimals), pl.Decimal(38, decimals))
            return inner.cast(pl.Decimal(38, decimals)) * unit
        return inner

    value = column["value"] if sure else pl.when(column["known"]).then(column["value"])
    found = {decision: shown(value)}
    for part in parts:
        asked = part in ("status", "clause")
        one = column[part] if asked else shown(pl.when(column["can"]).then(column[part]))
        found[f"{decision}.{part}"] = one
    return found
