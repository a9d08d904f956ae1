"""The reference work written by hand for a population, as one writes it in each library.

All take the columns of `people` and answer with the same columns: of each output its value, status
and first clause. None checks what it is given or minds gaps. Where a library has no quick text,
clauses are numbers, the places in `CLAUSES`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from hand_written import (
    CATEGORIES,
    CIRCUMSTANCES,
    CLAUSES_OF_CATEGORIES,
    CLAUSES_OF_CIRCUMSTANCES,
    OUTPUTS,
    SUMS,
)

CLAUSES = [
    *(clause for _, clause in CLAUSES_OF_CIRCUMSTANCES),
    "2",
    "3",
    "4(1)",
    *(clause for _, clause in CLAUSES_OF_CATEGORIES),
    "4",
    "5",
]
NEED, REFUSED, YOUNG, FREE, PAID = 0, 9, 10, 19, 20
"""Where the clauses of circumstances begin, and the others."""


def people(rows: int, gaps: float, *, seed: int = 1) -> pl.DataFrame:
    """Return people with sums in kopecks; each value is null with the probability `gaps`."""
    random = np.random.default_rng(seed)
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


def in_polars(people: pl.LazyFrame) -> pl.LazyFrame:
    """Return the answers of a lazy frame, to be collected."""

    def first(tests: list[pl.Expr], start: int) -> Any:
        found: Any = pl
        for code, test in enumerate(tests, start):
            found = found.when(test).then(pl.lit(code, pl.UInt8))
        return found.otherwise(pl.lit(start + len(tests), pl.UInt8))

    lazy = people.with_columns(
        _need=first([pl.col(name) for name in CIRCUMSTANCES], NEED),
        _free=first([pl.col("age") < 18, *map(pl.col, CATEGORIES)], YOUNG),
    )
    free, refused = pl.col("_free") < FREE, pl.col("refused")
    cap = pl.min_horizontal("tariff", pl.col("average_income") * 75 // 100)
    answers = {
        "recognised": (pl.col("_need") < len(CIRCUMSTANCES)) & ~refused,
        "recognised.clause": pl.when(refused).then(pl.lit(REFUSED, pl.UInt8)).otherwise("_need"),
        "free": free,
        "free.clause": pl.col("_free"),
        "fee": pl.when(free).then(0).otherwise(cap),
        "fee.clause": pl.when(free).then("_free").otherwise(pl.lit(PAID, pl.UInt8)),
    }
    status = {f"{name}.status": pl.lit(0, pl.UInt8) for name in OUTPUTS}
    return lazy.select(**answers, **status)


def in_numpy(people: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of arrays, by name."""
    circumstances = [people[name] for name in CIRCUMSTANCES]
    grounds = [people["age"] < 18, *(people[name] for name in CATEGORIES)]
    codes = [np.uint8(code) for code in range(len(CLAUSES))]
    need = np.select(circumstances, codes[: len(circumstances)], codes[len(circumstances)])
    clause = np.select(grounds, codes[YOUNG:FREE], codes[FREE])
    refused, free = people["refused"], clause < FREE
    cap = np.minimum(people["tariff"], people["average_income"] * 75 // 100)
    known = np.zeros(len(free), "uint8")
    return {
        "recognised": (need < len(circumstances)) & ~refused,
        "recognised.clause": np.where(refused, codes[REFUSED], need),
        "free": free,
        "free.clause": clause,
        "fee": np.where(free, 0, cap),
        "fee.clause": np.where(free, clause, codes[PAID]),
    } | {f"{name}.status": known for name in OUTPUTS}


def in_pandas(people: Any) -> Any:
    """Return a frame of pandas with the answers beside its columns; clauses are categories."""
    import pandas as pd

    found = in_numpy(people)
    for name in OUTPUTS:
        codes = found[f"{name}.clause"].astype("int8")
        found[f"{name}.clause"] = pd.Categorical.from_codes(codes, CLAUSES)
        codes = found[f"{name}.status"].astype("int8")
        found[f"{name}.status"] = pd.Categorical.from_codes(codes, ["known"])
    return people.assign(**found)


def in_arrow(people: Any) -> Any:
    """Return a table of pyarrow with the answers beside its columns."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def first(tests: list[Any], start: int) -> Any:
        names = list(map(str, range(len(tests))))
        codes = [pa.scalar(code, pa.uint8()) for code in range(start, start + len(tests) + 1)]
        return pc.case_when(pc.make_struct(*tests, field_names=names), *codes)

    need = first([people[name] for name in CIRCUMSTANCES], NEED)
    young = pc.less(people["age"], 18)
    clause = first([young, *(people[name] for name in CATEGORIES)], YOUNG)
    refused, free = people["refused"], pc.less(clause, FREE)
    # Amounts are never negative here: towards zero is downwards.
    cap = pc.divide(pc.multiply(people["average_income"], 75), 100)
    found = {
        "recognised": pc.and_(pc.less(need, len(CIRCUMSTANCES)), pc.invert(refused)),
        "recognised.clause": pc.if_else(refused, pa.scalar(REFUSED, pa.uint8()), need),
        "free": free,
        "free.clause": clause,
        "fee": pc.if_else(free, 0, pc.min_element_wise(people["tariff"], cap)),
        "fee.clause": pc.if_else(free, clause, pa.scalar(PAID, pa.uint8())),
    }
    known = pa.repeat(pa.scalar(0, pa.uint8()), len(people))
    for name, column in (found | {f"{name}.status": known for name in OUTPUTS}).items():
        people = people.append_column(name, column)
    return people


def in_sql(table: str) -> str:
    """Return a query of DuckDB that answers the rows of a table; clauses are text."""

    def first(tests: list[str], start: int) -> str:
        cases = zip(tests, CLAUSES[start:], strict=False)
        whens = " ".join(f"WHEN {test} THEN '{clause}'" for test, clause in cases)
        return f"CASE {whens} ELSE '{CLAUSES[start + len(tests)]}' END"

    need, free = first(list(CIRCUMSTANCES), NEED), first(["age < 18", *CATEGORIES], YOUNG)
    return f"""
    WITH grounds AS (SELECT *, {need} AS need, {free} AS ground FROM {table})
    SELECT
        need <> '2' AND NOT refused AS recognised,
        'known' AS "recognised.status",
        CASE WHEN refused THEN '3' ELSE need END AS "recognised.clause",
        ground <> '4' AS free,
        'known' AS "free.status",
        ground AS "free.clause",
        CASE WHEN ground <> '4' THEN 0
             ELSE least(tariff, average_income * 75 // 100) END AS fee,
        'known' AS "fee.status",
        CASE WHEN ground <> '4' THEN ground ELSE '5' END AS "fee.clause"
    FROM grounds"""
