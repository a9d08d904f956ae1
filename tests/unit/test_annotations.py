"""Problems as annotations of GitHub, as SARIF and as data."""

import pytest

from socrules.annotations import Remark, github, sarif
from socrules.problems import Document, Span, problem

SPAN = Span(Document("rules/a/b/facts.yaml", "  heard:\n"), 3, 5, 4)
PLACED = Remark(
    problem("fact-never-asked", SPAN, id="100%\nsure"), "my rules/a,b.yaml", "fact/a/b/heard"
)
BARE = Remark(problem("no-such-file"), "", "file", level="note")
KNOWN = Remark(problem("fact-never-asked", SPAN, id="x"), "a.yaml", "x", "note", known=True)


def test_github_reads_places_and_marks_of_its_own_are_escaped():
    placed, bare = github([PLACED, KNOWN, BARE], "en")
    assert placed == (
        "::error file=my rules/a%2Cb.yaml,line=3,col=5,title=fact-never-asked::nothing in the pack "
        "asks for the fact `100%25%0Asure`; delete the fact, or name it in a condition, a list or "
        "the examples of an item"
    )
    assert bare == "::notice title=no-such-file::there is no such file; check the path"


def test_sarif_names_the_place_and_marks_what_is_known():
    [run] = sarif([PLACED, KNOWN, BARE], "en")["runs"]
    placed, known, bare = run["results"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "fact-never-asked",
        "no-such-file",
    ]
    assert placed["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "my rules/a,b.yaml"},
        "region": {"startLine": 3, "startColumn": 5, "endColumn": 9},
    }
    assert placed["partialFingerprints"] == {"socrules/v1": "fact/a/b/heard"}
    assert "suppressions" not in placed
    assert known["suppressions"] == [{"kind": "external"}]
    assert "locations" not in bare


def test_help_that_needs_words_of_a_problem_leaves_them_open():
    gone = problem("known-finding-gone", check="a", pack="b", subject="c", file="known.yaml")
    [run] = sarif([Remark(gone, "known.yaml", "c")], "en")["runs"]
    [rule] = run["tool"]["driver"]["rules"]
    assert "--known … --update" in rule["help"]["text"]


@pytest.mark.parametrize(("remark", "line"), [(PLACED, 3), (BARE, None)])
def test_data(remark, line):
    data = remark.data("ru")
    assert data["line"] == line
    assert data["key"] == remark.key
    assert set(data) == {"kind", "key", "known", "path", "line", "column", "message", "help"}
