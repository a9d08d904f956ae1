"""Says in a failed assertion what an answer is and which clause decided."""

from __future__ import annotations

from typing import Any

from socrules.answer import Decision
from socrules.expected import PARTS, shown
from socrules.possible import Range
from socrules.values import Unknown


def said(op: str, left: Any, right: Any) -> list[str] | None:
    """Return the lines that explain a comparison with an answer, `None` where there is none."""
    if isinstance(left, Decision) and isinstance(right, Decision):
        return [f"{line(left)} {op} {line(right)}", *parts(left, right)]
    for answer, other in ((left, right), (right, left)):
        if isinstance(answer, Decision):
            lines = [f"{line(answer)} {op} {other!r}", "an answer is compared by its parts:"]
            return [*lines, f"write `.value {op} {other!r}` or `.status`", *why(answer)]
        if isinstance(answer, Range | Unknown):
            return [f"{shown(answer)} {op} {shown(other)}"]
    return None


def line(answer: Decision) -> str:
    """Return an answer on one line: `fee = 0.00 (4.2(1))`."""
    value = shown(answer.value) if answer.status == "known" else answer.status
    clauses = ", ".join(answer.citations)
    return f"{answer.id} = {value}" + (f" ({clauses})" if clauses else "")


def parts(left: Decision, right: Decision) -> list[str]:
    """Return a line for each part in which two answers differ."""
    found = []
    for key, read in PARTS.items():
        one, other = read(left), read(right)
        if one != other:
            found.append(f"  {key}: {', '.join(one) or '—'} ≠ {', '.join(other) or '—'}")
    return found


def why(answer: Decision) -> list[str]:
    """Return the answer in words."""
    return ["", *answer.explain("en").rstrip().splitlines()]
