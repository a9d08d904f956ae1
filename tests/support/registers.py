"""Registers of made-up people, and the answers of an engine held to the evaluator row for row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

import socrules
from checkout import ROOT
from socrules import Money, Pack, Range
from socrules.library import packs
from socrules.synthetic import people

STATUSES = ("known", "unknown", "conflict", "not_stated", "not_applicable")
SEEN = {*STATUSES, "split"}
"""What must be met in the packs together."""

KINDS: Mapping[str, Any] = {
    "bool": pl.Boolean,
    "choice": pl.String,
    "integer": pl.Int64,
    "money": pl.Decimal(18, 2),
    "quantity": pl.Decimal(18, 6),
    "date": pl.Date,
    "moment": pl.Datetime("us"),
}
OWN = ("reading-room", "swimming-pool")
PACKS: Sequence[str] = (*sorted(packs()), *OWN)


def pack(id: str) -> Pack:
    """Return a pack of the library, or an invented one."""
    path: str | Path = ROOT / "tests" / "data" / "packs" / id if id in OWN else id
    return socrules.load(path, on="2024-10-15" if id in OWN else "2026-06-01")


def situations(made: Pack, count: int, seed: int) -> list[dict[str, Any]]:
    """Return people of whom little or much is unknown, with values at the edges."""
    found: list[dict[str, Any]] = []
    for missing in (0.0, 0.1, 0.6):
        found += people(made.program, count, seed=seed, missing=missing)
    return found


def chosen(
    made: Pack,
    rows: Sequence[Mapping[str, Any]],
    seed: int,
    each: int,
    most: int | None = None,
) -> list[str]:
    """Return decisions that together have every status which the pack has among these rows.

    Those whose query has more than `most` letters are left out.
    """
    names = list(made.decisions)
    Random(seed).shuffle(names)
    if most is not None:
        names = [name for name in names[:80] if len(made.sql(name, "spark")) < most]
    few: Counter[str] = Counter()
    found = []
    for name in names:
        answers = [made.decide(name, row) for row in rows[:: max(1, len(rows) // 12)]]
        seen = {answer.status for answer in answers}
        seen |= {"split"} if any(len(answer._leaves) > 1 for answer in answers) else set()
        if any(few[status] < each for status in seen):
            found.append(name)
            few.update(seen)
    return found


def register(made: Pack, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return people as a table: typed columns, and a number for each row."""
    columns = [pl.Series("number", range(len(rows)), pl.Int64)]
    for name, fact in made.program.facts.items():
        if not fact.derived_by:
            values = [flat(row.get(name)) for row in rows]
            columns.append(pl.Series(name, values, KINDS[fact.type.kind]))
    return pl.DataFrame(columns)


def flat(value: Any) -> Any:
    """Return a value as a table has it."""
    return value.roubles if isinstance(value, Money) else value


def expected(answer: Any) -> tuple[Any, ...]:
    """Return value, status, clause and the ends of what is possible, as a table has them."""
    ends: tuple[Any, ...] = (None, None)
    if answer.possible:
        first, last = answer.possible[0], answer.possible[-1]
        ends = (
            first.least if isinstance(first, Range) else first,
            last.greatest if isinstance(last, Range) else last,
        )
    value = answer.value if answer.status == "known" else None
    return flat(value), answer.status, answer.clause, flat(ends[0]), flat(ends[1])


def hold(
    made: Pack,
    names: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    decide: Callable[[pl.DataFrame], pl.DataFrame],
) -> Counter[str]:
    """Hold every row of an engine to the evaluator; return how many there were of each status."""
    seen: Counter[str] = Counter()
    found = decide(register(made, rows)).sort("number").to_dicts()
    assert len(found) == len(rows)
    for row, facts in zip(found, rows, strict=True):
        for name in names:
            answer = made.decide(name, facts)
            parts = (row[name], *(row[f"{name}.{part}"] for part in PARTS))
            assert parts == expected(answer), (name, facts)
            seen[answer.status] += 1
            seen["split"] += len(answer._leaves) > 1
    return seen


PARTS = ("status", "clause", "least", "greatest")
