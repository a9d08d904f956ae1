"""`socrules norms`: who must, may or must not do what, after what and within what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from socrules.commands import (
    FORMAT,
    LANG,
    complete_packs,
    pair,
    print_json,
    situation,
    today,
)
from socrules.problems import language

if TYPE_CHECKING:
    from socrules.answer import Decision


@click.command(name="norms", short_help="Who must, may or must not do what, within what.")
@click.argument("pack", shell_complete=complete_packs)
@click.option("--who", metavar="ACTOR", help="Only what one actor of the pack must or may do.")
@click.option("--kind", metavar="SECTION", help="Only duties, rights, prohibitions, competences, …")
@click.option("--after", metavar="EVENT", help="Only what follows one event of the pack.")
@click.option(
    "--facts",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="YAML or JSON file of facts; - is the standard input.",
)
@click.option(
    "--set", "pairs", metavar="NAME=VALUE", multiple=True, callback=pair, help="One fact."
)
@click.option("--on", metavar="DATE", help="The day in question; by default today.")
@FORMAT
@LANG
def command(
    pack: str,
    who: str | None,
    kind: str | None,
    after: str | None,
    facts: Path | None,
    pairs: dict[str, str],
    on: str | None,
    form: str,
    lang: str | None,
) -> None:
    """Say what the actors of PACK must, may or must not do, and whether it stands for the facts.

    ✓ it stands, ? that depends on facts not given, – its condition does not hold.
    """
    from socrules.library import load

    loaded = load(pack, on=on or today())
    found = loaded.norms(situation(facts, pairs), who=who, kind=kind, after=after)
    if form == "json":
        print_json([answer.to_dict() for answer in found])
        return
    bullet = "- " if form == "md" else ""
    for answer in found:
        show(answer, bullet, language(lang))


def show(answer: Decision, bullet: str, lang: str) -> None:
    """Print one norm: whether it stands, its title and clauses, who, after and within what."""
    from socrules.norms import lines
    from socrules.sentences import Speaker

    contents = answer.program.pack
    mark = {"known": "✓", "unknown": "?"}.get(answer.status, "–")
    entry = answer.linked.entry
    cites = Speaker(contents, lang).at(entry.cite)
    click.echo(f"{bullet}{mark} {entry.title.say(lang)}{cites} [{answer.id}]")
    assert answer.norm is not None
    for line in lines(answer.norm, contents, lang):
        click.echo(f"{' ' * len(bullet)}  {bullet}{line}")
