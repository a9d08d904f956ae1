"""What is proved of a pack, what is found wrong with it, and what is not cried about."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

import socrules
from socrules import cases, verifying
from socrules.backends import prover
from socrules.parse import parse_pack
from socrules.verifying import Finding, example, verify
from versions_of import Edited

INVARIANTS = """
invariants:
  at_most_half:
    title:
      ru: Не больше половины дохода
      en: At most half of the income
    cite: "2"
    holds: amount <= income * 50 %
  born_before:
    title:
      ru: Родился не позже
    cite: "2"
    holds: born <= 2100-01-01
duties:"""


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    found = Edited(tmp_path)
    found.edit(("\nduties:", INVARIANTS))
    return found


def found(edited: Edited) -> dict[str, str]:
    return {one.name: one.kind for one in findings(edited) if one.kind not in ("gap", "proved")}


def findings(edited: Edited) -> list[Finding]:
    return verify(parse_pack(edited.after, "region/act"))


def replays(edited: Edited, finding: Finding) -> bool:
    path = edited.after / "ready.cases.yaml"
    path.write_text("cases:\n" + example(finding), encoding="utf-8")
    read = cases.read_examples([(path, path.name)])
    assert not read.problems
    outcomes = cases.run_cases(parse_pack(edited.after, "region/act"), read.cases)
    path.unlink()
    return len(outcomes) == 1 and all(outcome.passed for outcome in outcomes)


def test_what_holds_is_proved_and_the_rest_is_silence(edited: Edited) -> None:
    kinds = {one.name: one.kind for one in findings(edited)}
    assert kinds == {
        "amount": "gap",
        "home": "gap",
        "at_most_half": "proved",
        "born_before": "proved",
    }
    gaps = [one for one in findings(edited) if one.kind == "gap"]
    assert {one.decision for one in gaps} == {"amount", "home"}
    assert all(replays(edited, one) for one in gaps)


def test_rules_that_disagree_are_told_once_with_a_case(edited: Edited) -> None:
    edited.edit(("        exception_to: living_alone\n", ""))
    [one] = [one for one in findings(edited) if one.kind == "conflict"]
    assert one.decision == "entitled"
    assert one.witness is not None
    assert {*one.witness.facts} == {"alone", "age", "income"}
    assert replays(edited, one)


def test_rules_that_never_apply(edited: Edited) -> None:
    edited.edit(
        ("when: age < grown", "when: age < 0"),
        ("when: dwelling = own", "when: income > 9999999.99"),
    )
    assert found(edited) == {"entitled/young": "unreachable", "home/owned": "unreachable"}


def test_a_rule_swallowed_by_its_exception(edited: Edited) -> None:
    edited.edit(("when: age < grown", "when: alone"))
    assert found(edited) == {
        "entitled/living_alone": "swallowed",
        "amount/half": "unreachable",
    }
    edited.edit(("        when: alone\n        value: false", "        value: false"))
    assert found(edited) == {
        "entitled/living_alone": "swallowed",
        "amount/half": "unreachable",
    }


def test_a_rule_that_another_reading_reaches_is_left_alone(edited: Edited) -> None:
    text = """  strict:
    title:
      ru: Строго
    type: bool
    rules:
      one:
        cite: "1"
        reading: rounding
        by_reading:
          down: false
          up: alone
  amount:"""
    edited.edit(
        (
            "  amount:",
            text,
        ),
        ("when: age < grown", "when: strict"),
    )
    assert found(edited) == {}
    edited.edit(("up: alone", "up: false"))
    assert found(edited) == {"entitled/young": "unreachable"}


def test_a_rule_that_an_item_of_another_reading_does_not_reach_is_told(edited: Edited) -> None:
    edited.edit(
        (
            "when: age < grown",
            "when:\n          all:\n            - when: age < 0\n              reading: rounding",
        )
    )
    assert found(edited) == {"entitled/young": "unreachable"}


def test_a_rule_that_applies_on_other_days_is_left_alone(edited: Edited) -> None:
    old = '    value: "18"\n    cite: "2"\n'
    new = """    versions:
      - {value: "0", cite: "2"}
      - {value: "18", cite: "2", from: 2025-01-01}
"""
    edited.edit((old, new))
    assert found(edited) == {}
    edited.edit(('value: "18"', 'value: "0"'))
    assert found(edited) == {"entitled/young": "unreachable"}


def test_a_broken_invariant_is_shown(edited: Edited) -> None:
    edited.edit(
        ("round_down(income * 50 %", "round_up(income * 50 %"), ("born <= 2100", "born <= 2099")
    )
    broken = [one for one in findings(edited) if one.kind == "refuted"]
    assert [one.decision for one in broken] == ["at_most_half", "born_before"]
    first, second = broken
    assert first.witness is not None
    assert first.witness.after is not None
    income = first.witness.facts["income"]
    assert first.witness.after.value * 2 > income
    assert replays(edited, first)
    assert example(second) == ""


def test_what_is_presumed_is_presumed(edited: Edited) -> None:
    edited.edit(("status:", 'presumes: {alone: "1"}\nstatus:'), file="pack.yaml")
    edited.edit(("    when: alone\n", "    when: not alone\n"))
    assert found(edited) == {"answer_those_alone/stands": "unreachable"}


def test_a_solver_that_gives_up_finds_nothing(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited.edit(
        ("        exception_to: living_alone\n", ""), ("when: dwelling = own", "when: income < 0")
    )
    monkeypatch.setattr(prover, "can", mock.Mock(side_effect=prover.UndecidedError))
    assert found(edited) == {"at_most_half": "open", "born_before": "open"}


def test_a_witness_that_does_not_come_true_is_none(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited.edit(("        exception_to: living_alone\n", ""))
    monkeypatch.setattr("socrules.versions.Versions.answers", lambda *_: (None, None))
    assert found(edited) == {}


@pytest.mark.parametrize("name", sorted(socrules.packs()))
def test_packs_have_nothing_wrong_and_their_laws_are_proved(name: str) -> None:
    listed = verify(socrules.library.contents(name))
    assert not [one.name for one in listed if one.kind in verifying.FAILING]
    laws = {one.name for one in listed if one.kind == "proved"}
    assert laws == {*socrules.load(name, on="2026-10-01").program.invariants}


def test_the_fee_never_exceeds_the_cap() -> None:
    listed = verify(socrules.library.contents("luhansk/stationary-services"))
    assert {one.name for one in listed if one.kind == "proved"} == {"fee_within_cap"}
