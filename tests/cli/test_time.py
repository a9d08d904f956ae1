"""The commands on calendars and periods."""

import json

import pytest
from click.testing import CliRunner

from socrules.cli import socrules
from socrules.commands import calendar as command


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(socrules, words, standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value or 0, result.output


def test_due_says_the_day_and_every_day_not_counted():
    _, output = run("due", "5 working days", "--from", "2024-12-27", "--lang", "ru")
    assert output.startswith(
        "5 рабочих дней со дня 27.12.2024: последний день — вторник 14.01.2025"
    )
    assert "30.12.2024: выходной день, перенесенный с 28.12.2024" in output
    assert "день события считается первым: понедельник 13.01.2025" in output


def test_due_takes_the_words_of_acts_and_a_reading():
    words = ("в течение десяти рабочих дней", "--from", "2020-03-27", "--format", "json")
    usual = json.loads(run("due", *words)[1])
    taxes = json.loads(run("due", *words, "--reading", "presidential_days=nonworking")[1])
    assert (usual["date"], taxes["date"]) == ("2020-04-10", "2020-05-25")


def test_due_names_the_year_that_is_missing():
    _, output = run("due", "5 working days", "--from", "2027-12-28", "--format", "json")
    data = json.loads(output)
    assert (data["date"], data["missing_year"]) == (None, 2028)


@pytest.mark.parametrize(
    ("extra", "date"),
    [
        (("--limit",), "2027-02-28"),
        ((), "2027-03-01"),
        (("--extended-by", "10 days"), "2027-03-10"),
    ],
)
def test_a_limit_is_not_moved_and_an_extension_is_counted(extra, date):
    words = ("due", "3 months", "--from", "2026-11-30", "--calendar", "ru", "--format", "json")
    assert json.loads(run(*words, *extra)[1])["date"] == date


def test_calendars_are_listed_shown_and_checked():
    assert "ru/luhansk" in run("calendar", "show")[1].splitlines()
    _, sheet = run("calendar", "show", "ru/luhansk", "2026", "--lang", "ru")
    assert sheet.startswith("Луганская Народная Республика, 2026 год")
    assert max(map(len, sheet.splitlines())) <= 80
    assert run("calendar", "show", "ru")[1]
    code, output = run("calendar", "check", "--lang", "en")
    assert (code, output.rstrip().endswith("no problems")) == (0, True)


def test_a_faulty_calendar_fails_the_gate(monkeypatch, tmp_path):
    from socrules import calendars
    from socrules.problems import problem

    found = (problem("calendar-unknown", id="xx", calendars="ru"),)
    monkeypatch.setattr(calendars, "calendar_problems", lambda: found)
    code, output = run("calendar", "check", "--lang", "en")
    assert code == 1
    assert "calendar-unknown" in output
    assert output.rstrip().endswith("calendars: problems: 1")
    assert command.command.name == "calendar"
