"""Drafts example cases: the answers of today written down for review, with no fact too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from socrules.answer import Decision
from socrules.case_text import Record
from socrules.course import Course
from socrules.expected import PARTS, shown
from socrules.expected_course import found_of
from socrules.model import Text
from socrules.norms import NOT_STATED
from socrules.situation import Situation

Name = TypeVar("Name")

WORTH_SAYING: Final = ("clauses", "reasons", "possible", "needs", "readings")
"""The parts of an answer that a draft states beside its value or status, where there are any."""

_LISTED: Final = (*WORTH_SAYING, "notes")


def told(answer: Decision) -> dict[str, tuple[str, ...]]:
    """Return all that a case may expect of an answer, part by part; `value` where it is known."""
    found = {key: find(answer) for key, find in PARTS.items()}
    if answer.status == "known":
        found["value"] = (shown(answer.value),)
    return found


def expected(answer: Decision, parts: Iterable[str] = WORTH_SAYING) -> Record:
    """Return what a case has to expect of an answer, so that it passes today.

    The value or the status is always stated; of `parts`, those in which there is something.
    """
    found = told(answer)
    stated: dict[str, Any] = (
        {"value": found["value"][0]} if "value" in found else {"status": answer.status}
    )
    for key in parts if "value" not in stated else (key for key in parts if key != "possible"):
        if found.get(key) and key not in stated and key != "status":
            stated[key] = written(answer, key, found[key])
    return stated


def expected_of(course: Course, names: Iterable[str]) -> dict[str, Record]:
    """Return what a case has to expect of its events, so that it passes today.

    That is the dates and states of the duties and limits in `names`, and what about an event does
    not fit.
    """
    stated: dict[str, Record] = {}
    for name in (*names, *dict.fromkeys(one.event for one in course.irregular)):
        found = {key: list(value) for key, value in found_of(course, name).items()}
        if found:
            stated[name] = found
    return stated


def written(answer: Decision, key: str, value: tuple[str, ...]) -> Any:
    """Return a part of an answer as a case file writes it."""
    norm = answer.norm
    of_norm = None if norm is None else norm.values.get(key)
    if isinstance(of_norm, Text | bool | int) or value == (NOT_STATED,):
        return value[0]
    if isinstance(of_norm, str) and key not in _IDS:
        return value[0]
    if value and of_norm is not None and key == "extended_by":
        return dict(one.split(": ", 1) for one in value)
    return list(value)


_IDS: Final = ("who", "whom", "after", "for_each", "since", "clock", "contents", "done_by")


def given(situation: Situation) -> dict[str, str]:
    """Return the facts of a situation as a case file writes them."""
    return {name: shown(value) for name, value in situation.items()}


def minimal(facts: Mapping[Name, Any], holds: Callable[[dict[Name, Any]], bool]) -> dict[Name, Any]:
    """Return as few of `facts` as still make `holds` true, the later ones dropped first.

    No single one of those that are left can be dropped.
    """
    kept = dict(facts)
    dropped = True
    while dropped:
        dropped = False
        for name in reversed(list(kept)):
            rest = {one: value for one, value in kept.items() if one != name}
            if holds(rest):
                kept, dropped = rest, True
    return kept


def draft(
    title: Mapping[str, str],
    day: str,
    facts: Mapping[str, Any],
    answers: Mapping[str, Record],
    events: Sequence[Record] = (),
    **more: Any,
) -> Record:
    """Return a case: its title, day, facts, events, and what is expected by decision."""
    case: dict[str, Any] = {"title": dict(title), **more, "date": day}
    if facts:
        case["given"] = dict(facts)
    if events:
        case["events"] = list(events)
    return {**case, "expect": dict(answers)}
