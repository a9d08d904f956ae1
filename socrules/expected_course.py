"""Compares what the events of a case come to with what it expects: last days, states, what errs.

What may be expected is a table, `TIMED`. Nothing is counted here: a timeline has done that.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import attrs

from socrules.course import Course
from socrules.event_log import Event
from socrules.expected import differs
from socrules.model import Contents, Entry
from socrules.occurrences import Irregularity
from socrules.problems import Problem, problem
from socrules.steps import Step
from socrules.timeline_words import Words

AnyCourse = TypeVar("AnyCourse", bound=Course)

BEFORE_ACT: Final = "before_act"
"""The kind of irregularity of an event dated before the act can be in force."""


def days_of(step: Step) -> tuple[str, ...]:
    """Return the last day of a step as case files write it, nothing where there is none."""
    if step.earliest is None or step.latest is None:
        return ()
    first, last = step.earliest.isoformat(), step.latest.isoformat()
    return (first,) if first == last else (f"{first}..{last}",)


_STEPS: Final[dict[str, Callable[[Step], tuple[str, ...]]]] = {
    "dates": days_of,
    "states": lambda step: (step.state,),
}
"""What each part says of one step, in the form a case states it."""

TIMED: Final[dict[str, tuple[str, ...]]] = {
    "duties": (*_STEPS,),
    "limits": (*_STEPS,),
    "events": ("irregular",),
}
"""The parts that events answer, by the section of what is asked about."""


def section_of(contents: Contents, name: str) -> str:
    """Return the section in which what is asked about has parts that events answer, or nothing."""
    return next((section for section in TIMED if name in contents.entries(section)), "")


def parts_of(contents: Contents, name: str) -> tuple[str, ...]:
    """Return the parts of what is asked about that events answer."""
    return TIMED.get(section_of(contents, name), ())


def is_timed(contents: Contents, name: str, expected: Entry) -> bool:
    """Say whether a case expects something that events answer."""
    return not expected.values.keys().isdisjoint(parts_of(contents, name))


def steps_of(course: Course, name: str) -> list[Step]:
    """Return the steps of a duty or limit in the order they began, those to come last."""
    far = datetime.date.max
    found = [step for step in course.steps if step.id == name]
    return sorted(found, key=lambda step: (step.begun or far, step.earliest or far, step.key))


def found_of(course: Course, name: str) -> dict[str, tuple[str, ...]]:
    """Return all that a case may expect of what events answer, part by part."""
    section = section_of(course.contents, name)
    if section == "events":
        own = [one.kind for one in course.irregular if one.event == name]
        return {"irregular": tuple(sorted(own))}
    if not section:
        return {}
    steps = steps_of(course, name)
    return {key: tuple(text for step in steps for text in of(step)) for key, of in _STEPS.items()}


def only_steps(course: AnyCourse, names: Iterable[str]) -> AnyCourse:
    """Return a course with the steps of some duties and limits alone."""
    kept = frozenset(names)
    return attrs.evolve(course, steps=tuple(step for step in course.steps if step.id in kept))


def compare_course(course: Course | None, name: str, expected: Entry) -> Iterator[Problem]:
    """Yield a problem for each part that events answer and that is not as expected."""
    if course is None:
        return
    for key, found in found_of(course, name).items():
        wanted = expected.values.get(key)
        if wanted is not None and key == "irregular":
            wanted = sorted(wanted)
        if wanted is not None and tuple(wanted) != found:
            label = _label(course, name)
            if key == "states":
                found = tuple(map(_with_needs, steps_of(course, name)))
            yield differs(name, expected.place(key), key, tuple(wanted), found, label)


def _with_needs(step: Step) -> str:
    """Return the state of a step, with the facts that are missing to say more."""
    needs = dict.fromkeys(fact for why in step.why for fact in why.facts)
    return f"{step.state} ({', '.join(needs)})" if needs else step.state


def without_events(contents: Contents, name: str, expected: Entry) -> Iterator[Problem]:
    """Yield a problem for each part that only events answer, where a case has none."""
    for key in parts_of(contents, name):
        if key in expected.values:
            span = expected.place(key)
            yield problem("case-without-events", span, decision=name, part=key)


def clauses_of(course: Course, name: str) -> tuple[str, ...]:
    """Return the clauses of the act that the steps of a duty or limit cite."""
    cited = (cite for step in steps_of(course, name) for cite in step.cite)
    return tuple(dict.fromkeys(cite.clause for cite in cited if not cite.act))


def _label(course: Course, name: str) -> str | None:
    """Return how a lawyer cites the clause that decided; that of the entry where no step does."""
    entry: Entry = course.contents.entries(section_of(course.contents, name))[name]
    own = [cite.clause for one in (entry, *entry.versions) for cite in one.cite or ()]
    clauses = course.contents.entries("clauses")
    return next((clauses[one].label for one in (*clauses_of(course, name), *own)), None)


# --- what does not fit ---


def with_early(course: AnyCourse, events: Sequence[Event]) -> AnyCourse:
    """Return a course that also says which events are dated before the act can be in force."""
    effect = course.contents.head.effect
    first: Any = effect.not_before or effect.values.get("from")
    early = tuple(
        Irregularity(BEFORE_ACT, one.case, one.event, one.date, tuple(effect.cite or ()))
        for one in events
        if isinstance(first, datetime.date) and one.date is not None and one.date < first
    )
    return attrs.evolve(course, irregular=(*early, *course.irregular))


def not_expected(course: Course, events: Sequence[Event], case: Entry) -> Iterator[Problem]:
    """Yield a problem for each event that does not fit, unless the case expects something of it."""
    said = {
        name
        for name, one in (case.expect or {}).items()
        if section_of(course.contents, name) == "events" and "irregular" in one.values
    }
    for one in course.irregular:
        if one.event not in said:
            what: dict[str, Any] = {
                f"what_{lang}": Words(course, lang).irregular(one) for lang in ("ru", "en")
            }
            yield problem(
                "case-irregular", _place(one, events), event=one.event, irregular=one.kind, **what
            )


def _place(one: Irregularity, events: Sequence[Event]) -> Any:
    """Return where the last of the events stands that an irregularity is about."""
    same = [
        event.span
        for event in events
        if (event.case, event.event, event.date) == (one.case, one.event, one.date)
    ]
    return same[-1]
