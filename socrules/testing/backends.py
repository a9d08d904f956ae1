"""Laws of the other backends: frames, SQL, chaining and formulas answer as the evaluator does.

Each law is asked about many situations at once, because making a query costs more than a row of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from socrules.answer import Decision
from socrules.expected import shown
from socrules.extras import extra
from socrules.pack import Pack
from socrules.testing.draws import Facts, strategies
from socrules.values import Money

Broken = tuple[int, str]
"""A situation, by its number, and what a backend answers there that the evaluator does not."""


class Batch:
    """Situations and the decisions a backend is asked there, with the evaluator's answers."""

    def __init__(self, pack: Pack, situations: Sequence[Facts], names: Sequence[str]) -> None:
        self.pack = pack
        self.situations = situations
        self.names = [*names]
        self._answers: dict[int, dict[str, Decision]] = {}

    def answers(self, number: int) -> dict[str, Decision]:
        """Return the answers in a situation, worked out once for all backends."""
        if number not in self._answers:
            self._answers[number] = self.pack.decide(self.names, self.situations[number])
        return self._answers[number]


Backend = Callable[[Batch], Iterator[Broken]]
"""Yields what a backend answers otherwise."""

_CHUNK: Final = 20
"""So many decisions are asked in one query: what they share is worked out once in it."""

_COLUMNS: Final = {
    "bool": "BOOLEAN",
    "choice": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "moment": "TIMESTAMP",
    "money": "DECIMAL(18, 2)",
    "quantity": "DECIMAL(18, 6)",
}
"""The type of the column of a fact in a database."""


def frames(batch: Batch) -> Iterator[Broken]:
    """Yield what a frame of polars answers otherwise: value, status or first clause."""
    there = dict.fromkeys(fact for facts in batch.situations for fact in facts)
    rows = [{fact: facts.get(fact) for fact in there} for facts in batch.situations]
    found = batch.pack.decide_frame(rows, batch.names) if there else []
    for number, row in enumerate(found):
        for answer in batch.answers(number).values():
            yield from _compared(number, answer, row)


def sql(batch: Batch) -> Iterator[Broken]:
    """Yield what a query answers otherwise in DuckDB, but for rows it leaves to the evaluator."""
    duckdb = extra("duckdb", "test")
    pack, names = batch.pack, batch.names
    kinds = {name: _COLUMNS[fact.type.kind] for name, fact in pack.program.facts.items()}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    with duckdb.connect() as connection:
        connection.execute(f'CREATE TABLE people ("row" INT, {columns})')
        marks = ", ".join("?" * (len(kinds) + 1))
        people = [
            [number, *(_flat(facts.get(name)) for name in kinds)]
            for number, facts in enumerate(batch.situations)
        ]
        connection.executemany(f"INSERT INTO people VALUES ({marks})", people)
        for first in range(0, len(names), _CHUNK):
            asked = names[first : first + _CHUNK]
            query = pack.sql(asked, "duckdb", keep=["row"])
            answered = connection.execute(f"{query} ORDER BY 1")
            titles = [one[0] for one in answered.description]
            for values in answered.fetchall():
                row = dict(zip(titles, values, strict=True))
                answers = batch.answers(row["row"])
                for name in (name for name in asked if not row[f"{name}.left"]):
                    yield from _compared(row["row"], answers[name], row)


def durable(batch: Batch) -> Iterator[Broken]:
    """Yield what durable-rules conclude otherwise."""
    for number, facts in enumerate(batch.situations):
        answers = batch.answers(number)
        for name, found in batch.pack.decide(batch.names, facts, engine="durable").items():
            if said(found) != said(answers[name]):
                yield number, f"{name}: {said(found)} ≠ {said(answers[name])}"


def formulas(batch: Batch) -> Iterator[Broken]:
    """Yield what formulas say otherwise where all is known: unknown facts are given a value."""
    from socrules.backends.solved import Solved, evaluated

    pack, solved = batch.pack, Solved(batch.pack.program)
    rest = any_whole(pack)
    own = {name for name, fact in pack.program.facts.items() if not fact.derived_by}
    for number, facts in enumerate(batch.situations):
        whole = {name: value for name, value in {**rest, **facts}.items() if name in own}
        given = dict(pack.situation(whole).given)
        answers = solved.answers(given)
        for name in (name for name in batch.names if name in answers):
            found = evaluated(pack.program, pack._regions, given, name)
            if found is not None and answers[name] != found:
                yield number, f"{name}: {answers[name]} ≠ {found}"


def any_whole(pack: Pack) -> Facts:
    """Return a situation in which everything is known that decisions rest on."""
    values, pick = strategies(pack).values, Random(0)
    presumed = {fact for one in pack.program.decisions for fact in pack._regions.presumes(one)}
    return {name: pick.choice(values[name]) for name in values} | dict.fromkeys(presumed, True)


class Extra(NamedTuple):
    """The law of a backend, and the libraries it needs, each with the extra that brings it."""

    law: Backend
    needs: tuple[tuple[str, str], ...]


BACKENDS: Final[dict[str, Extra]] = {
    "frames": Extra(frames, (("polars", "frame"),)),
    "sql": Extra(sql, (("sqlglot", "frame"), ("duckdb", "test"))),
    "durable": Extra(durable, (("durable.lang", "durable"),)),
    "formulas": Extra(formulas, (("z3", "verify"),)),
}
"""The law of each backend by its name."""


def spread(names: Sequence[str], most: int) -> list[str]:
    """Return at most so many decisions, evenly from all over a pack."""
    step = max(1, -(-len(names) // most))
    return [*names[::step]]


def _compared(number: int, answer: Decision, row: dict[str, Any]) -> Iterator[Broken]:
    """Yield a row of columns that says something else than an answer."""
    value = _flat(answer.value) if answer.status == "known" else None
    expected = value, answer.status, answer.clause
    name = answer.id
    found = _flat(row[name]), row[f"{name}.status"], row[f"{name}.clause"]
    if found != expected:
        told = (
            " ".join(str(one) for one in parts if one is not None) for parts in (found, expected)
        )
        yield number, f"{name}: {' ≠ '.join(told)}"


def _flat(value: Any) -> Any:
    """Return a value as tables have it."""
    return value.roubles if isinstance(value, Money) else value


def said(answer: Decision) -> tuple[str, tuple[str, ...]]:
    """Return the value of an answer, or its status, and its clauses."""
    return shown(answer.value) if answer.status == "known" else answer.status, answer.citations
