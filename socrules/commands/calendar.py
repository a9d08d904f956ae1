"""`socrules calendar`: the calendars working days are counted by."""

from __future__ import annotations

import datetime

import click

from socrules.commands import GATE_FAILED, LANG
from socrules.phrasebook import say
from socrules.problems import language, render


@click.group(name="calendar", short_help="Show and check the calendars of working days.")
def command() -> None:
    """Show and check the calendars of working days."""


@command.command(name="show")
@click.argument("calendar", metavar="[CALENDAR]", required=False)
@click.argument("year", type=int, required=False)
@LANG
def show(calendar: str | None, year: int | None, lang: str | None) -> None:
    """Show a YEAR of CALENDAR at a glance; without CALENDAR, list the calendars there are.

    CALENDAR is a path such as ru or kz; YEAR is by default this one.
    """
    from socrules.calendars import calendar as load
    from socrules.calendars import calendar_ids
    from socrules.year_sheet import year_at_a_glance

    if calendar is None:
        for name in calendar_ids():
            click.echo(name)
        return
    sheet = year_at_a_glance(load(calendar), year or datetime.date.today().year, language(lang))
    click.echo(sheet.rstrip("\n"))


@command.command(name="check")
@LANG
def check(lang: str | None) -> int:
    """Check the files of every calendar; exit 1 where anything is wrong."""
    from socrules.calendars import calendar_ids, calendar_problems

    lang = language(lang)
    problems = calendar_problems()
    for problem in problems:
        click.echo(render(problem, lang))
    name = ", ".join(calendar_ids()) if not problems else "calendars"
    key = "problems" if problems else "no-problems"
    click.echo(say("terminal", key, lang, name=name, count=len(problems)))
    return GATE_FAILED if problems else 0
