"""The names an expression may use, and the one place where typed terms are made and bounded."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from socrules.expressions import Expr
from socrules.model import Citation, Item
from socrules.problems import Findings, Span
from socrules.terms import OPERATIONS, Known, Term, constant
from socrules.values import Type

LIMIT: Final = 2**62
"""Bounds beyond this would overflow the whole numbers of data frames."""

DAY: Final = "day"
"""The name of the day in question."""

RESERVED: Final = frozenset((DAY, "and", "or", "not", "in", "true", "false", "kopeck", "rouble"))
"""Words of the language, which no entry may be called."""


class Scope(Findings):
    """The names of one program on one day, and the terms made so far.

    `builders` says for each operation of the language how its term is made. A name in `broken` is
    that of an entry with a problem of its own: what uses it is not built, nor reported again.
    A name in `absent` is that of an entry without a wording on the day. `derives` holds the facts
    that decisions derive, by decision: only the fact may be named. `cites` are the clauses of the
    rule that is being built; problems are marked with the `label` of the first.
    """

    def __init__(self, day: datetime.date, builders: Mapping[str, Builder], label: Label) -> None:
        super().__init__()
        self.day = day
        self.builders = builders
        self.facts: Mapping[str, tuple[Type, Known]] = {}
        self.parameters: Mapping[str, Term] = {}
        self.shares: Mapping[str, Term] = {}
        self.lists: Mapping[str, tuple[str, ...]] = {}
        self.decisions: Mapping[str, tuple[Type, Known]] = {}
        self.derives: Mapping[str, str] = {}
        self.broken: set[str] = set()
        self.absent: set[str] = set()
        self.label = label
        self.cites: Iterable[Citation] = ()
        self.terms: dict[tuple[Any, ...], Term] = {}

    def report(self, kind: str, span: Span | None, **args: Any) -> None:
        """Note one problem, with the clause it concerns."""
        super().report(kind, span, **{"clause": self.label(self.cites), **args})

    def names(self) -> Iterator[str]:
        """Yield every name that may stand in an expression."""
        return chain((DAY,), *self._groups())

    def knows(self, name: str) -> bool:
        """Say whether a name may stand in an expression."""
        return name == DAY or self.is_broken(name) or any(name in one for one in self._groups())

    def is_broken(self, name: str) -> bool:
        """Say whether a name is that of a broken entry, or of a part of one."""
        return name in self.broken or name.partition(".")[0] in self.broken

    def _groups(self) -> tuple[Collection[str], ...]:
        named = (self.facts, self.parameters, self.shares, self.lists, self.decisions)
        return *named, self.broken, self.absent

    def claim(self, name: str, span: Span) -> bool:
        """Say whether an entry may be called so; report a name that stands for something else."""
        taken = (
            name in self.facts
            or name in self.parameters
            or name in self.shares
            or name in self.lists
            or name in RESERVED
        )
        if taken:
            self.report("name-taken", span, id=name)
        return not taken

    def mismatch(self, expected: Type | str, found: Type, span: Span) -> None:
        """Report that a value has another type than its place asks for."""
        self.report("type-mismatch", span, expected=expected, found=found)

    def build(self, expr: Expr, expected: Type | None = None) -> Term | None:
        """Return the typed term of an expression, or `None` after a problem.

        A literal or a bare option takes its type from `expected`.
        """
        return self.builders[expr.op](self, expr, expected)

    def term(
        self,
        op: str,
        args: tuple[Any, ...],
        of: Type,
        span: Span,
        *,
        scale: int = 1,
        item: Item | None = None,
    ) -> Term:
        """Return the one term of this operation on these arguments."""
        ids = tuple([id(arg) if type(arg) is Term else arg for arg in args])
        key = (op, ids, of, scale, id(item) if item else None)
        found = self.terms.get(key)
        if found is None:
            found = self.terms[key] = Term(op, args, of, span)
            found.scale = scale
            found.item = item
            if of.is_number:
                self._bound(found, span)
        return found

    def constant(self, of: Type, value: Any, span: Span) -> Term:
        """Return a constant term."""
        return self.term("constant", (constant(of, value),), of, span)

    def _bound(self, term: Term, span: Span) -> None:
        """Set the bounds of a number from those of its arguments; too wide ones are a problem."""
        args = term.args
        if term.op in ("fact", "decision"):
            term.least, term.greatest = args[1]
        elif term.op == "constant":
            term.least, term.greatest = args[0]
        else:
            bounds = [(arg.least, arg.greatest) if isinstance(arg, Term) else arg for arg in args]
            try:
                term.least, term.greatest = OPERATIONS[term.op](*bounds)
            except (ValueError, OverflowError):
                term.least = term.greatest = LIMIT
        inside = any(isinstance(arg, Term) and _too_wide(arg) for arg in args)
        if _too_wide(term) and not inside:
            self.report("overflow", span)


Builder = Callable[[Scope, Expr, Type | None], Term | None]
Label = Callable[[Iterable[Citation]], str | None]


def _too_wide(term: Term) -> bool:
    """Say whether a number or date may be one that cannot be counted with."""
    if term.type.kind == "date":
        return term.least < 1 or term.greatest > datetime.date.max.toordinal()
    return max(abs(term.least), abs(term.greatest)) >= LIMIT
