"""Extends the period of a duty by an event of the log, as far as it is sure that it counts."""

from __future__ import annotations

import datetime

from socrules.deadlines import Deadline
from socrules.desk import Counter, period_of
from socrules.model import Entry
from socrules.norms import Norm
from socrules.occurrences import Occurrence
from socrules.steps import Due, Why


def extend(
    counter: Counter,
    norm: Norm,
    due: Due,
    one: Occurrence,
    extension: Entry,
    ground: tuple[bool | None, tuple[Why, ...]],
) -> tuple[Due, tuple[str, ...]]:
    """Return a last day with an extension, and the kinds of what is irregular about it.

    `ground` says whether it may be extended, and why that is open. What is open about the extension
    leaves two dates, without it and with it.
    """
    stands, open_facts = ground
    if stands is False:
        return due, ("extended_without_ground",)
    assert due.deadline is not None
    start = due.deadline.event
    most = _end(counter, norm, start, extension, extension.at_most)
    asked = _end(counter, norm, start, extension, one.event.period or extension.at_most)
    if most.latest is None or asked.latest is None:
        missing = most.missing_year or asked.missing_year
        return Due(None, None, most, (Why("missing_year", number=missing),)), ()
    irregular, whys = [], [*open_facts]
    if asked.latest > most.latest:
        irregular.append("extended_too_long")
        asked = most
    cite = tuple(extension.cite or ())
    if not one.event.period:
        whys.append(Why("extended_by_how_much", events=(one.id,), cite=cite))
    if one.day is None or due.latest is None or one.day > due.latest:
        irregular.append("extended_late")
        whys.append(Why("extended_late", events=(one.id,), cite=cite))
    earliest = due.earliest if whys else asked.earliest
    if asked.status == "unknown" or (whys and due.whys):
        whys.append(Why("uncertain_day"))
    return Due(earliest, asked.latest, asked, tuple(whys)), tuple(irregular)


def _end(counter: Counter, norm: Norm, start: datetime.date, extension: Entry, by: str) -> Deadline:
    """Return the end of a period that is extended, from the end of its term or from its start."""
    if extension.values.get("from") == "start":
        return counter.count(norm, by, start)
    return counter.count(norm, period_of(norm), start, extended_by=by)
