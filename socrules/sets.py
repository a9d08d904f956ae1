"""Spreads what is held of a checklist over the facts of its items.

`documents: [passport, programme]` says the list is complete: what is not in it is not held.
`documents: {has: [passport], lacks: [programme]}` gives a part: of the others nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from socrules.problems import Findings, nearest, shown
from socrules.program import Program
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node

HELD: Final = ".held"
_PARTS: Final = {"has": True, "lacks": False}


def spread(
    program: Program, facts: Mapping[str, object], found: Findings
) -> Iterator[tuple[Any, object]]:
    """Yield facts by name and value; a set of held items as one fact an item."""
    for name, value in facts.items():
        if isinstance(name, str) and name in program.pack.entries("checklists"):
            yield from _items(program, name, value, found)
        else:
            yield name, value


def _items(
    program: Program, name: str, value: object, found: Findings
) -> Iterator[tuple[str, object]]:
    """Yield the facts of the items of one checklist."""
    known = {
        fact.removeprefix(f"{name}.").removesuffix(HELD): fact
        for fact in program.facts
        if fact.startswith(f"{name}.") and fact.endswith(HELD)
    }
    given: dict[str, bool] = {}
    for text, there in _listed(name, value, found):
        if text not in known:
            span, near = value.span if isinstance(value, Node) else None, nearest(text, known)
            found.report("unknown-item", span, item=text, checklist=name, suggest=near)
        given[text] = there
    whole = _elements(value) is not None
    for item, fact in known.items():
        if item in given or whole:
            yield fact, given.get(item, False)


def _listed(name: str, value: object, found: Findings) -> Iterator[tuple[str, bool]]:
    """Yield the items that are named, each with whether it is held."""
    elements = _elements(value)
    if elements is not None:
        yield from ((text, True) for text in elements)
        return
    parts = value.items if isinstance(value, Node) and value.kind == MAPPING else value
    if not isinstance(parts, Mapping) or not set(parts) <= set(_PARTS):
        found.report("not-a-set", value.span if isinstance(value, Node) else None, checklist=name)
        return
    for part, there in _PARTS.items():
        yield from ((text, there) for text in _elements(parts.get(part, [])) or ())


def _elements(value: object) -> list[str] | None:
    """Return the texts of a list, `None` where the value is none."""
    if isinstance(value, Node):
        if value.kind != SEQUENCE:
            return None
        return [one.text for one in value.elements if one.kind == SCALAR]
    if isinstance(value, list | tuple | set | frozenset):
        return [shown(one) if not isinstance(one, str) else one for one in value]
    return None
