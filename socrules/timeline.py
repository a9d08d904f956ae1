"""Follows cases over time: from a pack, a log of events and a day to what is due, done and missed.

A pure function: the same log in any order gives the same timeline, what happens after the day in
question never changes it, and nothing is asked of a clock on the wall.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from socrules.calendars import Calendar
from socrules.course import Course
from socrules.desk import Engine, Law
from socrules.event_log import Event, to_events
from socrules.follow import Follower
from socrules.markup import bundle, from_markdown
from socrules.occurrences import Irregularity, histories
from socrules.steps import Step


@attrs.frozen
class Timeline(Course):
    """What a log of events comes to, which can say itself in words, as data and as a calendar."""

    def explain(self, lang: str | None = None, format: str = "text", width: int = 100) -> str:
        """Return the timeline in words: a table, and each case drawn, as `text` or `md`.

        `lang` is `ru` or `en`, by default that of the locale; `width` the columns there are.
        """
        from socrules.timeline_text import explain

        return explain(self, lang, format, width)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return what a notebook shows, in the language of the locale."""
        return bundle(self.explain(), from_markdown(self.explain(format="md")))

    def to_data(self) -> dict[str, Any]:
        """Return the timeline as data for JSON: dates as ISO text, texts in both languages."""
        from socrules.timeline_data import to_data

        return to_data(self)

    def to_ical(self, lang: str | None = None) -> bytes:
        """Return the days by which something is due as an iCalendar file.

        Needs the `icalendar` library (`socrules[ical]`); raises `SocrulesError` without it.
        """
        from socrules.timeline_ical import to_ical

        return to_ical(self, lang)


def timeline(
    engine: Engine,
    relink: Callable[[datetime.date], Engine],
    events: Iterable[Event | Mapping[str, Any]],
    *,
    as_of: datetime.date,
    given: Mapping[str, object] | None = None,
    calendar: Calendar | str | None = None,
    log_from: datetime.date | None = None,
) -> Timeline:
    """Return what a log of events comes to as of a day under the pack `engine`.

    `relink` gives the pack as it reads on another day: a clock runs by the wording of the day it
    started on. `given` are facts of every case. `calendar` stands in place of the one the pack
    names. `log_from` is the day from which the log is complete: without it what a body does again
    and again is judged from its first time in the log. Raises
    `SituationError` for events, facts and days that do not exist.
    """
    follower = Follower(engine, relink, given=given, calendar=calendar, log_from=log_from)
    found = to_events(events)
    cases = histories(follower.contents, found, as_of)
    facts = follower.situations(found)
    steps: list[Step] = []
    irregular: list[Irregularity] = []
    for history in cases.values():
        own, noted = follower.case(history, facts, as_of)
        steps += own
        irregular += noted
    steps += follower.body(cases.values(), facts, as_of)
    by = follower.counter.by
    return Timeline(
        follower.contents,
        as_of,
        tuple(sorted({*cases, *(step.case for step in steps)})),
        tuple(sorted(steps, key=lambda step: step.order)),
        tuple(sorted(irregular, key=_place)),
        _notes(follower.law, as_of),
        by.id if by else "",
    )


def _notes(law: Law, as_of: datetime.date) -> tuple[str, ...]:
    """Return what to know of the act on the day, as ids of the notes of answers."""
    program = law.on(as_of).program
    effect = program.pack.head.effect
    notes = {
        "scenario": bool(program.pack.scenario),
        "not-in-force": program.in_force == "no",
        "effect-not-shown": program.in_force == "open",
        "amendments-not-checked": as_of > effect.checked_on,
        "draft": program.pack.head.status == "draft",
    }
    return tuple(name for name, holds in notes.items() if holds)


def _place(one: Irregularity) -> tuple[Any, ...]:
    return one.case, one.date or datetime.date.max, one.event, one.kind, one.others
