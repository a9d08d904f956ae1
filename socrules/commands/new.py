"""`socrules new`: the folder of a new pack."""

from __future__ import annotations

from pathlib import Path

import click

from socrules.commands import LANG, complete_packs
from socrules.phrasebook import say
from socrules.problems import language


@click.command(name="new", short_help="Write the folder of a new pack.")
@click.argument("name", metavar="REGION/ACT")
@click.option("--from", "source", metavar="PACK", shell_complete=complete_packs, help="Copy it.")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("rules"),
    show_default=True,
    help="The folder of the regions' folders.",
)
@LANG
def command(name: str, source: str | None, into: Path, lang: str | None) -> None:
    """Write the folder of a new pack REGION/ACT: a draft that passes check, to be written over.

    Nothing that exists is overwritten, and nothing is left half-written.
    """
    from socrules.commands import whole
    from socrules.library import find
    from socrules.scaffold import create

    if source is not None:
        whole(source)
    folder = create(name, into, find(source)[0] if source is not None else None)
    click.echo(say("terminal", "created", language(lang), name=name, folder=folder))
