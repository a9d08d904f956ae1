"""What following cases needs of a pack: norms by what starts them, facts of a case, last days."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import attrs

from socrules.answer import Decision
from socrules.calendars import Calendar, calendar
from socrules.deadlines import Deadline, deadline, limit
from socrules.model import Entry
from socrules.norms import NOT_STATED, Norm, norm_of
from socrules.occurrences import History, Irregularity, Occurrence
from socrules.program import Program
from socrules.regions import Regions
from socrules.situation import Situation
from socrules.steps import OPEN, Due, Step, Why
from socrules.surface import EXTENDED
from socrules.walk import days_of_change, expressions_in, first_day, subexpressions

SECTIONS: Final = ("duties", "limits")
"""The sections whose norms have clocks."""


class Engine(Protocol):
    """The part of a pack that is asked here."""

    @property
    def program(self) -> Program:
        """The linked program."""

    def situation(self, facts: Mapping[str, object]) -> Situation:
        """Return checked facts."""

    def decide(self, decisions: list[str], facts: Mapping[str, object]) -> dict[str, Decision]:
        """Return answers."""


class Law:
    """The pack as it reads on each day: linked anew only where its text or an age changes."""

    def __init__(self, engine: Engine, relink: Callable[[datetime.date], Engine]) -> None:
        contents = engine.program.pack
        end = contents.head.effect.to
        after = [end + datetime.timedelta(1)] if isinstance(end, datetime.date) else []
        self.bounds = sorted({*days_of_change(contents), first_day(contents), *after})
        self.relink = relink
        now = Followed(engine)
        self.daily = _tells_time(now)
        self.linked = {self.key(engine.program.day): now}

    def key(self, day: datetime.date) -> datetime.date | int:
        """Return what days have in common on which the pack reads the same."""
        return day if self.daily else bisect_right(self.bounds, day)

    def on(self, day: datetime.date) -> Followed:
        """Return the pack of a day."""
        key = self.key(day)
        if key not in self.linked:
            self.linked[key] = Followed(self.relink(day))
        return self.linked[key]


def _tells_time(followed: Followed) -> bool:
    """Say whether what is asked here depends on the day in question, as an age does."""
    regions, decisions = Regions(followed.program), followed.contents.entries("decisions")
    reached = {name for asked in followed.asked for kind, name in regions.reach(asked)}
    return any(
        part.op == "name" and part.args[0] == "day"
        for name in reached | {*followed.asked}
        if name in decisions
        for expr in expressions_in(decisions[name])
        for part in subexpressions(expr)
    )


class Followed:
    """The norms of one linked pack that have clocks, by what starts them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.program = engine.program
        self.contents = self.program.pack
        self.norms = {norm.id: norm for norm in self._norms()}
        self.clocks = self.contents.entries("dates")
        before: dict[str, list[str]] = {}
        for norm in self.norms.values():
            for name in norm.ids("before"):
                before.setdefault(name, []).append(norm.id)
        self.before: Mapping[str, list[str]] = before
        extensions = [f"{name}.{EXTENDED}" for name in self.norms]
        known = self.program.decisions
        self.asked = [name for name in (*self.norms, *self.clocks, *extensions) if name in known]
        self._answers: dict[Any, dict[str, Decision]] = {}

    def _norms(self) -> Iterator[Norm]:
        for section in SECTIONS:
            for name in self.contents.entries(section):
                linked = self.program.decisions[name]
                yield norm_of(linked, self.contents, self.program.day, None)

    def starts(self, norm: Norm) -> tuple[str, ...]:
        """Return the events that bring a norm about; of a clock alone those that can start it."""
        if norm.section == "limits":
            return norm.ids("start")
        return (*norm.ids("after"), *norm.ids("for_each")) or self.clock_events(norm)

    def clock_events(self, norm: Norm) -> tuple[str, ...]:
        """Return the events that may start the clock of a norm."""
        clock = self.clocks.get(norm.text("clock"))
        if clock is None:
            return ()
        cases: Iterable[Entry] = (clock.cases or {"": clock}).values()
        return tuple(dict.fromkeys(case.event for case in cases if case.event))

    def answers(self, facts: Mapping[str, Any]) -> dict[str, Decision]:
        """Return the answers of all that is asked, by id, worked out once for the same facts."""
        key = tuple(sorted((name, repr(value)) for name, value in facts.items()))
        if key not in self._answers:
            self._answers[key] = self.engine.decide(self.asked, facts)
        return self._answers[key]


@attrs.frozen(eq=False)
class Known:
    """What is known in one case: the facts of each thread of events, and what does not agree.

    Facts that came with an event hold for its thread; those on which all lines of the case agree
    hold for the rest too. Where they differ a fact is unknown: the latest line is not the truth.
    """

    common: Mapping[str, Any]
    threads: Mapping[Occurrence, Mapping[str, Any]]

    def at(self, occurrence: Occurrence) -> Mapping[str, Any]:
        """Return the facts that hold for what an occurrence starts."""
        return self.threads.get(occurrence.root, self.common)


def known_facts(
    history: History, facts: Mapping[Occurrence, Situation], given: Mapping[str, Any]
) -> tuple[Known, tuple[Irregularity, ...]]:
    """Return what is known in a case, and an irregularity for each fact whose values differ."""
    values: dict[str, list[tuple[Occurrence | None, Any]]] = {
        name: [(None, value)] for name, value in given.items()
    }
    for one in history.occurrences:
        for name, value in facts[one].items():
            values.setdefault(name, []).append((one, value))
    common: dict[str, Any] = {}
    threads: dict[Occurrence, dict[str, Any]] = {
        one.root: {} for one in history.occurrences if facts[one]
    }
    irregular = []
    for name, found in values.items():
        if _agree(found):
            common[name] = found[0][1]
        elif not _of_alike_threads(found):
            irregular.append(_differ(history.case, name, found))
        for root in dict.fromkeys(one.root for one, _ in found if one is not None):
            own = [(one, value) for one, value in found if one is not None and one.root is root]
            if _agree(own):
                threads[root][name] = own[0][1]
    whole = {
        root: common | {name: own.get(name) for name in _mentioned(values, root)}
        for root, own in threads.items()
    }
    return Known(common, whole), tuple(irregular)


def _agree(found: Sequence[tuple[Occurrence | None, Any]]) -> bool:
    return all(value == found[0][1] for _, value in found)


def _mentioned(values: Mapping[str, Any], root: Occurrence) -> Iterator[str]:
    for name, found in values.items():
        if any(one is not None and one.root is root for one, _ in found):
            yield name


def _of_alike_threads(found: list[tuple[Occurrence | None, Any]]) -> bool:
    """Say whether a fact differs only between threads of one kind, as of two complaints."""
    roots = {one.root if one is not None else None for one, _ in found}
    alike = len({root.id for root in roots if root is not None}) == 1 and None not in roots
    return alike and all(
        _agree([pair for pair in found if pair[0] is not None and pair[0].root is root])
        for root in roots
    )


def _differ(case: str, name: str, found: list[tuple[Occurrence | None, Any]]) -> Irregularity:
    """Return the irregularity that a fact has several values, at the last line that gives one."""
    last = [one for one, _ in found if one is not None][-1]
    return Irregularity("facts_differ", case, last.id, last.day, (), (name,))


class Counter:
    """Counts last days by one calendar, each once."""

    def __init__(self, by: Calendar | str | None) -> None:
        self.by = calendar(by) if isinstance(by, str) else by
        self._found: dict[Any, Deadline] = {}

    def count(
        self,
        norm: Norm,
        period: str,
        event: datetime.date,
        *,
        extended_by: str | None = None,
        done: int = 1,
        used: int | None = None,
    ) -> Deadline:
        """Return the end of a period of a norm, under the readings the norm states."""
        assert self.by is not None
        readings = norm.values.get("time") or {}
        capped = norm.section == "limits"
        key = period, event, extended_by, done, used, capped, tuple(readings.items())
        if key not in self._found:
            if capped:
                found = limit(period, event, self.by, readings=readings, used=used)
            else:
                found = deadline(
                    period, event, self.by, readings=readings, extended_by=extended_by, done=done
                )
            self._found[key] = found
        return self._found[key]

    def due(
        self,
        norm: Norm,
        day: datetime.date | None,
        moment: datetime.datetime | None = None,
        *,
        used: int | None = None,
    ) -> Due:
        """Return the last day of the period of a norm that runs from a day."""
        period = period_of(norm)
        if not period:
            return Due()
        if day is None:
            return Due(whys=(Why("no_date"),))
        if self.by is None:
            return Due(whys=(Why("no_calendar"),))
        return due_of(self.count(norm, period, moment or day, used=used))


def due_of(found: Deadline) -> Due:
    """Return a last day as it was counted, and what keeps it open."""
    if found.earliest is None:
        return Due(None, None, found, (Why("missing_year", number=found.missing_year),))
    whys = (Why("uncertain_day"),) if found.status == "unknown" else ()
    return Due(found.earliest, found.latest, found, whys)


def period_of(norm: Norm) -> str:
    """Return the period of a norm as it is written, empty where the act names none."""
    text = norm.text("at_most") if norm.section == "limits" else norm.text("within")
    return "" if text == NOT_STATED else text


def step_of(case: str, norm: Norm, answer: Decision, period: str) -> Step:
    """Return what all steps of a norm in a case have in common; `answer` says that it stands."""
    return Step(
        case,
        norm.section,
        norm.id,
        norm.entry.title,
        answer.linked.entry.cite or (),
        norm.ids("who"),
        OPEN,
        (),
        f"{case}/{norm.id}",
        period=period,
        readings=answer.readings,
    )
