"""Deadlines over a table: by which day a duty is due in each row, and what became of it.

Each different day is counted once, by the calendar of the pack and under the readings of the duty,
as a timeline counts it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from socrules.backends.door import DAY_WANTED, enter
from socrules.calendars import Calendar
from socrules.desk import SECTIONS, Counter, period_of
from socrules.model import Contents
from socrules.norms import Norm, norm_of
from socrules.pack import Pack
from socrules.people import take
from socrules.problems import Findings, SituationError, nearest, problem
from socrules.steps import Due, judge
from socrules.values import to_day

if TYPE_CHECKING:
    import polars as pl

SHOWN = 5
"""How many refused rows an error shows."""


def due_dates(
    pack: Pack,
    frame: Any,
    norm: str,
    since: str,
    *,
    done: str | None = None,
    as_of: datetime.date | str | None = None,
    calendar: Calendar | str | None = None,
) -> Any:
    """Return a table with the last day of a duty or limit beside its own columns, in its kind.

    `since` is the column of the days on which the period begins to run, `done` one of the days on
    which the duty was done. Beside the columns stand `<norm>.earliest` and `<norm>.due`, the last
    day in the strictest and in the mildest case (the same, unless some day is uncertain; null where
    the calendar does not reach), and `<norm>.state` as of a day, by default that of the pack:
    `open`, `missed`, `done`, `late`, `unknown` or `not_computed`; without `done` nobody knows what
    is past its day. The duty is taken to stand for
    every row: ask `decide_frame` whether it does. Raises `SituationError` for a norm without a
    period, for columns that there are not and values that are no days.
    """
    import polars as pl

    contents = pack.program.pack
    found = _norm(pack, contents, norm)
    today = pack.day if as_of is None else to_day(as_of)
    by = calendar if calendar is not None else contents.head.calendar
    columns = [since] if done is None else [since, done]
    people = take(frame, [], by=columns)
    days = {column: _days(people.frame, column) for column in columns}
    pairs = pl.DataFrame({str(place): days[column] for place, column in enumerate(columns)})
    alike = pairs.unique(maintain_order=True)
    counter = Counter(by)
    told = [_told(counter, found, today, row) for row in alike.iter_rows()]
    schema = {f"{norm}.earliest": pl.Date, f"{norm}.due": pl.Date, f"{norm}.state": pl.String}
    answers = pl.DataFrame(told, schema, orient="row")
    joint = pairs.join(
        pl.concat([alike, answers], how="horizontal"),
        on=pairs.columns,
        nulls_equal=True,
        maintain_order="left",
    )
    return people.beside(joint.select(answers.columns))


def _norm(pack: Pack, contents: Contents, name: str) -> Norm:
    """Return a duty or limit that has a period."""
    known = {one: section for section in SECTIONS for one in contents.entries(section)}
    if name not in known:
        near = nearest(name, known)
        sections = ", ".join(SECTIONS)
        raise SituationError(problem("unknown-entry", id=name, sections=sections, suggest=near))
    found = norm_of(pack.program.decisions[name], contents, pack.day, None)
    if not period_of(found):
        raise SituationError(problem("norm-without-period", norm=name))
    return found


def _days(frame: pl.DataFrame, column: str) -> pl.Series:
    """Return a column as the ordinals of its days; raises `SituationError` for what is no day."""
    import polars as pl

    entry = enter(DAY_WANTED, column, frame.schema[column], None)
    refused = pl.lit(False) if entry.refused is None else entry.refused
    inside, wrong = frame.select(entry.inner.alias("inside"), refused.alias("wrong")).get_columns()
    problems = Findings()
    for row in (wrong & frame[column].is_not_null()).arg_true()[:SHOWN]:
        words: Mapping[str, Any] = {"row": row, "column": column, "value": frame[column][row]}
        problems.report("refused-row", None, fact="day", **words)
    if problems.problems:
        raise SituationError(problems.problems)
    return inside.cast(pl.Int64)


def _told(
    counter: Counter, norm: Norm, today: datetime.date, row: tuple[int | None, ...]
) -> tuple[Any, Any, str]:
    """Return the last days of one row, and what became of the duty."""
    start, *ends = (None if one is None else datetime.date.fromordinal(one) for one in row)
    due: Due = counter.due(norm, start)
    done = ends[0] if ends else None
    state, _ = judge(
        due, today, done=done, ended=done is not None, recorded=bool(ends), stands=True
    )
    return due.earliest, due.latest, state
