"""The command `lint`: what is found, what is known, and what fails."""

from __future__ import annotations

import json

from socrules.commands.lint import complete_checks

ON = ("--on", "2026-01-01", "--lang", "en")
LINT = ("lint", "region/act", *ON)


def test_what_is_found_fails(terminal, folder):
    done = terminal(*LINT)
    assert (done.code, done.err) == (1, "")
    assert "facts.yaml:93:3: reading-never-used: nothing in the pack rests on" in done.out
    assert done.out.splitlines()[-1].endswith(" new findings, 0 known, 0 no more")


def test_one_check_alone(terminal, folder):
    assert terminal(*LINT, "--check", "title-missing") == (
        0,
        "0 new findings, 0 known, 0 no more\n",
        "",
    )
    done = terminal(*LINT, "--check", "reading-never-used", "--lang", "ru")
    assert done.out.endswith("замечаний новых 1, известных 0, отпавших 0\n")
    assert done.code == 1


def test_an_unknown_check(terminal, folder):
    done = terminal(*LINT, "--check", "title-mising")
    assert (done.code, done.out) == (2, "")
    assert "did you mean `title-missing`?" in done.err
    assert "did you mean" not in terminal(*LINT, "--check", "zzz").err


def test_the_day_is_today_unless_it_is_said(terminal, folder):
    done = terminal("lint", "region/act", "--check", "title-missing")
    assert done.code == 0
    assert done.err.startswith("--on 20")


def test_known_findings_only_ever_become_fewer(terminal, folder, tmp_path):
    known = ("--known", "known.yaml")
    assert terminal(*LINT, *known).code == 2
    written = terminal(*LINT, *known, "--update")
    assert (written.code, written.err) == (0, "wrote known.yaml\n")
    text = (tmp_path / "known.yaml").read_text("utf-8")
    assert terminal(*LINT, *known).code == 0
    # What is mended has to go from the file.
    mended = folder / "facts.yaml"
    mended.write_text(
        mended.read_text("utf-8").replace('"75 %"\n', '"75 %"\n    reading: rounding\n')
    )
    done = terminal(*LINT, *known)
    assert done.code == 1
    assert "known.yaml:" in done.out
    assert "known-finding-gone: this finding is no more: `reading-never-used`" in done.out
    assert "reading-switches-nothing: " in done.out
    assert done.out.endswith("1 new findings, 7 known, 1 no more\n")
    # Updating takes it away, and adds nothing.
    done = terminal(*LINT, *known, "--update")
    assert (done.code, done.err) == (1, "wrote known.yaml\n")
    shorter = (tmp_path / "known.yaml").read_text("utf-8")
    assert set(shorter.splitlines()) < set(text.splitlines())
    assert "reading-never-used" not in shorter


def test_update_needs_a_file(terminal, folder):
    done = terminal(*LINT, "--update")
    assert (done.code, done.out) == (2, "")
    assert "missing: --known" in done.err


def test_the_date_of_the_last_look(terminal, folder):
    words = ("lint", "region/act", "--check", "check-date-past", "--lang", "en", "--on")
    assert terminal(*words, "2026-04-01").code == 0
    assert terminal(*words, "2026-04-02").code == 1
    assert terminal(*words, "2026-04-02", "--recheck-after", "365").code == 0


def test_the_forms_for_machines(terminal, folder):
    check = (*LINT, "--check", "reading-never-used", "--format")
    [found] = json.loads(terminal(*check, "json").out)
    assert found["path"] == "packs/region/act/facts.yaml"
    assert (found["line"], found["known"]) == (93, False)
    [run] = json.loads(terminal(*check, "sarif").out)["runs"]
    assert run["results"][0]["ruleId"] == "reading-never-used"
    assert terminal(*check, "github").out.startswith(
        "::error file=packs/region/act/facts.yaml,line=93,col=3,title=reading-never-used::"
    )


def test_every_pack_at_once(terminal, folder, monkeypatch):
    monkeypatch.setattr("socrules.library.packs", lambda: {"region/act": folder})
    assert terminal("lint", *ON).out == terminal(*LINT).out


def test_checks_are_completed():
    assert complete_checks(None, None, "reading-") == [
        "reading-never-used",
        "reading-switches-nothing",
    ]
