"""What the JUnit report says of example cases."""

from xml.etree import ElementTree

import pytest

import invented
from socrules.cases import read_cases, run_cases
from socrules.junit import junit
from socrules.parse import parse_pack

TEXT = """
cases:
  right:
    title:
      ru: Верно
    date: 2024-10-01
    given:
      income: "100.00"
    expect:
      capped: "75.00"
  wrong:
    title:
      ru: Неверно
    date: 2024-10-01
    given:
      income: "100.00"
    expect:
      capped: "74.00"
      grown_age: "\\a"
"""


@pytest.fixture
def outcomes(tmp_path):
    folder = invented.write(tmp_path / "act", files={"some.cases.yaml": TEXT})
    return run_cases(parse_pack(folder, "act"), read_cases(folder, "act"))


def test_a_suite_for_each_pack(outcomes):
    root = ElementTree.fromstring(junit({"region/act": outcomes, "region/none": []}, "ru"))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("region/act", "2", "1"),
        ("region/none", "0", "0"),
    ]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")


def test_a_failure_says_all_that_is_wrong(outcomes):
    root = ElementTree.fromstring(junit({"region/act": outcomes}, "ru"))
    [failure] = root.iter("failure")
    assert failure.get("message") == "Неверно: case-differs"
    assert failure.text.count("case-differs: ") == 1
    assert "ожидалось 74.00, а получено 75.00" in failure.text
    # XML has no bell.
    assert "`\ufffd`" in failure.text


def test_the_same_outcomes_give_the_same_text(outcomes):
    text = junit({"region/act": outcomes}, "en")
    assert text == junit({"region/act": outcomes}, "en")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="socrules" ')
