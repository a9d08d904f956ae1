"""`socrules test`: the example cases beside packs."""

from __future__ import annotations

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs
from socrules.phrasebook import say
from socrules.problems import language, render


@click.command(name="test", short_help="Run the example cases beside packs.")
@click.argument("pack", required=False, shell_complete=complete_packs)
@click.option("--clauses", is_flag=True, help="List the clauses that no example touches.")
@LANG
def command(pack: str | None, clauses: bool, lang: str | None) -> int:
    """Run the example cases of PACK, or of every pack there is; exit 1 where one fails."""
    from socrules.library import packs

    lang = language(lang)
    failed = sum(
        run(name, clauses, lang) for name in ([pack] if pack is not None else sorted(packs()))
    )
    return GATE_FAILED if failed else 0


def run(name: str, clauses: bool, lang: str) -> int:
    """Run the cases of one pack, print what failed and the summary; returns how many failed."""
    from socrules.cases import encoded, read_cases, run_cases, without_case
    from socrules.commands import whole
    from socrules.library import find
    from socrules.walk import unaccounted

    loaded = whole(name)
    outcomes = run_cases(loaded, read_cases(*find(name)))
    for outcome in outcomes:
        if outcome.problems:
            click.echo(f"{outcome.case.id}: {outcome.case.title.say(lang)}")
        for item in outcome.problems:
            click.echo(render(item, lang))
    bare = without_case(loaded, outcomes)
    if clauses:
        for clause in bare:
            entry = loaded.entries("clauses")[clause]
            click.echo(f"{entry.label}: {entry.title.say(lang)}")
    failed = sum(not outcome.passed for outcome in outcomes)
    words = {
        "name": name,
        "passed": len(outcomes) - failed,
        "failed": failed,
        "bare": len(bare),
        "encoded": len(encoded(loaded)),
        "open": len(unaccounted(loaded)),
    }
    rest = say("terminal", "tests-open", lang, **words) if words["open"] else ""
    click.echo(say("terminal", "tests", lang, **words) + rest)
    return failed
