"""`socrules test`: the example cases beside packs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs
from socrules.phrasebook import say
from socrules.problems import language, render

if TYPE_CHECKING:
    from socrules.cases import Outcome


@click.command(name="test", short_help="Run the example cases beside packs.")
@click.argument("pack", required=False, shell_complete=complete_packs)
@click.option("--clauses", is_flag=True, help="List the clauses that no example touches.")
@click.option(
    "--junit",
    "report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write the outcomes to FILE as JUnit XML.",
)
@LANG
def command(pack: str | None, clauses: bool, report: Path | None, lang: str | None) -> int:
    """Run the example cases of PACK, or of every pack there is; exit 1 where one fails."""
    from socrules.library import packs

    lang = language(lang)
    names = [pack] if pack is not None else sorted(packs())
    outcomes = {name: run(name, clauses, lang) for name in names}
    if report is not None:
        from socrules.junit import junit
        from socrules.writing import write_files

        write_files({report: junit(outcomes, lang)})
    failed = any(not outcome.passed for found in outcomes.values() for outcome in found)
    return GATE_FAILED if failed else 0


def run(name: str, clauses: bool, lang: str) -> list[Outcome]:
    """Run the cases of one pack, print what failed and the summary; returns the outcomes."""
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
    return outcomes
