"""Asks the solver: whether something can be, an example of it, and where it is always so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs
import z3

from socrules.backends.formulas import Formula, negate
from socrules.backends.smt import World
from socrules.terms import TRUE, Known, constant
from socrules.values import Type

TIMEOUT: Final = 5_000
"""Milliseconds a question may take."""

Region = dict[str, Known]
"""What is known of some facts: a truth value, members, or the ends of a range."""


class UndecidedError(Exception):
    """The solver could not tell within its time; nobody's error."""


@attrs.frozen
class Asked:
    """A fact questions speak of: its type, and all it may be in every program that knows it."""

    type: Type
    domain: Known


class Prover:
    """Questions about situations in which facts are within their bounds and `side` holds."""

    def __init__(
        self,
        world: World,
        facts: Mapping[str, Asked],
        side: Iterable[Formula] = (),
        timeout: int = TIMEOUT,
    ) -> None:
        self.world = world
        self.facts = facts
        self.timeout = timeout
        self.bounds = [
            world.bounds(world.fact(name, one.type), one.type, one.domain)
            for name, one in facts.items()
        ]
        self.bounds += side

    def solver(self, *tests: Formula) -> Any:
        """Return a solver for situations in which tests hold."""
        found = z3.Solver()
        found.set("timeout", self.timeout)
        found.add(*self.bounds, *tests)
        return found

    def can_be(self, *tests: Formula) -> bool:
        """Say whether all tests may hold together; raises `UndecidedError`."""
        return can(self.solver(*tests))

    def examples(self, test: Formula) -> Iterator[tuple[dict[str, Any], Region]]:
        """Yield situations in which a test holds, each with a region where it always does.

        A situation maps facts to internal values. No later one lies in an earlier region; after
        the last there is none left. Raises `UndecidedError`.
        """
        solver = self.solver(test)
        while can(solver):
            model = solver.model()
            found = {
                name: self.world.value(
                    one.type, model.eval(self.world.fact(name, one.type), model_completion=True)
                )
                for name, one in self.facts.items()
            }
            region = Widening(self, test, found).widen()
            yield found, region
            solver.add(negate(self.within(region)))

    def enough(self, test: Formula, situation: Mapping[str, Any]) -> list[str]:
        """Return facts of a situation that are enough for a test to hold, none too many."""
        return list(Widening(self, test, situation).shrink())

    def within(self, region: Region) -> Formula:
        """Return the test that a situation lies in a region."""
        return z3.And([self.part(name, known) for name, known in region.items()])

    def part(self, name: str, known: Known) -> Formula:
        """Return the test that a fact is what is known of it."""
        type = self.facts[name].type
        variable = self.world.fact(name, type)
        if type.kind == "bool":
            return variable if known == TRUE else z3.Not(variable)
        return self.world.bounds(variable, type, known)


class Widening:
    """The widening of one situation to a region in which a test always holds."""

    def __init__(self, prover: Prover, test: Formula, found: Mapping[str, Any]) -> None:
        self.prover = prover
        self.solver = prover.solver(negate(test))
        self.region: Region = {
            name: constant(prover.facts[name].type, value) for name, value in found.items()
        }

    def holds(self, name: str, known: Known) -> bool:
        """Say whether the test surely holds where a fact is so, and the others as in the region."""
        self.solver.push()
        self.solver.add(self.prover.part(name, known))
        found = self.solver.check()
        self.solver.pop()
        return bool(found == z3.unsat)

    def widen(self) -> Region:
        """Return the region: what does not matter left out, ranges one by one as wide as can be."""
        for name, known in list(self.shrink().items()):
            self.solver.push()
            others = {one: part for one, part in self.region.items() if one != name}
            self.solver.add(self.prover.within(others))
            if isinstance(known, frozenset):
                self.add_members(name)
            elif isinstance(known, tuple):
                self.move_ends(name, known[0])
            self.solver.pop()
        return self.region

    def shrink(self) -> Region:
        """Return the region with all left out that does not matter."""
        self.solver.push()
        tags = {name: z3.Bool(f"?{name}") for name in self.region}
        for name, tag in tags.items():
            self.solver.add(z3.Implies(tag, self.prover.part(name, self.region[name])))
        kept = list(self.region)
        for name in ["", *kept]:
            if name and name not in kept:
                continue
            if self.solver.check(*(tags[one] for one in kept if one != name)) == z3.unsat:
                core = {str(tag) for tag in self.solver.unsat_core()}
                kept = [one for one in kept if str(tags[one]) in core]
        self.solver.pop()
        self.region = {name: self.region[name] for name in kept}
        return self.region

    def add_members(self, name: str) -> None:
        """Add the members of a choice for which the test holds too."""
        others = self.prover.facts[name].domain - self.region[name]
        alone = (frozenset((member,)) for member in sorted(others))
        self.region[name] |= frozenset().union(*(one for one in alone if self.holds(name, one)))

    def move_ends(self, name: str, value: int) -> None:
        """Move the ends of a range outwards as far as the test holds."""
        least, greatest = self.prover.facts[name].domain
        low = self.furthest(value, least, lambda end: self.holds(name, (end, value)))
        high = self.furthest(value, greatest, lambda end: self.holds(name, (low, end)))
        self.region[name] = low, high

    def furthest(self, start: int, end: int, holds: Callable[[int], bool]) -> int:
        """Return how far from `start` towards `end` the test holds, found by bisection."""
        if holds(end):
            return end
        near, far = start, end
        while abs(far - near) > 1:
            middle = (near + far) // 2
            near, far = (middle, far) if holds(middle) else (near, middle)
        return near


def can(solver: Any) -> bool:
    """Say whether the tests of a solver may hold together; raises `UndecidedError`."""
    found = solver.check()
    if found == z3.unknown:
        raise UndecidedError
    return bool(found == z3.sat)
