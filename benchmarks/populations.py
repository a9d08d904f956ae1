"""Figures for a population: a million rows decided, against polars written by hand.

`--write` puts them into the page of figures.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from figures import Figure, table
from hand_written import CATEGORIES, CIRCUMSTANCES, OUTPUTS, SUMS
from measure import interleave
from report import machine, put

import socrules

PACK = Path(__file__).parent / "fee-decision"
ROWS = 1_000_000
PARTS = ("status", "clause")
TESTS = [pl.col("age") < 18, *map(pl.col, CATEGORIES)]


def people(rows: int, gaps: float) -> pl.DataFrame:
    """Return people with sums in kopecks; each value is null with the probability `gaps`."""
    random = np.random.default_rng(1)
    data: dict[str, Any] = {"age": random.choice([9, 17, 18, 44, 70, 91], rows).astype("int64")}
    data |= {name: random.random(rows) < 0.06 for name in CATEGORIES}
    data |= {name: random.integers(0, 6_000_000, rows) for name in SUMS}
    data |= {name: random.random(rows) < 0.1 for name in CIRCUMSTANCES}
    data["refused"] = random.random(rows) < 0.1
    frame = pl.DataFrame(data)
    if not gaps:
        return frame
    kept = {name: pl.Series(random.random(rows) >= gaps) for name in frame.columns}
    return frame.with_columns(pl.when(kept[name]).then(pl.col(name)).alias(name) for name in kept)


def by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the answers of polars as one writes them; clauses are numbers, gaps are not minded."""
    return hand_lazy(frame.lazy()).collect()


def hand_lazy(people: pl.LazyFrame) -> pl.LazyFrame:
    """Return the same of a lazy frame, to be collected."""

    def first(tests: list[pl.Expr], start: int) -> Any:
        found: Any = pl
        for code, test in enumerate(tests, start):
            found = found.when(test).then(pl.lit(code, pl.UInt8))
        return found.otherwise(pl.lit(start + len(tests), pl.UInt8))

    lazy = people.with_columns(
        _need=first([pl.col(name) for name in CIRCUMSTANCES], 2), _free=first(TESTS, 12)
    )
    free, refused = pl.col("_free") < 21, pl.col("refused")
    cap = pl.min_horizontal("tariff", pl.col("average_income") * 75 // 100)
    answers = {
        "recognised": (pl.col("_need") < 10) & ~refused,
        "recognised.clause": pl.when(refused).then(pl.lit(11, pl.UInt8)).otherwise("_need"),
        "free": free,
        "free.clause": pl.col("_free"),
        "fee": pl.when(free).then(0).otherwise(cap),
        "fee.clause": pl.when(free).then("_free").otherwise(pl.lit(22, pl.UInt8)),
    }
    status = {f"{name}.status": pl.lit(0, pl.UInt8) for name in OUTPUTS}
    return lazy.select(**answers, **status)


def figures() -> list[Figure]:
    """Return what a million rows cost in processor time, values held to each other first."""
    pack = socrules.load(PACK, on="2024-10-01")

    def ours(frame: pl.DataFrame) -> pl.DataFrame:
        return pack.decide_frame(frame, OUTPUTS, money="kopecks", parts=PARTS)

    whole, gaps = people(ROWS, 0), people(ROWS, 0.05)
    assert ours(whole).select(OUTPUTS).equals(by_hand(whole).select(OUTPUTS))
    works = {
        "hand": lambda: by_hand(whole),
        "ours": lambda: ours(whole),
        "hand, gaps": lambda: by_hand(gaps),
        "gaps": lambda: ours(gaps),
    }
    found = interleave(works, rounds=9, seconds=0.1)
    hand, holed = found["hand"], found["hand, gaps"]
    return [
        Figure("polars written by hand (P)", hand, hand, "× P", None, None),
        Figure("`decide_frame`, no gaps", found["ours"], hand, "× P", 1.1, 0.75),
        Figure("polars written by hand, gaps of 5 %", holed, holed, "× P", None, None),
        Figure("`decide_frame`, gaps of 5 %", found["gaps"], holed, "× P", 1.8, 1.2),
    ]


def main() -> None:
    """Print the figures and put them into the page."""
    text = f"{machine()}, polars {pl.__version__}, a million rows\n\n{table(figures())}\n"
    print(text)
    if "--write" in sys.argv[1:]:
        put("Populations", text)


if __name__ == "__main__":
    main()
