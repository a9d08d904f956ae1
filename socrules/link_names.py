"""Resolves what names stand for on the day: readings, facts and parameters."""

from __future__ import annotations

from socrules.linking import Linking, entry_type
from socrules.literals import share
from socrules.model import Entry
from socrules.problems import nearest
from socrules.program import Fact
from socrules.source import SCALAR, SEQUENCE, Node
from socrules.terms import EITHER, Known, Term
from socrules.values import Type

# --- readings ---


def link_readings(linking: Linking) -> None:
    """Choose the option of every reading: the caller's, or else the pack's own."""
    entries = linking.pack.entries("readings")
    linking.readings = chosen = {}
    for name, entry in entries.items():
        options = entry.options or {}
        if entry.ours is not None and options and entry.ours not in options:
            known, near = ", ".join(options), nearest(entry.ours, options)
            span = entry.place("ours")
            linking.report("unknown-option", span, option=entry.ours, known=known, suggest=near)
        chosen[name] = str(entry.ours)
    for name, option in linking.switched.items():
        if name not in entries:
            near = nearest(name, entries)
            linking.report("unknown-reading", None, reading=name, suggest=near)
        elif option not in (options := entries[name].options or {}):
            known, near = ", ".join(options), nearest(option, options)
            linking.report("unknown-option", None, option=option, known=known, suggest=near)
        else:
            chosen[name] = option


# --- facts ---


def link_facts(linking: Linking) -> None:
    """Resolve the types and bounds of the facts."""
    facts: dict[str, Fact] = {}
    known: dict[str, tuple[Type, Known]] = {}
    linking.facts, linking.scope.facts = facts, known
    for name, entry in linking.pack.entries("facts").items():
        linking.scope.claim(name, entry.span)
        fact = None if entry.type is None else link_fact(linking, entry)
        if fact is None:
            linking.scope.broken.add(name)
        else:
            facts[name] = fact
            known[name] = fact.type, fact.domain


def link_fact(linking: Linking, entry: Entry, derived_by: str = "") -> Fact | None:
    """Return one fact, or `None` after a problem."""
    of = entry_type(entry)
    domain = _domain(linking, entry, of)
    return None if domain is None else Fact(entry.id, of, domain, entry, derived_by)


def _domain(linking: Linking, entry: Entry, of: Type) -> Known | None:
    """Return all that a fact may be; a number without bounds is a problem."""
    if of.kind == "bool":
        return EITHER
    if of.kind == "choice":
        return frozenset(of.options) if has_options(linking, entry) else None
    if "min" not in entry.values or "max" not in entry.values:
        linking.report("no-bounds", entry.span, id=entry.id)
        return None
    ends = [None if node is None else linking.literal(node, of) for node in (entry.min, entry.max)]
    least, greatest = ends
    if least is None or greatest is None:
        return None
    if least > greatest:
        linking.report("empty-bounds", entry.place("min"), id=entry.id)
        return None
    return least, greatest


def has_options(linking: Linking, entry: Entry) -> bool:
    """Say whether a choice lists its members; report it where it does not."""
    if not entry.options and entry.values.get("options", {}) is not None:
        linking.report("no-options", entry.span, id=entry.id)
    return bool(entry.options)


# --- parameters ---


def link_parameters(linking: Linking) -> None:
    """Resolve the numbers of the day; each has a clause or an outside source.

    Shares and lists are kept apart, because they have no place of their own among amounts.
    """
    scope = linking.scope
    amounts: dict[str, Term] = {}
    shares: dict[str, Term] = {}
    lists: dict[str, tuple[str, ...]] = {}
    scope.parameters, scope.shares, scope.lists = amounts, shares, lists
    for name, entry in linking.pack.entries("parameters").items():
        for wording in entry.versions or (entry,):
            _check_parameter(linking, wording)
        scope.claim(name, entry.span)
        now = linking.wording(entry)
        if now is None:
            scope.absent.add(name)
        elif now.value is None or now.type is None:
            scope.broken.add(name)
        elif now.type == "choices":
            if (members := link_list(linking, now)) is not None:
                lists[name] = members
            else:
                scope.broken.add(name)
        elif (term := link_parameter(linking, now)) is not None:
            (shares if now.type == "share" else amounts)[name] = term
        else:
            scope.broken.add(name)


def _check_parameter(linking: Linking, wording: Entry) -> None:
    """Report a wording of a parameter without its number or without a clause."""
    if "cite" not in wording.values:
        linking.report("number-without-clause", wording.span, id=wording.id)
    if "value" not in wording.values:
        words = {"key": "value", "entry": wording.kind, "id": wording.id}
        linking.report("missing-key", wording.span, **words)


def link_list(linking: Linking, entry: Entry) -> tuple[str, ...] | None:
    """Return the members of one list, or `None` after a problem."""
    node: Node = entry.value
    if node.kind != SEQUENCE:
        linking.report("expected-sequence", node.span)
        return None
    return tuple(element.text for element in node.elements)


def link_parameter(linking: Linking, entry: Entry) -> Term | None:
    """Return the term of one number or share, or `None` after a problem."""
    node: Node = entry.value
    term = _share(linking, entry, node) if entry.type == "share" else _number(linking, entry, node)
    if term is not None:
        term.cites = entry.cite or ()
        term.reading = linking.reading(entry, entry.place("reading"))
    return term


def _share(linking: Linking, entry: Entry, node: Node) -> Term | None:
    value = share(node.text) if node.kind == SCALAR else None
    if value is None:
        linking.report("bad-share", node.span, text=node.text or "[…]")
        return None
    return Term("parameter", (value, entry.id), Type("share"), node.span)


def _number(linking: Linking, entry: Entry, node: Node) -> Term | None:
    of = entry_type(entry)
    value = linking.literal(node, of)
    if value is None:
        return None
    term = Term("parameter", ((value, value), entry.id), of, node.span)
    term.least = term.greatest = value
    return term
