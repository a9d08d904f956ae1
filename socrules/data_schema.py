"""JSON Schemas of what goes in and out: the facts of a pack, and the data of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from socrules.answer_data import FORMAT
from socrules.keys import SECTIONS
from socrules.model import Contents
from socrules.program import Fact, Program

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
STATUSES: Final = ("known", "unknown", "conflict", "not_stated", "not_applicable")
_TRUTH: Final = ("true", "false", "yes", "no", "да", "нет")
_DAY: Final = r"^\d{4}-\d\d-\d\d$"
_MOMENT: Final = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d"


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


def _integer(fact: Fact) -> list[dict[str, Any]]:
    bounds = {"minimum": fact.domain[0], "maximum": fact.domain[1]}
    return [{"type": "integer"} | bounds, _text(r"^\s*[+-]?\d{1,18}\s*$")]


_FORMS: Final[dict[str, Callable[[Fact], list[dict[str, Any]]]]] = {
    "bool": lambda _: [{"type": "boolean"}, {"enum": list(_TRUTH)}],
    "integer": _integer,
    "money": lambda _: [_text(r"^\s*-?[\d\s]+[.,]\d\d(\s*₽)?\s*$")],
    "quantity": lambda _: [{"type": "integer"}, _text(r"^\s*[+-]?\d+([.,]\d+)?\s*$")],
    "date": lambda _: [_text(_DAY)],
    "moment": lambda _: [_text(_MOMENT)],
    "choice": lambda fact: [{"enum": list(fact.type.options)}],
}
"""How a fact of each type is written in JSON; `null` is always allowed and means not given."""


def facts_schema(program: Program) -> dict[str, Any]:
    """Return the JSON Schema of the facts that may be given to a pack, each with its question.

    What it refuses the pack refuses; bounds of dates and sums are checked when facts are given.
    """
    facts = {name: _fact(fact) for name, fact in program.facts.items()}
    sets = {name: _set(program, name) for name in program.pack.entries("checklists")}
    return {
        "$schema": DIALECT,
        "title": f"{program.pack.id}: facts",
        "type": "object",
        "properties": facts | sets,
        "additionalProperties": False,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    entry = fact.entry
    forms = [*_FORMS[fact.type.kind](fact), {"type": "null"}]
    words = {"title": entry.title.ru, "description": entry.question.ru}
    return words | {"anyOf": forms, "x-answered-by": entry.answered_by}


def _set(program: Program, name: str) -> dict[str, Any]:
    """Return the schema of what is held of a checklist: the complete list, or a part of it."""
    begin, end = f"{name}.", ".held"
    found = [fact for fact in program.facts if fact.startswith(begin) and fact.endswith(end)]
    items = _list_of({"enum": [fact.removeprefix(begin).removesuffix(end) for fact in found]})
    part = {"properties": {"has": items, "lacks": items}, "additionalProperties": False}
    forms = [items, {"type": "object"} | part, {"type": "null"}]
    return {"title": program.pack.entries("checklists")[name].title.ru, "anyOf": forms}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": value}


def _map_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}


_STRING: Final[dict[str, Any]] = {"type": "string"}
_BOTH: Final = _object(ru=_STRING, en=_STRING)
_PLAIN: Final[dict[str, Any]] = {"type": ["boolean", "integer", "string"]}
_CLAUSE: Final = _object(clause=_STRING, label=_STRING)
_NEED: Final = _object(fact=_STRING, question=_BOTH, answered_by=_STRING)
_STEP: Final = {
    "type": "object",
    "properties": {
        "id": _STRING,
        "kind": {"enum": ["decision", "rule", "otherwise", "condition", "value", "fact"]},
        "state": _STRING,
        "steps": _list_of({"$ref": "#/$defs/step"}),
    },
    "required": ["id", "kind"],
    "additionalProperties": False,
}


def decision_schema(pack: Contents | None = None) -> dict[str, Any]:
    """Return the JSON Schema of an answer as data, of any pack or only of `pack`."""
    types = SECTIONS["decisions"]["type"].shape.removeprefix("enum:").split("|")
    schema = _object(
        format={"const": FORMAT},
        pack=_STRING if pack is None else {"const": pack.id},
        version=_STRING,
        digest=_text(r"^[0-9a-f]{64}$"),
        date=_text(_DAY),
        decision=_STRING,
        title=_BOTH,
        type={"enum": types},
        status={"enum": list(STATUSES)},
        value={"anyOf": [_PLAIN, {"type": "null"}]},
        possible=_list_of({"anyOf": [_PLAIN, _object(least=_PLAIN, greatest=_PLAIN)]}),
        possible_statuses=_list_of({"enum": list(STATUSES)}),
        citations=_list_of(_CLAUSE),
        reasons=_list_of(_object(rule=_STRING, clauses=_list_of(_CLAUSE))),
        because=_list_of(_STRING),
        needs=_list_of(_NEED | {"properties": _NEED["properties"] | {"document": _BOTH}}),
        readings=_map_of(_STRING),
        sources=_list_of(_object(act=_STRING, clause=_STRING, label=_STRING)),
        notes=_list_of(_STRING),
        presumed=_list_of(_STRING),
        given=_map_of(_PLAIN),
    )
    if pack is not None:
        schema["properties"]["decision"] = {"enum": list(pack.entries("decisions"))}
    # What is there only where it was asked for, or where the decision was made from a norm.
    schema["properties"] |= {"norm": {"type": "object"}, "trace": {"$ref": "#/$defs/step"}}
    head = {"$schema": DIALECT, "title": "socrules decision", "$defs": {"step": _STEP}}
    return head | schema
