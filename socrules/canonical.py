"""Says by digests which decisions of two programs mean the same because they are made the same.

What never changes an answer is left out: ids of rules and parameters, the order of equals and of
members of an enumeration, clauses, titles, comments. What a decision rests on is part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from socrules.program import LinkedDecision, Program, Rule
from socrules.scope import DAY
from socrules.terms import Term
from socrules.values import Type
from socrules.walk import subexpressions

UNORDERED: Final = frozenset(("and", "or", "at_least", "=", "+", "min", "max"))
"""The operations whose arguments may stand in any order."""


class Canonical:
    """The digests of the decisions of one program, each worked out when it is first asked for.

    Where they are not `deep`, what a decision rests on is part of it by name alone.
    """

    def __init__(self, program: Program, *, deep: bool = True) -> None:
        self.program = program
        self.deep = deep
        self._terms: dict[Term, str] = {}
        self._decisions: dict[str, str] = {}
        self._facts: dict[str, str] = {}

    def answer(self, name: str) -> str:
        """Return the digest of what a decision answers a user."""
        presumed = [self.fact(one) for one in sorted(self.program.presumes)]
        return digest(self.decision(name), self.program.in_force == "no", presumed)

    def decision(self, name: str) -> str:
        """Return the digest of what a decision answers another."""
        if name not in self._decisions:
            self._decisions[name] = self._decision(self.program.decisions[name])
        return self._decisions[name]

    def named(self, name: str) -> str:
        """Return what stands for a decision where another rests on it."""
        return self.decision(name) if self.deep else name

    def _decision(self, decision: LinkedDecision) -> str:
        other = decision.otherwise
        return digest(
            kind(decision.type),
            self._level(decision.rules),
            None if other is None else self._rule(other),
            [self.fact(name) for name in sorted(decision.presumes)],
        )

    def _level(self, rules: Iterable[Rule]) -> list[str]:
        return sorted({self._rule(rule) for rule in rules})

    def _rule(self, rule: Rule) -> str:
        when = None if rule.when is None else self.term(rule.when)
        parts = (when, self.term(rule.value), self._level(rule.exceptions))
        return digest(*parts, names_day(self.program, rule))

    def fact(self, name: str) -> str:
        """Return the digest of all a fact may be, and of what derives it."""
        if name not in self._facts:
            fact = self.program.facts[name]
            bounds = sorted(fact.domain) if isinstance(fact.domain, frozenset) else fact.domain
            derived = fact.derived_by and self.named(fact.derived_by)
            self._facts[name] = digest(name, kind(fact.type), bounds, derived)
        return self._facts[name]

    def term(self, term: Term) -> str:
        """Return the digest of a condition or amount."""
        if term not in self._terms:
            self._terms[term] = self._term(term)
        return self._terms[term]

    def _term(self, term: Term) -> str:
        if term.op == "fact":
            return self.fact(term.args[0])
        if term.op == "decision":
            return digest("decision", self.named(term.args[0]))
        if term.op in ("constant", "parameter"):
            known = term.args[0]
            shown = sorted(known) if isinstance(known, frozenset) else known
            return digest("constant", kind(term.type), shown)
        if term.op == "item":
            return self.term(term.args[0])
        args = [self.term(arg) if isinstance(arg, Term) else repr(arg) for arg in term.args]
        return digest(term.op, term.scale, sorted(args) if term.op in UNORDERED else args)


def names_day(program: Program, rule: Rule) -> int:
    """Return how often a rule names the day in question, which terms hold as a constant."""
    entry = rule.entry
    parts = [entry.scope, entry.when, entry.value, entry.unless and entry.unless.when]
    if entry.by_reading:
        parts.append(entry.by_reading.get(program.readings.get(rule.reading, "")))
    return sum(
        one.op == "name" and one.args[0] == DAY
        for part in parts
        if part is not None
        for one in subexpressions(part)
    )


def kind(type: Type) -> str:
    """Return a type as text; members of a choice are the same in any order."""
    return f"{type.kind} {type.unit} {type.decimals} {' '.join(sorted(type.options))}"


def digest(*parts: Any) -> str:
    """Return a digest of parts whose representation says all they are."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()
