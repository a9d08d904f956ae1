"""What the reader of plain YAML reads is what the parser of all YAML reads."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checkout import ROOT
from socrules.blocks import Texts, read_blocks
from socrules.nodes import Node
from socrules.problems import Document, PackError
from socrules.source import MAX_DEPTH, parsed, plain

FILES = [*ROOT.glob("rules/*/*/*.yaml"), *ROOT.glob("calendars/**/*.yaml")]

KEYS = ["a", "b", "ru", "en", '"4.1"', '"a b"', "a b", "я", "-a", "a#b", "<<", "2024-10-01", "'q'"]
SCALARS = [
    *("x", "x y", "12:30", "a: b", "a:", "a #b", "a#b", "# b", "#b", ": b", "~", "-1", "- 1"),
    *('"x"', '"a: #b"', r'"a \" \\ b"', r'"\n"', '"', '"x" y', "'x'", "'it''s'", "'", "x'"),
    *("&a x", "*a", "!t x", "|", ">-", "%x", "@x", "`x", "?x", ",x", "x]", "x, y", "{", "ё№«—", ""),
    *(
        "[]",
        "[x]",
        "[x, 'y', \"z\"]",
        "[ x , y ]",
        "[x y, 4.1]",
        "[x,]",
        "[x:y]",
        "[x: y]",
        "[[x]]",
    ),
    *("[x", "[x] y", "[x#y]", "[x #y]", "[null, ~]", "[-1]", "[x\t]", "{}", "{x}", "{a: x}"),
    *("{a: x, \"b\": 'y'}", "{a: x, a: y}", "{a: [x]}", "{ a: x }", "{a:x}", "{a: }", "{a: x,}"),
    *("\u2028", "\x85", "\xa0x", "x\xa0", "\ufeff", "😀", "\x07", "\ud800", "a\rb"),
]
LINES = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "", "  ", "  ", "    ", " ", "\t"]),
    st.sampled_from(["", "", "", "- ", "-   ", "-", "- - "]),
    st.sampled_from(["", *(f"{key}:{gap}" for key in KEYS for gap in (" ", "  ", ""))]),
    st.sampled_from(SCALARS),
    st.sampled_from(["", "", "", "  ", " # x", "#x"]),
)
PAIRS = st.builds(
    "{0}{1}:\n{2}ru: {3}\n{2}en: {4}{5}".format,
    st.sampled_from(["", "  ", "- "]),
    st.sampled_from(KEYS),
    st.sampled_from(["", "  ", "    "]),
    st.sampled_from(SCALARS),
    st.sampled_from(SCALARS),
    st.sampled_from(["", "\n  kk: x", "\n    kk: x", "\n\n    x", " # x"]),
)
PLAIN = st.builds(
    "{}{}{}: {}".format,
    st.sampled_from(["", "", "", "", "  ", "    "]),
    st.sampled_from(["", "", "", "- "]),
    st.sampled_from("abcdefgh"),
    st.sampled_from(["", "x", "x # y", "'x'", '"a: b"', "[x, 'y']", "{a: x}"]),
)
LONE = st.sampled_from(["", "# x", "a:", "- a:", "- x", "  - x", "b:\n  ru: x\n  en: 'y: z'"])
TEXTS = (st.lists(PLAIN, max_size=5) | st.lists(PLAIN | LINES | PAIRS | LONE, max_size=7)).map(
    "\n".join
)


def told(node: Node | None) -> Any:
    """Return all that a node says, and where."""
    if node is None:
        return None
    key = node.key and (node.key.line, node.key.column, node.key.text)
    said = node.kind, node.line, node.column, node.text, node.quoted, node.flow, key
    keys = {name: told(one) for name, one in node.keys.items()}
    items = {name: told(one) for name, one in node.items.items()}
    return said, keys, list(keys), items, list(items), list(map(told, node.elements))


def slowly(document: Document) -> Any:
    """Return what the parser of all YAML reads, or nothing where it finds a problem."""
    problems: list[Any] = []
    try:
        root = parsed(document, problems, document.text, 1)
    except (PackError, yaml.YAMLError, UnicodeEncodeError):
        return None
    return None if problems else told(root)


@given(TEXTS.flatmap(lambda text: st.sampled_from([text, f"{text}\n", f"{text}\n\n  \n"])))
def test_what_is_read_quickly_is_what_is_read(text: str) -> None:
    document = Document("a.yaml", text)
    quickly = read_blocks(document, text, 1, MAX_DEPTH)
    assert quickly is None or told(quickly) == slowly(document)


def test_packs_are_read_alike_and_most_of_them_quickly() -> None:
    quickly = 0
    for path in FILES:
        text = path.read_text("utf-8")
        document = Document(path.name, text)
        root = read_blocks(document, text, 1, MAX_DEPTH)
        assert root is None or told(root) == slowly(document), path
        quickly += root is not None
    assert quickly > 0.8 * len(FILES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  b: x # c\n\n# d\nc: 'y'\n", {"a": {"b": "x"}, "c": "y"}),
        ("a:\n- x\n- b: y\n  c: z\nd: w", {"a": ["x", {"b": "y", "c": "z"}], "d": "w"}),
        ("a:\n  - - x\n", None),
        ("a:\n  -\n", None),
        ("- x\n- [y, 'z']\n- {a: x}", ["x", ["y", "z"], {"a": "x"}]),
        ("- {a: x, a: y}", None),
        ("a: {a: x, a: y}", None),
        ("a: x\na: y", None),
        ("a:\nb: x", None),
        ("a: x\n  y", None),
        ("a: x\n - y", None),
        ("a: x\n- y", None),
        ("- x\na: y", None),
        ("a:", None),
        ("", None),
        ("x", None),
        ('a: "b \\" \\\\ c"', {"a": 'b " \\ c'}),
        ("a:\n  ru: x\n  en: 'y'\nb: z", {"a": {"ru": "x", "en": "y"}, "b": "z"}),
        ("a:\n  ru: x\n  en: y\n  kk: z", {"a": {"ru": "x", "en": "y", "kk": "z"}}),
        ("- a:\n  ru: x\n  en: y", None),
        ("a:\n  b:\n    c:\n      d: x", {"a": {"b": {"c": {"d": "x"}}}}),
        ("a:\n  b:\n    c:\n      d:\n        e: x", None),
        ("a:\n  b:\n    c:\n      - - x", None),
        ("a:\n  b:\n    c:\n      - x", {"a": {"b": {"c": ["x"]}}}),
        ("a:\n  b:\n    c:\n      - d: x", None),
    ],
)
def test_what_is_read_quickly(text: str, expected: Any) -> None:
    document = Document("a.yaml", text)
    root = read_blocks(document, text, 1, 5)
    assert (root and plain(root)) == expected
    assert root is None or told(root) == slowly(document)


def test_texts_are_made_into_nodes_when_they_are_asked() -> None:
    text = "a:\n  ru: 'x'\n  en: y\n"
    root = read_blocks(Document("a.yaml", text), text, 5, MAX_DEPTH)
    assert root is not None
    texts = root.items["a"]
    assert isinstance(texts, Texts)
    assert texts.said == ("x", "y")
    assert texts.span.line == 5
    assert list(texts.keys) == ["ru", "en"]
    assert [(one.line, one.column, one.quoted) for one in texts.items.values()] == [
        (6, 7, True),
        (7, 7, False),
    ]
    assert plain(pickle.loads(pickle.dumps(texts))) == {"ru": "x", "en": "y"}
    assert not hasattr(texts, "other")
