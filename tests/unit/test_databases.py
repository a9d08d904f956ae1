"""Tables of databases: decided where they live, row for row as frames are."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from unittest import mock

import duckdb
import polars as pl
import pytest

import socrules
from checkout import ROOT
from invented import program
from rows import with_rooms
from socrules import databases
from socrules.backends.in_database import columns_of, door
from socrules.backends.in_sql import Writer
from socrules.pack import Pack
from socrules.problems import SituationError
from socrules.synthetic import people
from sparks import Frame
from worded import NAMES, WORDED, rows

PACK = Pack(program(WORDED))
POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")
SPARK = mock.patch.multiple(
    "socrules.frames",
    recognise=lambda frame: "pyspark",
    titles=lambda frame: frame.columns,
)
COLUMNS = mock.patch.object(databases, "columns_of", lambda frame: columns_of(frame.relation))


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with texts for members of lists, in one order."""
    return frame.with_columns(pl.selectors.enum().cast(pl.String)).sort(pl.all())


def everywhere(pack: Pack, relation: Any, names: Any, **options: Any) -> list[pl.DataFrame]:
    """Return the answers of DuckDB, and those of the stand-in for Spark."""
    found = [pack.decide_frame(relation, names, **options).pl()]
    with SPARK, COLUMNS:
        found.append(pack.decide_frame(Frame(relation), names, **options).relation.pl())
    # What adds days to a date in Spark gives a moment when it is put into words of DuckDB.
    moments = [one for one in found[1].columns if found[0][one].dtype == pl.Date]
    return [found[0], found[1].with_columns(pl.col(moments).cast(pl.Date))]


def test_rows_are_decided_by_the_wording_of_their_day(database: Any) -> None:
    frame = pl.DataFrame(rows())
    relation = database.sql("SELECT * FROM frame")
    expected = plain(PACK.decide_frame(frame, NAMES, on="at"))
    for found in everywhere(PACK, relation, NAMES, on="at"):
        assert plain(found).equals(expected)
    early = plain(PACK.decide_frame(frame, NAMES, on="2020-01-01"))
    for found in everywhere(PACK, relation, NAMES, on="2020-01-01", parts=["status", "clause"]):
        assert plain(found).equals(early.select(found.columns))
    for found in everywhere(PACK, relation.limit(0), NAMES, on="at"):
        assert found.columns == expected.columns
        assert not len(found)


def test_what_is_left_open_is_put_to_the_evaluator(database: Any) -> None:
    given = list(people(POOL.program, 60, seed=2, missing=0.5))
    facts = [name for name in POOL.facts if POOL.program.facts[name].type.kind != "money"]
    frame = pl.DataFrame({name: [row.get(name) for row in given] for name in facts})
    frame = frame.select(one for one in frame if one.dtype != pl.Null)
    relation = database.sql("SELECT * FROM frame")
    names = ["lane", "ticket", "total"]
    names = [name for name in POOL.decisions if name in names]
    prices = {"price": "150.00"} if "price" in POOL.facts else {}
    expected = plain(POOL.decide_frame(frame, names, given=prices))
    for found in everywhere(POOL, relation, names, given=prices):
        same = plain(found.select(expected.columns))
        for column in expected.columns:
            assert same[column].cast(expected[column].dtype).equals(expected[column]), column


def test_a_decision_that_rests_on_no_column(database: Any) -> None:
    relation = database.sql("SELECT 1 AS x UNION ALL SELECT 2")
    for name in ("ticket", "lane", "total"):
        answer = POOL.decide(name, {})
        for found in everywhere(POOL, relation, name):
            assert found[f"{name}.status"].to_list() == [answer.status] * 2
            assert found[f"{name}.clause"].to_list() == [answer.clause] * 2


@pytest.mark.parametrize(
    ("type", "values", "money", "inside"),
    [
        ("bool", "(TRUE), (NULL)", None, [True, None]),
        ("integer", "(3::UTINYINT), (NULL)", None, [3, None]),
        ("integer", "(3.0::DOUBLE), ('nan'::DOUBLE), (NULL)", None, [3, None, None]),
        ("integer", "(3.0::FLOAT), (NULL)", None, [3, None]),
        ("integer", "(3.00::DECIMAL(9, 2)), (NULL)", None, [3, None]),
        ("integer", "(3.5::DOUBLE)", None, None),
        ("integer", "(3.50::DECIMAL(9, 2))", None, None),
        ("integer", "(101)", None, None),
        ("integer", "(1e300::DOUBLE)", None, None),
        ("integer", "(170141183460469231731687303715884105727::HUGEINT)", None, None),
        ("money", "(1.5::DECIMAL(9, 2)), (NULL)", None, [Decimal("1.50"), None]),
        ("money", "(1.505::DECIMAL(9, 3))", None, None),
        ("money", "(12), (NULL)", "roubles", [Decimal("12.00"), None]),
        ("money", "(12), (NULL)", "kopecks", [12, None]),
        ("money", "(12.34::DOUBLE), (NULL)", "roubles", [Decimal("12.34"), None]),
        ("quantity", "(1.5::DECIMAL(9, 2)), (NULL)", None, [Decimal("1.5"), None]),
        ("choice", "('two'), (NULL)", None, ["two", None]),
        ("choice", "('two'::ENUM('one', 'two'))", None, ["two"]),
        ("choice", "('three')", None, None),
        ("date", "(DATE '2024-01-02'), (NULL)", None, [datetime.date(2024, 1, 2), None]),
        ("date", "(TIMESTAMP '2024-01-02'), (NULL)", None, [datetime.date(2024, 1, 2), None]),
        ("date", "(TIMESTAMP '2024-01-02 03:00')", None, None),
        ("date", "(DATE '1800-01-02')", None, None),
    ],
)
def test_the_door(database: Any, type: str, values: str, money: str | None, inside: Any) -> None:
    rule = "when: rooms; value: true" if type == "bool" else "value: rooms"
    pack = with_rooms(type, rule, type)
    relation = database.sql(f"SELECT * FROM (VALUES {values}) people(rooms)")
    if inside is None:
        with pytest.raises(SituationError) as caught:
            pack.decide_frame(relation, "benefit", money=money)
        assert caught.value.problems[0].kind == "refused-value"
        with SPARK, COLUMNS, pytest.raises(duckdb.Error, match="refuses a row: rooms"):
            pack.decide_frame(Frame(relation), "benefit", money=money).collect()
        return
    for found in everywhere(pack, relation, "benefit", money=money):
        assert sorted(found["benefit"].to_list(), key=repr) == sorted(inside, key=repr)


def test_moments_are_whole_minutes(database: Any) -> None:
    heard = PACK.program.facts["heard"]
    for text, inside in {
        "TIMESTAMP '2024-10-01 11:59'": heard.type.inward("2024-10-01T11:59"),
        "TIMESTAMP '2024-10-01 11:59:30'": None,
        "TIMESTAMP '1999-10-01 11:59'": None,
    }.items():
        relation = database.sql(f"SELECT {text} AS heard")
        ways = door(Writer("duckdb"), heard, columns_of(relation)["heard"], None)
        shown = ", ".join(one.sql(dialect="duckdb") for one in ways)
        (found,) = relation.query("people", f"SELECT {shown} FROM people").fetchall()
        assert found == (inside, inside is None)


def test_columns_that_cannot_be_their_facts_are_named(database: Any) -> None:
    text = "SELECT '5' AS age, 100 AS price, now() AS birth_date, [1] AS lesson"
    with pytest.raises(SituationError) as caught:
        POOL.decide_frame(database.sql(text), "ticket")
    kinds = {dict(one.args)["column"]: one.kind for one in caught.value.problems}
    assert kinds == {
        "age": "odd-column",
        "price": "bare-column",
        "birth_date": "odd-column",
        "lesson": "odd-column",
    }


def test_facts_that_contradict_each_other_are_refused(database: Any) -> None:
    relation = database.sql("SELECT DATE '2000-01-01' AS born, 25 AS years")
    with pytest.raises(SituationError) as caught:
        PACK.decide_frame(relation, "adult")
    assert caught.value.problems[0].kind == "derived-differs"
    with SPARK, COLUMNS, pytest.raises(duckdb.Error, match="derived-differs"):
        PACK.decide_frame(Frame(relation), "adult").collect()


def test_names_of_columns_are_anything(database: Any) -> None:
    relation = database.sql(
        """SELECT 30 AS "возраст {x} ""y"" socrules 1", 'людей' AS "_1", 5 AS "fact" """
    )
    columns = {"years": relation.columns[0]}
    for found in everywhere(PACK, relation, "adult", columns=columns, given={"alone": True}):
        assert found["adult"].to_list() == [True]
        assert found.columns[:3] == relation.columns


def test_whole_answers_of_chosen_rows(database: Any) -> None:
    relation = database.sql("SELECT 30 AS years")
    ((answers,)) = PACK.decide_rows(relation, ["adult"])
    assert answers["adult"].citations
    assert PACK.match_frame(relation, "adult").columns == {"years": "years"}
