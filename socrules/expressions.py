"""Parses the text of conditions and amounts into a tree; names are not resolved here.

The language is small and total: comparisons, `and`, `or`, `not`, `in`, `+`, `-`, `*`, a handful of
functions. The same tree is built from nested `all`, `any`, `none`, `at_least`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from socrules.problems import PackError, Span, problem

MAX_LENGTH: Final = 4000
MAX_DEPTH: Final = 60
MAX_BRACKETS: Final = 30

FUNCTIONS: Final = {
    "min": (2, 20),
    "max": (2, 20),
    "round_down": (2, 2),
    "round_up": (2, 2),
    "round_half_up": (2, 2),
    "years_between": (2, 2),
    "weekday": (1, 1),
}
"""Functions of the language with the least and the greatest number of arguments."""

PERIOD_UNITS: Final = {"day": "days", "month": "months", "year": "years"}


class Expr:
    """A node of a parsed expression.

    `op` names the operation; `args` are expressions or plain values (the text of a literal or a
    name); `item` is what an enumerated item carries beside its condition (clause, title, …);
    `depth` counts the levels of the tree.
    """

    __slots__ = ("args", "depth", "item", "op", "span")

    def __init__(self, op: str, args: tuple[Any, ...], span: Span, item: Any = None) -> None:
        self.op = op
        self.args = args
        self.span = span
        self.item = item
        below = 0
        for arg in args:
            if type(arg) is Expr and arg.depth > below:
                below = arg.depth
        self.depth: int = below + 1


TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})
    |(?P<number>[0-9]+(?:[.][0-9]+)?)
    |(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    |(?P<op><=|>=|!=|==|[-+*/<>=()\[\],%])
    |(?P<bad>\S)
    )""",
    re.VERBOSE,
)


_NAME: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_WORDS: Final = ("and", "or", "not", "in", "true", "false")


class _Token:
    __slots__ = ("at", "kind", "text")

    def __init__(self, kind: str, text: str, at: int) -> None:
        self.kind = kind
        self.text = text
        self.at = at


def parse(text: str, span: Span) -> Expr:
    """Return the tree of expression `text`, which starts at `span`; raises `PackError`."""
    if len(text) > MAX_LENGTH:
        raise PackError(problem("long-expression", span, limit=MAX_LENGTH))
    # Most expressions are one name.
    if _NAME.fullmatch(text) and text not in _WORDS:
        return Expr("name", (text,), span.shift(0, len(text)))
    return _Parser(text, span).whole()


class _Parser:
    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.start = span
        self.tokens = [
            _Token(
                str(found.lastgroup),
                found.group(str(found.lastgroup)),
                found.start(str(found.lastgroup)),
            )
            for found in TOKEN.finditer(text)
            if found.lastgroup
        ]
        self.tokens.append(_Token("end", "", len(text)))
        self.index = 0
        self.brackets = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def span(self, token: _Token) -> Span:
        return self.start.shift(token.at, max(1, len(token.text)))

    def take(self) -> _Token:
        token = self.token
        self.index += 1
        return token

    def accept(self, *texts: str) -> _Token | None:
        token = self.token
        return self.take() if token.kind in ("op", "name") and token.text in texts else None

    def fail(self, kind: str, token: _Token | None = None, **args: Any) -> PackError:
        token = token or self.token
        if token.kind == "end":
            return PackError(problem("unexpected-end", self.span(token)))
        return PackError(problem(kind, self.span(token), found=token.text, **args))

    def expect(self, text: str) -> None:
        if self.accept(text) is None:
            raise self.fail("expected-token", expected=text)

    def node(self, op: str, args: tuple[Any, ...], span: Span) -> Expr:
        """Return a node; too deep a tree is refused, so that nothing that walks it fails."""
        tree = Expr(op, args, span)
        if tree.depth > MAX_DEPTH:
            raise PackError(problem("deep-expression", self.start, limit=MAX_DEPTH))
        return tree

    def whole(self) -> Expr:
        tree = self.disjunction()
        if self.token.kind != "end":
            raise self.fail("unexpected-token")
        return tree

    def level(self, op: str, words: dict[str, str], below: Callable[[], Expr]) -> Expr:
        """Parse one left-associative level; `and` and `or` collect into one flat node."""
        left = below()
        while (token := self.accept(*words)) is not None:
            name = words[token.text]
            right = below()
            if op == "flat" and left.op == name:
                left = self.node(name, (*left.args, right), left.span)
            else:
                left = self.node(name, (left, right), left.span)
        return left

    def disjunction(self) -> Expr:
        self.brackets += 1
        if self.brackets > MAX_BRACKETS:
            raise PackError(problem("deep-expression", self.start, limit=MAX_BRACKETS))
        tree = self.level("flat", {"or": "or"}, self.conjunction)
        self.brackets -= 1
        return tree

    def conjunction(self) -> Expr:
        return self.level("flat", {"and": "and"}, self.negation)

    def negation(self) -> Expr:
        nots = []
        while (token := self.accept("not")) is not None:
            nots.append(token)
        tree = self.comparison()
        for token in reversed(nots):
            tree = self.node("not", (tree,), self.span(token))
        return tree

    def comparison(self) -> Expr:
        left = self.sum()
        if (token := self.accept("<", "<=", ">", ">=", "=", "==", "!=")) is not None:
            op = "=" if token.text == "==" else token.text
            tree = self.node(op, (left, self.sum()), self.span(token))
        elif self.token.text == "not" and self.tokens[self.index + 1].text == "in":
            token = self.take()
            self.take()
            inner = self.node("in", (left, *self.members()), self.span(token))
            tree = self.node("not", (inner,), self.span(token))
        elif (token := self.accept("in")) is not None:
            tree = self.node("in", (left, *self.members()), self.span(token))
        else:
            return left
        if self.token.text in ("<", "<=", ">", ">=", "=", "==", "!="):
            raise self.fail("chained-comparison")
        return tree

    def members(self) -> list[Expr]:
        if self.token.kind == "name":
            return [self.primary()]
        self.expect("[")
        found = [self.sum()]
        while self.accept(","):
            found.append(self.sum())
        self.expect("]")
        return found

    def sum(self) -> Expr:
        return self.level("pair", {"+": "+", "-": "-"}, self.product)

    def product(self) -> Expr:
        tree = self.level("pair", {"*": "*"}, self.unary)
        if self.token.text == "/":
            raise self.fail("no-division")
        return tree

    def unary(self) -> Expr:
        minuses = []
        while (token := self.accept("-")) is not None:
            minuses.append(token)
        tree = self.primary()
        for token in reversed(minuses):
            tree = self.node("negative", (tree,), self.span(token))
        return tree

    def primary(self) -> Expr:
        token = self.take()
        span = self.span(token)
        if token.text == "(" and token.kind == "op":
            tree = self.disjunction()
            self.expect(")")
            return tree
        if token.kind == "date":
            return Expr("date", (token.text,), span)
        if token.kind == "number":
            return self.number(token, span)
        if token.kind == "name":
            if token.text in ("true", "false"):
                return Expr("bool", (token.text == "true",), span)
            if self.token.text == "(" and self.token.kind == "op":
                return self.call(token, span)
            if token.text not in _WORDS:
                return Expr("name", (token.text,), span)
        self.index -= 1
        raise self.fail("unexpected-token")

    def number(self, token: _Token, span: Span) -> Expr:
        if self.accept("%"):
            return Expr("share", (token.text,), span)
        word = self.token
        unit = word.text.removesuffix("s")
        if word.kind == "name" and unit in PERIOD_UNITS and "." not in token.text:
            self.take()
            return Expr("period", (int(token.text), PERIOD_UNITS[unit]), span)
        return Expr("number", (token.text,), span)

    def call(self, token: _Token, span: Span) -> Expr:
        if token.text not in FUNCTIONS:
            raise self.fail("unknown-function", token, known=", ".join(FUNCTIONS))
        self.expect("(")
        args = [self.disjunction()]
        while self.accept(","):
            args.append(self.disjunction())
        self.expect(")")
        least, most = FUNCTIONS[token.text]
        if not least <= len(args) <= most:
            number = str(least) if least == most else f"{least}–{most}"
            raise self.fail("argument-count", token, number=number, given=len(args))
        return self.node(token.text, tuple(args), span)
