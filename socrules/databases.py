"""Decides tables of databases where they live: relations of DuckDB, frames of PySpark."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

from socrules.backends.door import DAY_WANTED
from socrules.backends.in_database import Given, Query, columns_of, door, query_of
from socrules.backends.in_sql import Writer
from socrules.backends.planned import Decider, Task
from socrules.extras import extra
from socrules.regions import Regions
from socrules.scope import DAY
from socrules.walk import FIRST_DAY, LAST_DAY, days_of_change

DATABASES: Final = {
    "duckdb": "socrules.backends.in_duckdb",
    "pyspark": "socrules.backends.in_spark",
    "pyspark[connect]": "socrules.backends.in_spark",
}
"""The module that runs queries over frames of a library."""


def decide_table(
    library: str, frame: Any, decider: Decider, regions: Regions, task: Task, *, mark: bool = False
) -> Any:
    """Return a frame with the answers beside its columns.

    With `mark`, rows that are refused stay, without answers, and `REFUSED` says why; else the first
    of them are an error.
    """
    extra("sqlglot", "frame")
    way = import_module(DATABASES[library])
    table = columns_of(frame)
    parts = [
        way.decided(frame, query, list(table))
        for query in _queries(way, frame, table, decider, regions, task)
    ]
    found = way.together(parts)
    return found if mark else way.settled(found, task.columns)


def _queries(
    way: Any,
    frame: Any,
    table: Mapping[str, Given],
    decider: Decider,
    regions: Regions,
    task: Task,
) -> Iterator[Query]:
    """Yield a query for each wording of the act that is in force on a day of the table."""
    asked: Any = (table, task.decisions, task.columns, task.given)
    how: dict[str, Any] = {"dialect": way.DIALECT, "money": task.money, "parts": task.parts}
    if DAY not in task.columns:
        yield query_of(decider, regions, *asked, **how)
        return
    from sqlglot import exp

    inner, _ = door(Writer(way.DIALECT), DAY_WANTED, table[task.columns[DAY]], None)
    day = exp.select(inner.as_("day")).distinct().from_("people")
    found = {one for (one,) in way.rows(frame, day.sql(dialect=way.DIALECT))}
    changes = [one.toordinal() for one in days_of_change(decider.program.pack)]
    ends = [FIRST_DAY.toordinal(), *changes, LAST_DAY.toordinal() + 1]
    stretches = {bisect_right(changes, one): one for one in sorted(found - {None})}
    for number, one in stretches.items():
        there = decider.on(datetime.date.fromordinal(one))
        low, high = map(exp.convert, (ends[number], ends[number + 1] - 1))
        where: Any = exp.Between(this=exp.paren(inner), low=low, high=high)
        yield query_of(there, Regions(there.program), *asked, **how, where=where)
    if None in found or not stretches:
        where = exp.Is(this=exp.paren(inner), expression=exp.null())
        yield query_of(decider, regions, *asked, **how, where=where)
