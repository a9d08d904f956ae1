"""The command `migrate`."""

from __future__ import annotations

import pytest

from socrules import migrate


@pytest.fixture
def earlier(folder, monkeypatch):
    """Return the folder of a pack of an earlier format, in which facts were called questions."""
    monkeypatch.setitem(migrate.STEPS, 0, migrate.renamed("", questions="facts"))
    for name, old, new in (("pack", "format: 1", "format: 0"), ("facts", "facts:", "questions:")):
        path = folder / f"{name}.yaml"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    return folder


def test_nothing_is_written_where_nothing_changes(terminal, folder):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = terminal("migrate", "region/act", "--lang", "en")
    assert done == (0, "region/act: in format 1 already\n", "")
    assert terminal("migrate", "region/act", "--check").code == 0
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_would_change_is_shown(terminal, earlier):
    before = {path: path.read_bytes() for path in earlier.iterdir()}
    done = terminal("migrate", "region/act", "--check")
    assert (done.code, done.err) == (1, "")
    assert "--- rules/region/act/facts.yaml\n" in done.out
    assert "-questions:\n+facts:\n" in done.out
    assert "-format: 0\n+format: 1\n" in done.out
    assert {path: path.read_bytes() for path in earlier.iterdir()} == before


def test_all_files_are_written(terminal, earlier):
    done = terminal("migrate", "region/act", "--lang", "ru")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "записано: rules/region/act/facts.yaml\nзаписано: rules/region/act/pack.yaml\n"
    )
    assert terminal("check", "region/act").code == 0


def test_a_later_format_is_not_known(terminal, folder):
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("format: 1", "format: 2"), "utf-8")
    done = terminal("migrate", "region/act", "--lang", "en")
    assert done.code == 2
    assert "unknown-format: the format version is 2, known is 1" in done.err
