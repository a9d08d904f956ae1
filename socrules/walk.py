"""Walks through what a pack says: entries, wordings, items, citations and days of change."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final

from socrules.expressions import Expr
from socrules.keys import HEAD, NESTED, SECTIONS, Keys
from socrules.model import Citation, Contents, Entry, Item

FIRST_DAY: Final = datetime.date.min
LAST_DAY: Final = datetime.date.max


def first_day(pack: Contents) -> datetime.date:
    """Return the first day the act can be in force."""
    effect = pack.head.effect
    for day in () if effect is None else (effect.values.get("from"), effect.not_before):
        if isinstance(day, datetime.date):
            return day
    return FIRST_DAY


def wordings(entry: Entry, pack: Contents) -> list[tuple[datetime.date, datetime.date, Entry]]:
    """Return the wordings of an entry with their first and last days, in the order of the file.

    A wording ends where the text says, or the day before the next one begins.
    """
    starts = []
    for wording in entry.versions or (entry,):
        start = wording.values.get("from")
        starts.append((start if isinstance(start, datetime.date) else first_day(pack), wording))
    periods = []
    for index, (start, wording) in enumerate(starts):
        last = wording.to if isinstance(wording.to, datetime.date) else LAST_DAY
        if last == LAST_DAY and index + 1 < len(starts) and starts[index + 1][0] > start:
            last = starts[index + 1][0] - datetime.timedelta(1)
        periods.append((start, last, wording))
    return periods


def wording_on(entry: Entry, day: datetime.date, pack: Contents) -> Entry | None:
    """Return the wording of an entry that holds on a day, if one does."""
    for first, last, wording in wordings(entry, pack):
        if first <= day <= last:
            return wording
    return None


def all_entries(pack: Contents) -> Iterator[Entry]:
    """Yield every entry of the pack, those inside others too, in each wording."""
    yield from _inside(pack.head)
    for section in pack.sections.values():
        yield from _inside(section)


def written_entries(pack: Contents) -> list[Entry]:
    """Return every entry that is written, each once; what was made of them says nothing new."""
    found = list(_inside(pack.head))
    for section in pack.sections.values():
        for entry in section.values():
            if entry.origin is None:
                alone = not (entry.versions or _HOLDING[entry.kind])
                found += (entry,) if alone else _inside(entry)
    return list({id(entry): entry for entry in found}.values())


def _inside(value: Any) -> Iterator[Entry]:
    """Yield an entry, or those of a section, and the entries inside each or it was made from."""
    stack = [value]
    while stack:
        one = stack.pop()
        if type(one) is Entry:
            yield one
            if one.origin is not None:
                stack.append(one.origin)
            holding = _HOLDING.get(one.kind)
            if holding:
                parts = [part for key, part in one.values.items() if part and key in holding]
                stack += reversed(parts)
            stack += reversed(one.versions)
        else:
            stack += reversed(tuple(one.values()))


_KINDS: Final[Mapping[str, Keys]] = {"pack": HEAD, **SECTIONS, **NESTED}


def _keys_of(*shapes: str) -> dict[str, tuple[str, ...]]:
    """Return for each kind of entry the keys that have one of these shapes."""
    return {
        kind: tuple(name for name, key in keys.items() if key.shape.partition(":")[0] in shapes)
        for kind, keys in _KINDS.items()
    }


_HOLDING: Final = _keys_of("entry", "entries")
"""The keys inside which other entries stand, by kind of entry."""

_EXPRESSIONS: Final = _keys_of("condition", "amount", "amounts")
_CITING: Final = _keys_of(
    "citations", "citations_by", "presumptions", "condition", "amount", "amounts"
)


def read_whole(entry: Entry) -> bool:
    """Say whether all keys of an entry, and of those inside it, are there and could be read."""
    return all(
        None not in one.values.values() and one.values.keys() >= {*_KINDS[one.kind].required}
        for one in _inside(entry)
    )


def is_versioned(entry: Entry) -> bool:
    """Say whether an entry has wordings in time, or says when its one wording holds."""
    values = entry.values
    return bool(entry.versions or isinstance(values.get("from"), datetime.date) or values.get("to"))


def subexpressions(expr: Expr) -> Iterator[Expr]:
    """Yield an expression and those inside it, each before its own."""
    yield expr
    for arg in expr.args:
        if isinstance(arg, Expr):
            yield from subexpressions(arg)


def expressions(entry: Entry) -> Iterator[Expr]:
    """Yield the conditions and amounts an entry holds in its own keys."""
    values = entry.values
    for key in _EXPRESSIONS.get(entry.kind, ()):
        value = values.get(key)
        if type(value) is Expr:
            yield value
        elif value is not None:
            yield from value.values()


def expressions_in(entry: Entry) -> Iterator[Expr]:
    """Yield the conditions and amounts of an entry and of those inside it."""
    for one in _inside(entry):
        yield from expressions(one)


def items(entry: Entry) -> list[Item]:
    """Return the enumerated items in the conditions of an entry."""
    if not _EXPRESSIONS.get(entry.kind):
        return []
    return [item for expr in expressions(entry) for item in _items(expr)]


def _items(expr: Expr) -> list[Item]:
    """Return the enumerated items of a condition, in reading order."""
    found, stack = [], [expr]
    while stack:
        one = stack.pop()
        if one.item is not None:
            found.append(one.item)
        stack += [arg for arg in reversed(one.args) if type(arg) is Expr]
    return found


def citations(pack: Contents) -> Iterator[Citation]:
    """Yield every citation that encodes something or leans on it, as often as written."""
    for entry in all_entries(pack):
        yield from own_citations(entry)


def citations_in(entry: Entry) -> Iterator[Citation]:
    """Yield every citation of an entry and of those inside it, as often as written."""
    for one in _inside(entry):
        yield from own_citations(one)


def citing(contents: Contents) -> dict[str, tuple[str, ...]]:
    """Return what cites each clause of the act, as `section/id`, and `pack` for its head."""
    found: dict[str, dict[str, None]] = {}
    named = {"pack": contents.head} | {
        f"{section}/{entry.id}": entry
        for section, entries in contents.sections.items()
        for entry in entries.values()
        if section != "clauses" and entry.origin is None
    }
    for name, entry in named.items():
        for citation in citations_in(entry):
            if not citation.act:
                found.setdefault(citation.clause, {})[name] = None
    return {clause: tuple(names) for clause, names in found.items()}


def own_citations(entry: Entry) -> list[Citation]:
    """Return the citations in the keys of an entry, those of enumerated items among them."""
    found: list[Citation] = []
    values = entry.values
    for key in _CITING.get(entry.kind, ()):
        value = values.get(key)
        for part in value.values() if type(value) is dict else (value,):
            if type(part) is tuple:
                found += part
            elif type(part) is Expr:
                found += [cite for item in _items(part) for cite in item.cite]
    return found


def unaccounted(pack: Contents) -> list[str]:
    """Return the ids of clauses that are neither cited nor left out, in the order of the act."""
    cited = {citation.clause for citation in citations(pack) if not citation.act}
    return [
        name
        for name, entry in pack.entries("clauses").items()
        if name not in cited and entry.left_out is None
    ]


def days_of_change(pack: Contents) -> list[datetime.date]:
    """Return the days from which something is worded otherwise, the act's first among them.

    Days before the act are not among them: its first day stands for all of those.
    """
    days = {first := first_day(pack)}
    for entry in filter(is_versioned, all_entries(pack)):
        for start, last, _ in wordings(entry, pack):
            days.add(start)
            if last < LAST_DAY:
                days.add(last + datetime.timedelta(1))
    return sorted(day for day in days if day >= first)
