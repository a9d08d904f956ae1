"""Holds what compiled functions answer to what the evaluator says, and counts who could tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from socrules.answer import Decision, Question
from socrules.compiled import Compiled
from socrules.pack import Pack

TOLD = ("status", "value", "possible", "possible_statuses", "citations", "clause", "records")


class BothWays:
    """Asks every decision of a pack both ways."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.seen: Counter[str] = Counter()
        self.questions = {
            name: Question(pack, linked, False) for name, linked in pack.program.decisions.items()
        }
        guards = list(pack._guards.items())
        self.compiled = {
            name: Compiled(pack.program, pack._regions, {name: question}, guards, True)
            for name, question in self.questions.items()
        }

    def hold(self, facts: Mapping[str, Any]) -> None:
        """Compare every decision, in each way it can be answered."""
        checked = self.pack.situation(facts)
        self.pack._check_derived(checked)
        for name, compiled in self.compiled.items():
            question = self.questions[name]
            expected = Decision(question, checked.values_inside)
            for way in (compiled.certain, compiled.uncertain):
                for given in (checked, facts) if way is compiled.certain else (checked,):
                    found = way(given)
                    if found is None:
                        self.seen["left to the evaluator"] += 1
                    else:
                        self.seen[found.status] += 1
                        self.same(found, expected)

    def same(self, found: Any, expected: Decision) -> None:
        for part in TOLD:
            one, other = getattr(found, part), getattr(expected, part)
            assert repr(one) == repr(other), (found.id, part, one, other, found.situation)


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
