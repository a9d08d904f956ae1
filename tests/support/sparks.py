"""Stands for a session of Spark where none is: Spark's SQL in DuckDB, its maps over Arrow here."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlglot


def _in_duckdb(text: str) -> str:
    return sqlglot.transpile(text, read="spark", write="duckdb")[0].replace("RAISE_ERROR", "ERROR")


def _column(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Frame:
    """A frame as `socrules.backends.in_spark` sees one, over a relation of DuckDB."""

    def __init__(self, relation: Any) -> None:
        self.relation = relation

    @property
    def sparkSession(self) -> Frame:  # noqa: N802 - the name is PySpark's
        return self

    def sql(self, text: str, people: Frame) -> Frame:
        made = text.format(people="people")
        return Frame(people.relation.query("people", _in_duckdb(made)))

    @property
    def columns(self) -> list[str]:
        return list(self.relation.columns)

    @property
    def dtypes(self) -> list[tuple[str, str]]:
        return [(name, str(of)) for name, of in zip(self.columns, self.relation.types, strict=True)]

    def collect(self) -> list[tuple[Any, ...]]:
        return list(self.relation.fetchall())

    def where(self, test: str) -> Frame:
        return self._select("*", f"WHERE {test}")

    def selectExpr(self, *columns: str) -> Frame:  # noqa: N802
        return self._select(", ".join(columns))

    def toDF(self, *names: str) -> Frame:  # noqa: N802
        pairs = zip(self.columns, names, strict=True)
        columns = ", ".join(f"{_column(old)} AS {_column(new)}" for old, new in pairs)
        return Frame(self.relation.query("people", f"SELECT {columns} FROM people"))

    def unionAll(self, other: Frame) -> Frame:  # noqa: N802
        assert len(self.columns) == len(other.columns)
        return Frame(self.relation.union(other.relation))

    def mapInArrow(self, function: Any, schema: str) -> Frame:  # noqa: N802
        # What goes to the executors travels as bytes.
        shipped = pickle.loads(pickle.dumps(function))
        table = self.relation.to_arrow_table()
        empty = pa.RecordBatch.from_pylist([], table.schema)
        batches = table.to_batches(max_chunksize=7) or [empty]
        made = pa.Table.from_batches(list(shipped(iter(batches))))
        assert schema.startswith("c0 ")
        assert made.column_names == [f"c{at}" for at in range(len(made.column_names))]
        return Frame(self.relation.query("people", "SELECT * FROM made"))

    def _select(self, columns: str, rest: str = "") -> Frame:
        text = _in_duckdb(f"SELECT {columns} FROM people {rest}")
        return Frame(self.relation.query("people", text))

    @property
    def write(self) -> Frame:
        return self

    def parquet(self, path: str) -> None:
        Path(path).mkdir()
        self.relation.write_parquet(f"{path}/part-0.parquet")
