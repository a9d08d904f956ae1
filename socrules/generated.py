"""Makes entries of the kernel from those of the surface language, and collects them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from socrules.expressions import Expr
from socrules.model import Contents, Entry, Text
from socrules.phrasebook import say
from socrules.problems import Findings

_KEPT: Final = ("cite", "see", "unless", "reading", "from", "to")
"""The keys a generated rule takes over from the entry it is made from."""


class Made(Findings):
    """The decisions and facts made so far; an id that is taken is a problem."""

    def __init__(self, contents: Contents) -> None:
        super().__init__()
        self.contents = contents
        self.decisions: dict[str, Entry] = {}
        self.facts: dict[str, Entry] = {}
        self.ids: dict[str, list[str]] = {"decisions": [], "facts": []}
        """The ids made from the entry that is being rewritten."""

    def decision(self, entry: Entry) -> None:
        """Add a decision."""
        self.add("decisions", self.decisions, entry)

    def fact(self, entry: Entry) -> None:
        """Add a fact."""
        self.add("facts", self.facts, entry)

    def add(self, section: str, made: dict[str, Entry], entry: Entry) -> None:
        """Add an entry to a section."""
        self.ids[section].append(entry.id)
        first = self.contents.entries(section).get(entry.id) or made.setdefault(entry.id, entry)
        if first is not entry:
            also = [first.span]
            self.report("duplicate-entry", entry.span, id=entry.id, section=section, also=also)


def truth(entry: Entry, value: bool = True) -> Expr:
    """Return the expression of a truth value, placed at an entry."""
    return Expr("bool", (value,), entry.span)


def name(entry: Entry, id: str) -> Expr:
    """Return the expression that names a fact, decision or member, placed at an entry."""
    return Expr("name", (id,), entry.span)


def both(entry: Entry, *conditions: Expr | None) -> Expr | None:
    """Return the conditions joined by `and`; `None` where there is none."""
    given = tuple(one for one in conditions if one is not None)
    return given[0] if len(given) == 1 else Expr("all", given, entry.span) if given else None


def rule(entry: Entry, id: str, value: Expr, *, when: Expr | None = None, **values: Any) -> Entry:
    """Return a rule made from an entry: its condition, clauses and wordings, with `value`.

    `when` is a further condition; `values` replace the keys taken over.
    """

    def one(wording: Entry) -> Entry:
        kept = {key: wording.values[key] for key in _KEPT if wording.values.get(key) is not None}
        condition = both(entry, when, wording.when)
        joined = {} if condition is None else {"when": condition}
        return Entry("rules", id, wording.span, {**kept, **joined, **values, "value": value})

    made = one(entry)
    if not entry.versions:
        return made
    return attrs.evolve(made, versions=tuple(one(wording) for wording in entry.versions))


def decision(entry: Entry, id: str, type: str, rules: Iterable[Entry], **values: Any) -> Entry:
    """Return a decision made from an entry; `values` are further keys of it."""
    cite = values.pop("cite", None) or clauses(entry)
    common = {"title": entry.title or Text(id), "type": type, "origin": entry, "cite": cite}
    return Entry(
        "decisions", id, entry.span, {**common, **values, "rules": {one.id: one for one in rules}}
    )


def clauses(entry: Entry) -> tuple[Any, ...]:
    """Return the clauses of an entry in all its wordings and cases."""
    found: list[Any] = []
    for one in (entry, *entry.versions, *(entry.variants or {}).values()):
        cite = one.cite or ()
        groups = cite.values() if isinstance(cite, dict) else (cite,)
        found += [single for group in groups for single in group]
    return tuple(found if len(found) < 2 else dict.fromkeys(found))


def fact(entry: Entry, id: str, title: Text, question: Text, answered_by: str) -> Entry:
    """Return a yes-or-no fact made from an entry."""
    values = {"title": title, "type": "bool", "question": question, "answered_by": answered_by}
    return Entry("facts", id, entry.span, {**values, "origin": entry})


def text(key: str, **titles: Text) -> Text:
    """Return a fixed text of `texts/surface.yaml` in both languages, filled with titles."""
    ru = say("surface", key, "ru", **{word: one.ru for word, one in titles.items()})
    en = say("surface", key, "en", **{word: one.en or one.ru for word, one in titles.items()})
    return Text(ru, en)
