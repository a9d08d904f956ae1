"""`socrules slack`, and what `check` says of periods that cannot all be used: order 68-p."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

PACK = "ulyanovsk/need-recognition"
FIXED = ("--on", "2026-10-01")


def test_check_names_the_chain_and_passes(terminal: Callable[..., Any]) -> None:
    done = terminal("check", PACK, "--lang", "ru")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "замечание: сроки нельзя использовать полностью — «Принять решение о признании или об "
        "отказе» (абз. 5 п. 3.2.5.1 Административного регламента)"
    )
    assert "не хватит рабочих дней: 2; подробнее — socrules slack " + PACK in done.out


def test_a_filing_before_the_new_year(terminal: Callable[..., Any]) -> None:
    """Inspection 5 working days, act 1 day, protocol 1 working day, decision 5 from filing."""
    done = terminal("slack", PACK, *FIXED, "--from", "2024-12-27", "--lang", "ru")
    text = " ".join(done.out.split())
    assert "Начало пятница 27.12.2024, конец вторник 14.01.2025; на первый шаг дней: 14" in text
    assert "срок 5 рабочих дней; весь срок — по 14.01.2025, на деле не позже 10.01.2025" in text
    assert "срок 1 день; весь срок — по 15.01.2025, на деле не позже 13.01.2025" in text
    assert "срок 1 рабочий день; весь срок — по 16.01.2025, на деле не позже 14.01.2025" in text


def test_the_shortest_and_the_longest_week(terminal: Callable[..., Any]) -> None:
    (found,) = json.loads(terminal("slack", PACK, *FIXED, "--year", "2026", "--format", "json").out)
    assert (found["norm"], found["beginnings"], found["collide"]) == ("decide", 247, 247)
    assert (found["least"]["short"], found["most"]["short"]) == (2, 2)
    shortest, longest = found["shortest"], found["longest"]
    assert (shortest["start"], shortest["days"]) == ("2026-01-12", 3)
    assert (longest["start"], longest["days"]) == ("2026-12-28", 14)
    assert [step["norm"] for step in shortest["steps"]] == [
        "visit_for_inspection",
        "draw_up_inspection_act",
        "draw_up_protocol",
    ]


def test_a_year_that_nobody_knows(terminal: Callable[..., Any]) -> None:
    done = terminal("slack", PACK, *FIXED, "--year", "2031", "--lang", "en")
    assert done.code == 2
    assert "no-such-year" in done.err


def test_a_pack_where_everything_fits(terminal: Callable[..., Any]) -> None:
    done = terminal("slack", "luhansk/interaction", *FIXED, "--lang", "en")
    assert "there is no chain" in done.out
