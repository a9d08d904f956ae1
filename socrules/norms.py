"""Says what stands behind a decision that was made from a norm: who must do what, within what.

A norm is an entry of the sections of duties, rights, prohibitions, competences, statements, limits,
checklists, services or dates.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from socrules.model import Contents, Entry, Text
from socrules.phrasebook import say
from socrules.problems import SituationError, nearest, problem
from socrules.program import LinkedDecision
from socrules.sentences import Speaker
from socrules.surface import NORMS
from socrules.walk import first_day, wording_on
from socrules.wordings import find_period, plural, write

NOT_STATED: Final = "not_stated"
ACTORS: Final = ("who", "whom")
EVENTS: Final = ("after", "for_each", "since", "done_by", "start", "end")
PERIODS: Final = ("within", "at_least", "at_most")
WORDS: Final = (
    "clock",
    "contents",
    "bound",
    "times",
    "times_to",
    "per",
    "every",
    "days_per_week",
    "minutes",
    "minutes_per",
    "payer",
)
"""The keys whose values are words or numbers, as they are written."""

ASKED: Final = (*NORMS, "limits")
"""The sections whose entries say who must, may or must not do what."""


@attrs.frozen
class Norm:
    """The norm a decision was made from, in the wording of the day.

    `section` is `duties`, `rights`, …; `values` are the keys of the entry: ids of actors and
    events, periods as they are written, the numbers of a service.
    """

    section: str
    id: str
    entry: Entry = attrs.field(repr=False)
    values: Mapping[str, Any]

    def ids(self, key: str) -> tuple[str, ...]:
        """Return the ids a key names, none where it is absent."""
        value = self.values.get(key) or ()
        return (value,) if isinstance(value, str) else tuple(value)

    def text(self, key: str) -> str:
        """Return the value of a key as it is written, empty where it is absent."""
        value = self.values.get(key)
        if isinstance(value, bool):
            return "true" if value else "false"
        return "" if value is None else str(value)


def norm_of(linked: LinkedDecision, contents: Contents, day: datetime.date, value: Any) -> Norm:
    """Return the norm that a decision was made from.

    `value` is the answer where it is known: of a service with variants it chooses the variant.
    """
    origin: Entry = linked.entry.origin
    chosen = origin
    if origin.variants and isinstance(value, str):
        chosen = origin.variants[value]
    now = wording_on(chosen, max(day, first_day(contents)), contents) or chosen
    return Norm(origin.kind, linked.id, origin, now.values)


def asked(contents: Contents, who: str | None, kind: str | None, after: str | None) -> list[str]:
    """Return the ids of the norms of a section, or of all that say who must or may do what.

    Raises `SituationError` for an actor, a section or an event that there is not.
    """
    for name, section in ((who, "actors"), (after, "events")):
        if name is not None and name not in contents.entries(section):
            near = nearest(name, contents.entries(section))
            raise SituationError(problem("unknown-entry", id=name, sections=section, suggest=near))
    if kind is not None and kind not in ASKED:
        near, known = nearest(kind, ASKED), ", ".join(ASKED)
        raise SituationError(problem("unknown-word", word=kind, known=known, suggest=near))
    sections = ASKED if kind is None else (kind,)
    return [entry.id for section in sections for entry in contents.entries(section).values()]


def concerns(norm: Norm | None, who: str | None, after: str | None) -> bool:
    """Say whether a norm is one of this actor and follows this event."""
    if norm is None or (who is not None and who not in norm.ids("who")):
        return False
    follows = (*norm.ids("after"), *norm.ids("for_each"), *norm.ids("since"))
    return after is None or after in follows


def lines(norm: Norm, contents: Contents, lang: str) -> Iterator[str]:
    """Yield what a norm says beside its title: who, whom, after what, within what, how."""
    speaker = Speaker(contents, lang)
    for key in ACTORS:
        titles = [_title(contents, "actors", one).say(lang) for one in norm.ids(key)]
        if titles:
            yield say("norms", key, lang, names="; ".join(titles))
    for key in EVENTS:
        titles = [_title(contents, "events", one).say(lang) for one in norm.ids(key)]
        if titles:
            yield say("norms", key, lang, names="; ".join(titles))
    for key in PERIODS:
        if norm.text(key):
            yield say("norms", key, lang, period=period(norm.text(key), key, lang))
    clock = norm.text("clock")
    if clock:
        yield say("norms", "clock", lang, names=_title(contents, "dates", clock).say(lang))
    if isinstance(norm.values.get("how"), Text):
        yield say("norms", "how", lang, text=norm.values["how"].say(lang))
    yield from _frequency(norm, lang)
    extension = norm.values.get("extended_by")
    if isinstance(extension, Entry):
        length = period(extension.at_most, "at_most", lang)
        yield say("norms", "extended_by", lang, period=length) + speaker.at(extension.cite)


def _frequency(norm: Norm, lang: str) -> Iterator[str]:
    """Yield the norm of a service: how often and how many minutes."""
    times, every = norm.text("times"), norm.text("every")
    if times:
        last = norm.text("times_to") or times
        count = times if last == times else f"{times}–{last}"
        words = {
            "bound": say("norms", f"bound-{norm.text('bound') or 'exactly'}", lang),
            "times": count,
            "word": _counted("word", int(last), lang),
            "unit": _counted(f"per-{norm.text('per') or 'service'}", int(every or 1), lang),
        }
        if every:
            words["unit"] = f"{every} {words['unit']}"
        days = norm.text("days_per_week")
        rest = say("norms", "days-per-week", lang, days=days) if days else ""
        yield say("norms", "times", lang, **words) + rest
    if norm.values.get("as_needed"):
        yield say("norms", "as_needed", lang)
    if isinstance(norm.values.get("frequency_by"), Text):
        yield say("norms", "frequency_by", lang, text=norm.values["frequency_by"].say(lang))
    if norm.text("minutes"):
        unit = say("norms", f"minutes-{norm.text('minutes_per') or 'act'}", lang)
        yield say("norms", "minutes", lang, minutes=norm.text("minutes"), unit=unit)
    if norm.text("payer"):
        yield say("norms", f"payer-{norm.text('payer')}", lang)


def _counted(key: str, number: int, lang: str) -> str:
    """Return the form of a word that goes with a number."""
    one, few, many = say("norms", key, lang).split("|")
    return plural(number, one, few, many)


def period(text: str, key: str, lang: str) -> str:
    """Return a period as people say it; that the act names none is said too."""
    if text == NOT_STATED:
        return say("norms", NOT_STATED, lang)
    found = find_period(f"at least {text}" if key == "at_least" else text)
    return text if found is None else write(found, lang)


def to_data(norm: Norm) -> dict[str, Any]:
    """Return a norm as data for JSON: its section, and what its keys say."""
    data: dict[str, Any] = {"section": norm.section}
    for key in (*ACTORS, *EVENTS):
        if norm.ids(key):
            data[key] = list(norm.ids(key))
    for key in (*PERIODS, *WORDS):
        if norm.text(key):
            data[key] = norm.text(key)
    how = norm.values.get("how")
    return data | ({"how": {"ru": how.ru, "en": how.en or how.ru}} if isinstance(how, Text) else {})


def _title(contents: Contents, section: str, id: str) -> Text:
    entry = contents.entries(section).get(id)
    return entry.title if entry is not None else Text(id)
