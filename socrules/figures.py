"""Writes counts, shares and sums as people read them, in Russian and in English."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from socrules.model import Text
from socrules.phrasebook import say
from socrules.program import LinkedDecision
from socrules.values import Type
from socrules.wordings import plural

BOOK = "comparison"


def count(number: float, lang: str) -> str:
    """Return a number with its thousands apart: 10 000 or 10,000."""
    text = f"{number:,}"
    return text.replace(",", "\u00a0").replace(".", ",") if lang == "ru" else text


def counted(key: str, number: int, lang: str) -> str:
    """Return the form of a word that goes with a number: человек, человека; person, people."""
    one, few, many = say(BOOK, key, lang).split("|")
    if lang == "en":
        return one if number == 1 else many
    return plural(number, one, few, many)


def percent(share: float, lang: str) -> str:
    """Return a share of 0 to 1 in per cent with one decimal; never 0 or 100 where it is not."""
    shown = round(share * 100, 1)
    if share > 0 and shown == 0:
        text, sign = "0.1", "<\u00a0"
    elif share < 1 and shown == 100:
        text, sign = "99.9", ">\u00a0"
    else:
        text, sign = f"{shown:.1f}", ""
    return f"{sign}{text.replace('.', ',')}\u00a0%" if lang == "ru" else f"{sign}{text}%"


def amount(of: Type, value: Any, lang: str) -> str:
    """Return a number of a decision as people write it; `value` is one of a table."""
    scale = {"money": 2, "quantity": of.decimals}.get(of.kind, 0)
    return of.show(int(Decimal(value).scaleb(scale)), lang)


def answer(linked: LinkedDecision, value: str, lang: str) -> str:
    """Return an answer of a table in words: a truth value, a member of a choice, a status."""
    titles: dict[str, Text] = linked.titles
    return titles[value].say(lang) if value in titles else say(BOOK, value, lang)
