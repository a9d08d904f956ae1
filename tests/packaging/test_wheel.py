"""The installed wheel, away from the checkout: whole, and deciding the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import socrules
from checkout import PYTHON, ROOT, SOCRULES, files, run

PACKAGE = Path(socrules.__file__).resolve().parent
DEMO_FACTS = ROOT / "examples" / "demo" / "facts.yaml"

# Where the folders of the checkout lie in the wheel.
SHIPPED = {
    "socrules": PACKAGE,
    "rules": PACKAGE / "_data" / "rules",
    "calendars": PACKAGE / "_data" / "calendars",
}

CODE = """
import sys
import socrules

facts = {
    "age": 70,
    "tariff": "28450.00",
    "average_income": "21333.33",
    "emergency_or_conflict_victim": False,
    "wwii_disabled_veteran": False,
    "wwii_participant": False,
    "combat_disabled_veteran": False,
    "leningrad_badge": False,
    "sevastopol_badge": False,
    "stalingrad_badge": False,
    "wwii_rear_worker_or_interned_crew": False,
}
fee = socrules.load("luhansk/stationary-services", on="2024-10-01").decide("fee", facts)
print(socrules.__file__, *sys.path, sep="\\n", file=sys.stdout)
print(fee.status, fee.value == socrules.Money("15999.99"), [str(c) for c in fee.citations])
"""


@pytest.mark.parametrize("folder", SHIPPED)
def test_every_file_is_in_the_wheel(folder: str) -> None:
    sources = [path for path in files() if path.parts[0] == folder]
    assert sources
    for path in sources:
        shipped = SHIPPED[folder] / path.relative_to(folder)
        assert shipped.read_bytes() == (ROOT / path).read_bytes()


def test_nothing_else_is_in_the_wheel() -> None:
    shipped = {path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file()}
    shipped = {path for path in shipped if "__pycache__" not in path.parts}
    expected = {
        (SHIPPED[path.parts[0]] / path.relative_to(path.parts[0])).relative_to(PACKAGE)
        for path in files()
        if path.parts[0] in SHIPPED
    }
    assert shipped == expected


def test_python_decides_away_from_the_checkout(tmp_path: Path) -> None:
    where, *path, answer = run([PYTHON, "-I", "-c", CODE], cwd=tmp_path).splitlines()
    assert Path(where).is_relative_to(PACKAGE)
    assert str(ROOT) not in path
    assert answer == "known True ['4.3']"


def test_the_terminal_decides_away_from_the_checkout(tmp_path: Path) -> None:
    shutil.copy(DEMO_FACTS, tmp_path / "facts.yaml")
    command = "decide luhansk/stationary-services fee --facts facts.yaml --on 2024-10-01 --lang en"
    printed = run([SOCRULES, *command.split()], cwd=tmp_path)
    assert "15,999.99" in printed
    assert "4.3" in printed
