"""Turns the files of a pack into its entries by the table of keys; every problem is collected."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final

import attrs

from socrules.asked import Asked
from socrules.files import HEAD_FILE, Files, read_files
from socrules.keys import FORMAT, HEAD, SECTIONS
from socrules.model import Contents, Entry, Stretches
from socrules.problems import Document, nearest, whole
from socrules.shapes import Reading
from socrules.source import MAPPING, Node, scan
from socrules.surface import expand

__all__ = ["ENTRIES", "Reading", "parse", "parse_head", "parse_pack", "parse_section"]

ENTRIES: Final = [section for section in SECTIONS if section != "cases"]
"""Sections that stand in the files of entries."""


def parse_section(reading: Reading, root: Node, allowed: list[str]) -> dict[str, dict[str, Entry]]:
    """Return the entries of one file by section; only `allowed` sections may stand in it."""
    if not reading.expect(root, MAPPING):
        return {}
    found = {}
    for name, node in root.items.items():
        if name in allowed:
            found[name] = reading.entries(name, node, SECTIONS[name])
        elif not name.startswith("x-"):
            reading.lost.update(node.items)
            span, near, known = root.keys[name].span, nearest(name, allowed), ", ".join(allowed)
            reading.report("unknown-section", span, section=name, known=known, suggest=near)
    return found


def parse_pack(folder: Path, name: str | None = None) -> Contents:
    """Return the pack in `folder`, whose files are called `name`/file in messages.

    What is wrong in the files is kept in the contents, so that linking can find the rest and all is
    reported together. Raises `PackError` where the folder is no pack.
    """
    return parse(read_files(folder, name))


def parse(files: Files) -> Contents:
    """Return the pack that stands in some files, and in it what is wrong with them."""
    name = files.name
    reading = Reading()
    reading.problems += files.problems
    head = Entry("pack", name, whole(Document(name, "")), {})
    sections: dict[str, dict[str, Entry]] = {}
    roots: dict[str, Node] = {}
    unread = bool(files.problems)
    for one, data in files.data.items():
        scanned = reading.attempt(partial(scan, data, files.title(one)))
        if scanned is None:
            unread = True
            continue
        root, problems = scanned
        reading.problems += problems
        if one == HEAD_FILE:
            head = parse_head(reading, name, root)
        else:
            roots[one] = root
            for section, entries in parse_section(reading, root, ENTRIES).items():
                _merge(reading, section, sections.setdefault(section, {}), entries)
    where = Asked(roots, lambda one: stretches(roots[one]))
    found, lost = tuple(reading.problems), frozenset(reading.lost)
    return expand(Contents(head.id, head, sections, files.digest, found, lost, unread, where))


def parse_head(reading: Reading, name: str, root: Node) -> Entry:
    """Return what `pack.yaml` says; its id is that of the pack."""
    head = reading.entry("pack", name, root, HEAD, root.span)
    if head.format is not None and head.format != FORMAT:
        span = head.place("format")
        reading.report("unknown-format", span, format=head.format, known=FORMAT)
    return attrs.evolve(head, id=head.values.get("id") or name)


def stretches(root: Node) -> Stretches:
    """Return on which lines of a file its entries stand.

    Entries in braces may share their lines, and where lines end with anything but a line feed
    nobody agrees which they are: there each stands in the whole file.
    """
    text = root.document.text
    ends_alike = len(text.splitlines()) == text.count("\n") + (not text.endswith("\n"))
    sections = {name: node for name, node in root.items.items() if name in ENTRIES}
    blocks = [node for node in sections.values() if ends_alike and not node.flow]
    starts = sorted({key.line for node in (root, *blocks) for key in node.keys.values()})
    lasts: dict[int, int | None] = {first: after - 1 for first, after in pairwise(starts)}
    return {
        name: {
            id: (key.line, lasts.get(key.line)) if node in blocks else None
            for id, key in node.keys.items()
        }
        for name, node in sections.items()
    }


def _merge(
    reading: Reading, section: str, merged: dict[str, Entry], entries: Mapping[str, Entry]
) -> None:
    """Add the entries of one file to a section; an id that is there already is a problem."""
    for key, entry in entries.items():
        first = merged.setdefault(key, entry)
        if first is not entry:
            also = [first.span]
            reading.report("duplicate-entry", entry.span, id=key, section=section, also=also)
