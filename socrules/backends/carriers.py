"""Frames of other libraries: to polars and back, so that what came in is what goes out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from socrules.backends.planned import ROW
from socrules.extras import extra
from socrules.problems import SocrulesError, problem

if TYPE_CHECKING:
    import polars as pl

Back = Callable[["pl.DataFrame"], Any]


def recognise(frame: Any) -> str:
    """Return the library of a frame, `list` for a list of mappings.

    Raises `SocrulesError` for what is no frame, and where the extra `frame` is missing.
    """
    if isinstance(frame, list):
        return "list"
    nw = extra("narwhals", "frame")
    found = nw.from_native(frame, pass_through=True)
    if not isinstance(found, nw.DataFrame | nw.LazyFrame):
        raise SocrulesError(problem("odd-frame", found=type(frame).__name__))
    return str(found.implementation.value)


def titles(frame: Any) -> list[str]:
    """Return the names of the columns of a frame."""
    if recognise(frame) == "list":
        return list(dict.fromkeys(name for row in frame for name in row))
    nw = extra("narwhals", "frame")
    return [str(name) for name in nw.from_native(frame).collect_schema().names()]


def collected(frame: Any) -> Any:
    """Return the rows of a frame of a database as a frame of polars."""
    nw = extra("narwhals", "frame")
    return nw.from_native(frame).collect(backend="polars").to_native()


def carry(frame: Any, wanted: Collection[str]) -> tuple[Any, Back | None]:
    """Return a frame of polars, and what turns its answers into a frame like the one given.

    There is nothing to turn where polars was given. Of pandas only the columns `wanted` are taken
    in. Raises `SocrulesError` for what is no frame, and where the extra `pandas` is missing.
    """
    import polars as pl

    library = recognise(frame)
    if library == "polars":
        return frame, None
    if library == "pandas":
        extra("pyarrow", "pandas")
        taken = [name for name in frame.columns if name in wanted]
        height = pl.Series(ROW, range(len(frame)))
        return pl.DataFrame([height, *(_series(frame[name]) for name in taken)]), _to_pandas(frame)
    if library == "pyarrow":
        return pl.from_arrow(frame), lambda answers: _joined(frame, answers)
    if library == "list":
        names = dict.fromkeys(name for row in frame for name in row)
        found = {name: [row.get(name) for row in frame] for name in names if name in wanted}
        columns = [pl.Series(ROW, range(len(frame))), *map(_listed, found.items())]
        return pl.DataFrame(columns), lambda answers: [
            {**row, **one} for row, one in zip(frame, answers.to_dicts(), strict=True)
        ]
    raise SocrulesError(problem("odd-frame", found=type(frame).__name__))


def _listed(column: tuple[str, list[Any]]) -> pl.Series:
    """Return a column of values of one kind as that, and of several as objects read one by one."""
    import polars as pl

    name, values = column
    kinds = {type(value) for value in values if value is not None}
    plain = len(kinds) < 2 and all(kind.__module__ != "socrules.values" for kind in kinds)
    return pl.Series(name, values, dtype=None if plain else pl.Object)


def _series(series: Any) -> pl.Series:
    """Return a column of pandas; objects are read one by one, and a gap is null."""
    import polars as pl

    if series.dtype == object:
        values = [None if value != value else value for value in series.tolist()]
        return _listed((series.name, values))
    (found,) = pl.from_pandas(series.to_frame()).get_columns()
    return found


def _to_pandas(frame: Any) -> Back:
    import pandas as pd

    def back(answers: pl.DataFrame) -> Any:
        made = answers.to_pandas(use_pyarrow_extension_array=True)
        return pd.concat([frame, made.set_axis(frame.index, axis=0)], axis=1)

    return back


def _joined(table: Any, answers: pl.DataFrame) -> Any:
    made = answers.to_arrow()
    for name in made.column_names:
        table = table.append_column(name, made.column(name))
    return table
