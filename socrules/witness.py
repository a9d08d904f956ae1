"""Witnesses: one concrete situation, as few facts as can be, answered by one or two packs.

A witness is an example case: `ready_case` writes it as one, with what a pack answers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from socrules.answer import Decision
from socrules.case_text import case_text
from socrules.expected import of_norm, shown
from socrules.model import Text
from socrules.norm_keys import NORM_KEYS
from socrules.pack import Pack
from socrules.problems import SituationError

Facts = dict[str, Any]
"""Facts by id, with the values users see."""


@attrs.frozen
class Answered:
    """What a pack answers to one question: the status, the value, its clauses, what a norm says.

    `reasons` are the clauses of alternative grounds, where no clause is certain.
    """

    status: str
    value: Any
    clauses: tuple[str, ...]
    norm: Mapping[str, str]
    reasons: tuple[str, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """Return the clauses, or those of the alternative grounds."""
        return self.clauses or self.reasons

    def same(self, other: Answered) -> bool:
        """Say whether the answer is the same, whichever clauses it rests on."""
        return (self.status, self.value) == (other.status, other.value)

    def same_norm(self, other: Answered) -> bool:
        """Say whether the answer is the same, and what the norm behind it says."""
        return self.same(other) and self.norm == other.norm


@attrs.frozen
class Witness:
    """A situation, and what is answered there before and after; `None` where that is refused.

    `asked` are those of the facts the version after knows.
    """

    decision: str
    day: datetime.date
    readings: Mapping[str, str]
    facts: Facts
    asked: Facts
    before: Answered | None
    after: Answered | None

    def same(self, other: Witness) -> bool:
        """Say whether both answers are the same as those of another witness."""
        return all(
            one is not None and two is not None and one.same(two)
            for one, two in ((self.before, other.before), (self.after, other.after))
        )


def answered(pack: Pack, decision: str, facts: Mapping[str, Any]) -> Answered | None:
    """Return what a pack answers to those of the facts it knows; `None` where it refuses them."""
    known = {name: value for name, value in facts.items() if name in pack.program.facts}
    try:
        answer = pack.decide(decision, known)
        return of(answer)
    except SituationError:
        return None


def of(answer: Decision) -> Answered:
    """Return an answer as it is kept with a witness."""
    value = answer.value if answer.status == "known" else None
    reasons = tuple(clause for reason in answer.reasons for clause in reason.clauses)
    values = {} if answer.norm is None else answer.norm.values
    stated = {key: shape for key, shape in NORM_KEYS.items() if values.get(key) is not None}
    said = {key: of_norm(answer, key, shape) for key, shape in stated.items()}
    norm = {key: "; ".join(parts) for key, parts in said.items() if parts}
    return Answered(answer.status, value, answer.citations, norm, reasons)


def fewest(facts: Facts, holds: Callable[[Facts], bool]) -> Facts:
    """Return as few of the facts as still `hold`: none of them can be left out."""
    left = dict(facts)
    for name in facts:
        rest = {one: value for one, value in left.items() if one != name}
        if holds(rest):
            left = rest
    return left


# --- as an example case ---


def ready_case(id: str, title: Text, witness: Witness, answer: Answered) -> str:
    """Return the example case, to be pasted under `cases:`, that expects `answer`."""
    facts = {name: shown(value) for name, value in witness.asked.items()}
    record: dict[str, Any] = {
        "title": {"ru": title.ru, "en": title.en or title.ru},
        "date": witness.day.isoformat(),
        "given": facts,
        "readings": dict(witness.readings),
    }
    record = {key: part for key, part in record.items() if part}
    return case_text(id, {**record, "expect": {witness.decision: expected(answer)}})


def expected(answer: Answered) -> dict[str, Any]:
    """Return what an example case expects of an answer, key by key."""
    known = answer.status == "known"
    found: dict[str, Any] = {"value": shown(answer.value)} if known else {"status": answer.status}
    for key, clauses in (("clauses", answer.clauses), ("reasons", answer.reasons)):
        found |= {key: list(clauses)} if clauses else {}
    return found | {key: _FORMS[NORM_KEYS[key]](text) for key, text in answer.norm.items()}


_FORMS: Final[dict[str, Callable[[str], Any]]] = {
    "ids": lambda text: text.split("; "),
    "choices": lambda text: dict(part.split(": ", 1) for part in text.split("; ")),
    "text": lambda text: text.split("; ")[0],
}
"""How what a norm says is expected, by the shape of its key; of prose the Russian is expected."""
