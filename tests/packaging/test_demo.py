"""`make demo` decides what the facts file says: other facts, another answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkout import ROOT, SOCRULES, run

DEMO = ROOT / "examples" / "demo"


def demo(facts: Path) -> str:
    command = ["make", "--silent", "--no-print-directory", "demo"]
    return run([*command, f"SOCRULES={SOCRULES}", f"FACTS={facts}"], cwd=ROOT)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("facts.yaml", ["15 999,99", "15,999.99", "п. 4.3 Порядка"]),
        ("minor.yaml", ["подп. 1 п. 4.2 Порядка", "cl. 4.2(1)"]),
        ("amounts-only.yaml", ["15 999,99", "15,999.99", "combat_disabled_veteran"]),
    ],
)
def test_the_situations_that_are_shown(name: str, shown: list[str]) -> None:
    printed = demo(DEMO / name).replace("\N{NO-BREAK SPACE}", " ")
    assert not [text for text in shown if text not in printed]


def test_one_changed_fact_changes_the_answer(tmp_path: Path) -> None:
    facts = (DEMO / "facts.yaml").read_text(encoding="utf-8")
    other = tmp_path / "other facts.yaml"
    other.write_text(facts.replace("age: 70", "age: 17"), encoding="utf-8")
    before, after = demo(DEMO / "facts.yaml"), demo(other)
    assert (
        before.splitlines()[0] == "Ежемесячная плата: 15\N{NO-BREAK SPACE}999,99\N{NO-BREAK SPACE}₽"
    )
    assert after.splitlines()[0] == "Ежемесячная плата: 0,00\N{NO-BREAK SPACE}₽"
    assert "cl. 4.2(1)" in after
