"""Reads the literals of packs: numbers, money and shares as they are written, in whole units."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from socrules.values import Type

_MONEY: Final = re.compile(r"(-?)(\d{1,16}(?:\.\d+)?)", re.ASCII)
_SHARE: Final = re.compile(r"(\d{1,5}(?:\.\d{1,10})?) ?%?", re.ASCII)


def number(text: str, of: Type) -> int | None:
    """Return an unsigned number in the smallest unit of `of`; `None` where it does not fit.

    Money other than 0 has two decimals, so that roubles and kopecks cannot be taken for each other.
    """
    value = Decimal(text)
    if of.kind == "money":
        if value != 0 and len(text.partition(".")[2]) != 2:
            return None
        return int(value * 100)
    scaled = value.scaleb(of.decimals)
    if of.kind not in ("integer", "quantity") or scaled != scaled.to_integral_value():
        return None
    return int(scaled)


def literal(of: Type, text: str) -> Any:
    """Return the internal value of a literal; raises `ValueError` where it is no such value."""
    text = text.strip()
    if of.kind != "money":
        return of.inward(text)
    written = _MONEY.fullmatch(text)
    value = number(written[2], of) if written else None
    if written is None or value is None:
        raise ValueError
    return -value if written[1] else value


def share(text: str) -> Fraction | None:
    """Return the fraction of a share written as `75 %` or `75`, or `None` where it is none."""
    written = _SHARE.fullmatch(text.strip())
    return Fraction(written[1]) / 100 if written else None
