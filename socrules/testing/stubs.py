"""Makes packs that answer what a test says, for the unit tests of code that asks packs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from socrules.expressions import Expr
from socrules.keys import HEAD
from socrules.library import contents
from socrules.link import link
from socrules.model import Citation, Contents, Entry, Text
from socrules.pack import Pack
from socrules.parse import ENTRIES, Reading, parse_section
from socrules.problems import SituationError, Span, nearest, problem
from socrules.source import read
from socrules.values import Money, Type, Unknown, to_day
from socrules.walk import citations_in

NEVER_GIVEN: Final = "nobody_knows"
"""The fact that answers stubbed as unknown rest on."""

_HEAD: Final = """
format: 1
id: stub/pack
title:
  ru: Заглушка
  en: A stub
act:
  issuer:
    ru: тест
  instrument:
    ru: тест
  title:
    ru: Заглушка
  short:
    ru: тест
effect:
  from: 1900-01-01
  checked_on: 2100-01-01
version: "0"
status: reviewed
"""
_CLAUSE: Final = """
clauses:
  "1":
    label: п. 1
    title:
      ru: Так сказал тест
      en: The test says so
facts:
  nobody_knows:
    title:
      ru: Никто не знает
    type: bool
    question:
      ru: Никто не знает?
    answered_by: body
"""
_FACT: Final = """
facts:
  {id}:
    title:
      ru: {id}
    question:
      ru: {id}?
    answered_by: body
    type: {type}
{bounds}"""
_BOUNDS: Final = {
    "integer": "    min: -1000000\n    max: 1000000\n",
    "money": '    min: "0.00"\n    max: "1000000000.00"\n',
    "date": "    min: 1900-01-01\n    max: 2100-12-31\n",
}


def pack(
    answers: Mapping[str, Any],
    *,
    facts: Mapping[str, str] | None = None,
    like: str | None = None,
    on: datetime.date | str | None = None,
) -> Pack:
    """Return a pack that answers each decision in `answers` with its value, whatever the facts.

    A value is what `decide` would give: `True`, `Money("100.00")`, a date, an integer, a member of
    a choice; `None` for what the act does not state, `UNKNOWN` for an open answer. With `like`, the
    id or folder of a pack, all else is as there: its facts and types are checked, its other
    decisions decide. Without it the pack has the `facts` named, by their kind (`bool`, `integer`,
    `money`, `date`). The day in question is `on`, or else the last day up to which the pack was
    checked for amendments: the latest on which it answers without a reserve. Raises
    `SituationError` for decisions and values that `like` cannot have.
    """
    base = _bare(answers, facts or {}) if like is None else _with_unknown(contents(like))
    decisions = dict(base.entries("decisions"))
    problems = []
    for name, value in answers.items():
        if name not in decisions:
            near = nearest(name, decisions)
            problems.append(problem("unknown-decision", suggest=near, decision=name, pack=base.id))
            continue
        entry = decisions[name]
        try:
            decisions[name] = _answering(entry, value)
        except (ValueError, SituationError):
            problems.append(problem("bad-literal", text=value, type=_type(entry)))
    if problems:
        raise SituationError(problems)
    sections = {**base.sections, "decisions": decisions}
    day = base.head.effect.checked_on if on is None else to_day(on)
    return Pack(link(attrs.evolve(base, sections=sections), day))


def _type(entry: Entry) -> Type:
    return Type(entry.type, entry.unit or "", entry.decimals or 0, tuple(entry.options or ()))


def _answering(entry: Entry, value: Any) -> Entry:
    """Return a decision that answers a value, and cites what it cited."""
    cites = tuple(cite for cite in citations_in(entry) if not cite.act)[:1]
    cites = cites or entry.cite
    rules: dict[str, Entry] = {}
    if value is not None:
        unknown = isinstance(value, Unknown)
        answer = _literal(_type(entry), None if unknown else value, entry.span)
        values: dict[str, Any] = {"cite": cites, "value": answer}
        if unknown:
            values["when"] = Expr("name", (NEVER_GIVEN,), entry.span)
        rules["stub"] = Entry("rules", "stub", entry.span, values)
    kept = {key: one for key, one in entry.values.items() if key not in ("otherwise", "presumes")}
    return attrs.evolve(entry, values={**kept, "rules": rules, "cite": cites})


def _literal(of: Type, value: Any, span: Span) -> Expr:
    """Return the expression of a value, any one for `None`; raises `ValueError` if it is none."""
    if value is None:
        value = {"bool": True, "choice": (*of.options, "")[0], "date": "2000-01-01"}.get(
            of.kind, "0"
        )
    inside = of.inward(value)
    if of.kind == "bool":
        return Expr("bool", (inside,), span)
    if of.kind == "choice":
        return Expr("name", (inside,), span)
    if of.kind == "date":
        return Expr("date", (of.outward(inside).isoformat(),), span)
    amount = of.outward(abs(inside))
    number = Expr("number", (str(amount),), span)
    return Expr("negative", (number,), span) if inside < 0 else number


def _with_unknown(base: Contents) -> Contents:
    """Return the contents of a pack with the fact nobody knows."""
    extra = _sections(_CLAUSE)["facts"]
    sections = {**base.sections, "facts": {**base.entries("facts"), **extra}}
    return attrs.evolve(base, sections=sections)


def _bare(answers: Mapping[str, Any], facts: Mapping[str, str]) -> Contents:
    """Return contents with nothing but decisions of the kinds of `answers`, and facts."""
    reading = Reading()
    root = read(_HEAD, "stub")
    head = reading.entry("pack", "stub/pack", root, HEAD, root.span)
    sections = _sections(_CLAUSE)
    for name, kind in facts.items():
        text = _FACT.format(id=name, type=kind, bounds=_BOUNDS.get(kind, ""))
        sections["facts"] |= _sections(text)["facts"]
    span = root.span
    decisions = {}
    for name, value in answers.items():
        kind = _kind(value)
        values: dict[str, Any] = {"title": Text(name), "type": kind, "cite": (Citation("1"),)}
        if kind == "choice":
            values["options"] = {str(value): Text(str(value))}
        decisions[name] = Entry("decisions", name, span, values)
    return Contents("stub/pack", head, {**sections, "decisions": decisions}, "")


def _sections(text: str) -> dict[str, dict[str, Entry]]:
    return parse_section(Reading(), read(text, "stub"), list(ENTRIES))


def _kind(value: Any) -> str:
    """Return the kind of decision that may have a value."""
    for kind, types in _KINDS.items():
        if isinstance(value, types):
            return kind
    return "bool"


_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "bool": (bool,),
    "integer": (int,),
    "money": (Money, Decimal),
    "date": (datetime.date,),
    "choice": (str,),
}
