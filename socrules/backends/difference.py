"""Asks the solver where one decision of two programs answers differently."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Any

from socrules.backends.formulas import Formula, both, negate
from socrules.backends.prover import Asked, Example, Prover, Region, UndecidedError
from socrules.backends.smt import Lowering, Outcome, World
from socrules.versions import Versions
from socrules.witness import Facts, Witness

MAX_REPLAYS = 8
"""So many examples are replayed before the solver is given up."""


class Lowered:
    """Two programs as formulas over one world; derived facts in `free` are taken as given.

    The others are what their decisions make of them.
    """

    def __init__(self, versions: Versions, free: frozenset[str]) -> None:
        self.versions = versions
        self.free = free
        self.world = World()
        self.lowerings = [
            Lowering(self.world, program, free, canonical.decision)
            for program, canonical in zip(versions.programs, versions.canonical, strict=True)
        ]


class Difference:
    """One decision of two programs as one formula: that its answers differ."""

    def __init__(self, lowered: Lowered, name: str) -> None:
        self.versions = versions = lowered.versions
        self.name = name
        self.free = lowered.free
        self.world = lowered.world
        self.lowerings = lowered.lowerings
        self.before, self.after = (one.answer(name) for one in self.lowerings)
        self.test = self.before.differs(self.after)
        self.names = {
            one
            for side in (0, 1)
            for kind, one in versions.named(side, name, self.free)
            if kind == "fact"
        }
        self.prover = self._prover()

    def _prover(self) -> Prover:
        """Return the prover of situations that both versions can be asked."""
        facts = {
            name: Asked(*known)
            for name, known in self.versions.facts(self.name).items()
            if known is not None and name in self.names
        }
        return Prover(self.world, facts, [one for low in self.lowerings for one in low.side])

    @property
    def loose(self) -> bool:
        """Say whether a difference may be one of the formulas only."""
        return any(self.name in lowering.loose for lowering in self.lowerings)

    def sure(self) -> Formula:
        """Return that the answers differ where nothing is left open."""
        kept = [self.test]
        for side, lowering in enumerate(self.lowerings):
            below = {name for _, name in self.versions.named(side, self.name, self.free)}
            kept += [negate(test) for name, test in lowering.lost.items() if name in below]
        return both(kept)

    def found(
        self, most: int, *, no_more: bool = True
    ) -> tuple[Witness, list[Region], bool] | None:
        """Return a witness that both packs answer differently, and regions where they do.

        There are at most so many regions, none where the difference is loose; the last says that
        there are no others, where it is asked whether there are `no_more`. `None` stands for no
        difference. Raises `UndecidedError` where examples of the solver do not come true.
        """
        tests = [self.sure(), self.test] if self.loose else [self.test]
        most = MAX_REPLAYS if self.loose else most
        every = (example for test in tests for example in self.prover.examples(test))
        examples = list(islice(every, most))
        whole = len(examples) < most or (no_more and next(every, None) is None)
        if not examples:
            return None
        for one in sorted(examples, key=lambda one: len(one.region)):
            witness = self._replayed(one)
            if witness is not None:
                regions = [] if self.loose else [example.region for example in examples]
                return witness, regions, whole and not self.loose
        raise UndecidedError

    def _replayed(self, example: Example) -> Witness | None:
        """Return the witness of an example, `None` where the packs do not differ there."""
        ranges = example.region.items()
        low = {name: known[0] for name, known in ranges if isinstance(known, tuple)}
        derives = derived(self.versions) - self.free
        for one in ({**example.situation, **low}, example.situation):
            plain = {name: value for name, value in one.items() if name not in derives}
            for facts in (plain, one) if plain != one else (plain,):
                if self.versions.differ(self.name, self.outward(facts)):
                    return self.smallest(facts)
        return None

    def outward(self, facts: Mapping[str, Any]) -> Facts:
        """Return facts as users give them."""
        return {name: self.prover.facts[name].type.outward(value) for name, value in facts.items()}

    def smallest(self, facts: Mapping[str, Any]) -> Witness:
        """Return the witness of as few of the facts as leave both answers as they are."""
        whole = self.versions.witness(self.name, self.outward(facts))
        sides = ((self.before, whole.before), (self.after, whole.after))
        tests = []
        for (outcome, answer), program in zip(sides, self.versions.programs, strict=True):
            assert answer is not None
            type = program.decisions[self.name].type
            known = answer.status == "known"
            value = self.world.constant(type, type.inward(answer.value)) if known else None
            tests.append(outcome.gives(answer.status, value))
        names = self.prover.enough(both(tests), facts)
        presumed = self.versions.presumed(self.name)
        few = {name: facts[name] for name in names if name not in presumed}
        witness = self.versions.witness(self.name, self.outward(few))
        return next(one for one in (witness, whole) if one.same(whole))

    # --- which way ---

    def ways(self, witness: Witness) -> tuple[bool, bool] | None:
        """Return whether the answer is somewhere less and somewhere more than before.

        Less is no longer true, or a smaller number; `None` where neither can be said. What a
        witness shows is not asked.
        """
        type = self.versions.programs[1].decisions[self.name].type
        assert witness.before is not None
        assert witness.after is not None
        one, other = witness.before.value, witness.after.value
        if type.kind == "bool":
            before, after = held(self.before), held(self.after)
            less, more = both((before, negate(after))), both((after, negate(before)))
            one, other = one is True, other is True
        else:
            known = both((self.before.known, self.after.known))
            if not type.is_number or self.prover.can_be(self.test, negate(known)):
                return None
            less = both((known, self.after.value < self.before.value))
            more = both((known, self.before.value < self.after.value))
        return (
            other < one or self.prover.can_be(less),
            one < other or self.prover.can_be(more),
        )

    # --- where it has a value ---

    def standing(self, value: Any) -> Witness | None:
        """Return a witness that both packs give a value; `None` where there is none."""
        tests = [
            outcome.gives("known", self.world.constant(program.decisions[self.name].type, value))
            for outcome, program in zip(
                (self.before, self.after), self.versions.programs, strict=True
            )
        ]
        with suppress(UndecidedError):
            for one in self.prover.examples(both(tests)):
                return self.smallest(one.situation)
        return None


def derived(versions: Versions) -> frozenset[str]:
    """Return the facts a decision derives in either version."""
    return frozenset(
        name
        for program in versions.programs
        for name, fact in program.facts.items()
        if fact.derived_by
    )


def held(outcome: Outcome) -> Formula:
    """Return the test that the answer is true."""
    return both((outcome.known, outcome.value))
