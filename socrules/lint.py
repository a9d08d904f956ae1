"""Looks for what is no error in a pack but somebody's debt: the table `CHECKS`, a row a check.

What makes a pack wrong is found by `checking`. A check here takes a pack that links and yields what
a careful reader would ask about. Its name is a kind of problem, so that its sentence and help stand
in the one table of texts.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from socrules.cases import Outcome, run_cases
from socrules.expressions import Expr
from socrules.keys import NESTED, SECTIONS
from socrules.link import link
from socrules.link_rules import own_numbers, written
from socrules.model import Contents, Entry, Text
from socrules.norm_keys import BY_READING
from socrules.problems import Problem, Span, place, problem
from socrules.program import LinkedDecision, Program, every
from socrules.surface import under
from socrules.terms import Term
from socrules.walk import all_entries, days_of_change, expressions, items

RECHECK_AFTER: Final = 90
"""Days after which amendments of an act are to be looked for anew, unless the caller says else."""


@attrs.frozen
class Finding:
    """What one check found in a pack: where it stands, as the path of ids that leads there."""

    pack: str
    subject: str
    problem: Problem = attrs.field(eq=False)

    @property
    def check(self) -> str:
        """Return the check that found it."""
        return self.problem.kind


Found = Iterator[tuple[str, Problem]]
"""What a check yields: the path of ids, and the problem."""


class Linted:
    """A pack that is looked through; what several checks need is worked out once, when asked."""

    def __init__(
        self,
        contents: Contents,
        cases: dict[str, Entry],
        day: datetime.date,
        recheck_after: int = RECHECK_AFTER,
    ) -> None:
        self.contents = contents
        self.cases = cases
        self.day = day
        self.recheck_after = recheck_after

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """Return what the example cases came to."""
        return run_cases(self.contents, self.cases)

    @cached_property
    def programs(self) -> list[Program]:
        """Return programs in which every wording and every option of every reading is chosen."""
        readings = self.contents.entries("readings")
        most = max((len(entry.options) for entry in readings.values()), default=1)
        return [
            link(self.contents, day, {name: _option(one, at) for name, one in readings.items()})
            for day in days_of_change(self.contents)
            for at in range(most)
        ]

    @cached_property
    def named(self) -> list[tuple[str, Entry, Entry | None]]:
        """Return every entry of the files with its path, those inside others and wordings too.

        The third is the entry a wording belongs to.
        """
        found = list(_named("pack", self.contents.head))
        for section, entries in self.contents.sections.items():
            for entry in entries.values():
                if entry.origin is None:
                    found += _named(f"{section}/{entry.id}", entry)
        return found


def _option(reading: Entry, at: int) -> str:
    options = list(reading.options)
    option: str = options[min(at, len(options) - 1)]
    return option


def _named(
    path: str, entry: Entry, base: Entry | None = None
) -> Iterator[tuple[str, Entry, Entry | None]]:
    """Yield an entry, its wordings and those inside it, each with its path."""
    yield path, entry, base
    for at, wording in enumerate(entry.versions):
        yield from _named(f"{path}/{at}", wording, entry)
    for key, value in _own(entry, base):
        if type(value) is Entry:
            yield from _named(f"{path}/{key}", value)
        elif type(value) is dict:
            for name, one in value.items():
                if type(one) is Entry:
                    yield from _named(f"{path}/{key}/{name}", one)


def _own(entry: Entry, base: Entry | None) -> Iterator[tuple[str, Any]]:
    """Yield the keys an entry is written with; a wording without those all wordings share."""
    for key, value in entry.values.items():
        if base is None or entry.nodes.get(key) is not base.nodes.get(key):
            yield key, value


# --- facts ---


def fact_never_asked(linted: Linted) -> Found:
    """Facts that no condition, amount, presumption, list or example of the pack asks for."""
    asked: set[str] = set()
    for program in linted.programs:
        asked |= {*program.presumes}
        for decision in program.decisions.values():
            asked |= {*decision.presumes}
            asked |= _facts(_terms(decision))
        asked |= _facts(program.invariants.values())
    for entry in all_entries(linted.contents):
        asked |= {*(entry.examples or ()), entry.by or ""}
        asked |= {name for item in items(entry) for name in item.examples}
    for name, entry in linted.contents.entries("facts").items():
        if entry.origin is None and name not in asked:
            yield f"facts/{name}", problem("fact-never-asked", entry.span, id=name)


def _terms(decision: LinkedDecision) -> Iterator[Term]:
    """Yield the conditions and values of a decision."""
    others = () if decision.otherwise is None else (decision.otherwise,)
    for rule in (*every(decision.rules), *others):
        yield from (rule.value,) if rule.when is None else (rule.when, rule.value)


def _facts(terms: Iterable[Term]) -> set[str]:
    return {leaf.args[0] for term in terms for leaf in term.leaves() if leaf.op == "fact"}


# --- rules ---


def rule_without_case(linted: Linted) -> Found:
    """Rules, in each wording, that decide no answer of an example case that passes."""
    decided = {_where(entry) for outcome in linted.outcomes for entry in _deciding(outcome)}
    for name, decision in linted.contents.entries("decisions").items():
        # What a list says of the items it does not ask for was written by nobody.
        others = () if decision.otherwise is None or decision.origin else (decision.otherwise,)
        for rule in (*(decision.rules or {}).values(), *others):
            for at, wording in enumerate(rule.versions or (rule,)):
                if _where(wording) not in decided:
                    path = f"decisions/{name}/{rule.id}" + (f"/{at}" if rule.versions else "")
                    words = {"id": rule.id, "decision": name}
                    yield path, problem("rule-without-case", wording.span, **words)


def _where(rule: Entry) -> tuple[str, str, int, int]:
    """Return what is the same of a rule under every choice of readings: its id and its place."""
    return rule.id, rule.span.document.name, rule.span.line, rule.span.column


def _deciding(outcome: Outcome) -> Iterator[Entry]:
    """Yield the rules, in the wording of the day, that gave the answers of a case that passes."""
    for answer in outcome.answers if outcome.passed else ():
        if answer.status != "not_applicable":
            for step in answer.trace.walk():
                if step.kind in ("rule", "otherwise") and step.state == "gives":
                    yield step.entry


# --- numbers ---

_DIGITS: Final = re.compile(r"\d+")
_NUMBERS: Final = {
    kind: tuple(
        name
        for name, key in keys.items()
        if key.shape in ("period", "frequency", "number") or name == "minutes"
    )
    for kind, keys in (SECTIONS | NESTED).items()
    if not kind.endswith(BY_READING)
}
"""The keys that hold a number or a period, by kind of entry; a reading is of its entry's clause."""
_PROSE: Final = ("facts", "actors", "events")
"""Entries that need no clause, unless their words state a number."""


def number_uncited(linted: Linted) -> Found:
    """Numbers and periods whose entry cites no clause of its own.

    The clause of what the entry stands in is not enough: it opens a list, or says the rule.
    """
    for path, entry, _ in linted.named:
        if not (entry.cite or entry.see or entry.versions) and entry.kind in _NUMBERS:
            for text, span in _numbers(entry):
                yield f"{path}#{text}", problem("number-uncited", span, id=text)


def _numbers(entry: Entry) -> Iterator[tuple[str, Span]]:
    """Yield the numbers of an entry, as they are written."""
    for expr in expressions(entry):
        yield from ((written(number), number.span) for number in own_numbers(expr))
    for key in _NUMBERS[entry.kind]:
        value = entry.values.get(key)
        if value is not None and value != "not_stated":
            yield str(value), entry.place(key)
    for key in ("title", "question") if entry.kind in _PROSE else ():
        text = entry.values.get(key)
        for found in _DIGITS.findall(text.ru if text else ""):
            yield found, entry.place(key)


# --- titles ---


def title_missing(linted: Linted) -> Found:
    """Texts for readers that are in Russian alone."""
    cases = [(f"cases/{name}", entry, None) for name, entry in linted.cases.items()]
    for path, entry, base in [*linted.named, *cases]:
        for key, text, span in _texts(entry, base):
            if not text.en:
                yield f"{path}/{key}", problem("title-missing", span, key=key, text=text.ru)


def _texts(entry: Entry, base: Entry | None) -> Iterator[tuple[str, Text, Span]]:
    """Yield the texts an entry is written with, each with its key and place."""
    for key, value in _own(entry, base):
        if type(value) is Text:
            yield key, value, entry.place(key)
        elif type(value) is dict:
            for name, one in value.items():
                if type(one) is Text:
                    yield f"{key}/{name}", one, entry.nodes[key].keys[name].span
    shared = set() if base is None else {id(item) for item in items(base)}
    for at, item in enumerate(items(entry)):
        for key, text in (("title", item.title), ("open", item.open)):
            if text is not None and id(item) not in shared:
                yield f"items/{at}/{key}", text, item.span or entry.span


# --- readings ---


def reading_never_used(linted: Linted) -> Found:
    """Readings that nothing rests on."""
    entries = linted.contents.entries("readings")
    for name in entries.keys() - _resting(linted):
        yield f"readings/{name}", problem("reading-never-used", entries[name].span, id=name)


def reading_switches_nothing(linted: Linted) -> Found:
    """Readings under whose other options the pack says the same, and does not say why."""
    entries = linted.contents.entries("readings")
    switching = {entry.reading for entry in all_entries(linted.contents) if _goes_by(entry)}
    for name in (entries.keys() & _resting(linted)) - switching:
        if entries[name].informative is None:
            found = problem("reading-switches-nothing", entries[name].span, id=name)
            yield f"readings/{name}", found


def _goes_by(entry: Entry) -> bool:
    """Say whether an entry says different things under two options of its reading."""
    options: Mapping[str, Any] = entry.by_reading or {}
    if entry.kind == "rules":
        return len({_shape(expr) for expr in options.values()}) > 1
    plain = _said(under(entry, {}))
    return any(_said(under(entry, {entry.reading: option})) != plain for option in options)


def _said(value: Any) -> Any:
    """Return what an entry says under its keys, without places."""
    if isinstance(value, Expr):
        return _shape(value)
    if isinstance(value, Entry):
        return {key: _said(one) for key, one in value.values.items() if key != "by_reading"}
    return value


def _resting(linted: Linted) -> set[str]:
    """Return the readings that entries and items rest on."""
    entries = list(all_entries(linted.contents))
    return {
        *(entry.reading for entry in entries if entry.reading),
        *(item.reading for entry in entries for item in items(entry)),
    }


def _shape(expr: Expr) -> tuple[Any, ...]:
    """Return an expression as plain data, without its places."""
    return (expr.op, *(_shape(arg) if isinstance(arg, Expr) else arg for arg in expr.args))


# --- effect ---


def check_date_past(linted: Linted) -> Found:
    """Acts whose amendments were last looked for too long ago."""
    effect = linted.contents.head.effect
    age = (linted.day - effect.checked_on).days
    if age > linted.recheck_after:
        span = effect.place("checked_on")
        words = {"checked_on": effect.checked_on, "age": age, "limit": linted.recheck_after}
        yield "pack/effect", problem("check-date-past", span, **words)


CHECKS: Final[Mapping[str, Callable[[Linted], Found]]] = {
    "fact-never-asked": fact_never_asked,
    "rule-without-case": rule_without_case,
    "number-uncited": number_uncited,
    "title-missing": title_missing,
    "reading-never-used": reading_never_used,
    "reading-switches-nothing": reading_switches_nothing,
    "check-date-past": check_date_past,
}
"""The checks by the kind of problem they find."""


def lint(linted: Linted, checks: Iterable[str] = tuple(CHECKS)) -> list[Finding]:
    """Return what the checks of these names find in a pack, in reading order.

    Raises `PackError` where the pack does not link.
    """
    found = [
        Finding(linted.contents.id, subject, item)
        for check in checks
        for subject, item in CHECKS[check](linted)
    ]
    return sorted(dict.fromkeys(found), key=lambda one: place(one.problem))
