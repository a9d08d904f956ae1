"""The plugin as people meet it: their own pytest, started anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import drafts
from checkout import FOREIGN

DECISIONS = """
decisions:
  benefit:
    title:
      ru: Пособие
      en: The benefit
    type: money
    rules:
      paid: {cite: "2", when: alone, value: 100.00}
"""
CASES = """
cases:
  one:
    title:
      ru: Живёт один
      en: Lives alone
    date: 2024-10-01
    tags: [quick]
    given: {alone: true}
    expect: {benefit: "100.00"}
  two:
    title:
      ru: Другой
    date: 2024-10-01
    given: {alone: true}
    expect: {benefit: {value: "99.00", clausez: "2"}}
"""
TESTS = """
import socrules
from socrules.possible import Range

def ask(facts):
    return socrules.load("region/act", on="2024-10-01").decide("benefit", facts)

def test_value():
    assert ask({"alone": True}) == socrules.Money("99.00")

def test_two():
    assert ask({"alone": True}) == ask({"alone": False})

def test_range():
    assert Range(1, 2) == 3

def test_turned():
    assert 3 == Range(1, 2)

def test_money():
    assert socrules.Money("1.00") == socrules.Money("2.00")

def test_plain():
    assert 1 == 2
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = drafts.write(tmp_path / "region" / "act", DECISIONS)
    (folder / "some.cases.yaml").write_text(CASES, "utf-8")
    return tmp_path


def run(project: Path, *words: str) -> tuple[int, str]:
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    env |= {"SOCRULES_PATH": str(project), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=project,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def test_cases_are_tests_with_good_names(project: Path) -> None:
    code, out = run(project, "-v", "--junit-xml=out.xml")
    assert code == 1
    assert "region/act/some.cases.yaml::one PASSED" in out
    assert "region/act/some.cases.yaml::two FAILED" in out
    assert "some.cases.yaml:16:31: case-differs: `benefit`: `value` was expected to be" in out
    assert ": unknown-key: " in out
    assert "Traceback" not in out
    report = (project / "out.xml").read_text("utf-8")
    assert 'classname="region.act.some.cases.yaml" name="one"' in report


def test_cases_are_chosen_by_name_tag_and_decision(project: Path) -> None:
    for words, chosen in (("quick", 1), ("benefit and not one", 1)):
        _, out = run(project, "-k", words, "-q", "--collect-only")
        assert len(re.findall(r"cases\.yaml::", out)) == chosen


def test_cases_run_in_parallel(project: Path) -> None:
    code, out = run(project, "-n", "2", "-q")
    assert code == 1
    assert "1 failed, 1 passed" in out


def test_the_last_failed_again(project: Path) -> None:
    run(project, "-q")
    code, out = run(project, "-q", "--lf")
    assert code == 1
    assert "1 failed" in out
    assert "passed" not in out


def test_files_that_say_nothing_of_use(project: Path) -> None:
    (project / "lonely.cases.yaml").write_text(CASES, "utf-8")
    (project / "broken.cases.yaml").write_text("casez: {}\n", "utf-8")
    code, out = run(project, "-q", "lonely.cases.yaml", "broken.cases.yaml")
    assert code == 2
    assert "unknown-section" in out
    code, out = run(project, "-q", "lonely.cases.yaml")
    assert code == 1
    assert "case-without-pack" in out


def test_assertions_on_answers_explain_themselves(project: Path) -> None:
    (project / "test_them.py").write_text(TESTS, "utf-8")
    code, out = run(project, "-q", "test_them.py")
    assert code == 1
    assert "benefit = 100.00 (2) == Money('99.00')" in out
    assert "write `.value == Money('99.00')` or `.status`" in out
    assert "benefit = 100.00 (2) == benefit = not_stated (2)" in out
    assert "  status: known ≠ not_stated" in out
    assert "1..2 == 3" in out
    assert "3 == 1..2" in out or "1..2 == 3" in out
    assert "Money('1.00') == Money('2.00')" in out
    assert "assert 1 == 2" in out
