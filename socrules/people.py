"""A table of people as it was given, taken in once: to be asked of several packs, and counted.

Whoever counts people may count them in groups, and each as many as a weight says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from socrules.backends.carriers import carry, recognise
from socrules.extras import extra
from socrules.matching import Matching
from socrules.problems import SituationError, nearest, problem
from socrules.program import Program
from socrules.values import Type

if TYPE_CHECKING:
    import polars as pl

IN_MEMORY: Final = ("polars", "pandas", "pyarrow", "list")
"""The libraries whose tables are in memory, or come there piece by piece."""

WEIGHT: Final = "\0weight"
"""The column of `groups` that says as how many people each counts."""


class Asked(Protocol):
    """What is asked of a pack here."""

    program: Program

    def decide_frame(self, frame: Any, decisions: Sequence[str], **options: Any) -> Any:
        """Return a frame with answers beside its columns."""

    def match_frame(self, frame: Any, decisions: Sequence[str], **options: Any) -> Matching:
        """Return which columns of a frame give which facts."""


@attrs.frozen(eq=False)
class People:
    """A table of people in polars, with the columns that group and weigh them.

    `like` turns a table of polars into one of the kind that was given, `beside` sets columns beside
    those that were given. `groups` has the columns of `by`, and `WEIGHT`.
    """

    frame: pl.DataFrame
    by: tuple[str, ...]
    weight: str | None
    groups: pl.DataFrame
    like: Callable[[pl.DataFrame], Any]
    beside: Callable[[pl.DataFrame], Any]
    options: Mapping[str, Any]

    @property
    def weighed(self) -> tuple[str, ...]:
        """Return the column of weights in tables, where people were weighed."""
        return ("weight",) if self.weight else ()

    def ask(self, pack: Asked, decisions: Sequence[str], parts: Sequence[str]) -> pl.DataFrame:
        """Return the answers of a pack alone, row by row: `<decision>` and `<decision>.<part>`."""
        answered = pack.decide_frame(self.frame, decisions, parts=list(parts), **self.options)
        names = [name for one in decisions for name in (one, *(f"{one}.{part}" for part in parts))]
        found: pl.DataFrame = answered.select(names)
        return found

    def facts(self, pack: Asked, decision: str) -> list[str]:
        """Return the columns on which the answers of one decision rest, the day's among them."""
        found = pack.match_frame(self.frame, [decision], **self.options)
        on = self.options.get("on")
        return [*found.columns.values(), *([on] if on in self.frame.columns else [])]


def take(
    frame: Any,
    packs: Iterable[Asked],
    *,
    by: str | Sequence[str] = (),
    weight: str | None = None,
    keep: Iterable[str] = (),
    **options: Any,
) -> People:
    """Return a table of people taken in; `options` are those of `Pack.decide_frame`.

    The columns `keep` are taken in too, where there are such.

    Raises `SituationError` for columns of `by` and `weight` that there are not, and for weights
    that are missing or negative; `SocrulesError` for what is no table.
    """
    pl = extra("polars", "frame")
    by = (by,) if isinstance(by, str) else tuple(by)
    own = [*by, *([weight] if weight else ())]
    wanted = {fact for pack in packs for fact in pack.program.facts}
    wanted |= {*own, *keep, *(options.get("columns") or {}).values()}
    wanted |= {value for value in options.values() if isinstance(value, str)}
    carried, back = carry(_at_hand(frame), wanted)
    taken = carried.lazy().collect()
    for name in own:
        if name not in taken.columns:
            near = nearest(name, taken.columns)
            raise SituationError(problem("no-column", column=name, suggest=near))
    weights = _weights(taken, weight)
    return People(
        taken,
        by,
        weight,
        pl.DataFrame([*map(comparable, taken.select(by)), weights.alias(WEIGHT)]),
        _like(frame),
        back or (lambda answers: pl.concat([taken, answers], how="horizontal")),
        options,
    )


def _at_hand(frame: Any) -> Any:
    """Return a table in memory: of a database all rows of it, in polars."""
    if recognise(frame) in IN_MEMORY:
        return frame
    nw = extra("narwhals", "frame")
    return nw.from_native(frame).collect("polars").to_native()


def _weights(taken: pl.DataFrame, weight: str | None) -> pl.Series:
    """Return as how many people each row counts: whole numbers as such, others as floats."""
    import polars as pl

    if weight is None:
        return pl.ones(len(taken), pl.Int64, eager=True)
    given = taken.get_column(weight)
    if not given.dtype.is_numeric():
        raise SituationError(problem("odd-weight", column=weight, found=given.dtype))
    found = given.cast(pl.Int64 if given.dtype.is_integer() else pl.Float64)
    wrong = found.is_null() | ~found.is_finite() | (found < 0)
    if wrong.fill_null(True).any():
        row = wrong.fill_null(True).arg_true()[0]
        raise SituationError(problem("bad-weight", column=weight, row=row, value=given[row]))
    return found


def _like(frame: Any) -> Callable[[pl.DataFrame], Any]:
    """Return what turns a table of polars into one of the kind of a frame, if it is one of these.

    Of databases and of lazy frames tables are small and worked out: they stay those of polars.
    """
    ways: dict[str, Callable[[pl.DataFrame], Any]] = {
        "pandas": lambda table: table.to_pandas(use_pyarrow_extension_array=True),
        "pyarrow": lambda table: table.to_arrow(),
        "builtins": lambda table: table.to_dicts(),
    }
    return ways.get(type(frame).__module__.partition(".")[0], lambda table: table)


def comparable(column: pl.Series) -> pl.Series:
    """Return a column whose values can be compared: of objects what they are written as."""
    import polars as pl

    if column.dtype != pl.Object:
        return column
    texts = [None if value is None else str(value) for value in column.to_list()]
    return pl.Series(column.name, texts, pl.String)


def inner(of: Type, column: pl.Series) -> pl.Series:
    """Return answers of a number as whole numbers of its smallest unit, as the engine counts."""
    import polars as pl

    if column.dtype.is_decimal():
        decimals = 2 if of.kind == "money" else of.decimals
        return column.cast(pl.Decimal(38, decimals)).to_physical().cast(pl.Int64)
    return column.to_physical().cast(pl.Int64)


def outer(of: Type, amount: pl.Expr) -> pl.Expr:
    """Return whole numbers of the smallest unit as people read them: roubles, decimals, days."""
    import polars as pl

    decimals = {"money": 2, "quantity": of.decimals}.get(of.kind, 0)
    if not decimals:
        return amount
    unit = pl.lit(Decimal(1).scaleb(-decimals), pl.Decimal(38, decimals))
    return amount.cast(pl.Decimal(38, decimals)) * unit
