"""Decides a Parquet file in DuckDB or in Spark, and parts the rows that are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from socrules.backends.in_database import REFUSED, quoted, why
from socrules.backends.planned import Decider, Task
from socrules.batch_files import RefusedWriter
from socrules.databases import decide_table
from socrules.extras import extra
from socrules.matching import Matching
from socrules.regions import Regions

Ask = Callable[[Sequence[str]], tuple[Decider, Regions, Task, Matching]]
"""Says what is asked of a table with columns of these names."""

NUMBER: Final = "socrules row"
"""The column with the number of a row in its file, counted from 1."""


def in_duckdb(ask: Ask, source: Path, half: Path, refused: RefusedWriter) -> int:
    """Write the answers to a file, and its refused rows; return how many rows are answered."""
    duckdb = extra("duckdb", "duckdb")
    with duckdb.connect() as connection:
        people = connection.read_parquet(str(source), file_row_number=True)
        names = [name for name in people.columns if name != "file_row_number"]
        own = ", ".join(map(quoted, names))
        numbered = f"SELECT {own}, file_row_number + 1 AS {quoted(NUMBER)} FROM people"
        found, columns = _marked(ask, "duckdb", people.query("people", numbered), names)
        kept = ", ".join(quoted(one) for one in found.columns if one not in (NUMBER, REFUSED))
        good = f"SELECT {kept} FROM people WHERE {quoted(REFUSED)} IS NULL"
        found.query("people", good).write_parquet(str(half))
        wrong = found.filter(f"{quoted(REFUSED)} IS NOT NULL").order(quoted(NUMBER))
        _tell(refused, names, columns, wrong.columns, wrong.fetchall())
        ((count,),) = connection.read_parquet(str(half)).count("*").fetchall()
        return int(count)


def in_spark(ask: Ask, source: Path, half: Path, refused: RefusedWriter) -> int:
    """Write the answers to a file, and its refused rows; return how many rows are answered.

    The session is the one that is active, or made as the settings of Spark say.
    """
    parquet = extra("pyarrow.parquet", "spark")
    session = extra("pyspark.sql", "spark").SparkSession.builder.getOrCreate()
    read = session.read.parquet(str(source.resolve()))
    names = list(read.columns)
    people = read.selectExpr("*", f"_metadata.row_index + 1 AS `{NUMBER}`")
    found, columns = _marked(ask, "pyspark", people, names)
    kept = [quoted(one, "spark") for one in found.columns if one not in (NUMBER, REFUSED)]
    sound = f"{quoted(REFUSED, 'spark')} IS NULL"
    found.where(sound).selectExpr(*kept).write.parquet(str(half.resolve()))
    wrong = found.where(f"NOT ({sound})").collect()
    rows = sorted(map(tuple, wrong), key=lambda row: row[found.columns.index(NUMBER)])
    _tell(refused, names, columns, found.columns, rows)
    return sum(parquet.read_metadata(one).num_rows for one in half.glob("*.parquet"))


def _marked(
    ask: Ask, library: str, people: Any, names: Sequence[str]
) -> tuple[Any, Mapping[str, str]]:
    """Return the people with their answers, and which column gives which fact."""
    decider, regions, task, _ = ask(names)
    return decide_table(library, people, decider, regions, task, mark=True), task.columns


def _tell(
    refused: RefusedWriter,
    names: Sequence[str],
    columns: Mapping[str, str],
    titles: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    for values in rows:
        row = dict(zip(titles, values, strict=True))
        said = why(row[REFUSED], row, columns)
        refused.write(names, row[NUMBER], said, [row[name] for name in names])


WAYS: Final = {"duckdb": in_duckdb, "spark": in_spark}
"""How files are decided by the engines that are databases."""
