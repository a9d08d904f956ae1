"""The file of known findings: read strictly, and only ever shorter."""

from pathlib import Path

import pytest

from socrules.lint import CHECKS, Finding
from socrules.problems import PackError, problem
from socrules.ratchet import known_text, read_known

TEXT = """\
# Why these are here.
title-missing:
  a/one:
    # to be translated
    - facts/x/title
    - facts/y/title
  a/two:
    - facts/x/title
reading-never-used:
  a/one:
    - readings/r
"""


def finding(check, pack, subject):
    return Finding(pack, subject, problem(check))


@pytest.fixture
def write(tmp_path) -> Path:
    def path(text):
        (tmp_path / "known.yaml").write_text(text, encoding="utf-8")
        return tmp_path / "known.yaml"

    return path


def test_what_is_written_is_read_back(write):
    found = [
        finding("title-missing", "b/two", "facts/x/title"),
        finding("title-missing", "a/one", "facts/x/title"),
        finding("number-uncited", "a/one", "actors/body#5 days"),
    ]
    known = read_known(write(known_text(found)))
    assert known.gone(found, None, CHECKS) == []
    assert len(known.entries) == 3
    assert known_text(found) == known_text(reversed(found))


def test_only_packs_and_checks_that_were_looked_at_can_be_gone(write):
    known = read_known(write(TEXT))
    there = [finding("title-missing", "a/one", "facts/x/title")]
    assert len(known.gone(there, None, CHECKS)) == 3
    assert known.gone(there, {"a/two"}, CHECKS) == [("title-missing", "a/two", "facts/x/title")]
    assert known.gone(there, {"a/one"}, ["title-missing"]) == [
        ("title-missing", "a/one", "facts/y/title")
    ]


def test_what_is_gone_is_cut_out_and_comments_stay(write):
    known = read_known(write(TEXT))
    there = [finding("title-missing", "a/one", "facts/x/title")]
    assert known.without(known.gone(there, None, CHECKS)) == (
        "# Why these are here.\n"
        "title-missing:\n"
        "  a/one:\n"
        "    # to be translated\n"
        "    - facts/x/title\n"
    )


def test_a_file_from_which_all_is_gone_knows_nothing(write):
    known = read_known(write(TEXT))
    rest = known.without(known.gone([], None, CHECKS))
    assert rest == "# Why these are here.\n    # to be translated\n"
    assert read_known(write(rest)).gone([], None, CHECKS) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("title-mising:\n  a/one:\n    - x\n", ["unknown-word"]),
        ("title-missing: {a/one: [x]}\n", ["expected-mapping"]),
        ("title-missing:\n  a/one: [x]\n", ["expected-sequence"]),
        ("title-missing:\n  a/one:\n    - x: y\n", ["expected-scalar"]),
        ("- title-missing\n", ["expected-mapping"]),
        ("a: b: c\n", ["prose-unquoted"]),
    ],
)
def test_a_file_that_is_not_understood(write, text, kinds):
    with pytest.raises(PackError) as caught:
        read_known(write(text))
    assert [item.kind for item in caught.value.problems] == kinds
