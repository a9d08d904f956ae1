"""What is certain and possible of people with gaps, held to the evaluator row by row."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import socrules
from checkout import ROOT
from invented import decision, program
from socrules import Money, Pack, Range, bounds
from socrules.synthetic import people

POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")
FEE = socrules.load(ROOT / "benchmarks" / "fee-decision", on="2024-10-01")
HOME = socrules.load("luhansk/stationary-services", on="2024-10-01")
ASKED = [
    (POOL, list(POOL.decisions), 0.5),
    (FEE, list(FEE.decisions), 0.15),
    (HOME, ["fee", "free", "payment_mode"], 0.3),
]
EITHER = "value: alone and dwelling = own or not alone and dwelling = rented"
IDS = [pack.id for pack, _, _ in ASKED]


def rows(pack: Pack, names: list[str], number: int, missing: float) -> list[dict[str, Any]]:
    reached = {one for name in names for kind, one in pack._regions.reach(name) if kind == "fact"}
    found = []
    for index, one in enumerate(people(pack.program, number, seed=3, missing=missing)):
        row = {k: str(v) if isinstance(v, Money) else v for k, v in one.items() if k in reached}
        # Of so many truths some are made false, that not everything is settled by the first.
        row = {
            k: v is True and (index + len(k)) % 3 == 0 if v is True else v for k, v in row.items()
        }
        found.append({"nr": index, "weight": index % 3} | dict.fromkeys(sorted(reached)) | row)
    return found


def ends(answer: Any) -> tuple[Any, Any]:
    first, last = answer.possible[0], answer.possible[-1]
    return (
        first.least if isinstance(first, Range) else first,
        last.greatest if isinstance(last, Range) else last,
    )


def inner(answer: Any, value: Any) -> int:
    return int(value.kopecks if isinstance(value, Money) else answer.type.inward(value))


def told(pack: Pack, row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if k in pack.facts and v is not None}


@pytest.mark.parametrize(("pack", "names", "missing"), ASKED, ids=IDS)
def test_shares_and_sums_are_those_of_the_evaluator(
    pack: Pack, names: list[str], missing: float
) -> None:
    people_ = rows(pack, names, 150, missing)
    found = bounds(pack, pl.DataFrame(people_, strict=False), names, weight="weight")
    weights = sum(row["weight"] for row in people_)
    answers = {name: [pack.decide(name, told(pack, row)) for row in people_] for name in names}
    for row in found.shares.to_dicts():
        own = answers[row["decision"]]

        def shown(value: Any) -> str:
            return str(value).lower() if isinstance(value, bool) else str(value)

        certain = [one.status == "known" and shown(one.value) == row["answer"] for one in own]
        possible = [row["answer"] in map(shown, one.possible) for one in own]
        assert row["people_certain"] == sum(certain)
        assert row["people_possible"] == sum(possible)
        for key, marks in (("certain", certain), ("possible", possible)):
            weighed = sum(r["weight"] for r, mark in zip(people_, marks, strict=True) if mark)
            assert row[key] == pytest.approx(weighed / weights)
    for row in found.amounts.to_dicts():
        own = [
            (one, person["weight"])
            for one, person in zip(answers[row["decision"]], people_, strict=True)
            if one.possible
        ]
        assert row["people"] == len(own)
        assert row["known"] == sum(one.status == "known" for one, _ in own)
        for key, end in (("lowest", 0), ("highest", 1)):
            total = sum(inner(one, ends(one)[end]) * weight for one, weight in own)
            assert int(Decimal(row[key]) * (100 if own[0][0].type.kind == "money" else 1)) == total


@pytest.mark.parametrize(("pack", "names", "missing"), ASKED, ids=IDS)
def test_what_alone_settles_an_answer_is_all_it_needs(
    pack: Pack, names: list[str], missing: float
) -> None:
    people_ = rows(pack, names, 100, missing)
    frame = pl.DataFrame(people_, strict=False)
    costs = bounds(pack, frame, names).costs.to_dicts()
    answers = {name: [pack.decide(name, told(pack, row)) for row in people_] for name in names}
    assert sum(row["settles"] for row in costs)
    assert sum(row["worth"] for row in costs)
    for row in costs:
        name, fact = row["decision"], row["fact"]
        needs = [one.needs for one in answers[name]]
        assert row["settles"] == sum(one == (fact,) for one in needs), row
        assert row["settles"] <= row["may_settle"] <= sum(fact in one for one in needs), row
        assert row["missing"] == sum(person[fact] is None for person in people_)
        if fact in frame.columns:
            without = [told(pack, {**person, fact: None}) for person in people_]
            opened = sum(
                one.status != "unknown" and pack.decide(name, facts).status == "unknown"
                for one, facts in zip(answers[name], without, strict=True)
            )
            assert row["worth"] == opened, row
        assert row["share_settles"] == pytest.approx(row["settles"] / 100)


def test_groups_columns_and_facts_given_to_everybody() -> None:
    frame = pl.DataFrame(
        {
            "возраст": [10, 70, None, 70],
            "знак": [False, False, False, None],
            "age": ["не", "столбец", "факта", "!"],
            "район": ["А", "А", "Б", "Б"],
        }
    )
    bools = [name for name in FEE.facts if FEE.program.facts[name].type.kind == "bool"]
    given = {name: False for name in bools if name != "leningrad_badge"}
    options: dict[str, Any] = {"columns": {"age": "возраст", "leningrad_badge": "знак"}}
    found = bounds(FEE, frame, ["free"], by="район", given=given, **options)
    shares = {
        (row["район"], row["answer"]): (row["certain"], row["possible"])
        for row in found.shares.to_dicts()
    }
    assert shares == {
        ("А", "true"): (0.5, 0.5),
        ("А", "false"): (0.5, 0.5),
        ("Б", "true"): (0.0, 1.0),
        ("Б", "false"): (0.0, 1.0),
    }
    costs = {row["fact"]: row for row in found.costs.to_dicts()}
    assert costs["age"]["column"] == "возраст"
    figures = ("missing", "settles", "may_settle", "worth")
    assert [costs["age"][key] for key in figures] == [1, 1, 1, 2]
    assert [costs["leningrad_badge"][key] for key in figures] == [1, 1, 1, 1]


def test_what_derives_a_fact_stands_back_and_what_is_presumed_is_no_gap() -> None:
    people_ = [{"birth_date": datetime.date(1950, 1, 1)}, {"birth_date": None}]
    found = bounds(HOME, people_, "free")
    facts = {row["fact"] for row in found.costs}
    assert "age" in facts
    assert not facts & {"birth_date", "recognised_for_stationary_form"}
    [age] = [row for row in found.costs if row["fact"] == "age"]
    assert (age["column"], age["settles"], age["may_settle"]) == (None, 0, 1)


def test_the_paragraph() -> None:
    bools = [name for name in FEE.facts if FEE.program.facts[name].type.kind == "bool"]
    given = dict.fromkeys(bools, False)
    people_ = [
        {"age": 30, "tariff": "100.00", "average_income": "40.00"},
        {"age": None, "tariff": "10.00", "average_income": "40.00"},
    ]
    found = bounds(FEE, people_, ["fee", "free"], given=given)
    text = found.text("ru")
    assert "сумма известна у 1 из 2; всего от 30,00\u00a0₽ до 40,00\u00a0₽." in text
    assert "«да» — от 0,0\u00a0% до 50,0\u00a0% людей." in text
    assert "«возраст»: он один наверняка определил бы ответ у 1 человека" in text
    english = bounds(FEE, people_[:1], ["fee", "free"], given=given, weight="age").text("en")
    assert "the sum is known for 1 of 1; in all 900.00 RUB." in english
    assert "“yes” for 0.0% of the people." in english
    assert english.count("What is known is enough for everybody.") == 2
    assert "weighted" in english
    assert str(found) == found.text()


def test_the_paragraph_where_no_fact_is_enough() -> None:
    together = bounds(FEE, [{}], "free").text("en")
    assert "No fact alone would surely settle an answer; with some values “age” would" in together
    either = program(decision("value: x", type="bool").replace("value: x", EITHER))
    several = bounds(Pack(either), [{}], "benefit").text("ru")
    assert "Ни один факт в одиночку не определит ответ ни у кого" in several
    text = bounds(HOME, [{}], ["payment_mode", "income_calculation_date"]).text("ru")
    assert "«за плату» — от 0,0\u00a0% до 100,0\u00a0%;" in text
    late = bounds(HOME.on(datetime.date(2020, 1, 1)), [{}], ["fee", "payment_mode"])
    assert late.amounts == []
    assert "Известного хватает" in late.text("ru")
    assert bounds(HOME, [], []).shares == bounds(HOME, [], []).costs == []


def test_people_asked_on_days_of_their_own() -> None:
    people_ = [{"born": datetime.date(2006, 10, 1), "day": datetime.date(2024, 9, 30)}] * 2
    people_[1] = people_[1] | {"day": datetime.date(2024, 10, 2)}
    given = {
        name: False
        for name in HOME.facts
        if name.startswith(("ww", "co", "le", "se", "st", "em"))
        and HOME.program.facts[name].type.kind == "bool"
    }
    given |= {"tariff": "10.00"}
    found = bounds(
        HOME,
        people_,
        ["free", "payment_mode"],
        given=given,
        on="day",
        columns={"birth_date": "born"},
    )
    certain = {(row["decision"], row["answer"]): row["people_certain"] for row in found.shares}
    assert certain["free", "true"] == certain["free", "false"] == 1
    assert certain["payment_mode", "free"] == 1
    compared = socrules.compare(
        HOME, "2025-01-01", people_, "free", given=given, on="day", columns={"birth_date": "born"}
    )
    assert compared.flips == []


def test_sums_that_are_money_are_told_apart() -> None:
    people_ = [
        {"tariff": Money("100.00"), "average_income": Money("40.00")},
        {"tariff": Money("10.00"), "average_income": Money("40.00")},
        {"tariff": None, "average_income": Money("40.00")},
    ]
    found = bounds(HOME, people_, "payment_mode")
    possible = {row["answer"]: row["people_possible"] for row in found.shares}
    assert possible == {"free": 3, "full": 2, "partial": 2}
