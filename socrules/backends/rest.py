"""Puts the rows that columns left open to the evaluator, each different situation once."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from socrules.answer import Decision
from socrules.backends.planned import ANSWER, FACT, REFUSED, ROW, Decider, Plan
from socrules.possible import Range
from socrules.problems import Problem, SituationError, problem
from socrules.regions import Regions
from socrules.scope import DAY
from socrules.situation import Situation

if TYPE_CHECKING:
    import polars as pl

SHOWN: Final = 5
"""How many refused values of a column an error shows."""

KEPT: Final = 100_000
"""How many answers of the evaluator are kept at most: populations may be longer than memory."""

_GROUP: Final = "\0group"


def refused(frame: pl.DataFrame, made: Plan, most: int | None) -> Iterator[tuple[int, Problem]]:
    """Yield values that cannot be those of their facts, at `most` so many a column, with their row.

    Rows count from 0, or as the column `ROW` numbers them.
    """
    for fact, column in made.columns.items():
        if made.entries[fact].refused is None:
            continue
        wrong = frame.get_column(REFUSED + fact)
        if wrong.any():
            for at in wrong.arg_true()[:most]:
                row, value = _number(frame, at), frame.get_column(column)[at]
                words = {"row": row, "column": column, "value": value}
                kind = "row-without-day" if fact == DAY else "refused-row"
                yield at, problem(kind, fact=fact, **words)


def _number(frame: pl.DataFrame, at: int) -> int:
    """Return the number of a row for those who look for it."""
    return frame.get_column(ROW)[at] if ROW in frame.columns else at


class Rest:
    """Answers what a plan leaves open in frames that it has answered."""

    def __init__(
        self, decider: Decider, regions: Regions, made: Plan, decisions: Sequence[str]
    ) -> None:
        self.decider = decider
        self.made = made
        self.decisions = decisions
        self.facts = list(decider.program.facts)
        self.reached = {
            name: [
                index
                for index, fact in enumerate(self.facts)
                if ("fact", fact) in regions.reach(name) or fact in regions.presumes(name)
            ]
            for name in decisions
        }
        daily = {("decision", one) for one in decider.program.names["daily"]}
        self.daily = {
            name: not daily.isdisjoint({("decision", name), *regions.reach(name)})
            for name in decisions
        }
        """Which of the decisions rest on the day in question."""
        self.answers: dict[Any, dict[str, Any] | SituationError] = {}
        self.days: dict[int, Decider] = {decider.program.day.toordinal(): decider}

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with every row answered; raises `SituationError` for refused rows."""
        frame, bad = self.settle(frame, SHOWN)
        if bad:
            raise SituationError([one for _, one in bad])
        return frame

    def settle(
        self, frame: pl.DataFrame, most: int | None = None
    ) -> tuple[pl.DataFrame, list[tuple[int, Problem]]]:
        """Return the rows that can be answered, answered, and why others cannot, by their place.

        At `most` so many refusals of one column are told.
        """
        import polars as pl

        bad = list(refused(frame, self.made, most))
        places = pl.arange(len(frame), eager=True)
        if bad:
            wrong = [one for one in frame.columns if one.startswith(REFUSED)]
            good = ~frame.select(pl.any_horizontal(*wrong)).to_series()
            frame, places = frame.filter(good), places.filter(good)
        for name in self.made.left:
            left = frame.get_column(f"{ANSWER}{name}.left")
            if left.any():
                frame, wrong_rows = self.put(name, frame, left.arg_true())
                bad += [(places[at], one) for at, one in wrong_rows[:most]]
                if wrong_rows:
                    good = ~pl.arange(len(frame), eager=True).is_in([at for at, _ in wrong_rows])
                    frame, places = frame.filter(good), places.filter(good)
        return frame, bad

    def put(
        self, name: str, frame: pl.DataFrame, rows: pl.Series
    ) -> tuple[pl.DataFrame, list[tuple[int, Problem]]]:
        """Return a frame with some rows answered by the evaluator, and where it refuses to."""
        import polars as pl

        keys = self.keys(name)
        own = frame.select(f"{ANSWER}{name}.left", *map(FACT.__add__, keys))
        alike, group = alike_rows(own[rows], keys)
        answers = [self.answer(name, *one) for one in self.situations(name, alike)]
        fields = next((one for one in answers if isinstance(one, dict)), {})
        for field in fields:
            key = f"{ANSWER}{name}.{field}"
            if key in frame.columns:
                series = frame.get_column(key)
                values = [one[field] if isinstance(one, dict) else None for one in answers]
                new = pl.Series(values, dtype=series.dtype)[group]
                frame = frame.with_columns(series.scatter(rows, new).alias(key))
        bad = []
        for index, error in enumerate(answers):
            if isinstance(error, SituationError):
                for at in rows.filter(group == index):
                    row = _number(frame, at)
                    bad += [(at, _in_row(row, one)) for one in error.problems]
        return frame, sorted(bad, key=itemgetter(0))

    def keys(self, name: str) -> list[str]:
        """Return the facts of the frame that may change a decision; `day` where the day may."""
        found = [self.facts[index] for index in self.reached[name]]
        found += [DAY] if self.daily[name] else []
        return [one for one in found if one in self.made.entries]

    def situations(self, name: str, rows: pl.DataFrame) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Yield the day of each row, and the engine's values of what a decision rests on.

        The values are those of all facts in the order of the program, `None` where it rests on
        them no more than where they are unknown.
        """
        keys = self.keys(name)
        reached = {self.facts[index] for index in self.reached[name]}
        columns = []
        for fact in self.facts:
            if fact in keys:
                columns.append(rows.get_column(FACT + fact).to_list())
            else:
                constant = self.made.constants.get(fact) if fact in reached else None
                columns.append([constant] * len(rows))
        today = self.decider.program.day.toordinal()
        days = rows.get_column(FACT + DAY).to_list() if DAY in keys else [today] * len(rows)
        return zip(days, zip(*columns, strict=True), strict=True)

    def on(self, day: int) -> Decider:
        """Return what decides on a day, by its ordinal."""
        if day not in self.days:
            self.days[day] = self.decider.on(datetime.date.fromordinal(day))
        return self.days[day]

    def answer(
        self, name: str, day: int, values: tuple[Any, ...]
    ) -> dict[str, Any] | SituationError:
        """Return what the evaluator answers, as columns have it, or why it does not."""
        key = name, day, values
        found = self.answers.get(key)
        if found is None:
            if len(self.answers) >= KEPT:
                self.answers.clear()
            decider = self.on(day)
            try:
                found = inward(decider.decide(name, Situation(decider.program, values)))
            except SituationError as error:
                found = error
            self.answers[key] = found
        return found


def _in_row(row: int, said: Problem) -> Problem:
    """Return what is wrong with the facts of a row together."""
    words: dict[str, Any] = dict(said.args)
    return problem(f"row-{said.kind}", row=row, **words)


def alike_rows(rows: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Return the different situations of rows, and of each row which of them it is in."""
    import polars as pl

    names = [FACT + fact for fact in keys]
    if not names:
        return rows[:1], pl.zeros(len(rows), pl.UInt32, eager=True)
    alike = rows.unique(names, keep="first", maintain_order=True).with_row_index(_GROUP)
    found = rows.select(names).join(
        alike.select(_GROUP, *names), on=names, nulls_equal=True, maintain_order="left"
    )
    return alike, found.get_column(_GROUP)


def inward(answer: Decision) -> dict[str, Any]:
    """Return status, value, clause and the ends of what is possible, as columns have them."""
    of = answer.type

    def count(value: Any) -> Any:
        return value if of.kind == "choice" else of.inward(value)

    zero = {"bool": False, "choice": of.options[0] if of.options else None}.get(of.kind, 0)
    possible = answer.possible
    least = greatest = zero
    if possible:
        first, last = possible[0], possible[-1]
        least = count(first.least if isinstance(first, Range) else first)
        greatest = count(last.greatest if isinstance(last, Range) else last)
    known = answer.status == "known"
    value = count(answer.value) if known else zero
    ends = {"least": least, "greatest": greatest, "can": bool(possible), "known": known}
    return {"status": answer.status, "value": value, "clause": answer.clause, **ends}
