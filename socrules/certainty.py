"""What is certain and what is possible of people of whom not everything is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from socrules.contrast import COUNTED, counts, grouped, joined, scale_of, whole
from socrules.costs import Trial
from socrules.pack import Pack
from socrules.people import WEIGHT, People, comparable, inner, outer
from socrules.values import Type

if TYPE_CHECKING:
    import polars as pl

PARTS: Final = ("status", "least", "greatest")
"""What is asked of each decision beside its value."""

_POSSIBLE: Final = "\0possible"
_SAME: Final = "\0same"
_PLACE: Final = "\0place"


@attrs.frozen(eq=False)
class Certainty:
    """The answers to people with gaps, row by row in `rows`, and what is certain of them.

    `rows` has the columns of groups and weight, and of each decision its `<decision>.status`; of
    numbers `.least` and `.greatest` in whole units; of the rest a column `<decision>=<answer>` of
    each answer, which is true where it is certain, false where it cannot be, and null else.
    """

    pack: Pack
    decisions: tuple[str, ...]
    people: People = attrs.field(repr=False)
    rows: pl.DataFrame = attrs.field(repr=False)

    @property
    def shares(self) -> Any:
        """Return how many people surely have an answer, and how many may have it.

        Columns: `decision`, the groups, `answer` (`true`, `false`, a member of a choice),
        `people_certain`, `people_possible`, and the shares `certain` and `possible` (0 to 1, by
        weight).
        """
        return self.people.like(self.shared(self.people.by))

    @property
    def amounts(self) -> Any:
        """Return what numbers come to at least and at most.

        Counted are people for whom some number is possible. Columns: `decision`, the groups,
        `people`, `weight`, `known` (people whose number is known), `total_known` (theirs), `lowest`
        and `highest` (everybody's, each open number at its least and at its greatest).
        """
        return self.people.like(self.amounted(self.people.by))

    @property
    def costs(self) -> Any:
        """Return what not knowing each fact costs, the dearest first.

        Columns: `decision`, `fact`, `column` (null where the table has none), `missing` (people of
        whom it is not known), `settles` (people whose answer is open and would be settled by this
        fact alone, whatever it is), `may_settle` (people for whom some value of it would do),
        `worth` (people whose answer is settled, and would be open without the column), and the
        shares of each by weight, `share_settles`, `share_may_settle`, `share_worth` (0 to 1).
        Settled is every answer but `unknown`. Numbers are tried at the ends and in the middle of
        the ranges between which a rule turns.
        """
        return self.people.like(self.costed())

    # --- the same in polars ---

    def shared(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `shares` by the columns `keys`, as a frame of polars."""
        import polars as pl

        weight, found = pl.col(WEIGHT), []
        for name in self.decisions:
            for answer in answers(self.type(name)):
                certain = pl.col(f"{name}={answer}")
                sure, open_ = certain.fill_null(False), certain.fill_null(True)
                whole_of = weight.sum()
                figures = [
                    sure.sum().alias("people_certain"),
                    open_.sum().alias("people_possible"),
                    (weight.filter(sure).sum() / whole_of).fill_nan(0.0).alias("certain"),
                    (weight.filter(open_).sum() / whole_of).fill_nan(0.0).alias("possible"),
                ]
                counted = grouped(self.rows, keys).agg(figures)
                named: list[Any] = [pl.lit(name).alias("decision"), *keys]
                named.append(pl.lit(answer).alias("answer"))
                figure_names = ("people_certain", "people_possible", "certain", "possible")
                found.append(ordered(counted, keys).select(*named, *figure_names))
        return joined(found)

    def amounted(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `amounts` by the columns `keys`, as a frame of polars."""
        import polars as pl

        weight, found = pl.col(WEIGHT), []
        for name in self.decisions:
            of = self.type(name)
            if of.kind not in COUNTED:
                continue
            known = pl.col(f"{name}.status") == "known"
            least, greatest = pl.col(f"{name}.least"), pl.col(f"{name}.greatest")
            sums = {
                "total_known": (least.filter(known).cast(pl.Int128) * weight.filter(known)).sum(),
                "lowest": (least.cast(pl.Int128) * weight).sum(),
                "highest": (greatest.cast(pl.Int128) * weight).sum(),
            }
            possible = grouped(self.rows.filter(least.is_not_null()), keys)
            counted = possible.agg(*counts(), known.sum().alias("known"), **sums)
            counted = counted.filter(pl.col("people") > 0)
            shown = {
                key: outer(of, whole(pl.col(key))).cast(pl.Decimal(38, scale_of(of)))
                for key in sums
            }
            named: list[Any] = [pl.lit(name).alias("decision"), *keys]
            named += ["people", *self.people.weighed, "known"]
            found.append(ordered(counted, keys).select(*named, **shown))
        return joined(found)

    def costed(self) -> pl.DataFrame:
        """Return `costs` as a frame of polars."""
        statuses = {name: self.rows.get_column(f"{name}.status") for name in self.decisions}
        return Trial(self.pack, self.people).costs(statuses)

    def type(self, name: str) -> Type:
        """Return the type of a decision."""
        return self.pack.program.decisions[name].type


def certainty(pack: Pack, people: People, decisions: Sequence[str]) -> Certainty:
    """Return what is certain and what is possible of the answers to people."""
    import polars as pl

    answered = people.ask(pack, decisions, PARTS)
    made: dict[str, pl.Series] = {}
    for name in decisions:
        of = pack.program.decisions[name].type
        status = answered.get_column(f"{name}.status").cast(pl.String)
        made[f"{name}.status"] = status
        least, greatest = (answered.get_column(f"{name}.{end}") for end in ("least", "greatest"))
        if of.is_number:
            made[f"{name}.least"], made[f"{name}.greatest"] = inner(of, least), inner(of, greatest)
            continue
        ends = least.cast(pl.String), greatest.cast(pl.String)
        for answer in answers(of):
            can = (ends[0] == answer) | (ends[1] == answer)
            sure = (status == "known") & (ends[0] == answer)
            made[f"{name}={answer}"] = _three(sure, can.fill_null(False))
        if of.kind == "choice" and len(of.options) > 2:
            made |= _between(pack, people, name, ends, status, made)
    return Certainty(pack, tuple(decisions), people, people.groups.with_columns(**made))


def _three(sure: pl.Series, can: pl.Series) -> pl.Series:
    """Return true where something is sure, false where it cannot be, null else."""
    import polars as pl

    return (
        pl.DataFrame({"sure": sure, "can": can})
        .select(pl.when("sure").then(True).when(~pl.col("can")).then(False))
        .to_series()
    )


def _between(
    pack: Pack,
    people: People,
    name: str,
    ends: tuple[pl.Series, pl.Series],
    status: pl.Series,
    made: dict[str, pl.Series],
) -> dict[str, pl.Series]:
    """Return the answers of a choice where members between the ends may be possible too.

    The ends do not say which of them are: each different situation is put to the evaluator.
    """
    import polars as pl

    of = pack.program.decisions[name].type
    order = pl.Enum(of.options)
    low, high = (end.cast(order).to_physical().cast(pl.Int64) for end in ends)
    open_ = ((status == "unknown") & (high - low > 1)).fill_null(False)
    if not open_.any():
        return {}
    frame = people.frame.filter(open_)
    facts = frame.select(
        pl.lit(0).alias(_SAME), *map(comparable, frame.select(people.facts(pack, name)))
    )
    indexed = facts.with_row_index(_PLACE)
    first = indexed.unique(facts.columns, keep="first", maintain_order=True)
    rows = pack.decide_rows(frame[first.get_column(_PLACE)], [name], **people.options)
    possible = [list(row[name].possible) for row in rows]
    alike = first.with_columns(pl.Series(_POSSIBLE, possible, pl.List(pl.String)))
    joint = facts.join(alike, on=facts.columns, nulls_equal=True, maintain_order="left")
    found, places = {}, open_.arg_true()
    for answer in of.options:
        can = joint.get_column(_POSSIBLE).list.contains(answer)
        found[f"{name}={answer}"] = made[f"{name}={answer}"].scatter(
            places, _three(can & False, can)
        )
    return found


def answers(of: Type) -> tuple[str, ...]:
    """Return the answers of a decision that is no number, as tables have them."""
    return {"bool": ("true", "false"), "choice": of.options}.get(of.kind, ())


def ordered(table: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Return a table in the order of its groups."""
    return table.sort(*keys) if keys else table
