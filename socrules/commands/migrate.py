"""`socrules migrate`: brings a pack to the format that is known."""

from __future__ import annotations

import difflib

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs
from socrules.phrasebook import say
from socrules.problems import language


@click.command(name="migrate", short_help="Bring a pack to the format that is known.")
@click.argument("pack", shell_complete=complete_packs)
@click.option("--check", is_flag=True, help="Write nothing; show what would change, exit 1 if any.")
@LANG
def command(pack: str, check: bool, lang: str | None) -> int:
    """Rewrite the files of PACK, an id or a folder, in the format that this version knows.

    Comments, order and layout stay as they are. All files are written, or none.
    """
    from socrules.keys import FORMAT
    from socrules.library import find
    from socrules.migrate import migrate
    from socrules.writing import write_files

    lang = language(lang)
    folder, shown = find(pack)
    changed = migrate(folder)
    if not check:
        write_files(changed)
    for path, text in changed.items():
        name = f"{shown}/{path.relative_to(folder).as_posix()}"
        if check:
            show(name, path.read_text("utf-8"), text)
        else:
            click.echo(say("terminal", "written", lang, file=name))
    if not changed:
        click.echo(say("terminal", "migrated", lang, name=pack, format=FORMAT))
    return GATE_FAILED if check and changed else 0


def show(name: str, before: str, after: str) -> None:
    """Print what would change in one file."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="")
    for line in lines:
        click.echo(line)
