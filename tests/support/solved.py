"""Values of facts to ask formulas with, and what the evaluator answers for them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from socrules.backends import solved
from socrules.pack import Pack
from socrules.program import Fact


def some_value(fact: Fact, random: Random) -> Any:
    """Return any internal value of a fact, of a number often one at its ends."""
    if fact.type.kind == "bool":
        return random.random() < 0.5
    if fact.type.kind == "choice":
        return random.choice(fact.type.options)
    least, greatest = fact.domain
    return random.choice(
        (least, greatest, min(greatest, least + 20), random.randint(least, greatest))
    )


def evaluated(pack: Pack, given: Mapping[str, Any], name: str) -> tuple[str, Any] | None:
    """Return what the evaluator answers, `None` where it is open."""
    return solved.evaluated(pack.program, pack._regions, given, name)
