"""Writes example cases as YAML, as an analyst would: ids bare, clauses, sums and numbers quoted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from socrules.source import MAPPING, SEQUENCE, Node

Record = Mapping[str, Any]
"""A case as plain data: texts, lists of texts, and mappings of them."""

QUOTED: Final = ("clauses", "reasons")
"""Keys whose texts are ids of clauses, which are always quoted."""

_PLAIN: Final = re.compile(r"[^\W\d_][\w-]*(?:\.\w+)*|\d{4}-\d\d-\d\d")
_PROSE: Final = re.compile(r"[^\W\d_][^:#{}\[\]&*!|>%@`\"']*[^\s:#{}\[\]&*!|>%@`\"']")
_WORDS: Final = (
    "null",
    "Null",
    "NULL",
    "yes",
    "no",
    "on",
    "off",
    "Yes",
    "No",
    "On",
    "Off",
    "y",
    "n",
)


def record(node: Node) -> Any:
    """Return what a node says as plain data; facts that are written as nothing are left out."""
    if node.kind == MAPPING:
        return {name: record(one) for name, one in node.items.items() if not one.empty}
    if node.kind == SEQUENCE:
        return [record(one) for one in node.elements]
    return node.text


def cases_text(cases: Mapping[str, Record]) -> str:
    """Return a whole file of cases by id."""
    return "cases:\n" + "".join(case_text(name, case) for name, case in cases.items())


def case_text(name: str, case: Record) -> str:
    """Return one case, to be pasted under `cases:`."""
    return "".join(f"{line}\n" for line in _lines({name: case}, "  "))


def _lines(data: Mapping[str, Any], indent: str, quoted: bool = False) -> Iterator[str]:
    """Yield the lines of a mapping."""
    for key, value in data.items():
        name = key if _PLAIN.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        bare = quoted or key in QUOTED
        if isinstance(value, Mapping) and value.keys() == {"value"}:
            # Only the value of a decision is expected.
            value = value["value"]
        if isinstance(value, Mapping):
            yield f"{indent}{name}:" + ("" if value else " {}")
            yield from _lines(value, indent + "  ", bare)
        elif _of_mappings(value):
            yield f"{indent}{name}:"
            for one in value:
                yield from _element(one, indent + "  ", bare)
        else:
            yield f"{indent}{name}: {_value(value, bare, prose=key in ('ru', 'en'))}"


def _of_mappings(value: Any) -> bool:
    """Say whether a value is a list of mappings, as the events of a case are."""
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    return listed and any(isinstance(one, Mapping) for one in value)


def _element(record: Record, indent: str, quoted: bool) -> Iterator[str]:
    """Yield a mapping as an element of a list: on one line where all in it is text."""
    if any(isinstance(one, Mapping) for one in record.values()):
        first, *rest = _lines(record, indent + "  ", quoted)
        yield from (f"{indent}- {first.lstrip()}", *rest)
    else:
        parts = (f"{key}: {_value(one, quoted)}" for key, one in record.items())
        yield f"{indent}- {{{', '.join(parts)}}}"


def _value(value: Any, quoted: bool, *, prose: bool = False) -> str:
    """Return a text or a list of texts on one line."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_value(one, quoted) for one in value)}]"
    text = str(value)
    plain = _PROSE if prose else _PLAIN
    if not quoted and plain.fullmatch(text) and text not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
