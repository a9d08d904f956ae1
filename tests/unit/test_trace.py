"""Traces: stable ids, and what each step came to."""

from __future__ import annotations

import invented
import socrules

DECISIONS = """
decisions:
  benefit:
    title:
      ru: Пособие
    type: money
    rules:
      usual:
        cite: "2"
        value: capped
      more:
        cite: "2(а)"
        exception_to: usual
        scope: not alone
        when:
          at_least: 2
          of:
            - when: age < 18
              cite: "2(а)"
            - dwelling = rented
            - none: [area > 20, income > 0.00]
        unless:
          when: age > 100
        value: 200.00
    otherwise:
      value: 0
      cite: "2"
"""


def steps(tmp_path, facts):
    folder = invented.write(tmp_path / "act", DECISIONS)
    answer = socrules.load(folder, on="2024-10-01").decide("benefit", facts)
    return {step.id.removeprefix("decisions/benefit/"): step for step in answer.trace.walk()}


def test_every_step_is_walked_once_by_a_stable_id(tmp_path):
    found = steps(tmp_path, {})
    assert next(iter(found)) == "decisions/benefit"
    assert set(found) > {
        "rules/usual",
        "rules/usual/value",
        "rules/usual/more",
        "rules/usual/more/scope",
        "rules/usual/more/when/0",
        "rules/usual/more/unless",
        "otherwise",
    }
    assert list(steps(tmp_path, {"age": 9})) == list(steps(tmp_path, {"age": 90}))


def test_a_rule_gives(tmp_path):
    found = steps(tmp_path, {"alone": True, "income": "10.00"})
    assert found["rules/usual"].state == "gives"
    assert found["rules/usual/more"].state == "fails"
    assert found["rules/usual/more/scope"].state == "no"
    assert found["otherwise"].state == "fails"


def test_a_rule_gives_way(tmp_path):
    facts = {"alone": False, "age": 10, "dwelling": "rented"}
    found = steps(tmp_path, facts)
    assert found["rules/usual"].state == "displaced"
    assert found["rules/usual/more"].state == "gives"
    assert [found[f"rules/usual/more/when/{n}"].state for n in range(3)] == ["yes", "yes", "open"]


def test_a_rule_may_give(tmp_path):
    found = steps(tmp_path, {"alone": False, "age": 10})
    assert found["rules/usual"].state == "may-give"
    assert found["rules/usual/more"].state == "may-give"
    assert found["rules/usual/more/unless"].state == "no"


def test_a_fact_named_twice_is_one_step(tmp_path):
    text = invented.decision("when: age > 1 and age < 9; value: min(income, income + 1.00)")
    folder = invented.write(tmp_path / "act", text)
    answer = socrules.load(folder, on="2024-10-01").decide("benefit", {"age": 5})
    ids = [step.id for step in answer.trace.walk()]
    assert len(ids) == len(set(ids))
