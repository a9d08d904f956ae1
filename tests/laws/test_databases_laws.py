"""A relation of DuckDB is answered row for row as the evaluator answers, in every pack."""

from __future__ import annotations

from collections import Counter

import duckdb
import polars as pl

from registers import PACKS, SEEN, chosen, hold, pack, situations

EACH = 1
ROWS = 6


def test_packs() -> None:
    seen: Counter[str] = Counter()
    for id in PACKS:
        made = pack(id)
        rows = situations(made, ROWS, seed=1)
        names = chosen(made, rows, seed=1, each=EACH)

        def decide(people: pl.DataFrame, made=made, names=names) -> pl.DataFrame:
            with duckdb.connect() as connection:
                return made.decide_frame(connection.sql("SELECT * FROM people"), names).pl()

        seen += hold(made, names, rows, decide)
    print(dict(seen))
    assert seen.keys() == SEEN
