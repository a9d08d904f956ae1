"""Replaces pieces of a YAML text at places its reader knows; all else stays as it is written."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from socrules.source import Node


@attrs.frozen
class Patch:
    """A piece of one line to be replaced: where it stands, from 1, how long it is, what follows."""

    line: int
    column: int
    length: int
    text: str


def replaced(node: Node, text: str) -> Patch:
    """Return the patch that writes `text` in place of a key or value, within the quotes it has."""
    quotes = int(node.quoted)
    return Patch(node.line, node.column + quotes, node.span.length - 2 * quotes, text)


def patched(text: str, patches: Iterable[Patch]) -> str:
    """Return the text with its patches, none of which reaches into another."""
    lines = text.splitlines(keepends=True)
    for one in sorted(patches, key=lambda one: (one.line, one.column), reverse=True):
        line, start = lines[one.line - 1], one.column - 1
        lines[one.line - 1] = line[:start] + one.text + line[start + one.length :]
    return "".join(lines)
