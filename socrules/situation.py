"""Checks what a caller says about a person once, so that it can be decided on often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from socrules.problems import Problem, SituationError, Span, nearest, problem
from socrules.program import Fact, Program
from socrules.source import Node
from socrules.values import Unknown


class Situation(Mapping[str, Any]):
    """Checked facts of one person: a mapping of the given facts to the values users see.

    Facts that were not given are not in it: they are unknown, never false or zero.
    """

    __slots__ = ("_program", "given")

    def __init__(self, program: Program, given: Mapping[str, Any]) -> None:
        self._program = program
        self.given = given
        """The internal values of the facts that are known."""

    @property
    def program(self) -> Program:
        """Return the program whose facts these are."""
        return self._program

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

    `None` and `UNKNOWN` mean that a fact is not given.
    """
    if isinstance(facts, Situation) and facts.program is program:
        return facts
    if not isinstance(facts, Mapping):
        raise SituationError(problem("facts-not-mapping", found=type(facts).__name__))
    problems: list[Problem] = []
    given: dict[str, Any] = {}
    for name, value in facts.items():
        span = value.span if isinstance(value, Node) else None
        if not isinstance(name, str) or name not in program.facts:
            near = nearest(str(name), program.facts)
            problems.append(problem("unknown-fact", span, fact=name, suggest=near))
        elif not_given(value):
            continue
        else:
            inward = _inward(program.facts[name], value, span, problems)
            if inward is not None:
                given[name] = inward
    if problems:
        raise SituationError(problems)
    return Situation(program, given)


def not_given(value: object) -> bool:
    """Say whether a value means that the fact is not given."""
    if isinstance(value, Node):
        return not value.quoted and value.kind == "scalar" and value.text in ("null", "~", "")
    return value is None or isinstance(value, Unknown)


def _inward(fact: Fact, value: object, span: Span | None, problems: list[Problem]) -> Any:
    """Return the internal value of a fact, or `None` after a problem."""
    of = fact.type
    if isinstance(value, Node):
        value = value.text if value.kind == "scalar" else value.kind
        if of.kind == "money" and span and not _two_decimals(value):
            problems.append(problem("bare-number-for-money", span, value=value))
            return None
    try:
        inward = of.inward(value)
    except SituationError as error:
        problems += [attrs.evolve(one, span=span) for one in error.problems]
        return None
    except ValueError:
        if of.kind == "choice":
            near = nearest(str(value), of.options)
            known = ", ".join(of.options)
            problems.append(
                problem("unknown-option", span, option=value, known=known, suggest=near)
            )
        else:
            problems.append(problem("wrong-type", span, fact=fact.id, value=value, type=of))
        return None
    if of.is_number and not fact.domain[0] <= inward <= fact.domain[1]:
        least, greatest = (of.outward(end) for end in fact.domain)
        problems.append(
            problem(
                "out-of-bounds", span, fact=fact.id, value=value, least=least, greatest=greatest
            )
        )
        return None
    return inward


def _two_decimals(text: str) -> bool:
    """Say whether text of a file is unmistakably roubles: with a unit or two decimals."""
    return text.strip().endswith("₽") or text.strip().replace(",", ".").partition(".")[2].isdigit()
