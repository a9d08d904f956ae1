"""Cases chosen by tag and word, beside packs and anywhere; each mistake said, all others run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import drafts
from checkout import ROOT
from socrules.cases import read_examples
from socrules.problems import PackError, render
from socrules.suites import Chosen, by_name, is_file, of_file, of_pack, suites

MISTAKES = ROOT / "tests" / "problems" / "twelve_mistakes" / "mistakes.cases.yaml"

DECISIONS = """
decisions:
  entitled:
    title:
      ru: Имеет право
    type: bool
    rules:
      alone: {cite: "2", when: alone, value: true}
checklists:
  papers:
    title:
      ru: Бумаги
    kind: documents
    cite: "1"
    items:
      passport:
        title:
          ru: Паспорт
      bill:
        title:
          ru: Счёт
        cite: "2"
        when: alone
      form:
        title:
          ru: Заявление
        parts:
          name:
            ru: имя
services:
  care:
    title:
      ru: Уход
    cite: "1"
    components:
      bed:
        title:
          ru: Постель
        cite: "2"
        when: alone
      linen:
        title:
          ru: Бельё
        cite: "2"
        variants:
          often:
            title:
              ru: Часто
            cite: "2"
            when: alone
"""
CASE = """
  {id}:
    title:
      ru: {title}
    {more}
    date: 2024-10-01
    given: {given}
    expect:
      {expect}
"""


def case(id: str, expect: str, given: str = "{alone: true}", title: str = "Пример", more: str = ""):
    words = {"id": id, "expect": expect, "given": given, "title": title}
    return CASE.format(more=more or "x-a: b", **words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = drafts.write(tmp_path / "region" / "act", DECISIONS)
    text = "cases:" + case("one", "entitled: true", more="tags: [quick]")
    text += case("two", "entitled: false", title="Другой")
    (folder / "some.cases.yaml").write_text(text, "utf-8")
    return folder


def ran(folder: Path, **chosen: tuple[str, ...]) -> list[str]:
    return [outcome.case.id for outcome in of_pack(str(folder), Chosen(**chosen)).outcomes]


def test_cases_are_chosen(folder: Path) -> None:
    assert ran(folder) == ["one", "two"]
    assert ran(folder, tags=("quick", "other")) == ["one"]
    assert ran(folder, words=("другой",)) == ["two"]
    assert ran(folder, words=("entitled", "one")) == ["one"]
    assert ran(folder, words=("nothing",)) == []


def test_files_beside_a_pack_and_anywhere(folder: Path, tmp_path: Path) -> None:
    [beside] = of_file(folder / "some.cases.yaml")
    assert [outcome.passed for outcome in beside.outcomes] == [True, False]
    assert not beside.passed
    elsewhere = tmp_path / "elsewhere.yaml"
    text = (folder / "some.cases.yaml").read_text("utf-8")
    elsewhere.write_text(text.replace("x-a: b", f"pack: {folder}"), "utf-8")
    with_pack, *rest = list(suites([str(elsewhere)], Chosen(words=("two",))))
    assert not rest
    assert [outcome.case.id for outcome in with_pack.outcomes] == ["two"]
    found = list(suites([str(folder), str(elsewhere)], Chosen(words=("two",))))
    assert list(by_name(found)) == [str(folder), f"{elsewhere} (region/act)"]
    assert is_file("a.csv")
    assert not is_file("region/act")
    with pytest.raises(PackError) as caught:
        list(of_file(elsewhere, Chosen(words=("one",))))
    assert [one.kind for one in caught.value.problems] == ["case-without-pack"]


def test_what_is_astray_belongs_to_the_file(folder: Path) -> None:
    (folder / "more.cases.yaml").write_text("casez: {}\n", "utf-8")
    suite = of_pack(str(folder), Chosen(tags=("quick",)))
    assert [one.kind for one in suite.astray] == ["unknown-section"]
    assert [outcome.passed for outcome in suite.outcomes] == [True]
    assert not suite.passed


LISTS = {
    "the items needed": ("papers: {items: [bill, form, passport]}", ""),
    "what lacks": (
        "papers: {items: [bill, form, passport], lacking: [bill, form], needs: []}",
        "documents",
    ),
    "the norms": ("care: {items: [bed, linen.often]}", ""),
    "other items": ("papers: {items: [passport]}", "case-differs"),
    "no such part": ("papers: {status: known}", "case-not-a-part"),
    "nothing": ("papers: {x-a: b}", "case-expects-nothing"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_as_a_whole(name: str, tmp_path: Path) -> None:
    expect, kind = LISTS[name]
    folder = drafts.write(tmp_path / "act", DECISIONS)
    given = "{alone: true}"
    if kind == "documents":
        given = (
            "{alone: true, papers.passport.held: true, papers.bill.held: false, "
            "papers.form.name: false}"
        )
    (folder / "a.cases.yaml").write_text("cases:" + case("one", expect, given), "utf-8")
    [outcome] = of_pack(str(folder)).outcomes
    kinds = [one.kind for one in outcome.problems]
    assert kinds == ([kind] if kind.startswith("case") else [])
    assert len(outcome.answers) >= 2


def test_what_a_list_still_needs(tmp_path: Path) -> None:
    folder = drafts.write(tmp_path / "act", DECISIONS)
    expect = "papers: {items: [form, passport], needs: [alone]}"
    (folder / "a.cases.yaml").write_text("cases:" + case("one", expect, "{}"), "utf-8")
    [outcome] = of_pack(str(folder)).outcomes
    assert outcome.passed, [str(one) for one in outcome.problems]


TWELVE = [
    ("first", 6, 11, "not-a-date"),
    ("second", 10, 5, "unknown-key"),
    ("second", 15, 12, "unknown-fact"),
    ("second", 16, 12, "not-an-integer"),
    ("second", 17, 15, "bare-sum"),
    ("second", 19, 7, "unknown-decision"),
    ("second", 21, 16, "bad-literal"),
    ("second", 22, 19, "unquoted-id"),
    ("second", 24, 17, "unknown-word"),
    ("third", 25, 3, "unknown-option"),
    ("fourth", 43, 16, "case-differs"),
    ("fourth", 44, 18, "case-differs"),
    ("fourth", 45, 7, "case-expects-nothing"),
    ("fourth", 47, 3, "duplicate-key"),
    ("fifth", 59, 16, "event-not-a-date"),
    ("fifth", 60, 9, "missing-key"),
    ("fifth", 61, 35, "unknown-event"),
    ("fifth", 62, 54, "unknown-key"),
    ("fifth", 63, 75, "unknown-fact"),
    ("fifth", 66, 17, "not-a-date"),
    ("fifth", 67, 18, "unknown-word"),
    ("fifth", 69, 16, "case-not-a-part"),
    ("sixth", 78, 35, "case-irregular"),
    ("sixth", 82, 16, "case-differs"),
    ("sixth", 84, 20, "case-differs"),
    ("seventh", 92, 17, "case-without-events"),
]


def test_all_mistakes_of_a_file_in_one_run() -> None:
    [suite] = of_file(MISTAKES)
    found = [(outcome.case.id, item) for outcome in suite.outcomes for item in outcome.problems]
    assert [
        (name, item.span.line, item.span.column, item.kind)
        for name, item in found
        if item.span is not None
    ] == TWELVE
    assert len({kind for *_, kind in TWELVE}) >= 12
    for lang in ("ru", "en"):
        for (_, line, column, _), (_, item) in zip(TWELVE, found, strict=True):
            assert render(item, lang).startswith(f"{MISTAKES}:{line}:{column}: ")


def test_a_wrong_case_keeps_no_other_from_being_run(tmp_path: Path) -> None:
    folder = drafts.write(tmp_path / "act", DECISIONS)
    shutil.copy(MISTAKES, folder / "wrong.cases.yaml")
    text = "cases:" + case("right", "entitled: true") + case("unsaid", "entitled: {status: known}")
    text += case("undated", "entitled: true").replace("2024-10-01", "in_force")
    (folder / "right.cases.yaml").write_text(text, "utf-8")
    outcomes = {one.case.id: one for one in of_pack(str(folder)).outcomes}
    assert [name for name, one in outcomes.items() if one.passed] == ["right", "unsaid"]
    assert [one.kind for one in outcomes["undated"].problems] == ["not-a-date"]


def test_a_problem_without_a_place_is_nobodys(folder: Path) -> None:
    examples = read_examples([(folder / "none.cases.yaml", "none")])
    assert [one.kind for one in examples.astray] == ["no-such-file"]
