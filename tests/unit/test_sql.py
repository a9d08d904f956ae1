"""SQL: every operation and kind of value in DuckDB, every dialect well formed."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from typing import Any
from unittest import mock

import duckdb
import pytest
import sqlglot
from click.testing import CliRunner

import socrules
from checkout import ROOT
from invented import decision, program
from rows import GROUNDS, TWO_GROUNDS, with_rooms
from socrules.backends.in_sql import DIALECTS, Writer
from socrules.cli import socrules as cli
from socrules.pack import Pack
from socrules.problems import SituationError, SocrulesError

POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")
DAY = datetime.date(2024, 1, 31)
TYPES = {"date": "DATE", "money": "DECIMAL(12, 2)", "quantity": "DECIMAL(12, 1)", "choice": "TEXT"}


@pytest.mark.parametrize(
    ("kind", "rule", "of", "given"),
    [
        ("quantity", "value: rooms", "quantity", Decimal("1.5")),
        ("date", "value: rooms", "date", DAY),
        ("date", "value: rooms + 1 months", "date", DAY),
        ("date", "value: rooms + 1 years", "date", datetime.date(2024, 2, 29)),
        ("date", "value: rooms + 3 days", "date", DAY),
        ("date", "value: weekday(rooms)", "integer", DAY),
        ("date", "value: years_between(rooms, day)", "integer", datetime.date(2000, 10, 2)),
        ("date", "value: years_between(rooms, day)", "integer", datetime.date(2000, 10, 1)),
        ("money", "value: round_up(rooms * 75 %, kopeck)", "money", Decimal("0.01")),
        ("money", "value: round_half_up(rooms * 50 %, kopeck)", "money", Decimal("0.01")),
        ("money", "value: round_half_up(rooms - 1.00, rouble)", "money", Decimal("0.25")),
        ("money", "value: round_down(rooms, rouble)", "money", Decimal("7.99")),
        ("money", "value: round_down(rooms - 9.00, rouble)", "money", Decimal("7.99")),
        ("money", "value: max(rooms + 1.00, 2.00)", "money", Decimal("7.99")),
        ("choice", "value: rooms", "choice", "two"),
        ("choice", "when: rooms = two; value: true", "bool", "two"),
    ],
)
def test_every_kind_of_value(kind: str, rule: str, of: str, given: Any) -> None:
    pack = with_rooms(kind, rule, of)
    answer, unknown = pack.decide("benefit", {"rooms": given}), pack.decide("benefit", {})
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE people (rooms {TYPES[kind]})")
        connection.executemany("INSERT INTO people VALUES (?)", [[given], [None]])
        found = connection.execute(pack.sql("benefit", "duckdb")).fetchall()
    value = answer.value.roubles if of == "money" else answer.value
    assert found[0][:3] == (value, answer.status, answer.clause)
    assert found[1][:3] == (None, unknown.status, unknown.clause)


def test_moments_are_counted_in_minutes() -> None:
    facts = Pack(program()).program.facts.values()
    moment = next(fact.type for fact in facts if fact.type.kind == "moment")
    given = datetime.datetime(2024, 1, 31, 9, 30)
    for dialect in DIALECTS:
        text = Writer(dialect).inward(moment, "at").sql(dialect=dialect)
        assert sqlglot.parse_one(text, read=dialect).find(sqlglot.exp.Extract)
    with duckdb.connect() as connection:
        text = Writer("duckdb").inward(moment, "at").sql(dialect="duckdb")
        found = connection.execute(f"SELECT {text} FROM (SELECT ? AS at)", [given]).fetchone()
    assert found == (moment.inward(given),)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_well_formed(dialect: str) -> None:
    packs = [POOL, with_rooms("date", "value: rooms + 1 months", "date")]
    for pack in packs:
        for name in pack.decisions:
            tree = sqlglot.parse_one(pack.sql(name, dialect, keep=["id"]), read=dialect)
            parts = ("status", "clause", "least", "greatest", "left")
            assert tree.named_selects == ["id", name, *(f"{name}.{part}" for part in parts)]


@pytest.mark.parametrize("full", [[], ["age", "price", "lesson"]])
def test_kopecks_and_columns_without_gaps(full: list[str]) -> None:
    rows = [(9, 20_000, True), (30, 20_000, False), (30, 15_000, True)]
    settings: dict[str, Any] = {"columns": ["age", "price", "lesson"], "money": "kopecks"}
    text = POOL.sql("ticket", "duckdb", full=full, parts=["status"], **settings)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE people (age INT, price BIGINT, lesson BOOLEAN)")
        connection.executemany("INSERT INTO people VALUES (?, ?, ?)", rows)
        found = connection.execute(text).fetchall()
    for row, (age, price, lesson) in zip(found, rows, strict=True):
        price = socrules.Money.from_kopecks(price)
        answer = POOL.decide("ticket", {"age": age, "price": price, "lesson": lesson})
        value = answer.value.kopecks if answer.status == "known" else None
        assert row == (value, answer.status, False)
    assert ("COALESCE" in text) is not bool(full)


def test_the_first_clause_where_it_is_open_which_rule_gives_the_answer() -> None:
    pack, seen = Pack(program(TWO_GROUNDS)), 0
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE people (age INT, income DECIMAL(12, 2), alone BOOLEAN)")
        for one in GROUNDS:
            connection.execute("INSERT INTO people VALUES (?, ?, ?)", list(one.values()))
        for name in pack.decisions:
            columns = ["age", "income", "alone"]
            text = pack.sql(name, "duckdb", columns=columns, parts=["status", "clause"])
            for row, one in zip(connection.execute(text).fetchall(), GROUNDS, strict=True):
                answer = pack.decide(name, one)
                seen += row[-1]
                assert row[-1] or row[1:3] == (answer.status, answer.clause), (name, one)
    assert 0 < seen < 10


def test_many_rules() -> None:
    rules = [f"when: age = {number}; value: {40 - number}.00" for number in range(40)]
    pack = Pack(program(decision(*rules)))
    text = pack.sql("benefit", "duckdb", columns=["age"])
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE people AS SELECT unnest([0, 9, 39, 100, NULL]) AS age")
        found = connection.execute(text).fetchall()
    for row, age in zip(found, (0, 9, 39, 100, None), strict=True):
        answer = pack.decide("benefit", {"age": age})
        value = answer.value.roubles if answer.status == "known" else None
        assert row[:3] == (value, answer.status, answer.clause)


def test_an_act_that_is_not_in_force_speaks_of_nobody() -> None:
    early = socrules.load("luhansk/interaction", on="2020-01-01")
    name = next(iter(early.decisions))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE people AS SELECT 1 AS id")
        found = connection.execute(early.sql(name, "duckdb", columns=[])).fetchall()
    assert found[0][:2] == (None, "not_applicable")


def test_the_command_prints_what_the_pack_gives() -> None:
    words = ["sql", "luhansk/stationary-services", "free", "fee", "--on", "2024-10-01"]
    result = CliRunner().invoke(cli, [*words, "--dialect", "spark", "--table", "registry"])
    pack = socrules.load("luhansk/stationary-services", on="2024-10-01")
    assert result.output == pack.sql(["free", "fee"], "spark", table="registry") + "\n"
    assert "FROM registry" in result.output


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(SituationError):
        POOL.sql("tickett", "duckdb")
    with mock.patch.dict(sys.modules, {"sqlglot": None}), pytest.raises(SocrulesError) as caught:
        POOL.sql("ticket", "duckdb")
    assert 'pip install "socrules[frame]"' in caught.value.render("en")
