"""Prints a timeline: a table with the most urgent first, and the cases drawn on an axis of days."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from socrules.course import Course
from socrules.occurrences import AHEAD
from socrules.phrases import wrap
from socrules.problems import SituationError, language, nearest, problem
from socrules.steps import MISSED, NOT_APPLICABLE, NOT_COMPUTED, STATES, Step
from socrules.timeline_words import Words

NARROWEST: Final = 60
GONE, LEFT, OVERDUE, DONE_MARK, TODAY = "▓", "░", "!", "●", "│"


def explain(
    course: Course, lang: str | None, format: str, width: int, *, everything: bool = False
) -> str:
    """Return a timeline as `text` or `md`, with what is over or has no date where `everything`.

    Raises `SituationError` for another format.
    """
    forms = {"text": _text, "md": _markdown}
    if format not in forms:
        near, known = nearest(format, forms), ", ".join(forms)
        raise SituationError(problem("unknown-word", suggest=near, word=format, known=known))
    words_ = Words(course, language(lang))
    lines = forms[format](words_, max(width, NARROWEST), everything)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def shown(course: Course, everything: bool) -> list[Step]:
    """Return the steps of the table: those that press, or all.

    Of several cases everything that is missed and the next step of each case: enough to see which
    of thirty to open.
    """
    if everything:
        return list(course.steps)
    pressing = [step for step in course.steps if step.pending and (step.earliest or _told(step))]
    if _alone(course):
        return pressing
    nearest_of = {step.case: step for step in reversed(pressing) if step.state != MISSED}
    return [step for step in pressing if step.state == MISSED or step is nearest_of[step.case]]


def _alone(course: Course) -> bool:
    """Say whether the timeline is that of one case."""
    return sum(bool(name) for name in course.cases) <= 1


def _told(step: Step) -> bool:
    """Say whether a step without a date is worth a row: why there is none has to be said."""
    return step.state == NOT_COMPUTED


# --- text ---


def _text(words: Words, width: int, everything: bool) -> Iterator[str]:
    course = words.course
    yield from wrap(course.contents.head.title.say(words.lang), width, "")
    yield from wrap(_as_of(words), width, "")
    drawn = list(draw(words, width))
    if drawn:
        yield ""
        yield from drawn
    steps = shown(course, everything)
    if steps:
        yield ""
        yield from _table(words, steps, width)
    yield from _rest(words, steps, width, "  — ")


def _as_of(words: Words) -> str:
    course = words.course
    day, cases = words.day(course.as_of), sum(bool(name) for name in course.cases)
    return words.say("as-of", day=day, cases=cases or 1, counts=words.counts())


def _table(words: Words, steps: Sequence[Step], width: int) -> Iterator[str]:
    """Yield the table; what is to be done takes the columns the others leave."""
    named = any(step.case for step in steps)
    columns: list[tuple[str, Callable[[Step], str]]] = [
        ("state", lambda step: words.say(f"state-{step.state}")),
        ("due", lambda step: _when(words, step)),
        ("left", lambda step: _left(words, step)),
    ]
    if named:
        columns.insert(0, ("case", lambda step: words.case(step.case)))
    heads = [words.say(f"column-{name}") for name, _ in columns]
    rows = [[cell(step) for _, cell in columns] for step in steps]
    sizes = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(columns))]
    rest = max(12, width - sum(sizes) - 2 * len(sizes))
    yield _row(heads, sizes) + words.say("column-what")
    for step, row in zip(steps, rows, strict=True):
        indent = " " * (sum(sizes) + 2 * len(sizes))
        first, *more = _cell(words, step, rest)
        yield _row(row, sizes) + first
        yield from (indent + line for line in more)


def _row(cells: Sequence[str], sizes: Sequence[int]) -> str:
    return "".join(cell.ljust(size + 2) for cell, size in zip(cells, sizes, strict=True))


def _cell(words: Words, step: Step, width: int) -> list[str]:
    """Return what is to be done, by which clause and in one case by whom, and why it is so."""
    lines = wrap(words.title(step), width, "")
    who = words.who(step) if _alone(words.course) else ""
    lines += wrap("; ".join(filter(None, (words.clause(step), who))), width, "")
    if step.why:
        lines += wrap(f"({words.whys(step)})", width, "")
    return lines


def _when(words: Words, step: Step) -> str:
    if step.done is not None and step.earliest is None:
        return words.day(step.done)
    return words.due(step) or "—"


def _left(words: Words, step: Step) -> str:
    """Return the days left, negative where they are over; of what is done how late it was."""
    if step.done is not None:
        late = step.days_late
        return f"+{late}" if late else "●"
    left = step.days_left(words.course.as_of)
    return "" if left is None else str(left).replace("-", "\u2212")


def _rest(words: Words, steps: Sequence[Step], width: int, bullet: str) -> Iterator[str]:
    """Yield what stands below: what is not shown, what is irregular, what to know."""
    course = words.course
    hidden = {step.key for step in course.steps} - {step.key for step in steps}
    counts = [
        words.say(f"count-{state}", count=count)
        for state in STATES
        if (count := sum(step.state == state and step.key in hidden for step in course.steps))
    ]
    if counts:
        yield ""
        yield from wrap(words.say("others-hidden", counts=", ".join(counts)), width, "")
    for head, lines in (
        (
            "irregular",
            list(_irregular(words)),
        ),
        ("notes", [words.note(name) for name in course.notes]),
    ):
        if lines:
            yield ""
            yield words.say(head)
        for line in lines:
            yield from wrap(bullet + line, width)


def _irregular(words: Words) -> Iterator[str]:
    """Yield what is irregular; what is only dated later in one line."""
    course = words.course
    for one in course.irregular:
        if one.kind != AHEAD:
            yield (f"{one.case}: " if one.case else "") + words.irregular(one)
    later = sum(one.kind == AHEAD for one in course.irregular)
    if later:
        yield words.say("later", day=words.day(course.as_of), count=later)


# --- drawing ---


def draw(words: Words, width: int) -> Iterator[str]:
    """Yield the cases on an axis of days, a line each; of one case alone, a line for each step."""
    course = words.course
    alone = _alone(course)
    steps = _drawn(course, alone=alone)
    if not steps:
        return
    labels = [words.title(step) if alone else words.case(step.case) for step in steps]
    size = min(max(map(len, labels)), width // 3)
    days = [course.as_of]
    for step in steps:
        days += [day for day in (step.start, step.latest, step.done) if day is not None]
    axis = Axis(min(days), max(days), width - size - 2)
    yield from wrap(words.say("drawn", day=words.day(course.as_of)), width, "")
    yield " " * (size + 2) + axis.ticks(words.lang)
    for label, step in zip(labels, steps, strict=True):
        name = label if len(label) <= size else label[: size - 1] + "…"
        yield f"{name.ljust(size)}  {axis.bar(step, course.as_of)}"


def _drawn(course: Course, *, alone: bool) -> list[Step]:
    """Return the steps that are drawn: all with dates of one case, or each case's most urgent."""
    dated = [
        step
        for step in course.steps
        if step.earliest is not None and step.start is not None and step.state != NOT_APPLICABLE
    ]
    if alone:
        return sorted(dated, key=lambda step: (step.start, step.earliest, step.key))
    found = []
    for name in course.by_urgency:
        own = [step for step in dated if step.case == name and step.pending]
        found += own[:1]
    return found


class Axis:
    """Days from left to right on so many columns."""

    def __init__(self, first: datetime.date, last: datetime.date, columns: int) -> None:
        self.first = first.toordinal()
        self.days = max(1, last.toordinal() - self.first)
        # A few days are not spread over the whole width.
        self.columns = min(columns, self.days * 4 + 1)

    def place(self, day: datetime.date) -> int:
        """Return the column of a day."""
        return round((day.toordinal() - self.first) * (self.columns - 1) / self.days)

    def ticks(self, lang: str) -> str:
        """Return the dates over the axis, as many as have room."""
        line = ""
        for number in range(self.days + 1):
            day = datetime.date.fromordinal(self.first + number)
            text = f"{day:%d.%m}" if lang == "ru" else f"{day:%m-%d}"
            place = self.place(day)
            free = place >= len(line) + 3 or not line
            if free and place + len(text) <= self.columns:
                line = line.ljust(place) + text
        return line

    def bar(self, step: Step, as_of: datetime.date) -> str:
        """Return a step drawn: gone, left, overdue, done, and today."""
        assert step.start is not None
        assert step.earliest is not None
        assert step.latest is not None
        line = [" "] * self.columns
        end = self.place(step.latest)
        now = self.place(as_of)
        stop = self.place(step.done) if step.done is not None else now
        for at in range(self.place(step.start), end + 1):
            line[at] = GONE if at <= stop else LEFT
        if stop > end:
            mark = OVERDUE if step.state == MISSED or step.days_late else LEFT
            for at in range(end + 1, stop + 1):
                line[at] = mark
        line[now] = TODAY
        if step.done is not None:
            line[stop] = DONE_MARK
        return "".join(line)


# --- Markdown ---


def _markdown(words: Words, width: int, everything: bool) -> Iterator[str]:
    course = words.course
    yield f"# {course.contents.head.title.say(words.lang)}"
    yield ""
    yield _as_of(words)
    steps = shown(course, everything)
    if steps:
        names = ("case", "state", "due", "left", "what", "who", "clause")
        yield ""
        yield _cells([words.say(f"column-{name}") for name in names])
        yield _cells(["---"] * len(names))
        for step in steps:
            why = f" ({words.whys(step)})" if step.why else ""
            cells = [words.case(step.case), words.say(f"state-{step.state}")]
            cells += [_when(words, step), _left(words, step), words.title(step) + why]
            yield _cells([*cells, words.who(step), words.clause(step)])
    drawn = list(draw(words, width))
    if drawn:
        yield from ("", "```text", *drawn, "```")
    yield from _rest(words, steps, 10_000, "- ")


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
