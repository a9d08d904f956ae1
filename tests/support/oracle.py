"""The meaning of the language by brute force: every way of filling the facts that are not given.

Tiny and slow, and independent of the evaluator: nothing here knows of ranges, splitting or masks. A
program is plain data, and an expression is a tuple: `("fact", "n0")`, `("<", left, right)`,
`("all", (…, …))`, `("item", condition, clause)`. `pack_text` writes the same program as a pack.

The definitions:

* A rule's condition is its scope, its `when`, and not its `unless`. It answers what its exceptions
  answer where one of them does, else its value where its condition holds, else nothing. Rules of
  one level that answer differently are a conflict. Where none answers, `otherwise` does, or the
  decision is not stated. Where a fact it presumes is false it is not applicable.
* A decision that names others without a value is tried with every value they might have had. If
  the answer is the same each time it stands. Else its status is the gravest among those of the
  decisions on which the answer depends: those whose value changes it while the others stay.
* A derived fact that is not given has the value of its decision, held within its bounds; where that
  has none it may be anything.
* A fact presumed by the decision in question, or by one it rests on, is true where it is not given.
"""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

import attrs

Expression = tuple[Any, ...]
World = dict[str, Any]


class Status(Enum):
    """A status without a value; the graver has the lower number."""

    CONFLICT = 0
    NOT_STATED = 1
    NOT_APPLICABLE = 2

    @property
    def word(self) -> str:
        return self.name.lower()


@attrs.define
class Fact:
    """A fact and every value it may have, in the units of the engine."""

    name: str
    kind: str
    domain: tuple[Any, ...]


@attrs.define(eq=False)
class Rule:
    name: str
    clause: str
    value: Expression
    exception_to: str = ""
    scope: Expression | None = None
    when: Expression | None = None
    unless: Expression | None = None
    other_reading: Expression | None = None
    """The value under the option that is not ours; the rule then names the reading `r`."""

    @property
    def conditions(self) -> list[Expression]:
        return [part for part in (self.scope, self.when, self.unless) if part is not None]


@attrs.define(eq=False)
class Decision:
    name: str
    kind: str
    options: tuple[str, ...] = ()
    rules: list[Rule] = attrs.field(factory=list)
    otherwise: Expression | None = None
    derives: str = ""
    presumes: tuple[str, ...] = ()

    def expressions(self) -> list[Expression]:
        found = [part for rule in self.rules for part in (*rule.conditions, rule.value)]
        return found if self.otherwise is None else [*found, self.otherwise]


@attrs.define
class Program:
    """Facts and decisions; a decision names only earlier ones and facts those derive."""

    facts: list[Fact]
    decisions: list[Decision]
    presumes: tuple[str, ...] = ()
    reading: str = "ours"
    """The option of the reading `r` under which the values of the rules hold."""


# --- expressions ---


def rounded(mode: str, hundredths: int) -> int:
    if mode == "round_down":
        return hundredths // 100
    if mode == "round_up":
        return -(-hundredths // 100)
    half = (2 * abs(hundredths) + 100) // 200
    return half if hundredths >= 0 else -half


def full_years(start: int, end: int) -> int:
    a, b = datetime.date.fromordinal(start), datetime.date.fromordinal(end)
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))


_JOINED = {"all": " and ", "any": " or ", "and": " and ", "or": " or "}
_NAMES = {"rounded": rounded, "full_years": full_years, "min": min, "max": max, "sum": sum}


def code(expression: Expression) -> str:
    """Return Python that computes the expression in a world `w`."""
    op, *args = expression
    if op in ("fact", "decision"):
        return f"w[{args[0]!r}]"
    if op == "constant":
        return repr(args[1])
    if op in _JOINED:
        return "(" + _JOINED[op].join(map(code, args[0])) + ")"
    if op == "none":
        return "(not (" + " or ".join(map(code, args[0])) + "))"
    if op == "at_least":
        return f"(sum(({', '.join(map(code, args[1]))},)) >= {args[0]})"
    if op == "not":
        return f"(not {code(args[0])})"
    if op == "item":
        return code(args[0])
    if op == "in":
        return f"({code(args[0])} in {tuple(value[2] for value in args[1])!r})"
    if op in ("min", "max"):
        return f"{op}({', '.join(map(code, args))})"
    if op == "share":
        return f"rounded({args[0]!r}, {code(args[1])} * {args[2]})"
    if op == "years":
        return f"full_years({code(args[0])}, {args[1]})"
    return f"({code(args[0])} {'==' if op == '=' else op} {code(args[1])})"


def compiled(expression: Expression) -> Callable[[World], Any]:
    function: Callable[[World], Any] = eval(f"lambda w: {code(expression)}", dict(_NAMES))
    return function


def named(expression: Any, op: str) -> Iterator[str]:
    """Yield the names of facts or decisions in an expression."""
    if isinstance(expression, tuple):
        if len(expression) == 2 and expression[0] == op:
            yield expression[1]
        for part in expression:
            yield from named(part, op)


def item_clauses(expression: Any) -> Iterator[tuple[str, Expression]]:
    """Yield the clauses of the items in a condition, with the item's own condition."""
    if isinstance(expression, tuple):
        if expression and expression[0] == "item":
            yield expression[2], expression[1]
        for part in expression:
            yield from item_clauses(part)


# --- deciding in one world ---


class Tree:
    """A decision ready to be decided in a world in which everything it names has a value."""

    def __init__(self, decision: Decision, domains: Mapping[str, tuple[Any, ...]]) -> None:
        self.decision = decision
        self.conditions = {
            rule.name: (
                [compiled(part) for part in (rule.scope, rule.when) if part is not None],
                None if rule.unless is None else compiled(rule.unless),
            )
            for rule in decision.rules
        }
        self.values = {rule.name: compiled(rule.value) for rule in decision.rules}
        self.otherwise = None if decision.otherwise is None else compiled(decision.otherwise)
        self.below: dict[str, list[Rule]] = {}
        for rule in decision.rules:
            self.below.setdefault(rule.exception_to, []).append(rule)
        names = {name for part in decision.expressions() for name in named(part, "decision")}
        self.uses = sorted(names)
        self.domains = domains

    def holds(self, rule: Rule, world: World) -> bool:
        parts, unless = self.conditions[rule.name]
        return all(part(world) for part in parts) and not (unless is not None and unless(world))

    def level(self, base: str, world: World) -> Any:
        """Return the answer of the rules on one level, `None` where all are silent."""
        found = {self.answer(rule, world) for rule in self.below.get(base, ())} - {None}
        if not found:
            return None
        return found.pop() if len(found) == 1 else Status.CONFLICT

    def answer(self, rule: Rule, world: World) -> Any:
        above = self.level(rule.name, world)
        if above is not None:
            return above
        return self.values[rule.name](world) if self.holds(rule, world) else None

    def speaking(self, base: str, world: World) -> set[str]:
        """Return the rules that answer for themselves."""
        found: set[str] = set()
        for rule in self.below.get(base, ()):
            if self.level(rule.name, world) is not None:
                found |= self.speaking(rule.name, world)
            elif self.holds(rule, world):
                found.add(rule.name)
        return found

    def outright(self, world: World) -> Any:
        """Return the answer where every decision named has a value."""
        found = self.level("", world)
        if found is not None:
            return found
        return Status.NOT_STATED if self.otherwise is None else self.otherwise(world)

    def tries(self, world: World) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return the decisions named that have no value, and all the values to try for them."""
        lacking = [name for name in self.uses if isinstance(world[name], Status)]
        return lacking, list(itertools.product(*(self.domains[name] for name in lacking)))

    def decide(self, world: World) -> tuple[Any, frozenset[str]]:
        """Return the answer in a world, and the decisions whose lack of a value decides it."""
        if any(world[name] is False for name in self.decision.presumes):
            return Status.NOT_APPLICABLE, frozenset()
        lacking, combinations = self.tries(world)
        answers = {
            values: self.outright(world | dict(zip(lacking, values, strict=True)))
            for values in combinations
        }
        if len(set(answers.values())) == 1:
            return next(iter(answers.values())), frozenset()
        relevant = set()
        for index, name in enumerate(lacking):
            by_rest: dict[tuple[Any, ...], set[Any]] = {}
            for values, answer in answers.items():
                by_rest.setdefault(values[:index] + values[index + 1 :], set()).add(answer)
            if any(len(group) > 1 for group in by_rest.values()):
                relevant.add(name)
        status = min((world[name] for name in relevant), key=lambda one: one.value)
        return status, frozenset(name for name in relevant if world[name] is status)

    def surely_speaking(self, world: World) -> set[str]:
        """Return the rules that answer in a world whatever the decisions without a value say."""
        lacking, combinations = self.tries(world)
        found: set[str] | None = None
        for values in combinations:
            filled = world | dict(zip(lacking, values, strict=True))
            speaking = self.speaking("", filled) or {"otherwise"}
            found = speaking if found is None else found & speaking
        return found or set()


# --- every world ---


class Oracle:
    """All that may be answered in one situation of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.facts = {fact.name: fact for fact in program.facts}
        self.derived = {d.derives: d.name for d in program.decisions if d.derives}
        self.domains: dict[str, tuple[Any, ...]] = {}
        self.trees: dict[str, Tree] = {}
        self.below: dict[str, set[str]] = {}
        for decision in program.decisions:
            self.trees[decision.name] = Tree(decision, self.domains)
            self.domains[decision.name] = self.domain(decision)

    def domain(self, decision: Decision) -> tuple[Any, ...]:
        """Return all a decision may answer: truth values, options, the hull of its amounts."""
        if decision.kind == "bool":
            return False, True
        if decision.kind == "choice":
            return decision.options
        values = [rule.value for rule in decision.rules]
        values += [] if decision.otherwise is None else [decision.otherwise]
        ends = [end for value in values for end in self.bounds(value)]
        return tuple(range(min(ends), max(ends) + 1))

    def bounds(self, amount: Expression) -> tuple[int, int]:
        """Return the least and the greatest of an amount, each part of it taken by itself."""
        op, *args = amount
        if op == "constant":
            return args[1], args[1]
        if op in ("fact", "decision"):
            domain = self.domains[args[0]] if op == "decision" else self.facts[args[0]].domain
            return domain[0], domain[-1]
        if op == "years":
            ends = [full_years(end, args[1]) for end in self.bounds(args[0])]
        elif op == "share":
            ends = [rounded(args[0], end * args[2]) for end in self.bounds(args[1])]
        else:
            compute = compiled((op, ("fact", "a"), ("fact", "b")))
            pairs = itertools.product(*map(self.bounds, args))
            ends = [compute({"a": a, "b": b}) for a, b in pairs]
        return min(ends), max(ends)

    def worlds(self, given: Mapping[str, Any]) -> Iterator[World]:
        """Yield every world with the given facts: all facts and decisions with values."""
        free = [
            fact
            for fact in self.program.facts
            if fact.name not in given and fact.name not in self.derived
        ]
        for filling in itertools.product(*(fact.domain for fact in free)):
            names = (fact.name for fact in free)
            yield from self.completed(dict(given) | dict(zip(names, filling, strict=True)), 0)

    def completed(self, world: World, index: int) -> Iterator[World]:
        if index == len(self.program.decisions):
            yield world
            return
        decision = self.program.decisions[index]
        answer, because = self.trees[decision.name].decide(world)
        world = world | {decision.name: answer, f"because {decision.name}": because}
        fact = self.facts.get(decision.derives)
        if fact is None or fact.name in world:
            yield from self.completed(world, index + 1)
            return
        values = fact.domain if isinstance(answer, Status) else (self.held(fact, answer),)
        for value in values:
            yield from self.completed(world | {fact.name: value}, index + 1)

    def held(self, fact: Fact, value: Any) -> Any:
        """Return a derived value, held within the bounds of its fact."""
        if fact.kind in ("bool", "choice"):
            return value
        return min(max(value, fact.domain[0]), fact.domain[-1])

    def rests_on(self, name: str) -> set[str]:
        """Return a decision and those it rests on, also by the facts they derive."""
        if name not in self.below:
            found = {name}
            for part in self.trees[name].decision.expressions():
                derived = {self.derived[one] for one in named(part, "fact") if one in self.derived}
                for below in {*derived, *named(part, "decision")}:
                    found |= self.rests_on(below)
            self.below[name] = found
        return self.below[name]

    def presumed(self, name: str) -> set[str]:
        """Return the facts that are true where they are not given, when `name` is asked."""
        below = [self.trees[one].decision.presumes for one in self.rests_on(name)]
        return {*self.program.presumes, *(fact for facts in below for fact in facts)}

    def worlds_of(self, name: str, given: Mapping[str, Any], worlds: list[World]) -> list[World]:
        """Return those of `worlds` that are left for one question."""
        presumed = self.presumed(name) - set(given)
        return [world for world in worlds if all(world[fact] is True for fact in presumed)]


# --- the same program as a pack ---


def literal(kind: str, value: Any) -> str:
    if kind == "money":
        return f"{value // 100}.{value % 100:02d}"
    if kind == "date":
        return datetime.date.fromordinal(value).isoformat()
    return str(value).lower() if kind == "bool" else str(value)


def text(expression: Expression) -> str:
    """Return the expression as infix text; nested conditions have none."""
    op, *args = expression
    if op in ("fact", "decision"):
        return str(args[0])
    if op == "constant":
        return literal(args[0], args[1])
    if op in ("and", "or"):
        return "(" + f" {op} ".join(map(text, args[0])) + ")"
    if op == "not":
        return f"not ({text(args[0])})"
    if op == "in":
        return f"{text(args[0])} in [{', '.join(map(text, args[1]))}]"
    if op in ("min", "max"):
        return f"{op}({', '.join(map(text, args))})"
    if op == "share":
        return f"{args[0]}({text(args[1])} * {args[2]} %, kopeck)"
    if op == "years":
        return f"years_between({text(args[0])}, {literal('date', args[1])})"
    left, right = (f"({text(arg)})" if arg[0] in ("+", "-") else text(arg) for arg in args)
    return f"{left} {op} {right}"


def nested(expression: Expression) -> Any:
    """Return a condition as JSON: nested lists, and text where it has a text."""
    op, *args = expression
    if op in ("all", "any", "none"):
        return {op: [nested(arg) for arg in args[0]]}
    if op == "at_least":
        return {"at_least": args[0], "of": [nested(arg) for arg in args[1]]}
    if op == "item":
        return {"when": nested(args[0]), "cite": args[1]}
    return text(expression)


def _rule(rule: Rule, reading: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"cite": rule.clause}
    if rule.exception_to:
        entry["exception_to"] = rule.exception_to
    if rule.scope is not None:
        entry["scope"] = nested(rule.scope)
    if rule.when is not None:
        entry["when"] = nested(rule.when)
    if rule.unless is not None:
        entry["unless"] = {"when": nested(rule.unless)}
    if rule.other_reading is None:
        return entry | {"value": text(rule.value)}
    other = "theirs" if reading == "ours" else "ours"
    options = {reading: text(rule.value), other: text(rule.other_reading)}
    return entry | {"reading": "r", "by_reading": options}


def _options(options: tuple[str, ...]) -> str:
    return "    options:\n" + "".join(f"      {one}:\n        ru: {one}\n" for one in options)


def entries_text(program: Program) -> str:
    """Return the facts and decisions of a program as the text of a pack's file."""
    lines = ["facts:\n"]
    for fact in program.facts:
        lines.append(f"  {fact.name}:\n    title:\n      ru: а\n    question:\n      ru: а\n")
        lines.append(f"    type: {fact.kind}\n    answered_by: applicant\n")
        if fact.kind == "choice":
            lines.append(_options(fact.domain))
        elif fact.kind != "bool":
            ends = (literal(fact.kind, fact.domain[end]) for end in (0, -1))
            lines.append("    min: {}\n    max: {}\n".format(*ends))
    lines.append("decisions:\n")
    for decision in program.decisions:
        lines.append(f"  {decision.name}:\n    title:\n      ru: а\n    type: {decision.kind}\n")
        if decision.options:
            lines.append(_options(decision.options))
        if decision.derives:
            lines.append(f"    derives: {decision.derives}\n")
        if decision.presumes:
            presumes = dict.fromkeys(decision.presumes, "p")
            lines.append(f"    presumes: {json.dumps(presumes)}\n")
        lines.append("    rules:\n")
        rules = {rule.name: json.dumps(_rule(rule, program.reading)) for rule in decision.rules}
        lines += [f"      {name}: {rule}\n" for name, rule in rules.items()]
        if decision.otherwise is not None:
            entry = {"value": text(decision.otherwise), "cite": f"{decision.name}-otherwise"}
            lines.append(f"    otherwise: {json.dumps(entry)}\n")
    return "".join(lines)
