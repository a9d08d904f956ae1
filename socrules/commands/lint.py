"""`socrules lint`: what is no error in a pack, but somebody's debt."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from socrules.commands import (
    GATE_FAILED,
    LANG,
    complete_packs,
    forms,
    named_packs,
    print_json,
    today,
    whole,
)
from socrules.phrasebook import say
from socrules.problems import language, nearest, render

if TYPE_CHECKING:
    from socrules.annotations import Remark
    from socrules.lint import Finding, Linted
    from socrules.ratchet import Key, Known


def complete_checks(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of checks that begin so, for the shell."""
    del ctx, param
    from socrules.lint import CHECKS

    return [name for name in CHECKS if name.startswith(incomplete)]


def named_checks(
    ctx: click.Context, param: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the checks that are named, all where none is."""
    from socrules.lint import CHECKS

    for name in names:
        if name not in CHECKS:
            near = nearest(name, CHECKS)
            lang = language(ctx.params.get("lang"))
            text = say("terminal", "choose", lang, words=", ".join(CHECKS))
            raise click.BadParameter(
                text + (say("terminal", "did-you-mean", lang, word=near) if near else ""),
                ctx,
                param,
            )
    return names or tuple(CHECKS)


@click.command(name="lint", short_help="Say what is no error in packs, but somebody's debt.")
@click.argument("words", nargs=-1, metavar="[PACK]...", shell_complete=complete_packs)
@click.option(
    "--check",
    "checks",
    metavar="CHECK",
    multiple=True,
    callback=named_checks,
    shell_complete=complete_checks,
    help="Only this check; may be given several times.",
)
@click.option(
    "--known",
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The findings that are known; only others fail, and entries that are found no more.",
)
@click.option(
    "--update",
    is_flag=True,
    help="Delete from the known findings what is found no more; write them where there are none.",
)
@click.option("--on", metavar="DATE", help="The day of the check dates; by default today.")
@click.option(
    "--recheck-after",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help="Days after which amendments must be looked for anew; by default 90.",
)
@forms("text", "json", "github", "sarif")
@LANG
def command(
    words: tuple[str, ...],
    checks: tuple[str, ...],
    path: Path | None,
    update: bool,
    on: str | None,
    recheck_after: int | None,
    form: str,
    lang: str | None,
) -> int:
    """Look packs, or every pack there is, through for facts never asked, rules without a case, …

    PACK is an id, the folder of a pack, or a folder of regions. Exit 1 where something is found
    that is not known, or known that is found no more. The checks are listed in the reference, and
    `socrules explain-problem CHECK` says more of one.
    """
    from socrules.lint import RECHECK_AFTER, lint
    from socrules.ratchet import known_text, read_known
    from socrules.values import to_day
    from socrules.writing import write_files

    lang = language(lang)
    if update and path is None:
        raise click.MissingParameter(param_hint="--known", param_type="option")
    day = today() if on is None else to_day(on)
    age = RECHECK_AFTER if recheck_after is None else recheck_after
    linted = {name: look_through(name, day, age) for name in named_packs(words)}
    found = {name: lint(one, checks) for name, one in linted.items()}
    everything = [one for group in found.values() for one in group]
    if update and path is not None and not path.exists():
        write_files({path: known_text(everything)})
        click.echo(say("terminal", "written", lang, file=path), err=True)
    known = None if path is None else read_known(path)
    ids = None if not words else {one.contents.id for one in linted.values()}
    gone = [] if known is None else known.gone(everything, ids, checks)
    if update and known is not None and gone:
        write_files({known.path: known.without(gone)})
        click.echo(say("terminal", "written", lang, file=known.path), err=True)
        gone = []
    remarks = [*remarks_on(found, known), *remarks_of(gone, known)]
    show(remarks, form, lang)
    failed = [one for one in remarks if not one.known]
    if form == "text":
        counts = {"new": len(failed) - len(gone), "known": len(remarks) - len(failed)}
        click.echo(say("terminal", "lint", lang, gone=len(gone), **counts))
    return GATE_FAILED if failed else 0


def look_through(name: str, day: datetime.date, recheck_after: int) -> Linted:
    """Return a pack with its example cases, ready to be looked through."""
    from socrules.cases import read_cases
    from socrules.library import find
    from socrules.lint import Linted

    return Linted(whole(name), read_cases(*find(name)), day, recheck_after)


def remarks_on(found: dict[str, list[Finding]], known: Known | None) -> list[Remark]:
    """Return the findings of packs as remarks in their files."""
    from socrules.annotations import Remark
    from socrules.library import find
    from socrules.ratchet import key

    remarks = []
    for name, group in found.items():
        folder, shown = find(name)
        for one in group:
            span = one.problem.span
            file = span.document.name.removeprefix(shown) if span else ""
            path = os.path.relpath(f"{folder}{file}")
            there = known is not None and one in known
            full = "/".join(key(one))
            remarks.append(Remark(one.problem, path, full, "note" if there else "error", there))
    return remarks


def remarks_of(gone: list[Key], known: Known | None) -> list[Remark]:
    """Return the known findings that are found no more as remarks in their file."""
    from socrules.annotations import Remark

    if known is None:
        return []
    return [Remark(known.problem(one), str(known.path), "/".join(one)) for one in gone]


def show(remarks: list[Remark], form: str, lang: str) -> None:
    """Print remarks in the form that was asked for."""
    from socrules.annotations import github, sarif

    if form == "json":
        print_json([one.data(lang) for one in remarks])
    elif form == "sarif":
        print_json(sarif(remarks, lang))
    elif form == "github":
        for line in github(remarks, lang):
            click.echo(line)
    else:
        for one in remarks:
            if not one.known:
                click.echo(render(one.problem, lang))
