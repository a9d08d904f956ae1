"""Follows what must be done again and again: so often in each month, or once in so long.

What has a beginning (`since`) is followed in each case that has it. What has none binds a body: it
is counted over the whole log, each day once, because one meeting may deal with several cases.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import attrs

from socrules.clocks import standing
from socrules.desk import Counter, Known, Law, due_of, step_of
from socrules.norms import Norm
from socrules.occurrences import History
from socrules.periods import Period, open_readings
from socrules.steps import DONE, MISSED, NOT_APPLICABLE, OPEN, UNKNOWN, Due, Step, Why, judge
from socrules.wordings import parse_period

MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
ONE_DAY: Final = datetime.timedelta(1)


@attrs.frozen
class Mark:
    """A day on which something recurring was done, or from which it is counted."""

    day: datetime.date
    event: str
    done: bool


class Recurring:
    """The recurring norms of a log as of a day.

    `log_from` is the day from which the log is complete. Without it a norm of the body is followed
    only from its first time in the body's own lines, those without a case: the file of one person
    need not hold every meeting.
    """

    def __init__(
        self, law: Law, counter: Counter, as_of: datetime.date, log_from: datetime.date | None
    ) -> None:
        self.now = law.on(as_of)
        self.counter = counter
        self.as_of = as_of
        self.log_from = log_from
        self.norms = [norm for norm in self.now.norms.values() if norm.text("at_least")]

    def in_case(self, history: History, known: Known) -> Iterator[Step]:
        """Yield the steps of the norms that recur from an event of the case."""
        for norm in self.norms:
            marks = marks_of(norm, [history])
            since = norm.ids("since")
            begun = next((at for at, mark in enumerate(marks) if mark.event in since), None)
            if since and begun is not None:
                yield from self.steps(norm, history.case, known, marks[begun:])

    def over_all(self, cases: Collection[History], known: Known) -> Iterator[Step]:
        """Yield the steps of the norms that recur without a beginning, over the whole log."""
        for norm in self.norms:
            if norm.ids("since"):
                continue
            own = marks_of(norm, (history for history in cases if not history.case))
            if own or self.log_from:
                first = self.log_from or own[0].day
                marks = [mark for mark in marks_of(norm, cases) if mark.day >= first]
                yield from self.steps(norm, "", known, marks)

    def steps(self, norm: Norm, case: str, known: Known, marks: list[Mark]) -> Iterator[Step]:
        """Yield the steps of one recurring norm."""
        period = parse_period(words(norm))
        answer = self.now.answers(known.common)[norm.id]
        stands, whys = standing(answer)
        base = step_of(case, norm, answer, words(norm))
        if stands is False:
            yield attrs.evolve(base, state=NOT_APPLICABLE, why=whys)
        elif self.counter.by is None:
            yield attrs.evolve(base, state=UNKNOWN, why=(Why("no_calendar"),))
        elif by_blocks(norm, period):
            first = self.log_from
            if first is None or norm.ids("since"):
                first = marks[0].day
            yield from self.blocks(norm, base, period, marks, first, whys)
        elif marks:
            yield from self.chain(norm, base, marks, whys)
        else:
            yield attrs.evolve(base, state=UNKNOWN, why=(Why("never_done"),))

    # --- so often in each month ---

    def blocks(
        self,
        norm: Norm,
        base: Step,
        period: Period,
        marks: list[Mark],
        log_from: datetime.date,
        whys: tuple[Why, ...],
    ) -> Iterator[Step]:
        """Yield a step for each calendar block from the one in which the log begins."""
        start = block_start(log_from, period.unit)
        done = [mark for mark in marks if mark.done]
        while start <= self.as_of:
            found = self.counter.count(norm, words(norm), start, done=0)
            assert found.nominal is not None
            end = found.nominal
            inside = [mark for mark in done if start <= mark.day <= end]
            if inside and end >= self.as_of:
                found = self.counter.count(
                    norm, words(norm), inside[-1].day, done=min(len(inside), period.number - 1)
                )
            due = Due(end, end, found)
            made = attrs.evolve(base, begun=start, start=start, due=due, key=f"{base.key}/{start}")
            if len(inside) >= period.number:
                last = inside[period.number - 1]
                yield attrs.evolve(made, state=DONE, done=last.day, done_by=last.event)
            else:
                left = Why("times_left", number=period.number - len(inside))
                why = (*whys, left)
                state = OPEN if end >= self.as_of else MISSED
                if start < log_from and state == MISSED:
                    # What was done before the log began nobody knows.
                    state, why = UNKNOWN, (*why, Why("log_begins"))
                yield attrs.evolve(made, state=UNKNOWN if whys else state, why=why)
            start = end + ONE_DAY

    # --- once in so long ---

    def chain(
        self, norm: Norm, base: Step, marks: list[Mark], whys: tuple[Why, ...]
    ) -> Iterator[Step]:
        """Yield a step from each time to the next; the last one is still running."""
        current, rest = marks[0], marks[1:]
        for mark in rest:
            due = self.due(norm, current)
            if mark.day == current.day:
                continue
            if mark.done:
                yield self.link(base, current, due, mark, whys)
            elif due.latest is not None and mark.day > due.latest:
                missed = self.link(base, current, due, None, whys)
                yield attrs.evolve(missed, why=(*missed.why, Why("begun_anew")))
            current = mark
        yield self.link(base, current, self.due(norm, current), None, whys)

    def due(self, norm: Norm, mark: Mark) -> Due:
        """Return the day by which it must be done again."""
        return due_of(self.counter.count(norm, words(norm), mark.day))

    def link(
        self, base: Step, start: Mark, due: Due, done: Mark | None, whys: tuple[Why, ...]
    ) -> Step:
        """Return the step from one time to the next."""
        state, why = judge(
            due,
            self.as_of,
            done=done.day if done else None,
            ended=done is not None,
            recorded=True,
            stands=None if whys else True,
            whys=whys,
        )
        return attrs.evolve(
            base,
            state=state,
            why=why,
            key=f"{base.key}/{start.event}/{start.day}",
            trigger=start.event,
            begun=start.day,
            start=start.day,
            due=due,
            done=done.day if done else None,
            done_by=done.event if done else "",
        )


def words(norm: Norm) -> str:
    """Return how often something must be done, in words that are a period."""
    return f"at least {norm.text('at_least')}"


def marks_of(norm: Norm, cases: Iterable[History]) -> list[Mark]:
    """Return the days that count for a norm, in order, each once."""
    done = norm.ids("done_by")
    found = {
        Mark(one.day, one.id, one.id in done)
        for history in cases
        for one in history.of((*norm.ids("since"), *done))
        if one.day is not None
    }
    by_day = {(mark.day, mark.done): mark for mark in sorted(found, key=_order)}
    return sorted(by_day.values(), key=_order)


def _order(mark: Mark) -> tuple[datetime.date, bool, str]:
    # What was done on a day comes before what begins anew on it.
    return mark.day, not mark.done, mark.event


def by_blocks(norm: Norm, period: Period) -> bool:
    """Say whether a norm is counted by calendar blocks: by its reading, or by its wording."""
    default = open_readings(period)["frequency"][0]
    return bool((norm.values.get("time") or {}).get("frequency", default) == "calendar")


def block_start(day: datetime.date, unit: str) -> datetime.date:
    """Return the first day of the calendar block a day lies in."""
    if unit in MONTHS:
        month = day.month - 1
        return datetime.date(day.year, month - month % MONTHS[unit] + 1, 1)
    return day - datetime.timedelta(day.weekday()) if unit == "week" else day
