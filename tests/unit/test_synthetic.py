"""People drawn as a caller says they are likely."""

from __future__ import annotations

import pytest

import socrules
from socrules import Money
from socrules.synthetic import people

HOME = socrules.load("luhansk/stationary-services", on="2024-10-01")
NEED = socrules.load("kaliningrad/need-recognition", on="2024-10-01")


def test_facts_are_drawn_as_they_are_likely() -> None:
    likely = {"leningrad_badge": 0.1, "age": (18, 95), "tariff": ("10.00", "20.00")}
    found = list(people(HOME.program, 2000, seed=1, missing=0.2, likely=likely))
    assert {name for one in found for name in one} == likely.keys()
    ages = [one["age"] for one in found if "age" in one]
    assert (min(ages), max(ages)) == (18, 95)
    assert len(ages) / 2000 == pytest.approx(0.8, abs=0.03)
    assert all(
        Money("10.00") <= one["tariff"] <= Money("20.00") for one in found if "tariff" in one
    )
    badges = [one["leningrad_badge"] for one in found if "leningrad_badge" in one]
    assert sum(badges) / len(badges) == pytest.approx(0.1, abs=0.03)
    again = list(people(HOME.program, 2000, seed=1, missing=0.2, likely=likely))
    assert again == found != list(people(HOME.program, 2000, seed=2, missing=0.2, likely=likely))


def test_members_are_drawn_as_often_as_they_are_named() -> None:
    likely = {"service_mode": ["home", "home", "urgent"]}
    found = [one["service_mode"] for one in people(NEED.program, 900, missing=0, likely=likely)]
    assert {*found} == {"home", "urgent"}
    assert found.count("home") / 900 == pytest.approx(2 / 3, abs=0.06)
