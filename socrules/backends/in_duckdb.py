"""Relations of DuckDB: the query runs where they live, and the rows it leaves are joined back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from socrules.backends.in_database import PEOPLE, REFUSED, Query, answered, quoted, why
from socrules.backends.rest import SHOWN
from socrules.problems import SituationError

DIALECT = "duckdb"


def rows(people: Any, text: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query over a relation."""
    found: list[tuple[Any, ...]] = people.query(PEOPLE, text).fetchall()
    return found


def decided(people: Any, query: Query, names: Sequence[str]) -> Any:
    """Return a relation with the columns `names`, `REFUSED` and the answers, every row answered.

    The situations that are left to the evaluator are read and answered now; the rest of the work is
    done when the relation is read.
    """
    found = people.query(PEOPLE, query.text)
    for name, keys in query.keys.items():
        found = _filled(found, query, name, [f"fact {one}" for one in keys])
    shown = ", ".join(map(quoted, [*names, REFUSED, *query.shown]))
    return found.query(PEOPLE, f"SELECT {shown} FROM {PEOPLE}")


def _filled(found: Any, query: Query, name: str, keys: Sequence[str]) -> Any:
    """Return a relation in which the rows that a decision left open are answered."""
    import polars as pl

    left = f"{_own(f'{name}.left')} AND {_own(REFUSED)} IS NULL"
    listed = ", ".join(map(quoted, keys)) or "1 AS nothing"
    situations: pl.DataFrame = found.query(
        PEOPLE, f"SELECT DISTINCT {listed} FROM {PEOPLE} WHERE {left}"
    ).pl()
    made = answered(query, name, situations)
    # DuckDB finds tables of Arrow by the names of variables, and keeps them.
    answers = pl.concat([situations, made], how="horizontal").to_arrow()  # noqa: F841
    same = [f"{_own(key)} IS NOT DISTINCT FROM answers.{quoted(key)}" for key in keys]
    replaced = ", ".join(
        f"CASE WHEN {left} THEN answers.{one} ELSE {PEOPLE}.{one} END AS {one}"
        for one in map(quoted, made.columns)
    )
    return found.query(
        PEOPLE,
        f"SELECT {PEOPLE}.* REPLACE ({replaced}) FROM {PEOPLE} "
        f"LEFT JOIN answers ON {' AND '.join([left, *same])}",
    )


def _own(column: str) -> str:
    """Return a column of the table of people, where another has the same."""
    return f"{PEOPLE}.{quoted(column)}"


def together(parts: Sequence[Any]) -> Any:
    """Return the rows of several relations."""
    first, *rest = parts
    for part in rest:
        first = first.union(part)
    return first


def settled(found: Any, columns: Mapping[str, str]) -> Any:
    """Return a relation without `REFUSED`; raises `SituationError` where a row is refused."""
    wrong = found.filter(f"{quoted(REFUSED)} IS NOT NULL").limit(SHOWN)
    names = wrong.columns
    bad = [dict(zip(names, row, strict=True)) for row in wrong.fetchall()]
    problems = [one for row in bad for one in why(row[REFUSED], row, columns)]
    if problems:
        raise SituationError(problems)
    kept = [name for name in found.columns if name != REFUSED]
    return found.query(PEOPLE, f"SELECT {', '.join(map(quoted, kept))} FROM {PEOPLE}")
