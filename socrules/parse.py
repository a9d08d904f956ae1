"""Turns the files of a pack into its entries by the table of keys; every problem is collected."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from socrules.keys import FORMAT, HEAD, SECTIONS
from socrules.model import Contents, Entry
from socrules.problems import Document, PackError, nearest, problem, whole
from socrules.shapes import Reading
from socrules.source import MAPPING, Node, scan_file
from socrules.surface import expand

__all__ = ["ENTRIES", "Reading", "parse_pack", "parse_section"]

MAX_FILES: Final = 500
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
    name = name or str(folder)
    paths = _files(folder, name)
    reading = Reading()
    digest = hashlib.sha256()
    head = Entry("pack", name, whole(Document(name, "")), {})
    sections: dict[str, dict[str, Entry]] = {}
    unread = False
    for path in paths:
        scanned = reading.attempt(partial(scan_file, path, f"{name}/{path.name}"))
        if scanned is None:
            unread = True
            continue
        root, problems = scanned
        reading.problems += problems
        digest.update(f"{path.name}\0{root.document.text}\0".encode())
        if path.name == "pack.yaml":
            head = _head(reading, name, root)
        else:
            for section, entries in parse_section(reading, root, ENTRIES).items():
                _merge(reading, section, sections.setdefault(section, {}), entries)
    found, lost = tuple(reading.problems), frozenset(reading.lost)
    return expand(Contents(head.id, head, sections, digest.hexdigest(), found, lost, unread))


def _files(folder: Path, name: str) -> list[Path]:
    """Return the files of a pack but for its cases; raises `PackError` where it is none."""
    nowhere = whole(Document(name, ""))
    try:
        paths = sorted(folder.glob("*.yaml"))
    except (OSError, ValueError):
        paths = []
    if not any(path.name == "pack.yaml" for path in paths):
        raise PackError(problem("not-a-pack", nowhere, folder=name))
    if len(paths) > MAX_FILES:
        raise PackError(problem("too-many-files", nowhere, limit=MAX_FILES))
    return [path for path in paths if not path.name.endswith(".cases.yaml")]


def _head(reading: Reading, name: str, root: Node) -> Entry:
    """Return what `pack.yaml` says; its id is that of the pack."""
    head = reading.entry("pack", name, root, HEAD, root.span)
    if head.format is not None and head.format != FORMAT:
        span = head.place("format")
        reading.report("unknown-format", span, format=head.format, known=FORMAT)
    return attrs.evolve(head, id=head.values.get("id") or name)


def _merge(
    reading: Reading, section: str, merged: dict[str, Entry], entries: Mapping[str, Entry]
) -> None:
    """Add the entries of one file to a section; an id that is there already is a problem."""
    for key, entry in entries.items():
        first = merged.setdefault(key, entry)
        if first is not entry:
            also = [first.span]
            reading.report("duplicate-entry", entry.span, id=key, section=section, also=also)
