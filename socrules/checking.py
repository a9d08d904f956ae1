"""Checks a whole pack: it links on every day its text changes, and is answered exactly there."""

from __future__ import annotations

from collections.abc import Iterator

from socrules.evaluate import MAX_LEAVES, count_leaves
from socrules.link import link
from socrules.model import Contents
from socrules.problems import PackError, Problem, in_reading_order, problem
from socrules.program import Program
from socrules.regions import Regions
from socrules.tangles import entangled
from socrules.walk import days_of_change, unaccounted


def check(pack: Contents) -> list[Problem]:
    """Return every problem of the pack on every day its wordings differ, in reading order."""
    found: list[Problem] = []
    for day in days_of_change(pack):
        try:
            found += check_regions(link(pack, day))
        except PackError as error:
            found += error.problems
    return in_reading_order([*found, *without_account(pack)])


def without_account(pack: Contents) -> Iterator[Problem]:
    """Yield a problem for each clause that is neither cited nor left out; a draft may have such."""
    if pack.problems or pack.head.status == "draft":
        return
    clauses = pack.entries("clauses")
    for name in unaccounted(pack):
        entry = clauses[name]
        yield problem("clause-unaccounted", entry.span, id=name, clause=entry.label)


def check_regions(program: Program) -> list[Problem]:
    """Return a problem for each decision whose possible answers may be wider than they are.

    Either a number enters it in several ways, or it splits into too many cases where nothing
    is given.
    """
    return [*entangled(program), *crowded(program)]


def crowded(program: Program) -> list[Problem]:
    """Return a problem for each decision that splits into too many cases."""
    regions = Regions(program)
    found = []
    for name, decision in program.decisions.items():
        count = count_leaves(program, regions, name)
        if count > MAX_LEAVES:
            span = decision.entry.span
            found.append(
                problem("too-many-regions", span, decision=name, count=count, limit=MAX_LEAVES)
            )
    return found
