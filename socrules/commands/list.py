"""`socrules list`: the packs there are."""

from __future__ import annotations

from functools import partial

import click

from socrules.commands import FORMAT, LANG, print_json, whole
from socrules.phrasebook import say
from socrules.problems import Findings, language, render

_KEYS = ("id", "act", "version", "status", "title")


@click.command(name="list", short_help="List the packs there are.")
@FORMAT
@LANG
def command(form: str, lang: str | None) -> int:
    """List the packs that are found: id, act, version, status, title."""
    from socrules.library import packs

    lang = language(lang)
    rows = []
    findings = Findings()
    for name in sorted(packs()):
        loaded = findings.attempt(partial(whole, name))
        if loaded is None:
            continue
        head = loaded.head
        act = f"{head.act.instrument.say(lang)} {head.act.number or ''}".strip()
        status = head.status if form == "json" else say("terminal", f"status-{head.status}", lang)
        rows.append((name, act, head.version, status, head.title.say(lang)))
    if form == "json":
        print_json([dict(zip(_KEYS, row, strict=True)) for row in rows])
    elif form == "md":
        click.echo(f"| {say('terminal', 'list-head', lang)} |\n|---|---|---|---|---|")
        for row in rows:
            click.echo(f"| {' | '.join(row)} |")
    else:
        widths = [max(len(row[column]) for row in rows) for column in range(4)] if rows else []
        for row in rows:
            columns = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
            click.echo("  ".join([*columns, row[4]]))
    for item in findings.problems:
        click.echo(render(item, lang), err=True)
    return 2 if findings.problems else 0
