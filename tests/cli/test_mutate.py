"""The command that tries a pack with slips in it."""

from __future__ import annotations

import json

import pytest
import yaml

CASES = """
cases:
  alone:
    title:
      ru: Живёт один
    date: 2024-10-01
    given: {alone: true, age: "18"}
    expect:
      entitled: {value: true, clauses: "2"}
  young:
    title:
      ru: Молод
    date: 2024-10-01
    given: {alone: false, age: "17"}
    expect:
      entitled: false
"""


@pytest.fixture
def cases(folder):
    path = folder / "a.cases.yaml"
    path.write_text(CASES, "utf-8")
    return path


def test_what_no_case_notices_is_printed_as_a_case(terminal, folder, cases):
    done = terminal("mutate", "region/act", "-k", "not_the_young", "--fail-under", "100")
    assert done.code == 1
    assert "given.yaml" in done.out
    assert "is noticed by no case\n  it is enough to expect more" in done.out
    assert done.out.splitlines()[-1] == (
        "region/act: 8 slips, 7 noticed, 1 not noticed, 0 change nothing, 0 do not load; "
        "score 87.5 %"
    )
    shown = done.out.partition("`young`:\n")[2].rpartition("\n")[0]
    more = yaml.safe_load("cases:\n" + shown.rpartition("\nregion/act")[0])
    assert [case["expect"]["entitled"]["clauses"] for case in more["cases"].values()] == [["2(а)"]]


def test_as_data_and_as_markdown(terminal, folder, cases):
    words = ("mutate", "region/act", "--sample", "6", "--seed", "3", "--samples", "20")
    data = json.loads(terminal(*words, "--format", "json").out)
    assert data["slips"] + data["refused"] == 6
    assert {"id", "operator", "place", "before", "after", "state", "by"} <= data["mutants"][
        0
    ].keys()
    text = terminal("mutate", "region/act", "-k", "clause", "--format", "md", "--lang", "ru").out
    assert "описок 0" in text
    text = terminal("mutate", "region/act", "-k", "cite", "--format", "md", "--samples", "9").out
    assert "```yaml\n" in text
    survived = json.loads(
        terminal("mutate", "region/act", "-k", "cite", "--format", "json", "--samples", "9").out
    )
    assert {"how", "tried", "case"} <= set().union(*(row.keys() for row in survived["mutants"]))


def test_entries_left_out(terminal, folder, cases):
    done = terminal("mutate", "region/act", "--drop", "--samples", "5", "--fail-under", "1")
    assert done.code in (0, 1)
    assert "is noticed by no case" in done.out
    assert "→ nothing" in done.out


def test_cases_that_fail_already(terminal, folder, cases):
    cases.write_text(CASES.replace("value: true", "value: false"), "utf-8")
    done = terminal("mutate", "region/act")
    assert (done.code, done.out) == (2, "")
    assert "case-differs" in done.err
