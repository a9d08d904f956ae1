"""Tries the slips of a pack on its example cases: each slip should make at least one case fail.

Only what can differ is done anew: a mutant has the entries its cases rest on, and is asked the
decisions that rest on the slip, until one case fails.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from socrules.cases import Outcome, Runner
from socrules.event_log import read_events
from socrules.expected import list_named
from socrules.expected_course import is_timed
from socrules.expressions import Expr
from socrules.model import Contents, Entry
from socrules.mutations import Mutation, as_written, mutated
from socrules.problems import PackError
from socrules.surface import EXTENDED
from socrules.walk import expressions, items, subexpressions

KEPT: Final = ("clauses", "sources", "readings", "parameters", "actors", "events", "dates")
"""Sections a mutant has whole: they are named from many places, and cheap."""


TIMES: Final = ("duties", "limits", "dates")
"""Sections whose entries follow events."""

_WITHIN: Final = (("items",), ("components",))
"""Where entries stand of which each makes decisions of its own."""


@attrs.frozen
class Verdict:
    """What became of a mutant: `killed` by a case, `survived`, or `refused` because it cannot load.

    A slip that does not load is found by everyone, and is no test of the cases.
    """

    mutation: Mutation
    state: str
    by: str = ""


class Trials:
    """Tries mutations of one pack on its example cases, which must all pass without one."""

    def __init__(self, contents: Contents, cases: Mapping[str, Entry]) -> None:
        self.contents = contents
        self.cases = cases
        self.runner = Runner(contents)

    def failing(self) -> list[Outcome]:
        """Return the cases that fail without any slip."""
        ran = (self.runner.run(case) for case in self.cases.values())
        return [outcome for outcome in ran if not outcome.passed]

    # --- what rests on what ---

    @cached_property
    def naming(self) -> dict[str, set[str]]:
        """Return the decisions that name a fact, decision, parameter or reading, by its id.

        A duty names the clock its period runs by.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for decision in self.contents.entries("decisions").values():
            for name in names_in(decision):
                found[name].add(decision.id)
        for fact in self.contents.entries("decisions").values():
            if fact.derives:
                found[fact.id] |= found[fact.derives]
        for duty in self.contents.entries("duties").values():
            for clock in {one.clock for one in (duty, *duty.versions) if one.clock}:
                found[clock].add(duty.id)
        return found

    def resting_on(self, names: Iterable[str]) -> set[str]:
        """Return the decisions that rest on any of the decisions, parameters or readings named."""
        found: set[str] = set()
        stack = list(names)
        while stack:
            name = stack.pop()
            for one in self.naming.get(name, ()):
                if one not in found:
                    found.add(one)
                    stack.append(one)
        return found

    def beneath(self, names: Iterable[str]) -> set[str]:
        """Return decisions with all they rest on, facts and parameters among it."""
        found: set[str] = set()
        stack = list(names)
        while stack:
            name = stack.pop()
            if name not in found:
                found.add(name)
                stack += self._below.get(name, ())
        return found

    @cached_property
    def _below(self) -> dict[str, set[str]]:
        found = {
            decision.id: {*names_in(decision)}
            for decision in self.contents.entries("decisions").values()
        }
        for decision in self.contents.entries("decisions").values():
            if decision.derives:
                found.setdefault(decision.derives, set()).add(decision.id)
        return found

    def changed(self, mutation: Mutation) -> set[str]:
        """Return the decisions made from the entry with the slip, or those that name it."""
        section, entry = mutation.section, mutation.entry
        decisions = self.contents.entries("decisions")
        if section == "pack":
            return {*decisions}
        if section in ("parameters", "readings"):
            return {*self.naming.get(entry, ())}
        made = {name for name in decisions if name == entry or name.startswith(f"{entry}.")}
        if mutation.path[:1] in _WITHIN and len(mutation.path) > 1:
            own = f"{entry}.{mutation.path[1]}"
            whole = {f"{entry}.{name}" for name in ("complete", "any", "other")}
            return {name for name in made if name in whole or f"{name}.".startswith(f"{own}.")}
        return made

    def asking(self, changed: Iterable[str]) -> list[tuple[Entry, dict[str, Entry]]]:
        """Return the cases that can tell, each with what it expects of decisions that can differ.

        Those that ask a changed decision itself come first, and of them those that say most.
        """
        own = {*changed}
        reached = own | self.resting_on(own)
        found = []
        for case in self.cases.values():
            asked = {name: one for name, one in case.expect.items() if self._asks(name, reached)}
            if asked:
                near = sum(self._asks(name, own) for name in asked)
                parts = sum(len(one.values) for one in asked.values())
                # What does not fit about an event is expected with every part of a case.
                asked |= self._of_events(case)
                found.append((-near, -parts, case, asked))
        found.sort(key=lambda one: one[:2])
        return [(case, asked) for *_, case, asked in found]

    def _of_events(self, case: Entry) -> dict[str, Entry]:
        """Return what a case expects of events."""
        events = self.contents.entries("events")
        return {name: one for name, one in case.expect.items() if name in events}

    def _asks(self, name: str, reached: set[str]) -> bool:
        """Say whether what a case expects by this name can differ where `reached` can."""
        entry = list_named(self.contents, name)
        if name in reached or (name.rpartition(".")[0] + ".other") in reached:
            return True
        within = (entry.items or entry.components or {}) if entry else {}
        return any(f"{name}.{item}" in reached for item in within)

    # --- mutants ---

    def slice(
        self, mutation: Mutation, cases: Iterable[tuple[Entry, dict[str, Entry]]]
    ) -> Contents:
        """Return the mutant with what the cases ask, and all that rests on."""
        wanted = {mutation.entry}
        for case, asked in cases:
            wanted |= {*asked, *(case.given or {})}
            if any(is_timed(self.contents, name, one) for name, one in asked.items()):
                # One step starts another, so what events come to rests on all that have a clock.
                timed = {name for section in TIMES for name in self.contents.entries(section)}
                wanted |= timed | {f"{name}.{EXTENDED}" for name in timed}
                wanted |= {fact for one in read_events(case.events or ()) for fact in one.facts}
        listed = [name for name in wanted if list_named(self.contents, name)]
        wanted |= {
            one for one in self.contents.entries("decisions") if one.partition(".")[0] in listed
        }
        presumed = self.contents.head.presumes or {}
        needed = self.beneath({*wanted, *presumed, *self._named_anew(mutation)})
        heads = needed | {name.partition(".")[0] for name in needed}
        whole = as_written(self.contents)
        sections = {
            section: entries
            if section in KEPT
            else {name: entry for name, entry in entries.items() if name in heads}
            for section, entries in whole.sections.items()
        }
        lost = {
            name
            for section, entries in whole.sections.items()
            for name in entries.keys() - sections[section].keys()
        }
        made = {*self.contents.entries("facts"), *self.contents.entries("decisions")} - needed
        kept = attrs.evolve(whole, sections=sections, lost=frozenset(lost | made))
        return mutated(kept, mutation)

    def _named_anew(self, mutation: Mutation) -> set[str]:
        """Return what the entry names with the slip in it."""
        return {word for word in (mutation.after,) if word}

    def verdict(self, mutation: Mutation) -> Verdict:
        """Return what becomes of one mutant."""
        cases = self.asking(self.changed(mutation))
        runner = Runner(self.slice(mutation, cases))
        loaded = False
        for case, asked in cases:
            one = attrs.evolve(case, values={**case.values, "expect": asked})
            try:
                runner.pack(one)
            except PackError:
                return Verdict(mutation, "killed" if loaded else "refused", case.id)
            loaded = True
            if not runner.run(one).passed:
                return Verdict(mutation, "killed", case.id)
        return Verdict(mutation, "survived")

    def verdicts(self, found: Iterable[Mutation]) -> Iterator[Verdict]:
        """Yield what becomes of each mutant."""
        for mutation in found:
            yield self.verdict(mutation)


def names_in(decision: Entry) -> Iterator[str]:
    """Yield what a decision names: facts, decisions, parameters, readings; of members too."""
    yield from decision.presumes or ()
    parts: list[Any] = [*(decision.rules or {}).values()]
    parts += [decision.otherwise] if decision.otherwise is not None else []
    for part in parts:
        for one in (part, *part.versions):
            for inner in (one, one.unless) if one.unless is not None else (one,):
                for expr in expressions(inner):
                    yield from _names(expr)
                yield from (item.reading for item in items(inner) if item.reading)
            if one.reading:
                yield str(one.reading)
    origin = decision.origin
    for one in () if origin is None else (origin, *(origin.variants or {}).values()):
        if one.reading:
            yield str(one.reading)


def _names(expr: Expr) -> Iterator[str]:
    for one in subexpressions(expr):
        if one.op == "name":
            yield str(one.args[0])
