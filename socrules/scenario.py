"""Changes parameters of a pack for a scenario: what would be, if the act said another number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from socrules.literals import share
from socrules.model import Contents, Entry
from socrules.problems import Problem, SituationError, nearest, problem, shown
from socrules.source import SCALAR, SEQUENCE, Node
from socrules.values import Money, Type

EXAMPLES: Final = {
    "integer": "18",
    "money": "28450.00",
    "quantity": "6.5",
    "share": "70 %",
    "date": "2025-01-01",
    "choices": '["first", "second"]',
}
"""How a value of each kind of parameter is written."""


def changed(contents: Contents, changes: Mapping[str, object]) -> Contents:
    """Return contents in which parameters have other values, in every wording they have.

    `changes` maps ids of parameters to values as packs write them: `70 %`, `28450.00`, or `Money`,
    `Decimal`, `int` and `date` where these say it as well. Raises `SituationError` with every
    parameter that there is not, and every value that its parameter cannot have.
    """
    found, problems = {}, []
    known = contents.entries("parameters")
    for name, value in changes.items():
        if name not in known:
            near = nearest(name, known)
            problems.append(problem("unknown-parameter", parameter=name, suggest=near))
            continue
        try:
            found[name] = _text(known[name], value)
        except (ValueError, SituationError):
            problems.append(_refused(known[name], value))
    if problems:
        raise SituationError(problems)
    return _with(contents, found)


def _refused(entry: Entry, value: object) -> Problem:
    words: dict[str, Any] = {"parameter": entry.id, "value": shown(value)}
    example = EXAMPLES[str(entry.type)]
    return problem("odd-parameter", expected=_type(entry), example=example, **words)


def _type(entry: Entry) -> Type:
    return Type(str(entry.type), entry.unit or "", entry.decimals or 0)


def _text(entry: Entry, value: object) -> str | list[str]:
    """Return a value as packs write it; raises `ValueError` for what is none."""
    of = _type(entry)
    if of.kind == "choices":
        if not isinstance(value, list | tuple) or not value:
            raise ValueError
        return [str(one) for one in value]
    if of.kind == "share":
        # A bare number does not say whether it counts per cent or wholes.
        text = str(value).replace("\u00a0", " ").strip()
        if not text.endswith("%") or share(text) is None:
            raise ValueError
        return text
    if isinstance(value, str) and of.unit:
        value = value.removesuffix(of.unit).rstrip(" \u00a0")
    outer = of.outward(of.inward(value))
    return f"{outer}" if isinstance(outer, Money | Decimal | int) else outer.isoformat()


def _with(contents: Contents, values: Mapping[str, str | list[str]]) -> Contents:
    """Return contents with the values of parameters written anew, and the change noted."""

    def wording(entry: Entry, value: str | list[str]) -> Entry:
        before: Node = entry.value
        return attrs.evolve(entry, values={**entry.values, "value": _node(before, value)})

    def parameter(entry: Entry, value: str | list[str]) -> Entry:
        if entry.versions:
            return attrs.evolve(entry, versions=tuple(wording(o, value) for o in entry.versions))
        return wording(entry, value)

    written = contents.written or contents
    entries = written.entries("parameters")
    parameters = {
        name: parameter(entry, values[name]) if name in values else entry
        for name, entry in entries.items()
    }
    # Explaining knows scenarios, and most have none: what is seldom needed is seldom imported.
    from hashlib import sha256

    scenario = {**contents.scenario, **{name: _one(value) for name, value in values.items()}}
    text = "\0".join([written.digest, *map(str, sorted(scenario.items()))])
    return attrs.evolve(
        written,
        sections={**written.sections, "parameters": parameters},
        digest=sha256(text.encode()).hexdigest(),
        scenario=scenario,
    )


def _node(before: Node, value: str | list[str]) -> Node:
    """Return a node that says a value where another stood."""
    kind = SCALAR if isinstance(value, str) else SEQUENCE
    made = Node(kind, before.document, before.line, before.column)
    made.key = before.key
    if isinstance(value, str):
        made.text = value
    else:
        made.elements = [_node(before, one) for one in value]
    return made


def _one(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def said(contents: Contents, lang: str) -> Iterator[str]:
    """Yield what a scenario changes, in words: the title of each parameter and its value."""
    for name, value in contents.scenario.items():
        title = contents.entries("parameters")[name].title.say(lang)
        yield f"{title}: {value}"
