"""Makes up people from the facts of a pack: seeded, with gaps and with values at the edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from socrules.program import Fact, Program
from socrules.regions import decision_terms
from socrules.terms import COMPARISONS, Term

AT_EDGES = 0.3
"""The share of numbers that lie at a bound of their fact, or where a comparison turns."""


def people(
    program: Program, count: int, *, seed: int = 0, missing: float = 0.1
) -> Iterator[dict[str, Any]]:
    """Yield `count` situations, the same for the same `seed`: values by fact, as users see them.

    Each fact is left out with the probability `missing` (0 to 1), and derived facts always: what
    derives them is there. Numbers are spread evenly between the bounds of their fact, and some
    stand where a rule compares them with a constant, or one beside it.
    """
    random = Random(seed)
    asked = [fact for fact in program.facts.values() if not fact.derived_by]
    edges = _edges(program)
    for _ in range(count):
        yield {
            fact.id: fact.type.outward(_value(fact, edges.get(fact.id, ()), random))
            for fact in asked
            if random.random() >= missing
        }


def _value(fact: Fact, edges: Sequence[int], random: Random) -> Any:
    if fact.type.kind == "bool":
        return random.random() < 0.5
    if fact.type.kind == "choice":
        return random.choice(fact.type.options)
    least, greatest = fact.domain
    if random.random() < AT_EDGES:
        near = random.choice((least, greatest, *edges)) + random.choice((-1, 0, 1))
        return min(max(near, least), greatest)
    return random.randint(least, greatest)


def _edges(program: Program) -> dict[str, list[int]]:
    """Return the constants that rules compare each number with, in ascending order."""
    found: dict[str, set[int]] = {}
    for decision in program.decisions.values():
        for term in decision_terms(decision):
            for one in term.walk():
                if one.op in COMPARISONS and one.args[0].type.is_number:
                    for fact, value in _pairs(one):
                        found.setdefault(fact, set()).add(value)
    return {fact: sorted(values) for fact, values in found.items()}


def _pairs(comparison: Term) -> Iterator[tuple[str, int]]:
    """Yield the fact and the constant of a comparison of the two."""
    one, other = comparison.args
    for fact, constant in ((one, other), (other, one)):
        if fact.op == "fact" and constant.op in ("constant", "parameter"):
            yield fact.args[0], constant.args[0][0]
