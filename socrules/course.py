"""What a log of events comes to as of a day, as data: its steps and its irregularities."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TypeVar

import attrs

from socrules.model import Contents
from socrules.occurrences import Irregularity
from socrules.problems import SituationError, problem
from socrules.steps import Step

Self = TypeVar("Self", bound="Course")


@attrs.frozen
class Course:
    """What a log of events comes to under a pack as of a day.

    `steps` are what the norms ask in each case, the most urgent first; `irregular` is what the log
    says and the act does not allow; `notes` what to know beside it, as ids of notes of answers.
    """

    contents: Contents = attrs.field(repr=False)
    as_of: datetime.date
    cases: tuple[str, ...]
    steps: tuple[Step, ...]
    irregular: tuple[Irregularity, ...]
    notes: tuple[str, ...]
    calendar: str

    def case(self: Self, name: str) -> Self:
        """Return the timeline of one case alone."""
        if name not in self.cases:
            known = ", ".join(f"`{one}`" for one in self.cases if one) or "—"
            raise SituationError(problem("unknown-case", case=name, known=known))
        return attrs.evolve(
            self,
            cases=(name,),
            steps=tuple(step for step in self.steps if step.case == name),
            irregular=tuple(one for one in self.irregular if one.case == name),
        )

    @property
    def by_urgency(self) -> tuple[str, ...]:
        """Return the cases, the one with the most urgent step first; those with none last."""
        places = {name: place for place, name in reversed([*enumerate(self._urgent())])}
        return tuple(sorted(self.cases, key=lambda name: (places.get(name, len(places)), name)))

    def _urgent(self) -> Iterator[str]:
        yield from (step.case for step in self.steps if step.pending)

    def count(self, state: str) -> int:
        """Return how many steps are in a state."""
        return sum(step.state == state for step in self.steps)
