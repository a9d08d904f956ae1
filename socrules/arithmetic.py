"""Builds the terms of amounts: sums, products, shares, rounding, dates and functions."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Final

from socrules.expressions import Expr
from socrules.problems import Span
from socrules.scope import Builder, Scope
from socrules.terms import DATE, INTEGER, Term
from socrules.values import Type

LITERALS: Final = ("number", "negative", "date", "share", "bool")
"""Expressions that take their type from what stands beside them."""

STEPS: Final = {"kopeck": 1, "rouble": 100}
"""What amounts are rounded to, in kopecks."""


def pair(scope: Scope, a: Expr, b: Expr) -> tuple[Term, Term] | None:
    """Return two sides that must agree; a literal or an option takes its type from the other."""
    swapped = a.op in LITERALS or (a.op == "name" and not scope.knows(a.args[0]))
    first, second = (b, a) if swapped else (a, b)
    one = scope.build(first)
    two = None if one is None else scope.build(second, one.type)
    if one is None or two is None:
        return None
    return (two, one) if swapped else (one, two)


def level(scope: Scope, span: Span, *terms: Term) -> tuple[Term, ...]:
    """Return numbers brought to one scale."""
    scale = math.lcm(*(term.scale for term in terms))
    return tuple(
        term
        if term.scale == scale
        else scope.term("times", (term, scale // term.scale), term.type, span, scale=scale)
        for term in terms
    )


def _is_amount(scope: Scope, term: Term, span: Span) -> bool:
    """Say whether arithmetic is defined on the term; report it where it is not."""
    if term.type.kind in ("integer", "money", "quantity"):
        return True
    scope.report("no-arithmetic", span, found=term.type)
    return False


def _amount(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    """Return the term of something that can be added and multiplied."""
    built = scope.build(expr, expected)
    return built if built is not None and _is_amount(scope, built, expr.span) else None


def _negative(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    inner = _amount(scope, expr.args[0], expected)
    if inner is None:
        return None
    return scope.term("times", (inner, -1), inner.type, expr.span, scale=inner.scale)


def _sum(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    left, right = expr.args
    if right.op == "period":
        return _shifted(scope, expr)
    if expected is None:
        sides = pair(scope, left, right)
    else:
        one, two = scope.build(left, expected), scope.build(right, expected)
        sides = None if one is None or two is None else (one, two)
    if sides is None:
        return None
    a, b = sides
    if not (_is_amount(scope, a, left.span) and _is_amount(scope, b, right.span)):
        return None
    if a.type != b.type:
        scope.report("compared-types", expr.span, left=a.type, right=b.type)
        return None
    terms = level(scope, expr.span, a, b)
    return scope.term(expr.op, terms, a.type, expr.span, scale=terms[0].scale)


def _shifted(scope: Scope, expr: Expr) -> Term | None:
    """Return a date moved by a period."""
    start = _day(scope, expr.args[0])
    if start is None:
        return None
    number, unit = expr.args[1].args
    signed = number if expr.op == "+" else -number
    return scope.term("add_period", (start, unit, signed), DATE, expr.span)


def _day(scope: Scope, expr: Expr) -> Term | None:
    """Return the term of a date."""
    built = scope.build(expr, DATE)
    if built is None or built.type.kind == "date":
        return built
    scope.mismatch(DATE, built.type, expr.span)
    return None


def _product(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    left, right = expr.args
    for one, other in ((left, right), (right, left)):
        share = _share_of(scope, other)
        if share is not None:
            amount = _amount(scope, one, expected)
            if amount is None:
                return None
            args, scale = (amount, share.numerator), amount.scale * share.denominator
            return scope.term("times", args, amount.type, expr.span, scale=scale)
    a, b = _amount(scope, left, None), _amount(scope, right, None)
    if a is None or b is None:
        return None
    factor, amount = (a, b) if a.op in ("constant", "parameter") else (b, a)
    if factor.op not in ("constant", "parameter"):
        scope.report("product-of-facts", expr.span)
        return None
    return _multiplied(scope, expr, factor, amount)


def _multiplied(scope: Scope, expr: Expr, factor: Term, amount: Term) -> Term | None:
    """Return a number times something, or money a unit times a quantity of units."""
    of = _product_type(factor.type, amount.type)
    if of is None:
        scope.report("no-arithmetic", expr.span, found=factor.type)
        return None
    scale = factor.scale * amount.scale
    if {factor.type.kind, amount.type.kind} == {"money", "quantity"}:
        scale *= 10 ** (factor.type.decimals + amount.type.decimals)
    return scope.term("times", (amount, factor.args[0][0]), of, expr.span, scale=scale)


def _product_type(one: Type, other: Type) -> Type | None:
    """Return the type of a product, or `None` where there is none."""
    for number, of in ((one, other), (other, one)):
        if number == INTEGER or (number.kind == "integer" and of.kind != "integer"):
            return of
    for price, volume in ((one, other), (other, one)):
        if (price.kind, volume.kind) == ("money", "quantity"):
            return price
    return None


def _share_of(scope: Scope, expr: Expr) -> Fraction | None:
    """Return the share an expression states or names, as a fraction."""
    if expr.op == "share":
        return Fraction(Decimal(expr.args[0])) / 100
    if expr.op == "name" and expr.args[0] in scope.shares:
        return Fraction(scope.shares[expr.args[0]].args[0])
    return None


def _extreme(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    wanted = expected
    if wanted is None or not wanted.is_number:
        leading = next((arg for arg in expr.args if arg.op not in LITERALS), expr.args[0])
        first = scope.build(leading)
        if first is None:
            return None
        wanted = first.type
    built = [scope.build(arg, wanted) for arg in expr.args]
    terms = [term for term in built if term is not None]
    if len(terms) < len(built):
        return None
    of = terms[0].type
    for term, arg in zip(terms, expr.args, strict=True):
        if not term.type.is_number or term.type != of:
            scope.report("compared-types", arg.span, left=of, right=term.type)
            return None
    leveled = level(scope, expr.span, *terms)
    return scope.term(expr.op, leveled, of, expr.span, scale=leveled[0].scale)


def _rounded(scope: Scope, expr: Expr, expected: Type | None) -> Term | None:
    amount, step = expr.args
    if step.op != "name" or step.args[0] not in STEPS:
        scope.report("unknown-step", step.span, known=", ".join(STEPS))
        return None
    inner = scope.build(amount, expected)
    if inner is None:
        return None
    if inner.type.kind != "money":
        scope.mismatch("money", inner.type, amount.span)
        return None
    unit = STEPS[step.args[0]]
    return scope.term("round", (inner, expr.op, inner.scale * unit, unit), inner.type, expr.span)


def _of_days(scope: Scope, expr: Expr, _: Type | None) -> Term | None:
    days = [_day(scope, arg) for arg in expr.args]
    if None in days:
        return None
    return scope.term(expr.op, tuple(days), INTEGER, expr.span)


ARITHMETIC: Final[dict[str, Builder]] = {
    "+": _sum,
    "-": _sum,
    "*": _product,
    "negative": _negative,
    "min": _extreme,
    "max": _extreme,
    "round_down": _rounded,
    "round_up": _rounded,
    "round_half_up": _rounded,
    "years_between": _of_days,
    "weekday": _of_days,
}
"""How the term of each arithmetic operation is made."""
