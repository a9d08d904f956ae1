"""Orders columns into stages of expressions, so that what is used twice is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from socrules.backends.columns import Column


def uses(
    roots: Iterable[Column], below: Callable[[Column], Iterable[Column]] = Column.columns
) -> dict[Column, int]:
    """Return every column under `roots`, each after those it rests on, and how often it is used.

    `below` says what a column rests on.
    """
    found: dict[Column, int] = {}
    order: dict[Column, None] = {}
    stack: list[tuple[Column, bool]] = [(root, False) for root in roots]
    while stack:
        column, done = stack.pop()
        if done:
            order[column] = None
            continue
        found[column] = found.get(column, 0) + 1
        if found[column] == 1:
            stack.append((column, True))
            stack += [(one, False) for one in below(column)]
    return {column: found[column] for column in order}


Express = Callable[..., Any]

_PLAIN: Final = ("constant", "code", "given", "not", "is_known")


def staged(
    roots: Mapping[str, Column],
    given: Express,
    operations: Mapping[str, Express],
    name: Express,
    *,
    flat: bool = False,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return expressions for columns, by name, and the stages that must be added before them.

    What is used twice stands in a stage, and where expressions shall be `flat` whatever others
    take. `given` returns the expression of a fact, `operations` make one of those of their
    arguments, and `name` returns that of a column of an earlier stage.
    """
    counted = uses(roots.values())
    last = set(roots.values())
    levels: dict[Column, int] = {}
    made: dict[Column, Any] = {}
    found: list[dict[str, Any]] = []
    for column, count in counted.items():
        level = max((levels[arg] for arg in column.columns()), default=0)
        args = [made[arg] if isinstance(arg, Column) else arg for arg in column.args]
        expression = given(*args) if column.op == "given" else operations[column.op](*args)
        shared = count > 1 or (flat and column not in last)
        if shared and column.op not in _PLAIN:
            key = f"socrules {len(made)}"
            while len(found) <= level:
                found.append({})
            found[level][key] = expression
            expression, level = name(key), level + 1
        made[column], levels[column] = expression, level
    return found, {key: made[column] for key, column in roots.items()}
