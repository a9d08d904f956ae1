"""`socrules timeline`: what is due, done, late and missed in the cases of a log of events."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from socrules.commands import (
    LANG,
    complete_packs,
    forms,
    over_cases,
    print_json,
    situation,
    today,
)


@click.command(name="timeline", short_help="Follow cases over time: what is due, done and missed.")
@click.argument("pack", shell_complete=complete_packs)
@click.option(
    "--events",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="Log of events: YAML, JSON or JSON Lines.",
)
@click.option("--as-of", metavar="DATE", help="The day in question; by default today.")
@click.option("--case", metavar="CASE", help="Only this case.")
@over_cases
@click.option("--all", "everything", is_flag=True, help="What is over and what has no date too.")
@forms("text", "md", "json", "ics")
@LANG
def command(
    pack: str,
    events: Path,
    as_of: str | None,
    case: str | None,
    facts: Path | None,
    pairs: dict[str, str],
    readings: dict[str, str],
    calendar: str | None,
    log_from: str | None,
    everything: bool,
    form: str,
    lang: str | None,
) -> None:
    """Say what is due, done, late and missed under PACK in the cases of a log of events.

    A line of the log names a `case`, an `event` of the pack and its `date`, and the `facts` that
    became known with it. --format ics writes a calendar file whose entries carry the clause.
    """
    from socrules.event_log import read_log
    from socrules.library import load
    from socrules.timeline_text import explain

    given = situation(facts, pairs)
    loaded = load(pack, on=today() if as_of is None else as_of, readings=readings)
    found = loaded.timeline(read_log(events), given=given, calendar=calendar, log_from=log_from)
    if case is not None:
        found = found.case(case)
    if form == "json":
        print_json(found.to_data())
    elif form == "ics":
        click.echo(found.to_ical(lang), nl=False)
    else:
        width = shutil.get_terminal_size((100, 24)).columns
        click.echo(explain(found, lang, form, width, everything=everything), nl=False)
