"""Reads YAML text into nodes that know their line: text scalars, mappings and sequences, no types.

Every scalar stays text, so `no`, `12:30` and `007` mean what they say. Anchors, aliases, tags and
merge keys are refused, and so are duplicate keys, deep nesting and huge files: a regulation needs
none of them, and each is a way to say something else than one reads.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import yaml

from socrules.problems import Document, PackError, Problem, Span, problem

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 40

SCALAR: Final = "scalar"
MAPPING: Final = "mapping"
SEQUENCE: Final = "sequence"

# The C parser where PyYAML was built with libyaml; the pure one gives the same events.
_Parser = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Node:
    """A piece of YAML with its place.

    `kind` is `scalar`, `mapping` or `sequence`. A scalar has `text` and `quoted`; a mapping has
    `keys` (name to key node) and `items` (name to value node); a sequence has `elements`; both say
    whether they are written in braces or brackets (`flow`).
    """

    __slots__ = (
        "column",
        "document",
        "elements",
        "flow",
        "items",
        "keys",
        "kind",
        "line",
        "quoted",
        "text",
    )

    def __init__(self, kind: str, document: Document, line: int, column: int) -> None:
        self.kind = kind
        self.document = document
        self.line = line
        self.column = column
        self.text = ""
        self.quoted = False
        self.flow = False
        self.keys: dict[str, Node] = {}
        self.items: dict[str, Node] = {}
        self.elements: list[Node] = []

    @property
    def span(self) -> Span:
        """Return where the node starts; a scalar's span covers its text."""
        length = len(self.text) + 2 * self.quoted if self.kind == SCALAR else 1
        return Span(self.document, self.line, self.column, max(1, length))


def read_file(path: Path, name: str | None = None) -> Node:
    """Return the root node of the YAML file at `path`, called `name` in messages.

    Raises `PackError` when the file cannot be read, is not UTF-8, is too large or is not the plain
    YAML a pack is written in.
    """
    name = name or str(path)
    document = Document(name, "")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise PackError(problem("unreadable-file", Span(document, 1, 1), why=why)) from None
    return read(data, name)


def read(data: bytes | str, name: str) -> Node:
    """Return the root node of YAML `data`, called `name` in messages; raises `PackError`."""
    document = Document(name, "")
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise PackError(problem("huge-file", Span(document, 1, 1), limit=limit))
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            byte = f"0x{data[error.start]:02x}"
            raise PackError(problem("not-utf8", Span(document, line, column), byte=byte)) from None
    document = Document(name, data)
    problems: list[Problem] = []
    try:
        root = _build(document, problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        span = Span(document, mark.line + 1, mark.column + 1) if mark else Span(document, 1, 1)
        why = error.problem or error.context or "?"
        if "mapping values are not allowed" in why:
            raise PackError([*problems, problem("prose-unquoted", span)]) from None
        raise PackError([*problems, problem("not-yaml", span, why=why)]) from None
    except (yaml.YAMLError, ValueError) as error:
        # yaml.reader.ReaderError (control characters) has no mark, only a position.
        at = getattr(error, "position", 0)
        line = data.count("\n", 0, at) + 1
        span = Span(document, line, at - data.rfind("\n", 0, at))
        why = getattr(error, "reason", None) or str(error)
        raise PackError([*problems, problem("not-yaml", span, why=why)]) from None
    if root is None:
        raise PackError(problem("empty-file", Span(document, 1, 1)))
    if problems:
        raise PackError(problems)
    return root


def _build(document: Document, problems: list[Problem]) -> Node | None:
    """Turn parser events into nodes; what may not be written is added to `problems`."""
    parser = _Parser(document.text)
    stack: list[Node] = []
    pending: list[Node | None] = []
    root: Node | None = None
    documents = 0
    get_event = parser.get_event
    try:
        while True:
            event = get_event()
            kind = _EVENTS[type(event)]
            if kind == "end":
                return root
            if kind == "skip":
                continue
            mark = event.start_mark
            line, column = mark.line + 1, mark.column + 1
            if kind == "document":
                documents += 1
                if documents > 1:
                    raise _stop(problems, "several-documents", document, line, column)
                continue
            if kind == "alias":
                raise _stop(problems, "yaml-alias", document, line, column, name=event.anchor)
            if kind == "close":
                stack.pop()
                pending.pop()
                continue
            node = Node(kind, document, line, column)
            if event.anchor is not None:
                raise _stop(problems, "yaml-alias", document, line, column, name=event.anchor)
            if event.tag is not None:
                problems.append(problem("yaml-tag", node.span, tag=event.tag))
            if kind == SCALAR:
                node.text = event.value
                node.quoted = event.style in ("'", '"')
            else:
                node.flow = event.flow_style
            if not stack:
                root = node
            elif stack[-1].kind == SEQUENCE:
                stack[-1].elements.append(node)
            elif (key := pending[-1]) is None:
                if kind != SCALAR:
                    raise _stop(problems, "key-not-text", document, line, column)
                if node.text in stack[-1].keys:
                    first = stack[-1].keys[node.text].span
                    found = problem("duplicate-key", node.span, key=node.text, also=[first])
                    problems.append(found)
                pending[-1] = node
                continue
            else:
                stack[-1].keys.setdefault(key.text, key)
                stack[-1].items.setdefault(key.text, node)
                pending[-1] = None
            if kind != SCALAR:
                if len(stack) >= MAX_DEPTH:
                    raise _stop(problems, "deep-nesting", document, line, column, limit=MAX_DEPTH)
                stack.append(node)
                pending.append(None)
    finally:
        parser.dispose()


def _stop(
    problems: list[Problem], kind: str, document: Document, line: int, column: int, **args: object
) -> PackError:
    return PackError([*problems, problem(kind, Span(document, line, column), **args)])


_EVENTS: Final = {
    yaml.StreamStartEvent: "skip",
    yaml.StreamEndEvent: "end",
    yaml.DocumentStartEvent: "document",
    yaml.DocumentEndEvent: "skip",
    yaml.AliasEvent: "alias",
    yaml.ScalarEvent: SCALAR,
    yaml.SequenceStartEvent: SEQUENCE,
    yaml.SequenceEndEvent: "close",
    yaml.MappingStartEvent: MAPPING,
    yaml.MappingEndEvent: "close",
}

_CYRILLIC_TWINS: Final = dict(zip("aeopcxkABEKMHOPCTX", "аеорсхкАВЕКМНОРСТХ", strict=True))


def latin_in_cyrillic(text: str) -> tuple[int, str, str] | None:
    """Return place, Latin letter and Cyrillic twin of the first look-alike in a Cyrillic id.

    A lone Latin letter in brackets or after a stroke (`8(a)`) counts as a look-alike too: clause
    letters are those of the document, and the documents are Russian.
    """
    for match in re.finditer(r"\(([A-Za-z])\)|[^\W\d_]+", text):
        word = match.group(1) or match.group()
        alone = match.group(1) is not None
        start = match.start(1) if alone else match.start()
        if not alone and not re.search(r"[а-яёА-ЯЁ]", word):
            continue
        for index, letter in enumerate(word):
            if letter in _CYRILLIC_TWINS:
                return start + index, letter, _CYRILLIC_TWINS[letter]
    return None
