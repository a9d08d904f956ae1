"""What the pages on deadlines show is what happens."""

from __future__ import annotations

import doctest

from checkout import ROOT


def test_examples() -> None:
    page = ROOT / "docs" / "how-to" / "count-a-deadline.md"
    # A closing fence ends an example; doctest would take it for output.
    text = page.read_text(encoding="utf-8").replace("```", "")
    globals_: dict[str, object] = {"datetime": __import__("datetime")}
    parser = doctest.DocTestParser()
    examples = parser.get_doctest(text.replace("pycon\n", "\n"), globals_, page.name, None, 0)
    assert len(examples.examples) > 15
    runner = doctest.DocTestRunner()
    runner.run(examples)
    assert runner.summarize(verbose=False).failed == 0
