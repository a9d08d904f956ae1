"""Makes up people from the facts of a pack: seeded, with gaps and with values at the edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from socrules.program import Fact, Program
from socrules.regions import decision_terms
from socrules.terms import COMPARISONS, Term

AT_EDGES = 0.3
"""The share of numbers that lie at a bound of their fact, or where a comparison turns."""


Likely = float | tuple[Any, Any] | Sequence[Any]
"""How a fact is drawn: the share of those for whom it is true, bounds of a number, or members."""


def people(
    program: Program,
    count: int,
    *,
    seed: int = 0,
    missing: float = 0.1,
    likely: Mapping[str, Likely] | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield `count` situations, the same for the same `seed`: values by fact, as users see them.

    Each fact is left out with the probability `missing` (0 to 1), and derived facts always: what
    derives them is there. Numbers are spread evenly between the bounds of their fact, and some
    stand where a rule compares them with a constant, or one beside it. `likely` says of facts how
    they are drawn instead, and those are the facts that are there: `{"homeless": 0.02}` makes it
    true for two in a hundred, `{"age": (18, 95)}` and `{"tariff": ("9000.00", "40000.00")}` spread
    a number between bounds, `{"form": ["home", "home", "urgent"]}` takes one of these.
    """
    random = Random(seed)
    if likely is not None:
        yield from _likely(program, count, random, missing, likely)
        return
    asked = [fact for fact in program.facts.values() if not fact.derived_by]
    edges = _edges(program)
    for _ in range(count):
        yield {
            fact.id: fact.type.outward(_value(fact, edges.get(fact.id, ()), random))
            for fact in asked
            if random.random() >= missing
        }


def _likely(
    program: Program, count: int, random: Random, missing: float, likely: Mapping[str, Likely]
) -> Iterator[dict[str, Any]]:
    """Yield situations of the facts in `likely` alone, drawn as it says."""
    draws = {fact: _drawer(program.facts[fact], how, random) for fact, how in likely.items()}
    for _ in range(count):
        yield {fact: draw() for fact, draw in draws.items() if random.random() >= missing}


def _drawer(fact: Fact, how: Likely, random: Random) -> Callable[[], Any]:
    """Return what draws a value of a fact."""
    of = fact.type
    if isinstance(how, float | int):
        return lambda: random.random() < how
    if isinstance(how, tuple):
        least, greatest = (of.inward(end) for end in how)
        return lambda: of.outward(random.randint(least, greatest))
    return lambda: random.choice(how)


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
