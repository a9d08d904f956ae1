"""Watches live cases: events and days come in, alarms go out, each once.

The log of events and the timeline are the truth: a case is followed anew when something happens in
it, or on the first day on which anything about it can change by itself. What its steps and
irregularities come to is asserted, and the rules of durable-rules say which alarms that raises.
"""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from socrules.alarms import KINDS, Alarm, Identity, Teller
from socrules.backends.fence import Conclusion, Condition, Property, Rule, Session
from socrules.calendars import Calendar
from socrules.event_log import Event
from socrules.follow import Follower
from socrules.occurrences import AHEAD, History, Irregularity, histories
from socrules.pack import Pack
from socrules.problems import SituationError
from socrules.situation import Situation
from socrules.steps import DONE, LATE, MISSED, OPEN, STATES, UNKNOWN, Step

NEAR: Final = 3
"""So many days before the last one it is near."""

BODY: Final = "\0body"
"""What recurs over all cases, among the names of cases; no line of a log can name a case so."""

ONE_DAY: Final = datetime.timedelta(1)

STATE: Final[Property] = "step", "state"
LEFT: Final[Property] = "step", "days left to the lowest last day"
ENDED: Final[Property] = "step", "done"
IRREGULAR: Final[Property] = "log", "irregular"


def alarm_rules(near: int) -> list[Rule]:
    """Return the rules that raise alarms; `near` days before the last one it is near.

    A step is said by its state, whether it is done, and the days left where it has a last day.
    """
    dated: Condition = (LEFT, "<=", datetime.date.max.toordinal())
    rows: tuple[tuple[str, tuple[Condition, ...]], ...] = (
        ("missed", (_in(MISSED),)),
        ("doubtful", (_in(UNKNOWN), (LEFT, "<", 0))),
        ("near", (_in(OPEN), (LEFT, "<=", near))),
        ("near", (_in(UNKNOWN), (ENDED, "=", 0), (LEFT, "<=", near), (LEFT, ">=", 0))),
        ("late", (_in(LATE),)),
        ("met", (_in(DONE), dated)),
        ("irregular", ((IRREGULAR, "=", 1),)),
    )
    return [Rule(frozenset(conditions), _raises(kind)) for kind, conditions in rows]


def _in(state: str) -> Condition:
    return STATE, "=", STATES.index(state)


def _raises(kind: str) -> Conclusion:
    return ("alarm", kind), 1


class Monitor:
    """Many live cases of one pack over virtual time, from `day` on.

    `near` says how many days before the last one it is near; `given`, `calendar` and `log_from` are
    those of `Pack.timeline`. `raised` are the identities of alarms that were raised before and are
    not raised again. Raises `SocrulesError` where durable-rules is not installed.
    """

    def __init__(
        self,
        pack: Pack,
        day: datetime.date,
        *,
        near: int = NEAR,
        given: Mapping[str, object] | None = None,
        calendar: Calendar | str | None = None,
        log_from: datetime.date | None = None,
        raised: Iterable[Identity] = (),
    ) -> None:
        self.follower = Follower(pack, pack.on, given=given, calendar=calendar, log_from=log_from)
        self.day = day
        self.near = near
        self.raised = set(raised)
        by = self.follower.counter.by
        self._teller = Teller(self.follower.contents, by.id if by else "")
        self._session = Session(alarm_rules(near))
        self._kinds: dict[tuple[tuple[Property, int], ...], list[str]] = {}
        self._events: dict[str, list[Event]] = {}
        self._facts: dict[int, Situation] = {}
        self._histories: dict[str, History] = {}
        self._wakes: list[tuple[datetime.date, str]] = []

    # --- what comes in ---

    def begin(self, events: Iterable[Event] = ()) -> Iterator[list[Alarm]]:
        """Take in what is known when the watch begins, and yield the alarms of it, case by case.

        Raises `SituationError` for events that cannot be placed.
        """
        for event in events:
            self._take(event)
        yield from self._look([*sorted(self._events), BODY])

    def tick(self, day: datetime.date) -> Iterator[list[Alarm]]:
        """Move time on to a day, and yield the alarms on the way, case by case.

        Each case is looked at on every day on which it can change. Time never goes back.
        """
        while self._wakes and self._wakes[0][0] <= day:
            self.day = self._wakes[0][0]
            names: set[str] = set()
            while self._wakes and self._wakes[0][0] == self.day:
                names.add(heapq.heappop(self._wakes)[1])
            yield from self._look(sorted(names))
        self.day = max(self.day, day)

    def event(self, event: Event) -> Iterator[list[Alarm]]:
        """Take in an event on the day it is, and yield the alarms that it raises.

        Raises `SituationError` for an event that cannot be placed, and forgets it.
        """
        self._take(event)
        try:
            found = list(self._look([event.case]))
        except SituationError:
            self._events[event.case].pop()
            raise
        yield from found

    def _take(self, event: Event) -> None:
        self._facts |= self.follower.situations([event])
        self._events.setdefault(event.case, []).append(event)

    # --- what goes out ---

    def _look(self, names: Iterable[str]) -> Iterator[list[Alarm]]:
        """Yield the new alarms of each of these cases, and note when to look at each again."""
        queue = list(names)
        for name in queue:
            marks = self._marks(name)
            steps, irregular = self._follow(name)
            if BODY not in queue and (name == "" or self._marks(name) != marks):
                queue.append(BODY)
            self._wake(name, steps, irregular)
            found = self._alarms(steps, irregular)
            if found:
                yield found

    def _follow(self, name: str) -> tuple[list[Step], list[Irregularity]]:
        """Return what a case comes to on the day it is."""
        if name == BODY:
            return self.follower.body(self._histories.values(), self._facts, self.day), []
        found = histories(self.follower.contents, self._events[name], self.day)
        self._histories[name] = found[name]
        return self.follower.case(found[name], self._facts, self.day)

    def _marks(self, name: str) -> list[tuple[str, datetime.date | None]]:
        """Return what of a case counts for what recurs over all cases."""
        history = self._histories.get(name)
        counted = self.follower.counted_over_all(self.day)
        return [] if history is None else [(one.id, one.day) for one in history.of(counted)]

    def _alarms(self, steps: Iterable[Step], irregular: Iterable[Irregularity]) -> list[Alarm]:
        """Return the alarms that rules raise, and that were not raised before."""
        found = [
            self._teller.of_step(kind, step, self.day)
            for step in sorted(steps, key=lambda step: step.order)
            for kind in self._fire(_said(step, self.day))
        ]
        found += [
            self._teller.of_irregularity(kind, one, self.day)
            for one in irregular
            for kind in self._fire({IRREGULAR: 1})
        ]
        new = {one.identity: one for one in found if one.identity not in self.raised}
        self.raised |= new.keys()
        return list(new.values())

    def _fire(self, fact: dict[Property, int]) -> list[str]:
        """Return the kinds of alarms that rules raise for a fact; the same is asked once."""
        key = tuple(fact.items())
        if key not in self._kinds:
            fired = self._session.fire(fact)
            self._kinds[key] = [kind for kind in KINDS if _raises(kind) in fired]
        return self._kinds[key]

    def _wake(self, name: str, steps: Iterable[Step], irregular: Iterable[Irregularity]) -> None:
        """Note the next day on which something can change where nothing happens."""
        days = [*self._changes(steps)]
        days += [one.date for one in irregular if one.kind == AHEAD and one.date]
        ahead = [day for day in days if day > self.day]
        if ahead:
            heapq.heappush(self._wakes, (min(ahead), name))

    def _changes(self, steps: Iterable[Step]) -> Iterator[datetime.date]:
        """Yield days on which steps can change, or the law that they rest on."""
        law, recurs = self.follower.law, False
        for step in steps:
            recurs = recurs or step.period.startswith("at least")
            if step.earliest is not None and step.latest is not None:
                yield step.earliest - datetime.timedelta(self.near)
                yield step.earliest + ONE_DAY
                yield step.latest + ONE_DAY
        yield from law.bounds
        if law.daily and recurs:
            yield self.day + ONE_DAY


def _said(step: Step, day: datetime.date) -> dict[Property, int]:
    """Return a step on a day as the fact that rules read."""
    left = step.days_left(day)
    found = {STATE: STATES.index(step.state), ENDED: int(step.done is not None)}
    return found if left is None else {**found, LEFT: left}
