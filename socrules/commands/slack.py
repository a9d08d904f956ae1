"""`socrules slack`: periods that cannot all be used in full."""

from __future__ import annotations

import shutil

import click

from socrules.commands import CALENDAR, LANG, complete_packs, forms, print_json, today
from socrules.problems import language


@click.command(name="slack", short_help="Find periods that cannot all be used in full.")
@click.argument("pack", shell_complete=complete_packs)
@click.option("--year", type=int, metavar="YEAR", help="The year whose days are tried.")
@click.option("--from", "start", metavar="DATE", help="Only for a chain that begins on this day.")
@CALENDAR
@click.option("--on", metavar="DATE", help="The day whose wording counts; by default today.")
@forms("text", "json")
@LANG
def command(
    pack: str,
    year: int | None,
    start: str | None,
    calendar: str | None,
    on: str | None,
    form: str,
    lang: str | None,
) -> None:
    """Say which steps of PACK follow each other in less time than their periods make together.

    For each: how many working days the earlier ones must give up, by which day each must really
    end, and on which day of the year it is worst to begin.
    """
    from socrules.library import load
    from socrules.slack import slack
    from socrules.slack_text import explain, to_data
    from socrules.values import to_day

    begin = None if start is None else to_day(start)
    loaded = load(pack, on=today() if on is None else on)
    found = slack(loaded, calendar, begin.year if begin else year)
    contents = loaded.program.pack
    if form == "json":
        print_json(to_data(found, contents))
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        click.echo(explain(found, contents, language(lang), start=begin, width=width), nl=False)
