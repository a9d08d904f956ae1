"""A pack linked for many days: whole once for all days on which it says the same."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from invented import decision, write
from socrules import linker
from socrules.library import contents
from socrules.linker import Linker
from socrules.pack import Pack
from socrules.problems import PackError

DAYS = decision("value: years_between(day, day + 7974 years)", type="integer", name="years")
SUM = """
  share:
    title:
      ru: Доля
    type: money
    rules:
      all:
        cite: "2"
        value: sum

parameters:
  sum:
    title:
      ru: Сумма
    type: money
    versions:
      - from: 2024-01-01
        cite: "2"
        value: "10.00"
      - from: 2025-01-01
        cite: "2"
        value: "20.00"
"""


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the days for which a pack is linked whole, in order."""
    found: list[str] = []
    link = linker.link

    def counted(pack, day, readings):
        found.append(day.isoformat())
        return link(pack, day, readings)

    monkeypatch.setattr(linker, "link", counted)
    return found


@pytest.fixture
def act(tmp_path: Path) -> Linker:
    return Linker(contents(write(tmp_path / "act", DAYS + SUM)))


def share(act: Linker, day: str, **readings: str) -> str:
    program = act.program(datetime.date.fromisoformat(day), readings)
    return str(Pack(program).decide("share", {}).value)


def test_each_stretch_of_days_is_linked_once(act: Linker, linked: list[str]) -> None:
    days = ("2024-10-01", "2024-12-31", "2025-01-01", "2025-06-01", "2024-10-01")
    assert [share(act, day) for day in days] == ["10.00", "10.00", "20.00", "20.00", "10.00"]
    assert linked == ["2024-10-01", "2025-01-01"]


def test_other_readings_are_linked_anew(act: Linker, linked: list[str]) -> None:
    assert share(act, "2024-10-01") == share(act, "2024-10-01", rounding="up")
    assert share(act, "2024-10-02") == share(act, "2024-10-03", rounding="down")
    assert linked == ["2024-10-01", "2024-10-01"]


def test_a_known_program_needs_no_linking(act: Linker, linked: list[str]) -> None:
    other = Linker(act.contents, [act.program(datetime.date(2024, 10, 1), {})])
    assert share(other, "2024-11-01") == "10.00"
    assert linked == ["2024-10-01"]


def test_what_another_day_makes_too_wide_is_told(act: Linker, linked: list[str]) -> None:
    assert share(act, "2025-10-01") == "20.00"
    with pytest.raises(PackError, match="overflow"):
        share(act, "2026-10-01")
    assert linked == ["2025-10-01", "2026-10-01"]
