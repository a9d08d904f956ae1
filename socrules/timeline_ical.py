"""Writes the days by which something is due as an iCalendar file, one all-day entry each.

All-day entries need no time zone. An entry keeps its UID whatever else happens in the case, so
that a calendar that takes the file in again moves the entry and makes no second one.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator

from socrules.course import Course
from socrules.extras import extra
from socrules.problems import language
from socrules.steps import DONE, LATE, NOT_APPLICABLE, UPCOMING, Step
from socrules.timeline_words import Words

_FINISHED = (DONE, LATE, NOT_APPLICABLE, UPCOMING)


def to_ical(course: Course, lang: str | None = None) -> bytes:
    """Return what is still due in a timeline as an iCalendar file (RFC 5545) in UTF-8.

    Each entry names the case, what is to be done and by whom, the clause and the days counted.
    Raises `SocrulesError` where the library `icalendar` is missing.
    """
    icalendar = extra("icalendar", "ical")
    words = Words(course, language(lang))
    name = words.say("ical-name", title=course.contents.head.title.say(words.lang))
    sheet = icalendar.Calendar()
    sheet.add("prodid", "-//socrules//timeline//" + words.lang.upper())
    sheet.add("version", "2.0")
    sheet.add("calscale", "GREGORIAN")
    sheet.add("method", "PUBLISH")
    sheet.add("x-wr-calname", name)
    # The day in question, so that the same timeline gives the same bytes.
    stamp = datetime.datetime.combine(course.as_of, datetime.time(), datetime.UTC)
    for step in course.steps:
        if step.earliest is None or step.state in _FINISHED:
            continue
        entry = icalendar.Event()
        entry.add("uid", uid(course, step))
        entry.add("dtstamp", stamp)
        entry.add("dtstart", step.earliest)
        entry.add("dtend", step.earliest + datetime.timedelta(1))
        entry.add("summary", summary(words, step))
        entry.add("description", "\n".join(description(words, step)))
        entry.add("categories", [words.say(f"state-{step.state}")])
        entry.add("transp", "TRANSPARENT")
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary(words, step))
        alarm.add("trigger", datetime.timedelta(hours=-15))
        entry.add_component(alarm)
        sheet.add_component(entry)
    found: bytes = sheet.to_ical()
    return found


def uid(course: Course, step: Step) -> str:
    """Return what an entry is known by: the same for the same step of the same pack on any day."""
    name = f"{course.contents.id}/{step.key}"
    return f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@socrules"


def summary(words: Words, step: Step) -> str:
    """Return the line a calendar shows: the state where it is not open, the case, what to do."""
    state = "" if step.state == "open" else f"{words.say(f'state-{step.state}')}: "
    case = f"{step.case}: " if step.case else ""
    return words.say("ical-summary", state=state, case=case, what=words.title(step))


def description(words: Words, step: Step) -> Iterator[str]:
    """Yield what a calendar shows below: clause, who, period, dates, days counted, why."""
    yield words.clause(step)
    if step.who:
        yield f"{words.say('column-who')}: {words.who(step)}"
    yield words.period(step)
    yield words.say("due-on", day=words.due(step))
    if step.safe is not None and step.safe != step.earliest:
        yield words.say("line-safe", day=words.day(step.safe))
    if step.counted:
        days = ", ".join(words.day(day) for day in step.counted)
        yield words.say("line-counted", days=days)
    if step.why:
        yield words.whys(step)
