"""What a plan of services demands in a month, reckoned by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import socrules
from socrules import workload
from socrules.problems import SituationError

HOME = socrules.load("luhansk/stationary-services", on="2024-10-01")


def by_part(table: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["component"], row["variant"]): row for row in table}


def test_times_and_minutes_of_each_norm() -> None:
    plan = [{"hygiene": True}, {"hygiene": True}, {"hygiene": False}, {"hygiene": None}]
    able = dict.fromkeys(("unable_to_care_for_self", "lost_self_care", "lost_mobility"), True)
    found = workload(HOME, plan, "hygiene", given=able)
    rows = by_part(found.table)
    bath = rows["bath", ""]
    assert (bath["bound"], bath["as_needed"]) == ("at_least", True)
    assert (bath["people_certain"], bath["people_possible"]) == (2, 3)
    assert bath["times"] == pytest.approx(365 / 7 / 12)
    assert bath["minutes"] == pytest.approx(30 * 365 / 7 / 12)
    assert bath["times_certain"] == pytest.approx(2 * 365 / 7 / 12)
    assert bath["minutes_possible"] == pytest.approx(3 * 30 * 365 / 7 / 12)
    assert rows["diaper_change", ""]["times"] == pytest.approx(3 * 365 / 12)
    assert rows["hair_cutting", ""]["times"] == pytest.approx(12 / 2 / 12)


def test_norms_hold_for_whom_the_act_says() -> None:
    people = [{"apartment_type_unit": True}, {"apartment_type_unit": False}, {}]
    found = workload(HOME, people, ["living_space", "pedagogical_correction", "soft_inventory"])
    rows = by_part(found.table)
    general, flat = rows["living_space", "general"], rows["living_space", "apartment"]
    assert (general["people_certain"], general["people_possible"]) == (1, 2)
    assert (flat["people_certain"], flat["people_possible"]) == (1, 2)
    assert general["times"] == pytest.approx(2 * 365 / 12)
    assert flat["minutes"] is None
    assert flat["minutes_certain"] is None
    some_days = rows["lessons", ""]
    assert some_days["times"] == pytest.approx(365 * 2 / 7 / 12)
    assert rows["issue", ""]["times"] is None


def test_plans_groups_and_weights_of_a_frame() -> None:
    frame = pd.DataFrame(
        {"почта": [True, True, None], "корпус": ["А", "Б", "Б"], "мест": [1, 10, 100]}
    )
    found = workload(HOME, frame, "post", plan={"post": "почта"}, by="корпус", weight="мест")
    table = found.table
    assert isinstance(table, pd.DataFrame)
    letters = table[table["component"] == "letters"]
    assert list(letters["корпус"]) == ["А", "Б"]
    assert list(letters["times"]) == [2, 2]
    assert list(letters["times_certain"]) == [2, 20]
    assert list(letters["times_possible"]) == [2, 220]


def test_what_it_comes_to_in_words() -> None:
    one = workload(HOME, [{"post": True}], "post")
    [letters] = [row for row in one.table if row["component"] == "letters"]
    assert letters["times_certain"] == 2
    assert "План на 1 человека: в месяц " in one.text("ru")
    both = workload(HOME, [{"post": True}, {"post": None}], "post")
    assert "The plan for 2 people: " in both.text("en")
    assert " to " in both.text("en")
    assert str(both) == both.text()
    assert "0 acts a month, 0 h." in workload(HOME, [], []).text("en")
    whole = workload(HOME, [{"age": 70}])
    assert len({row["service"] for row in whole.table}) == len(
        HOME.program.pack.entries("services")
    )


@pytest.mark.parametrize("options", [{"services": "post_office"}, {"plan": {"post_office": "x"}}])
def test_services_that_there_are_not(options: dict[str, Any]) -> None:
    with pytest.raises(SituationError) as caught:
        workload(HOME, [{}], **options)
    assert caught.value.problems[0].kind == "unknown-entry"
