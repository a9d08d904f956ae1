"""Two versions of a pack: what is proved the same, what differs and where, with a witness."""

from __future__ import annotations

import sys
from pathlib import Path
from unittest import mock

import pytest

import courts
import socrules
from socrules import cases
from socrules.backends import prover
from socrules.comparing import Diff
from socrules.parse import parse_pack
from socrules.problems import PackError, SocrulesError
from socrules.telling import Teller, example
from socrules.witness import Answered, expected, fewest
from versions_of import Edited


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return Edited(tmp_path)


def verdicts(diff: Diff) -> dict[str, tuple[str, str, str]]:
    return {one.decision: (one.verdict, one.how, one.direction) for one in diff.changes}


def replay(edited: Edited, text: str) -> list[bool]:
    """Return whether a ready example case passes before and after."""
    passed = []
    for folder in (edited.before, edited.after):
        path = folder / "ready.cases.yaml"
        path.write_text("cases:\n" + text, encoding="utf-8")
        found = cases.read_examples([(path, path.name)])
        assert not found.problems
        outcomes = cases.run_cases(parse_pack(folder, "region/act"), found.cases)
        passed.append(all(outcome.passed for outcome in outcomes))
        path.unlink()
    return passed


def test_a_pack_is_no_different_from_itself(edited: Edited) -> None:
    diff = edited.diff()
    assert diff.same
    assert diff.step == "none"
    assert diff.pack == "region/act"


def test_order_comments_and_layout_change_nothing(edited: Edited) -> None:
    edited.edit(
        (
            "when: alone and income <= 100.00",
            """when:
          all:
            - income <= 100.00
            - when: alone
              cite: {act: family-code, clause: "1"}""",
        ),
        ("duties:", "# a comment\nduties:"),
        (
            "      first:\n        ru: первое\n      second:\n        ru: второе\n",
            "      second:\n        ru: второе\n      first:\n        ru: первое\n",
        ),
    )
    diff = edited.diff()
    assert not diff.changes
    assert [change.place for change in diff.entries] == [
        "decisions/entitled/rules/living_alone/when"
    ]
    assert diff.step == "patch"
    assert set(diff.unchanged) == {"made_the_same"}


def test_a_flipped_comparison_is_found_where_it_matters(edited: Edited) -> None:
    edited.edit(("when: age < grown", "when: age <= grown"))
    diff = edited.diff()
    assert verdicts(diff) == {
        "entitled": ("changed", "solver", "stricter"),
        "amount": ("changed", "solver", ""),
    }
    [entitled, amount] = diff.changes
    assert entitled.regions == ({"alone": 2, "age": (18, 18), "income": (0, 10000)},)
    assert entitled.whole
    assert not entitled.one_day
    assert entitled.witness is not None
    assert entitled.witness.facts == {"alone": True, "age": 18, "income": socrules.Money("0.00")}
    assert entitled.witness.before is not None
    assert entitled.witness.after is not None
    assert (entitled.witness.before.value, entitled.witness.after.value) == (True, False)
    assert (entitled.witness.before.clauses, entitled.witness.after.clauses) == (("2",), ("2(а)",))
    assert (entitled.through, amount.through) == ((), ("entitled",))
    assert amount.witness is not None
    assert amount.witness.after is not None
    assert amount.witness.after.status == "not_stated"
    for one in diff.changes:
        assert one.witness is not None
        assert replay(edited, example(one, one.witness)) == [False, True]
    assert diff.step == "major"
    assert diff.uncovered() == diff.changes


def test_what_is_written_otherwise_and_means_the_same_is_proved(edited: Edited) -> None:
    edited.edit(("when: age < grown", "when: not (age >= grown or age > 50)"))
    diff = edited.diff()
    assert not diff.changes
    assert diff.unchanged["solver"] == 2
    assert diff.step == "patch"


def test_a_higher_amount_and_the_example_that_shows_it(edited: Edited) -> None:
    edited.edit(("50 %", "51 %"))
    diff = edited.diff()
    assert verdicts(diff) == {"amount": ("changed", "solver", "higher")}
    assert [(one.id, one.decision) for one in diff.cases] == [("alone_at_twenty", "amount")]
    assert diff.uncovered() == ()
    edited.edit(("51 %", "49 %"))
    assert verdicts(edited.diff()) == {"amount": ("changed", "solver", "lower")}


def test_a_wider_condition_is_looser_and_a_wider_duty_stricter(edited: Edited) -> None:
    edited.edit(("income <= 100.00", "income <= 100.01"), ("when: alone\n", "when: age < 99\n"))
    found = verdicts(edited.diff())
    assert found["entitled"] == ("changed", "solver", "looser")
    assert found["answer_those_alone"] == ("changed", "solver", "")
    edited.edit(("when: age < 99\n", "when: alone or age < 99\n"))
    assert verdicts(edited.diff())["answer_those_alone"][2] == "stricter"


def test_another_period_of_a_duty_is_another_meaning(edited: Edited) -> None:
    edited.edit(
        ("within: 5 days", "within: 6 days"), ("who: ministry\n    when", "who: body\n    when")
    )
    diff = edited.diff()
    assert verdicts(diff) == {
        "answer_in_time": ("changed", "norm", ""),
        "answer_those_alone": ("changed", "norm", ""),
    }
    always, alone = diff.changes
    assert [(one.key, one.before, one.after) for one in alone.norm] == [
        ("who", "ministry", "body"),
        ("within", "5 days", "6 days"),
    ]
    assert always.witness is not None
    assert always.witness.facts == {}
    assert alone.witness is not None
    assert alone.witness.facts == {"alone": True}
    for one in diff.changes:
        assert one.witness is not None
        assert replay(edited, example(one, one.witness)) == [False, True]


def test_a_period_that_is_no_longer_stated(edited: Edited) -> None:
    edited.edit(("    after: asked\n    within: 5 days\n", "    after: asked\n"))
    [one] = edited.diff().changes
    assert [(norm.key, norm.before, norm.after) for norm in one.norm] == [("within", "5 days", "")]
    assert one.witness is not None
    assert replay(edited, example(one, one.witness)) == [False, True]


def test_a_norm_that_never_stands_has_no_witness(edited: Edited) -> None:
    for side in ("before", "after"):
        edited.edit(("    when: alone\n", "    when: age > 130\n"), side=side)
    edited.edit(("when: age > 130\n    within: 5 days", "when: age > 130\n    within: 6 days"))
    [one] = edited.diff().changes
    assert (one.how, one.witness) == ("norm", None)


def test_a_norm_and_its_condition_change_together(edited: Edited) -> None:
    edited.edit(("    when: alone\n    within: 5 days", "    when: not alone\n    within: 6 days"))
    [one] = edited.diff().changes
    assert (one.how, [norm.key for norm in one.norm]) == ("solver", ["within"])


def test_a_renumbered_clause_changes_no_meaning(edited: Edited) -> None:
    edited.edit(('cite: "2(а)"', 'cite: "2"'))
    diff = edited.diff()
    assert not diff.changes
    assert [(one.place, one.kind, one.before, one.after) for one in diff.entries] == [
        ("decisions/entitled/rules/young/cite", "clause", "2(а)", "2")
    ]
    assert diff.step == "patch"


def test_keys_inside_an_entry_are_told_one_by_one(edited: Edited) -> None:
    edited.edit(('      value: false\n      cite: "1"', '      value: false\n      cite: "2"'))
    assert [(one.place, one.kind) for one in edited.diff().entries] == [
        ("decisions/entitled/otherwise/cite", "clause")
    ]
    for side in ("before", "after"):
        text = '    versions:\n      - {value: "18", cite: "2"}\n'
        edited.edit(('    value: "18"\n    cite: "2"\n', text), side=side)
    edited.edit(('{value: "18"', '{value: "19"'))
    assert "parameters/grown/versions/0/value" in {one.place for one in edited.diff().entries}


def test_new_and_lost_decisions(edited: Edited) -> None:
    edited.edit(("  home:", "  house:"))
    diff = edited.diff()
    assert verdicts(diff) == {"house": ("added", "entry", ""), "home": ("removed", "entry", "")}
    assert diff.step == "major"
    edited.edit(("  home:", "  house:"), side="before")
    edited.edit(("  amount:", "  sum:\n    title:\n      ru: Сумма\n    type: money\n  amount:"))
    assert edited.diff().step == "minor"


def test_another_type_cannot_be_compared(edited: Edited) -> None:
    edited.edit(
        ("    type: money\n", "    type: integer\n"), ("round_down(income * 50 %, kopeck)", "3")
    )
    assert verdicts(edited.diff()) == {"amount": ("changed", "types", "")}


def test_a_fact_of_another_type_cannot_be_compared(edited: Edited) -> None:
    edited.edit(("type: quantity\n    unit: м²", "type: quantity\n    unit: км"), file="facts.yaml")
    for side in ("before", "after"):
        edited.edit(("    when: alone\n", "    when: area > 3\n"), side=side)
    assert verdicts(edited.diff()) == {"answer_those_alone": ("changed", "types", "")}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("    min: 0\n    max: 130", "    min: 0\n    max: 120", True),
        ("    min: 0\n    max: 500", "    min: 600\n    max: 700", False),
        ("      own:\n        ru: свое\n        en: own\n", "", True),
    ],
)
def test_only_what_both_versions_can_be_asked_counts(
    edited: Edited, old: str, new: str, same: bool
) -> None:
    for side in ("before", "after"):
        edited.edit(("    when: alone\n", "    when: area > 3 or alone\n"), side=side)
        if not new:
            edited.edit(("when: dwelling = own", "when: dwelling = rented"), side=side)
    edited.edit((old, new), file="facts.yaml")
    found = edited.diff()
    assert [one.how for one in found.changes] == ([] if same else ["types"])
    assert found.entries


def test_members_of_a_choice_for_which_it_differs_are_told_together(edited: Edited) -> None:
    for side in ("before", "after"):
        edited.edit(
            ("      rented:", "      hostel:\n        ru: общежитие\n      rented:"),
            file="facts.yaml",
            side=side,
        )
        edited.edit(("    when: alone\n", "    when: dwelling = own\n"), side=side)
    edited.edit(
        ("    when: dwelling = own\n    within", "    when: alone or dwelling = own\n    within")
    )
    [one] = edited.diff().changes
    assert one.regions == ({"alone": 2, "dwelling": frozenset({"hostel", "rented"})},)


def test_a_fact_only_one_version_knows(edited: Edited) -> None:
    fact = """facts:
  poor:
    title:
      ru: Беден
    type: bool
    question:
      ru: Беден?
    answered_by: applicant
"""
    edited.edit(
        ("parameters:", fact + "parameters:"), ("when: alone and", "when: poor and alone and")
    )
    one = edited.changes()["entitled"]
    assert one.witness is not None
    assert one.witness.facts["poor"] is False
    assert one.direction == "stricter"


def test_what_depends_on_how_a_fact_is_derived(edited: Edited) -> None:
    edited.edit(("years_between(born, day)", "years_between(born, day - 1 day)"), file="facts.yaml")
    found = edited.changes()
    assert set(found) == {"grown_age", "entitled", "amount"}
    assert all(one.one_day for one in found.values())
    witness = found["entitled"].witness
    assert witness is not None
    assert "born" in witness.facts
    assert "age" not in witness.facts


def test_a_fact_and_what_it_is_derived_from_both_matter(edited: Edited) -> None:
    for side in ("before", "after"):
        edited.edit(("    when: alone\n", "    when: age < 18 and born > 2000-01-01\n"), side=side)
    edited.edit(("age < 18 and", "age <= 18 and"))
    [one] = edited.diff().changes
    assert (one.how, one.one_day) == ("solver", True)
    assert one.witness is not None
    assert set(one.witness.facts) == {"born"}


def test_a_reading_beside_ours_is_compared_too(edited: Edited) -> None:
    reading = """        reading: rounding
        by_reading:
          down: round_down(income, kopeck)
          up: round_up(income, kopeck)
"""
    for side in ("before", "after"):
        edited.edit(("        value: round_down(income * 50 %, kopeck)\n", reading), side=side)
    edited.edit(("up: round_up(income, kopeck)", "up: round_up(income * 51 %, kopeck)"))
    diff = edited.diff()
    assert [dict(period.readings) for period in diff.periods] == [{}, {"rounding": "up"}]
    [(period, one)] = diff.dated
    assert period.readings == {"rounding": "up"}
    assert one.witness is not None
    assert one.witness.readings == {"rounding": "up"}
    assert replay(edited, example(one, one.witness)) == [False, True]


def test_versions_in_time_are_compared_on_every_day_of_change(edited: Edited) -> None:
    old = '    value: "18"\n    cite: "2"\n'
    new = """    versions:
      - {value: "18", cite: "2"}
      - {value: "21", cite: "2", from: 2025-01-01}
"""
    edited.edit((old, new))
    diff = edited.diff()
    assert "parameters/grown/versions" in {one.place for one in diff.entries}
    assert [str(period.first) for period in diff.periods] == ["2024-01-01", "2025-01-01"]
    assert {str(period.first) for period, _ in diff.dated} == {"2025-01-01"}
    then, now = f"{edited.after}@2024-06-01", f"{edited.after}@2025-06-01"
    assert {one.decision for one in socrules.diff(then, now).changes} == {"entitled", "amount"}
    assert socrules.diff(then, str(edited.before)).changes == ()
    assert socrules.diff(edited.before, then).changes == ()


def test_an_entry_that_says_nothing_on_a_day_is_not_there_that_day(edited: Edited) -> None:
    edited.edit(('        cite: "2(а)"\n', '        cite: "2(а)"\n        from: 2025-01-01\n'))
    diff = socrules.diff(f"{edited.after}@2024-06-01", f"{edited.after}@2025-06-01")
    assert {one.decision for one in diff.changes} == {"entitled", "amount"}
    assert ("decisions/entitled/rules/young", "added") in {
        (one.place, one.kind) for one in diff.entries
    }


def test_an_act_that_is_not_in_force_answers_nothing(edited: Edited) -> None:
    edited.edit(("from: 2024-01-01", "from: 2024-03-01"), file="pack.yaml")
    diff = edited.diff()
    assert [(one.decision, one.how, one.direction) for one in diff.changes] == [
        ("", "effect", "stricter")
    ]
    [(period, one)] = diff.dated
    assert (str(period.first), str(period.last)) == ("2024-01-01", "2024-02-29")
    assert one.witness is not None
    assert one.witness.after is not None
    assert one.witness.after.status == "not_applicable"
    back = socrules.diff(edited.after, edited.before)
    assert [one.direction for one in back.changes] == ["looser"]


def test_clauses_moved_changed_new_and_gone(edited: Edited) -> None:
    for side in ("before", "after"):
        prints = [("label: п. 1 Порядка", "label: п. 1 Порядка\n    fingerprint: aaa")]
        edited.edit(*prints, file="clauses.yaml", side=side)
    edited.edit(
        ('"1":\n    label: п. 1', '"4":\n    label: п. 1'),
        ("label: п. 2 ", "fingerprint: bbb\n    label: п. 2 "),
        ("Кому больше", "Кто получает больше"),
        ('  "3":', '  "5":'),
        file="clauses.yaml",
    )
    edited.edit(('cite: "1"', 'cite: "4"'))
    edited.edit(('cite: "1"', 'cite: "4"'), file="facts.yaml")
    diff = edited.diff()
    assert not diff.changes
    found = {(one.kind, one.clause, one.after) for one in diff.clauses}
    assert found == {
        ("renumbered", "1", "4"),
        ("text", "2", "bbb"),
        ("title", "2(а)", "Кто получает больше / Who gets more"),
        ("added", "5", "п. 3 Порядка"),
        ("removed", "3", ""),
    }
    entries = {one.clause: one.entries for one in diff.clauses}
    assert "duties/answer_in_time" in entries["1"]
    assert "decisions/entitled" in entries["2"]


def test_a_population_is_answered_before_and_after(edited: Edited) -> None:
    edited.edit(("50 %", "51 %"))
    people = [
        {"alone": True, "age": 30, "income": "100.00"},
        {"alone": False, "age": 30, "income": "100.00"},
        {"alone": True, "age": 30, "income": "7"},
        {"nobody": 1},
    ]
    diff = edited.diff(population=people)
    assert [(one.id, one.decision) for one in diff.population] == [("1", "amount"), ("3", "amount")]


def test_people_whom_only_one_version_can_answer_count(edited: Edited) -> None:
    edited.edit(("    max: 130", "    max: 120"), file="facts.yaml")
    edited.edit(("50 %", "51 %"))
    people = [{"alone": True, "age": 125, "income": "10.00"}]
    [one] = edited.diff(population=people).population
    assert one.before is not None
    assert one.after is None


def test_examples_that_one_version_cannot_be_asked_are_told(edited: Edited) -> None:
    edited.edit(("50 %", "51 %"))
    edited.edit(
        ('income: "100.00"', 'income: "100.00"\n      readings_lost: true'), file="given.cases.yaml"
    )
    assert edited.diff().cases == ()
    edited.edit(("\n      readings_lost: true", ""), file="given.cases.yaml")
    edited.edit(
        ("    given:", "    readings:\n      lost: yes\n    given:"), file="given.cases.yaml"
    )
    assert edited.diff().cases == ()
    assert edited.diff().uncovered()


TIMED = """cases:
  missed:
    title:
      ru: Опоздали
    date: 2026-06-09
    given: {road: desk}
    events: [{date: 2026-06-01, event: taken}]
    expect:
      decide: {dates: 2026-06-08, states: missed}
      filing: {value: taken}
  untimed:
    title:
      ru: Обязанность есть
    date: 2026-06-09
    given: {road: desk}
    events: [{date: 2026-06-01, event: taken}]
    expect:
      decide: true
"""


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "within: 5 working days",
            "within: 7 working days",
            ["missed: Опоздали", "decide", "да (п. 1 Порядка)", "2026-06-08", "2026-06-10", "идет"],
        ),
        (
            "desk: {event: taken, cite",
            "desk: {event: decided, cite",
            ["decide", "2026-06-08", "просрочено", "последний день: нет; состояние: предстоит"],
        ),
    ],
)
def test_what_an_amendment_makes_of_the_events_of_an_example(
    tmp_path: Path, before: str, after: str, shown: list[str]
) -> None:
    folders = [courts.write(tmp_path / side / "region" / "act") for side in ("before", "after")]
    for folder in folders:
        (folder / "one.cases.yaml").write_text(TIMED, "utf-8")
    [entries] = [path for path in folders[1].glob("*.yaml") if before in path.read_text("utf-8")]
    entries.write_text(entries.read_text("utf-8").replace(before, after), "utf-8")
    diff = socrules.diff(*folders)
    timed = [one for one in diff.cases if one.decision == "decide" and one.id == "missed"]
    text = " ".join(Teller(diff, "ru").outcome(timed[0]))
    assert [word for word in shown if word not in text] == []


# --- where the solver cannot tell ---


@pytest.fixture
def undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prover, "can", mock.Mock(side_effect=prover.UndecidedError))


@pytest.mark.usefixtures("undecided")
def test_all_regions_of_the_facts_are_tried(edited: Edited) -> None:
    edited.edit(("when: age < grown", "when: age <= grown"))
    found = edited.changes()
    assert (found["entitled"].verdict, found["entitled"].how) == ("changed", "regions")
    assert found["entitled"].witness is not None
    assert found["entitled"].witness.facts["age"] == 18
    assert (found["amount"].verdict, found["amount"].how) == ("changed", "search")
    edited.edit(("when: age <= grown", "when: not (age >= grown or age > 50)"))
    diff = edited.diff()
    assert {one.decision: one.verdict for one in diff.changes} == {"amount": "not_proved"}
    assert diff.unchanged["regions"] == 1
    assert diff.step == "major"


@pytest.mark.usefixtures("undecided")
def test_a_choice_and_a_date_are_gone_through(edited: Edited) -> None:
    edited.edit(("born > 2000-01-01", "born > 2000-01-02"))
    assert edited.changes()["home"].how == "regions"


@pytest.mark.usefixtures("undecided")
def test_where_there_are_too_many_some_are_searched(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socrules.searching.MAX_SITUATIONS", 3)
    edited.edit(("when: age < grown", "when: age <= grown"))
    assert edited.changes()["entitled"].how == "search"


@pytest.mark.usefixtures("undecided")
def test_a_norm_whose_place_the_solver_cannot_find_has_no_witness(edited: Edited) -> None:
    edited.edit(("when: alone\n    within: 5 days", "when: alone\n    within: 6 days"))
    [one] = edited.diff().changes
    assert (one.how, one.witness) == ("norm", None)


def test_a_solver_that_gives_up_is_undecided() -> None:
    import z3

    solver = mock.Mock()
    solver.check.return_value = z3.unknown
    with pytest.raises(prover.UndecidedError):
        prover.can(solver)


def test_examples_of_the_solver_that_do_not_come_true_prove_nothing(
    edited: Edited, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited.edit(("when: age < grown", "when: age <= grown"))
    monkeypatch.setattr("socrules.versions.Versions.differ", lambda *_: False)
    assert {one.verdict for one in edited.diff().changes} == {"not_proved"}


LOOSE = """
  length:
    title:
      ru: Длина
    type: integer
    rules:
      known:
        cite: "1"
        when: alone
        value: age
  long:
    title:
      ru: Длинно
    type: bool
    rules:
      enough:
        cite: "1"
        when: length > 10
        value: true
    otherwise:
      value: false
      cite: "1"
"""


def test_a_decision_that_rests_on_a_number_without_a_value(edited: Edited) -> None:
    for side in ("before", "after"):
        edited.edit(("duties:", f"{LOOSE.lstrip(chr(10))}duties:"), side=side)
    edited.edit(("when: length > 10", "when: length > 11"))
    one = edited.changes()["long"]
    assert (one.verdict, one.how, one.regions, one.direction) == ("changed", "solver", (), "")
    assert one.witness is not None
    assert one.witness.facts["age"] == 11


# --- a witness as an example case ---


def test_as_few_facts_as_still_hold() -> None:
    assert fewest({"a": 1, "b": 2, "c": 3}, lambda facts: "b" in facts) == {"b": 2}


def test_what_a_norm_says_is_written_by_the_shape_of_its_key() -> None:
    norm = {
        "who": "body; ministry",
        "within": "5 days",
        "extended_by": "at_most: 5 days; from: start",
        "how": "письменно; in writing",
    }
    assert expected(Answered("not_stated", None, (), norm)) == {
        "status": "not_stated",
        "who": ["body", "ministry"],
        "within": "5 days",
        "extended_by": {"at_most": "5 days", "from": "start"},
        "how": "письменно",
    }


# --- what cannot be compared ---


def test_a_missing_library_is_named(edited: Edited, monkeypatch: pytest.MonkeyPatch) -> None:
    edited.edit(("50 %", "51 %"))
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(SocrulesError, match="z3"):
        edited.diff()


def test_a_pack_that_cannot_be_linked_is_an_error(edited: Edited) -> None:
    edited.edit(("when: dwelling = own", "when: dwelling = lost"))
    with pytest.raises(PackError):
        edited.diff()
