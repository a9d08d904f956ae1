"""Accounts for every clause of an act: left out with a reason, or cited, and by what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from socrules.cases import Outcome
from socrules.model import Contents, Entry
from socrules.walk import citing

TREATMENTS: Final = ("encoded", "cited", "left_out", "unaccounted")
"""Expected by a case; cited by an entry, expected by none; left out with a reason; neither."""


@attrs.frozen
class Clause:
    """One clause of an act: how it is treated, by which entries, expected by which cases."""

    pack: str
    id: str
    entry: Entry = attrs.field(repr=False)
    entries: tuple[str, ...]
    cases: tuple[str, ...]

    @property
    def treatment(self) -> str:
        """Return one of `TREATMENTS`."""
        if self.entry.left_out is not None:
            return "left_out"
        return "encoded" if self.cases else "cited" if self.entries else "unaccounted"


def clauses(contents: Contents, outcomes: Iterable[Outcome]) -> list[Clause]:
    """Return every clause of a pack, in the order of the act, with what cites and expects it.

    A case expects a clause where it passes and an answer it expects cites the clause.
    """
    cited = citing(contents)
    expected: dict[str, dict[str, None]] = {}
    for outcome in outcomes:
        for clause in outcome.clauses if outcome.passed else ():
            expected.setdefault(clause, {})[outcome.case.id] = None
    return [
        Clause(contents.id, name, entry, cited.get(name, ()), tuple(expected.get(name, ())))
        for name, entry in contents.entries("clauses").items()
    ]


def totals(found: Iterable[Clause]) -> dict[str, int]:
    """Return how many clauses have each treatment, and how many there are."""
    treatments = [clause.treatment for clause in found]
    return {name: treatments.count(name) for name in TREATMENTS} | {"all": len(treatments)}


def to_data(found: Iterable[Clause]) -> dict[str, Any]:
    """Return clauses as data for JSON: `clauses` and `totals`."""
    listed = list(found)
    rows = [
        {
            "pack": one.pack,
            "id": one.id,
            "treatment": one.treatment,
            "entries": list(one.entries),
            "cases": list(one.cases),
        }
        for one in listed
    ]
    return {"clauses": rows, "totals": totals(listed)}
