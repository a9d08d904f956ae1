"""What holds for the repository as a whole."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import socrules
from checkout import ROOT, files

PACKAGE = Path(socrules.__file__).resolve().parent
MODULES = sorted(PACKAGE.rglob("*.py"))

LONGEST_MODULE = 400
REGION = re.compile(
    r"luhansk|lugansk|kaliningrad|ulyanovsk|луганск|калининград|ульяновск", re.IGNORECASE
)
# A class of one letter keeps a pattern from finding itself.
FORBIDDEN = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w.~>])/(?:tmp|work|root|opt|home)\b|\.\./[s]hared|[A-Z]:\\Users"
    ),
    "a note to oneself": re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b"),
    "a package registry": re.compile(r"[p]ypi\.org|[p]ythonhosted|[r]egistry\.npmjs"),
    "a merge left open": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}
FRAGMENT = re.compile(r"\d+\.(?:feature|change|fix|removal|law)(?:\.\d+)?\.md")
DECISION = re.compile(r"# (\d{4}): .+\n\nDate: \d{4}-\d\d-\d\d\. Status: (.+)\.\n")


def text(path: Path) -> str | None:
    """Return the text of a file, or None of one that is not text."""
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8")


def test_what_is_tested_is_the_installed_wheel() -> None:
    wheel = os.environ.get("SOCRULES_TEST_WHEEL") == "1"
    assert wheel or not os.environ.get("CI"), "CI must test the wheel: run `make test`"
    if wheel:
        assert PACKAGE.parent.name == "site-packages"
    else:
        assert PACKAGE.name == "socrules"


def test_the_checkout_does_not_come_first() -> None:
    assert not (ROOT / "conftest.py").exists()
    assert not list((ROOT / "tests").rglob("__init__.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    assert not REGION.findall(source)
    assert not re.findall(r"pragma: no \w+", source)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    contents = {path: text(ROOT / path) for path in files()}
    found = {
        path: FORBIDDEN[what].findall(content) for path, content in contents.items() if content
    }
    assert not {str(path): words for path, words in found.items() if words}


def test_changelog_fragments_are_named_as_their_readme_says() -> None:
    names = {path.name for path in files() if path.parts[0] == "changelog.d"} - {"README.md"}
    assert not {name for name in names if not FRAGMENT.fullmatch(name)}


def test_decisions_are_numbered_and_say_their_status() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(set(numbers)) == len(numbers)
    for page, number in zip(pages, numbers, strict=True):
        head = DECISION.match(page.read_text(encoding="utf-8"))
        assert head, page.name
        assert head[1] == number
        replaced = re.fullmatch(r"replaced by (\d{4})", head[2])
        assert head[2] == "accepted" or (replaced and replaced[1] in numbers), page.name
