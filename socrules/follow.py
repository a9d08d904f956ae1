"""Follows cases one by one: what a history comes to as of a day, and what binds the whole body.

What is linked and counted for one case serves the next, so whoever follows many keeps one of these.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping

from socrules.calendars import Calendar
from socrules.clocks import Case
from socrules.desk import Counter, Engine, Law, known_facts
from socrules.event_log import Event
from socrules.frequencies import Recurring
from socrules.occurrences import History, Irregularity
from socrules.problems import Findings, SituationError
from socrules.situation import Situation
from socrules.steps import Step

Facts = Mapping[int, Situation]
"""The checked facts that came with each event, by the identity of the event."""


class Follower:
    """Follows cases under one pack by one calendar.

    `relink` gives the pack as it reads on another day: a clock runs by the wording of the day it
    started on. `given` are facts of every case, `log_from` is the day from which the log is
    complete. Raises `SituationError` for facts that do not exist.
    """

    def __init__(
        self,
        engine: Engine,
        relink: Callable[[datetime.date], Engine],
        *,
        given: Mapping[str, object] | None = None,
        calendar: Calendar | str | None = None,
        log_from: datetime.date | None = None,
    ) -> None:
        self.engine = engine
        self.contents = engine.program.pack
        self.common = dict(engine.situation(given or {}))
        self.counter = Counter(calendar or self.contents.head.calendar)
        self.law = Law(engine, relink)
        self.log_from = log_from

    def situations(self, events: Iterable[Event]) -> dict[int, Situation]:
        """Return the checked facts of each event; raises `SituationError` with every problem."""
        findings, found = Findings(), {}
        for event in events:
            try:
                found[id(event)] = self.engine.situation(event.facts)
            except SituationError as error:
                findings.problems += error.problems
        if findings.problems:
            raise SituationError(findings.problems)
        return found

    def case(
        self, history: History, facts: Facts, as_of: datetime.date
    ) -> tuple[list[Step], list[Irregularity]]:
        """Return the steps of one case and what is irregular about it."""
        own = {one: facts[id(one.event)] for one in history.occurrences}
        known, differ = known_facts(history, own, self.common)
        case = Case(history, known, self.law, self.counter, as_of)
        steps = [*case.steps(), *self._recurring(as_of).in_case(history, known)]
        return steps, [*history.irregular, *differ, *case.irregular]

    def body(self, cases: Collection[History], facts: Facts, as_of: datetime.date) -> list[Step]:
        """Return the steps that recur without a beginning, over all cases."""
        body = next((one for one in cases if not one.case), History("", (), ()))
        own = {one: facts[id(one.event)] for one in body.occurrences}
        known, _ = known_facts(body, own, self.common)
        return list(self._recurring(as_of).over_all(cases, known))

    def counted_over_all(self, as_of: datetime.date) -> frozenset[str]:
        """Return the events that count for what recurs without a beginning."""
        norms = self._recurring(as_of).norms
        return frozenset(
            name for norm in norms if not norm.ids("since") for name in norm.ids("done_by")
        )

    def _recurring(self, as_of: datetime.date) -> Recurring:
        return Recurring(self.law, self.counter, as_of, self.log_from)
