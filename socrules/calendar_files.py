"""Reads the files of a calendar strictly: every fault is a problem with its place.

A country is a folder with `country.yaml` and a file a year; what lies beside is a layer over it.
`calendars/README.md` says what the keys mean.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar

import attrs

from socrules.problems import CalendarError, PackError, Problem, nearest
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node, read_file

T = TypeVar("T")

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CONFIDENCE: Final = ("high", "medium", "low")
COUNTRY: Final = "country"
LISTED: Final = ("days_off", "working_weekends", "short_days")
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200


@attrs.frozen
class Text:
    """Words in both languages: a title, or an act as it is cited, with its address if known."""

    ru: str
    en: str
    url: str = ""

    def show(self, lang: str) -> str:
        """Return the words in `lang` (`ru`, `en`)."""
        return self.ru if lang == "ru" else self.en


@attrs.frozen
class Holiday:
    """A holiday: its days (month and day, or a date of one year) and how its day off moves."""

    days: tuple[tuple[int, int], ...]
    moves: str
    title: Text
    first: int = FIRST_YEAR
    last: int = LAST_YEAR


@attrs.frozen
class Transfer:
    """A day off moved by a decree from one date to another."""

    start: datetime.date
    end: datetime.date
    sure: bool
    act: Text | None
    start_node: Node = attrs.field(repr=False, eq=False)
    end_node: Node = attrs.field(repr=False, eq=False)


@attrs.frozen
class Country:
    """What holds in a country every year: weekend, holidays, and the articles they rest on."""

    title: Text
    layer: str
    weekend: frozenset[int]
    weekend_act: Text
    holidays_act: Text
    moves_act: Text
    short_day_act: Text | None
    holidays: tuple[Holiday, ...]


@attrs.frozen
class Year:
    """One year: what its decree moves, and the days the file says follow."""

    number: int
    act: Text | None
    final: bool
    checked_on: datetime.date | None
    holidays: tuple[Holiday, ...]
    transfers: tuple[Transfer, ...]
    listed: dict[str, frozenset[datetime.date]]
    working_days: int | None
    node: Node = attrs.field(repr=False, eq=False)


@attrs.frozen
class LayerDay:
    """A day that a layer adds: off or working, sure or not, with its reason."""

    date: datetime.date
    works: bool
    sure: bool
    title: Text | None
    act: Text | None
    moved_from: datetime.date | None


@attrs.frozen
class Layer:
    """Days that a region, the President or an organisation lays over a country's calendar.

    `first` and `last` are the years it speaks of; outside them its days are not known.
    """

    name: str
    title: Text
    first: int
    last: int
    days: tuple[LayerDay, ...]
    short_days: tuple[datetime.date, ...]
    act: Text | None
    settled_by: Text | None
    none_found: Text | None


class _File:
    """One file being read; faults collect in `problems` and the reading goes on."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def fault(self, kind: str, node: Node, suggest: str | None = None, **args: object) -> None:
        words = tuple((name, str(value)) for name, value in args.items())
        self.problems.append(Problem(kind, node.span, words, suggest))

    def keys(self, node: Node, needed: Iterable[str], allowed: Iterable[str]) -> dict[str, Node]:
        """Return the entries of a mapping; unknown and missing keys are problems."""
        if node.kind != MAPPING:
            self.fault("calendar-not-mapping", node)
            return {}
        known = (*needed, *allowed)
        for name, key in node.keys.items():
            if name not in known:
                self.fault("calendar-unknown-key", key, nearest(name, known), key=name)
        for name in needed:
            if name not in node.items:
                self.fault("calendar-missing-key", node, key=name)
        return node.items

    def scalar(self, node: Node, read: Callable[[str], T], default: T, wanted: str) -> T:
        """Return what `read` makes of the text of a node, or `default` and a problem."""
        if node.kind == SCALAR:
            try:
                return read(node.text)
            except ValueError:
                pass
        self.fault(f"calendar-not-{wanted}", node, text=node.text or node.kind)
        return default

    def date(self, node: Node, year: int | None = None) -> datetime.date:
        """Return a date, which must lie in `year` if one is given."""
        found = self.scalar(node, _iso_date, datetime.date.min, "date")
        if year is not None and found != datetime.date.min and found.year != year:
            self.fault("calendar-other-year", node, date=found.isoformat(), year=year)
        return found

    def number(self, node: Node) -> int:
        return self.scalar(node, _whole, 0, "number")

    def word(self, node: Node, words: tuple[str, ...]) -> str:
        """Return one of `words`."""
        if node.kind == SCALAR and node.text in words:
            return node.text
        listed = ", ".join(f"`{word}`" for word in words)
        suggest = nearest(node.text, words)
        self.fault("calendar-not-word", node, suggest, text=node.text or node.kind, words=listed)
        return words[0]

    def elements(self, node: Node | None) -> list[Node]:
        if node is None:
            return []
        if node.kind != SEQUENCE:
            self.fault("calendar-not-list", node)
        return node.elements

    def text(self, node: Node | None) -> Text | None:
        """Return words in both languages."""
        if node is None:
            return None
        items = self.keys(node, ("ru", "en"), ("url", "published"))
        for item in items.values():
            self.scalar(item, str, "", "text")
        words = {key: item.text for key, item in items.items()}
        return Text(words.get("ru", ""), words.get("en", ""), words.get("url", ""))

    def words(self, node: Node | None) -> Text:
        return self.text(node) or Text("", "")

    def years(self, node: Node | None) -> tuple[int, int]:
        if node is None:
            return FIRST_YEAR, LAST_YEAR
        items = self.keys(node, (), ("from", "to"))
        first = self.number(items["from"]) if "from" in items else FIRST_YEAR
        last = self.number(items["to"]) if "to" in items else LAST_YEAR
        return first, last

    def dates(self, node: Node | None, year: int | None = None) -> tuple[datetime.date, ...]:
        """Return a list of dates, each once."""
        found: dict[datetime.date, Node] = {}
        for element in self.elements(node):
            day = self.date(element, year)
            if day in found and day != datetime.date.min:
                self.fault("calendar-day-twice", element, date=day.isoformat())
            found.setdefault(day, element)
        return tuple(found)

    def holidays(self, node: Node | None, year: int | None) -> tuple[Holiday, ...]:
        found = []
        for element in self.elements(node):
            items = self.keys(element, ("days", "moves", "title"), ("years",))
            if items.keys() < {"days", "moves", "title"}:
                continue
            if year is None:
                marks = self.elements(items["days"])
                days = tuple(self.scalar(mark, _month_day, (1, 1), "month-day") for mark in marks)
            else:
                days = tuple((d.month, d.day) for d in self.dates(items["days"], year))
            moves = self.word(items["moves"], ("next_working_day", "by_decree", "never"))
            first, last = self.years(items.get("years"))
            found.append(Holiday(days, moves, self.words(items["title"]), first, last))
        return tuple(found)

    def transfers(self, node: Node | None, year: int) -> tuple[Transfer, ...]:
        found = []
        for element in self.elements(node):
            items = self.keys(element, ("from", "to"), ("confidence", "act"))
            if items.keys() < {"from", "to"}:
                continue
            start, end = self.date(items["from"], year), self.date(items["to"], year)
            act = self.text(items.get("act"))
            sure = self.sure(items)
            found.append(Transfer(start, end, sure, act, items["from"], items["to"]))
        return tuple(found)

    def sure(self, items: dict[str, Node]) -> bool:
        return "confidence" not in items or self.word(items["confidence"], CONFIDENCE) == "high"

    def layer_days(self, node: Node | None) -> tuple[LayerDay, ...]:
        """Return the days of a layer; `from` and `to` give a stretch of days."""
        found: dict[datetime.date, LayerDay] = {}
        for element in self.elements(node):
            allowed = ("date", "from", "to", "becomes", "confidence", "title", "act", "moved_from")
            items = self.keys(element, (), allowed)
            start = items.get("date") or items.get("from")
            if start is None:
                self.fault("calendar-missing-key", element, key="date")
                continue
            first = self.date(start)
            last = self.date(items["to"]) if "from" in items and "to" in items else first
            becomes = items.get("becomes")
            if datetime.date.min in (first, last):
                continue
            if last < first:
                self.fault("calendar-stretch", element, first=first, last=last)
            works = becomes is not None and self.word(becomes, ("day_off", "working")) == "working"
            moved = self.date(items["moved_from"]) if "moved_from" in items else None
            title, act = self.text(items.get("title")), self.text(items.get("act"))
            sure = self.sure(items)
            for ordinal in range(first.toordinal(), last.toordinal() + 1):
                day = datetime.date.fromordinal(ordinal)
                if day in found:
                    self.fault("calendar-day-twice", element, date=day.isoformat())
                found[day] = LayerDay(day, works, sure, title, act, moved)
        return tuple(found.values())


def _iso_date(text: str) -> datetime.date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError
    day = datetime.date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


def _month_day(text: str) -> tuple[int, int]:
    day = _iso_date(f"2024-{text}")
    return day.month, day.day


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text):
        raise ValueError
    return int(text)


def _open(path: Path, name: str) -> Node:
    try:
        return read_file(path, name)
    except PackError as error:
        raise CalendarError(error.problems) from None


def read_country(path: Path, name: str) -> Country:
    """Return what `country.yaml` says; raises `CalendarError` with every fault."""
    problems: list[Problem] = []
    file = _File(problems)
    needed = ("title", "layer", "weekend", "weekend_act", "holidays_act", "moves_act", "holidays")
    items = file.keys(_open(path, name), needed, ("short_day_act",))
    weekend = [file.word(node, WEEKDAYS) for node in file.elements(items.get("weekend"))]
    country = Country(
        file.words(items.get("title")),
        file.word(items["layer"], ("federal", "national")) if "layer" in items else "federal",
        frozenset(WEEKDAYS.index(word) for word in weekend),
        file.words(items.get("weekend_act")),
        file.words(items.get("holidays_act")),
        file.words(items.get("moves_act")),
        file.text(items.get("short_day_act")),
        file.holidays(items.get("holidays"), None),
    )
    return _whole_file(country, problems)


def read_year(path: Path, name: str) -> Year:
    """Return what a year's file says; raises `CalendarError` with every fault."""
    problems: list[Problem] = []
    file = _File(problems)
    node = _open(path, name)
    allowed = ("act", "evidence", "transfers", "extra_holidays", "final", "checked_on")
    items = file.keys(node, ("year",), (*allowed, *LISTED, "working_days"))
    number = file.number(items["year"]) if "year" in items else 0
    if number and str(number) != path.stem:
        file.fault("calendar-year-name", items["year"], year=number, file=path.name)
    year = Year(
        number,
        file.text(items.get("act")),
        "final" not in items or file.word(items["final"], ("no", "yes")) == "yes",
        file.date(items["checked_on"]) if "checked_on" in items else None,
        file.holidays(items.get("extra_holidays"), number),
        file.transfers(items.get("transfers"), number),
        {key: frozenset(file.dates(items.get(key), number)) for key in LISTED},
        file.number(items["working_days"]) if "working_days" in items else None,
        node,
    )
    return _whole_file(year, problems)


def read_layer(path: Path, name: str, layer: str) -> Layer:
    """Return what the file of `layer` says; raises `CalendarError` with every fault."""
    problems: list[Problem] = []
    file = _File(problems)
    allowed = ("known", "act", "settled_by", "none_found", "days", "short_days", "evidence")
    items = file.keys(_open(path, name), ("title", "layer"), allowed)
    first, last = file.years(items.get("known"))
    if "layer" in items:
        file.word(items["layer"], (layer,))
    found = Layer(
        layer,
        file.words(items.get("title")),
        first,
        last,
        file.layer_days(items.get("days")),
        file.dates(items.get("short_days")),
        file.text(items.get("act")),
        file.text(items.get("settled_by")),
        file.text(items.get("none_found")),
    )
    return _whole_file(found, problems)


def _whole_file(value: T, problems: list[Problem]) -> T:
    if problems:
        raise CalendarError(problems)
    return value
