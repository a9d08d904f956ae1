"""Periods that cannot all be used in full, over the days of a year."""

from __future__ import annotations

import datetime
from pathlib import Path
from textwrap import dedent

import pytest

import invented
import socrules
from socrules.calendars import calendar
from socrules.deadlines import deadline
from socrules.slack import Slack, slack
from socrules.slack_text import explain, note, to_data

EVENTS = """
events:
  filed:
    title: {ru: подано}
  visited:
    title: {ru: посещено}
  written:
    title: {ru: записано}
  decided:
    title: {ru: решено}
"""
DUTIES = """
duties:
  visit:
    title:
      ru: Посетить
    cite: "1"
    after: filed
    within: {visit}
    before: write
    done_by: [visited]
  write:
    title:
      ru: Записать
    cite: "1"
    after: visited
    within: {write}
    before: weigh
    done_by: [written]
  weigh:
    title:
      ru: Взвесить
    cite: "2"
    within: not_stated
    before: [decide, tell]
  decide:
    title:
      ru: Решить
    cite: "2"
    after: filed
    within: {decide}
    before: [tell]
    done_by: [decided]
  tell:
    title:
      ru: Сообщить
    cite: "2"
    after: decided
    within: 1 working day
"""


def load(folder: Path, calendar: str = "ru", **periods: str) -> socrules.Pack:
    """Return a pack whose chain has these periods."""
    lengths = {"visit": "5 working days", "write": "1 day", "decide": "5 working days", **periods}
    events = EVENTS.replace("title: {ru: ", "title:\n      ru: ").replace("}", "")
    invented.write(folder, events, {"duties.yaml": dedent(DUTIES.format(**lengths))})
    head = folder / "pack.yaml"
    named = f"calendar: {calendar}\n" if calendar else ""
    head.write_text(head.read_text("utf-8") + named, encoding="utf-8")
    return socrules.load(folder, on="2025-06-01")


def only(pack: socrules.Pack, year: int | None = None) -> Slack:
    (found,) = slack(pack, year=year)
    return found


def test_whoever_comes_first_leaves_the_last_one_none(tmp_path: Path) -> None:
    found = only(load(tmp_path / "a"), 2024)
    assert (found.last.id, found.period, found.events) == ("decide", "5 working days", ("filed",))
    assert len(found.weeks) == found.days == 248
    week = found.on(datetime.date(2024, 12, 27))
    assert week is not None
    assert week.due == datetime.date(2025, 1, 14)
    assert [(link.id, f"{link.full:%d.%m}", f"{link.latest:%d.%m}") for link in week.links] == [
        ("visit", "14.01", "13.01"),
        ("write", "15.01", "14.01"),
    ]
    assert (week.short, week.days) == (1, 17)


def test_the_days_left_are_the_most_that_can_be_left(tmp_path: Path) -> None:
    """Day by day: from the latest day the rest still ends in time, from the next it does not."""
    by = calendar("ru")
    found = only(load(tmp_path / "a", write="2 days"), 2025)
    for week in found.weeks:
        visit, write = week.links
        assert visit.latest is not None
        assert week.due == deadline("5 working days", week.start, by).date
        assert write.latest == week.due
        assert deadline("2 days", visit.latest, by).date <= week.due
        later = visit.latest + datetime.timedelta(1)
        while not by.is_working(later):
            later += datetime.timedelta(1)
        assert deadline("2 days", later, by).date > week.due
    days = [week.days for week in found.weeks]
    assert (found.shortest.days, found.longest.days) == (min(days), max(days))
    short = [week.short for week in found.weeks]
    assert (found.least.short, found.most.short) == (min(short), max(short))


@pytest.mark.parametrize(
    "periods",
    [
        {"visit": "3 working days", "write": "1 working day"},
        {"visit": "not_stated", "write": "not_stated"},
        {"decide": "not_stated"},
        {"decide": "3 working days before"},
        {"calendar": "", "visit": "5 working days"},
    ],
)
def test_periods_that_fit_are_not_found(tmp_path: Path, periods: dict[str, str]) -> None:
    assert slack(load(tmp_path / "a", **periods)) == []


def test_some_days_of_a_year_may_be_worse(tmp_path: Path) -> None:
    found = only(load(tmp_path / "a", visit="7 calendar days", write="not_stated"), 2025)
    assert 0 < len(found.weeks) < found.days
    text = explain([found], found_contents(tmp_path), "ru", start=datetime.date(2025, 6, 16))
    assert "При начале понедельник 16.06.2025 все сроки помещаются" in text


def found_contents(tmp_path: Path) -> socrules.model.Contents:
    return socrules.load(tmp_path / "a", on="2025-06-01").program.pack


def test_steps_that_fit_into_no_day(tmp_path: Path) -> None:
    pack = load(tmp_path / "a", write="10 working days")
    found = only(pack, 2025)
    assert (found.shortest.days, found.longest.days) == (None, None)
    text = explain([found], pack.program.pack, "ru", width=200)
    assert "а вовремя не успеть ни в один день" in text
    assert "на первый шаг дней: нисколько" in text
    assert "Самое длинное" not in text
    assert to_data([found], pack.program.pack)[0]["most"]["steps"][0]["latest"] is None


def test_the_year_ends_where_the_calendar_does(tmp_path: Path) -> None:
    pack = load(tmp_path / "a")
    found = only(pack, 2027)
    assert found.days < 247
    assert max(week.start for week in found.weeks) < datetime.date(2027, 12, 25)
    assert only(pack).year == 2026


def test_it_is_said_in_words(tmp_path: Path) -> None:
    pack = load(tmp_path / "a", write="3 working days")
    contents = pack.program.pack
    found = only(pack, 2026)
    text = explain([found, found], contents, "ru", width=200)
    assert "Решить (п. 2 Порядка): 5 рабочих дней\n" in text
    assert "не хватит рабочих дней: 3\n" in text
    assert "Так при 247 из 247 рабочих дней 2026 года" in text
    assert "Считается, что в один день: подано\n" in text
    assert "\n\nРешить" in text
    assert note(found, contents, "en").startswith("note: periods cannot all be used in full")
    assert explain([], contents, "en") == (
        "region/act: there is no chain whose periods cannot all be used in full\n"
    )
