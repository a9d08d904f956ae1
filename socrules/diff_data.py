"""A comparison as data: JSON with a published schema, and remarks for tools that review code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from socrules.annotations import Remark
from socrules.answer_data import plain
from socrules.changes import ClauseChange, EntryChange
from socrules.comparing import STEPS, Diff, Period
from socrules.gates import meant
from socrules.model import Contents
from socrules.problems import Span, problem
from socrules.showing import OutcomeChange
from socrules.telling import example
from socrules.terms import Known, only
from socrules.versions import VERDICTS, WAYS, Meaning
from socrules.witness import Answered, Witness

FORMAT: Final = 1
"""The version of the form of the data."""


def to_data(diffs: Iterable[Diff]) -> dict[str, Any]:
    """Return comparisons as data for JSON, as `diff_schema` describes it."""
    return {"format": FORMAT, "packs": [_diff(diff) for diff in diffs]}


def _diff(diff: Diff) -> dict[str, Any]:
    return {
        "pack": diff.pack,
        "before": _version(diff.before),
        "after": _version(diff.after),
        "same": diff.same,
        "step": diff.step,
        "unchanged": diff.unchanged,
        "meaning": [_meaning(period, one) for period, one in diff.dated],
        "cases": [_outcome(one) for one in diff.cases],
        "population": [_outcome(one) for one in diff.population],
        "clauses": [_clause(one) for one in diff.clauses],
        "entries": [_entry(one) for one in diff.entries],
    }


def _version(contents: Contents | None) -> dict[str, str] | None:
    if contents is None:
        return None
    return {"version": str(contents.head.version), "digest": contents.digest}


def _meaning(period: Period, one: Meaning) -> dict[str, Any]:
    return {
        "decision": one.decision,
        "title": {"ru": one.title.ru, "en": one.title.en or one.title.ru},
        "verdict": one.verdict,
        "how": one.how,
        "direction": one.direction,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "one_day": one.one_day,
        "through": list(one.through),
        "readings": dict(period.readings),
        "regions": [
            {name: _known(period, name, known) for name, known in region.items()}
            for region in one.regions
        ],
        "whole": one.whole,
        "norm": [
            {"key": norm.key, "before": norm.before, "after": norm.after} for norm in one.norm
        ],
        "witness": _witness(one, one.witness),
    }


def _known(period: Period, name: str, known: Known) -> Any:
    programs = period.versions.programs
    type = programs[name in programs[1].facts].facts[name].type
    if isinstance(known, tuple):
        least, greatest = (plain(type.outward(end)) for end in known)
        return {"least": least, "greatest": greatest}
    return sorted(known) if isinstance(known, frozenset) else only(known)


def _witness(one: Meaning, witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {
        "decision": witness.decision,
        "date": witness.day.isoformat(),
        "readings": dict(witness.readings),
        "given": {name: plain(value) for name, value in witness.facts.items()},
        "before": _answer(witness.before),
        "after": _answer(witness.after),
        "case": "cases:\n" + example(one, witness),
    }


def _answer(answer: Answered | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "status": answer.status,
        "value": plain(answer.value),
        "clauses": list(answer.cited),
        "norm": dict(answer.norm),
    }


def _outcome(one: OutcomeChange) -> dict[str, Any]:
    return {
        "id": one.id,
        "decision": one.decision,
        "before": _answer(one.before),
        "after": _answer(one.after),
    }


def _clause(one: ClauseChange) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "clause": one.clause,
        "before": one.before,
        "after": one.after,
        "entries": list(one.entries),
    }


def _entry(one: EntryChange) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "section": one.section,
        "entry": one.entry,
        "path": list(one.path),
        "before": one.before,
        "after": one.after,
    }


# --- remarks ---


def remarks(diffs: Sequence[Diff]) -> Iterator[Remark]:
    """Yield a remark for each change: of meaning as warnings, of clauses and entries as notes."""
    for diff in diffs:
        for _, one in diff.dated:
            decision = one.decision or "effect"
            words = {"decision": f"{diff.pack}/{decision}"}
            kind = "meaning-not-proved" if one.verdict == "not_proved" else f"meaning-{one.verdict}"
            level = "warning" if meant(one) else "note"
            yield _remark(diff, kind, _place(diff, one), level, words)
        for clause in diff.clauses:
            words = {"id": clause.clause, "change": clause.kind}
            yield _remark(diff, "clause-changed", clause.span, "note", words)
        for entry in diff.entries:
            words = {"entry_path": entry.place, "change": entry.kind}
            yield _remark(diff, "entry-changed", entry.span, "note", words)


def _remark(
    diff: Diff, kind: str, span: Span | None, level: str, words: Mapping[str, Any]
) -> Remark:
    path = "" if span is None else span.document.name
    return Remark(
        problem(kind, span, **words), path, "/".join((diff.pack, kind, *words.values())), level
    )


def _place(diff: Diff, one: Meaning) -> Span | None:
    """Return where a decision stands in the version after, or before where that has none."""
    for contents in (diff.after, diff.before):
        entry = None if contents is None else contents.entries("decisions").get(one.decision)
        if entry is not None:
            return entry.span
    return None if diff.after is None else diff.after.head.place("effect")


# --- the schema ---


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


_WORDS: Final = {"type": "string"}
_TRUTH: Final = {"type": "boolean"}
_TEXTS: Final = {"type": "object", "additionalProperties": _WORDS}


def diff_schema() -> dict[str, Any]:
    """Return the JSON Schema of the data of comparisons."""
    nothing = {"type": "null"}
    answer = _object(
        status={"enum": ["known", "unknown", "conflict", "not_stated", "not_applicable"]},
        value={"type": ["boolean", "integer", "string", "null"]},
        clauses=_list(_WORDS),
        norm=_TEXTS,
    )
    either = {"anyOf": [answer, nothing]}
    version = {"anyOf": [_object(version=_WORDS, digest=_WORDS), nothing]}
    witness = _object(
        decision=_WORDS,
        date={"type": "string", "format": "date"},
        readings=_TEXTS,
        given={"type": "object"},
        before=either,
        after=either,
        case=_WORDS,
    )
    meaning = _object(
        decision=_WORDS,
        title=_object(ru=_WORDS, en=_WORDS),
        verdict={"enum": list(VERDICTS[1:])},
        how={"enum": list(WAYS)},
        direction={"enum": ["", "stricter", "looser", "higher", "lower"]},
        first={"type": "string", "format": "date"},
        last={"type": "string", "format": "date"},
        one_day=_TRUTH,
        through=_list(_WORDS),
        readings=_TEXTS,
        regions=_list({"type": "object"}),
        whole=_TRUTH,
        norm=_list(_object(key=_WORDS, before=_WORDS, after=_WORDS)),
        witness={"anyOf": [witness, nothing]},
    )
    outcome = _object(id=_WORDS, decision=_WORDS, before=either, after=either)
    clause = _object(kind=_WORDS, clause=_WORDS, before=_WORDS, after=_WORDS, entries=_list(_WORDS))
    entry = _object(
        kind=_WORDS, section=_WORDS, entry=_WORDS, path=_list(_WORDS), before=_WORDS, after=_WORDS
    )
    pack = _object(
        pack=_WORDS,
        before=version,
        after=version,
        same=_TRUTH,
        step={"enum": list(STEPS)},
        unchanged={"type": "object", "additionalProperties": {"type": "integer"}},
        meaning=_list(meaning),
        cases=_list(outcome),
        population=_list(outcome),
        clauses=_list(clause),
        entries=_list(entry),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "socrules diff",
    } | _object(format={"const": FORMAT}, packs=_list(pack))
