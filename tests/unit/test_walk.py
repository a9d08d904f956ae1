"""Walking through what a pack says."""

from __future__ import annotations

import datetime

from invented import BASE, contents, decision
from socrules.walk import all_entries, citations, days_of_change, first_day, items, unaccounted

PACK = (BASE / "pack.yaml").read_text("utf-8")


def days(entries: str, effect: str = "from: 2024-01-01") -> list[str]:
    pack = contents(entries, {"pack.yaml": PACK.replace("from: 2024-01-01", effect)})
    return [day.isoformat() for day in days_of_change(pack)]


def test_days_of_change() -> None:
    rules = decision("from: 2024-07-01; to: 2024-12-31; value: 0", "from: 2020-01-01; value: 0")
    assert days(rules) == ["2024-01-01", "2024-07-01", "2025-01-01"]
    assert days("") == ["2024-01-01"]
    assert days("", "not_before: 2024-02-02\n  from: unknown") == ["2024-02-02"]
    assert days("", "from: unknown") == ["0001-01-01"]


def test_a_pack_without_effect_begins_with_time() -> None:
    pack = contents(files={"pack.yaml": "format: 1\n"})
    assert first_day(pack) == datetime.date.min


def test_entries_are_all_found() -> None:
    pack = contents(decision("value: 0; unless: {when: alone, cite: '1'}"))
    kinds = {entry.kind for entry in all_entries(pack)}
    assert {"pack", "act", "effect", "clauses", "rules", "unless", "readings"} <= kinds


def test_clauses_that_nothing_accounts_for() -> None:
    assert unaccounted(contents()) == []
    bare = {"facts.yaml": (BASE / "facts.yaml").read_text("utf-8").replace('see: "2(а)"', "")}
    assert unaccounted(contents(files=bare)) == ["2(а)"]
    cited = decision("when: {any: [{when: alone, cite: '2(а)'}]}; value: 0")
    assert unaccounted(contents(cited, bare)) == []
    other = decision("value: 0").replace('"2"', '{act: family-code, clause: "2(а)"}')
    assert unaccounted(contents(other, bare)) == ["2(а)"]


def test_citations_are_found_wherever_they_stand() -> None:
    before = len(list(citations(contents())))
    rule = (
        "when: {any: [{when: alone, cite: '1'}]}; see: ['1', '2']; "
        "unless: {when: alone, cite: '1'}; value: 0"
    )
    text = decision(rule).replace("    rules:", "    presumes: {alone: '1'}\n    rules:")
    assert len(list(citations(contents(text)))) == before + 6


def test_items() -> None:
    pack = contents(decision("when: {all: [{when: {any: [{when: alone}]}}]}; value: 0"))
    rule = pack.entries("decisions")["benefit"].rules["rule_0"]
    assert len(list(items(rule))) == 2
