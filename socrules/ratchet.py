"""Keeps the findings of `lint` that are known: a file that may only shrink.

The file names, by check and pack, the paths of what was found::

    reading-switches-nothing:
      region/act:
        - readings/rounding

A finding that is not there is new. An entry that is not found any more has to go, so that it never
hides the same finding when that comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from socrules.lint import CHECKS, Finding
from socrules.problems import Document, Findings, PackError, Problem, nearest, problem
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node, read_file

HEAD: Final = """\
# Findings of `socrules lint` that are known. Lines may be deleted, never added:
# `socrules lint --known FILE --update` deletes those of what is mended.
"""

Key = tuple[str, str, str]
"""A finding as the file names it: check, pack, path."""


@attrs.frozen
class Known:
    """The known findings of one file: its root, and the node that names each."""

    path: Path
    root: Node
    entries: Mapping[Key, Node]

    def __contains__(self, found: Finding) -> bool:
        return key(found) in self.entries

    def gone(
        self, found: Iterable[Finding], packs: Collection[str] | None, checks: Collection[str]
    ) -> list[Key]:
        """Return the entries about these packs (all for none) and checks that are found no more."""
        there = {key(one) for one in found}
        return [
            one
            for one in self.entries
            if one not in there and one[0] in checks and (packs is None or one[1] in packs)
        ]

    def problem(self, gone: Key) -> Problem:
        """Return what to say of an entry that is not found any more."""
        check, pack, subject = gone
        words: dict[str, Any] = {"check": check, "pack": pack, "subject": subject}
        words["file"] = self.path
        return problem("known-finding-gone", self.entries[gone].span, **words)

    def without(self, gone: Collection[Key]) -> str:
        """Return the text of the file without these entries; comments stay where they are."""
        stay = [one for one in self.entries if one not in gone]
        dropped = {self.entries[one].line for one in gone}
        for check, packs in self.root.items.items():
            kept = {pack for name, pack, _ in stay if name == check}
            dropped |= {packs.keys[pack].line for pack in packs.items.keys() - kept}
            dropped |= set() if kept else {self.root.keys[check].line}
        lines = self.root.document.text.splitlines(keepends=True)
        return "".join(line for at, line in enumerate(lines, 1) if at not in dropped)


def key(found: Finding) -> Key:
    """Return a finding as the file names it."""
    return found.check, found.pack, found.subject


def read_known(path: Path) -> Known:
    """Return the known findings of a file; raises `PackError` with every problem of it.

    A file in which only comments are left knows none.
    """
    reading = Findings()
    entries: dict[Key, Node] = {}
    try:
        root = read_file(path)
    except PackError as error:
        if error.problems[0].kind != "empty-file":
            raise
        return Known(path, Node(MAPPING, Document(str(path), ""), 1, 1), {})
    if _is(reading, root, MAPPING):
        for check, packs in root.items.items():
            if check not in CHECKS:
                words = {"word": check, "known": ", ".join(CHECKS)}
                near = nearest(check, CHECKS)
                reading.report("unknown-word", root.keys[check].span, suggest=near, **words)
            for pack, subjects in packs.items.items() if _is(reading, packs, MAPPING) else ():
                for node in subjects.elements if _is(reading, subjects, SEQUENCE) else ():
                    if _is(reading, node, SCALAR):
                        entries[check, pack, node.text] = node
    if reading.problems:
        raise PackError(reading.problems)
    return Known(path, root, entries)


def _is(reading: Findings, node: Node, kind: str) -> bool:
    """Say whether a node has its kind; what is written in brackets has no lines to delete."""
    fits = node.kind == kind and not node.flow
    if not fits:
        reading.report(f"expected-{kind}", node.span)
    return fits


def known_text(found: Iterable[Finding]) -> str:
    """Return the text of a file that knows these findings."""
    tree: dict[str, dict[str, list[str]]] = {}
    for one in sorted(key(one) for one in found):
        check, pack, subject = one
        tree.setdefault(check, {}).setdefault(pack, []).append(subject)
    lines = [HEAD.rstrip("\n")]
    for check, packs in tree.items():
        lines.append(f"{check}:")
        for pack, subjects in packs.items():
            lines += [f"  {pack}:", *(f"    - {subject}" for subject in subjects)]
    return "\n".join(lines) + "\n"
