"""Literals of packs, in whole units."""

from __future__ import annotations

from fractions import Fraction

import pytest

from socrules.literals import literal, number, share
from socrules.values import Type

MONEY = Type("money")


@pytest.mark.parametrize(
    ("text", "of", "expected"),
    [
        ("7300.00", MONEY, 730000),
        ("0", MONEY, 0),
        ("7300", MONEY, None),
        ("7300.5", MONEY, None),
        ("18", Type("integer"), 18),
        ("1.5", Type("integer"), None),
        ("1.5", Type("quantity", decimals=2), 150),
        ("1.555", Type("quantity", decimals=2), None),
        ("5", Type("date"), None),
    ],
)
def test_numbers(text: str, of: Type, expected: int | None) -> None:
    assert number(text, of) == expected


@pytest.mark.parametrize(
    ("of", "text", "expected"),
    [
        (MONEY, " 7300.00 ", 730000),
        (MONEY, "-1.00", -100),
        (Type("integer"), "-5", -5),
        (Type("date"), "0001-01-02", 2),
        (Type("bool"), "true", True),
    ],
)
def test_literals(of: Type, text: str, expected: object) -> None:
    assert literal(of, text) == expected


@pytest.mark.parametrize(
    ("of", "text"),
    [(MONEY, "7300"), (MONEY, "1.00 ₽"), (MONEY, ""), (Type("integer"), "x")],
)
def test_what_is_no_literal(of: Type, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - no message: the linker says what was written
        literal(of, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("75 %", Fraction(3, 4)),
        ("12.5%", Fraction(1, 8)),
        ("100", Fraction(1)),
        ("три", None),
        ("-5 %", None),
        ("1000000 %", None),
    ],
)
def test_shares(text: str, expected: Fraction | None) -> None:
    assert share(text) == expected
