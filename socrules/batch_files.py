"""Files of people in pieces: Parquet and CSV, read with the number of each row, written whole."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from socrules.backends.planned import ROW
from socrules.extras import extra
from socrules.problems import Problem, SituationError, problem

if TYPE_CHECKING:
    import polars as pl

PIECE: Final = 1 << 18
"""How many rows are in memory at once."""

SEPARATORS: Final = ";,\t"

Advance = Callable[[float], None]
"""Says what share of a file has been read."""

Bad = list[tuple[int, list[str | None], Problem]]
"""Rows that are no rows of the table: their number, their fields, and why."""


def parquet_pieces(path: Path, advance: Advance) -> Iterator[tuple[pl.DataFrame, Bad]]:
    """Yield the rows of a Parquet file, numbered from 1 in the column `ROW`."""
    import polars as pl

    parquet = extra("pyarrow.parquet", "batch")
    arrow = extra("pyarrow", "batch")
    try:
        file = parquet.ParquetFile(path)
    except (OSError, arrow.ArrowInvalid) as error:
        raise _unreadable(path, error) from None
    with file:
        read, whole = 0, file.metadata.num_rows
        try:
            for batch in file.iter_batches(batch_size=PIECE):
                frame: Any = pl.from_arrow(batch)
                yield frame.with_row_index(ROW, offset=read + 1), []
                read += len(frame)
                advance(read / whole)
        except (OSError, arrow.ArrowInvalid) as error:
            raise _unreadable(path, error) from None
        if not read:
            empty: Any = pl.from_arrow(file.schema_arrow.empty_table())
            yield empty.with_row_index(ROW, offset=1), []


def csv_pieces(path: Path, advance: Advance) -> Iterator[tuple[pl.DataFrame, Bad]]:
    """Yield the rows of a CSV file as texts, numbered by their lines in the column `ROW`.

    Fields are parted by `;`, `,` or tabs, whichever the first line has most of; an empty field is
    a gap. Lines that do not have a field for each column, or are not UTF-8, are told apart.
    """
    size = max(path.stat().st_size, 1)
    with path.open("rb") as binary:
        text = _Lines(binary)
        separator = separator_of(path)
        reader = csv.reader(text, delimiter=separator, strict=True)
        names = next(reader, [])
        if not names or len(set(names)) < len(names):
            raise SituationError(problem("no-header", file=path))
        rows: list[tuple[int, list[str | None]]] = []
        bad: Bad = []
        while True:
            start = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error as error:
                bad.append((start, [], problem("bad-line", row=start, why=error)))
                continue
            if fields is None:
                break
            if not fields:
                continue
            said = _wrong(start, fields, names)
            if said is None:
                rows.append((start, [field or None for field in fields]))
            else:
                bad.append((start, [field or None for field in fields], said))
            if len(rows) == PIECE:
                yield _frame(names, rows), bad
                rows, bad = [], []
                advance(binary.tell() / size)
        yield _frame(names, rows), bad


class _Lines:
    """The lines of a file as text; bytes that are not UTF-8 are kept apart in each."""

    def __init__(self, binary: Any) -> None:
        self.binary = binary
        self.first = True

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line: bytes = self.binary.readline()
        if not line:
            raise StopIteration
        if self.first:
            line, self.first = line.removeprefix(b"\xef\xbb\xbf"), False
        return line.decode("utf-8", "surrogateescape").replace("\0", "\udc00")


def separator_of(path: Path) -> str:
    """Return what parts the fields of a CSV file."""
    with path.open("rb") as binary:
        first = binary.readline().decode("utf-8", "replace")
    return max(SEPARATORS, key=first.count)


def _wrong(row: int, fields: Sequence[str], names: Sequence[str]) -> Problem | None:
    if len(fields) != len(names):
        return problem("line-fields", row=row, found=len(fields), expected=len(names))
    for name, field in zip(names, fields, strict=True):
        try:
            field.encode()
        except UnicodeEncodeError:
            return problem("line-not-utf8", row=row, column=name)
    return None


def _frame(names: Sequence[str], rows: Sequence[tuple[int, list[str | None]]]) -> pl.DataFrame:
    import polars as pl

    columns = {name: [fields[at] for _, fields in rows] for at, name in enumerate(names)}
    texts = {name: pl.Series(name, values, pl.String) for name, values in columns.items()}
    numbers = pl.Series(ROW, [row for row, _ in rows], pl.UInt32)
    return pl.DataFrame([numbers, *texts.values()])


def _unreadable(path: Path, error: Exception) -> SituationError:
    return SituationError(problem("no-parquet", file=path, why=str(error).splitlines()[0]))


class ParquetWriter:
    """Writes pieces into one Parquet file."""

    def __init__(self, path: Path, source: Path) -> None:
        del source
        self.path = path
        self.writer: Any = None

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        import polars as pl

        table = frame.with_columns(pl.selectors.enum().cast(pl.String)).to_arrow()
        if self.writer is None:
            parquet = extra("pyarrow.parquet", "batch")
            self.writer = parquet.ParquetWriter(self.path, table.schema)
        self.writer.write_table(table)

    def close(self) -> None:
        """Finish the file, if it was begun."""
        if self.writer is not None:
            self.writer.close()


class CsvWriter:
    """Writes pieces into one CSV file, parted like its source."""

    def __init__(self, path: Path, source: Path) -> None:
        self.file = path.open("wb")
        self.separator = separator_of(source)
        self.begun = False

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        frame.write_csv(self.file, separator=self.separator, include_header=not self.begun)
        self.begun = True

    def close(self) -> None:
        """Finish the file."""
        self.file.close()


class RefusedWriter:
    """Writes refused rows into a CSV file: where, why, and the row itself; made when one comes."""

    def __init__(self, path: Path, lang: str) -> None:
        self.path = path
        self.lang = lang
        self.file: Any = None
        self.count = 0

    def write(
        self, names: Sequence[str], number: int, said: Sequence[Problem], row: Sequence[Any]
    ) -> None:
        """Add a row with its number and what is wrong with it."""
        from socrules.problems import sentence

        if self.file is None:
            self.file = self.path.open("w", encoding="utf-8", newline="", errors="replace")
            self.writer = csv.writer(self.file)
            self.writer.writerow(["row", "column", "reason", *names])
        columns = [dict(one.args).get("column", "") for one in said]
        reasons = [sentence(one, self.lang) for one in said]
        told = ("; ".join(dict.fromkeys(filter(None, words))) for words in (columns, reasons))
        self.writer.writerow([number, *told, *("" if one is None else one for one in row)])
        self.count += 1

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self.file is not None:
            self.file.close()


KINDS: Final[Mapping[str, tuple[Any, Any]]] = {
    ".parquet": (parquet_pieces, ParquetWriter),
    ".csv": (csv_pieces, CsvWriter),
}
"""How files are read and answers written, by the ends of their names."""
