"""A timeline as data for JSON: dates as ISO text, texts in both languages."""

from __future__ import annotations

import datetime
from typing import Any, Final

from socrules.course import Course
from socrules.model import Citation, Contents
from socrules.occurrences import Irregularity
from socrules.steps import Step, Why
from socrules.timeline_words import Words

FORMAT: Final = 1
"""The version of the form of the data."""


def to_data(course: Course) -> dict[str, Any]:
    """Return a timeline as data for JSON."""
    head = course.contents.head
    words = {lang: Words(course, lang) for lang in ("ru", "en")}
    return {
        "format": FORMAT,
        "pack": course.contents.id,
        "version": head.version,
        "digest": course.contents.digest,
        "as_of": course.as_of.isoformat(),
        "calendar": course.calendar,
        "cases": list(course.by_urgency),
        "steps": [_step(course, step, words) for step in course.steps],
        "irregular": [_irregular(course.contents, one, words) for one in course.irregular],
        "notes": list(course.notes),
    }


def _step(course: Course, step: Step, words: dict[str, Words]) -> dict[str, Any]:
    deadline = step.due.deadline
    return {
        "key": step.key,
        "case": step.case,
        "section": step.section,
        "norm": step.id,
        "title": {lang: one.title(step) for lang, one in words.items()},
        "clauses": _clauses(course.contents, step.cite),
        "who": list(step.who),
        "state": step.state,
        "why": [_why(course.contents, why, step, words) for why in step.why],
        "trigger": step.trigger or None,
        "begun": _iso(step.begun),
        "start": _iso(step.start),
        "period": step.period or None,
        "earliest": _iso(step.earliest),
        "latest": _iso(step.latest),
        "safe": _iso(step.safe),
        "days_left": step.days_left(course.as_of) if step.pending else None,
        "done": _iso(step.done),
        "done_by": step.done_by or None,
        "days_late": step.days_late,
        "readings": list(step.readings),
        "deadline": None if deadline is None else deadline.as_data(),
    }


def _why(contents: Contents, why: Why, step: Step, words: dict[str, Words]) -> dict[str, Any]:
    return {
        "kind": why.kind,
        "events": list(why.events),
        "facts": list(why.facts),
        "clauses": _clauses(contents, why.cite),
        "number": why.number,
        "text": {lang: one.why(why, step) for lang, one in words.items()},
    }


def _irregular(contents: Contents, one: Irregularity, words: dict[str, Words]) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "case": one.case,
        "event": one.event,
        "date": _iso(one.date),
        "others": list(one.others),
        "clauses": _clauses(contents, one.cite),
        "text": {lang: some.irregular(one) for lang, some in words.items()},
    }


def _clauses(contents: Contents, cites: tuple[Citation, ...]) -> list[dict[str, str]]:
    found = []
    for cite in cites:
        if cite.act:
            label = f"{cite.clause} {contents.entries('sources')[cite.act].label}"
            found.append({"act": cite.act, "clause": cite.clause, "label": label})
        else:
            label = contents.entries("clauses")[cite.clause].label
            found.append({"clause": cite.clause, "label": label})
    return found


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
