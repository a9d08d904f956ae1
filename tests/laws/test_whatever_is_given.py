"""Whatever is given, the outcome is an answer or a `SocrulesError`, never another exception."""

from __future__ import annotations

import datetime
import tempfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import socrules
from checkout import ROOT
from invented import BASE, DAY, contents, program, write
from socrules import expressions
from socrules.checking import check
from socrules.keys import SECTIONS
from socrules.link import link
from socrules.parse import parse_pack, parse_section
from socrules.problems import Document, SocrulesError, Span, render
from socrules.shapes import Reading
from socrules.source import read
from socrules.values import Type

FILES = {path.name: path.read_text("utf-8") for path in BASE.glob("*.yaml")}
NORMS = (ROOT / "tests" / "data" / "norms.yaml").read_text("utf-8")
PACK = contents()
PROGRAM = program()

# Words that packs are made of, so that what is made up gets further than the first character.
WORDS = sorted(
    {word for text in FILES.values() for word in text.replace(":", " : ").split()}
    | {*"{}[],&*!|>-?#%@`'\"", "- ", ": ", "\n", "\n  ", "\n    ", "~", "<<", "---", "...", "\t"}
    | {"versions", "by_reading", "otherwise", "unless", "exception_to", "at_least", "of", "cases"}
)
TOKENS = sorted(
    {*expressions.FUNCTIONS, "and", "or", "not", "in", "true", "day", "days", "months", "years"}
    | {*"<>=()[],+-*/%", "<=", "!=", "==", "0", "1", "2.50", "99999999999999999999", "2024-10-01"}
    | {"alone", "age", "income", "area", "born", "heard", "dwelling", "own", "cap_share", "kopeck"}
    | {"capped", "grown_age", "family-code", "я", "²", "documents.complete"}
)
LEAVES = st.sampled_from([token for token in TOKENS if token[0].isalnum()]) | st.sampled_from(
    ["75 %", "3 months", "dwelling = own", "dwelling in [own, rented]", "age > 18", "income", "age"]
)
CALLS = st.sampled_from(["min({}, {})", "max({}, {})", "round_down({}, kopeck)", "({})", "-{}"])
JOINED = st.sampled_from([" and ", " or ", " + ", " - ", " * ", " < ", " >= ", " = ", " in "])
EXPRESSIONS = st.lists(st.sampled_from(TOKENS), max_size=14).map(" ".join) | st.recursive(
    LEAVES,
    lambda inner: (
        st.builds("{}{}{}".format, inner, JOINED, inner)
        | st.builds(lambda call, one, two: call.format(one, two), CALLS, inner, inner)
        | st.builds("not {}".format, inner)
    ),
    max_leaves=6,
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=9)
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=3)
    | st.sampled_from(
        ["70", "28450.00", "own", "да", "2024-10-01", "2024-10-01T12:30", Decimal(5)]
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=3,
)


def hashable(value: object) -> bool:
    """Say whether a value may be a key."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def said(error: SocrulesError) -> None:
    """Say what is wrong in both languages, which must not fail either."""
    assert error.problems
    for item in error.problems:
        assert render(item, "ru") != render(item, "en")


@given(
    st.binary(max_size=60) | st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_a_file(data: bytes | str) -> None:
    try:
        read(data, "a.yaml")
    except SocrulesError as error:
        said(error)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_entries(text: str) -> None:
    reading = Reading()
    with suppress(SocrulesError):
        parse_section(reading, read(text, "a.yaml"), [*SECTIONS])
    if reading.problems:
        said(socrules.PackError(reading.problems))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_pack_that_was_damaged(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    text = FILES[name]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(st.sampled_from(["", *WORDS])) + text[end:]
    with tempfile.TemporaryDirectory() as folder:
        pack = parse_pack(write(Path(folder) / "region" / "act", files={name: text}))
    found = check(pack)
    if found:
        said(socrules.PackError(found))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_norms_that_were_damaged(data: st.DataObject) -> None:
    lines = NORMS.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["", "repeat", "key", "value"]))
        key, colon, value = lines[at].partition(":")
        word = data.draw(st.sampled_from(["null", "[]", "{}", "a", "''", "5", "x-note", "own"]))
        indent = len(key) - len(key.lstrip())
        lines[at : at + 1] = {
            "": [],
            "repeat": [lines[at], data.draw(st.sampled_from(lines))],
            "key": [f"{key[:indent]}{word}{colon}{value}"],
            "value": [f"{key}: {word}"],
        }[change]
    pack = contents("\n".join(lines))
    found = check(pack)
    if found:
        said(socrules.PackError(found))
    else:
        linked = socrules.Pack(link(pack, DAY))
        assert all(answer.status for answer in linked.decide(linked.decisions, {}).values())


def test_norms_that_were_not() -> None:
    assert not check(contents(NORMS))


@given(EXPRESSIONS | st.text(max_size=30))
@settings(max_examples=500, deadline=None)
def test_an_expression(text: str) -> None:
    try:
        expressions.parse(text, Span(Document("a.yaml", text), 1, 1))
    except SocrulesError as error:
        said(error)


@given(
    EXPRESSIONS,
    EXPRESSIONS,
    st.sampled_from(["bool", "integer", "money", "quantity", "date", "choice"]),
    st.dictionaries(
        st.sampled_from(["alone", "age", "income", "dwelling"]),
        st.sampled_from([True, 70, "100.00", "own"]),
    ),
)
@settings(max_examples=400, deadline=None)
def test_a_rule(when: str, value: str, of: str, facts: dict[str, Any]) -> None:
    text = (
        "decisions:\n  made_up:\n    title:\n      ru: Решение\n"
        f"    type: {of}\n    unit: м²\n    decimals: 2\n    rules:\n      one:\n"
        f'        cite: \'2\'\n        when: "{when}"\n        value: "{value}"\n'
    )
    reading = Reading()
    made = parse_section(reading, read(text, "a.yaml"), ["decisions"])
    sections = {**PACK.sections, "decisions": PACK.entries("decisions") | made["decisions"]}
    pack = attrs.evolve(PACK, sections=sections, problems=tuple(reading.problems))
    try:
        answer = socrules.Pack(link(pack, DAY)).decide("made_up", facts)
        assert answer.explain("ru")
        assert answer.possible or answer.possible_statuses
    except SocrulesError as error:
        said(error)


@given(st.dictionaries(st.sampled_from([*PROGRAM.facts, "more"]) | VALUES.filter(hashable), VALUES))
@settings(max_examples=400, deadline=None)
def test_facts(facts: Any) -> None:
    pack = socrules.Pack(PROGRAM)
    try:
        for decision in pack.decisions:
            assert pack.decide(decision, facts).status
    except SocrulesError as error:
        said(error)


@given(VALUES)
def test_whatever_stands_in_place_of_facts(facts: Any) -> None:
    with suppress(SocrulesError):
        socrules.Pack(PROGRAM).situation(facts)


@given(VALUES, st.integers(0, 9))
@settings(max_examples=300)
def test_a_value(value: Any, decimals: int) -> None:
    with suppress(SocrulesError):
        socrules.Money(value)
    for of in ("bool", "integer", "money", "quantity", "date", "moment", "choice"):
        with suppress(SocrulesError, ValueError):
            kind = Type(of, decimals=decimals, options=("own",))
            kind.show(kind.inward(value), "ru")


@given(VALUES)
def test_a_day(day: Any) -> None:
    with suppress(SocrulesError):
        assert isinstance(socrules.library.to_day(day), datetime.date)
