"""What the README files show is what happens; `make readme` writes down what happens now."""

from __future__ import annotations

import re

import pytest

from checkout import ROOT
from shown import filled

PAGES = ["README.md", "README.ru.md"]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_examples_print_what_is_shown(name: str) -> None:
    assert filled(page(name)) == page(name)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["sh", "python", "text", "console"])
def test_a_page_has_one_example_of_each_sort(name: str, language: str) -> None:
    assert page(name).count(f"```{language}\n") == 1


def test_both_languages_show_the_same_commands_to_run() -> None:
    first, second = (re.findall(r"```sh\n(.*?)```", page(name), re.DOTALL) for name in PAGES)
    assert first == second
