"""Goes through situations where the solver cannot tell: all regions of the facts, or a search."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from socrules.extras import extra
from socrules.regions import Regions, decision_terms
from socrules.terms import COMPARISONS, Term
from socrules.thresholds import changes
from socrules.versions import Meaning, Versions

MAX_SITUATIONS: Final = 4096
"""So many situations are gone through; where there are more, some are searched."""

EXAMPLES: Final = 300
"""So many situations are searched."""


def search(versions: Versions, name: str, modes: Sequence[frozenset[str]]) -> Meaning:
    """Return what became of a decision the solver could not tell of.

    `modes` are the derived facts that are taken as given, one set after the other.
    """
    title = versions.programs[1].decisions[name].entry.title
    ways = set()
    for free in modes:
        way, found = tried(versions, name, free)
        one_day = versions.names_day(name, free)
        if found is not None:
            witness = versions.smallest(name, found)
            return Meaning(name, title, "changed", way, witness=witness, one_day=one_day)
        ways.add(way)
    verdict = "not_proved" if "search" in ways else "unchanged"
    one_day = versions.names_day(name, frozenset.intersection(*modes))
    return Meaning(name, title, verdict, max(ways), one_day=one_day)


def tried(versions: Versions, name: str, free: frozenset[str]) -> tuple[str, dict[str, Any] | None]:
    """Return how situations were gone through, and one in which the decision differs, if any."""
    derived = {
        one
        for program in versions.programs
        for one, fact in program.facts.items()
        if fact.derived_by and one not in free
    }
    named = {one for side in (0, 1) for _, one in versions.named(side, name, free)} - derived
    pieces = {
        one: representatives(versions, name, one) for one in versions.facts(name) if one in named
    }
    finite = all(exact(versions, side, name, free) for side in (0, 1))
    if not finite or math.prod(len(found) for found in pieces.values()) > MAX_SITUATIONS:
        return "search", searched(versions, name, pieces)
    for values in itertools.product(*pieces.values()):
        facts = dict(zip(pieces, values, strict=True))
        if versions.differ(name, facts):
            return "regions", facts
    return "regions", None


def searched(versions: Versions, name: str, pieces: dict[str, list[Any]]) -> dict[str, Any] | None:
    """Return a situation in which a decision differs that Hypothesis finds, `None` if none is."""
    hypothesis = extra("hypothesis", "verify")
    strategies = hypothesis.strategies
    situations = strategies.fixed_dictionaries(
        {one: strategies.sampled_from(values) for one, values in pieces.items()}
    )
    settings = hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    try:
        found: dict[str, Any] = hypothesis.find(
            situations, lambda facts: versions.differ(name, facts), settings=settings
        )
    except hypothesis.errors.NoSuchExample:
        return None
    return found


def representatives(versions: Versions, name: str, fact: str) -> list[Any]:
    """Return a value of a fact, as users see it, from each region between thresholds.

    Of a number there are both ends of each region.
    """
    known = versions.facts(name)[fact]
    assert known is not None
    type, domain = known
    if type.kind == "bool":
        return [False, True]
    if type.kind == "choice":
        return sorted(domain)
    least, greatest = domain
    starts = {
        start
        for regions in versions.regions
        for comparison in comparisons(regions, name)
        for start in changes(comparison, ("fact", fact), {})
        if least < start <= greatest
    }
    ends = {least, greatest, *starts, *(start - 1 for start in starts)}
    return [type.outward(end) for end in sorted(ends)]


def comparisons(regions: Regions, name: str) -> Iterator[Term]:
    """Yield the comparisons of numbers in a decision and in all it rests on."""
    below = [one for kind, one in regions.reach(name) if kind == "decision"]
    for one in (name, *below):
        yield from regions.comparisons(one)


def exact(versions: Versions, side: int, name: str, free: frozenset[str]) -> bool:
    """Say whether numbers matter to a decision only by comparisons with constants."""
    decisions = versions.programs[side].decisions
    return all(
        constant_only(term)
        for kind, one in versions.named(side, name, free)
        if kind == "decision"
        for term in decision_terms(decisions[one])
    )


def constant_only(term: Term) -> bool:
    """Say whether a term names numbers only where it compares one with constants."""
    if term.op in COMPARISONS and term.args[0].type.is_number:
        leaves = term.leaves()
        return (
            len(leaves) <= 1
            and not any(one.op == "weekday" for one in term.walk())
            and (all(leaf.op == "fact" for leaf in leaves))
        )
    if term.op in ("fact", "decision"):
        return not term.type.is_number
    return all(constant_only(arg) for arg in term.args if isinstance(arg, Term))
