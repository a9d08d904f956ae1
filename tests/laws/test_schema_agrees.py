"""The generated schemas and the reader by the table of keys find the same packs well formed.

Real packs are damaged at one place. What only the reader can see (quotes, letters, expressions,
days that are not in the calendar) is left aside.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from hypothesis import event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from checkout import ROOT
from socrules.event_log import read_events
from socrules.keys import HEAD, SECTIONS
from socrules.parse import parse_section
from socrules.problems import Document, Problem
from socrules.schema import pack_schema
from socrules.shapes import Reading
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node, parsed, plain, read

FILES = sorted((ROOT / "rules").rglob("*.yaml"))
SEEN_BY_BOTH = {
    "bad-citation",
    "bad-condition",
    "bad-id",
    "bad-pack-id",
    "empty-list",
    "empty-text",
    "event-not-a-date",
    "expected-mapping",
    "expected-scalar",
    "expected-sequence",
    "missing-key",
    "missing-russian",
    "not-a-date",
    "not-a-number",
    "unknown-key",
    "unknown-section",
    "unknown-word",
}


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in (*node.items.values(), *node.elements):
        yield from nodes(below)


def in_block(root: Node) -> Node:
    """Return a node with nothing in braces: where prose stands is seen by the reader alone."""
    for node in nodes(root):
        node.flow = False
    return root


PUT_IN = [
    in_block(read(f"key: {text}", "put-in.yaml").items["key"])
    for text in (
        *("a", "''", "' '", "null", "5", "-5", "true", "2024-10-01", "[]", "{}", "[a]", "[[a]]"),
        *("{a: b}", "{act: a}", "{act: a, clause: b}", "{all: [a]}", "{when: a}", "{ru: a}"),
    )
]
KEYS = ["x-note", "title", "versions", "wehn", "значение", "act", "when", "ru"]


def kind_of(path: Path) -> str:
    if path.name == "pack.yaml":
        return "pack"
    return "cases" if path.name.endswith(".cases.yaml") else "entries"


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(pack_schema(name))


@cache
def source(path: Path) -> Node:
    text = path.read_text("utf-8")
    root = parsed(Document(path.name, text), [], text, 1)
    assert root is not None
    return in_block(root)


def some_of(path: Path, data: st.DataObject) -> Node:
    """Return a copy of a file with a few entries of each section."""
    root = copy.copy(source(path))
    if kind_of(path) != "pack":
        root.items = {name: copy.copy(section) for name, section in root.items.items()}
        for section in root.items.values():
            names = st.lists(st.sampled_from([*section.items]), min_size=1, max_size=2, unique=True)
            section.items = {name: section.items[name] for name in data.draw(names)}
    return copy.deepcopy(root)


def well_formed(root: Node, name: str) -> bool:
    reading = Reading()
    if name == "pack":
        reading.entry("pack", "pack", root, HEAD, root.span)
    else:
        sections = ["cases"] if name == "cases" else [one for one in SECTIONS if one != "cases"]
        found = parse_section(reading, root, sections)
        # Events are lines of a log, and are read as such when a case is run or checked.
        for case in found.get("cases", {}).values():
            reading.attempt(partial(read_events, case.events or ()))
    return not any(seen_by_both(item) for item in reading.problems)


def seen_by_both(item: Problem) -> bool:
    """Say whether a schema sees a problem; of an id without quotes, whether it reads as text."""
    if item.kind == "unquoted-id":
        return not isinstance(plain(read(dict(item.args)["id"], "id.yaml")), str)
    return item.kind in SEEN_BY_BOTH


def damage(root: Node, data: st.DataObject) -> str:
    """Change one place of a file; return what was done."""
    places = [node for node in nodes(root) if node.kind != SCALAR]
    at = data.draw(st.sampled_from(places))
    if at.kind == SEQUENCE:
        at.elements[data.draw(st.integers(0, len(at.elements))) :] = [
            data.draw(st.sampled_from(PUT_IN))
        ]
        return "element"
    name = data.draw(st.sampled_from([*at.items, *KEYS]))
    what = data.draw(st.sampled_from(["remove", "replace", "rename"]))
    value = at.items.pop(name, PUT_IN[0])
    key = at.keys.pop(name, value)
    if what == "replace":
        at.items[name], at.keys[name] = data.draw(st.sampled_from(PUT_IN)), key
    elif what == "rename":
        new = data.draw(st.sampled_from([*KEYS, *at.items]))
        at.items[new], at.keys[new] = value, key
    return what


@given(st.sampled_from(FILES), st.data())
@settings(max_examples=400, deadline=None)
def test_both_find_the_same_files_well_formed(path: Path, data: st.DataObject) -> None:
    root, name = some_of(path, data), kind_of(path)
    done = damage(root, data)
    assert root.kind == MAPPING
    fits = validator(name).is_valid(plain(root))
    event(f"{done}: {'well formed' if fits else 'not well formed'}")
    assert fits is well_formed(root, name)


def test_what_is_not_damaged_is_well_formed_for_both() -> None:
    for path in FILES:
        assert validator(kind_of(path)).is_valid(plain(source(path)))
        assert well_formed(source(path), kind_of(path))
