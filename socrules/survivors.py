"""Finds the example case that would notice a slip no case notices, or shows that nobody can.

The situations of the cases there are come first: often only an expectation is missing. Then a
solver looks for a situation in which the value differs, and proves that there is none where it can.
Last come situations at the boundaries of what the decision rests on, drawn at random.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from random import Random
from typing import Any, Final

import attrs

from socrules.case_text import Record
from socrules.cases import Runner
from socrules.drafting import draft, expected, given, minimal, told
from socrules.model import Entry
from socrules.mutants import Trials, Verdict
from socrules.mutations import Mutation
from socrules.pack import Pack
from socrules.phrasebook import say
from socrules.problems import SituationError
from socrules.regions import Regions
from socrules.versions import Versions
from socrules.walk import days_of_change, first_day

SAMPLES: Final = 10_000
"""So many situations are tried before a slip is said to change nothing."""


_DAYS: Final = (("from",), ("to",), ("not_before",))
"""The keys whose values are days from or to which something holds."""


@attrs.frozen
class Finding:
    """What was found for a mutant that survived: the case that kills it, or why none can.

    `how` is `case` (a situation of the cases there are), `solver` (a witness of the solver) or
    `boundaries` (found by search); `proof` or `samples` where nothing differs. `name` and `case`
    are the case to add, as data; `tried` says how many situations were compared. Where it is the
    situation of a case there is, `beside` is that case.
    """

    mutation: Mutation
    how: str
    name: str = ""
    case: Record | None = None
    tried: int = 0
    beside: str = ""

    @property
    def equivalent(self) -> bool:
        """Return whether nothing differs, as far as is known."""
        return self.case is None


Differs = Callable[[Mapping[str, Any]], "dict[str, list[str]]"]
"""Says for facts in which decisions the mutant answers otherwise, and in which parts."""


class Search:
    """Looks for cases that kill the survivors of one pack."""

    def __init__(self, trials: Trials, samples: int = SAMPLES, seed: int = 0) -> None:
        self.trials = trials
        self.samples = samples
        self.seed = seed

    def finding(self, verdict: Verdict) -> Finding:
        """Return the case that would kill a survivor, or that none is known to."""
        mutation = verdict.mutation
        changed = self.trials.changed(mutation)
        cases = self.trials.asking(changed)
        mutant = Runner(self.trials.slice(mutation, cases))
        if mutation.section == "pack":
            changed &= {name for _, asked in cases for name in asked}
        tried = 0
        switched = self.switched(mutation)
        for case, _ in cases:
            pair = self.pair(mutant, case)
            if not switched.items() <= (case.readings or {}).items():
                continue
            tried += 1
            differs = comparing(*pair, changed)
            facts: Mapping[str, Any] = dict(pair[0].situation(case.given or {}))
            if differs(facts):
                return self.found(mutation, "case", pair, case, facts, differs, tried)
        elsewhere = [one for first, _ in cases[:1] for one in self.elsewhen(mutation, first)]
        proofs = 0
        for case in elsewhere:
            readings = {**self.left_alone(mutation, case), **switched}
            case = attrs.evolve(case, values={**case.values, "readings": readings})
            pair = self.pair(mutant, case)
            differs = comparing(*pair, changed)
            for how, facts in islice(self.elsewhere(pair, changed, case), self.samples):
                if how == "proof":
                    proofs += 1
                    continue
                tried += 1
                if differs(facts):
                    return self.found(mutation, how, pair, case, facts, differs, tried)
        proved = bool(elsewhere) and proofs == len(elsewhere)
        return Finding(mutation, "proof" if proved else "samples", tried=tried)

    def elsewhen(self, mutation: Mutation, case: Entry) -> list[Entry]:
        """Return a case; of a slip in a day, the case on the days it moves between instead.

        Of a slip in one of several wordings, the case on the first day of each.
        """
        if "versions" in mutation.path and mutation.path[-1:] not in _DAYS:
            contents = self.trials.contents
            found = [max(one, first_day(contents)) for one in days_of_change(contents)]
            return [attrs.evolve(case, values={**case.values, "date": one}) for one in found]
        if mutation.path[-1:] not in _DAYS or mutation.operator != "bound-moved":
            return [case]
        days = (datetime.date.fromisoformat(one) for one in (mutation.before, mutation.after))
        return [attrs.evolve(case, values={**case.values, "date": day}) for day in days]

    def left_alone(self, mutation: Mutation, case: Entry) -> dict[str, str]:
        """Return the readings a case switches, but for one that a slip is about."""
        own = mutation.entry if mutation.section == "readings" else ""
        return {name: one for name, one in (case.readings or {}).items() if name != own}

    def switched(self, mutation: Mutation) -> dict[str, str]:
        """Return the reading by whose option a slip counts, where that is not the pack's own."""
        path = mutation.path
        if "by_reading" not in path:
            return {}
        at = path.index("by_reading")
        found: Any = self.trials.contents.entries(mutation.section)[mutation.entry]
        for name in path[:at]:
            if name != "versions":
                found = found.values[name] if isinstance(found, Entry) else found[name]
        reading = next(one.reading for one in (*found.versions, found) if one.reading)
        ours = self.trials.contents.entries("readings")[reading].ours
        return {} if path[at + 1] == ours else {reading: path[at + 1]}

    def pair(self, mutant: Runner, case: Entry) -> tuple[Pack, Pack]:
        """Return the pack and the mutant on the day of a case."""
        return self.trials.runner.pack(case), mutant.pack(case)

    def found(
        self,
        mutation: Mutation,
        how: str,
        pair: tuple[Pack, Pack],
        case: Entry,
        facts: Mapping[str, Any],
        differs: Differs,
        tried: int,
    ) -> Finding:
        """Return a finding, its case with no fact too many."""
        pack = pair[0]
        fewest = minimal(facts, lambda some: bool(differs(some)))
        parts = differs(fewest)
        situation = pack.situation(fewest)
        answers = {name: expected(pack.decide(name, situation), parts[name]) for name in parts}
        more: dict[str, Any] = {"readings": dict(case.readings)} if case.readings else {}
        slip = f"{mutation.before} → {mutation.after or '—'}"
        title = {
            lang: say("mutate", "title", lang, name=", ".join(parts), slip=slip)
            for lang in ("ru", "en")
        }
        drafted = draft(title, case.date.isoformat(), given(situation), answers, **more)
        where = (mutation.entry, *mutation.path)[-2:]
        name = "_".join((*where, str(mutation.span.line)))
        beside = case.id if how == "case" else ""
        return Finding(mutation, how, name.replace(".", "_"), drafted, tried, beside)

    # --- situations ---

    def elsewhere(
        self, pair: tuple[Pack, Pack], changed: set[str], case: Entry
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield situations of no case, and how each was come by; `proof` if no value differs."""
        # The solver is an extra; the search goes on without it.
        with suppress(ImportError):
            yield from solved(*pair, changed)
        yield from (("boundaries", facts) for facts in self.drawn(pair, changed, case))

    def drawn(
        self, pair: tuple[Pack, Pack], changed: set[str], case: Entry
    ) -> Iterator[Mapping[str, Any]]:
        """Yield situations drawn at random, at boundaries and with unknowns, without an end."""
        pack, mutant = pair
        values = choices(pack, mutant, changed)
        pick = Random(f"{self.seed} {sorted(changed)}")
        base = dict(pack.situation(case.given or {}))
        while True:
            facts = dict(base) if pick.random() < 0.5 else {}
            for name in values:
                if name not in facts or pick.random() < 0.3:
                    facts[name] = pick.choice(values[name])
            yield {name: value for name, value in facts.items() if value is not None}


def solved(pack: Pack, mutant: Pack, changed: set[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield situations in which the solver lets decisions of two packs differ in value or status.

    Each is `solver` with its facts; `proof` without facts where no situation is one. Nothing is
    yielded where the solver cannot tell in time.
    """
    from socrules.backends.difference import Difference, Lowered
    from socrules.backends.prover import UndecidedError

    lowered = Lowered(Versions(pack.program, mutant.program), frozenset())
    proved = True
    for name in sorted(changed & pack.program.decisions.keys() & mutant.program.decisions.keys()):
        difference = Difference(lowered, name)
        try:
            found = next(difference.prover.examples(difference.test), None)
        except UndecidedError:
            proved = False
            continue
        if found is not None:
            proved = False
            yield "solver", difference.outward(found.situation)
    if proved:
        yield "proof", {}


def comparing(pack: Pack, mutant: Pack, changed: set[str]) -> Differs:
    """Return what compares the answers of a pack and of a mutant of it, part by part."""
    names = sorted(changed & pack.program.decisions.keys())

    def differs(facts: Mapping[str, Any]) -> dict[str, list[str]]:
        found = {}
        for name in names:
            try:
                own = told(pack.decide(name, facts))
            except SituationError:
                return {}
            try:
                there = {one: value for one, value in facts.items() if one in mutant.program.facts}
                other = told(mutant.decide(name, there))
            except SituationError:
                found[name] = ["value"]
                continue
            parts = [key for key in own if own[key] != other.get(key)]
            if parts or own.keys() != other.keys():
                found[name] = parts
        return found

    return differs


def choices(pack: Pack, mutant: Pack, changed: set[str]) -> dict[str, list[Any]]:
    """Return for each fact that decisions rest on the values worth trying, unknown among them."""
    found: dict[str, list[Any]] = {}
    for one in (pack, mutant):
        regions = Regions(one.program)
        for name in sorted(changed & one.program.decisions.keys()):
            for kind, fact in sorted(regions.reach(name), key=str):
                if kind == "fact" and fact in pack.program.facts:
                    values = found.setdefault(fact, [None])
                    values += around(one, regions, name, fact)
    return {fact: list(dict.fromkeys(values)) for fact, values in found.items()}


def around(pack: Pack, regions: Regions, decision: str, fact: str) -> list[Any]:
    """Return values of a fact at its bounds and at, just below and just above each threshold."""
    of, domain = pack.program.facts[fact].type, pack.program.facts[fact].domain
    if of.kind == "bool":
        return [False, True]
    if of.kind == "choice":
        return list(of.options)
    starts = regions.thresholds(decision, ("fact", fact), {})
    near = {start + step for start in starts for step in (-1, 0, 1)} | {*domain}
    return [of.outward(value) for value in sorted(near) if domain[0] <= value <= domain[1]]
