"""Reading YAML into nodes: text scalars with places, and what may not be written."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from socrules.problems import PackError, SocrulesError
from socrules.source import (
    MAX_BYTES,
    Node,
    latin_in_cyrillic,
    plain,
    read,
    read_file,
    scan,
)


def fault(data: bytes | str) -> tuple[str, str]:
    with pytest.raises(PackError) as caught:
        read(data, "a.yaml")
    (found,) = caught.value.problems
    assert found.span is not None
    return found.kind, found.span.place


def test_scalars_are_text() -> None:
    root = read("no: 12:30\nid: 007\nquoted: '5'\n", "a.yaml")
    assert {name: node.text for name, node in root.items.items()} == {
        "no": "12:30",
        "id": "007",
        "quoted": "5",
    }
    assert [node.quoted for node in root.items.values()] == [False, False, True]


def test_places_are_those_of_the_file() -> None:
    root = read("a:\n  - {b: 'ц'}\n  - - x\n", "a.yaml")
    assert root.span.place == "a.yaml:1:1"
    listed = root.items["a"]
    assert listed.span.place == "a.yaml:1:1"
    assert (listed.elements[0].span.place, listed.elements[0].flow) == ("a.yaml:2:5", True)
    inner = listed.elements[0].items["b"]
    assert (inner.span.place, inner.span.length) == ("a.yaml:2:9", 3)
    assert listed.elements[1].span.place == "a.yaml:3:5"
    assert listed.each() == listed.elements
    assert inner.each() == [inner]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1", {"a": 1}),
        ("[1.5, -2, 1e3, .5, '1']", [1.5, -2, 1000.0, ".5", "1"]),
        ("[true, False, yes, null, ~, '', 'null']", [True, False, "yes", None, None, "", "null"]),
        ("[2024-10-01, 12:30, 0x10]", ["2024-10-01", "12:30", "0x10"]),
        ("a:", {"a": None}),
    ],
)
def test_plain_data(text: str, expected: object) -> None:
    assert plain(read(text, "a.yaml")) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("empty-file", "a.yaml")),
        (b"--- # nothing\n...\n", None),
        (b"a: \xff", ("not-utf8", "a.yaml:1:4")),
        ("я: ".encode() + b"\xff", ("not-utf8", "a.yaml:1:4")),
        (b"a: [1", ("not-yaml", "a.yaml:1:6")),
        ("a: \x07", ("not-yaml", "a.yaml:1:4")),
        ("a\nя: \x07", ("not-yaml", "a.yaml:2:4")),
        ("a: \ud800", ("not-yaml", "a.yaml:1:4")),
        ("a: b: c", ("prose-unquoted", "a.yaml:1:5")),
        ("a: 1\n---\nb: 2", ("several-documents", "a.yaml:2:1")),
        ("a: &x 1", ("yaml-alias", "a.yaml:1:4")),
        ("a: *x", ("yaml-alias", "a.yaml:1:4")),
        ("[a]: 1", ("key-not-text", "a.yaml:1:1")),
        ("a: !!str 1", ("yaml-tag", "a.yaml:1:4")),
        ("a: 1\na: 2", ("duplicate-key", "a.yaml:2:1")),
        ("[" * 60, ("deep-nesting", "a.yaml:1:41")),
        (b"x" * (MAX_BYTES + 1), ("huge-file", "a.yaml")),
    ],
)
def test_faults(data: bytes | str, expected: tuple[str, str] | None) -> None:
    if expected is None:
        assert plain(read(data, "a.yaml")) is None
    else:
        assert fault(data) == expected


def test_a_byte_order_mark_is_no_text() -> None:
    assert plain(read(b"\xef\xbb\xbfa: 1", "a.yaml")) == {"a": 1}


def test_an_anchor_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert fault(bomb) == ("yaml-alias", "a.yaml:1:4")


def test_the_first_of_two_keys_counts_and_reading_goes_on() -> None:
    root, problems = scan("a: 1\na: 2\na: 3\nb: !x 4\n", "a.yaml")
    assert plain(root) == {"a": 1, "b": 4}
    assert [item.kind for item in problems] == ["duplicate-key", "duplicate-key", "yaml-tag"]


def test_an_error_of_the_parser_keeps_what_was_found_before() -> None:
    with pytest.raises(PackError) as caught:
        read("a: !x 1\nb: [", "a.yaml")
    assert [item.kind for item in caught.value.problems] == ["yaml-tag", "not-yaml"]


def test_a_parser_error_without_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise yaml.MarkedYAMLError

    monkeypatch.setattr("socrules.source.parsed", fail)
    assert fault("a: !x 1") == ("not-yaml", "a.yaml")


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    assert plain(read_file(path)) == {"a": 1}
    assert read_file(path).document.name == str(path)
    assert read_file(path, "b").document.name == "b"
    for unreadable, kind in (
        (tmp_path / "no.yaml", "no-such-file"),
        (tmp_path, "unreadable-file"),
        (Path("a\0b"), "unreadable-file"),
        (Path("a" * 5000), "unreadable-file"),
    ):
        with pytest.raises(SocrulesError) as caught:
            read_file(unreadable)
        assert [item.kind for item in caught.value.problems] == [kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8(а)", None),
        ("4.2/abz1#period", None),
        ("R.3.4", None),
        ("annex/II.1/b1", None),
        ("8(a)", (2, "a", "а")),
        ("8(b)", None),
        ("пункт c", None),
        ("пунkт", (3, "k", "к")),
        ("Zпункт", None),
    ],
)
def test_latin_letters(text: str, expected: tuple[int, str, str] | None) -> None:
    assert latin_in_cyrillic(text) == expected


def test_a_node_says_whether_it_is_empty() -> None:
    root = read("a: ~\nb: '~'\nc: []\n", "a.yaml")
    assert [node.empty for node in root.items.values()] == [True, False, False]
    assert isinstance(root, Node)
