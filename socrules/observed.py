"""What of an entry an answer shows: the tables of keys that a slip can be noticed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from socrules.source import Node

MUTATED: Final = (
    "readings",
    "parameters",
    "decisions",
    "dates",
    "duties",
    "rights",
    "prohibitions",
    "competences",
    "statements",
    "limits",
    "checklists",
    "services",
)
"""The sections whose entries answers rest on."""

DROPPED: Final[Mapping[str, str]] = {
    "when": "condition-dropped",
    "scope": "condition-dropped",
    "unless": "condition-dropped",
    "held_when": "condition-dropped",
    "exception_to": "exception-set-free",
    "otherwise": "rule-dropped",
    "presumes": "condition-dropped",
    "who": "norm-changed",
    "whom": "norm-changed",
    "clock": "norm-changed",
    "contents": "norm-changed",
    "done_by": "norm-changed",
    "bound": "norm-changed",
    "times": "norm-changed",
    "times_to": "norm-changed",
    "every": "norm-changed",
    "days_per_week": "norm-changed",
    "as_needed": "norm-changed",
    "minutes": "norm-changed",
    "payer": "norm-changed",
    "extended_by": "deadline-changed",
    "to": "day-moved",
}
"""The keys that can be forgotten, and which kind of slip that is."""

UNSEEN: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset(
        {
            "by",
            "derives",
            "falls_with",
            "rises_with",
            "reading",
            "see",
            "title",
            "type",
            "unit",
        }
    ),
    "checklists": frozenset({"exhaustive", "kind", "who"}),
    "duties": frozenset({"before"}),
    "date_cases": frozenset({"cite", "not_stated"}),
    "effect": frozenset({"checked_on"}),
    "extensions": frozenset({"cite", "then", "when"}),
    "list_items": frozenset({"examples", "obtained_by", "parts"}),
    "items": frozenset({"examples"}),
    "parameters": frozenset({"cite", "decimals"}),
    "readings": frozenset({"cite", "options"}),
    "services": frozenset({"cite", "norms"}),
    "unless": frozenset({"cite"}),
}
"""Keys no answer shows, of every entry and by kind; slips in them change nothing one could ask."""


CITED_WHERE: Final[Mapping[str, Callable[[Node], bool]]] = {
    # What was looked at is told only where no rule answers.
    "decisions": lambda node: "otherwise" not in node.items,
    # The clause that opens a plain list is told only of items that do not hold, and of others.
    "checklists": lambda node: (
        node.items["kind"].text != "list"
        or "exhaustive" in node.items
        or any("when" in one.items or "by" in node.items for one in _items(node))
    ),
}
"""Where the clauses an entry as a whole cites are told at all."""


def _items(node: Node) -> Iterable[Node]:
    return node.items["items"].items.values() if "items" in node.items else ()
