"""Parsing conditions and amounts into trees."""

from __future__ import annotations

from typing import Any

import pytest

from socrules.expressions import Expr, parse
from socrules.problems import Document, PackError, Span

SPAN = Span(Document("a.yaml", ""), 1, 1)


def tree(expr: Any) -> Any:
    """Return a tree as nested tuples; a name as its text."""
    if not isinstance(expr, Expr):
        return expr
    if expr.op == "name":
        return expr.args[0]
    return (expr.op, *map(tree, expr.args))


def fault(text: str) -> tuple[str, int]:
    with pytest.raises(PackError) as caught:
        parse(text, SPAN)
    (found,) = caught.value.problems
    assert found.span is not None
    return found.kind, found.span.column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("documents.complete", "documents.complete"),
        ("a and b and c or d", ("or", ("and", "a", "b", "c"), "d")),
        ("a or b or c", ("or", "a", "b", "c")),
        ("a and (b or c)", ("and", "a", ("or", "b", "c"))),
        ("not not a", ("not", ("not", "a"))),
        ("not a = b", ("not", ("=", "a", "b"))),
        ("a == 1", ("=", "a", ("number", "1"))),
        ("a != b", ("!=", "a", "b")),
        ("a >= 1.50", (">=", "a", ("number", "1.50"))),
        ("a in [b, c]", ("in", "a", "b", "c")),
        ("a not in [b]", ("not", ("in", "a", "b"))),
        ("a in list", ("in", "a", "list")),
        ("a - b - c", ("-", ("-", "a", "b"), "c")),
        ("a + b * 2", ("+", "a", ("*", "b", ("number", "2")))),
        ("--a", ("negative", ("negative", "a"))),
        ("a * 75 %", ("*", "a", ("share", "75"))),
        ("day + 3 months", ("+", "day", ("period", 3, "months"))),
        ("day - 1 day", ("-", "day", ("period", 1, "days"))),
        ("day + 2 years", ("+", "day", ("period", 2, "years"))),
        ("a < 2024-10-01", ("<", "a", ("date", "2024-10-01"))),
        ("true", ("bool", True)),
        ("false", ("bool", False)),
        ("min(a, b, c)", ("min", "a", "b", "c")),
        ("weekday(day)", ("weekday", "day")),
        ("round_down(a, kopeck)", ("round_down", "a", "kopeck")),
    ],
)
def test_trees(text: str, expected: object) -> None:
    assert tree(parse(text, SPAN)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("unexpected-end", 1)),
        ("a and", ("unexpected-end", 6)),
        ("min(a, b", ("unexpected-end", 9)),
        ("a b", ("unexpected-token", 3)),
        ("a ? b", ("unexpected-token", 3)),
        ("and", ("unexpected-token", 1)),
        ("(a b)", ("expected-token", 4)),
        ("a in b, c", ("unexpected-token", 7)),
        ("a in 5", ("expected-token", 6)),
        ("1 < a < 5", ("chained-comparison", 7)),
        ("a / 2", ("no-division", 3)),
        ("avg(a)", ("unknown-function", 1)),
        ("min(a)", ("argument-count", 1)),
        ("weekday(a, b)", ("argument-count", 1)),
        ("1.5 days", ("unexpected-token", 5)),
        ("a" * 4001, ("long-expression", 1)),
        ("(" * 30 + "a" + ")" * 30, ("deep-expression", 1)),
        ("a" + " + a" * 60, ("deep-expression", 1)),
        ("not " * 60 + "a", ("deep-expression", 1)),
    ],
)
def test_faults(text: str, expected: tuple[str, int]) -> None:
    assert fault(text) == expected


def test_the_deepest_trees() -> None:
    assert parse("a" + " + a" * 59, SPAN).depth == 60
    assert parse("a" + " and a" * 500, SPAN).depth == 2
    assert parse("(" * 29 + "a" + ")" * 29, SPAN).op == "name"
    assert parse("a" * 4000, SPAN).depth == 1


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("min", 2, 20),
        ("max", 2, 20),
        ("round_down", 2, 2),
        ("round_up", 2, 2),
        ("round_half_up", 2, 2),
        ("years_between", 2, 2),
        ("weekday", 1, 1),
    ],
)
def test_how_many_arguments_a_function_takes(name: str, least: int, most: int) -> None:
    for number in (least, most):
        assert len(parse(f"{name}({', '.join('a' * number)})", SPAN).args) == number
    for number in (least - 1, most + 1):
        words = f"{name}({', '.join('a' * number)})"
        assert fault(words)[0] == ("argument-count" if number else "unexpected-token")


def test_spans_stand_in_the_file() -> None:
    at = Span(Document("a.yaml", ""), 7, 11)
    expr = parse("age  >= 18", at)
    assert [one.span.place for one in (expr.args[0], expr, expr.args[1])] == [
        "a.yaml:7:11",
        "a.yaml:7:16",
        "a.yaml:7:19",
    ]
