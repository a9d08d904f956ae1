"""Holds what the engine `durable` answers to what the evaluator says, and counts what it concluded.

Run as a program it compares a share of made programs, or one pack, in a process of its own:
`chained.py made FIRST LAST SITUATIONS` or `chained.py pack NAME SITUATIONS`, and prints the counts
as JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import socrules
from agreement import outward
from programs import Maker, situation
from programs import pack as pack_of
from socrules.answer import Decision, Question
from socrules.pack import Pack
from socrules.problems import PackError, SituationError

TOLD = (
    "status",
    "value",
    "possible",
    "possible_statuses",
    "citations",
    "because",
    "needs",
    "reasons",
    "readings",
)


class Chained:
    """Asks every decision of one pack of both engines."""

    def __init__(self, pack: Pack, seen: Counter[str]) -> None:
        self.pack = pack
        self.seen = seen
        self.names = list(pack.program.decisions)

    def hold(self, facts: Mapping[str, Any], parts: tuple[str, ...] = TOLD) -> None:
        """Compare every decision for one situation."""
        found = self.pack.decide(self.names, facts, engine="durable")
        self.seen["situations"] += 1
        for name, answer in found.items():
            question = Question(self.pack, answer.linked, False)
            expected = Decision(question, answer.situation.values_inside)
            for part in parts:
                one, other = getattr(answer, part), getattr(expected, part)
                assert repr(one) == repr(other), (name, part, one, other, answer.situation)
            self.count(answer)

    def count(self, answer: Decision) -> None:
        """Count who settled the answer of a boolean decision."""
        if answer.type.kind != "bool":
            return
        concluded = answer.evaluation.told.decisions.get(answer.id)
        self.seen["compared"] += 1
        if answer.status != "known":
            self.seen["without a value"] += 1
            if answer.status != "not_applicable":
                assert concluded is None, (answer, concluded)
        elif concluded is None:
            self.seen["settled by the evaluator"] += 1
            assert self.rests_on_less(answer), answer
        else:
            self.seen["concluded"] += 1

    def rests_on_less(self, answer: Decision) -> bool:
        """Say whether something under a settled answer is open, so that rules may leave it open."""
        evaluation = answer.evaluation
        below = [one for one in self.pack._regions.reach(answer.id) if one[0] != "comparison"]
        lacking = any(
            evaluation.outcome(name).statuses or not evaluation.outcome(name).settled
            for kind, name in below
            if kind == "decision"
        )
        missing = {name for kind, name in below if kind == "fact"} - evaluation.given.keys()
        return lacking or bool(missing)


def made(seed: int, situations: int, seen: Counter[str]) -> None:
    """Compare one made program in some situations."""
    random = Random(seed)
    program = Maker(random).program
    try:
        pack = pack_of(program)
    except PackError:
        seen["refused"] += 1
        return
    seen["programs"] += 1
    kinds = {fact.name: fact.kind for fact in program.facts}
    chained = Chained(pack, seen)
    for _ in range(situations):
        given = situation(program, random)
        facts = {name: outward(kinds[name], value) for name, value in given.items()}
        try:
            chained.hold(facts)
        except SituationError:
            seen["facts refused"] += 1


def one_of_the_packs(name: str, situations: int, seen: Counter[str]) -> None:
    """Compare one pack in some situations: with all facts, most of them, or few."""
    random, chained = Random(name), Chained(socrules.load(name, on="2026-10-01"), seen)
    seen["packs"] += 1
    for index in range(situations):
        chained.hold(some_facts(chained.pack, random, (1.0, 0.9, 0.5, 0.1)[index % 4]))


def some_facts(pack: Pack, random: Random, share: float) -> dict[str, Any]:
    """Return some of the facts of a pack, each anything it may be."""
    found = {}
    for fact in pack.program.facts.values():
        if random.random() >= share or fact.derived_by:
            continue
        if fact.type.kind == "bool":
            found[fact.id] = random.random() < 0.3
        elif fact.type.kind == "choice":
            found[fact.id] = random.choice(fact.type.options)
        else:
            least, greatest = fact.domain
            near = (least, greatest, min(greatest, least + 20), random.randint(least, greatest))
            found[fact.id] = fact.type.outward(random.choice(near))
    return found


def main(words: list[str]) -> None:
    """Compare what the command line says, and print the counts."""
    seen: Counter[str] = Counter()
    if words[0] == "made":
        for seed in range(int(words[1]), int(words[2])):
            made(seed, int(words[3]), seen)
    else:
        one_of_the_packs(words[1], int(words[2]), seen)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1:])
