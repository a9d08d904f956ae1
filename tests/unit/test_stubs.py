"""Packs that answer what a test says."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

import socrules
from socrules.testing import pack
from socrules.values import UNKNOWN, Money

DAY = datetime.date(2024, 5, 6)


def test_a_stub_answers_whatever_the_facts() -> None:
    answers = {
        "free": True,
        "fee": Money("100.00"),
        "debt": Decimal("-1.50"),
        "kind": "own",
        "times": -3,
        "since": DAY,
        "silent": None,
        "open": UNKNOWN,
    }
    stub = pack(answers, facts={"age": "integer", "alone": "bool", "born": "date", "pay": "money"})
    found = stub.decide(list(answers), {"age": 30, "alone": False})
    values = {name: one.value for name, one in found.items() if one.is_known}
    told = {name: answers[name] for name in ("free", "fee", "kind", "times", "since")}
    assert values == {**told, "debt": Money("-1.50")}
    assert found["silent"].status == "not_stated"
    assert (found["open"].status, found["open"].needs) == ("unknown", ("nobody_knows",))
    assert found["fee"].citations == ("1",)
    with pytest.raises(socrules.SituationError):
        stub.decide("fee", {"aeg": 30})


def test_a_stub_like_a_pack() -> None:
    stub = pack(
        {"free": False, "payment_mode": UNKNOWN, "income_calculation_date": UNKNOWN, "fee": None},
        like="luhansk/stationary-services",
        on="2024-11-01",
    )
    assert stub.decide("free", {"age": 10}).value is False
    assert stub.decide("fee", {"age": 10}).status == "not_stated"
    assert stub.decide("payment_mode", {}).possible == ("free",)
    assert stub.decide("income_calculation_date", {}).status == "unknown"
    # All else is decided as ever.
    assert stub.decide("free_category", {"age": 10}).value is True
    assert stub.day == datetime.date(2024, 11, 1)


def test_the_day_of_a_stub_is_the_last_its_pack_was_checked_for() -> None:
    stub = pack({"free": False}, like="luhansk/stationary-services")
    assert stub.day == stub.program.pack.head.effect.checked_on
    assert "amendments-not-checked" not in stub.decide("free", {}).notes
    assert pack({"free": True}).decide("free", {}).notes == ()


def test_what_the_pack_cannot_answer() -> None:
    with pytest.raises(socrules.SituationError) as caught:
        pack({"fe": 1, "fee": 100, "payment_mode": "freee"}, like="luhansk/stationary-services")
    kinds = [(one.kind, one.suggest) for one in caught.value.problems]
    assert kinds == [("unknown-decision", "fee"), ("bad-literal", None), ("bad-literal", None)]


def test_the_names_of_the_module() -> None:
    import socrules.testing

    with pytest.raises(AttributeError, match="no attribute 'packs'"):
        socrules.testing.packs  # noqa: B018
    assert {*socrules.testing.__all__} == {"check_laws", "pack", "strategies"}
