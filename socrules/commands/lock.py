"""`socrules lock`: writes down which packs and calendars answers rest on."""

from __future__ import annotations

from pathlib import Path

import click

from socrules.commands import LANG
from socrules.phrasebook import say
from socrules.problems import language


@click.command(name="lock", short_help="Write down the digests of packs and calendars.")
@click.option(
    "--lock",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("socrules.lock"),
    show_default=True,
    help="The file to write.",
)
@LANG
def command(path: Path, lang: str | None) -> None:
    """Write the digests of every pack there is and of the calendars to a file.

    `socrules check --locked` then says what has changed.
    """
    from socrules.lock import digests, lock_text
    from socrules.writing import write_files

    write_files({path: lock_text(digests())})
    click.echo(say("terminal", "written", language(lang), file=path))
