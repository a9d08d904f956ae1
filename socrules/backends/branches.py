"""What is known of values in every row: of terms, and of rules that answer together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import attrs

from socrules.backends.columns import Column, Columns
from socrules.program import Rule
from socrules.regions import Variable
from socrules.terms import TRUE, Known, Term, is_day
from socrules.values import Type

Shape = Any
"""What is known: of a condition a nullable truth, of a number its bounds, of a choice `Members`."""

FAR: Final = 2**62
"""Stands for the bound of a number that is not possible."""


@attrs.frozen(eq=False)
class Members:
    """Which members a choice may be, and the column it was given in, if it is only that."""

    can: Mapping[str, Column]
    plain: Column | None = None


@attrs.frozen(eq=False)
class Option:
    """One value a decision may have: where, what makes it, and what is known of it."""

    where: Column
    key: object
    known: Shape


MANY: Final = 8
"""Above so many values what is chosen among them does not stand in a chain of choices."""

Given = tuple[tuple[Rule, Column, Column], ...]
"""Rules in the order of their texts, where each surely gives an answer, and where it may."""


@attrs.frozen(eq=False)
class Branch:
    """What rules of one level may answer together; `given` says by which rule, surely and perhaps.

    `silent` says where they may all be silent, `conflict` where they may disagree, and `left`
    where that cannot be told row by row.
    """

    options: tuple[Option, ...]
    silent: Column
    conflict: Column
    left: Column
    given: Given


class Shapes:
    """What is known of terms in every row, worked out once a term."""

    def __init__(self, columns: Columns, variable: Callable[[Variable], Shape]) -> None:
        self.columns = columns
        self.variable = variable
        self._known: dict[Term, Shape] = {}

    def known(self, term: Term) -> Shape:
        """Return what is known of a term."""
        if term not in self._known:
            self._known[term] = self._make(term)
        return self._known[term]

    def _make(self, term: Term) -> Shape:
        if term.op in ("fact", "decision"):
            return self.variable((term.op, term.args[0]))
        if term.op in ("constant", "parameter"):
            day = self.columns.day if is_day(term) else None
            return self.constant(term.type, term.args[0]) if day is None else (day, day)
        args = [self.known(arg) if isinstance(arg, Term) else arg for arg in term.args]
        return getattr(self, _OPERATIONS[term.op])(term, *args)

    def constant(self, of: Type, known: Known) -> Shape:
        """Return what is known everywhere."""
        make = self.columns
        if of.kind == "bool":
            return make.unknown if known not in (1, 2) else make.constant(known == TRUE)
        if of.kind == "choice":
            return Members({one: make.constant(one in known) for one in of.options})
        return make.constant(known[0]), make.constant(known[1])

    def given(self, of: Type, column: Column | None, otherwise: Shape) -> Shape:
        """Return what is known of a fact: what its column says, `otherwise` where that is null."""
        make = self.columns
        if column is None:
            return otherwise
        if of.kind == "bool":
            return make.either(column, otherwise)
        if of.kind == "choice":
            is_one = {one: make.compare("=", column, make.constant(one)) for one in of.options}
            can = {one: make.either(test, otherwise.can[one]) for one, test in is_one.items()}
            whole = all(one is make.true for one in otherwise.can.values()) and len(can) > 1
            return Members(can, column if whole or not column.nullable else None)
        return make.either(column, otherwise[0]), make.either(column, otherwise[1])

    def held(self, known: Shape, domain: Known) -> Shape:
        """Return a derived value, held within the bounds of its fact."""
        if not isinstance(known, tuple):
            return known
        least, greatest = map(self.columns.constant, domain)
        number = self.columns.number
        return tuple(number("min", number("max", end, least), greatest) for end in known)

    def single(self, of: Type, known: Shape) -> Column:
        """Return where only one value is left."""
        make = self.columns
        if of.kind == "bool":
            return make.is_known(known)
        if of.kind == "choice":
            if known.plain is not None:
                return make.is_known(known.plain)
            return make.deny(make.at_least(2, list(known.can.values())))
        least, greatest = known
        if least.op == greatest.op == "either" and least.args[0] is greatest.args[0]:
            rest = make.compare("=", least.args[1], greatest.args[1])
            return make.any((make.is_known(least.args[0]), rest))
        return make.compare("=", least, greatest)

    def same(self, of: Type, column: Column, known: Shape) -> Column:
        """Return whether a column is what is known, null where that cannot be told."""
        make = self.columns
        if of.kind == "bool":
            both = make.all((column, known)), make.all((make.deny(column), make.deny(known)))
            return make.any(both)
        if of.kind == "choice":
            tests = ((make.compare("=", column, make.constant(one)), one) for one in of.options)
            return make.any(make.all((test, known.can[one])) for test, one in tests)
        return make.all(make.compare("=", column, end) for end in known)

    # --- conditions ---

    def _all(self, _: Term, *parts: Column) -> Column:
        return self.columns.all(parts)

    def _any(self, _: Term, *parts: Column) -> Column:
        return self.columns.any(parts)

    def _not(self, _: Term, part: Column) -> Column:
        return self.columns.deny(part)

    def _item(self, _: Term, part: Column) -> Column:
        return part

    def _at_least(self, _: Term, number: int, *parts: Column) -> Column:
        make = self.columns
        sure = make.at_least(number, [make.surely(part) for part in parts])
        return make.three(sure, make.at_least(number, [make.maybe(part) for part in parts]))

    def _ordered(self, term: Term, one: Shape, other: Shape) -> Column:
        make = self.columns
        (low, high), (least, greatest) = one, other
        if low is high and least is greatest:
            return make.compare(term.op, low, least)
        for near, far, swap in ((one, other, False), (other, one, True)):
            column = plain(near)
            if column is not None and far[0] is far[1] and far[0].op == "constant":
                # Null says enough where both answers are possible at the ends of the range.
                ends = [(far[0], end) if swap else (end, far[0]) for end in near_ends(near)]
                tests = {make.compare(term.op, *pair) for pair in ends}
                if len(tests) == 1:
                    continue
                pair = (far[0], column) if swap else (column, far[0])
                return make.compare(term.op, *pair)
        return make.three(make.compare(term.op, high, least), make.compare(term.op, low, greatest))

    def _equal(self, term: Term, one: Shape, other: Shape) -> Column:
        make = self.columns
        if isinstance(one, Members):
            return self._same_member(one, other)
        (low, high), (least, greatest) = one, other
        if low is high and least is greatest:
            return make.compare("=", low, least)
        together = make.compare("<=", low, greatest), make.compare("<=", least, high)
        sure = [make.compare("=", low, high), make.compare("=", least, greatest)]
        return make.three(make.all((*sure, make.compare("=", low, least))), make.all(together))

    def _same_member(self, one: Members, other: Members) -> Column:
        make = self.columns
        for members, rest in ((one, other), (other, one)):
            sure = [name for name, can in rest.can.items() if can is not make.false]
            if members.plain is not None and len(sure) == 1:
                return make.compare("=", members.plain, make.constant(sure[0]))
        if one.plain is not None and other.plain is not None:
            return make.compare("=", one.plain, other.plain)
        both = make.any(make.all((can, other.can[name])) for name, can in one.can.items())
        few = [make.deny(make.at_least(2, list(side.can.values()))) for side in (one, other)]
        return make.three(make.all((both, *few)), both)

    # --- numbers ---

    def _number(self, term: Term, *args: Any) -> Shape:
        number = self.columns.number
        sides = ([arg[side] if isinstance(arg, tuple) else arg for arg in args] for side in (0, 1))
        return tuple(number(term.op, *side) for side in sides)

    def _difference(self, term: Term, one: Shape, other: Shape) -> Shape:
        number = self.columns.number
        return number("-", one[0], other[1]), number("-", one[1], other[0])

    def _times(self, _: Term, one: Shape, factor: int) -> Shape:
        ends = [self.columns.number("times", end, factor) for end in one]
        return tuple(ends if factor >= 0 else reversed(ends))

    def _years(self, term: Term, start: Shape, end: Shape) -> Shape:
        number = self.columns.number
        return number(term.op, start[1], end[0]), number(term.op, start[0], end[1])

    def _weekday(self, term: Term, one: Shape) -> Shape:
        make = self.columns
        first, last = (make.number(term.op, end) for end in one)
        if first is last:
            return first, last
        days, rest = make.number("-", one[1], one[0]), make.number("-", last, first)
        same = make.compare("=", days, rest)
        ends = zip((first, last), (1, 7), strict=True)
        return tuple(make.choose(same, end, make.constant(far)) for end, far in ends)

    # --- several values ---

    def members(self, of: Type, options: Sequence[Option]) -> dict[Any, Column]:
        """Return where a condition or choice may have each of its values."""
        make = self.columns
        values: tuple[Any, ...] = (False, True) if of.kind == "bool" else of.options
        return {
            value: make.any(make.all((o.where, self.can(of, o.known, value))) for o in options)
            for value in values
        }

    def can(self, of: Type, known: Shape, value: Any) -> Column:
        """Return where something may have a value."""
        if of.kind == "choice":
            found: Column = known.can[value]
            return found
        return self.columns.maybe(known if value else self.columns.deny(known))

    def bounds(self, options: Sequence[Option]) -> tuple[Column, Column]:
        """Return the least and the greatest of the numbers that are possible, 0 where none is."""
        make = self.columns
        if len(options) == 1:
            known: tuple[Column, Column] = options[0].known
            return known
        if len(options) == 2 and options[1].where is make.deny(options[0].where):
            one, other = options
            pairs = zip(one.known, other.known, strict=True)
            least, greatest = (make.choose(one.where, a, b) for a, b in pairs)
            return least, greatest
        if len(options) > MANY and (plain := constants(options)):
            plain.sort(key=itemgetter(1))
            return make.pick(plain), make.pick(reversed(plain))
        ends, can = [], make.any(one.where for one in options)
        for side, op, far in ((0, "min", FAR), (1, "max", -FAR)):
            none = make.constant(far)
            parts = [make.choose(one.where, one.known[side], none) for one in options]
            # Databases refuse to count on from a bound so far away.
            ends.append(make.choose(can, make.number(op, none, *parts), make.constant(0)))
        return ends[0], ends[1]

    def value(self, options: Sequence[Option]) -> Column:
        """Return the number where one is possible: of several perhaps any."""
        if len(options) > MANY:
            plain = constants(options)
            return self.columns.pick(plain) if plain else self.bounds(options)[0]
        found: Column = options[-1].known[0] if options else self.columns.constant(0)
        for option in reversed(options[:-1]):
            found = self.columns.choose(option.where, option.known[0], found)
        return found

    def one(self, of: Type, options: Sequence[Option]) -> Column:
        """Return where exactly one value is possible."""
        make = self.columns
        by_key: dict[object, list[Column]] = {}
        for option in options:
            by_key.setdefault(option.key, []).append(option.where)
        if of.is_number and not any(isinstance(key, Term) for key in by_key):
            tests = [make.any(where) for where in by_key.values()]
        elif of.is_number:
            value, can = self.value(options), make.any(option.where for option in options)
            # Of a few, it is that of the first which is possible, and this one agrees with itself.
            before, tests = make.false if len(options) <= MANY else make.true, []
            for option in options:
                equal = make.compare("=", option.known[0], value)
                agrees = make.any((make.deny(before), equal))
                one = make.all((self.single(of, option.known), agrees))
                tests.append(make.any((make.deny(option.where), one)))
                before = make.any((before, option.where))
            return make.all((can, *tests))
        else:
            tests = list(self.members(of, options).values())
        return make.all((make.any(tests), make.deny(make.at_least(2, tests))))

    def join(self, of: Type, options: Sequence[Option]) -> Shape:
        """Return what is known of something that has one of several values."""
        if of.is_number:
            return self.bounds(options)
        can = self.members(of, options)
        if of.kind == "choice":
            return Members({str(value): test for value, test in can.items()})
        return self.columns.three(self.columns.deny(can[False]), can[True])

    def ends(self, of: Type, options: Sequence[Option]) -> tuple[Column, Column]:
        """Return the first and the last of the values that are possible; members by number."""
        make = self.columns
        if of.is_number:
            return self.bounds(options)
        can = self.members(of, options)
        if of.kind == "bool":
            return make.deny(can[False]), can[True]
        first = make.first(((test, index) for index, test in enumerate(can.values())), 0)
        last = make.constant(0)
        for index, test in enumerate(can.values()):
            last = make.choose(test, make.constant(index), last)
        return first, last


def constants(options: Sequence[Option]) -> list[tuple[Column, int]]:
    """Return where each of several numbers is possible; nothing where one is no constant."""
    found = [(one.where, one.key) for one in options if isinstance(one.key, int)]
    return found if len(found) == len(options) else []


def plain(bounds: Shape) -> Column | None:
    """Return the nullable column of bounds that are constant where it is null, else `None`."""
    low, high = bounds
    if not (low.op == high.op == "either" and low.args[0] is high.args[0]):
        return None
    ends = low.args[1], high.args[1]
    found: Column = low.args[0]
    return found if all(end.op == "constant" for end in ends) else None


def near_ends(bounds: Shape) -> tuple[Column, Column]:
    """Return what stands for null in bounds made of a nullable column."""
    return bounds[0].args[1], bounds[1].args[1]


_OPERATIONS: Final = {
    "and": "_all",
    "or": "_any",
    "not": "_not",
    "item": "_item",
    "at_least": "_at_least",
    "<": "_ordered",
    "<=": "_ordered",
    "=": "_equal",
    "+": "_number",
    "-": "_difference",
    "times": "_times",
    "min": "_number",
    "max": "_number",
    "round": "_number",
    "add_period": "_number",
    "years_between": "_years",
    "weekday": "_weekday",
}
"""How each operation of a term is lowered."""
