"""Builds typed terms from parsed expressions: names, types, units and bounds are checked here."""

from __future__ import annotations

import datetime
from typing import Final

from socrules.arithmetic import ARITHMETIC, level, pair
from socrules.expressions import Expr
from socrules.literals import number
from socrules.problems import Span, nearest
from socrules.scope import DAY, Builder, Scope
from socrules.terms import BOOL, DATE, INTEGER, Term, constant
from socrules.values import Type


def condition(scope: Scope, expr: Expr) -> Term | None:
    """Return the typed condition, or `None` after a problem."""
    built = scope.build(expr, BOOL)
    if built is not None and built.type.kind != "bool":
        scope.mismatch(BOOL, built.type, expr.span)
        return None
    return built


def amount(scope: Scope, expr: Expr, of: Type) -> Term | None:
    """Return the typed value of a rule, or `None` after a problem; it is of that type and whole."""
    built = scope.build(expr, of)
    if built is None:
        return None
    if built.type != of:
        scope.mismatch(of, built.type, expr.span)
        return None
    if built.scale != 1:
        scope.report("unrounded", expr.span)
        return None
    return built


# --- joining conditions ---

_JOINS: Final = {"and": "and", "or": "or", "all": "and", "any": "or", "none": "or"}


def _join(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    members = _members(scope, expr.args)
    if members is None:
        return None
    joined = scope.term(_JOINS[expr.op], members, BOOL, expr.span)
    return scope.term("not", (joined,), BOOL, expr.span) if expr.op == "none" else joined


def _at_least(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    least, *rest = expr.args
    if not 0 < least <= len(rest):
        scope.report("at-least-count", expr.span, least=least, members=len(rest))
        return None
    members = _members(scope, tuple(rest))
    return None if members is None else scope.term("at_least", (least, *members), BOOL, expr.span)


def _members(scope: Scope, exprs: tuple[Expr, ...]) -> tuple[Term, ...] | None:
    """Return the conditions, or `None` where one of them has a problem."""
    built = [condition(scope, expr) for expr in exprs]
    terms = tuple(term for term in built if term is not None)
    return terms if len(terms) == len(built) else None


def _not(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    inner = condition(scope, expr.args[0])
    return None if inner is None else scope.term("not", (inner,), BOOL, expr.span)


def _item(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    inner = condition(scope, expr.args[0])
    if inner is None:
        return None
    return scope.term("item", (inner,), BOOL, expr.span, item=expr.item)


# --- comparing ---

# `a > b` is `b < a`, so that two comparisons are all that a backend needs.
_ORDER: Final = {"<": ("<", False), "<=": ("<=", False), ">": ("<", True), ">=": ("<=", True)}


def _sides(scope: Scope, expr: Expr) -> tuple[Term, ...] | None:
    """Return the two sides of a comparison, of one type and scale."""
    sides = pair(scope, *expr.args)
    if sides is None:
        return None
    a, b = sides
    if a.type != b.type:
        scope.report("compared-types", expr.span, left=a.type, right=b.type)
        return None
    return level(scope, expr.span, a, b) if a.type.is_number else sides


def _compared(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    sides = _sides(scope, expr)
    if sides is None:
        return None
    if not sides[0].type.is_number:
        scope.report("no-order", expr.span, found=sides[0].type)
        return None
    op, swapped = _ORDER[expr.op]
    return scope.term(op, sides[::-1] if swapped else sides, BOOL, expr.span)


def _equal(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    sides = _sides(scope, expr)
    if sides is None:
        return None
    if sides[0].type.kind == "bool":
        scope.report("compared-truth", expr.span)
        return None
    same = scope.term("=", sides, BOOL, expr.span)
    return scope.term("not", (same,), BOOL, expr.span) if expr.op == "!=" else same


def _in(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    left = scope.build(expr.args[0])
    if left is None:
        return None
    tests = [test for member in expr.args[1:] for test in _equal_to(scope, left, member)]
    known = tuple(test for test in tests if test is not None)
    if len(known) < len(tests):
        return None
    return known[0] if len(known) == 1 else scope.term("or", known, BOOL, expr.span)


def _equal_to(scope: Scope, left: Term, member: Expr) -> list[Term | None]:
    """Return the tests whether `left` is a member; a named list stands for several."""
    if member.op == "name" and member.args[0] in scope.lists:
        options = scope.lists[member.args[0]]
        values = [_option(scope, left.type, option, member.span) for option in options]
    else:
        values = [scope.build(member, left.type)]
    return [None if value is None else _same(scope, left, value, member.span) for value in values]


def _same(scope: Scope, left: Term, value: Term, span: Span) -> Term | None:
    if left.type != value.type:
        scope.mismatch(left.type, value.type, span)
        return None
    sides = level(scope, span, left, value) if left.type.is_number else (left, value)
    return scope.term("=", sides, BOOL, span)


# --- names and literals ---


def _option(scope: Scope, of: Type, option: str, span: Span) -> Term | None:
    """Return a member of a choice."""
    if option in of.options:
        return scope.constant(of, option, span)
    near, known = nearest(option, of.options), ", ".join(of.options)
    scope.report("unknown-option", span, option=option, known=known, suggest=near)
    return None


def _name(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    name, span = expr.args[0], expr.span
    chosen = expected is not None and expected.kind == "choice"
    if expected is not None and chosen and name in expected.options:
        return scope.constant(expected, name, span)
    if name == DAY:
        # Marked, for those who decide on several days at once.
        return scope.term("constant", (constant(DATE, scope.day.toordinal()), DAY), DATE, span)
    if name in scope.derives:
        # Given, the fact may differ from what the decision answers: the two would speak at once.
        scope.report("deriver-named", span, decision=name, fact=scope.derives[name])
        return None
    for op, group in (("fact", scope.facts), ("decision", scope.decisions)):
        if name in group:
            of, domain = group[name]
            return scope.term(op, (name, domain), of, span)
    if name in scope.parameters:
        return scope.parameters[name]
    if scope.is_broken(name):
        return None
    if name in scope.shares:
        scope.report("share-alone", span, name=name)
    elif name in scope.lists:
        scope.report("list-alone", span, name=name)
    elif name in scope.absent:
        scope.report("no-wording", span, id=name, day=scope.day)
    elif expected is not None and chosen:
        return _option(scope, expected, name, span)
    else:
        scope.report("unknown-name", span, name=name, suggest=nearest(name, scope.names()))
    return None


def _bool(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    return scope.constant(BOOL, expr.args[0], expr.span)


def _number(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    text = expr.args[0]
    of = expected if expected is not None and expected.is_number else INTEGER
    value = number(text, of)
    if value is None:
        kind = "money-literal" if of.kind == "money" else "number-literal"
        scope.report(kind, expr.span, text=text, type=of)
        return None
    return scope.constant(of, value, expr.span)


def _date(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    try:
        day = datetime.date.fromisoformat(expr.args[0])
    except ValueError:
        scope.report("not-a-date", expr.span, text=expr.args[0])
        return None
    return scope.constant(DATE, day.toordinal(), expr.span)


def _share(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    scope.report("share-alone", expr.span, name=f"{expr.args[0]} %")
    return None


def _period(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    scope.report("period-alone", expr.span)
    return None


BUILDERS: Final[dict[str, Builder]] = {
    **dict.fromkeys(_JOINS, _join),
    **dict.fromkeys(_ORDER, _compared),
    "=": _equal,
    "!=": _equal,
    "in": _in,
    "at_least": _at_least,
    "not": _not,
    "item": _item,
    "name": _name,
    "bool": _bool,
    "number": _number,
    "date": _date,
    "share": _share,
    "period": _period,
    **ARITHMETIC,
}
"""How the term of each operation of the language is made."""
