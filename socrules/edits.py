"""Edits nodes of a file, none of them in place: what is changed is copied, with all above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from socrules.model import Entry
from socrules.problems import Span
from socrules.slips import Slip
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node


@attrs.frozen
class Edit:
    """A node with one slip in it, `None` where it is dropped; and what the slip was.

    `path` leads from the node to the slip.
    """

    operator: str
    span: Span
    before: str
    after: str
    node: Node | None
    path: tuple[str, ...] = ()


def mapping(entry: Entry) -> Node:
    """Return the node of an entry, with the nodes of its keys."""
    document, line = entry.span.document, entry.span.line
    node = Node(MAPPING, document, line, entry.span.column)
    node.items = dict(entry.nodes)
    node.keys = {name: value.key or value for name, value in node.items.items()}
    return node


def copied(node: Node, **changed: Any) -> Node:
    """Return a node with some of its parts replaced."""
    made = Node(node.kind, node.document, node.line, node.column)
    for name in Node.__slots__:
        setattr(made, name, changed.get(name, getattr(node, name)))
    return made


def with_item(node: Node, name: str, value: Node | None) -> Node:
    """Return a mapping with one value replaced, or dropped."""
    if value is None:
        items = {key: one for key, one in node.items.items() if key != name}
        return copied(node, items=items, keys={key: node.keys[key] for key in items})
    return copied(node, items={**node.items, name: value})


def with_element(node: Node, index: int, value: Node | None) -> Node:
    """Return a sequence with one element replaced, or dropped."""
    kept = [] if value is None else [value]
    return copied(node, elements=[*node.elements[:index], *kept, *node.elements[index + 1 :]])


def renamed(node: Node, name: str, other: str) -> Node:
    """Return a mapping of one key with that key renamed."""
    key = copied(node.keys[name], text=other)
    return copied(node, keys={other: key}, items={other: node.items[name]})


def swapped(node: Node, operator: str, text: str) -> Edit:
    """Return the slip that a scalar says another word."""
    return Edit(operator, node.span, node.text, text, copied(node, text=text))


def texts(node: Node, slips: Callable[[str], Iterator[Slip]]) -> Iterator[Edit]:
    """Yield the slips in the text of a scalar."""
    for slip in slips(node.text) if node.kind == SCALAR else ():
        span = node.span.shift(slip.at + node.quoted, max(1, len(slip.before)))
        changed = copied(node, text=slip.applied(node.text))
        yield Edit(slip.operator, span, slip.before, slip.after, changed)


def each(node: Node, find: Callable[[Node], Iterator[Edit]]) -> Iterator[Edit]:
    """Yield the slips inside the elements of a sequence."""
    for index, element in enumerate(node.elements):
        for edit in find(element):
            whole = with_element(node, index, edit.node)
            yield attrs.evolve(edit, node=whole, path=(str(index), *edit.path))


def fewer(node: Node, operator: str, find: Callable[[Node], Iterator[Edit]]) -> Iterator[Edit]:
    """Yield the slips inside the elements of a sequence, and each element dropped."""
    yield from each(node, find)
    for index, element in enumerate(node.elements if len(node.elements) > 1 else ()):
        span = element.span
        yield Edit(
            operator, span, said(element), "", with_element(node, index, None), (str(index),)
        )


def said(node: Node) -> str:
    """Return what a node says, short: its text, or its first."""
    while node.kind != SCALAR:
        node = node.elements[0] if node.kind == SEQUENCE else next(iter(node.items.values()))
    return node.text


def inside(node: Node, name: str, edit: Edit) -> Edit:
    """Return an edit of a value as an edit of the mapping it is in."""
    return attrs.evolve(edit, node=with_item(node, name, edit.node), path=(name, *edit.path))


def dropped(operator: str, node: Node, name: str) -> Edit:
    """Return the slip that a key of a mapping is forgotten."""
    return Edit(operator, node.keys[name].span, name, "", with_item(node, name, None), (name,))
