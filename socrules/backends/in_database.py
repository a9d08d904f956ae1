"""Tables of databases: columns of their own kinds become facts, in one query for each wording.

The query answers all rows but those it marks as left: they are for the evaluator, each different
situation once. A value that cannot be that of its fact is named in the column `refused`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import attrs

from socrules.backends.door import DAY_WANTED, Wanted, kept_as, leave, scale_of
from socrules.backends.in_sql import Writer, stacked, written
from socrules.backends.planned import ANSWER, FACT, PARTS, Decider, Plan
from socrules.backends.rest import Rest
from socrules.backends.staging import staged
from socrules.extras import extra
from socrules.problems import Findings, Problem, SituationError, problem
from socrules.program import Fact
from socrules.regions import Regions
from socrules.scope import DAY
from socrules.situation import situation

if TYPE_CHECKING:
    import polars as pl

REFUSED: Final = "socrules refused"
"""The column that says why a row is not answered: null where it is."""

PEOPLE: Final = "people"
"""What the table is called in queries."""


@attrs.frozen
class Given:
    """A column of a table: its name, and what kind of values it has."""

    name: str
    kind: str
    shown: str


def columns_of(frame: Any) -> dict[str, Given]:
    """Return the columns of a frame of a database."""
    import narwhals as nw

    schema = nw.from_native(frame).collect_schema()
    return {name: Given(name, _kind(dtype), str(dtype)) for name, dtype in schema.items()}


def _kind(dtype: Any) -> str:
    import narwhals as nw

    if isinstance(dtype, nw.Datetime):
        return "datetime" if dtype.time_zone is None else "instant"
    for kind in ("integer", "float", "decimal"):
        if getattr(dtype, f"is_{kind}")():
            return kind
    named = {nw.Boolean: "bool", nw.Date: "date", nw.String: "text", nw.Enum: "text"}
    return next((kind for of, kind in named.items() if isinstance(dtype, of)), "other")


@attrs.frozen(eq=False)
class Query:
    """A query in a dialect over `people`, and what it leaves to the evaluator.

    It gives the columns of the table, `REFUSED`, and of each decision what users see and
    `<decision>.left`; `keys` are of each decision that may leave rows the facts it rests on, in
    columns `fact <id>`.
    """

    text: str
    keys: Mapping[str, Sequence[str]]
    rest: Rest
    shown: Sequence[str]
    money: str | None


def query_of(
    decider: Decider,
    regions: Regions,
    table: Mapping[str, Given],
    decisions: Sequence[str],
    columns: Mapping[str, str],
    given: Mapping[str, object],
    *,
    dialect: str,
    money: str | None = None,
    parts: Sequence[str] = PARTS,
    where: Any = None,
) -> Query:
    """Return the query that decides the rows of a table for which `where`, an expression, holds.

    `columns` says which column gives a fact, and under `day` which gives the day in question.
    Raises `SituationError` for every column that cannot be its fact, and for `given`.
    """
    from sqlglot import exp

    program, write, found = decider.program, Writer(dialect, money), Findings()
    checked = situation(program, given).given
    doors: dict[str, Any] = {}
    refused = exp.case()
    for name, column in columns.items():
        fact: Fact | Wanted = DAY_WANTED if name == DAY else program.facts[name]
        try:
            inner, wrong = door(write, fact, table[column], money)
        except SituationError as error:
            found.problems += error.problems
            continue
        doors[name] = inner
        if wrong is not None:
            refused = refused.when(wrong, exp.Literal.string(name))
    if found.problems:
        raise SituationError(found.problems)
    nullable = {name: name != DAY for name in doors} | dict.fromkeys(checked, False)
    roots = written(program, regions, nullable, decisions, parts)
    left = [name for name in decisions if roots[f"{name}.left"].args != (False,)]

    def fact_of(name: str) -> Any:
        if name in checked:
            return exp.convert(checked[name])
        return exp.column(f"fact {name}", quoted=True)

    operations = write.operations()
    before, answers = staged(roots, fact_of, operations, lambda key: exp.column(key, quoted=True))
    shown = [f"{name}{part}" for name in decisions for part in ("", *(f".{p}" for p in parts))]
    plain = Plan(dict.fromkeys(doors), (), {}, columns, checked, {}, tuple(left))  # type: ignore[arg-type]
    rest = Rest(decider, regions, plain, left)
    keys = {name: rest.keys(name) for name in left}
    kept = {f"fact {fact}": None for facts in keys.values() for fact in facts}
    outward = [
        one
        for name in decisions
        for one in write.outward(program.decisions[name].type, name, parts, roots, answers)
        if one.alias in shown or (one.alias == f"{name}.left" and name in left)
    ]
    refusal = refused if refused.args.get("ifs") else exp.cast(exp.null(), "text")
    doors_stage = [inner.as_(f"fact {name}") for name, inner in doors.items()]
    own = [exp.column(name, quoted=True) for name in table]
    steps = [
        [*doors_stage, refusal.as_(REFUSED)],
        *([one.as_(key) for key, one in stage.items()] for stage in before),
    ]
    last = [*own, *(exp.column(key, quoted=True) for key in kept), _column(REFUSED), *outward]
    tree = stacked(PEOPLE, steps, last, where)
    return Query(tree.sql(dialect=dialect), keys, rest, shown, money)


def _column(name: str) -> Any:
    from sqlglot import exp

    return exp.column(name, quoted=True)


def quoted(name: str, dialect: str = "duckdb") -> str:
    """Return the name of a column as a dialect writes it."""
    return str(_column(name).sql(dialect=dialect))


def door(write: Writer, fact: Fact | Wanted, given: Given, money: str | None) -> tuple[Any, Any]:
    """Return a column as its fact, null where it cannot be, and where it is refused, if anywhere.

    Raises `SituationError` where the kind of the column cannot be the fact. Texts of a database are
    not read: they are the members of a choice, or must be converted by who keeps them.
    """
    from sqlglot import exp, parse_one

    of, kind = fact.type, given.kind
    column = quoted(given.name)
    if of.kind == "bool" and kind == "bool":
        return _column(given.name), None
    words = {"c": column, "known": f"{column} IS NOT NULL"}
    test = value = ""
    if of.kind == "choice" and kind == "text":
        members = ", ".join(exp.Literal.string(one).sql() for one in of.options)
        test, value = f"CAST({column} AS TEXT) IN ({members})", f"CAST({column} AS TEXT)"
    elif of.is_number and kind in _NUMBERS and of.kind not in ("date", "moment"):
        scale = scale_of(of, money, bare=kind != "decimal")
        if scale is not None:
            least, greatest = fact.domain
            words |= {"least": str(least), "greatest": str(greatest), "scale": str(scale)}
            words["low"] = f"{-(-least // scale)}"
            words["high"] = f"{greatest // scale}"
            words["from"] = f"{Decimal(least) / scale:f}"
            words["to"] = f"{Decimal(greatest) / scale:f}"
            if kind == "float":
                words["known"] += f" AND NOT ISNAN({column})"
                words["c"] = f"CAST({column} AS DOUBLE)"
            number = f"{words['c']} * {scale}"
            words["distance"] = f"ABS({number} - ROUND({number}))"
            test, value = (text.format(**words) for text in _NUMBERS[kind])
    elif (of.kind, kind) in _TIMES:
        test, value = (text.format(**words) for text in _TIMES[of.kind, kind])
    if not test:
        bare = of.kind == "money" and kind in _NUMBERS
        raise SituationError(
            problem(
                "bare-column" if bare else "odd-column",
                column=given.name,
                fact=fact.id,
                found=given.shown,
                expected=of,
            )
        )
    inner = parse_one(value, read="duckdb") if value else None
    if inner is None:
        inner = write.inward(of, given.name)
    elif of.kind == "date":
        inner = write.ordinal(inner)
    tests = [parse_one(test, read="duckdb")]
    if (of.kind, kind) in _TIMES:
        least, greatest = fact.domain
        tests.append(
            exp.Between(this=inner.copy(), low=exp.convert(least), high=exp.convert(greatest))
        )
    known = parse_one("TRUE" if fact.id == DAY else words["known"], read="duckdb")
    found = exp.case().when(exp.and_(*tests), inner)
    return found, exp.and_(known, exp.Is(this=exp.paren(found.copy()), expression=exp.null()))


_NUMBERS: Final = {
    "integer": ("{c} BETWEEN {low} AND {high}", "CAST({c} AS BIGINT) * {scale}"),
    "decimal": (
        "{c} BETWEEN {from} AND {to} AND {c} * {scale} = FLOOR({c} * {scale})",
        "CAST({c} * {scale} AS BIGINT)",
    ),
    "float": (
        "ROUND({c} * {scale}) BETWEEN {least} AND {greatest} AND {distance} < 0.000001",
        "CAST(ROUND({c} * {scale}) AS BIGINT)",
    ),
}
"""When a column of numbers is a fact, and what it is then; facts are whole numbers of a scale."""

_TIMES: Final = {
    ("date", "date"): ("{c} IS NOT NULL", "{c}"),
    ("date", "datetime"): ("CAST({c} AS DATE) = {c}", "CAST({c} AS DATE)"),
    ("moment", "datetime"): ("DATE_TRUNC('MINUTE', {c}) = {c}", ""),
}
"""The same of days and moments, within the bounds of the fact."""


# --- what the evaluator answers ---


def answered(query: Query, name: str, situations: pl.DataFrame) -> pl.DataFrame:
    """Return what the evaluator answers of a decision in situations, a row each, as users see it.

    `situations` has the columns `fact <id>` of the keys. `REFUSED` says where facts contradict each
    other.
    """
    import polars as pl

    rest, program = query.rest, query.rest.decider.program
    inner = situations.select(pl.col(f"fact {one}").alias(FACT + one) for one in query.keys[name])
    if not query.keys[name]:
        inner = pl.DataFrame({"\0": [None] * len(situations)})
    answers = [rest.answer(name, *one) for one in rest.situations(name, inner)]
    fields = ("value", "status", "clause", "least", "greatest", "known", "can")
    made = {
        f"{ANSWER}{name}.{field}": pl.Series(
            [one[field] if isinstance(one, dict) else None for one in answers],
            dtype=kept_as(program, name, field),
        )
        for field in fields
    }
    wrong = [None if isinstance(one, dict) else _told(one.problems) for one in answers]
    made[REFUSED] = pl.Series(wrong, dtype=pl.String)
    parts = [one.removeprefix(f"{name}.") for one in query.shown if one.startswith(f"{name}.")]
    shown = leave(program, name, f"{ANSWER}{name}.", parts, money=query.money, sure=False)
    found = pl.DataFrame(made).select(REFUSED, **shown)
    return found.with_columns(pl.selectors.enum().cast(pl.String))


def _told(problems: Iterable[Problem]) -> str:
    return json.dumps([[one.kind, dict(one.args)] for one in problems], ensure_ascii=False)


def why(said: str, row: Mapping[str, Any], columns: Mapping[str, str]) -> list[Problem]:
    """Return why a row is refused: what `REFUSED` says there, with the values of the row."""
    if said.startswith("["):
        return [problem(kind, **words) for kind, words in json.loads(said)]
    column = columns[said]
    kind = "value-without-day" if said == DAY else "refused-value"
    return [problem(kind, column=column, fact=said, value=row[column])]


@attrs.frozen(eq=False)
class Filler:
    """Puts the rows of a query that are left to the evaluator, one batch of Arrow after another.

    The columns of a batch are those called `names`, in this order, and `shown` are those it gives
    back; what they are called in batches does not matter: `c0`, `c1`, … come out.
    """

    query: Query
    names: Sequence[str]
    shown: Sequence[str]

    def __call__(self, batches: Iterable[Any]) -> Iterable[Any]:
        """Yield batches in which every row is answered."""
        for batch in batches:
            yield self.fill(batch)

    def fill(self, batch: Any) -> Any:
        """Return a batch of Arrow in which every row is answered."""
        import polars as pl

        pa = extra("pyarrow", "spark")
        batch = batch.rename_columns(list(self.names))
        own = [name for name in self.names if name not in self.shown]
        frame: Any = pl.from_arrow(batch.select([*own, REFUSED, *self.query.shown]))
        for name, keys in self.query.keys.items():
            left = frame.get_column(f"{name}.left") & frame.get_column(REFUSED).is_null()
            rows = left.arg_true()
            situations = frame.select(f"{name}.left", *(f"fact {one}" for one in keys))[rows]
            answers = answered(self.query, name, situations)
            for column in answers.columns:
                old = frame.get_column(column)
                new = answers.get_column(column).cast(old.dtype)
                frame = frame.with_columns(old.scatter(rows, new))
        made, arrays = frame.to_arrow(), []
        for name in self.shown:
            column = batch.column(name)
            if name in made.column_names:
                column = made.column(name).combine_chunks().cast(column.type)
            arrays.append(column)
        return pa.RecordBatch.from_arrays(arrays, [f"c{at}" for at in range(len(arrays))])
