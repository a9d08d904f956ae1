"""Example cases with events: last days, states, what does not fit, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

import courts
import socrules
from socrules.cases import Outcome, read_cases, run_cases
from socrules.commands.check import problems_of
from socrules.keys import NESTED
from socrules.library import contents
from socrules.mutants import Trials
from socrules.mutations import mutations
from socrules.problems import render
from socrules.source import read_file
from socrules.steps import STATES

CASE = """
  {id}:
    title:
      ru: Пример
    date: {date}
    given: {given}
    {events}
    expect:
      {expect}
"""


def write(
    folder: Path, events: str, expect: str, *, given: str = "{road: desk}", **more: str
) -> Path:
    """Write the pack of appeals with one case beside it; return its folder."""
    courts.write(folder)
    words = {"id": "one", "date": "2026-06-10", "events": events, "expect": expect, "given": given}
    (folder / "one.cases.yaml").write_text("cases:" + CASE.format_map(words | more), "utf-8")
    return folder


def outcome(folder: Path, events: str, expect: str, **more: str) -> Outcome:
    write(folder, f"events: [{events}]" if events else "x-a: b", expect, **more)
    [found] = run_cases(contents(folder), read_cases(folder, "act"))
    return found


TAKEN = "{date: 2026-06-01, event: taken}"
ASKED = "{date: 2026-06-03, event: appeal, id: a}, {date: 2026-06-04, event: appeal, id: b}"

PASSING = {
    # The fifth working day after Monday, 1 June, is Monday, 8 June.
    "missed": (TAKEN, "decide: {dates: 2026-06-08, states: missed}"),
    "in time": (
        f"{TAKEN}, {{date: 2026-06-08, event: decided}}",
        "decide: {dates: [2026-06-08], states: [done]}",
    ),
    # 12 June is a day off, so one working day after Thursday, 11 June, is Monday, 15 June.
    "over a day off": (
        "{date: 2026-06-11, event: decided}",
        "send: {dates: 2026-06-15, states: open}",
    ),
    "two clocks": (
        f"{ASKED}, {{date: 2026-06-05, event: answered, of: b}}",
        "answer: {dates: [2026-06-18, 2026-06-19], states: [open, done]}",
    ),
    "a limit": (
        "{date: 2026-03-01, event: stay_begun}",
        "stay: {dates: [2026-06-01], states: [missed]}",
    ),
    "facts of an event": (
        "{date: 2026-06-02, event: arrived, facts: {road: post}}",
        "decide: {dates: 2026-06-09, states: missed}",
    ),
    "not begun": (TAKEN, "answer: {dates: [], states: []}"),
    "without a date": (TAKEN, "keep: {dates: [], states: [upcoming]}"),
    "what does not fit": (
        "{date: 2026-06-02, event: sent}, {date: 2026-06-30, event: taken}",
        "sent: {irregular: out_of_order}\n      taken: {irregular: [ahead]}",
    ),
    "before the act": (
        "{date: 2023-12-29, event: taken}",
        "taken: {irregular: before_act}\n      decide: {dates: [], states: []}",
    ),
    "beside an answer": (
        TAKEN,
        'decide: {value: true, clauses: ["1"], within: 5 working days, states: missed}',
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_holds(name: str, tmp_path: Path) -> None:
    events, expect = PASSING[name]
    given = "{}" if "facts" in events else "{road: desk}"
    date = "2026-06-11" if "06-11" in events else "2026-06-10"
    found = outcome(tmp_path / "act", events, expect, given=given, date=date)
    assert found.passed, [render(item, "en") for item in found.problems]


FAILING = {
    "another day": (
        TAKEN,
        "decide: {dates: 2026-06-09}",
        (9, 23),
        "case-differs: `decide`: `dates` was expected to be 2026-06-09 and is 2026-06-08 (п. 1",
    ),
    "another state": (
        TAKEN,
        "decide: {states: [open]}",
        (9, 24),
        "case-differs: `decide`: `states` was expected to be open and is missed (п. 1",
    ),
    "no such irregularity": (
        TAKEN,
        "taken: {irregular: again}",
        (9, 26),
        "case-differs: `taken`: `irregular` was expected to be again and is — (п. 1",
    ),
    "an event nobody expected so": (
        "{date: 2026-06-30, event: taken}",
        "decide: {states: []}",
        (7, 40),
        "case-irregular: the application was taken at the desk 2026-06-30: after the day in",
    ),
    "no events": (
        "",
        "decide: {dates: 2026-06-08}",
        (9, 23),
        "case-without-events: `dates` of `decide` follows from events, and the example has none",
    ),
    "no such event": (
        "{date: 2026-06-01, event: takn}",
        "decide: {dates: 2026-06-08}",
        (7, 40),
        "unknown-event: the pack has no event `takn`",
    ),
    "no such fact": (
        "{date: 2026-06-01, event: taken, facts: {raod: desk}}",
        "decide: {dates: 2026-06-08}",
        (7, 61),
        "unknown-fact: ",
    ),
    "no date": ("{event: taken}", "decide: {states: open}", (7, 14), "missing-key: "),
    "a part of nothing timed": (
        TAKEN,
        "hearing: {dates: 2026-06-08}",
        (9, 7),
        "unknown-decision: ",
    ),
    "a part of no event": (TAKEN, "taken: {dates: 2026-06-08}", (9, 22), "case-not-a-part: "),
    "nothing of an event": (TAKEN, "taken: {x-a: b}", (9, 7), "case-expects-nothing: "),
}


@pytest.mark.parametrize("name", FAILING)
def test_what_does_not_hold(name: str, tmp_path: Path) -> None:
    events, expect, place, text = FAILING[name]
    found = outcome(tmp_path / "act", events, expect)
    [first] = [render(item, "en").splitlines()[0] for item in found.problems]
    line, column = place
    assert first.startswith(f"act/one.cases.yaml:{line}:{column}: {text}")


def test_a_state_that_is_open_names_the_fact_that_would_settle_it(tmp_path: Path) -> None:
    found = outcome(tmp_path / "act", TAKEN, "decide: {states: missed}", given="{}")
    assert "is unknown (road) (п. 1" in render(found.problems[0], "en")


def test_a_log_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "act", "events: soon", "decide: {states: missed}")
    assert [one.kind for one in problems_of(str(folder))] == ["expected-sequence"]


DAYS = {
    "2026-06-31": "not-a-date",
    "2026-06-08..2026-06-01": "not-a-date",
    "2026-06-01..2026-06-08..2026-06-09": "not-a-date",
    "[[2026-06-01]]": "expected-scalar",
    "20260608": "not-a-date",
    "2026-06-01..2026-06-08": "",
}


@pytest.mark.parametrize("text", DAYS)
def test_days_that_are_expected(text: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "act", f"events: [{TAKEN}]", f"decide: {{dates: {text}}}")
    assert [one.kind for one in problems_of(str(folder))] == [DAYS[text]] * bool(DAYS[text])


def test_the_events_of_cases_are_checked_with_the_pack(tmp_path: Path) -> None:
    events = "events: [{date: 2026-06-01, event: takn, facts: {raod: desk}}]"
    folder = write(tmp_path / "act", events, "decide: {states: missed}")
    assert [one.kind for one in problems_of(str(folder))] == ["unknown-event", "unknown-fact"]
    write(folder, f"events: [{TAKEN}]", "decide: {states: missed}")
    assert problems_of(str(folder)) == []


def test_events_are_looked_at_on_a_day(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "act", f"events: [{TAKEN}]", "decide: {states: missed}", date="in_force"
    )
    assert [one.kind for one in problems_of(str(folder))] == ["not-a-date"]


def test_steps_count_as_clauses_and_the_answer_is_not_asked(tmp_path: Path) -> None:
    found = outcome(tmp_path / "act", TAKEN, "decide: {states: missed}")
    assert found.clauses == {"1"}
    assert found.answers == ()


def test_an_uncertain_day_is_expected_as_a_range(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "act",
        "events: [{date: 2025-04-18, event: taken}]",
        "decide: {dates: 2025-04-25..2025-04-28, states: [unknown]}",
        date="2025-04-28",
    )
    head = folder / "pack.yaml"
    text = head.read_text("utf-8")
    head.write_text(text.replace("calendar: ru\n", "calendar: ru/luhansk\n"), "utf-8")
    [found] = run_cases(contents(folder), read_cases(folder, "act"))
    assert not found.problems, [render(item, "en") for item in found.problems]


def test_the_words_are_those_of_timelines() -> None:
    words = {
        key: {*NESTED["expectations"][key].shape.partition(":")[2].split("|")}
        for key in ("states", "irregular")
    }
    book = read_file(Path(socrules.__file__).parent / "texts" / "timeline.yaml").items
    told = {
        key: {name for name in book if name.startswith(key)} for key in ("state-", "irregular-")
    }
    assert words["states"] == {*STATES}
    assert {f"irregular-{kind}" for kind in words["irregular"]} == told["irregular-"]


# --- slips ---

KILLING = """cases:
  decided_late:
    title:
      ru: Решено поздно
    date: 2026-06-10
    given: {road: desk}
    events:
      - {date: 2026-06-02, event: taken}
      - {date: 2026-06-10, event: decided}
      - {date: 2026-06-30, event: sent}
    expect:
      decide: {dates: 2026-06-09, states: late}
      sent: {irregular: ahead}
  kept:
    title:
      ru: Хранится
    date: 2026-06-10
    given: {road: desk}
    events:
      - {date: 2026-06-08, event: taken}
    expect:
      keep: {states: upcoming}
  extended:
    title:
      ru: Продлено
    date: 2026-07-01
    events:
      - {date: 2026-06-01, event: appeal}
      - {date: 2026-06-10, event: prolonged, period: 15 days, facts: {hard: true}}
    expect:
      answer: {dates: 2026-07-01, states: open}
"""


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Trials:
    folder = courts.write(tmp_path_factory.mktemp("slips") / "act")
    (folder / "a.cases.yaml").write_text(KILLING, "utf-8")
    return Trials(contents(folder), read_cases(folder, "act"))


@pytest.mark.parametrize(
    ("place", "after", "by"),
    [
        ("duties/decide/within", "6", "decided_late"),
        ("duties/decide/within", "calendar days", "decided_late"),
        ("duties/decide/done_by/0", "sent", "decided_late"),
        ("duties/decide/clock", "", "decided_late"),
        ("dates/filing/cases/desk/event", "arrived", "decided_late"),
        ("duties/answer/within", "16", "extended"),
        ("duties/answer/extended_by", "", "extended"),
        ("duties/answer/extended_by/at_most", "14", "extended"),
        # What a mutant leaves out for speed is no slip: the step before starts this one.
        ("duties/keep/cite", "2(а)", ""),
        ("duties/decide/who", "", ""),
    ],
)
def test_slips_that_dates_notice(trials: Trials, place: str, after: str, by: str) -> None:
    assert trials.failing() == []
    slips = [
        one
        for one in mutations(trials.contents)
        if "/".join((one.section, one.entry, *one.path)).startswith(place) and one.after == after
    ]
    [found] = [trials.verdict(one) for one in slips]
    assert (found.state, found.by) == ("killed" if by else "survived", by)
