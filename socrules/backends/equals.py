"""What rules of one level answer together: one value they agree on, or a conflict."""

from __future__ import annotations

from socrules.backends.branches import Branch, Option, Shapes
from socrules.backends.columns import Column
from socrules.terms import Term
from socrules.values import Type


def join(shapes: Shapes, of: Type, branches: list[Branch]) -> Branch:
    """Return what equals answer: one value they agree on, or a conflict."""
    make = shapes.columns
    if len(branches) == 1:
        return branches[0]
    options = [option for branch in branches for option in branch.options]
    silent = make.all(branch.silent for branch in branches)
    conflict = make.any(branch.conflict for branch in branches)
    left = make.any(branch.left for branch in branches)
    given = tuple(one for branch in branches for one in branch.given)
    if len({option.key for option in options}) > 1:
        alike = not of.is_number and all(not isinstance(one.key, Term) for one in options)
        meet = _agree if alike else _decide
        options, disagree, open_rows = meet(shapes, of, branches)
        conflict, left = make.any((conflict, disagree)), make.any((left, open_rows))
    return Branch(tuple(options), silent, conflict, left, given)


Met = tuple[list[Option], Column, Column]
"""What equals may agree on, where they disagree, and where that cannot be told."""


def _agree(shapes: Shapes, of: Type, branches: list[Branch]) -> Met:
    """Return the members on which equals may agree: those that none who surely speaks excludes."""
    make = shapes.columns
    known = {option.key: option.known for branch in branches for option in branch.options}
    can = [shapes.members(of, branch.options) for branch in branches]
    found = {value: make.any(tests[value] for tests in can) for value in known}
    several = make.at_least(2, [make.any(tests.values()) for tests in can])
    differ = make.at_least(2, list(found.values()))
    options = []
    for value, test in found.items():
        pairs = zip(branches, can, strict=True)
        agreed = (make.any((branch.silent, tests[value])) for branch, tests in pairs)
        options.append(Option(make.all((test, *agreed)), value, known[value]))
    return options, make.all((several, differ)), make.false


def _decide(shapes: Shapes, of: Type, branches: list[Branch]) -> Met:
    """Return what equals answer where each that speaks surely has one value; the rest is left."""
    make = shapes.columns
    speaking = [make.any(option.where for option in branch.options) for branch in branches]
    several = make.at_least(2, speaking)
    decided = []
    for branch, speaks in zip(branches, speaking, strict=True):
        sure = make.all((make.deny(branch.silent), shapes.one(of, branch.options)))
        decided.append(make.any((make.deny(speaks), sure)))
    options = [option for branch in branches for option in branch.options]
    can = make.any(speaking)
    disagree = make.all((several, can, make.deny(shapes.one(of, options))))
    agreed = [
        Option(make.all((one.where, make.deny(disagree))), one.key, one.known) for one in options
    ]
    return agreed, disagree, make.all((several, make.deny(make.all(decided))))
