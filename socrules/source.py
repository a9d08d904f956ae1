"""Reads YAML text into nodes that know their line: text scalars, mappings and sequences, no types.

Every scalar stays text, so `no`, `12:30` and `007` mean what they say. Anchors, aliases, tags and
merge keys are refused, and so are duplicate keys, deep nesting and huge files: a regulation needs
none of them, and each is a way to say something else than one reads.
"""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, Final

import yaml

from socrules.blocks import read_blocks
from socrules.nodes import MAPPING as MAPPING
from socrules.nodes import QUOTES
from socrules.nodes import SCALAR as SCALAR
from socrules.nodes import SEQUENCE as SEQUENCE
from socrules.nodes import Node as Node
from socrules.problems import Document, PackError, Problem, Span, problem, whole

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 40

# The C parser where PyYAML was built with libyaml; the pure one gives the same events.
_Parser = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def plain(node: Node) -> Any:
    """Return a node as the plain data another reader of YAML makes of it.

    Numbers, truth values and nothing are those of YAML 1.2 written as in JSON; all else is text.
    """
    if node.kind == MAPPING:
        return {name: plain(value) for name, value in node.items.items()}
    if node.kind == SEQUENCE:
        return [plain(element) for element in node.elements]
    if node.quoted:
        return node.text
    if node.empty:
        return None
    if node.text in _TRUTH:
        return _TRUTH[node.text]
    if _NUMBER.fullmatch(node.text):
        return float(node.text) if set(node.text) & set(".eE") else int(node.text)
    return node.text


_TRUTH: Final = dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(
    ("false", "False", "FALSE"), False
)
_NUMBER: Final = re.compile(r"-?\d{1,4000}(\.\d*)?([eE][-+]?\d{1,3})?", re.ASCII)


def read_file(path: Path, name: str | None = None) -> Node:
    """Return the root node of the YAML file at `path`, called `name` in messages.

    Raises `PackError` when the file cannot be read, is not UTF-8, is too large or is not the plain
    YAML a pack is written in.
    """
    name = name or str(path)
    return _sound(scan(file_bytes(path, name), name, quickly=False))


def file_bytes(path: Path, name: str) -> bytes:
    """Return the bytes of a file, one more than is allowed at the most."""
    document = Document(name, "")
    try:
        with path.open("rb") as stream:
            # Room is made for all that is asked for; what is no plain file does not tell its size.
            size = os.fstat(stream.fileno()).st_size or MAX_BYTES
            return stream.read(min(size, MAX_BYTES) + 1)
    except FileNotFoundError:
        raise PackError(problem("no-such-file", whole(document))) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise PackError(problem("unreadable-file", whole(document), why=why)) from None


def scan_file(path: Path, name: str) -> tuple[Node, list[Problem]]:
    """Return the root of a file and what may not be written in it; raises where it has no root."""
    return scan(file_bytes(path, name), name)


def read_lines(document: Document, lines: str, first: int) -> Node:
    """Return the root of some lines of a sound document, `first` the number of their first."""
    root = parsed(document, [], lines, first)
    assert root is not None, document.name
    return root


def read(data: bytes | str, name: str) -> Node:
    """Return the root node of YAML `data`, called `name` in messages; raises `PackError`."""
    return _sound(scan(data, name, quickly=False))


def _sound(scanned: tuple[Node, list[Problem]]) -> Node:
    root, problems = scanned
    if problems:
        raise PackError(problems)
    return root


def scan(data: bytes | str, name: str, quickly: bool = True) -> tuple[Node, list[Problem]]:
    """Return the root node of YAML `data`, and the problems in spite of which it can be read.

    `quickly` is for those who read a lot: the quicker reader has to be made ready first. Raises
    `PackError` where there is no root: the data are too large, no UTF-8, no YAML, or empty.
    """
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise PackError(problem("huge-file", whole(Document(name, "")), limit=limit))
    document = Document(name, decoded(data, name) if isinstance(data, bytes) else data)
    problems: list[Problem] = []
    try:
        root = read_blocks(document, document.text, 1, MAX_DEPTH) if quickly else None
        root = root or parsed(document, problems, document.text, 1)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise PackError([*problems, _refused(error, document)]) from None
    if root is None:
        raise PackError(problem("empty-file", whole(document)))
    return root, problems


def decoded(data: bytes, name: str) -> str:
    """Return data as text; raises `PackError` at the first byte that is no UTF-8."""
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = data.removeprefix(BOM_UTF8)[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        span = Span(Document(name, before), line, column)
        byte = f"0x{error.object[error.start]:02x}"
        raise PackError(problem("not-utf8", span, byte=byte)) from None


def _refused(error: yaml.YAMLError | UnicodeEncodeError, document: Document) -> Problem:
    """Return why the parser gave up, and where."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        span = _at(document, mark.line + 1, mark.column + 1) if mark else whole(document)
        why = error.problem or error.context or "?"
        if "mapping values are not allowed" in why:
            return problem("prose-unquoted", span)
        return problem("not-yaml", span, why=why)
    # A character that no YAML has comes without a mark.
    at = next((found.start() for found in _NO_CHARACTER.finditer(document.text)), 0)
    line, column = document.text.count("\n", 0, at) + 1, at - document.text.rfind("\n", 0, at)
    why = getattr(error, "reason", None) or str(error)
    return problem("not-yaml", Span(document, line, column), why=why)


def _at(document: Document, line: int, column: int) -> Span:
    """Return a place; one after the end of the text stands at the end of its last line."""
    lines = document.text.splitlines()
    if line > len(lines):
        return Span(document, len(lines), len(lines[-1]) + 1)
    return Span(document, line, column)


_NO_CHARACTER: Final = yaml.reader.Reader.NON_PRINTABLE


def parsed(document: Document, problems: list[Problem], text: str, line_from: int) -> Node | None:
    """Turn parser events into nodes; what may not be written is added to `problems`.

    `text` is the document's, or that of its lines from `line_from` on.
    """
    parser = _Parser(text)
    get_event = parser.get_event
    root = inner = key = None
    outer: list[tuple[Node | None, Node | None]] = []
    started = False
    try:
        while True:
            event = get_event()
            kind = _EVENTS[type(event)]
            if kind == "close":
                inner, key = outer.pop()
                continue
            if kind == "end":
                return root
            if kind == "skip":
                continue
            mark = event.start_mark
            line, column = mark.line + line_from, mark.column + 1
            if kind == "document":
                if started:
                    raise _stop(problems, "several-documents", document, line, column)
                started = True
                continue
            if event.anchor is not None:
                raise _stop(problems, "yaml-alias", document, line, column, name=event.anchor)
            node = Node(kind, document, line, column)
            if event.tag is not None:
                problems.append(problem("yaml-tag", node.span, tag=_short_tag(event.tag)))
            if kind == SCALAR:
                node.text = event.value
                node.quoted = event.style in QUOTES
            else:
                node.flow = event.flow_style
            if inner is None:
                root = node
            elif inner.kind == SEQUENCE:
                inner.elements.append(node)
            elif key is None:
                if kind != SCALAR:
                    raise _stop(problems, "key-not-text", document, line, column)
                key = node
                if node.text in inner.keys:
                    first = inner.keys[node.text].span
                    found = problem("duplicate-key", node.span, key=node.text, also=[first])
                    problems.append(found)
                else:
                    inner.keys[node.text] = node
                continue
            else:
                if inner.keys[key.text] is key:
                    inner.items[key.text] = node
                node.key = key
                key = None
            if kind != SCALAR:
                if len(outer) >= MAX_DEPTH:
                    raise _stop(problems, "deep-nesting", document, line, column, limit=MAX_DEPTH)
                outer.append((inner, key))
                inner, key = node, None
    finally:
        parser.dispose()


def _stop(
    problems: list[Problem], kind: str, document: Document, line: int, column: int, **args: Any
) -> PackError:
    return PackError([*problems, problem(kind, Span(document, line, column), **args)])


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!", 1)


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
    if text.isascii() and "(" not in text:
        return None
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
