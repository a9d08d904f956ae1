"""The reference work in other engines, against this one.

Each says of every output its value and the first clause that decided; each is held to the function
written by hand before it is timed, and what it answers is read.
"""

from __future__ import annotations

import itertools
import platform
import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import hand_written
from figures import Figure, table
from hand_written import (
    CATEGORIES,
    CIRCUMSTANCES,
    CLAUSES_OF_CATEGORIES,
    CLAUSES_OF_CIRCUMSTANCES,
    OUTPUTS,
    SUMS,
    TYPICAL,
    facts,
)
from measure import interleave
from one_case import DAY, PACK, warm
from report import machine, put

import socrules

Answers = list[tuple[Any, str]]
Engine = Callable[[dict[str, Any]], Answers]

NEED = [("refused", "3"), *CLAUSES_OF_CIRCUMSTANCES]
FREE = [("age < 18", "4(1)"), *CLAUSES_OF_CATEGORIES]
"""Conditions in their order, each with the clause that decides where it is the first to hold."""


def first_of(pairs: list[tuple[str, str]], otherwise: str) -> str:
    """Return the conditional expression of the first clause, as most languages write it."""
    return "".join(f"{test} ? '{clause}' : " for test, clause in pairs) + f"'{otherwise}'"


# --- zen-engine ---

FEE = {
    "free": "clause != '4'",
    "recognised": "need != '2' and need != '3'",
    "fee": "$.free ? 0 : min([tariff, floor(average_income * 75 / 100)])",
    "why": "$.free ? clause : '5'",
    "need": "need",
    "clause": "clause",
}
"""What follows from the two clauses that decide."""


def expressions(found: dict[str, str], *, through: bool = False) -> dict[str, Any]:
    """Return a node of expressions; what comes in goes out too where `through`."""
    rows = [{"id": key, "key": key, "value": value} for key, value in found.items()]
    return {"type": "expressionNode", "content": {"expressions": rows, "passThrough": through}}


def decision_table(output: str, pairs: list[tuple[str, str]], otherwise: str) -> dict[str, Any]:
    """Return a table of which the first row that holds says the clause."""
    fields = [test.split()[0] for test, _ in pairs]
    rows = [
        {"_id": clause, field: "< 18" if "<" in test else "true", "out": f"'{clause}'"}
        for field, (test, clause) in zip(fields, pairs, strict=True)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": field, "name": field, "field": field} for field in fields],
        "outputs": [{"id": "out", "name": output, "field": output}],
        "rules": [*rows, {"_id": "otherwise", "out": f"'{otherwise}'"}],
        "passThrough": True,
    }
    return {"type": "decisionTableNode", "content": content}


def zen_engine(*work: dict[str, Any]) -> Callable[..., Answers]:
    """Return zen-engine with these nodes one after another, loaded before."""
    import zen

    parts = [{"type": "inputNode", "content": {}}, *work, {"type": "outputNode", "content": {}}]
    nodes = [{"id": f"n{at}", "name": f"n{at}", **part} for at, part in enumerate(parts)]
    edges = [
        {"id": f"e{at}", "type": "edge", "sourceId": f"n{at}", "targetId": f"n{at + 1}"}
        for at in range(len(nodes) - 1)
    ]
    content = {"work": {"nodes": nodes, "edges": edges}}
    engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})

    def decide(case: dict[str, Any], **options: bool) -> Answers:
        said = engine.evaluate("work", case, options)["result"]
        return [
            (said["recognised"], said["need"]),
            (said["free"], said["clause"]),
            (said["fee"], said["why"]),
        ]

    return decide


def zen_expressions() -> Callable[..., Answers]:
    """Return zen-engine with one node of expressions, its quickest form."""
    own = {"need": first_of(NEED, "2"), "clause": first_of(FREE, "4")}
    rest = {name: text for name, text in FEE.items() if name not in own}
    texts = {
        name: re.sub(r"(?<![.\w])(need|clause)\b", r"$.\1", text) for name, text in rest.items()
    }
    return zen_engine(expressions(own | texts))


def zen_tables() -> Callable[..., Answers]:
    """Return zen-engine with two tables of which a row says the clause, and the expressions."""
    tables = decision_table("need", NEED, "2"), decision_table("clause", FREE, "4")
    return zen_engine(*tables, expressions(FEE))


# --- openfisca-core ---


def openfisca_system() -> Any:
    """Return the reference work as variables of openfisca-core."""
    import numpy
    from openfisca_core import periods
    from openfisca_core.entities import build_entity
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity("person", "persons", "", is_person=True)
    system = TaxBenefitSystem([person])

    def add(name: str, of: type, formula: Any = None) -> None:
        parts = {"value_type": of, "entity": person, "definition_period": periods.DateUnit.DAY}
        parts |= {"label": name} | ({"formula": formula} if formula else {})
        system.add_variable(type(name, (Variable,), parts))

    for name in (*CATEGORIES, *CIRCUMSTANCES, "refused"):
        add(name, bool)
    for name in ("age", *SUMS):
        add(name, int)

    def place(tests: list[Any]) -> Any:
        """Return the place of the first test that holds; after the last where none does."""
        return numpy.select(tests, range(len(tests)), len(tests))

    def need(people: Any, period: Any) -> Any:
        return place([people(name, period) for name, _ in NEED])

    def recognised(people: Any, period: Any) -> Any:
        found = people("need", period)
        return (found > 0) & (found < len(NEED))

    def clause(people: Any, period: Any) -> Any:
        categories = [people(name, period) for name in CATEGORIES]
        return place([people("age", period) < 18, *categories])

    def free(people: Any, period: Any) -> Any:
        return people("clause", period) < len(FREE)

    def fee(people: Any, period: Any) -> Any:
        cap = people("average_income", period).astype("int64") * 75 // 100
        return numpy.minimum(people("tariff", period), cap) * ~people("free", period)

    add("need", int, need)
    add("recognised", bool, recognised)
    add("clause", int, clause)
    add("free", bool, free)
    add("fee", int, fee)
    return system


NEEDS = [*(clause for _, clause in NEED), "2"]
GROUNDS = [*(clause for _, clause in FREE), "4"]
"""The clauses that two of those variables count."""


def openfisca() -> Engine:
    """Return openfisca-core: a simulation is built from a dict, and six variables calculated."""
    from openfisca_core.simulation_builder import SimulationBuilder

    system = openfisca_system()

    def decide(case: dict[str, Any]) -> Answers:
        dated = {name: {DAY: value} for name, value in case.items()}
        simulation = SimulationBuilder().build_from_entities(system, {"persons": {"one": dated}})

        def say(name: str) -> Any:
            return simulation.calculate(name, DAY)[0].item()

        ground = GROUNDS[say("clause")]
        return [
            (say("recognised"), NEEDS[say("need")]),
            (say("free"), ground),
            (say("fee"), ground if say("free") else "5"),
        ]

    return decide


# --- rule-engine ---


def rule_engine() -> Engine:
    """Return rule-engine: three expressions, parsed before."""
    from rule_engine import Rule

    need, clause = Rule(first_of(NEED, "2")), Rule(first_of(FREE, "4"))
    cap = "average_income * 75 // 100"
    fee = Rule(f"tariff < {cap} ? tariff : {cap}")

    def decide(case: dict[str, Any]) -> Answers:
        why, ground = need.evaluate(case), clause.evaluate(case)
        free = ground != "4"
        return [
            (why not in ("2", "3"), why),
            (free, ground),
            (0 if free else int(fee.evaluate(case)), ground if free else "5"),
        ]

    return decide


# --- json-logic ---


def json_logic() -> Engine:
    """Return json-logic: three rules as data."""
    from json_logic import jsonLogic

    def chosen(pairs: list[tuple[Any, str]], otherwise: str) -> Any:
        return {"if": [part for pair in pairs for part in pair] + [otherwise]}

    def facts_of(pairs: list[tuple[str, str]]) -> list[tuple[Any, str]]:
        return [({"var": name}, clause) for name, clause in pairs]

    need = chosen(facts_of(NEED), "2")
    young = ({"<": [{"var": "age"}, 18]}, "4(1)")
    clause = chosen([young, *facts_of(CLAUSES_OF_CATEGORIES)], "4")
    share = {"*": [{"var": "average_income"}, 75]}
    cap = {"/": [{"-": [share, {"%": [share, 100]}]}, 100]}
    fee = {"min": [{"var": "tariff"}, cap]}

    def decide(case: dict[str, Any]) -> Answers:
        why, ground = jsonLogic(need, case), jsonLogic(clause, case)
        free = ground != "4"
        return [
            (why not in ("2", "3"), why),
            (free, ground),
            (0 if free else int(jsonLogic(fee, case)), ground if free else "5"),
        ]

    return decide


# --- durable-rules ---


def durable_rules() -> Engine:
    """Return durable-rules: two sets of rules, the first that fires consumes the message."""
    from durable.lang import m, pri, ruleset, when_all
    from durable.lang import post as send

    found: dict[str, str] = {}

    def note(name: str, clause: str) -> Callable[[Any], None]:
        return lambda _: found.update({name: clause})

    def rules(name: str, tests: list[tuple[Any, str]]) -> None:
        with ruleset(name):
            for place, (test, clause) in enumerate(tests):
                when_all(pri(place), test)(note(name, clause))

    always = m.age >= 0
    rules("need", [*((getattr(m, name) == True, one) for name, one in NEED), (always, "2")])  # noqa: E712
    categories = [(getattr(m, name) == True, one) for name, one in CLAUSES_OF_CATEGORIES]  # noqa: E712
    rules("ground", [(m.age < 18, "4(1)"), *categories, (always, "4")])

    number = itertools.count()

    def decide(case: dict[str, Any]) -> Answers:
        # A message is refused where one of its content or id was seen before.
        message = {**case, "id": next(number)}
        send("need", message)
        send("ground", message)
        why, ground = found["need"], found["ground"]
        free = ground != "4"
        fee = 0 if free else min(case["tariff"], case["average_income"] * 75 // 100)
        return [(why not in ("2", "3"), why), (free, ground), (fee, ground if free else "5")]

    return decide


# --- all of them ---


def main() -> None:
    """Check, time and print."""
    pack, given = socrules.load(PACK, on=DAY), facts(TYPICAL)
    warm(pack, OUTPUTS, given)
    zen, tables = zen_expressions(), zen_tables()
    engines: dict[str, Engine] = {
        "zen": zen,
        "zen, trace": lambda case: zen(case, trace=True),
        "tables": tables,
        "tables, trace": lambda case: tables(case, trace=True),
        "openfisca": openfisca(),
        "rule-engine": rule_engine(),
        "json-logic-qubit": json_logic(),
    }
    # It has not been built for the newest Python.
    if find_spec("durable"):
        engines["durable-rules"] = durable_rules()
    for case in hand_written.cases(200):
        expected = [(value, clause) for value, _, clause in hand_written.decide(case).values()]
        for name, engine in engines.items():
            found = engine(case)
            assert found == expected, (name, case, found, expected)

    def ours() -> list[Any]:
        answers = pack.decide(OUTPUTS, given)
        one, two, three = answers["recognised"], answers["free"], answers["fee"]
        return [
            (one.value, one.status, one.clause),
            (two.value, two.status, two.clause),
            (three.value, three.status, three.clause),
        ]

    def traced() -> list[Any]:
        answers = pack.decide(OUTPUTS, given)
        for answer in answers.values():
            for _id, _kind, _state, _value, _clauses in answer.records:
                pass
        return list(answers.values())

    def work(engine: Engine) -> Callable[[], object]:
        return lambda: engine(TYPICAL)

    works = {"ours": ours, "ours, trace": traced}
    times = interleave(
        works | {name: work(engine) for name, engine in engines.items()}, rounds=100, seconds=0.001
    )
    own, trace = times["ours"], times["ours, trace"]
    against = "× socrules"

    def row(key: str, label: str, must: float | None = None) -> Figure:
        return Figure(label, times[key], own, against, must, None, least=True)

    figures = [
        row("ours", "socrules: facts checked; value, status, first clause"),
        row("zen", f"zen-engine {version('zen-engine')}, one node of expressions", 5),
        row("tables", "the same with two tables", 5),
        *(
            row(name, f"{name} {version(name)}")
            for name in ("rule-engine", "json-logic-qubit", "durable-rules")
            if name in engines
        ),
        row("openfisca", f"openfisca-core {version('openfisca-core')}, built and calculated", 500),
        Figure("socrules: the whole trace read as records", trace, trace, against, None, None),
        Figure("zen-engine and its trace", times["zen, trace"], trace, against, 15, None, True),
        Figure("the same with two tables", times["tables, trace"], trace, against, 15, None, True),
    ]
    text = f"{machine()}\n\n{table(figures)}\n"
    print(text)
    if "--write" in sys.argv[1:]:
        put(f"Other engines, CPython {platform.python_version()}", text)


if __name__ == "__main__":
    main()
