"""Asks the solver: whether something can be, an example of it, and where it is always so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
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
        found = z3.SimpleSolver()
        found.set("timeout", self.timeout)
        found.add(*self.bounds, *tests)
        return found

    def can_be(self, *tests: Formula) -> bool:
        """Say whether all tests may hold together; raises `UndecidedError`."""
        return can(self.solver(*tests))

    def examples(self, test: Formula) -> Iterator[Example]:
        """Yield situations in which a test holds; no later one lies in the region of an earlier.

        After the last there is none left. Raises `UndecidedError`.
        """
        solver = self.solver(test)
        while can(solver):
            model = solver.model()
            found = {name: self.value(model, name) for name in self.facts}
            example = Example(self, test, found)
            yield example
            solver.add(negate(self.within(example.region)))

    def value(self, model: Any, name: str) -> Any:
        """Return the internal value of a fact in a model."""
        type = self.facts[name].type
        found = model.eval(self.world.fact(name, type), model_completion=True)
        return self.world.value(type, found)

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


@attrs.frozen(slots=False)
class Example:
    """A situation in which a test holds: facts with their internal values."""

    prover: Prover
    test: Formula
    situation: Mapping[str, Any]

    @cached_property
    def region(self) -> Region:
        """Return a region around the situation in which the test always holds."""
        return Widening(self.prover, self.test, self.situation).widen()


class Widening:
    """The widening of one situation to a region in which a test always holds."""

    def __init__(self, prover: Prover, test: Formula, found: Mapping[str, Any]) -> None:
        self.prover = prover
        self.solver = prover.solver(negate(test))
        self.solver.set("core.minimize", True)
        self.verdict = z3.unknown
        self.region: Region = {
            name: constant(prover.facts[name].type, value) for name, value in found.items()
        }

    def holds(self, name: str, known: Known) -> bool:
        """Say whether the test surely holds where a fact is so, and the others as in the region."""
        self.verdict = self.solver.check(self.prover.part(name, known))
        return bool(self.verdict == z3.unsat)

    def widen(self) -> Region:
        """Return the region: what does not matter left out, ranges one by one as wide as can be."""
        for name, known in self.shrink().items():
            if isinstance(known, frozenset):
                self.within_others(name, self.add_members)
            elif isinstance(known, tuple):
                self.within_others(name, self.move_ends)
        return self.region

    def within_others(self, name: str, widen: Callable[[str], None]) -> None:
        """Widen what is known of one fact, the others being as in the region."""
        others = {one: part for one, part in self.region.items() if one != name}
        self.solver.push()
        self.solver.add(self.prover.within(others))
        widen(name)
        self.solver.pop()

    def shrink(self) -> Region:
        """Return the region with all left out that does not matter."""
        self.solver.push()
        tags = {name: z3.Bool(f"?{name}") for name in self.region}
        for name, tag in tags.items():
            self.solver.add(z3.Implies(tag, self.prover.part(name, self.region[name])))
        if self.solver.check(*tags.values()) == z3.unsat:
            core = {tag.get_id() for tag in self.solver.unsat_core()}
            needed = [name for name, tag in tags.items() if tag.get_id() in core]
            self.region = {name: self.region[name] for name in needed}
        self.solver.pop()
        return self.region

    def add_members(self, name: str) -> None:
        """Add the members of a choice for which the test holds too."""
        others = self.prover.facts[name].domain - self.region[name]
        alone = (frozenset((member,)) for member in sorted(others))
        self.region[name] |= frozenset().union(*(one for one in alone if self.holds(name, one)))

    def move_ends(self, name: str) -> None:
        """Move the ends of a range outwards as far as the test holds."""
        (value, _), (least, greatest) = self.region[name], self.prover.facts[name].domain
        low = self.furthest(name, value, least, lambda end: (end, value))
        high = self.furthest(name, value, greatest, lambda end: (low, end))
        self.region[name] = low, high

    def furthest(self, name: str, start: int, end: int, up_to: Callable[[int], Known]) -> int:
        """Return how far from `start` towards `end` the test holds."""
        if self.holds(name, up_to(end)):
            return end
        near, far = start, self.failing(name, end)
        # What the solver finds is mostly the first that fails; so that is asked before the middle.
        middle = far + (1 if far < near else -1)
        while abs(far - near) > 1:
            if self.holds(name, up_to(middle)):
                near = middle
            else:
                far = self.failing(name, middle)
            middle = (near + far) // 2
        return near

    def failing(self, name: str, end: int) -> int:
        """Return where in a range up to `end` the test has just been seen not to hold."""
        known = self.verdict == z3.sat
        return int(self.prover.value(self.solver.model(), name)) if known else end


def can(solver: Any) -> bool:
    """Say whether the tests of a solver may hold together; raises `UndecidedError`."""
    found = solver.check()
    if found == z3.unknown:
        raise UndecidedError
    return bool(found == z3.sat)
