"""Answers when a period ends, from words or a period, an event and a calendar.

The answer is data and says itself in words; `socrules.endings` has what it holds.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import attrs

from socrules import periods, phrases, reckoning
from socrules.calendar_files import FIRST_YEAR, LAST_YEAR
from socrules.calendars import Calendar, calendar
from socrules.endings import Ending, ends, open_for
from socrules.periods import Period, check_readings
from socrules.problems import SituationError, problem
from socrules.reckoning import Case
from socrules.wordings import parse_period, write


@attrs.frozen
class Deadline(Ending):
    """The end of a period, which can say itself in words."""

    def explain(self, lang: str | None = None) -> str:
        """Return the whole answer as text in `lang` (`ru`, `en`; default: that of the locale)."""
        return phrases.explain(self, lang)

    def as_data(self) -> dict[str, Any]:
        """Return the whole answer as plain data for JSON: dates as ISO text, words by language."""
        return {
            "period": {lang: write(self.period, lang) for lang in ("ru", "en")},
            "event": self.event.isoformat(),
            "calendar": self.calendar.id,
            "layers": list(self.layers),
            "status": self.status,
            "date": _iso(self.date),
            "at": _iso(self.at),
            "earliest": _iso(self.earliest),
            "latest": _iso(self.latest),
            "nominal": _iso(self.nominal),
            "safe": _iso(self.safe),
            "immediate": self.immediate,
            "missing_year": self.missing_year,
            "missing_layer": self.missing_layer,
            "not_final": list(self.not_final),
            "readings": dict(self.readings),
            "alternatives": [_plain(attrs.asdict(other)) for other in self.alternatives],
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [_plain(attrs.asdict(day)) for day in self.skipped],
            "uncertain": [_plain(attrs.asdict(day)) for day in self.uncertain],
        }

    def __str__(self) -> str:
        return phrases.headline(self, None)


def deadline(
    period: Period | str,
    event: datetime.date | str,
    calendar: Calendar | str,
    *,
    readings: Mapping[str, str] | None = None,
    extended_by: Period | str | None = None,
    done: int = 1,
) -> Deadline:
    """Return when a period ends.

    `period` may be words (`5 working days`, «в течение пяти рабочих дней»); `event` a date, a
    moment (`datetime`, where hours count) or ISO text; `calendar` an id or a calendar. `readings`
    chooses among `socrules.periods.READINGS`; the rest have their defaults. `extended_by` is the
    period of an extension. Of what recurs, `event` is the last time and `done` how often it was
    done in the running month, half-year and so on. Raises `SituationError` for words, dates or
    readings that do not exist, `CalendarError` for calendars.
    """
    return _answer(period, event, calendar, readings, extended_by=extended_by, done=done)


def limit(
    period: Period | str,
    event: datetime.date | str,
    calendar: Calendar | str,
    *,
    readings: Mapping[str, str] | None = None,
    used: int | None = None,
) -> Deadline:
    """Return the last day of a state that lasts at most `period` from `event`; it never rolls.

    `used` is how many days of a yearly limit earlier occurrences took. Otherwise as `deadline`.
    """
    return _answer(period, event, calendar, readings, limit=True, used=used)


def series(
    period: Period | str, origin: datetime.date | str, times: int
) -> tuple[datetime.date, ...]:
    """Return the first `times` days on which something recurs, each counted from the origin.

    Never chained: monthly from 31 January is 28 February, then 31 March. Not rolled.
    """
    found = parse_period(period) if isinstance(period, str) else period
    start = _event(origin)[0].toordinal()
    ends = (reckoning.recur(found, start, time) for time in range(1, times + 1))
    dates = tuple(datetime.date.fromordinal(end) for end in ends if end is not None)
    if len(dates) < times:
        raise SituationError(problem("period-does-not-recur", period=_said(period)))
    return dates


def _answer(
    period: Period | str,
    event: datetime.date | str,
    by: Calendar | str,
    chosen: Mapping[str, str] | None,
    *,
    limit: bool = False,
    extended_by: Period | str | None = None,
    done: int = 1,
    used: int | None = None,
) -> Deadline:
    found = parse_period(period) if isinstance(period, str) else period
    more = parse_period(extended_by) if isinstance(extended_by, str) else extended_by
    if found.kind == periods.FREQUENCY and found.at_most:
        raise SituationError(problem("period-not-a-deadline", period=_said(period)))
    spans = [found] if limit or found.back else []
    for span in (*spans, *([more] if more else [])):
        if span.kind not in periods.SPANS or (span is more and span.back):
            raise SituationError(problem("period-not-a-span", period=_said(span)))
    table = calendar(by) if isinstance(by, str) else by
    day, moment = _event(event)
    check_readings(chosen or {})
    readings = dict(chosen or {})
    if "presidential_days" in readings:
        table = table.switch(presidential=readings["presidential_days"] == "nonworking")
    elif "presidential" in table.layers:
        readings["presidential_days"] = "nonworking"
    case = Case(found, day.toordinal(), moment, {}, limit, more, done, used)
    used_readings = {
        name: readings.get(name, options[0]) for name, options in open_for(case, table).items()
    }
    case = attrs.evolve(case, readings=used_readings)
    readings_used = tuple(used_readings.items())
    return Deadline(found, day, table, readings_used, *ends(case, table), case)


def _iso(when: datetime.date | None) -> str | None:
    return when.isoformat() if when else None


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record without what is empty, its dates as text."""
    return {
        key: value.isoformat() if isinstance(value, datetime.date) else value
        for key, value in record.items()
        if value not in (None, "")
    }


def _said(period: Period | str) -> str:
    return period if isinstance(period, str) else write(period, "en")


def _event(event: datetime.date | str) -> tuple[datetime.date, datetime.datetime | None]:
    """Return the day of an event, and its minute where it was given."""
    when = event
    if isinstance(when, str):
        try:
            when = (datetime.datetime if "T" in when else datetime.date).fromisoformat(when)
        except ValueError:
            when = datetime.date.min
    if isinstance(when, datetime.datetime):
        day, moment = when.date(), when
    else:
        day, moment = when, None
    aware = moment is not None and moment.tzinfo is not None
    if aware or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise SituationError(problem("event-not-a-date", event=event))
    return day, moment
