"""Cases over time under the acts as they are: the worked examples, each by the pack of its act."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import icalendar

import socrules
from checkout import PYTHON, ROOT, run
from shown import filled
from socrules.event_log import read_log
from socrules.steps import Step

CASE = ROOT / "examples" / "case-68-p"


@cache
def pack(name: str) -> socrules.Pack:
    return socrules.load(name, on="2026-10-01")


def steps(name: str, as_of: str, *events: dict[str, Any], **facts: Any) -> dict[str, Step]:
    found = pack(name).timeline(events, as_of=as_of, given=facts)
    return {f"{step.id} {step.key.rpartition('/')[2]}": step for step in found.steps}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_two_appeals_of_one_person_have_two_clocks() -> None:
    """Resolution 360, point 28."""
    first = {"event": "appeal_registered", "date": "2026-04-24", "id": "first"}
    second = {"event": "appeal_registered", "date": "2026-05-04", "id": "second"}
    done = {"event": "appeal_considered", "date": "2026-05-12", "of": "first"}
    found = steps("kaliningrad/need-recognition", "2026-05-20", first, second, done)
    assert (found["consider_appeal first"].state, found["consider_appeal second"].state) == (
        "done",
        "missed",
    )
    assert found["consider_appeal first"].latest == day("2026-05-12")
    assert found["consider_appeal second"].latest == day("2026-05-19")


def test_point_28_with_an_extension_of_ten_days() -> None:
    appeal = {"event": "appeal_registered", "date": "2026-04-24"}
    longer = {"event": "appeal_extended", "date": "2026-05-07", "period": "10 days"}
    grounds = {"exceptional_case": True, "more_data_needed": True}
    name = "kaliningrad/need-recognition"
    found = steps(name, "2026-05-13", appeal, longer, **grounds)
    step = found["consider_appeal 2026-04-24"]
    assert (step.state, step.latest) == ("open", day("2026-05-19"))
    assert found["notify_of_extension 2026-05-07"].state == "open"
    without = steps(name, "2026-05-13", appeal, longer, **grounds | {"exceptional_case": False})
    assert without["consider_appeal 2026-04-24"].state == "missed"
    found_whole = pack(name).timeline([appeal, longer], as_of="2026-05-13", given=grounds)
    assert not found_whole.irregular


def test_a_programme_presented_on_a_friday() -> None:
    """Order 135/24, point 6.1: a day and night, by both readings."""
    shown = {"event": "programme_presented", "date": "2024-09-13"}
    found = steps("luhansk/stationary-services", "2024-09-13", shown)
    step = found["conclude_contract 2024-09-13"]
    assert (step.earliest, step.latest) == (day("2024-09-14"), day("2024-09-14"))
    assert step.due.deadline is not None
    others = {(one.reading, one.option): one.date for one in step.due.deadline.alternatives}
    assert others[("roll", "next")] == day("2024-09-16")
    assert ("sutki", "24_hours") in others


def test_leave_ends_on_a_sunday() -> None:
    """Order 135/24, point 7.4: at most three months, never moved."""
    left = {"event": "leave_started", "date": "2026-11-30"}
    found = steps("luhansk/stationary-services", "2027-03-01", left)
    leaves = [step for step in found.values() if step.section == "limits"]
    assert {step.latest for step in leaves if step.state != "not_applicable"} == {day("2027-02-28")}


def test_an_uncertain_monday_gives_two_dates() -> None:
    """Order 135/24, point 6.5: one working day; only a letter settles the Monday after Easter."""
    refused = {"event": "refusal_decided", "date": "2026-04-10"}
    found = steps("luhansk/stationary-services", "2026-04-14", refused)
    step = found["send_refusal_notice 2026-04-10"]
    assert (step.earliest, step.latest) == (day("2026-04-13"), day("2026-04-14"))
    assert (step.state, [why.kind for why in step.why]) == ("unknown", ["uncertain_day"])


def test_a_filing_at_the_end_of_what_is_known_names_the_year() -> None:
    taken = {"event": "application_taken", "date": "2027-12-28"}
    step = steps("ulyanovsk/need-recognition", "2027-12-28", taken, route="in_person")[
        "decide 2027-12-28"
    ]
    assert (step.state, step.why[0].number) == ("not_computed", 2028)


def test_what_recurs_in_each_act() -> None:
    """Twice a month, once in three months, once in three years, once a half-year."""
    name = "ulyanovsk/need-recognition"
    days = ("2026-01-12", "2026-01-26", "2026-02-10")
    met = [{"event": "commission_met", "date": day} for day in days]
    check = {"event": "control_check_held", "date": "2026-01-31"}
    found = steps(name, "2026-04-30", *met, check, citizens_requests_pending=True)
    assert found["check_regularly 2026-01-31"].latest == day("2026-04-30")
    assert [found[f"hold_meetings 2026-0{month}-01"].state for month in (1, 2, 3, 4)] == [
        "done",
        "missed",
        "missed",
        "open",
    ]
    drawn = {"event": "programme_drawn_up", "date": "2023-10-15"}
    review = steps("kaliningrad/need-recognition", "2026-10-15", drawn)
    assert review["review_periodically 2023-10-15"].latest == day("2026-10-15")
    name = "luhansk/interaction"
    made = {"event": "assessment_made", "date": "2025-05-20"}
    found = {step.start: step for step in pack(name).timeline([made], as_of="2026-01-10").steps}
    assert {str(start): step.state for start, step in found.items()} == {
        "2025-01-01": "done",
        "2025-07-01": "missed",
        "2026-01-01": "open",
    }


# --- the example ---


def test_the_pages_print_what_is_shown() -> None:
    page = (CASE / "README.md").read_text("utf-8")
    assert filled(page) == page


def test_the_script_follows_the_case() -> None:
    out = run([PYTHON, CASE / "follow.py"], cwd=ROOT)
    assert "  missed   2025-01-14  Принять решение о признании или об отказе\n" in out
    assert "2024-118: Принять решение о признании или об отказе  [абз. 5 п. 3.2.5.1 " in out


def sheet(as_of: str) -> dict[str, Any]:
    data = pack("ulyanovsk/need-recognition").timeline(read_log(CASE / "events.yaml"), as_of=as_of)
    found = icalendar.Calendar.from_ical(data.to_ical("ru"))
    # All-day entries need no time zone.
    assert not found.walk("VTIMEZONE")
    return {str(entry["uid"]): entry for entry in found.walk("VEVENT")}


def test_a_calendar_application_sees_days_and_clauses() -> None:
    entries = sheet("2025-01-14")
    assert {str(entry["summary"]) for entry in entries.values()} == {
        "2024-118: Принять решение о признании или об отказе",
        "2024-118: Дать заявителю результат в срок самой услуги",
        "2024-118: Предоставить услугу целиком",
        "неясно: 2024-118: Передать гражданину подписанный экземпляр программы",
    }
    for entry in entries.values():
        start, end = entry["dtstart"].dt, entry["dtend"].dt
        assert (type(start), end - start) == (datetime.date, datetime.timedelta(1))
        assert "Административного регламента" in str(entry["description"]).splitlines()[0]
        assert entry.walk("VALARM")


def test_an_entry_keeps_its_uid_from_day_to_day() -> None:
    first, second = sheet("2025-01-14"), sheet("2025-01-16")
    kept = {uid for uid, entry in first.items() if "Принять решение" in entry["summary"]}
    assert kept <= second.keys()
    assert [str(second[uid]["summary"]) for uid in kept] == [
        "просрочено: 2024-118: Принять решение о признании или об отказе"
    ]
