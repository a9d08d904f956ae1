"""Locks packs and calendars: a file of digests, and what has changed since it was written.

The file names every file that answers rest on, under the id of its pack or under `calendars`, with
the SHA-256 of its text; line ends count as one whatever they are. There are no folders in it, so it
holds on every machine. Example cases are not locked: no answer rests on them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from socrules.cases import PATTERNS
from socrules.finder import data_folder
from socrules.library import find, packs
from socrules.problems import Document, Findings, PackError, Problem, problem, whole
from socrules.source import MAPPING, SCALAR, Node, read_file

FORMAT: Final = 1
CALENDARS: Final = "calendars"

Digests = Mapping[str, Mapping[str, str]]
"""The digests of files by name, by pack; those of the calendars under `calendars`."""

_HEAD: Final = """\
# Written by `socrules lock`; `socrules check --locked` says what has changed since.
"""


def digests() -> Digests:
    """Return the digests of the files of every pack that is found, and of the calendars."""
    found = {name: _digests(folder, "*.yaml") for name, folder in sorted(packs().items())}
    return {**found, CALENDARS: _digests(data_folder(CALENDARS), "*/*.yaml")}


def _digests(folder: Path, pattern: str) -> dict[str, str]:
    """Return the digests of files by their path in the folder; raises `PackError`."""
    found = {}
    for path in sorted(folder.glob(pattern)):
        if not any(path.match(one) for one in PATTERNS):
            try:
                text = path.read_bytes().replace(b"\r\n", b"\n")
            except OSError as error:
                nowhere = whole(Document(str(path), ""))
                found_out = problem("unreadable-file", nowhere, why=error.strerror)
                raise PackError(found_out) from None
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(text).hexdigest()
    return found


def pack_name(pack: str) -> str:
    """Return the name a pack goes by in a lock file, that of its folders; it may be broken."""
    folder = find(pack)[0].resolve()
    return f"{folder.parent.name}/{folder.name}"


def lock_text(found: Digests) -> str:
    """Return the text of a lock file."""
    lines = [f"{_HEAD}lock: {FORMAT}"]
    for name, files in found.items():
        lines += [f"{name}:", *(f"  {_key(file)}: {digest}" for file, digest in files.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    """Return the name of a file as a key of YAML, in quotes where it needs them."""
    plain = re.fullmatch(r"[\w./-]*\w", name)
    return name if plain else json.dumps(name, ensure_ascii=False)


def read_lock(path: Path) -> tuple[Node, Digests]:
    """Return the root of a lock file and its digests; raises `PackError` where it is none."""
    reading = Findings()
    root = read_file(path)
    if root.kind != MAPPING:
        raise PackError(problem("expected-mapping", root.span))
    items = dict(root.items)
    written = items.pop("lock", None)
    if written is None or written.text != str(FORMAT):
        span, shown = (written or root).span, written.text if written else "—"
        raise PackError(problem("unknown-format", span, format=shown, known=FORMAT))
    found: dict[str, dict[str, str]] = {}
    for name, node in items.items():
        if node.kind != MAPPING:
            reading.report("expected-mapping", node.span)
        for file, digest in node.items.items():
            if digest.kind != SCALAR:
                reading.report("expected-scalar", digest.span)
            found.setdefault(name, {})[file] = digest.text
    if reading.problems:
        raise PackError(reading.problems)
    return root, found


def unlocked(path: Path, names: Collection[str] | None = None) -> Iterator[Problem]:
    """Yield what has changed since a lock file was written: of these packs or all, and calendars.

    Raises `PackError` where the file is no lock.
    """
    root, locked = read_lock(path)
    there = digests()
    for name in sorted({*locked, *there}):
        if names is not None and name not in names and name != CALENDARS:
            continue
        if name not in there:
            yield problem("lock-missing", root.keys[name].span, what=name)
        elif name not in locked:
            yield problem("lock-new", root.span, what=name)
        else:
            yield from _differences(name, root.items[name], locked[name], there[name])


def _differences(
    name: str, node: Node, locked: Mapping[str, str], there: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield the files of one pack that are not those that were locked."""
    for file in sorted({*locked, *there}):
        what = f"{name}/{file}"
        if file not in there:
            yield problem("lock-missing", node.keys[file].span, what=what)
        elif file not in locked:
            yield problem("lock-new", node.span, what=what)
        elif locked[file] != there[file]:
            yield problem("lock-changed", node.keys[file].span, what=what)
