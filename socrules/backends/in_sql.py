"""Decisions as one SQL query: the columns that frames have, in stages of table expressions.

The query reads a table with a column for each fact, and answers every row but those it marks: they
are for the evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from socrules.backends.columns import Column
from socrules.backends.lower import STATUSES, lower
from socrules.backends.named import Named
from socrules.backends.sharing import fill_last, share
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

PARTS: Final = ("status", "clause", "least", "greatest")
"""The columns of a decision beside its value and `left`, named `<decision>.<part>`."""

_FACT: Final = "fact "


def query(
    program: Program,
    regions: Regions,
    decisions: Sequence[str],
    dialect: str,
    *,
    table: str = "people",
    columns: Iterable[str] | None = None,
    full: Iterable[str] = (),
    keep: Sequence[str] = (),
    parts: Sequence[str] = PARTS,
    money: str | None = None,
) -> str:
    """Return a query in a dialect that decides the rows of a table.

    The table has columns named for facts: `columns`, or every fact the decisions rest on; those in
    `full` are never null. Sums are decimals in roubles, or whole kopecks where `money` is
    `kopecks`, as are those in the answers; days are dates. Of each row come the columns in `keep`,
    and of each decision its value, then the `parts` asked for: `<decision>.status`, `.clause` (the
    first one), `.least` and `.greatest`; and `.left`, which is true where the row is for the
    evaluator. Raises `SocrulesError` where the extra `frame` is missing.
    """
    extra("sqlglot", "frame")
    given = asked(program, regions, decisions)
    if columns is not None:
        given = [fact for fact in given if fact in set(columns)]
    full = set(full)
    nullable = {fact: fact not in full for fact in given}
    write = Writer(dialect, money)
    roots = written(program, regions, nullable, decisions, parts)
    facts = [write.inward(program.facts[fact].type, fact).as_(_FACT + fact) for fact in given]
    before, answers = staged(roots, lambda fact: _name(_FACT + fact), write.operations(), _name)
    shown = [_name(one) for one in keep]
    for name in decisions:
        shown += write.outward(program.decisions[name].type, name, parts, roots, answers)
    steps = [facts, *([made.as_(key) for key, made in stage.items()] for stage in before)]
    return str(stacked(table, steps, shown).sql(dialect=dialect, pretty=True))


def written(
    program: Program,
    regions: Regions,
    nullable: Mapping[str, bool],
    decisions: Sequence[str],
    parts: Sequence[str],
) -> dict[str, Column]:
    """Return the columns of decisions as queries have them; for `nullable` see `Lowering`."""
    roots: dict[str, Column] = {}
    for name, lowered in lower(program, regions, nullable, decisions).items():
        of = program.decisions[name].type
        texts = {"status": STATUSES, "clause": list(program.order)}
        if of.kind == "choice":
            texts |= dict.fromkeys(("value", "least", "greatest"), of.options)
        for field, column in lowered.items():
            named = Named(texts[field]) if field in texts else None
            roots[f"{name}.{field}"] = named(column) if named else column
    roots = {key: one for key, one in roots.items() if asked_for(key, parts)}
    return share(fill_last(roots))


def stacked(
    table: str, steps: Sequence[Sequence[Any]], last: Sequence[Any], where: Any = None
) -> exp.Select:
    """Return a query that adds columns step by step to the rows of a table, then selects `last`."""
    from sqlglot import exp

    select = exp.Select()
    for number, step in enumerate(steps):
        inner = exp.select("*", *map(_quoted, step)).from_(exp.to_table(table))
        inner = inner if where is None or number else inner.where(where)
        table = f"stage_{number}"
        select = select.with_(table, as_=inner, copy=False)
    return select.select(*map(_quoted, last)).from_(table)


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


def asked_for(key: str, parts: Sequence[str]) -> bool:
    """Say whether a column is made for those parts of answers."""
    field = key.rpartition(".")[2]
    ends = field == "can" and ("least" in parts or "greatest" in parts)
    return ends or field in (*parts, "value", "known", "left")


class Writer:
    """Writes the operations of the algebra in one dialect; for `money` see `query`."""

    def __init__(self, dialect: str, money: str | None = None) -> None:
        self.dialect = dialect
        self.money = money

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
            "pick": lambda *cases: self._first(*cases, 0),
            "named": self._named,
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

        def divided(one: Any) -> Any:
            return exp.cast(exp.IntDiv(this=exp.paren(one), expression=exp.convert(step)), "bigint")

        below = exp.LT(this=amount.copy(), expression=exp.convert(0))
        rest = divided(exp.Sub(this=amount.copy(), expression=exp.convert(step - 1)))
        return exp.paren(exp.case().when(below, rest).else_(divided(amount)))

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

    def _named(self, code: Any, *cases: Any) -> Any:
        from sqlglot import exp

        found = exp.case(code)
        for number, text in zip(cases[::2], cases[1::2], strict=True):
            found = found.when(exp.convert(number), exp.Literal.string(text))
        return found

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
        decimals = self.decimals(of)
        scaled = self._binary(exp.Mul)(given, exp.convert(10**decimals)) if decimals else given
        return exp.cast(scaled, "bigint")

    def decimals(self, of: Type) -> int:
        """Return how many decimals a table has of values that are counted as whole numbers."""
        kopecks = of.kind == "money" and self.money == "kopecks"
        return 0 if kopecks else {"money": 2, "quantity": of.decimals}.get(of.kind, 0)

    def outward(
        self,
        of: Type,
        name: str,
        parts: Sequence[str],
        roots: Mapping[str, Column],
        answers: Mapping[str, Any],
    ) -> Iterator[Any]:
        """Yield the columns of a decision as users see them."""
        from sqlglot import exp

        def where(test: str, found: Any) -> Any:
            always = roots[f"{name}.{test}"].args == (True,)
            return found if always else exp.case().when(answers[f"{name}.{test}"].copy(), found)

        def shown(part: str) -> Any:
            one = answers[f"{name}.{part}"]
            if of.kind == "date":
                return self.date(one)
            if decimals := self.decimals(of):
                whole = exp.cast(one, f"decimal(18, {decimals})")
                unit = exp.cast(exp.convert(f"{10**-decimals:.{decimals}f}"), "decimal(9, 6)")
                found = self._binary(exp.Mul)(whole, unit)
                return exp.cast(found, f"decimal(18, {decimals})")
            return one

        yield where("known", shown("value")).as_(name)
        for part in parts:
            one = answers[f"{name}.{part}"]
            if part in ("least", "greatest"):
                one = where("can", shown(part))
            elif roots[f"{name}.{part}"].args == (None,):
                one = exp.cast(one, "text")
            yield one.as_(f"{name}.{part}")
        yield answers[f"{name}.left"].as_(f"{name}.left")
