"""The engine `durable` answers what the evaluator answers, each share in a process of its own.

`SOCRULES_DURABLE` says how many made programs are compared, each in 36 situations, and how often
each pack is; `make durable` compares three hundred programs.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable

import pytest

import socrules
from checkout import PYTHON, ROOT, run

PROGRAMS = int(os.environ.get("SOCRULES_DURABLE", "16"))
PARTS = max(4, PROGRAMS // 30)
SITUATIONS = 36
OF_A_PACK = max(4, PROGRAMS // 10)

Record = Callable[[str, object], None]


def compared(*words: object, record: Record) -> Counter[str]:
    """Return what was seen by the comparison in a process of its own, which must end well."""
    script = ROOT / "tests" / "support" / "chained.py"
    seen: Counter[str] = Counter(json.loads(run([PYTHON, script, *words], cwd=ROOT)))
    record("durable", dict(seen))
    return seen


@pytest.mark.parametrize("part", range(PARTS))
def test_made_programs(part: int, record_property: Record) -> None:
    ends = [PROGRAMS * one // PARTS for one in (part, part + 1)]
    seen = compared("made", *ends, SITUATIONS, record=record_property)
    assert seen["programs"] + seen["refused"] == PROGRAMS // PARTS
    assert seen["concluded"] > 2 * seen["settled by the evaluator"]


@pytest.mark.parametrize("name", sorted(socrules.packs()))
def test_packs(name: str, record_property: Record) -> None:
    seen = compared("pack", name, OF_A_PACK, record=record_property)
    assert seen["situations"] == OF_A_PACK
    assert seen["concluded"] > 20 * seen["settled by the evaluator"]
