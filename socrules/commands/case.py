"""`socrules case`: write example cases, look into them, and turn them into tables and back."""

from __future__ import annotations

from pathlib import Path

import click

from socrules.commands import LANG
from socrules.phrasebook import say
from socrules.problems import PackError, language


@click.group(name="case", short_help="Write, explain, minimise and convert example cases.")
def command() -> None:
    """Write example cases, look into them, and turn them into tables and back."""


@command.command(name="convert")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@LANG
def convert(source: Path, target: Path, lang: str | None) -> None:
    """Write the cases of SOURCE to TARGET: YAML, CSV or an Excel workbook, by its suffix."""
    from socrules.case_tables import scan_cases, written
    from socrules.case_text import record
    from socrules.writing import write_files

    root, problems = scan_cases(source, str(source))
    if problems:
        raise PackError(problems)
    cases = {
        name: record(node)
        for section in root.items.values()
        for name, node in section.items.items()
    }
    write_files({target: written(cases, target.suffix)})
    click.echo(say("terminal", "case-written", language(lang), count=len(cases), file=target))
