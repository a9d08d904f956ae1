"""The same people under the packs of several regions: answers side by side, facts they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from socrules.contrast import (
    COUNTED,
    PERCENTILES,
    beside,
    counts,
    figured,
    grouped,
    joined,
    scale_of,
    share,
    whole,
)
from socrules.pack import Pack
from socrules.people import People, inner, outer
from socrules.problems import SituationError, nearest, problem
from socrules.program import LinkedDecision
from socrules.values import Type

if TYPE_CHECKING:
    import polars as pl

Named = str | Mapping[str, str]
"""A decision: its id in every pack that has it, or the id it has in each, by the pack's id."""


@attrs.frozen
class Question:
    """One question put to several packs: the id of the decision that answers it in each.

    `name` stands for it in tables. Packs that have no such decision are not in `ids`.
    """

    name: str
    ids: Mapping[str, str]


@attrs.frozen(eq=False)
class Abreast:
    """The answers of several packs to the same people, row by row in `rows`.

    `rows` has the columns of groups and weight, and of each question and pack `<question>|<pack>`
    (a value, else the status) and, of numbers, `<question>|<pack>|amount` in whole units.
    """

    packs: Mapping[str, Pack]
    questions: tuple[Question, ...]
    people: People = attrs.field(repr=False)
    rows: pl.DataFrame = attrs.field(repr=False)

    @property
    def answers(self) -> Any:
        """Return how often each pack gives each answer.

        Columns: `question`, the groups, `pack`, `decision` (its id there), `answer`, `people`,
        `weight` and `share` (0 to 1, by weight). A number that is known is `known`.
        """
        return self.people.like(self.answered(self.people.by))

    @property
    def patterns(self) -> Any:
        """Return which answers meet in one person, a column for each pack that has the question.

        Columns: `question`, the groups, a column for each pack (null where it has no such
        decision), `same` (whether all who have it answer alike; numbers by their value), `people`,
        `weight`, `share`.
        """
        return self.people.like(self.patterned(self.people.by))

    @property
    def amounts(self) -> Any:
        """Return what numbers come to under each pack, of people whose number is known there.

        Columns: `question`, the groups, `pack`, `people`, `weight`, `total`, `mean`, `p10` … `p90`.
        """
        return self.people.like(self.amounted(self.people.by))

    @property
    def facts(self) -> Any:
        """Return which facts the packs ask for these questions.

        Columns: `fact`, `column` (what gives it, null where nothing does, `=` where it is given to
        everybody), a truth value for each pack, and `shared` (whether every pack asks it).
        """
        return self.people.like(self.asked())

    # --- the same in polars ---

    def answered(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `answers` by the columns `keys`, as a frame of polars."""
        import polars as pl

        found = []
        for question in self.questions:
            for pack, name in question.ids.items():
                shown = pl.col(f"{question.name}|{pack}").alias("answer")
                counted = self.rows.group_by(*keys, shown).agg(*counts())
                texts = [("question", question.name), ("pack", pack), ("decision", name)]
                first, *rest = [pl.lit(text).alias(column) for column, text in texts]
                figures = ["people", *self.people.weighed, "share"]
                columns: list[Any] = [first, *keys, *rest, "answer", *figures]
                found.append(
                    counted.with_columns(share(keys)).sort(*keys, "answer").select(*columns)
                )
        return joined(found)

    def patterned(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `patterns` by the columns `keys`, as a frame of polars."""
        import polars as pl

        found = []
        for question in self.questions:
            answers = [
                (pl.col(f"{question.name}|{pack}") if pack in question.ids else _none()).alias(pack)
                for pack in self.packs
            ]
            same = self.same(question).alias("same")
            counted = self.rows.group_by(*keys, same, *answers).agg(*counts())
            order = counted.with_columns(share(keys)).sort(
                *keys,
                "people",
                *self.packs,
                descending=[False] * len(keys) + [True] + [False] * len(self.packs),
            )
            named = pl.lit(question.name).alias("question")
            figures = ["people", *self.people.weighed, "share"]
            found.append(order.select(named, *keys, *self.packs, "same", *figures))
        return joined(found)

    def amounted(self, keys: Sequence[str]) -> pl.DataFrame:
        """Return `amounts` by the columns `keys`, as a frame of polars."""
        import polars as pl

        found = []
        for question in self.questions:
            for pack in question.ids:
                of, column = self.type(question, pack), f"{question.name}|{pack}|amount"
                if of.kind not in COUNTED:
                    continue
                known = self.rows.filter(pl.col(column).is_not_null())
                counts_of = grouped(known, keys).agg(*counts())
                counted = beside([counts_of, figured(known, keys, column)], keys)
                figures = ("total", "mean", *(f"p{percent}" for percent in PERCENTILES))
                shown = {
                    figure: outer(of, whole(pl.col(figure))).cast(pl.Decimal(38, scale_of(of)))
                    for figure in figures
                }
                named = [pl.lit(question.name).alias("question"), *map(pl.col, keys)]
                named += [pl.lit(pack).alias("pack"), pl.col("people")]
                found.append(counted.select(*named, *self.people.weighed, **shown))
        return joined(found)

    def asked(self) -> pl.DataFrame:
        """Return `facts` as a frame of polars."""
        import polars as pl

        found: dict[str, dict[str, Any]] = {}
        for id, pack in self.packs.items():
            names = [one.ids[id] for one in self.questions if id in one.ids]
            matched = pack.match_frame(
                self.people.frame, names, **options_for(pack, self.people.options)
            )
            given = dict.fromkeys(matched.given, "=")
            for fact in {**matched.columns, **given, **matched.missing}:
                row = found.setdefault(fact, {"fact": fact, **dict.fromkeys(self.packs, False)})
                row["column"] = matched.columns.get(fact) or given.get(fact)
                row[id] = True
        for row in found.values():
            row["shared"] = all(row[id] for id in self.packs)
        schema = {"fact": pl.String(), "column": pl.String()}
        whole_schema: dict[str, Any] = schema | dict.fromkeys((*self.packs, "shared"), pl.Boolean())
        return pl.DataFrame(list(found.values()), whole_schema)

    # --- what is asked ---

    def same(self, question: Question) -> pl.Expr:
        """Return whether all packs that have a question answer it alike, to each person."""
        import polars as pl

        parts = []
        first, *rest = question.ids
        for pack in rest:
            one, other = (f"{question.name}|{name}" for name in (first, pack))
            parts.append(pl.col(one) == pl.col(other))
            if self.type(question, first).is_number:
                parts.append(pl.col(f"{one}|amount").eq_missing(pl.col(f"{other}|amount")))
        return pl.all_horizontal(*parts) if parts else pl.lit(True)

    def linked(self, question: Question, pack: str) -> LinkedDecision:
        """Return the decision that answers a question in a pack."""
        return self.packs[pack].program.decisions[question.ids[pack]]

    def type(self, question: Question, pack: str) -> Type:
        """Return the type of the answers of a pack to a question."""
        return self.linked(question, pack).type


def _none() -> pl.Expr:
    import polars as pl

    return pl.lit(None, pl.String)


def abreast(packs: Mapping[str, Pack], people: People, decisions: Sequence[Named]) -> Abreast:
    """Return the answers of several packs to the same people."""
    import polars as pl

    questions = tuple(_questions(packs, decisions))
    made: dict[str, pl.Series] = {}
    for id, pack in packs.items():
        names = [one.ids[id] for one in questions if id in one.ids]
        asked = attrs.evolve(people, options=options_for(pack, people.options))
        answers = asked.ask(pack, names, ("status",))
        for question in questions:
            if id in question.ids:
                of, name = pack.program.decisions[question.ids[id]].type, question.ids[id]
                status = answers.get_column(f"{name}.status").cast(pl.String)
                value = answers.get_column(name)
                key = f"{question.name}|{id}"
                if of.is_number:
                    made[f"{key}|amount"] = inner(of, value)
                    made[key] = status
                else:
                    made[key] = value.cast(pl.String).zip_with(status == "known", status)
    return Abreast(packs, questions, people, people.groups.with_columns(**made))


def _questions(packs: Mapping[str, Pack], decisions: Sequence[Named]) -> Iterator[Question]:
    """Yield the questions; raises `SituationError` for what no pack, or one that is named, has."""
    for named in decisions:
        if isinstance(named, str):
            ids = {id: named for id, pack in packs.items() if named in pack.program.decisions}
            if not ids:
                first = next(iter(packs.values()))
                near = nearest(named, first.program.decisions)
                known = ", ".join(packs)
                raise SituationError(
                    problem("unknown-decision", decision=named, pack=known, suggest=near)
                )
            yield Question(named, ids)
            continue
        for id, name in named.items():
            if id not in packs:
                near, known = nearest(id, packs), ", ".join(packs)
                raise SituationError(problem("unknown-pack", pack=id, known=known, suggest=near))
            if name not in (known_here := packs[id].program.decisions):
                near = nearest(name, known_here)
                raise SituationError(
                    problem("unknown-decision", decision=name, pack=id, suggest=near)
                )
        yield Question(" / ".join(dict.fromkeys(named.values())), named)


def options_for(pack: Pack, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return options without the facts that a pack does not know."""
    known = pack.program.facts
    found = dict(options)
    for key in ("columns", "given"):
        found[key] = {
            name: value for name, value in (options.get(key) or {}).items() if name in known
        }
    return found


def check_facts(packs: Mapping[str, Pack], options: Mapping[str, Any]) -> None:
    """Raise `SituationError` for facts that options name and no pack knows."""
    known = {name for pack in packs.values() for name in pack.program.facts}
    named = [*(options.get("columns") or {}), *(options.get("given") or {})]
    unknown = [name for name in named if name not in known]
    if unknown:
        raise SituationError(
            [problem("unknown-fact", fact=one, suggest=nearest(one, known)) for one in unknown]
        )
