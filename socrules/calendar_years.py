"""Works out the days off, working weekends and short days of a year from the law and its decree.

The rules are those of `country.yaml`: holidays on fixed dates; a holiday that meets a weekend gives
its day off to the next working day, unless the decree of the year sends it elsewhere; the decree
moves days off; the working day right before a holiday is short, and a former day off that works
has the length of the day it replaced. The lists in the file are compared with the result.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

import attrs

from socrules.calendar_files import LISTED, Country, Holiday, Text, Transfer, Year
from socrules.problems import CalendarError, Problem, problem

DAY: Final = datetime.timedelta(days=1)

WORKING: Final = "working"
SHORT: Final = "short"
OFF: Final = "off"
UNCERTAIN: Final = "uncertain"
UNKNOWN: Final = "unknown"


@attrs.frozen
class Day:
    """A day of a calendar: what it is, why, and by which act.

    `status` is `working`, `short` (working, an hour less), `off`, `uncertain` or `unknown`. `why`
    names the reason in the table `texts/time.yaml`; `title` the holiday; `other` the other end of a
    move; `layer` the layer that decides; `settled_by` the act that would settle an uncertain day.
    """

    date: datetime.date
    status: str
    why: str
    layer: str
    act: Text | None = None
    title: Text | None = None
    other: datetime.date | None = None
    settled_by: Text | None = None


def year_days(country: Country, year: Year) -> dict[datetime.date, Day]:
    """Return every day of the year that is not an ordinary weekday or weekend.

    Raises `CalendarError` where a transfer is impossible or the lists of the file differ from what
    follows from the law and the transfers.
    """
    problems: list[Problem] = []
    work = _Year(country, year)
    days = work.holidays()
    moved_by_decree = {transfer.start for transfer in year.transfers}
    work.move_by_law(days, moved_by_decree)
    for transfer in year.transfers:
        problems += work.move_by_decree(days, transfer)
    if country.short_day_act:
        work.shorten(days, country.short_day_act)
    problems = problems or _compare(work, year, days)
    if problems:
        raise CalendarError(problems)
    return days


class _Year:
    """The country's rules for one year."""

    def __init__(self, country: Country, year: Year) -> None:
        self.country = country
        self.year = year
        self.titles: dict[datetime.date, Holiday] = {}
        for number in (year.number, year.number + 1):
            of_year = year.holidays if number == year.number else ()
            for holiday in (*country.holidays, *of_year):
                if holiday.first <= number <= holiday.last:
                    for month, day in holiday.days:
                        self.titles[datetime.date(number, month, day)] = holiday

    def weekend(self, day: datetime.date) -> bool:
        return day.weekday() in self.country.weekend

    def works(self, days: dict[datetime.date, Day], day: datetime.date) -> bool:
        """Return whether the five-day week works on `day`, an uncertain day counting as moved."""
        known = days.get(day)
        if known is None:
            return not self.weekend(day)
        return known.status != OFF and not (known.status == UNCERTAIN and known.why == "moved_here")

    def all_days(self) -> list[datetime.date]:
        first = datetime.date(self.year.number, 1, 1)
        last = datetime.date(self.year.number, 12, 31)
        return [first + DAY * number for number in range((last - first).days + 1)]

    def holidays(self) -> dict[datetime.date, Day]:
        layer, act = self.country.layer, self.country.holidays_act
        return {
            day: Day(day, OFF, "holiday", layer, act, holiday.title)
            for day, holiday in sorted(self.titles.items())
            if day.year == self.year.number
        }

    def move_by_law(self, days: dict[datetime.date, Day], elsewhere: set[datetime.date]) -> None:
        """Give the day off of a holiday on a weekend to the next working day."""
        for day, holiday in sorted(self.titles.items()):
            if day.year != self.year.number or not self.weekend(day) or day in elsewhere:
                continue
            if holiday.moves == "next_working_day":
                target = day + DAY
                while not self.works(days, target):
                    target += DAY
                layer, act = self.country.layer, self.country.moves_act
                days[target] = Day(target, OFF, "moved_by_law", layer, act, holiday.title, day)

    def move_by_decree(self, days: dict[datetime.date, Day], transfer: Transfer) -> list[Problem]:
        """Move one day off; the problems say which end of the transfer cannot be right."""
        start, end = transfer.start, transfer.end
        faults = []
        if self.works(days, start):
            where = transfer.start_node.span
            faults.append(problem("calendar-moves-working-day", where, date=start.isoformat()))
        if not self.works(days, end):
            where = transfer.end_node.span
            faults.append(problem("calendar-moves-to-day-off", where, date=end.isoformat()))
        if faults:
            return faults
        layer, act = self.country.layer, transfer.act or self.year.act
        settled_by = None if transfer.sure else act
        if start not in self.titles:
            status = WORKING if transfer.sure else UNCERTAIN
            days[start] = Day(start, status, "works_instead", layer, act, None, end, settled_by)
        status = OFF if transfer.sure else UNCERTAIN
        days[end] = Day(end, status, "moved_here", layer, act, None, start, settled_by)
        return []

    def shorten(self, days: dict[datetime.date, Day], act: Text) -> None:
        """Mark the working days right before a holiday, and former days off in their place."""
        for day in self.all_days():
            known = days.get(day)
            if not self.works(days, day) or (known and known.status == UNCERTAIN):
                continue
            replaced = known.other if known else None
            for before in (day, replaced):
                if before and before + DAY in self.titles:
                    title = self.titles[before + DAY].title
                    reason = Day(day, SHORT, "before_holiday", self.country.layer, act, title)
                    days[day] = attrs.evolve(known, status=SHORT) if known else reason
                    break


def _compare(work: _Year, year: Year, days: dict[datetime.date, Day]) -> list[Problem]:
    """Return how the lists of the file differ from what follows."""
    works = {day: work.works(days, day) for day in work.all_days()}
    follow = {
        "days_off": {day for day, does in works.items() if not does and not work.weekend(day)},
        "working_weekends": {day for day, does in works.items() if does and work.weekend(day)},
        "short_days": {day for day in works if day in days and days[day].status == SHORT},
    }
    problems = []
    for key in LISTED:
        listed = year.listed[key]
        missing, extra = follow[key] - listed, listed - follow[key]
        node = year.node.items.get(key, year.node)
        if missing:
            problems.append(
                problem("calendar-day-not-listed", node.span, key=key, dates=_list(missing))
            )
        if extra:
            by_text = {element.text: element for element in node.elements}
            where = by_text[min(extra).isoformat()].span
            problems.append(
                problem("calendar-day-does-not-follow", where, key=key, dates=_list(extra))
            )
    count = sum(works.values())
    if not problems and year.working_days is not None and year.working_days != count:
        where = year.node.items["working_days"].span
        problems.append(
            problem("calendar-working-days", where, given=year.working_days, count=count)
        )
    return problems


def _list(days: Iterable[datetime.date]) -> str:
    return ", ".join(day.isoformat() for day in sorted(days))
