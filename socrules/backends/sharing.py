"""Finds what conditions have in common: what one of them joins is joined once for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from socrules.backends.columns import DUAL, Column, Columns
from socrules.backends.staging import uses

Joined = dict[Column, tuple[Column, ...]]


def share(roots: Mapping[str, Column]) -> dict[str, Column]:
    """Return the same columns, with conditions made of others where those join a part of them."""
    parts = _parts(uses(roots.values()))

    def args(column: Column) -> tuple[Any, ...]:
        return parts.get(column, column.args)

    def below(column: Column) -> list[Column]:
        return [one for one in args(column) if isinstance(one, Column)]

    make, made = Columns(), dict[Column, Column]()
    for column in uses(roots.values(), below):
        new = (made[one] if isinstance(one, Column) else one for one in args(column))
        made[column] = make.make(column.op, new, column.nullable)
    return {name: made[column] for name, column in roots.items()}


def _parts(columns: Collection[Column]) -> Joined:
    """Return for conditions what to join: shorter ones that are made anyway, and what is left."""
    found: Joined = {}
    among: defaultdict[tuple[str, Column], list[Column]] = defaultdict(list)
    joined = [column for column in columns if column.op in DUAL]
    for column in sorted(joined, key=lambda one: len(one.args)):
        left, used = dict.fromkeys(column.args), []
        while shorter := _longest(column.op, left, among):
            used.append(shorter)
            left = {one: None for one in left if one not in shorter.args}
        if used:
            found[column] = (*used, *left)
        for one in column.args:
            among[column.op, one].append(column)
    return found


def _longest(
    op: str, left: Collection[Column], among: Mapping[tuple[str, Column], list[Column]]
) -> Column | None:
    """Return the longest condition that joins nothing but what is left, `None` if there is none."""
    counts = Counter(other for one in left for other in among.get((op, one), ()))
    whole = (other for other, count in counts.items() if count == len(other.args))
    return max(whole, key=lambda one: len(one.args), default=None)
