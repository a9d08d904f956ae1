"""The typed form of every condition and amount, and what each operation means.

A term is a node of a directed graph: equal terms of one program are one object. Numbers are whole
numbers over the term's `scale` (money times 3/4 has scale 4), so that everything stays exact.

An operation is one row of `OPERATIONS`: how it works on what is known of its arguments. What is
known of a condition is a mask, `FALSE`, `TRUE` or both; of a number its least and greatest value;
of a choice the set of members it may be. Known values are the narrowest such sets, so one meaning
serves known and unknown facts alike, and it is exact where no fact occurs twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any, Final

from socrules.model import Citation, Item
from socrules.problems import Span
from socrules.values import Type

FALSE: Final = 1
TRUE: Final = 2
EITHER: Final = FALSE | TRUE

Known = Any
"""What is known of a term: a mask, a pair of bounds, or a frozen set of members."""

BOOL: Final = Type("bool")
INTEGER: Final = Type("integer")
DATE: Final = Type("date")


class Term:
    """A typed operation on other terms.

    `args` are terms or the plain constants of the operation; `least` and `greatest` bound a number
    over all facts; `item` is the enumerated item a condition stands for; `cites` and `reading` are
    those of a parameter.
    """

    __slots__ = (
        "args",
        "cites",
        "greatest",
        "item",
        "least",
        "op",
        "reading",
        "scale",
        "span",
        "type",
    )

    def __init__(
        self, op: str, args: tuple[Any, ...], type: Type, span: Span | None = None
    ) -> None:
        self.op = op
        self.args = args
        self.type = type
        self.span = span
        self.scale = 1
        self.least = 0
        self.greatest = 0
        self.item: Item | None = None
        self.cites: tuple[Citation, ...] = ()
        self.reading = ""

    def walk(self) -> Iterator[Term]:
        """Yield the term and those below it, each as often as it occurs."""
        yield self
        for arg in self.args:
            if isinstance(arg, Term):
                yield from arg.walk()

    def leaves(self) -> list[Term]:
        """Return the facts and decisions of the term, each as often as it occurs."""
        return [term for term in self.walk() if term.op in ("fact", "decision")]


def mask(value: bool) -> int:
    """Return the mask of a known truth value."""
    return TRUE if value else FALSE


def add_months(ordinal: int, months: int) -> int:
    """Return the day `months` later, or the last of that month where it has no such day."""
    day = datetime.date.fromordinal(ordinal)
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = _days_in_month(year, month + 1)
    return datetime.date(year, month + 1, min(day.day, last)).toordinal()


def _days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def years_between(start: int, end: int) -> int:
    """Return the full years from one day to another; a year is full on the same day of the year."""
    first, last = datetime.date.fromordinal(start), datetime.date.fromordinal(end)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def add_period(ordinal: int, unit: str, number: int) -> int:
    """Return the day `number` days, months or years later."""
    if unit == "days":
        return ordinal + number
    return add_months(ordinal, number * (12 if unit == "years" else 1))


def weekday(ordinal: int) -> int:
    """Return the day of the week, Monday 1 to Sunday 7."""
    return (ordinal + 6) % 7 + 1


def round_amount(mode: str, amount: int, step: int) -> int:
    """Return `amount` in steps of `step`, rounded down, up, or half up (away from zero)."""
    if mode == "round_down":
        return amount // step
    if mode == "round_up":
        return -(-amount // step)
    size = (2 * abs(amount) + step) // (2 * step)
    return size if amount >= 0 else -size


def _less(a: Known, b: Known) -> int:
    return (TRUE if a[0] < b[1] else 0) | (FALSE if a[1] >= b[0] else 0)


def _at_most(a: Known, b: Known) -> int:
    return (TRUE if a[0] <= b[1] else 0) | (FALSE if a[1] > b[0] else 0)


def _equal(a: Known, b: Known) -> int:
    if isinstance(a, tuple):
        apart = a[1] < b[0] or b[1] < a[0]
        return FALSE if apart else TRUE if a[0] == a[1] == b[0] == b[1] else EITHER
    both = a & b
    return FALSE if not both else TRUE if len(a) == len(b) == 1 else EITHER


def _all(*masks: int) -> int:
    possible, failing = TRUE, 0
    for one in masks:
        possible &= one
        failing |= one & FALSE
    return possible | failing


def _any(*masks: int) -> int:
    failing, possible = FALSE, 0
    for one in masks:
        failing &= one
        possible |= one & TRUE
    return possible | failing


def _at_least(number: int, *masks: int) -> int:
    sure = sum(one == TRUE for one in masks)
    possible = sum(one & TRUE != 0 for one in masks)
    return (TRUE if possible >= number else 0) | (FALSE if sure < number else 0)


def _times(a: Known, factor: int) -> Known:
    ends = a[0] * factor, a[1] * factor
    return min(ends), max(ends)


def _rounded(a: Known, mode: str, step: int, unit: int) -> Known:
    return tuple(round_amount(mode, end, step) * unit for end in a)


def _years(a: Known, b: Known) -> Known:
    return years_between(a[1], b[0]), years_between(a[0], b[1])


def _weekday(a: Known) -> Known:
    first, last = weekday(a[0]), weekday(a[1])
    return (first, last) if a[1] - a[0] == last - first else (1, 7)


OPERATIONS: Final[dict[str, Callable[..., Known]]] = {
    "and": _all,
    "or": _any,
    "not": lambda a: EITHER if a == EITHER else EITHER - a,
    "at_least": _at_least,
    "item": lambda a: a,
    "<": _less,
    "<=": _at_most,
    "=": _equal,
    "+": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "-": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "times": _times,
    "min": lambda *a: (min(one[0] for one in a), min(one[1] for one in a)),
    "max": lambda *a: (max(one[0] for one in a), max(one[1] for one in a)),
    "round": _rounded,
    "add_period": lambda a, unit, number: tuple(add_period(end, unit, number) for end in a),
    "years_between": _years,
    "weekday": _weekday,
}
"""What each operation knows of its result from what is known of its arguments."""


def constant(type: Type, value: Any) -> Known:
    """Return what is known of a known value."""
    if type.kind == "bool":
        return mask(value)
    return frozenset((value,)) if type.kind == "choice" else (value, value)


def single(known: Known) -> bool:
    """Say whether only one value is left."""
    if isinstance(known, tuple):
        return bool(known[0] == known[1])
    return len(known) == 1 if isinstance(known, frozenset) else known != EITHER


def only(known: Known) -> Any:
    """Return the one value that is left."""
    if isinstance(known, tuple):
        return known[0]
    return next(iter(known)) if isinstance(known, frozenset) else known == TRUE


COMPARISONS: Final = ("<", "<=", "=")


def is_day(term: Term) -> bool:
    """Say whether a term is the day in question: a constant that is marked with its name."""
    return term.op == "constant" and len(term.args) > 1


def is_wide(term: Term) -> bool:
    """Say whether a term compares more than one fact or decision."""
    return term.op in COMPARISONS and len(term.leaves()) > 1


def apply(term: Term, known: Callable[[Term], Known]) -> Known:
    """Return what is known of an operation from what is `known` of its arguments."""
    if term.op in ("constant", "parameter"):
        return term.args[0]
    return OPERATIONS[term.op](*(known(a) if isinstance(a, Term) else a for a in term.args))


def evaluate_term(term: Term, look_up: Callable[[Term], Known]) -> Known:
    """Return what is known of `term` where `look_up` says what is known of facts and decisions."""
    if term.op in ("fact", "decision"):
        return look_up(term)
    return apply(term, lambda arg: evaluate_term(arg, look_up))
