"""Runs example cases: what was expected, what was found, which clause decided.

Cases stand beside a pack, in files named `*.cases.yaml`, or anywhere, with the pack they are asked
of named in them. What is wrong in one case never keeps the others from being run.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import attrs

from socrules.answer import Decision
from socrules.case_tables import SUFFIXES, scan_cases
from socrules.event_log import Event, read_events
from socrules.expected import compare, compare_list, list_named, wrong_parts
from socrules.expected_course import (
    clauses_of,
    compare_course,
    is_timed,
    not_expected,
    parts_of,
    section_of,
    with_early,
    without_events,
)
from socrules.linker import Linker
from socrules.model import Contents, Entry
from socrules.occurrences import histories
from socrules.pack import Pack
from socrules.parse import Reading, parse_section
from socrules.problems import (
    Findings,
    PackError,
    Problem,
    SituationError,
    SocrulesError,
    Span,
    in_reading_order,
    problem,
)
from socrules.program import Program
from socrules.situation import Situation
from socrules.situation import situation as checked
from socrules.timeline import Timeline, timeline
from socrules.walk import citations_in

PATTERNS: Final = ("*.cases.yaml", *(f"*.cases{suffix}" for suffix in SUFFIXES))
"""How files of cases beside a pack are named."""


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


@attrs.frozen
class Examples:
    """The example cases of some files by id, and what is wrong in the files.

    A problem in a case counts against that case; the others, such as an unknown section, stand in
    `astray`.
    """

    cases: Mapping[str, Entry]
    problems: tuple[Problem, ...] = ()

    def of(self, case: Entry) -> list[Problem]:
        """Return what could not be read of one case."""
        return [one for one in self.problems if self.owner(one) is case]

    @property
    def astray(self) -> list[Problem]:
        """Return the problems that belong to no case."""
        return [one for one in self.problems if self.owner(one) is None]

    def owner(self, found: Problem) -> Entry | None:
        """Return the case a problem stands in: the last that begins at its line or before."""
        above = [
            case
            for case in self.cases.values()
            if found.span is not None
            and case.span.document is found.span.document
            and case.span.line <= found.span.line
        ]
        return max(above, key=lambda case: case.span.line, default=None)


def case_files(folder: Path, name: str) -> list[tuple[Path, str]]:
    """Return the files of example cases beside a pack, with their names in messages."""
    paths = sorted(path for pattern in PATTERNS for path in folder.glob(pattern))
    return [(path, f"{name}/{path.name}") for path in paths]


def read_examples(files: Iterable[tuple[Path, str]]) -> Examples:
    """Return the example cases of files, each with its name in messages; nothing is raised."""
    reading = Reading()
    found: dict[str, Entry] = {}
    for path, name in files:
        scanned = reading.attempt(partial(scan_cases, path, name))
        if scanned is None:
            continue
        root, problems = scanned
        reading.problems += problems
        sections = parse_section(reading, root, ["cases"])
        for key, entry in sections.get("cases", {}).items():
            if key in found:
                also = [found[key].span]
                reading.report("duplicate-entry", entry.span, id=key, section="cases", also=also)
            found.setdefault(key, entry)
    return Examples(found, tuple(reading.problems))


def read_cases(folder: Path, name: str) -> dict[str, Entry]:
    """Return the example cases beside a pack by id, whose files are called `name`/file.

    Raises `PackError` with every problem of every file.
    """
    examples = read_examples(case_files(folder, name))
    if examples.problems:
        raise PackError(examples.problems)
    return dict(examples.cases)


class Runner:
    """Runs cases of one pack; each day and choice of readings is linked once.

    Programs that are `known` already serve for the days and readings they were linked for.
    """

    def __init__(self, contents: Contents, known: Iterable[Program] = ()) -> None:
        self.contents = contents
        self.linker = Linker(contents, known)
        self.packs: dict[tuple[datetime.date, tuple[tuple[str, str], ...]], Pack] = {}

    def pack(self, case: Entry) -> Pack:
        """Return the pack linked for the day and readings of a case."""
        return self.linked(case.date, case.readings or {})

    def linked(self, day: datetime.date, readings: Mapping[str, str]) -> Pack:
        """Return the pack linked for a day and readings."""
        key = day, tuple(sorted(readings.items()))
        if key not in self.packs:
            self.packs[key] = Pack(self.linker.program(day, readings))
        return self.packs[key]

    def course(self, case: Entry, facts: Mapping[str, object]) -> Timeline:
        """Return what the events of a case come to on its date; raises `SituationError`."""
        readings, pack = case.readings or {}, self.pack(case)
        events = events_of(case, pack.program)
        found = timeline(
            pack,
            lambda day: self.linked(day, readings),
            events,
            as_of=case.date,
            given=facts,
        )
        return with_early(found, events)

    def run(self, case: Entry) -> Outcome:
        """Return what a case came to; what cannot be asked at all is a problem of the case."""
        if not isinstance(case.date, datetime.date):
            return Outcome(case, tuple(undated(case)), frozenset())
        found: list[Problem] = []
        situation: Situation | None = None
        try:
            pack = self.pack(case)
        except SocrulesError as error:
            return Outcome(case, tuple(placed(error.problems, case.span)), frozenset())
        try:
            situation = pack.situation(case.given or {})
        except SocrulesError as error:
            found += placed(error.problems, case.span)
            # What is expected can be read all the same.
            situation = pack.situation({})
        course: Timeline | None = None
        try:
            if case.events is not None:
                course = self.course(case, situation)
        except SituationError as error:
            found += placed(error.problems, case.span)
        wrong = len(found)
        if course is not None and not wrong:
            found += not_expected(course, read_events(case.events), case)
        clauses: set[str] = set()
        answers: list[Decision] = []
        for name, expected in (case.expect or {}).items():
            try:
                given, differing = self.ask(pack, name, expected, situation, case, course)
            except SituationError as error:
                found += placed(error.problems, expected.span)
                continue
            found += [one for one in differing if not wrong or one.kind != "case-differs"]
            for answer in () if wrong else given:
                answers.append(answer)
                clauses |= {*answer.citations, *_reasons(answer)}
            if course is not None and is_timed(self.contents, name, expected):
                clauses |= {*clauses_of(course, name)}
        return Outcome(case, tuple(found), frozenset(clauses), tuple(answers))

    def ask(
        self,
        pack: Pack,
        name: str,
        expected: Entry,
        situation: Situation,
        case: Entry,
        course: Timeline | None = None,
    ) -> tuple[list[Decision], list[Problem]]:
        """Return the answers to one expectation, and what is not as expected.

        `course` is what the events of the case come to, where it has any that can be followed.
        """
        strict = bool(case.strict_effect)
        entry = list_named(self.contents, name)
        if entry is not None and name not in pack.program.decisions:
            return compare_list(pack, entry, situation, expected, strict)
        timed = parts_of(self.contents, name)
        found = list(compare_course(course, name, expected))
        if "events" not in case.values:
            found += without_events(self.contents, name, expected)
        if section_of(self.contents, name) == "events":
            return [], [*found, *wrong_parts(name, expected, timed)]
        if expected.values and expected.values.keys() <= {*timed}:
            return [], found
        answer = pack.decide(name, situation, strict_effect=strict)
        return [answer], [*found, *compare(answer, expected, timed)]


def events_of(case: Entry, program: Program) -> tuple[Event, ...]:
    """Return the events of a case; raises `SituationError` with everything wrong with them."""
    findings = Findings()
    read = [findings.attempt(partial(read_events, [node])) for node in case.events]
    events = tuple(one for line in read if line is not None for one in line)
    # A line that cannot be read may be the one that others name.
    known = [attrs.evolve(one, of="") for one in events] if findings.problems else events
    findings.attempt(partial(histories, program.pack, known, case.date))
    for one in events:
        findings.attempt(partial(checked, program, one.facts))
    if findings.problems:
        raise SituationError(in_reading_order(findings.problems))
    return events


def undated(case: Entry) -> Iterator[Problem]:
    """Yield the problem that the date of a case is no day; one that was not read is known."""
    if isinstance(case.date, str):
        yield problem("not-a-date", case.place("date"), text=case.date)


def _reasons(answer: Decision) -> list[str]:
    return [clause for reason in answer.reasons for clause in reason.clauses]


def placed(problems: Iterable[Problem], span: Span) -> Iterator[Problem]:
    """Yield problems, those without a place put at `span`."""
    for item in problems:
        yield item if item.span is not None else attrs.evolve(item, span=span)


def run_cases(contents: Contents, cases: Mapping[str, Entry]) -> list[Outcome]:
    """Return what each case came to, in the order of the files."""
    runner = Runner(contents)
    return [runner.run(case) for case in cases.values()]


def run_examples(contents: Contents, examples: Examples) -> list[Outcome]:
    """Return what each case came to, what could not be read of it among its problems."""
    return [
        attrs.evolve(run, problems=tuple(in_reading_order([*examples.of(run.case), *run.problems])))
        for run in run_cases(contents, examples.cases)
    ]


def encoded(contents: Contents) -> tuple[str, ...]:
    """Return the clauses that decisions encode, in the order of the act."""
    entries = contents.entries("decisions").values()
    cited = {cite.clause for entry in entries for cite in citations_in(entry) if not cite.act}
    return tuple(name for name in contents.entries("clauses") if name in cited)


def without_case(contents: Contents, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """Return the clauses that decisions encode and no answer of a case cites."""
    cited = {clause for outcome in outcomes for clause in outcome.clauses}
    return tuple(name for name in encoded(contents) if name not in cited)
