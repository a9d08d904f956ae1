"""What is due, done and missed: states, clocks, extensions, limits, frequencies, irregularities."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

import courts
import socrules
from courts import event
from socrules.steps import Step


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> socrules.Pack:
    return socrules.load(
        courts.write(tmp_path_factory.mktemp("packs") / "region" / "act"), on="2026-06-10"
    )


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def kinds(step: Step) -> list[str]:
    return [why.kind for why in step.why]


DESK = {"road": "desk"}


# --- the state of one clock ---


@pytest.mark.parametrize(
    ("as_of", "decided", "state", "late"),
    [
        ("2026-06-01", None, "open", None),
        ("2026-06-08", None, "open", None),
        ("2026-06-09", None, "missed", None),
        ("2026-06-09", "2026-06-08", "done", 0),
        ("2026-06-10", "2026-06-10", "late", 2),
        ("2026-06-09", "2026-06-10", "missed", None),
    ],
)
def test_the_state_of_a_clock(
    pack: socrules.Pack, as_of: str, decided: str | None, state: str, late: int | None
) -> None:
    log = [event("taken", "2026-06-01", facts=DESK)]
    log += [event("decided", decided)] if decided else []
    step = courts.of(pack, as_of, *log)["A/decide/taken/2026-06-01"]
    assert (step.state, step.days_late) == (state, late)
    assert (step.earliest, step.latest) == (day("2026-06-08"), day("2026-06-08"))
    assert step.safe == day("2026-06-05")
    assert len(step.counted) == 5
    assert [cite.clause for cite in step.cite] == ["1"]
    assert step.who == ("office",)


def test_days_left_are_counted_to_the_lowest_day(pack: socrules.Pack) -> None:
    step = courts.of(pack, "2026-06-04", event("taken", "2026-06-01", facts=DESK))
    assert step["A/decide/taken/2026-06-01"].days_left(day("2026-06-04")) == 4
    assert step["A/keep"].days_left(day("2026-06-04")) is None
    assert step["A/keep"].safe is None
    assert step["A/keep"].counted == ()


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"road": "desk"}, {"A/decide/taken/2026-06-01": "open"}),
        ({"road": "post"}, {}),
        ({}, {"A/decide/taken/2026-06-01": "unknown"}),
        ({"road": "messenger"}, {"A/decide": "not_computed"}),
    ],
)
def test_a_clock_goes_by_the_route(
    pack: socrules.Pack, facts: dict[str, Any], found: dict[str, str]
) -> None:
    steps = courts.of(pack, "2026-06-01", event("taken", "2026-06-01", facts=facts))
    assert {key: step.state for key, step in steps.items() if step.id == "decide"} == found


def test_why_a_route_leaves_no_date(pack: socrules.Pack) -> None:
    log = event("taken", "2026-06-01")
    step = courts.of(pack, "2026-06-01", log)["A/decide/taken/2026-06-01"]
    assert kinds(step) == ["start"]
    assert step.why[0].facts == ("road",)
    assert step.earliest == day("2026-06-08")
    log = event("taken", "2026-06-01", facts={"road": "messenger"})
    steps = courts.of(pack, "2026-06-01", log)
    assert [cite.clause for cite in steps["A/decide"].why[0].cite] == ["2"]
    assert kinds(steps["A/confirm/taken/2026-06-01"])[0] == "start_not_stated"


def test_a_duty_waits_for_the_event_of_its_clock(pack: socrules.Pack) -> None:
    log = [event("taken", "2026-06-01", facts={"road": "post"})]
    step = courts.of(pack, "2026-06-03", *log)["A/confirm/taken/2026-06-01"]
    assert (step.state, kinds(step)) == ("upcoming", ["waits"])
    log.append(event("arrived", "2026-06-02"))
    step = courts.of(pack, "2026-06-03", *log)["A/confirm/taken/2026-06-01"]
    assert (step.state, step.start, step.latest) == ("open", day("2026-06-02"), day("2026-06-05"))
    # Nothing in the log would show that it was done.
    step = courts.of(pack, "2026-06-08", *log)["A/confirm/taken/2026-06-01"]
    assert (step.state, kinds(step)) == ("unknown", ["not_recorded"])


def test_what_depends_on_facts_is_unknown_until_they_are_given(pack: socrules.Pack) -> None:
    log = event("taken", "2026-06-01", facts=DESK)
    key = "A/hurry/taken/2026-06-01"
    assert courts.of(pack, "2026-06-02", log)[key].state == "unknown"
    assert courts.of(pack, "2026-06-02", log, given={"urgent": True})[key].state == "missed"
    assert (
        courts.of(pack, "2026-06-02", log, given={"urgent": False})[key].state == "not_applicable"
    )
    at_once = event("decided", "2026-06-01")
    assert courts.of(pack, "2026-06-02", log, at_once)[key].state == "done"
    later = courts.of(pack, "2026-06-02", log, event("decided", "2026-06-02"))[key]
    assert (later.state, kinds(later)) == ("unknown", ["facts"])
    later = courts.of(
        pack, "2026-06-02", log, event("decided", "2026-06-02"), given={"urgent": True}
    )[key]
    # Late, but "immediately" is not late by a number of days.
    assert (later.state, later.days_late) == ("late", None)


def test_a_missing_year_is_named(pack: socrules.Pack) -> None:
    log = event("taken", "2027-12-28", facts=DESK)
    step = courts.of(pack, "2027-12-30", log)["A/decide/taken/2027-12-28"]
    assert (step.state, kinds(step), step.why[0].number) == (
        "not_computed",
        ["missing_year"],
        2028,
    )
    done = courts.of(pack, "2027-12-30", log, event("decided", "2027-12-30"))
    assert done["A/decide/taken/2027-12-28"].state == "not_computed"


def test_without_a_calendar_nothing_is_computed(tmp_path: Path) -> None:
    folder = courts.write(tmp_path / "region" / "act")
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("calendar: ru\n", ""), encoding="utf-8")
    pack = socrules.load(folder, on="2026-06-01")
    log = event("taken", "2026-06-01", facts=DESK), event("met", "2026-06-01", "")
    steps = courts.of(pack, "2026-06-01", *log)
    step = steps["A/decide/taken/2026-06-01"]
    assert (step.state, kinds(step)) == ("not_computed", ["no_calendar"])
    assert kinds(steps["/meet"]) == ["no_calendar"]
    step = courts.of(pack, "2026-06-01", *log, calendar="ru")["A/decide/taken/2026-06-01"]
    assert step.latest == day("2026-06-08")


def test_an_uncertain_day_leaves_two_dates(pack: socrules.Pack) -> None:
    log = event("taken", "2024-05-02", facts=DESK)
    key = "A/decide/taken/2024-05-02"
    for as_of, state in [
        ("2024-05-13", "open"),
        ("2024-05-14", "unknown"),
        ("2024-05-16", "missed"),
    ]:
        step = courts.of(pack, as_of, log, calendar="ru/luhansk")[key]
        assert (step.state, step.earliest, step.latest) == (
            state,
            day("2024-05-13"),
            day("2024-05-15"),
        )
        assert kinds(step) == ["uncertain_day"]
    for decided, state in [
        ("2024-05-13", "done"),
        ("2024-05-14", "unknown"),
        ("2024-05-16", "late"),
    ]:
        log2 = event("decided", decided)
        step = courts.of(pack, "2024-05-20", log, log2, calendar="ru/luhansk")[key]
        assert step.state == state


def test_an_event_without_a_date_starts_no_clock(pack: socrules.Pack) -> None:
    log = [event("taken", None, facts=DESK)]
    step = courts.of(pack, "2026-06-10", *log)["A/decide/taken/unknown"]
    assert (step.state, kinds(step), step.begun) == ("not_computed", ["no_date"], None)
    log = [event("taken", "2026-06-01", facts=DESK), event("decided", None)]
    step = courts.of(pack, "2026-06-10", *log)["A/decide/taken/2026-06-01"]
    assert (step.state, kinds(step)) == ("unknown", ["no_date"])


# --- occurrences ---


def test_two_appeals_have_two_clocks(pack: socrules.Pack) -> None:
    log = [
        event("appeal", "2026-04-24", id="first"),
        event("appeal", "2026-05-05", id="second"),
        event("answered", "2026-05-06", of="first"),
    ]
    steps = courts.of(pack, "2026-05-21", *log)
    assert (steps["A/answer/appeal/first"].state, steps["A/answer/appeal/second"].state) == (
        "done",
        "missed",
    )
    assert steps["A/answer/appeal/first"].latest == day("2026-05-12")
    assert steps["A/answer/appeal/second"].latest == day("2026-05-20")


def test_what_may_belong_to_either_of_two_is_of_neither(pack: socrules.Pack) -> None:
    log = [
        event("appeal", "2026-04-24"),
        event("appeal", "2026-05-05"),
        event("answered", "2026-05-06"),
    ]
    found = pack.timeline(log, as_of="2026-06-01")
    states = {step.key: (step.state, kinds(step)) for step in found.steps if step.id == "answer"}
    assert set(map(str, states.values())) == {"('unknown', ['which'])"}
    assert [one.kind for one in found.irregular] == ["which"]


def test_what_was_answered_is_not_answered_again(pack: socrules.Pack) -> None:
    """Each appeal is answered once, so the second answer is that of the second appeal."""
    log = [
        event("appeal", "2026-04-24"),
        event("answered", "2026-04-30"),
        event("appeal", "2026-05-05"),
        event("answered", "2026-05-06"),
    ]
    steps = courts.of(pack, "2026-06-01", *log)
    assert steps["A/answer/appeal/2026-04-24"].done == day("2026-04-30")
    assert steps["A/answer/appeal/2026-05-05"].done == day("2026-05-06")


def test_events_that_no_key_links_fulfil_what_alone_is_open(pack: socrules.Pack) -> None:
    first = [event("question", "2026-06-01"), event("reply", "2026-06-02")]
    second = [event("question", "2026-06-03"), event("reply", "2026-06-04")]
    steps = courts.of(pack, "2026-06-10", *first, *second)
    assert {step.done for step in steps.values() if step.id == "reply_to_question"} == {
        day("2026-06-02"),
        day("2026-06-04"),
    }
    two = [event("question", "2026-06-01", id="q"), event("question", "2026-06-02")]
    steps = courts.of(pack, "2026-06-10", *two, event("reply", "2026-06-03"))
    assert {step.state for step in steps.values()} == {"unknown"}
    steps = courts.of(pack, "2026-06-10", *two, event("reply", "2026-06-03", of="q"))
    assert steps["A/reply_to_question/question/q"].state == "done"
    assert steps["A/reply_to_question/question/2026-06-02"].state == "missed"


def test_two_of_one_day_are_two(pack: socrules.Pack) -> None:
    steps = courts.of(
        pack, "2026-06-01", event("question", "2026-06-01"), event("question", "2026-06-01")
    )
    assert list(steps) == [
        "A/reply_to_question/question/2026-06-01",
        "A/reply_to_question/question/2026-06-01-2",
    ]


def test_the_minute_counts_on_one_day(pack: socrules.Pack) -> None:
    morning = event("question", "2026-06-01T09:00")
    assert (
        courts.of(pack, "2026-06-01", morning, event("reply", "2026-06-01T08:00"))[
            "A/reply_to_question/question/2026-06-01"
        ].state
        == "open"
    )
    assert (
        courts.of(pack, "2026-06-01", morning, event("reply", "2026-06-01T10:00"))[
            "A/reply_to_question/question/2026-06-01"
        ].state
        == "done"
    )


# --- extensions and limits ---

APPEAL = event("appeal", "2026-04-24")
KEY = "A/answer/appeal/2026-04-24"


@pytest.mark.parametrize(
    ("more", "hard", "earliest", "latest", "why", "irregular"),
    [
        ({"period": "10 days"}, True, "2026-05-19", "2026-05-19", [], []),
        ({"period": "10 days"}, None, "2026-05-12", "2026-05-19", ["facts"], []),
        ({"period": "10 days"}, False, "2026-05-12", "2026-05-12", [], ["extended_without_ground"]),
        ({"period": "20 days"}, True, "2026-05-25", "2026-05-25", [], ["extended_too_long"]),
        ({}, True, "2026-05-12", "2026-05-25", ["extended_by_how_much"], []),
    ],
)
def test_an_extension(
    pack: socrules.Pack,
    more: dict[str, str],
    hard: bool | None,
    earliest: str,
    latest: str,
    why: list[str],
    irregular: list[str],
) -> None:
    log = [APPEAL, event("prolonged", "2026-05-08", **more)]
    found = pack.timeline(log, as_of="2026-05-10", given={"hard": hard})
    step = next(step for step in found.steps if step.key == KEY)
    assert (step.earliest, step.latest) == (day(earliest), day(latest))
    assert kinds(step) == why
    assert [one.kind for one in found.irregular] == irregular


def test_an_extension_after_the_end_leaves_two_dates(pack: socrules.Pack) -> None:
    log = [APPEAL, event("prolonged", "2026-05-13", period="10 days")]
    found = pack.timeline(log, as_of="2026-05-14", given={"hard": True})
    step = next(step for step in found.steps if step.key == KEY)
    assert (step.state, kinds(step)) == ("unknown", ["extended_late"])
    assert (step.earliest, step.latest) == (day("2026-05-12"), day("2026-05-19"))
    assert [one.kind for one in found.irregular] == ["extended_late"]


def test_an_extension_belongs_to_one_of_two(pack: socrules.Pack) -> None:
    log = [
        event("appeal", "2026-04-24", id="first"),
        event("appeal", "2026-04-25", id="second"),
        event("prolonged", "2026-05-08", of="second", period="10 days"),
    ]
    steps = courts.of(pack, "2026-05-10", *log, given={"hard": True})
    assert steps["A/answer/appeal/first"].latest == day("2026-05-12")
    assert steps["A/answer/appeal/second"].latest == day("2026-05-20")


def test_an_extension_may_run_from_the_start(pack: socrules.Pack) -> None:
    log = [APPEAL, event("question", "2026-06-01"), event("prolonged", "2026-06-02")]
    step = courts.of(pack, "2026-06-03", *log)["A/reply_to_question/question/2026-06-01"]
    assert (step.earliest, step.latest) == (day("2026-06-04"), day("2026-06-08"))


def test_an_extension_into_an_unknown_year_is_not_computed(pack: socrules.Pack) -> None:
    log = [event("appeal", "2027-12-10"), event("prolonged", "2027-12-20")]
    step = courts.of(pack, "2027-12-21", *log)["A/answer/appeal/2027-12-10"]
    assert (step.state, kinds(step)) == ("not_computed", ["missing_year"])


@pytest.mark.parametrize(
    ("as_of", "ended", "state"),
    [
        ("2027-02-28", None, "open"),
        ("2027-03-01", None, "missed"),
        ("2027-03-01", "2027-02-28", "done"),
        ("2027-03-01", "2027-03-01", "late"),
    ],
)
def test_a_limit_ends_on_a_sunday(
    pack: socrules.Pack, as_of: str, ended: str | None, state: str
) -> None:
    log = [event("stay_begun", "2026-11-30")] + ([event("stay_ended", ended)] if ended else [])
    step = courts.of(pack, as_of, *log)["A/stay/stay_begun/2026-11-30"]
    assert (step.section, step.state, step.latest) == ("limits", state, day("2027-02-28"))


def test_a_yearly_limit_counts_what_was_used(tmp_path: Path) -> None:
    yearly = """
        limits:
          yearly_stay:
            title:
              ru: Отъезды за год
            cite: "2"
            start: stay_begun
            end: stay_ended
            at_most: 30 calendar days
            time: {limit_counts: per_year}
    """
    folder = courts.write(tmp_path / "region" / "act")
    (folder / "more.yaml").write_text(__import__("textwrap").dedent(yearly), encoding="utf-8")
    pack = socrules.load(folder, on="2026-06-01")
    log = [
        event("stay_begun", "2025-12-01", id="old"),
        event("stay_ended", "2025-12-20", of="old"),
        event("stay_begun", "2026-02-01", id="first"),
        event("stay_ended", "2026-02-11", of="first"),
        event("stay_begun", "2026-06-01", id="second"),
    ]
    steps = courts.of(pack, "2026-06-02", *log)
    assert steps["A/yearly_stay/stay_begun/first"].latest == day("2026-03-03")
    assert steps["A/yearly_stay/stay_begun/second"].latest == day("2026-06-21")


# --- what recurs ---


def test_meetings_are_counted_by_the_month_over_the_whole_log(pack: socrules.Pack) -> None:
    log = [
        event("met", "2026-03-20", "A"),
        event("met", "2026-04-20", ""),
        event("met", "2026-05-05", "A"),
        event("met", "2026-05-05", "B"),
        event("met", "2026-05-19", ""),
        event("met", "2026-06-02", "B"),
    ]
    steps = courts.of(pack, "2026-07-01", *log)
    # One meeting may deal with two cases; what came before the log nobody knows.
    assert {key: (step.state, step.done) for key, step in steps.items()} == {
        "/meet/2026-04-01": ("unknown", None),
        "/meet/2026-05-01": ("done", day("2026-05-19")),
        "/meet/2026-06-01": ("missed", None),
        "/meet/2026-07-01": ("open", None),
    }
    assert kinds(steps["/meet/2026-04-01"]) == ["times_left", "log_begins"]
    # The file of one person need not hold every meeting.
    assert not courts.of(pack, "2026-07-01", event("met", "2026-05-05", "A"))
    whole = courts.of(pack, "2026-05-01", *log, log_from="2026-03-01")
    assert {key: step.state for key, step in whole.items()} == {
        "/meet/2026-03-01": "missed",
        "/meet/2026-04-01": "missed",
        "/meet/2026-05-01": "open",
    }


def test_a_log_without_meetings_says_nothing_of_them(pack: socrules.Pack) -> None:
    assert not courts.of(pack, "2026-07-01", event("reply", "2026-01-10"))


def test_checks_are_counted_from_the_last(pack: socrules.Pack) -> None:
    log = [event("checked", "2026-01-15", ""), event("checked", "2026-05-01", "")]
    steps = courts.of(pack, "2026-06-10", *log)
    first, second = steps["/check/checked/2026-01-15"], steps["/check/checked/2026-05-01"]
    assert (first.state, first.latest, first.days_late) == ("late", day("2026-04-15"), 16)
    assert (second.state, second.latest) == ("open", day("2026-08-01"))
    assert courts.of(pack, "2026-08-02", *log)["/check/checked/2026-05-01"].state == "missed"


def test_reviews_are_counted_in_each_case_and_anew_from_a_new_programme(
    pack: socrules.Pack,
) -> None:
    log = [
        event("reviewed", "2019-01-01"),
        event("drawn_up", "2020-11-30"),
        event("reviewed", "2022-05-01"),
        event("drawn_up", "2022-06-01"),
        event("drawn_up", "2025-07-01", "B"),
    ]
    steps = courts.of(pack, "2026-06-10", *log, given={"hard": False})
    assert {key: (step.state, step.latest) for key, step in steps.items()} == {
        "A/review/drawn_up/2020-11-30": ("done", day("2023-11-30")),
        "A/review/drawn_up/2022-06-01": ("missed", day("2025-06-01")),
        "B/review/drawn_up/2025-07-01": ("open", day("2028-07-01")),
    }
    again = courts.of(
        pack, "2026-06-10", *log, event("drawn_up", "2026-01-01"), given={"hard": False}
    )
    assert kinds(again["A/review/drawn_up/2022-06-01"]) == ["begun_anew"]
    assert again["A/review/drawn_up/2026-01-01"].state == "open"
    unsure = courts.of(pack, "2026-06-10", *log)
    assert {step.state for step in unsure.values()} == {"unknown", "done"}
    away = courts.of(pack, "2026-06-10", *log, given={"hard": True})
    assert {step.state for step in away.values()} == {"not_applicable"}


# --- chains and what is to come ---


def test_what_is_open_shows_what_comes_after_it(pack: socrules.Pack) -> None:
    log = [event("taken", "2026-06-01", facts={"road": "desk", "urgent": False})]
    steps = courts.of(pack, "2026-06-02", *log)
    assert {step.id: step.state for step in steps.values()} == {
        "decide": "open",
        "confirm": "open",
        "send": "upcoming",
        "keep": "upcoming",
        "hurry": "not_applicable",
    }
    assert steps["A/keep"].why[0].events == ("decide",)
    log.append(event("decided", "2026-06-03"))
    steps = courts.of(pack, "2026-06-03", *log)
    assert steps["A/send/decided/2026-06-03"].state == "open"
    assert steps["A/keep"].state == "open"


def test_an_appeal_shows_the_rest_of_its_chain(pack: socrules.Pack) -> None:
    steps = courts.of(pack, "2026-05-01", APPEAL)
    assert {step.id: step.state for step in steps.values()} == {
        "answer": "open",
        "file_answer": "upcoming",
    }


# --- what cannot be so ---


@pytest.mark.parametrize(
    ("log", "kind", "others"),
    [
        ([event("decided", "2026-06-01"), event("decided", "2026-06-02")], "again", ()),
        ([event("answered", "2026-06-01")], "no_beginning", ("appeal",)),
        (
            [event("stay_begun", "2026-06-02", id="s"), event("stay_ended", "2026-06-01", of="s")],
            "no_beginning",
            ("stay_begun",),
        ),
        ([event("sent", "2026-06-01")], "out_of_order", ("decided",)),
        (
            [event("sent", "2026-06-01"), event("decided", "2026-06-02")],
            "out_of_order",
            ("decided",),
        ),
        ([event("taken", "2026-06-11")], "ahead", ()),
        (
            [
                event("taken", "2026-06-01", facts={"hard": True}),
                event("arrived", "2026-06-02", facts={"hard": False}),
            ],
            "facts_differ",
            ("hard",),
        ),
    ],
)
def test_what_cannot_be_so_is_reported(
    pack: socrules.Pack, log: list[dict[str, Any]], kind: str, others: tuple[str, ...]
) -> None:
    found = pack.timeline(log, as_of="2026-06-10").irregular
    assert [(one.kind, one.others) for one in found] == [(kind, others)]
    if kind not in ("ahead", "facts_differ") and found[0].event != "stay_ended":
        assert found[0].cite


def test_a_second_time_does_not_count(pack: socrules.Pack) -> None:
    log = [
        event("taken", "2026-06-01", facts=DESK),
        event("decided", "2026-06-08"),
        event("decided", "2026-06-09"),
    ]
    assert courts.of(pack, "2026-06-10", *log)["A/decide/taken/2026-06-01"].state == "done"


def test_facts_that_differ_are_unknown_but_for_their_own_thread(pack: socrules.Pack) -> None:
    log = [
        event("appeal", "2026-04-24", id="1", facts={"hard": True}),
        event("appeal", "2026-04-25", id="2", facts={"hard": False}),
        event("prolonged", "2026-05-05", of="1", period="10 days"),
        event("prolonged", "2026-05-05", of="2", period="10 days"),
        event("drawn_up", "2026-01-10"),
    ]
    found = pack.timeline(log, as_of="2026-05-06")
    steps = {step.key: step for step in found.steps}
    assert steps["A/answer/appeal/1"].latest == day("2026-05-19")
    assert [one.kind for one in found.irregular] == ["extended_without_ground"]
    # Two appeals may differ; what is asked of the case as a whole is unknown then.
    assert steps["A/review/drawn_up/2026-01-10"].state == "unknown"
    within = [
        event("appeal", "2026-04-24", id="1", facts={"hard": True}),
        event("prolonged", "2026-05-05", of="1", period="10 days", facts={"hard": False}),
    ]
    found = pack.timeline(within, as_of="2026-05-06")
    assert [one.kind for one in found.irregular] == ["facts_differ"]
    assert next(step for step in found.steps if step.id == "answer").state == "open"


# --- the whole ---


def test_cases_are_sorted_by_urgency(pack: socrules.Pack) -> None:
    log = [
        event("taken", "2026-06-01", "late", facts=DESK),
        event("taken", "2026-06-05", "soon", facts=DESK),
        event("decided", "2026-06-01", "over"),
        event("sent", "2026-06-01", "over"),
    ]
    found = pack.timeline(log, as_of="2026-06-09")
    assert found.by_urgency == ("late", "soon", "over")
    assert found.case("soon").cases == ("soon",)
    assert {step.case for step in found.case("soon").steps} == {"soon"}
    assert found.calendar == "ru"
    assert found.notes == ("amendments-not-checked",)


def test_events_may_be_given_as_such(pack: socrules.Pack) -> None:
    from socrules.event_log import Event

    given = Event("taken", day("2026-06-01"), "A", facts=DESK)
    assert (
        pack.timeline([given]).steps
        == pack.timeline([event("taken", day("2026-06-01").isoformat(), facts=DESK)]).steps
    )
    assert pack.timeline([]).steps == ()


def test_the_wording_of_the_day_counts(tmp_path: Path) -> None:
    more = """
        duties:
          stamp:
            title:
              ru: Поставить печать
            cite: "1"
            after: arrived
            done_by: sent
            versions:
              - {within: 5 working days}
              - {within: 1 working day, from: 2025-01-01}
    """
    folder = courts.write(tmp_path / "region" / "act")
    (folder / "more.yaml").write_text(__import__("textwrap").dedent(more), encoding="utf-8")
    pack = socrules.load(folder, on="2026-06-01")
    for on, latest in [("2024-12-02", "2024-12-09"), ("2026-06-01", "2026-06-02")]:
        steps = courts.of(pack, "2026-06-01", event("arrived", on))
        assert steps[f"A/stamp/arrived/{on}"].latest == day(latest)
    early = courts.of(pack, "2026-06-01", event("arrived", "2023-06-01"))
    step = early["A/stamp/arrived/2023-06-01"]
    assert (step.state, kinds(step)) == ("not_applicable", ["act_silent"])


# --- rarer things ---

RARER = """
dates:
  replying:
    title:
      ru: День ответа
    event: reply
    cite: "1"
duties:
  thank:
    title:
      ru: Поблагодарить
    cite: {act: guide, clause: "7"}
    for_each: question
    clock: replying
    within: 1 day
  inspect:
    title:
      ru: Осматривать
    cite: "1"
    at_least: once in 2 years
    done_by: [checked]
sources:
  guide:
    title:
      ru: Указания
    label: указания
    known_from: outside knowledge
"""


def test_rarer_things(tmp_path: Path) -> None:
    pack = socrules.load(courts.write(tmp_path / "region" / "act", RARER), on="2026-06-10")
    log = [event("question", "2026-06-01"), event("reply", "2026-06-02")]
    key = "A/thank/question/2026-06-01"
    assert courts.of(pack, "2026-06-02", *log)[key].latest == day("2026-06-03")
    two = courts.of(pack, "2026-06-02", *log, event("reply", "2026-06-01"))[key]
    assert (two.state, kinds(two)) == ("unknown", ["which"])
    found = pack.timeline(log[:1], as_of="2026-06-02", log_from="2026-01-01")
    data = next(step for step in found.to_data()["steps"] if step["norm"] == "thank")
    assert data["clauses"][0]["act"] == "guide"
    steps = {step.key: step for step in found.steps}
    assert (steps["/inspect"].state, kinds(steps["/inspect"])) == ("unknown", ["never_done"])
    checked = [event("checked", "2024-03-01", ""), event("checked", "2026-05-01", "")]
    steps = courts.of(pack, "2026-06-02", *checked)
    assert [step.state for step in steps.values() if step.id == "inspect"] == ["open", "late"]


def test_a_programme_reviewed_and_drawn_up_on_one_day(pack: socrules.Pack) -> None:
    log = [event("drawn_up", "2024-01-10"), event("reviewed", "2026-01-10")]
    log.append(event("drawn_up", "2026-01-10"))
    steps = courts.of(pack, "2026-06-10", *log, given={"hard": False})
    assert [step.latest for step in steps.values()] == [day("2029-01-10"), day("2027-01-10")]


@pytest.mark.parametrize(
    ("unit", "first"),
    [
        ("day", "2026-06-11"),
        ("week", "2026-06-08"),
        ("month", "2026-06-01"),
        ("quarter", "2026-04-01"),
        ("half_year", "2026-01-01"),
        ("year", "2026-01-01"),
    ],
)
def test_the_block_a_day_lies_in(unit: str, first: str) -> None:
    from socrules.frequencies import block_start

    assert block_start(day("2026-06-11"), unit) == day(first)


def test_lines_do_not_point_in_a_ring(pack: socrules.Pack) -> None:
    ring = [
        event("question", "2026-06-01", id="1", of="2"),
        event("reply", "2026-06-02", id="2", of="1"),
    ]
    with pytest.raises(socrules.SituationError) as caught:
        pack.timeline(ring)
    assert {one.kind for one in caught.value.problems} == {"event-of-another"}
    lost = [event("question", "2026-06-01", id="1", of="9"), event("reply", "2026-06-02", of="1")]
    with pytest.raises(socrules.SituationError) as caught:
        pack.timeline(lost)
    assert [one.kind for one in caught.value.problems] == ["event-line-unknown"]


def test_another_form_is_refused(pack: socrules.Pack) -> None:
    log = [APPEAL, event("answered", "2026-05-01"), event("answer_filed", "2026-05-02")]
    found = pack.timeline(log, as_of="2026-06-01")
    with pytest.raises(socrules.SituationError):
        found.explain("ru", "pdf")
    from socrules.timeline_text import explain

    text = explain(found, "ru", "text", 100, everything=True)
    assert "02.05.2026  ●" in text
    nothing = pack.timeline([], as_of="2026-06-01").explain("ru", "md")
    assert nothing.endswith("ничего не идет и не просрочено\n\nЧто нужно знать:\n" + NOTE)
    alone = pack.timeline([APPEAL | {"case": ""}], as_of="2026-05-01")
    assert "\nСостояние  Срок" in alone.explain("ru")


NOTE = "- изменения акта проверены только по 01.01.2026\n"


def test_an_extension_over_an_uncertain_day(pack: socrules.Pack) -> None:
    log = [event("appeal", "2026-03-25"), event("prolonged", "2026-04-01", period="2 working days")]
    more = {"given": {"hard": True}, "calendar": "ru/luhansk"}
    step = courts.of(pack, "2026-04-02", *log, **more)["A/answer/appeal/2026-03-25"]
    assert (step.earliest, step.latest) == (day("2026-04-13"), day("2026-04-14"))
    assert kinds(step) == ["uncertain_day"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"event": "taken", "date": "2026-13-01"}, "event-not-a-date"),
        ({"event": "taken", "date": 20260601}, "event-not-a-date"),
        (
            {"event": "taken", "date": datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)},
            "event-not-a-date",
        ),
        ({"event": "taken"}, "missing-key"),
        ({"date": "2026-06-01"}, "missing-key"),
        ({"event": "taken", "date": "2026-06-01", "fact": {}}, "unknown-key"),
        ({"event": "taken", "date": "2026-06-01", "facts": ["road"]}, "facts-not-mapping"),
        ({"event": "prolonged", "date": "2026-06-01", "period": "soon"}, "period-unknown"),
        (
            {"event": "prolonged", "date": "2026-06-01", "period": "immediately"},
            "period-not-a-span",
        ),
    ],
)
def test_a_faulty_line_is_refused(pack: socrules.Pack, line: dict[str, Any], kind: str) -> None:
    with pytest.raises(socrules.SituationError) as caught:
        pack.timeline([line])
    assert kind in {one.kind for one in caught.value.problems}
    assert caught.value.render("ru")
