"""What a case may expect of the norm behind an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import drafts
from socrules.problems import render
from socrules.suites import of_pack

DUTIES = """
actors:
  body:
    title:
      ru: Орган
  person:
    title:
      ru: Заявитель
events:
  applied:
    title:
      ru: Обращение
    cite: "1"
  answered:
    title:
      ru: Ответ
    cite: "1"
dates:
  start:
    title:
      ru: День обращения
    cite: "1"
    event: applied
duties:
  answer:
    title:
      ru: Ответить
    cite: "2"
    when: alone
    who: [body]
    whom: [person]
    how:
      ru: письменно
      en: in writing
    for_each: applied
    clock: start
    within: 5 working days
    extended_by: {event: applied, at_most: 10 days, from: end_of_term}
    done_by: [answered]
    time: {start: event_day_counts, roll: next}
"""
CASE = """
cases:
  one:
    title:
      ru: Пример
    date: 2024-10-01
    given:
      alone: true
    expect:
      {name}:
        {part}
"""

RIGHT = (
    "whom: [person]",
    "who: body",
    "how: письменно",
    "how: in writing",
    "clock: start",
    "done_by: [answered]",
    "for_each: applied",
    "extended_by: {at_most: 10 days, event: applied, from: end_of_term}",
    "within: 5 working days",
    "at_most: not_stated",
    "time: {roll: next, start: event_day_counts}",
    "after: []",
)
WRONG = {
    "whom: [body]": "`whom` was expected to be body and is person (п. 2 Порядка)",
    "how: orally": "`how` was expected to be orally and is письменно, in writing (п. 2",
    "clock: applied": "`clock` was expected to be applied and is start",
    "done_by: []": "`done_by` was expected to be — and is answered",
    "extended_by: {at_most: 5 days}": "be at_most: 5 days and is at_most: 10 days, event: applied,",
    "time: {roll: next}": "expected to be roll: next and is roll: next, start: event_day_counts",
    "at_most: 3 days": "`at_most` was expected to be 3 days and is not_stated (п. 2 Порядка)",
}


def said(folder: Path, part: str, name: str = "answer") -> list[str]:
    drafts.write(folder, DUTIES)
    (folder / "a.cases.yaml").write_text(CASE.format(part=part, name=name), "utf-8")
    [outcome] = of_pack(str(folder)).outcomes
    return [render(item, "en") for item in outcome.problems]


@pytest.mark.parametrize("part", RIGHT)
def test_what_a_norm_says(part: str, tmp_path: Path) -> None:
    assert not said(tmp_path / "act", part)


@pytest.mark.parametrize("part", WRONG)
def test_what_it_does_not_say(part: str, tmp_path: Path) -> None:
    [text] = said(tmp_path / "act", part)
    assert WRONG[part] in text


def test_a_decision_has_no_norm(tmp_path: Path) -> None:
    [text] = said(tmp_path / "act", "whom: [person]", "capped")
    assert "`whom` was expected to be person and is — (" in text
