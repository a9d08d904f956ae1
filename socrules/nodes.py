"""A piece of YAML with its place: a text scalar, a mapping or a sequence."""

from __future__ import annotations

from typing import Final

from socrules.problems import Document, Span

SCALAR: Final = "scalar"
MAPPING: Final = "mapping"
SEQUENCE: Final = "sequence"

QUOTES: Final = ("'", '"')
"""What stands around a quoted scalar."""

NULLS: Final = ("", "null", "Null", "NULL", "~")
"""What nothing is written as."""


class Node:
    """A piece of YAML with its place.

    `kind` is `scalar`, `mapping` or `sequence`. A scalar has `text` and `quoted`; a mapping has
    `keys` (name to key node) and `items` (name to value node); a sequence has `elements`; both say
    whether they are written in braces or brackets (`flow`). `key` is the key it is a value of.
    """

    __slots__ = (
        "column",
        "document",
        "elements",
        "flow",
        "items",
        "key",
        "keys",
        "kind",
        "line",
        "quoted",
        "text",
    )

    def __init__(
        self,
        kind: str,
        document: Document,
        line: int,
        column: int,
        text: str = "",
        quoted: bool = False,
    ) -> None:
        self.kind = kind
        self.document = document
        self.line = line
        self.column = column
        self.text = text
        self.quoted = quoted
        self.flow = False
        self.key: Node | None = None
        # A pack is mostly scalars: what those do not have is shared.
        self.keys: dict[str, Node] = {} if kind == MAPPING else _NO_NODES
        self.items: dict[str, Node] = {} if kind == MAPPING else _NO_NODES
        self.elements: list[Node] = [] if kind == SEQUENCE else _NO_ELEMENTS

    @property
    def span(self) -> Span:
        """Return where the node stands: a scalar's text, else its key, else where it starts."""
        if self.key is not None and self.kind != SCALAR and not self.flow:
            return self.key.span
        length = len(self.text) + 2 * self.quoted
        return Span(self.document, self.line, self.column, length or 1)

    @property
    def empty(self) -> bool:
        """Return whether the node is YAML's nothing: no text, `null` or `~`, without quotes."""
        return self.kind == SCALAR and not self.quoted and self.text in NULLS

    def each(self) -> list[Node]:
        """Return the elements of a sequence, or the one node."""
        return self.elements if self.kind == SEQUENCE else [self]


_NO_NODES: Final[dict[str, Node]] = {}
_NO_ELEMENTS: Final[list[Node]] = []
