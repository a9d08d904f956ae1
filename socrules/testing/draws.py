"""Strategies of Hypothesis for the facts of a pack: what people are, at the edges where law turns.

Numbers are drawn at, just below and just above every threshold of the pack and at their bounds;
facts are left out; and situations of the rarer statuses, conflicts above all, are drawn again and
again with a fact or two changed.
"""

from __future__ import annotations

from functools import cached_property
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from socrules.pack import Pack
from socrules.problems import SituationError
from socrules.survivors import choices

TRIED: Final = 400
"""So many situations are looked at for those in which a decision has a rare status."""

Facts = dict[str, Any]


class Strategies:
    """The strategies of one pack: of each fact, of situations, of situations without unknowns."""

    def __init__(self, pack: Pack, seed: int = 0) -> None:
        self.pack = pack
        self.seed = seed

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """Return for each fact the values worth trying, in the form users give them."""
        found = choices(self.pack, self.pack, {*self.pack.program.decisions})
        known = {name: [one for one in found[name] if one is not None] for name in found}
        return {name: known[name] for name in self.pack.program.facts if known.get(name)}

    def fact(self, name: str) -> st.SearchStrategy[Any]:
        """Return the values of a fact: those at the edges, and any other within its bounds."""
        edges = st.sampled_from(self.values[name])
        of, domain = self.pack.program.facts[name].type, self.pack.program.facts[name].domain
        if not of.is_number:
            return edges
        return edges | st.integers(*domain).map(of.outward)

    def situations(self, *, unknown: bool = True) -> st.SearchStrategy[Facts]:
        """Return situations the pack can be asked about; with facts left out where `unknown`."""
        drawn = {name: self.fact(name) for name in self.values}
        if unknown:
            every: st.SearchStrategy[Facts] = st.fixed_dictionaries({}, optional=drawn)
        else:
            every = st.fixed_dictionaries(drawn)
        if unknown and self.rare:
            every |= st.builds(_changed, st.sampled_from(self.rare), every, st.integers(0, 2))
        return every.filter(self.sound)

    def sound(self, facts: Facts) -> bool:
        """Say whether facts agree: none is given that the others derive otherwise."""
        try:
            self.pack._check_derived(self.pack.situation(facts))
        except SituationError:
            return False
        return True

    @cached_property
    def rare(self) -> list[Facts]:
        """Return situations in which some decision is in conflict, or else without a value."""
        pick = Random(self.seed)
        names = [*self.pack.program.decisions]
        by_status: dict[str, list[Facts]] = {}
        for _ in range(TRIED):
            facts = {
                name: pick.choice(values)
                for name, values in self.values.items()
                if pick.random() < 0.8
            }
            if self.sound(facts):
                status = self.pack.decide(pick.choice(names), facts).status
                by_status.setdefault(status, []).append(facts)
        return by_status.get("conflict", [])[:20] + by_status.get("not_stated", [])[:5]


def _changed(base: Facts, other: Facts, count: int) -> Facts:
    """Return a situation with some facts of another in place of its own."""
    return base | dict(list(other.items())[:count])


def strategies(pack: Pack) -> Strategies:
    """Return the strategies of a pack: `strategies(pack).situations()` draws facts to decide on."""
    return Strategies(pack)
