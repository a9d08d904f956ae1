"""What one linking has resolved so far: the pack, the day, and what its names stand for."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from typing import Any

from socrules.literals import literal
from socrules.model import Citation, Contents, Entry, Item
from socrules.problems import Span, nearest
from socrules.program import Fact, LinkedDecision
from socrules.scope import Scope
from socrules.source import SCALAR, Node
from socrules.terms import BOOL, Term
from socrules.typed import BUILDERS
from socrules.values import Type
from socrules.walk import first_day, wording_on, written_entries


class Linking:
    """One linking of a pack; the stages fill it in one after the other."""

    def __init__(self, pack: Contents, day: datetime.date, switched: Mapping[str, str]) -> None:
        self.pack = pack
        self.day = day
        self.switched = switched
        self.in_force, self.law_day = effect(pack, day)
        self.scope = Scope(day, BUILDERS, self.label)
        self.scope.broken |= pack.lost
        self.readings: Mapping[str, str] = {}
        self.facts: Mapping[str, Fact] = {}
        self.types: Mapping[str, Type] = {}
        """The types of the decisions."""
        self.plain: Container[str] = ()
        """The decisions that only say yes or no."""
        self.levels: dict[str, int] = {}
        """How deep the decisions that were looked at rest on others."""
        self.daily: dict[str, None] = {}
        """The decisions that name the day or rest on such: their bounds change with it."""
        self.decisions: Mapping[str, LinkedDecision] = {}
        self.invariants: Mapping[str, Term] = {}
        self.presumes: Mapping[str, tuple[Citation, ...]] = {}

    @cached_property
    def entries(self) -> list[Entry]:
        """Return every written entry once, those inside others too, in each wording."""
        return written_entries(self.pack)

    def report(self, kind: str, span: Span | None, **args: Any) -> None:
        """Note a problem."""
        self.scope.report(kind, span, **args)

    def wording(self, entry: Entry) -> Entry | None:
        """Return the wording of an entry that holds on the day, if one does."""
        if not entry.versions and "from" not in entry.values and "to" not in entry.values:
            return entry
        return wording_on(entry, self.law_day, self.pack)

    def reading(self, entry: Entry | Item, span: Span) -> str:
        """Return the reading an entry rests on, checked; empty where it rests on none."""
        name = entry.reading or ""
        if name and name not in self.pack.entries("readings") and name not in self.pack.lost:
            near = nearest(name, self.pack.entries("readings"))
            self.report("unknown-reading", span, reading=name, suggest=near)
        return name

    def literal(self, node: Node, of: Type) -> Any:
        """Return the internal value of a literal, or `None` after a problem."""
        if node.kind != SCALAR:
            self.report("expected-scalar", node.span)
            return None
        try:
            return literal(of, node.text)
        except ValueError:
            kind = "money-literal" if of.kind == "money" else "bad-literal"
            self.report(kind, node.span, text=node.text, type=of)
            return None

    def label(self, cites: Iterable[Citation]) -> str | None:
        """Return how a lawyer cites the first clause of this act among `cites`."""
        clauses = self.pack.entries("clauses")
        ours = (cite.clause for cite in cites if not cite.act and cite.clause in clauses)
        return next((clauses[clause].label for clause in ours), None)


def effect(pack: Contents, day: datetime.date) -> tuple[str, datetime.date]:
    """Return whether the act is in force (`yes`, `no`, `open`) and the day whose wordings count.

    Before the act and after its end the wordings of its nearest day are linked, so that the answer
    can say which clause makes it not applicable.
    """
    first, entry = first_day(pack), pack.head.effect
    last = None if entry is None else entry.to
    if day < first:
        return "no", first
    if isinstance(last, datetime.date) and day > last:
        return "no", last
    known = entry is not None and isinstance(entry.values.get("from"), datetime.date)
    return ("yes" if known else "open"), day


def entry_type(entry: Entry) -> Type:
    """Return the type an entry declares."""
    options = tuple(entry.options or ())
    if entry.type == "bool" and not (options or entry.unit or entry.decimals):
        return BOOL
    return Type(str(entry.type), entry.unit or "", entry.decimals or 0, options)
