"""What becomes of the answers to people from one pack to another, counted: flips, answers, sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from socrules.pack import Pack
from socrules.people import WEIGHT, People, inner, outer
from socrules.problems import SituationError, problem
from socrules.values import Type

if TYPE_CHECKING:
    import polars as pl

PERCENTILES: Final = (10, 25, 50, 75, 90)
"""Which quantiles of sums are told. Each is a sum of somebody: no two are mixed."""

_ALL: Final = "\0all"

CHANGES: Final = ("lower", "higher", "value", "status")
"""How an answer flips: a lower or higher number, another value, or another status."""

COUNTED: Final = ("integer", "money", "quantity")
"""The kinds of numbers that can be added up."""


@attrs.frozen(eq=False)
class Contrast:
    """The answers of two packs to the same people, row by row in `rows`, and what they come to.

    `rows` has the columns of groups and weight, and of each decision `<decision>.before`,
    `.after` (what is shown: a value, else the status), `.change` (one of `CHANGES`, `same`), the
    clauses `.clause_before` and `.clause_after`, and of numbers `.from` and `.to` in whole units.
    Tables come in the kind of the table of people that was given.
    """

    before: Pack
    after: Pack
    decisions: tuple[str, ...]
    people: People = attrs.field(repr=False)
    rows: pl.DataFrame = attrs.field(repr=False)

    @property
    def flips(self) -> Any:
        """Return who flips, from what to what, by which clauses, in a row each.

        Columns: `decision`, the groups, `change`, `before`, `after`, `clause_before`,
        `clause_after`, `people`, `weight`, `share` (of the group, 0 to 1, by weight) and, of
        numbers, `difference` in all. A number that is known is `known` in `before` and `after`.
        """
        return self.people.like(self.flipped(self.people.by))

    @property
    def answers(self) -> Any:
        """Return how often each answer is given, in a row each.

        Columns: `decision`, the groups, `answer`, `people_before`, `people_after`, `share_before`
        and `share_after` (0 to 1, by weight).
        """
        return self.people.like(self.answered(self.people.by))

    @property
    def amounts(self) -> Any:
        """Return what numbers come to, in a row for each decision and group.

        Counted are people whose number is known before and after: `people`, `weight`. Columns:
        `total_before`, `total_after`, `difference`, `mean_before`, `mean_after` (rounded to the
        smallest unit), and the quantiles `p10_before` … `p90_after`.
        """
        return self.people.like(self.amounted(self.people.by))

    @property
    def table(self) -> Any:
        """Return the table of people with both answers to each beside its own columns.

        Of each decision: `<decision>.before` and `<decision>.after` (a number where it is known;
        else the value, or the status where it has none), `<decision>.change`, and the clauses
        `<decision>.clause_before` and `<decision>.clause_after`.
        """
        shown = {}
        for name in self.decisions:
            for side, end in (("before", "from"), ("after", "to")):
                of, column = self.type(name), f"{name}.{side}"
                shown[column] = told(of, f"{name}.{end}") if of.is_number else column
            for part in ("change", "clause_before", "clause_after"):
                shown[f"{name}.{part}"] = f"{name}.{part}"
        return self.people.beside(self.rows.select(**shown))

    # --- the same in polars ---

    def flipped(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `flips` by the columns `keys`, as a frame of polars."""
        import polars as pl

        parts = ("change", "before", "after", "clause_before", "clause_after")
        found = []
        for name in self.decisions:
            of = self.type(name)
            difference = pl.col(f"{name}.to") - pl.col(f"{name}.from")
            weighed = (difference * pl.col(WEIGHT)).sum() if of.kind in COUNTED else pl.lit(None)
            named = [pl.col(f"{name}.{part}").alias(part) for part in parts]
            alike = (
                self.rows.group_by(*keys, *named)
                .agg(*counts(), weighed.alias("difference"))
                .with_columns(share(keys))
                .filter(pl.col("change") != "same")
                .sort(
                    *keys, "people", *parts, descending=[*[False] * len(keys), True, *[False] * 5]
                )
            )
            worth = outer(of, whole(pl.col("difference"))) if of.kind in COUNTED else pl.lit(None)
            worth = pl.when(pl.col("change").is_in(["lower", "higher"])).then(worth)
            found.append(
                alike.select(
                    pl.lit(name).alias("decision"),
                    *keys,
                    *parts,
                    "people",
                    *self.people.weighed,
                    "share",
                    worth.cast(pl.Decimal(38, scale_of(of))).alias("difference"),
                )
            )
        return joined(found)

    def answered(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `answers` by the columns `keys`, as a frame of polars."""
        import polars as pl

        found = []
        for name in self.decisions:
            sides = []
            for side in ("before", "after"):
                counted = (
                    self.rows.group_by(*keys, pl.col(f"{name}.{side}").alias("answer"))
                    .agg(*counts())
                    .with_columns(share(keys))
                )
                sides.append(
                    counted.select(
                        *keys,
                        "answer",
                        pl.col("people").alias(f"people_{side}"),
                        pl.col("share").alias(f"share_{side}"),
                    )
                )
            both = sides[0].join(
                sides[1], on=[*keys, "answer"], how="full", coalesce=True, nulls_equal=True
            )
            zeros = [pl.col(f"people_{side}").fill_null(0) for side in ("before", "after")]
            zeros += [pl.col(f"share_{side}").fill_null(0.0) for side in ("before", "after")]
            found.append(
                both.sort(*keys, "answer").select(
                    pl.lit(name).alias("decision"), *keys, "answer", *zeros
                )
            )
        return joined(found)

    def amounted(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `amounts` by the columns `keys`, as a frame of polars."""
        import polars as pl

        found = []
        for name in self.numbers:
            of = self.type(name)
            known = self.rows.filter(
                pl.col(f"{name}.from").is_not_null() & pl.col(f"{name}.to").is_not_null()
            )
            sides = [
                figured(known, keys, f"{name}.{column}", f"_{side}")
                for side, column in (("before", "from"), ("after", "to"))
            ]
            counted = beside([grouped(known, keys).agg(*counts()), *sides], keys)
            figures = [
                f"{figure}_{side}"
                for side in ("before", "after")
                for figure in ("total", "mean", *(f"p{percent}" for percent in PERCENTILES))
            ]
            difference = whole(pl.col("total_after")) - whole(pl.col("total_before"))
            shown = {figure: outer(of, whole(pl.col(figure))) for figure in figures}
            shown = {
                "total_before": shown.pop("total_before"),
                "total_after": shown.pop("total_after"),
                "difference": outer(of, difference),
                **shown,
            }
            shown = {key: one.cast(pl.Decimal(38, scale_of(of))) for key, one in shown.items()}
            found.append(
                counted.select(
                    pl.lit(name).alias("decision"), *keys, "people", *self.people.weighed, **shown
                )
            )
        return joined(found)

    # --- what is asked ---

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the decisions whose answers can be added up."""
        return tuple(name for name in self.decisions if self.type(name).kind in COUNTED)

    def type(self, name: str) -> Type:
        """Return the type of a decision."""
        return self.after.program.decisions[name].type


def contrast(before: Pack, after: Pack, people: People, decisions: Sequence[str]) -> Contrast:
    """Return the answers of two packs to the same people, side by side."""

    asked = [people.ask(pack, decisions, ("status", "clause")) for pack in (before, after)]
    for name in decisions:
        kinds = [pack.program.decisions[name].type for pack in (before, after)]
        if kinds[0] != kinds[1] and "choice" not in (kinds[0].kind, kinds[1].kind):
            one, other = kinds
            raise SituationError(problem("decision-types", decision=name, before=one, after=other))
    rows = dict(_rows(asked, before, after, decisions))
    joint = people.groups.with_columns(**rows).with_columns(
        **{f"{name}.change": _change(name, after) for name in decisions}
    )
    return Contrast(before, after, tuple(decisions), people, joint.rechunk())


def _rows(
    asked: Sequence[pl.DataFrame], before: Pack, after: Pack, decisions: Sequence[str]
) -> Iterator[tuple[str, pl.Series]]:
    import polars as pl

    ends = (("before", "from"), ("after", "to"))
    for name in decisions:
        for answered, pack, (side, end) in zip(asked, (before, after), ends, strict=True):
            of = pack.program.decisions[name].type
            status = answered.get_column(f"{name}.status").cast(pl.String)
            value = answered.get_column(name)
            shown = status
            if not of.is_number:
                shown = value.cast(pl.String).zip_with(status == "known", status)
            else:
                yield f"{name}.{end}", inner(of, value)
            yield f"{name}.{side}", shown
            yield f"{name}.clause_{side}", answered.get_column(f"{name}.clause").cast(pl.String)


def _change(name: str, pack: Pack) -> pl.Expr:
    """Return how the answer to each person changes."""
    import polars as pl

    before, after = pl.col(f"{name}.before"), pl.col(f"{name}.after")
    if pack.program.decisions[name].type.is_number:
        one, other = pl.col(f"{name}.from"), pl.col(f"{name}.to")
        moved = pl.when(other < one).then(pl.lit("lower")).when(other > one).then(pl.lit("higher"))
        return moved.when(before != after).then(pl.lit("status")).otherwise(pl.lit("same"))
    statuses = ["unknown", "conflict", "not_stated", "not_applicable"]
    lost = before.is_in(statuses) | after.is_in(statuses)
    flipped = pl.when(before == after).then(pl.lit("same")).when(lost).then(pl.lit("status"))
    return flipped.otherwise(pl.lit("value"))


# --- counting ---


def counts() -> list[pl.Expr]:
    """Return how many people there are, and what they weigh."""
    import polars as pl

    return [pl.len().alias("people"), pl.col(WEIGHT).sum().alias("weight")]


def share(keys: Sequence[str]) -> pl.Expr:
    """Return the share of the weight of a group, 0 to 1."""
    import polars as pl

    weight = pl.col("weight")
    total = weight.sum().over(*keys) if keys else weight.sum()
    return pl.when(total > 0).then(weight / total).otherwise(0.0).alias("share")


def figured(rows: pl.DataFrame, keys: Sequence[str], column: str, suffix: str = "") -> pl.DataFrame:
    """Return the total, the mean and the quantiles of a number by weight, a row for each group.

    A quantile is the least value that as many people have or fall short of as it says.
    """
    import polars as pl

    value, weight = pl.col(column), pl.col(WEIGHT)
    total, all_of = (value.cast(pl.Int128) * weight).sum(), weight.sum()
    # Sorted once; in groups rows keep their order.
    ordered = rows.select(*keys, WEIGHT, column).sort(column)
    below = weight.cum_sum() * 100
    figures = {"total": total, "mean": pl.when(all_of > 0).then(total / all_of)} | {
        f"p{percent}": value.get((below < percent * all_of).sum(), null_on_oob=True)
        for percent in PERCENTILES
    }
    named = [figure.alias(f"{key}{suffix}") for key, figure in figures.items()]
    found: pl.DataFrame = grouped(ordered, keys).agg(*named)
    return found


def grouped(rows: pl.DataFrame, keys: Sequence[str]) -> Any:
    """Return rows in groups; all in one where there are no keys."""
    import polars as pl

    return rows.group_by(*keys) if keys else rows.group_by(pl.lit(0).alias(_ALL))


def beside(tables: Sequence[pl.DataFrame], keys: Sequence[str]) -> pl.DataFrame:
    """Return tables of the same groups as one, in the order of the groups."""
    first, *rest = tables
    for other in rest:
        first = first.join(other, on=list(keys) or [_ALL], nulls_equal=True)
    return first.sort(*keys) if keys else first


def told(of: Type, column: str) -> pl.Expr:
    """Return a number as people read it: roubles, decimals, days."""
    import polars as pl

    if of.kind == "date":
        return pl.col(column).cast(pl.Int32).cast(pl.Date)
    return outer(of, pl.col(column))


def whole(amount: pl.Expr) -> pl.Expr:
    """Return an amount rounded to whole units."""
    import polars as pl

    return amount.round().cast(pl.Int128)


def scale_of(of: Type) -> int:
    """Return how many decimals a number has."""
    return 2 if of.kind == "money" else of.decimals


def joined(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return tables of one form under each other; money and other decimals have one scale."""
    import polars as pl

    if not tables:
        return pl.DataFrame()
    return pl.concat(tables, how="vertical_relaxed")
