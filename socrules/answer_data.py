"""What an answer has for its readers, and the same as data for JSON."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Protocol

from socrules.model import Citation, Text
from socrules.norms import Norm
from socrules.norms import to_data as norm_data
from socrules.program import LinkedDecision, Program
from socrules.trace import Step
from socrules.values import Money

FORMAT: Final = 1
"""The version of the form of the data."""


class Answer(Protocol):
    """The parts of an answer that explanations and data are made of."""

    @property
    def program(self) -> Program:
        """The program that was asked."""

    @property
    def linked(self) -> LinkedDecision:
        """The decision that was asked for."""

    @property
    def situation(self) -> Mapping[str, Any]:
        """The facts that were given."""

    @property
    def status(self) -> str:
        """One of `known`, `unknown`, `conflict`, `not_stated`, `not_applicable`."""

    @property
    def value(self) -> Any:
        """The value users see, where it is known."""

    @property
    def possible(self) -> tuple[Any, ...]:
        """The values and ranges still open."""

    @property
    def possible_statuses(self) -> tuple[str, ...]:
        """The statuses still open."""

    @property
    def citations(self) -> tuple[str, ...]:
        """The clauses the answer rests on."""

    @property
    def reasons(self) -> tuple[Any, ...]:
        """The alternative grounds of a value, each with its rule and clauses."""

    @property
    def because(self) -> tuple[str, ...]:
        """The decisions whose lack of a value decides."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts that are missing."""

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings the answer rests on."""

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The clauses of other acts it rests on."""

    @property
    def notes(self) -> tuple[str, ...]:
        """The ids of what to know beside it."""

    @property
    def presumed(self) -> tuple[str, ...]:
        """The facts that are presumed."""

    @property
    def norm(self) -> Norm | None:
        """The norm the decision was made from, if any."""

    @property
    def trace(self) -> Step:
        """How it came about."""


def plain(value: Any) -> Any:
    """Return a value as JSON has it: money and quantities as text, dates as ISO text."""
    if hasattr(value, "least"):
        return {"least": plain(value.least), "greatest": plain(value.greatest)}
    if isinstance(value, Money | Decimal):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, datetime.date) else value


def to_data(answer: Answer, *, full: bool = False) -> dict[str, Any]:
    """Return an answer as data for JSON; with its trace where `full`."""
    program, linked = answer.program, answer.linked
    data: dict[str, Any] = {
        "format": FORMAT,
        "pack": program.pack.id,
        "version": program.pack.head.version,
        "digest": program.pack.digest,
        "date": program.day.isoformat(),
        "decision": linked.id,
        "title": _both(linked.entry.title),
        "type": linked.type.kind,
        "status": answer.status,
        "value": plain(answer.value) if answer.status == "known" else None,
        "possible": [plain(value) for value in answer.possible],
        "possible_statuses": list(answer.possible_statuses),
        "citations": [_clause(program, clause) for clause in answer.citations],
        "reasons": [
            {
                "rule": reason.rule,
                "clauses": [_clause(program, clause) for clause in reason.clauses],
            }
            for reason in answer.reasons
        ],
        "because": list(answer.because),
        "needs": [_need(program, name) for name in answer.needs],
        "readings": {name: program.readings[name] for name in answer.readings},
        "sources": [_source(program, cite) for cite in answer.sources],
        "notes": list(answer.notes),
        "presumed": list(answer.presumed),
        "given": {name: plain(value) for name, value in answer.situation.items()},
    }
    if answer.norm is not None:
        data["norm"] = norm_data(answer.norm)
    if full:
        data["trace"] = _step(answer.trace)
    return data


def _both(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en or text.ru}


def _clause(program: Program, clause: str) -> dict[str, str]:
    return {"clause": clause, "label": program.pack.entries("clauses")[clause].label}


def _source(program: Program, cite: Citation) -> dict[str, str]:
    label = program.pack.entries("sources")[cite.act].label
    return {"act": cite.act, "clause": cite.clause, "label": f"{cite.clause} {label}"}


def _need(program: Program, name: str) -> dict[str, Any]:
    entry = program.facts[name].entry
    need = {"fact": name, "question": _both(entry.question), "answered_by": entry.answered_by}
    return need | ({"document": _both(entry.document)} if entry.document else {})


def _step(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {"id": step.id, "kind": step.kind}
    if step.state:
        data["state"] = step.state
    if step.steps:
        data["steps"] = [_step(below) for below in step.steps]
    return data
