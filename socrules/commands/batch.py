"""`socrules batch`: decisions of files of people larger than memory."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from socrules.commands import LANG, READING, choice, complete_packs, pair, today
from socrules.phrasebook import say
from socrules.problems import SituationError, language, problem


@click.command(name="batch", short_help="Decide files of people, larger than memory.")
@click.argument("pack", shell_complete=complete_packs)
@click.argument("decisions", metavar="DECISION...", nargs=-1, required=True)
@click.option(
    "--in",
    "patterns",
    metavar="PATTERN",
    multiple=True,
    required=True,
    help="Files of people, Parquet or CSV: 'people/*.parquet'.",
)
@click.option(
    "--out",
    metavar="FOLDER",
    required=True,
    type=click.Path(path_type=Path),
    help="Where the answers go: a file of the same name for each.",
)
@click.option(
    "--engine",
    metavar="polars|duckdb|spark",
    default="polars",
    show_default=True,
    callback=choice("polars", "duckdb", "spark"),
    help="What the rules run in.",
)
@click.option(
    "--column",
    "columns",
    metavar="FACT=COLUMN",
    multiple=True,
    callback=pair,
    help="The column that gives a fact, where it is called otherwise.",
)
@click.option(
    "--set",
    "given",
    metavar="NAME=VALUE",
    multiple=True,
    callback=pair,
    help="A fact of everybody.",
)
@click.option(
    "--money",
    metavar="kopecks|roubles",
    callback=choice("kopecks", "roubles"),
    help="What bare numbers of money count.",
)
@click.option(
    "--on", metavar="DATE|COLUMN", help="The day in question, or its column; by default today."
)
@READING
@LANG
def command(
    pack: str,
    decisions: tuple[str, ...],
    patterns: tuple[str, ...],
    out: Path,
    engine: str,
    columns: dict[str, str],
    given: dict[str, str],
    money: str | None,
    on: str | None,
    readings: dict[str, str],
    lang: str | None,
) -> None:
    """Write the answers beside the columns of each file, into a file of its name in --out.

    A run that broke off goes on where it was: what is finished is kept. Rows that cannot be read
    stand in `<name>.refused.csv` with their line, column and reason.
    """
    from socrules.batch import Batch
    from socrules.library import load
    from socrules.values import to_day

    sources = found(patterns)
    column, day = None, today() if on is None else on
    try:
        to_day(day)
    except SituationError:
        # Each row has its own: the pack is linked anew for them.
        column, day = on, datetime.date.today()
    loaded = load(pack, on=day, readings=readings)
    for name in decisions:
        loaded._decision(name)
    options = {"columns": columns, "given": given, "money": money, "on": column}
    asked = Batch(loaded, decisions, options, engine, lang)
    with _progress() as progress:
        done = asked.run(sources, out, progress)
    spoken = language(lang)
    for name, counts in done.parts.items():
        words = {"name": name, "rows": counts.rows, "answered": counts.answered}
        click.echo(say("frames", "batch-counts", spoken, refused=counts.refused, **words))
    files = {"files": len(done.parts), "kept": len(done.kept)}
    click.echo(say("frames", "batch-files", spoken, **files))
    every = done.all
    words = {"rows": every.rows, "answered": every.answered, "refused": every.refused}
    click.echo(say("frames", "batch-rows", spoken, **words))
    if every.refused:
        names = [name for name, counts in done.parts.items() if counts.refused]
        listed = ", ".join(str(out / f"{name}.refused.csv") for name in names)
        click.echo(say("frames", "batch-refused", spoken, files=listed), err=True)


def found(patterns: Iterable[str]) -> list[Path]:
    """Return the files that patterns name, each once."""
    named: dict[Path, None] = {}
    for pattern in patterns:
        start = Path(Path(pattern).anchor)
        below = str(Path(pattern).relative_to(start))
        files = sorted(path for path in start.glob(below) if path.is_file())
        if not files:
            raise SituationError(problem("no-batch-files", pattern=pattern))
        named |= dict.fromkeys(files)
    return list(named)


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Yield what shows how far the work is: on a terminal a bar, else nothing."""
    if not sys.stderr.isatty():
        yield lambda share: None
        return
    from socrules.extras import extra

    console = extra("rich.console", "rich").Console(stderr=True)
    bar = extra("rich.progress", "rich").Progress(console=console, transient=True)
    with bar:
        task = bar.add_task("", total=1.0)
        yield lambda share: bar.update(task, completed=share)
