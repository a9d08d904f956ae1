"""A watch over a log that grows: what it says, once, and what it refuses."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import courts
import logs
import socrules
from socrules.alarms import Alarm
from socrules.journal import read_alarms
from socrules.problems import SituationError
from socrules.watching import Watch

DESK = {"road": "desk"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> socrules.Pack:
    return socrules.load(logs.pack(tmp_path_factory.mktemp("packs")), on="2026-03-02")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def tick(day: str) -> dict[str, str]:
    return {"tick": day}


def add(log: Path, *lines: Any) -> None:
    with log.open("a", encoding="utf-8") as stream:
        for line in lines:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def said(found: Iterable[list[Alarm]]) -> list[str]:
    return [f"{one.day:%m-%d} {one.kind} {one.name}" for alarms in found for one in alarms]


def read(pack: socrules.Pack, log: Path, until: str = "", **more: Any) -> list[str]:
    with Watch(pack, log, **more) as watch:
        return said(watch.read(datetime.date.fromisoformat(until) if until else None))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# --- what it says ---


def test_alarms_come_on_their_days(pack: socrules.Pack, log: Path) -> None:
    add(log, tick("2026-03-02"), courts.event("taken", "2026-03-02", facts=DESK))
    add(log, tick("2026-03-12"), courts.event("decided", "2026-03-12"))
    assert read(pack, log) == [
        "03-02 near confirm",
        "03-02 near hurry",
        "03-03 doubtful hurry",
        "03-06 doubtful confirm",
        "03-07 near decide",
        "03-11 missed decide",
        "03-12 near send",
        "03-12 late decide",
    ]
    [near] = [
        one
        for one in read_alarms(log.with_name("events.alarms.jsonl"))
        if one.day == day("2026-03-07")
    ]
    assert near.explain("ru") == (
        "07.03.2026  A: срок близко — Решить: последний день 10.03.2026, осталось дней: 3 "
        "(п. 1 Порядка; канцелярия)"
    )
    assert near.explain("en") == (
        "2026-03-07  A: near — Decide: the last day is 2026-03-10, days left: 3 (cl. 1; the Office)"
    )
    assert (near.citations, near.who, near.date) == (("1",), ("office",), day("2026-03-10"))


def test_what_is_done_in_time_is_met_and_what_cannot_be_so_is_told(
    pack: socrules.Pack, log: Path
) -> None:
    add(log, courts.event("taken", "2026-03-02", facts={**DESK, "urgent": False}))
    add(log, courts.event("sent", "2026-03-03"), courts.event("decided", "2026-03-04"))
    assert read(pack, log, near=0) == [
        "03-03 irregular sent",
        "03-04 met decide",
    ]
    alarms = list(read_alarms(log.with_name("events.alarms.jsonl")))
    assert alarms[0].text.ru == (
        "A: не сходится — решение отправлено 03.03.2026: раньше должно быть — решение принято "
        "(п. 2 Порядка)"
    )
    assert (
        alarms[1].text.en
        == "A: met — Decide: done 2026-03-04, the last day is 2026-03-10 (cl. 1; the Office)"
    )


def test_the_last_day_itself_is_told_as_such(pack: socrules.Pack, log: Path) -> None:
    add(log, courts.event("question", "2026-03-02"), tick("2026-03-05"))
    assert read(pack, log, near=0) == ["03-05 near reply_to_question"]
    [alarm] = read_alarms(log.with_name("events.alarms.jsonl"))
    assert (
        alarm.text.ru == "A: срок истекает сегодня — Ответить на вопрос: 05.03.2026 (п. 2 Порядка)"
    )


def test_what_the_body_does_again_and_again_is_watched_over_all_cases(
    pack: socrules.Pack, log: Path
) -> None:
    add(log, courts.event("met", "2026-03-10"), courts.event("met", "2026-03-11", case="B"))
    add(log, tick("2026-05-02"))
    assert read(pack, log, log_from=day("2026-03-01")) == [
        "03-11 met meet",
        "04-27 near meet",
        "05-01 missed meet",
    ]


def test_two_possible_last_days_are_told_one_after_the_other(
    pack: socrules.Pack, log: Path
) -> None:
    add(log, courts.event("appeal", "2026-03-02", facts={"hard": True}))
    add(log, courts.event("prolonged", "2026-03-10"), tick("2026-05-01"))
    assert read(pack, log, near=0) == [
        "03-17 near answer",
        "03-18 doubtful answer",
        "04-02 missed answer",
    ]


VISITS = """
duties:
  visit:
    title:
      ru: Навещать
    cite: "2"
    when: age >= 18
    since: drawn_up
    at_least: once in 3 months
    done_by: [reviewed]
"""


def test_a_duty_that_begins_with_an_age_is_looked_at_every_day(log: Path, tmp_path: Path) -> None:
    pack = socrules.load(courts.write(tmp_path / "region" / "act", VISITS), on="2026-03-02")
    add(log, courts.event("drawn_up", "2026-01-12", facts={"born": "2008-04-20"}))
    add(log, tick("2026-04-19"))
    assert read(pack, log, near=0) == []
    add(log, tick("2026-05-01"))
    assert read(pack, log, near=0) == ["04-20 missed visit"]


def test_time_never_goes_beyond_the_day_that_is_given(pack: socrules.Pack, log: Path) -> None:
    add(log, courts.event("question", "2026-03-02"), courts.event("question", "2046-03-02"))
    assert read(pack, log, until="2026-03-03") == [
        "03-02 near reply_to_question",
        "03-03 irregular question",
    ]


def test_events_of_unknown_days_wait_for_the_first_day(pack: socrules.Pack, log: Path) -> None:
    add(log, courts.event("taken", None, facts=DESK))
    assert read(pack, log, until="2026-03-02") == []
    add(log, courts.event("question", None), {"case": "A", "event": "reply", "date": "2026-03-02"})
    found = read(pack, log)
    assert found == []
    add(log, courts.event("sent", "2026-03-02", case="B"))
    assert read(pack, log) == ["03-02 irregular sent"]


# --- stopped and taken up ---


def test_a_watch_goes_on_where_it_was_stopped(pack: socrules.Pack, log: Path) -> None:
    add(log, tick("2026-03-02"), courts.event("question", "2026-03-02"))
    assert read(pack, log) == ["03-02 near reply_to_question"]
    assert read(pack, log) == []
    add(log, tick("2026-03-06"))
    assert read(pack, log) == ["03-06 missed reply_to_question"]
    assert read(pack, log, until="2026-03-20") == []
    add(log, courts.event("reply", "2026-03-07"))
    assert read(pack, log, until="2026-03-20") == ["03-20 late reply_to_question"]


def test_a_log_is_read_as_it_grows(pack: socrules.Pack, log: Path) -> None:
    add(log, tick("2026-03-02"))
    with Watch(pack, log) as watch:
        assert watch.day is None
        assert said(watch.read(ended=False)) == []
        with log.open("a", encoding="utf-8") as stream:
            stream.write('\n{"case": "A", "event": "question", ')
        assert said(watch.read(ended=False)) == []
        with log.open("a", encoding="utf-8") as stream:
            stream.write('"date": "2026-03-02"}')
        assert said(watch.read(ended=False)) == []
        assert said(watch.read()) == ["03-02 near reply_to_question"]
        assert watch.day == day("2026-03-02")


def test_killed_anywhere_nothing_is_lost_and_nothing_repeated(
    pack: socrules.Pack, tmp_path: Path
) -> None:
    log = logs.write(tmp_path / "events.jsonl", 24, seed=3)
    journal = log.with_name("events.alarms.jsonl")
    until = day("2026-03-20")
    with Watch(pack, log) as watch:
        assert said(watch.read(until))
    whole = journal.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    assert len(ends) > 20
    for cut in {0, 9, *ends, *(end - 30 for end in ends[::4])}:
        journal.write_bytes(whole[:cut])
        with Watch(pack, log) as watch:
            list(watch.read(until))
        assert journal.read_bytes() == whole


# --- what it refuses ---


def refused(pack: socrules.Pack, log: Path, **more: Any) -> str:
    with pytest.raises(SituationError) as caught:
        read(pack, log, **more)
    return caught.value.render("en")


LINES = {
    '{"tick": "soon"}': ":2:10: event-not-a-date",
    '{"tick": "unknown"}': ":2:10: event-not-a-date",
    '{"tick": "2026-03-02T10:00"}': ":2:10: event-not-a-date",
    '{"tick": "2026-03-02", "case": "A"}': ":2:2: unknown-key",
    '{"event": "taken", "date": "2026-03-03", "facts": {"raod": "desk"}}': ":2:60: unknown-fact",
    '{"event": "takn", "date": "2026-03-03"}': ":2:11: unknown-event",
    '{"event": ': ":2:",
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_cannot_be_read_has_its_place(
    pack: socrules.Pack, log: Path, line: str
) -> None:
    log.write_text('{"tick": "2026-03-02"}\n' + line + "\n", encoding="utf-8")
    text = refused(pack, log)
    assert f"{log}{LINES[line]}" in text
    assert line[:20] in text


def test_a_line_that_was_mended_is_read_again(pack: socrules.Pack, log: Path) -> None:
    add(log, tick("2026-03-02"), courts.event("question", "2026-03-02"))
    add(log, courts.event("rep", "2026-03-03"), tick("2026-03-08"))
    with Watch(pack, log) as watch:
        found: list[str] = []
        with pytest.raises(SituationError, match="unknown-event"):
            found.extend(text for alarms in watch.read() for text in said([alarms]))
        log.write_text(log.read_text("utf-8").replace('"rep"', '"reply"'), encoding="utf-8")
        found += said(watch.read())
    assert found == ["03-02 near reply_to_question", "03-03 met reply_to_question"]


def test_a_log_that_is_not_there_or_no_text(pack: socrules.Pack, log: Path) -> None:
    assert "no-such-file" in refused(pack, log)
    log.mkdir()
    assert "unreadable-file" in refused(pack, log)
    log.rmdir()
    log.write_bytes(b'{"tick": "2026-03-02"}\n\xff\n')
    assert ":2:1: not-utf8" in refused(pack, log)


def test_a_log_that_lost_lines(pack: socrules.Pack, log: Path) -> None:
    add(log, tick("2026-03-02"), courts.event("question", "2026-03-02"))
    assert read(pack, log)
    log.write_text('{"tick": "2026-03-02"}\n', encoding="utf-8")
    assert "2 lines had been read" in refused(pack, log)


JOURNALS = {
    "something else": "journal-of-another",
    '{"watch": 1}\n': "journal-of-another",
}


@pytest.mark.parametrize("text", JOURNALS)
def test_no_file_of_somebody_else_is_touched(pack: socrules.Pack, log: Path, text: str) -> None:
    add(log, tick("2026-03-02"))
    journal = log.with_name("other.txt")
    journal.write_text(text, encoding="utf-8")
    assert JOURNALS[text] in refused(pack, log, journal=journal)
    assert journal.read_text("utf-8") == text
    assert "cannot-write" in refused(pack, log, journal=log.parent)


def test_a_journal_with_a_line_that_is_none(pack: socrules.Pack, log: Path) -> None:
    add(log, courts.event("question", "2026-03-02"))
    assert read(pack, log)
    journal = log.with_name("events.alarms.jsonl")
    good = journal.read_text("utf-8")
    for line in ("x", "[]", "1", "{}", '{"lines": 1, "day": "2026-03-02", "alarm": "near"}'):
        journal.write_text(f"{good}{line}\n", encoding="utf-8")
        assert ":3:1: journal-broken" in refused(pack, log)
        if line not in ("{}", "[]"):
            with pytest.raises(SituationError, match="journal-broken"):
                list(read_alarms(journal))


def test_a_reader_of_the_journal_hears_what_it_has_not_heard(
    pack: socrules.Pack, log: Path
) -> None:
    journal = log.with_name("events.alarms.jsonl")
    assert list(read_alarms(journal)) == []
    add(log, courts.event("question", "2026-03-02"), tick("2026-03-09"))
    read(pack, log, until="2026-03-10")
    assert [one.kind for one in read_alarms(journal)] == ["near", "missed"]
    assert [one.kind for one in read_alarms(journal, after=1)] == ["missed"]
    journal.write_bytes(journal.read_bytes() + b'{"alarm": "mis')
    assert [one.to_dict()["alarm"] for one in read_alarms(journal, after=1)] == ["missed"]
