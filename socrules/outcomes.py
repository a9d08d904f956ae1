"""What decisions may answer: values, silence, conflict and other statuses, joined and met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from socrules.regions import Variable
from socrules.terms import Known, Term, only, single

STATUSES: Final = ("conflict", "not_stated", "not_applicable")
"""Statuses without a value, the graver first."""


class Answer:
    """What rules may answer: values by what makes them, whether they may be silent or in conflict.

    `values` maps a term, or the one value left, to what is known of it: the same key is the same
    answer, whoever gives it.
    """

    __slots__ = ("conflict", "silent", "values")

    def __init__(self, values: dict[Any, Known], silent: bool, conflict: bool) -> None:
        self.values = values
        self.silent = silent
        self.conflict = conflict


SILENT: Final = Answer({}, True, False)


class Outcome:
    """What a decision may answer: `values` as in `Answer`, and statuses without a value.

    `because` names the decisions whose lack of a value decides the status.
    """

    __slots__ = ("because", "statuses", "values")

    def __init__(
        self,
        values: dict[Any, Known],
        statuses: frozenset[str],
        because: frozenset[str] = frozenset(),
    ) -> None:
        self.values = values
        self.statuses = statuses
        self.because = because

    @property
    def settled(self) -> bool:
        """Say whether only one answer is left."""
        return self.one_answer and all(single(known) for known in self.values.values())

    @property
    def one_answer(self) -> bool:
        """Say whether one status or one making of a value is left, perhaps not one number."""
        return len(self.statuses) + len(self.values) == 1

    @property
    def value(self) -> Any:
        """Return the one value left, of a settled outcome without statuses."""
        return only(next(iter(self.values.values())))

    def same(self, other: Outcome) -> bool:
        """Say whether two outcomes are the same answers."""
        return self.statuses == other.statuses and self.values.keys() == other.values.keys()


class Leaf:
    """One case of a split decision: what was fixed in it, and its outcome."""

    __slots__ = ("fixed", "outcome")

    def __init__(self, fixed: Mapping[Variable, Any], outcome: Outcome) -> None:
        self.fixed = fixed
        self.outcome = outcome


@attrs.frozen
class Lacking:
    """What stands for a decision without a value: its status, and all it might have been."""

    status: str
    domain: Known


@attrs.frozen
class Amount:
    """An amount that rests on one open number: it is another one where it is `least` another."""

    of: Variable
    least: Known


class Told:
    """What is known of conditions and decisions before anything is evaluated."""

    __slots__ = ("conditions", "decisions")

    def __init__(self, conditions: Mapping[Term, Known], decisions: Mapping[str, bool]) -> None:
        self.conditions = conditions
        self.decisions = decisions


NOTHING: Final = Told({}, {})


def together(answers: list[Answer]) -> Answer:
    """Return what equals answer: one value they agree on, or a conflict."""
    speaking = [answer for answer in answers if answer.values]
    values = {key: known for answer in speaking for key, known in answer.values.items()}
    conflict = any(answer.conflict for answer in answers)
    conflict = conflict or (len(speaking) > 1 and len(values) > 1)
    sure = [answer.values for answer in answers if not answer.silent]
    return Answer(agreed(sure) if sure else values, not sure, conflict)


def held(known: Known, domain: Known) -> Known:
    """Return what is known of a derived value, held within the bounds of its fact."""
    if not isinstance(known, tuple):
        return known
    return tuple(min(max(end, domain[0]), domain[1]) for end in known)


def join_known(known: list[Known]) -> Known:
    """Return the least that covers all that is known."""
    joined, *others = known
    for one in others:
        if isinstance(joined, tuple):
            joined = min(joined[0], one[0]), max(joined[1], one[1])
        else:
            joined = joined | one
    return joined


def apart(known: list[Known]) -> list[Known]:
    """Return ranges in ascending order, those that touch joined; of anything else the one join."""
    if not known:
        return []
    if not isinstance(known[0], tuple):
        return [join_known(known)]
    found: list[tuple[int, int]] = []
    for least, greatest in sorted(known):
        if found and least <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], greatest)
        else:
            found.append((least, greatest))
    return list(found)


def agreed(answers: list[dict[Any, Known]]) -> dict[Any, Known]:
    """Return the values all answers can agree on."""
    found, *others = answers
    for other in others:
        found = meet(found, other)
    return found


def meet(values: dict[Any, Known], others: dict[Any, Known]) -> dict[Any, Known]:
    """Return the values two answers can agree on."""
    found: dict[Any, Known] = {}
    for key, known in values.items():
        for other, bounds in others.items():
            if key == other:
                found[key] = known
            elif parted(key, other):
                continue
            elif isinstance(known, tuple):
                least, greatest = max(known[0], bounds[0]), min(known[1], bounds[1])
                if least == greatest:
                    found[least] = (least, least)
                elif least < greatest:
                    found[key, other] = (least, greatest)
            elif both := known & bounds:
                found[only(both) if single(both) else (key, other)] = both
    return found


def parted(key: Any, other: Any) -> bool:
    """Say whether amounts are surely different, as `identified` has made their keys."""
    if isinstance(key, Amount) and isinstance(other, Amount):
        return key.of == other.of
    one, rest = (key, other) if isinstance(key, Amount) else (other, key)
    return isinstance(one, Amount) and isinstance(rest, int)


def join_leaves(leaves: Iterable[Leaf]) -> Outcome:
    """Return what may be answered in any of the cases."""
    values: dict[Any, list[Known]] = {}
    statuses: frozenset[str] = frozenset()
    because: frozenset[str] = frozenset()
    for leaf in leaves:
        for key, known in leaf.outcome.values.items():
            values.setdefault(key, []).append(known)
        statuses |= leaf.outcome.statuses
        because |= leaf.outcome.because
    return Outcome({key: join_known(known) for key, known in values.items()}, statuses, because)
