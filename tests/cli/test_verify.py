"""`socrules verify`: findings as text and data, and what fails."""

from __future__ import annotations

import json

import pytest

from versions_of import Edited


@pytest.fixture
def folder(tmp_path):
    return Edited(tmp_path)


def test_a_sound_pack(terminal, folder):
    done = terminal("verify", folder.after)
    assert done.code == 0
    assert done.out == (
        f"{folder.after}: 0 conflicts, 0 rules out of reach, 0 swallowed by exceptions; "
        "0 invariants proved, 0 refuted, 0 open; 2 decisions the act may be silent on\n"
    )


def test_gaps_are_told_and_fail_where_asked_for(terminal, folder):
    code, out, _ = terminal("verify", folder.after, "--gaps")
    assert code == 1
    assert "amount: there are situations no rule answers (Размер)\n  gap_of_amount:\n" not in out
    assert out.startswith("amount: there are situations no rule answers (Размер)\n")


def test_a_conflict_with_its_case(terminal, folder):
    folder.edit(("        exception_to: living_alone\n", ""))
    code, out, _ = terminal("verify", folder.after, "--lang", "ru")
    assert code == 1
    lines = out.splitlines()
    assert lines[0] == "entitled: правила противоречат друг другу (Имеет право)"
    assert lines[1:4] == [
        "    conflict_of_entitled:",
        "      title:",
        '        ru: "Правила противоречат друг другу: Имеет право"',
    ]
    data = json.loads(terminal("verify", folder.after, "--format", "json").out)
    [conflict] = [one for one in data["findings"] if one["kind"] == "conflict"]
    assert conflict["case"].startswith("  conflict_of_entitled:\n")


def test_every_pack_there_is(terminal, folder, monkeypatch):
    monkeypatch.setenv("SOCRULES_PATH", str(folder.after.parents[1]))
    monkeypatch.setattr("socrules.library.packs", lambda: {"region/act": folder.after})
    done = terminal("verify")
    assert (done.code, done.out.split(":")[0]) == (0, "region/act")
