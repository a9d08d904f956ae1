"""What is generated: where expressions are cut into statements, and what is written but once."""

from __future__ import annotations

import pytest

from invented import decision, program
from socrules.certain import Lowering
from socrules.generate import Certain, Source
from socrules.plan import Plan
from socrules.regions import Regions
from socrules.terms import Term

NAMES = {("fact", "income"): "f0", ("fact", "alone"): "f1"}


def built(value: str) -> Term:
    """Return the term of an amount."""
    return program(decision(f"value: {value}")).decisions["benefit"].rules[0].value


def written(value: str) -> tuple[list[str], str]:
    """Return the statements that stand before an amount, and its expression."""
    source = Source()
    return source.lines, Certain(source, NAMES).write(built(value))


@pytest.mark.parametrize(
    ("operations", "statements"), [(1, 0), (11, 0), (12, 1), (23, 1), (24, 2), (36, 3)]
)
@pytest.mark.parametrize("start", ["income", "1.00"])
def test_every_twelfth_operation_ends_a_statement(
    start: str, operations: int, statements: int
) -> None:
    lines, _ = written(start + " + income" * operations)
    assert len(lines) == statements


def test_a_factor_adds_nothing_to_how_deep_an_amount_is() -> None:
    assert written("income * 2" + " + income" * 10)[0] == []
    assert len(written("income * 2" + " + income" * 11)[0]) == 1


def test_what_was_worked_out_before_is_as_deep_as_a_name() -> None:
    source = Source()
    certain = Certain(source, NAMES)
    amount = inner = built("income + 1.00" + " + income" * 11)
    for _ in range(11):
        inner = inner.args[0]
    certain.written[inner] = "before"
    assert "before" in certain.write(amount)
    assert source.lines == []


@pytest.mark.parametrize(
    ("number", "statements"), [(2, 0), (50, 0), (51, 2), (2500, 50), (2501, 53)]
)
def test_fifty_parts_of_a_sum_stand_in_one_expression(number: int, statements: int) -> None:
    source = Source()
    parts = [f"{part}" for part in range(number)]
    text = source.join("+", parts)
    assert len(source.lines) == statements
    namespace: dict[str, int] = {}
    exec("\n".join([*(line.strip() for line in source.lines), f"total = {text}"]), namespace)
    assert namespace["total"] == sum(range(number))


def lowered(*rules: str) -> Lowering:
    """Return what writes a decision, with its statements written."""
    linked = program(decision(*rules))
    lowering = Lowering(Plan(linked, Regions(linked), ["benefit"]), Source())
    lowering.write()
    return lowering


def test_a_decision_that_always_has_a_value_has_no_other_branch() -> None:
    for rules in (
        ("value: 0",),
        ("value: 0", "exception_to: rule_0; when: alone; value: 1.00"),
        ("when: alone; value: 0", "exception_to: rule_0; value: 1.00"),
    ):
        lowering = lowered(*rules)
        assert lowering.silent == set()
        assert not any(line.endswith("= None") for line in lowering.source.lines)
    assert lowered("when: alone; value: 0").silent == {"benefit"}


def test_the_items_of_a_choice_are_asked_about_once() -> None:
    items = "{any: [{when: income > 5.00, cite: '1'}, {when: income < 1.00, cite: '2'}]}"
    text = "\n".join(lowered(f"when: {items}; value: 0").source.lines)
    assert (text.count("500"), text.count("100")) == (1, 1)
