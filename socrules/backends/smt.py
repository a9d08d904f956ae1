"""Lowers decisions of linked programs to formulas that a solver can prove or refute.

The formulas speak of situations in which every fact has a value within its bounds. Numbers are the
whole numbers of the engine (kopecks, days, last decimals), members of a choice are numbers too.
A derived fact is what its decision makes of the others; where that has no value, or the caller says
so (`free`), it may be anything within its bounds, as if it had been given.

The only inexact place is a decision that rests on others without a value which are numbers, or on
too many such: its answer there is left open, and its name is in `loose`. A proof of sameness holds
all the same; a difference has to be replayed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, Final

import attrs
import z3

from socrules.backends.formulas import NO, SMT, YES, Formula, both, choose, either, negate, steps
from socrules.outcomes import STATUSES
from socrules.program import LinkedDecision, Program, Rule
from socrules.regions import decision_terms
from socrules.terms import Term, only, years_between
from socrules.values import Type

MAX_TRIES: Final = 16
"""So many combinations of values are tried for decisions that may have none."""


class World:
    """What may be the case: a variable for each fact, shared by all programs that are compared."""

    def __init__(self) -> None:
        self.facts: dict[tuple[str, Type], Formula] = {}
        self._codes: dict[str, int] = {}
        self._members: list[str] = []

    def fact(self, name: str, type: Type) -> Formula:
        """Return the variable of a fact; members of a choice may differ between programs."""
        key = name, Type(type.kind, type.unit, type.decimals)
        if key not in self.facts:
            self.facts[key] = self.variable(f"{name}:{type}", type)
        return self.facts[key]

    def variable(self, name: str, type: Type) -> Formula:
        """Return a variable for values of a type."""
        return z3.Bool(name) if type.kind == "bool" else z3.Int(name)

    def constant(self, type: Type, value: Any) -> Formula:
        """Return an internal value of a type as a formula."""
        if type.kind == "bool":
            return YES if value else NO
        return z3.IntVal(self.code(value) if type.kind == "choice" else value)

    def code(self, member: str) -> int:
        """Return the number that stands for a member of a choice."""
        if member not in self._codes:
            self._codes[member] = len(self._members)
            self._members.append(member)
        return self._codes[member]

    def bounds(self, variable: Formula, type: Type, domain: Any) -> Formula:
        """Return that a variable is within all that a value of its type may be."""
        if type.kind == "bool":
            return YES
        if type.kind == "choice":
            return z3.Or([variable == self.code(member) for member in sorted(domain)])
        return z3.And(variable >= domain[0], variable <= domain[1])

    def value(self, type: Type, found: Formula) -> Any:
        """Return the internal value that a value of the solver stands for."""
        if type.kind == "bool":
            return z3.is_true(found)
        number = found.as_long()
        return self._members[number] if type.kind == "choice" else number


@attrs.frozen(eq=False)
class Outcome:
    """What a decision answers: a test for each status without a value, and the value otherwise."""

    statuses: Mapping[str, Formula]
    value: Formula

    @property
    def lacking(self) -> Formula:
        """Return the test that there is no value."""
        return either(self.statuses.values())

    @property
    def known(self) -> Formula:
        """Return the test that there is a value."""
        return negate(self.lacking)

    def gives(self, status: str, value: Formula) -> Formula:
        """Return the test that this is the answer; the value matters only where it is known."""
        if status != "known":
            return self.statuses[status]
        return both((self.known, self.value == value))

    def differs(self, other: Outcome) -> Formula:
        """Return the test that another outcome is another answer."""
        apart = [
            z3.Xor(self.statuses[status], other.statuses[status])
            for status in STATUSES
            if not self.statuses[status].eq(other.statuses[status])
        ]
        if not self.value.eq(other.value):
            apart.append(both((self.known, other.known, self.value != other.value)))
        return either(apart)


class Lowering:
    """The decisions of one program as formulas over the facts of a world.

    Derived facts in `free` may be anything, as if they had been given. `label` tells decisions
    apart across programs: loose ones with one label are left open in the same way.
    """

    def __init__(
        self,
        world: World,
        program: Program,
        free: frozenset[str] = frozenset(),
        label: Callable[[str], str] = str,
    ) -> None:
        self.world = world
        self.program = program
        self.free = free
        self.label = label
        self.loose: set[str] = set()
        self.lost: dict[str, Formula] = {}
        """Where decisions are left open, by name."""
        self.side: list[Formula] = []
        """What holds of the variables made for loose decisions."""
        self._outcomes: dict[str, Outcome] = {}
        self._facts: dict[str, Formula] = {}
        self._terms: dict[Term, Formula] = {}

    # --- facts and decisions ---

    def fact(self, name: str) -> Formula:
        """Return the value of a fact."""
        if name not in self._facts:
            fact = self.program.facts[name]
            found = self.world.fact(name, fact.type)
            if fact.derived_by and name not in self.free:
                by = self.outcome(fact.derived_by)
                derived = by.value
                if fact.type.is_number:
                    least, greatest = fact.domain
                    low = z3.If(derived < least, z3.IntVal(least), derived)
                    derived = z3.If(low > greatest, z3.IntVal(greatest), low)
                found = choose(by.known, derived, found)
            self._facts[name] = found
        return self._facts[name]

    def bounds(self, names: Iterable[str]) -> Formula:
        """Return that facts are within their bounds, and all that holds of loose decisions."""
        facts = [self.program.facts[name] for name in names]
        within = [
            self.world.bounds(self.world.fact(one.id, one.type), one.type, one.domain)
            for one in facts
        ]
        return both([*within, *self.side])

    def outcome(self, name: str) -> Outcome:
        """Return what a decision answers when another asks it."""
        if name not in self._outcomes:
            self._outcomes[name] = self._outcome(self.program.decisions[name])
        return self._outcomes[name]

    def answer(self, name: str) -> Outcome:
        """Return what a decision answers a user, whom what the pack presumes concerns too."""
        found = self.outcome(name)
        denied = self._denied(self.program.presumes)
        return found if denied is NO else ending("not_applicable", denied, found)

    def holds(self, term: Term) -> Formula:
        """Return a condition or amount in which every decision stands for its value."""
        return Terms(self, {}).lower(term)

    def lacks(self, term: Term) -> Formula:
        """Return the test that a decision a term names has no value."""
        names = dict.fromkeys(leaf.args[0] for leaf in term.leaves() if leaf.op == "decision")
        return either(self.outcome(name).lacking for name in names)

    def _denied(self, presumes: Iterable[str]) -> Formula:
        return either(negate(self.fact(name)) for name in presumes)

    def _outcome(self, decision: LinkedDecision) -> Outcome:
        """Return what a decision answers, whether what it rests on has a value or not."""
        named = list(
            dict.fromkeys(leaf for term in decision_terms(decision) for leaf in term.leaves())
        )
        below = [leaf.args[0] for leaf in named if leaf.op == "decision"]
        for name in (*below, *self._derivers(named)):
            self.outcome(name)
            self.loose |= {decision.id} if name in self.loose else set()
        lacking = {name: self.outcome(name) for name in below}
        lacking = {name: one for name, one in lacking.items() if one.lacking is not NO}
        found = self._local(decision, {})
        if lacking:
            found = self._without(decision, lacking, found)
        denied = self._denied(decision.presumes)
        return found if denied is NO else ending("not_applicable", denied, found)

    def _derivers(self, named: Iterable[Term]) -> list[str]:
        """Return the decisions that derive some of the facts that are named."""
        facts = [leaf.args[0] for leaf in named if leaf.op == "fact"]
        derived = [self.program.facts[name] for name in facts if name not in self.free]
        return [fact.derived_by for fact in derived if fact.derived_by]

    # --- the tree of rules ---

    def _local(self, decision: LinkedDecision, tried: Mapping[str, Formula]) -> Outcome:
        """Return what a decision answers where `tried` are the values of decisions without one."""
        terms = Terms(self, tried)
        speaks, conflict, value = self.level(decision.rules, terms)
        silent = negate(speaks)
        if decision.otherwise is not None:
            other = terms.lower(decision.otherwise.value)
            value = other if value is None else choose(speaks, value, other)
            silent = NO
        if value is None:
            value = self.world.constant(decision.type, _NOTHING.get(decision.type.kind, 0))
        statuses = {"conflict": conflict, "not_stated": silent, "not_applicable": NO}
        return Outcome(statuses, value)

    def level(self, rules: Sequence[Rule], terms: Terms) -> tuple[Formula, Formula, Formula]:
        """Return of rules of one level whether any speaks, whether they differ, and the value."""
        answers = [self._rule(rule, terms) for rule in rules]
        answers = [answer for answer in answers if answer[0] is not NO]
        if not answers:
            return NO, NO, None
        value = answers[-1][2]
        for speaks, _, own in reversed(answers[:-1]):
            value = choose(speaks, own, value)
        differing = [
            both((speaks, own != value))
            for speaks, _, own in answers
            if len(answers) > 1 and not own.eq(value)
        ]
        conflict = either([*(conflict for _, conflict, _ in answers), *differing])
        return either(speaks for speaks, _, _ in answers), conflict, value

    def _rule(self, rule: Rule, terms: Terms) -> tuple[Formula, Formula, Formula]:
        """Return the same of one rule: what its exceptions answer, else its own value."""
        own = YES if rule.when is None else terms.lower(rule.when)
        value = terms.lower(rule.value)
        above, conflict, other = self.level(rule.exceptions, terms)
        if other is None:
            return own, NO, value
        return either((above, own)), conflict, choose(above, other, value)

    # --- what rests on decisions without a value ---

    def _without(
        self, decision: LinkedDecision, lacking: Mapping[str, Outcome], found: Outcome
    ) -> Outcome:
        """Return the outcome where decisions it rests on may have no value.

        Every value is tried for those that have none. What is the same with each stands; else the
        decision takes the gravest status of those on which it depends.
        """
        lacks = either(one.lacking for one in lacking.values())
        domains = [self._values(self.program.decisions[name]) for name in lacking]
        tries = reduce(lambda a, b: a * len(b), domains, 1)
        if not all(domains) or tries > MAX_TRIES:
            self.loose.add(decision.id)
            self.lost[decision.id] = lacks
            return self._open(decision, lacks, found)
        outcomes: list[Outcome] = []
        active: list[Formula] = []
        combinations = list(itertools.product(*domains))
        for combination in combinations:
            tried = dict(zip(lacking, combination, strict=True))
            outcomes.append(self._local(decision, tried))
            active.append(
                both(
                    either((one.lacking, one.value == tried[name])) for name, one in lacking.items()
                )
            )
        differ = {
            (a, b): both((active[a], active[b], outcomes[a].differs(outcomes[b])))
            for a, b in itertools.combinations(range(len(combinations)), 2)
        }
        depends = either(differ.values())
        relevant = {}
        for index, (name, one) in enumerate(lacking.items()):
            turns = [
                test
                for (a, b), test in differ.items()
                if all(
                    (x is y) == (place != index)
                    for place, (x, y) in enumerate(
                        zip(combinations[a], combinations[b], strict=True)
                    )
                )
            ]
            relevant[name] = both((one.lacking, either(turns)))
        nobody = negate(either(relevant.values()))
        counts = {
            name: either((test, both((nobody, lacking[name].lacking))))
            for name, test in relevant.items()
        }
        same = outcomes[-1]
        for test, outcome in zip(active[:-1], outcomes[:-1], strict=True):
            same = pick(test, outcome, same)
        graver: list[Formula] = []
        statuses = {}
        for status in STATUSES:
            reached = either(
                both((test, lacking[name].statuses[status])) for name, test in counts.items()
            )
            statuses[status] = both((reached, negate(either(graver))))
            graver.append(reached)
        taken = Outcome(statuses, same.value)
        return pick(lacks, pick(depends, taken, same), found)

    def _values(self, decision: LinkedDecision) -> list[Formula]:
        """Return every value a decision may have, none where it is a number."""
        if decision.type.kind == "bool":
            return [NO, YES]
        if decision.type.kind == "choice":
            return [self.world.constant(decision.type, one) for one in decision.type.options]
        return []

    def _open(self, decision: LinkedDecision, lacks: Formula, found: Outcome) -> Outcome:
        """Return the outcome of a decision that may answer anything where `lacks` holds."""
        name, truth = f"?{self.label(decision.id)}", Type("bool")
        statuses = {one: self.world.variable(f"{name}:{one}", truth) for one in STATUSES}
        value = self.world.variable(f"{name}:value", decision.type)
        self.side += [
            z3.AtMost(*statuses.values(), 1),
            self.world.bounds(value, decision.type, decision.domain),
        ]
        return pick(lacks, Outcome(statuses, value), found)


_NOTHING: Final = {"choice": "", "bool": False}
"""What stands for the value of a decision that has no rules."""


class Terms:
    """Lowers terms where `tried` are values that stand for those of some decisions."""

    def __init__(self, lowering: Lowering, tried: Mapping[str, Formula]) -> None:
        self.lowering = lowering
        self.tried = tried
        self.done: dict[Term, Formula] = {} if tried else lowering._terms

    def lower(self, term: Term) -> Formula:
        """Return the formula of a term."""
        if term not in self.done:
            self.done[term] = self._lower(term)
        return self.done[term]

    def _lower(self, term: Term) -> Formula:
        if term.op == "fact":
            return self.lowering.fact(term.args[0])
        if term.op == "decision":
            name = term.args[0]
            return self.tried[name] if name in self.tried else self.lowering.outcome(name).value
        if term.op in ("constant", "parameter"):
            return self.lowering.world.constant(term.type, only(term.args[0]))
        args = [self.lower(arg) if isinstance(arg, Term) else arg for arg in term.args]
        if term.op == "years_between" and z3.is_int_value(end := z3.simplify(args[1])):
            last = end.as_long()
            start = term.args[0]
            return steps(args[0], start.least, start.greatest, lambda day: years_between(day, last))
        return SMT[term.op](*args)


# --- choosing ---


def pick(test: Formula, one: Outcome, other: Outcome) -> Outcome:
    """Return one outcome where a test holds, another where it does not."""
    statuses = {
        status: choose(test, one.statuses[status], other.statuses[status]) for status in STATUSES
    }
    return Outcome(statuses, choose(test, one.value, other.value))


def ending(status: str, test: Formula, otherwise: Outcome) -> Outcome:
    """Return a status where a test holds, an outcome where it does not."""
    statuses = {
        name: either((test, found)) if name == status else both((negate(test), found))
        for name, found in otherwise.statuses.items()
    }
    return Outcome(statuses, otherwise.value)
