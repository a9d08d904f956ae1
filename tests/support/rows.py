"""Rows of inner values for the column backends, and the answers they must give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from invented import decision, program
from socrules import Pack, Range
from socrules.backends.in_polars import stages
from socrules.backends.lower import STATUSES, Lowering

KINDS: Mapping[str, Any] = {"bool": pl.Boolean, "choice": pl.String}


def inner_frame(
    pack: Pack, rows: Sequence[Mapping[str, Any]], facts: Sequence[str]
) -> pl.DataFrame:
    """Return situations as a frame of the engine's own values, a column a fact."""
    checked = [pack.situation(row).given for row in rows]
    types = {name: KINDS.get(pack.program.facts[name].type.kind, pl.Int64) for name in facts}
    series = [pl.Series(name, [row.get(name) for row in checked], types[name]) for name in facts]
    return pl.DataFrame(series).with_row_index("_row")


def lowered(pack: Pack, name: str, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the columns of a decision on a frame of the engine's own values, row by row."""
    given = {one: frame[one].null_count() > 0 for one in frame.columns[1:]}
    made = Lowering(pack.program, pack._regions, given, pack._regions.presumes(name))
    columns = made.lower(name)
    fields = ("status", "value", "clause", "least", "greatest", "left")
    roots = {field: made.columns.compact(getattr(columns, field)) for field in fields}
    chosen = pack.program.decisions[name].type.kind == "choice"
    coded = ("status", "clause", *(("value", "least", "greatest") if chosen else ()))
    before, outputs = stages(roots, pl.col, dict.fromkeys(coded, pl.UInt16))
    lazy = frame.lazy()
    for stage in before:
        lazy = lazy.with_columns(**stage)
    return lazy.select(pl.col("_row"), **outputs).collect().to_dicts()


def of_row(pack: Pack, name: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return status, value, clause and the ends of what is possible as a row has them."""
    of = pack.program.decisions[name].type
    status = STATUSES[row["status"]]

    def outward(value: Any) -> Any:
        return of.options[value] if of.kind == "choice" else of.outward(value)

    value = outward(row["value"]) if status == "known" else None
    clause = None if row["clause"] is None else list(pack.program.order)[row["clause"]]
    return status, value, clause, outward(row["least"]), outward(row["greatest"])


def of_answer(pack: Pack, name: str, facts: Mapping[str, Any], row: tuple[Any, ...]) -> Any:
    """Return the same of the evaluator; where no value is possible, the ends of the row."""
    answer = pack.decide(name, facts)
    ends = row[3:]
    if answer.possible:
        first, last = answer.possible[0], answer.possible[-1]
        ends = (
            first.least if isinstance(first, Range) else first,
            last.greatest if isinstance(last, Range) else last,
        )
    value = answer.value if answer.status == "known" else None
    return answer.status, value, answer.clause, *ends


KEYS = {
    "bool": "",
    "choice": "    options:\n      one:\n        ru: один\n      two:\n        ru: два\n",
    "integer": "    min: 0\n    max: 100\n",
    "money": "    min: 0.00\n    max: 9000.00\n",
    "date": "    min: 1900-01-01\n    max: 2100-01-01\n",
    "quantity": "    unit: м²\n    decimals: 1\n    min: 0\n    max: 100\n",
}


def with_rooms(kind: str, rule: str, of: str) -> Pack:
    """Return an invented pack with a fact `rooms` of a kind, and a decision by it of another."""
    lines = "facts:\n  rooms:\n    title:\n      ru: Факт\n    question:\n      ru: Что?\n"
    entries = lines + f"    type: {kind}\n{KEYS[kind]}    answered_by: applicant\n"
    made = decision(rule, type=of)
    if of in ("choice", "quantity"):
        keys = KEYS[of].partition("    min")[0]
        made = made.replace("    rules:", f"{keys}    rules:")
    return Pack(program(entries + made))


TWO_GROUNDS = """decisions:
  old:
    title:
      ru: Стар
    type: bool
    rules:
      by_age:
        cite: "2"
        when: age >= 65
        value: true
    otherwise:
      value: false
      cite: "1"
  poor:
    title:
      ru: Беден
    type: bool
    rules:
      by_income:
        cite: "2(а)"
        when: income < 100.00
        value: true
    otherwise:
      value: false
      cite: "1"
  served:
    title:
      ru: Обслуживается
    type: bool
    rules:
      on_a_ground:
        when: old or poor
        value: true
      alone:
        cite: "2(а)"
        when: alone
        value: true
  by_another_act:
    title:
      ru: По другому акту
    type: bool
    rules:
      alone:
        cite: {act: family-code, clause: "1"}
        when: alone
        value: true
    otherwise:
      value: false
      cite: {act: family-code, clause: "1"}
  never:
    title:
      ru: Ничего не сказано
    type: money
    cite: "2"
"""
"""Decisions of which it may be open which rule gives the answer."""

GROUNDS = [
    {"age": age, "income": income, "alone": alone}
    for age in (60, 70, None)
    for income in ("1.00", "200.00", None)
    for alone in (True, False, None)
]
