"""Decisions as one SQL query: the columns that frames have, in stages of table expressions.

The query reads a table with a column for each fact, and answers every row but those it marks: they
are for the evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from socrules.backends.columns import Column
from socrules.backends.lower import STATUSES, Lowering
from socrules.backends.staging import Express, staged
from socrules.extras import extra
from socrules.program import Program
from socrules.regions import Regions
from socrules.values import Type

if TYPE_CHECKING:
    from sqlglot import exp

DIALECTS: Final = ("duckdb", "spark", "postgres")
"""The dialects that queries are written in."""

EPOCH: Final = 719_163
"""The ordinal of 1 January 1970, from which databases count days."""

_FACT: Final = "fact "
_FIELDS: Final = ("value", "status", "clause", "least", "greatest", "can", "left")


def query(
    program: Program,
    regions: Regions,
    decisions: Sequence[str],
    dialect: str,
    *,
    table: str = "people",
    columns: Iterable[str] | None = None,
    keep: Sequence[str] = (),
) -> str:
    """Return a query in a dialect that decides the rows of a table.

    The table has columns named for facts: `columns`, or every fact the decisions rest on. Sums are
    decimals in roubles, days are dates. Of each row come the columns in `keep`, and of each
    decision its value, then `<decision>.status`, `.clause` (the first one), `.least`, `.greatest`
    and `.left`, which is true where the row is for the evaluator. Raises `SocrulesError` where the
    extra `frame` is missing.
    """
    extra("sqlglot", "frame")
    from sqlglot import exp

    given = asked(program, regions, decisions)
    if columns is not None:
        given = [fact for fact in given if fact in set(columns)]
    roots: dict[str, Column] = {}
    for name in decisions:
        nullable = dict.fromkeys(given, True)
        lowering = Lowering(program, regions, nullable, regions.presumes(name))
        lowered = lowering.lower(name)
        for field in _FIELDS:
            roots[f"{name}.{field}"] = lowering.columns.compact(getattr(lowered, field))
    write = Writer(dialect)
    named = [write.inward(program.facts[fact].type, fact).as_(_FACT + fact) for fact in given]
    before, answers = staged(roots, lambda fact: _name(_FACT + fact), write.operations(), _name)
    shown = [_name(one) for one in keep]
    for name in decisions:
        shown += write.outward(program, name, roots, answers)
    last, steps = table, [[_quoted(one) for one in named]]
    steps += [[_quoted(made.as_(key)) for key, made in stage.items()] for stage in before]
    select = exp.Select()
    for number, step in enumerate(steps):
        inner = exp.select("*", *step).from_(exp.to_table(last))
        last = f"stage_{number}"
        select = select.with_(last, as_=inner, copy=False)
    found: str = select.select(*map(_quoted, shown)).from_(last).sql(dialect=dialect, pretty=True)
    return found


def asked(program: Program, regions: Regions, decisions: Sequence[str]) -> list[str]:
    """Return the facts that decisions rest on, in the order of the pack."""
    found = {fact for name in decisions for kind, fact in regions.reach(name) if kind == "fact"}
    found |= {fact for name in decisions for fact in regions.presumes(name)}
    return [fact for fact in program.facts if fact in found]


def _name(column: str) -> exp.Column:
    from sqlglot import exp

    return exp.column(column, quoted=True)


def _quoted(one: Any) -> Any:
    """Return an expression whose name is written in quotes: names here have dots and spaces."""
    if one.alias:
        one.args["alias"].set("quoted", True)
    return one


def _codes(column: Column) -> Iterator[Any]:
    """Yield the numbers a column chooses among."""
    if column.op == "constant":
        yield column.args[0]
    elif column.op == "first":
        yield from (*column.args[1::2], column.args[-1])
    else:
        for arg in column.args[1 if column.op == "choose" else 0 :]:
            yield from _codes(arg)


class Writer:
    """Writes the operations of the algebra in one dialect."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def operations(self) -> dict[str, Express]:
        """Return how each operation is written; the names are those of the algebra."""
        from sqlglot import exp

        return {
            "constant": exp.convert,
            "all": lambda *parts: exp.paren(exp.and_(*parts)),
            "any": lambda *parts: exp.paren(exp.or_(*parts)),
            "not": exp.not_,
            "at_least": self._at_least,
            "either": lambda part, other: exp.func("COALESCE", part, other),
            "is_known": lambda part: exp.paren(exp.not_(exp.Is(this=part, expression=exp.null()))),
            "three": lambda sure, may: exp.case().when(sure, "TRUE").when(exp.not_(may), "FALSE"),
            "choose": lambda test, one, other: exp.case().when(test, one).else_(other),
            "first": self._first,
            "<": self._binary(exp.LT),
            "<=": self._binary(exp.LTE),
            "=": self._binary(exp.EQ),
            "+": self._binary(exp.Add),
            "-": self._binary(exp.Sub),
            "times": lambda amount, factor: self._binary(exp.Mul)(amount, exp.convert(factor)),
            "min": lambda *parts: exp.func("LEAST", *parts),
            "max": lambda *parts: exp.func("GREATEST", *parts),
            "round": self._round,
            "add_period": self._add_period,
            "years_between": self._years_between,
            "weekday": lambda day: self._add(self._modulo(self._add(day, 6), 7), 1),
        }

    def _binary(self, of: Any) -> Express:
        from sqlglot import exp

        return lambda one, other: exp.paren(of(this=one, expression=other))

    def _add(self, one: Any, number: int) -> Any:
        from sqlglot import exp

        return exp.paren(exp.Add(this=one, expression=exp.convert(number)))

    def _modulo(self, one: Any, by: int) -> Any:
        """Return what is left of a division downwards: never negative."""
        from sqlglot import exp

        def rest(of: Any) -> Any:
            return exp.paren(exp.Mod(this=of, expression=exp.convert(by)))

        return rest(self._add(rest(one), by))

    def _down(self, amount: Any, step: int) -> Any:
        """Return a division downwards; databases divide towards zero."""
        from sqlglot import exp

        whole = exp.paren(exp.Sub(this=amount, expression=self._modulo(amount.copy(), step)))
        return exp.cast(exp.IntDiv(this=whole, expression=exp.convert(step)), "bigint")

    def _round(self, amount: Any, mode: str, step: int, unit: int) -> Any:
        from sqlglot import exp

        if mode == "round_down":
            found = self._down(amount, step)
        elif mode == "round_up":
            found = self._down(self._add(amount, step - 1), step)
        else:
            half = self._binary(exp.Mul)(exp.func("ABS", amount), exp.convert(2))
            size = self._down(self._add(half, step), 2 * step)
            below = exp.LT(this=amount.copy(), expression=exp.convert(0))
            found = exp.case().when(below, exp.Neg(this=exp.paren(size))).else_(size.copy())
        return found if unit == 1 else self._binary(exp.Mul)(found, exp.convert(unit))

    def _at_least(self, number: int, *parts: Any) -> Any:
        from sqlglot import exp

        found: Any = exp.cast(parts[0], "int")
        for part in parts[1:]:
            found = exp.Add(this=found, expression=exp.cast(part, "int"))
        return exp.paren(exp.GTE(this=found, expression=exp.convert(number)))

    def _first(self, *cases: Any) -> Any:
        from sqlglot import exp

        *pairs, otherwise = cases
        found = exp.case()
        for test, code in zip(pairs[::2], pairs[1::2], strict=True):
            found = found.when(test, exp.convert(code))
        return found.else_(exp.convert(otherwise))

    # --- days ---

    def _epoch(self) -> Any:
        from sqlglot import exp

        return exp.cast(exp.Literal.string("1970-01-01"), "date")

    def ordinal(self, date: Any) -> Any:
        """Return the ordinal of a date."""
        from sqlglot import exp

        if self.dialect == "spark":
            days: Any = exp.Anonymous(this="DATEDIFF", expressions=[date, self._epoch()])
        else:
            days = exp.paren(exp.Sub(this=date, expression=self._epoch()))
        return self._add(exp.cast(days, "bigint"), EPOCH)

    def date(self, day: Any) -> Any:
        """Return the date of an ordinal."""
        from sqlglot import exp

        days = exp.cast(self._add(day, -EPOCH), "int")
        if self.dialect == "spark":
            return exp.Anonymous(this="DATE_ADD", expressions=[self._epoch(), days])
        return exp.paren(exp.Add(this=self._epoch(), expression=days))

    def _add_period(self, day: Any, unit: str, number: int) -> Any:
        from sqlglot import exp

        if unit == "days":
            return self._add(day, number)
        months = exp.convert(number * (12 if unit == "years" else 1))
        later = exp.DateAdd(this=self.date(day), expression=months, unit=exp.var("MONTH"))
        return self.ordinal(exp.cast(later, "date"))

    def _years_between(self, start: Any, end: Any) -> Any:
        from sqlglot import exp

        def part(day: Any, name: str) -> Any:
            found = exp.Extract(this=exp.var(name), expression=self.date(day.copy()))
            return exp.cast(found, "bigint")

        def place(day: Any) -> Any:
            month = exp.Mul(this=part(day, "MONTH"), expression=exp.convert(100))
            return exp.Add(this=month, expression=part(day, "DAY"))

        years = self._binary(exp.Sub)(part(end, "YEAR"), part(start, "YEAR"))
        early = exp.LT(this=place(end), expression=place(start))
        return self._binary(exp.Sub)(years, exp.case().when(early, "1").else_("0"))

    # --- facts and answers ---

    def inward(self, of: Type, column: str) -> Any:
        """Return a column of a table as the engine counts its values."""
        from sqlglot import exp

        given = _name(column)
        if of.kind in ("bool", "choice"):
            return given
        if of.kind == "date":
            return self.ordinal(given)
        if of.kind == "moment":
            days = self._add(self.ordinal(exp.cast(given, "date")), -EPOCH)
            found = self._binary(exp.Mul)(days, exp.convert(1_440))
            for part, minutes in (("HOUR", 60), ("MINUTE", 1)):
                one = exp.Extract(this=exp.var(part), expression=given.copy())
                whole = self._binary(exp.Mul)(exp.cast(one, "bigint"), exp.convert(minutes))
                found = self._binary(exp.Add)(found, whole)
            return found
        scale = 10 ** {"money": 2, "quantity": of.decimals}.get(of.kind, 0)
        return exp.cast(self._binary(exp.Mul)(given, exp.convert(scale)), "bigint")

    def outward(
        self,
        program: Program,
        name: str,
        roots: Mapping[str, Column],
        answers: Mapping[str, Any],
    ) -> Iterator[Any]:
        """Yield the columns of a decision as users see them."""
        from sqlglot import exp

        of, clauses = program.decisions[name].type, list(program.order)
        field = {part: answers[f"{name}.{part}"] for part in _FIELDS}

        def names(part: str, texts: Sequence[str]) -> Any:
            codes = sorted({one for one in _codes(roots[f"{name}.{part}"]) if one is not None})
            found = exp.case(field[part])
            for code in codes:
                found = found.when(exp.convert(code), exp.Literal.string(texts[code]))
            return found if codes else exp.cast(exp.null(), "text")

        def shown(part: str, where: Any) -> Any:
            one = field[part]
            found: Any = one
            if of.kind == "choice":
                found = exp.case(one)
                for code, option in enumerate(of.options):
                    found = found.when(exp.convert(code), exp.Literal.string(option))
            elif of.kind == "date":
                found = self.date(one)
            elif decimals := {"money": 2, "quantity": of.decimals}.get(of.kind, 0):
                whole = exp.cast(one, f"decimal(18, {decimals})")
                unit = exp.cast(exp.convert(f"{10**-decimals:.{decimals}f}"), "decimal(9, 6)")
                found = self._binary(exp.Mul)(whole, unit)
                found = exp.cast(found, f"decimal(18, {decimals})")
            return exp.case().when(where, found)

        known = exp.EQ(this=field["status"].copy(), expression=exp.convert(0))
        yield shown("value", known).as_(name)
        yield names("status", STATUSES).as_(f"{name}.status")
        yield names("clause", clauses).as_(f"{name}.clause")
        yield shown("least", field["can"].copy()).as_(f"{name}.least")
        yield shown("greatest", field["can"].copy()).as_(f"{name}.greatest")
        yield field["left"].as_(f"{name}.left")
