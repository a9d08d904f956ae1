"""The slips of the pen that conditions, amounts and periods are tried with, as edits of their text.

Each slip is small and plausible: the neighbouring comparison, a bound one unit off, a word that
joins otherwise. An edit says where the text changes and into what; whether the changed text still
means something is found when it is read.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

import attrs

from socrules.expressions import FUNCTIONS, TOKEN


@attrs.frozen
class Slip:
    """One edit of a text: which kind of slip, from which character, what stood there, what does."""

    operator: str
    at: int
    before: str
    after: str

    def applied(self, text: str) -> str:
        """Return the text with the slip in it."""
        return text[: self.at] + self.after + text[self.at + len(self.before) :]


COMPARISONS: Final[Mapping[str, tuple[str, ...]]] = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "=": ("!=",),
    "==": ("!=",),
    "!=": ("=",),
}
"""The comparisons each is taken for: its neighbour, and its opposite."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "and": ("joined-otherwise", "or"),
    "or": ("joined-otherwise", "and"),
    "true": ("value-changed", "false"),
    "false": ("value-changed", "true"),
    "min": ("amount-changed", "max"),
    "max": ("amount-changed", "min"),
    "round_down": ("amount-changed", "round_up"),
    "round_up": ("amount-changed", "round_down"),
    "round_half_up": ("amount-changed", "round_down"),
    "+": ("amount-changed", "-"),
    "-": ("amount-changed", "+"),
}
"""The words and signs that are taken for another."""

_KEPT: Final = {"not", "in", *FUNCTIONS, *WORDS}


@attrs.frozen
class Names:
    """What the names of a text may be taken for: truths for their opposite, members for another.

    `choices` maps the name of a choice to its members, each with another of them; `own` are those
    of the decision whose value the text is.
    """

    truths: frozenset[str] = frozenset()
    choices: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    own: Mapping[str, str] = attrs.field(factory=dict)


def in_expression(text: str, names: Names) -> Iterator[Slip]:
    """Yield the slips of a condition or amount, in the order of the text."""
    tokens = [
        (str(found.lastgroup), found.group(str(found.lastgroup)), found.start(str(found.lastgroup)))
        for found in TOKEN.finditer(text)
    ]
    before, members = "", names.own
    for (kind, word, at), (_, following, _) in pairwise([*tokens, ("end", "", len(text))]):
        if word in COMPARISONS:
            for other in COMPARISONS[word]:
                yield Slip("comparison-flipped", at, word, other)
        elif word in WORDS:
            operator, other = WORDS[word]
            yield Slip(operator, at, word, other)
        elif kind == "date":
            yield from in_date(word, at)
        elif kind == "number":
            yield from in_number(word, at)
        elif kind == "name" and word not in _KEPT and following != "(":
            if word in names.choices:
                members = names.choices[word]
            elif word in names.truths:
                negated = before == "not"
                start = text.rindex("not", 0, at) if negated else at
                whole = text[start : at + len(word)]
                yield Slip("negated", start, whole, word if negated else f"not {word}")
            elif word in members:
                yield Slip("member-changed", at, word, members[word])
        before = word
    yield from in_list(text)


_LIST: Final = re.compile(r"\[([^\[\]]*)\]")


def in_list(text: str) -> Iterator[Slip]:
    """Yield a slip for each member of a list in brackets that is dropped; the last one stays."""
    for found in _LIST.finditer(text):
        members = found[1].split(",")
        for index in range(len(members) if len(members) > 1 else 0):
            rest = ",".join(members[:index] + members[index + 1 :]).strip()
            yield Slip("member-dropped", found.start(1), found[1], rest)


def in_number(text: str, at: int = 0) -> Iterator[Slip]:
    """Yield a number one unit of its last decimal more, and less; a bare 0 also as a kopeck."""
    value = Decimal(text)
    unit = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    yield Slip("bound-moved", at, text, str(value + unit))
    if value > 0:
        yield Slip("bound-moved", at, text, str(value - unit))
    elif unit == 1:
        yield Slip("bound-moved", at, text, "0.01")


def in_date(text: str, at: int = 0) -> Iterator[Slip]:
    """Yield the next day and the day before."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return
    for shift in (1, -1):
        yield Slip("bound-moved", at, text, (day + datetime.timedelta(shift)).isoformat())


_COUNT: Final = re.compile(r"\d+")
_BASES: Final = (
    (re.compile(r"\bworking days?\b"), "calendar days"),
    (re.compile(r"\bcalendar days?\b"), "working days"),
    (re.compile(r"(?<=\d )days?\b"), "working days"),
    (re.compile(r"(?<=\d )months?\b"), "weeks"),
    (re.compile(r"(?<=\d )years?\b"), "months"),
    (re.compile(r"\bnot_stated\b"), "1 working day"),
    (re.compile(r"\bonce\b"), "2 times"),
    (re.compile(r".*"), "2 working days"),
)
"""What is counted, and what it is taken for; a period that is not stated, for one that is."""


def in_period(text: str) -> Iterator[Slip]:
    """Yield a period one unit longer and shorter, and counted in other days."""
    for found in _COUNT.finditer(text):
        number = int(found[0])
        for moved in (number + 1, number - 1):
            if moved:
                yield Slip("deadline-changed", found.start(), found[0], str(moved))
    bases = ((pattern.search(text), other) for pattern, other in _BASES)
    word, other = next((word, other) for word, other in bases if word is not None)
    yield Slip("deadline-changed", word.start(), word[0], other)


def in_count(text: str) -> Iterator[Slip]:
    """Yield a number of a standard one more, and less."""
    for found in _COUNT.finditer(text):
        number = int(found[0])
        for other in (number + 1, number - 1):
            if other >= 0:
                yield Slip("norm-changed", found.start(), found[0], str(other))


TEXTS: Final[Mapping[str, Callable[[str], Iterator[Slip]]]] = {
    "period": in_period,
    "frequency": in_period,
    "number": in_count,
    "text": in_count,
    "day": in_date,
}
"""How texts of each shape slip; conditions and amounts have `in_expression`."""
