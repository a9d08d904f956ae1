"""The reference work in other engines, against this one: zen-engine and openfisca-core.

Each is held to the function written by hand before it is timed, and what it answers is read.
"""

from __future__ import annotations

from typing import Any

import hand_written
import zen
from figures import Figure, table
from hand_written import CATEGORIES, CIRCUMSTANCES, OUTPUTS, TYPICAL, facts
from measure import interleave
from one_case import DAY, PACK, warm
from openfisca_core import periods
from openfisca_core.entities import build_entity
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from report import machine

import socrules


def zen_engine() -> Any:
    """Return zen-engine with one node of expressions, loaded before."""
    free = " or ".join(("age < 18", *CATEGORIES))
    found = {
        "recognised": f"({' or '.join(CIRCUMSTANCES)}) and not refused",
        "free": free,
        "fee": f"({free}) ? 0 : min([tariff, floor(average_income * 75 / 100)])",
    }
    expressions = [{"id": key, "key": key, "value": value} for key, value in found.items()]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {
            "id": "work",
            "name": "work",
            "type": "expressionNode",
            "content": {"expressions": expressions},
        },
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "work"},
        {"id": "b", "type": "edge", "sourceId": "work", "targetId": "out"},
    ]
    content = {"work": {"nodes": nodes, "edges": edges}}
    return zen.ZenEngine({"loader": {"type": "static", "content": content}})


def openfisca() -> TaxBenefitSystem:
    """Return the reference work as variables of openfisca-core."""
    person = build_entity("person", "persons", "", is_person=True)
    system = TaxBenefitSystem([person])

    def add(name: str, of: type, formula: Any = None) -> None:
        parts = {"value_type": of, "entity": person, "definition_period": periods.DateUnit.DAY}
        parts |= {"label": name} | ({"formula": formula} if formula else {})
        system.add_variable(type(name, (Variable,), parts))

    for name in (*CATEGORIES, *CIRCUMSTANCES, "refused"):
        add(name, bool)
    for name in ("age", *hand_written.SUMS):
        add(name, int)

    def any_of(names: tuple[str, ...], people: Any, period: Any) -> Any:
        found = people(names[0], period)
        for name in names[1:]:
            found = found | people(name, period)
        return found

    def recognised(people: Any, period: Any) -> Any:
        return any_of(CIRCUMSTANCES, people, period) & ~people("refused", period)

    def free(people: Any, period: Any) -> Any:
        return any_of(CATEGORIES, people, period) | (people("age", period) < 18)

    def fee(people: Any, period: Any) -> Any:
        cap = people("average_income", period).astype("int64") * 75 // 100
        tariff = people("tariff", period)
        least = tariff * (tariff < cap) + cap * (tariff >= cap)
        return least * ~people("free", period)

    add("recognised", bool, recognised)
    add("free", bool, free)
    add("fee", int, fee)
    return system


def main() -> None:
    """Check, time and print."""
    pack, decision, system = socrules.load(PACK, on=DAY), zen_engine(), openfisca()
    given = facts(TYPICAL)
    warm(pack, OUTPUTS, given)

    def ours(given: dict[str, Any]) -> list[Any]:
        answers = pack.decide(OUTPUTS, given)
        return [
            (answers[name].value, answers[name].status, answers[name].clause) for name in OUTPUTS
        ]

    def zens(case: dict[str, Any], **options: bool) -> list[Any]:
        result = decision.evaluate("work", case, options)["result"]
        return [result[name] for name in OUTPUTS]

    def fiscas(case: dict[str, Any]) -> list[Any]:
        dated = {name: {DAY: value} for name, value in case.items()}
        simulation = SimulationBuilder().build_from_entities(system, {"persons": {"one": dated}})
        return [simulation.calculate(name, DAY)[0].item() for name in OUTPUTS]

    for case in hand_written.cases(200):
        expected = [value for value, _, _ in hand_written.decide(case).values()]
        assert zens(case) == expected == fiscas(case), case
    found = interleave(
        {
            "ours": lambda: ours(given),
            "zen": lambda: zens(TYPICAL),
            "zen, trace": lambda: zens(TYPICAL, trace=True),
            "openfisca": lambda: fiscas(TYPICAL),
        },
        rounds=60,
        seconds=0.002,
    )
    own = found["ours"]
    names = {
        "zen": "zen-engine, expression node",
        "zen, trace": "the same with its trace",
        "openfisca": "openfisca-core, built from a dict and calculated",
    }
    figures = [Figure("socrules: checked, value, status, first clause", own, own, "×", None, None)]
    figures += [Figure(name, found[key], own, "×", None, None) for key, name in names.items()]
    print(f"{machine()}\n\n{table(figures)}")


if __name__ == "__main__":
    main()
