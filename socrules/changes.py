"""Compares what two versions of a pack say: clauses of the act, and entries key by key.

Order, comments and the way a file is laid out change nothing; decisions and facts made from other
sections are not told twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from socrules.model import Contents, Entry
from socrules.problems import Span
from socrules.shown import shown
from socrules.walk import citing

KINDS: Final = {
    "title": ("title", "question", "why", "note", "label", "read_as", "status_note"),
    "clause": ("cite", "see", "cited_at"),
    "deadline": (
        "within",
        "at_least",
        "at_most",
        "time",
        "extended_by",
        "clock",
        "since",
        "before",
    ),
    "number": ("value", "min", "max", "minutes", "times", "times_to", "every", "days_per_week"),
    "reading": ("reading", "by_reading", "ours"),
}
"""What kind of change one of a key is; of any other it is a `rule`."""

_KIND_OF: Final = {key: kind for kind, keys in KINDS.items() for key in keys}
_NESTED: Final = ("rules", "items", "components", "variants", "norms", "cases")


@attrs.frozen
class ClauseChange:
    """A clause that is new, gone, goes by another id, or whose text or treatment differs.

    `kind` is `added`, `removed`, `renumbered` (then `after` is the new id) or `text`, `label`,
    `title`, `left_out`. `entries` are those that cite it, as section/id.
    """

    kind: str
    clause: str
    before: str
    after: str
    entries: tuple[str, ...]
    span: Span | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class EntryChange:
    """An entry, or a key inside one, that is new, gone or says something else.

    `path` leads to the key inside the entry, empty for the whole of it. `kind` is `added`,
    `removed` or one of `KINDS` or `rule`.
    """

    section: str
    entry: str
    path: tuple[str, ...]
    kind: str
    before: str
    after: str
    span: Span | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def place(self) -> str:
        """Return section, entry and path as one word."""
        return "/".join((self.section, self.entry, *self.path))


# --- clauses ---


def clause_changes(before: Contents, after: Contents) -> list[ClauseChange]:
    """Return the clauses that differ, those that are renumbered told by their fingerprints."""
    old, new = before.entries("clauses"), after.entries("clauses")
    cited = [citing(before), citing(after)]
    gone = {name: entry for name, entry in old.items() if name not in new}
    come = {name: entry for name, entry in new.items() if name not in old}
    prints = {entry.fingerprint: name for name, entry in come.items() if entry.fingerprint}
    found = []
    for name, entry in gone.items():
        moved = prints.get(entry.fingerprint) if entry.fingerprint else None
        entries = cited[0].get(name, ())
        if moved is None:
            found.append(ClauseChange("removed", name, entry.label, "", entries, entry.span))
        else:
            entry = come.pop(moved, new[moved])
            also = cited[1].get(moved, ())
            found.append(ClauseChange("renumbered", name, name, moved, also, entry.span))
    for name, entry in come.items():
        entries = cited[1].get(name, ())
        found.append(ClauseChange("added", name, "", entry.label, entries, entry.span))
    for name in old.keys() & new.keys():
        found += list(_same_clause(old[name], new[name], cited[1].get(name, ())))
    order = {name: index for index, name in enumerate((*new, *gone))}
    return sorted(found, key=lambda one: order[one.clause])


def _same_clause(before: Entry, after: Entry, entries: tuple[str, ...]) -> Iterator[ClauseChange]:
    for key, kind in (
        ("fingerprint", "text"),
        ("label", "label"),
        ("title", "title"),
        ("left_out", "left_out"),
    ):
        one, other = before.values.get(key), after.values.get(key)
        if one != other:
            old, new = ("" if part is None else shown(part) for part in (one, other))
            yield ClauseChange(kind, after.id, old, new, entries, after.place(key))


# --- entries ---


def entry_changes(before: Contents, after: Contents) -> list[EntryChange]:
    """Return all that differs in the head and the entries, clauses aside."""
    found = list(_keys("pack", after.id, (), before.head, after.head))
    sections = dict.fromkeys((*after.sections, *before.sections))
    for section in sections:
        if section == "clauses":
            continue
        old, new = (_written(one.entries(section)) for one in (before, after))
        for name in dict.fromkeys((*new, *old)):
            found += _entry(section, name, (), old.get(name), new.get(name))
    return found


def _written(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries that are not made from others."""
    return {name: entry for name, entry in entries.items() if entry.origin is None}


def _entry(
    section: str, name: str, path: tuple[str, ...], before: Entry | None, after: Entry | None
) -> Iterator[EntryChange]:
    if before is not None and after is not None:
        yield from _keys(section, name, path, before, after)
    else:
        yield from _whole(section, name, path, before, "removed")
        yield from _whole(section, name, path, after, "added")


def _whole(
    section: str, name: str, path: tuple[str, ...], entry: Entry | None, kind: str
) -> Iterator[EntryChange]:
    """Yield that a whole entry is gone or new, where there is one."""
    if entry is not None:
        titles = (_title(entry), "") if kind == "removed" else ("", _title(entry))
        yield EntryChange(section, name, path, kind, *titles, span=entry.span)


def _title(entry: Entry) -> str:
    return shown(entry.title) if entry.title is not None else entry.id


def _keys(
    section: str, name: str, path: tuple[str, ...], before: Entry, after: Entry
) -> Iterator[EntryChange]:
    """Yield what differs in the keys of an entry, those of entries inside it one by one."""
    for key in dict.fromkeys((*after.values, *before.values)):
        one, other = before.values.get(key), after.values.get(key)
        if key in _NESTED and isinstance(one or other, dict):
            inner, outer = one or {}, other or {}
            for part in dict.fromkeys((*outer, *inner)):
                deeper = (*path, key, part)
                yield from _entry(section, name, deeper, inner.get(part), outer.get(part))
        elif isinstance(one, Entry) and isinstance(other, Entry):
            yield from _keys(section, name, (*path, key), one, other)
        else:
            yield from _key(section, name, (*path, key), one, other, after.place(key))
    if len(before.versions) == len(after.versions):
        for index, (old, new) in enumerate(zip(before.versions, after.versions, strict=True)):
            yield from _keys(section, name, (*path, "versions", str(index)), old, new)
    else:
        texts = [shown(one.versions) if one.versions else "" for one in (before, after)]
        span = after.place("versions")
        yield EntryChange(section, name, (*path, "versions"), "rule", texts[0], texts[1], span)


def _key(
    section: str, name: str, path: tuple[str, ...], before: Any, after: Any, span: Span
) -> Iterator[EntryChange]:
    texts = ["" if one is None else shown(one) for one in (before, after)]
    if texts[0] != texts[1]:
        kind = _KIND_OF.get(path[-1], "rule")
        yield EntryChange(section, name, path, kind, texts[0], texts[1], span)
