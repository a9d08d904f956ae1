"""Watches a log of events that grows: reads it line by line, and keeps the alarms in its journal.

A watch that was stopped, or killed at any moment, is taken up where its journal ends: the cases are
followed anew from the lines of the log that had been read, and what was raised is not raised again.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from socrules.alarms import Alarm, Identity
from socrules.backends.fence import library
from socrules.calendars import Calendar
from socrules.event_log import Event, read_line
from socrules.journal import Journal, Mark, journal_path
from socrules.monitor import NEAR, Monitor
from socrules.pack import Pack
from socrules.problems import Document, SituationError, Span, problem, whole


class Watch:
    """A watch over the log of one pack; its journal is open until it is closed.

    Time is that of the log: a line `{"tick": "2026-03-02"}` says that a day has come, and an event
    moves time on to its date, though never beyond the day that `read` is given. `near` says how
    many days before the last one it is near; `given`, `calendar` and `log_from` are those of
    `Pack.timeline`. Raises `SituationError` for a journal of another watch, or one that is in use.
    """

    def __init__(
        self,
        pack: Pack,
        log: Path,
        *,
        near: int = NEAR,
        given: Mapping[str, object] | None = None,
        calendar: Calendar | str | None = None,
        log_from: datetime.date | None = None,
        journal: Path | None = None,
    ) -> None:
        library()
        self.log = Log(log)
        self._make: Callable[[datetime.date, Iterable[Identity]], Monitor] = lambda day, raised: (
            Monitor(
                pack,
                day,
                near=near,
                given=given,
                calendar=calendar,
                log_from=log_from,
                raised=raised,
            )
        )
        head = {
            "pack": pack.id,
            "readings": dict(pack.readings),
            "near": near,
            "given": {name: str(value) for name, value in pack.situation(given or {}).items()},
            "calendar": calendar.id if isinstance(calendar, Calendar) else calendar,
            "log_from": log_from.isoformat() if log_from else None,
        }
        self.journal = Journal(journal or journal_path(log), head)
        self._monitor: Monitor | None = None
        self._waiting: list[Event] = []

    def __enter__(self) -> Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the journal."""
        self.journal.close()

    @property
    def day(self) -> datetime.date | None:
        """Return the day it is, `None` before the first line."""
        return self._monitor.day if self._monitor else None

    def read(
        self, until: datetime.date | None = None, *, ended: bool = True
    ) -> Iterator[list[Alarm]]:
        """Read what the log holds by now, and yield the new alarms of each line, if it has any.

        With `until` time then moves on to that day. A last line without its end is one only where
        the log has `ended`. Raises `SituationError` for a line that cannot be read or placed, which
        is read again the next time, and for a log that is shorter than it was.
        """
        if self._monitor is None and self.journal.mark is not None:
            yield self._resume(self.journal.mark)
        for line in self.log.lines(ended):
            yield self._come(line.date if isinstance(line, Event) else line, until)
            found = self._happen(line) if isinstance(line, Event) else []
            self.log.passed()
            yield found
        monitor = self._monitor
        if monitor is not None and until is not None and until > monitor.day:
            self.journal.keep_clock(until, Mark(self.log.read, monitor.day))
            yield self._keep(monitor.tick(until))

    def _resume(self, mark: Mark) -> list[Alarm]:
        """Take the watch up where it was left, and return what it had not come to say."""
        events = [line for line in self.log.first(mark.lines) if isinstance(line, Event)]
        monitor = self._make(mark.day, {alarm.identity for alarm in self.journal.alarms})
        found = self._keep(monitor.begin(events))
        if self.journal.clock is not None:
            found += self._keep(monitor.tick(self.journal.clock))
        self._monitor = monitor
        return found

    def _come(self, day: datetime.date | None, until: datetime.date | None) -> list[Alarm]:
        """Move time on to the day that a line brings."""
        if day is None:
            return []
        day = day if until is None else min(day, until)
        if self._monitor is None:
            self._monitor = self._make(day, ())
            return self._keep(self._monitor.begin(self._waiting))
        return self._keep(self._monitor.tick(day))

    def _happen(self, event: Event) -> list[Alarm]:
        """Take in an event; while nobody knows what day it is, it waits for the first."""
        if self._monitor is None:
            self._waiting.append(event)
            return []
        return self._keep(self._monitor.event(event), more=1)

    def _keep(self, found: Iterable[list[Alarm]], more: int = 0) -> list[Alarm]:
        """Return alarms once they are in the journal; they rest on the lines passed, and `more`."""
        kept = []
        for alarms in found:
            self.journal.keep(alarms, self.log.read + more)
            kept += alarms
        return kept


class Log:
    """A log of JSON lines that is read as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read = 0
        """How many lines have been read and passed."""
        self._offset = 0
        self._next = 0

    def lines(self, ended: bool) -> Iterator[Event | datetime.date | None]:
        """Yield what each line says that was not passed."""
        data = self._bytes()
        end = len(data) if ended else data.rfind(b"\n") + 1
        at = 0
        while at < end:
            stop = data.find(b"\n", at) + 1 or end
            text = self._text(data[at:stop])
            self._next = self._offset + (stop - at)
            at = stop
            yield read_line(text, str(self.path), self.read + 1)

    def passed(self) -> None:
        """Pass the line that was read last."""
        self._offset, self.read = self._next, self.read + 1

    def first(self, count: int) -> Iterator[Event | datetime.date | None]:
        """Yield what the first lines say, and pass them; raises where there are fewer."""
        for _, line in zip(range(count), self.lines(ended=True), strict=False):
            self.passed()
            yield line
        if self.read < count:
            raise self._cut(count)

    def _bytes(self) -> bytes:
        """Return what the log holds behind what was passed."""
        place = whole(Document(str(self.path), ""))
        try:
            with self.path.open("rb") as stream:
                if stream.seek(0, os.SEEK_END) < self._offset:
                    raise self._cut(self.read)
                stream.seek(self._offset)
                return stream.read()
        except FileNotFoundError:
            raise SituationError(problem("no-such-file", place)) from None
        except OSError as error:
            why = error.strerror
            raise SituationError(problem("unreadable-file", place, why=why)) from error

    def _cut(self, lines: int) -> SituationError:
        return SituationError(problem("log-cut", path=self.path, lines=lines))

    def _text(self, data: bytes) -> str:
        try:
            return data.decode("utf-8" if self._offset else "utf-8-sig")
        except UnicodeDecodeError as error:
            at = Span(Document(str(self.path), ""), self.read + 1, error.start + 1)
            raise SituationError(problem("not-utf8", at, byte=hex(data[error.start]))) from error
