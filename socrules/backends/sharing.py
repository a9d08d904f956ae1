"""Finds what conditions have in common: what several of them join is joined once for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from socrules.backends.columns import DUAL, Column, Columns
from socrules.backends.staging import uses

Roots = Mapping[str, Column]


def share(roots: Roots) -> dict[str, Column]:
    """Return the same columns, with conditions made of others where those join a part of them."""
    parts = _parts(uses(roots.values()))

    def args(column: Column) -> tuple[Any, ...]:
        return parts.get(column, column.args)

    def below(column: Column) -> list[Column]:
        return [one for one in args(column) if isinstance(one, Column)]

    make, made = Columns(), dict[Column, Column]()
    for column in uses(roots.values(), below):
        new = [made[one] if isinstance(one, Column) else one for one in args(column)]
        made[column] = _made(make, column, new)
    return {name: made[column] for name, column in roots.items()}


def _made(make: Columns, column: Column, args: list[Any]) -> Column:
    """Return a column with other arguments, which mean the same."""
    return (
        _join(make, column.op, args)
        if column.op in DUAL
        else make.make(column.op, args, column.nullable)
    )


def _join(make: Columns, op: str, parts: Iterable[Column]) -> Column:
    """Return conditions joined as they are."""
    first, *rest = found = dict.fromkeys(parts)
    return make.make(op, found, any(one.nullable for one in found)) if rest else first


# --- gaps are filled last ---


def fill_last(roots: Roots) -> dict[str, Column]:
    """Return columns in which conditions are joined first, and what is null there filled after.

    What surely holds and what perhaps does then rest on one condition. Null counts as false in a
    test by which something is chosen: it may be null.
    """
    make, made = Columns(), dict[Column, Column]()
    for column in uses(roots.values()):
        args = [made[one] if isinstance(one, Column) else one for one in column.args]
        if column.op in DUAL:
            args = _filled_last(make, column.op, args)
        elif column.op == "choose":
            args[0] = _tested(make, args[0])
        elif column.op in ("first", "pick"):
            args = [_tested(make, one) if isinstance(one, Column) else one for one in args]
        made[column] = _made(make, column, args)
    return {name: made[column] for name, column in roots.items()}


def _filled_last(make: Columns, op: str, parts: list[Column]) -> list[Column]:
    """Return parts of which those that are filled with the same value are one."""
    groups: defaultdict[bool | None, dict[Column, Column]] = defaultdict(dict)
    for part in parts:
        inner, value = _unfilled(make, part)
        groups[value][part] = inner
    found = list(groups.pop(None, ()))
    for value, members in groups.items():
        if len(members) > 1:
            joined = _join(make, op, members.values())
            found.append(make.either(joined, make.constant(value)))
        else:
            found += members
    return found


def _unfilled(make: Columns, part: Column) -> tuple[Column, bool | None]:
    """Return what is filled in a condition and its value there, `None` where nothing is."""
    filled = part.args[0] if part.op == "not" else part
    if filled.op != "either":
        return part, None
    inner, other = filled.args
    value = other.args[0] if other.op == "constant" else None
    if not isinstance(value, bool):
        return part, None
    if filled is part:
        return inner, value
    return make.make("not", (inner,), inner.nullable), not value


def _tested(make: Columns, test: Column) -> Column:
    """Return a test without what makes null false."""
    inner, value = _unfilled(make, test)
    return inner if value is False else test


# --- what others join too ---


def _parts(columns: Collection[Column]) -> dict[Column, tuple[Column, ...]]:
    """Return for conditions what to join: shorter ones that are made anyway, and what is left."""
    found: dict[Column, tuple[Column, ...]] = {}
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
