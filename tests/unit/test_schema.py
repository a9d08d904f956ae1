"""The published JSON Schemas."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checkout import ROOT
from socrules.schema import pack_schema, shape_schema
from socrules.source import plain, read, read_file

SCHEMAS = {name: pack_schema(name) for name in ("pack", "entries", "cases")}
FILES = sorted((ROOT / "rules").rglob("*.yaml"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "rules")))
def test_every_file_fits_its_schema(path: Any) -> None:
    name = {"pack.yaml": "pack"}.get(path.name, "entries")
    if path.name.endswith(".cases.yaml"):
        name = "cases"
    validator = Draft202012Validator(SCHEMAS[name])
    assert not [error.message for error in validator.iter_errors(plain(read_file(path)))]


@pytest.mark.parametrize(
    ("shape", "text", "fits"),
    [
        ("text", "a", True),
        ("text", "", False),
        ("number", "7", True),
        ("number", "'7'", True),
        ("number", "-7", False),
        ("digit", "10", False),
        ("day", "2024-10-01", True),
        ("day", "soon", False),
        ("ids", "[]", True),
        ("citations", "[]", False),
        ("entries:rules", "{правило: {value: 0}}", False),
        ("entry:unless", "{when: {all: [a, {when: b}]}}", True),
        ("entry:unless", "{when: {all: []}}", False),
        ("entries:expectations", "{fee: 5, free: {status: known}}", True),
        ("citations_by", "{act: x}", False),
        ("citations_by", "{home: '1'}", True),
    ],
)
def test_shapes(shape: str, text: str, fits: bool) -> None:
    schema = {"$defs": SCHEMAS["cases"]["$defs"]} | shape_schema(shape)
    data = plain(read(f"key: {text}", "a.yaml"))["key"]
    assert Draft202012Validator(schema).is_valid(data) is fits
