"""What an answer does as an object: its truth, how it shows itself, its many reasons."""

import pytest

import socrules
from invented import checked, faults, write
from socrules.problems import SituationError

DECISIONS = """
decisions:
  older:
    title:
      ru: Старше предела
      en: Older than the limit
    type: bool
    rules:
      age:
        cite: "2"
        value: age > 17
"""


@pytest.fixture
def pack(tmp_path):
    return socrules.load(write(tmp_path / "region" / "act", DECISIONS), on="2024-10-01")


@pytest.mark.parametrize(("age", "truth"), [(18, True), (17, False)])
def test_a_known_answer_of_yes_or_no_has_a_truth(pack, age, truth):
    assert bool(pack.decide("older", {"age": age})) is truth


@pytest.mark.parametrize(("decision", "facts"), [("older", {}), ("capped", {"income": "1.00"})])
def test_no_other_answer_has_a_truth(pack, decision, facts):
    with pytest.raises(SituationError, match=r"read `\.value` and `\.status`"):
        bool(pack.decide(decision, facts))


def test_an_answer_shows_itself(pack):
    assert repr(pack.decide("older", {"age": 18})) == "<Decision older: known True ['2']>"
    assert repr(pack.decide("older", {})) == "<Decision older: unknown []>"


MARK = """
  mark_{0}:
    title:
      ru: Признак
      en: Mark
    type: bool
    question:
      ru: Есть ли признак?
      en: Is there the mark?
    answered_by: applicant"""
RULES = """
      with_{0}:
        cite: "2"
        when: mark_{0}
        value: 0
      without_{0}:
        cite: "2"
        when: not mark_{0}
        value: 0"""
GRANT = """
decisions:
  grant:
    title:
      ru: Выплата
      en: Grant
    type: money
    otherwise:
      value: 0
      cite: "2"
    rules:"""


def test_reasons_are_given_where_cases_are_too_many_to_part_them(tmp_path):
    facts = "facts:" + "".join(MARK.format(index) for index in range(9))
    rules = "".join(RULES.format(index) for index in range(9))
    folder = write(tmp_path / "region" / "act", facts + GRANT + rules + "\n")
    answer = socrules.load(folder, on="2024-10-01").decide("grant", {})
    assert answer.status == "known"
    assert {clause for reason in answer.reasons for clause in reason.clauses} == {"2"}


WEEKEND = """
decisions:
  weekend:
    title:
      ru: Родился в выходной
      en: Born on a weekend
    type: bool
    rules:
      day:
        cite: "2"
        value: weekday(born) = 6 or weekday(born) = 7
"""


def test_days_of_the_week_compared_twice_are_entangled():
    assert checked(WEEKEND) == ["entangled"]
    assert faults(WEEKEND) == []
