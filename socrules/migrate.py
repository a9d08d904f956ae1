"""Rewrites the files of a pack from an earlier format to the one known: the table `STEPS`.

A step leads from one format to the next and says what to replace at which place; whatever it does
not name stays as it is written: comments, order, quotes, indents and line ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from socrules.keys import FORMAT
from socrules.patches import Patch, patched, replaced
from socrules.problems import Document, PackError, problem, whole
from socrules.source import MAPPING, SCALAR, Node, read, read_file

HEAD: Final = "pack.yaml"
_MARK: Final = "\ufeff"


Step = Callable[[str, Node], Iterable[Patch]]
"""What one step replaces in a file, called by its name, that is read as a node."""

STEPS: Final[Mapping[int, Step]] = {}
"""The steps by the format they lead from. There has been one format so far."""


def renamed(where: str, **names: str) -> Step:
    """Return the step that renames keys of the mappings at a path, `checklists/*/items/*`.

    A `*` stands for any key; the wordings of an entry stand at its own path.
    """

    def step(file: str, root: Node) -> Iterator[Patch]:
        del file
        for node in _at(root, where.split("/") if where else []):
            for old, new in names.items():
                if old in node.keys:
                    yield replaced(node.keys[old], new)

    return step


def _at(node: Node, path: list[str]) -> Iterator[Node]:
    """Yield the mappings at a path below a node, and their wordings."""
    if node.kind != MAPPING:
        return
    if path:
        first, *rest = path
        for name, below in node.items.items():
            if first in ("*", name):
                yield from _at(below, rest)
    else:
        yield node
    for wording in node.items["versions"].elements if "versions" in node.items else ():
        yield from _at(wording, path)


def all_of(*steps: Step) -> Step:
    """Return the step that takes several at once."""

    def step(file: str, root: Node) -> Iterator[Patch]:
        for one in steps:
            yield from one(file, root)

    return step


def migrate(
    folder: Path, steps: Mapping[int, Step] = STEPS, known: int = FORMAT
) -> dict[Path, str]:
    """Return the files of a pack whose text differs in the known format, with their new texts.

    Raises `PackError` where a file cannot be read, before or after, or where no step leads on.
    """
    head = folder / HEAD
    written = read_file(head).items.get("format")
    if written is None or written.kind != SCALAR or not written.text.isdecimal():
        span, id = whole(Document(str(head), "")), folder.name
        raise PackError(problem("missing-key", span, key="format", entry="pack", id=id))
    first = int(written.text)
    if first > known or any(one not in steps for one in range(first, known)):
        raise PackError(problem("unknown-format", written.span, format=first, known=known))
    changed = {}
    for path in sorted(folder.rglob("*.yaml")):
        before = _text(path)
        after = before
        for one in range(first, known):
            after = _stepped(path, after, steps[one], one + 1)
        if after != before:
            changed[path] = after
    return changed


def _text(path: Path) -> str:
    """Return the text of a file as it is written, its mark of byte order too."""
    read_file(path)
    return path.read_bytes().decode("utf-8")


def _stepped(path: Path, text: str, step: Step, to: int) -> str:
    """Return the text of one file after one step; it must read as YAML again."""
    mark = _MARK if text.startswith(_MARK) else ""
    text = text.removeprefix(_MARK)
    root = read(text, str(path))
    patches = list(step(path.name, root))
    if path.name == HEAD:
        patches.append(replaced(root.items["format"], str(to)))
    after = patched(text, patches)
    read(after, str(path))
    return mark + after
