"""People compared under two packs, held to what the packs answer one by one."""

from __future__ import annotations

import datetime
import statistics
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import drafts
import socrules
from checkout import ROOT
from people_of import FEE, LOWER, ROWS
from socrules import compare
from socrules.figures import count, counted, percent
from socrules.problems import SocrulesError

POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")
NAMES = ["fee", "free", "recognised"]


def facts(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k in FEE.facts}


def shown(answer: Any) -> Any:
    if answer.status != "known":
        return answer.status
    kind = answer.type.kind
    return (
        "known"
        if kind == "money"
        else str(answer.value).lower()
        if kind == "bool"
        else (answer.value)
    )


def kopecks(answer: Any) -> Any:
    return answer.value.kopecks if answer.status == "known" else None


def test_flips_are_those_of_the_answers_one_by_one() -> None:
    found = compare(FEE, LOWER, pl.DataFrame(ROWS), NAMES, by="district")
    expected: Counter[tuple[Any, ...]] = Counter()
    for row in ROWS:
        for name in NAMES:
            one, other = (pack.decide(name, facts(row)) for pack in (FEE, LOWER))
            statuses = {one.status, other.status}
            flipped = "status" if statuses != {"known"} else "value"
            change = "same" if shown(one) == shown(other) else flipped
            if name == "fee" and one.status == other.status == "known":
                change = {-1: "lower", 0: "same", 1: "higher"}[
                    (other.value > one.value) - (other.value < one.value)
                ]
            if change != "same":
                key = name, row["district"], change, shown(one), shown(other)
                expected[*key, one.clause, other.clause] += 1
    columns = ("decision", "district", "change", "before", "after", "clause_before", "clause_after")
    flips = found.flips
    assert {tuple(row[k] for k in columns): row["people"] for row in flips.to_dicts()} == expected
    assert {key[2] for key in expected} == {"lower", "value", "status"}
    shares = flips.filter(pl.col("district") == "С")
    assert shares["share"].to_list() == pytest.approx([n / 200 for n in shares["people"]])


def test_sums_means_and_quantiles_by_weight() -> None:
    found = compare(FEE, LOWER, pl.DataFrame(ROWS), ["fee"], weight="stands_for")
    [row] = found.amounts.to_dicts()
    sums: dict[str, list[int]] = {"before": [], "after": []}
    people = 0
    for one in ROWS:
        pair = [kopecks(pack.decide("fee", facts(one))) for pack in (FEE, LOWER)]
        if None not in pair:
            people += 1
            for side, value in zip(sums, pair, strict=True):
                sums[side] += [value] * one["stands_for"]
    assert row["people"] == people < len(ROWS)
    assert row["weight"] == len(sums["before"])
    for side, values in sums.items():
        ordered = sorted(values)
        assert row[f"total_{side}"] == Decimal(sum(values)).scaleb(-2)
        mean = Decimal(round(statistics.fmean(values))).scaleb(-2)
        assert abs(row[f"mean_{side}"] - mean) <= Decimal("0.01")
        for at in (10, 25, 50, 75, 90):
            place = -(-at * len(ordered) // 100) - 1
            assert row[f"p{at}_{side}"] == Decimal(ordered[place]).scaleb(-2)
    assert row["difference"] == row["total_after"] - row["total_before"] < 0
    [flip] = [
        one
        for one in found.flips.to_dicts()
        if one["change"] == "lower" and (one["clause_after"] == "5")
    ]
    assert row["difference"] <= flip["difference"] < 0


def test_answers_are_counted_before_and_after() -> None:
    found = compare(FEE, LOWER, pl.DataFrame(ROWS), ["free", "fee"])
    for row in found.answers.to_dicts():
        for side, pack in (("before", FEE), ("after", LOWER)):
            answers = [shown(pack.decide(row["decision"], facts(one))) for one in ROWS]
            assert row[f"people_{side}"] == answers.count(row["answer"])
            assert row[f"share_{side}"] == pytest.approx(answers.count(row["answer"]) / len(ROWS))


@pytest.mark.parametrize("kind", ["pandas", "polars", "lazy", "pyarrow", "list", "duckdb"])
def test_tables_are_of_the_kind_that_was_given(kind: str) -> None:
    rows = ROWS[:40]
    frame: Any = {
        "pandas": lambda: pd.DataFrame(rows, index=[f"no. {i}" for i in range(40)]),
        "polars": lambda: pl.DataFrame(rows),
        "lazy": lambda: pl.DataFrame(rows).lazy(),
        "pyarrow": lambda: pa.Table.from_pylist(rows),
        "list": lambda: rows,
        "duckdb": lambda: duckdb.from_arrow(pa.Table.from_pylist(rows)),
    }[kind]()
    found = compare(FEE, LOWER, frame, ["fee", "free"], by=["district"], weight="stands_for")
    expected = pl.DataFrame if kind in ("lazy", "duckdb") else type(frame)
    for table in (found.flips, found.answers, found.amounts, found.table):
        assert isinstance(table, expected)
    if kind == "pandas":
        assert list(found.table.index) == list(frame.index)
        assert list(found.amounts["decision"]) == ["fee", "fee"]
    if kind == "list":
        assert found.table[3]["fee.before"] == FEE.decide("fee", facts(rows[3])).value.roubles
        assert found.table[3]["district"] == rows[3]["district"]


def test_operands() -> None:
    frame = [{"age": 19}]
    by_day = compare(FEE, "2025-01-01", frame, "free")
    assert (by_day.before.day, by_day.after.day) == (FEE.day, datetime.date(2025, 1, 1))
    folder = ROOT / "benchmarks" / "fee-decision"
    other = compare(datetime.date(2025, 1, 1), f"{folder}@2024-10-01", frame, "free")
    assert (other.before.day, other.after.day) == (datetime.date(2025, 1, 1), FEE.day)
    assert compare("2025-01-01", FEE, frame, "free").before.day == datetime.date(2025, 1, 1)
    assert compare(folder, LOWER, frame, "free").before.day == FEE.day
    assert compare(LOWER, folder, frame, "free").flips == [
        {
            "decision": "free",
            "change": "status",
            "before": "true",
            "after": "unknown",
            "clause_before": "4(1)",
            "clause_after": None,
            "people": 1,
            "share": 1.0,
            "difference": None,
        }
    ]
    assert "одинаковы" in compare(FEE, FEE, frame, "free").text("ru")


def test_packs_that_cannot_be_read(tmp_path: Path) -> None:
    for act in ("act", "other"):
        drafts.write(tmp_path / "one" / "region" / act, "facts:\n  alone:\n    tyle: bool\n")
    with pytest.raises(SocrulesError) as caught:
        compare(tmp_path / "one" / "region" / "act", FEE, [], "fee")
    assert {one.kind for one in caught.value.problems} >= {"unknown-key", "duplicate-entry"}
    with pytest.raises(SocrulesError) as caught:
        compare(tmp_path / "one", FEE, [], "fee")
    assert [one.kind for one in caught.value.problems] == ["several-packs"]


RUSSIAN = "Стоимость социальных услуг: образец для измерений, по состоянию на 01.10.2024. "


def test_the_paragraph() -> None:
    rows = [
        {"age": 19, "tariff": "100.00", "average_income": "100.00"},
        {"age": 30, "tariff": "100.00", "average_income": "100.00"},
        {"age": 30, "tariff": "10.00", "average_income": "100.00"},
        {"age": 30, "tariff": "10.00"},
    ]
    given = {name: False for name in FEE.facts if FEE.program.facts[name].type.kind == "bool"}
    found = compare(FEE, LOWER, rows, ["fee", "free"], given=given)
    text = found.text("ru")
    assert text.startswith(f"{FEE.title.ru}, по состоянию на 01.10.2024. Было: ")
    for sentence in (
        "доля дохода — 75 %",
        "В таблице 4 человека.",
        (
            "ответ меняется у 2 человек (50,0 %): меньше — у 1 (п. 5 Порядка → п. 4(1) Порядка); "
            "меньше — у 1 (п. 5 Порядка)."
        ),
        "Всего 70,00\u00a0₽ вместо 160,00\u00a0₽: на 90,00\u00a0₽ меньше (56,2\u00a0%).",
        "медиана 10,00\u00a0₽ вместо 75,00\u00a0₽.",
        "У 1 человека сравнить нечего: до или после ответа нет.",
        "ответ меняется у 1 человека (25,0\u00a0%): с «нет» на «да»",
    ):
        assert sentence.replace(" %)", "\u00a0%)") in text
    english = found.text("en")
    assert "The table has 4 people." in english
    assert "In all 70.00 RUB instead of 160.00 RUB: 90.00 RUB less (56.2%)." in english
    assert str(found) == found.text()
    back = compare(LOWER, FEE, rows, ["fee", "recognised"], given=given, weight="age").text("en")
    assert "90.00 RUB more" not in back
    assert "weighted by the column “age”" in back
    assert "more (" in back
    from_nothing = compare(LOWER, FEE, rows[:1], "fee", given=given).text("en")
    assert "In all 75.00 RUB instead of 0.00 RUB: 75.00 RUB more. The mean" in from_nothing


def test_the_paragraph_of_acts_readings_days_and_versions(tmp_path: Path) -> None:
    two = compare(FEE, POOL, [], []).text("ru")
    assert f"Было: {FEE.title.ru}. Стало: {POOL.title.ru}." in two
    drafts.write(tmp_path / "region" / "act")
    act = socrules.load(tmp_path / "region" / "act", on="2024-10-01")
    up = compare(act, act.with_readings(rounding="up"), [{"income": "1.00"}], "capped")
    assert "Before: the reading “How to round”: Down." in up.text("en")
    assert "the answer changes for nobody" in up.text("en")
    assert "In all 0.75 RUB, as before." in up.text("en")
    head = tmp_path / "region" / "act" / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"), "utf-8")
    later = compare(act, f"{tmp_path / 'region' / 'act'}@2025-01-01", [], "capped").text("en")
    assert "Before: as of 2024-10-01; version 0.1.0. After: as of 2025-01-01; version 0.2.0." in (
        later
    )


def test_many_ways_are_told_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socrules.contrast_text.MOST_WAYS", 1)
    text = compare(FEE, LOWER, pl.DataFrame(ROWS), "fee").text("ru")
    assert "иначе — у " in text


def test_days_are_compared() -> None:
    early = socrules.load("luhansk/stationary-services", on="2024-10-01")
    rows = [{"application_date": datetime.date(2024, 9, 2)}, {"application_date": None}]
    given = {"age": 30} | {
        name: False
        for name in early.facts
        if early.program.facts[name].type.kind == "bool" and name.startswith(("wwii", "combat"))
    }
    found = compare(early, "2024-11-01", rows, "income_calculation_date", given=given)
    assert [row["income_calculation_date.change"] for row in found.table] == ["same", "same"]
    assert found.table[0].keys() >= {"income_calculation_date.before"}


def test_figures() -> None:
    assert (count(1_234.5, "ru"), count(1_234, "en")) == ("1\u00a0234,5", "1,234")
    assert [percent(one, "en") for one in (0, 0.0001, 0.5, 0.9999, 1)] == [
        "0.0%",
        "<\u00a00.1%",
        "50.0%",
        ">\u00a099.9%",
        "100.0%",
    ]
    assert [counted("people", n, "ru") for n in (1, 2, 5)] == ["человек", "человека", "человек"]
    assert [counted("people", n, "en") for n in (1, 2)] == ["person", "people"]


def test_whole_numbers_and_decimals_are_counted_in_their_units() -> None:
    rows = [{"birth_date": datetime.date(1960, 1, 1)}, {"birth_date": datetime.date(2000, 11, 1)}]
    found = compare(POOL, "2025-01-01", rows, "age_by_birth_date")
    [row] = found.amounts
    assert (row["total_before"], row["total_after"], row["difference"]) == (87, 89, 2)
    assert "In all 89 instead of 87: 2 more" in found.text("en")


def test_what_both_sides_have_is_not_told() -> None:
    cheaper = LOWER.with_parameters(cap_share="50 %")
    text = compare(LOWER, cheaper, [{}], "fee").text("ru")
    assert "Было: предельная доля дохода — 60 %. Стало: предельная доля дохода — 50 %." in text


def test_a_text_as_long_as_a_day_is_a_name() -> None:
    with pytest.raises(SocrulesError) as caught:
        compare("some/names", FEE, [], "fee")
    assert caught.value.problems[0].kind == "unknown-pack"


def test_groups_of_mixed_values() -> None:
    frame = pd.DataFrame({"age": [19, 19, 30], "ward": [1, "1-а", None]})
    found = compare(FEE, LOWER, frame, "free", by="ward")
    assert sorted(found.flips["ward"]) == ["1", "1-а"]
