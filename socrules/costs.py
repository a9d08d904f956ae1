"""What it costs not to know a fact: how many answers its gaps leave open, found by trying.

A column that has gaps is filled with values that stand for all it may be, where an answer is open;
a column that is there is taken away. No value is guessed: what is found holds whatever is true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from socrules.matching import match
from socrules.pack import Pack
from socrules.people import WEIGHT, People
from socrules.program import Fact
from socrules.regions import Regions, Variable

if TYPE_CHECKING:
    import polars as pl

FIGURES: Final = ("settles", "may_settle", "worth")
"""What is counted of each fact: see `Certainty.costs`."""


class Trial:
    """Tries what the answers of a pack to people would be, were more or less known of them."""

    def __init__(self, pack: Pack, people: People) -> None:
        self.pack = pack
        self.people = people
        self.facts = pack.program.facts
        self.regions = Regions(pack.program)
        self.columns: Mapping[str, str] = people.options.get("columns") or {}
        self.given: Mapping[str, object] = people.options.get("given") or {}

    def costs(self, statuses: Mapping[str, pl.Series]) -> pl.DataFrame:
        """Return the costs to decisions, which have `statuses` in each row, the dearest first."""
        import polars as pl

        weights = self.people.groups.get_column(WEIGHT)
        total = float(weights.sum()) or 1.0
        asked = {name: self.candidates(name) for name in statuses}
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in statuses}
        for fact in self.facts.values():
            names = [name for name, facts in asked.items() if fact.id in facts]
            if not names:
                continue
            column = asked[names[0]][fact.id]
            missing = self.gaps(column)
            open_ = {name: missing & (statuses[name] == "unknown") for name in names}
            filled, erased = self.filled(fact, open_), self.erased(fact, column, names)
            for name in names:
                every, some = filled[name]
                worth = erased[name] & (statuses[name] != "unknown")
                marks = dict(zip(FIGURES, (every, some, worth), strict=True))
                row: dict[str, Any] = {"decision": name, "fact": fact.id, "column": column}
                row |= {"missing": missing.sum()} | {key: mark.sum() for key, mark in marks.items()}
                for key, mark in marks.items():
                    row[f"share_{key}"] = float(weights.filter(mark).sum()) / total
                found[name].append(row)
        order = [f"share_{key}" for key in FIGURES]
        schema: dict[str, Any] = dict.fromkeys(("decision", "fact", "column"), pl.String())
        schema |= dict.fromkeys(("missing", *FIGURES), pl.Int64())
        schema |= dict.fromkeys(order, pl.Float64())
        tables = [
            pl.DataFrame(rows, schema).sort(order, descending=True, maintain_order=True)
            for rows in found.values()
        ]
        return pl.concat(tables) if tables else pl.DataFrame(schema=schema)

    # --- what there is to try ---

    def candidates(self, name: str) -> dict[str, str | None]:
        """Return the facts a decision may ask that not everybody is given, with their columns.

        What only serves to derive another fact stands back behind it, and what the act presumes is
        no gap.
        """
        names = self.people.frame.columns
        found = match(self.pack.program, self.regions, names, [name], self.columns, self.given)
        asked = {**dict.fromkeys(found.missing), **found.columns}
        outright, presumed = self.outright(name), self.regions.presumes(name)
        behind = {source for fact in asked for source in self.sources(fact)}
        return {
            fact: column
            for fact, column in asked.items()
            if fact not in presumed and (fact not in behind or ("fact", fact) in outright)
        }

    def sources(self, fact: str) -> set[str]:
        """Return the facts from which a fact is derived."""
        by = self.facts[fact].derived_by
        reached = self.regions.reach(by) if by else ()
        return {name for kind, name in reached if kind == "fact"}

    def outright(self, name: str) -> set[Variable]:
        """Return what a decision rests on, without what only derives facts."""
        found: set[Variable] = set()
        stack: list[Variable] = [("decision", name)]
        while stack:
            one = stack.pop()
            if one not in found:
                found.add(one)
                stack += self.regions.below(one) if one[0] != "fact" else []
        return found

    def gaps(self, column: str | None) -> pl.Series:
        """Return in which rows a column says nothing."""
        import polars as pl

        frame = self.people.frame
        if column is None:
            return pl.repeat(True, len(frame), eager=True)
        given = frame.get_column(column)
        return given.is_null() | (given.is_nan() if given.dtype.is_float() else False)

    # --- trying ---

    def filled(
        self, fact: Fact, open_: Mapping[str, pl.Series]
    ) -> dict[str, tuple[pl.Series, pl.Series]]:
        """Return, of the open rows of decisions, which every value settles, and which some does."""
        import polars as pl

        rows = pl.DataFrame(open_).select(pl.any_horizontal(pl.all())).to_series()
        for source in self.sources(fact.id):
            named = self.columns.get(source, source)
            if named in self.people.frame.columns:
                rows = rows & self.gaps(named)
        every, some = ({name: rows & one for name, one in open_.items()} for _ in range(2))
        some = {name: one & False for name, one in some.items()}
        if rows.any():
            frame, places = self.people.frame.filter(rows), rows.arg_true()
            for value in self.values(list(open_), fact):
                options = {"columns": self.columns, "given": {**self.given, fact.id: value}}
                for name, status in self.statuses(frame, list(open_), options).items():
                    settled = (rows & False).scatter(places, status != "unknown")
                    every[name] = every[name] & settled
                    some[name] = some[name] | (settled & open_[name])
        return {name: (every[name], some[name]) for name in open_}

    def erased(self, fact: Fact, column: str | None, names: Sequence[str]) -> dict[str, pl.Series]:
        """Return in which rows the answers would be open without a column."""
        if column is None:
            return dict.fromkeys(names, self.gaps(column) & False)
        frame = self.people.frame
        aside = {name: f"\0{name}" for name in {column, fact.id} & {*frame.columns}}
        named = {**{name: name for name in self.facts if name in frame.columns}, **self.columns}
        columns = {one: aside.get(other, other) for one, other in named.items() if one != fact.id}
        frame = frame.rename(aside)
        found = self.statuses(frame, names, {"columns": columns})
        return {name: status == "unknown" for name, status in found.items()}

    def values(self, names: Sequence[str], fact: Fact) -> list[Any]:
        """Return values of a fact that stand for all: of a number those at which rules turn."""
        if fact.type.kind == "bool":
            return [False, True]
        if fact.type.kind == "choice":
            return list(fact.type.options)
        tried = {
            value
            for name in names
            for low, high in self.regions.cut(name, ("fact", fact.id), fact.domain, {})
            for value in (low, (low + high) // 2, high)
        }
        return [fact.type.outward(value) for value in sorted(tried)]

    def statuses(
        self, frame: pl.DataFrame, names: Sequence[str], options: Mapping[str, Any]
    ) -> dict[str, pl.Series]:
        """Return the statuses of decisions in each row of a frame."""
        asked = {**self.people.options, **options}
        answered = self.pack.decide_frame(frame, list(names), parts=["status"], **asked)
        return {name: answered.get_column(f"{name}.status") for name in names}
