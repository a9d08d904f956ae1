"""In an editable checkout the rules that decide are those one edits, not an install's copies."""

from __future__ import annotations

import shutil
from pathlib import Path

from checkout import PYTHON, ROOT, run

CODE = """
import socrules

facts = {"age": 70, "tariff": "28450.00", "average_income": "21333.33"}
fee = socrules.load("luhansk/stationary-services", on="2024-10-01").decide("fee", facts)
print("15999.99" in str(fee.possible), "10666.66" in str(fee.possible))
"""


def decide(checkout: Path) -> str:
    # Coverage is that of the wheel; this copy of the package is another.
    unmeasured = ["env", "-u", "COVERAGE_PROCESS_CONFIG", PYTHON]
    return run([*unmeasured, "-c", CODE], cwd=checkout.parent, env={"PYTHONPATH": str(checkout)})


def test_an_edited_rule_decides_at_once(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for folder in ("socrules", "rules", "calendars"):
        shutil.copytree(ROOT / folder, checkout / folder)
    shutil.copy(ROOT / "pyproject.toml", checkout)
    assert decide(checkout) == "True False\n"

    parameters = checkout / "rules" / "luhansk" / "stationary-services" / "parameters.yaml"
    text = parameters.read_text(encoding="utf-8")
    assert text.count('"75 %"') == 1
    parameters.write_text(text.replace('"75 %"', '"50 %"'), encoding="utf-8")
    assert decide(checkout) == "False True\n"
