"""Sums up what the comparisons with durable-rules have seen, whichever process ran them."""

from __future__ import annotations

from collections import Counter
from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    seen: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "durable":
                seen.update(value)
    if seen:
        shown = ", ".join(f"{name} {count}" for name, count in sorted(seen.items()))
        terminalreporter.write_sep("-", "durable-rules held to the evaluator")
        terminalreporter.write_line(shown)
