"""The keys of norms: what duties and their like, limits and standards of services share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple


class Key(NamedTuple):
    """A key of an entry: its shape, whether it is required or varies by wording, what it means."""

    shape: str
    required: bool
    versioned: bool
    doc: str


class Keys(dict[str, Key]):
    """The keys of one kind of entry by name.

    `required` are those that must be there, `varying` those that may differ by wording.
    """

    def __init__(self, keys: Mapping[str, Key]) -> None:
        super().__init__(keys)
        self.required = tuple(name for name, key in keys.items() if key.required)

    @cached_property
    def varying(self) -> Keys:
        """Return the keys that may differ from wording to wording."""
        return Keys({name: key for name, key in self.items() if key.versioned})


def table(**keys: tuple[str, str]) -> Keys:
    """Return keys by name; `!` after a shape: required, `~`: may differ by wording."""
    return Keys(
        {
            name.rstrip("_"): Key(shape.rstrip(" !~"), "!" in shape, "~" in shape, doc)
            for name, (shape, doc) in keys.items()
        }
    )


BY_READING: Final = "_by_reading"
"""How the kinds end that hold what entries of a kind say under one option of their reading."""

_ALIKE: Final = ("title", "reading", "by_reading", "extended_by", "from", "to")
"""The keys of an entry that are the same under every option of its reading."""


def by_reading(kind: str, mark: str = "~") -> tuple[str, str]:
    """Return the key under which an entry says what differs by option of its reading."""
    return f"entries:{kind}{BY_READING} {mark}", "what it says by option of its reading"


def otherwise(keys: Mapping[str, Key]) -> Keys:
    """Return the keys that may differ by reading: none must be there, none varies by wording."""
    return Keys(
        {
            name: key._replace(required=False, versioned=False)
            for name, key in keys.items()
            if name not in _ALIKE
        }
    )


FROM: Final = ("day ~", "first day of the wording, or `in_force`")
TO: Final = ("day ~", "last day of the wording, only where the text ends it")

NORM: Final = {
    "title": ("bilingual !", "what is to be done, may be done or must not be done"),
    "cite": ("citations ~", "the clause it encodes"),
    "see": ("citations ~", "other clauses it leans on"),
    "who": ("ids ~", "the actors it binds or entitles"),
    "whom": ("ids ~", "the actors it is done to"),
    "when": ("condition ~", "the condition under which it stands"),
    "unless": ("entry:unless ~", "what switches it off"),
    "after": ("ids ~", "the event it follows, where that happens once"),
    "for_each": ("id ~", "the event it follows, each time it happens"),
    "how": ("bilingual ~", "the form or the way"),
    "contents": ("id ~", "the checklist that says what it must contain"),
    "reading": ("id ~", "the reading it rests on"),
    "from_": FROM,
    "to": TO,
}
"""The keys of duties, rights, prohibitions, competences and statements alike."""

CLOCK: Final = {
    "clock": ("id ~", "the date its period runs from, where that depends on the route"),
    "since": ("id ~", "the event it recurs from"),
    "within": ("period ~", "the period it must be done in; `not_stated` where the act names none"),
    "at_least": ("frequency ~", "how often it must be done, `once in 3 years`"),
    "extended_by": ("entry:extensions ~", "how the period may be extended"),
    "before": ("ids ~", "what must be done after it: the next steps of the chain"),
    "done_by": ("ids ~", "the events that fulfil it"),
    "time": ("choices ~", "readings of the period, by the names of the table of periods"),
}
"""The keys of what has a clock."""

FREQUENCY: Final = {
    "title": ("bilingual !", "what is done"),
    "cite": ("citations ~", "the row of the standard"),
    "see": ("citations ~", "other clauses it leans on"),
    "when": ("condition ~", "for whom or where the norm holds"),
    "bound": ("enum:exactly|at_least|at_most ~", "how the number of times binds"),
    "times": ("number ~", "how many times"),
    "times_to": ("number ~", "the upper end, where the norm is a range"),
    "per": (
        "enum:day|week|month|quarter|half_year|year|course|service ~",
        "the period the times are counted in",
    ),
    "every": ("number ~", "how many such periods make one, 2 for once in two months"),
    "days_per_week": ("number ~", "on how many days of a week"),
    "as_needed": ("bool ~", "whether the norm binds only for a person who needs it"),
    "frequency_by": ("bilingual ~", "the act or document that sets the frequency instead"),
    "minutes": ("text ~", "minutes of one performance"),
    "minutes_per": ("enum:act|m2|visit|day ~", "what the minutes are counted for"),
    "payer": ("enum:recipient|provider ~", "who pays for the goods"),
    "basis": ("bilingual ~", "the recommendation or order it follows"),
    "note": ("bilingual ~", "what to know about the row"),
    "reading": ("id ~", "the reading it rests on"),
    "by_reading": by_reading("frequencies"),
    "from_": FROM,
    "to": TO,
}
"""The keys of a component of a service and of its variants."""

LIMIT: Final = {
    "title": ("bilingual !", "what is limited"),
    "cite": ("citations ~ !", "the clause that limits it"),
    "see": ("citations ~", "other clauses it leans on"),
    "who": ("ids ~", "the actors it binds"),
    "when": ("condition ~", "when the limit holds"),
    "start": ("id ~", "the event the state begins with"),
    "end": ("id ~", "the event the state ends with"),
    "at_most": ("period ~", "the greatest length; never moved to a working day"),
    "time": ("choices ~", "readings of the length, by the names of the table of periods"),
    "reading": ("id ~", "the reading it rests on"),
    "by_reading": by_reading("limits"),
    "from_": FROM,
    "to": TO,
}
"""The keys of limits."""

_SHOWN_AS: Final = {"ids": "ids", "id": "ids", "choices": "choices", "entry:extensions": "choices"}
_NOT_OF_THE_NORM: Final = frozenset(
    (
        "title",
        "cite",
        "see",
        "when",
        "unless",
        "reading",
        "by_reading",
        "basis",
        "note",
        "from",
        "to",
    )
)

NORM_KEYS: Final[dict[str, str]] = {
    name: _SHOWN_AS.get(key.shape, "text")
    for keys in (NORM | CLOCK, LIMIT, FREQUENCY)
    for name, key in table(**keys).items()
    if name not in _NOT_OF_THE_NORM
}
"""What a case may expect of the norm behind an answer, with the shape it is expected in."""
