"""`socrules clauses`: how every clause of an act is accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from socrules.commands import FORMAT, LANG, complete_packs, print_json, whole
from socrules.phrasebook import say
from socrules.problems import language

if TYPE_CHECKING:
    from socrules.clauses import Clause


@click.command(name="clauses", short_help="Account for every clause: encoded, cited or left out.")
@click.argument("pack", required=False, shell_complete=complete_packs)
@FORMAT
@LANG
def command(pack: str | None, form: str, lang: str | None) -> None:
    """List the clauses of PACK, or of every pack: treatment, entries, cases; and the totals.

    encoded: a passing example case expects an answer that cites the clause. cited: an entry cites
    it, no case expects it. left_out: nothing encodes it, for the reason given. unaccounted: none
    of these.
    """
    from socrules.cases import read_cases, run_cases
    from socrules.clauses import clauses, to_data
    from socrules.library import find, packs

    lang = language(lang)
    found = []
    for name in [pack] if pack is not None else sorted(packs()):
        loaded = whole(name)
        group = clauses(loaded, run_cases(loaded, read_cases(*find(name))))
        found += group
        if form != "json":
            show(name, group, form, lang)
    if form == "json":
        print_json(to_data(found))


def show(name: str, group: list[Clause], form: str, lang: str) -> None:
    """Print the clauses of one pack and their totals."""
    from socrules.clauses import totals

    table = form == "md"
    click.echo(f"## {name}\n\n| | | | |\n|---|---|---|---|" if table else name)
    for one in group:
        why = one.entry.left_out.say(lang) if one.entry.left_out else ", ".join(one.entries)
        treatment = say("terminal", f"clause-{one.treatment}", lang)
        row = (one.id, treatment, str(len(one.cases)), why)
        click.echo(f"| {' | '.join(row)} |" if table else f"  {'  '.join(row)}".rstrip())
    counts = totals(group)
    words = [f"{say('terminal', f'clause-{key}', lang)} {count}" for key, count in counts.items()]
    click.echo(f"\n{', '.join(words)}\n" if table else f"  {', '.join(words)}")
