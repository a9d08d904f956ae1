"""Calendars: every day by its act, layers over each other, and equality with an outside source."""

from __future__ import annotations

import datetime
import pickle
import shutil
from pathlib import Path

import holidays
import pytest

from socrules.calendar_files import Text
from socrules.calendars import Calendar, calendar, calendar_ids, calendar_problems
from socrules.finder import data_folder
from socrules.phrases import say
from socrules.problems import CalendarError, SituationError
from socrules.year_sheet import year_at_a_glance

DATE = datetime.date.fromisoformat
DAY = datetime.timedelta(days=1)
# The outside source does not move the day off of 8 March 2014, a Saturday (Labour Code, art. 112).
KNOWN_FAULTS = {"RU": {DATE("2014-03-10")}, "KZ": set()}


def days(first: int, last: int) -> list[datetime.date]:
    start = datetime.date(first, 1, 1)
    return [start + DAY * number for number in range((datetime.date(last + 1, 1, 1) - start).days)]


@pytest.mark.parametrize(("country", "first", "last"), [("RU", 2013, 2027), ("KZ", 2020, 2027)])
def test_every_day_is_that_of_another_source(country: str, first: int, last: int) -> None:
    other = holidays.country_holidays(country, years=range(first, last + 1))
    own = calendar(country.lower())
    assert own.years == tuple(range(first, last + 1))
    differ = {
        day
        for day in days(first, last)
        # What only collections of calendars say is uncertain here; they take it as it is.
        if (day in own_days_off(own)) == other.is_working_day(day)
    }
    assert differ == KNOWN_FAULTS[country]


def own_days_off(own: Calendar) -> set[datetime.date]:
    if own.id not in OFF:
        ways = {"moved_here": False, "works_instead": True}
        OFF[own.id] = {
            day.date
            for day in map(own.day, days(own.years[0], own.years[-1]))
            if day.status == "off" or (day.status == "uncertain" and not ways[day.why])
        }
    return OFF[own.id]


OFF: dict[str, set[datetime.date]] = {}


def test_the_calendars_there_are() -> None:
    assert calendar_ids() == ("kz", "ru", "ru/kaliningrad", "ru/luhansk", "ru/ulyanovsk")


@pytest.mark.parametrize("name", calendar_ids())
def test_every_day_has_a_reason_and_every_day_off_an_act(name: str) -> None:
    found = calendar(name, calendar(name).available)
    for day in days(found.years[0], found.years[-1]):
        what = found.day(day)
        assert what.layer in found.layers
        assert say(f"why.{what.why}", "ru", title="", other="")
        assert (what.act or what.settled_by) or what.status == "working"
        if what.status == "uncertain":
            assert what.settled_by
        assert found.is_working(day) is {"off": False, "uncertain": None}.get(what.status, True)


def test_single_days() -> None:
    ru = calendar("ru")
    for text, status, why in [
        ("2024-12-28", "working", "works_instead"),
        ("2024-11-02", "short", "works_instead"),
        ("2014-02-24", "short", "works_instead"),
        ("2014-03-10", "off", "moved_by_law"),
        ("2024-12-31", "off", "moved_here"),
        ("2025-02-23", "off", "holiday"),
        ("2024-11-23", "off", "weekend"),
        ("2026-11-03", "short", "before_holiday"),
        ("2026-11-05", "working", "weekday"),
        ("2028-01-01", "unknown", "year_unknown"),
        ("2012-12-31", "unknown", "year_unknown"),
    ]:
        day = ru.day(DATE(text))
        assert (day.status, day.why) == (status, why), text
    decree = ru.day(DATE("2024-12-28")).act
    assert decree is not None
    assert "№ 1314" in decree.ru
    assert "1314" in decree.show("en")
    assert decree.url.endswith("455140/")


def test_uncertain_days_of_a_region() -> None:
    region = calendar("ru/luhansk")
    assert region.layers == ("federal", "regional")
    assert region.years == (2023, 2024, 2025, 2026, 2027)
    assert region.day(DATE("2023-05-12")).why == "regional_off"
    assert region.day(DATE("2023-05-11")).status == "short"
    assert region.day(DATE("2023-04-16")).title == Text("Пасха", "Easter")
    assert region.day(DATE("2024-05-05")).why == "weekend"
    easter = region.day(DATE("2024-05-06"))
    assert (easter.status, easter.other) == ("uncertain", DATE("2024-05-05"))
    found = region.uncertain_days(DATE("2024-01-01"), DATE("2024-12-31"))
    assert [day.date.isoformat() for day in found] == [
        "2024-05-06",
        "2024-05-13",
        "2024-06-24",
        "2024-09-30",
    ]
    bare = calendar("ru/luhansk", ())
    assert bare.day(DATE("2024-05-06")).status == "working"
    assert bare.years == calendar("ru").years


def test_a_region_without_days_off_says_what_was_found() -> None:
    assert calendar("ru/kaliningrad").none_found
    assert calendar("ru").none_found == ()
    swapped = calendar("ru/ulyanovsk").day(DATE("2019-12-14"))
    assert (swapped.status, swapped.why) == ("uncertain", "regional_works")


def test_layers_are_switched() -> None:
    ru = calendar("ru")
    paid = ru.switch(presidential=True)
    assert paid.day(DATE("2020-06-24")).status == "off"
    assert paid.day(DATE("2020-04-04")).why == "weekend"
    assert paid.switch(presidential=False) == ru
    assert paid != ru
    assert calendar("ru", ["presidential"]) == paid
    with pytest.raises(SituationError) as caught:
        calendar("ru", ["presidental"])
    assert caught.value.problems[0].suggest == "presidential"
    with pytest.raises(SituationError):
        calendar("kz").switch(presidential=True)


OWN_DAYS = """
title:
  ru: Наша организация
  en: Our organisation
layer: organisation
days:
  - date: 2026-11-05
    title:
      ru: день организации
      en: a day of our own
  - date: 2026-11-07
    becomes: working
  - date: 2024-05-06
  - date: 2024-05-13
    becomes: working
  - date: 2024-06-24
    confidence: low
  - date: 2026-11-06
    becomes: working
  - date: 2026-11-09
    moved_from: 2026-11-08
  - date: 2031-11-09
short_days: [2026-11-10, 2026-11-07, 2031-11-10]
"""


def test_an_organisation_sets_its_own_days(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN_DAYS, encoding="utf-8")
    found = calendar("ru/luhansk", organisation=own)
    assert found.layers == ("federal", "regional", "organisation")
    for text, status, why in [
        ("2026-11-05", "off", "organisation_off"),
        ("2026-11-07", "working", "organisation_works"),
        ("2024-05-06", "off", "organisation_off"),
        ("2024-05-13", "working", "organisation_works"),
        ("2024-06-24", "uncertain", "regional_moved"),
        ("2026-11-06", "working", "weekday"),
        ("2026-11-09", "off", "organisation_moved"),
        ("2026-11-10", "short", "short_by_layer"),
    ]:
        day = found.day(DATE(text))
        assert (day.status, day.why) == (status, why), text
    assert calendar("ru", (), organisation=own).day(DATE("2026-11-05")).status == "working"


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "calendars"
    shutil.copytree(data_folder("calendars"), folder)
    return folder


def test_a_year_that_is_missing_is_unknown_and_not_guessed(own_folder: Path) -> None:
    (own_folder / "ru" / "2020.yaml").unlink()
    (own_folder / "ru" / "presidential.yaml").unlink()
    ru = calendar("ru", folder=own_folder)
    assert 2020 not in ru.years
    assert ru.day(DATE("2020-06-01")).status == "unknown"
    assert ru.is_working(DATE("2020-06-01")) is None
    assert ru.add_working_days(DATE("2019-12-30"), 1) == DATE("2019-12-31")
    assert ru.add_working_days(DATE("2019-12-30"), 2) is None
    assert ru.add_working_days(DATE("2021-01-11"), 1) == DATE("2021-01-12")
    assert ru.add_working_days(DATE("2021-01-11"), -1) is None
    assert ru.count_working_days(DATE("2019-12-30"), DATE("2021-01-12")) is None
    assert ru.count_working_days(DATE("2021-01-12"), DATE("2019-12-30")) is None
    assert ru.available == ("federal",)


def test_all_faults_of_all_years_are_told_at_once(own_folder: Path) -> None:
    for year in (2019, 2024):
        path = own_folder / "ru" / f"{year}.yaml"
        text = path.read_text("utf-8").replace(f"{year}-03-08,", "")
        path.write_text(text, encoding="utf-8")
    with pytest.raises(CalendarError) as caught:
        calendar("ru", folder=own_folder)
    assert [item.kind for item in caught.value.problems] == ["calendar-day-not-listed"] * 2
    (own_folder / "ru" / "2024.yaml").write_text("year: [", encoding="utf-8")
    with pytest.raises(CalendarError) as broken:
        calendar("ru/luhansk", folder=own_folder / ".." / "calendars")
    assert [item.kind for item in broken.value.problems][-1] == "not-yaml"


def test_a_whole_folder_is_checked(own_folder: Path) -> None:
    assert calendar_problems() == ()
    path = own_folder / "kz" / "2024.yaml"
    path.write_text(path.read_text("utf-8").replace("  2024-05-04,\n", ""), encoding="utf-8")
    (own_folder / "ru" / "luhansk.yaml").write_text("title: Край", encoding="utf-8")
    kinds = [item.kind for item in calendar_problems(own_folder)]
    assert kinds == ["calendar-day-not-listed", "calendar-missing-key", "calendar-not-mapping"]


def test_a_calendar_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CalendarError) as caught:
        calendar("ru/luhnsk")
    assert caught.value.problems[0].suggest == "ru/luhansk"
    with pytest.raises(CalendarError, match="—"):
        calendar("ru", folder=tmp_path)


def test_a_calendar_is_a_value() -> None:
    region = calendar("ru/luhansk")
    again = pickle.loads(pickle.dumps(region))
    assert again == region
    assert again.add_working_days(DATE("2025-03-03"), 3) == DATE("2025-03-06")
    assert calendar("ru/luhansk") is region
    assert (region.id, region.source.title.en) == ("ru/luhansk", "Luhansk People's Republic")


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("name", calendar_ids())
def test_a_year_at_a_glance(name: str, lang: str) -> None:
    found = calendar(name)
    for year in (2019, 2024, 2026):
        sheet = year_at_a_glance(found, year, lang)
        assert max(map(len, sheet.splitlines())) <= 80
        if year in found.years:
            marks = sum(line.count(".") for line in sheet.splitlines()[2:34])
            assert marks >= 100


def test_what_a_glance_shows() -> None:
    sheet = year_at_a_glance(calendar("ru/luhansk"), 2024, "ru")
    assert sheet.splitlines()[:2] == [
        "Луганская Народная Республика, 2024 год",
        "рабочих 244, выходных 118, под вопросом 4",
    ]
    assert " 6? 7  8' 9.10.11.12." in sheet
    assert "23 24 25 26 27 28*29." in sheet
    assert "суббота 28.12.2024 — рабочий день, выходной с которого перенесен на 30.12.2024" in sheet
    unknown = year_at_a_glance(calendar("ru/luhansk"), 2022, "en")
    assert unknown == "Luhansk People's Republic, 2022\nthe year is not known (layer: regional)"
    assert "may still change" in year_at_a_glance(calendar("kz"), 2026, "en")
    quiet = year_at_a_glance(calendar("ru"), 2013, "en")
    assert quiet.splitlines()[1] == "247 working, 118 off"


def test_the_data_lie_beside_the_package_or_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "socrules"
    package.mkdir()
    monkeypatch.setattr("socrules.finder.__file__", str(package / "finder.py"))
    assert data_folder("rules") == package / "_data" / "rules"
    (tmp_path / "pyproject.toml").touch()
    assert data_folder("rules") == tmp_path / "rules"
