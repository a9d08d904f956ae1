"""Calendars as law: what each day is, why and by which act; and counting working days by them.

A calendar is a country's years with layers over them: presidential non-working days, a region's
days off, an organisation's own. A year without a file is unknown; a day off that is not sure is
uncertain; neither is ever guessed.
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import attrs

from socrules import day_columns
from socrules.calendar_files import (
    COUNTRY,
    Country,
    Layer,
    LayerDay,
    Text,
    read_country,
    read_layer,
    read_year,
)
from socrules.calendar_years import OFF, SHORT, UNCERTAIN, UNKNOWN, WORKING, Day, year_days
from socrules.day_tables import Table, Tables
from socrules.finder import data_folder
from socrules.problems import CalendarError, Problem, SituationError, nearest, problem

WAYS: Final = ("unknown", "working", "off")


@attrs.frozen
class Source:
    """The files of one calendar: a country, its years, and the layers that can lie over it."""

    id: str
    country: Country
    years: Mapping[int, Mapping[datetime.date, Day]] = attrs.field(repr=False, hash=False)
    not_final: Mapping[int, datetime.date | None] = attrs.field(repr=False, hash=False)
    layers: Mapping[str, Layer] = attrs.field(repr=False, hash=False)

    @property
    def title(self) -> Text:
        """Return the title of the region, or of the country."""
        region = self.layers.get("regional")
        return region.title if region else self.country.title

    def reach(self, layer: str) -> set[int]:
        """Return the years that one layer knows."""
        if layer == self.country.layer:
            return set(self.years)
        found = self.layers[layer]
        return {year for year in self.years if found.first <= year <= found.last}


@attrs.frozen(repr=False)
class Calendar:
    """A calendar with some of its layers switched on.

    `layers` are the layers in use, `years` the years known in all of them. In `busy` the uncertain
    days are all working days, in `idle` all days off.
    """

    source: Source = attrs.field(hash=False)
    layers: tuple[str, ...]
    years: tuple[int, ...] = attrs.field(eq=False)
    special: Mapping[int, Day] = attrs.field(eq=False)
    busy: Tables = attrs.field(eq=False)
    idle: Tables = attrs.field(eq=False)
    quick: tuple[int, array[int], tuple[datetime.date, ...]] | None = attrs.field(eq=False)

    def __repr__(self) -> str:
        return f"calendar({self.id!r}, {self.layers!r})"

    @property
    def id(self) -> str:
        """Return the id, a path."""
        return self.source.id

    @property
    def available(self) -> tuple[str, ...]:
        """Return the layers there are, in use or not."""
        return (self.source.country.layer, *self.source.layers)

    @property
    def none_found(self) -> tuple[Text, ...]:
        """Return what the layers in use say where days off were looked for and not found."""
        layers = (self.source.layers.get(name) for name in self.layers)
        return tuple(layer.none_found for layer in layers if layer and layer.none_found)

    def switch(self, **layers: bool) -> Calendar:
        """Return the calendar with layers switched on or off: `switch(presidential=True)`."""
        wanted = [name for name in self.layers if layers.get(name, True)]
        wanted += [name for name, on in layers.items() if on]
        return _build(self.source, _chosen(self.source, wanted))

    def day(self, when: datetime.date) -> Day:
        """Return what a day is, with its reason, layer and act."""
        known = self.special.get(when.toordinal())
        if known is not None:
            return known
        country = self.source.country
        if when.year not in self.years:
            return Day(when, UNKNOWN, "year_unknown", self.missing_layer(when.year))
        if when.weekday() in country.weekend:
            return Day(when, OFF, "weekend", country.layer, country.weekend_act)
        return Day(when, WORKING, "weekday", country.layer)

    def is_working(self, when: datetime.date) -> bool | None:
        """Return whether a day is a working day; None where that is uncertain or unknown."""
        status = self.day(when).status
        return None if status in (UNCERTAIN, UNKNOWN) else status != OFF

    def missing_layer(self, year: int) -> str:
        """Return the first layer in use that does not know a year."""
        return next(
            (name for name in self.layers if year not in self.source.reach(name)), self.layers[0]
        )

    def uncertain_days(self, first: datetime.date, last: datetime.date) -> tuple[Day, ...]:
        """Return the uncertain days from `first` to `last`, both included."""
        start, end = first.toordinal(), last.toordinal()
        return tuple(
            day
            for ordinal, day in self.special.items()
            if day.status == UNCERTAIN and start <= ordinal <= end
        )

    def add_working_days(self, days: Any, number: Any, *, uncertain: str = "unknown") -> Any:
        """Return the working day `number` working days after each day, itself not counted.

        `days` is a date, a day number (ordinal), a list of them, or an array of datetime64 or whole
        numbers; the answer has its kind. `number` is whole, negative to count back, 0 for the day
        itself, and may be as many as the days. There is no answer where a year is missing, or where
        an uncertain day decides: None, not-a-time, or in an array of whole numbers -2**63.
        `uncertain="working"` and `"off"` take the uncertain days so.
        """
        if type(days) is datetime.date and type(number) is int and self.quick is not None:
            first, before, listed = self.quick
            at = days.toordinal() - first
            if number > 0 < at < len(before):
                at = before[at] + number - 1
                if at < len(listed):
                    return listed[at]
        return day_columns.add(self._ways(uncertain), days, number)

    def count_working_days(self, starts: Any, ends: Any, *, uncertain: str = "unknown") -> Any:
        """Return how many working days follow each start, up to and with the end.

        Takes and leaves out what `add_working_days` does, and undoes it:
        `count_working_days(day, add_working_days(day, n))` is `n` for n above 0. Negative where the
        end comes before the start.
        """
        return day_columns.count(self._ways(uncertain), starts, ends)

    def _ways(self, uncertain: str) -> tuple[Tables, ...]:
        if uncertain not in WAYS:
            words = ", ".join(f"`{way}`" for way in WAYS)
            suggest = nearest(uncertain, WAYS)
            raise SituationError(
                problem("uncertain-days-word", suggest=suggest, word=uncertain, words=words)
            )
        if self.busy is self.idle:
            return (self.busy,)
        return {"working": (self.busy,), "off": (self.idle,)}.get(uncertain, (self.busy, self.idle))


def calendar_ids(folder: Path | None = None) -> tuple[str, ...]:
    """Return the id of every calendar in `folder` (default: the library's own)."""
    root = folder or data_folder("calendars")
    found = []
    for country in sorted(root.glob(f"*/{COUNTRY}.yaml")):
        name = country.parent.name
        found.append(name)
        found += [
            f"{name}/{path.stem}"
            for path in sorted(country.parent.glob("*.yaml"))
            if not path.stem.isdigit() and path.stem not in (COUNTRY, "presidential")
        ]
    return tuple(found)


def calendar(
    id: str,
    layers: Iterable[str] | None = None,
    *,
    organisation: Path | None = None,
    folder: Path | None = None,
) -> Calendar:
    """Return the calendar `id` (`ru`, `kz`, or a region's path below its country).

    `layers` says which layers are in use beside the country's own: `presidential`, `regional`,
    `organisation`; by default the region's and the organisation's, because presidential
    non-working days are working days for procedure and the Civil Code. `organisation` is a file of
    one's own days in the form of a region's. Raises `CalendarError` with every fault of the files,
    or where there is no such calendar; `SituationError` for a layer that is not there.
    """
    root = folder or data_folder("calendars")
    source = _source(id, root, organisation)
    if layers is None:
        layers = [name for name in source.layers if name != "presidential"]
    return _build(source, _chosen(source, layers))


def calendar_problems(folder: Path | None = None) -> tuple[Problem, ...]:
    """Return every fault of every calendar in `folder`, each once; none where all are in order."""
    found: dict[Problem, None] = {}
    for name in calendar_ids(folder):
        try:
            calendar(name, folder=folder)
        except CalendarError as error:
            found |= dict.fromkeys(error.problems)
    return tuple(found)


@lru_cache(maxsize=64)
def _source(name: str, root: Path, organisation: Path | None) -> Source:
    """Return the files of a calendar, read once in a process."""
    if name not in calendar_ids(root):
        suggest = nearest(name, calendar_ids(root))
        listed = ", ".join(f"`{found}`" for found in calendar_ids(root))
        raise CalendarError(
            problem("calendar-unknown", suggest=suggest, id=name, calendars=listed or "—")
        )
    country_name, _, region = name.partition("/")
    folder = root / country_name
    country, years, not_final = _country(folder)
    files = {"presidential": folder / "presidential.yaml"}
    if region:
        files["regional"] = folder / f"{region}.yaml"
    if organisation:
        files["organisation"] = organisation
    layers = {
        layer: read_layer(path, _name(path), layer)
        for layer, path in files.items()
        if layer != "presidential" or path.is_file()
    }
    return Source(name, country, years, not_final, layers)


@lru_cache(maxsize=16)
def _country(
    folder: Path,
) -> tuple[Country, dict[int, dict[datetime.date, Day]], dict[int, datetime.date | None]]:
    """Return a country with the days of its years; all faults of all its files at once."""
    path = folder / f"{COUNTRY}.yaml"
    country = read_country(path, _name(path))
    years: dict[int, dict[datetime.date, Day]] = {}
    not_final: dict[int, datetime.date | None] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("[0-9]*.yaml")):
        try:
            year = read_year(path, _name(path))
            years[year.number] = year_days(country, year)
        except CalendarError as error:
            problems += error.problems
            continue
        if not year.final:
            not_final[year.number] = year.checked_on
    if problems:
        raise CalendarError(problems)
    return country, years, not_final


def _name(path: Path) -> str:
    return f"calendars/{path.parent.name}/{path.name}"


def _chosen(source: Source, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the country's own layer and the wanted ones, in the order they lie."""
    base = source.country.layer
    asked = {base, *wanted}
    there = (base, *source.layers)
    for name in sorted(asked - set(there)):
        listed = ", ".join(f"`{layer}`" for layer in there)
        suggest = nearest(name, there)
        raise SituationError(
            problem("calendar-layer", suggest=suggest, layer=name, id=source.id, layers=listed)
        )
    return tuple(name for name in there if name in asked)


@lru_cache(maxsize=256)
def _build(source: Source, layers: tuple[str, ...]) -> Calendar:
    """Return the calendar of `source` with `layers` laid over each other."""
    known = set.intersection(*(source.reach(name) for name in layers))
    special = {
        day.toordinal(): found
        for year in sorted(known)
        for day, found in source.years[year].items()
    }
    for name in layers[1:]:
        _lay(special, source, name, known)
    years = tuple(sorted(known))
    busy = _tables(source.country, years, special, uncertain_works=True)
    idle = busy
    if any(day.status == UNCERTAIN for day in special.values()):
        idle = _tables(source.country, years, special, uncertain_works=False)
    return Calendar(source, layers, years, special, busy, idle, _quick(busy, idle))


def _quick(busy: Tables, idle: Tables) -> tuple[int, array[int], tuple[datetime.date, ...]] | None:
    """Return the one run of a calendar without uncertain days, its working days as dates.

    One day is then counted in a third of the time, which loops over many events feel.
    """
    if busy is not idle or len(busy.runs) != 1:
        return None
    run = busy.runs[0]
    return run.first - 1, run.before, tuple(map(datetime.date.fromordinal, run.days))


def _lay(special: dict[int, Day], source: Source, name: str, years: set[int]) -> None:
    """Lay one layer over the days below it, changing `special`."""
    layer, weekend = source.layers[name], source.country.weekend
    for entry in layer.days:
        ordinal, when = entry.date.toordinal(), entry.date
        if when.year not in years:
            continue
        below = special.get(ordinal)
        status = below.status if below else (OFF if when.weekday() in weekend else WORKING)
        already = status == OFF if not entry.works else status in (WORKING, SHORT)
        # A named day on a plain weekend is worth its name; a doubtful one is just a weekend.
        if already and (below is not None or entry.title is None or not entry.sure):
            continue
        if status == UNCERTAIN and not entry.sure:
            continue
        special[ordinal] = _entry_day(layer, entry)
    for when in layer.short_days:
        if when.year in years and when.toordinal() not in special:
            special[when.toordinal()] = Day(when, SHORT, "short_by_layer", name, layer.act)


def _entry_day(layer: Layer, entry: LayerDay) -> Day:
    status, settled_by = (WORKING if entry.works else OFF), None
    if not entry.sure:
        status, settled_by = UNCERTAIN, layer.settled_by or entry.act or layer.act
    what = "works" if entry.works else "moved" if entry.moved_from else "off"
    why = f"{layer.name}_{what}"
    act = entry.act or layer.act
    return Day(entry.date, status, why, layer.name, act, entry.title, entry.moved_from, settled_by)


def _tables(
    country: Country, years: tuple[int, ...], special: Mapping[int, Day], *, uncertain_works: bool
) -> Tables:
    """Return one table for each run of years without a gap."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    works = {OFF: False, UNCERTAIN: uncertain_works}
    # Ordinal 1 is a Monday.
    week = [weekday not in country.weekend for weekday in range(7)]
    tables = []
    for run in runs:
        first = datetime.date(run[0], 1, 1).toordinal()
        last = datetime.date(run[-1], 12, 31).toordinal()
        tables.append(
            Table(
                first,
                (
                    works.get(special[ordinal].status, True)
                    if ordinal in special
                    else week[(ordinal - 1) % 7]
                    for ordinal in range(first, last + 1)
                ),
            )
        )
    return Tables(tables)
