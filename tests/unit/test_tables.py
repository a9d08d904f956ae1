"""Rows on days of their own, and the whole answers of a few."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from invented import program
from socrules import batch_files
from socrules.batch import Batch
from socrules.pack import Pack
from socrules.problems import SituationError
from worded import NAMES, WORDED, rows

PACK = Pack(program(WORDED))
on = cache(PACK.on)


def expected(one: dict[str, Any], name: str) -> tuple[Any, ...]:
    facts = {fact: value for fact, value in one.items() if fact != "at"}
    answer = on(one["at"]).decide(name, facts)
    return (
        answer.value if answer.status == "known" else None,
        answer.status,
        answer.clause,
    )


def test_each_row_is_decided_by_the_wording_of_its_day() -> None:
    people = rows()
    answered = PACK.decide_frame(pl.DataFrame(people), NAMES, on="at")
    for one, row in zip(people, answered.to_dicts(), strict=True):
        for name in NAMES:
            found = row[name], row[f"{name}.status"], row[f"{name}.clause"]
            assert found == expected(one, name), (name, one)
    statuses = {status for name in NAMES for status in answered[f"{name}.status"]}
    assert statuses == {"known", "unknown", "conflict", "not_stated", "not_applicable"}


def test_rows_of_one_wording_may_come_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "PIECE", 3)
    people = pl.DataFrame(rows())
    people.write_parquet(tmp_path / "rows.parquet")
    done = Batch(PACK, NAMES, {"on": "at"}).run([tmp_path / "rows.parquet"], tmp_path / "out")
    assert done.all.answered == len(people)
    parts = [f"{name}.status" for name in NAMES]
    found = pl.read_parquet(tmp_path / "out" / "rows.parquet").select(parts)
    answered = PACK.decide_frame(people, NAMES, on="at").select(parts)
    assert found.cast(pl.String).rows() == answered.cast(pl.String).rows()


def test_lazy_frames_and_others_have_days_too() -> None:
    people = pl.DataFrame(rows())
    answered = PACK.decide_frame(people, NAMES, on="at")
    lazy = PACK.decide_frame(people.lazy(), NAMES, on="at")
    assert lazy.collect().equals(answered)
    table = PACK.decide_frame(people.to_arrow(), NAMES, on="at")
    assert isinstance(table, pa.Table)
    assert table.column_names == answered.columns
    assert table["adult"].to_pylist() == answered["adult"].to_list()
    frame = people.to_pandas().sample(frac=1, random_state=1)
    frame["at"] = pd.to_datetime(frame["at"])
    back = PACK.decide_frame(frame, "adult", on="at")
    assert list(back.index) == list(frame.index)
    assert back["adult.clause"].sort_index().fillna("").tolist() == [
        one or "" for one in answered["adult.clause"]
    ]
    listed = PACK.decide_frame(rows(), ["adult"], on="at")
    assert [one["adult"] for one in listed] == answered["adult"].to_list()


def test_no_rows_have_answers_too() -> None:
    empty = pl.DataFrame(rows())[:0]
    answered = PACK.decide_frame(empty, NAMES, on="at")
    assert answered.schema == PACK.decide_frame(pl.DataFrame(rows()), NAMES, on="at").schema


def test_the_day_may_be_one_for_all() -> None:
    frame = pl.DataFrame({"born": [datetime.date(2005, 1, 1)]})
    for day, adult in (("2024-10-31", True), (datetime.date(2024, 11, 1), False)):
        assert PACK.decide_frame(frame, "adult", on=day)["adult"].to_list() == [adult]
    with pytest.raises(SituationError) as caught:
        PACK.decide_frame(frame, "adult", on="borne")
    assert caught.value.problems[0].kind == "no-day-column"
    assert caught.value.problems[0].suggest == "born"


def test_rows_without_a_day_are_refused() -> None:
    frame = pl.DataFrame(
        {"at": ["2024-10-01", None, "2024-11-01", "soon"], "years": [1, 2, 999, 3]}
    )
    with pytest.raises(SituationError) as caught:
        PACK.decide_frame(frame, "adult", on="at")
    assert caught.value.render("en").splitlines()[::2] == [
        "row-without-day: row 1, column `at`: `None` is no day to decide on",
        "refused-row: row 2, column `years`: the value `999` is none of the fact `years`",
        "row-without-day: row 3, column `at`: `soon` is no day to decide on",
    ]


def test_facts_that_contradict_each_other_are_refused_by_row() -> None:
    born = datetime.date(2000, 1, 1)
    frame = pl.DataFrame({"born": [born, born, None], "years": [24, 25, 3], "alone": [True] * 3})
    with pytest.raises(SituationError) as caught:
        PACK.decide_frame(frame, ["adult", "since"])
    (one,) = caught.value.problems
    assert one.kind == "row-derived-differs"
    assert "row 1: `years` is given as 25, while the other facts make it 24" in str(
        caught.value.render("en")
    )


def test_whole_answers_of_chosen_rows() -> None:
    frame = pd.DataFrame(rows()).iloc[[1, 18, 39]]
    found = PACK.decide_rows(frame, ["adult", "since"], on="at")
    for one, answers in zip(frame.to_dict("records"), found, strict=True):
        facts = {
            fact: None if pd.isna(value) else value for fact, value in one.items() if fact != "at"
        }
        for name, answer in answers.items():
            same = on(one["at"]).decide(name, facts)
            assert (answer.status, answer.citations) == (same.status, same.citations)
            assert answer.needs == same.needs
            assert answer.explain("ru") == same.explain("ru")
    (nobody,) = PACK.decide_rows([{"x": 1}], "adult", given={"years": 30})
    assert nobody["adult"].value is True
    with pytest.raises(SituationError):
        PACK.decide_rows([{"years": 999}], "adult")
