"""The periods that acts speak of, and the ways in which each wording can be read.

A period is data: what is counted, how many, forward or back. How it is counted depends on readings,
each with a default and another option; `READINGS` is the table, `OPEN` says which readings a kind
of period leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from socrules.problems import SituationError, nearest, problem

WORKING_DAYS: Final = "working_days"
CALENDAR_DAYS: Final = "calendar_days"
DAYS: Final = "days"
WEEKS: Final = "weeks"
MONTHS: Final = "months"
YEARS: Final = "years"
SUTKI: Final = "sutki"
DAY_AFTER: Final = "day_after"
NEXT_WORKING_DAY: Final = "next_working_day"
SAME_DAY: Final = "same_day"
IMMEDIATELY: Final = "immediately"
UNTIL: Final = "until"
FREQUENCY: Final = "frequency"

# Kinds whose days are counted one by one.
BY_DAYS: Final = frozenset({WORKING_DAYS, CALENDAR_DAYS, DAYS, SUTKI, DAY_AFTER})
# Kinds that are a length: they can be counted back, extend another, and cap a state.
SPANS: Final = frozenset({WORKING_DAYS, CALENDAR_DAYS, DAYS, WEEKS, MONTHS, YEARS, SUTKI})
# Longer than any period of an act; what is longer is a slip.
LONGEST: Final = 1_000


@attrs.frozen
class Period:
    """A period as an act states it.

    `kind` says what is counted and `number` how many; `back` counts from the event backwards.
    Of `until`, `number` is the day of the month and `month` which month: `first` (the first such
    day not before the event), `next` (the month after it), or `half_year`, `quarter`, `year` (the
    month after the one that the event lies in). Of `frequency`, `number` is how many times in
    each `every` of `unit`, and `at_most` turns the least into the greatest.
    """

    kind: str
    number: int = 1
    back: bool = False
    month: str = ""
    unit: str = ""
    every: int = 1
    at_most: bool = False


@attrs.frozen
class Reading:
    """A question of counting: its options, the default first."""

    options: tuple[str, ...]


READINGS: Final[Mapping[str, Reading]] = {
    # Whether the day of the event is the first day counted.
    "start": Reading(("event_day_not_counted", "event_day_counts")),
    # An event on a non-working day: on that day, or as if on the next working day.
    "event_on_nonworking": Reading(("stays", "next_working_day")),
    # Days that the act does not qualify.
    "day_basis": Reading(("calendar", "working")),
    # The number of the day on which months and years end.
    "month_anchor": Reading(("event_day", "day_after")),
    # A day and night: to the end of the next day, or 24 hours from the moment.
    "sutki": Reading(("next_day", "24_hours")),
    # A last day that is not a working day.
    "roll": Reading(("next", "none", "previous")),
    # What "immediately" is: the same day, or a period that another act sets.
    "immediately": Reading(("same_day", "set_elsewhere")),
    # Whether "before the 15th" takes in the 15th.
    "until": Reading(("inclusive", "exclusive")),
    # Whether the days before an event must be whole days between.
    "backward": Reading(("counted_back", "clear_days")),
    # By calendar blocks (each month, each half-year), since the last time, or by the greatest gap.
    "frequency": Reading(("calendar", "rolling", "greatest_gap")),
    # Whether a limit is for each occurrence or for all of a year.
    "limit_counts": Reading(("per_occurrence", "per_year")),
    # From which end of the first term an extension runs.
    "extension_from": Reading(("nominal_end", "rolled_end")),
    # Non-working days announced by the President.
    "presidential_days": Reading(("working", "nonworking")),
}

_COUNTED: Final = ("event_on_nonworking", "presidential_days")
OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    WORKING_DAYS: ("start", *_COUNTED),
    CALENDAR_DAYS: ("start", "roll", *_COUNTED),
    DAYS: ("start", "day_basis", "roll", *_COUNTED),
    WEEKS: ("roll", *_COUNTED),
    MONTHS: ("month_anchor", "roll", *_COUNTED),
    YEARS: ("month_anchor", "roll", *_COUNTED),
    SUTKI: ("sutki", "roll", *_COUNTED),
    DAY_AFTER: ("roll", *_COUNTED),
    NEXT_WORKING_DAY: _COUNTED,
    SAME_DAY: ("event_on_nonworking", "presidential_days"),
    IMMEDIATELY: ("immediately",),
    UNTIL: ("until", "roll", "presidential_days"),
    FREQUENCY: ("frequency", "roll", "presidential_days"),
}
_OPEN_BACK: Final = {
    WORKING_DAYS: ("backward", "presidential_days"),
    DAYS: ("backward", "day_basis", "roll", "presidential_days"),
}
_OPEN_LIMIT: Final = {
    WORKING_DAYS: ("start", "presidential_days"),
    DAYS: ("start",),
    CALENDAR_DAYS: ("start",),
    MONTHS: ("month_anchor",),
    YEARS: ("month_anchor",),
}
_ROLL: Final = {SUTKI: "none", FREQUENCY: "none"}
# Where the other reading of the rolling is one only.
_ROLL_OTHERS: Final = {SUTKI: ("next",), DAY_AFTER: ("none",)}


def open_readings(
    period: Period, *, limit: bool = False, extended: bool = False
) -> dict[str, tuple[str, ...]]:
    """Return the readings that a period leaves open, each with its options, the default first.

    `limit` is for a period that caps a state and is not a deadline; `extended` for one that was
    extended.
    """
    if limit:
        names = (*_OPEN_LIMIT.get(period.kind, ()), "limit_counts")
    elif period.back:
        names = _OPEN_BACK.get(period.kind, ("backward", "roll", "presidential_days"))
    else:
        names = OPEN[period.kind]
    if extended:
        names = (*names, "extension_from")
    return {name: _options(period, name) for name in names}


def _options(period: Period, name: str) -> tuple[str, ...]:
    options = READINGS[name].options
    if name == "roll":
        default = "previous" if period.back else _ROLL.get(period.kind, "next")
        return (default, *_ROLL_OTHERS.get(period.kind, _without(options, default)))
    if name == "frequency":
        # What recurs once in several units runs from the last time; what recurs in each unit has
        # its calendar month or half-year.
        default = "rolling" if period.every > 1 else "calendar"
        others = _without(options, default)
        return (default, *(others if period.number > 1 else _without(others, "greatest_gap")))
    return options


def _without(options: tuple[str, ...], left_out: str) -> tuple[str, ...]:
    return tuple(option for option in options if option != left_out)


def check_readings(chosen: Mapping[str, str]) -> None:
    """Raise `SituationError` where a reading or an option does not exist."""
    for name, option in chosen.items():
        if name not in READINGS:
            suggest = nearest(name, READINGS)
            listed = ", ".join(f"`{known}`" for known in READINGS)
            raise SituationError(
                problem("time-reading-unknown", suggest=suggest, name=name, readings=listed)
            )
        options = READINGS[name].options
        if option not in options:
            suggest = nearest(option, options)
            listed = ", ".join(f"`{known}`" for known in options)
            raise SituationError(
                problem(
                    "time-option-unknown",
                    suggest=suggest,
                    name=name,
                    option=option,
                    options=listed,
                )
            )
