"""`socrules timeline`: the log it reads, and what it prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icalendar
import pytest

import courts

LOG = """\
- {case: А-1, event: taken, date: 2026-06-01, facts: {road: desk, urgent: false}}
- {case: А-2, event: appeal, date: 2026-04-24, id: first}
- {case: А-2, event: appeal, date: 2026-05-05, id: second}
- {case: А-2, event: answered, date: 2026-05-06, of: first}
- {case: А-2, event: sent, date: 2026-05-06}
- {case: А-3, event: stay_begun, date: 2026-06-02}
- {event: met, date: 2026-06-02}
"""


@pytest.fixture
def ask(terminal: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Return what asks for the timeline of a log as of 4 June 2026."""
    pack = courts.write(tmp_path / "packs" / "region" / "act")

    def run(*words: str, log: str = LOG, name: str = "log.yaml") -> Any:
        path = tmp_path / name
        path.write_text(log, encoding="utf-8")
        return terminal("timeline", pack, "--events", path, "--as-of", "2026-06-04", *words)

    return run


def test_the_table_and_the_drawing(ask: Callable[..., Any]) -> None:
    done = ask("--lang", "ru")
    assert (done.code, done.err) == (0, "")
    assert "По состоянию на 04.06.2026: дел — 3; просрочено — 1, идет — " in done.out
    rows = done.out.splitlines()
    at = next(at for at, row in enumerate(rows) if row.startswith("Дело")) + 1
    assert rows[at].split() == [
        "А-2",
        "просрочено",
        "20.05.2026",
        "−15",
        "Ответить",
        "на",
        "жалобу",
    ]
    assert rows[at + 1].strip() == "п. 1 Порядка"
    assert "раньше должно быть — решение принято (п. 2 Порядка)" in done.out
    assert any(row.startswith("А-1  ") and "▓" in row and "│" in row for row in rows)
    assert any(row.startswith("А-2  ") and "!!!" in row for row in rows)
    assert max(map(len, rows)) <= 100
    # Of several cases only what is missed and the next step of each.
    assert "А-1    идет        04.06.2026  0     Подтвердить приём" in done.out
    assert "Решить" not in done.out
    assert "п. 1 Порядка; канцелярия" in ask("--lang", "ru", "--case", "А-1").out


@pytest.mark.parametrize("columns", ["40", "70", "160"])
def test_it_fits_the_terminal(
    ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for words in (("--all",), ("--case", "А-2")):
        rows = ask(*words).out.splitlines()
        assert max(map(len, rows)) <= max(60, int(columns))


def test_one_case_is_drawn_step_by_step(ask: Callable[..., Any]) -> None:
    out = ask("--case", "А-1", "--lang", "en").out
    assert "Decide" in out
    assert "А-2" not in out
    drawn = out[out.index("The cases in time") :]
    assert sum("▓" in row for row in drawn.splitlines()[1:]) == 2


def test_everything_is_shown_where_it_is_asked_for(ask: Callable[..., Any]) -> None:
    assert "Send the decision" not in ask("--lang", "en").out
    assert "--all shows everything" in ask("--lang", "en").out
    out = ask("--lang", "en", "--all").out
    assert "has not happened yet: the decision was taken" in out
    assert "not applicable" in out
    assert "--all" not in out


def test_markdown(ask: Callable[..., Any]) -> None:
    out = ask("--format", "md", "--lang", "en").out
    assert out.startswith("# A benefit\n\nAs of 2026-06-04: cases — 3; missed — 1")
    assert "| А-2 | missed | 2026-05-20 | −15 | Answer the appeal | the Office | cl. 1 |" in out
    assert "```text\n" in out
    assert "\n- amendments of the act were checked only up to 2026-01-01\n" in out


def test_json(ask: Callable[..., Any]) -> None:
    data = json.loads(ask("--format", "json").out)
    assert (data["format"], data["pack"], data["as_of"]) == (1, "region/act", "2026-06-04")
    assert data["cases"] == ["А-2", "А-1", "", "А-3"]
    step = data["steps"][0]
    assert (step["key"], step["state"]) == ("А-2/answer/appeal/second", "missed")
    assert (step["latest"], step["days_left"]) == ("2026-05-20", -15)
    assert step["clauses"] == [{"clause": "1", "label": "п. 1 Порядка"}]
    assert step["deadline"]["counted"][0] == "2026-05-06"
    waits = next(step for step in data["steps"] if step["norm"] == "send")
    assert waits["why"][0]["text"]["ru"] == "еще не было: решение принято"
    assert data["irregular"][0]["kind"] == "out_of_order"


def test_a_calendar_file(ask: Callable[..., Any]) -> None:
    first = ask("--format", "ics", "--lang", "ru").out
    sheet = icalendar.Calendar.from_ical(first)
    assert str(sheet["x-wr-calname"]) == "Сроки: Пособие"
    entries = {str(entry["summary"]): entry for entry in sheet.walk("VEVENT")}
    assert set(entries) == {
        "просрочено: А-2: Ответить на жалобу",
        "А-1: Решить",
        "А-1: Подтвердить приём",
        "А-3: Отъезд",
        "Заседать",
    }
    entry = entries["А-1: Решить"]
    assert entry["dtstart"].dt.isoformat() == "2026-06-08"
    assert str(entry["description"]).splitlines() == [
        "п. 1 Порядка",
        "Кто: канцелярия",
        "срок: 5 рабочих дней, от 01.06.2026",
        "до 08.06.2026",
        "надежнее до 05.06.2026: так верно при любом прочтении",
        "считались: 02.06.2026, 03.06.2026, 04.06.2026, 05.06.2026, 08.06.2026",
    ]
    assert ask("--format", "ics", "--lang", "ru").out == first


def test_json_and_json_lines_are_logs_too(ask: Callable[..., Any]) -> None:
    lines = [
        {"case": "А-1", "event": "taken", "date": "2026-06-01", "facts": {"road": "desk"}},
        {"case": "А-1", "event": "decided", "date": "2026-06-03T10:00"},
    ]
    expected = ask("--format", "json", log=json.dumps(lines), name="log.json").out
    text = "\n".join(map(json.dumps, lines)) + "\n\n"
    assert ask("--format", "json", log=text, name="log.jsonl").out == expected
    assert json.loads(expected)["steps"][-1]["done"] == "2026-06-03"


FAULTS = {
    "- {case: A, evnt: taken, date: 2026-06-01}": "1:13: unknown-key: no line of a log of events",
    "- {case: A, event: taken}": "1:3: missing-key",
    "- {event: taken, date: soon}": "1:24: event-not-a-date",
    "- {event: taken, date: 2026-02-30}": "1:24: event-not-a-date",
    "- {event: taken, date: 2026-06-01T25:00}": "1:24: event-not-a-date",
    "- {event: taken, date: [a]}": "1:24: expected-scalar",
    "- {event: takn, date: 2026-06-01}": "1:11: unknown-event",
    "- {event: taken, date: 1826-06-01}": "1:11: event-not-a-date",
    "- {event: taken, date: 2026-06-01, facts: {raod: desk}}": "1:50: unknown-fact",
    "- {event: prolonged, date: 2026-06-01, period: soon}": "1:48: period-unknown",
    "- {event: prolonged, date: 2026-06-01, period: immediately}": "1:48: period-not-a-span",
    "- {event: taken, date: unknown, facts: {hard: maybe}}": "1:47: not-a-truth",
    "case: A": "1:1: expected-sequence",
    "- taken": "1:3: expected-mapping",
}


@pytest.mark.parametrize(("log", "fault"), FAULTS.items())
def test_a_fault_of_the_log_has_its_place(
    ask: Callable[..., Any], tmp_path: Path, log: str, fault: str
) -> None:
    done = ask("--lang", "en", log=log)
    assert (done.code, done.out) == (2, "")
    assert f"{tmp_path}/log.yaml:{fault}" in done.err


def test_faults_of_json_lines_stand_in_their_line(ask: Callable[..., Any], tmp_path: Path) -> None:
    text = '{"event": "taken", "date": "2026-06-01"}\n{"event": "takn", "date": "x"}\n{"event": \n'
    done = ask("--lang", "en", log=text, name="log.jsonl")
    assert done.code == 2
    assert f"{tmp_path}/log.jsonl:2:27: event-not-a-date" in done.err
    assert f"{tmp_path}/log.jsonl:3:" in done.err


def test_logs_that_cannot_be_read(
    ask: Callable[..., Any], terminal: Callable[..., Any], tmp_path: Path
) -> None:
    pack = tmp_path / "packs" / "region" / "act"
    for name in ("no.yaml", "no.jsonl"):
        done = terminal("timeline", pack, "--events", tmp_path / name, "--as-of", "2026-06-04")
        assert (done.code, "no-such-file" in done.err) == (2, True)
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\xff")
    done = terminal("timeline", pack, "--events", path, "--as-of", "2026-06-04")
    assert (done.code, "not-utf8" in done.err) == (2, True)


def test_other_words(ask: Callable[..., Any], terminal: Callable[..., Any]) -> None:
    assert ask("--case", "А-9").code == 2
    assert ask("--format", "pdf").code == 2
    taken = "- {case: A, event: taken, date: 2024-05-02}"
    words = ("--set", "road=desk", "--calendar", "ru/luhansk", "--lang", "en", "--all")
    out = ask(*words, log=taken).out
    assert "2024-05-13 or 2024-05-15" in out
    out = ask("--log-from", "2026-05-01", "--lang", "en", log=taken).out
    assert "the body" in out
    out = ask("--lang", "en", log="[]").out
    assert "nothing is open or missed" in out


def test_a_missing_library_is_named(
    ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    done = ask("--format", "ics", "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert 'install it: pip install "socrules[ical]"' in done.err
