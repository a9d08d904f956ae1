"""Writes what example cases came to as JUnit XML, the form in which CI systems show tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree

from socrules.cases import Outcome
from socrules.problems import render

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(outcomes: Mapping[str, Sequence[Outcome]], lang: str) -> str:
    """Return the outcomes of packs by id as JUnit XML: a suite a pack, a test a case.

    A failed case says in `lang` all that was not as expected. There are no times in it, so that the
    same packs give the same text.
    """
    root = ElementTree.Element("testsuites", name="socrules")
    for name, found in outcomes.items():
        suite = ElementTree.SubElement(root, "testsuite", name=name)
        _count(suite, found)
        for outcome in found:
            case, span = outcome.case, outcome.case.span
            test = ElementTree.SubElement(suite, "testcase", classname=name, name=case.id)
            test.set("file", span.document.name)
            test.set("line", str(span.line))
            if outcome.problems:
                texts = [render(item, lang) for item in outcome.problems]
                title = case.title.say(lang) if case.title else case.id
                message = _xml(f"{title}: {outcome.problems[0].kind}")
                failure = ElementTree.SubElement(test, "failure", message=message)
                failure.set("type", outcome.problems[0].kind)
                failure.text = _xml("\n".join(texts))
    _count(root, [outcome for found in outcomes.values() for outcome in found])
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _count(element: ElementTree.Element, outcomes: Sequence[Outcome]) -> None:
    """Say in a suite how many tests it has and how many failed."""
    element.set("tests", str(len(outcomes)))
    element.set("failures", str(sum(not outcome.passed for outcome in outcomes)))
    element.set("errors", "0")


def _xml(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _NO_XML.sub("\ufffd", text)
