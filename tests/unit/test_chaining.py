"""What rules conclude of conditions and decisions: definite truths, and nothing beyond them."""

from __future__ import annotations

import pickle
from collections import Counter
from typing import Any

import pytest

import socrules
from chained import Chained
from invented import decision, program
from socrules.backends.chaining import MOST_ALTERNATIVES, WIDEST, Network
from socrules.pack import Pack
from socrules.problems import SituationError, SocrulesError
from socrules.regions import Regions


def truths(count: int) -> str:
    """Return the entries of so many facts that are true or false."""
    lines = ["facts:"]
    for number in range(count):
        lines += [f"  f{number}:", "    title:", "      ru: Факт", "    type: bool"]
        lines += ["    question:", "      ru: Так ли?", "    answered_by: applicant"]
    return "\n".join(lines) + "\n"


def asked(*rules: str, facts: int = 4, more: str = "") -> Pack:
    """Return the invented pack with one decision, `benefit`, and some facts."""
    return Pack(program(truths(facts) + decision(*rules, type="bool") + more))


def concluded(pack: Pack, facts: dict[str, Any], name: str = "benefit") -> bool | None:
    """Return what the rules alone conclude, once the answer is that of the evaluator."""
    Chained(pack, Counter()).hold(facts)
    answer = pack.decide(name, facts, engine="durable")
    return answer.evaluation.told.decisions.get(name)


YES, NO = True, False
OF_FOUR = "{at_least: 2, of: [f0, f1, f2, f3]}"
CONDITIONS: list[tuple[str, dict[str, Any], bool | None]] = [
    ("f0", {}, None),
    ("f0", {"f0": YES}, True),
    ("f0", {"f0": NO}, False),
    ("not f0", {"f0": NO}, True),
    ("f0 and f1", {"f0": YES}, None),
    ("f0 and f1", {"f0": NO}, False),
    ("f0 and f1", {"f0": YES, "f1": YES}, True),
    ("f0 or f1", {"f0": NO}, None),
    ("f0 or f1", {"f1": YES}, True),
    ("f0 or f1", {"f0": NO, "f1": NO}, False),
    ("not (f0 and (f1 or not f2))", {"f1": NO, "f2": YES}, True),
    ("f0 and not f0", {"f0": YES}, False),
    ("true", {}, True),
    ("f0 or not true", {"f0": NO}, False),
    ("{any: [{when: f0, cite: '2'}, f1]}", {"f0": YES}, True),
    (OF_FOUR, {"f0": YES}, None),
    (OF_FOUR, {"f0": YES, "f3": YES}, True),
    (OF_FOUR, {"f0": NO, "f1": NO}, None),
    (OF_FOUR, {"f0": NO, "f1": NO, "f3": NO}, False),
    ("{at_least: 1, of: [f0]}", {"f0": NO}, False),
    ("dwelling = own", {}, None),
    ("dwelling = own", {"dwelling": "own"}, True),
    ("dwelling != own", {"dwelling": "own"}, False),
    ("dwelling in [rented]", {"dwelling": "own"}, False),
    ("income < 100.00", {"income": "99.99"}, True),
    ("income < 100.00", {"income": "100.00"}, False),
    ("100.00 <= income", {"income": "100.00"}, True),
    ("100.00 < income", {"income": "100.00"}, False),
    ("100.00 = income", {"income": "100.00"}, True),
    ("income <= 9999999.99", {}, True),
    ("9999999.99 < income", {}, False),
    ("born < 2000-01-01", {"born": "1999-12-31"}, True),
    # Left to the evaluator, which sets what rules read: more than one fact, or an amount.
    ("income * 2 < 100.00", {"income": "50.00"}, False),
    ("income * 2 < 100.00", {}, None),
    ("age < 18", {"born": "2010-01-01"}, True),
    ("age < 18", {"age": 18}, False),
    ("income <= capped", {"income": "0.00"}, True),
    ("income < capped", {}, None),
]


@pytest.mark.parametrize(("when", "facts", "expected"), CONDITIONS)
def test_a_condition_is_concluded_where_it_is_certain(
    when: str, facts: dict[str, Any], expected: bool | None
) -> None:
    member = when if when.startswith("{") else f'"{when}"'
    other = f"{{none: [{member}]}}"
    pack = asked(f"when: {when}; value: true", f"when: {other}; value: false")
    assert concluded(pack, facts) is expected


def test_many_conditions_are_parted_and_still_concluded() -> None:
    names = [f"f{number}" for number in range(60)]
    every = dict.fromkeys(names, YES)
    for sign, settling in (("and", NO), ("or", YES)):
        when = f" {sign} ".join(names)
        pack = asked(f"when: {when}; value: true", f"when: not ({when}); value: false", facts=60)
        assert concluded(pack, {"f41": settling}) is settling
        assert concluded(pack, dict.fromkeys(names, not settling)) is not settling
        assert concluded(pack, dict.fromkeys(names[1:], not settling)) is None
    sums = f"when: {{at_least: 5, of: [{', '.join(names[:9])}]}}"
    pack = asked(f"{sums}; value: true", facts=60)
    assert concluded(pack, dict.fromkeys(names[:5], YES)) is True
    assert concluded(pack, dict.fromkeys(names[:4], YES)) is None
    assert concluded(pack, every) is True


def test_a_product_of_alternatives_is_cut_short() -> None:
    when = " and ".join(
        f"(f{number} or f{number + 1} or f{number + 2})" for number in range(0, 18, 3)
    )
    pack = asked(f"when: {when}; value: true", facts=18)
    network = Network(pack.program, Regions(pack.program), ["benefit"])
    assert sum(map(len, network.stages)) < 40
    assert concluded(pack, {f"f{number}": YES for number in range(0, 18, 3)}) is True
    assert concluded(pack, {f"f{number}": YES for number in range(3, 18, 3)}) is None


TREE = """
      exception:
        cite: "2(а)"
        exception_to: rule_0
        when: f1
        value: false
      again:
        cite: "2(а)"
        exception_to: exception
        when: f2
        value: true
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"f0": YES}, None),
        ({"f0": YES, "f1": NO}, True),
        ({"f0": YES, "f2": YES}, True),
        ({"f0": YES, "f1": YES, "f2": NO}, False),
        ({"f2": YES}, True),
        ({"f1": YES}, None),
        ({"f0": NO, "f1": NO, "f2": NO}, None),
    ],
)
def test_an_exception_displaces(facts: dict[str, Any], expected: bool | None) -> None:
    assert concluded(asked("when: f0; value: true", more=TREE), facts) is expected


def test_equals_that_differ_conclude_nothing() -> None:
    pack = asked("when: f0; value: true", "when: f1; value: false")
    assert concluded(pack, {"f0": YES, "f1": YES}) is None
    assert pack.decide("benefit", {"f0": YES, "f1": YES}, engine="durable").status == "conflict"
    assert concluded(pack, {"f0": YES}) is None
    assert concluded(pack, {"f0": YES, "f1": NO}) is True


OTHERWISE = """
    otherwise:
      cite: "2"
      value: f3
"""
PRESUMES = """
    presumes:
      f2: "1"
"""


def test_otherwise_stands_where_no_rule_answers() -> None:
    pack = asked("when: f0; value: true", more=OTHERWISE)
    assert concluded(pack, {"f0": NO, "f3": NO}) is False
    assert concluded(pack, {"f0": NO}) is None
    assert concluded(pack, {"f3": YES}) is True
    assert concluded(pack, {"f0": YES}) is True


def test_a_decision_is_concluded_only_of_those_it_speaks_of() -> None:
    pack = asked("when: f0; value: true", more=PRESUMES)
    assert concluded(pack, {"f0": YES}) is True
    assert concluded(pack, {"f0": YES, "f2": NO}) is None


DERIVED = """
  leads:
    title:
      ru: Ведет
    type: bool
    derives: f1
    rules:
      only:
        cite: "2"
        when: f0
        value: true
      not:
        cite: "2"
        when: not f0
        value: false
"""


def test_conclusions_are_chained_through_derived_facts() -> None:
    pack = asked("when: f1 and f2; value: true", "when: not f1; value: false", more=DERIVED)
    assert concluded(pack, {"f0": YES, "f2": YES}) is True
    assert concluded(pack, {"f0": NO}) is False
    assert concluded(pack, {"f1": YES, "f2": YES}) is True
    assert concluded(pack, {"f2": YES}) is None
    with pytest.raises(SituationError, match="derived-differs"):
        pack.decide("benefit", {"f0": NO, "f1": YES}, engine="durable")


@pytest.mark.parametrize("name", sorted(socrules.packs()))
def test_rules_of_every_pack_stay_inside_the_fence(name: str) -> None:
    pack = socrules.load(name, on="2026-10-01")
    network = Network(pack.program, Regions(pack.program), list(pack.program.decisions))
    ready = {("fact", fact) for fact in pack.program.facts}
    ready |= {*network.computed.values()}
    for rules in network.stages:
        assert rules
        for rule in rules:
            assert len(rule.conditions) <= WIDEST
            assert {name for name, _, _ in rule.conditions} <= ready
        ready |= {rule.conclusion[0] for rule in rules}
    assert {*network.decisions} == {
        one.id for one in pack.program.decisions.values() if one.type.kind == "bool"
    }
    assert MOST_ALTERNATIVES < WIDEST


# --- the engine among others ---


def test_one_answer_or_several_are_those_of_the_evaluator() -> None:
    pack = socrules.load("luhansk/stationary-services", on="2024-10-01")
    facts = {"age": 10, "tariff": "28450.00"}
    (one, other), many = (
        (pack.decide("fee", facts, engine=engine) for engine in ("durable", None)),
        pack.decide(["fee", "free"], facts, engine="durable"),
    )
    assert repr(one) == repr(other) == repr(many["fee"])
    assert one.explain("ru") == other.explain("ru")
    assert one.to_dict(trace=True) == other.to_dict(trace=True)
    assert repr(pickle.loads(pickle.dumps(many["fee"]))) == repr(one)
    assert list(many) == ["fee", "free"]


def test_strict_effect_is_kept() -> None:
    pack = socrules.load("luhansk/stationary-services", on="2024-10-01")
    answer = pack.decide("fee", {"age": 10}, engine="durable", strict_effect=True)
    assert answer.status == "unknown"


def test_an_engine_that_is_not_there_is_an_error() -> None:
    pack = asked("value: true")
    with pytest.raises(SituationError, match="did you mean `durable`") as caught:
        pack.decide("benefit", {}, engine="durabel")
    assert caught.value.problems[0].kind == "unknown-word"


def test_rules_that_contradict_each_other_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = asked("when: f0; value: true")
    pack.decide("benefit", {"f0": YES}, engine="durable")
    (chain,) = pack._engines["durable"]._chains.values()  # type: ignore[attr-defined]
    monkeypatch.setattr(chain.stages[-1], "fire", lambda _: {(("fact", "f0"), 0)})
    with pytest.raises(SocrulesError, match="rules-failed"):
        pack.decide("benefit", {"f0": YES}, engine="durable")
