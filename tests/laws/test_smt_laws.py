"""Formulas say what the evaluator says, of every pack and of programs made at random."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import socrules
from programs import Maker
from programs import pack as pack_of
from socrules.backends.solved import Solved
from socrules.pack import Pack
from socrules.problems import PackError
from solved import evaluated, some_value


def hold(pack: Pack, random: Random, times: int, *, derive: bool) -> int:
    """Compare all decisions in some situations; return how many answers were compared."""
    facts = pack.program.facts.values()
    derived = {fact.id for fact in facts if fact.derived_by}
    solved = Solved(pack.program, () if derive else derived)
    compared = 0
    for _ in range(times):
        names = [fact for fact in facts if not (derive and fact.derived_by)]
        situation = {fact.id: some_value(fact, random) for fact in names}
        for name, answer in solved.answers(situation).items():
            expected = evaluated(pack, situation, name)
            if expected is None:
                assert derive, f"{name} is open where all is given"
                continue
            assert answer == expected, (name, situation)
            compared += 1
    return compared


@pytest.mark.parametrize("name", sorted(socrules.packs()))
def test_formulas_of_packs_say_what_the_evaluator_says(name: str) -> None:
    pack, random = socrules.load(name, on="2026-10-01"), Random(name)
    assert hold(pack, random, 3, derive=False) > 2 * len(pack.decisions)
    assert hold(pack, random, 1, derive=True) > 0.9 * len(pack.decisions)


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(0, 2**32))
def test_formulas_of_made_programs_say_what_the_evaluator_says(seed: int) -> None:
    random = Random(seed)
    try:
        pack = pack_of(Maker(random).program)
    except PackError:
        return
    hold(pack, random, 3, derive=False)
    hold(pack, random, 2, derive=True)
