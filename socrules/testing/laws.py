"""Laws that hold of every pack, tried on situations drawn at its edges; and users' own."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from socrules.answer import Decision
from socrules.case_text import case_text
from socrules.deadlines import deadline, limit
from socrules.drafting import draft, expected
from socrules.drafting import given as written
from socrules.expected import shown
from socrules.model import Entry
from socrules.norms import NOT_STATED
from socrules.pack import Pack
from socrules.terms import FALSE
from socrules.testing.draws import Facts, Strategies, strategies
from socrules.wordings import find_period

Law = Callable[[Pack, Facts], object]
"""A user's law: raises, or returns `False`, where it does not hold for these facts."""

DAYS: Final = (datetime.date(2014, 1, 1), datetime.date(2026, 6, 1))
"""The days between which events are drawn: calendars are known for them and for what follows."""


class LawBroken(AssertionError):
    """A law does not hold; the message has the situation as an example case."""


class Trial:
    """One situation, with one more in which more is known, and a day on which something happens."""

    def __init__(self, pack: Pack, facts: Facts, more: Facts, day: datetime.date) -> None:
        self.pack = pack
        self.facts = facts
        self.more = facts | {name: more[name] for name in more.keys() - facts.keys()}
        self.day = day

    def answers(self, facts: Facts) -> dict[str, Decision]:
        """Return every answer of the pack."""
        return self.pack.decide([*self.pack.program.decisions], facts)


def more_facts_never_change_a_known_value(trial: Trial) -> Iterator[str]:
    """Yield the decisions whose known value another fact changes."""
    if not strategies(trial.pack).sound(trial.more):
        return
    denied = {name for name, value in trial.more.items() if value is False} & _presumed(trial.pack)
    later = trial.answers(trial.more)
    for name, answer in trial.answers(trial.facts).items():
        if answer.status == "known" and not denied & {*answer.presumed}:
            found = later[name]
            if found.status != "known" or found.value != answer.value:
                yield f"{name}: {shown(answer.value)} → {_said(found)}"


def invariants_hold(trial: Trial) -> Iterator[str]:
    """Yield the invariants of the pack that fail."""
    names = [*trial.pack.program.decisions][:1]
    for answer in trial.pack.decide(names, trial.facts).values():
        for law, term in trial.pack.program.invariants.items():
            if answer.evaluation.known(term, {}) == FALSE:
                yield law


def backends_agree(trial: Trial) -> Iterator[str]:
    """Yield the decisions a compiled function answers otherwise than the evaluator."""
    situation = trial.pack.situation(trial.facts)
    trial.answers(trial.facts)
    for name, answer in trial.answers(trial.facts).items():
        evaluated = trial.pack.decide(name, situation, strict_effect=False)
        question = Decision(evaluated._question, situation.values_inside)
        if _said(answer) != _said(question) or answer.citations != question.citations:
            yield f"{name}: {_said(answer)} ≠ {_said(question)}"


def deadlines_never_before_their_event(trial: Trial) -> Iterator[str]:
    """Yield the norms whose period would end before the event it runs from."""
    calendar = trial.pack.program.pack.head.calendar
    for name, key, text in _periods(trial.pack) if calendar else ():
        period = find_period(f"at least {text}" if key == "at_least" else text)
        if period is None or period.back:
            continue
        count = limit if key == "at_most" else deadline
        found = count(period, trial.day, calendar)
        if found.date is not None and found.date < trial.day:
            yield f"{name}: {text}: {trial.day} → {found.date}"


def monotone_as_declared(trial: Trial) -> Iterator[str]:
    """Yield the decisions that move against what the pack declares, `rises_with`, `falls_with`."""
    for entry in trial.pack.program.pack.entries("decisions").values():
        for key, sign in (("rises_with", 1), ("falls_with", -1)):
            for fact in entry.values.get(key) or ():
                yield from _against(trial, entry, fact, sign)


def _against(trial: Trial, entry: Entry, fact: str, sign: int) -> Iterator[str]:
    """Yield what moves against a law when one fact rises and all others stay."""
    drawn = strategies(trial.pack)
    low = trial.facts.get(fact, trial.more.get(fact))
    for high in drawn.values.get(fact, []) if low is not None else ():
        pair = [trial.facts | {fact: one} for one in (low, high)]
        if not low < high or not all(map(drawn.sound, pair)):
            continue
        first, then = (trial.pack.decide(entry.id, one) for one in pair)
        known = first.status == then.status == "known"
        if known and (then.value < first.value if sign > 0 else first.value < then.value):
            moved = f"{_said(first)} → {_said(then)}"
            yield f"{entry.id}, {fact} {shown(low)} → {shown(high)}: {moved}"


LAWS: Final[Mapping[str, Callable[[Trial], Iterator[str]]]] = {
    "more-facts": more_facts_never_change_a_known_value,
    "invariants": invariants_hold,
    "backends": backends_agree,
    "deadlines": deadlines_never_before_their_event,
    "monotone": monotone_as_declared,
}
"""The laws of every pack."""


def check_laws(pack: Pack, *laws: Law, only: tuple[str, ...] = (), max_examples: int = 100) -> None:
    """Hold the laws of every pack, and `laws` of one's own, on situations drawn by Hypothesis.

    `only` chooses among the names in `LAWS`. Raises `LawBroken` with the situation, as few facts as
    Hypothesis could make it, ready to paste as an example case.
    """
    drawn: Strategies = strategies(pack)
    wanted = {name: law for name, law in LAWS.items() if not only or name in only}

    @settings(
        max_examples=max_examples,
        deadline=None,
        # The same situations at every run, so that a build does not fail by chance.
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn.situations(), drawn.situations(), st.dates(*DAYS))
    def holds(facts: Facts, more: Facts, day: datetime.date) -> None:
        trial = Trial(pack, facts, more, day)
        for name, law in wanted.items():
            for broken in law(trial):
                raise LawBroken(_told(pack, facts, name, broken))
        for own in laws:
            _hold(pack, facts, own)

    holds()


def _hold(pack: Pack, facts: Facts, law: Law) -> None:
    """Raise `LawBroken` where a user's law fails for facts."""
    name = getattr(law, "__name__", repr(law))
    try:
        result = law(pack, facts)
    except AssertionError as error:
        raise LawBroken(_told(pack, facts, name, str(error))) from error
    if result is False:
        raise LawBroken(_told(pack, facts, name, "False"))


def _told(pack: Pack, facts: Facts, law: str, broken: str) -> str:
    """Return what is broken, and the situation as an example case."""
    name = broken.partition(":")[0].partition(",")[0]
    known = name if name in pack.program.decisions else next(iter(pack.program.decisions))
    situation = pack.situation(facts)
    answers = {known: expected(pack.decide(known, situation))}
    case = draft({"ru": law}, pack.day.isoformat(), written(situation), answers)
    note(law)
    return f"{law}: {broken}\n{case_text('law', case)}"


def _said(answer: Decision) -> str:
    return shown(answer.value) if answer.status == "known" else answer.status


def _presumed(pack: Pack) -> set[str]:
    return {name for one in pack.program.decisions for name in pack._regions.presumes(one)}


def _periods(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Yield the norms of a pack with the key and the words of their periods."""
    contents = pack.program.pack
    for section in ("duties", "rights", "limits"):
        for entry in contents.entries(section).values():
            for one in (entry, *entry.versions):
                for key in ("within", "at_least", "at_most"):
                    if (text := one.values.get(key)) and text != NOT_STATED:
                        yield entry.id, key, text
