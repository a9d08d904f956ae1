"""How frames of one schema are decided: what stands at the door, the stages, the answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from socrules.backends.columns import Column
from socrules.backends.door import DAY_WANTED, Entry, Wanted, enter, kept_as
from socrules.backends.in_polars import stages
from socrules.backends.lower import lower
from socrules.problems import Findings, SituationError
from socrules.program import Fact, Program
from socrules.regions import Regions
from socrules.scope import DAY
from socrules.situation import situation

if TYPE_CHECKING:
    import datetime

    import polars as pl

PARTS: Final = ("status", "clause", "least", "greatest")
"""The columns of a decision beside its value, named `<decision>.<part>`."""

NEEDS: Final = {
    "value": ("value", "known"),
    "status": ("status",),
    "clause": ("clause",),
    "least": ("least", "can"),
    "greatest": ("greatest", "can"),
}
"""What each column that is shown is made of."""

CELLS: Final = 2**27
"""How many values all columns of a piece have at most on the way to the answers, if possible."""

SHORTEST: Final = 2**17
"""How many rows a piece has at least: shorter ones cost more than they save."""

FACT: Final = "\0fact "
REFUSED: Final = "\0refused "
ANSWER: Final = "\0answer "
ROW: Final = "\0row"
"""The number of a row in the frame of the user, where a frame is part of it."""


class Decider(Protocol):
    """What a frame asks of the pack that decides it; `plans` keeps the plan made last."""

    program: Program
    plans: dict[Any, Any]

    def decide(self, decisions: Any, facts: Mapping[str, object]) -> Any:
        """Return the answer of one decision."""

    def on(self, day: datetime.date) -> Decider:
        """Return the pack as it reads on another day."""


@attrs.frozen
class Task:
    """What is asked of frames; `columns` says which column gives a fact, or under `day` the day."""

    decisions: Sequence[str]
    columns: Mapping[str, str]
    given: Mapping[str, object]
    money: str | None = None
    parts: Sequence[str] = PARTS


@attrs.frozen(eq=False)
class Plan:
    """The expressions that decide a frame: what stands at the door, the stages, the answers.

    `columns` says which column gives a fact, and under `day` which gives the day in question, if
    one does. `roots` are the columns of the algebra behind `answers`, and `left` names the
    decisions that may leave rows to the evaluator.
    """

    entries: Mapping[str, Entry]
    stages: Sequence[Mapping[str, Any]]
    answers: Mapping[str, Any]
    columns: Mapping[str, str]
    constants: Mapping[str, Any]
    roots: Mapping[str, Column]
    left: tuple[str, ...]


def plan(
    decider: Decider,
    regions: Regions,
    schema: Mapping[str, pl.DataType],
    decisions: Sequence[str],
    columns: Mapping[str, str],
    given: Mapping[str, object],
    *,
    money: str | None,
    full: Iterable[str] = (),
    parts: Sequence[str] = PARTS,
) -> Plan:
    """Return how frames of a schema are decided; the columns in `full` are never null.

    `columns` says which column gives a fact, and under `day` which gives the day in question.
    Raises `SituationError` for every column that cannot be its fact, and for `given`.
    """
    import polars as pl

    program = decider.program
    checked = situation(program, given).given
    found, entries = Findings(), {}
    for name, column in columns.items():
        fact: Fact | Wanted = DAY_WANTED if name == DAY else program.facts[name]
        try:
            entries[name] = enter(fact, column, schema[column], money)
        except SituationError as error:
            found.problems += error.problems
    if found.problems:
        raise SituationError(found.problems)
    inner = {fact: pl.col(FACT + fact) for fact in entries}
    inner |= {fact: pl.lit(value) for fact, value in checked.items()}
    full = {*full, *(columns[name] for name in columns if name == DAY)}
    nullable = {fact: columns[fact] not in full for fact in entries}
    nullable |= dict.fromkeys(checked, False)
    fields = {field for part in ("value", *parts) for field in NEEDS[part]}
    roots: dict[str, Column] = {}
    left = []
    for name, lowered in lower(program, regions, nullable, decisions).items():
        if lowered["left"].args != (False,):
            left.append(name)
        for field in (*sorted(fields), *(("left",) if name in left else ())):
            roots[f"{ANSWER}{name}.{field}"] = lowered[field]
    kept = {key: kept_as(program, *key.removeprefix(ANSWER).rsplit(".", 1)) for key in roots}
    codes = {key: of for key, of in kept.items() if isinstance(of, pl.Enum)}
    before, answers = stages(roots, inner.__getitem__, codes)
    answers = {key: one if key in codes else one.cast(kept[key]) for key, one in answers.items()}
    return Plan(entries, before, answers, columns, checked, roots, tuple(left))


def planned(
    decider: Decider,
    regions: Regions,
    schema: Mapping[str, pl.DataType],
    decisions: Sequence[str],
    columns: Mapping[str, str],
    given: Mapping[str, object],
    settings: Mapping[str, Any],
) -> Plan:
    """Return a plan, that of the last frame where it is alike: populations come in pieces."""
    typed = tuple((name, type(value), str(value)) for name, value in given.items())
    asked = tuple(schema.items()), tuple(decisions), tuple(columns.items()), typed
    key = *asked, *settings.values()
    made: Plan | None = decider.plans.get(key)
    if made is None:
        made = plan(decider, regions, schema, decisions, columns, given, **settings)
        decider.plans.clear()
        decider.plans[key] = made
    return made


def answered(frame: pl.LazyFrame, made: Plan) -> pl.LazyFrame:
    """Return a frame with the engine's values and answers beside its columns."""
    facts = {FACT + fact: entry.inner for fact, entry in made.entries.items()}
    refused = {
        REFUSED + fact: entry.refused
        for fact, entry in made.entries.items()
        if entry.refused is not None
    }
    names = frame.collect_schema().names()
    lazy = frame.with_columns(**facts, **refused)
    for stage in made.stages:
        lazy = lazy.with_columns(**stage)
    return lazy.select(*names, *(facts if made.left else ()), *refused, **made.answers)


def decided(frame: pl.DataFrame, made: Plan) -> pl.DataFrame:
    """Return `answered` of a frame, worked out in pieces where it takes many columns."""
    import polars as pl

    width = sum(map(len, made.stages)) or 1
    step = max(SHORTEST, CELLS // width)
    starts = range(0, len(frame) or 1, step)
    pieces = [answered(frame.slice(at, step).lazy(), made).collect() for at in starts]
    return pl.concat(pieces)
