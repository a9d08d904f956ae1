"""`socrules due`: when a period ends."""

from __future__ import annotations

import click

from socrules.commands import LANG, forms, pair, print_json
from socrules.problems import language


@click.command(name="due", short_help="Say when a period ends, and why.")
@click.argument("period")
@click.option("--from", "event", metavar="DATE", required=True, help="The day of the event.")
@click.option(
    "--calendar",
    metavar="CALENDAR",
    default="ru",
    show_default=True,
    help="A path such as ru or kz.",
)
@click.option(
    "--reading",
    "readings",
    metavar="NAME=OPTION",
    multiple=True,
    callback=pair,
    help="How an unclear wording is counted, start=event_day_counts.",
)
@click.option("--extended-by", metavar="PERIOD", help="The period it was extended by.")
@click.option("--limit", is_flag=True, help="A greatest length of a state: it is never moved.")
@forms("text", "json")
@LANG
def command(
    period: str,
    event: str,
    calendar: str,
    readings: dict[str, str],
    extended_by: str | None,
    limit: bool,
    form: str,
    lang: str | None,
) -> None:
    """Say when PERIOD ends, counted from an event: the date, the days not counted, other readings.

    PERIOD is written as acts write it: "5 working days", "в течение пяти рабочих дней", "3 months".
    """
    from socrules import deadlines

    if limit:
        found = deadlines.limit(period, event, calendar, readings=readings)
    else:
        found = deadlines.deadline(
            period, event, calendar, readings=readings, extended_by=extended_by
        )
    if form == "json":
        print_json(found.as_data())
    else:
        click.echo(found.explain(language(lang)))
