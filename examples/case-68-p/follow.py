"""Follows the case of `events.yaml` from filing to complaint, day by day, and opens its calendar.

Run it with a Python that has `socrules[ical]`; it needs no arguments, and writes nothing but what
it prints.
"""

from __future__ import annotations

from pathlib import Path

import icalendar

import socrules
from socrules.event_log import read_log

DAYS = ("2024-12-27", "2025-01-14", "2025-01-16", "2025-01-20", "2025-02-06", "2025-02-20")
FIRST_LOOK = "2025-01-14"


def main() -> None:
    """Print what the case comes to on each day, and what a calendar would show."""
    pack = socrules.load("ulyanovsk/need-recognition", on=DAYS[-1])
    events = read_log(Path(__file__).with_name("events.yaml"))
    for day in DAYS:
        print(f"\n{day}")
        for step in pack.timeline(events, as_of=day).steps:
            if step.earliest is not None and step.state not in ("done", "not_applicable"):
                done = f", сделано {step.done}" if step.done else ""
                print(f"  {step.state:8} {step.latest}  {step.title.ru}{done}")
    print(f"\nКалендарь на {FIRST_LOOK}")
    sheet = pack.timeline(events, as_of=FIRST_LOOK).to_ical("ru")
    for entry in icalendar.Calendar.from_ical(sheet).walk("VEVENT"):
        first, *_ = str(entry["description"]).splitlines()
        print(f"  {entry['dtstart'].dt}  {entry['summary']}  [{first}]")


if __name__ == "__main__":
    main()
