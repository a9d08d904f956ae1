"""A register of made-up people for the pack of the fee, and that pack with other numbers."""

from __future__ import annotations

from typing import Any

import socrules
from checkout import ROOT
from socrules import Money
from socrules.synthetic import people as made_up

FEE = socrules.load(ROOT / "benchmarks" / "fee-decision", on="2024-10-01")
LOWER = FEE.with_parameters(cap_share="60 %", adulthood_age="20")


def register(number: int = 400, missing: float = 0.02) -> list[dict[str, Any]]:
    rows = []
    for index, one in enumerate(made_up(FEE.program, number, seed=8, missing=missing)):
        # So many grounds that all would be served free are thinned out.
        facts = {k: v for k, v in one.items() if v is not True or (index + len(k)) % 7 == 0}
        known = {name: False for name in one if name not in facts}
        row = dict.fromkeys(FEE.facts) | facts | known
        row = {k: str(v) if isinstance(v, Money) else v for k, v in row.items()}
        rows.append({**row, "district": "СЮ"[index % 2], "stands_for": index % 4})
    return rows


ROWS = register()
