"""Makes programs and situations at random for the oracle, and links them as packs."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

import attrs

from oracle import Decision, Expression, Fact, Oracle, Program, Rule, entries_text, named
from socrules.link import link
from socrules.model import Contents
from socrules.pack import Pack
from socrules.parse import Reading, parse_section
from socrules.schema import HEAD, SECTIONS
from socrules.source import read

MOST_WORLDS = 200
DAY = datetime.date(2024, 10, 1)
_DAYS = tuple(range(datetime.date(2006, 9, 29).toordinal(), datetime.date(2006, 10, 3).toordinal()))

FACTS = (
    Fact("b0", "bool", (False, True)),
    Fact("b1", "bool", (False, True)),
    Fact("b2", "bool", (False, True)),
    Fact("b3", "bool", (False, True)),
    Fact("c0", "choice", ("u", "v", "w")),
    Fact("c1", "choice", ("u", "v")),
    Fact("c2", "choice", ("u", "v")),
    Fact("n0", "integer", tuple(range(5))),
    Fact("n1", "integer", tuple(range(5))),
    Fact("m0", "money", tuple(range(6))),
    Fact("m1", "money", tuple(range(6))),
    Fact("d0", "date", _DAYS),
)
SHARES = (25, 50, 75, 100)
ROUNDINGS = ("round_down", "round_up", "round_half_up")


class Maker:
    """Makes one program; the names an expression may use grow as decisions are added."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: list[tuple[str, str, str, tuple[str, ...]]] = []
        self.clauses = 0
        self.entered: set[Expression] = set()
        self.program = self.make()

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def make(self) -> Program:
        pick = self.random
        facts = sorted(pick.sample(FACTS, pick.randint(3, 6)), key=lambda fact: fact.name)
        facts = [attrs.evolve(fact) for fact in facts]
        decisions: list[Decision] = []
        count = pick.choice((1, 2, 3, 3, 4))
        derivable = [fact for fact in facts if self.chance(4) and fact.kind != "date"]
        plain = [fact for fact in facts if fact not in derivable]
        if not plain or count == 1:
            plain, derivable = facts, []
        derivable = derivable[: count - 1]
        for fact in plain:
            self.add("fact", fact.name, fact.kind, self.options(fact))
        bools = [fact.name for fact in plain if fact.kind == "bool"]
        for index in range(count):
            target = derivable[index] if index < len(derivable) else None
            decision = self.decision(f"e{index}", target, bools)
            decisions.append(decision)
            if target is None:
                self.add("decision", decision.name, decision.kind, decision.options)
            else:
                self.add("fact", target.name, target.kind, self.options(target))
        presumes = tuple(pick.sample(bools, 1)) if bools and self.chance(20) else ()
        return Program(facts, decisions, presumes, pick.choice(("ours", "theirs")))

    def options(self, fact: Fact) -> tuple[str, ...]:
        return fact.domain if fact.kind == "choice" else ()

    def add(self, op: str, name: str, kind: str, options: tuple[str, ...]) -> None:
        self.names.append((op, name, kind, options))

    def decision(self, name: str, target: Fact | None, bools: list[str]) -> Decision:
        pick = self.random
        kind = (
            target.kind if target else pick.choice(("bool", "bool", "choice", "integer", "money"))
        )
        options = ()
        if kind == "choice":
            options = target.domain if target else pick.choice((("u", "v"), ("u", "v", "w")))
        decision = Decision(name, kind, options, derives=target.name if target else "")
        for index in range(pick.choice((1, 2, 2, 3, 3, 4))):
            decision.rules.append(self.rule(f"r{index}", decision))
        if self.chance(2):
            decision.otherwise = self.value(decision)
        if bools and self.chance(8):
            decision.presumes = (pick.choice(bools),)
        return decision

    def rule(self, name: str, decision: Decision) -> Rule:
        pick = self.random
        self.clauses += 1
        base = ""
        if decision.rules and not self.chance(3):
            base = pick.choice(decision.rules).name
        rule = Rule(name, f"k{self.clauses}", self.value(decision), base)
        if not self.chance(4 if base else 3):
            rule.when = self.condition(pick.choice((0, 1, 1, 2)))
        if self.chance(6):
            rule.scope = self.condition(0)
        if self.chance(6):
            rule.unless = self.condition(pick.choice((0, 1)))
        if self.chance(10):
            rule.other_reading = self.value(decision)
        return rule

    # --- values ---

    def leaves(self, kind: str, options: tuple[str, ...] = ()) -> list[Expression]:
        return [(op, name) for op, name, of, has in self.names if (of, has) == (kind, options)]

    def constant(self, kind: str) -> Expression:
        pick = self.random
        values: dict[str, Callable[[], Any]] = {
            "integer": lambda: pick.randrange(6),
            "money": lambda: pick.randrange(7),
            "date": lambda: pick.choice(_DAYS),
            "bool": lambda: self.chance(2),
        }
        return "constant", kind, values[kind]()

    def value(self, decision: Decision) -> Expression:
        pick = self.random
        if decision.kind == "choice":
            leaves = self.leaves("choice", decision.options)
            if leaves and self.chance(4):
                return pick.choice(leaves)
            return "constant", "choice", pick.choice(decision.options)
        if decision.kind == "bool":
            return self.condition(1, False) if self.chance(5) else self.constant("bool")
        return self.number(decision.kind, pick.choice((0, 0, 1, 1, 2)))

    def number(self, kind: str, depth: int) -> Expression:
        pick = self.random
        if depth == 0 or kind == "date":
            return self.leaf(kind) if self.chance(2) else self.constant(kind)
        op = pick.choice(("+", "-", "min", "max", "share", "years"))
        if op == "years" and kind == "integer" and (dates := self.leaves("date")):
            return "years", pick.choice(dates), DAY.toordinal()
        if op == "share" and kind == "money":
            mode, share = pick.choice(ROUNDINGS), pick.choice(SHARES)
            return "share", mode, self.number(kind, 0), share
        if op in ("years", "share"):
            op = "min"
        return op, self.number(kind, depth - 1), self.number(kind, 0)

    def leaf(self, kind: str) -> Expression:
        """Return a number, mostly one that enters no other amount: others are soon entangled."""
        leaves = self.leaves(kind)
        fresh = [leaf for leaf in leaves if leaf not in self.entered]
        if not fresh and (not leaves or not self.chance(4)):
            return self.constant(kind)
        leaf = self.random.choice(fresh or leaves)
        self.entered.add(leaf)
        return leaf

    # --- conditions ---

    def condition(self, depth: int, lists: bool = True) -> Expression:
        """Return a condition; unless `lists`, one that can be written as text."""
        pick = self.random
        if depth == 0:
            return self.test()
        ops = ["and", "or", "not", "test"]
        ops += ["all", "any", "none", "at_least"] if lists else []
        op = pick.choice(ops)
        if op == "test":
            return self.test()
        if op == "not":
            return op, self.condition(depth - 1, False)
        lists = op not in ("and", "or")
        members = [self.condition(depth - 1, lists) for _ in range(pick.choice((2, 2, 3)))]
        if op in ("all", "any", "none", "at_least"):
            members = [self.item(member) for member in members]
        if op == "at_least":
            return op, pick.randint(1, len(members)), tuple(members)
        return op, tuple(members)

    def item(self, condition: Expression) -> Expression:
        if not self.chance(3):
            return condition
        self.clauses += 1
        return "item", condition, f"k{self.clauses}"

    def test(self) -> Expression:
        pick = self.random
        op, name, kind, options = pick.choice(self.names)
        leaf = op, name
        if kind == "bool":
            return leaf
        if kind == "choice":
            others = [other for other in self.leaves(kind, options) if other != leaf]
            if others and self.chance(3):
                return "=", leaf, pick.choice(others)
            members = [("constant", kind, option) for option in options]
            if self.chance(2):
                return "=", leaf, pick.choice(members)
            return "in", leaf, tuple(pick.sample(members, 2))
        if self.chance(6):
            pair = pick.sample((0, 1, 2, 3, 4), 2)
            values = [_DAYS[n % len(_DAYS)] if kind == "date" else n for n in pair]
            return "in", leaf, tuple(("constant", kind, value) for value in dict.fromkeys(values))
        others = [other for other in self.leaves(kind) if other != leaf]
        if self.chance(5):
            leaf = self.number(kind, 1)
        other = self.leaf(kind) if others and self.chance(4) else self.constant(kind)
        if not {*named(leaf, "fact"), *named(leaf, "decision")}:
            leaf = op, name
        return pick.choice(("<", "<=", ">", ">=", "=")), leaf, other


def situation(program: Program, random: Random) -> dict[str, Any]:
    """Return some of the facts of a program; the others can be filled in few enough ways."""
    derived = {decision.derives for decision in program.decisions}
    unknown = [fact for fact in program.facts if fact.name not in derived]
    given = {
        fact.name: random.choice(fact.domain)
        for fact in program.facts
        if fact.name in derived and random.randrange(5) == 0
    }
    random.shuffle(unknown)
    for fact in list(unknown):
        many = math.prod(len(fact.domain) for fact in unknown) > MOST_WORLDS
        if many or random.randrange(4) == 0:
            given[fact.name] = random.choice(fact.domain)
            unknown.remove(fact)
    return given


# --- packs ---

_HEAD = """
format: 1
id: test/oracle
title:
  ru: Пример
act:
  issuer:
    ru: Орган
  instrument:
    ru: приказ
  title:
    ru: О примере
  short:
    ru: Приказ
effect:
  from: 2024-01-01
  checked_on: 2026-01-01
version: "1"
status: reviewed
"""
_COMMON = """
readings:
  r:
    title:
      ru: Как читать
    cite: p
    options:
      ours:
        ru: так
      theirs:
        ru: иначе
    ours: ours
    why:
      ru: так яснее
clauses:
"""


@cache
def _common() -> tuple[Any, Any]:
    names = ["p", *(f"k{n}" for n in range(1, 100)), *(f"e{n}-otherwise" for n in range(9))]
    clauses = "".join(f'  "{n}":\n    label: п. {n}\n    title:\n      ru: а\n' for n in names)
    reading = Reading()
    text = _COMMON.replace("cite: p", 'cite: "p"') + clauses
    sections = parse_section(reading, read(text, "common.yaml"), list(SECTIONS))
    root = read(_HEAD, "pack.yaml")
    head = reading.entry("pack", "test/oracle", root, HEAD, root.span)
    assert not reading.problems, [str(one) for one in reading.problems]
    return head, sections


def pack(program: Program) -> Pack:
    """Return the pack of a program, read from its text and linked."""
    head, common = _common()
    if program.presumes:
        presumes = dict.fromkeys(program.presumes, ())
        head = attrs.evolve(head, values={**head.values, "presumes": presumes})
    reading = Reading()
    sections = parse_section(reading, read(entries_text(program), "oracle.yaml"), list(SECTIONS))
    assert not reading.problems, [str(one) for one in reading.problems]
    contents = Contents("test/oracle", head, {**common, **sections}, "")
    return Pack(link(contents, DAY, {"r": program.reading}))


__all__ = ["FACTS", "Maker", "Oracle", "named", "pack", "situation"]
