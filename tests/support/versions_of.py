"""Two versions of the invented pack, made by edits of its text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import drafts
import socrules
from socrules.comparing import Diff
from socrules.versions import Meaning

PACK = """
parameters:
  grown:
    title:
      ru: Совершеннолетие
    type: integer
    value: "18"
    cite: "2"
actors:
  ministry:
    title:
      ru: Министерство
  body:
    title:
      ru: Орган
events:
  asked:
    title:
      ru: Обращение
decisions:
  entitled:
    title:
      ru: Имеет право
      en: Entitled
    type: bool
    rules:
      living_alone:
        cite: "2"
        when: alone and income <= 100.00
        value: true
      young:
        exception_to: living_alone
        cite: "2(а)"
        when: age < grown
        value: false
    otherwise:
      value: false
      cite: "1"
  amount:
    title:
      ru: Размер
    type: money
    rules:
      half:
        cite: "2"
        when: entitled
        value: round_down(income * 50 %, kopeck)
  home:
    title:
      ru: Какое жилье
    type: choice
    options:
      first:
        ru: первое
      second:
        ru: второе
    rules:
      owned:
        cite: "1"
        when: dwelling = own
        value: first
      other:
        cite: "1"
        when: dwelling = rented and born > 2000-01-01
        value: second
duties:
  answer_in_time:
    title:
      ru: Ответить в срок
    cite: "1"
    who: ministry
    after: asked
    within: 5 days
  answer_those_alone:
    title:
      ru: Ответить одиноким
    cite: "1"
    who: ministry
    when: alone
    within: 5 days
"""

CASES = """
cases:
  alone_at_twenty:
    title:
      ru: Один, двадцать лет
    date: 2024-10-01
    given:
      alone: true
      age: 20
      income: "100.00"
    expect:
      entitled:
        value: true
      amount:
        value: "50.00"
"""


class Edited:
    """A folder with the pack before and the pack after; `after` is edited text by text."""

    def __init__(self, folder: Path) -> None:
        self.before = self.write(folder / "before" / "region" / "act")
        self.after = self.write(folder / "after" / "region" / "act")

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True)
        return drafts.write(folder, PACK, {"given.cases.yaml": CASES})

    def edit(self, *pairs: tuple[str, str], file: str = "given.yaml", side: str = "after") -> None:
        path: Path = getattr(self, side) / file
        text = path.read_text("utf-8")
        for one, other in pairs:
            assert one in text, f"{one!r} is not in {file}"
            text = text.replace(one, other)
        path.write_text(text, encoding="utf-8")

    def diff(self, **options: object) -> Diff:
        return socrules.diff(self.before, self.after, **options)  # type: ignore[arg-type]

    def changes(self) -> Mapping[str, Meaning]:
        return {one.decision: one for one in self.diff().changes}
