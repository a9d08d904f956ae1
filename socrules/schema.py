"""JSON Schemas of packs and cases, generated from the table of keys, for editors and `check`."""

from __future__ import annotations

from typing import Any, Final

from socrules.event_keys import EVENT
from socrules.keys import (
    DAY,
    DAYS,
    DIGIT,
    EVENT_DATE,
    HEAD,
    NESTED,
    NUMBER,
    PACK_ID,
    SECTIONS,
    Key,
    ids_of,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Final = {"type": ["string", "number", "boolean"]}
_TEXT: Final = {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": ["number", "boolean"]}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _map_of(value: dict[str, Any], names: dict[str, Any] | None = None) -> dict[str, Any]:
    schema = {"type": "object", "minProperties": 1, "additionalProperties": value}
    return schema if names is None else schema | {"propertyNames": names}


def _list_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": value, "minItems": 1}


def _one_or_list(value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [value, _list_of(value)]}


def _one_or_any(value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value or a list of them, which may be empty."""
    return {"anyOf": [value, {"type": "array", "items": value}]}


def _number(pattern: str, greatest: int) -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0, "maximum": greatest}
    return {"anyOf": [number, {"type": "string", "pattern": f"^{pattern}$"}]}


_CITATIONS: Final = _one_or_list(_ref("citation"))

SHAPES: Final[dict[str, dict[str, Any]]] = {
    "text": _TEXT,
    "bool": {"enum": [True, False, "true", "false", "yes", "no"]},
    "number": _number(NUMBER, 999_999_999),
    "digit": _number(DIGIT, 9),
    "literal": _one_or_any(_SCALAR),
    "literals": _one_or_any(_SCALAR),
    "day": {"type": "string", "pattern": f"^({DAY}|in_force|unknown)$"},
    "days": _one_or_any({"type": "string", "pattern": f"^{DAYS}$"}),
    "event_date": {"type": "string", "pattern": f"^({EVENT_DATE}|unknown)$"},
    "id": _TEXT,
    "ids": _one_or_any(_TEXT),
    "clause_ids": _one_or_any({"type": "string"}),
    "pack": {"type": "string", "pattern": f"^{PACK_ID}$"},
    "choices": _map_of(_TEXT),
    "facts": {"type": "object"},
    "log": _list_of(_ref("log")),
    "bilingual": _ref("bilingual"),
    "options": _map_of(_ref("bilingual")),
    "citations": _CITATIONS,
    "citations_by": {"anyOf": [_CITATIONS, _map_of(_CITATIONS, {"not": {"const": "act"}})]},
    "period": _TEXT,
    "frequency": _TEXT,
    "presumptions": _map_of(_CITATIONS),
    "condition": _ref("condition"),
    "amount": _TEXT,
    "amounts": _map_of(_TEXT),
}
"""JSON Schema of every shape; `enum:…`, `entry:…` and `entries:…` are made by `shape_schema`."""

_DEFS: Final[dict[str, dict[str, Any]]] = {
    "bilingual": {
        "type": "object",
        "properties": {"ru": _TEXT, "en": _TEXT},
        "required": ["ru"],
        "additionalProperties": False,
    },
    "citation": {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"act": _TEXT, "clause": {"type": "string", "pattern": r"\S"}},
                "required": ["act", "clause"],
                "additionalProperties": False,
            },
        ]
    },
    "condition": {
        "anyOf": [
            _TEXT,
            *(
                {
                    "type": "object",
                    "properties": {name: _list_of(_ref("member"))},
                    "required": [name],
                    "additionalProperties": False,
                }
                for name in ("all", "any", "none")
            ),
            {
                "type": "object",
                "properties": {"at_least": SHAPES["number"], "of": _list_of(_ref("member"))},
                "required": ["at_least", "of"],
                "additionalProperties": False,
            },
        ]
    },
    "member": {"anyOf": [_ref("condition"), _ref("items")]},
}


def _ids(kind: str) -> dict[str, Any]:
    return {"pattern": f"^{ids_of(kind)}$"}


def shape_schema(shape: str) -> dict[str, Any]:
    """Return the JSON Schema of a key's shape."""
    word, _, rest = shape.partition(":")
    if word == "enum":
        return {"enum": rest.split("|")}
    if word == "words":
        return _one_or_any({"enum": rest.split("|")})
    if word == "entry":
        return _ref(rest)
    if word == "entries":
        entry = _ref(rest) if rest != "expectations" else {"anyOf": [_SCALAR, _ref(rest)]}
        return _map_of(entry, _ids(rest))
    return SHAPES[shape]


def keys_schema(keys: dict[str, Key]) -> dict[str, Any]:
    """Return the JSON Schema of an entry with `keys`, with its wordings where keys vary by them."""
    properties = {
        name: shape_schema(key.shape) | {"description": key.doc} for name, key in keys.items()
    }
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": {}},
        "minProperties": 1,
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }
    varying = {name: properties[name] for name, key in keys.items() if key.versioned}
    if varying:
        wording = {
            "type": "object",
            "properties": varying,
            "patternProperties": {"^x-": {}},
            "minProperties": 1,
            "additionalProperties": False,
        }
        properties["versions"] = _list_of(wording)
    return schema


def pack_schema(which: str) -> dict[str, Any]:
    """Return the published JSON Schema of a kind of file.

    `pack` (pack.yaml), `entries` (its other files), `cases`, or `events`, a log of events.
    """
    if which == "events":
        lines = {"type": "array", "items": keys_schema(EVENT)}
        return {"$schema": DIALECT, "title": "socrules events"} | lines
    kinds = NESTED | {"log": EVENT}
    defs = _DEFS | {name: keys_schema(keys) for name, keys in kinds.items()}
    base: dict[str, Any] = {
        "$schema": DIALECT,
        "$defs": defs,
    }
    if which == "pack":
        return base | {"title": "socrules pack.yaml"} | keys_schema(HEAD)
    names = ["cases"] if which == "cases" else [name for name in SECTIONS if name != "cases"]
    sections = {name: _map_of(keys_schema(SECTIONS[name]), _ids(name)) for name in names}
    return base | {
        "title": f"socrules {which}",
        "type": "object",
        "properties": sections,
        "patternProperties": {"^x-": {}},
        "minProperties": 1,
        "additionalProperties": False,
    }
