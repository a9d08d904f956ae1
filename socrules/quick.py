"""Checks mappings of facts quickly where they are what most callers give, else at leisure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from socrules.problems import SituationError
from socrules.program import Fact, Program
from socrules.situation import Situation, situation
from socrules.values import kopecks


def sum_of(value: object) -> int | None:
    """Return the kopecks of a sum, or `None` where `situation` must look."""
    try:
        return kopecks(value)
    except SituationError:
        return None


def quick(fact: Fact) -> Callable[[object], Any]:
    """Return the check of one value: its internal form, or `None` where `situation` must look."""
    kind, domain = fact.type.kind, fact.domain
    inward = kopecks if kind == "money" else fact.type.inward

    def check(value: object) -> Any:
        try:
            found = inward(value)
        except Exception:  # noqa: BLE001 - whatever is wrong, `situation` says it
            return None
        if kind == "choice":
            return found
        return found if domain[0] <= found <= domain[1] else None

    return check


class Checks(dict[str, tuple[int, Callable[[object], Any] | None]]):
    """The place of each fact among the values and its check, made when it is first given."""

    def __init__(self, program: Program) -> None:
        self.facts = program.facts
        self.index = {name: index for index, name in enumerate(program.facts)}

    def __missing__(self, name: str) -> tuple[int, Callable[[object], Any] | None]:
        fact = self.facts[name]
        check = None if fact.type.kind == "bool" else quick(fact)
        return self.setdefault(name, (self.index[name], check))


class Checker:
    """The check of mappings for one program: quick for what most callers give."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.checks = Checks(program)

    def situation(self, facts: Mapping[str, object]) -> Situation:
        """Return the checked situation; raises `SituationError` with every problem."""
        given = self.quickly(facts) if type(facts) is dict else None
        return situation(self.program, facts) if given is None else Situation(self.program, given)

    def quickly(self, facts: dict[str, object]) -> tuple[Any, ...] | None:
        """Return the internal values of facts, `None` where one is out of the common."""
        found: list[Any] = [None] * len(self.program.facts)
        checks = self.checks
        try:
            for name, value in facts.items():
                index, check = checks[name]
                if check is None:
                    if value is True or value is False:
                        found[index] = value
                    elif value is not None:
                        return None
                elif value is not None:
                    inside = found[index] = check(value)
                    if inside is None:
                        return None
        except KeyError:
            return None
        return tuple(found)
