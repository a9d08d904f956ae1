"""`socrules test`: the example cases beside packs, or those of files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs, named_packs
from socrules.phrasebook import say
from socrules.problems import language, render

if TYPE_CHECKING:
    from socrules.suites import Suite


@click.command(name="test", short_help="Run the example cases beside packs.")
@click.argument("what", nargs=-1, metavar="[PACK|FILE]...", shell_complete=complete_packs)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only cases with this tag.")
@click.option(
    "-k",
    "words",
    multiple=True,
    metavar="WORD",
    help="Only cases with WORD in their id, title or decisions.",
)
@click.option("--clauses", is_flag=True, help="List the clauses that no example touches.")
@click.option(
    "--junit",
    "report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write the outcomes to FILE as JUnit XML.",
)
@click.option("--cov", "measured", is_flag=True, help="Say what the examples do not show.")
@click.option(
    "--cov-report",
    "reports",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write that to FILE: .txt, .md, .json or .html.",
)
@click.option(
    "--cov-fail-under",
    "least",
    metavar="PERCENT",
    type=click.IntRange(0, 100),
    help="Exit 1 where the examples show less.",
)
@LANG
def command(
    what: tuple[str, ...],
    tags: tuple[str, ...],
    words: tuple[str, ...],
    clauses: bool,
    report: Path | None,
    measured: bool,
    reports: tuple[Path, ...],
    least: int | None,
    lang: str | None,
) -> int:
    """Run the example cases of packs or of files of cases; exit 1 where one fails.

    Without PACK or FILE those of every pack there is. PACK is an id, the folder of a pack, or a
    folder of regions; FILE is YAML, CSV or an Excel workbook.
    """
    from socrules.suites import Chosen, by_name, suites

    lang = language(lang)
    found = []
    for suite in suites(named_packs(what), Chosen(tags, words)):
        told(suite, clauses, lang)
        found.append(suite)
    if report is not None:
        from socrules.junit import junit
        from socrules.writing import write_files

        write_files({report: junit(by_name(found), lang)})
    enough = True
    if measured or reports or least is not None:
        enough = cover(found, measured, reports, least, lang)
    return 0 if enough and all(suite.passed for suite in found) else GATE_FAILED


def cover(
    found: list[Suite], measured: bool, reports: tuple[Path, ...], least: int | None, lang: str
) -> bool:
    """Measure what the cases show, print and write it; returns whether that is enough."""
    from socrules.cover import cover
    from socrules.cover_report import FORMS, total
    from socrules.writing import write_files

    covers = {
        suite.name: (suite.contents, cover(suite.contents, suite.outcomes)) for suite in found
    }
    if measured:
        click.echo(FORMS["text"](covers, lang), nl=False)
    forms = {path: FORMS.get(path.suffix[1:], FORMS["text"]) for path in reports}
    write_files({path: form(covers, lang) for path, form in forms.items()})
    percent = total(covers)
    if least is not None and percent < least:
        click.echo(say("cover", "too-low", lang, percent=percent, least=least))
        return False
    return True


def told(suite: Suite, clauses: bool, lang: str) -> None:
    """Print what failed in a suite, and the summary."""
    from socrules.cases import encoded, without_case
    from socrules.walk import unaccounted

    said, outcomes = suite.contents, suite.outcomes
    for item in suite.astray:
        click.echo(render(item, lang))
    for outcome in outcomes:
        if outcome.problems:
            title = f": {outcome.case.title.say(lang)}" if outcome.case.title else ""
            click.echo(outcome.case.id + title)
        for item in outcome.problems:
            click.echo(render(item, lang))
    bare = without_case(said, outcomes)
    if clauses:
        for clause in bare:
            entry = said.entries("clauses")[clause]
            click.echo(f"{entry.label}: {entry.title.say(lang)}")
    failed = sum(not outcome.passed for outcome in outcomes)
    words = {
        "name": suite.name,
        "passed": len(outcomes) - failed,
        "failed": failed,
        "bare": len(bare),
        "encoded": len(encoded(said)),
        "open": len(unaccounted(said)),
    }
    rest = say("terminal", "tests-open", lang, **words) if words["open"] else ""
    click.echo(say("terminal", "tests", lang, **words) + rest)
