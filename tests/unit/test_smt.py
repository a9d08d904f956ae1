"""Formulas of single operations and of decisions that rest on others without a value."""

from __future__ import annotations

import datetime
from random import Random
from typing import Any

import pytest
import z3

from oracle import Decision, Fact, Program, Rule
from programs import pack
from socrules.backends.formulas import SMT, both, choose, either, negate
from socrules.backends.smt import Lowering, Outcome, World
from socrules.outcomes import STATUSES
from socrules.terms import add_period, round_amount, weekday, years_between
from socrules.values import Type

DAYS = [
    datetime.date(year, month, day).toordinal()
    for year in (1899, 1900, 1904, 1999, 2000, 2023, 2024)
    for month, day in ((1, 1), (1, 31), (2, 28), (3, 1), (3, 31), (12, 31))
] + [datetime.date(2000, 2, 29).toordinal(), datetime.date(2024, 2, 29).toordinal()]


def number(op: str, *args: Any) -> int:
    made = [z3.IntVal(arg) if type(arg) is int else arg for arg in args]
    return int(z3.simplify(SMT[op](*made)).as_long())


@pytest.mark.parametrize("count", [0, 1, -1, 11, 12, 13, 30])
@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_a_period_is_added_as_the_evaluator_does(unit: str, count: int) -> None:
    for day in DAYS:
        found = z3.simplify(SMT["add_period"](z3.IntVal(day), unit, count))
        assert found.as_long() == add_period(day, unit, count)


def test_years_and_days_of_the_week_are_those_of_the_evaluator() -> None:
    random = Random(0)
    for start in DAYS:
        assert number("weekday", start) == weekday(start)
        for end in random.sample(DAYS, 12):
            assert number("years_between", start, end) == years_between(start, end)


@pytest.mark.parametrize("mode", ["round_down", "round_up", "round_half_up"])
def test_amounts_are_rounded_as_the_evaluator_does(mode: str) -> None:
    for amount in range(-12, 13):
        found = z3.simplify(SMT["round"](z3.IntVal(amount), mode, 4, 100))
        assert found.as_long() == round_amount(mode, amount, 4) * 100


def test_at_least_counts() -> None:
    a, b = z3.Bools("a b")
    solver = z3.Solver()
    solver.add(SMT["at_least"](2, a, b), z3.Not(a))
    assert solver.check() == z3.unsat


def test_joined_tests_are_as_small_as_they_can_be() -> None:
    a, yes, no = z3.Bool("a"), z3.BoolVal(True), z3.BoolVal(False)
    assert either([no, a]).eq(a)
    assert either([a, yes]).eq(yes)
    assert both([yes, a]).eq(a)
    assert both([a, no]).eq(no)
    assert negate(no).eq(yes)
    assert negate(yes).eq(no)
    assert choose(no, yes, a).eq(a)
    assert choose(yes, a, no).eq(a)
    none = dict.fromkeys(STATUSES, no)
    assert Outcome(none, a).differs(Outcome(none, a)).eq(no)


def test_members_of_a_choice_keep_their_numbers() -> None:
    world, colour = World(), Type("choice", options=("red", "blue"))
    assert [world.code("red"), world.code("blue"), world.code("red")] == [0, 1, 0]
    assert world.value(colour, z3.IntVal(1)) == "blue"
    assert world.value(Type("integer"), z3.IntVal(7)) == 7
    assert world.value(Type("bool"), z3.BoolVal(True)) is True
    bounds = world.bounds(z3.Int("c"), colour, frozenset({"red", "blue"}))
    solver = z3.Solver()
    solver.add(bounds, z3.Int("c") > 1)
    assert solver.check() == z3.unsat


def chain(kind: str, value: Any, test: Any, *, again: bool = False) -> Program:
    """Return a decision without a value where `b0` is false, and one or two that rest on it."""
    inner = Decision("e0", kind, rules=[Rule("r0", "k1", value, when=("fact", "b0"))])
    outer = Decision("e1", "bool", rules=[Rule("r0", "k2", ("constant", "bool", True), when=test)])
    outer.otherwise = ("constant", "bool", False)
    last = Decision("e2", "bool", rules=[Rule("r0", "k3", ("decision", "e1"))])
    facts = [Fact("b0", "bool", (False, True)), Fact("n0", "integer", tuple(range(5)))]
    return Program(facts, [inner, outer, *([last] if again else [])])


def test_what_rests_on_a_number_that_may_lack_is_loose_and_all_that_rests_on_it() -> None:
    program = chain(
        "integer", ("fact", "n0"), ("<", ("decision", "e0"), ("fact", "n0")), again=True
    )
    lowering = Lowering(World(), pack(program).program)
    lowering.answer("e2")
    assert lowering.loose == {"e1", "e2"}
    solver = z3.Solver()
    solver.add(lowering.bounds(["b0", "n0"]), lowering.fact("b0"), lowering.outcome("e1").lacking)
    assert solver.check() == z3.unsat, "where the number is known nothing is open"


def test_the_value_and_the_lack_of_what_a_term_names() -> None:
    program = pack(chain("bool", ("constant", "bool", True), ("decision", "e0"))).program
    lowering = Lowering(World(), program)
    term = program.decisions["e1"].rules[0].when
    assert term is not None
    solver = z3.Solver()
    solver.add(lowering.lacks(term), lowering.fact("b0"))
    assert solver.check() == z3.unsat
    solver.reset()
    solver.add(lowering.fact("b0"), z3.Not(lowering.holds(term)))
    assert solver.check() == z3.unsat
    assert lowering.loose == set()
