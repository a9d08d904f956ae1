"""Finds the values of a number from which on a comparison changes, by bisection."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from socrules.terms import Known, Term, evaluate_term

Variable = tuple[str, Any]
"""What may be split: `fact` or `decision` with its id, or `comparison` with its term."""

Setting = Callable[[int], Mapping[Variable, Known]]
"""What is known of each name, by the value of one number."""

Test = Callable[[int, int], bool]

_TESTS: Final[dict[str, tuple[Test, ...]]] = {
    "<": (operator.lt,),
    "<=": (operator.le,),
    "=": (operator.lt, operator.gt),
}


def changes(
    comparison: Term, variable: Variable, beside: Mapping[Variable, Known]
) -> Iterator[int]:
    """Yield the values of `variable` from which on a comparison of it with constants changes.

    What it compares besides must be in `beside`, and counts at either end.
    """
    sides = comparison.args
    for at in settings(sides, variable, beside):
        for test in _TESTS[comparison.op]:

            def holds(value: int, at: Setting = at, test: Test = test) -> bool:
                return test(*(number(side, at(value)) for side in sides))

            yield from turning(holds, leaf_of(sides, variable))


def parting(
    one: Term, other: Term, variable: Variable, beside: Mapping[Variable, Known]
) -> Iterator[int]:
    """Yield the values of `variable` from which on two amounts begin or cease to be the same."""
    pairs = itertools.product(
        settings((one,), variable, beside), settings((other,), variable, beside)
    )
    for at, other_at in pairs:
        for test in _TESTS["="]:

            def holds(
                value: int, at: Setting = at, other_at: Setting = other_at, test: Test = test
            ) -> bool:
                return test(number(one, at(value)), number(other, other_at(value)))

            yield from turning(holds, leaf_of((one, other), variable))


def settings(
    terms: tuple[Term, ...], variable: Variable, beside: Mapping[Variable, Known]
) -> Iterator[Setting]:
    """Yield what is known of the names in `terms` at a value of `variable`, by the ends `beside`.

    Nothing is yielded where they name anything else.
    """
    names = {(leaf.op, leaf.args[0]) for term in terms for leaf in term.leaves()} - {variable}
    if names <= beside.keys():
        for ends in itertools.product(*(ends_of(beside[name]) for name in names)):
            known = dict(zip(names, ends, strict=True))

            def at(value: int, known: Mapping[Variable, Known] = known) -> Mapping[Variable, Known]:
                return {**known, variable: (value, value)}

            yield at


def ends_of(known: Known) -> list[Known]:
    """Return the ends of a range, each as what is known of one value."""
    return [(end, end) for end in dict.fromkeys(known)]


def leaf_of(terms: tuple[Term, ...], variable: Variable) -> Term | None:
    """Return the term that names a variable."""
    leaves = (leaf for term in terms for leaf in term.leaves())
    return next((leaf for leaf in leaves if (leaf.op, leaf.args[0]) == variable), None)


def number(term: Term, at: Mapping[Variable, Known]) -> int:
    """Return the value of an amount in which everything is known."""
    return int(evaluate_term(term, lambda leaf: at[leaf.op, leaf.args[0]])[0])


def turning(holds: Callable[[int], bool], leaf: Term | None) -> Iterator[int]:
    """Yield the value of a number from which on a test changes, found by bisection."""
    if leaf is not None and leaf.type.is_number:
        low, high = leaf.least, leaf.greatest
        first = holds(low)
        if first != holds(high):
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if holds(middle) == first else (low, middle)
            yield high
