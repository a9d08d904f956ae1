"""Compiled answers: every operation, how light they are, and when they step back."""

from __future__ import annotations

import datetime
import gc
import pickle
import threading
from collections.abc import Callable
from typing import Any

import pytest

import socrules
from both_ways import BothWays
from checkout import ROOT
from invented import DAY, decision, program
from socrules import compiled, outcomes
from socrules.answer import Known
from socrules.pack import Pack

BENCH = ROOT / "benchmarks" / "fee-decision"
FULL: dict[str, Any] = {
    "alone": True,
    "income": socrules.Money("1000.10"),
    "area": "12.50",
    "born": datetime.date(1980, 2, 29),
    "heard": "2024-10-01T10:00",
    "dwelling": "own",
}


def pack_of(*rules: str, type: str = "money", more: str = "") -> Pack:
    """Return the invented pack with one decision, `benefit`."""
    return Pack(program(decision(*rules, type=type) + more))


def ask(pack: Pack, asked: Any, facts: Any) -> Any:
    """Return an answer of compiled functions: what is asked the second time is compiled."""
    for _ in range(3):
        answer = pack.decide(asked, facts)
    return answer


AMOUNTS = {
    "1.00 + income": "1001.10",
    "income - 1.00": "999.10",
    "-income": "-1000.10",
    "min(income, 5.00, 7.00)": "5.00",
    "max(income * 2, 5.00)": "2000.20",
    "round_down(income * 33 %, kopeck)": "330.03",
    "round_up(income * 33 %, rouble)": "331.00",
    "round_half_up(income * 33 %, kopeck)": "330.03",
}
CONDITIONS = {
    "age < 44": False,
    "age <= 44": True,
    "age = 44 and not alone": False,
    "age != 44 or alone": True,
    "age in [43, 45]": False,
    "dwelling = own": True,
    "dwelling in [rented]": False,
    "area >= 12.50": True,
    "born + 18 years <= 1998-02-28": True,
    "born + 20 days = 1980-03-20": True,
    "years_between(born, day) = 44": True,
    "weekday(born) = 5": True,
}


def both(pack: Pack, facts: dict[str, Any]) -> BothWays:
    """Compare with the evaluator for the facts, and for them less one each."""
    ways = BothWays(pack)
    ways.hold(facts)
    for name in facts:
        ways.hold({one: value for one, value in facts.items() if one != name})
    ways.hold({})
    return ways


@pytest.mark.parametrize("amount", AMOUNTS)
def test_amounts(amount: str) -> None:
    pack = pack_of(f"value: {amount}")
    both(pack, FULL)
    answer = ask(pack, "benefit", FULL)
    assert isinstance(answer, Known)
    assert str(answer.value) == AMOUNTS[amount]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions(condition: str) -> None:
    pack = pack_of(f"when: {condition}; value: 1.00")
    both(pack, FULL)
    status = "known" if CONDITIONS[condition] else "not_stated"
    assert ask(pack, "benefit", FULL).status == status


def test_a_derived_fact_is_given_or_derived() -> None:
    pack = pack_of("when: age < 18; value: 1.00", "when: not (age < 18); value: 2.00")
    for facts in ({"age": 17}, {"born": "2007-01-01"}, {"age": 17, "born": "2007-01-01"}):
        assert str(ask(pack, "benefit", facts).value) == "1.00"
        both(pack, facts)
    with pytest.raises(socrules.SituationError, match="derived"):
        ask(pack, "benefit", {"age": 30, "born": "2007-01-01"})


LEVELS = """
decisions:
  alike:
    title:
      ru: Одинаково
    type: bool
    rules:
      one:
        cite: "2"
        when: alone
        value: true
      two:
        cite: "2(а)"
        when: dwelling = rented
        value: true
      three:
        cite: "2"
        when: income > 5.00
        value: false
      with_exception:
        cite: "2"
        when:
          at_least: 2
          of:
            - when: alone
              cite: "2(а)"
            - when: income < 1.00
            - when: dwelling = own
              cite: "2"
        value: true
      exception:
        cite: "2"
        exception_to: with_exception
        when: income < 0.50
        value: true
      other_exception:
        cite: "2"
        exception_to: with_exception
        when: income < 0.70
        value: true
  resting:
    title:
      ru: Опираясь
    type: choice
    options:
      a:
        ru: а
      b:
        ru: б
    rules:
      first:
        when: alike
        value: a
      second:
        cite: "2(а)"
        when: not alike and income < 3.00
        value: b
    otherwise:
      value: b
      cite: "2"
  resting_on_choice:
    title:
      ru: Опираясь на выбор
    type: integer
    rules:
      first:
        cite: "2"
        when: resting = a
        value: 1
      second:
        cite: "2"
        when:
          all:
            - resting = b
            - any:
                - when: alone
                  cite: "2(а)"
                - income > 1.00
        value: 2
  without_clause:
    title:
      ru: Без пункта
    type: bool
    rules:
      only:
        when: resting = a
        value: true
  resting_on_denial:
    title:
      ru: Опираясь на отказ
    type: bool
    rules:
      only:
        when: not alike or dwelling = own
        value: true
  nothing:
    title:
      ru: Ничего
    type: integer
    rules:
      only:
        cite: "2(а)"
        value: 0
  resting_on_nothing:
    title:
      ru: Опираясь на ноль
    type: bool
    rules:
      only:
        when: nothing < 1
        value: true
  sure_items:
    title:
      ru: Что верно наверняка
    type: integer
    rules:
      all_of_them:
        cite: "1"
        when:
          all:
            - when: income > 0.50
              cite: "2"
            - when: dwelling = own
              cite: "2(а)"
            - any:
                - when: alone
                  cite: "1"
                - when: income > 3.00
                  cite: "2"
        value: 1
      one_of_them:
        cite: "1"
        when:
          all:
            - when: dwelling = rented
              cite: "2(а)"
            - not alone
        value: 2
  resting_on_number:
    title:
      ru: Опираясь на число
    type: integer
    rules:
      only:
        when: alike or resting_on_choice = resting_on_choice
        value: resting_on_choice
"""


def test_levels_exceptions_and_decisions_that_rest_on_others() -> None:
    pack = Pack(program(LEVELS))
    ways = BothWays(pack)
    for income in (None, "0.10", "0.60", "0.90", "2.00", "4.00", "9.00"):
        for alone in (None, True, False):
            for dwelling in (None, "own", "rented"):
                facts = {"income": income, "alone": alone, "dwelling": dwelling}
                ways.hold(facts)
    assert {"known", "unknown", "not_stated", "conflict"} <= set(ways.seen)


def test_five_hundred_rules_of_one_decision() -> None:
    rules = [f"when: income = {number}.00; value: {number}.00" for number in range(500)]
    pack = pack_of(*rules)
    answer = ask(pack, "benefit", {"income": "321.00"})
    assert str(answer.value) == "321.00"
    assert "321" in answer.explain("en")
    assert ask(pack, "benefit", {}).status == "unknown"
    assert ask(pack, "benefit", {"income": "321.50"}).status == "not_stated"


def test_many_items_and_deep_conditions() -> None:
    many = "\n".join(f"            - income = {number}.00" for number in range(300))
    deep = "age < 1" + "".join(f" or (alone and age < {n}" for n in range(24)) + ")" * 24
    text = decision("value: 1.00").replace(
        "        value: 1.00",
        f"        when:\n          at_least: 1\n          of:\n{many}\n            - {deep}\n"
        "        value: 1.00",
    )
    both(Pack(program(text)), {"income": "299.00", "alone": False, "age": 50})


# --- the answer ---


def test_answers_are_light_and_cannot_be_changed() -> None:
    pack = socrules.load(BENCH, on=DAY)
    for name in ("fee", "free"):
        answer = ask(pack, name, FEE)
        for part in ("value", "status", "clause", "citations", "records", "more"):
            with pytest.raises(AttributeError):
                setattr(answer, part, 1)
    answer = ask(pack, "fee", FEE)
    assert type(answer).__name__ == "Decision"
    assert answer.program is pack.program
    assert answer.linked is pack.program.decisions["fee"]
    assert dict(answer.situation) == FEE
    assert answer.is_known
    assert not answer.because


FEE: dict[str, Any] = {
    fact.id: {"bool": False, "integer": 70}.get(fact.type.kind, socrules.Money("100.00"))
    for fact in socrules.load(BENCH, on=DAY).program.facts.values()
}


@pytest.mark.parametrize("facts", [FEE, {"age": 10}, {}])
def test_answers_are_pickled(facts: dict[str, Any]) -> None:
    answer = ask(socrules.load(BENCH, on=DAY), "fee", facts)
    again = pickle.loads(pickle.dumps(answer))
    for part in ("id", "status", "possible", "citations", "needs", "notes"):
        assert getattr(again, part) == getattr(answer, part)


def test_threads_share_a_pack() -> None:
    pack = socrules.load(BENCH, on=DAY)
    found: list[str] = []

    def work() -> None:
        found.extend(str(pack.decide("fee", FEE).value) for _ in range(50))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["75.00"] * 200


def test_several_questions_at_once() -> None:
    pack = socrules.load(BENCH, on=DAY)
    for names in (["free", "fee"], ("fee", "fee"), iter(["fee"]), []):
        asked = list(names)
        for _ in range(3):
            answers = pack.decide(asked, FEE)
            assert list(answers) == list(dict.fromkeys(asked))
    assert pack.decide(("free", "fee"), FEE)["fee"].value == socrules.Money("75.00")


def test_what_is_strict_or_not_in_force_is_not_compiled() -> None:
    pack = socrules.load(BENCH, on=DAY)
    for _ in range(3):
        assert pack.decide("fee", FEE, strict_effect=True).status == "known"
    early = socrules.load(BENCH, on="2020-01-01")
    assert ask(early, "fee", FEE).status == "not_applicable"


REFUSED: list[Callable[[dict[str, Any]], Any]] = [
    lambda facts: facts | {"age": "старый"},
    lambda facts: facts | {"age": 131},
    lambda facts: facts | {"tariff": 5},
    lambda facts: facts | {"refused": 1},
    lambda facts: facts | {"unknown": 1},
    lambda facts: {name: value for name, value in facts.items() if name != "age"} | {"aeg": 1},
]


@pytest.mark.parametrize("spoil", REFUSED)
def test_a_compiled_question_refuses_what_others_refuse(spoil: Any) -> None:
    pack = socrules.load(BENCH, on=DAY)
    ask(pack, "fee", FEE)
    with pytest.raises(socrules.SituationError) as refused:
        pack.decide("fee", spoil(FEE))
    with pytest.raises(socrules.SituationError) as expected:
        pack.situation(spoil(FEE))
    assert refused.value.problems == expected.value.problems


def test_combinations_of_clauses_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MOST_CITED", 1)
    pack = socrules.load(BENCH, on=DAY)
    for name in ("homeless", "lost_self_care", "homeless"):
        answer = ask(pack, "recognised", FEE | {name: True})
        assert len(answer.citations) == 1
    assert answer.clause == "2(ж)"


def test_loading_leaves_the_collector_as_it_was() -> None:
    assert gc.isenabled()
    socrules.load(BENCH, on=DAY)
    assert gc.isenabled()
    gc.disable()
    try:
        socrules.load(BENCH, on=DAY)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_loading_leaves_frozen_what_was_frozen() -> None:
    # Where a command ran before, all that was there is frozen.
    gc.unfreeze()
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        socrules.load(BENCH, on=DAY)
        # What is dropped meanwhile is gone from among the frozen, too.
        assert frozen // 2 < gc.get_freeze_count() <= frozen
    finally:
        gc.unfreeze()
    socrules.load(BENCH, on=DAY)
    assert not gc.get_freeze_count()


@pytest.mark.parametrize("other", ["income", "max(income, 9.00)", "min(income, 9.00)"])
def test_amounts_that_may_be_equal_are_not_yet_so(other: str) -> None:
    pack = pack_of(f"when: 9.00 = {other}; value: true", "value: false", type="bool")
    answer = ask(pack, "benefit", {})
    assert (answer.status, answer.needs) == ("unknown", ("income",))


def test_ranges_that_touch_are_joined_and_no_others() -> None:
    assert outcomes.apart([(6, 9), (0, 1), (5, 6), (12, 13), (10, 10)]) == [
        (0, 1),
        (5, 10),
        (12, 13),
    ]
