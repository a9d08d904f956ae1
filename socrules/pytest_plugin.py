"""The plugin pytest finds: example cases are tests, and comparisons of answers explain themselves.

pytest imports this before anything else, coverage included, so it is only a table of hooks; what
they need is imported when one is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Return what collects the cases of a file that is named `*.cases.yaml`, `.csv` or `.xlsx`."""
    if not file_path.name.endswith((".cases.yaml", ".cases.csv", ".cases.xlsx")):
        return None
    from socrules.testing.collecting import CaseFile

    return CaseFile.from_parent(parent, path=file_path)


def pytest_assertrepr_compare(op: str, left: Any, right: Any) -> list[str] | None:
    """Return what an answer is, why, and what it was compared with, where one was."""
    if not type(left).__module__.startswith("socrules.") and not type(right).__module__.startswith(
        "socrules."
    ):
        return None
    from socrules.testing.comparing import said

    return said(op, left, right)
