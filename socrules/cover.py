"""Measures what example cases exercise of a pack; it reads traces and evaluates nothing.

What can be seen are points: each clause cited; each rule's condition true, false, and unknown
because exactly one fact was withheld; each condition both ways; each threshold of a fact at it,
just below and just above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from socrules.answer import Decision
from socrules.cases import Outcome, encoded
from socrules.expressions import Expr
from socrules.link import link
from socrules.literals import literal
from socrules.markup import bundle, table
from socrules.model import Contents, Text
from socrules.pack import Pack
from socrules.phrasebook import say
from socrules.problems import Span, language
from socrules.program import Program
from socrules.terms import only, single
from socrules.trace import Step
from socrules.values import Type
from socrules.walk import days_of_change, first_day

KINDS: Final = ("clause", "outcome", "condition", "boundary")
"""What is measured, in the order it is told."""

_ABOUT: Final = ("scope", "when", "unless")
_COMPARED: Final = ("<", "<=", ">", ">=", "=", "!=")


@attrs.frozen
class Point:
    """One thing an example can show: its kind, what it is of, which way, and where that stands.

    `of` is the id of a clause or of a step of the trace; `way` is `cited`; `yes`, `no`, `open`;
    `at`, `below` or `above`.
    """

    kind: str
    of: str
    way: str
    span: Span | None = attrs.field(default=None, eq=False, repr=False)
    title: Text | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Cover:
    """All points of a pack, and those that were seen."""

    points: tuple[Point, ...]
    seen: frozenset[Point]

    @property
    def missing(self) -> tuple[Point, ...]:
        """Return the points that no example shows, in the order of the pack."""
        return tuple(point for point in self.points if point not in self.seen)

    def count(self, kind: str = "") -> tuple[int, int]:
        """Return how many points of a kind were seen, and how many there are; of all by default."""
        points = [point for point in self.points if kind in ("", point.kind)]
        return sum(point in self.seen for point in points), len(points)

    def percent(self, kind: str = "") -> int:
        """Return the share that was seen in whole per cent, rounded down: 100 means all."""
        seen, whole = self.count(kind)
        return 100 * seen // whole if whole else 100

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return what a notebook shows: how much of each kind was seen."""
        lang = language()
        rows = [
            (
                say("cover", kind or "all", lang),
                f"{self.percent(kind)} %",
                *map(str, self.count(kind)),
            )
            for kind in ("", *KINDS)
        ]
        plain = "\n".join(f"{name}: {share} ({seen}/{whole})" for name, share, seen, whole in rows)
        head = ["", "%", *(say("cover", word, lang) for word in ("seen", "points"))]
        return bundle(plain, table(head, rows))


def cover(contents: Contents, outcomes: Iterable[Outcome]) -> Cover:
    """Return what the outcomes of cases cover of a pack."""
    outcomes = list(outcomes)
    points = dict.fromkeys(all_points(contents))
    seen: set[Point] = set()
    for outcome in outcomes:
        seen |= {Point("clause", clause, "cited") for clause in outcome.clauses}
        for answer in outcome.answers:
            alone = answer.status == "unknown" and len(answer.needs) == 1
            seen.update(seen_in(answer.trace, answer.program, alone=alone))
    return Cover(tuple(points), frozenset(seen & points.keys()))


def all_points(contents: Contents) -> Iterator[Point]:
    """Yield every point of a pack on the days its text changes, in the order of the act."""
    clauses = contents.entries("clauses")
    for clause in encoded(contents):
        entry = clauses[clause]
        yield Point("clause", clause, "cited", entry.span, entry.title)
    for day in days_of_change(contents):
        pack = Pack(link(contents, max(day, first_day(contents))))
        for name, linked in pack.program.decisions.items():
            answer: Decision = pack.decide(name, {})
            for step in own_steps(answer.trace, name):
                yield from points_of(step, pack.program, linked.entry.title)


def own_steps(trace: Step, name: str) -> Iterator[Step]:
    """Yield the steps of a decision itself, without those of what it rests on."""
    return (step for step in trace.walk() if step.id.startswith(f"decisions/{name}/"))


def points_of(step: Step, program: Program, title: Text | None) -> Iterator[Point]:
    """Yield the points of one step."""
    span = step.expr.span if step.expr is not None else getattr(step.entry, "span", None)
    if step.kind == "rule" and any(conditions(step)):
        for way in ("yes", "no", "open"):
            yield Point("outcome", step.id, way, span, title)
    elif step.kind == "otherwise" or step.kind == "rule":
        yield Point("outcome", step.id, "yes", span, title)
    elif is_test(step):
        for way in ("yes", "no"):
            yield Point("condition", step.id, way, span, title)
        if threshold(step, program) is not None:
            for way in ("below", "at", "above"):
                yield Point("boundary", step.id, way, span, title)


def conditions(rule: Step) -> Iterator[Step]:
    """Yield the conditions of a rule: whom it is about, when it applies, what switches it off."""
    for step in rule.steps:
        if step.kind == "condition" and step.id.rpartition("/")[2] in _ABOUT:
            yield step


def is_test(step: Step) -> bool:
    """Say whether a condition has none inside: it is a comparison or a name."""
    return step.kind == "condition" and not any(one.kind == "condition" for one in step.steps)


def seen_in(trace: Step, program: Program, *, alone: bool) -> Iterator[Point]:
    """Yield the points that one answer shows; `alone` says that one fact alone is missing."""
    for step in trace.walk():
        if step.kind == "rule":
            way = truth(step)
            if way != "open" or alone:
                yield Point("outcome", step.id, way)
        elif step.kind == "otherwise" and step.state == "gives":
            yield Point("outcome", step.id, "yes")
        elif is_test(step):
            yield Point("condition", step.id, step.state)
            bound = threshold(step, program)
            value = None if bound is None else compared(step)
            if bound is not None and value is not None and abs(value - bound) <= 1:
                yield Point("boundary", step.id, _NEAR[value - bound])


_NEAR: Final = {-1: "below", 0: "at", 1: "above"}


def truth(rule: Step) -> str:
    """Return whether the condition of a rule held: `yes`, `no` or `open`."""
    states = []
    for step in conditions(rule):
        off = step.id.endswith("/unless")
        states.append(_NOT[step.state] if off else step.state)
    return "no" if "no" in states else "open" if "open" in states else "yes"


_NOT: Final = {"yes": "no", "no": "yes", "open": "open"}


def compared(step: Step) -> int | None:
    """Return the value that was compared, in the smallest unit, where one fact was and is known."""
    names = [one for one in step.steps if one.kind in ("fact", "decision")]
    if len(names) == 1 and names[0].known is not None and single(names[0].known):
        return int(only(names[0].known))
    return None


def threshold(step: Step, program: Program) -> int | None:
    """Return the number a condition compares a lone fact or decision with, in the smallest unit."""
    expr = step.expr
    if expr is not None and expr.op == "item":
        expr = expr.args[0]
    if expr is None or expr.op not in _COMPARED:
        return None
    for one, other in (expr.args, expr.args[::-1]):
        of = type_of(one, program)
        if of is not None and of.is_number:
            return constant(other, of, program)
    return None


def type_of(expr: Expr, program: Program) -> Type | None:
    """Return the type of a fact or decision that an expression names, `None` for anything else."""
    name = str(expr.args[0]) if expr.op == "name" else ""
    found = program.facts.get(name) or program.decisions.get(name)
    return None if found is None else found.type


def constant(expr: Expr, of: Type, program: Program) -> int | None:
    """Return the number a literal or parameter stands for; `None` for anything that varies."""
    if expr.op in ("number", "date"):
        return int(literal(of, str(expr.args[0])))
    term = program.parameters.get(str(expr.args[0])) if expr.op == "name" else None
    if term is None or not term.type.is_number:
        return None
    return int(only(term.args[0]))
