"""The command `lock`, and `check --locked`."""

from __future__ import annotations

from checkout import ROOT


def test_packs_are_held_to_the_lock(terminal, folder, tmp_path):
    assert terminal("lock", "--lang", "en") == (0, "wrote socrules.lock\n", "")
    assert str(tmp_path) not in (tmp_path / "socrules.lock").read_text("utf-8")
    check = ("check", "region/act", "--locked", "--lang", "en")
    done = terminal(*check)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1] == (
        "socrules.lock: the packs and calendars are those that were locked"
    )
    (folder / "given.yaml").write_text((folder / "given.yaml").read_text("utf-8") + "# more\n")
    done = terminal(*check)
    assert (done.code, done.err) == (1, "")
    assert "lock-changed: `region/act/given.yaml` has changed since it was locked" in done.out
    assert done.out.endswith("socrules.lock: differences: 1\n")
    assert terminal("check", folder, *check[2:]).out.count("lock-changed") == 1
    assert terminal("check", "region/act").code == 0


def test_a_broken_pack_is_still_held_to_the_lock(terminal, folder):
    assert terminal("lock", "--lock", "my.lock").code == 0
    (folder / "given.yaml").write_text("fact: 1\n")
    done = terminal("check", "region/act", "--locked", "--lock", "my.lock")
    assert done.code == 1
    assert "unknown-section" in done.out
    assert "lock-changed" in done.out


def test_without_a_lock(terminal, folder):
    done = terminal("check", "region/act", "--locked")
    assert done.code == 2
    assert done.err.startswith("socrules.lock: no-such-file: ")


def test_all_packs_and_calendars_are_locked(terminal, tmp_path):
    assert terminal("lock").code == 0
    text = (tmp_path / "socrules.lock").read_text("utf-8")
    for folder in ("rules", "calendars"):
        for path in (ROOT / folder).glob("*/**/*.yaml"):
            assert (f"  {path.name}: " in text or f"/{path.name}: " in text) is not path.match(
                "*.cases.yaml"
            )
