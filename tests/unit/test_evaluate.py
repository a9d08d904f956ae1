"""What rules, exceptions, equals and lacking values come to, on an invented act."""

from __future__ import annotations

from typing import Any

import pytest

import socrules
from checkout import ROOT
from invented import decision, program
from socrules import Money, Range
from socrules.checking import check
from socrules.evaluate import count_leaves
from socrules.library import contents
from socrules.pack import Pack
from socrules.regions import Regions

POOL = ROOT / "tests" / "data" / "packs" / "swimming-pool"
Facts = dict[str, Any]


@pytest.fixture(scope="module")
def pool() -> socrules.Pack:
    return socrules.load(POOL, on="2024-10-01")


def test_the_pack_has_no_problems() -> None:
    assert check(contents(POOL)) == []


@pytest.mark.parametrize(
    ("facts", "value", "clause"),
    [
        ({"age": 9, "lesson": True}, "100.00", "1"),
        ({"age": 5, "lesson": False}, "0.00", "1.1"),
        ({"age": 5, "lesson": True}, "300.00", "1.2"),
        ({"age": 9}, "100.00", "1"),
    ],
)
def test_an_exception_to_an_exception_displaces_both(
    pool: socrules.Pack, facts: Facts, value: str, clause: str
) -> None:
    ticket = pool.decide("ticket", {"price": "100.00", **facts})
    assert (ticket.status, ticket.value, ticket.citations) == ("known", Money(value), (clause,))


def test_all_that_is_still_possible_is_listed_value_by_value(pool: socrules.Pack) -> None:
    ticket = pool.decide("ticket", {"price": "100.00"})
    assert ticket.status == "unknown"
    assert ticket.possible == (Money("0.00"), Money("100.00"), Money("300.00"))
    assert ticket.possible_statuses == ("known",)
    assert ticket.needs == ("age", "lesson")


def test_a_decision_that_was_written_as_one_is_no_norm(pool: socrules.Pack) -> None:
    assert pool.decide("locker", {}).norm is None


def test_three_age_bands_with_one_answer_need_no_age(pool: socrules.Pack) -> None:
    locker = pool.decide("locker", {})
    assert (locker.status, locker.value, locker.needs) == ("known", True, ())
    assert locker.citations == ()
    assert [reason.clauses for reason in locker.reasons] == [("2.1",), ("2.2",), ("2.3",)]
    assert pool.decide("locker", {"age": 60}).citations == ("2.3",)


def test_equals_that_differ_are_a_conflict_with_all_clauses(pool: socrules.Pack) -> None:
    discount = pool.decide("discount", {"veteran": True, "disabled": True})
    assert (discount.status, discount.citations) == ("conflict", ("3.1", "3.2"))
    assert discount.possible == ()
    half_known = pool.decide("discount", {"veteran": True})
    assert half_known.status == "unknown"
    assert half_known.possible == ("half",)
    assert half_known.possible_statuses == ("known", "conflict")
    assert half_known.needs == ("disabled",)


def test_what_no_rule_answers_is_not_stated(pool: socrules.Pack) -> None:
    evening = pool.decide("evening", {"member": False})
    assert (evening.status, evening.citations, evening.because) == ("not_stated", ("4",), ())


@pytest.mark.parametrize(
    ("decision", "facts", "status", "because", "citations"),
    [
        ("half_price", {"veteran": True, "disabled": False}, "known", (), ("7",)),
        (
            "half_price",
            {"veteran": True, "disabled": True},
            "conflict",
            ("discount",),
            ("3.1", "3.2"),
        ),
        ("evening_locker", {"member": False, "age": 9}, "not_stated", ("evening",), ("4",)),
        ("evening_locker", {"member": False, "age": 5}, "known", (), ("1.1",)),
        ("sauna_fee", {"adult": False, "member": True}, "not_applicable", ("sauna",), ("5",)),
        ("sauna_fee", {"member": True}, "known", (), ("5.1",)),
        (
            "everything",
            {"veteran": True, "disabled": True, "member": False, "adult": False},
            "conflict",
            ("discount",),
            ("3.1", "3.2"),
        ),
        ("everything", {"veteran": False, "disabled": True}, "known", (), ("11",)),
    ],
)
def test_a_decision_takes_the_status_of_the_gravest_it_depends_on(
    pool: socrules.Pack,
    decision: str,
    facts: Facts,
    status: str,
    because: tuple[str, ...],
    citations: tuple[str, ...],
) -> None:
    found = pool.decide(decision, facts)
    assert (found.status, found.because, found.citations) == (status, because, citations)


def test_a_dependent_of_something_unknown_is_unknown(pool: socrules.Pack) -> None:
    found = pool.decide("evening_locker", {"member": False})
    assert found.status == "unknown"
    assert found.possible == (True,)
    assert found.possible_statuses == ("known", "not_stated")
    assert found.needs == ("age",)


def test_a_derived_fact_alone_is_not_enough_where_others_use_what_it_is_derived_from() -> None:
    either = decision(
        "when: born < 2010-01-01 or age < 18; value: true", type="bool", name="either"
    )
    grown = decision("when: either and age >= 18; value: true", type="bool")
    found = Pack(program(either + grown.removeprefix("decisions:\n")))
    assert found.decide("either", {}).value is True
    assert found.decide("benefit", {}).needs == ("age", "born")
    assert found.decide("benefit", {"born": "2000-05-05"}).value is True
    assert found.decide("benefit", {"age": 30}).needs == ("born",)


@pytest.mark.parametrize(
    ("condition", "status", "because"),
    [
        ("discount = half and (evening or not evening)", "conflict", ("discount",)),
        ("evening and (discount = half or not discount = half)", "not_stated", ("evening",)),
        ("evening and discount = half", "conflict", ("discount",)),
    ],
)
def test_only_what_an_answer_depends_on_gives_it_a_status(
    condition: str, status: str, because: tuple[str, ...]
) -> None:
    lacking = decision("when: alone; value: true", type="bool", name="evening")
    options = "    options:\n      half:\n        ru: а\n      free:\n        ru: б\n    rules:"
    lacking += (
        decision(
            "when: alone or not alone; value: half", "value: free", type="choice", name="discount"
        )
        .replace("    rules:", options)
        .removeprefix("decisions:\n")
    )
    rested = decision(f"when: {condition}; value: true", type="bool").replace(
        "    rules:", '    otherwise: {value: false, cite: "2"}\n    rules:'
    )
    pack = Pack(program(lacking + rested.removeprefix("decisions:\n")))
    found = pack.decide("benefit", {"alone": False})
    assert (found.status, found.because) == (status, because)


def test_the_value_of_a_rule_that_does_not_apply_needs_nothing() -> None:
    pack = Pack(program(decision("when: alone; value: income", "when: area > 5; value: 1.00")))
    assert pack.decide("benefit", {}).needs == ("alone", "income", "area")
    assert pack.decide("benefit", {"alone": False}).needs == ("area",)


def test_counting_cases_ends_at_sixteen_times_what_is_allowed() -> None:
    facts = "".join(
        f"  yes_{index}:\n    title:\n      ru: да\n    type: bool\n"
        "    question:\n      ru: да?\n    answered_by: applicant\n"
        for index in range(14)
    )

    def count(least: int, number: int) -> int:
        items = ", ".join(f"yes_{index} and not not yes_{index}" for index in range(number))
        rule = f"when: {{at_least: {least}, of: [{items}]}}; value: 0"
        linked = program("facts:\n" + facts + decision(rule))
        return count_leaves(linked, Regions(linked), "benefit")

    # Six rows of answers end with the second yes, four with the third no.
    assert count(2, 4) == 10
    assert count(7, 14) == 16 * 256 + 1


def test_an_amount_with_a_lacking_part_is_lacking(pool: socrules.Pack) -> None:
    total = pool.decide("total", {"people": 3})
    assert (total.status, total.because) == ("not_stated", ("supplement",))
    whole = pool.decide("total", {"people": 60})
    assert whole.possible == (Range(Money("100.00"), Money("5100.00")),)
    open_part = pool.decide("total", {"price": "10.00"})
    assert open_part.possible == (Money("60.00"), Money("110.00"))
    assert open_part.possible_statuses == ("known", "not_stated")


def test_what_occurs_twice_is_split_into_cases(pool: socrules.Pack) -> None:
    lane = pool.decide("lane", {"member": True})
    assert (lane.status, lane.possible, lane.needs) == (
        "unknown",
        ("own", "shared"),
        ("veteran", "people"),
    )
    assert lane.possible_statuses == ("known",)
    assert len(pool.decide("lane", {})._leaves) > 1


def test_a_presumption_holds_for_what_rests_on_it(pool: socrules.Pack) -> None:
    assert pool.decide("sauna_fee", {"member": True}).presumed == ("adult",)
    assert pool.decide("evening", {"member": True}).presumed == ()
    denied = pool.decide("sauna", {"adult": False})
    assert (denied.status, denied.citations) == ("not_applicable", ("5",))


def test_a_given_fact_must_agree_with_what_derives_it(pool: socrules.Pack) -> None:
    agreeing = {"age": 24, "birth_date": "2000-01-01", "price": "1.00"}
    assert pool.decide("ticket", agreeing).value == Money("1.00")
    with pytest.raises(socrules.SituationError) as caught:
        pool.decide("ticket", {**agreeing, "age": 5})
    [problem] = caught.value.problems
    assert problem.kind == "derived-differs"
    assert dict(problem.args) == {
        "fact": "age",
        "given": "5",
        "derived": "24",
        "by": "age_by_birth_date",
    }


def test_a_derived_fact_follows_what_derives_it(pool: socrules.Pack) -> None:
    child = pool.decide("ticket", {"birth_date": "2020-01-01", "price": "1.00", "lesson": False})
    assert (child.value, child.citations) == (Money("0.00"), ("1.1",))
