"""Makes logs of a watch, and the pack they are watched under.

Run as a program it writes both: `logs.py FOLDER EVENTS` makes `FOLDER/region/act` and a log of so
many events, `FOLDER/events.jsonl`.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import courts

START = datetime.date(2026, 2, 2)
COURSES = (
    (("taken", 0), ("decided", 7), ("sent", 1)),
    (("arrived", 0), ("decided", 3), ("sent", 4)),
    (("appeal", 0), ("prolonged", 6), ("answered", 20), ("answer_filed", 1)),
    (("appeal", 0), ("answered", 9)),
    (("question", 0), ("reply", 4)),
    (("stay_begun", 0), ("stay_ended", 80)),
    (("drawn_up", 0), ("reviewed", 30)),
    (("sent", 0), ("decided", 2)),
)
"""What happens in a case, each so many days after the one before, or some days more."""


def pack(folder: Path) -> Path:
    """Write a pack whose text does not ask what day it is, so that every day reads the same."""
    written = courts.write(folder / "region" / "act")
    facts = written / "facts.yaml"
    text = facts.read_text("utf-8").replace("(born, day)", "(born, 2026-01-01)")
    facts.write_text(text, encoding="utf-8")
    return written


def log(events: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the lines of a log: days that come, and on each what happens in some cases."""
    pick = Random(seed)
    waiting: list[tuple[datetime.date, int, str]] = []
    day, cases, count = START, 0, 0
    while count < events:
        day += datetime.timedelta(1)
        for _ in range(pick.randint(0, 8)):
            cases, at = cases + 1, day
            for name, later in pick.choice(COURSES):
                at += datetime.timedelta(later + pick.choice((0, 0, 0, 1, 4)) if later else 0)
                waiting.append((at, cases, name))
        yield {"tick": day.isoformat()}
        waiting.sort()
        while waiting and waiting[0][0] <= day and count < events:
            at, case, name = waiting.pop(0)
            count += 1
            line: dict[str, Any] = {"case": f"{case:05}", "event": name, "date": at.isoformat()}
            if name in ("taken", "arrived"):
                road = {"taken": "desk", "arrived": "post"}[name]
                line["facts"] = {"road": road, "urgent": pick.random() < 0.1}
            yield line
        if pick.random() < 0.1:
            yield {"event": "met", "date": day.isoformat()}


def write(path: Path, events: int, seed: int = 0) -> Path:
    """Write a log; return its path."""
    lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in log(events, seed))
    path.write_text("".join(lines), encoding="utf-8")
    return path


if __name__ == "__main__":
    target = Path(sys.argv[1])
    pack(target)
    write(target / "events.jsonl", int(sys.argv[2]))
