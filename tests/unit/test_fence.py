"""Each limit of durable-rules, reached: a clear error or a further ruleset, never a crash."""

from __future__ import annotations

import ast
import datetime
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from socrules.backends import fence
from socrules.backends.fence import Condition, Property, Rule, Session
from socrules.problems import SocrulesError


def named(name: int) -> Property:
    return "fact", name


def rule(number: int, *conditions: tuple[int, str, int]) -> Rule:
    """Return a rule that concludes its number."""
    read: Iterable[Condition] = ((named(name), sign, value) for name, sign, value in conditions)
    return Rule(frozenset(read), (("rule", number), 1))


def fired(session: Session, *facts: tuple[int, Any]) -> list[Any]:
    found = session.fire({named(name): value for name, value in facts})
    return sorted(number for (_, number), _ in found)


def kind(error: SocrulesError) -> str:
    (problem,) = error.problems
    return problem.kind


SIGNS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


@pytest.mark.parametrize("seed", range(4))
def test_what_fires_is_what_holds(seed: int) -> None:
    pick = Random(seed)
    rules = [
        rule(
            number,
            *(
                (pick.randrange(30), pick.choice(list(SIGNS)), pick.randint(-3, 9))
                for _ in range(pick.randint(0, 5))
            ),
        )
        for number in range(120)
    ]
    session = Session(rules)
    for _ in range(40):
        facts = {named(name): pick.randint(-3, 9) for name in range(30) if pick.random() < 0.8}
        expected = {
            one.conclusion
            for one in rules
            if all(
                name in facts and SIGNS[sign](facts[name], value)
                for name, sign, value in one.conditions
            )
        }
        assert session.fire(facts) == expected


# --- limits on what is registered ---


def test_more_rules_than_fire_together_go_to_further_rulesets() -> None:
    session = Session(rule(number) for number in range(200))
    assert len(session.rulesets) == 5
    assert fired(session) == list(range(200))


def test_more_conditions_than_can_be_registered_go_to_further_rulesets() -> None:
    every = [[(0, "<", 40 * number + step) for step in range(12)] for number in range(60)]
    session = Session(rule(number, *some) for number, some in enumerate(every))
    assert sum(map(len, every)) > 512
    assert len(session.rulesets) == 2
    assert fired(session, (0, 1000)) == list(range(26, 60))


def test_more_properties_than_a_fact_has_go_to_further_rulesets() -> None:
    names = range(480)
    session = Session(
        rule(number, *((name, "=", 1) for name in names[number * 12 : number * 12 + 12]))
        for number in range(40)
    )
    assert [len(one.names) for one in session.rulesets] == [192, 192, 96]
    assert fired(session, *((name, 1) for name in names)) == list(range(40))


def test_a_rule_of_the_greatest_length_is_read_to_its_end() -> None:
    session = Session([rule(0, *((name, "=", 1) for name in range(fence.LONGEST_RULE)))])
    facts = [(name, 1) for name in range(fence.LONGEST_RULE)]
    assert fired(session, *facts) == [0]
    for left_out in range(fence.LONGEST_RULE):
        assert fired(session, *(one for one in facts if one[0] != left_out)) == []


def test_a_longer_rule_is_refused() -> None:
    with pytest.raises(SocrulesError) as caught:
        Session([rule(0, *((name, "=", 1) for name in range(fence.LONGEST_RULE + 1)))])
    assert kind(caught.value) == "long-rule"


def test_no_two_names_of_a_fact_are_one_to_durable_rules() -> None:
    def hashed(name: str) -> int:
        found = 2166136261
        for byte in name.encode():
            found = (found ^ byte) * 16777619 % 2**32
        return found

    names = ["sid", "id", "kind", "$s", "$m", "exception"]
    names += [f"p{number}" for number in range(fence.MOST_PROPERTIES)]
    assert len({hashed(name) for name in names}) == len(names)


def test_every_rule_is_anchored_and_reads_one_fact() -> None:
    (ruleset,) = Session([rule(0, (0, "=", 1), (1, "<", 5)), rule(1)]).rulesets
    definition = ruleset.definition([rule(0, (0, "=", 1), (1, "<", 5)), rule(1)])
    for one in definition.values():
        ((alias, condition),) = [pair for part in one["all"] for pair in part.items()]
        assert alias == "m"
        assert condition["$and"][0] == {"kind": 1}
        signs = {key for part in condition["$and"] for key in part if key.startswith("$")}
        assert signs <= {"$lt", "$lte", "$gt", "$gte", "$neq"}
    assert list(definition)[-1] == fence.HEARD


def test_the_same_rules_can_be_registered_again() -> None:
    rules = [rule(0, (0, "=", 1))]
    assert [fired(Session(rules), (0, 1)) for _ in range(3)] == [[0]] * 3


# --- limits on what is asserted ---


@pytest.mark.parametrize(
    "value",
    [1e16, 18.0, "5", True, None, Decimal(1), datetime.date(2024, 10, 1), 2**62, -(2**62), 10**30],
)
def test_anything_but_a_whole_number_is_refused(value: Any) -> None:
    session = Session([rule(0, (0, ">=", 18))])
    with pytest.raises(SocrulesError) as caught:
        fired(session, (0, value))
    assert kind(caught.value) == "not-for-rules"
    assert fired(session, (0, 18)) == [0]
    with pytest.raises(SocrulesError) as caught:
        Session([rule(0, (0, "=", value))])
    assert kind(caught.value) == "not-for-rules"


def test_the_greatest_whole_numbers_are_compared_exactly() -> None:
    most = 2**62 - 1
    session = Session([rule(0, (0, "<", most)), rule(1, (0, "=", most)), rule(2, (0, ">=", -most))])
    assert fired(session, (0, most - 1)) == [0, 2]
    assert fired(session, (0, most)) == [1, 2]
    assert fired(session, (0, -most)) == [0, 2]


def test_what_was_given_of_one_is_never_known_of_another() -> None:
    session = Session([rule(0, (0, "=", 1), (1, "=", 1)), rule(1, (0, "=", 1))])
    for _ in range(1100):
        assert fired(session, (0, 1)) == [1]
        assert fired(session, (1, 1)) == []
    (ruleset,) = session.rulesets
    assert ruleset.host.get_facts(ruleset.name, "s") == []


def test_a_fact_no_rule_reads_is_heard_all_the_same() -> None:
    assert fired(Session([rule(0, (0, "=", 1))])) == []


def test_several_threads_are_answered_each_for_itself() -> None:
    session = Session([rule(number, (0, "=", number)) for number in range(40)])
    found: dict[int, set[tuple[int, ...]]] = {}

    def ask(number: int) -> None:
        found[number] = {tuple(fired(session, (0, number))) for _ in range(50)}

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: {(number,)} for number in range(8)}


# --- what fails says so ---


def test_an_action_that_raises_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def noting(_: set[int], number: int) -> Callable[[Any], None]:
        def note(_: Any) -> None:
            raise ValueError(number)

        return note

    monkeypatch.setattr(fence, "noting", noting)
    session = Session([rule(7)])
    for _ in range(2):
        with pytest.raises(SocrulesError, match="exception caught") as caught:
            fired(session)
        assert kind(caught.value) == "rules-failed"


class Deaf:
    """A host that loses every fact, or refuses it."""

    def __init__(self, refuses: bool) -> None:
        self.refuses = refuses

    def assert_fact(self, *_: Any) -> dict[str, Any]:
        if self.refuses:
            raise MemoryError("full")
        return {}

    def retract_fact(self, *_: Any) -> None:
        pass


@pytest.mark.parametrize(("refuses", "why"), [(False, "no answer"), (True, "full")])
def test_a_fact_that_is_lost_is_an_error(refuses: bool, why: str) -> None:
    session = Session([rule(0, (0, "=", 1))])
    session.rulesets[0].host = Deaf(refuses)
    with pytest.raises(SocrulesError, match=why) as caught:
        fired(session, (0, 1))
    assert kind(caught.value) == "rules-failed"


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable", None)
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    with pytest.raises(SocrulesError, match=r'pip install "socrules\[durable\]"'):
        Session([])
    monkeypatch.setattr(sys, "version_info", (3, 13, 0))
    with pytest.raises(SocrulesError, match="CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject"):
        Session([])


# --- what is never used ---


def test_no_thread_is_started() -> None:
    before = threading.active_count()
    session = Session([rule(0)])
    assert fired(session) == [0]
    assert threading.active_count() == before


def host_calls() -> Iterator[str]:
    tree = ast.parse(Path(fence.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("host"):
            yield node.attr


def test_events_timers_and_deleted_sessions_are_not_used() -> None:
    assert set(host_calls()) == {"register_rulesets", "assert_fact", "retract_fact"}
