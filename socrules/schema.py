"""The one table of keys: which sections a pack has, which keys an entry has, what a key holds.

`parse` reads packs by this table, the JSON Schemas for editors are generated from it, and so is the
reference of the pack format.

A key's shape is a word of `SHAPES`. `!` after it: the key must be there. `~`: the key may differ from
wording to wording of the same entry, so it may stand inside `versions`.
"""

from __future__ import annotations

from typing import Any, Final

import attrs


@attrs.frozen
class Key:
    """A key of an entry: its shape, whether it is required or varies by wording, what it means."""

    shape: str
    required: bool
    versioned: bool
    doc: str


def _table(**keys: tuple[str, str]) -> dict[str, Key]:
    return {
        name.rstrip("_"): Key(shape.rstrip(" !~"), "!" in shape, "~" in shape, doc)
        for name, (shape, doc) in keys.items()
    }


_TITLE: Final = ("bilingual", "what it is called, in Russian and English, in our own words")
_CITE: Final = ("citations", "the clause it encodes")
_SEE: Final = ("citations", "other clauses it leans on")
_FROM: Final = ("day ~", "first day of the wording, or `in_force`")
_TO: Final = ("day ~", "last day of the wording, only where the text ends it")

SECTIONS: Final[dict[str, dict[str, Key]]] = {
    "clauses": _table(
        label=("text !", "how a lawyer cites the clause"),
        title=("bilingual !", "what it says, in our own words"),
        lines=("text", "the lines of the document it was taken from, `12-14`"),
        fingerprint=("text", "SHA-256 of its normalised text"),
        left_out=("bilingual", "why nothing encodes it"),
    ),
    "sources": _table(
        title=("bilingual !", "the full name of the other act"),
        label=("text !", "how a lawyer cites it"),
        known_from=("enum:named in the act|outside knowledge !", "what we know it from"),
        cited_at=("clause_ids", "the clauses of this act that name it"),
        note=("bilingual", "what to know about the reference"),
    ),
    "facts": _table(
        title=("bilingual !", "what the fact is"),
        type=(
            "enum:bool|integer|money|quantity|date|moment|choice !",
            "what kind of value it has",
        ),
        unit=("text", "the unit of a quantity or integer"),
        decimals=("number", "how many decimals a quantity keeps"),
        min=("literal", "the least value there can be"),
        max=("literal", "the greatest value there can be"),
        options=("options", "the members of a choice, each with its title"),
        question=("bilingual !", "how to ask for it"),
        answered_by=("enum:applicant|document|agency|body !", "who can answer"),
        document=("bilingual", "the document or register that shows it"),
        see=_SEE,
    ),
    "readings": _table(
        title=("bilingual !", "the question the text leaves open"),
        cite=("citations !", "where the text is unclear"),
        options=("options !", "the ways to read it, each with its reason"),
        ours=("id !", "the option this pack follows"),
        why=("bilingual !", "why"),
    ),
    "parameters": _table(
        title=("bilingual !", "what the number is"),
        type=("enum:integer|money|quantity|share|date|choices !", "what kind of value it has"),
        unit=("text", "the unit of a quantity or integer"),
        decimals=("number", "how many decimals a quantity keeps"),
        value=("literal ~", "the number"),
        cite=("citations ~", "the clause or outside source that states it"),
        see=("citations ~", "other clauses it leans on"),
        reading=("id ~", "the reading it rests on"),
        from_=_FROM,
        to=_TO,
    ),
    "decisions": _table(
        title=("bilingual !", "what is decided"),
        type=("enum:bool|integer|money|quantity|date|choice !", "what kind of answer it has"),
        unit=("text", "the unit of a quantity or integer"),
        decimals=("number", "how many decimals a quantity keeps"),
        options=("options", "the members of a choice, each with its title"),
        derives=("id", "the fact this decision derives where it was not given"),
        presumes=("presumptions", "facts without which the act does not speak of the person"),
        cite=("citations", "the clauses looked at where no rule answers"),
        see=_SEE,
        rules=("entries:rules", "the rules and their exceptions"),
        otherwise=("entry:otherwise", "what the act makes of the rest"),
    ),
    "invariants": _table(
        title=("bilingual !", "the law of the pack in words"),
        cite=_CITE,
        holds=("condition !", "what always holds"),
    ),
    "cases": _table(
        title=("bilingual !", "what the example shows"),
        date=("day !", "the day in question"),
        given=("facts", "the facts that are given"),
        readings=("choices", "readings switched for this example"),
        strict_effect=("bool", "whether an open effect makes the answer unknown"),
        expect=("entries:expectations !", "the answers, by decision"),
        tags=("ids", "free labels to choose cases by"),
    ),
}
"""The sections of a pack and the keys of their entries."""

NESTED: Final[dict[str, dict[str, Key]]] = {
    "rules": _table(
        title=("bilingual", "the rule in words"),
        cite=("citations ~", "the clause the rule encodes"),
        see=("citations ~", "other clauses it leans on"),
        exception_to=("id", "the rule it displaces where it answers"),
        scope=("condition ~", "whom the rule is about"),
        when=("condition ~", "when the rule applies"),
        unless=("entry:unless ~", "what switches the rule off"),
        value=("amount ~", "the answer"),
        by_reading=("amounts ~", "the answer by option of its reading"),
        reading=("id ~", "the reading the rule rests on"),
        from_=_FROM,
        to=_TO,
    ),
    "unless": _table(
        when=("condition !", "what switches the rule off"),
        cite=("citations", "the clause that does"),
    ),
    "otherwise": _table(
        value=("amount !", "the answer"),
        cite=("citations !", "the clause that makes it so"),
        reading=("id", "the reading it rests on"),
    ),
    "items": _table(
        when=("condition !", "the condition of the item"),
        cite=("citations", "the clause of the item, cited in place of the rule's"),
        title=("bilingual", "the item in words"),
        examples=("ids", "facts that are examples of it: asked about, never a condition"),
        open=("bilingual", "by whose act the list is kept open; no member is known here"),
        reading=("id", "the reading the item rests on"),
    ),
    "expectations": _table(
        value=("literal", "the value"),
        status=("enum:known|unknown|conflict|not_stated|not_applicable", "the status"),
        clauses=("clause_ids", "the clauses cited, all of them"),
        reasons=("clause_ids", "the clauses of the alternative reasons"),
        possible=("literals", "the values and ranges still open, `a..b` for a range"),
        needs=("ids", "the facts the answer needs"),
        readings=("ids", "the readings the answer rests on"),
        notes=("ids", "the notes the answer carries"),
    ),
    "act": _table(
        issuer=("bilingual !", "who issued the act"),
        instrument=("bilingual !", "what kind of act it is"),
        number=("text", "its number"),
        date=("day", "the day of the act"),
        title=("bilingual !", "its title"),
        short=("bilingual !", "what readers call it after the clause: `Порядок`"),
    ),
    "effect": _table(
        not_before=("day", "the earliest day the act can be in force"),
        from_=("day !", "the day it came into force, or `unknown`"),
        to=("day", "the last day it is in force"),
        cite=("citations", "the clause on its entry into force"),
        why=("bilingual", "why the day is not known"),
        checked_on=("day !", "the day up to which amendments were looked for"),
    ),
}
"""Entries that stand inside others."""

HEAD: Final = _table(
    format=("number !", "the version of the pack format"),
    id=("pack !", "region/act, as the pack is asked for"),
    title=("bilingual !", "what the pack is about"),
    act=("entry:act !", "the act it encodes"),
    effect=("entry:effect !", "when the act is in force"),
    calendar=("text", "the calendar its working days are counted by"),
    version=("text !", "the version of the encoding"),
    status=("enum:draft|reviewed !", "how far the encoding is"),
    status_note=("bilingual", "what to know before relying on it"),
    presumes=("presumptions", "facts without which the act does not speak of the person"),
)
"""The keys of `pack.yaml`."""

FORMAT: Final = 1
OPERATORS: Final = ("all", "any", "none", "at_least")
"""Keys of a nested condition; `at_least` stands with `of`."""

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
    """Return the published JSON Schema of `pack` (pack.yaml), `entries` (other files) or `cases`."""
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
