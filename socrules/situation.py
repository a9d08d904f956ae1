"""Checks what a caller says about a person once, so that it can be decided on often."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from socrules.problems import Findings, SituationError, nearest, problem, shown
from socrules.program import Fact, Program
from socrules.sets import spread
from socrules.source import SCALAR, Node, plain
from socrules.values import Unknown, is_bare


class Situation(Mapping[str, Any]):
    """Checked facts of one person: a mapping of the given facts to the values users see.

    Facts that were not given are not in it: they are unknown, never false or zero.
    """

    __slots__ = ("_program", "values_inside")

    def __init__(self, program: Program, values_inside: tuple[Any, ...]) -> None:
        self._program = program
        self.values_inside = values_inside
        """The internal values of all facts in the order of the program, `None` for the unknown."""

    @property
    def program(self) -> Program:
        """Return the program whose facts these are."""
        return self._program

    @property
    def given(self) -> dict[str, Any]:
        """Return the internal values of the facts that are known."""
        pairs = zip(self._program.facts, self.values_inside, strict=True)
        return {name: value for name, value in pairs if value is not None}

    def __getitem__(self, name: str) -> Any:
        return self._program.facts[name].type.outward(self.given[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)

    def __repr__(self) -> str:
        return f"Situation({dict(self)!r})"


def situation(program: Program, facts: Mapping[str, object]) -> Situation:
    """Return the checked situation of `facts`; raises `SituationError` with every problem.

    `None` and `UNKNOWN` mean that a fact is not given. Values are Python's, or nodes of a file.
    """
    if isinstance(facts, Situation) and facts.program is program:
        return facts
    if not isinstance(facts, Mapping):
        raise SituationError(problem("facts-not-mapping"))
    found = Findings()
    given: dict[str, Any] = {}
    for name, value in spread(program, facts, found):
        span = value.span if isinstance(value, Node) else None
        if not isinstance(name, str) or name not in program.facts:
            near = nearest(shown(name), program.facts)
            found.report("unknown-fact", span, fact=shown(name), suggest=near)
        elif not not_given(value):
            inward = _inward(program.facts[name], value, found)
            if inward is not None:
                given[name] = inward
    if found.problems:
        raise SituationError(found.problems)
    return Situation(program, tuple(map(given.get, program.facts)))


def not_given(value: object) -> bool:
    """Say whether a value means that the fact is not given."""
    return value.empty if isinstance(value, Node) else value is None or isinstance(value, Unknown)


_REFUSED: Final = {
    "bool": "not-a-truth",
    "integer": "not-an-integer",
    "quantity": "not-a-quantity",
    "date": "not-a-fact-date",
    "moment": "not-a-moment",
    "choice": "not-an-option",
    "money": "not-a-sum",
}


def _inward(fact: Fact, value: object, found: Findings) -> Any:
    """Return the internal value of a fact, or `None` after a problem."""
    span = value.span if isinstance(value, Node) else None
    of, text = fact.type, _text(value) if isinstance(value, Node) else value
    words = {"fact": fact.id, "value": shown(text)}
    if of.kind == "money" and (_bare(value) if isinstance(value, Node) else is_bare(value)):
        found.report("bare-sum", span, **words)
        return None
    try:
        inward = of.inward(text)
    except (ValueError, SituationError):
        if of.kind == "choice":
            words |= {"known": ", ".join(of.options)}
        near = nearest(shown(text), of.options)
        found.report(_REFUSED[of.kind], span, decimals=of.decimals, suggest=near, **words)
        return None
    if of.is_number and not fact.domain[0] <= inward <= fact.domain[1]:
        least, greatest = (of.outward(end) for end in fact.domain)
        found.report("out-of-bounds", span, least=least, greatest=greatest, **words)
        return None
    return inward


def _text(node: Node) -> str:
    """Return the text of a scalar; a list or a mapping is no value of any fact."""
    return node.text if node.kind == SCALAR else "[…]"


def _bare(node: Node) -> bool:
    """Say whether a number of a file may be roubles or kopecks: it has no quotes, nor kopecks."""
    number = node.kind == SCALAR and not isinstance(plain(node), str)
    return number and not _KOPECKS.search(node.text)


_KOPECKS: Final = re.compile(r"[.]\d\d$", re.ASCII)
