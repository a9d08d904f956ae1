"""Frames of PySpark on a local cluster: row for row as the evaluator, and as polars, answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pyspark.sql import SparkSession

from invented import program
from registers import PACKS, SEEN, chosen, hold, pack, situations
from socrules.pack import Pack
from worded import NAMES, WORDED, rows

LONGEST = 20_000
"""Spark takes minutes to plan a longer query; DuckDB is held to the evaluator in those too."""

WORDED_PACK = Pack(program(WORDED))


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    made = (
        SparkSession.builder.master("local[2]")
        .appName("socrules")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.selectors.enum().cast(pl.String)).sort(pl.all())


def test_each_row_is_decided_by_the_wording_of_its_day(spark: SparkSession, tmp_path: Path) -> None:
    frame = pl.DataFrame(rows())
    frame.write_parquet(tmp_path / "people.parquet")
    there = spark.read.parquet(str(tmp_path / "people.parquet"))
    answered = WORDED_PACK.decide_frame(there, NAMES, on="at")
    assert type(answered) is type(there)
    found: Any = pl.from_arrow(answered.toArrow())
    assert plain(found).equals(plain(WORDED_PACK.decide_frame(frame, NAMES, on="at")))


def test_a_row_that_is_refused_fails_when_it_is_read(spark: SparkSession) -> None:
    answered = WORDED_PACK.decide_frame(spark.sql("SELECT 999 AS years"), "adult")
    with pytest.raises(Exception, match="socrules refuses a row: years"):
        answered.collect()


def test_packs(spark: SparkSession, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    for id in PACKS:
        made = pack(id)
        given = situations(made, 8, seed=2)
        names = chosen(made, given, seed=2, each=1, most=LONGEST)

        def decide(frame: pl.DataFrame, id: str = id, made=made, names=names) -> pl.DataFrame:
            path = tmp_path / f"{id.replace('/', '-')}.parquet"
            used = set(made.match_frame(frame, names).columns.values())
            frame.select("number", *(one for one in frame.columns if one in used)).write_parquet(
                path
            )
            there = spark.sql(f"SELECT * FROM parquet.`{path}`")
            found: Any = pl.from_arrow(made.decide_frame(there, names).toArrow())
            return found

        seen += hold(made, names, given, decide)
    print(dict(seen))
    assert seen.keys() == SEEN
