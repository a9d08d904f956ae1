"""SQL in a database answers every row as the evaluator does, or leaves it to the evaluator."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import duckdb
import pytest

import socrules
from agreement import outward
from checkout import ROOT
from programs import Maker, pack, situation
from socrules import Money, Pack, Range
from socrules.backends.in_sql import asked
from socrules.library import packs
from socrules.synthetic import people

TYPES = {
    "bool": "BOOLEAN",
    "choice": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "moment": "TIMESTAMP",
    "money": "DECIMAL(18, 2)",
    "quantity": "DECIMAL(18, 6)",
}
PROGRAMS = 25
ROWS = 10
PACKS = [*sorted(packs()), "swimming-pool", "reading-room"]


def flat(value: Any) -> Any:
    """Return a value as a database has it."""
    return value.roubles if isinstance(value, Money) else value


def answered(made: Pack, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Return the rows of a query over people in DuckDB, as mappings."""
    facts = {name: made.program.facts[name].type.kind for name in made.facts}
    columns = ", ".join(f'"{name}" {TYPES[kind]}' for name, kind in facts.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE people (row INT, {columns or 'nothing INT'})")
        marks = ", ".join("?" * (len(facts) + 1 if facts else 2))
        values = [[at, *(flat(row.get(name)) for name in facts)] for at, row in enumerate(rows)]
        if not facts:
            values = [[at, None] for at in range(len(rows))]
        connection.executemany(f"INSERT INTO people VALUES ({marks})", values)
        text = made.sql(names, "duckdb", keep=["row"])
        found = connection.execute(f"{text} ORDER BY 1")
        titles = [one[0] for one in found.description]
        return [dict(zip(titles, row, strict=True)) for row in found.fetchall()]


def agree(made: Pack, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Hold every row to the evaluator; return how many there were of each status, and left."""
    seen: Counter[str] = Counter()
    facts = set(asked(made.program, made._regions, names))
    rows = [{fact: value for fact, value in row.items() if fact in facts} for row in rows]
    for found, row in zip(answered(made, names, rows), rows, strict=True):
        for name in names:
            if found[f"{name}.left"]:
                seen["left"] += 1
                continue
            answer = made.decide(name, row)
            seen[answer.status] += 1
            assert found[f"{name}.status"] == answer.status, (name, row)
            assert found[f"{name}.clause"] == answer.clause, (name, row)
            value = flat(answer.value) if answer.status == "known" else None
            assert found[name] == value, (name, row)
            if answer.possible:
                first, last = answer.possible[0], answer.possible[-1]
                least = first.least if isinstance(first, Range) else first
                greatest = last.greatest if isinstance(last, Range) else last
                assert found[f"{name}.least"] == flat(least), (name, row)
                assert found[f"{name}.greatest"] == flat(greatest), (name, row)
    return seen


def test_generated_programs() -> None:
    seen: Counter[str] = Counter()
    for seed in range(PROGRAMS):
        random = Random(seed)
        program = Maker(random).program
        made = pack(program)
        kinds = {fact.name: fact.kind for fact in program.facts}
        given = [situation(program, random) for _ in range(ROWS)]
        rows = [{name: outward(kinds[name], one[name]) for name in one} for one in given]
        seen += agree(made, list(made.decisions), rows)
    print(dict(seen))
    assert seen.keys() == {"left", "known", "unknown", "conflict", "not_stated", "not_applicable"}


@pytest.mark.parametrize("id", PACKS)
def test_packs(id: str) -> None:
    own = id in packs()
    loaded = socrules.load(
        id if own else ROOT / "tests" / "data" / "packs" / id,
        on=datetime.date(2026, 6, 1) if own else datetime.date(2024, 10, 1),
    )
    names = list(loaded.program.decisions)
    names = Random(1).sample(names, min(10, len(names)))
    seen = Counter[str]()
    for missing in (0.05, 0.4):
        rows = list(people(loaded.program, 20, seed=1, missing=missing))
        seen += agree(loaded, names, rows)
    print(id, dict(seen))
    assert min(seen["known"], seen["unknown"]) > 0
