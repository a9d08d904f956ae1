"""What a deadline answers: the worked cases, every row of the table of wordings, and its words."""

from __future__ import annotations

import datetime
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import yaml

from socrules.calendars import calendar
from socrules.deadlines import Deadline, deadline, limit, series
from socrules.problems import CalendarError, SituationError
from socrules.wordings import parse_period

GOLDEN = yaml.load(
    (Path(__file__).parents[1] / "data" / "golden_deadlines.yaml").read_text("utf-8"),
    Loader=yaml.BaseLoader,
)
DATE = datetime.date.fromisoformat


def others(answer: Deadline) -> dict[str, str]:
    """Return the dates of the other readings as text."""
    return {
        f"{other.reading}={other.option}": other.date.isoformat()
        for other in answer.alternatives
        if other.date
    }


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["id"])
def test_worked_cases(case: dict[str, Any]) -> None:
    if "series" in case:
        found = series(case["period"], case["event"], len(case["series"]))
        assert [day.isoformat() for day in found] == case["series"]
        return
    answer = deadline(case["period"], case["event"], "ru")
    if "missing" in case:
        assert (answer.status, answer.date, answer.missing_year) == ("unknown", None, 2028)
        assert answer.missing_layer == "federal"
        assert (answer.counted, answer.skipped, answer.safe, answer.nominal) == ((), (), None, None)
        return
    assert answer.status == "known"
    assert str(answer.date) == case["due"]
    assert str(answer.nominal) == case.get("nominal", str(answer.nominal))
    assert str(answer.safe) == case.get("safe", str(answer.safe))
    assert case.get("others", {}).items() <= others(answer).items()
    for reading, at in case.get("at", {}).items():
        found_at = {f"{other.reading}={other.option}": other.at for other in answer.alternatives}
        assert found_at[reading] == datetime.datetime.fromisoformat(at)
    naive = case.get("naive")
    if naive:
        working = [day for day in off_by_law(DATE(case["event"])) if day.isoformat() == naive]
        assert working
        assert naive != case["due"]


def off_by_law(start: datetime.date) -> list[datetime.date]:
    """Return the working days of the naive count, Mondays to Fridays that are not off."""
    ru = calendar("ru")
    days = [start + datetime.timedelta(days=number) for number in range(1, 40)]
    return [day for day in days if day.weekday() < 5 and ru.is_working(day)]


# wording, event, readings, last day: each row of the table with its default and other options
TABLE = [
    ("5 working days", "2024-12-27", {"start": "event_day_counts"}, "2025-01-13"),
    ("1 working day", "2024-12-27", {"start": "event_day_counts"}, "2024-12-27"),
    ("1 working day", "2026-03-21", {"start": "event_day_counts"}, "2026-03-23"),
    ("1 working day", "2026-03-21", {"event_on_nonworking": "next_working_day"}, "2026-03-24"),
    ("10 calendar days", "2026-04-30", {}, "2026-05-12"),
    ("10 calendar days", "2026-04-30", {"start": "event_day_counts"}, "2026-05-12"),
    ("10 calendar days", "2026-04-30", {"roll": "none"}, "2026-05-10"),
    ("10 calendar days", "2026-04-30", {"roll": "previous"}, "2026-05-08"),
    ("10 days", "2026-04-30", {"day_basis": "working"}, "2026-05-18"),
    ("1 day", "2026-05-02", {"roll": "previous"}, "2026-05-02"),
    ("1 week", "2026-04-24", {}, "2026-05-04"),
    ("1 month", "2026-03-31", {"month_anchor": "day_after"}, "2026-05-04"),
    ("1 month", "2026-03-31", {"month_anchor": "day_after", "roll": "none"}, "2026-05-01"),
    ("1 year", "2024-02-29", {}, "2025-02-28"),
    ("одни сутки", "2024-09-13", {}, "2024-09-14"),
    ("одни сутки", "2024-09-13", {"roll": "next"}, "2024-09-16"),
    ("одни сутки", "2024-09-13T10:30", {"sutki": "24_hours"}, "2024-09-14"),
    ("одни сутки", "2024-09-13T10:30", {"sutki": "24_hours", "roll": "next"}, "2024-09-16"),
    ("одни сутки", "2024-09-14T10:30", {"event_on_nonworking": "next_working_day"}, "2024-09-17"),
    ("the day after", "2024-09-13", {}, "2024-09-16"),
    ("the day after", "2024-09-13", {"roll": "none"}, "2024-09-14"),
    ("the next working day", "2024-09-13", {}, "2024-09-16"),
    ("the same day", "2024-09-14", {}, "2024-09-14"),
    ("the same day", "2024-09-14", {"event_on_nonworking": "next_working_day"}, "2024-09-16"),
    ("immediately", "2024-09-14", {}, "2024-09-14"),
    ("before the 15th", "2026-02-16", {}, "2026-03-16"),
    ("before the 15th", "2026-02-15", {"until": "exclusive"}, "2026-03-14"),
    ("before the 31st", "2026-02-01", {"roll": "none"}, "2026-02-28"),
    ("before the 15th of the next month", "2026-02-01", {}, "2026-03-16"),
    ("before the 15th of the next month", "2026-01-20", {}, "2026-02-16"),
    ("before the 15th of the month after the half-year", "2026-06-30", {}, "2026-07-15"),
    ("before the 15th of the month after the half-year", "2025-10-01", {}, "2026-01-15"),
    ("before the 15th of the month after the quarter", "2026-04-01", {}, "2026-07-15"),
    ("before the 15th of the month after the year", "2025-04-01", {}, "2026-01-15"),
    ("3 working days before", "2026-01-13", {"backward": "clear_days"}, "2025-12-26"),
    ("3 days before", "2026-05-13", {}, "2026-05-08"),
    ("3 days before", "2026-05-13", {"roll": "none"}, "2026-05-10"),
    ("3 days before", "2026-05-14", {"backward": "clear_days", "roll": "none"}, "2026-05-10"),
    ("3 days before", "2026-05-13", {"day_basis": "working"}, "2026-05-07"),
    ("1 day before", "2026-05-03", {"roll": "next"}, "2026-05-03"),
    ("1 month before", "2026-03-31", {}, "2026-02-27"),
    ("1 year before", "2026-03-31", {}, "2025-03-31"),
    ("2 weeks before", "2026-03-31", {}, "2026-03-17"),
    ("at least twice a month", "2026-02-03", {}, "2026-02-28"),
    ("at least twice a month", "2026-02-03", {"frequency": "rolling"}, "2026-03-05"),
    ("at least twice a month", "2026-02-03", {"frequency": "greatest_gap"}, "2026-02-18"),
    ("at least once a half-year", "2026-02-03", {}, "2026-12-31"),
    ("at least once a half-year", "2026-02-03", {"frequency": "rolling"}, "2026-08-03"),
    ("at least once in 3 years", "2024-02-29", {"frequency": "calendar"}, "2029-12-31"),
    ("at least once in 3 months", "2026-01-31", {}, "2026-04-30"),
    ("at least once in 3 months", "2026-01-31", {"frequency": "calendar"}, "2026-06-30"),
    ("at least once a quarter", "2026-01-31", {}, "2026-06-30"),
    ("at least once a week", "2026-02-04", {}, "2026-02-15"),
    ("at least once a week", "2026-02-04", {"frequency": "rolling"}, "2026-02-11"),
    ("at least once a day", "2026-02-04", {}, "2026-02-05"),
]


@pytest.mark.parametrize(("words", "event", "readings", "due"), TABLE)
def test_each_wording(words: str, event: str, readings: dict[str, str], due: str) -> None:
    answer = deadline(words, event, "ru", readings=readings)
    assert str(answer.date) == due
    assert readings.items() <= dict(answer.readings).items()


def test_a_block_that_is_full_leads_to_the_next() -> None:
    assert str(deadline("twice a month", "2026-02-17", "ru", done=2).date) == "2026-03-31"


def test_hours_are_counted_from_the_moment() -> None:
    answer = deadline(
        "одни сутки", datetime.datetime(2024, 9, 13, 10, 30), "ru", readings={"sutki": "24_hours"}
    )
    assert answer.at == datetime.datetime(2024, 9, 14, 10, 30)
    assert "до 10:30" in answer.explain("ru")
    received = {"sutki": "24_hours", "event_on_nonworking": "next_working_day"}
    assert deadline("одни сутки", "2024-09-13T10:30", "ru", readings=received).at == answer.at
    moved = deadline(
        "одни сутки",
        "2024-09-14T10:30",
        "ru",
        readings={"sutki": "24_hours", "event_on_nonworking": "next_working_day"},
    )
    assert (moved.at, str(moved.date)) == (None, "2024-09-17")


def test_an_hour_that_is_not_known_is_asked_for() -> None:
    friday = deadline("одни сутки", "2024-09-13", "ru/luhansk")
    by_hours = friday.alternatives[0]
    assert (by_hours.option, str(by_hours.date), by_hours.needs) == (
        "24_hours",
        "2024-09-14",
        "moment",
    )
    assert others(friday)["roll=next"] == "2024-09-16"
    assert str(friday.safe) == "2024-09-13"


def test_immediately_is_no_number_of_days() -> None:
    answer = deadline("немедленно", "2026-04-11", "ru")
    assert answer.immediate
    assert answer.late_by(DATE("2026-04-20")) is None
    assert [other.needs for other in answer.alternatives] == ["elsewhere"]
    assert answer.safe == answer.date


def test_late_is_counted_in_days() -> None:
    answer = deadline("5 working days", "2024-12-27", "ru")
    assert answer.late_by(DATE("2025-01-14")) == 0
    assert answer.late_by(DATE("2025-01-16")) == 2
    assert deadline("5 working days", "2027-12-28", "ru").late_by(DATE("2028-01-16")) is None


def test_a_limit_never_rolls() -> None:
    leave = limit("3 months", "2026-11-30", "ru/luhansk")
    assert str(leave.date) == "2027-02-28"
    assert leave.date is not None
    assert leave.date.weekday() == 6
    assert leave.safe == leave.date
    assert leave.skipped == ()
    assert others(leave) == {"month_anchor=day_after": "2027-03-01"}
    assert [other.needs for other in leave.alternatives] == ["", "used"]


def test_a_limit_beyond_the_calendar_is_still_counted() -> None:
    assert str(limit("не более 10 дней", "2035-01-01", "ru").date) == "2035-01-11"
    assert str(limit("5 working days", "2026-11-20", "ru").date) == "2026-11-27"


def test_a_limit_of_a_year_takes_off_what_was_used() -> None:
    yearly = {"limit_counts": "per_year"}
    answer = limit("10 days", "2026-06-01", "ru", readings=yearly, used=4)
    assert str(answer.date) == "2026-06-07"
    spent = limit("10 days", "2026-06-01", "ru", readings=yearly, used=40)
    assert str(spent.date) == "2026-06-01"
    either = limit("10 days", "2026-06-01", "ru", used=4)
    assert others(either)["limit_counts=per_year"] == "2026-06-07"


def test_an_extension_runs_from_the_nominal_end() -> None:
    # Point 28: 15 days from registration, extended by 10.
    answer = deadline("15 дней", "2026-04-24", "ru", extended_by="10 дней")
    assert str(answer.date) == "2026-05-19"
    assert others(answer)["extension_from=rolled_end"] == "2026-05-22"
    assert len(answer.counted) == 25
    by_work = deadline("5 working days", "2026-04-24", "ru", extended_by="5 working days")
    assert str(by_work.date) == str(deadline("10 working days", "2026-04-24", "ru").date)
    mixed = deadline("5 working days", "2026-04-24", "ru", extended_by="10 days")
    assert (str(mixed.date), len(mixed.counted)) == ("2026-05-14", 20)
    chosen = {"start": "event_day_counts"}
    assert deadline(
        "5 days", "2026-03-02", "ru", readings=chosen, extended_by="5 days"
    ).nominal == DATE("2026-03-11")


def test_presidential_days_are_a_reading_and_a_layer() -> None:
    first = deadline("10 working days", "2020-03-27", "ru")
    assert (str(first.date), first.layers) == ("2020-04-10", ("federal",))
    chosen = {"presidential_days": "nonworking"}
    by_reading = deadline("10 working days", "2020-03-27", "ru", readings=chosen)
    by_layer = deadline("10 working days", "2020-03-27", calendar("ru", ["presidential"]))
    assert by_reading == by_layer
    assert str(by_reading.date) == "2020-05-25"
    assert by_reading.layers == ("federal", "presidential")
    assert others(by_reading)["presidential_days=working"] == "2020-04-10"
    skipped = {day.date.isoformat(): day for day in by_reading.skipped}
    assert skipped["2020-04-24"].act is not None
    assert "№ 239" in skipped["2020-04-24"].act.ru
    assert "presidential_days" not in dict(deadline("5 days", "2026-02-02", "kz").readings)


def test_an_uncertain_day_leaves_two_dates() -> None:
    answer = deadline("5 working days", "2024-05-02", "ru/luhansk")
    assert (answer.status, answer.date) == ("unknown", None)
    assert (str(answer.earliest), str(answer.latest)) == ("2024-05-13", "2024-05-15")
    assert [day.date.isoformat() for day in answer.uncertain] == ["2024-05-06", "2024-05-13"]
    assert ["Минтруда ЛНР" in act.ru for act in answer.settled_by] == [True]
    assert str(answer.safe) == "2024-05-08"
    assert "2024-05-08 – Tuesday" in answer.explain("en")
    assert answer.late_by(DATE("2024-05-20")) is None


def test_a_monday_that_does_not_decide_leaves_the_date_known() -> None:
    answer = deadline("1 month", "2024-04-08", "ru/luhansk")
    assert (str(answer.date), answer.uncertain) == ("2024-05-08", ())


def test_counting_back_over_an_uncertain_day() -> None:
    answer = deadline("3 working days before", "2024-05-08", "ru/luhansk")
    assert (str(answer.earliest), str(answer.latest)) == ("2024-05-02", "2024-05-03")
    assert [day.date.isoformat() for day in answer.uncertain] == ["2024-05-06"]
    assert [day.day for day in answer.counted] == [2, 3, 7]
    assert str(answer.safe) == "2024-04-27"


def test_a_year_in_which_days_may_move_is_named() -> None:
    answer = deadline("5 working days", "2026-12-28", "kz")
    assert answer.not_final == (2026, 2027)
    assert "2027" in answer.explain("en").splitlines()[-1]
    assert deadline("5 working days", "2025-02-03", "kz").not_final == ()
    assert deadline("5 working days", "2027-12-30", "kz").not_final == ()


def test_a_region_unknown_in_a_year_says_so() -> None:
    answer = deadline("5 working days", "2022-12-01", "ru/luhansk")
    assert (answer.missing_year, answer.missing_layer) == (2022, "regional")
    assert "региональный" in str(answer.explain("ru"))
    late = deadline("1 month", "2027-11-30", "ru")
    assert str(late.date) == "2027-12-30"
    beyond = deadline("1 month", "2027-12-15", "ru", readings={"roll": "none"})
    assert str(beyond.date) == "2028-01-15"
    assert beyond.safe == beyond.date
    assert {other.missing_year for other in beyond.alternatives} == {2028, None}
    assert "не вычислено" in beyond.explain("ru")


def test_days_counted_and_skipped() -> None:
    answer = deadline("5 working days", "2024-12-27", "ru")
    assert [day.day for day in answer.counted] == [28, 9, 10, 13, 14]
    assert len(answer.skipped) == 13
    assert all(day.act for day in answer.skipped)
    back = deadline("3 days before", "2026-05-13", "ru")
    assert [day.day for day in back.counted] == [10, 11, 12]
    assert [day.date.day for day in back.skipped] == [9, 10]
    assert deadline("1 month", "2026-01-15", "ru").counted == ()
    following = deadline("the next working day", "2024-09-13", "ru")
    assert [day.day for day in following.counted] == [16]


def test_safe_stays_with_the_event_where_no_working_day_is_left() -> None:
    answer = deadline("одни сутки", "2024-09-14", "ru")
    assert (str(answer.date), str(answer.safe)) == ("2024-09-15", "2024-09-15")


def test_what_cannot_be_counted_is_a_problem() -> None:
    for words, event, by, kind in [
        ("at most twice a year", "2026-01-01", "ru", "period-not-a-deadline"),
        ("5 wroking days", "2026-01-01", "ru", "period-unknown"),
        ("5 days", "01.02.2026", "ru", "event-not-a-date"),
        ("5 days", "1799-01-01", "ru", "event-not-a-date"),
        ("5 days", "2026-01-01T10:00+03:00", "ru", "event-not-a-date"),
    ]:
        with pytest.raises(SituationError) as caught:
            deadline(words, event, by)
        assert caught.value.problems[0].kind == kind
    with pytest.raises(CalendarError):
        deadline("5 days", "2026-01-01", "ru/atlantis")
    with pytest.raises(SituationError):
        deadline("5 days", "2026-01-01", "ru", readings={"roll": "sideways"})
    with pytest.raises(SituationError):
        deadline("5 days", "2026-01-01", "ru", extended_by="немедленно")
    with pytest.raises(SituationError):
        limit("before the 15th", "2026-01-01", "ru")


@pytest.mark.parametrize(
    ("words", "third"),
    [
        ("10 days", "2026-03-02"),
        ("2 weeks", "2026-03-14"),
        ("1 month", "2026-04-30"),
        ("yearly", "2029-01-31"),
        ("weekly", "2026-02-21"),
    ],
)
def test_series(words: str, third: str) -> None:
    assert str(series(parse_period(words), DATE("2026-01-31"), 3)[2]) == third


@pytest.mark.parametrize("words", ["twice a month", "immediately", "at most once a year"])
def test_what_does_not_recur(words: str) -> None:
    with pytest.raises(SituationError) as caught:
        series(words, "2026-01-31", 2)
    assert caught.value.problems[0].kind == "period-does-not-recur"


def test_an_answer_is_plain_data() -> None:
    data = json.loads(json.dumps(deadline("5 working days", "2024-05-02", "ru/luhansk").as_data()))
    assert data["period"] == {"ru": "5 рабочих дней", "en": "5 working days"}
    assert (data["status"], data["date"], data["safe"]) == ("unknown", None, "2024-05-08")
    assert data["layers"] == ["federal", "regional"]
    assert data["skipped"][2]["act"]["ru"] == "ч. 1 ст. 112 ТК РФ"
    assert data["uncertain"][0]["other"] == "2024-05-05"
    assert data["alternatives"] == [
        {
            "reading": "start",
            "option": "event_day_counts",
            "date": "2024-05-08",
            "latest": "2024-05-14",
        }
    ]
    missing = deadline("5 working days", "2027-12-28", "ru").as_data()
    assert (missing["missing_year"], missing["missing_layer"]) == (2028, "federal")


def test_an_answer_is_a_value() -> None:
    answer = deadline("5 working days", "2024-05-02", "ru/luhansk")
    again = pickle.loads(pickle.dumps(answer))
    assert again == answer
    assert hash(answer.calendar) == hash(again.calendar)
    assert again.explain("ru") == answer.explain("ru")
