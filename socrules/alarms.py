"""Alarms about cases: what each says, as data and in words, and how one is told from another."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from socrules.course import Course
from socrules.model import Citation, Contents, Text
from socrules.occurrences import Irregularity
from socrules.steps import Step
from socrules.timeline_words import Words
from socrules.values import date_text

KINDS: Final = ("missed", "doubtful", "near", "late", "met", "irregular")
"""What an alarm can be about, the most urgent first.

`missed`: the last day has passed, and nothing shows that it was done. `doubtful`: it may have
passed, and the log or the facts do not tell. `near`: the last day comes. `late`, `met`: done after
the last day, or in time. `irregular`: something happened that the act does not allow so.
"""

PASSING: Final = ("missed", "doubtful", "near")
"""The kinds that are about the last day; the others are about the day something happened."""

LANGS: Final = ("ru", "en")

Identity = tuple[str, str, str]
"""What tells an alarm from all others: its kind, what it is about, and the date."""


@attrs.frozen
class Alarm:
    """One alarm: what it is about, in which case, and the day of virtual time it was raised on.

    `name` is the norm, of an irregularity the event. `key` tells the step or irregularity from
    all others, whatever else the log says; `date` is its last day, or the day it happened.
    `citations` are the clauses as `clause`, of another act as `act: clause`.
    """

    kind: str
    case: str
    name: str
    key: str
    day: datetime.date
    date: datetime.date | None
    citations: tuple[str, ...]
    who: tuple[str, ...]
    text: Text

    @property
    def identity(self) -> Identity:
        """Return what is raised once: another last day of the same step is another alarm."""
        return self.kind, self.key, self.date.isoformat() if self.date else ""

    def explain(self, lang: str) -> str:
        """Return the alarm in words, on one line: the day, the case and what it says."""
        return f"{date_text(self.day, lang)}  {self.text.say(lang)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the alarm as data for JSON, with its text in both languages."""
        return {
            "alarm": self.kind,
            "case": self.case,
            "name": self.name,
            "key": self.key,
            "day": self.day.isoformat(),
            "date": self.date.isoformat() if self.date else None,
            "citations": list(self.citations),
            "who": list(self.who),
            "text": {lang: self.text.say(lang) for lang in LANGS},
        }


def from_dict(data: Mapping[str, Any]) -> Alarm:
    """Return the alarm of such data; raises `KeyError`, `TypeError` or `ValueError` of others."""
    date = data["date"]
    return Alarm(
        data["alarm"],
        data["case"],
        data["name"],
        data["key"],
        datetime.date.fromisoformat(data["day"]),
        None if date is None else datetime.date.fromisoformat(date),
        tuple(data["citations"]),
        tuple(data["who"]),
        Text(**{lang: data["text"][lang] for lang in LANGS}),
    )


class Teller:
    """Makes the alarms of one pack."""

    def __init__(self, contents: Contents, calendar: str) -> None:
        course = Course(contents, datetime.date.max, (), (), (), (), calendar)
        self._words = {lang: Words(course, lang) for lang in LANGS}

    def of_step(self, kind: str, step: Step, day: datetime.date) -> Alarm:
        """Return the alarm about a step on a day."""
        return Alarm(
            kind,
            step.case,
            step.id,
            step.key,
            day,
            step.earliest if kind in PASSING else step.done,
            _citations(step.cite),
            step.who,
            Text(**{lang: self._step(words, kind, step, day) for lang, words in self._each()}),
        )

    def of_irregularity(self, kind: str, one: Irregularity, day: datetime.date) -> Alarm:
        """Return the alarm about what happened and the act does not allow."""
        when = one.date.isoformat() if one.date else "unknown"
        key = "/".join((one.case, one.event, one.kind, when, *one.others))
        texts = {
            lang: words.say("alarm-irregular", case=words.case(one.case), what=words.irregular(one))
            for lang, words in self._each()
        }
        return Alarm(
            kind, one.case, one.event, key, day, one.date, _citations(one.cite), (), Text(**texts)
        )

    def _each(self) -> Iterable[tuple[str, Words]]:
        return self._words.items()

    def _step(self, words: Words, kind: str, step: Step, day: datetime.date) -> str:
        by = "; ".join(filter(None, (words.clause(step), words.who(step))))
        today = kind == "near" and step.earliest == day
        return words.say(
            "alarm-today" if today else f"alarm-{kind}",
            case=words.case(step.case),
            what=words.title(step),
            due=words.due(step),
            done=words.day(step.done),
            late=words.say("alarm-days-late", days=step.days_late) if step.days_late else "",
            left=step.days_left(day),
            why=f"; {words.whys(step)}" if step.why else "",
            by=f" ({by})" if by else "",
        )


def _citations(cites: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(f"{one.act}: {one.clause}" if one.act else one.clause for one in cites)
