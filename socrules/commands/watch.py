"""`socrules watch`: alarms about the cases of a log of events, as they come."""

from __future__ import annotations

import datetime
import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from socrules.commands import LANG, complete_packs, forms, over_cases, situation
from socrules.problems import language

TODAY: Final = "today"
LOG: Final = "log"
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@click.command(name="watch", short_help="Watch live cases: alarms about what is near or missed.")
@click.argument("pack", shell_complete=complete_packs)
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(path_type=Path),
    required=True,
    help="Log of events as JSON Lines; its journal of alarms lies beside it.",
)
@click.option("--follow", is_flag=True, help="Go on as the log grows, until it is stopped.")
@click.option(
    "--until",
    metavar="today|log|DATE",
    default=TODAY,
    show_default=True,
    help="The day time comes to; `log`: only the days that lines bring.",
)
@click.option(
    "--near",
    metavar="DAYS",
    type=click.IntRange(0, 366),
    default=3,
    show_default=True,
    help="So many days before the last one it is near.",
)
@click.option(
    "--every",
    metavar="SECONDS",
    type=click.FloatRange(0.01, 3600),
    default=1.0,
    show_default=True,
    help="How often the log is looked at with --follow.",
)
@over_cases
@click.option(
    "--journal",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The journal, where it does not lie beside the log.",
)
@forms("text", "json", more="; json is an object a line")
@LANG
def command(
    pack: str,
    log: Path,
    follow: bool,
    until: str,
    near: int,
    every: float,
    facts: Path | None,
    pairs: dict[str, str],
    readings: dict[str, str],
    calendar: str | None,
    log_from: str | None,
    journal: Path | None,
    form: str,
    lang: str | None,
) -> None:
    """Print alarms about the cases of a log under PACK: near, missed, met and out of order.

    Each alarm is written to the journal before it is printed, and is raised once, however often
    the watch is stopped and started again. A line {"tick": "2026-03-02"} says that a day has come.
    """
    from socrules.library import load
    from socrules.values import to_day
    from socrules.watching import Watch

    def day() -> datetime.date | None:
        if until == LOG:
            return None
        return datetime.date.today() if until == TODAY else to_day(until)

    lang, given = language(lang), situation(facts, pairs)
    loaded = load(pack, on=day() or datetime.date.today(), readings=readings)
    since = None if log_from is None else to_day(log_from)
    more: dict[str, Any] = {"calendar": calendar, "log_from": since, "journal": journal}
    with stopped() as stop, Watch(loaded, log, near=near, given=given, **more) as watch:
        while True:
            for alarms in watch.read(day(), ended=not follow):
                for alarm in alarms:
                    data = json.dumps(alarm.to_dict(), ensure_ascii=False)
                    click.echo(data if form == "json" else alarm.explain(lang))
                if stop.is_set():
                    return
            if not follow or stop.wait(every):
                return


@contextmanager
def stopped() -> Iterator[threading.Event]:
    """Give an event that is set when the process is asked to end, so that it ends between lines."""
    event = threading.Event()
    before = {one: signal.signal(one, lambda *_: event.set()) for one in SIGNALS}
    try:
        yield event
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
