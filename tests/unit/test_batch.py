"""Files of people: every row answered or refused, and a run that broke off goes on."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

import socrules
from checkout import ROOT
from socrules import batch_files, databases
from socrules.backends.in_database import columns_of
from socrules.batch import LEDGER, Batch, Counts
from socrules.cli import socrules as cli
from socrules.problems import SituationError
from socrules.synthetic import people
from sparks import Frame

POOL = ROOT / "tests" / "data" / "packs" / "swimming-pool"
PACK = socrules.load(POOL, on="2024-10-01")
NAMES = ("ticket", "lane")
OPTIONS: dict[str, Any] = {"given": {"price": "150.00"}, "parts": ["status", "clause"]}
BATCH = Batch(PACK, NAMES, OPTIONS)


def table(seed: int, count: int = 40) -> pl.DataFrame:
    """Return people as a register has them; one row has an age that nobody reaches."""
    rows = list(people(PACK.program, count, seed=seed, missing=0.3))
    kinds = {"bool": pl.Boolean, "integer": pl.Int64, "date": pl.Date, "choice": pl.String}
    facts = {name: kinds.get(PACK.program.facts[name].type.kind) for name in PACK.facts}
    columns = [
        pl.Series(name, [row.get(name) for row in rows], of) for name, of in facts.items() if of
    ]
    frame = pl.DataFrame(columns).with_row_index("id")
    wrong = pl.when(pl.col("id") == 3).then(999).otherwise(pl.col("age"))
    return frame.with_columns(wrong.alias("age"))


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    found = [folder / f"p{seed}.parquet" for seed in range(3)]
    for seed, path in enumerate(found):
        table(seed).write_parquet(path)
    return found


def expected(source: pl.DataFrame) -> pl.DataFrame:
    good = source.filter(pl.col("age").is_null() | (pl.col("age") < 121))
    return plain(PACK.decide_frame(good, NAMES, **OPTIONS))


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.selectors.enum().cast(pl.String)).sort("id")


@pytest.mark.parametrize("piece", [1 << 18, 7])
def test_every_row_is_answered_or_refused(
    piece: int, sources: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "PIECE", piece)
    shares: list[float] = []
    done = BATCH.run(sources, tmp_path / "out", shares.append)
    assert done.all == Counts(120, 117, 3)
    assert (shares == sorted(shares), shares[-1], done.kept) == (True, 1.0, ())
    for source in sources:
        found = pl.read_parquet(tmp_path / "out" / source.name)
        assert found.equals(expected(pl.read_parquet(source)))
        with (tmp_path / "out" / f"{source.name}.refused.csv").open(encoding="utf-8") as file:
            (row,) = csv.DictReader(file)
        assert (row["row"], row["column"], row["id"], row["age"]) == ("4", "age", "3", "999")
        assert "999" in row["reason"]
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert left == {LEDGER, *(f"p{n}.parquet{e}" for n in range(3) for e in ("", ".refused.csv"))}


def test_what_is_finished_is_kept(sources: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = BATCH.run(sources[:2], out)
    marks = {path.name: path.stat().st_mtime_ns for path in out.glob("*.parquet")}
    again = BATCH.run(sources, out)
    assert again.kept == ("p0.parquet", "p1.parquet")
    assert {name: (out / name).stat().st_mtime_ns for name in marks} == marks
    assert again.parts | first.parts == again.parts
    table(7).filter(pl.col("id") != 3).write_parquet(sources[0])
    (out / "p1.parquet").unlink()
    third = BATCH.run(sources, out)
    assert third.kept == ("p2.parquet",)
    assert third.parts["p0.parquet"] == Counts(39, 39, 0)
    assert not (out / "p0.parquet.refused.csv").exists()


def test_a_folder_keeps_the_answers_to_one_question(sources: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    BATCH.run(sources[:1], out)
    with pytest.raises(SituationError) as caught:
        Batch(PACK, ["ticket"], OPTIONS).run(sources, out)
    assert caught.value.problems[0].kind == "batch-of-another"
    (out / LEDGER).write_text("{", encoding="utf-8")
    with pytest.raises(SituationError):
        BATCH.run(sources, out)


def test_a_run_that_fails_leaves_no_halves(sources: list[Path], tmp_path: Path) -> None:
    sources[1].write_bytes(b"PAR1 no more")
    with pytest.raises(SituationError) as caught:
        BATCH.run(sources, tmp_path / "out")
    assert caught.value.problems[0].kind == "no-parquet"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        LEDGER,
        "p0.parquet",
        "p0.parquet.refused.csv",
    }
    whole = sources[2].read_bytes()
    sources[1].write_bytes(whole[:40] + b"\xff" * 200 + whole[240:])
    with pytest.raises(SituationError):
        BATCH.run(sources, tmp_path / "out")


def test_files_without_rows(tmp_path: Path) -> None:
    table(0)[:0].write_parquet(tmp_path / "none.parquet")
    (tmp_path / "none.csv").write_text("age,lesson\n", encoding="utf-8")
    done = BATCH.run([tmp_path / "none.parquet", tmp_path / "none.csv"], tmp_path / "out")
    assert done.all == Counts(0, 0, 0)
    assert "ticket" in pl.read_parquet(tmp_path / "out" / "none.parquet").columns
    assert (tmp_path / "out" / "none.csv").read_text("utf-8").startswith("age,lesson,ticket,")


LINES = (
    '\ufeffimя;age;lesson\na;5;да\n"b\nb";9;\nc;9\n\nd;много;нет\ne";9;нет\nf;"9"x;нет\ng;10;нет\n'
)


def test_lines_of_csv_that_are_no_rows_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "PIECE", 2)
    source = tmp_path / "people.csv"
    source.write_bytes(LINES.encode() + b"\xd6;9;\n")
    done = BATCH.run([source], tmp_path / "out")
    with (tmp_path / "out" / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == [
        "imя",
        "age",
        "lesson",
        *(f"{name}{part}" for name in NAMES for part in ("", ".status", ".clause")),
    ]
    assert [row[0] for row in rows[1:]] == ["a", "b\nb", 'e"', "g"]
    assert rows[1][3:5] == ["300.00", "known"]
    with (tmp_path / "out" / "people.csv.refused.csv").open(encoding="utf-8") as file:
        refused = list(csv.DictReader(file))
    assert [(row["row"], row["column"]) for row in refused] == [
        ("5", ""),
        ("7", "age"),
        ("9", ""),
        ("11", "imя"),
    ]
    assert done.all == Counts(8, 4, 4)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["people.xlsx"], "odd-batch-file"),
        (["a/p.csv", "b/p.csv"], "batch-twice"),
        (["people.csv"], "no-header"),
    ],
)
def test_what_cannot_be_read_is_said(names: list[str], kind: str, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text("age,age\n", encoding="utf-8")
    with pytest.raises(SituationError) as caught:
        BATCH.run(paths, tmp_path / "out")
    assert caught.value.problems[0].kind == kind


def test_csv_is_for_polars_alone(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("age\n", encoding="utf-8")
    with pytest.raises(SituationError) as caught:
        Batch(PACK, NAMES, OPTIONS, "duckdb").run([tmp_path / "p.csv"], tmp_path / "out")
    assert caught.value.problems[0].kind == "batch-engine"


def contradicting(frame: pl.DataFrame) -> pl.DataFrame:
    """Return people of whom one has a date of birth that is not of the age."""
    born = pl.when(pl.col("id") == 5).then(pl.date(2000, 1, 1)).otherwise(pl.col("birth_date"))
    age = pl.when(pl.col("id") == 5).then(90).otherwise(pl.col("age"))
    return frame.with_columns(born.alias("birth_date"), age.alias("age"))


class Session:
    """Stands for a session of Spark that reads and writes Parquet."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.builder = self
        self.read = self

    def getOrCreate(self) -> Session:  # noqa: N802
        return self

    def parquet(self, path: str) -> Frame:
        text = "SELECT *, {'row_index': file_row_number} AS _metadata "
        read = self.connection.read_parquet(path, file_row_number=True)
        return Stored(read.query("people", f"{text} FROM people"))


class Stored(Frame):
    """A frame that was read: what tells of the file is no column of it."""

    @property
    def columns(self) -> list[str]:
        hidden = ("file_row_number", "_metadata")
        return [name for name in super().columns if name not in hidden]

    def selectExpr(self, *columns: str) -> Frame:  # noqa: N802
        own = ", ".join(f"`{name}`" for name in self.columns)
        return super().selectExpr(*(own if one == "*" else one for one in columns))


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_databases_answer_as_polars_does(engine: str, sources: list[Path], tmp_path: Path) -> None:
    contradicting(pl.read_parquet(sources[0])).write_parquet(sources[0])
    plainly = BATCH.run(sources, tmp_path / "polars")
    with duckdb.connect() as connection:
        spark = SimpleNamespace(SparkSession=Session(connection), DataFrame=Session)
        modules = {"pyspark": SimpleNamespace(sql=spark), "pyspark.sql": spark}
        there = mock.patch.object(
            databases,
            "columns_of",
            lambda frame: columns_of(frame.relation if isinstance(frame, Frame) else frame),
        )
        with mock.patch.dict(sys.modules, modules), there:
            done = Batch(PACK, NAMES, OPTIONS, engine).run(sources, tmp_path / "out")
            again = Batch(PACK, NAMES, OPTIONS, engine).run(sources, tmp_path / "out")
            (tmp_path / "out" / LEDGER).unlink()
            anew = Batch(PACK, NAMES, OPTIONS, engine).run(sources, tmp_path / "out")
    assert done.parts == plainly.parts == again.parts == anew.parts
    assert len(again.kept) == 3
    for source in sources:
        path = tmp_path / "out" / source.name
        found = pl.read_parquet(path / "*.parquet" if path.is_dir() else path)
        same = pl.read_parquet(tmp_path / "polars" / source.name)
        assert plain(found).cast(dict(same.schema)).equals(same)
        name = f"{source.name}.refused.csv"
        told = [
            [line.partition(",")[0] for line in (tmp_path / one / name).read_text().splitlines()]
            for one in ("out", "polars")
        ]
        assert told[0] == told[1]


def test_rows_with_days_of_their_own(tmp_path: Path) -> None:
    frame = table(1).with_columns(at=pl.lit("2024-10-01"))
    frame = frame.with_columns(at=pl.when(pl.col("id") == 4).then(None).otherwise("at"))
    frame.write_parquet(tmp_path / "p.parquet")
    done = Batch(PACK, NAMES, {**OPTIONS, "on": "at"}).run([tmp_path / "p.parquet"], tmp_path / "o")
    assert done.all == Counts(40, 38, 2)
    found = pl.read_parquet(tmp_path / "o" / "p.parquet")
    assert found.columns[: len(frame.columns)] == frame.columns
    other = Batch(socrules.load(POOL, on="2024-10-02"), NAMES, {**OPTIONS, "on": "at"})
    assert other.run([tmp_path / "p.parquet"], tmp_path / "o").kept == ("p.parquet",)


def words(folder: Path) -> list[str]:
    given = ["--set", "price=150.00", "--on", "2024-10-01"]
    return ["batch", str(POOL), *NAMES, *given, "--out", str(folder / "out")]


def test_the_command_counts(sources: list[Path], tmp_path: Path) -> None:
    run = CliRunner().invoke
    pattern = ["--in", str(tmp_path / "in" / "p*.parquet")]
    result = run(cli, [*words(tmp_path), *pattern, "--lang", "en"])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        *(f"{source.name}: 40 rows, 39 answered, 1 refused" for source in sources),
        "3 files, 0 of them done by an earlier run",
        "120 rows: 117 answered, 3 refused",
    ]
    assert "p2.parquet.refused.csv" in result.stderr
    again = run(cli, [*words(tmp_path), *pattern, "--lang", "ru"])
    assert "файлов 3, из них готовы от прежнего запуска 3" in again.stdout
    nothing = run(cli, [*words(tmp_path), "--in", "nowhere/*.csv", "--lang", "en"])
    assert isinstance(nothing.exception, SituationError)
    assert nothing.exception.problems[0].kind == "no-batch-files"


def test_the_command_takes_a_column_of_days(tmp_path: Path) -> None:
    frame = table(1).filter(pl.col("id") != 3).with_columns(at=pl.lit("2024-10-01"))
    frame.write_parquet(tmp_path / "p.parquet")
    given = ["--in", str(tmp_path / "p.parquet"), "--on", "at", "--lang", "en"]
    result = CliRunner().invoke(cli, [*words(tmp_path), *given])
    assert "39 rows: 39 answered, 0 refused" in result.stdout
    assert result.stderr == ""


def test_a_terminal_shows_how_far_it_is(sources: list[Path], tmp_path: Path) -> None:
    bar = mock.MagicMock()
    rich = {
        "rich": mock.MagicMock(),
        "rich.console": mock.MagicMock(),
        "rich.progress": mock.MagicMock(Progress=lambda **_: bar),
    }
    pattern = ["--in", str(sources[0])]
    with (
        mock.patch.dict(sys.modules, rich),
        mock.patch("socrules.commands.batch.sys", mock.MagicMock()),
    ):
        CliRunner().invoke(cli, [*words(tmp_path), *pattern], catch_exceptions=False)
    assert bar.update.call_args.kwargs["completed"] == 1.0


def test_a_run_that_is_killed_goes_on_and_ends_equal(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for seed in range(4):
        table(seed, 20).write_parquet(tmp_path / "in" / f"p{seed}.parquet")
    code = (
        "import os, sys, signal\n"
        "from socrules import batch_files\n"
        "write = batch_files.ParquetWriter.write\n"
        "def slow(self, frame):\n"
        "    write(self, frame)\n"
        "    if 'p2' in self.path.name:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "batch_files.ParquetWriter.write = slow\n"
        "from socrules.cli import socrules\n"
        "socrules(sys.argv[1:])\n"
    )
    pattern = ["--in", str(tmp_path / "in" / "*.parquet")]
    killed = subprocess.run([sys.executable, "-c", code, *words(tmp_path), *pattern], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert ".p2.parquet.half" in left
    assert "p2.parquet" not in left
    result = CliRunner().invoke(cli, [*words(tmp_path), *pattern, "--lang", "en"])
    assert "4 files, 2 of them done by an earlier run" in result.stdout
    whole = CliRunner().invoke(cli, [*words(tmp_path / "again"), *pattern, "--lang", "en"])
    assert "80 rows: 76 answered, 4 refused" in whole.stdout
    for path in (tmp_path / "again" / "out").iterdir():
        other = tmp_path / "out" / path.name
        if path.name == LEDGER:
            assert json.loads(path.read_bytes()) == json.loads(other.read_bytes())
        else:
            assert path.read_bytes() == other.read_bytes()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        path.name for path in (tmp_path / "again" / "out").iterdir()
    }
