"""What one duty or limit asks of one case by when, whether that was done, and why nobody can tell.

The state of a step follows from three things: whether the norm stands for the facts, the lowest
and the highest last day, and when it was done as far as the log says.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

import attrs

from socrules.deadlines import Deadline
from socrules.model import Citation, Text

MISSED: Final = "missed"
OPEN: Final = "open"
UNKNOWN: Final = "unknown"
NOT_COMPUTED: Final = "not_computed"
UPCOMING: Final = "upcoming"
LATE: Final = "late"
DONE: Final = "done"
NOT_APPLICABLE: Final = "not_applicable"
STATES: Final = (MISSED, OPEN, UNKNOWN, NOT_COMPUTED, UPCOMING, LATE, DONE, NOT_APPLICABLE)
"""What can become of a step, the most urgent first.

`missed`: the last day has passed and nothing shows that it was done. `open`: it is running; without
a date where the act names no period. `unknown`: the log or the facts leave open which of the others
it is. `not_computed`: there is no last day, and `why` says what is missing. `upcoming`: what starts
it has not happened yet. `late` and `done`: done after the last day, or in time. `not_applicable`:
its condition does not hold.
"""

PENDING: Final = frozenset((MISSED, OPEN, UNKNOWN, NOT_COMPUTED))
"""The states of what still asks for attention."""


@attrs.frozen
class Why:
    """Why a step is in its state: the kind, the events or facts it is about, clauses, a number."""

    kind: str
    events: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    cite: tuple[Citation, ...] = ()
    number: int | None = None


@attrs.frozen
class Due:
    """The last day of a step, as far as it is known: the lowest and the highest it can be.

    `deadline` is how it was counted; `whys` say what keeps it open.
    """

    earliest: datetime.date | None = None
    latest: datetime.date | None = None
    deadline: Deadline | None = attrs.field(default=None, repr=False)
    whys: tuple[Why, ...] = ()

    @property
    def stated(self) -> bool:
        """Return whether there is a last day."""
        return self.earliest is not None

    @property
    def immediate(self) -> bool:
        """Return whether the act asks for something immediately: late, but not by days."""
        return self.deadline is not None and self.deadline.immediate


@attrs.frozen
class Step:
    """What one norm asks in one case: who, by when, since when, and what became of it.

    `section` is `duties` or `limits`, `id` the norm. `trigger` is the event that brings it about
    and `begun` its day; `start` the day its period runs from. `done` is when it was done and
    `done_by` by which event. `key` is the same on every day and whatever else the log says.
    """

    case: str
    section: str
    id: str
    title: Text
    cite: tuple[Citation, ...]
    who: tuple[str, ...]
    state: str
    why: tuple[Why, ...]
    key: str
    trigger: str = ""
    begun: datetime.date | None = None
    start: datetime.date | None = None
    period: str = ""
    due: Due = attrs.field(factory=Due)
    done: datetime.date | None = None
    done_by: str = ""
    readings: tuple[str, ...] = ()

    @property
    def earliest(self) -> datetime.date | None:
        """Return the lowest last day; the same as the highest where it is known."""
        return self.due.earliest

    @property
    def latest(self) -> datetime.date | None:
        """Return the highest last day."""
        return self.due.latest

    @property
    def safe(self) -> datetime.date | None:
        """Return the last working day that keeps every reading of the period."""
        deadline = self.due.deadline
        return None if deadline is None else deadline.safe

    @property
    def counted(self) -> tuple[datetime.date, ...]:
        """Return the days counted, where the period is one of days."""
        deadline = self.due.deadline
        return () if deadline is None else deadline.counted

    @property
    def pending(self) -> bool:
        """Return whether it still asks for attention."""
        return self.done is None and self.state in PENDING

    def days_left(self, day: datetime.date) -> int | None:
        """Return the days from `day` to the lowest last day, negative after it; None without."""
        return None if self.earliest is None else (self.earliest - day).days

    @property
    def days_late(self) -> int | None:
        """Return by how many days it was surely done late; None where not, or not by days."""
        if self.done is None or self.latest is None or self.due.immediate:
            return None
        return max(0, (self.done - self.latest).days)

    @property
    def order(self) -> tuple[Any, ...]:
        """Return what sorts steps: the most urgent first."""
        far = datetime.date.max
        return STATES.index(self.state), self.earliest or far, self.begun or far, self.key


def judge(
    due: Due,
    as_of: datetime.date,
    *,
    done: datetime.date | None,
    ended: bool,
    recorded: bool,
    stands: bool | None,
    whys: tuple[Why, ...] = (),
) -> tuple[str, tuple[Why, ...]]:
    """Return the state of a step that has begun, and why where that needs saying.

    `ended` says that it was done, on the day `done` if that is known; `recorded` whether the pack
    names an event that would show it; `stands` whether the norm stands, `None` where it is open.
    `whys` are reasons for which nothing is certain.
    """
    if stands is False:
        return NOT_APPLICABLE, whys
    if whys and not ended:
        return UNKNOWN, (*whys, *due.whys)
    if ended:
        state, more = _ended(due, done)
        # What was done in time is done, whether or not it had to be.
        in_time = state == DONE and all(why.kind == "facts" for why in whys)
        return (UNKNOWN, (*whys, *more)) if whys and not in_time else (state, more)
    if not due.stated:
        missing = (NOT_COMPUTED, due.whys) if due.whys else (OPEN, (Why("no_period"),))
        return missing if recorded else (missing[0], (*missing[1], Why("not_recorded")))
    assert due.earliest is not None
    assert due.latest is not None
    if as_of <= due.earliest:
        return OPEN, due.whys
    if not recorded:
        return UNKNOWN, (Why("not_recorded"),)
    return (MISSED, due.whys) if as_of > due.latest else (UNKNOWN, due.whys)


def _ended(due: Due, done: datetime.date | None) -> tuple[str, tuple[Why, ...]]:
    """Return the state of what was done."""
    if done is None:
        return (UNKNOWN, (Why("no_date"),)) if due.stated or due.whys else (DONE, ())
    if due.earliest is None or due.latest is None:
        return (NOT_COMPUTED, due.whys) if due.whys else (DONE, ())
    if done <= due.earliest:
        return DONE, ()
    return (LATE, ()) if done > due.latest else (UNKNOWN, due.whys)
