"""`socrules check`: everything that is wrong with a pack, in one run."""

from __future__ import annotations

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs
from socrules.phrasebook import say
from socrules.problems import Findings, Problem, in_reading_order, language, render


@click.command(name="check", short_help="Report everything that is wrong with packs.")
@click.argument("pack", required=False, shell_complete=complete_packs)
@LANG
def command(pack: str | None, lang: str | None) -> int:
    """Check PACK, an id or a folder, or every pack there is; exit 1 where anything is wrong."""
    from socrules.library import packs

    lang = language(lang)
    failed = 0
    for name in [pack] if pack is not None else sorted(packs()):
        problems = problems_of(name)
        for item in problems:
            click.echo(render(item, lang))
        verdict = "problems" if problems else "no-problems"
        click.echo(say("terminal", verdict, lang, name=name, count=len(problems)))
        failed += len(problems)
    return GATE_FAILED if failed else 0


def problems_of(name: str) -> list[Problem]:
    """Return every problem of one pack and of the case files beside it."""
    from socrules.cases import read_cases
    from socrules.checking import check
    from socrules.library import find
    from socrules.parse import parse_pack

    folder, shown = find(name)
    findings = Findings()
    findings.problems += findings.attempt(lambda: check(parse_pack(folder, shown))) or []
    findings.attempt(lambda: read_cases(folder, shown))
    return in_reading_order(findings.problems)
