"""A case-management system that lets socrules watch its cases.

The system writes what happens to a log, a JSON object a line, and starts the watch as a process of
its own. It reads the journal of alarms and keeps how many it has heard, so that each becomes one
task, whatever happens to either process. Here the watch is killed in the middle, on purpose.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from socrules.alarms import Alarm
from socrules.journal import journal_path, read_alarms

PACK = "kaliningrad/need-recognition"
COURSE: dict[str, list[dict[str, Any]]] = {
    "2026-03-02": [{"case": "К-18", "event": "appeal_registered"}],
    "2026-03-04": [{"case": "К-19", "event": "appeal_registered"}],
    "2026-03-16": [{"case": "К-18", "event": "appeal_considered"}],
    "2026-03-20": [],
    "2026-03-23": [{"case": "К-19", "event": "appeal_considered"}],
    "2026-03-24": [{"case": "К-20", "event": "appeal_considered"}],
}
"""What happens at the desk on each day."""


class Desk:
    """The system: its log, its tasks, and the watch that runs beside it."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "events.jsonl"
        self.tasks: list[Alarm] = []
        """In a real system a table; how many there are is how many alarms were heard."""
        self.log.touch()
        self.watch = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the watch; it takes up where the last one was stopped."""
        program = Path(sys.executable).with_name("socrules")
        words = ["watch", PACK, "--log", self.log, "--until", "log", "--follow", "--every", "0.05"]
        return subprocess.Popen([program, *words], stdout=subprocess.DEVNULL)

    def write(self, *lines: dict[str, Any]) -> None:
        """Write down what happened; the log is only ever added to."""
        with self.log.open("a", encoding="utf-8") as log:
            for line in lines:
                log.write(json.dumps(line, ensure_ascii=False) + "\n")

    def hear(self) -> Iterator[Alarm]:
        """Yield the alarms that were not heard yet, once the watch has come to the last line."""
        for _ in range(600):
            if self.watch.poll() is not None:
                self.watch = self.start()
            for alarm in read_alarms(journal_path(self.log), after=len(self.tasks)):
                self.tasks.append(alarm)
                yield alarm
            time.sleep(0.05)
            if self.tasks and self.tasks[-1].name == "appeal_considered":
                return

    def stop(self) -> None:
        """Ask the watch to end; it ends between two lines."""
        self.watch.terminate()
        self.watch.wait()


def main() -> None:
    """Live through the course of some days, and print each alarm as it is heard."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for day, happened in COURSE.items():
            desk.write({"tick": day}, *({**event, "date": day} for event in happened))
        for alarm in desk.hear():
            print(alarm.explain("ru"))
            if len(desk.tasks) == 2:
                desk.watch.kill()
        desk.stop()


if __name__ == "__main__":
    main()
