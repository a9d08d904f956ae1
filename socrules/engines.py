"""The engines that may be asked in the evaluator's place, found by name and imported when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from socrules.evaluate import Evaluation
from socrules.problems import SituationError, nearest, problem
from socrules.program import Program
from socrules.regions import Regions


class Engine(Protocol):
    """Another way to the same answers: it concludes what it can, and the evaluator reads that."""

    def conclude(self, evaluations: Mapping[str, Evaluation]) -> Mapping[str, Evaluation]:
        """Return, by decision asked, an evaluation that is told what was concluded."""


def _durable(program: Program, regions: Regions) -> Engine:
    from socrules.backends.durable import Durable

    return Durable(program, regions)


ENGINES: Final[dict[str, Callable[[Program, Regions], Engine]]] = {"durable": _durable}
"""Each engine by its name; what it needs beside socrules is an extra."""


def engine(name: str, program: Program, regions: Regions) -> Engine:
    """Return the engine of that name for one program; raises `SocrulesError` if there is none."""
    if name not in ENGINES:
        near, known = nearest(name, ENGINES), ", ".join(ENGINES)
        raise SituationError(problem("unknown-word", word=name, known=known, suggest=near))
    return ENGINES[name](program, regions)
