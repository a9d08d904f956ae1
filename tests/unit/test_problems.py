"""Problems: places, sentences, the order of reading, the language."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import socrules
from socrules.keys import HEAD, NESTED, SECTIONS
from socrules.kinds import entry_name, kinds
from socrules.problems import (
    Document,
    Findings,
    Problem,
    Span,
    in_reading_order,
    language,
    nearest,
    problem,
    render,
    shown,
    whole,
)
from socrules.source import read

TEXTS = Path(socrules.__file__).parent / "texts"
DOCUMENT = Document("act.yaml", "one: 1\n\ttwo: 2\n" + "x" * 150 + "\n")


def test_a_document_knows_its_lines() -> None:
    assert DOCUMENT.line(1) == "one: 1"
    assert DOCUMENT.line(0) == DOCUMENT.line(9) == ""


def test_places() -> None:
    span = Span(DOCUMENT, 2, 3, 4)
    assert span.place == "act.yaml:2:3"
    assert span.shift(2, 1) == Span(DOCUMENT, 2, 5, 1)
    assert whole(DOCUMENT).place == "act.yaml"


def test_the_line_is_shown_with_a_mark() -> None:
    found = problem("empty-text", Span(DOCUMENT, 1, 6), clause="п. 1")
    assert render(found, "en").splitlines() == [
        "act.yaml:1:6: empty-text: the text is empty",
        "    |",
        "  1 | one: 1",
        "    |      ^ п. 1",
        "  help: write the text, or remove the key",
    ]


def test_a_tab_takes_one_column() -> None:
    lines = render(problem("empty-text", Span(DOCUMENT, 2, 2)), "en").splitlines()
    assert lines[2:4] == ["  2 |  two: 2", "    |  ^"]


def test_a_long_line_is_cut_around_the_mark() -> None:
    lines = render(problem("empty-text", Span(DOCUMENT, 3, 100, 9)), "en").splitlines()
    assert lines[2] == "  3 | " + "x" * 100
    assert lines[3] == "    | " + " " * 60 + "^" * 9


def test_without_a_line_there_is_no_excerpt() -> None:
    assert len(render(problem("empty-file", whole(DOCUMENT)), "ru").splitlines()) == 2


def test_other_places_and_suggestions() -> None:
    found = problem("duplicate-key", None, key="a", suggest="b", also=[Span(DOCUMENT, 1, 1)])
    assert render(found, "ru").splitlines() == [
        "duplicate-key: ключ `a` повторяется",
        "  см. также: act.yaml:1:1",
        "  помощь: возможно, имелось в виду `b`?",
    ]


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("name", kinds())
def test_the_words_of_a_kind(name: str, lang: str) -> None:
    kind = kinds()[name]
    for text in (kind.sentence[lang], kind.help[lang]):
        assert text == text.strip()
        assert not text.endswith(".")
        assert text.count("`") % 2 == 0
        first = text[0]
        assert first in "`«{" or first == first.lower() or text.startswith(("YAML", "UTF"))


def test_kinds_are_named_once() -> None:
    for name in ("problems", "entries"):
        read((TEXTS / f"{name}.yaml").read_bytes(), name)


@pytest.mark.parametrize("kind", [*SECTIONS, *NESTED, "pack", "title", "cite"])
def test_entries_have_names(kind: str) -> None:
    assert entry_name(kind, "ru")
    assert entry_name(kind, "en")
    assert HEAD


def test_findings_go_on_after_a_problem() -> None:
    found = Findings()
    found.report("empty-text", None)

    def fail() -> int:
        raise socrules.PackError(problem("empty-list"))

    assert found.attempt(fail) is None
    assert found.attempt(lambda: 7) == 7
    assert [item.kind for item in found.problems] == ["empty-text", "empty-list"]


def test_reading_order() -> None:
    other = Document("zzz.yaml", "")
    places = [None, Span(other, 1, 1), Span(DOCUMENT, 2, 1), Span(DOCUMENT, 1, 5)]
    found = [Problem("empty-text", span) for span in places]
    assert in_reading_order([*found, found[0]]) == found[::-1]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "RU"}, "ru"),
    ],
)
def test_the_language_is_that_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], expected: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert language() == expected
    assert language("ru") == "ru"
    text = {"ru": "empty-list: список пуст", "en": "empty-list: the list is empty"}[expected]
    assert str(problem("empty-list")).startswith(text)
    assert str(socrules.PackError(problem("empty-list"))).startswith(text)


def test_nearest() -> None:
    assert nearest("incom", ["income", "age"]) == "income"
    assert nearest("xyz", ["income"]) is None
    assert nearest("income" * 20, ["income" * 20]) is None


def test_what_a_caller_gave_is_shown_on_one_line() -> None:
    class Mute:
        def __str__(self) -> str:
            raise RuntimeError

    assert shown("a\n b") == "a b"
    assert shown(Mute()) == "Mute"
    assert shown(10**5000) == "int"
    assert shown("x" * 99) == "x" * 59 + "…"


def test_errors_survive_pickling() -> None:
    error = socrules.SituationError(problem("not-a-day", value="x"))
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert isinstance(again, socrules.SituationError)
