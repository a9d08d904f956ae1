"""Every slip in a pack is reported at its level, and every witness of it replays.

`SOCRULES_DIFF_MUTANTS` says how many slips of each pack are compared; `make diff-mutants` compares
a hundred of each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from random import Random

import attrs
import pytest

import socrules
from socrules.cases import Runner
from socrules.comparing import Diff, compare
from socrules.library import contents, keeping
from socrules.link import link
from socrules.model import Contents
from socrules.mutations import Mutation, mutated, sample
from socrules.norm_keys import NORM_KEYS
from socrules.parse import Reading, parse_section
from socrules.problems import PackError
from socrules.source import read
from socrules.telling import example
from socrules.versions import Meaning, Versions
from socrules.walk import days_of_change
from solved import some_value

MUTANTS = int(os.environ.get("SOCRULES_DIFF_MUTANTS", "4"))
PACKS = sorted(socrules.packs())
SEED = 20260102


def linked(pack: Contents, count: int) -> Iterator[tuple[Mutation, Contents]]:
    """Yield so many slips of a pack that leave it a pack that links."""
    for mutation in sample(pack, 2 * count, SEED):
        try:
            found = mutated(pack, mutation)
            for day in days_of_change(found):
                link(found, day)
        except PackError:
            continue
        if count == 0:
            return
        count -= 1
        yield mutation, found


def replays(one: Meaning, before: Contents, after: Contents) -> None:
    """Hold the ready example case: it passes with the version after, not with that before."""
    assert one.witness is not None
    text = f"cases:\n{example(one, one.witness)}"
    reading = Reading()
    cases = parse_section(reading, read(text.encode(), "ready.cases.yaml"), ["cases"])["cases"]
    assert not reading.problems, text
    [case] = cases.values()
    new, old = Runner(after).run(case), Runner(before).run(case)
    assert new.passed, (text, [str(problem) for problem in new.problems])
    # A case cannot expect that a norm names nobody any more.
    silent = {norm.key for norm in one.norm if not norm.after and NORM_KEYS.get(norm.key) != "text"}
    assert not old.passed or (one.how == "norm" and silent == {norm.key for norm in one.norm}), text


def hold(mutation: Mutation, diff: Diff, before: Contents, after: Contents) -> None:
    """Hold one comparison: something is reported, at the right level, with what replays."""
    assert diff.entries, "nothing is reported"
    if mutation.operator == "clause-renumbered":
        assert not diff.changes, "a clause is no meaning"
        assert {one.kind for one in diff.entries} == {"clause"}
        assert diff.step == "patch"
    if mutation.operator == "deadline-changed":
        assert diff.changes, "a deadline is part of the answer"
    for one in diff.changes:
        assert one.verdict != "not_proved", one.decision
        if one.verdict == "changed" and one.how not in ("types", "effect"):
            if one.witness is None:
                assert one.how == "norm"
            else:
                replays(one, before, after)


def answers_alike(versions: Versions, proved: set[str], random: Random) -> None:
    """Ask both versions what is proved unchanged in a situation made at random."""
    facts = {}
    for fact in versions.programs[0].facts.values():
        other = versions.programs[1].facts.get(fact.id)
        if other is not None and other.domain == fact.domain and not fact.derived_by:
            facts[fact.id] = fact.type.outward(some_value(fact, random))
    for name in proved:
        before, after = versions.answers(name, facts)
        assert before is not None
        assert after is not None
        assert before.same(after), (name, facts)


@pytest.mark.parametrize("name", PACKS)
def test_slips_are_reported(name: str, record_property: Callable[[str, object], None]) -> None:
    before, random = contents(name), Random(name)
    count = proved = changed = 0
    for mutation, after in linked(before, MUTANTS):
        with keeping():
            diff = compare(before, after)
        try:
            hold(mutation, diff, before, after)
            for period in diff.periods:
                solved = {
                    one.decision
                    for one in period.meanings
                    if (one.verdict, one.how) == ("unchanged", "solver")
                }
                proved += len(solved)
                answers_alike(period.versions, solved, random)
        except AssertionError as error:
            raise AssertionError(f"{name}: {mutation.operator}: {mutation.id}") from error
        changed += len(diff.changes)
        count += 1
    assert count == MUTANTS
    record_property("diff", {"slips": count, "changed": changed, "proved by the solver": proved})


@pytest.mark.parametrize("name", PACKS)
def test_another_order_is_no_change(name: str) -> None:
    before = contents(name)
    sections = {
        section: dict(reversed(entries.items())) for section, entries in before.sections.items()
    }
    after = attrs.evolve(before, sections=dict(reversed(sections.items())), digest="another")
    diff = compare(before, after)
    assert diff.same
    assert set(diff.unchanged) == {"made_the_same"}
