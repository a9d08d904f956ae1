"""Typed terms of conditions and amounts: types, units, scales and bounds."""

from __future__ import annotations

import pytest

from invented import decision, faults, program
from socrules.terms import Term

PARAMETERS = """\
parameters:
  per_metre:
    title:
      ru: Цена метра
    type: money
    value: "10.00"
    cite: "2"
  room:
    title:
      ru: Комната
    type: quantity
    unit: м²
    decimals: 2
    value: "12.50"
    cite: "2"
  months:
    title:
      ru: Месяцев
    type: integer
    unit: мес.
    value: "3"
    cite: "2"
  own_kinds:
    title:
      ru: Свое
    type: choices
    value: [own]
    cite: "2"
  bad_kinds:
    title:
      ru: Ошибка
    type: choices
    value: [sold]
    cite: "2"
"""


def built(expression: str, type: str = "money") -> Term:
    linked = program(PARAMETERS + decision(f"value: {expression}", type=type))
    return linked.decisions["benefit"].rules[0].value


def bounds(expression: str, type: str = "money") -> tuple[int, int]:
    term = built(expression, type)
    return term.least, term.greatest


@pytest.mark.parametrize(
    ("expression", "type", "expected"),
    [
        ("income", "money", (0, 999999999)),
        ("income + 1.00", "money", (100, 1000000099)),
        ("1.00 - income", "money", (-999999899, 100)),
        ("-income", "money", (-999999999, 0)),
        ("-5.00", "money", (-500, -500)),
        ("income * 2", "money", (0, 1999999998)),
        ("2 * income", "money", (0, 1999999998)),
        ("age * 2", "integer", (0, 260)),
        ("per_metre * 3", "money", (3000, 3000)),
        ("round_down(per_metre * area, kopeck)", "money", (0, 500000)),
        ("round_down(area * per_metre, kopeck)", "money", (0, 500000)),
        ("round_half_up(income * cap_share, kopeck)", "money", (0, 749999999)),
        ("round_up(75 % * income, rouble)", "money", (0, 750000000)),
        ("min(income, 100.00)", "money", (0, 10000)),
        ("max(100.00, income)", "money", (10000, 999999999)),
        ("round_down(min(income, income * cap_share), kopeck)", "money", (0, 749999999)),
        ("years_between(born, day)", "integer", (-76, 124)),
        ("weekday(day)", "integer", (2, 2)),
        ("weekday(born)", "integer", (1, 7)),
        ("years_between(born + 1 year, day)", "integer", (-77, 123)),
        ("max(age, 18)", "integer", (18, 130)),
    ],
)
def test_bounds(expression: str, type: str, expected: tuple[int, int]) -> None:
    assert bounds(expression, type) == expected


@pytest.mark.parametrize(
    "condition",
    [
        "alone",
        "true",
        "age >= 18 and income < 100.00",
        "18 < age",
        "not alone or age = 5",
        "age != 5",
        "age in [1, 2]",
        "age not in [1]",
        "dwelling = own",
        "own = dwelling",
        "dwelling != rented",
        "dwelling in [own, rented]",
        "dwelling in own_kinds",
        "income in [1.00, 2.00]",
        "born < day - 18 years",
        "born >= 2000-01-01",
        "area > room",
        "area > 12.5",
        "income * cap_share > 5.00",
        "5.00 < income * cap_share",
        "heard = heard",
        "max(income, 1.00) > min(2.00, income)",
        "months * 2 > months",
        "income + 1.00 > income",
    ],
)
def test_conditions(condition: str) -> None:
    assert not faults(PARAMETERS + decision(f"when: {condition}; value: 0"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("age", "type-mismatch"),
        ("born", "type-mismatch"),
        ("aged", "unknown-name"),
        ("aged and alon", "unknown-name"),
        ("not aged", "unknown-name"),
        ("not age", "type-mismatch"),
        ("aged > 1", "unknown-name"),
        ("1 > aged", "unknown-name"),
        ("age > income", "compared-types"),
        ("area > months", "compared-types"),
        ("age > alone", "compared-types"),
        ("alone > alone", "no-order"),
        ("alone = alone", "compared-truth"),
        ("dwelling = sold", "unknown-option"),
        ("dwelling in [sold]", "unknown-option"),
        ("dwelling in bad_kinds", "unknown-option"),
        ("age in [income]", "type-mismatch"),
        ("aged in [1]", "unknown-name"),
        ("age in own_kinds", "unknown-option"),
        ("income > 5", "money-literal"),
        ("age > 1.5", "number-literal"),
        ("born > 2024-02-30", "not-a-date"),
        ("income > cap_share", "share-alone"),
        ("income > 75 %", "share-alone"),
        ("dwelling = own_kinds", "list-alone"),
        ("born > 3 days", "period-alone"),
        ("-born > day", "no-arithmetic"),
        ("-aged > day", "unknown-name"),
        ("born + born > day", "no-arithmetic"),
        ("age + born > age", "no-arithmetic"),
        ("born + age > day", "no-arithmetic"),
        ("1 + born > 5", "number-literal"),
        ("age + aged > 1", "unknown-name"),
        ("income + age > 5.00", "compared-types"),
        ("age + 3 days > day", "type-mismatch"),
        ("aged + 3 days > day", "unknown-name"),
        ("born * cap_share > day", "no-arithmetic"),
        ("aged * cap_share > 5.00", "unknown-name"),
        ("aged * 2 > 5", "unknown-name"),
        ("age * aged > 5", "unknown-name"),
        ("age * born > 5", "no-arithmetic"),
        ("age * age > 5", "product-of-facts"),
        ("income * per_metre > 5.00", "no-arithmetic"),
        ("months * months > months", "no-arithmetic"),
        ("min(1, age) > income", "compared-types"),
        ("min(aged, 1) > 1", "unknown-name"),
        ("min(age, aged) > 1", "unknown-name"),
        ("min(income, age) > 1.00", "compared-types"),
        ("min(alone, alone)", "compared-types"),
        ("round_down(age, kopeck) > 1", "type-mismatch"),
        ("round_down(aged, kopeck) > 1.00", "unknown-name"),
        ("round_down(income, age) > 1.00", "unknown-step"),
        ("round_down(income, 5) > 1.00", "unknown-step"),
        ("years_between(age, day) > 1", "type-mismatch"),
        ("years_between(aged, day) > 1", "unknown-name"),
        ("day + 9999 years > day", "overflow"),
        ("born + 999999999 days + 1 day > day", "overflow"),
    ],
)
def test_faults_of_conditions(condition: str, expected: str | None) -> None:
    found = faults(PARAMETERS + decision(f"when: {condition}; value: 0"))
    assert set(found) == ({expected} if expected else set())


def test_every_fault_of_a_condition_is_found() -> None:
    found = faults(decision("when: aged > 1 and income > 5 and dwelling = sold; value: 0"))
    assert found == ["unknown-name", "money-literal", "unknown-option"]


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        ("income", "money", None),
        ("0", "money", None),
        ("true", "bool", None),
        ("alone and age > 1", "bool", None),
        ("age", "money", "type-mismatch"),
        ("alone", "money", "type-mismatch"),
        ("true", "money", "type-mismatch"),
        ("aged", "money", "unknown-name"),
        ("income * cap_share", "money", "unrounded"),
        ("day + 1 month", "date", None),
        ("99999999999 * income", "money", "overflow"),
        ("1.00 + 99999999999 * income", "money", "overflow"),
    ],
)
def test_values_of_rules(value: str, type: str, expected: str | None) -> None:
    found = faults(PARAMETERS + decision(f"value: {value}", type=type))
    assert found == ([expected] if expected else [])


def test_a_member_of_a_choice_comes_before_a_name() -> None:
    options = "    options:\n      alone:\n        ru: один\n"
    text = decision("value: alone", type="choice").replace("    rules:", options + "    rules:")
    linked = program(text)
    assert linked.decisions["benefit"].rules[0].value.op == "constant"


def test_equal_terms_are_one() -> None:
    linked = program(decision("when: age > 5 and not age > 5; value: 0"))
    when = linked.decisions["benefit"].rules[0].when
    assert when is not None
    assert when.args[1].args[0] is when.args[0]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("all: [alone, age > 1]", None),
        ("any: [alone, age > 1]", None),
        ("none: [alone, age > 1]", None),
        ("{at_least: 1, of: [alone, age > 1]}", None),
        ("{at_least: 0, of: [alone]}", "at-least-count"),
        ("{at_least: 2, of: [alone]}", "at-least-count"),
        ("{at_least: 1, of: [aged]}", "unknown-name"),
        ("any: [aged, alone]", "unknown-name"),
        ("any: [{when: aged}]", "unknown-name"),
        ("any: [{when: alone, reading: rouding}]", "unknown-reading"),
        ("any: [{when: alone, examples: [alone]}]", None),
    ],
)
def test_nested_conditions(lines: str, expected: str | None) -> None:
    nested = lines if lines.startswith("{") else f"{{{lines}}}"
    found = faults(decision(f"when: {nested}; value: 0"))
    assert found == ([expected] if expected else [])
