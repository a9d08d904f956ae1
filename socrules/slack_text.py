"""Says which periods cannot all be used in full, by when each step must really end, and as data."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from socrules.model import Contents
from socrules.norms import Norm, period
from socrules.phrasebook import say
from socrules.phrases import weekday_date, wrap
from socrules.sentences import Speaker, lower_first
from socrules.slack import Slack, Week
from socrules.values import date_text


def explain(
    found: Sequence[Slack],
    contents: Contents,
    lang: str,
    *,
    start: datetime.date | None = None,
    width: int = 100,
) -> str:
    """Return the chains in words: over the year, or as they fare when they begin on `start`."""
    lines = list(_lines(found, contents, lang, start))
    wrapped = [part for line in lines for part in wrap(line, width) or [""]]
    return "\n".join(wrapped) + "\n"


def note(one: Slack, contents: Contents, lang: str) -> str:
    """Return one chain as a line for those who check the pack."""
    words = {"title": one.last.entry.title.say(lang), "cite": _cite(one.last, contents, lang)}
    return say("slack", "note", lang, short=_short(one), pack=contents.id, **words)


def to_data(found: Sequence[Slack], contents: Contents) -> list[dict[str, Any]]:
    """Return the chains as data for JSON."""
    return [
        {
            "pack": contents.id,
            "norm": one.last.id,
            "period": one.period,
            "events": list(one.events),
            "year": one.year,
            "beginnings": one.days,
            "collide": len(one.weeks),
            "least": _week(one.least),
            "most": _week(one.most),
            "shortest": _week(one.shortest),
            "longest": _week(one.longest),
        }
        for one in found
    ]


def _week(week: Week) -> dict[str, Any]:
    return {
        "start": week.start.isoformat(),
        "due": week.due.isoformat(),
        "short": week.short,
        "days": week.days,
        "steps": [
            {
                "norm": link.id,
                "period": link.period,
                "full": link.full.isoformat(),
                "latest": link.latest.isoformat() if link.latest else None,
            }
            for link in week.links
        ],
    }


def _lines(
    found: Sequence[Slack], contents: Contents, lang: str, start: datetime.date | None
) -> Iterator[str]:
    if not found:
        yield say("slack", "none", lang, pack=contents.id)
    for number, one in enumerate(found):
        if number:
            yield ""
        yield from _chain(one, contents, lang, start)


def _chain(one: Slack, contents: Contents, lang: str, start: datetime.date | None) -> Iterator[str]:
    title, cite = one.last.entry.title.say(lang), _cite(one.last, contents, lang)
    words = period(one.period, "within", lang)
    yield say("slack", "head", lang, title=title, cite=cite, period=words)
    actors = _titles(contents, "actors", one.last.ids("who"), lang)
    if actors:
        yield "  " + say("slack", "who", lang, names=actors)
    yield "  " + say("slack", "lacking", lang, short=_short(one))
    counts = {"count": len(one.weeks), "days": one.days, "year": one.year}
    yield "  " + say("slack", "how-often", lang, **counts)
    events = _titles(contents, "events", one.events, lang)
    yield "  " + say("slack", "one-day", lang, events=events)
    if start is None:
        yield from _said("shortest", one.shortest, contents, lang)
        if one.longest.days != one.shortest.days:
            yield from _said("longest", one.longest, contents, lang)
        return
    week = one.on(start)
    if week is None:
        yield "  " + say("slack", "fits", lang, day=weekday_date(start, lang))
    else:
        yield from _said("from", week, contents, lang)


def _said(key: str, week: Week, contents: Contents, lang: str) -> Iterator[str]:
    day, due = weekday_date(week.start, lang), weekday_date(week.due, lang)
    never = say("slack", "never", lang)
    days = never if week.days is None else week.days
    yield "  " + say("slack", key, lang, day=day, due=due, days=days)
    for link in week.links:
        yield "    — " + say(
            "slack",
            "step" if link.latest else "step-never",
            lang,
            title=link.norm.entry.title.say(lang),
            cite=_cite(link.norm, contents, lang),
            period=period(link.period, "within", lang),
            full=date_text(link.full, lang),
            latest=date_text(link.latest, lang) if link.latest else "",
        )


def _short(one: Slack) -> str:
    """Return how many working days are lacking, the fewest and the most."""
    least, most = one.least.short, one.most.short
    return str(least) if least == most else f"{least}–{most}"


def _cite(norm: Norm, contents: Contents, lang: str) -> str:
    return Speaker(contents, lang).at(norm.values.get("cite"))


def _titles(contents: Contents, section: str, ids: Sequence[str], lang: str) -> str:
    entries = contents.entries(section)
    return "; ".join(lower_first(entries[name].title.say(lang)) for name in ids)
