"""Puts days and deadlines into words, Russian or English; the words are in `texts/time.yaml`."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Final

import attrs

from socrules import wordings
from socrules.calendar_years import OFF, UNCERTAIN, Day
from socrules.calendars import Calendar
from socrules.endings import Alternative, Ending
from socrules.problems import language
from socrules.source import MAPPING, Node, read
from socrules.values import date_text

WIDTH: Final = 80


@cache
def _table() -> dict[str, str]:
    """Return every text by its path and language: `why.weekend.ru`."""
    root = read(files("socrules").joinpath("texts/time.yaml").read_bytes(), "time.yaml")
    found: dict[str, str] = {}

    def walk(node: Node, path: str) -> None:
        for key, item in node.items.items():
            if item.kind == MAPPING:
                walk(item, f"{path}{key}.")
            else:
                found[f"{path}{key}"] = item.text

    walk(root, "")
    return found


def say(path: str, lang: str, **words: object) -> str:
    """Return a text of the table, its words in braces filled in."""
    return _table()[f"{path}.{lang}"].format_map(words)


def has(path: str) -> bool:
    """Return whether the table has a text."""
    return f"{path}.ru" in _table()


def weekday_date(day: datetime.date, lang: str) -> str:
    """Return a date with its weekday in words."""
    # Imported where it is used: it costs more than all the rest.
    import pendulum

    weekday = pendulum.date(day.year, day.month, day.day).format("dddd", locale=lang)
    return f"{weekday} {date_text(day, lang)}"


def reason(day: Day, lang: str) -> str:
    """Return why a day is what it is, with the act in brackets where there is one."""
    words = bare_reason(day, lang)
    return f"{words} ({day.act.show(lang)})" if day.act and day.why != "weekend" else words


def bare_reason(day: Day, lang: str) -> str:
    """Return why a day is what it is, without the act."""
    other = date_text(day.other, lang) if day.other else ""
    title = day.title.show(lang) if day.title else ""
    words = say(f"why.{day.why}", lang, title=title, other=other).removesuffix(": ")
    return say("uncertain", lang, why=words) if day.status == UNCERTAIN else words


def _stretches(days: Iterable[Day], lang: str) -> list[str]:
    """Return a line for each stretch of neighbouring days with one reason.

    The heading above says that days are uncertain, so a line does not.
    """
    days = [attrs.evolve(day, status=OFF) for day in days]
    lines = []

    def key(numbered: tuple[int, Day]) -> tuple[int, str]:
        number, day = numbered
        return day.date.toordinal() - number, reason(day, lang)

    for (_, words), group in groupby(enumerate(days), key):
        found = [day.date for _, day in group]
        first = date_text(found[0], lang)
        when = first if len(found) == 1 else f"{first} – {date_text(found[-1], lang)}"
        lines.append(f"  {when}: {words}")
    return lines


def _head(of: Ending, lang: str) -> str:
    """Return the period and the event in words."""
    kind, event = of.period.kind, date_text(of.event, lang)
    words = wordings.write(of.period, lang)
    if of.case.limit:
        head = say("head.limit", lang, period=wordings.genitive(of.period, lang), event=event)
    elif of.period.back:
        head = say("head.back", lang, period=words, event=event)
    else:
        path = f"head.{kind}" if has(f"head.{kind}") else "head.forward"
        head = say(path, lang, period=words, event=event)
    if of.case.extended_by:
        more = wordings.write(of.case.extended_by, lang)
        head = say("head.extended", lang, head=head, period=more)
    return head


def _answer(of: Ending, lang: str) -> str:
    """Return the date in words, or why there is none."""
    if of.missing_year is not None:
        layer = say(f"layer.{of.missing_layer}", lang)
        return say("answer.missing", lang, id=of.calendar.id, year=of.missing_year, layer=layer)
    if of.earliest and of.latest and of.date is None:
        first, last = weekday_date(of.earliest, lang), weekday_date(of.latest, lang)
        return say("answer.uncertain", lang, first=first, last=last)
    date = weekday_date(of.latest or of.event, lang)
    if of.at:
        return say("answer.at", lang, date=date, time=f"{of.at:%H:%M}")
    kind = "limit" if of.case.limit else "immediate" if of.immediate else "date"
    return say(f"answer.{kind}", lang, date=date)


def headline(of: Ending, lang: str | None) -> str:
    """Return an answer in one line: the period, the event and the last day."""
    lang = language(lang)
    return f"{_head(of, lang)}: {_answer(of, lang)}"


def _other(found: Alternative, of: Ending, lang: str) -> str:
    words = say(f"reading.{found.reading}.{found.option}", lang)
    if found.missing_year is not None:
        parts = [say("line.missing", lang, year=found.missing_year)]
    elif found.date and found.latest and found.date != found.latest:
        dates = (weekday_date(day, lang) for day in (found.date, found.latest))
        parts = [" – ".join(dates)]
    else:
        parts = [weekday_date(found.date, lang)] if found.date else []
        parts += [f"{found.at:%H:%M}"] if found.at else []
        parts += [say(f"needs.{found.needs}", lang)] if found.needs else []
    return f"  {words}: {', '.join(parts)}"


def explain(of: Ending, lang: str | None = None) -> str:
    """Return an answer in full: the date, what was not counted and why, and the other readings."""
    lang = language(lang)
    lines = [headline(of, lang)]
    if of.counted and of.skipped and of.soonest and of.soonest.working:
        days = ", ".join(date_text(day, lang) for day in of.counted)
        lines.append(say("line.counted", lang, days=days))
    if of.skipped:
        rolled = of.nominal if of.soonest and not of.soonest.working else None
        path = "line.rolled" if rolled else "line.skipped"
        lines.append(say(path, lang, date=date_text(rolled or of.event, lang)))
        lines += _stretches(of.skipped, lang)
    if of.uncertain:
        lines.append(say("line.uncertain", lang))
        lines += _stretches(of.uncertain, lang)
        lines += [say("line.settled", lang, act=act.show(lang)) for act in of.settled_by]
    used = "; ".join(say(f"reading.{name}.{option}", lang) for name, option in of.readings)
    lines.append(say("line.readings", lang, readings=used))
    others = of.alternatives
    if others:
        lines.append(say("line.others", lang))
        lines += [_other(other, of, lang) for other in others]
    if of.safe and of.safe != of.date:
        lines.append(say("line.safe", lang, date=weekday_date(of.safe, lang)))
    lines += about(of.calendar, lang)
    lines += [say("line.not_final", lang, year=year) for year in of.not_final]
    wrapped = [part for line in lines[1:] for part in wrap(line)]
    return "\n".join([lines[0], *wrapped])


def wrap(line: str, width: int = WIDTH, hang: str = "  ") -> list[str]:
    """Return a line as lines of at most `width` columns; what is carried over is set in."""
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        break_on_hyphens=False,
    )


def about(by: Calendar, lang: str) -> list[str]:
    """Return which calendar and layers were used, and what was looked for and not found."""
    layers = ", ".join(say(f"layer.{name}", lang) for name in by.layers)
    lines = [say("line.layers", lang, id=by.id, layers=layers)]
    return lines + [words.show(lang) for words in by.none_found]
