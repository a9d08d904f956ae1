"""Money, kinds of value, and what "unknown" is."""

from __future__ import annotations

import copy
import datetime
import pickle
from decimal import Decimal
from typing import Any

import pytest

from socrules.problems import SituationError
from socrules.values import UNKNOWN, Money, Type, Unknown, kopecks

MONEY = Type("money")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("28450.00", 2845000),
        ("9" * 24 + ".99", int("9" * 26)),
        ("28 450,5 ₽", 2845050),
        ("28\u00a0450", 2845000),
        ("-0.01", -1),
        ("+7", 700),
        (Decimal("1.5"), 150),
        (Decimal("1E+3"), 100000),
        (Money("2.00"), 200),
    ],
)
def test_amounts(amount: object, expected: int) -> None:
    assert kopecks(amount) == expected
    assert Money.from_kopecks(expected).kopecks == expected


@pytest.mark.parametrize(
    ("amount", "kind"),
    [
        (28450, "bare-number-for-money"),
        (0.5, "bare-number-for-money"),
        (True, "not-money"),
        (None, "not-money"),
        ("много", "not-money"),
        ("1.234", "not-money"),
        ("9" * 25, "not-money"),
        ("9" * 25 + ".99", "not-money"),
        (".50", "not-money"),
        ("1.²²", "not-money"),
        ("١٢", "not-money"),
        (Decimal("0.001"), "not-money"),
        (Decimal("NaN"), "not-money"),
        (Decimal("sNaN"), "not-money"),
        (Decimal("Infinity"), "not-money"),
        (Decimal("1E+999999"), "not-money"),
        (Decimal("12345678901234567890123456789.001"), "not-money"),
    ],
)
def test_what_is_no_amount(amount: Any, kind: str) -> None:
    with pytest.raises(SituationError) as caught:
        Money(amount)
    assert [item.kind for item in caught.value.problems] == [kind]


def test_money() -> None:
    one, two = Money("1.00"), Money("2.50")
    assert one + two == Money("3.50")
    assert two - one == Money("1.50")
    assert 3 * one == one * 3 == Money("3.00")
    assert -two == Money("-2.50")
    assert one < two
    assert sorted([two, one]) == [one, two]
    assert hash(one) == hash(Money("1.00"))
    assert two.roubles == Decimal("2.50")
    assert (str(-two), repr(two)) == ("-2.50", "Money('2.50')")
    assert pickle.loads(pickle.dumps(two)) == two


@pytest.mark.parametrize("other", [1, "1.00", Decimal(1), True])
def test_money_is_not_added_to_numbers(other: Any) -> None:
    for operation in (lambda: Money("1.00") + other, lambda: Money("1.00") - other):
        with pytest.raises(TypeError):
            operation()
    if not isinstance(other, int) or other is True:
        with pytest.raises(TypeError):
            Money("1.00") * other


@pytest.mark.parametrize(
    ("text", "ru", "en"),
    [
        ("15999.99", "15\u00a0999,99\u00a0₽", "15,999.99 RUB"),
        ("-1234567.00", "\u22121\u00a0234\u00a0567,00\u00a0₽", "\u22121,234,567.00 RUB"),
        ("0", "0,00\u00a0₽", "0.00 RUB"),
    ],
)
def test_money_is_shown(text: str, ru: str, en: str) -> None:
    assert Money(text).show("ru") == ru
    assert Money(text).show() == en


def test_unknown_raises_wherever_it_would_count_as_a_value() -> None:
    for use in (
        lambda: bool(UNKNOWN),
        lambda: UNKNOWN == 1,
        lambda: UNKNOWN != 1,
        lambda: UNKNOWN < 1,  # type: ignore[operator]
        lambda: UNKNOWN + 1,  # type: ignore[operator]
        lambda: 1 - UNKNOWN,  # type: ignore[operator]
        lambda: -UNKNOWN,  # type: ignore[operator]
        lambda: int(UNKNOWN),  # type: ignore[call-overload]
    ):
        with pytest.raises(SituationError) as caught:
            use()
        assert [item.kind for item in caught.value.problems] == ["unknown-value"]


def test_unknown_says_why() -> None:
    with pytest.raises(SituationError, match="age"):
        bool(Unknown("age"))
    assert "UNKNOWN" in repr(UNKNOWN)
    assert isinstance(copy.deepcopy(UNKNOWN), Unknown)
    assert isinstance(pickle.loads(pickle.dumps(UNKNOWN)), Unknown)
    assert isinstance(hash(UNKNOWN), int)


DAY = datetime.date(2024, 10, 1)
MOMENT = datetime.datetime(2024, 10, 1, 12, 30)
AREA = Type("quantity", "м²", 2)
CHOICE = Type("choice", options=("own", "rented"))


@pytest.mark.parametrize(
    ("of", "value", "outward"),
    [
        (Type("bool"), True, True),
        (Type("bool"), " Да ", True),
        (Type("bool"), "no", False),
        (Type("integer"), 7, 7),
        (Type("integer"), "+07", 7),
        (AREA, 32, Decimal("32.00")),
        (AREA, "32,5", Decimal("32.50")),
        (AREA, Decimal("32.55"), Decimal("32.55")),
        (Type("date"), DAY, DAY),
        (Type("date"), "2024-10-01", DAY),
        (Type("moment"), MOMENT, MOMENT),
        (Type("moment"), "2024-10-01 12:30", MOMENT),
        (CHOICE, "own", "own"),
        (MONEY, "1.00", Money("1.00")),
    ],
)
def test_values_come_in_and_out(of: Type, value: object, outward: object) -> None:
    assert of.outward(of.inward(value)) == outward


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (Type("bool"), 1),
        (Type("bool"), "maybe"),
        (Type("integer"), True),
        (Type("integer"), 1.0),
        (Type("integer"), "1_000"),
        (AREA, True),
        (AREA, 0.5),
        (AREA, "32.555"),
        (AREA, "1e5"),
        (AREA, Decimal("NaN")),
        (AREA, Decimal("sNaN")),
        (AREA, 10**60),
        (Type("date"), MOMENT),
        (Type("date"), "01.10.2024"),
        (Type("date"), "2024-02-30"),
        (Type("moment"), DAY),
        (Type("moment"), "2024-10-01"),
        (Type("moment"), "2024-10-01T99:30"),
        (Type("moment"), MOMENT.replace(tzinfo=datetime.UTC)),
        (CHOICE, "sold"),
        (CHOICE, None),
    ],
)
def test_what_has_no_inward_form(of: Type, value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - no message: the caller says what was given
        of.inward(value)


@pytest.mark.parametrize(
    ("of", "value", "ru", "en"),
    [
        (Type("bool"), True, "да", "yes"),
        (CHOICE, "own", "свое", "свое"),
        (CHOICE, "rented", "rented", "rented"),
        (MONEY, 123456, "1\u00a0234,56\u00a0₽", "1,234.56 RUB"),
        (Type("date"), DAY.toordinal(), "01.10.2024", "2024-10-01"),
        (Type("moment"), Type("moment").inward(MOMENT), "01.10.2024 12:30", "2024-10-01 12:30"),
        (Type("integer", "лет"), 1000, "1\u00a0000\u00a0лет", "1,000\u00a0лет"),
        (AREA, 3255, "32,55\u00a0м²", "32.55\u00a0м²"),
        (Type("integer"), 7, "7", "7"),
    ],
)
def test_values_are_shown(of: Type, value: Any, ru: str, en: str) -> None:
    titles = {"own": "свое"}
    assert of.show(value, "ru", titles) == ru
    assert of.show(value, titles=titles) == en


def test_types() -> None:
    assert (str(AREA), str(MONEY)) == ("quantity (м²)", "money")
    assert AREA.is_number
    assert not CHOICE.is_number
