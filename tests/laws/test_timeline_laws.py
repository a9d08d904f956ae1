"""Laws of following cases over time, held on logs nobody would write."""

from __future__ import annotations

import datetime
import random
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import courts
import socrules
from socrules.library import packs
from socrules.steps import STATES, Step

DAY = datetime.timedelta(1)
FIRST, LAST = datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)
dates = st.dates(FIRST, LAST)
EVENTS = (
    "taken",
    "arrived",
    "decided",
    "sent",
    "appeal",
    "prolonged",
    "answered",
    "question",
    "reply",
    "stay_begun",
    "stay_ended",
    "met",
    "checked",
    "drawn_up",
    "reviewed",
)


@cache
def invented_pack() -> socrules.Pack:
    return socrules.load(courts.write(Path(mkdtemp()) / "region" / "act"), on="2026-06-01")


@cache
def real_pack(name: str) -> socrules.Pack:
    return socrules.load(name, on="2026-06-01")


facts = st.fixed_dictionaries(
    {},
    optional={
        "road": st.sampled_from(["desk", "post", "messenger"]),
        "hard": st.booleans(),
        "urgent": st.booleans(),
    },
)


@st.composite
def lines(draw: st.DrawFn, names: tuple[str, ...] = EVENTS, latest: Any = LAST) -> dict[str, Any]:
    """Draw a line of a log, without regard to what the act allows."""
    day = draw(st.one_of(st.none(), *[st.dates(FIRST, latest)] * 8))
    found: dict[str, Any] = {
        "event": draw(st.sampled_from(names)),
        "date": day.isoformat() if day else "unknown",
        "case": draw(st.sampled_from(["", "A", "B"])),
    }
    if names is EVENTS:
        found |= draw(st.fixed_dictionaries({}, optional={"facts": facts}))
        if found["event"] == "prolonged":
            found["period"] = draw(st.sampled_from(["", "10 days", "5 working days", "2 months"]))
    return found


logs = st.lists(lines(), max_size=12)


def known(log: list[dict[str, Any]], as_of: datetime.date) -> dict[str, Step]:
    return {step.key: step for step in invented_pack().timeline(log, as_of=as_of).steps}


@given(logs, dates)
@settings(deadline=None, max_examples=80)
def test_a_last_day_never_comes_before_what_it_counts_from(
    log: list[dict[str, Any]], as_of: datetime.date
) -> None:
    for step in invented_pack().timeline(log, as_of=as_of).steps:
        assert step.state in STATES
        assert (step.earliest is None) == (step.latest is None)
        if step.earliest is None or step.latest is None:
            assert step.state not in ("missed", "late")
            continue
        assert step.start is not None
        assert step.start <= step.earliest <= step.latest
        if step.state == "missed":
            assert step.done is None
            assert step.latest < as_of
        if step.state == "open":
            assert as_of <= step.earliest
        if step.state == "done":
            assert step.done is not None
            assert step.done <= step.earliest
        if step.state == "late":
            assert step.done is not None
            assert step.done > step.latest
        if step.done is not None:
            assert step.done <= as_of


@given(logs, st.lists(lines(), max_size=4), dates)
@settings(deadline=None, max_examples=50)
def test_what_happens_later_changes_nothing_earlier(
    log: list[dict[str, Any]], more: list[dict[str, Any]], as_of: datetime.date
) -> None:
    later = [line for line in more if line["date"] > as_of.isoformat() and line["date"] < "u"]
    assert known(log + later, as_of) == known(log, as_of)
    # As of a day only what happened up to it is known.
    upto = [line for line in log if line["date"] <= as_of.isoformat() or line["date"] == "unknown"]
    assert known(upto, as_of) == known(log, as_of)


@given(logs, dates, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_the_order_of_the_lines_does_not_matter(
    log: list[dict[str, Any]], as_of: datetime.date, chance: random.Random
) -> None:
    mixed = list(log)
    chance.shuffle(mixed)
    one, other = (invented_pack().timeline(some, as_of=as_of) for some in (log, mixed))
    assert one.steps == other.steps
    assert one.irregular == other.irregular
    assert one.to_data() == other.to_data()


@given(logs, dates, st.sampled_from(["ru", "en"]), st.integers(40, 200))
@settings(deadline=None, max_examples=40)
def test_everything_can_be_said(
    log: list[dict[str, Any]], as_of: datetime.date, lang: str, width: int
) -> None:
    found = invented_pack().timeline(log, as_of=as_of)
    rows = found.explain(lang, "text", width).splitlines()
    assert max(map(len, rows)) <= max(60, width)
    assert found.explain(lang, "md")
    sheet = icalendar.Calendar.from_ical(found.to_ical(lang))
    names = [str(entry["uid"]) for entry in sheet.walk("VEVENT")]
    assert len(names) == len(set(names))


@given(logs, dates, dates)
@settings(deadline=None, max_examples=40)
def test_a_step_keeps_its_name_from_day_to_day(
    log: list[dict[str, Any]], one: datetime.date, other: datetime.date
) -> None:
    """What has begun on a day is there on every later day under the same key."""
    first, second = sorted((one, other))
    begun = {key for key, step in known(log, first).items() if step.trigger and not step.why}
    assert begun <= known(log, second).keys()


@pytest.mark.parametrize("name", sorted(packs()))
@given(data=st.data(), as_of=dates)
@settings(deadline=None, max_examples=6)
def test_no_log_of_any_pack_breaks_it(name: str, data: st.DataObject, as_of: datetime.date) -> None:
    pack = real_pack(name)
    events = tuple(pack.program.pack.entries("events"))
    log = data.draw(st.lists(lines(events), max_size=8)) if events else []
    found = pack.timeline(log, as_of=as_of)
    for lang in ("ru", "en"):
        assert found.explain(lang)
    for step in found.steps:
        assert step.cite
        assert step.earliest is None or step.start is None or step.start <= step.earliest
