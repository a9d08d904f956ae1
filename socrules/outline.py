"""Lays out the steps by which a decision is answered, before anything is known of a person.

A trace is this outline filled in: with what an evaluation found, as a tree, or with what a compiled
function found, as flat records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs

from socrules.expressions import Expr
from socrules.model import Citation
from socrules.program import LinkedDecision, Program, Rule
from socrules.terms import Term
from socrules.values import Type


@attrs.frozen(eq=False)
class Outline:
    """One step: a decision, a rule, a condition, a value, or a fact or decision that is named.

    `id` is stable across runs: the path of ids and positions from the decision. `term` is what the
    step comes to, of `type` where that is a value. What is named has the decision it rests on in
    `below`; its steps stand under the first step that names it, and are not among `steps`.
    """

    kind: str
    id: str
    name: str = ""
    entry: Any = None
    expr: Expr | None = None
    clauses: tuple[str, ...] = ()
    rule: Rule | None = None
    term: Term | None = None
    type: Type | None = None
    below: LinkedDecision | None = None
    steps: tuple[Outline, ...] = ()


_JOINING: Final = ("and", "or", "all", "any", "none", "at_least")
"""The operations whose members are steps of their own."""


def outline(program: Program, linked: LinkedDecision) -> Outline:
    """Return the steps of a decision: its rules, and what stands where none answers."""
    path = f"decisions/{linked.id}"
    steps = [_rule(program, rule, f"{path}/rules/{rule.id}") for rule in linked.rules]
    if linked.otherwise is not None:
        steps.append(_otherwise(linked.otherwise, f"{path}/otherwise"))
    return Outline("decision", path, linked.id, linked.entry, steps=tuple(steps))


def _otherwise(rule: Rule, path: str) -> Outline:
    return Outline("otherwise", path, entry=rule.entry, clauses=own_clauses(rule.cites), rule=rule)


def _rule(program: Program, rule: Rule, path: str) -> Outline:
    """Return the steps of a rule: its conditions, its value, its exceptions."""
    entry, unless = rule.entry, rule.entry.unless
    steps = []
    for key, expr, term, cites in (
        ("scope", entry.scope, rule.scope, ()),
        ("when", entry.when, rule.condition, ()),
        ("unless", unless.when if unless else None, rule.unless, rule.unless_cites),
    ):
        if expr is not None and term is not None:
            found = _condition(program, expr, term, f"{path}/{key}")
            steps.append(attrs.evolve(found, clauses=found.clauses or own_clauses(cites)))
    steps.append(_value(program, rule, f"{path}/value"))
    steps += [_rule(program, one, f"{path}/{one.id}") for one in rule.exceptions]
    return Outline(
        "rule", path, rule.id, entry, None, own_clauses(rule.cites), rule, steps=tuple(steps)
    )


def _condition(program: Program, expr: Expr, term: Term, path: str) -> Outline:
    """Return the steps of a condition; an enumeration member by member."""
    if expr.op == "item":
        inner = _condition(program, expr.args[0], term.args[0], path)
        cites = expr.item.cite if expr.item else ()
        return attrs.evolve(inner, expr=expr, entry=expr.item, clauses=own_clauses(cites))
    members = [arg for arg in expr.args if isinstance(arg, Expr)]
    below: LinkedDecision | None = None
    steps: tuple[Outline, ...] = ()
    if expr.op in _JOINING:
        joined = term.args[0] if expr.op == "none" else term
        terms = [arg for arg in joined.args if isinstance(arg, Term)]
        pairs = enumerate(zip(members, terms, strict=True))
        steps = tuple(_condition(program, one, arg, f"{path}/{at}") for at, (one, arg) in pairs)
    elif expr.op == "not":
        steps = (_condition(program, members[0], term.args[0], f"{path}/0"),)
    elif expr.op == "name" and term.op in ("fact", "decision"):
        # The condition is the name itself: what it rests on stands under it directly.
        below = _rests_on(program, term)
    else:
        steps = tuple(_names(program, term, path))
    return Outline("condition", path, expr=expr, term=term, below=below, steps=steps)


def _value(program: Program, rule: Rule, path: str) -> Outline:
    """Return the step of a rule's value, with the names it rests on."""
    expr, term = rule.entry.value, rule.value
    if rule.entry.by_reading:
        expr = rule.entry.by_reading[program.readings[rule.reading]]
    steps = tuple(_names(program, term, path))
    return Outline("value", path, expr=expr, term=term, type=term.type, steps=steps)


def _names(program: Program, term: Term, path: str) -> Iterator[Outline]:
    """Yield a step for each fact and decision a term names."""
    leaves: dict[str, Term] = {}
    for leaf in term.leaves():
        leaves.setdefault(leaf.args[0], leaf)
    for name, leaf in leaves.items():
        below = _rests_on(program, leaf)
        entry = below.entry if below and leaf.op == "decision" else None
        yield Outline(
            leaf.op, f"{path}/{name}", name, entry, term=leaf, type=leaf.type, below=below
        )


def _rests_on(program: Program, leaf: Term) -> LinkedDecision | None:
    """Return the decision a term names, or the one that derives the fact it names."""
    name = leaf.args[0]
    if leaf.op == "fact":
        name = program.facts[name].derived_by
    return program.decisions[name] if name else None


def own_clauses(cites: Iterable[Citation]) -> tuple[str, ...]:
    """Return the clauses of this act."""
    return tuple(cite.clause for cite in cites if not cite.act)
