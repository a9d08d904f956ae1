"""Decides a frame: one row a person, the same frame back with the answers beside it.

The rules run as polars expressions. Rows that columns cannot settle are put to the evaluator, each
different one once, so that every row is answered as the evaluator answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from socrules.answer import Decision
from socrules.backends.carriers import carry
from socrules.backends.columns import Column
from socrules.backends.door import Entry, enter, kept_as, leave
from socrules.backends.in_polars import stages
from socrules.backends.lower import Lowering
from socrules.extras import extra
from socrules.possible import Range
from socrules.problems import Findings, SituationError, nearest
from socrules.program import Program
from socrules.regions import Regions
from socrules.situation import Situation, situation

if TYPE_CHECKING:
    import polars as pl

PARTS: Final = ("status", "clause", "least", "greatest")
"""The columns of a decision beside its value, named `<decision>.<part>`."""

NEEDS: Final = {
    "value": ("value", "status"),
    "status": ("status",),
    "clause": ("clause",),
    "least": ("least", "can"),
    "greatest": ("greatest", "can"),
}
"""What each column that is shown is made of."""

SHOWN: Final = 5
"""How many refused rows an error shows."""

_FACT: Final = "\0fact "
_REFUSED: Final = "\0refused "
_ANSWER: Final = "\0answer "
_GROUP: Final = "\0group"


class Decider(Protocol):
    """What a frame asks of the pack that decides it; `plans` keeps the plan made last."""

    program: Program
    plans: dict[Any, Any]

    def decide(self, decisions: Any, facts: Mapping[str, object]) -> Any:
        """Return the answer of one decision."""


@attrs.frozen
class Matching:
    """Which fact came from which column, which facts no column gave, and what stood near.

    `columns` maps facts to columns, `given` names the facts every row was given, `missing` maps
    facts without either to columns with a near name, and `unused` are columns that are no fact.
    """

    columns: Mapping[str, str]
    given: tuple[str, ...]
    missing: Mapping[str, str | None]
    unused: tuple[str, ...]


def match(
    program: Program,
    regions: Regions,
    names: Iterable[str],
    decisions: Sequence[str],
    columns: Mapping[str, str],
    given: Mapping[str, object],
) -> Matching:
    """Return which columns, of those called `names`, give the facts the decisions may ask.

    `columns` maps facts to columns of another name. Raises `SituationError` for a fact or column
    that there is not.
    """
    found, names = Findings(), list(names)
    for fact in (*columns, *given):
        if fact not in program.facts:
            near = nearest(fact, program.facts)
            found.report("unknown-fact", None, fact=fact, suggest=near)
    for fact, column in columns.items():
        if column not in names:
            near = nearest(column, names)
            found.report("unknown-column", None, column=column, fact=fact, suggest=near)
    if found.problems:
        raise SituationError(found.problems)
    asked = {fact for name in decisions for kind, fact in regions.reach(name) if kind == "fact"} | {
        fact for name in decisions for fact in regions.presumes(name)
    }
    used = {fact: columns.get(fact, fact) for fact in program.facts if fact in asked}
    used = {fact: column for fact, column in used.items() if column in names and fact not in given}
    left = [name for name in names if name not in used.values()]
    missing = {
        fact: nearest(fact, left)
        for fact in program.facts
        if fact in asked and fact not in used and fact not in given
    }
    return Matching(used, tuple(fact for fact in given if fact in asked), missing, tuple(left))


@attrs.frozen(eq=False)
class Plan:
    """The expressions that decide a frame: what stands at the door, the stages, the answers.

    `roots` are the columns of the algebra behind `answers`, and `left` names the decisions that
    may leave rows to the evaluator.
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
    matching: Matching,
    given: Mapping[str, object],
    *,
    money: str | None,
    full: Iterable[str] = (),
    parts: Sequence[str] = PARTS,
) -> Plan:
    """Return how frames of a schema are decided; the columns in `full` are never null.

    Raises `SituationError` for every column that cannot be its fact, and for `given`.
    """
    import polars as pl

    program = decider.program
    checked = situation(program, given).given
    found, entries = Findings(), {}
    for fact, column in matching.columns.items():
        try:
            entries[fact] = enter(program.facts[fact], column, schema[column], money)
        except SituationError as error:
            found.problems += error.problems
    if found.problems:
        raise SituationError(found.problems)
    inner = {fact: pl.col(_FACT + fact) for fact in entries}
    inner |= {fact: pl.lit(value) for fact, value in checked.items()}
    full = set(full)
    nullable = {fact: matching.columns[fact] not in full for fact in entries}
    nullable |= dict.fromkeys(checked, False)
    roots: dict[str, Column] = {}
    left = []
    lowerings: dict[frozenset[str], Lowering] = {}
    fields = {field for part in ("value", *parts) for field in NEEDS[part]}
    for name in decisions:
        presumed = frozenset(regions.presumes(name))
        if presumed not in lowerings:
            lowerings[presumed] = Lowering(program, regions, nullable, presumed)
        lowering = lowerings[presumed]
        lowered = lowering.lower(name)
        if lowered.left is not lowering.columns.false:
            left.append(name)
        for field in (*sorted(fields), *(("left",) if name in left else ())):
            inside = lowering.columns.compact(getattr(lowered, field))
            roots[f"{_ANSWER}{name}.{field}"] = inside
    kept = {key: kept_as(program, *key.removeprefix(_ANSWER).rsplit(".", 1)) for key in roots}
    codes = {key: of for key, of in kept.items() if isinstance(of, pl.Enum)}
    before, answers = stages(roots, inner.__getitem__, codes)
    answers = {key: one if key in codes else one.cast(kept[key]) for key, one in answers.items()}
    return Plan(entries, before, answers, matching.columns, checked, roots, tuple(left))


def answered(frame: pl.LazyFrame, made: Plan) -> pl.LazyFrame:
    """Return a frame with the engine's values and answers beside its columns."""
    facts = {_FACT + fact: entry.inner for fact, entry in made.entries.items()}
    refused = {
        _REFUSED + fact: entry.refused
        for fact, entry in made.entries.items()
        if entry.refused is not None
    }
    names = frame.collect_schema().names()
    lazy = frame.with_columns(**facts, **refused)
    for stage in made.stages:
        lazy = lazy.with_columns(**stage)
    return lazy.select(*names, *(facts if made.left else ()), *refused, **made.answers)


class Rest:
    """Puts the rows that columns left open to the evaluator, and refuses those that are wrong."""

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
            for name in made.left
        }
        self.answers: dict[Any, dict[str, Any]] = {}

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with every row answered; raises `SituationError` for refused rows."""
        import polars as pl

        self.refuse(frame)
        facts = [_FACT + fact for fact in self.made.entries]
        for name in self.made.left:
            left = frame.get_column(f"{_ANSWER}{name}.left")
            if not left.any():
                continue
            rows = left.arg_true()
            alike, group = self.alike(name, frame.select(left.name, *facts)[rows])
            found = [self.answer(name, values) for values in self.situations(alike)]
            for field in found[0]:
                key = f"{_ANSWER}{name}.{field}"
                if key in frame.columns:
                    series = frame.get_column(key)
                    new = pl.Series([one[field] for one in found], dtype=series.dtype)[group]
                    frame = frame.with_columns(series.scatter(rows, new).alias(key))
        return frame

    def alike(self, name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
        """Return the different situations of rows, and of each row which of them it is in."""
        import polars as pl

        facts = [self.facts[index] for index in self.reached[name]]
        keys = [_FACT + fact for fact in facts if fact in self.made.entries]
        if not keys:
            return rows[:1], pl.zeros(len(rows), pl.UInt32, eager=True)
        alike = rows.unique(keys, keep="first", maintain_order=True).with_row_index(_GROUP)
        found = rows.select(keys).join(
            alike.select(_GROUP, *keys), on=keys, nulls_equal=True, maintain_order="left"
        )
        return alike, found.get_column(_GROUP)

    def refuse(self, frame: pl.DataFrame) -> None:
        """Raise `SituationError` with the first values that cannot be those of their facts."""
        found = Findings()
        for fact, column in self.made.columns.items():
            if self.made.entries[fact].refused is None:
                continue
            wrong = frame.get_column(_REFUSED + fact)
            if wrong.any():
                rows = wrong.arg_true()
                for row in rows[:SHOWN]:
                    value = frame.get_column(column)[row]
                    found.report(
                        "refused-row", None, row=row, column=column, fact=fact, value=value
                    )
        if found.problems:
            raise SituationError(found.problems)

    def situations(self, taken: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
        """Yield the engine's values of all facts of rows, in the order of the program."""
        columns = []
        for fact in self.facts:
            if fact in self.made.entries:
                columns.append(taken.get_column(_FACT + fact).to_list())
            else:
                columns.append([self.made.constants.get(fact)] * len(taken))
        return zip(*columns, strict=True)

    def answer(self, name: str, values: tuple[Any, ...]) -> dict[str, Any]:
        """Return what the evaluator answers, as columns have it."""
        key = name, *(values[index] for index in self.reached[name])
        found = self.answers.get(key)
        if found is None:
            facts = Situation(self.decider.program, values)
            found = self.answers[key] = self.inward(self.decider.decide(name, facts))
        return found

    def inward(self, answer: Decision) -> dict[str, Any]:
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
        value = count(answer.value) if answer.status == "known" else zero
        ends = {"least": least, "greatest": greatest, "can": bool(possible)}
        return {"status": answer.status, "value": value, "clause": answer.clause, **ends}


def _planned(
    decider: Decider,
    regions: Regions,
    schema: Mapping[str, pl.DataType],
    decisions: Sequence[str],
    matching: Matching,
    given: Mapping[str, object],
    settings: Mapping[str, Any],
) -> Plan:
    """Return a plan, that of the last frame where it is alike: populations come in pieces."""
    typed = tuple((name, type(value), str(value)) for name, value in given.items())
    asked = tuple(schema.items()), tuple(decisions), tuple(matching.columns.items()), typed
    key = *asked, *settings.values()
    made: Plan | None = decider.plans.get(key)
    if made is None:
        made = plan(decider, regions, schema, decisions, matching, given, **settings)
        decider.plans.clear()
        decider.plans[key] = made
    return made


def decide_frame(
    decider: Decider,
    regions: Regions,
    frame: Any,
    decisions: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
    money: str | None = None,
    parts: Sequence[str] = PARTS,
) -> Any:
    """Return a frame with the answers of decisions beside its columns, of the kind that was given.

    Frames are those of polars (a lazy one stays lazy) and pandas, tables of pyarrow, and lists of
    mappings.
    A column gives the fact of its name, or that which `columns` maps to it; `given` are facts of
    everybody. Null is unknown. Of each decision there are `<decision>`, its value, then the `parts`
    asked for: `<decision>.status`, `.clause` (the first one), and `.least` and `.greatest` of the
    values still possible. `money` says what bare numbers of money count, `kopecks` or `roubles`;
    answers come in whole kopecks where it is `kopecks`, else as roubles. Raises `SituationError`
    for columns that cannot be their facts and for values that are refused, and `SocrulesError`
    where the extra `frame` is missing.
    """
    pl = extra("polars", "frame")
    frame, back = carry(frame, {*decider.program.facts, *(columns or {}).values()})
    lazy = frame.lazy()
    schema = lazy.collect_schema()
    found = match(decider.program, regions, schema.names(), decisions, columns or {}, given or {})
    full = []
    if isinstance(frame, pl.DataFrame):
        full = [name for name in schema.names() if not frame[name].null_count()]
        full = [name for name in full if not schema[name].is_float()]
    settings = {"money": money, "full": tuple(full), "parts": tuple(parts)}
    made = _planned(decider, regions, schema, decisions, found, given or {}, settings)
    rest = Rest(decider, regions, made, decisions)
    inside = answered(lazy, made)
    shown: dict[str, Any] = {name: name for name in schema.names()} if back is None else {}
    for name in decisions:
        answer = f"{_ANSWER}{name}."
        sure = made.roots[answer + "status"].args == (0,) and name not in made.left
        shown |= leave(decider.program, name, answer, parts, money=money, sure=sure)
    if isinstance(frame, pl.LazyFrame):
        whole = inside.map_batches(rest, schema=inside.collect_schema(), streamable=True)
        return whole.select(**shown)
    answers = rest(inside.collect()).select(**shown)
    return answers if back is None else back(answers)
