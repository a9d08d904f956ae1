"""Frames of PySpark: the query runs in Spark, and the rows it leaves go to the evaluator there.

Nothing is computed before somebody asks for rows. The pack travels to the executors, which need
socrules with its extra `frame`, and pyarrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from socrules.backends.in_database import PEOPLE, REFUSED, Filler, Query, quoted

DIALECT = "spark"


def _name(column: str) -> str:
    return quoted(column, DIALECT)


def _asked(people: Any, text: str) -> Any:
    """Return the frame of a query over another; braces are those of names, never of a template."""
    return people.sparkSession.sql(
        text.replace("{", "{{").replace("}", "}}").replace(f"FROM {PEOPLE}", "FROM {people}"),
        people=people,
    )


def rows(people: Any, text: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query over a frame."""
    return [tuple(row) for row in _asked(people, text).collect()]


def decided(people: Any, query: Query, names: Sequence[str]) -> Any:
    """Return a frame with the columns `names`, `REFUSED` and the answers, every row answered."""
    shown = [*names, REFUSED, *query.shown]
    found = _asked(people, query.text)
    columns = [_name(one) for one in shown]
    if not query.keys:
        return found.selectExpr(*columns)
    left = " OR ".join(_name(f"{name}.left") for name in query.keys)
    left = f"({left}) AND {_name(REFUSED)} IS NULL"
    whole = found.where(f"NOT ({left})").selectExpr(*columns)
    # Spark takes a dot in the name of a column for a field in it.
    open_rows = found.where(left).toDF(*_plain(found.columns))
    schema = ", ".join(f"c{at} {kind}" for at, (_, kind) in enumerate(whole.dtypes))
    filled = open_rows.mapInArrow(Filler(query, found.columns, shown), schema)
    return whole.unionAll(filled.toDF(*shown))


def _plain(names: Sequence[str]) -> list[str]:
    return [f"c{at}" for at in range(len(names))]


def together(parts: Sequence[Any]) -> Any:
    """Return the rows of several frames."""
    first, *rest = parts
    for part in rest:
        first = first.unionAll(part)
    return first


def settled(found: Any, columns: Mapping[str, str]) -> Any:
    """Return a frame without `REFUSED`, which fails where somebody reads a row that is refused."""
    del columns
    kept = [name for name in found.columns if name != REFUSED]
    said = f"CONCAT('socrules refuses a row: ', {_name(REFUSED)})"
    checked = f"CASE WHEN {_name(REFUSED)} IS NULL THEN TRUE ELSE RAISE_ERROR({said}) END"
    return found.where(checked).selectExpr(*map(_name, kept))
