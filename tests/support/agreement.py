"""Holds the evaluator to the oracle on one situation, and counts what was seen."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import socrules
from oracle import Fact, Oracle, Program, Status, World, item_clauses
from socrules.pack import Pack
from socrules.problems import SituationError

ORDERED = ("integer", "money", "date")


def outward(kind: str, value: Any) -> Any:
    if kind == "money":
        return socrules.Money.from_kopecks(value)
    return datetime.date.fromordinal(value) if kind == "date" else value


def inward(kind: str, value: Any) -> Any:
    if kind == "money":
        return value.kopecks
    return value.toordinal() if kind == "date" else value


def ranges(kind: str, possible: tuple[Any, ...]) -> list[tuple[Any, Any]]:
    """Return possible values as pairs of ends in the units of the engine."""
    ends = [(p.least, p.greatest) if isinstance(p, socrules.Range) else (p, p) for p in possible]
    return [(inward(kind, least), inward(kind, greatest)) for least, greatest in ends]


class Disagreement(AssertionError):
    """The evaluator and the oracle differ."""


def expect(holds: bool, what: str, *shown: Any) -> None:
    if not holds:
        raise Disagreement(what, *shown)


class Comparison:
    """Compares every decision of one program, situation by situation."""

    def __init__(self, program: Program, pack: Pack, loose: set[str], seen: Counter[str]) -> None:
        self.program = program
        self.pack = pack
        self.loose = loose
        """Decisions that are known to be answered too widely, by `check_regions`."""
        self.seen = seen
        self.oracle = Oracle(program)

    def facts(self, given: Mapping[str, Any]) -> dict[str, Any]:
        kinds = {fact.name: fact.kind for fact in self.program.facts}
        return {name: outward(kinds[name], value) for name, value in given.items()}

    def compare(self, given: Mapping[str, Any], random: Random) -> None:
        worlds = list(self.oracle.worlds(given))
        facts = self.facts(given)
        differing = self.derived_differently(given)
        for name in self.oracle.trees:
            try:
                answer = self.pack.decide(name, facts)
                answer.status  # noqa: B018
            except SituationError as error:
                kinds = {problem.kind for problem in error.problems}
                expect(kinds == {"derived-differs"} and bool(differing), "raises", error)
                self.seen["given and derived differ"] += 1
                continue
            exact = [fact for fact in differing if not self.wide(self.oracle.derived[fact])]
            expect(not exact, "given and derived differ, and nothing is said", exact)
            left = self.oracle.worlds_of(name, given, worlds)
            if any(given.get(fact) is False for fact in self.program.presumes):
                expect(answer.status == "not_applicable", "presumption of the pack")
                self.seen["not_applicable"] += 1
            elif self.wide(name):
                self.seen["entangled"] += 1
                self.covers(answer, left)
            else:
                self.equals(answer, left)
                self.cites(answer, left)
                self.needs(answer, left, given, random)
                self.seen[answer.status] += 1
                self.seen["split"] += len(answer._leaves) > 1

    def wide(self, name: str) -> bool:
        """Say whether a decision, or one it rests on, is known to be answered too widely."""
        return bool(self.loose & self.oracle.rests_on(name))

    def derived_differently(self, given: Mapping[str, Any]) -> list[str]:
        """Return the given facts which the other facts surely make something else."""
        found = []
        for fact, by in self.oracle.derived.items():
            if fact in given:
                rest = {one: value for one, value in given.items() if one != fact}
                worlds = self.oracle.worlds_of(by, rest, list(self.oracle.worlds(rest)))
                values = {self.held(fact, world[by]) for world in worlds}
                if len(values) == 1 and not values & {given[fact], *Status}:
                    found.append(fact)
        return found

    def held(self, fact: str, value: Any) -> Any:
        described: Fact = self.oracle.facts[fact]
        return value if isinstance(value, Status) else self.oracle.held(described, value)

    def parts(self, answer: socrules.Decision, left: list[World]) -> tuple[set[Any], set[str]]:
        outcomes = {world[answer.id] for world in left}
        statuses = {one.word for one in outcomes if isinstance(one, Status)}
        values = {one for one in outcomes if not isinstance(one, Status)}
        return values, statuses | ({"known"} if values else set())

    def equals(self, answer: socrules.Decision, left: list[World]) -> None:
        """Every possible answer, no more and no less."""
        values, statuses = self.parts(answer, left)
        status = "unknown" if len(values) + len(statuses - {"known"}) > 1 else statuses.pop()
        expect(answer.status == status, "status", answer.id, answer.status, status, values)
        if status == "unknown":
            expect(set(answer.possible_statuses) == statuses, "statuses", answer.id, statuses)
        kind = answer.type.kind
        if kind not in ORDERED:
            expect(set(answer.possible) == values, "values", answer.id, answer.possible, values)
            return
        self.covers(answer, left)
        ends = {end for pair in ranges(kind, answer.possible) for end in pair}
        expect(ends <= values, "wider", answer.id, answer.possible, values)
        because = {one for world in left for one in world[f"because {answer.id}"]}
        if status != "known":
            expect(set(answer.because) <= because, "because", answer.id, answer.because, because)

    def covers(self, answer: socrules.Decision, left: list[World]) -> None:
        """No possible answer is left out."""
        values, statuses = self.parts(answer, left)
        expect(statuses <= set(answer.possible_statuses), "narrower", answer.id, statuses)
        kind = answer.type.kind
        if kind not in ORDERED:
            expect(values <= set(answer.possible), "narrower", answer.id, values)
            return
        pairs = ranges(kind, answer.possible)
        for value in values:
            covered = any(least <= value <= greatest for least, greatest in pairs)
            expect(covered, "narrower", answer.id, answer.possible, value)

    def cites(self, answer: socrules.Decision, left: list[World]) -> None:
        """The clauses of a known value are those of rules that give it in every world."""
        if answer.status != "known":
            return
        tree = self.oracle.trees[answer.id]
        speaking = [tree.surely_speaking(world) for world in left]
        sure = set.intersection(*speaking)
        allowed = {f"{answer.id}-otherwise"} if "otherwise" in sure else set()
        for rule in tree.decision.rules:
            if rule.name in sure:
                allowed |= {rule.clause, *(clause for clause, _ in item_clauses(rule.when or ()))}
        cited = set(answer.citations)
        expect(cited <= allowed, "cited", answer.id, cited, allowed)
        expect(bool(cited or answer.reasons), "no ground", answer.id)
        if any(isinstance(world[name], Status) for world in left for name in tree.uses):
            return
        expect(bool(cited) == bool(sure), "certain rules", answer.id, cited, sure)
        reasons = {reason.rule for reason in answer.reasons}
        expect(reasons <= set.union(*speaking), "reasons", answer.id, reasons)

    def needs(
        self,
        answer: socrules.Decision,
        left: list[World],
        given: Mapping[str, Any],
        random: Random,
    ) -> None:
        """All that an answer needs settles it, whatever it is."""
        if answer.status != "unknown":
            expect(not answer.needs, "needs", answer.needs)
            return
        expect(not set(answer.needs) & set(given), "needs what is given", answer.id)
        for world in random.sample(left, min(3, len(left))):
            more = {**given, **{name: world[name] for name in answer.needs}}
            try:
                settled = self.pack.decide(answer.id, self.facts(more))
            except SituationError as error:
                expect({one.kind for one in error.problems} == {"derived-differs"}, "raises", error)
                continue
            expect(settled.status != "unknown", "needs more", answer.id, answer.needs, more)
