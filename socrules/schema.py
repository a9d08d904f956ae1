"""JSON Schemas of packs and cases, generated from the table of keys, for editors and `check`."""

from __future__ import annotations

from typing import Any, Final

from socrules.keys import HEAD, NESTED, SECTIONS, Key

_PROSE: Final = {"type": "string", "minLength": 1}
_SCALAR: Final = {"type": ["string", "number", "boolean"]}
_DAY: Final = {"type": "string", "pattern": r"^(\d{4}-\d\d-\d\d|in_force|unknown)$"}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _map_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "minProperties": 1, "additionalProperties": value}


def _list_of(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": value}


def _one_or_list(value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]}


SHAPES: Final[dict[str, dict[str, Any]]] = {
    "text": _SCALAR,
    "bool": {"enum": [True, False, "true", "false", "yes", "no"]},
    "number": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{1,9}$"}]},
    "literal": {"anyOf": [_SCALAR, _list_of(_SCALAR)]},
    "literals": _one_or_list(_SCALAR),
    "day": _DAY,
    "id": {"type": "string", "pattern": r"^\w[\w.]*$"},
    "ids": _one_or_list(_SCALAR),
    "clause_ids": _one_or_list({"type": "string"}),
    "pack": {"type": "string", "pattern": r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$"},
    "choices": _map_of({"type": "string"}),
    "facts": {"type": "object", "additionalProperties": {"anyOf": [_SCALAR, {"type": "null"}]}},
    "bilingual": _ref("bilingual"),
    "options": _map_of(_ref("bilingual")),
    "citations": _one_or_list(_ref("citation")),
    "citations_by": {
        "anyOf": [_one_or_list(_ref("citation")), _map_of(_one_or_list(_ref("citation")))]
    },
    "period": _SCALAR,
    "frequency": _SCALAR,
    "presumptions": _map_of(_one_or_list(_ref("citation"))),
    "condition": _ref("condition"),
    "amount": _SCALAR,
    "amounts": _map_of(_SCALAR),
}
"""JSON Schema of every shape; `enum:…`, `entry:…` and `entries:…` are made by `shape_schema`."""

_DEFS: Final[dict[str, dict[str, Any]]] = {
    "bilingual": {
        "type": "object",
        "properties": {"ru": _PROSE, "en": _PROSE},
        "required": ["ru"],
        "additionalProperties": False,
    },
    "citation": {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"act": {"type": "string"}, "clause": {"type": "string"}},
                "required": ["act", "clause"],
                "additionalProperties": False,
            },
        ]
    },
    "condition": {
        "anyOf": [
            _SCALAR,
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


def shape_schema(shape: str) -> dict[str, Any]:
    """Return the JSON Schema of a key's shape."""
    word, _, rest = shape.partition(":")
    if word == "enum":
        return {"enum": rest.split("|")}
    if word == "entry":
        return _ref(rest)
    if word == "entries":
        return _map_of(_ref(rest) if rest != "expectations" else {"anyOf": [_SCALAR, _ref(rest)]})
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
        "required": [name for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }
    varying = {name: properties[name] for name, key in keys.items() if key.versioned}
    if varying:
        wording = {
            "type": "object",
            "properties": varying,
            "patternProperties": {"^x-": {}},
            "additionalProperties": False,
        }
        properties["versions"] = {"type": "array", "minItems": 1, "items": wording}
    return schema


def pack_schema(which: str) -> dict[str, Any]:
    """Return the published JSON Schema: `pack` (pack.yaml), `entries` (other files) or `cases`."""
    defs = _DEFS | {name: keys_schema(keys) for name, keys in NESTED.items()}
    base: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": defs,
    }
    if which == "pack":
        return base | {"title": "socrules pack.yaml"} | keys_schema(HEAD)
    names = ["cases"] if which == "cases" else [name for name in SECTIONS if name != "cases"]
    sections = {name: _map_of(keys_schema(SECTIONS[name])) for name in names}
    return base | {
        "title": f"socrules {which}",
        "type": "object",
        "properties": sections,
        "patternProperties": {"^x-": {}},
        "minProperties": 1,
        "additionalProperties": False,
    }
