"""What Hypothesis draws from a pack, and that its laws would be seen to break."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import drafts
import socrules
from socrules.backends.solved import Solved
from socrules.library import packs
from socrules.pack import Pack
from socrules.testing import check_laws, strategies
from socrules.testing.backends import BACKENDS, Batch
from socrules.testing.laws import (
    LAWS,
    LawBroken,
    Trial,
    more_facts_never_change_a_known_value,
)

ENTRIES = """
decisions:
  benefit:
    title:
      ru: Пособие
    type: money
    rises_with: [income]
    falls_with: [age]
    rules:
      paid: {cite: "2", when: age < 18, value: "min(income, 100.00)", reading: rounding}
      other: {cite: "2(а)", when: age > 60, value: 50.00}
      grown: {cite: "2(а)", when: age >= 18 and alone, value: 20.00}
duties:
  answer:
    title:
      ru: Ответить
    cite: "2"
    within: 5 working days
  ask:
    title:
      ru: Спросить
    cite: "2"
    within: not_stated
  visit:
    title:
      ru: Навестить
    cite: "2"
    at_least: once in a half-year
  warn:
    title:
      ru: Предупредить
    cite: "2"
    within: 3 days before
limits:
  stay:
    title:
      ru: Остаться
    cite: "2"
    at_most: 3 months
invariants:
  capped:
    title:
      ru: Не больше ста
    cite: "2"
    holds: benefit <= 100.00
"""


def invented(tmp_path: Path, entries: str = ENTRIES) -> Pack:
    folder = drafts.write(tmp_path / "region" / "act", entries)
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8") + "calendar: ru\n", "utf-8")
    return socrules.load(folder, on="2024-10-01")


@pytest.mark.parametrize("name", sorted(packs()))
def test_the_laws_hold_of_every_pack(name: str) -> None:
    pack = socrules.load(name, on="2024-11-01")
    held = check_laws(pack, max_examples=2, max_decisions=20)
    assert held.laws == (*LAWS, *BACKENDS)
    assert not held.without
    assert 10 <= len(held.asked) <= 20


def test_edges_unknowns_and_conflicts_are_drawn(tmp_path: Path) -> None:
    pack = invented(tmp_path)
    drawn = strategies(pack)
    assert {17, 18, 19, 60, 61, 62} <= {*drawn.values["age"]}
    assert "conflict" in {pack.decide("benefit", facts).status for facts in drawn.rare}
    seen: set[str] = set()

    @settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(drawn.situations())
    def draw(facts: dict[str, Any]) -> None:
        seen.add(pack.decide("benefit", facts).status)

    draw()
    assert seen >= {"known", "unknown", "conflict"}


def test_situations_without_unknowns(tmp_path: Path) -> None:
    pack = invented(tmp_path)

    @settings(max_examples=20, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(strategies(pack).situations(unknown=False))
    def draw(facts: dict[str, Any]) -> None:
        assert pack.decide("benefit", facts).status != "unknown"

    draw()


def lawless(tmp_path: Path, old: str, new: str) -> Pack:
    return invented(tmp_path, ENTRIES.replace(old, new))


BREAKING = {
    "monotone": ("rises_with: [income]\n    falls_with: [age]", "falls_with: [income]"),
    "invariants": ("holds: benefit <= 100.00", "holds: benefit <= 90.00"),
}


@pytest.mark.parametrize("law", BREAKING)
def test_a_broken_law_is_told_as_a_case(law: str, tmp_path: Path) -> None:
    pack = lawless(tmp_path, *BREAKING[law])
    with pytest.raises(LawBroken, match=f"{law}: ") as caught:
        check_laws(pack, only=(law,), max_examples=300)
    assert "    expect:\n" in str(caught.value)


def test_laws_that_no_pack_can_break_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack that forgets is seen, and so is a calendar that counts back."""
    pack = invented(tmp_path)
    early = datetime.date(2000, 1, 1)

    class Early:
        date = early

    monkeypatch.setattr("socrules.testing.laws.deadline", lambda *_: Early())
    with pytest.raises(LawBroken, match="deadlines: answer: 5 working days"):
        check_laws(pack, only=("deadlines",), max_examples=5)
    decide = pack.decide
    asked = []

    def forgetful(names: Any, facts: Any, **rest: Any) -> Any:
        asked.append(names)
        return decide(names, {} if len(asked) % 3 == 0 else facts, **rest)

    monkeypatch.setattr(pack, "decide", forgetful)
    with pytest.raises((LawBroken, AssertionError, BaseExceptionGroup)):
        check_laws(pack, only=("more-facts", "compiled"), max_examples=30)


def wrong_frame(pack: Pack, patch: pytest.MonkeyPatch) -> None:
    decide = pack.decide_frame

    def decide_frame(rows: Any, names: Any) -> Any:
        return [
            {**row, "benefit": Decimal("7.77")} if row["benefit"] == 50 else row
            for row in decide(rows, names)
        ]

    patch.setattr(pack, "decide_frame", decide_frame)


def wrong_query(pack: Pack, patch: pytest.MonkeyPatch) -> None:
    query = pack.sql
    patch.setattr(pack, "sql", lambda *words, **rest: query(*words, **rest).replace("5000", "7000"))


def wrong_chaining(pack: Pack, patch: pytest.MonkeyPatch) -> None:
    decide = pack.decide

    def chained(names: Any, facts: Any, engine: str = "", **rest: Any) -> Any:
        left = {name: value for name, value in facts.items() if name != "alone"}
        return decide(names, left if engine else facts, **rest)

    patch.setattr(pack, "decide", chained)


def wrong_formulas(pack: Pack, patch: pytest.MonkeyPatch) -> None:
    answers = Solved.answers

    def shifted(solved: Solved, given: Any) -> Any:
        return answers(solved, {**given, "alone": not given["alone"]})

    patch.setattr(Solved, "answers", shifted)


WRONG = {
    "frames": wrong_frame,
    "sql": wrong_query,
    "durable": wrong_chaining,
    "formulas": wrong_formulas,
}


@pytest.mark.parametrize("law", WRONG)
def test_a_backend_that_answers_otherwise_is_told(
    law: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = invented(tmp_path)
    assert check_laws(pack, only=(law,), max_examples=60).laws == (law,)
    WRONG[law](pack, monkeypatch)
    with pytest.raises(LawBroken, match=f"{law}: benefit: .* ≠ ") as caught:
        check_laws(pack, only=(law,), max_examples=60)
    # No fact too many: the two that the decision needs, at most.
    given = str(caught.value).partition("    given:\n")[2].partition("    expect:")[0]
    assert len(given.splitlines()) <= 2


def test_a_backend_that_is_not_installed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = invented(tmp_path)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.warns(UserWarning, match="the law `sql` is not held: missing-extra: .*`duckdb`"):
        held = check_laws(pack, max_examples=5)
    assert held.laws == (*LAWS, "frames", "durable", "formulas")
    assert [*held.without] == ["sql"]
    assert 'pip install "socrules[test]"' in held.without["sql"]
    with pytest.raises(socrules.SocrulesError, match="duckdb"):
        check_laws(pack, only=("sql",), max_examples=5)
    with pytest.raises(socrules.SituationError, match="`formulas`"):
        check_laws(pack, only=("formula",))


def test_nothing_is_asked_of_a_frame_without_facts(tmp_path: Path) -> None:
    assert not list(BACKENDS["frames"].law(Batch(invented(tmp_path), [{}], ["benefit"])))


def test_laws_of_ones_own(tmp_path: Path) -> None:
    pack = invented(tmp_path)

    def never_negative(asked: Pack, facts: dict[str, Any]) -> None:
        answer = asked.decide("benefit", facts)
        assert answer.status != "known" or answer.value >= socrules.Money("0.00")

    def always_high(asked: Pack, facts: dict[str, Any]) -> bool:
        answer = asked.decide("benefit", facts)
        return answer.status != "known" or answer.value > socrules.Money("50.00")

    def refuses(asked: Pack, facts: dict[str, Any]) -> None:
        assert "age" not in facts, "an age"

    check_laws(pack, never_negative, only=("deadlines",), max_examples=10)
    with pytest.raises(LawBroken, match="always_high: False"):
        check_laws(pack, always_high, only=("deadlines",), max_examples=300)
    with pytest.raises(LawBroken, match="refuses: an age"):
        check_laws(pack, refuses, only=("deadlines",), max_examples=300)


def test_the_laws_have_names() -> None:
    assert set(LAWS) == {"more-facts", "invariants", "compiled", "deadlines", "monotone"}
    assert set(BACKENDS) == {"frames", "sql", "durable", "formulas"}


def test_what_more_facts_may_and_may_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = invented(tmp_path)
    day = datetime.date(2024, 10, 1)
    money = socrules.Money("50.00")
    apart = Trial(pack, {"age": 10}, {"born": datetime.date(1950, 1, 1)}, day)
    assert not list(more_facts_never_change_a_known_value(apart))
    trial = Trial(pack, {"age": 10, "income": money}, {"alone": True}, day)
    assert not list(more_facts_never_change_a_known_value(trial))
    decide = pack.decide

    def forgetful(names: Any, facts: Any, **rest: Any) -> Any:
        return decide(names, {"age": 30} if "alone" in facts else facts, **rest)

    monkeypatch.setattr(pack, "decide", forgetful)
    assert "benefit: 50.00 → unknown" in list(more_facts_never_change_a_known_value(trial))
