"""Shows what a key of an entry says in one line, the same text for what means the same."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

from socrules.expressions import Expr
from socrules.model import Citation, Entry, Item, Text
from socrules.source import Node, plain

UNORDERED: Final = ("and", "or", "all", "any", "none", "at_least")
"""The operations whose members may stand in any order."""

_SIGNS: Final = ("and", "or", "<", "<=", ">", ">=", "=", "!=", "+", "-", "*")


def shown(value: Any) -> str:
    """Return the value of a key in one line; lists whose order means nothing are sorted."""
    for kind, write in _SHOWN:
        if isinstance(value, kind):
            return write(value)
    return str(value)


def _text(value: Text) -> str:
    return f"{value.ru} / {value.en}" if value.en else value.ru


def _citation(value: Citation) -> str:
    return f"{value.act} {value.clause}" if value.act else value.clause


def _several(value: tuple[Any, ...]) -> str:
    return "; ".join(sorted(map(shown, value)))


def _mapping(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{key}: {shown(part)}" for key, part in sorted(value.items()))


def _entry(value: Entry) -> str:
    parts = {key: part for key, part in value.values.items() if part is not None}
    wordings = {f"versions[{index}]": one for index, one in enumerate(value.versions)}
    return "{" + _mapping(parts | wordings) + "}"


def _item(value: Item) -> str:
    parts = {
        "cite": value.cite,
        "title": value.title,
        "examples": value.examples,
        "open": value.open,
        "reading": value.reading,
    }
    return _mapping({key: part for key, part in parts.items() if part})


def expression(expr: Expr) -> str:
    """Return a condition or amount as text, its members in one order."""
    parts = [expression(arg) if isinstance(arg, Expr) else str(arg) for arg in expr.args]
    if expr.op in UNORDERED:
        head = [parts.pop(0)] if expr.op == "at_least" else []
        parts = [*head, *sorted(parts)]
    if expr.op in _SIGNS:
        text = f" {expr.op} ".join(f"({part})" if " " in part else part for part in parts)
    elif expr.op in ("name", "number", "negative", "bool", "date", "share", "period"):
        text = f"{'-' if expr.op == 'negative' else ''}{' '.join(parts)}"
        text += " %" if expr.op == "share" else ""
    elif expr.op == "in":
        text = f"{parts[0]} in [{', '.join(sorted(parts[1:]))}]"
    elif expr.op == "not":
        text = f"not ({parts[0]})"
    elif expr.op == "item":
        text = parts[0]
    else:
        text = f"{expr.op}({', '.join(parts)})"
    return text if expr.item is None else f"{text} [{_item(expr.item)}]"


_SHOWN: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (bool, lambda value: "true" if value else "false"),
    (str, str),
    (Text, _text),
    (Citation, _citation),
    (Entry, _entry),
    (Item, _item),
    (Expr, expression),
    (Node, lambda value: str(plain(value))),
    (datetime.date, datetime.date.isoformat),
    (tuple, _several),
    (Mapping, _mapping),
)
"""How a value of each kind is written."""
