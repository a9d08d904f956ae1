"""How the cost of a population grows: with its rows, from Parquet and in little memory, and rules.

Twenty million people are decided under a limit of a gibibyte of memory, against polars written by
hand, with the answers of both counted and compared. Then the curves: ten thousand to a hundred
million people, and ten to a thousand rules. `--write` puts figures and plot into their page.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import hand_frames as by_hand
import numpy as np
import polars as pl
from figures import Figure, table
from hand_frames import CLAUSES, people
from hand_written import OUTPUTS
from one_case import DAY, PACK, rules
from report import PAGE, machine, put

import socrules

FILE_ROWS = 1_000_000
MILLIONS = 20
LIMIT = 2**30
ROWS = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
RULES = (10, 32, 100, 316, 1_000)
SETTINGS: dict[str, Any] = {"money": "kopecks", "parts": ("status", "clause")}
PLOT = PAGE.with_name("scale.svg")


# --- one process, under a limit ---


def limited() -> None:
    """Hold this process to the limit, and see that it does hold."""
    resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT))
    try:
        np.ones(LIMIT, dtype="uint8")
    except MemoryError:
        return
    raise AssertionError("the limit of memory does not hold")


def answers(way: str, files: list[str], rows: int | None = None) -> pl.LazyFrame:
    """Return the answers about people in files, to be collected."""
    lazy = pl.scan_parquet(files)
    if rows is not None:
        lazy = lazy.head(rows)
    if way == "hand":
        return by_hand.in_polars(lazy)
    pack = socrules.load(PACK, on=DAY)
    decided = pack.decide_frame(lazy, OUTPUTS, **SETTINGS)
    return decided.select(pl.exclude(lazy.collect_schema().names()))


def counts(found: pl.LazyFrame) -> pl.LazyFrame:
    """Return how many there are of each pair of clauses, with the sums of the values."""
    clauses = [f"{name}.clause" for name in ("recognised", "free")]
    sums = [pl.col("fee").sum(), pl.col("recognised").sum(), pl.col("free").sum(), pl.len()]
    return found.group_by(clauses).agg(sums)


def once(way: str, folder: str, rows: str) -> None:
    """Decide people in a folder under the limit, and print what it took.

    Of `all` the answers are written into a file beside; of so many `rows` they are summed up.
    """
    files = sorted(map(str, Path(folder).glob("people-*.parquet")))
    if rows == "all":
        limited()
    start, worked = perf_counter(), process_time()
    if rows == "all":
        answers(way, files).sink_parquet(Path(folder) / f"{way}.parquet")
    else:
        needed = -(-int(rows) // FILE_ROWS)
        many = (files * -(-needed // len(files)))[:needed]
        every = pl.all().to_physical().sum()
        answers(way, many, int(rows)).select(every).collect(engine="streaming")
    height = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps([perf_counter() - start, process_time() - worked, height]))


def run(way: str, folder: str, rows: str) -> list[float]:
    """Return seconds, seconds of processors and the memory at its height of a process."""
    command = [sys.executable, __file__, "--once", way, folder, rows]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout)
    return found


# --- figures ---


def write_people(folder: str, gaps: float) -> None:
    """Write people into files of a million, each with a seed of its own."""
    for number in range(MILLIONS):
        path = Path(folder) / f"people-{number:02}.parquet"
        people(FILE_ROWS, gaps, seed=number).write_parquet(path)


def from_parquet(folder: str, label: str, *, compared: bool) -> list[Figure]:
    """Return what twenty million people cost from file to file."""
    found: dict[str, list[list[float]]] = {"hand": [], "ours": []}
    for _ in range(3):
        for way, taken in found.items():
            taken.append(run(way, folder, "all"))
    if compared:
        compare(Path(folder))
    hand, ours = (sorted(one[1] for one in taken)[1] for taken in found.values())
    height = max(one[2] for one in found["ours"])
    mib = height / 2**20
    return [
        Figure(f"polars by hand, streaming{label}", hand, hand, "×", None, None),
        Figure(f"**socrules**{label}; {mib:.0f} MiB at its height", ours, hand, "×", 1.5, 1),
    ]


def compare(folder: Path) -> None:
    """Hold the answers in two files to each other, by all that is counted of them."""
    hand, ours = (
        counts(pl.scan_parquet(folder / f"{way}.parquet")).collect() for way in ("hand", "ours")
    )
    names = hand.columns[:2]
    texts = [
        pl.col(name).cast(pl.UInt32).replace_strict(dict(enumerate(CLAUSES))) for name in names
    ]
    hand, ours = hand.with_columns(texts), ours.with_columns(pl.col(names).cast(pl.String))
    assert hand.sort(names).equals(ours.sort(names).with_columns(pl.col("fee").cast(pl.Int64)))


def by_rows(folder: str) -> Iterator[tuple[int, float]]:
    """Yield the seconds of processors that each number of people takes from files."""
    for rows in ROWS:
        times = 3 if rows <= FILE_ROWS else 1
        yield rows, sorted(run("ours", folder, str(rows))[1] for _ in range(times))[times // 2]


def by_rules() -> Iterator[tuple[int, float]]:
    """Yield the seconds of processors that a million people take for each number of rules."""
    with tempfile.TemporaryDirectory() as folder:
        for size in RULES:
            pack = rules(Path(folder) / f"r{size}" / "many", size)
            numbers = np.random.default_rng(1).integers(0, size, FILE_ROWS)
            frame = pl.DataFrame({"number": numbers})
            # What is decided at first makes the plan, which serves all the pieces of a population.
            first = pack.decide_frame(frame[:10_000], "which", parts=("status", "clause"))
            assert first["which"].equals(frame["number"][:10_000].alias("which"))
            start = process_time()
            pack.decide_frame(frame, "which", parts=("status", "clause"))
            yield size, process_time() - start


def grown(points: list[tuple[int, float]], what: str) -> str:
    """Return a curve as a table, each point against the one before."""
    lines = [f"| {what} | processor time | for each million | against the one before |"]
    lines.append("|---|---|---|---|")
    before: tuple[int, float] | None = None
    for size, seconds in points:
        ratio = ""
        if before is not None:
            ratio = f"{seconds / before[1]:.3g} × for {size / before[0]:.3g} ×"
        each = f"{seconds / size * 1e6:.3g} s" if what == "people" else ""
        lines.append(f"| {size:,} | {seconds:.3g} s | {each} | {ratio} |")
        before = size, seconds
    return "\n".join(lines)


def plot(rows: list[tuple[int, float]], many: list[tuple[int, float]]) -> None:
    """Draw both curves, logarithmic both ways; a line that is straight and even is linear."""
    import altair as alt

    def curve(points: list[tuple[int, float]], title: str) -> Any:
        data = alt.Data(values=[{"size": size, "seconds": seconds} for size, seconds in points])
        scale = alt.Scale(type="log")
        ticks = [size for size, _ in points]
        x = alt.X("size:Q", scale=scale, title=title, axis=alt.Axis(values=ticks, format="~s"))
        y = alt.Y("seconds:Q", scale=scale, title="processor time, s", axis=alt.Axis(tickCount=5))
        marks = alt.Chart(data, width=320, height=240).mark_line(point=True).encode(x=x, y=y)
        (first, low), last = points[-1], points[0][0]
        even = [{"size": size, "seconds": low * size / first} for size in (last, first)]
        line = alt.Chart(alt.Data(values=even)).mark_line(strokeDash=[4, 4], color="gray")
        return line.encode(x=x, y=y) + marks

    people_title = "people (20 facts, 3 decisions)"
    chart = curve(rows, people_title) | curve(many, "rules of one decision (a million people)")
    chart.configure(background="white").save(str(PLOT))


def main() -> None:
    """Print the figures and put them into the page."""
    if "--once" in sys.argv[1:]:
        once(*sys.argv[2:])
        return
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for gaps, label in ((0.05, ", gaps of 5 %"), (0, "")):
            write_people(folder, gaps)
            found += from_parquet(folder, label, compared=not gaps)
            for path in Path(folder).glob("*[!0-9].parquet"):
                path.unlink()
        rows = list(by_rows(folder))
    many = list(by_rules())
    text = (
        f"{machine()}, polars {pl.__version__}\n\n"
        "Twenty million people from Parquet to Parquet, in a process that may have a gibibyte of "
        f"data:\n\n{table(found)}\n\n"
        "![Processor time by people and by rules; dashed is linear](scale.svg)\n\n"
        f"{grown(rows, 'people')}\n\n{grown(many, 'rules')}\n"
    )
    print(text)
    if "--write" in sys.argv[1:]:
        put("How it grows", text)
        plot(rows, many)


if __name__ == "__main__":
    main()
