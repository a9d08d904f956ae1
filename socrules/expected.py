"""Compares an answer with what a case expects of it, part by part; each difference is a problem.

What may be expected is a table, `PARTS`: how each part of an answer is read. Nothing is decided
here; the clause a difference names is that of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from socrules.answer import Decision
from socrules.literals import literal
from socrules.model import Contents, Entry, Text
from socrules.norm_keys import NORM_KEYS
from socrules.norms import NOT_STATED
from socrules.pack import Pack
from socrules.possible import Range
from socrules.problems import Problem, SituationError, Span, nearest, problem
from socrules.program import in_order
from socrules.situation import Situation
from socrules.source import Node

LISTS: Final = ("checklists", "services")
"""The sections whose entries are expected as a whole: which items are needed, which norms hold."""


def compare(answer: Decision, expected: Entry, elsewhere: Iterable[str] = ()) -> Iterator[Problem]:
    """Yield a problem for each part of the answer that is not as expected.

    `elsewhere` are parts that something else than the answer says.
    """
    if expected.value is not None:
        yield from compare_value(answer, expected.value)
    yield from wrong_parts(answer.id, expected, ("value", *PARTS, *elsewhere))
    label = labelled(answer)
    for key, find in PARTS.items():
        wanted = expected.values.get(key)
        if wanted is None:
            continue
        want, found = listed(key, wanted, answer), find(answer)
        if key in _IN_WORDS and want[0] in found:
            continue
        if want != found:
            yield differs(answer.id, expected.place(key), key, want, found, label)


def differs(
    name: str,
    span: Span,
    part: str,
    expected: tuple[str, ...],
    found: tuple[str, ...],
    label: str | None,
) -> Problem:
    """Return the problem that a part of an answer is not as expected."""
    return problem(
        "case-differs",
        span,
        clause=label,
        decision=name,
        part=part,
        expected=", ".join(expected) or "—",
        found=", ".join(found) or "—",
        by=label or "—",
    )


def labelled(answer: Decision) -> str | None:
    """Return how a lawyer cites the clause that decided, `None` where none did."""
    clause = answer.clause
    return answer.program.pack.entries("clauses")[clause].label if clause else None


def compare_value(answer: Decision, node: Node) -> Iterator[Problem]:
    """Yield a problem where the value is another, or there is none."""
    kind = answer.type
    try:
        wanted = literal(kind, node.text)
    except (ValueError, SituationError):
        near = nearest(node.text, kind.options)
        yield problem("bad-literal", node.span, text=node.text, type=kind, suggest=near)
        return
    expected = (shown(kind.outward(wanted)),)
    if answer.status != "known":
        found = f"{answer.status} ({', '.join(answer.needs)})" if answer.needs else answer.status
        yield differs(answer.id, node.span, "value", expected, (found,), labelled(answer))
    elif answer.value != kind.outward(wanted):
        found = shown(answer.value)
        yield differs(answer.id, node.span, "value", expected, (found,), labelled(answer))


def shown(value: Any) -> str:
    """Return a value or range as case files write it."""
    if isinstance(value, Range):
        return f"{shown(value.least)}..{shown(value.greatest)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def listed(key: str, wanted: Any, answer: Decision) -> tuple[str, ...]:
    """Return what a case expects of one part, in the form the answer has it."""
    if isinstance(wanted, str):
        return (wanted,)
    if isinstance(wanted, Mapping):
        return tuple(f"{name}: {wanted[name]}" for name in sorted(wanted))
    texts = tuple(one.text if isinstance(one, Node) else one for one in wanted)
    if key in ("clauses", "reasons"):
        return in_order(answer.program, texts)
    return texts if key == "possible" else tuple(sorted(texts))


def of_norm(answer: Decision, key: str, shape: str) -> tuple[str, ...]:
    """Return what the norm behind an answer says under a key, `not_stated` where it says none."""
    norm = answer.norm
    value = None if norm is None else norm.values.get(key)
    if norm is None or value is None:
        return () if norm is None or shape != "text" else (NOT_STATED,)
    if isinstance(value, Mapping):
        return tuple(f"{name}: {value[name]}" for name in sorted(value))
    if shape == "ids":
        return tuple(sorted(norm.ids(key)))
    if isinstance(value, Entry):
        told = {name: one for name, one in value.values.items() if isinstance(one, str)}
        return tuple(f"{name}: {told[name]}" for name in sorted(told))
    if isinstance(value, Text):
        return tuple(dict.fromkeys((value.ru, value.en or value.ru)))
    return (norm.text(key),)


_IN_WORDS: Final = ("how", "frequency_by")
"""Parts that are prose: expected in Russian or in English."""

PARTS: Final[dict[str, Callable[[Decision], tuple[str, ...]]]] = {
    "status": lambda answer: (answer.status,),
    "clauses": lambda answer: answer.citations,
    "reasons": lambda answer: in_order(
        answer.program, [clause for reason in answer.reasons for clause in reason.clauses]
    ),
    "possible": lambda answer: tuple(shown(value) for value in answer.possible),
    "needs": lambda answer: tuple(sorted(answer.needs)),
    "readings": lambda answer: tuple(sorted(answer.readings)),
    "notes": lambda answer: tuple(sorted(answer.notes)),
    **{key: partial(of_norm, key=key, shape=shape) for key, shape in NORM_KEYS.items()},
}
"""How each part of an answer is read, in the form a case states it."""


# --- lists ---


def list_named(contents: Contents, name: str) -> Entry | None:
    """Return the checklist or service of this name, if there is one."""
    found = (contents.entries(section).get(name) for section in LISTS)
    return next((entry for entry in found if entry is not None), None)


def compare_list(
    pack: Pack, entry: Entry, situation: Situation, expected: Entry, strict_effect: bool
) -> tuple[list[Decision], list[Problem]]:
    """Return the answers a list as a whole rests on, and what is not as expected of it."""
    within: Mapping[str, Entry] = entry.items or entry.components or {}
    names = [f"{entry.id}.{item}" for item in within]
    held = [f"{name}.held" for name in names if f"{name}.held" in pack.program.decisions]
    answers = pack.decide([*names, *held], situation, strict_effect=strict_effect)
    given = situation.given
    found: dict[str, tuple[str, ...]] = {"items": (), "lacking": (), "needs": ()}
    for item, name in zip(within, names, strict=True):
        answer = answers[name]
        found["needs"] += answer.needs
        if answer.status != "known" or answer.value is False:
            continue
        found["items"] += (item if answer.value is True else f"{item}.{answer.value}",)
        there = answers.get(f"{name}.held")
        known = given.get(f"{name}.held") if there is None else there.is_known and there.value
        if known is False:
            found["lacking"] += (item,)
    problems = []
    label = pack.program.pack.entries("clauses")[entry.cite[0].clause].label
    for key, value in found.items():
        wanted = expected.values.get(key)
        have = tuple(sorted(set(value)))
        if wanted is not None and tuple(sorted(wanted)) != have:
            want = tuple(sorted(wanted))
            problems.append(differs(entry.id, expected.place(key), key, want, have, label))
    problems += wrong_parts(entry.id, expected, found)
    return list(answers.values()), problems


def wrong_parts(name: str, expected: Entry, known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each part that what is named cannot have, or where none is expected."""
    if not expected.values:
        yield problem("case-expects-nothing", expected.span, decision=name)
    for key in expected.values.keys() - {*known}:
        parts = ", ".join(known)
        yield problem("case-not-a-part", expected.place(key), decision=name, part=key, known=parts)
