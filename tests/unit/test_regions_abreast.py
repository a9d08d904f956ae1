"""The packs of several regions side by side, held to what each answers one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl
import pytest

import socrules
from checkout import ROOT
from socrules import Pack, compare_regions
from socrules.problems import SituationError
from socrules.synthetic import people

DAY = "2024-10-01"
NORTH = socrules.load("kaliningrad/need-recognition", on=DAY)
EAST = socrules.load("ulyanovsk/need-recognition", on=DAY)
FEE = socrules.load(ROOT / "benchmarks" / "fee-decision", on=DAY)
HOME = socrules.load("luhansk/stationary-services", on=DAY)
NEED = {NORTH.id: "in_need", EAST.id: "may_be_recipient"}
HERE = "need_circumstances.circumstance_by_regional_act"


def register(number: int) -> list[dict[str, Any]]:
    reached = {
        fact
        for pack in (NORTH, EAST)
        for kind, fact in pack._regions.reach(NEED[pack.id])
        if kind == "fact"
    }
    rows = []
    for index, one in enumerate(people(NORTH.program, number, seed=5, missing=0.02)):
        kept = {
            name: value is True and (index + len(name)) % 5 == 0
            for name, value in one.items()
            if name in reached
        }
        if index % 20 == 0:
            kept = dict.fromkeys(kept, False) | {
                "other_circumstance_by_regional_act": True,
                "worsens_conditions_of_life": True,
                "has_work": True,
            }
        rows.append({"age_group": "молодые" if index % 3 else "старые", **kept})
    return rows


ROWS = register(300)


def shown(pack: Pack, name: str, row: dict[str, Any]) -> str:
    answer = pack.decide(name, {k: v for k, v in row.items() if k in pack.facts})
    if answer.status != "known":
        return answer.status
    return str(answer.value).lower() if answer.type.kind == "bool" else "known"


def test_answers_and_patterns_are_those_of_each_pack() -> None:
    found = compare_regions([NORTH, EAST], pl.DataFrame(ROWS), [NEED, HERE], by="age_group")
    own: Counter[tuple[Any, ...]] = Counter()
    pairs: Counter[tuple[Any, ...]] = Counter()
    for row in ROWS:
        answers = {pack.id: shown(pack, NEED[pack.id], row) for pack in (NORTH, EAST)}
        pairs[row["age_group"], *answers.values()] += 1
        for id, answer in answers.items():
            own["in_need / may_be_recipient", row["age_group"], id, answer] += 1
        own[HERE, row["age_group"], NORTH.id, shown(NORTH, HERE, row)] += 1
    columns = ("question", "age_group", "pack", "answer")
    table = {tuple(one[k] for k in columns): one["people"] for one in found.answers.to_dicts()}
    assert table == own
    patterns = [one for one in found.patterns.to_dicts() if one["question"] != HERE]
    assert {
        (one["age_group"], one[NORTH.id], one[EAST.id]): one["people"] for one in patterns
    } == pairs
    assert all(one["same"] == (one[NORTH.id] == one[EAST.id]) for one in patterns)
    assert {one["same"] for one in patterns} == {True, False}


def test_facts_that_are_shared_and_that_one_asks() -> None:
    given = {"worsens_conditions_of_life": True}
    found = compare_regions([NORTH, EAST], ROWS, [NEED, HERE], given=given)
    facts = {row["fact"]: row for row in found.facts}
    alone = facts["other_circumstance_by_regional_act"]
    assert (alone[NORTH.id], alone[EAST.id], alone["shared"]) == (True, False, False)
    assert facts["worsens_conditions_of_life"]["column"] == "="
    assert facts["has_work"] == {
        "fact": "has_work",
        NORTH.id: True,
        EAST.id: True,
        "column": "has_work",
        "shared": True,
    }
    text = found.text("ru")
    assert "есть только в (1): " in text
    assert "Только в (1) спрашивается: " in text
    assert "ответы расходятся у " in text
    same = found.text("en")
    assert "(2) Recognising a citizen" in same
    assert str(found) == found.text()


def test_numbers_are_compared_by_their_value() -> None:
    rows = [
        {"age": 30, "tariff": "100.00", "average_income": "40.00"},
        {"age": 30, "tariff": "10.00", "average_income": "40.00"},
        {"age": 30, "tariff": None, "average_income": "40.00"},
    ]
    bools = {
        name: False
        for pack in (FEE, HOME)
        for name, fact in pack.program.facts.items()
        if fact.type.kind == "bool"
    } | {"recognised_for_stationary_form": True}
    cheap = HOME.with_parameters(cap_share="50 %")
    options: dict[str, Any] = {"given": bools, "weight": "age"}
    found = compare_regions([FEE, cheap], rows, ["fee", "free"], **options)
    by_pack = {row["pack"]: (str(row["total"]), str(row["mean"])) for row in found.amounts}
    assert by_pack == {FEE.id: ("1200.00", "20.00"), HOME.id: ("900.00", "15.00")}
    fees = {
        row["same"]: row["people"]
        for row in found.patterns
        if row["question"] == "fee" and row[FEE.id] == "known"
    }
    assert fees == {True: 1, False: 1}
    text = found.text("en")
    assert "the answers differ for 1 person" in text
    assert "1,200.00 RUB in all, 20.00 RUB on average" in text
    assert "“Service is free”: all answer alike (no 100.0%)." in text
    grouped = compare_regions([FEE, cheap], rows, "fee", by="tariff", **options)
    assert [row["tariff"] for row in grouped.amounts] == ["10.00", "100.00"] * 2


@pytest.mark.parametrize(
    ("decisions", "options", "kind"),
    [
        ("in_needs", {}, "unknown-decision"),
        ({NORTH.id: "in_needs"}, {}, "unknown-decision"),
        ({"kaliningrad/need": "in_need"}, {}, "unknown-pack"),
        ("in_need", {"given": {"alon": True}}, "unknown-fact"),
        ("in_need", {"columns": {"alon": "x"}}, "unknown-fact"),
    ],
)
def test_what_is_refused(decisions: Any, options: dict[str, Any], kind: str) -> None:
    with pytest.raises(SituationError) as caught:
        compare_regions([NORTH, EAST], ROWS[:2], decisions, **options)
    assert [one.kind for one in caught.value.problems] == [kind]
