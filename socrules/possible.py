"""Shows what is still open as users see it: values, and ranges of values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from socrules.outcomes import apart
from socrules.terms import FALSE, TRUE, Known
from socrules.values import Type


@attrs.frozen
class Range:
    """All values from `least` to `greatest`, both included."""

    least: Any
    greatest: Any


def possible(type: Type, known: Iterable[Known]) -> tuple[Any, ...]:
    """Return what is known as users see it: values and ranges, in ascending order."""
    if type.is_number:
        found = []
        for least, greatest in apart(list(known)):
            ends = type.outward(least), type.outward(greatest)
            found.append(ends[0] if least == greatest else Range(*ends))
        return tuple(found)
    if type.kind == "bool":
        bits = 0
        for part in known:
            bits |= part
        return tuple(value for value, bit in ((False, FALSE), (True, TRUE)) if bits & bit)
    members = {member for part in known for member in part}
    return tuple(option for option in type.options if option in members)
