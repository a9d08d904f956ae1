"""Scenarios: a pack with other numbers, which says that it is not what the act says."""

from __future__ import annotations

import datetime
import pickle
from decimal import Decimal
from typing import Any

import pytest

from invented import program
from socrules.pack import Pack
from socrules.problems import SituationError
from socrules.timeline_words import Words
from socrules.values import Money

ENTRIES = """
parameters:
  least_age:
    title:
      ru: Возраст
      en: Age
    type: integer
    cite: "2"
    versions:
      - {value: "60", from: 2024-01-01}
      - {value: "61", from: 2025-01-01}
  amount:
    title:
      ru: Сумма
    type: money
    value: "1000.00"
    cite: "2"
  least_area:
    title:
      ru: Площадь
    type: quantity
    unit: м²
    decimals: 2
    value: "9.00"
    cite: "2"
  first_day:
    title:
      ru: День
    type: date
    value: 2000-01-01
    cite: "2"
  homes:
    title:
      ru: Жилье
    type: choices
    value: [own]
    cite: "2"
decisions:
  sum:
    title:
      ru: Сумма
    type: money
    rules:
      due: {cite: "2", when: age >= least_age and dwelling in homes, value: amount}
    otherwise: {cite: "2", value: "0.00"}
  roomy:
    title:
      ru: Просторно
    type: bool
    rules:
      large: {cite: "2", value: area >= least_area}
  early:
    title:
      ru: Рано
    type: bool
    rules:
      since: {cite: "2", value: born >= first_day}
"""
PACK = Pack(program(ENTRIES, datetime.date(2024, 10, 1)))
FACTS = {"age": 60, "dwelling": "own", "area": "9.0", "income": "100.00"}


@pytest.mark.parametrize(
    ("changes", "decision", "value"),
    [
        ({"least_age": "61"}, "sum", Money("0.00")),
        ({"least_age": 59, "amount": Money("1.50")}, "sum", Money("1.50")),
        ({"amount": "2 000,50"}, "sum", Money("2000.50")),
        ({"amount": Decimal(3)}, "sum", Money("3.00")),
        ({"homes": ["rented"]}, "sum", Money("0.00")),
        ({"homes": ("rented", "own")}, "sum", Money("1000.00")),
        ({"least_area": "9,5 м²"}, "roomy", False),
        ({"least_area": 8}, "roomy", True),
        ({"first_day": datetime.date(2000, 1, 2)}, "early", False),
        ({"first_day": "1999-12-31"}, "early", True),
        ({"cap_share": "70 %"}, "capped", Money("70.00")),
        ({"cap_share": "33.3%"}, "capped", Money("33.30")),
        ({}, "capped", Money("75.00")),
    ],
)
def test_a_changed_parameter_counts(changes: dict[str, Any], decision: str, value: Any) -> None:
    facts = {"born": "2000-01-01"} if decision == "early" else FACTS
    assert PACK.with_parameters(**changes).decide(decision, facts).value == value


def test_a_scenario_says_that_it_is_one() -> None:
    scenario = PACK.with_parameters(cap_share="70 %", homes=["rented"])
    answer = scenario.decide("capped", FACTS)
    assert answer.notes == ("scenario",)
    assert "изменены параметры: Предельная доля дохода: 70 %; Жилье: rented" in answer.explain("ru")
    assert "parameters changed: Greatest share of income: 70 %" in answer.explain("en")
    assert "with cap_share 70 %, homes rented" in repr(scenario)
    assert PACK.decide("capped", FACTS).notes == ()
    assert "with" not in repr(PACK)
    assert scenario.program.pack.digest != PACK.program.pack.digest
    course = scenario.timeline([])
    assert course.notes == ("scenario",)
    words = Words(course, "en")
    assert words.note("scenario").endswith(
        "parameters changed: Greatest share of income: 70 %; Жилье: rented"
    )


def test_a_scenario_holds_on_other_days_under_other_readings_and_when_pickled() -> None:
    scenario = PACK.with_parameters(least_age="50").with_parameters(amount="5.00")
    later = scenario.on(datetime.date(2025, 6, 1))
    young = FACTS | {"age": 50}
    for pack in (scenario, later, pickle.loads(pickle.dumps(scenario)), later.with_readings()):
        assert pack.decide("sum", young).value == Money("5.00")
    assert PACK.with_readings(rounding="up").readings["rounding"] == "up"


def test_what_is_refused() -> None:
    changes: dict[str, Any] = {
        "cap_shar": "70 %",
        "cap_share": 0.7,
        "least_age": "sixty",
        "amount": 1000,
        "least_area": "9 мин",
        "first_day": "2000",
        "homes": "own",
    }
    with pytest.raises(SituationError) as caught:
        PACK.with_parameters(**changes)
    kinds = [(one.kind, dict(one.args)["parameter"]) for one in caught.value.problems]
    assert kinds[0] == ("unknown-parameter", "cap_shar")
    assert kinds[1:] == [("odd-parameter", name) for name in list(changes)[1:]]
    assert caught.value.problems[0].suggest == "cap_share"
