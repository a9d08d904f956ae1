"""`socrules source`: the document behind a pack."""

from __future__ import annotations

from pathlib import Path

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs, whole
from socrules.phrasebook import say
from socrules.problems import PackError, language, nearest, problem


@click.group(name="source", short_help="Hold a pack against the document it was taken from.")
def command() -> None:
    """Hold a pack against the document it was taken from."""


@command.command(name="check")
@click.argument("pack", shell_complete=complete_packs)
@click.argument("file", type=click.Path(path_type=Path))
@LANG
def check(pack: str, file: Path, lang: str | None) -> int:
    """Say which clauses of PACK read in FILE as they did when encoded; exit 1 if not all do."""
    from socrules.source_text import check_source, read_document

    lang = language(lang)
    found = list(check_source(whole(pack), read_document(file)))
    changed = [one for one in found if not one.same]
    for one in changed:
        key = "source-moved" if one.moved_to else "source-changed"
        first, last = one.moved_to or one.lines
        click.echo(say("terminal", key, lang, clause=one.id, first=first, last=last))
    same = len(found) - len(changed)
    click.echo(say("terminal", "source", lang, name=pack, same=same, changed=len(changed)))
    return GATE_FAILED if changed else 0


@command.command(name="show")
@click.argument("pack", shell_complete=complete_packs)
@click.argument("clause")
@click.argument("file", type=click.Path(path_type=Path))
def show(pack: str, clause: str, file: Path) -> None:
    """Print the lines of FILE that CLAUSE of PACK was taken from."""
    from socrules.source_text import line_range, read_document

    clauses = whole(pack).entries("clauses")
    if clause not in clauses:
        raise PackError(problem("unknown-clause", id=clause, suggest=nearest(clause, clauses)))
    where = line_range(clauses[clause])
    document = read_document(file)
    if where is not None:
        for line in document[where[0] - 1 : where[1]]:
            click.echo(line)
