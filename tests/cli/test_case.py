"""The command about cases: convert, new, explain, minimise."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import courts

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


def test_a_new_case_is_asked_for_and_passes(terminal, folder, tmp_path):
    words = ("case", "new", "region/act", "entitled", "--on", "2024-10-01", "--lang", "en")
    replies = "maybe\nyes\n\nlonely\nЖивёт один\n"
    done = terminal(*words, stdin=replies.encode())
    assert done.code == 0
    assert "not-a-truth" in done.err
    assert "Does the person live alone? [bool]" in done.err
    path = folder / "new.cases.yaml"
    path.write_text("cases:\n" + done.out, "utf-8")
    assert "1 examples passed" in terminal("test", path).out
    terminal(*words, "--out", path, stdin=replies.replace("lonely", "other").encode())
    assert "2 examples passed" in terminal("test", path).out
    table = tmp_path / "fresh.cases.csv"
    done = terminal("case", "new", "region/act", "--out", table, stdin=b"entitled\n\n\na\nb\n")
    assert done.code == 0
    assert table.exists()
    assert terminal("case", "new", "region/act", "entitle").code == 2


def test_a_new_case_with_a_choice(terminal, folder):
    (folder / "more.yaml").write_text(
        "decisions:\n  kind:\n    title:\n      ru: Вид\n    type: bool\n    rules:\n"
        '      so: {cite: "2", when: dwelling = own, value: true}\n',
        "utf-8",
    )
    done = terminal("case", "new", "region/act", "kind", stdin="own\na\nб\n".encode())
    assert "[own | rented]" in done.err
    assert "dwelling: own" in done.out


def test_a_case_is_explained(terminal, folder):
    path = case(folder)
    done = terminal("case", "explain", path, "--lang", "ru")
    assert done.code == 0
    assert done.out.startswith("alone: Живёт один\n")
    assert "Имеет право на пособие" in done.out
    assert terminal("case", "explain", path, "--format", "md").out.startswith("# alone:")
    assert '"case": "alone"' in terminal("case", "explain", path, "--format", "json").out
    assert terminal("case", "explain", path, "-k", "nothing").out == ""
    path.write_text("cases:\n  one: {date: 2024-10-01}\n", "utf-8")
    assert "missing-key" in terminal("case", "explain", path).err


def test_facts_that_decide_nothing_are_dropped(terminal, folder):
    path = case(folder)
    path.write_text(
        path.read_text("utf-8").replace('age: "30"', 'age: "30"\n      income: "5.00"'), "utf-8"
    )
    done = terminal("case", "minimise", path, "--lang", "en")
    assert done.err == "alone: these decide nothing: income\n"
    assert "income" not in done.out
    assert "1 cases written" in terminal("case", "minimise", path, "--write").out
    assert "income" not in path.read_text("utf-8")
    assert terminal("case", "minimise", path).err == ""
    path.write_text(path.read_text("utf-8").replace("entitled: true", "entitled: false"), "utf-8")
    assert "alone: true" in terminal("case", "minimise", path).out
    bare = "cases:\n  bare:\n    title:\n      ru: а\n    date: 2024-10-01\n"
    bare += "    expect: {entitled: {status: unknown}}\n"
    path.write_text(bare, "utf-8")
    assert terminal("case", "minimise", path).code == 0
    path.write_text("casez:\n  a: b\n", "utf-8")
    assert "unknown-section" in terminal("case", "minimise", path).err


# --- events ---

EVENTS = """cases:
  late:
    title:
      ru: Опоздали с решением
    date: 2026-06-10
    given:
      road: desk
      hard: true
    events:
      - {date: 2026-06-01, event: taken}
      - {date: 2026-06-05, event: met}
      - {date: 2026-06-09, event: decided}
    expect:
      decide: {dates: [2026-06-08], states: [late]}
"""


@pytest.fixture
def appeals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a case file beside the pack of appeals, which is found as `region/act`."""
    monkeypatch.setenv("SOCRULES_PATH", str(tmp_path / "packs"))
    path = courts.write(tmp_path / "packs" / "region" / "act") / "late.cases.yaml"
    path.write_text(EVENTS, "utf-8")
    return path


def test_a_case_with_events_is_explained(terminal, appeals):
    done = terminal("case", "explain", appeals, "--lang", "ru")
    assert done.code == 0
    assert "Решить" in done.out
    assert "08.06.2026" in done.out
    assert "Заседать" not in done.out
    data = json.loads(terminal("case", "explain", appeals, "--format", "json").out)
    assert [step["norm"] for step in data[0]["timeline"]["steps"]] == ["decide"]


def test_events_that_decide_nothing_are_dropped(terminal, appeals):
    done = terminal("case", "minimise", appeals, "--lang", "en", "--write")
    assert done.err == "late: these decide nothing: hard, met 2026-06-05\n"
    assert "      - {date: 2026-06-01, event: taken}\n" in appeals.read_text("utf-8")
    assert "1 examples passed" in terminal("test", appeals).out
    appeals.write_text(
        EVENTS.replace("decide: {dates: [2026-06-08], states: [late]}", "keep: true")
    )
    assert "events" not in terminal("case", "minimise", appeals).out


def test_a_new_case_of_a_duty_asks_what_has_happened(terminal, appeals):
    words = ("case", "new", "region/act", "filing", "decide", "--on", "2026-06-10", "--lang", "en")
    replies = "desk\n2026-06-01\n\n2026-06-99\n2026-06-30\nfresh\nЗаново\n"
    done = terminal(*words, stdin=replies.encode())
    assert done.code == 0, done.err
    assert "When: The application was taken at the desk [YYYY-MM-DD" in done.err
    assert "not-a-day" in done.err
    assert "      filing:\n        value: taken\n" in done.out
    assert "      decide:\n        value: true\n" in done.out
    assert "        dates: [2026-06-08]\n        states: [missed]\n" in done.out
    assert "      decided:\n        irregular: [ahead]\n" in done.out
    appeals.write_text("cases:\n" + done.out, "utf-8")
    assert "1 examples passed" in terminal("test", appeals).out


def test_a_new_case_of_a_limit_and_without_events(terminal, appeals):
    words = ("case", "new", "region/act", "stay", "keep", "--on", "2026-06-10")
    done = terminal(*words, stdin="2026-03-01\n\nstays\nОтъезд\n".encode())
    assert "      stay:\n        value: true\n" in done.out
    assert "        dates: [2026-06-01]\n        states: [missed]\n" in done.out
    done = terminal(*words, stdin="\n\nstays\nОтъезд\n".encode())
    assert "events" not in done.out
    assert "dates" not in done.out
