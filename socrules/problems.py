"""What can be wrong, said as data: problems, where they stand, and the errors that carry them.

The errors form one tree, a leaf for each person who can mend it::

    SocrulesError
    ├── PackError        the analyst: a pack, a case file or a reading of it
    ├── SituationError   the caller: facts, a date, a name that is asked for
    ├── CalendarError    whoever keeps the calendars
    └── ReceiptError     whoever keeps the receipts

A problem names its kind, its place and the words of the file; the sentence is made last, by
`render`, in Russian or English, from the one table in `kinds`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import attrs

from socrules.kinds import entry_name, kinds

T = TypeVar("T")

LONGEST_WORD: Final = 60
"""Longer words of a file or caller are cut in messages, and nothing near them is looked for."""


@attrs.frozen
class Document:
    """A text that was read: its name as the reader knows it, and its lines."""

    name: str
    text: str = attrs.field(repr=False)

    def line(self, number: int) -> str:
        """Return line `number` (from 1) without its end, or an empty text past the last."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


class Span(NamedTuple):
    """A stretch of one line of a document; lines and columns count from 1, 0 stands for all."""

    document: Document
    line: int
    column: int
    length: int = 1

    @property
    def place(self) -> str:
        """Return `file:line:column`, or the file alone where the span is all of it."""
        if not self.line:
            return self.document.name
        return f"{self.document.name}:{self.line}:{self.column}"

    def shift(self, by: int, length: int) -> Span:
        """Return the span that starts `by` characters further on in the same line."""
        return Span(self.document, self.line, self.column + by, length)


def whole(document: Document) -> Span:
    """Return the span of a whole document, or of a folder."""
    return Span(document, 0, 0)


@attrs.frozen
class Problem:
    """One thing that is wrong: its kind, its place if it has one, and the words its sentence needs.

    `suggest` is the nearest right word, `clause` the label of the clause it concerns, `also` the
    other places that belong to it.
    """

    kind: str
    span: Span | None = None
    args: tuple[tuple[str, str], ...] = ()
    suggest: str | None = None
    clause: str | None = None
    also: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return render(self)


def problem(
    kind: str,
    span: Span | None = None,
    *,
    suggest: str | None = None,
    clause: str | None = None,
    also: Iterable[Span] = (),
    **args: Any,
) -> Problem:
    """Return a problem whose sentence is filled with `args`, each shown as text."""
    words = tuple((name, str(value)) for name, value in args.items())
    return Problem(kind, span, words, suggest, clause, tuple(also))


class SocrulesError(Exception):
    """The base of every error of socrules; `problems` lists what is wrong, in reading order."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__(self.problems)

    def render(self, lang: str | None = None) -> str:
        """Return the problems as text, one block each, in `lang` (`ru`, `en`; default: locale)."""
        return "\n".join(render(item, lang) for item in self.problems)

    def __str__(self) -> str:
        return self.render()


class PackError(SocrulesError):
    """A pack, a case file or the way they are read together is wrong."""


class SituationError(SocrulesError):
    """What the caller gave or asked for is wrong: a fact, a date, a name."""


class CalendarError(SocrulesError):
    """A calendar is wrong, or is not known for the days that are asked about."""


class ReceiptError(SocrulesError):
    """A receipt cannot be read or does not hold."""


def shown(value: object) -> str:
    """Return a value of the caller's as words for a message, on one line."""
    try:
        text = str(value)
    except Exception:  # noqa: BLE001 - whatever a stranger's class does, the message is made
        text = type(value).__name__
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_WORD else f"{line[: LONGEST_WORD - 1]}…"


class Findings:
    """The problems found so far by one pass; the pass goes on after each."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, kind: str, span: Span | None, **args: Any) -> None:
        """Note one problem; `args` are those of `problem`."""
        self.problems.append(problem(kind, span, **args))

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Return what `read` returns, or `None` where it raises; its problems are kept."""
        try:
            return read()
        except SocrulesError as error:
            self.problems += error.problems
            return None


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file, line and column; those without a place last; none twice."""
    return sorted(dict.fromkeys(problems), key=place)


def place(item: Problem) -> tuple[Any, ...]:
    """Return what problems are sorted by: file, line, column and kind."""
    span = item.span
    return (span is None, span and (span.document.name, span.line, span.column), item.kind)


def language(lang: str | None = None) -> str:
    """Return `lang`, or the language of the locale: `ru` where it is Russian, `en` otherwise."""
    if lang is not None:
        if lang not in ("ru", "en"):
            raise SituationError(problem("unknown-language", lang=lang))
        return lang
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "ru" if value.lower().startswith("ru") else "en"
    return "en"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that `word` was most likely meant to be, if any is near."""
    from difflib import get_close_matches

    if len(word) > LONGEST_WORD:
        return None
    found = get_close_matches(word, list(words), n=1, cutoff=0.6)
    return found[0] if found else None


def sentence(item: Problem, lang: str) -> str:
    """Return what is wrong, in one sentence."""
    return kinds()[item.kind].sentence[lang].format_map(_words(item, lang))


def advice(item: Problem, lang: str) -> str:
    """Return what to do about a problem."""
    if item.suggest is not None:
        did_you_mean = "возможно, имелось в виду" if lang == "ru" else "did you mean"
        return f"{did_you_mean} `{item.suggest}`?"
    return kinds()[item.kind].help[lang].format_map(_words(item, lang))


def _words(item: Problem, lang: str) -> dict[str, str]:
    args = dict(item.args)
    if "entry" in args:
        args["entry"] = entry_name(args["entry"], lang)
    return args


def render(item: Problem, lang: str | None = None) -> str:
    """Return one problem as text: place, kind and sentence; the line with a mark; the help."""

    lang = language(lang)
    head = f"{item.kind}: {sentence(item, lang)}"
    lines = [f"{item.span.place}: {head}" if item.span else head]
    if item.span:
        lines += _excerpt(item.span, item.clause)
    for other in item.also:
        lines.append(f"  {'см. также' if lang == 'ru' else 'see also'}: {other.place}")
    lines.append(f"  {'помощь' if lang == 'ru' else 'help'}: {advice(item, lang)}")
    return "\n".join(lines)


def _excerpt(span: Span, clause: str | None) -> list[str]:
    text = span.document.line(span.line)
    if not text.strip():
        return []
    number = str(span.line)
    gutter = " " * len(number)
    start = span.column - 1
    offset = max(0, start - 60)
    shown = text[offset : offset + 100].replace("\t", " ")
    mark = " " * (start - offset) + "^" * max(1, min(span.length, len(shown) - start + offset))
    label = f" {clause}" if clause else ""
    return [f"  {gutter} |", f"  {number} | {shown}", f"  {gutter} | {mark}{label}"]
