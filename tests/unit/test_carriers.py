"""Frames of other libraries: what comes in is what goes out."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any
from unittest import mock

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

import socrules
from checkout import ROOT
from socrules.backends.carriers import carry
from socrules.problems import SituationError, SocrulesError

POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")
GIVEN: dict[str, Any] = {"price": "100.00", "lesson": True}
NAN = float("nan")


@pytest.mark.parametrize(
    "ages",
    [
        pd.Series([5, 9, None], dtype="Int64"),
        pd.Series([5, 9, None], dtype="int64[pyarrow]"),
        pd.Series([5.0, 9.0, NAN]),
        pd.Series([5, 9, None], dtype=object),
        pd.Series([5, "9", NAN], dtype=object),
    ],
)
def test_pandas(ages: pd.Series) -> None:
    frame = pd.DataFrame({"age": ages, "id": ["a", "b", "c"]}).set_index("id")
    answered = POOL.decide_frame(frame, "ticket", given=GIVEN, parts=["status"])
    assert list(answered.columns) == ["age", "ticket", "ticket.status"]
    assert list(answered.index) == ["a", "b", "c"]
    assert answered["ticket"].isna().tolist() == [False, False, True]
    assert answered.loc["a", "ticket"] == Decimal("300.00")
    assert answered["ticket.status"].tolist() == ["known", "known", "unknown"]


def test_pandas_without_a_fact() -> None:
    frame = pd.DataFrame({0: [1, 2]})
    answered = POOL.decide_frame(frame, "ticket", given={"age": 5, **GIVEN}, parts=["status"])
    assert answered["ticket.status"].tolist() == ["known", "known"]


def test_pandas_refuses_what_is_no_value() -> None:
    with pytest.raises(SituationError):
        POOL.decide_frame(pd.DataFrame({"age": [5, "old"]}, dtype=object), "ticket", given=GIVEN)


def test_tables_of_arrow() -> None:
    table = pa.table({"age": [5, 9, None]})
    answered = POOL.decide_frame(table, "ticket", given=GIVEN, parts=["status"])
    assert isinstance(answered, pa.Table)
    assert answered.column_names == ["age", "ticket", "ticket.status"]
    assert answered["ticket"].to_pylist() == [Decimal("300.00"), Decimal("100.00"), None]


def test_lists_of_mappings() -> None:
    rows = [
        {"age": 5, "price": socrules.Money("100.00"), "x": [1]},
        {"age": 9, "price": "100.00"},
        {"price": Decimal("100.00")},
    ]
    answered = POOL.decide_frame(rows, "ticket", given={"lesson": True}, parts=["status"])
    status = [
        POOL.decide("ticket", {**row, "lesson": True}).status
        for row in (
            {"age": 5, "price": "100.00"},
            {"age": 9, "price": "100.00"},
            {"price": "100.00"},
        )
    ]
    assert [row["ticket.status"] for row in answered] == status
    assert [row["ticket"] for row in answered] == [Decimal("300.00"), Decimal("100.00"), None]
    assert answered[0]["x"] == [1]


def test_a_library_that_is_missing_is_named() -> None:
    gone = mock.patch.dict(sys.modules, {"pyarrow": None})
    with gone, pytest.raises(SocrulesError) as caught:
        POOL.decide_frame(pd.DataFrame({"age": [5]}), "ticket", given=GIVEN)
    assert 'pip install "socrules[pandas]"' in caught.value.render("en")


def test_what_is_no_table_in_memory_is_not_carried() -> None:
    with duckdb.connect() as connection, pytest.raises(SocrulesError) as caught:
        carry(connection.sql("SELECT 1 AS age"), {"age"})
    assert caught.value.problems[0].kind == "odd-frame"
