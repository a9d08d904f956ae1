"""Shows what is still open as users see it: values, and ranges of values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Final

import attrs

from socrules.outcomes import apart
from socrules.terms import EITHER, FALSE, TRUE, Known
from socrules.values import Type


@attrs.frozen
class Range:
    """All values from `least` to `greatest`, both included."""

    least: Any
    greatest: Any


def possible(type: Type, known: Iterable[Known]) -> tuple[Any, ...]:
    """Return what is known as users see it: values and ranges, in ascending order."""
    if type.kind == "bool":
        return _TRUTHS[reduce(or_, known, 0)]
    if type.kind == "choice":
        members = {member for part in known for member in part}
        return tuple(option for option in type.options if option in members)
    outward, found = type.outward, []
    for least, greatest in apart(list(known)):
        end = outward(least)
        found.append(end if least == greatest else Range(end, outward(greatest)))
    return tuple(found)


_TRUTHS: Final = {0: (), FALSE: (False,), TRUE: (True,), EITHER: (False, True)}
