"""What example cases show of a pack: clauses, outcomes, conditions, boundaries; rounded down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import drafts
from socrules.cover import KINDS, Cover, Point, cover
from socrules.cover_report import FORMS, total
from socrules.suites import of_pack

ENTRIES = """
facts:
  since:
    title:
      ru: С какого дня
    type: date
    min: 1900-01-01
    max: 2100-01-01
    question:
      ru: С какого дня?
    answered_by: body
decisions:
  benefit:
    title:
      ru: Пособие | надбавка
      en: The benefit
    type: money
    cite: "1"
    rules:
      paid:
        cite: "2"
        scope: alone
        when:
          all:
            - when: income <= most
              cite: "2"
            - age >= 18
            - since < 2000-01-01
            - age < grown
        unless: {when: dwelling = own, cite: "2"}
        value: 100.00
      always: {cite: "2(а)", exception_to: paid, when: age > 90, value: 200.00}
    otherwise: {value: 0, cite: "1"}
  grown:
    title:
      ru: Предел
    type: integer
    rules:
      so: {cite: "2", value: 60}
  wide:
    title:
      ru: Широко
    type: bool
    rules:
      sum:
        cite: "2"
        when: income + 1.00 > 5.00 and 18 < age and income < most * share
        value: true
parameters:
  most:
    title:
      ru: Предел дохода
    type: money
    value: "5000.00"
    cite: "2"
  share:
    title:
      ru: Доля
    type: share
    value: "75 %"
    cite: "2"
"""
GIVEN = {
    "alone": "true",
    "income": '"5000.00"',
    "age": '"18"',
    "since": "1999-12-31",
    "dwelling": "rented",
}
CASE = """
  {name}:
    title:
      ru: Пример
    date: 2024-10-01
    given: {given}
    expect:
      {asked}: {expect}
"""


def case(name: str, expect: str, asked: str = "benefit", **other: str) -> str:
    facts = {key: one for key, one in (GIVEN | other).items() if one}
    given = "{" + ", ".join(f"{key}: {one}" for key, one in facts.items()) + "}"
    return CASE.format(name=name, given=given, expect=expect, asked=asked)


def measured(tmp_path: Path, *cases: str) -> tuple[Cover, dict]:
    folder = drafts.write(tmp_path / "act", ENTRIES)
    (folder / "a.cases.yaml").write_text("cases:" + "".join(cases), "utf-8")
    suite = of_pack(str(folder))
    assert suite.passed, [str(one) for run in suite.outcomes for one in run.problems]
    found = cover(suite.contents, suite.outcomes)
    return found, {suite.name: (suite.contents, found)}


def seen(found: Cover, end: str) -> set[str]:
    return {point.way for point in found.seen if point.of.endswith(end)}


def all_of(found: Cover, end: str) -> set[str]:
    return {point.way for point in found.points if point.of.endswith(end)}


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cover, dict]:
    return measured(
        tmp_path_factory.mktemp("cover"),
        case("paid", '"100.00"'),
        case("below", '"0.00"', age='"17"'),
        case("above", '"100.00"', age='"19"'),
        case("kopeck", '"0.00"', income='"5000.01"'),
        case("day", '"0.00"', since="2000-01-01"),
        case("one", "{status: unknown}", income=""),
        case("two", "{status: unknown}", asked="wide", income="", age=""),
        case("open", "{status: unknown}", dwelling="", alone="", age='"30"'),
    )


def test_clauses(some: tuple[Cover, dict]) -> None:
    found, _ = some
    assert found.count("clause") == (2, 3)
    assert found.percent("clause") == 66


def test_outcomes(some: tuple[Cover, dict]) -> None:
    found, _ = some
    assert all_of(found, "rules/paid") == {"yes", "no", "open"}
    assert seen(found, "rules/paid") == {"yes", "no", "open"}
    assert seen(found, "benefit/otherwise") == all_of(found, "benefit/otherwise") == {"yes"}
    assert all_of(found, "grown/rules/so") == {"yes"}
    assert seen(found, "paid/always") == {"no"}
    # Two facts were withheld at once, which shows nothing of either.
    assert not seen(found, "wide/rules/sum")


def test_conditions_both_ways(some: tuple[Cover, dict]) -> None:
    found, _ = some
    assert seen(found, "paid/when/0") - {"at", "above", "below"} == {"yes", "no"}
    assert seen(found, "paid/unless") == {"no"}
    assert all_of(found, "paid/unless") == {"yes", "no"}
    assert seen(found, "paid/scope") == {"yes"}


def test_boundaries(some: tuple[Cover, dict]) -> None:
    found, _ = some
    ways = {"at", "below", "above"}
    assert seen(found, "paid/when/1") & ways == ways
    assert seen(found, "paid/when/0") & ways == {"at", "above"}
    assert seen(found, "paid/when/2") & ways == {"at", "below"}
    assert not all_of(found, "paid/when/3") & ways
    assert all_of(found, "sum/when/1") >= ways
    assert not all_of(found, "sum/when/0") & ways
    assert not all_of(found, "sum/when/2") & ways


def test_shares_are_rounded_down(some: tuple[Cover, dict]) -> None:
    found, covers = some
    seen_, whole = found.count()
    assert found.percent() == 100 * seen_ // whole == total(covers)
    points = tuple(Point("clause", str(n), "cited") for n in range(200))
    assert Cover(points, frozenset(points[:-1])).percent() == 99
    assert Cover(points, frozenset(points)).percent() == 100
    assert Cover((), frozenset()).percent() == 100
    assert total({}) == 100


def test_the_reports_say_the_same(some: tuple[Cover, dict]) -> None:
    found, covers = some
    for lang in ("ru", "en"):
        texts = {form: write(covers, lang) for form, write in FORMS.items()}
        data = json.loads(texts["json"])
        [pack] = data["packs"].values()
        assert data["percent"] == pack["percent"] == found.percent()
        assert len(pack["missing"]) == len(found.missing)
        assert pack["counts"]["clause"] == {"seen": 2, "points": 3}
        assert len(texts["text"].splitlines()) == 1 + len(found.missing)
        for row in pack["missing"]:
            place = row["place"]
            assert place.partition(":")[2], row
            assert place in texts["text"]
            assert f"| `{place}` |" in texts["md"]
            assert f"<code>{place}</code>" in texts["html"]
        assert "http" not in texts["html"].replace("<!doctype html>", "")
        assert set(pack["counts"]) == {"all", *KINDS}
    assert "Пособие ¦ надбавка" in FORMS["md"](covers, "ru")


def test_nothing_is_missing(tmp_path: Path) -> None:
    folder = drafts.write(tmp_path / "act")
    suite = of_pack(str(folder))
    points = cover(suite.contents, []).points
    whole = {"act": (suite.contents, Cover(points, frozenset(points)))}
    assert FORMS["md"](whole, "en").count("\n") == 3
    assert "<h2>" not in FORMS["html"](whole, "en")
    assert FORMS["text"](whole, "en").startswith("act: 100 %")
