"""Deadlines over a table, held to those counted one by one."""

from __future__ import annotations

import datetime

import pandas as pd
import polars as pl
import pytest

import socrules
from socrules import due_dates
from socrules.deadlines import deadline, limit
from socrules.problems import SituationError

PACK = socrules.load("kaliningrad/need-recognition", on="2025-03-01")
HOME = socrules.load("luhansk/stationary-services", on="2025-03-01")
DAY = datetime.date


def test_days_are_those_of_the_deadline() -> None:
    first = DAY(2024, 12, 20)
    days = [first + datetime.timedelta(at) for at in range(30)] * 2
    table = due_dates(PACK, pl.DataFrame({"принято": days}), "decide_on_application", "принято")
    for row in table.to_dicts():
        found = deadline("5 working days", row["принято"], PACK.program.pack.head.calendar)
        assert row["decide_on_application.due"] == found.latest
        assert row["decide_on_application.earliest"] == found.earliest
        assert row["decide_on_application.state"] == "unknown"


def test_what_became_of_a_duty() -> None:
    frame = pd.DataFrame(
        {
            "since": ["2025-02-03", "2025-02-03", "2025-02-27", None, "2025-02-03", "2099-02-03"],
            "done": ["2025-02-10", "2025-02-11", None, None, None, None],
        },
        index=list("абвгде"),
    )
    table = due_dates(PACK, frame, "decide_on_application", "since", done="done")
    assert list(table["decide_on_application.state"]) == [
        "done",
        "late",
        "open",
        "not_computed",
        "missed",
        "not_computed",
    ]
    assert list(table.index) == list("абвгде")
    unrecorded = due_dates(
        PACK, frame, "decide_on_application", "since", as_of="2025-02-11", calendar="ru"
    )
    assert list(unrecorded["decide_on_application.state"])[:3] == ["unknown", "unknown", "open"]


def test_limits_and_whole_tables_of_no_rows() -> None:
    [row] = due_dates(HOME, [{"left": DAY(2025, 1, 31)}], "leave_of_minor", "left")
    period = HOME.program.pack.entries("limits")["leave_of_minor"].at_most
    expected = limit(period, DAY(2025, 1, 31), HOME.program.pack.head.calendar)
    assert row["leave_of_minor.due"] == expected.latest
    empty = pl.DataFrame({"left": []}, {"left": pl.Date})
    assert due_dates(HOME, empty, "leave_of_minor", "left").height == 0


@pytest.mark.parametrize(
    ("norm", "column", "kind"),
    [
        ("leave_of_minors", "day", "unknown-entry"),
        ("acquaint_with_conditions", "day", "norm-without-period"),
        ("leave_of_minor", "days", "no-column"),
        ("leave_of_minor", "text", "refused-row"),
    ],
)
def test_what_is_refused(norm: str, column: str, kind: str) -> None:
    with pytest.raises(SituationError) as caught:
        due_dates(HOME, [{"day": "2025-01-01", "text": "вчера"}], norm, column)
    assert caught.value.problems[0].kind == kind
