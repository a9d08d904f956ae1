"""Writes the folder of a new pack: a draft that passes `check`, whole or not at all."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from socrules.cases import PATTERNS
from socrules.checking import check
from socrules.keys import FORMAT, PACK_ID
from socrules.parse import parse_pack
from socrules.patches import Patch, patched, replaced
from socrules.problems import PackError, problem
from socrules.source import SCALAR, Node, read
from socrules.writing import umask

FILES: Final = {
    "pack.yaml": """\
format: {format}
id: {id}
title:
  ru: О чём пакет правил
  en: What the pack is about
act:
  issuer:
    ru: Кто издал акт
    en: Who issued the act
  instrument:
    ru: постановление
    en: resolution
  number: "0"
  date: {today}
  title:
    ru: Заглавие акта
    en: Title of the act
  short:
    ru: Порядок
    en: the Order
effect:
  not_before: {today}
  from: unknown
  cite: "1.1"
  why:
    ru: День вступления в силу не установлен
    en: The day of entry into force has not been established
  checked_on: {today}
version: 0.1.0
status: draft
""",
    "clauses.yaml": """\
# Every clause of the act: how it is cited, and what it says in your own words. Each is cited by
# an entry or left out with a reason.
clauses:
  "1.1":
    label: п. 1.1 Порядка
    title:
      ru: Кому предоставляется услуга
      en: Whom the service is provided to
  "1.2":
    label: п. 1.2 Порядка
    title:
      ru: Вводное положение
      en: Introductory provision
    left_out:
      ru: Поведение не регулируется
      en: Regulates no conduct
""",
    "facts.yaml": """\
facts:
  lives_alone:
    title:
      ru: Живет один
      en: Lives alone
    type: bool
    question:
      ru: Живет ли человек один?
      en: Does the person live alone?
    answered_by: applicant
""",
    "service.yaml": """\
decisions:
  service_provided:
    title:
      ru: Услуга предоставляется
      en: The service is provided
    type: bool
    cite: "1.1"
    rules:
      who_lives_alone:
        title:
          ru: Тому, кто живет один
          en: To who lives alone
        cite: "1.1"
        when: lives_alone
        value: true
""",
    "service.cases.yaml": """\
cases:
  lives_alone:
    title:
      ru: Кто живет один, тому услуга предоставляется
      en: Who lives alone is provided with the service
    date: {today}
    given:
      lives_alone: true
    expect:
      service_provided:
        value: true
        clauses: ["1.1"]
""",
}
"""The files of a new pack: the smallest whole one, to be written over."""

_NEW_HEAD: Final = (("id", "{id}"), ("version", "0.1.0"), ("status", "draft"))
# What a clause was taken from belongs to the document of the other pack.
_OF_THE_DOCUMENT: Final = re.compile(r"^    (?:lines|fingerprint):.*\n", re.MULTILINE)


def create(name: str, into: Path, source: Path | None = None) -> Path:
    """Write a new pack, a draft called `name`, and return its folder, `into`/`name`.

    With `source`, the folder of a pack, it starts as a copy of that, without what ties its clauses
    to the document. Raises `PackError` where the name is none, the folder exists or cannot be
    written, or the copied pack does not pass `check`; then nothing is left behind.
    """
    if not re.fullmatch(PACK_ID, name):
        raise PackError(problem("bad-pack-id", id=name))
    target = into / name
    if target.exists():
        raise PackError(problem("pack-exists", folder=target))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    except OSError as error:
        raise PackError(problem("cannot-write", folder=target, why=error.strerror)) from None
    try:
        for file, text in _files(name, source).items():
            (half / file).write_text(text, encoding="utf-8")
        problems = check(parse_pack(half, str(target)))
        if problems:
            raise PackError(problems)
        half.chmod(0o777 & ~umask())
        half.rename(target)
    except OSError as error:
        raise PackError(problem("cannot-write", folder=target, why=error.strerror)) from None
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return target


def _files(name: str, source: Path | None) -> dict[str, str]:
    """Return the texts of the files of a new pack."""
    words = {"id": name, "format": FORMAT, "today": datetime.date.today().isoformat()}
    if source is None:
        return {file: text.format_map(words) for file, text in FILES.items()}
    files = {path.name: path.read_text("utf-8") for path in sorted(source.glob("*.yaml"))}
    for key, value in _NEW_HEAD:
        line = f"{key}: {value.format_map(words)}"
        files["pack.yaml"] = re.sub(rf"^{key}:.*$", line, files["pack.yaml"], flags=re.MULTILINE)
    files = {file: _OF_THE_DOCUMENT.sub("", text) for file, text in files.items()}
    for path in source.glob(PATTERNS[0]):
        text = files[path.name]
        files[path.name] = patched(text, _notes(read(text, str(path))))
    return files


def _notes(cases: Node) -> Iterator[Patch]:
    """Yield the patches that make cases expect the note that every answer of a draft carries."""
    for case in (one for section in cases.items.values() for one in section.items.values()):
        expected = case.items["expect"].items.values() if "expect" in case.items else ()
        for notes in (one.items["notes"] for one in expected if "notes" in one.items):
            first = notes.each()[0]
            if any(note.text == "draft" for note in notes.each()):
                continue
            if notes.kind == SCALAR:
                yield replaced(notes, f"[draft, {notes.text}]")
            elif notes.flow:
                yield Patch(first.line, first.column, 0, "draft, ")
            else:
                yield Patch(first.line, first.column, 0, f"draft\n{' ' * (first.column - 3)}- ")
