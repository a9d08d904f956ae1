"""Laws that hold of every pack, tried on situations drawn at its edges; and users' own."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socrules.answer import Decision
from socrules.case_text import case_text
from socrules.deadlines import deadline, limit
from socrules.drafting import draft, expected, minimal
from socrules.drafting import given as written
from socrules.expected import shown
from socrules.extras import extra
from socrules.model import Entry
from socrules.norms import NOT_STATED
from socrules.pack import Pack
from socrules.problems import SituationError, SocrulesError, nearest, problem
from socrules.terms import FALSE
from socrules.testing.backends import BACKENDS, Backend, Batch, spread
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


def compiled_as_evaluated(trial: Trial) -> Iterator[str]:
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
    "compiled": compiled_as_evaluated,
    "deadlines": deadlines_never_before_their_event,
    "monotone": monotone_as_declared,
}
"""The laws of every pack that one situation can break by itself; those of `BACKENDS` follow."""


@attrs.frozen
class Held:
    """Which laws were held, on how many situations; and which not, with what is missing for them.

    `asked` are the decisions the laws of other backends were held on.
    """

    laws: tuple[str, ...]
    situations: int
    asked: tuple[str, ...] = attrs.field(repr=False)
    without: Mapping[str, str]


def check_laws(
    pack: Pack,
    *laws: Law,
    only: tuple[str, ...] = (),
    max_examples: int = 100,
    max_decisions: int = 60,
) -> Held:
    """Hold the laws of every pack, and `laws` of one's own, on situations drawn by Hypothesis.

    `only` chooses among the names in `LAWS` and `BACKENDS`. Other backends are asked at most
    `max_decisions`, evenly from all over the pack. Where a library that a backend needs is not
    installed, its law is not held: that is warned of, and said in what is returned. Raises
    `LawBroken` with the situation, as few facts as can be, ready to paste as an example case; and
    `SocrulesError` where a law in `only` does not exist or cannot be held.
    """
    for name in only:
        if name not in LAWS and name not in BACKENDS:
            known, near = ", ".join((*LAWS, *BACKENDS)), nearest(name, (*LAWS, *BACKENDS))
            raise SituationError(problem("unknown-word", word=name, known=known, suggest=near))
    drawn: Strategies = strategies(pack)
    wanted = {name: law for name, law in LAWS.items() if not only or name in only}
    seen: dict[str, Facts] = {}

    @settings(
        max_examples=max_examples,
        deadline=None,
        # The same situations at every run, so that a build does not fail by chance.
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn.situations(), drawn.situations(), st.dates(*DAYS))
    def holds(facts: Facts, more: Facts, day: datetime.date) -> None:
        seen[repr(facts)] = facts
        trial = Trial(pack, facts, more, day)
        for name, law in wanted.items():
            for broken in law(trial):
                raise LawBroken(_told(pack, facts, name, broken))
        for own in laws:
            _hold(pack, facts, own)

    holds()
    batch = Batch(pack, [*seen.values()], spread([*pack.program.decisions], max_decisions))
    without = {}
    for name, backend in BACKENDS.items():
        if only and name not in only:
            continue
        try:
            for module, group in backend.needs:
                extra(module, group)
        except SocrulesError as error:
            if only:
                raise
            without[name] = str(error)
            warnings.warn(f"the law `{name}` is not held: {error}", stacklevel=2)
            continue
        for number, broken in backend.law(batch):
            facts = _fewest(pack, batch.situations[number], backend.law, broken)
            raise LawBroken(_told(pack, facts, name, broken))
    names = [*wanted, *(name for name in BACKENDS if not only or name in only)]
    held = tuple(name for name in names if name not in without)
    return Held(held, len(seen), tuple(batch.names), without)


def _fewest(pack: Pack, facts: Facts, law: Backend, broken: str) -> Facts:
    """Return as few of the facts as still break the law of a backend for the same decision."""
    names = [broken.partition(":")[0]]
    return minimal(facts, lambda some: any(True for _ in law(Batch(pack, [some], names))))


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
