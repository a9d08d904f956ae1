"""Names what columns count: numbers of members and clauses become their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from socrules.backends.columns import Column, Columns


class Named:
    """Makes columns of numbers into such of the texts they count, all in the places of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.columns = Columns()
        self._made: dict[Column, Column] = {}

    def __call__(self, column: Column) -> Column:
        """Return a column of texts."""
        if column not in self._made:
            self._made[column] = self._make(column)
        return self._made[column]

    def text(self, number: int | None) -> str | None:
        """Return the text of a number, none of null."""
        return None if number is None else self.texts[number]

    def _make(self, column: Column) -> Column:
        make, args = self.columns, column.args
        if column.op == "constant":
            return make.constant(self.text(*args))
        if column.op == "choose":
            return make.choose(args[0], self(args[1]), self(args[2]))
        if column.op == "first":
            *pairs, otherwise = args
            texts = [one if isinstance(one, Column) else self.text(one) for one in pairs]
            return make.make("first", (*texts, self.text(otherwise)), column.nullable)
        codes = sorted({one for one in _codes(column) if one is not None})
        cases = [part for code in codes for part in (code, self.texts[code])]
        return make.make("named", (column, *cases), column.nullable)


def _codes(column: Column) -> Iterator[Any]:
    """Yield the numbers a column chooses among."""
    if column.op == "constant":
        yield column.args[0]
    elif column.op == "first":
        yield from (*column.args[1::2], column.args[-1])
    else:
        for arg in column.args[1 if column.op == "choose" else 0 :]:
            yield from _codes(arg)
