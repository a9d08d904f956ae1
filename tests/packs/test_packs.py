"""One suite over every pack found: it checks clean, its cases pass, its rules are exercised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import attrs
import pytest

from checkout import ROOT
from socrules.answer import Decision
from socrules.cases import Outcome, Runner, read_cases
from socrules.checking import check
from socrules.checklists import HELD
from socrules.expressions import Expr
from socrules.library import contents, find, packs
from socrules.link import link
from socrules.lint import CHECKS, Linted, lint
from socrules.model import Contents
from socrules.mutants import Trials
from socrules.mutations import sample
from socrules.pack import Pack
from socrules.problems import render
from socrules.ratchet import read_known
from socrules.source import plain, read_file
from socrules.terms import FALSE, TRUE
from socrules.trace import Step
from socrules.walk import all_entries, first_day, unaccounted

PACKS = sorted(packs())
EXAMPLES = {name: read_cases(*find(name)) for name in PACKS}
CASES = [(name, case) for name in PACKS for case in EXAMPLES[name]]


@cache
def said(name: str) -> Contents:
    return contents(name)


@cache
def runner(name: str) -> Runner:
    return Runner(said(name))


@cache
def outcome(name: str, case: str) -> Outcome:
    return runner(name).run(EXAMPLES[name][case])


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_checks_clean(name: str) -> None:
    assert not [render(item, "en") for item in check(said(name))]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_an_example(name: str, case: str) -> None:
    assert not [render(item, "en") for item in outcome(name, case).problems]


@pytest.mark.parametrize("name", PACKS)
def test_every_clause_has_its_label_title_and_fingerprint(name: str) -> None:
    for entry in said(name).entries("clauses").values():
        assert entry.label, entry.id
        assert entry.lines, entry.id
        assert len(entry.fingerprint or "") == 64, entry.id


@pytest.mark.parametrize("name", PACKS)
def test_a_reviewed_pack_accounts_for_every_clause(name: str) -> None:
    if said(name).head.status == "reviewed":
        assert not unaccounted(said(name))


@pytest.mark.parametrize("name", PACKS)
def test_titles_and_questions_are_in_both_languages(name: str) -> None:
    for entry in all_entries(said(name)):
        for key in ("title", "question", "why", "left_out", "document"):
            text = entry.values.get(key)
            if text is not None and hasattr(text, "en"):
                assert text.en, (entry.kind, entry.id, key)


def test_one_fact_is_the_same_in_all_packs() -> None:
    kinds = defaultdict(set)
    for name in PACKS:
        for fact in said(name).entries("facts").values():
            kinds[fact.id].add((fact.type, fact.unit, fact.decimals))
    assert not {fact: found for fact, found in kinds.items() if len(found) > 1}


@pytest.mark.parametrize("name", PACKS)
def test_ids_mean_the_same_to_every_reader_of_yaml(name: str) -> None:
    folder, _ = find(name)
    for path in folder.glob("*.yaml"):
        for section in plain(read_file(path)).values():
            if isinstance(section, dict):
                assert all(isinstance(key, str) for key in section)


def steps(name: str) -> Iterator[Step]:
    """Yield every step of every answer the examples of a pack expect."""
    for case in EXAMPLES[name]:
        for answer in outcome(name, case).answers:
            yield from answer.trace.walk()


@pytest.mark.parametrize("name", PACKS)
def test_records_are_the_steps_of_the_trace(name: str) -> None:
    for case in EXAMPLES[name]:
        for answer in outcome(name, case).answers:
            assert answer.records == [step.record for step in answer.trace.walk()]


@pytest.mark.parametrize("name", PACKS)
def test_every_decision_is_met_in_an_example(name: str) -> None:
    met = {step.name for step in steps(name) if step.kind == "decision"}
    assert not said(name).entries("decisions").keys() - met


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_is_seen_true_false_and_unknown(name: str) -> None:
    """Each condition holds in some example, fails in another and is open in a third."""
    seen: dict[str, set[str]] = defaultdict(set)
    for step in steps(name):
        if step.id.endswith("/when") and isinstance(step.expr, Expr):
            seen[step.id].add(step.state)
    lacking = {rule: sorted({"yes", "no", "open"} - states) for rule, states in seen.items()}
    assert not {rule: states for rule, states in lacking.items() if states}


def truths(name: str) -> dict[str, set[bool]]:
    """Return the truth values of every fact and decision that answers of the examples rest on."""
    seen: dict[str, set[bool]] = defaultdict(set)
    for case in EXAMPLES[name]:
        for answer in outcome(name, case).answers:
            if answer.status == "known" and isinstance(answer.value, bool):
                seen[answer.id].add(answer.value)
    for step in steps(name):
        if step.known in (TRUE, FALSE):
            seen[step.name].add(step.known == TRUE)
    return seen


@pytest.mark.parametrize("name", PACKS)
def test_every_item_of_a_list_is_seen_to_hold_and_to_fail(name: str) -> None:
    """Each is there in some example and missing in another; so is the condition it has.

    What is known of nobody in particular has no condition that could fail: an item without one,
    or one that every list of a table has.
    """
    seen, lacking = truths(name), {}
    pack = Pack(link(said(name), first_day(said(name))))
    for entry in said(name).entries("checklists").values():
        for item in entry.items or {}:
            id = f"{entry.id}.{item}"
            needed = {True} if pack.decide(id, {}).status == "known" else {True, False}
            expected = {id: needed}
            if entry.values["kind"] in HELD:
                expected[f"{id}.held"] = {True, False}
            lacking |= {
                one: states for one, wanted in expected.items() if (states := wanted - seen[one])
            }
    assert not lacking


def face(answer: Decision) -> tuple[object, ...]:
    """Return what a reader of an answer sees: the value, its clauses, what is missing, the norm."""
    value = answer.value if answer.status == "known" else answer.possible
    norm = {} if answer.norm is None else dict(answer.norm.values)
    norm.pop("by_reading", None)
    return answer.status, value, answer.citations, answer.reasons, answer.needs, norm


def switching(name: str) -> Iterator[tuple[str, str]]:
    """Yield the reading and option of each example whose answers are others without it."""
    for case in EXAMPLES[name].values():
        for reading, option in (case.readings or {}).items():
            rest = {one: other for one, other in case.readings.items() if one != reading}
            plain = attrs.evolve(case, values={**case.values, "readings": rest})
            ours = runner(name).run(plain).answers
            if [*map(face, ours)] != [*map(face, outcome(name, case.id).answers)]:
                yield reading, option


@pytest.mark.parametrize("name", PACKS)
def test_every_reading_switches_an_answer(name: str) -> None:
    """Each option that is not the pack's own is seen to, unless the reading says why none does."""
    readings = said(name).entries("readings").values()
    options = {(one.id, option) for one in readings for option in one.options if option != one.ours}
    informative = {one.id for one in readings if one.informative is not None}
    switched = set(switching(name))
    assert not {(one, option) for one, option in options if one not in informative} - switched
    assert not informative & {one for one, _ in switched}


@pytest.mark.parametrize("name", PACKS)
def test_what_is_only_informative_is_named_by_no_option(name: str) -> None:
    for entry in all_entries(said(name)):
        if entry.by_reading:
            assert said(name).entries("readings")[entry.reading].informative is None, entry.id


@pytest.mark.parametrize("name", PACKS)
def test_lint_finds_what_is_known_and_nothing_else(name: str) -> None:
    linted = Linted(said(name), EXAMPLES[name], said(name).head.effect.checked_on)
    linted.outcomes = [outcome(name, case) for case in EXAMPLES[name]]
    found = lint(linted)
    known = read_known(ROOT / "known-findings.yaml")
    assert not [render(one.problem, "en") for one in found if one not in known]
    assert not known.gone(found, {name}, CHECKS)


def test_known_findings_are_of_packs_there_are() -> None:
    known = read_known(ROOT / "known-findings.yaml")
    assert {pack for _, pack, _ in known.entries} <= {*PACKS}


@pytest.mark.parametrize("name", PACKS)
def test_the_laws_of_a_pack_hold_in_every_example(name: str) -> None:
    """None is broken, and each is decided in at least one example."""
    held = set()
    for case in EXAMPLES[name]:
        for answer in outcome(name, case).answers:
            for law, term in answer.program.invariants.items():
                found = answer.evaluation.known(term, {})
                assert found != FALSE, (law, case)
                if found == TRUE:
                    held.add(law)
    assert held == said(name).entries("invariants").keys()


@pytest.mark.parametrize("name", PACKS)
def test_the_examples_of_a_pack_notice_slips(name: str) -> None:
    """All slips are tried by `make mutate`; here a few of each kind."""
    trials = Trials(said(name), EXAMPLES[name])
    verdicts = list(trials.verdicts(sample(said(name), 40, seed=7)))
    survived = [one.mutation.id for one in verdicts if one.state == "survived"]
    assert len(survived) <= 2, survived
