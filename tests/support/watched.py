"""Holds the monitor to the timeline: histories made at random, looked at on every single day.

The timeline of the whole log is asked on each day and after each line, and what it says is turned
into alarms by `expected`. Run as a program it compares a share of histories, in a process of its
own: `watched.py FIRST LAST`, and prints the counts as JSON.
"""

from __future__ import annotations

import datetime
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import courts
import socrules
from socrules.event_log import Event, to_events
from socrules.monitor import Monitor
from socrules.pack import Pack
from socrules.problems import SituationError
from socrules.timeline import Timeline

START = datetime.date(2026, 3, 2)
NEAR = 2
ONE_DAY = datetime.timedelta(1)

Line = Event | datetime.date
"""An event, or a day that has come."""

EVENTS = (
    *("taken", "arrived", "decided", "sent", "appeal", "prolonged", "answered", "answer_filed"),
    *("question", "reply", "stay_begun", "stay_ended", "met", "checked", "drawn_up", "reviewed"),
    *("taken", "decided", "appeal", "answered"),
)


class Histories:
    """Makes logs of one pack."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.named: dict[str, list[str]] = {}
        self.day = START

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def lines(self) -> Iterator[Line]:
        """Yield the lines of a log: days that come, and what happened on them or near them."""
        pick = self.random
        longest = pick.choice((3, 3, 3, 3, 3, 30))
        for _ in range(pick.randint(3, 9)):
            if not self.chance(3):
                self.day += datetime.timedelta(pick.randint(1, longest))
                yield self.day
            yield self.event()
        yield self.day + datetime.timedelta(pick.choice((1, 8, 8, 20)))

    def event(self) -> Event:
        pick = self.random
        name, case = pick.choice(EVENTS), pick.choice(("A", "A", "B", ""))
        record: dict[str, Any] = {"event": name, "case": case, "date": self.when()}
        if self.chance(3):
            record["facts"] = {
                fact: value
                for fact, value in (
                    ("road", pick.choice(("desk", "post", "messenger"))),
                    ("hard", self.chance(2)),
                    ("urgent", self.chance(2)),
                )
                if self.chance(2)
            }
        if name == "prolonged" and self.chance(2):
            record["period"] = f"{pick.randint(1, 20)} days"
        known = self.named.setdefault(f"{case}/{courts_of(name)}", [])
        if known and self.chance(2):
            record["of"] = pick.choice(known)
        if self.chance(2):
            record["id"] = f"n{sum(map(len, self.named.values()))}"
            self.named.setdefault(f"{case}/{name}", []).append(record["id"])
        return to_events([record])[0]

    def when(self) -> str:
        if self.chance(15):
            return "unknown"
        shift = self.random.choice((0, 0, 0, 0, -1, -3, -10, 2))
        return (self.day + datetime.timedelta(shift)).isoformat()


def courts_of(name: str) -> str:
    """Return the event that another belongs to."""
    parents = {"prolonged": "appeal", "answered": "appeal", "answer_filed": "answered"}
    return parents.get(name, {"stay_ended": "stay_begun"}.get(name, "-"))


def expected(found: Timeline, near: int) -> set[tuple[str, str, str]]:
    """Return the identities of the alarms that a timeline gives ground for."""
    alarms = set()
    for step in found.steps:
        left = step.days_left(found.as_of)
        kinds = {
            "missed": step.state == "missed",
            "doubtful": step.state == "unknown" and left is not None and left < 0,
            "near": left is not None
            and (step.state == "open" or (step.state == "unknown" and step.done is None))
            and 0 <= left <= near,
            "late": step.state == "late",
            "met": step.state == "done" and left is not None,
        }
        for kind, holds in kinds.items():
            date = step.done if kind in ("late", "met") else step.earliest
            if holds:
                alarms.add((kind, step.key, date.isoformat() if date else ""))
    for one in found.irregular:
        when = one.date.isoformat() if one.date else "unknown"
        key = "/".join((one.case, one.event, one.kind, when, *one.others))
        alarms.add(("irregular", key, one.date.isoformat() if one.date else ""))
    return alarms


class Watched:
    """Compares histories of one pack."""

    def __init__(self, pack: Pack, seen: Counter[str]) -> None:
        self.pack = pack
        # Each day is linked once for all histories.
        pack.on = cache(pack.on)
        self.seen = seen

    def monitor(self, day: datetime.date = START, **more: Any) -> Monitor:
        return Monitor(self.pack, day, near=NEAR, **more)

    def hold(self, lines: list[Line], log_from: datetime.date | None = None) -> None:
        """Compare one history, line by line and day by day."""
        monitor = self.monitor(log_from=log_from)
        assert not list(monitor.begin()) or log_from
        raised = set(monitor.raised)
        known: list[Event] = []
        for line in lines:
            moments: dict[datetime.date, set[Any]] = {}
            if isinstance(line, datetime.date):
                day = monitor.day
                found = [alarm for some in monitor.tick(line) for alarm in some]
                while day < line:
                    day += ONE_DAY
                    moments[day] = self.expected(known, day, log_from) - raised
                    raised |= moments[day]
            else:
                try:
                    found = [alarm for some in monitor.event(line) for alarm in some]
                except SituationError:
                    self.seen["refused"] += 1
                    continue
                known.append(line)
                moments[monitor.day] = self.expected(known, monitor.day, log_from) - raised
                raised |= moments[monitor.day]
            got: dict[datetime.date, set[Any]] = {day: set() for day in moments}
            for alarm in found:
                assert alarm.identity not in got[alarm.day]
                got[alarm.day].add(alarm.identity)
                self.seen[alarm.kind] += 1
            assert got == moments, (line, _differing(got, moments))
        self.seen["histories"] += 1
        self.seen["events"] += len(known)
        self.restored(known, monitor)

    def expected(
        self, known: list[Event], day: datetime.date, log_from: datetime.date | None
    ) -> set[tuple[str, str, str]]:
        self.seen["days"] += 1
        found = self.pack.timeline(known, as_of=day, log_from=log_from)
        return expected(found, NEAR)

    def restored(self, known: list[Event], before: Monitor) -> None:
        """A monitor rebuilt from the log has nothing to say that was not said."""
        again = self.monitor(before.day, log_from=before.follower.log_from, raised=before.raised)
        assert list(again.begin(known)) == []
        later = before.day + datetime.timedelta(40)
        assert list(again.tick(later)) == list(before.tick(later))


def _differing(got: dict[Any, set[Any]], expected: dict[Any, set[Any]]) -> dict[Any, Any]:
    return {
        day: (got[day] - expected[day], expected[day] - got[day])
        for day in got
        if got[day] != expected[day]
    }


def main(words: list[str]) -> None:
    """Compare the histories of these seeds, and print the counts."""
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        pack = socrules.load(courts.write(Path(folder) / "region" / "act"), on=START)
        watched = Watched(pack, seen)
        for seed in range(int(words[0]), int(words[1])):
            random = Random(seed)
            log_from = START - datetime.timedelta(20) if random.randrange(4) == 0 else None
            try:
                watched.hold(list(Histories(random).lines()), log_from)
            except AssertionError as error:
                raise AssertionError(f"seed {seed}: {error}") from error
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1:])
