"""Says whether an act speaks of a person on a day, before any of its rules is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from socrules.evaluate import Evaluation
from socrules.program import LinkedDecision
from socrules.situation import Situation


class Standing(NamedTuple):
    """Whether the act speaks of the person on the day, settled before any rule is looked at.

    `status` is empty where rules decide; `clauses` say why where they do not.
    """

    status: str
    clauses: tuple[str, ...]
    notes: tuple[str, ...]
    presumed: tuple[str, ...]


def standing(
    evaluation: Evaluation,
    checked: Situation,
    linked: LinkedDecision,
    presumed: Iterable[str],
    strict_effect: bool,
) -> Standing:
    """Return whether the act speaks of the person on the day, and the notes on its effect.

    `presumed` are the facts the decision and all it rests on presume.
    """
    program = evaluation.program
    head = program.pack.head
    effect = head.effect
    presumes = {**program.presumes, **linked.presumes}
    denied = [name for name in presumes if evaluation.given[name] is False]
    notes = []
    if head.status == "draft":
        notes.append("draft")
    clauses: list[str] = []
    status = ""
    if program.in_force == "no":
        status, clauses = "not_applicable", [cite.clause for cite in effect.cite or ()]
        notes.insert(0, "not-in-force")
    elif denied:
        status = "not_applicable"
        clauses = [cite.clause for name in denied for cite in presumes[name] if not cite.act]
    if program.in_force == "open":
        notes.insert(0, "effect-not-shown")
    if program.day > effect.checked_on:
        notes.insert(0, "amendments-not-checked")
    if program.pack.scenario:
        notes.insert(0, "scenario")
    if strict_effect and not status and {"effect-not-shown", "amendments-not-checked"} & {*notes}:
        status, clauses = "unknown", [cite.clause for cite in effect.cite or ()]
    given = checked.given
    not_given = tuple(name for name in presumed if name not in given)
    return Standing(status, tuple(clauses), tuple(notes), not_given)
