"""What the tutorial, the recipes and the reference show is what happens."""

from __future__ import annotations

import re

import yaml

import socrules
from checkout import ROOT
from shown import filled
from socrules.cases import Runner
from socrules.commands.decide import EXIT_CODES
from socrules.parse import Reading, parse_section
from socrules.source import read

PACK = "luhansk/stationary-services"


def test_examples_print_what_is_shown() -> None:
    text = (ROOT / "docs" / "tutorial" / "first-decision.md").read_text("utf-8")
    assert "```console\n" in text
    assert filled(text) == text


def test_the_example_cases_pass() -> None:
    text = (ROOT / "docs" / "how-to" / "write-an-example-case.md").read_text("utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        reading = Reading()
        cases = parse_section(reading, read(example, "page"), ["cases"])["cases"]
        runner = Runner(socrules.library.contents(PACK))
        assert not reading.problems
        assert [runner.run(case).passed for case in cases.values()] == [True]


def test_the_exit_codes() -> None:
    text = (ROOT / "docs" / "reference" / "exit-codes.md").read_text("utf-8")
    rows = dict(re.findall(r"\| (\d) \| `(\w+)` \|", text))
    assert rows == {str(code): status for status, code in EXIT_CODES.items()}


def test_the_first_line_for_editors_leads_to_the_schema() -> None:
    text = (ROOT / "docs" / "how-to" / "edit-a-pack.md").read_text("utf-8")
    [path] = re.findall(r"\$schema=(\S+)", text)
    for pack in (ROOT / "rules").glob("*/*/pack.yaml"):
        assert (pack.parent / path).is_file()
    [settings] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    for schema in yaml.safe_load(settings)["yaml.schemas"]:
        assert (ROOT / schema).is_file()
