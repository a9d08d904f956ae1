"""What compiled functions answer is what the evaluator says, on made programs and all packs."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import socrules
from agreement import outward
from both_ways import BothWays, some_facts
from checkout import ROOT
from programs import Maker, situation
from programs import pack as pack_of
from socrules.problems import PackError, SituationError
from socrules.quick import Checker
from socrules.situation import situation as check
from socrules.values import kopecks

ENOUGH = settings(max_examples=40, deadline=None, database=None)


@ENOUGH
@given(st.integers(0, 2**32))
def test_made_programs_are_answered_alike_both_ways(seed: int) -> None:
    random = Random(seed)
    program = Maker(random).program
    try:
        both = BothWays(pack_of(program))
    except PackError:
        return
    kinds = {fact.name: fact.kind for fact in program.facts}
    for _ in range(6):
        facts = situation(program, random)
        with suppress(SituationError):
            both.hold({name: outward(kinds[name], value) for name, value in facts.items()})


@ENOUGH
@given(st.integers(0, 2**32))
def test_records_are_the_steps_of_the_trace(seed: int) -> None:
    random = Random(seed)
    program = Maker(random).program
    try:
        both = BothWays(pack_of(program))
    except PackError:
        return
    derived = {decision.derives for decision in program.decisions}
    for _ in range(6):
        plain = [
            fact for fact in program.facts if fact.name not in derived or random.random() < 0.5
        ]
        facts = {fact.name: outward(fact.kind, random.choice(fact.domain)) for fact in plain}
        with suppress(SituationError):
            both.hold(facts)


@pytest.mark.parametrize("name", sorted(socrules.packs()))
def test_packs_are_answered_alike_both_ways(name: str) -> None:
    random, pack = Random(name), socrules.load(name, on="2026-10-01")
    both = BothWays(pack)
    for share in (1.0, 0.95, 0.6):
        both.hold(some_facts(pack, random, share))


BENCH = socrules.load(ROOT / "benchmarks" / "fee-decision", on="2024-10-01")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 200),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["да", "no", "70", "100.00", socrules.Money("5.00"), socrules.UNKNOWN]),
)


@ENOUGH
@given(st.dictionaries(st.one_of(st.sampled_from(BENCH.facts), st.text(max_size=4)), VALUES))
def test_facts_are_checked_quickly_as_they_are_at_leisure(facts: dict[str, Any]) -> None:
    def outcome(check: Any) -> Any:
        try:
            return dict(check())
        except SituationError as error:
            return error.problems

    quick = outcome(lambda: Checker(BENCH.program).situation(facts))
    assert quick == outcome(lambda: check(BENCH.program, facts))


@settings(max_examples=300, deadline=None, database=None)
@given(st.text("09.5,٣² ", max_size=6) | st.from_regex(r"[0-9]{23,25}[.][0-9]{2}", fullmatch=True))
def test_a_plain_sum_is_read_as_one_with_a_sign(text: str) -> None:
    def outcome(amount: str) -> int | None:
        try:
            return kopecks(amount)
        except SituationError:
            return None

    assert outcome(text.strip()) == outcome("+" + text.strip())
