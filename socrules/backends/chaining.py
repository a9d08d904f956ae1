"""Lowers the boolean conditions and decisions of a program to rules that conclude definite truths.

Of each condition and decision two things can be concluded: that it is surely true, and that it is
surely false; where neither is, it is open. A conclusion is a property of the fact that the next
rules read, so rules are chained stage by stage, and none needs to join two facts. What is no
conjunction becomes several rules. Amounts are not lowered: a comparison of more than one plain fact
with a constant is a property that the evaluator sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, product
from math import prod
from typing import Any, Final

from socrules.backends.fence import Condition, Property, Rule
from socrules.plan import Plan
from socrules.program import LinkedDecision, Program, every
from socrules.program import Rule as PackRule
from socrules.regions import Regions
from socrules.terms import COMPARISONS, FALSE, TRUE, Term, apply, only, single
from socrules.values import Type

MOST_ALTERNATIVES: Final = 6
"""More ways in which something surely holds get a conclusion of their own before they are used."""

WIDEST: Final = 8
"""Longer conjunctions are parted, each part with a conclusion of its own."""

Cover = tuple[frozenset[Condition], ...]
"""The ways in which something surely holds, each a conjunction of conditions."""

NEVER: Final[Cover] = ()
ALWAYS: Final[Cover] = (frozenset(),)


class Network:
    """The rules that chain what some decisions of one program rest on.

    `stages` holds the rules in the order they are run; each concludes a property with the value 1
    for surely true or 0 for surely false. `computed` names the properties of comparisons that the
    evaluator answers; `conditions` and `decisions` name those in which the answers are found.
    """

    def __init__(self, program: Program, regions: Regions, names: Sequence[str]) -> None:
        self.program = program
        self.stages: list[list[Rule]] = []
        self.computed: dict[Term, Property] = {}
        self.conditions: dict[Term, Property] = {}
        self.decisions: dict[str, Property] = {}
        self._covers: dict[tuple[Term, bool], Cover] = {}
        self._signals: dict[frozenset[frozenset[Condition]], Property] = {}
        self._stage: dict[Property, int] = {}
        for decision in Plan(program, regions, names).decisions:
            self._decision(decision)

    # --- decisions ---

    def _decision(self, decision: LinkedDecision) -> None:
        """Add the rules of a decision, or only of its conditions where it has no truth value."""
        for rule in every(decision.rules):
            if rule.when is not None:
                self._whole(rule.when)
        if decision.type.kind != "bool":
            return
        speaks, allowed = self._level(decision.rules)
        if decision.otherwise is not None:
            last = decision.otherwise.value
            allowed = {
                value: self.both(cover, self.either(speaks, self.surely(last, value)))
                for value, cover in allowed.items()
            }
            speaks = ALWAYS
        applies = [condition(("fact", one), "=", 1) for one in decision.presumes]
        name = ("decision", decision.id)
        for value, cover in allowed.items():
            self._conclude(name, value, self.both(speaks, cover, *applies))
        self.decisions[decision.id] = name

    def _level(self, rules: tuple[PackRule, ...]) -> tuple[Cover, dict[bool, Cover]]:
        """Return when equals surely answer, and by value when they answer nothing else."""
        answers = [self._rule(rule) for rule in rules]
        speaks = self.either(*(one for one, _ in answers))
        return speaks, {
            value: self.both(*(allowed[value] for _, allowed in answers)) for value in TRUTHS
        }

    def _rule(self, rule: PackRule) -> tuple[Cover, dict[bool, Cover]]:
        """Return when a rule or its exceptions surely answer; see `_level`.

        A rule says nothing but a value where its exceptions say nothing else, and where it is
        displaced, does not apply, or has that value.
        """
        displaced, allowed = self._level(rule.exceptions)
        applies, fails = ALWAYS, NEVER
        if rule.when is not None:
            applies, fails = self.surely(rule.when, True), self.surely(rule.when, False)
        return self.either(displaced, applies), {
            value: self.both(cover, self.either(displaced, fails, self.surely(rule.value, value)))
            for value, cover in allowed.items()
        }

    def _whole(self, term: Term) -> None:
        """Give a condition a property of its own, so that its truth can be read."""
        if term in self.conditions or _is_name(term):
            return
        covers = {truth: self.surely(term, truth) for truth in TRUTHS}
        name = self.conditions[term] = ("condition", len(self.conditions))
        for truth, cover in covers.items():
            self._conclude(name, truth, cover)
            if len(cover) > 1:
                self._covers[term, truth] = condition(name, "=", int(truth))

    # --- conditions ---

    def surely(self, term: Term, truth: bool) -> Cover:
        """Return the ways in which a condition is surely true, or surely false."""
        key = term, truth
        if key not in self._covers:
            self._covers[key] = LOWERED[term.op](self, term, truth)
        return self._covers[key]

    def covers(self, terms: Iterable[Any], truth: bool) -> Iterator[Cover]:
        """Yield when each of several conditions surely has a truth value."""
        return (self.surely(one, truth) for one in terms)

    def at_least(self, count: int, terms: tuple[Term, ...], truth: bool) -> Cover:
        """Return when at least so many conditions surely have a truth value."""
        found = [ALWAYS, *[NEVER] * count]
        for term in terms:
            one = self.surely(term, truth)
            more = [self.either(self.both(one, a), b) for a, b in pairwise(found)]
            found = [ALWAYS, *map(self._brief, more)]
        return found[count]

    def fact(self, name: str, truth: bool) -> Cover:
        """Return when a fact is surely true or false: given so, or derived so.

        Where both are known they are the same: facts of which that is not true were refused.
        """
        given = condition(("fact", name), "=", int(truth))
        derived_by = self.program.facts[name].derived_by
        if not derived_by:
            return given
        return self.either(given, condition(("decision", derived_by), "=", int(truth)))

    def compared(self, term: Term, truth: bool) -> Cover:
        """Return when a comparison is surely true or false."""
        plain = self._plain(term)
        if plain is None:
            name = self.computed.setdefault(term, ("comparison", len(self.computed)))
            return condition(name, "=", int(truth))
        leaf, sign, value = plain
        known = apply(term, lambda arg: arg.args[1 if arg is leaf else 0])
        if single(known):
            return ALWAYS if (known == TRUE) == truth else NEVER
        sign = sign if truth else OPPOSITE[sign]
        return condition(("fact", leaf.args[0]), sign, number(leaf.type, value))

    def _plain(self, term: Term) -> tuple[Term, str, Any] | None:
        """Return a plain fact, sign and constant of a comparison; `None` where it is another."""
        (left, right), sign = term.args, term.op
        if left.op in CONSTANTS:
            left, right, sign = right, left, MIRRORED[sign]
        if left.op != "fact" or right.op not in CONSTANTS:
            return None
        derived = self.program.facts[left.args[0]].derived_by
        return None if derived else (left, sign, only(right.args[0]))

    # --- covers ---

    def either(self, *covers: Cover) -> Cover:
        """Return the ways of all, without those that another makes needless."""
        ways = dict.fromkeys(way for cover in covers for way in cover)
        kept = sorted(ways, key=len)
        return tuple(
            way for index, way in enumerate(kept) if not any(other <= way for other in kept[:index])
        )

    def both(self, *covers: Cover) -> Cover:
        """Return the ways in which all hold together."""
        parts = sorted(covers, key=len)
        while prod(map(len, parts)) > MOST_ALTERNATIVES and len(parts[-1]) > 1:
            parts = sorted([*parts[:-1], self._brief(parts[-1], 1)], key=len)
        ways = (frozenset().union(*ways) for ways in product(*parts))
        return self.either(tuple(self._narrow(way) for way in ways if not _contradictory(way)))

    def _brief(self, cover: Cover, most: int = MOST_ALTERNATIVES) -> Cover:
        """Return a cover with few ways, where it has many as one conclusion."""
        return cover if len(cover) <= most else condition(self._signal(cover), "=", 1)

    def _narrow(self, way: frozenset[Condition]) -> frozenset[Condition]:
        """Return a conjunction of few conditions, where it has many with conclusions in it."""
        while len(way) > WIDEST:
            parts = sorted(way, key=repr)
            chunks = [parts[at : at + WIDEST] for at in range(0, len(parts), WIDEST)]
            way = frozenset((self._signal((frozenset(chunk),)), "=", 1) for chunk in chunks)
        return way

    def _signal(self, cover: Cover) -> Property:
        """Return the property that is concluded where a cover holds."""
        key = frozenset(cover)
        if key not in self._signals:
            name = self._signals[key] = ("signal", len(self._signals))
            self._conclude(name, True, cover)
        return self._signals[key]

    def _conclude(self, name: Property, truth: bool, cover: Cover) -> None:
        """Add the rules that conclude a property, each after those that conclude what it reads."""
        for way in cover:
            stage = max((self._stage.get(one, 0) for one, _, _ in way), default=0)
            while len(self.stages) <= stage:
                self.stages.append([])
            self.stages[stage].append(Rule(way, (name, int(truth))))
            self._stage[name] = max(self._stage.get(name, 0), stage + 1)


TRUTHS: Final = (True, False)
CONSTANTS: Final = ("constant", "parameter")
OPPOSITE: Final = {"=": "!=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
MIRRORED: Final = {"=": "=", "<": ">", "<=": ">="}

LOWERED: Final[dict[str, Callable[[Network, Term, bool], Cover]]] = {
    "and": lambda to, term, truth: (to.both if truth else to.either)(*to.covers(term.args, truth)),
    "or": lambda to, term, truth: (to.either if truth else to.both)(*to.covers(term.args, truth)),
    "not": lambda to, term, truth: to.surely(term.args[0], not truth),
    "item": lambda to, term, truth: to.surely(term.args[0], truth),
    "at_least": lambda to, term, truth: to.at_least(
        term.args[0] if truth else len(term.args) - term.args[0], term.args[1:], truth
    ),
    "fact": lambda to, term, truth: to.fact(term.args[0], truth),
    "decision": lambda _, term, truth: condition(("decision", term.args[0]), "=", int(truth)),
    **dict.fromkeys(
        CONSTANTS,
        lambda _, term, truth: ALWAYS if term.args[0] == (TRUE if truth else FALSE) else NEVER,
    ),
    **dict.fromkeys(COMPARISONS, lambda to, term, truth: to.compared(term, truth)),
}
"""How each operation on conditions is lowered."""


def condition(of: Property, sign: str, value: int) -> Cover:
    """Return the cover of one condition."""
    return (frozenset(((of, sign, value),)),)


def number(of: Type, value: Any) -> int:
    """Return an internal value as the whole number that rules compare."""
    return of.options.index(value) if of.kind == "choice" else int(value)


def _is_name(term: Term) -> bool:
    """Say whether a condition is no more than a name, whose truth is known without a rule."""
    return term.op in ("fact", "decision", *CONSTANTS)


def _contradictory(way: frozenset[Condition]) -> bool:
    """Say whether a conjunction asks two values of one property."""
    values = [(name, value) for name, sign, value in way if sign == "="]
    return len({name for name, _ in values}) < len(values)
