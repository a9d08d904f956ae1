"""Builds typed terms from parsed expressions: names, types, units and bounds are checked here."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from socrules.expressions import Expr
from socrules.model import Item
from socrules.problems import Problem, Span, nearest, problem
from socrules.terms import BOOL, DATE, INTEGER, OPERATIONS, Known, Term, constant
from socrules.values import Type

LIMIT: Final = 2**62
"""Bounds beyond this would overflow the whole numbers of data frames."""

_COMPARISONS: Final = {"<": ("<", False), "<=": ("<=", False), ">": ("<", True), ">=": ("<=", True)}
_JOINS: Final = {"and": "and", "or": "or", "all": "and", "any": "or"}
_LITERALS: Final = ("number", "negative", "date", "share", "bool")


class Scope:
    """The names an expression may use: facts, parameters and decisions of one program."""

    def __init__(self) -> None:
        self.facts: dict[str, tuple[Type, Known]] = {}
        self.parameters: dict[str, Term] = {}
        self.shares: dict[str, Term] = {}
        self.lists: dict[str, tuple[str, ...]] = {}
        self.decisions: dict[str, tuple[Type, Callable[[], Known | None]]] = {}
        self.day = datetime.date.min
        self.problems: list[Problem] = []
        self.terms: dict[tuple[Any, ...], Term] = {}

    def names(self) -> list[str]:
        """Return every name that may stand in an expression."""
        groups: tuple[Mapping[str, Any], ...]
        groups = (self.facts, self.parameters, self.shares, self.lists, self.decisions, {"day": 0})
        return [name for group in groups for name in group]

    def report(self, kind: str, span: Span, **args: Any) -> None:
        """Note a problem."""
        self.problems.append(problem(kind, span, **args))

    # --- making terms ---

    def term(
        self,
        op: str,
        args: tuple[Any, ...],
        type: Type,
        span: Span,
        *,
        scale: int = 1,
        item: Item | None = None,
    ) -> Term:
        """Return the one term of this operation on these arguments."""
        ids = tuple(id(arg) if isinstance(arg, Term) else arg for arg in args)
        key = (op, ids, type, scale, id(item) if item else None)
        found = self.terms.get(key)
        if found is None:
            found = Term(op, args, type, span)
            found.scale = scale
            found.item = item
            if type.is_number and not (op == "decision" and args[1] is None):
                self.bound(found, args)
            self.terms[key] = found
        return found

    def bound(self, term: Term, args: tuple[Any, ...]) -> None:
        """Set the bounds of a number from those of its arguments."""
        if term.op in ("fact", "decision"):
            known = args[1]
        elif term.op == "constant":
            known = args[0]
        else:
            bounds = [(a.least, a.greatest) if isinstance(a, Term) else a for a in args]
            try:
                known = OPERATIONS[term.op](*bounds)
            except (ValueError, OverflowError):
                known = (LIMIT, LIMIT)
        term.least, term.greatest = known
        if max(abs(term.least), abs(term.greatest)) >= LIMIT and term.span:
            self.report("overflow", term.span)

    def constant(self, type: Type, value: Any, span: Span, scale: int = 1) -> Term:
        """Return a constant term."""
        return self.term("constant", (constant(type, value),), type, span, scale=scale)

    def mismatch(self, expected: str, found: Type, span: Span) -> None:
        """Report that a value has another type than its place asks for."""
        self.report("type-mismatch", span, expected=expected, found=type_name(found))

    # --- expressions ---

    def condition(self, expr: Expr) -> Term | None:
        """Return the typed condition, or `None` after a problem."""
        built = self.build(expr, BOOL)
        if built is not None and built.type.kind != "bool":
            self.mismatch("bool", built.type, expr.span)
            return None
        return built

    def amount(self, expr: Expr, type: Type) -> Term | None:
        """Return the typed value of a rule; it must have `type` and be whole."""
        if expr.op == "bool" and type.kind == "bool":
            return self.constant(type, expr.args[0], expr.span)
        built = self.build(expr, type)
        if built is None:
            return None
        if built.type != type:
            self.mismatch(type_name(type), built.type, expr.span)
            return None
        if built.scale != 1:
            self.report("unrounded", expr.span)
            return None
        return built

    def build(self, expr: Expr, expected: Type | None = None) -> Term | None:
        """Return the typed term of an expression, or `None` after a problem."""
        op = expr.op
        if op in _JOINS or op in ("none", "at_least"):
            return self.join(expr)
        if op in _COMPARISONS or op in ("=", "!="):
            return self.comparison(expr)
        method = getattr(self, f"build_{_METHODS.get(op, op)}")
        built: Term | None = method(expr, expected)
        return built

    def join(self, expr: Expr) -> Term | None:
        least = expr.args[0] if expr.op == "at_least" else None
        members = [self.condition(arg) for arg in expr.args if isinstance(arg, Expr)]
        known = tuple(member for member in members if member is not None)
        if len(known) < len(members):
            return None
        if least is not None:
            if not 0 < least <= len(known):
                self.report("at-least-count", expr.span, least=least, members=len(known))
                return None
            return self.term("at_least", (least, *known), BOOL, expr.span)
        joined = self.term(_JOINS.get(expr.op, "or"), known, BOOL, expr.span)
        return self.term("not", (joined,), BOOL, expr.span) if expr.op == "none" else joined

    def build_not(self, expr: Expr, _: Type | None) -> Term | None:
        inner = self.condition(expr.args[0])
        return None if inner is None else self.term("not", (inner,), BOOL, expr.span)

    def build_item(self, expr: Expr, _: Type | None) -> Term | None:
        inner = self.condition(expr.args[0])
        return (
            None if inner is None else self.term("item", (inner,), BOOL, expr.span, item=expr.item)
        )

    def pair(self, a: Expr, b: Expr) -> tuple[Term, Term] | None:
        """Build two sides that must agree; a literal or a member takes its type from the other."""
        literal = a.op in _LITERALS or (a.op == "name" and a.args[0] not in self.names())
        first, second = (b, a) if literal else (a, b)
        one = self.build(first)
        two = self.build(second, one.type if one else None)
        if one is None or two is None:
            return None
        return (two, one) if literal else (one, two)

    def level(self, a: Term, b: Term, span: Span) -> tuple[Term, Term]:
        """Bring two numbers to one scale."""
        scale = math.lcm(a.scale, b.scale)
        return self.rescale(a, scale, span), self.rescale(b, scale, span)

    def rescale(self, term: Term, scale: int, span: Span) -> Term:
        if term.scale == scale:
            return term
        return self.term("times", (term, scale // term.scale), term.type, span, scale=scale)

    def comparison(self, expr: Expr) -> Term | None:
        sides = self.pair(*expr.args)
        if sides is None:
            return None
        a, b = sides
        if a.type != b.type:
            self.report(
                "compared-types", expr.span, left=type_name(a.type), right=type_name(b.type)
            )
            return None
        if a.type.kind == "bool":
            self.report("compared-truth", expr.span)
            return None
        equal = expr.op in ("=", "!=")
        if not equal and not a.type.is_number:
            self.report("no-order", expr.span, found=type_name(a.type))
            return None
        if a.type.is_number:
            a, b = self.level(a, b, expr.span)
        if equal:
            same = self.term("=", (a, b), BOOL, expr.span)
            return self.term("not", (same,), BOOL, expr.span) if expr.op == "!=" else same
        op, swap = _COMPARISONS[expr.op]
        return self.term(op, (b, a) if swap else (a, b), BOOL, expr.span)

    def build_in(self, expr: Expr, _: Type | None) -> Term | None:
        left = self.build(expr.args[0])
        if left is None:
            return None
        tests = []
        for member in expr.args[1:]:
            if member.op == "name" and member.args[0] in self.lists:
                options = self.lists[member.args[0]]
                values = [self.choice(left.type, option, member.span) for option in options]
            else:
                values = [self.build(member, left.type)]
            for value in values:
                if value is None:
                    return None
                if left.type != value.type:
                    self.mismatch(type_name(left.type), value.type, member.span)
                    return None
                pair = (
                    self.level(left, value, member.span) if left.type.is_number else (left, value)
                )
                tests.append(self.term("=", pair, BOOL, member.span))
        return tests[0] if len(tests) == 1 else self.term("or", tuple(tests), BOOL, expr.span)

    def choice(self, type: Type, option: str, span: Span) -> Term | None:
        if option not in type.options:
            near = nearest(option, type.options)
            known = ", ".join(type.options)
            self.report("unknown-option", span, option=option, known=known, suggest=near)
            return None
        return self.constant(type, option, span)

    def build_name(self, expr: Expr, expected: Type | None) -> Term | None:
        name = expr.args[0]
        if expected is not None and expected.kind == "choice" and name in expected.options:
            return self.choice(expected, name, expr.span)
        if name in self.facts:
            type, domain = self.facts[name]
            return self.term("fact", (name, domain), type, expr.span)
        if name in self.parameters:
            return self.parameters[name]
        if name in self.decisions:
            type, find = self.decisions[name]
            domain = find()
            return (
                None if domain is None else self.term("decision", (name, domain), type, expr.span)
            )
        if name == "day":
            return self.constant(DATE, self.day.toordinal(), expr.span)
        if name in self.shares:
            self.report("share-alone", expr.span, name=name)
            return None
        if expected is not None and expected.kind == "choice":
            return self.choice(expected, name, expr.span)
        near = nearest(name, self.names())
        self.report("unknown-name", expr.span, name=name, suggest=near)
        return None

    # --- literals ---

    def build_bool(self, expr: Expr, _: Type | None) -> Term | None:
        return self.constant(BOOL, expr.args[0], expr.span)

    def build_number(self, expr: Expr, expected: Type | None) -> Term | None:
        text = expr.args[0]
        type = expected if expected is not None and expected.is_number else INTEGER
        value = number_literal(text, type)
        if value is None:
            kind = "money-literal" if type.kind == "money" else "number-literal"
            self.report(kind, expr.span, text=text, type=type_name(type))
            return None
        return self.constant(type, value, expr.span)

    def build_date(self, expr: Expr, _: Type | None) -> Term | None:
        try:
            day = datetime.date.fromisoformat(expr.args[0])
        except ValueError:
            self.report("not-a-date", expr.span, text=expr.args[0])
            return None
        return self.constant(DATE, day.toordinal(), expr.span)

    def build_share(self, expr: Expr, _: Type | None) -> Term | None:
        self.report("share-alone", expr.span, name=f"{expr.args[0]} %")
        return None

    def build_period(self, expr: Expr, _: Type | None) -> Term | None:
        self.report("period-alone", expr.span)
        return None

    # --- arithmetic ---

    def build_negative(self, expr: Expr, expected: Type | None) -> Term | None:
        inner = self.build(expr.args[0], expected)
        if inner is None or not self.is_amount(inner, expr.span):
            return None
        return self.term("times", (inner, -1), inner.type, expr.span, scale=inner.scale)

    def is_amount(self, term: Term, span: Span) -> bool:
        """Say whether arithmetic is defined on the term; report it where it is not."""
        if term.type.kind in ("integer", "money", "quantity"):
            return True
        self.report("no-arithmetic", span, found=type_name(term.type))
        return False

    def build_sum(self, expr: Expr, expected: Type | None) -> Term | None:
        left, right = expr.args
        if right.op == "period":
            return self.shifted(expr)
        sides = (
            self.pair(left, right) if expected is None else self.expecting(left, right, expected)
        )
        if sides is None:
            return None
        a, b = sides
        if not (self.is_amount(a, left.span) and self.is_amount(b, right.span)):
            return None
        if a.type != b.type:
            self.report(
                "compared-types", expr.span, left=type_name(a.type), right=type_name(b.type)
            )
            return None
        a, b = self.level(a, b, expr.span)
        return self.term(expr.op, (a, b), a.type, expr.span, scale=a.scale)

    def expecting(self, left: Expr, right: Expr, expected: Type) -> tuple[Term, Term] | None:
        a, b = self.build(left, expected), self.build(right, expected)
        return None if a is None or b is None else (a, b)

    def shifted(self, expr: Expr) -> Term | None:
        start = self.build(expr.args[0], DATE)
        if start is None:
            return None
        if start.type.kind != "date":
            self.mismatch("date", start.type, expr.args[0].span)
            return None
        number, unit = expr.args[1].args
        number = number if expr.op == "+" else -number
        return self.term("add_period", (start, unit, number), DATE, expr.span)

    def build_product(self, expr: Expr, expected: Type | None) -> Term | None:
        left, right = expr.args
        for one, other in ((left, right), (right, left)):
            share = self.share_of(other)
            if share is not None:
                amount = self.build(one, expected)
                if amount is None or not self.is_amount(amount, one.span):
                    return None
                scale = amount.scale * share.denominator
                return self.term(
                    "times", (amount, share.numerator), amount.type, expr.span, scale=scale
                )
        a, b = self.build(left), self.build(right)
        if (
            a is None
            or b is None
            or not (self.is_amount(a, left.span) and self.is_amount(b, right.span))
        ):
            return None
        if a.op not in ("constant", "parameter"):
            a, b = b, a
        if a.op not in ("constant", "parameter"):
            self.report("product-of-facts", expr.span)
            return None
        kinds = {a.type.kind, b.type.kind} - {"integer"}
        if len(kinds) > 1 and kinds != {"money", "quantity"}:
            self.report("no-arithmetic", expr.span, found=type_name(a.type))
            return None
        type, scale = a.type, a.scale * b.scale
        if b.type.kind in kinds and (a.type.kind == "integer" or b.type.kind == "money"):
            type = b.type
        if kinds == {"money", "quantity"}:
            scale *= 10 ** (a.type.decimals + b.type.decimals)
        return self.term("times", (b, a.args[0][0]), type, expr.span, scale=scale)

    def share_of(self, expr: Expr) -> Fraction | None:
        """Return the share an expression states or names, as a fraction."""
        if expr.op == "share":
            return Fraction(Decimal(expr.args[0])) / 100
        if expr.op == "name" and expr.args[0] in self.shares:
            known = self.shares[expr.args[0]].args[0]
            return Fraction(known)
        return None

    # --- functions ---

    def build_extreme(self, expr: Expr, expected: Type | None) -> Term | None:
        wanted = expected
        if wanted is None or not wanted.is_number:
            typed = next((arg for arg in expr.args if arg.op not in _LITERALS), expr.args[0])
            first = self.build(typed)
            wanted = first.type if first else None
        built = [self.build(arg, wanted) for arg in expr.args]
        terms = [term for term in built if term is not None]
        if len(terms) < len(built):
            return None
        for term, arg in zip(terms, expr.args, strict=True):
            if not term.type.is_number or term.type != terms[0].type:
                self.report(
                    "compared-types",
                    arg.span,
                    left=type_name(terms[0].type),
                    right=type_name(term.type),
                )
                return None
        scale = math.lcm(*(term.scale for term in terms))
        level = tuple(self.rescale(term, scale, expr.span) for term in terms)
        return self.term(expr.op, level, terms[0].type, expr.span, scale=scale)

    def build_round(self, expr: Expr, expected: Type | None) -> Term | None:
        amount, step = expr.args
        units = {"kopeck": 1, "rouble": 100}
        if step.op != "name" or step.args[0] not in units:
            self.report("unknown-step", step.span, known=", ".join(units))
            return None
        inner = self.build(amount, expected)
        if inner is None:
            return None
        if inner.type.kind != "money":
            self.mismatch("money", inner.type, amount.span)
            return None
        unit = units[step.args[0]]
        return self.term("round", (inner, expr.op, inner.scale * unit, unit), inner.type, expr.span)

    def build_years(self, expr: Expr, _: Type | None) -> Term | None:
        days = [self.build(arg, DATE) for arg in expr.args]
        for day, arg in zip(days, expr.args, strict=True):
            if day is None:
                return None
            if day.type.kind != "date":
                self.mismatch("date", day.type, arg.span)
                return None
        return self.term(expr.op, tuple(days), INTEGER, expr.span)


_METHODS: Final = {
    "+": "sum",
    "-": "sum",
    "*": "product",
    "min": "extreme",
    "max": "extreme",
    "round_down": "round",
    "round_up": "round",
    "round_half_up": "round",
    "years_between": "years",
    "weekday": "years",
}


def type_name(type: Type) -> str:
    """Return the name of a type as packs write it, with its unit."""
    return f"{type.kind} ({type.unit})" if type.unit else type.kind


def number_literal(text: str, type: Type) -> int | None:
    """Return a number of the file in the smallest unit of `type`; `None` where it does not fit.

    Money other than 0 has two decimals, so that roubles and kopecks cannot be taken for each other.
    """
    number = Decimal(text)
    if type.kind == "money":
        if number != 0 and len(text.partition(".")[2]) != 2:
            return None
        return int(number * 100)
    scaled = number.scaleb(type.decimals)
    if type.kind not in ("integer", "quantity") or scaled != scaled.to_integral_value():
        return None
    return int(scaled)


def literal(type: Type, text: str) -> Any:
    """Return the internal value of a literal of the pack; raises `ValueError` where it does not fit."""
    text = text.strip()
    if type.kind == "money":
        if not re.fullmatch(r"-?\d{1,16}(\.\d+)?", text):
            raise ValueError
        value = number_literal(text.lstrip("-"), type)
        if value is None:
            raise ValueError
        return -value if text.startswith("-") else value
    return type.inward(text)
