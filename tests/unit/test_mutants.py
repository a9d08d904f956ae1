"""Slips tried on example cases: who notices, what case would, and what changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

import courts
import drafts
from socrules.backends import prover
from socrules.case_text import cases_text
from socrules.cases import read_cases, read_examples, run_cases
from socrules.drafting import draft, expected, given, minimal
from socrules.library import contents, load
from socrules.model import Contents
from socrules.mutants import Trials
from socrules.mutations import dropped_entries, mutations
from socrules.pack import Pack
from socrules.survivors import Finding, Search, comparing

ENTRIES = """
actors:
  body:
    title:
      ru: Орган
  person:
    title:
      ru: Заявитель
decisions:
  benefit:
    title:
      ru: Пособие
    type: money
    cite: "1"
    rules:
      usual:
        cite: "2"
        when: income <= limit
        value: 100.00
        reading: rounding
      higher:
        cite: "2(а)"
        exception_to: usual
        when: age >= 18
        reading: rounding
        by_reading: {down: 300.00, up: 301.00}
  paid:
    title:
      ru: Выплачивается
    type: bool
    rules:
      so: {cite: "2", when: benefit > 0, value: true}
  twice:
    title:
      ru: Дважды
    type: bool
    rules:
      so: {cite: "2", when: alone and alone, value: true}
  kind:
    title:
      ru: Вид
    type: bool
    rules:
      so: {cite: "2", when: dwelling = own, value: true}
parameters:
  limit:
    title:
      ru: Предел
    type: money
    value: "5000.00"
    cite: "2"
duties:
  pay:
    title:
      ru: Выплатить
    cite: "2"
    when: paid
    who: [body]
    whom: [person]
    within: 5 working days
    reading: rounding
    by_reading:
      up: {within: 8 working days}
checklists:
  papers:
    title:
      ru: Бумаги
    kind: documents
    cite: "1"
    items:
      bill:
        title:
          ru: Счёт
        cite: "2"
        when: alone
"""
CASES = """
cases:
  low:
    title:
      ru: Доход мал
    date: 2024-10-01
    given: {age: "10", income: "100.00", alone: true}
    expect:
      benefit:
        value: "100.00"
        clauses: ["2"]
      paid: true
      pay:
        value: true
        who: body
        within: 5 working days
      papers: {items: [bill]}
  grown:
    title:
      ru: Взрослый, другой способ
    date: 2024-10-01
    given: {age: "18", income: "5000.00"}
    readings: {rounding: up}
    expect:
      benefit: {value: "301.00", clauses: "2(а)"}
      twice: {status: unknown, needs: alone}
      kind: {status: unknown}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = drafts.write(tmp_path_factory.mktemp("packs") / "region" / "act", ENTRIES)
    (folder / "a.cases.yaml").write_text(CASES, "utf-8")
    return folder


@pytest.fixture(scope="module")
def pack(folder: Path) -> Contents:
    return contents(folder)


@pytest.fixture(scope="module")
def trials(pack: Contents, folder: Path) -> Trials:
    return Trials(pack, read_cases(folder, "region/act"))


@pytest.fixture(scope="module")
def verdicts(trials: Trials, pack: Contents) -> dict[str, Any]:
    return {one.mutation.id: one for one in trials.verdicts(mutations(pack))}


def found(verdicts: dict[str, Any], place: str, slip: str) -> Any:
    [one] = [
        verdict
        for name, verdict in verdicts.items()
        if f"{place}:" in name and name.endswith(f" {slip}")
    ]
    return one


def test_the_cases_pass_without_a_slip(trials: Trials) -> None:
    assert not trials.failing()


@pytest.mark.parametrize(
    ("place", "slip", "state"),
    [
        ("usual/value", "100.00 → 100.01", "killed"),
        ("higher/when", ">= → >", "killed"),
        ("higher/when", "18 → 17", "survived"),
        ("higher/cite", "2(а) → 1", "killed"),
        ("exception_to", "exception_to → ", "killed"),
        ("by_reading/up", "301.00 → 301.01", "killed"),
        ("by_reading/down", "300.00 → 300.01", "survived"),
        ("parameters/limit/value", "5000.00 → 4999.99", "survived"),
        ("duties/pay/within", "5 → 6", "killed"),
        ("by_reading/up/within", "8 → 9", "survived"),
        ("duties/pay/whom/0", "person → body", "survived"),
        ("items/bill/when", "alone → not alone", "killed"),
        ("rules/usual", "usual → ", "refused"),
    ],
)
def test_who_notices(verdicts: dict[str, Any], place: str, slip: str, state: str) -> None:
    assert found(verdicts, place, slip).state == state


def test_every_verdict_is_that_of_the_whole_pack(
    pack: Contents, trials: Trials, verdicts: dict[str, Any]
) -> None:
    """A mutant that is cut down to what the cases ask answers as a whole one would."""
    from socrules.mutations import mutated
    from socrules.problems import PackError

    for verdict in verdicts.values():
        try:
            outcomes = run_cases(mutated(pack, verdict.mutation), trials.cases)
        except PackError:
            assert verdict.state == "refused"
            continue
        kinds = {item.kind for one in outcomes for item in one.problems}
        failed = any(not one.passed for one in outcomes)
        if verdict.state == "refused":
            assert kinds - {"case-differs"}, verdict.mutation.id
        else:
            assert failed == (verdict.state == "killed"), verdict.mutation.id


def test_entries_left_out(trials: Trials, pack: Contents) -> None:
    states = {one.mutation.entry: one.state for one in trials.verdicts(dropped_entries(pack))}
    assert states["pay"] == states["twice"] == "killed"
    assert states["limit"] == "refused"


def killed_by(pack: Contents, folder: Path, finding: Finding) -> bool:
    """Say whether the case that was found passes today and fails with the slip."""
    assert finding.case is not None
    path = folder.parent / "found.cases.yaml"
    path.write_text(cases_text({finding.name: finding.case}), "utf-8")
    examples = read_examples([(path, "found")])
    assert not examples.problems, [str(one) for one in examples.problems]
    assert all(one.passed for one in run_cases(pack, examples.cases))
    [verdict] = Trials(pack, examples.cases).verdicts([finding.mutation])
    return verdict.state == "killed"


@pytest.mark.parametrize("solver", [True, False])
def test_the_case_that_was_missing(
    pack: Contents,
    folder: Path,
    trials: Trials,
    verdicts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    solver: bool,
) -> None:
    if not solver:
        monkeypatch.setitem(sys.modules, "socrules.backends.difference", None)
    search = Search(trials, samples=300)
    hows = set()
    for verdict in verdicts.values():
        if verdict.state == "survived":
            finding = search.finding(verdict)
            hows.add(finding.how)
            if not finding.equivalent:
                assert killed_by(pack, folder, finding), verdict.mutation.id
    assert {"case", "solver" if solver else "boundaries"} <= hows


def test_what_changes_nothing(trials: Trials, verdicts: dict[str, Any]) -> None:
    [verdict] = [
        one
        for name, one in verdicts.items()
        if "twice" in name and one.mutation.operator == "joined-otherwise"
    ]
    finding = Search(trials, samples=50).finding(verdict)
    assert (finding.how, finding.equivalent, finding.tried) == ("proof", True, 50)


def test_what_the_solver_cannot_tell_in_time(
    trials: Trials, verdicts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def undecided(solver: object) -> bool:
        raise prover.UndecidedError

    monkeypatch.setattr(prover, "can", undecided)
    [verdict] = [
        one
        for name, one in verdicts.items()
        if "twice" in name and one.mutation.operator == "joined-otherwise"
    ]
    finding = Search(trials, samples=50).finding(verdict)
    assert (finding.how, finding.equivalent, finding.tried) == ("samples", True, 51)


def test_a_norm_that_says_nothing_is_expected_to(tmp_path: Path) -> None:
    asked = load(courts.write(tmp_path / "region" / "act"), on="2026-06-10")
    stated = expected(asked.decide("send", {}), ["within", "since", "how", "extended_by"])
    assert stated == {"value": "true", "within": "1 working day", "how": "not_stated"}


SLIPPED = """
readings:
  since_when:
    title:
      ru: С какого дня
    cite: "2"
    options:
      same:
        ru: с того же
      next:
        ru: со следующего
    ours: same
    why:
      ru: так
decisions:
  years:
    title:
      ru: Годы
    type: integer
    rules:
      so:
        cite: "2"
        reading: since_when
        by_reading: {same: "years_between(born, day)", next: "years_between(born, day - 1 day)"}
  limit:
    title:
      ru: Предел
    type: integer
    rules:
      so:
        cite: "2"
        versions:
          - {value: 10, to: 2024-12-31}
          - {value: 20, from: 2025-01-01}
"""
SLIPPED_CASES = """
cases:
  years:
    title:
      ru: Годы
    date: 2024-10-01
    given: {born: 2000-01-01}
    readings: {since_when: same}
    expect: {years: 24, limit: 10}
"""


@pytest.mark.parametrize(
    ("slip", "day"), [("same → next", "2024-10-01"), ("20 → 21", "2025-01-01")]
)
def test_a_slip_that_the_case_there_is_cannot_see_is_no_proof(
    tmp_path: Path, slip: str, day: str
) -> None:
    """A case may switch the very reading that slipped, or stand on a day of another wording."""
    folder = drafts.write(tmp_path / "region" / "act", SLIPPED)
    (folder / "a.cases.yaml").write_text(SLIPPED_CASES, "utf-8")
    said = contents(folder)
    trials = Trials(said, read_cases(folder, "act"))
    [one] = [one for one in mutations(said) if one.id.endswith(f" {slip}")]
    finding = Search(trials, samples=500).finding(trials.verdict(one))
    assert finding.how == "solver"
    assert finding.case is not None
    assert finding.case["date"] == day
    assert killed_by(said, folder, finding)


BROKEN_ELSEWHERE = """
decisions:
  late:
    title:
      ru: Позже
    type: bool
    rules:
      so:
        cite: "2"
        versions:
          - {value: true, to: 2024-12-31}
          - {when: alone, value: true, from: 2025-01-01}
  number:
    title:
      ru: Число
    type: integer
    rules:
      so:
        cite: "2"
        versions:
          - {by_reading: {so: 10, other: 20}, reading: aside}
readings:
  aside:
    title:
      ru: Иначе
    cite: "2"
    options:
      so:
        ru: так
      other:
        ru: иначе
    ours: so
    why:
      ru: так
services:
  care:
    title:
      ru: Уход
    cite: "1"
    components:
      bed:
        title:
          ru: Постель
        variants:
          often:
            title:
              ru: Часто
            cite: "2"
            when: alone
            reading: aside
          seldom:
            title:
              ru: Редко
            cite: "2"
            when: not alone
"""
LATE = """
cases:
  early:
    title:
      ru: Рано
    date: 2024-10-01
    expect: {late: true}
  late:
    title:
      ru: Поздно
    date: 2025-10-01
    given: {alone: true}
    expect: {late: true, care.bed: often, number: 10}
"""


def test_slips_of_one_wording(tmp_path: Path) -> None:
    folder = drafts.write(tmp_path / "act", BROKEN_ELSEWHERE)
    (folder / "a.cases.yaml").write_text(LATE, "utf-8")
    said = contents(folder)
    trials = Trials(said, read_cases(folder, "act"))
    verdicts = {one.mutation.id: one for one in trials.verdicts(mutations(said))}
    assert trials.naming["aside"] == {"care.bed", "number"}
    survived = [one for one in verdicts.values() if one.state == "survived"]
    findings = [Search(trials, samples=30).finding(one) for one in survived]
    # The wording begins a day later: only the day between tells, and the files say which.
    own = [one.mutation for one in findings if one.mutation.entry == "late"]
    days = [one for one in own if one.operator == "bound-moved"]
    assert {one.path[-1] for one in days} <= {"from", "to"}
    assert all(one.tried <= 60 for one in findings)
    # What counts under another reading is looked for under that reading.
    [other, *_] = [one.case for one in findings if "other" in one.mutation.path]
    assert other is not None
    assert other["readings"] == {"aside": "other"}


def test_what_a_mutant_cannot_be_asked(folder: Path) -> None:
    whole, without = load(folder, on="2024-10-01"), load(folder, on="2024-10-01")
    less = attrs.evolve(without.program, decisions={})
    differs = comparing(whole, Pack(less), {"twice"})
    assert differs({"alone": True}) == {"twice": ["value"]}
    assert differs({"aloen": True}) == {}


def test_a_slip_no_case_asks_about(pack: Contents) -> None:
    trials = Trials(pack, {})
    [first, *_] = mutations(pack)
    verdict = trials.verdict(first)
    assert verdict.state == "survived"
    assert Search(trials).finding(verdict).equivalent


def test_the_fewest_facts() -> None:
    assert minimal({"a": 1, "b": 2, "c": 3}, lambda facts: "b" in facts) == {"b": 2}
    assert minimal({"a": 1}, lambda facts: False) == {"a": 1}


def test_a_draft(folder: Path) -> None:
    pack = load(folder, on="2024-10-01")
    situation = pack.situation({"age": 30, "income": "10.00", "alone": False})
    assert given(situation) == {"alone": "false", "age": "30", "income": "10.00"}
    pay = pack.decide("pay", situation)
    assert expected(pay, ("who", "whom", "within", "status")) == {
        "value": "true",
        "who": ["body"],
        "whom": ["person"],
        "within": "5 working days",
    }
    open_ = pack.decide("benefit", {})
    assert expected(open_) == {
        "status": "unknown",
        "possible": ["100.00", "300.00"],
        "needs": ["age", "income"],
        "readings": ["rounding"],
    }
    case = draft({"ru": "а"}, "2024-10-01", {}, {"pay": expected(pay, ())})
    assert "given" not in case


DUTY = """
events:
  applied:
    title:
      ru: Обращение
    cite: "1"
duties:
  answer:
    title:
      ru: Ответить
    cite: "2"
    how:
      ru: письменно
    clock: start
    extended_by: {event: applied, at_most: 10 days, from: end_of_term}
dates:
  start:
    title:
      ru: День обращения
    cite: "1"
    event: applied
services:
  care:
    title:
      ru: Уход
    cite: "1"
    components:
      bed:
        title:
          ru: Постель
        cite: "2"
        times: 2
        per: week
        as_needed: true
"""


def test_a_draft_states_a_norm_as_a_case_file_does(tmp_path: Path) -> None:
    folder = drafts.write(tmp_path / "act", DUTY)
    pack = load(folder, on="2024-10-01")
    answers = {
        name: expected(pack.decide(name, {}), parts)
        for name, parts in {
            "answer": ("how", "clock", "extended_by"),
            "care.bed": ("times", "per", "as_needed"),
        }.items()
    }
    assert answers["answer"] == {
        "value": "true",
        "how": "письменно",
        "clock": ["start"],
        "extended_by": {"at_most": "10 days", "event": "applied", "from": "end_of_term"},
    }
    assert answers["care.bed"] == {
        "value": "true",
        "times": "2",
        "per": "week",
        "as_needed": "true",
    }
    case = draft({"ru": "а"}, "2024-10-01", {}, answers)
    (folder / "a.cases.yaml").write_text(cases_text({"one": case}), "utf-8")
    [outcome] = run_cases(contents(folder), read_cases(folder, "act"))
    assert outcome.passed, [str(one) for one in outcome.problems]
