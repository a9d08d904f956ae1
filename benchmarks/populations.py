"""Figures for a population: a million rows decided, against what one writes by hand.

All answers are held to each other before anything is timed. `--write` puts the figures into their
page; `--peak NAME` does one of the works once and prints the memory of its process at its height.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import hand_frames as by_hand
import polars as pl
from figures import Figure, table
from hand_frames import CLAUSES, people
from hand_written import OUTPUTS
from measure import interleave
from report import machine, put

import socrules

PACK = Path(__file__).parent / "fee-decision"
ROWS = 1_000_000
DAY = "2024-10-01"
SETTINGS: dict[str, Any] = {"money": "kopecks", "parts": ("status", "clause")}
GAPS = 0.05


def by_hand_of(name: str) -> str:
    """Return the name of the same work written by hand."""
    library, _, rest = name.partition(" ")
    return f"{library} by hand {rest}".strip()


LIMITS = {
    "polars": (1.1, 0.75),
    "polars with gaps": (1.8, 1.2),
    "DuckDB": (1.5, 1.1),
    "DuckDB with gaps": (1.5, 1.1),
    "pandas": (1.0, 0.5),
    "pyarrow": (1.0, 0.5),
}
"""What this library is put to, and the ratios to what is written by hand: must, and hoped for."""

WORKS = [
    *(one for name in LIMITS for one in (by_hand_of(name), name)),
    "NumPy by hand",
]

Work = Callable[[], Any]


def work(name: str, rows: int) -> Work:
    """Return what is done to a population, by a name of `WORKS`; it answers with a frame."""
    library, _, rest = name.partition(" ")
    frame = people(rows, GAPS if "gaps" in rest else 0)
    hand = rest.startswith("by hand")
    if library == "DuckDB":
        connection = duckdb.connect()
        connection.execute("CREATE TABLE people AS SELECT * FROM frame")
        full = [one for one in frame.columns if not frame[one].null_count()]
        pack = socrules.load(PACK, on=DAY)
        ours = pack.sql(OUTPUTS, "duckdb", full=full, **SETTINGS)
        text = by_hand.in_sql("people") if hand else ours
        del frame
        return lambda: connection.sql(text).to_arrow_table()
    if library == "NumPy":
        arrays = {one: frame[one].to_numpy() for one in frame.columns}
        return lambda: by_hand.in_numpy(arrays)
    given = {"polars": frame}.get(library)
    if given is None:
        given = frame.to_pandas() if library == "pandas" else frame.to_arrow()
    if hand:
        done = {"polars": polars_by_hand, "pandas": by_hand.in_pandas, "pyarrow": by_hand.in_arrow}
        return lambda: done[library](given)
    pack = socrules.load(PACK, on=DAY)
    return lambda: pack.decide_frame(given, OUTPUTS, **SETTINGS)


def polars_by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what polars answers of a frame at once."""
    return by_hand.in_polars(frame.lazy()).collect()


def plain(answers: Any) -> pl.DataFrame:
    """Return answers as one frame, clauses as text, whatever library made them."""
    if isinstance(answers, dict):
        answers = pl.DataFrame(answers)
    elif type(answers).__module__.startswith("pandas"):
        answers = pl.from_pandas(answers)
    frame = answers if isinstance(answers, pl.DataFrame) else pl.DataFrame(pl.from_arrow(answers))
    names = [name for output in OUTPUTS for name in (output, f"{output}.clause")]
    named = {
        name: frame[name].cast(pl.UInt32).replace_strict(dict(enumerate(CLAUSES)))
        for name in names
        if name.endswith("clause") and frame[name].dtype.is_integer()
    }
    frame = frame.select(names).with_columns(**named)
    return frame.with_columns(pl.col("fee").cast(pl.Int64), pl.col("^.*clause$").cast(pl.String))


def agree(rows: int) -> None:
    """Hold all answers to each other; of rows with gaps those of this library among themselves."""
    found = {name: plain(work(name, rows)()) for name in WORKS}
    for name, answers in found.items():
        gaps = "gaps" in name
        if not (gaps and "by hand" in name):
            other = found["polars with gaps" if gaps else "polars by hand"]
            assert answers.equals(other), name


def peak(name: str) -> float:
    """Return the memory of a process that does one of the works, at its height, in bytes."""
    command = [sys.executable, __file__, "--peak", name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def rows_of(found: Mapping[str, float], heights: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| | measured | ratio | must | hoped for | holds | memory, MiB |"
    yield "|---|---|---|---|---|---|---|"
    hand = found["polars by hand"]
    for name in WORKS:
        one = Figure(name, found[name], hand, "× P", None, None)
        if name in LIMITS:
            against = found[by_hand_of(name)]
            one = Figure(f"**socrules** over {name}", found[name], against, "×", *LIMITS[name])
        yield f"{table([one]).splitlines()[-1]} {heights[name] / 2**20:.0f} |"


def main() -> None:
    """Print the figures and put them into the page."""
    if "--peak" in sys.argv[1:]:
        work(sys.argv[-1], ROWS)()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
        return
    # A program that is started takes over how high its parent stood: first of all, then.
    heights = {name: peak(name) for name in WORKS}
    agree(200_000)
    works = {name: work(name, ROWS) for name in WORKS}
    found = interleave(works, rounds=7, seconds=0.05)
    lines = "\n".join(rows_of(found, heights))
    libraries = f"polars {pl.__version__}, DuckDB {duckdb.__version__}"
    text = f"{machine()}, {libraries}, a million rows\n\n{lines}\n"
    print(text)
    if "--write" in sys.argv[1:]:
        put("Populations", text)


if __name__ == "__main__":
    main()
