"""The published JSON Schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checkout import ROOT
from socrules.event_log import read_log
from socrules.problems import SituationError
from socrules.schema import pack_schema, shape_schema
from socrules.source import plain, read, read_file

SCHEMAS = {name: pack_schema(name) for name in ("pack", "entries", "cases", "events")}
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


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("{event: taken, date: 2026-06-01}", True),
        ("{event: taken, date: 2026-06-01T09:30, case: A, id: a, of: b, facts: {}}", True),
        ("{event: taken, date: unknown, x-note: seen}", True),
        ("{event: taken, date: in_force}", False),
        ("{event: taken}", False),
        ("{date: 2026-06-01}", False),
        ("{event: taken, date: 2026-06-01, fact: {}}", False),
        ("{event: taken, date: 1.6.2026}", False),
        ("taken", False),
    ],
)
def test_a_line_of_a_log(line: str, fits: bool, tmp_path: Path) -> None:
    """The published schema and the reader refuse the same lines."""
    path = tmp_path / "log.yaml"
    path.write_text(f"- {line}\n", encoding="utf-8")
    data = plain(read_file(path))
    assert Draft202012Validator(SCHEMAS["events"]).is_valid(data) is fits
    try:
        read_log(path)
    except SituationError:
        assert not fits
    else:
        assert fits


def test_the_example_log_fits_its_schema() -> None:
    data = plain(read_file(ROOT / "examples" / "case-68-p" / "events.yaml"))
    assert Draft202012Validator(SCHEMAS["events"]).is_valid(data)
