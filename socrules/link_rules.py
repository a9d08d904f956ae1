"""Resolves decisions: the tree of rules and exceptions of each, after those it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from socrules.asked import Asked
from socrules.expressions import Expr
from socrules.link_names import has_options
from socrules.link_order import MAX_EXCEPTIONS, in_order, is_plain
from socrules.linking import Linking, entry_type
from socrules.model import Citation, Entry
from socrules.problems import nearest
from socrules.program import LinkedDecision, Rule, every
from socrules.terms import BOOL, EITHER, Known, Term
from socrules.typed import amount, condition
from socrules.values import Type
from socrules.walk import expressions, subexpressions


def link_decisions(linking: Linking) -> None:
    """Resolve the decisions, each after those it rests on, and the facts they derive."""
    scope = linking.scope
    entries = linking.pack.entries("decisions")
    types: dict[str, Type] = {}
    known: dict[str, tuple[Type, Known]] = {}
    linking.types, scope.decisions = types, known
    for name, entry in entries.items():
        scope.claim(name, entry.span)
        types[name] = entry_type(entry)
        if entry.type is None or (entry.type == "choice" and not has_options(linking, entry)):
            scope.broken.add(name)
    _derive(linking)
    linking.plain = {name for name, of in types.items() if of == BOOL and is_plain(entries[name])}
    order = list(in_order(linking, entries))
    decisions = Asked(order, lambda name: link_decision(linking, entries[name]))
    linking.decisions = decisions
    for name in order:
        domain = EITHER if name in linking.plain else decisions[name].domain
        known[name] = types[name], domain


def _derive(linking: Linking) -> None:
    """Note which facts decisions derive; at most one derives each."""
    facts, derives = dict(linking.facts), {}
    for name, entry in linking.pack.entries("decisions").items():
        if entry.derives is None:
            continue
        fact = facts.get(entry.derives)
        span = entry.place("derives")
        if fact is None and entry.derives in linking.scope.broken:
            continue
        if fact is None or fact.type != linking.types[name]:
            near = None if fact else nearest(entry.derives, facts)
            linking.report("bad-derivation", span, id=entry.derives, decision=name, suggest=near)
        elif fact.derived_by:
            other = linking.pack.entries("decisions")[fact.derived_by]
            linking.report("derived-twice", span, id=fact.id, also=[other.place("derives")])
        else:
            facts[fact.id] = attrs.evolve(fact, derived_by=name)
            derives[name] = fact.id
    linking.facts, linking.scope.derives = facts, derives


# --- one decision ---


def link_decision(linking: Linking, entry: Entry) -> LinkedDecision:
    """Return one decision with its tree of rules; those it rests on are linked before."""
    name, of = entry.id, linking.types[entry.id]
    entries: Mapping[str, Entry] = entry.rules or {}
    present = {key: now for key, rule in entries.items() if (now := linking.wording(rule))}
    below: dict[str, list[str]] = {}
    for key in entries:
        base = _base(linking, key, entries, name)
        if base is None or key not in present:
            continue
        while base and base not in present:
            base = entries[base].exception_to or ""
        below.setdefault(base, []).append(key)

    def tree(base: str) -> tuple[Rule, ...]:
        built = (_rule(linking, name, present[key], of, tree(key)) for key in below.get(base, ()))
        return tuple(rule for rule in built if rule is not None)

    rules = tree("")
    other = entry.otherwise
    otherwise = None if other is None else _rule(linking, name, other, of, ())
    domain = _answers(of, [*every(rules), *([otherwise] if otherwise else [])])
    presumed = presumes(linking, entry)
    derives = entry.derives or ""
    return LinkedDecision(name, of, domain, entry, rules, otherwise, presumed, derives)


def _base(linking: Linking, key: str, entries: Mapping[str, Entry], decision: str) -> str | None:
    """Return the rule that `key` is an exception to, `""` for none, `None` if that is wrong."""
    rule = entries[key]
    first = base = rule.exception_to or ""
    if base and base not in entries:
        words = {"rule": base, "decision": decision, "suggest": nearest(base, entries)}
        linking.report("unknown-rule", rule.place("exception_to"), **words)
    seen = [key]
    while base:
        if base == key and key == min(seen, key=list(entries).index):
            span = rule.place("exception_to")
            linking.report("exception-cycle", span, chain=" → ".join([*seen, base]))
        if base in seen or base not in entries:
            return None
        seen.append(base)
        base = entries[base].exception_to or ""
    if len(seen) > MAX_EXCEPTIONS:
        if len(seen) == MAX_EXCEPTIONS + 1:
            span = rule.place("exception_to")
            linking.report("deep-exceptions", span, id=key, limit=MAX_EXCEPTIONS)
        return None
    return first


def _answers(of: Type, rules: list[Rule]) -> Known:
    """Return all the values a decision may have: the hull of its rules' values."""
    if of.kind == "bool":
        return EITHER
    if of.kind == "choice":
        return frozenset(of.options)
    values = [rule.value for rule in rules]
    least = min((value.least for value in values), default=0)
    return least, max((value.greatest for value in values), default=0)


# --- one rule ---


def _rule(
    linking: Linking, decision: str, entry: Entry, of: Type, exceptions: tuple[Rule, ...]
) -> Rule | None:
    """Return one rule, or `None` after a problem."""
    scope, cites = linking.scope, entry.cite or ()
    scope.cites = cites
    other = entry.unless
    scoped, when, unless = (
        None if expr is None else condition(scope, expr)
        for expr in (entry.scope, entry.when, other.when if other else None)
    )
    value = _value(linking, entry, of)
    reading = linking.reading(entry, entry.place("reading"))
    if entry.kind == "rules" and "cite" not in entry.values:
        _check_clauses(linking, decision, entry)
    joined = _joined(linking, entry, scoped, when, unless)
    scope.cites = ()
    if value is None:
        return None
    unless_cites = (other.cite or ()) if other else ()
    return Rule(
        entry.id,
        entry,
        joined,
        scoped,
        when,
        unless,
        value,
        cites,
        unless_cites,
        reading,
        exceptions,
    )


def _joined(
    linking: Linking, entry: Entry, scoped: Term | None, when: Term | None, unless: Term | None
) -> Term | None:
    """Return when a rule applies, all in one condition."""
    term = linking.scope.term
    off = None if unless is None else term("not", (unless,), BOOL, entry.span)
    parts = tuple(part for part in (scoped, when, off) if part is not None)
    if len(parts) > 1:
        return term("and", parts, BOOL, entry.span)
    return parts[0] if parts else None


def _value(linking: Linking, entry: Entry, of: Type) -> Term | None:
    """Return the value of a rule, or that of the chosen option of its reading."""
    by_reading = "by_reading" in entry.values
    if by_reading and "value" in entry.values:
        linking.report("two-values", entry.place("by_reading"))
    if entry.kind == "rules" and not by_reading and "value" not in entry.values:
        words = {"key": "value", "entry": entry.kind, "id": entry.id}
        linking.report("missing-key", entry.span, **words)
    if by_reading:
        return _value_by_reading(linking, entry, of)
    return None if entry.value is None else amount(linking.scope, entry.value, of)


def _value_by_reading(linking: Linking, entry: Entry, of: Type) -> Term | None:
    """Return the value under the chosen option; all options are built, so that all are checked."""
    if entry.by_reading is None:
        return None
    name, exprs = entry.reading or "", entry.by_reading
    reading = linking.pack.entries("readings").get(name)
    options = (reading.options or {}) if reading else {}
    if not name or (options and set(options) != set(entry.nodes["by_reading"].items)):
        span, known = entry.place("by_reading"), ", ".join(options) or "…"
        linking.report("by-reading-options", span, reading=name or "…", known=known)
        return None
    built = {option: amount(linking.scope, expr, of) for option, expr in exprs.items()}
    return built.get(linking.readings.get(name, ""))


def _check_clauses(linking: Linking, decision: str, entry: Entry) -> None:
    """Report a rule that cites nothing, and numbers in one that only its items and decisions do."""
    if not entry.when or not _supported(linking, entry.when):
        linking.report("rule-without-clause", entry.span, id=entry.id, decision=decision)
        return
    for expr in expressions(entry):
        for number in own_numbers(expr):
            linking.report("number-without-clause", number.span, id=written(number))


def _supported(linking: Linking, expr: Expr) -> bool:
    """Say whether a rule without a clause of its own stands on its items or on a decision."""
    decisions = linking.pack.entries("decisions")
    return any(
        (one.item is not None and bool(one.item.cite))
        or (one.op == "name" and one.args[0] in decisions)
        for one in subexpressions(expr)
    )


_NUMBERS: Final = ("number", "share", "period", "date")


def own_numbers(expr: Expr) -> Iterator[Expr]:
    """Yield the numbers of an expression other than 0 and 1 that no item gives a clause."""
    if expr.item is not None and expr.item.cite:
        return
    if expr.op in _NUMBERS and str(expr.args[0]) not in ("0", "1"):
        yield expr
    for arg in expr.args:
        if isinstance(arg, Expr):
            yield from own_numbers(arg)
        elif expr.op == "at_least" and arg > 1:
            yield Expr("number", (str(arg),), expr.span)


def written(number: Expr) -> str:
    """Return a literal as it is written."""
    text = " ".join(str(arg) for arg in number.args)
    return f"{text} %" if number.op == "share" else text


# --- presumptions and invariants ---


def presumes(linking: Linking, entry: Entry) -> Mapping[str, tuple[Citation, ...]]:
    """Return presumed facts, checked to be facts that are true or false."""
    presumed: Mapping[str, tuple[Citation, ...]] = entry.presumes or {}
    for name in presumed:
        known = linking.facts.get(name)
        if (known is None and name not in linking.scope.broken) or (
            known is not None and known.type.kind != "bool"
        ):
            near = None if known else nearest(name, linking.facts)
            span = entry.nodes["presumes"].keys[name].span
            linking.report("bad-presumption", span, id=name, suggest=near)
    return presumed


def link_rest(linking: Linking) -> None:
    """Resolve the presumptions of the pack and its invariants."""
    linking.presumes = presumes(linking, linking.pack.head)
    invariants: dict[str, Term] = {}
    linking.invariants = invariants
    for name, entry in linking.pack.entries("invariants").items():
        term = None if entry.holds is None else condition(linking.scope, entry.holds)
        if term is not None:
            invariants[name] = term
        if "cite" not in entry.values and entry.holds is not None:
            for number in own_numbers(entry.holds):
                linking.report("number-without-clause", number.span, id=written(number))
