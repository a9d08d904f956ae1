"""Says of each decision of two linked programs what became of what it means.

What is made the same is the same (`canonical`). Of the rest `differing` tells; and where the norm
behind a decision says something else, that is a change of meaning too, though no value differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from socrules.differing import differing, standing
from socrules.norm_keys import NORM_KEYS
from socrules.norms import norm_of
from socrules.program import LinkedDecision
from socrules.shown import shown
from socrules.versions import Meaning, NormChange, Versions, comparable

LISTED: Final = frozenset((*NORM_KEYS, "exhaustive", "if_held", "obtained_by"))
"""The keys of norms and lists that are part of what a decision made from one answers."""


def meanings(versions: Versions) -> Iterator[Meaning]:
    """Yield what became of each decision, those of the version after first."""
    before, after = versions.programs
    if (before.in_force == "no") != (after.in_force == "no"):
        yield effect(versions)
        return
    for name in dict.fromkeys((*after.decisions, *before.decisions)):
        yield meaning(versions, name)


def effect(versions: Versions) -> Meaning:
    """Return that one of the versions is not in force, so that it answers nothing."""
    before, after = versions.programs
    name = next((one for one in after.decisions if one in before.decisions), "")
    witness = versions.witness(name, {}) if name else None
    direction = "stricter" if after.in_force == "no" else "looser"
    title = after.pack.head.title
    return Meaning("", title, "changed", "effect", (), True, direction, witness)


def meaning(versions: Versions, name: str) -> Meaning:
    """Return what became of one decision."""
    before, after = (program.decisions.get(name) for program in versions.programs)
    if before is None or after is None:
        entry = (before or after).entry  # type: ignore[union-attr]
        return Meaning(name, entry.title, "added" if before is None else "removed", "entry")
    title = after.entry.title
    if not comparable(before.type, after.type):
        return Meaning(name, title, "changed", "types")
    one, other = (canonical.answer(name) for canonical in versions.canonical)
    found = Meaning(name, title, "unchanged", "made_the_same")
    if one != other:
        found = differing(versions, name)
    norm = norm_changes(versions, before, after)
    if not norm:
        return found
    if found.verdict == "unchanged":
        stands = standing(versions, name, norm[0].value)
        found = attrs.evolve(found, verdict="changed", how="norm", witness=stands, whole=True)
    return attrs.evolve(found, norm=tuple(norm))


# --- the norm behind a decision ---


def norm_changes(
    versions: Versions, before: LinkedDecision, after: LinkedDecision
) -> list[NormChange]:
    """Return the keys in which the norms behind a decision differ, with what they say."""
    found: list[NormChange] = []
    variants: list[Any] = [*dict.fromkeys((*after.type.options, *before.type.options))]
    for value in variants or [True]:
        one, other = stated(versions, 0, before, value), stated(versions, 1, after, value)
        for key in dict.fromkeys((*one, *other)):
            change = NormChange(key, one.get(key, ""), other.get(key, ""), value)
            found += [change] if change.before != change.after else []
    return found


def stated(versions: Versions, side: int, linked: LinkedDecision, value: Any) -> dict[str, str]:
    """Return what the keys of the norm behind a decision say, empty where there is none."""
    program, origin = versions.programs[side], linked.entry.origin
    if origin is None or (origin.variants and value not in origin.variants):
        return {}
    values = norm_of(linked, program.pack, program.day, value).values
    return {key: shown(values[key]) for key in sorted(LISTED) if values.get(key) is not None}
