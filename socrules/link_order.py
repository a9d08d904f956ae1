"""Finds the order in which decisions are linked: each after those it rests on, no circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from socrules.arithmetic import LITERALS
from socrules.expressions import Expr
from socrules.linking import Linking
from socrules.model import Entry
from socrules.scope import DAY
from socrules.walk import expressions

MAX_LEVELS: Final = 180
"""How deep a decision may rest on others: on CPython's stack a level costs some three calls.

A decision counts three levels beside those of its deepest expression and its exceptions, so that
some forty plain decisions may rest on each other in a row.
"""

PLAIN_LEVELS: Final = 4
"""The levels a decision counts that only says yes or no."""

MAX_EXCEPTIONS: Final = 20
"""How many exceptions to exceptions a rule may have in a row."""


def in_order(linking: Linking, roots: Iterable[str]) -> Iterator[str]:
    """Yield the decisions under `roots` that can be linked and were not yet looked at.

    Each comes after those it rests on; circles are problems. Walked with a stack of its own:
    however long the chain, no pack exhausts Python's.
    """
    entries = linking.pack.entries("decisions")
    levels, derives = linking.levels, linking.scope.derives
    rests: dict[str, list[str]] = {}
    adds: dict[str, int] = {}
    for root in roots:
        if root in levels:
            continue
        rests[root], adds[root] = _rests_on(linking, entries[root])
        path: dict[str, Iterator[str]] = {root: iter(rests[root])}
        while path:
            name = next(reversed(path))
            below = next(path[name], None)
            if below is None:
                path.popitem()
                below_it = max((levels[one] for one in rests[name]), default=0)
                levels[name] = below_it + adds[name]
                # A fact has bounds of its own, whatever those of the decision that derives it.
                if any(one in linking.daily for one in rests[name] if one not in derives):
                    linking.daily[name] = None
                if levels[name] > MAX_LEVELS:
                    linking.scope.broken.add(name)
                    if below_it <= MAX_LEVELS:
                        linking.report("deep-chain", entries[name].span, id=name)
                if name not in linking.scope.broken:
                    yield name
            elif below in path:
                circle = [*list(path)[list(path).index(below) :], below]
                linking.report("decision-cycle", entries[below].span, chain=" → ".join(circle))
                linking.scope.broken.add(below)
                levels.setdefault(below, 0)
            elif below not in levels:
                rests[below], adds[below] = _rests_on(linking, entries[below])
                path[below] = iter(rests[below])


def _rests_on(linking: Linking, entry: Entry) -> tuple[list[str], int]:
    """Return the decisions an entry names on the day, or that derive the facts it names.

    And the levels it adds to those of what it rests on.
    """
    if entry.id in linking.plain:
        return [], PLAIN_LEVELS
    options = tuple(entry.options or ())
    found, said = [], _expressions(linking, entry)
    for expr in said:
        for name in _named(linking, expr, options):
            if name == DAY:
                linking.daily[entry.id] = None
            elif name in linking.types:
                found.append(name)
            elif name in linking.facts and linking.facts[name].derived_by:
                found.append(linking.facts[name].derived_by)
    deepest = max([expr.depth for expr in said], default=0)
    return found, 3 + deepest + _exceptions(entry.rules or {})


def _expressions(linking: Linking, entry: Entry) -> list[Expr]:
    """Return the conditions and values of a decision in the wording of the day."""
    parts = [now for rule in (entry.rules or {}).values() if (now := linking.wording(rule))]
    parts += [] if entry.otherwise is None else [entry.otherwise]
    parts += [part.unless for part in parts if part.unless is not None]
    return [expr for part in parts for expr in expressions(part)]


def _exceptions(rules: Mapping[str, Entry]) -> int:
    """Return how many exceptions to exceptions there are in a row, at the most."""
    most = 0
    for rule in rules.values():
        steps, base = 0, rule.exception_to
        while base in rules and steps < MAX_EXCEPTIONS:
            steps, base = steps + 1, rules[base].exception_to
        most = max(most, steps)
    return most


def _named(linking: Linking, expr: Expr, options: tuple[str, ...]) -> list[str]:
    """Return what an expression names; a member of the choice it is compared with names nothing."""
    if expr.op == "name":
        (name,) = expr.args
        return [] if name in options else [name]
    if expr.op in ("=", "!=", "in"):
        first, *rest = expr.args
        if first.op in LITERALS or (first.op == "name" and not _known(linking, first)):
            first, rest = rest[0], [first]
        members = _options(linking, first)
        below = [_named(linking, other, members) for other in rest]
        return [*_named(linking, first, ()), *chain.from_iterable(below)]
    below = [_named(linking, arg, ()) for arg in expr.args if type(arg) is Expr]
    return list(chain.from_iterable(below))


def _known(linking: Linking, expr: Expr) -> bool:
    return expr.args[0] in linking.types or linking.scope.knows(expr.args[0])


def _options(linking: Linking, expr: Expr) -> tuple[str, ...]:
    """Return the members of the choice an expression names."""
    name = expr.args[0] if expr.op == "name" else ""
    fact = linking.facts.get(name)
    of = fact.type if fact else linking.types.get(name)
    return of.options if of else ()


def is_plain(entry: Entry) -> bool:
    """Say whether the rules of a decision only say yes or no under their clauses.

    Most that are made of lists do. Nothing can be wrong with such: they are linked when asked.
    """
    whole = entry.otherwise is None and entry.presumes is None and entry.derives is None
    return whole and all(map(_is_plain_rule, (entry.rules or {}).values()))


def _is_plain_rule(rule: Entry) -> bool:
    said = rule.value is not None and rule.value.op == "bool" and bool(rule.cite)
    return said and not rule.versions and _PLAIN.issuperset(rule.values)


_PLAIN: Final = frozenset(("cite", "see", "title", "value"))
