"""Runs rules with durable-rules inside a fence: what it does soundly, and nothing else of it.

A rule reads one fact and is a conjunction of comparisons with whole numbers, so that nothing is
joined. A fact is asserted, what fires is collected, and the fact is retracted, always under one
session and one id. Where a limit of durable-rules would be met, rules go to a further ruleset, or
there is an error; `docs/decisions` says what lies beyond each limit.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from socrules.problems import SocrulesError, problem, shown

MOST_RULES: Final = 49
"""So many rules stand in a ruleset, beside the one that says the fact was heard."""

MOST_CONDITIONS: Final = 400
"""So many different conditions stand in a ruleset; above 512 registration never returns."""

MOST_PROPERTIES: Final = 200
"""So many properties has a fact; durable-rules keeps 255, its own among them."""

LONGEST_RULE: Final = 16
"""So many conditions has a rule; durable-rules reads 32, its own among them."""

GREATEST: Final = 2**62
"""Whole numbers stay below this, as those of programs do."""

Property = tuple[str, Hashable]
"""What a fact says something of: what kind of thing it is, and which."""

INSTALL: Final = {
    False: 'pip install "socrules[durable]"',
    True: "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install durable-rules==2.0.28",
}
"""How the library is installed, before Python 3.13 and since, where it is built with a flag."""

Condition = tuple[Property, str, int]
"""A property, `=`, `!=`, `<`, `<=`, `>` or `>=`, and a whole number; false of what is absent."""

Conclusion = tuple[Property, int]
"""What a rule adds to the fact: a property, and its value."""

_SIGNS: Final = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


@attrs.frozen
class Rule:
    """What is concluded where all conditions hold of one fact."""

    conditions: frozenset[Condition]
    conclusion: Conclusion


class Session:
    """Rules that are asked about one fact after another, in as many rulesets as they need.

    Raises `SocrulesError` for a rule that is too long, and where durable-rules is not installed.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._host = quiet_host()
        self._lock = threading.Lock()
        self.rulesets = [
            Ruleset(self._host, str(number), part) for number, part in enumerate(divide(rules))
        ]

    def fire(self, fact: Mapping[Property, int]) -> set[Conclusion]:
        """Return the conclusions of all rules whose conditions hold of `fact`.

        Its values are whole numbers; what is unknown is left out. Raises `SocrulesError` for any
        other value, and where durable-rules fails or does not answer.
        """
        with self._lock:
            return {one for ruleset in self.rulesets for one in ruleset.fire(fact)}


class Ruleset:
    """One ruleset of durable-rules: its name, how it calls properties, and what has fired."""

    def __init__(self, host: Any, name: str, rules: list[Rule]) -> None:
        self.host = host
        self.name = name
        self.names: dict[Property, str] = {}
        self.fired: set[int] = set()
        self.conclusions = [rule.conclusion for rule in rules]
        host.register_rulesets({name: self.definition(rules)})

    def definition(self, rules: list[Rule]) -> dict[str, Any]:
        """Return the rules as durable-rules reads them, the one that hears every fact last."""
        found = {
            str(number): self._rule(map(self._condition, rule.conditions), number)
            for number, rule in enumerate(rules)
        }
        return {**found, HEARD: self._rule((), len(rules))}

    def _rule(self, conditions: Iterable[dict[str, Any]], number: int) -> dict[str, Any]:
        every = {"$and": [{"kind": 1}, *conditions]}
        return {"all": [{"m": every}], "run": noting(self.fired, number), "pri": number}

    def _condition(self, condition: Condition) -> dict[str, Any]:
        of, sign, number = condition
        name = self.names.setdefault(of, f"p{len(self.names)}")
        return {name: number} if sign == "=" else {_SIGNS[sign]: {name: number}}

    def fire(self, fact: Mapping[Property, int]) -> Iterator[Conclusion]:
        """Return the conclusions for a fact."""
        values = {name: whole(fact[of]) for of, name in self.names.items() if of in fact}
        message = {"sid": "s", "id": 1, "kind": 1, **values}
        self.fired.clear()
        try:
            state = self.host.assert_fact(self.name, dict(message))
            self.host.retract_fact(self.name, message)
        except Exception as error:
            raise failed(error) from error
        # An action that raises is swallowed, and noted in the state of the session alone.
        if "exception" in state:
            raise failed(state["exception"].partition(", traceback")[0])
        heard = len(self.conclusions)
        if heard not in self.fired:
            raise failed("no answer")
        self.fired.discard(heard)
        return map(self.conclusions.__getitem__, sorted(self.fired))


HEARD: Final = "heard"
"""The rule that fires for every fact, after all others: without it, something was lost."""


def noting(fired: set[int], number: int) -> Callable[[Any], None]:
    """Return the action of a rule: it notes that it fired, as often as it may."""

    def note(_: Any) -> None:
        fired.add(number)

    return note


def divide(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Yield rules in as many parts as the limits of a ruleset ask for."""
    part: list[Rule] = []
    conditions: set[Condition] = set()
    for rule in rules:
        if len(rule.conditions) > LONGEST_RULE:
            found = len(rule.conditions)
            raise SocrulesError(problem("long-rule", found=found, limit=LONGEST_RULE))
        for _, _, number in rule.conditions:
            whole(number)
        more = conditions | rule.conditions
        properties = {of for of, _, _ in more}
        full = len(part) == MOST_RULES or len(more) > MOST_CONDITIONS
        if full or len(properties) > MOST_PROPERTIES:
            yield part
            part, more = [], {*rule.conditions}
        part.append(rule)
        conditions = more
    yield part


def whole(value: object) -> int:
    """Return a value that durable-rules compares as it is; it takes others for what they are not.

    Text is compared with numbers there, and a large float loses what was given with it.
    """
    if type(value) is not int or not -GREATEST < value < GREATEST:
        raise SocrulesError(problem("not-for-rules", value=shown(value)))
    return value


def library() -> Any:
    """Return durable-rules; raises `SocrulesError` where it is not installed."""
    try:
        from durable import engine
    except ImportError as error:
        command = INSTALL[sys.version_info >= (3, 13)]
        raise SocrulesError(
            problem("missing-extra", library="durable-rules", command=command)
        ) from error
    return engine


def quiet_host() -> Any:
    """Return a host of durable-rules without its threads."""

    class QuietHost(library().Host):  # type: ignore[misc]  # the library has no types
        def _run(self) -> None:
            """Start none of the threads that would assert timers beside the caller."""

    return QuietHost()


def failed(why: object) -> SocrulesError:
    """Return the error of an answer that did not come."""
    return SocrulesError(problem("rules-failed", why=shown(why)))
