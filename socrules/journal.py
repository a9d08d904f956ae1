"""The journal of a watch: every alarm once, in order, on the disk before anybody hears of it.

A file of JSON lines beside the log. The first says what is watched; each other line holds an alarm,
or a day that came by the clock, with how many lines of the log it rests on. What a watch that was
killed wrote in part, the next one cuts off.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from socrules.alarms import Alarm, from_dict
from socrules.problems import Document, SituationError, Span, problem

FORMAT: Final = 1
"""The format of journals that this version writes."""

Record = dict[str, Any]


@attrs.frozen
class Mark:
    """How far a watch has come: the lines of the log it has read, and the day it is."""

    lines: int
    day: datetime.date


class Journal:
    """A journal that is open for one watch; `head` says what is watched.

    `mark` is how far the watch had come, `None` where it had not begun, and `clock` the last day
    that came by the clock. Raises `SituationError` for a journal of another watch, one that cannot
    be read, and one that is in use.
    """

    def __init__(self, path: Path, head: Mapping[str, Any]) -> None:
        self.path = path
        self.alarms: list[Alarm] = []
        self.mark: Mark | None = None
        self.clock: datetime.date | None = None
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            why = error.strerror
            raise SituationError(problem("cannot-write", folder=path, why=why)) from error
        try:
            self._lock()
            self._read({"watch": FORMAT, **head})
        except BaseException:
            self.close()
            raise

    def _lock(self) -> None:
        # Not on every system; where there is none, durable-rules is not either.
        import fcntl

        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SituationError(problem("journal-in-use", path=self.path)) from error

    # --- what was written before ---

    def _read(self, head: Record) -> None:
        """Read what is there, and cut off what was not written to its end."""
        data = b""
        while part := os.read(self._file, 1 << 20):
            data += part
        first = _line(head)
        if not (data.startswith(first) or first.startswith(data)):
            raise SituationError(problem("journal-of-another", path=self.path))
        for number, record in numbered(self.path, data):
            with broken(self.path, number):
                if number > 1:
                    self._remember(record)
        end = data.rfind(b"\n") + 1
        os.ftruncate(self._file, end)
        os.lseek(self._file, end, os.SEEK_SET)
        if not end:
            self._write([head])

    def _remember(self, record: Record) -> None:
        self.mark = Mark(int(record["lines"]), datetime.date.fromisoformat(record["day"]))
        if "clock" in record:
            self.clock = datetime.date.fromisoformat(record["clock"])
        else:
            self.alarms.append(from_dict(record))

    # --- what is written now ---

    def keep(self, alarms: Iterable[Alarm], lines: int) -> None:
        """Write alarms that rest on so many lines of the log, together."""
        new = list(alarms)
        self._write([{"lines": lines, **alarm.to_dict()} for alarm in new])
        self.alarms += new
        self.mark = Mark(lines, new[-1].day)

    def keep_clock(self, day: datetime.date, mark: Mark) -> None:
        """Write that a day has come by the clock, before anything of it is known."""
        record = {"lines": mark.lines, "day": mark.day.isoformat(), "clock": day.isoformat()}
        self._write([record])
        self.mark, self.clock = mark, day

    def _write(self, records: Iterable[Record]) -> None:
        """Append records in one piece, and wait until the disk has them."""
        data = memoryview(b"".join(map(_line, records)))
        while data:
            data = data[os.write(self._file, data) :]
        os.fsync(self._file)

    def close(self) -> None:
        """Let go of the journal."""
        os.close(self._file)


def read_alarms(path: Path, after: int = 0) -> Iterator[Alarm]:
    """Yield the alarms of a journal after the first so many, also while a watch writes it.

    Whoever must hear each alarm once keeps how many it has heard. Raises `SituationError` for a
    journal that cannot be read.
    """
    count = 0
    for number, record in numbered(path, path.read_bytes() if path.exists() else b""):
        with broken(path, number):
            count += "alarm" in record
            if "alarm" in record and count > after:
                yield from_dict(record)


def journal_path(log: Path) -> Path:
    """Return where the journal of a log lies: beside it."""
    return log.with_name(f"{log.stem}.alarms.jsonl")


def numbered(path: Path, data: bytes) -> Iterator[tuple[int, Record]]:
    """Yield the records of a journal that were written to their end, with their lines."""
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        with broken(path, number):
            yield number, json.loads(line)


@contextmanager
def broken(path: Path, line: int) -> Iterator[None]:
    """Turn what is no line of a journal into an error that names it."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        span = Span(Document(str(path), ""), line, 1)
        raise SituationError(problem("journal-broken", span)) from error


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"
