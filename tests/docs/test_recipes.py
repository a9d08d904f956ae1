"""What recipes in Python show is what happens."""

from __future__ import annotations

import doctest

import pytest

from checkout import ROOT


@pytest.mark.parametrize(
    ("name", "fewest"),
    [
        ("count-a-deadline.md", 16),
        ("ask-durable-rules.md", 6),
        ("follow-a-case.md", 10),
        ("decide-a-table.md", 9),
        ("compare-scenarios.md", 25),
        ("bound-what-is-not-known.md", 8),
        ("work-in-a-notebook.md", 5),
    ],
)
def test_examples(name: str, fewest: int) -> None:
    page = ROOT / "docs" / "how-to" / name
    # A closing fence ends an example; doctest would take it for output.
    text = page.read_text(encoding="utf-8").replace("```", "")
    globals_: dict[str, object] = {"datetime": __import__("datetime")}
    parser = doctest.DocTestParser()
    examples = parser.get_doctest(text.replace("pycon\n", "\n"), globals_, page.name, None, 0)
    assert len(examples.examples) >= fewest
    runner = doctest.DocTestRunner()
    runner.run(examples)
    assert runner.summarize(verbose=False).failed == 0
