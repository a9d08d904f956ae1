"""Tells of one decision of two programs whether it means the same, and where it does not.

The solver is asked first. A difference counts only where both packs, asked in that situation, do
answer differently; where the solver cannot tell, `searching` goes through situations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from socrules.extras import extra
from socrules.program import LinkedDecision
from socrules.searching import search
from socrules.terms import TRUE, Known
from socrules.versions import Meaning, Versions
from socrules.witness import Witness

if TYPE_CHECKING:
    from socrules.backends.difference import Difference

MAX_REGIONS: Final = 3
"""So many regions in which a decision differs are shown, one where others are behind it."""

BURDENS: Final = ("duties", "prohibitions", "limits", "checklists")
"""Sections whose entries ask something of a person or body: more of them is stricter."""


def differing(versions: Versions, name: str) -> Meaning:
    """Return what became of a decision that is not made the same in both versions."""
    linked = versions.programs[1].decisions[name]
    title = linked.entry.title
    if not all(versions.facts(name).values()):
        return Meaning(name, title, "changed", "types")
    extra("z3", "verify")
    from socrules.backends.prover import UndecidedError

    asked_with = modes(versions, name)
    try:
        for free in asked_with:
            found = solved(versions, name, free)
            if found is not None:
                return found
    except UndecidedError:
        return search(versions, name, asked_with)
    one_day = versions.names_day(name, frozenset.intersection(*asked_with))
    return Meaning(name, title, "unchanged", "solver", one_day=one_day)


def solved(versions: Versions, name: str, free: frozenset[str]) -> Meaning | None:
    """Return how a decision has changed, `None` where it is proved not to have."""
    linked = versions.programs[1].decisions[name]
    difference = asked(versions, name, free)
    through = versions.through(name)
    found = difference.found(1 if through else MAX_REGIONS, no_more=not through)
    if found is None:
        return None
    witness, regions, whole = found
    return Meaning(
        name,
        linked.entry.title,
        "changed",
        "solver",
        tuple(told(versions, name, region) for region in regions),
        whole,
        "" if difference.loose else direction(linked, difference.ways(witness)),
        witness,
        one_day=versions.names_day(name, free),
        through=through,
    )


def asked(versions: Versions, name: str, free: frozenset[str]) -> Difference:
    """Return the question where a decision differs; what is lowered once serves all decisions."""
    from socrules.backends.difference import Difference, Lowered

    lowered: Lowered | None = versions.kept.get(free)
    if lowered is None:
        lowered = versions.kept[free] = Lowered(versions, free)
    return Difference(lowered, name)


def modes(versions: Versions, name: str) -> list[frozenset[str]]:
    """Return which derived facts are taken as given, one set after the other.

    Where what a fact is derived from matters by itself, the fact cannot be given beside it. Where
    it is derived in the same way in both versions, taking it as given says all.
    """
    from socrules.backends.difference import derived

    names = derived(versions).intersection(versions.facts(name))
    if not names:
        return [names]
    digests = [
        {one.fact(fact) for one in versions.canonical if fact in one.program.facts}
        for fact in names
    ]
    outright: set[str] = set()
    bases: set[str] = set()
    for side, program in enumerate(versions.programs):
        outright |= {one for kind, one in versions.named(side, name, names) if kind == "fact"}
        derivers = [program.facts[fact].derived_by for fact in names if fact in program.facts]
        for by in filter(None, derivers):
            bases |= {one for kind, one in versions.named(side, by) if kind == "fact"}
    if outright & bases:
        return [frozenset()]
    same = all(len(found) == 1 for found in digests)
    return [names] if same else [names, frozenset()]


def told(versions: Versions, name: str, region: dict[str, Known]) -> dict[str, Known]:
    """Return a region without the facts that are presumed anyway."""
    presumed = versions.presumed(name)
    return {one: known for one, known in region.items() if not (one in presumed and known == TRUE)}


def direction(linked: LinkedDecision, ways: tuple[bool, bool] | None) -> str:
    """Return `stricter` or `looser`, of numbers `lower` or `higher`; empty where it is neither."""
    if ways is None or ways[0] == ways[1]:
        return ""
    less = ways[0]
    if linked.type.is_number:
        return "lower" if less else "higher"
    return "stricter" if less != burdens(linked) else "looser"


def burdens(linked: LinkedDecision) -> bool:
    """Say whether a decision that is true asks something of somebody, rather than giving it."""
    origin = linked.entry.origin
    if origin is None or linked.id.endswith((".complete", ".held", ".other")):
        return False
    return origin.kind in BURDENS or origin.kind == "list_items"


def standing(versions: Versions, name: str, value: Any) -> Witness | None:
    """Return a situation in which a decision has a value in both versions, `None` if none is found.

    Asked where the norm behind the decision says something else.
    """
    before, after = versions.answers(name, {})
    if before and after and before.value == after.value == value:
        return versions.witness(name, {})
    extra("z3", "verify")
    from socrules.backends.difference import derived

    return asked(versions, name, derived(versions)).standing(value)
