"""What a calendar file may say, and every fault in it told with its place."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from socrules.calendars import calendar
from socrules.problems import CalendarError
from socrules.year_sheet import year_at_a_glance

COUNTRY = """
title: {ru: Страна, en: A country}
layer: national
weekend: [sunday]
weekend_act: {ru: закон о труде, en: a labour law}
holidays_act: {ru: закон о праздниках, en: a law on holidays}
moves_act: {ru: закон о праздниках, en: a law on holidays}
holidays: []
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "country.yaml").write_text(COUNTRY, encoding="utf-8")
    (tmp_path / "xx" / "2030.yaml").write_text("year: 2030\n", encoding="utf-8")
    return tmp_path


def faults(folder: Path, name: str = "xx") -> list[str]:
    with pytest.raises(CalendarError) as caught:
        calendar(name, folder=folder)
    return [item.kind for item in caught.value.problems]


def test_a_country_of_six_working_days(folder: Path) -> None:
    found = calendar("xx", folder=folder)
    assert (found.layers, found.years) == (("national",), (2030,))
    ends = datetime.date(2030, 1, 1), datetime.date(2030, 12, 31)
    assert found.count_working_days(*ends) == 312
    sheet = year_at_a_glance(found, 2030, "en")
    assert "moved and special days" not in sheet
    assert "a labour law" in sheet


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("title: {ru: Страна, en: A country}", ["calendar-missing-key"] * 6),
        (COUNTRY.replace("[sunday]", "[sonntag]"), ["calendar-not-word"]),
        (
            COUNTRY.replace("holidays: []", "holidays: [{days: [01-01]}]"),
            ["calendar-missing-key"] * 2,
        ),
        (
            COUNTRY.replace("[]", "[{days: [02-30], moves: never, title: {ru: а, en: a}}]"),
            ["calendar-not-month-day"],
        ),
        (
            COUNTRY.replace(
                "[]",
                "[{days: [02-29], moves: never, title: {ru: а, en: a}, "
                "years: {from: 2029, until: 2031}}]",
            ),
            ["calendar-unknown-key"],
        ),
        (
            COUNTRY.replace("title: {ru: Страна, en: A country}", "title: Страна"),
            ["calendar-not-mapping"],
        ),
        ("- a", ["calendar-not-mapping"]),
    ],
)
def test_faults_of_a_country(folder: Path, text: str, kinds: list[str]) -> None:
    (folder / "xx" / "country.yaml").write_text(text, encoding="utf-8")
    assert faults(folder) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("days_off: []", ["calendar-missing-key"]),
        ("year: 2030\ndays_off: [2030-01-02, 2030-01-02]", ["calendar-day-twice"]),
        ("year: 2030\ndays_off: [1830-01-02]", ["calendar-not-date"]),
        ("year: 2030\ndays_off: [2030-02-30]", ["calendar-not-date"]),
        ("year: 2030\ntransfers: [{from: 2030-01-01}]", ["calendar-missing-key"]),
        ("year: 2030\nfinal: maybe\nchecked_on: soon", ["calendar-not-word", "calendar-not-date"]),
        (
            "year: 2030\ntransfers: [{from: 2030-01-07, to: 2030-01-13}]",
            ["calendar-moves-working-day", "calendar-moves-to-day-off"],
        ),
        ("year: 2030\nworking_days: many", ["calendar-not-number"]),
        ("year: 2030\nworking_days: 1", ["calendar-working-days"]),
    ],
)
def test_faults_of_a_year(folder: Path, text: str, kinds: list[str]) -> None:
    (folder / "xx" / "2030.yaml").write_text(text, encoding="utf-8")
    assert faults(folder) == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("title: {ru: Край, en: Land}", ["calendar-missing-key"]),
        ("title: {ru: Край, en: Land}\nlayer: organisation", ["calendar-not-word"]),
        (
            "title: {ru: Край, en: Land}\nlayer: regional\nknown: {from: always}",
            ["calendar-not-number"],
        ),
        (
            "title: {ru: Край, en: Land}\nlayer: regional\ndays: [{from: 2030-01-01, to: soon}]",
            ["calendar-not-date"],
        ),
        (
            "title: {ru: Край, en: Land}\nlayer: regional\ndays: [{from: soon, to: 2030-01-01}]",
            ["calendar-not-date"],
        ),
    ],
)
def test_faults_of_a_layer(folder: Path, text: str, kinds: list[str]) -> None:
    (folder / "xx" / "land.yaml").write_text(text, encoding="utf-8")
    assert faults(folder, "xx/land") == kinds


def test_a_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "xx" / "land.yaml").mkdir()
    assert faults(folder, "xx/land") == ["unreadable-file"]
