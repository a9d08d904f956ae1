"""Says the steps and irregularities of a timeline: texts are in `texts/timeline.yaml`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from socrules.course import Course
from socrules.model import Contents
from socrules.norms import period as period_words
from socrules.occurrences import Irregularity
from socrules.phrasebook import say
from socrules.scenario import said
from socrules.sentences import Speaker, lower_first
from socrules.steps import STATES, Step, Why
from socrules.values import date_text


class Words:
    """The words for one timeline in one language."""

    def __init__(self, course: Course, lang: str) -> None:
        self.course = course
        self.contents: Contents = course.contents
        self.lang = lang
        self.speaker = Speaker(self.contents, lang)

    def say(self, key: str, **words: object) -> str:
        """Return a fixed text."""
        return say("timeline", key, self.lang, **words)

    def day(self, day: datetime.date | None) -> str:
        """Return a date, or that there is none."""
        return self.say("no-day") if day is None else date_text(day, self.lang)

    def titles(self, section: str, ids: Iterable[str]) -> str:
        """Return the titles of entries as they stand inside a sentence."""
        entries = self.contents.entries(section)
        found = (entries[name].title.say(self.lang) if name in entries else name for name in ids)
        return "; ".join(lower_first(text) for text in found)

    def case(self, name: str) -> str:
        """Return the name of a case; what belongs to none belongs to the body."""
        return name or self.say("no-case")

    def counts(self, states: Iterable[str] = STATES) -> str:
        """Return how many steps are in each state, those in none left out."""
        found = ((state, self.course.count(state)) for state in states)
        said = (self.say(f"count-{state}", count=count) for state, count in found if count)
        return ", ".join(said) or self.say("nothing-urgent").lower()

    def clause(self, step: Step) -> str:
        """Return the clauses of a step."""
        return self.speaker.cites(step.cite)

    def who(self, step: Step) -> str:
        """Return who must do a step."""
        return self.titles("actors", step.who)

    def title(self, step: Step) -> str:
        """Return what is to be done."""
        return step.title.say(self.lang)

    def due(self, step: Step) -> str:
        """Return the last day of a step: one date, two, or nothing."""
        if step.earliest is None or step.latest is None:
            return ""
        first, last = self.day(step.earliest), self.day(step.latest)
        return first if first == last else self.say("between", first=first, last=last)

    def period(self, step: Step) -> str:
        """Return the period of a step and what it runs from."""
        key = "at_most" if step.section == "limits" else "within"
        words = period_words(step.period, key, self.lang)
        if step.start is None or step.period.startswith("at least"):
            return self.say("line-recurs", period=words)
        line = "limit" if key == "at_most" else "line-period"
        return self.say(line, period=words, start=self.day(step.start))

    def why(self, why: Why, step: Step) -> str:
        """Return one reason of a state."""
        del step
        events = self.titles("events", why.events)
        facts = self.titles("facts", why.facts)
        return self.say(
            f"why-{why.kind}",
            events=events,
            norms=self.titles("duties", why.events),
            facts=facts,
            cite=self.speaker.at(why.cite),
            number=why.number,
            calendar=self.course.calendar,
        )

    def whys(self, step: Step) -> str:
        """Return all reasons of a state."""
        return "; ".join(self.why(why, step) for why in step.why)

    def irregular(self, one: Irregularity) -> str:
        """Return one irregularity."""
        section = "facts" if one.kind == "facts_differ" else "events"
        return self.say(
            f"irregular-{one.kind}",
            event=self.titles("events", [one.event]),
            day=self.day(one.date),
            others=self.titles(section, one.others),
            cite=self.speaker.at(one.cite),
        )

    def note(self, name: str) -> str:
        """Return a note."""
        checked = self.contents.head.effect.checked_on
        changes = "; ".join(said(self.contents, self.lang))
        return self.say(f"note-{name}", day=self.day(checked), changes=changes)
