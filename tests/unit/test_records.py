"""Records: the steps of a trace as plain tuples, from compiled functions and from the tree."""

from __future__ import annotations

import datetime
from decimal import Decimal

import attrs
import pytest

import invented
import socrules
from checkout import ROOT
from socrules.answer import Known
from socrules.pack import Pack
from socrules.trace import RECORD, Record, Step

BENCH = ROOT / "benchmarks" / "fee-decision"
NOTHING = dict.fromkeys(socrules.load(BENCH, on="2024-10-01").facts, False)
FEE = NOTHING | {"age": 70, "average_income": "100.00", "tariff": "90.00"}


def ask(pack: Pack, asked: str, facts: dict[str, object]) -> socrules.Decision:
    """Return an answer of compiled functions, held to its trace."""
    for _ in range(3):
        answer = pack.decide(asked, facts)
    assert answer.records == tree(answer)
    return answer


def tree(answer: socrules.Decision) -> list[Record]:
    """Return the steps of the tree as records."""
    return [step.record for step in answer.trace.walk()]


def test_the_fields_of_a_record_are_those_of_a_step() -> None:
    pack = socrules.load(BENCH, on="2024-10-01")
    assert {one.name for one in attrs.fields(Step)} | {"value"} > {*RECORD}
    for record, step in zip(
        pack.decide("fee", FEE).records, pack.decide("fee", FEE).trace.walk(), strict=True
    ):
        assert record == tuple(getattr(step, field) for field in RECORD)


def test_records_say_what_was_found_and_by_which_clause() -> None:
    pack = socrules.load(BENCH, on="2024-10-01")
    answer = ask(pack, "fee", FEE)
    assert isinstance(answer, Known)
    found = {record[0].removeprefix("decisions/"): record[1:] for record in answer.records}
    assert found["fee/rules/capped"] == ("rule", "gives", None, ("5",))
    assert found["fee/rules/capped/value"] == ("value", "", socrules.Money("75.00"), ())
    assert found["fee/rules/capped/value/tariff"] == ("fact", "known", socrules.Money("90.00"), ())
    assert found["fee/rules/capped/free_of_charge"] == ("rule", "fails", None, ())
    assert found["free/rules/category/when/0"] == ("condition", "no", None, ("4(1)",))
    assert found["free/rules/category/when/0/age"] == ("fact", "known", 70, ())
    assert found["free/otherwise"] == ("otherwise", "gives", None, ("4",))
    young = {record[0]: record[1:] for record in ask(pack, "fee", FEE | {"age": 9}).records}
    assert young["decisions/fee/rules/capped"] == ("rule", "displaced", None, ("5",))
    assert young["decisions/free/rules/category/value"] == ("value", "", True, ())


def test_records_of_what_is_open_have_no_value() -> None:
    pack = socrules.load(BENCH, on="2024-10-01")
    answer = ask(pack, "fee", {"age": 70, "tariff": "90.00"})
    found = {record[0].removeprefix("decisions/"): record[1:] for record in answer.records}
    assert found["fee/rules/capped/value"] == ("value", "", None, ())
    assert found["fee/rules/capped/value/average_income"] == ("fact", "open", None, ())
    assert found["free/rules/category"] == ("rule", "may-give", None, ("4",))


def pack_of(*decisions: str) -> Pack:
    """Return the invented pack with these decisions."""
    first, *others = decisions
    return Pack(invented.program(first + "".join(one.partition("\n")[2] for one in others)))


FULL: dict[str, object] = {
    "alone": True,
    "age": 44,
    "income": socrules.Money("1000.10"),
    "area": "12.50",
    "born": "1980-02-29",
    "heard": "2024-10-01T10:00",
    "dwelling": "own",
}
YOUNG = {name: value for name, value in FULL.items() if name != "born"}
NAMED = {
    "bool": ("value: alone", True),
    "integer": ("value: age > 1", 44),
    "money": ("value: income > 1.00", socrules.Money("1000.10")),
    "quantity": ("value: area > 1", Decimal("12.50")),
    "date": ("value: born > 1901-01-01", datetime.date(1980, 2, 29)),
    "moment": ("value: heard = heard", datetime.datetime(2024, 10, 1, 10)),
    "choice": ("value: dwelling = own", "own"),
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_fact_of_each_kind_is_as_users_see_it(kind: str) -> None:
    rule, value = NAMED[kind]
    answer = ask(pack_of(invented.decision(rule, type="bool")), "benefit", FULL)
    assert value in [record[3] for record in answer.records if record[1] == "fact"]


ORDER = (
    invented.decision("when: age > 18; value: base + 1.00", "when: age > 20; value: base + 1.00"),
    invented.decision("when: ground; value: 5.00", "when: not ground; value: 5.00", name="base"),
    invented.decision("value: alone or income > 1.00", type="bool", name="ground"),
)


@pytest.mark.parametrize("age", [10, 19, 21])
def test_a_decision_is_spelled_out_where_it_is_first_met(age: int) -> None:
    answer = ask(pack_of(*ORDER), "benefit", YOUNG | {"age": age})
    found = [record[0] for record in answer.records]
    assert found.count("decisions/base/rules/rule_0") == (age > 18)
    assert found.count("decisions/ground/rules/rule_0") == (age > 18)


LEVELS = 25


def test_many_decisions_that_rest_on_each_other() -> None:
    names = [f"step{number}" for number in range(LEVELS)]
    pairs = zip(names, [*names[1:], "income"], strict=True)
    texts = [
        invented.decision(f"when: age > 1; value: {one} + 1.00", name=name) for name, one in pairs
    ]
    answer = ask(pack_of(*texts), "step0", FULL)
    assert len(answer.records) == 1 + LEVELS * 5


def test_what_always_holds_or_never_does() -> None:
    text = invented.decision("value: 1.00", "when: false; value: 2.00", "when: true; value: 1.00")
    found = {record[0]: record[2] for record in ask(pack_of(text), "benefit", FULL).records}
    assert [found[f"decisions/benefit/rules/rule_{at}"] for at in range(3)] == [
        "gives",
        "fails",
        "gives",
    ]


PRESUMED = """
decisions:
  benefit:
    title:
      ru: Пособие
    type: money
    presumes:
      alone: "2"
    rules:
      usual:
        cite: "2"
        when: alone and age < 18
        value: 1.00
    otherwise:
      value: 0
      cite: "2(а)"
"""


def test_what_is_presumed_is_a_fact_that_holds() -> None:
    pack = Pack(invented.program(PRESUMED))
    answer = ask(pack, "benefit", {"age": 9, "income": "1.00"})
    assert isinstance(answer, Known)
    assert {record[0]: record[2] for record in answer.records}[
        "decisions/benefit/rules/usual/when/0"
    ] == "yes"
