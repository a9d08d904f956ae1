"""The linked program: what a pack says on one day under one choice of readings, names resolved."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypedDict

import attrs

from socrules.model import Citation, Contents, Entry, Text
from socrules.terms import Known, Term
from socrules.values import Type


@attrs.frozen(eq=False, repr=False)
class Fact:
    """A fact of the program: its type, all it may be, and the decision that derives it, if any."""

    id: str
    type: Type
    domain: Known
    entry: Entry
    derived_by: str = ""


@attrs.frozen(eq=False, repr=False)
class Rule:
    """A rule in the wording of the day.

    `when` joins `scope`, the condition and the negated `unless`; the parts are kept for those who
    explain. `exceptions` displace the rule where they answer.
    """

    id: str
    entry: Entry
    when: Term | None
    scope: Term | None
    condition: Term | None
    unless: Term | None
    value: Term
    cites: tuple[Citation, ...]
    unless_cites: tuple[Citation, ...]
    reading: str
    exceptions: tuple[Rule, ...]


@attrs.frozen(eq=False, repr=False)
class LinkedDecision:
    """A decision in the wording of the day: its top rules, and what stands where none answers."""

    id: str
    type: Type
    domain: Known
    entry: Entry
    rules: tuple[Rule, ...]
    otherwise: Rule | None
    presumes: Mapping[str, tuple[Citation, ...]]
    derives: str

    @property
    def titles(self) -> dict[str, Text]:
        """Return the titles of the members of a choice."""
        return dict(self.entry.options or {})


class Names(TypedDict):
    """What the names of a pack stand for, as far as they must be known to link what is asked alone.

    `derived` are facts with the decisions that derive them; `amounts`, `shares` and `lists` are
    the parameters with a wording on the day, `absent` those without; `decisions` stand in the order
    they rest on each other; another day may give `daily` ones other bounds, and them alone.
    """

    readings: Mapping[str, str]
    derived: Mapping[str, str]
    amounts: Sequence[str]
    shares: Sequence[str]
    lists: Sequence[str]
    absent: Sequence[str]
    decisions: Sequence[str]
    daily: Sequence[str]


@attrs.frozen(eq=False, repr=False)
class Program:
    """What a pack says on `day`: facts, decisions in the order they rest on each other, readings.

    `in_force` is `no` before the first possible day, `open` while the document does not show the
    act in force, else `yes`. `order` gives each clause its place in the act.
    """

    pack: Contents
    day: datetime.date
    in_force: str
    readings: Mapping[str, str]
    facts: Mapping[str, Fact]
    decisions: Mapping[str, LinkedDecision]
    invariants: Mapping[str, Term]
    presumes: Mapping[str, tuple[Citation, ...]]
    order: Mapping[str, int]
    parameters: Mapping[str, Term]
    names: Names


def every(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield rules and their exceptions, each rule before its exceptions."""
    for rule in rules:
        yield rule
        yield from every(rule.exceptions)


def in_order(program: Program, clauses: Iterable[str]) -> tuple[str, ...]:
    """Return ids of clauses without repetition, in the order of the act."""
    order = program.order
    return tuple(sorted(set(clauses), key=lambda clause: order.get(clause, len(order))))
