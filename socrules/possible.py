"""Shows what is still open as users see it: values, and ranges of values."""

from __future__ import annotations

from collections.abc import Iterable
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
        truths = 0
        for part in known:
            truths |= part
        return _TRUTHS[truths]
    if type.kind == "choice":
        members = {member for part in known for member in part}
        return tuple(option for option in type.options if option in members)
    outward, found = type.outward, []
    for least, greatest in apart(list(known)):
        end = outward(least)
        found.append(end if least == greatest else _between(end, outward(greatest)))
    return tuple(found)


def _between(least: Any, greatest: Any) -> Range:
    """Return a range; it is frozen, and made often: this is the quickest way to fill one in."""
    found = _new(Range)
    _set_least(found, least)
    _set_greatest(found, greatest)
    return found


_new: Final = object.__new__
_set_least: Final = Range.__dict__["least"].__set__
_set_greatest: Final = Range.__dict__["greatest"].__set__
_TRUTHS: Final = {0: (), FALSE: (False,), TRUE: (True,), EITHER: (False, True)}
