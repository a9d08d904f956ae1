"""Shows a year of a calendar at a glance, as plain text of at most 80 columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from socrules.calendar_years import OFF, SHORT, UNCERTAIN, Day
from socrules.calendars import Calendar
from socrules.phrases import about, bare_reason, say, weekday_date, wrap
from socrules.problems import language

_ORDINARY: Final = frozenset({"weekday", "weekend", "holiday", "before_holiday"})
_MARKS: Final = {OFF: ".", SHORT: "'", UNCERTAIN: "?"}
_CELL: Final = 3
_GAP: Final = "   "


def year_at_a_glance(by: Calendar, year: int, lang: str | None = None) -> str:
    """Return a year of a calendar as text: three months a row, then what was moved, and the acts.

    A dot marks a day off, a star a working day in place of another, a stroke a short day, and a
    question mark an uncertain day. A year that is not known says which layer lacks it.
    """
    lang = language(lang)
    title = say("glance.title", lang, title=by.source.title.show(lang), year=year)
    if year not in by.years:
        layer = say(f"layer.{by.missing_layer(year)}", lang)
        return f"{title}\n{say('glance.unknown', lang, layer=layer)}"
    first = datetime.date(year, 1, 1).toordinal()
    last = datetime.date(year, 12, 31).toordinal()
    days = [by.day(datetime.date.fromordinal(ordinal)) for ordinal in range(first, last + 1)]
    statuses = [day.status for day in days]
    off, unsure = statuses.count(OFF), statuses.count(UNCERTAIN)
    total = say("glance.days", lang, working=len(days) - off - unsure, off=off)
    total += say("glance.uncertain", lang, uncertain=unsure) if unsure else ""
    lines = [title, total, "", *_months(days, lang), say("glance.legend", lang)]
    notable = [day for day in days if day.why not in _ORDINARY]
    if notable:
        lines += ["", say("glance.moved", lang)]
        for day in notable:
            lines += wrap(f"  {weekday_date(day.date, lang)} — {bare_reason(day, lang)}")
    lines += ["", say("glance.acts", lang)]
    for act in dict.fromkeys(day.act.show(lang) for day in days if day.act):
        lines += wrap(f"  {act}")
    lines += ["", *(part for line in about(by, lang) for part in wrap(line))]
    if year in by.source.not_final:
        lines.append(say("line.not_final", lang, year=year))
    return "\n".join(lines)


def _months(days: list[Day], lang: str) -> Iterator[str]:
    """Yield the lines of twelve months, three beside each other."""
    months = [
        _month([day for day in days if day.date.month == month], lang) for month in range(1, 13)
    ]
    for quarter in range(0, 12, 3):
        for row in zip(*months[quarter : quarter + 3], strict=True):
            line = _GAP.join(row).rstrip()
            if line:
                yield line
        yield ""


def _month(days: list[Day], lang: str) -> list[str]:
    """Return a month as eight lines of one width: its name, the weekdays, six weeks."""
    name = say("glance.months", lang).split()[days[0].date.month - 1]
    weekdays = "".join(f"{word} " for word in say("glance.weekdays", lang).split())
    cells = [" " * _CELL] * days[0].date.weekday()
    cells += [f"{day.date.day:2}{_mark(day)}" for day in days]
    cells += [" " * _CELL] * (42 - len(cells))
    weeks = ["".join(cells[week : week + 7]) for week in range(0, 42, 7)]
    return [f"{name:^{7 * _CELL}}", weekdays, *weeks]


def _mark(day: Day) -> str:
    if day.status == SHORT or day.why not in (
        "works_instead",
        "regional_works",
        "organisation_works",
    ):
        return _MARKS.get(day.status, " ")
    return _MARKS.get(day.status, "*")
