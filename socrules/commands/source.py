"""`socrules source`: the document behind a pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from socrules.commands import FORMAT, GATE_FAILED, LANG, complete_packs, print_json, whole
from socrules.phrasebook import say
from socrules.problems import PackError, language, nearest, problem, shown

if TYPE_CHECKING:
    from socrules.drift import Change


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


@command.command(name="drift")
@click.argument("pack", shell_complete=complete_packs)
@click.argument("file", type=click.Path(path_type=Path))
@FORMAT
@LANG
def drift(pack: str, file: Path, form: str, lang: str | None) -> int:
    """Say what a new edition of the document of PACK, in FILE, means for its clauses and entries.

    moved: the same text on other lines. changed: other text in its place. vanished: no text in its
    place. new: text that no clause is taken from. Exit 1 where any but moved is found.
    """
    from socrules.drift import drift, to_data
    from socrules.source_text import read_document

    document = read_document(file)
    found = drift(whole(pack), document)
    if form == "json":
        print_json(to_data(found))
    else:
        show_drift(pack, found, document, form, language(lang))
    return GATE_FAILED if any(one.kind != "moved" for one in found) else 0


def show_drift(pack: str, found: list[Change], document: list[str], form: str, lang: str) -> None:
    """Print what a new edition means, and how many clauses it concerns."""
    from socrules.drift import KINDS, folded

    bullet = "- " if form == "md" else ""
    for one in folded(found):
        named = one.clauses if len(one.clauses) < 3 else (one.clauses[0], "…", one.clauses[-1])
        words: dict[str, Any] = {"clause": " ".join(named) or one.after or "—"}
        for name, lines in (("before", one.before), ("now", one.now)):
            words[name] = f"{lines[0]}–{lines[1]}" if lines and lines[0] < lines[1] else None
            words[name] = words[name] or (lines and lines[0])
        click.echo(bullet + say("terminal", f"drift-{one.kind}", lang, **words))
        if one.kind == "new" and one.now:
            click.echo(f"    {shown(document[one.now[0] - 1].strip())}")
        if one.entries and one.kind != "moved":
            click.echo(f"    {say('terminal', 'drift-entries', lang)}: {', '.join(one.entries)}")
    counts: dict[str, Any] = {
        kind: sum(max(1, len(one.clauses)) for one in found if one.kind == kind) for kind in KINDS
    }
    click.echo(say("terminal", "drift", lang, name=pack, **counts))


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
