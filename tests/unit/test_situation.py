"""What a caller says about a person, checked once."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from invented import program
from socrules.problems import SituationError
from socrules.situation import not_given, situation
from socrules.source import read
from socrules.values import UNKNOWN, Money

PROGRAM = program()


def faults(facts: Any) -> list[str]:
    with pytest.raises(SituationError) as caught:
        situation(PROGRAM, facts)
    return [item.kind for item in caught.value.problems]


def test_a_situation_is_a_mapping_of_what_users_see() -> None:
    facts: dict[str, object] = {
        "alone": True,
        "age": 70,
        "income": "28450.00",
        "area": "32,5",
        "born": "1954-10-01",
        "heard": "2024-10-01T12:30",
        "dwelling": "own",
    }
    checked = situation(PROGRAM, facts)
    assert dict(checked) == {
        "alone": True,
        "age": 70,
        "income": Money("28450.00"),
        "area": Decimal("32.50"),
        "born": datetime.date(1954, 10, 1),
        "heard": datetime.datetime(2024, 10, 1, 12, 30),
        "dwelling": "own",
    }
    assert len(checked) == len(facts)
    assert checked.program is PROGRAM
    assert "Money('28450.00')" in repr(checked)
    assert situation(PROGRAM, checked) is checked
    assert dict(situation(PROGRAM, dict(checked))) == dict(checked)
    assert dict(situation(program(), checked)) == dict(checked)


@pytest.mark.parametrize("value", [None, UNKNOWN, read("a: ", "a").items["a"]])
def test_what_is_not_given_is_unknown(value: object) -> None:
    assert dict(situation(PROGRAM, {"age": value})) == {}
    assert not_given(value)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([("age", 5)], ["facts-not-mapping"]),
        ({"agee": 5}, ["unknown-fact"]),
        ({5: 5}, ["unknown-fact"]),
        ({"age": "x", "income": 5, "alone": 1}, ["not-an-integer", "bare-sum", "not-a-truth"]),
        ({"age": 131}, ["out-of-bounds"]),
        ({"age": 10**5000}, ["out-of-bounds"]),
        ({"income": "-1.00"}, ["out-of-bounds"]),
        ({"income": 0.5}, ["bare-sum"]),
        ({"income": "x"}, ["not-a-sum"]),
        ({"born": 5}, ["not-a-fact-date"]),
        ({"born": "1800-01-01"}, ["out-of-bounds"]),
        ({"heard": "x"}, ["not-a-moment"]),
        ({"area": []}, ["not-a-quantity"]),
        ({"dwelling": "owm"}, ["not-an-option"]),
    ],
)
def test_faults(facts: Any, expected: list[str]) -> None:
    assert faults(facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("income: 28450.00", Money("28450.00")),
        ("income: '28450'", Money("28450.00")),
        ("income: 28450 ₽", Money("28450.00")),
        ("age: '70'", 70),
        ("alone: да", True),
        ("born: 1954-10-01", datetime.date(1954, 10, 1)),
    ],
)
def test_facts_of_a_file(text: str, expected: object) -> None:
    nodes = read(text, "facts.yaml").items
    assert list(situation(PROGRAM, nodes).values()) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("income: 28450", "bare-sum"),
        ("income: 28450.5", "bare-sum"),
        ("income: [1]", "not-a-sum"),
        ("age: {a: 1}", "not-an-integer"),
        ("agee: 1", "unknown-fact"),
    ],
)
def test_faults_of_a_file_have_their_place(text: str, expected: str) -> None:
    with pytest.raises(SituationError) as caught:
        situation(PROGRAM, read(text, "facts.yaml").items)
    (found,) = caught.value.problems
    assert found.kind == expected
    assert found.span is not None
    assert found.span.place == f"facts.yaml:1:{text.index(':') + 3}"
