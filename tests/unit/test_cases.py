"""Example cases: what they may expect, and what is said where it is not so."""

from __future__ import annotations

import pytest

import drafts
import socrules
from socrules.cases import read_cases, run_cases, without_case
from socrules.library import contents
from socrules.problems import render

DECISIONS = """
decisions:
  benefit:
    title:
      ru: Пособие
    type: money
    cite: "1"
    rules:
      paid:
        cite: "2"
        when: alone
        value: min(income, 100.00)
        reading: rounding
  kind:
    title:
      ru: Жилье
    type: choice
    options:
      own:
        ru: свое
      rented:
        ru: съемное
    rules:
      same:
        cite: "2(а)"
        when: dwelling = own
        value: own
"""
CASE = """
cases:
  one:
    title:
      ru: Пример
    date: 2024-10-01
    given: {given}
    expect:
      {expect}
"""


def outcome(tmp_path, given="{}", expect="benefit: 1.00", more=""):
    folder = drafts.write(tmp_path / "act", DECISIONS)
    text = CASE.format(given=given, expect=expect) + more
    (folder / "one.cases.yaml").write_text(text, "utf-8")
    [found] = run_cases(contents(folder), read_cases(folder, "act"))
    return found


def said(tmp_path, **words):
    return [render(item, "en").splitlines()[0] for item in outcome(tmp_path, **words).problems]


PASSING = {
    "a value": ('{alone: true, income: "50.00"}', 'benefit: "50.00"'),
    "a member of a choice": ("{dwelling: own}", "kind: own"),
    "a status": ("{alone: false}", "benefit: {status: not_stated}"),
    "clauses looked at": ("{alone: false}", 'benefit: {status: not_stated, clauses: ["1"]}'),
    "a range": ("{alone: true}", 'benefit: {status: unknown, possible: ["0.00..100.00"]}'),
    "needs": ("{alone: true}", "benefit: {status: unknown, needs: [income]}"),
    "readings": (
        '{alone: true, income: "5.00"}',
        'benefit: {value: "5.00", readings: rounding, notes: draft}',
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_holds(name, tmp_path):
    given, expect = PASSING[name]
    found = outcome(tmp_path, given, expect)
    assert found.passed, [render(item, "en") for item in found.problems]
    assert len(found.answers) == 1


FAILING = {
    "another value": (
        '{alone: true, income: "50.00"}',
        'benefit: "51.00"',
        "case-differs: `benefit`: `value` was expected to be 51.00 and is 50.00 (п. 2 Порядка)",
    ),
    "no value": (
        "{alone: false}",
        'benefit: "51.00"',
        "case-differs: `benefit`: `value` was expected to be 51.00 and is not_stated (п. 1",
    ),
    "missing facts": (
        "{alone: true}",
        'benefit: "51.00"',
        "case-differs: `benefit`: `value` was expected to be 51.00 and is unknown (income) (—)",
    ),
    "other clauses": (
        "{dwelling: own}",
        'kind: {value: own, clauses: ["2"]}',
        "case-differs: `kind`: `clauses` was expected to be 2 and is 2(а) (пп. а",
    ),
    "no notes": (
        "{dwelling: own}",
        "kind: {value: own, notes: not-in-force}",
        "case-differs: `kind`: `notes` was expected to be not-in-force and is draft (пп. а",
    ),
    "nothing expected": ("{}", "kind: {x-why: none}", "case-expects-nothing: "),
    "no such value": ("{}", "kind: owned", "bad-literal: "),
    "no such sum": ("{}", "benefit: much", "bad-literal: "),
    "no such decision": ("{}", "benefits: 1", "unknown-decision: "),
    "no such fact": ("{lone: true}", "kind: own", "unknown-fact: "),
}


@pytest.mark.parametrize("name", FAILING)
def test_what_does_not_hold(name, tmp_path):
    given, expect, text = FAILING[name]
    first = said(tmp_path, given=given, expect=expect)[0]
    place, _, rest = first.partition(": ")
    assert place.startswith("act/one.cases.yaml:")
    assert rest.startswith(text)


def test_a_reading_is_switched_and_linked_once(tmp_path):
    more = """    readings:
      rounding: sideways
"""
    [text] = said(tmp_path, expect="kind: own", more=more)
    assert "sideways" in text


def test_cases_that_cannot_be_read(tmp_path):
    folder = drafts.write(tmp_path / "act", DECISIONS)
    text = CASE.format(given="{}", expect="kind: own")
    for name in ("one", "two"):
        (folder / f"{name}.cases.yaml").write_text(text, "utf-8")
    (folder / "three.cases.yaml").write_text("cases: [", "utf-8")
    with pytest.raises(socrules.PackError) as caught:
        read_cases(folder, "act")
    assert [item.kind for item in caught.value.problems] == ["not-yaml", "duplicate-entry"]


def test_clauses_without_a_case(tmp_path):
    found = outcome(tmp_path, "{dwelling: own}", "kind: own")
    assert without_case(contents(tmp_path / "act"), [found]) == ("1", "2")


def test_a_truth_value_and_two_cases_of_one_day(tmp_path):
    more = """
decisions:
  lone:
    title:
      ru: Живет один
    type: bool
    rules:
      so:
        cite: "2"
        when: alone
        value: true
"""
    folder = drafts.write(tmp_path / "act", DECISIONS, {"more.yaml": more})
    cases = CASE.format(given="{alone: true}", expect="lone: false")
    second = CASE.format(given="{alone: true}", expect="lone: true").replace("cases:\n", "")
    text = cases + second.replace("  one:", "  two:")
    (folder / "one.cases.yaml").write_text(text, "utf-8")
    outcomes = run_cases(contents(folder), read_cases(folder, "act"))
    assert [found.passed for found in outcomes] == [False, True]
    assert "expected to be false and is true" in render(outcomes[0].problems[0], "en")
