"""Runs the example cases beside a pack: what was expected, what was found, which clause decided."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import attrs

from socrules.answer import Decision
from socrules.keys import STATED
from socrules.link import link
from socrules.literals import literal
from socrules.model import Contents, Entry
from socrules.pack import Pack
from socrules.parse import Reading, parse_section
from socrules.possible import Range
from socrules.problems import (
    PackError,
    Problem,
    SituationError,
    SocrulesError,
    Span,
    nearest,
    problem,
)
from socrules.program import in_order
from socrules.source import Node, read_file
from socrules.walk import citations_in

PATTERN: Final = "*.cases.yaml"


@attrs.frozen
class Outcome:
    """What one example case came to: its entry, what was wrong, which clauses its answers cited."""

    case: Entry
    problems: tuple[Problem, ...]
    clauses: frozenset[str]
    answers: tuple[Decision, ...] = attrs.field(default=(), repr=False)

    @property
    def passed(self) -> bool:
        """Return whether every expectation was met."""
        return not self.problems


def read_cases(folder: Path, name: str) -> dict[str, Entry]:
    """Return the example cases beside a pack by id, whose files are called `name`/file.

    Raises `PackError` with every problem of every file.
    """
    reading = Reading()
    found: dict[str, Entry] = {}
    for path in sorted(folder.glob(PATTERN)):
        root = reading.attempt(partial(read_file, path, f"{name}/{path.name}"))
        if root is None:
            continue
        for entries in parse_section(reading, root, ["cases"]).values():
            for key, entry in entries.items():
                if key in found:
                    also = [found[key].span]
                    reading.report(
                        "duplicate-entry", entry.span, id=key, section="cases", also=also
                    )
                found.setdefault(key, entry)
    if reading.problems:
        raise PackError(reading.problems)
    return found


class Runner:
    """Runs cases of one pack; each day and choice of readings is linked once."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.packs: dict[tuple[datetime.date, tuple[tuple[str, str], ...]], Pack] = {}

    def pack(self, case: Entry) -> Pack:
        """Return the pack linked for the day and readings of a case."""
        readings = dict(case.readings or {})
        key = case.date, tuple(sorted(readings.items()))
        if key not in self.packs:
            self.packs[key] = Pack(link(self.contents, case.date, readings))
        return self.packs[key]

    def run(self, case: Entry) -> Outcome:
        """Return what a case came to; what cannot be asked at all is a problem of the case."""
        try:
            pack = self.pack(case)
            situation = pack.situation(case.given or {})
        except SocrulesError as error:
            return Outcome(case, tuple(placed(error.problems, case.span)), frozenset())
        found: list[Problem] = []
        clauses: set[str] = set()
        answers = []
        for name, expected in case.expect.items():
            try:
                answer = pack.decide(name, situation, strict_effect=bool(case.strict_effect))
            except SituationError as error:
                found += placed(error.problems, expected.span)
                continue
            answers.append(answer)
            clauses |= {
                *answer.citations,
                *(c for reason in answer.reasons for c in reason.clauses),
            }
            found += compare(answer, expected)
        return Outcome(case, tuple(found), frozenset(clauses), tuple(answers))


def placed(problems: Iterable[Problem], span: Span) -> Iterator[Problem]:
    """Yield problems, those without a place put at `span`."""
    for item in problems:
        yield item if item.span is not None else attrs.evolve(item, span=span)


def run_cases(contents: Contents, cases: dict[str, Entry]) -> list[Outcome]:
    """Return what each case came to, in the order of the files."""
    runner = Runner(contents)
    return [runner.run(case) for case in cases.values()]


def encoded(contents: Contents) -> tuple[str, ...]:
    """Return the clauses that decisions encode, in the order of the act."""
    entries = contents.entries("decisions").values()
    cited = {cite.clause for entry in entries for cite in citations_in(entry) if not cite.act}
    return tuple(name for name in contents.entries("clauses") if name in cited)


def without_case(contents: Contents, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Return the clauses that decisions encode and no answer of a case cites."""
    cited = {clause for outcome in outcomes for clause in outcome.clauses}
    return tuple(name for name in encoded(contents) if name not in cited)


# --- comparing ---


def compare(answer: Decision, expected: Entry) -> Iterator[Problem]:
    """Yield a problem for each part of the answer that is not as expected."""
    if expected.value is not None:
        yield from compare_value(answer, expected.value)
    elif expected.status is None and not expected.values:
        yield problem("case-expects-nothing", expected.span, decision=answer.id)
    for key, find in _PARTS.items():
        wanted = expected.values.get(key)
        if wanted is None:
            continue
        want, found = listed(key, wanted, answer), find(answer)
        if want != found:
            yield differs(
                answer,
                expected.place(key),
                key,
                ", ".join(map(str, want)),
                ", ".join(map(str, found)),
            )


def differs(answer: Decision, span: Span, part: str, expected: str, found: str) -> Problem:
    """Return the problem that a part of an answer is not as expected."""
    clause = answer.clause
    label = answer.program.pack.entries("clauses")[clause].label if clause else None
    return problem(
        "case-differs",
        span,
        clause=label,
        decision=answer.id,
        part=part,
        expected=expected or "—",
        found=found or "—",
        by=label or "—",
    )


def compare_value(answer: Decision, node: Node) -> Iterator[Problem]:
    """Yield a problem where the value is another, or there is none."""
    kind = answer.type
    try:
        wanted = literal(kind, node.text)
    except (ValueError, SituationError):
        near = nearest(node.text, kind.options)
        yield problem("bad-literal", node.span, text=node.text, type=kind, suggest=near)
        return
    expected = shown(answer, kind.outward(wanted))
    if answer.status != "known":
        found = f"{answer.status} ({', '.join(answer.needs)})" if answer.needs else answer.status
        yield differs(answer, node.span, "value", expected, found)
    elif answer.value != kind.outward(wanted):
        yield differs(answer, node.span, "value", expected, shown(answer, answer.value))


def shown(answer: Decision, value: Any) -> str:
    """Return a value or range as case files write it."""
    if isinstance(value, Range):
        return f"{shown(answer, value.least)}..{shown(answer, value.greatest)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def listed(key: str, wanted: Any, answer: Decision) -> tuple[str, ...]:
    """Return what a case expects of one part, in the form the answer has it."""
    if key == "status" or key in STATED:
        return (wanted,)
    texts = tuple(one.text if isinstance(one, Node) else one for one in wanted)
    if key in ("clauses", "reasons"):
        return in_order(answer.program, texts)
    return texts if key == "possible" else tuple(sorted(texts))


def stated(answer: Decision, key: str) -> tuple[str, ...]:
    """Return what the norm behind an answer states under a key, empty where it states nothing."""
    norm = answer.norm
    return () if norm is None or not norm.text(key) else (norm.text(key),)


_PARTS: Final[dict[str, Callable[[Decision], tuple[str, ...]]]] = {
    "status": lambda answer: (answer.status,),
    "clauses": lambda answer: answer.citations,
    "reasons": lambda answer: in_order(
        answer.program, [clause for reason in answer.reasons for clause in reason.clauses]
    ),
    "possible": lambda answer: tuple(shown(answer, value) for value in answer.possible),
    "needs": lambda answer: tuple(sorted(answer.needs)),
    "readings": lambda answer: tuple(sorted(answer.readings)),
    "notes": lambda answer: tuple(sorted(answer.notes)),
    "who": lambda answer: tuple(sorted(answer.norm.ids("who"))) if answer.norm else (),
    **{key: partial(stated, key=key) for key in STATED},
}
