"""Reading entries by the table of keys: every shape, and what is wrong with it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from socrules.keys import SECTIONS
from socrules.model import Citation, Text
from socrules.parse import parse_section
from socrules.problems import Document
from socrules.shapes import Reading
from socrules.source import parsed, read

CITED = Citation("1", "")


def shaped(shape: str, text: str) -> tuple[Any, list[str]]:
    """Return what a shape makes of `text`, and the kinds of problems it found."""
    reading = Reading()
    value = reading.shape(shape, read(f"key: {text}", "a.yaml").items["key"])
    return value, [item.kind for item in reading.problems]


@pytest.mark.parametrize(
    ("shape", "text", "expected"),
    [
        ("text", " a b ", "a b"),
        ("text", "007", "007"),
        ("bool", "true", True),
        ("bool", "FALSE", False),
        ("bool", "'no'", False),
        ("bool", "yes", True),
        ("number", "12", 12),
        ("digit", "2", 2),
        ("day", "2024-07-03", datetime.date(2024, 7, 3)),
        ("day", "in_force", "in_force"),
        ("day", "unknown", "unknown"),
        ("id", "income", "income"),
        ("ids", "income", ("income",)),
        ("ids", "[income, age]", ("income", "age")),
        ("ids", "[]", ()),
        ("clause_ids", "['1', '8(а)']", ("1", "8(а)")),
        ("pack", "region/act-2", "region/act-2"),
        ("choices", "{a: b}", {"a": "b"}),
        ("citations", "'1'", (CITED,)),
        ("citations", "['1', {act: x, clause: п. 5}]", (CITED, Citation("п. 5", "x"))),
        ("citations_by", "'1'", (CITED,)),
        ("citations_by", "{act: x, clause: п. 5}", (Citation("п. 5", "x"),)),
        ("citations_by", "{home: '1', away: '1'}", {"home": (CITED,), "away": (CITED,)}),
        ("presumptions", "{alone: '1'}", {"alone": (CITED,)}),
        ("period", "15 days", "15 days"),
        ("period", "not_stated", "not_stated"),
        ("frequency", "once in 3 years", "once in 3 years"),
        ("enum:a|b", "b", "b"),
        ("bilingual", "\n  ru: да\n  en: yes", Text("да", "yes")),
        ("bilingual", "\n  ru: да", Text("да")),
        ("options", "\n  a:\n    ru: да", {"a": Text("да")}),
    ],
)
def test_values(shape: str, text: str, expected: object) -> None:
    assert shaped(shape, text) == (expected, [])


@pytest.mark.parametrize(
    ("shape", "text", "expected"),
    [
        ("text", "", "empty-text"),
        ("text", "null", "empty-text"),
        ("text", "' '", "empty-text"),
        ("text", "[a]", "expected-scalar"),
        ("bool", "maybe", "unknown-word"),
        ("bool", "", "empty-text"),
        ("number", "-1", "not-a-number"),
        ("number", "1234567890", "not-a-number"),
        ("number", "[1]", "expected-scalar"),
        ("digit", "10", "unknown-word"),
        ("day", "2024-13-01", "not-a-date"),
        ("day", "soon", "not-a-date"),
        ("day", "[soon]", "expected-scalar"),
        ("literal", "{a: 1}", "expected-scalar"),
        ("literal", "[[1]]", "expected-scalar"),
        ("literals", "[[1]]", "expected-scalar"),
        ("ids", "['']", "empty-text"),
        ("clause_ids", "4.1", "unquoted-id"),
        ("clause_ids", "[[a]]", "expected-scalar"),
        ("clause_ids", "'8(a)'", "latin-letter"),
        ("pack", "Region/act", "bad-pack-id"),
        ("pack", "[]", "expected-scalar"),
        ("choices", "[a]", "expected-mapping"),
        ("choices", "{a: []}", "expected-scalar"),
        ("facts", "[a]", "expected-mapping"),
        ("bilingual", "да", "expected-mapping"),
        ("bilingual", "{ru: да}", "prose-in-braces"),
        ("bilingual", "\n  en: yes", "missing-russian"),
        ("bilingual", "\n  ru:", "empty-text"),
        ("bilingual", "\n  ru: да\n  de: ja", "unknown-key"),
        ("options", "[a]", "expected-mapping"),
        ("options", "{}", "expected-mapping"),
        ("options", "\n  a: да", "expected-mapping"),
        ("citations", "[]", "empty-list"),
        ("citations", "[[a]]", "expected-scalar"),
        ("citations", "4.1", "unquoted-id"),
        ("citations", "{act: x}", "bad-citation"),
        ("citations", "{act: x, clauze: п. 1}", "unknown-key"),
        ("citations", "{act: x, clause: 4.10}", "unquoted-id"),
        ("citations", "{act: '', clause: п. 1}", "empty-text"),
        ("citations", "{act: x, clause: []}", "expected-scalar"),
        ("citations_by", "{}", "expected-mapping"),
        ("presumptions", "[a]", "expected-mapping"),
        ("period", "5 рабчих дней", "period-unknown"),
        ("frequency", "sometimes", "period-unknown"),
        ("period", "", "empty-text"),
        ("frequency", "", "empty-text"),
        ("amounts", "[a]", "expected-mapping"),
        ("amount", "[a]", "expected-scalar"),
        ("amount", "'('", "unexpected-end"),
        ("condition", "[a]", "expected-scalar"),
        ("condition", "{}", "bad-condition"),
        ("condition", "{all: [a], any: [b]}", "bad-condition"),
        ("condition", "{at_least: 1}", "bad-condition"),
        ("condition", "{at_least: x, of: [a]}", "not-a-number"),
        ("condition", "{at_least: 1, of: a}", "expected-sequence"),
        ("condition", "{all: a}", "expected-sequence"),
        ("condition", "{all: []}", "empty-list"),
        ("condition", "{all: ['(']}", "unexpected-end"),
        ("condition", "{all: [{when: '('}]}", "unexpected-end"),
        ("condition", "{all: [{when: a, wehn: b}]}", "unknown-key"),
        ("enum:a|b", "c", "unknown-word"),
        ("enum:a|b", "[a]", "expected-scalar"),
        ("entry:unless", "a", "expected-mapping"),
        ("entry:unless", "{}", "expected-mapping"),
        ("entry:unless", "{cite: '1'}", "missing-key"),
        ("entries:rules", "[a]", "expected-mapping"),
        ("entries:rules", "{правило: {value: 0}}", "bad-id"),
        ("entries:rules", "{a: {value: 0, versions: a}}", "expected-sequence"),
        ("entries:rules", "{a: {value: 0, versions: [a]}}", "expected-mapping"),
        ("entries:rules", "{a: {versions: [{title: b}]}}", "unknown-key"),
        ("entries:unless", "{a: {when: b, versions: []}}", "unknown-key"),
        ("entries:expectations", "{a: }", "empty-text"),
    ],
)
def test_faults(shape: str, text: str, expected: str) -> None:
    assert shaped(shape, text)[1] == [expected]


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    value, found = shaped("entry:unless", "{wehn: a}")
    assert found == ["unknown-key"]
    assert (value.when, "when" in value.values) == (None, True)


def test_own_keys_begin_with_x() -> None:
    assert shaped("entry:unless", "{when: a, x-note: b}")[1] == []


def test_wordings_share_what_they_do_not_change() -> None:
    text = "{a: {cite: '1', versions: [{value: 0}, {value: a, cite: '2', from: 2025-01-01}]}}"
    rules, found = shaped("entries:rules", text)
    one, two = rules["a"].versions
    assert not found
    assert [version.cite[0].clause for version in (one, two)] == ["1", "2"]
    assert one.place("cite").column < one.place("value").column < two.place("cite").column
    assert one.place("unless") == one.span


def test_given_facts_stay_as_they_are_written() -> None:
    value, found = shaped("facts", "{age: 5, held: [a]}")
    assert ([*value], found) == (["age", "held"], [])
    assert shaped("facts", "{}") == ({}, [])


def test_items_keep_what_stands_beside_their_condition() -> None:
    text = (
        "{any: [{when: a, cite: '1', title: {ru: x}, examples: b, open: {ru: x}, reading: c}, d]}"
    )
    _, found = shaped("condition", text)
    assert found == ["prose-in-braces", "prose-in-braces"]
    value, found = shaped("condition", "{any: [{when: a, cite: '1', examples: b, reading: c}, d]}")
    assert not found
    item, other = value.args
    assert (item.item.cite, item.item.examples, item.item.reading) == ((CITED,), ("b",), "c")
    assert other.item is None


def test_expectations_may_be_values() -> None:
    value, found = shaped("entries:expectations", "{fee: 5, free: {status: unknown}}")
    assert (value["fee"].value.text, value["free"].status, found) == ("5", "unknown", [])


def test_sections() -> None:
    reading = Reading()
    root = read("x-note: a\nfcats: {rooms: {}}\nother: a\n", "a.yaml")
    assert parse_section(reading, root, [*SECTIONS]) == {}
    assert [item.kind for item in reading.problems] == ["unknown-section", "unknown-section"]
    assert reading.lost == {"rooms"}
    assert parse_section(reading, read("a", "a.yaml"), [*SECTIONS]) == {}


def test_entries_say_what_their_keys_hold() -> None:
    value, _ = shaped("entry:unless", "{when: a}")
    assert value.cite is None
    with pytest.raises(AttributeError):
        value.__wrapped__  # noqa: B018
    assert Text("да").say("en") == Text("да", "yes").say("ru") == "да"
    assert Text("да", "yes").say("en") == "yes"


@pytest.mark.parametrize("ru", ["а", "'а'", '" а "', "null", "~", "'null'", "''", "' '"])
@pytest.mark.parametrize("en", ["a", "~", "''", "'~'"])
def test_texts_on_lines_of_their_own_are_read_as_any_other(ru: str, en: str) -> None:
    text = f"key:\n  ru: {ru}\n  en: {en}\n"
    found = []
    for root in (read(text, "a.yaml"), parsed(Document("a.yaml", text), [], text, 1)):
        assert root is not None
        reading = Reading()
        found.append((reading.shape("bilingual", root.items["key"]), reading.problems))
    quickly, slowly = found
    assert quickly[0] == slowly[0]
    assert [str(one) for one in quickly[1]] == [str(one) for one in slowly[1]]
