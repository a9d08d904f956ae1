"""Decides a frame: one row a person, the same frame back with the answers beside it.

The rules run as polars expressions. Rows that columns cannot settle are put to the evaluator, each
different one once, so that every row is answered as the evaluator answers it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from socrules.backends.carriers import carry, collected, recognise, titles
from socrules.backends.door import DAY_WANTED, enter, leave
from socrules.backends.planned import (
    ANSWER,
    FACT,
    PARTS,
    ROW,
    Decider,
    Plan,
    Task,
    answered,
    decided,
    plan,
    planned,
)
from socrules.backends.rest import SHOWN, Rest
from socrules.databases import DATABASES, decide_table
from socrules.extras import extra
from socrules.matching import Matching, match
from socrules.problems import Problem, SituationError, nearest, problem
from socrules.regions import Regions
from socrules.scope import DAY
from socrules.situation import Situation
from socrules.values import to_day
from socrules.walk import days_of_change

if TYPE_CHECKING:
    import polars as pl

Settled = tuple["pl.DataFrame", list[tuple[int, Problem]]]
"""Rows with their answers, and why other rows have none, by their place in what was given."""

_STRETCH = "\0stretch"


class Deciding:
    """Decides frames of polars, one piece after another."""

    def __init__(self, decider: Decider, regions: Regions, task: Task) -> None:
        self.decider = decider
        self.regions = regions
        self.task = task
        self.stretches: dict[int, tuple[Decider, Regions]] = {}
        """What decides the days between two changes of the wording, by number."""

    def settle(self, frame: pl.DataFrame, most: int | None = None) -> Settled:
        """Return a frame's rows with their answers, and why others have none.

        At `most` so many refusals of one column are told.
        """
        if DAY not in self.task.columns:
            return self._settle(self.decider, self.regions, frame, most)
        import polars as pl

        column = self.task.columns[DAY]
        entry = enter(DAY_WANTED, column, frame.schema[column], None)
        changes = [day.toordinal() for day in days_of_change(self.decider.program.pack)]
        days = frame.select(entry.inner.alias(FACT)).to_series()
        stretch = pl.Series(changes, dtype=pl.Int64).search_sorted(days.fill_null(0), side="right")
        frame = frame.with_columns(stretch.alias(_STRETCH))
        if ROW not in frame.columns:
            frame = frame.with_row_index(ROW)
        places = pl.arange(len(frame), eager=True)
        settled, bad = [], []
        for number in stretch.unique():
            here = stretch == number
            decider, regions = self._on(number, days.filter(here).drop_nulls())
            part, wrong = self._settle(decider, regions, frame.filter(here), most)
            settled.append(part)
            bad += [(places.filter(here)[at], one) for at, one in wrong]
        found = (
            pl.concat(settled)
            if settled
            else self._settle(self.decider, self.regions, frame, most)[0]
        )
        return found.sort(ROW), sorted(bad, key=lambda one: one[0])

    def _on(self, number: int, days: pl.Series) -> tuple[Decider, Regions]:
        """Return what decides the days of a stretch; without any day, the pack as it is."""
        if not len(days):
            return self.decider, self.regions
        if number not in self.stretches:
            decider = self.decider.on(datetime.date.fromordinal(days[0]))
            self.stretches[number] = decider, Regions(decider.program)
        return self.stretches[number]

    def _settle(
        self, decider: Decider, regions: Regions, frame: pl.DataFrame, most: int | None
    ) -> Settled:
        made = self.planned(decider, regions, frame)
        rest = Rest(decider, regions, made, self.task.decisions)
        settled, bad = rest.settle(decided(frame, made), most)
        return settled.select(*frame.columns, **self.shown(decider, made)), bad

    def planned(
        self, decider: Decider, regions: Regions, frame: pl.DataFrame | pl.LazyFrame
    ) -> Plan:
        """Return how frames like this are decided."""
        import polars as pl

        task, schema, full = self.task, frame.collect_schema(), []
        if isinstance(frame, pl.DataFrame):
            full = [name for name in schema.names() if not frame[name].null_count()]
            full = [name for name in full if not schema[name].is_float()]
        settings = {"money": task.money, "full": tuple(full), "parts": tuple(task.parts)}
        return planned(decider, regions, schema, task.decisions, task.columns, task.given, settings)

    def shown(self, decider: Decider, made: Plan) -> dict[str, pl.Expr]:
        """Return the columns of the answers as users see them, by name."""
        task = self.task
        found: dict[str, pl.Expr] = {}
        for name in task.decisions:
            answer = f"{ANSWER}{name}."
            sure = made.roots[answer + "known"].args == (True,) and name not in made.left
            found |= leave(decider.program, name, answer, task.parts, money=task.money, sure=sure)
        return found

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with its answers; raises `SituationError` for refused rows."""
        names = frame.columns
        found, bad = self.settle(frame, SHOWN)
        if bad:
            raise SituationError([one for _, one in bad])
        return found.select(*names, *(one for one in found.columns if one not in self._own(frame)))

    def _own(self, frame: pl.DataFrame) -> set[str]:
        return {*frame.columns, ROW, _STRETCH}

    def lazy(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return a lazy frame with its answers; its rows pass through in pieces."""
        made = self.planned(self.decider, self.regions, frame)
        inside, names = answered(frame, made), frame.collect_schema().names()
        shown = self.shown(self.decider, made)
        if DAY in self.task.columns:
            schema = inside.select(*names, **shown).collect_schema()
            return frame.map_batches(self, schema=schema, streamable=True)
        rest = Rest(self.decider, self.regions, made, self.task.decisions)
        whole = inside.map_batches(rest, schema=inside.collect_schema(), streamable=True)
        return whole.select(*names, **shown)


def asked(
    decider: Decider,
    regions: Regions,
    names: Sequence[str],
    decisions: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
    on: datetime.date | str | None = None,
    money: str | None = None,
    parts: Sequence[str] = PARTS,
) -> tuple[Decider, Regions, Task, Matching]:
    """Return what decides a frame with columns called `names`, what is asked of it, and the match.

    `on` is a day, or the column that gives each row its own. For the rest see `decide_frame`.
    """
    day = None
    if isinstance(on, str) and on in names:
        day = on
    elif on is not None:
        try:
            decider = decider.on(to_day(on))
        except SituationError:
            near = nearest(str(on), names)
            raise SituationError(problem("no-day-column", column=on, suggest=near)) from None
        regions = Regions(decider.program)
    shown = [f"{name}{part}" for name in decisions for part in ("", *(f".{one}" for one in parts))]
    if taken := [name for name in shown if name in names]:
        raise SituationError([problem("answer-taken", column=name) for name in taken])
    found = match(decider.program, regions, names, decisions, columns or {}, given or {}, day)
    used = {**found.columns, **({} if day is None else {DAY: day})}
    return decider, regions, Task(decisions, used, given or {}, money, parts), found


def decide_frame(
    decider: Decider, regions: Regions, frame: Any, decisions: Sequence[str], **options: Any
) -> Any:
    """Return a frame with the answers of decisions beside its columns, of the kind that was given.

    Frames are those of polars (a lazy one stays lazy) and pandas, tables of pyarrow, lists of
    mappings, relations of DuckDB, and frames of PySpark.
    A column gives the fact of its name, or that which the option `columns` maps to it; `given` are
    facts of everybody. Null is unknown. `on` is the day in question, or the name of the column that
    gives each row its own: rows are decided by the wording in force on their day. Of each decision
    there are `<decision>`, its value, then the `parts` asked for: `<decision>.status`, `.clause`
    (the first one), and `.least` and `.greatest` of the values still possible. `money` says what
    bare numbers of money count, `kopecks` or `roubles`; answers come in whole kopecks where it is
    `kopecks`, else as roubles. Raises `SituationError` for columns that cannot be their facts and
    for values that are refused, and `SocrulesError` where the extra `frame` is missing.
    """
    pl = extra("polars", "frame")
    decider, regions, task, _ = asked(decider, regions, titles(frame), decisions, **options)
    if (library := recognise(frame)) in DATABASES:
        return decide_table(library, frame, decider, regions, task)
    frame, back = carry(frame, {*decider.program.facts, *task.columns.values()})
    deciding = Deciding(decider, regions, task)
    if isinstance(frame, pl.LazyFrame):
        return deciding.lazy(frame)
    answers = deciding(frame)
    return answers if back is None else back(answers.drop(frame.columns))


def match_frame(
    decider: Decider, regions: Regions, frame: Any, decisions: Sequence[str], **options: Any
) -> Matching:
    """Return which columns of a frame give which facts of decisions, and which nobody gives.

    The `options` are those of `decide_frame`. Print it, or ask it for a `report` in a language.
    """
    extra("polars", "frame")
    return asked(decider, regions, titles(frame), decisions, **options)[3]


def decide_rows(
    decider: Decider, regions: Regions, frame: Any, decisions: Sequence[str], **options: Any
) -> list[dict[str, Any]]:
    """Return the whole answer of every decision, row by row: clauses, needs, explanation.

    Meant for rows that were chosen from a frame; each costs as much as `Pack.decide`. The `options`
    are those of `decide_frame`. Raises `SituationError` for the first row that is refused.
    """
    pl = extra("polars", "frame")
    if recognise(frame) in DATABASES:
        frame = collected(frame)
    decider, regions, task, _ = asked(decider, regions, titles(frame), decisions, **options)
    frame, _ = carry(frame, {*decider.program.facts, *task.columns.values()})
    frame = frame.lazy().collect()
    made = plan(decider, regions, frame.schema, (), task.columns, task.given, money=task.money)
    rest = Rest(decider, regions, made, ())
    facts = {FACT + fact: entry.inner for fact, entry in made.entries.items()}
    rest(answered(frame.lazy(), made).collect())
    taken = frame.select(**facts) if facts else pl.DataFrame({ROW: range(len(frame))})
    answers = []
    for row in taken.iter_rows(named=True):
        pack = rest.on(row.get(FACT + DAY) or decider.program.day.toordinal())
        given = made.constants
        values = tuple(row.get(FACT + fact, given.get(fact)) for fact in rest.facts)
        found = Situation(pack.program, values)
        answers.append({name: pack.decide(name, found) for name in decisions})
    return answers
