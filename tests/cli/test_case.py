"""The command about cases: convert, new, explain, minimise."""

from __future__ import annotations

from pathlib import Path

import openpyxl

CASES = """
cases:
  alone:
    title:
      ru: Живёт один
    date: 2024-10-01
    given:
      alone: true
      age: "30"
    expect:
      entitled: {value}
"""


def case(folder: Path, value: str = "true") -> Path:
    path = folder / "entitled.cases.yaml"
    path.write_text(CASES.format(value=value), "utf-8")
    return path


def test_cases_become_a_table_and_cases_again(terminal, folder, tmp_path):
    case(folder)
    for name in ("a.cases.csv", "b.cases.xlsx", "c.cases.yaml"):
        done = terminal("case", "convert", folder / "entitled.cases.yaml", tmp_path / name)
        assert done == (0, f"1 cases written to {tmp_path / name}\n", "")
    sheet = openpyxl.load_workbook(tmp_path / "b.cases.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]] == [
        "alone",
        "Живёт один",
        "2024-10-01",
        "true",
        "30",
        "true",
    ]
    assert (
        terminal("case", "convert", tmp_path / "b.cases.xlsx", tmp_path / "d.cases.yaml").code == 0
    )
    first, again = (tmp_path / name for name in ("c.cases.yaml", "d.cases.yaml"))
    assert first.read_text("utf-8") == again.read_text("utf-8")


def test_what_cannot_be_read_is_not_converted(terminal, tmp_path):
    (tmp_path / "a.csv").write_text("id,dat\none,2024-10-01\n", "utf-8")
    done = terminal("case", "convert", tmp_path / "a.csv", tmp_path / "b.yaml")
    assert done.code == 2
    assert "unknown-key" in done.err
    assert not (tmp_path / "b.yaml").exists()


def test_a_table_beside_a_pack_is_run(terminal, folder):
    path = case(folder, "false")
    terminal("case", "convert", path, folder / "more.cases.csv")
    path.unlink()
    done = terminal("test", "region/act", "--lang", "en")
    assert done.code == 1
    assert "more.cases.csv:2:47: case-differs" in done.out


def test_cases_chosen_at_the_terminal(terminal, folder):
    path = case(folder)
    assert "1 examples passed" in terminal("test", path, "-k", "entitled").out
    assert terminal("test", path, "-k", "nothing").out == ""
    assert "0 examples passed" in terminal("test", "region/act", "--tag", "none").out


def test_a_case_without_a_title_is_told_by_its_id(terminal, folder):
    path = case(folder)
    path.write_text(
        path.read_text("utf-8").replace("    title:\n      ru: Живёт один\n", ""), "utf-8"
    )
    done = terminal("test", "region/act", "--junit", "out.xml")
    assert done.code == 1
    assert done.out.startswith("alone\n")
    (folder / "astray.cases.yaml").write_text("casez: {}\n", "utf-8")
    assert "unknown-section" in terminal("test", "region/act").out


def test_what_the_cases_do_not_show(terminal, folder, tmp_path):
    path = case(folder)
    done = terminal("test", path, "--cov", "--cov-fail-under", "100", "--lang", "en")
    assert done.code == 1
    assert "the rule is never seen not to apply" in done.out
    assert done.out.splitlines()[-1].endswith("and 100 % is asked for")
    report = tmp_path / "cover.html"
    done = terminal("test", path, "--cov-report", report, "--cov-fail-under", "1")
    assert done.code == 0
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert terminal("test", path, "--cov-fail-under", "101").code == 2
