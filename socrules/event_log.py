"""Reads logs of events: what happened in which case on which day, and what became known with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

import attrs

from socrules.event_keys import EVENT
from socrules.periods import SPANS
from socrules.problems import (
    Document,
    Findings,
    SituationError,
    Span,
    in_reading_order,
    nearest,
    problem,
    shown,
)
from socrules.shapes import Reading
from socrules.source import SEQUENCE, Node, read, read_file
from socrules.wordings import find_period, parse_period

LINES: Final = (".jsonl", ".ndjson")
"""The suffixes of files with one JSON object a line."""

TICK: Final = "tick"
"""The key of a line that says only that a day has come; a timeline has its day from elsewhere."""


@attrs.frozen
class Event:
    """One line of a log: an event of the pack that happened in a case.

    `date` is `None` where nobody knows the day, `moment` the minute where it was given. `id` names
    the line and `of` the line it belongs to; `period` is by how much an extension extends; `facts`
    became known with it.
    """

    event: str
    date: datetime.date | None
    case: str = ""
    moment: datetime.datetime | None = None
    id: str = ""
    of: str = ""
    period: str = ""
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    span: Span | None = attrs.field(default=None, eq=False, repr=False)


def read_log(path: Path) -> tuple[Event, ...]:
    """Return the events of a file: a list in YAML or JSON, or JSON Lines.

    Raises `SituationError` with every problem of the file, each at its line.
    """
    reading = Reading()
    if path.suffix in LINES:
        events = _lines(path, reading)
    else:
        root = reading.attempt(partial(read_file, path))
        whole = root is not None and (root.kind == SEQUENCE or reading.expect(root, SEQUENCE))
        nodes = root.elements if root is not None and whole else []
        events = list(reading.attempt(partial(read_events, nodes)) or ())
    if reading.problems:
        raise SituationError(in_reading_order(reading.problems))
    return tuple(events)


def read_events(nodes: Iterable[Node]) -> tuple[Event, ...]:
    """Return the events of lines that stand in another file, as those of an example case do.

    Raises `SituationError` with every problem, each at its line.
    """
    reading = Reading()
    events = tuple(_event(reading, node) for node in nodes)
    if reading.problems:
        raise SituationError(in_reading_order(reading.problems))
    return events


def to_events(records: Iterable[Event | Mapping[str, Any]]) -> tuple[Event, ...]:
    """Return events given as such or as mappings with the keys of a line of a log.

    Raises `SituationError` with every problem.
    """
    found = Findings()
    events = [one if isinstance(one, Event) else _record(found, one) for one in records]
    if found.problems:
        raise SituationError(found.problems)
    return tuple(events)


def read_line(text: str, name: str, number: int) -> Event | datetime.date | None:
    """Return what a line of JSON Lines says: an event, or a day that has come (`tick`).

    `name` is that of the file, `number` that of the line; an empty line says nothing. Raises
    `SituationError` with every problem of the line.
    """
    if not text.strip():
        return None
    reading = Reading()
    document = Line(name, text)
    node = reading.attempt(partial(read, text, name))
    reading.problems = [
        attrs.evolve(item, span=item.span and _in_file(item.span, document, number))
        for item in reading.problems
    ]
    found: Event | datetime.date | None = None
    if node is not None:
        _place(node, document, number)
        tick = node.items.get(TICK) if len(node.items) == 1 else None
        found = _event(reading, node) if tick is None else _tick(reading, tick)
    if reading.problems:
        raise SituationError(in_reading_order(reading.problems))
    return found


def _tick(reading: Reading, node: Node) -> datetime.date | None:
    """Return the day that a line says has come."""
    date, moment = _when(reading.read_event_date(node))
    if (date is None or moment is not None) and not reading.problems:
        reading.report("event-not-a-date", node.span, event=node.text)
    return date


class Line(Document):
    """A line of a file that is read line by line, and all that is known of the file."""

    __slots__ = ()

    def line(self, number: int) -> str:
        """Return the line, whichever it is."""
        del number
        return self.text


def _lines(path: Path, reading: Reading) -> list[Event]:
    """Return the events of JSON Lines."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        # Said in the words of every other file.
        reading.attempt(partial(read_file, path))
        return []
    lines = enumerate(text.splitlines(), 1)
    found = [reading.attempt(partial(read_line, line, str(path), at)) for at, line in lines]
    return [one for one in found if isinstance(one, Event)]


def _in_file(span: Span, line: Line, number: int) -> Span:
    return Span(line, number, max(1, span.column), span.length)


def _place(node: Node, line: Line, number: int) -> None:
    """Place a node that was read from one line of a file in the file."""
    node.document, node.line = line, number
    for one in (*node.keys.values(), *node.items.values(), *node.elements):
        _place(one, line, number)


def _event(reading: Reading, node: Node) -> Event:
    """Return the event of one line; what is wrong with it is reported."""
    entry = reading.entry("log", entry_name(node), node, EVENT, node.span)
    when = entry.values.get("date")
    date, moment = _when(when)
    words = {key: entry.values.get(key) or "" for key in ("case", "id", "of", "period")}
    if words["period"] and not _is_span(words["period"]):
        reading.report("period-not-a-span", entry.place("period"), period=words["period"])
    name = entry.nodes.get("event", node)
    facts = entry.values.get("facts") or {}
    return Event(entry.event or "", date, moment=moment, facts=facts, span=name.span, **words)


def entry_name(node: Node) -> str:
    """Return what a line is called in messages: the event it names, if it does."""
    event = node.items.get("event")
    return event.text if event is not None else "—"


def _when(when: Any) -> tuple[datetime.date | None, datetime.datetime | None]:
    """Return the day of an event and its minute, as far as they are known."""
    if isinstance(when, datetime.datetime):
        return when.date(), when
    return (when, None) if isinstance(when, datetime.date) else (None, None)


def _record(found: Findings, record: object) -> Event:
    """Return the event of a mapping; what is wrong with it is reported."""
    if not isinstance(record, Mapping):
        found.report("event-not-mapping", None, value=shown(record))
        return Event("", None)
    for name in record:
        if name not in EVENT:
            near, known = nearest(shown(name), EVENT), ", ".join(EVENT)
            found.report(
                "unknown-key", None, suggest=near, key=shown(name), entry="log", known=known
            )
    name = str(record.get("event") or "")
    for key, spec in EVENT.items():
        if spec.required and record.get(key) is None:
            found.report("missing-key", None, key=key, entry="log", id=name or "—")
    date, moment = found.attempt(partial(_day, record.get("date"))) or (None, None)
    words: dict[str, Any] = {
        key: str(record.get(key) or "") for key in ("case", "id", "of", "period")
    }
    if words["period"]:
        period = found.attempt(partial(parse_period, words["period"]))
        if period is not None and not _is_span(words["period"]):
            found.report("period-not-a-span", None, period=shown(words["period"]))
    facts = record.get("facts") or {}
    if not isinstance(facts, Mapping):
        found.report("facts-not-mapping", None)
        facts = {}
    return Event(name, date, moment=moment, facts=dict(facts), **words)


def _is_span(text: str) -> bool:
    """Say whether a period is a length of time, by which another can be extended."""
    period = find_period(text)
    return period is not None and period.kind in SPANS and not period.back


def _day(when: object) -> tuple[datetime.date | None, datetime.datetime | None]:
    """Return the day and the minute of a caller's date; raises `SituationError`."""
    if isinstance(when, str) and when != "unknown":
        reading = datetime.datetime if "T" in when else datetime.date
        try:
            when = reading.fromisoformat(when)
        except ValueError:
            raise SituationError(problem("event-not-a-date", event=shown(when))) from None
    if isinstance(when, datetime.datetime) and when.tzinfo is not None:
        raise SituationError(problem("event-not-a-date", event=shown(when)))
    if not (when is None or when == "unknown" or isinstance(when, datetime.date)):
        raise SituationError(problem("event-not-a-date", event=shown(when)))
    return _when(when)
