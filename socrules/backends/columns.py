"""The algebra of columns that frames and databases share: few operations, folded as they are made.

A column is a node of a directed graph; equal columns of one `Columns` are one object. Numbers are
the whole numbers of the engine (kopecks, ordinals of days). Truth has three values, and null is
"unknown": `all`, `any` and `not` are those of Kleene, as in SQL.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from socrules.terms import add_period, round_amount, weekday, years_between

COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}

NUMBERS: Final[dict[str, Callable[..., int]]] = {
    "+": operator.add,
    "-": operator.sub,
    "times": operator.mul,
    "min": min,
    "max": max,
    "round": lambda amount, mode, step, unit: round_amount(mode, amount, step) * unit,
    "add_period": add_period,
    "years_between": years_between,
    "weekday": weekday,
}
"""What each operation on numbers does, with the arguments of the term of that name."""

FEW: Final = 3
"""How many of the conditions that tests have in common are tried at most."""

DUAL: Final = {"all": "any", "any": "all"}


class Column:
    """An operation on other columns; `nullable` says whether a row of it may be null."""

    __slots__ = ("args", "nullable", "op")

    def __init__(self, op: str, args: tuple[Any, ...], nullable: bool) -> None:
        self.op = op
        self.args = args
        self.nullable = nullable

    def columns(self) -> Iterator[Column]:
        """Yield the columns among the arguments."""
        return (arg for arg in self.args if isinstance(arg, Column))


class Columns:
    """Makes columns, each once, with what is constant worked out."""

    def __init__(self) -> None:
        self._made: dict[tuple[Any, ...], Column] = {}
        self._denied: dict[Column, Column] = {}
        self._compact: dict[Column, Column] = {}
        self._whole: dict[tuple[Column, bool], Column] = {}
        self.true = self.constant(True)
        self.false = self.constant(False)
        self.unknown = self.constant(None)
        self.day: Column | None = None
        """The day in question, where each row has its own."""

    def make(self, op: str, args: Iterable[Any], nullable: bool) -> Column:
        """Return the one column of an operation on these arguments."""
        args = tuple(args)
        key = op, *((id(arg) if isinstance(arg, Column) else (type(arg), arg)) for arg in args)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Column(op, args, nullable)
        return found

    def constant(self, value: object) -> Column:
        """Return a column of one value; `None` is null."""
        return self.make("constant", (value,), value is None)

    def given(self, name: str, nullable: bool) -> Column:
        """Return the column of a fact."""
        return self.make("given", (name,), nullable)

    # --- truth ---

    def all(self, parts: Iterable[Column]) -> Column:
        """Return whether all hold: false where one fails, else null where one is null."""
        return self._join("all", parts)

    def any(self, parts: Iterable[Column]) -> Column:
        """Return whether one holds: true where one does, else null where one is null."""
        return self._join("any", parts)

    def _join(self, op: str, parts: Iterable[Column]) -> Column:
        """Return parts joined, without those that others make needless."""
        empty, full = (self.true, self.false) if op == "all" else (self.false, self.true)
        flat = self._flat(op, parts)
        while True:
            flat.pop(empty, None)
            settled = dict.fromkeys(kin for part in flat if (kin := self._kin(op, part)))
            flat = {part: None for part in flat if part not in settled}
            settled |= flat
            opposed = any(not part.nullable and self.deny(part) in settled for part in flat)
            if opposed or full in flat:
                return full
            shorter = self._flat(op, (self._without(op, part, settled, empty) for part in flat))
            if shorter.keys() == flat.keys():
                break
            flat = shorter
        if len(flat) < 2:
            return next(iter(flat), empty)
        return self.make(op, flat, any(part.nullable for part in flat))

    def _kin(self, op: str, part: Column) -> Column | None:
        """Return what a part settles beside itself: what is surely so is perhaps so.

        That is what follows from a part of `all`, and what a part of `any` follows from.
        """
        denied = part.op == "not"
        filled = part.args[0] if denied else part
        if filled.op != "either" or filled.args[1] not in (self.true, self.false):
            return None
        given, value = filled.args
        sure = (value is self.false) is not denied
        if sure is not (op == "all"):
            return None
        kin = self.either(given, self.constant(value is self.false))
        return self.deny(kin) if denied else kin

    def _flat(self, op: str, parts: Iterable[Column]) -> dict[Column, None]:
        found: dict[Column, None] = {}
        for part in parts:
            found.update(dict.fromkeys(part.columns() if part.op == op else (part,)))
        return found

    def _without(self, op: str, part: Column, others: dict[Column, None], empty: Column) -> Column:
        """Return a part without what the others make needless in it: they hold, or they fail."""
        if part.op != DUAL[op]:
            return part
        members = list(part.columns())
        if any(one in others for one in members):
            return empty
        left = [one for one in members if one.nullable or self.deny(one) not in others]
        return part if len(left) == len(members) else self._join(part.op, left)

    def deny(self, part: Column) -> Column:
        """Return whether a condition fails; null where it is null.

        What is joined is denied part by part, so that `not` stands before single columns alone.
        """
        found = self._denied.get(part)
        if found is None:
            if part.op == "constant":
                found = part if part.args[0] is None else self.constant(not part.args[0])
            elif part.op in DUAL:
                found = self._join(DUAL[part.op], [self.deny(one) for one in part.columns()])
            elif part.op == "three":
                sure, may = part.args
                found = self.three(self.deny(may), self.deny(sure))
            else:
                found = self.make("not", (part,), part.nullable)
            self._denied |= {part: found, found: part}
        return found

    def three(self, sure: Column, may: Column) -> Column:
        """Return a truth value: true where `sure`, null where no more than `may`, else false.

        Neither is ever null, and what is sure may be.
        """
        if sure is may:
            return sure
        if sure is self.false and may is self.true:
            return self.unknown
        found = self.make("three", (sure, may), True)
        self._whole |= {(found, False): sure, (found, True): may}
        return found

    def surely(self, part: Column) -> Column:
        """Return whether a condition is true, and not null."""
        return self._filled(part, False)

    def maybe(self, part: Column) -> Column:
        """Return whether a condition is true or null."""
        return self._filled(part, True)

    def at_least(self, number: int, parts: Sequence[Column]) -> Column:
        """Return whether so many of conditions that are never null hold."""
        if number <= 1:
            return self.any(parts) if number == 1 else self.true
        if number >= len(parts):
            return self.all(parts) if number == len(parts) else self.false
        return self.make("at_least", (number, *parts), False)

    def _filled(self, part: Column, value: bool) -> Column:
        """Return a condition with a truth value in place of null, filled at its leaves."""
        if not part.nullable:
            return part
        found = self._whole.get((part, value))
        if found is None:
            if part.op in DUAL:
                parts = [self._filled(one, value) for one in part.columns()]
                found = self._join(part.op, parts)
            elif part.op == "not":
                found = self.deny(self._filled(self.deny(part), not value))
            else:
                found = self.either(part, self.constant(value))
            self._whole[part, value] = found
        return found

    # --- any values ---

    def either(self, part: Column, other: Column) -> Column:
        """Return a column with another in place of null."""
        if part.op == "constant":
            return other if part.args[0] is None else part
        if not part.nullable or other is self.unknown:
            return part
        return self.make("either", (part, other), other.nullable)

    def is_known(self, part: Column) -> Column:
        """Return where a column is not null."""
        if part.op == "constant":
            return self.constant(part.args[0] is not None)
        if part.op == "three":
            return self.any((part.args[0], self.deny(part.args[1])))
        if part.op == "first" and part.nullable:
            return self.any(part.args[:-1:2])
        if part.op == "choose" and part.nullable:
            test, one, other = part.args
            first = self.all((test, self.is_known(one)))
            return self.any((first, self.all((self.deny(test), self.is_known(other)))))
        return self.make("is_known", (part,), False) if part.nullable else self.true

    def choose(self, test: Column, one: Column, other: Column) -> Column:
        """Return `one` where a test that is never null holds, else `other`."""
        if test is self.true or one is other:
            return one
        if test is self.false:
            return other
        if test.op == "not":
            test, one, other = test.args[0], other, one
        return self.make("choose", (test, one, other), one.nullable or other.nullable)

    def compare(self, op: str, one: Column, other: Column) -> Column:
        """Return a comparison, null where a side is null."""
        if one is other and not one.nullable:
            return self.constant(COMPARE[op](0, 0))
        if one.op == other.op == "constant":
            return self.constant(COMPARE[op](one.args[0], other.args[0]))
        return self.make(op, (one, other), one.nullable or other.nullable)

    def first(self, cases: Iterable[tuple[Column, int]], otherwise: int | None) -> Column:
        """Return the least number whose test holds, `otherwise` where none does; `None` is null.

        The tests are never null. The last one is left out where one of them always holds.
        """
        tests: dict[int, Column] = {}
        for test, code in sorted(cases, key=operator.itemgetter(1)):
            tests[code] = self.any((tests.get(code, self.false), test))
        found: list[tuple[Column, int]] = []
        for code, test in tests.items():
            if test is self.true:
                otherwise = code
                break
            if test is not self.false:
                found.append((test, code))
        return self._first(found, otherwise)

    def _first(self, found: list[tuple[Column, int]], otherwise: int | None) -> Column:
        """Return the number of the first of ordered cases, with what they have in common apart."""
        if not found:
            return self.constant(otherwise)
        if len(found) > 1:
            for shared in self._in_common([test for test, _ in found]):
                halves: tuple[list[tuple[Column, int]], ...] = ([], [])
                for test, code in found:
                    members = self._members(test)
                    if members.pop(shared, self) is None:
                        halves[0].append((self.all(members), code))
                    elif self.all((shared, test)) is self.false:
                        members.pop(self.deny(shared), None)
                        halves[1].append((self.all(members), code))
                if len(found) == len(halves[0]) + len(halves[1]):
                    one, other = (self.first(half, otherwise) for half in halves)
                    return self.choose(shared, one, other)
        if self.any(test for test, _ in found) is self.true:
            found, otherwise = self._last_left_out(found)
        pairs = (part for pair in found for part in pair)
        return self.make("first", (*pairs, otherwise), otherwise is None)

    def _members(self, test: Column) -> dict[Column, None]:
        return dict.fromkeys(test.columns() if test.op == "all" else (test,))

    def _in_common(self, tests: list[Column]) -> list[Column]:
        """Return what more than one of several tests ask for, the most frequent first."""
        counts = Counter(member for test in tests for member in self._members(test))
        return [member for member, count in counts.most_common(FEW) if count > 1]

    def _last_left_out(self, found: list[tuple[Column, int]]) -> tuple[list[Any], int]:
        """Return cases of which one always holds without one, the widest that may be left out."""
        for index, (test, code) in enumerate(found):
            rest = found[:index] + found[index + 1 :]
            if len(test.args) >= len(rest) and self.deny(self.any(one for one, _ in rest)) is test:
                return rest, code
        *rest, (_, code) = found
        return rest, code

    def pick(self, cases: Iterable[tuple[Column, int]]) -> Column:
        """Return the number of the first of many cases whose test holds, 0 where none does.

        The tests are never null.
        """
        found = [
            part for test, number in cases if test is not self.false for part in (test, number)
        ]
        return self.make("pick", found, False) if found else self.constant(0)

    def least(self, parts: Iterable[Column]) -> Column:
        """Return the least of numbers that are not null, null where all are."""
        found = dict.fromkeys(part for part in parts if part is not self.unknown)
        if len(found) < 2:
            return next(iter(found), self.unknown)
        return self.make("min", found, all(part.nullable for part in found))

    def number(self, op: str, *args: Any) -> Column:
        """Return an operation on numbers of which none is null: a row of `NUMBERS`."""
        if op in ("min", "max"):
            args = tuple(dict.fromkeys(args))
            if len(args) == 1:
                only: Column = args[0]
                return only
        if all(arg.op == "constant" for arg in args if isinstance(arg, Column)):
            plain = (arg.args[0] if isinstance(arg, Column) else arg for arg in args)
            return self.constant(NUMBERS[op](*plain))
        return self.make(op, args, False)

    def compact(self, column: Column) -> Column:
        """Return the same with conditions denied together where several are: fewer operations."""
        stack = [column]
        while stack:
            below = [one for one in stack[-1].columns() if one not in self._compact]
            if below:
                stack += below
            else:
                one = stack.pop()
                self._compact[one] = self._compacted(one)
        return self._compact[column]

    def _compacted(self, column: Column) -> Column:
        parts = [self._compact[arg] if isinstance(arg, Column) else arg for arg in column.args]
        if column.op in DUAL:
            denied = [one.args[0] for one in parts if one.op == "not"]
            if len(denied) > 1:
                rest = [one for one in parts if one.op != "not"]
                nullable = any(one.nullable for one in denied)
                inner = self.make(DUAL[column.op], denied, nullable)
                parts = [*rest, self.make("not", (inner,), nullable)]
            if len(parts) == 1:
                only: Column = parts[0]
                return only
        return self.make(column.op, parts, column.nullable)
