"""Columns answer every row as the evaluator does, or leave it to the evaluator."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

import socrules
from agreement import outward
from programs import Maker, pack, situation
from rows import inner_frame, lowered, of_answer, of_row
from socrules.backends.lower import STATUSES
from socrules.library import packs
from socrules.synthetic import people

PROGRAMS = 150
ROWS = 12


def test_generated_programs() -> None:
    seen: Counter[str] = Counter()
    for seed in range(PROGRAMS):
        random = Random(seed)
        program = Maker(random).program
        made = pack(program)
        kinds = {fact.name: fact.kind for fact in program.facts}
        facts = [fact for fact in made.facts if random.random() < 0.9]
        given = [situation(program, random) for _ in range(ROWS)]
        rows = [
            {name: outward(kinds[name], value) for name, value in one.items() if name in facts}
            for one in given
        ]
        frame = inner_frame(made, rows, facts)
        for name in made.decisions:
            for row, one in zip(lowered(made, name, frame), rows, strict=True):
                if row["left"]:
                    seen["left"] += 1
                    continue
                found = of_row(made, name, row)
                assert found == of_answer(made, name, one, found), (seed, name, one)
                seen[found[0]] += 1
    assert seen.keys() == {"left", "known", "unknown", "conflict", "not_stated", "not_applicable"}


@pytest.mark.parametrize("id", sorted(packs()))
def test_packs(id: str) -> None:
    loaded = socrules.load(id, on="2026-06-01")
    seen: Counter[str] = Counter()
    rows = list(people(loaded.program, 20, seed=1, missing=0.3))
    frame = inner_frame(loaded, rows, loaded.facts)
    for name in Random(1).sample(list(loaded.program.decisions), 40):
        for row, one in zip(lowered(loaded, name, frame), rows, strict=True):
            seen["left" if row["left"] else STATUSES[row["status"]]] += 1
            if not row["left"]:
                result = of_row(loaded, name, row)
                assert result == of_answer(loaded, name, one, result), (name, one)
    assert min(seen["known"], seen["unknown"]) > 0
