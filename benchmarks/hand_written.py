"""The reference work written by hand over a dict, and cases on which it agrees with the pack.

It is there twice: as one writes it, and as lean as it gets. Neither checks what it is given.
Both return what is read of the pack's answers: of each output its value, status and first clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from socrules import Money

CATEGORIES = (
    "emergency_victim",
    "wwii_invalid",
    "wwii_participant",
    "combat_invalid",
    "leningrad_badge",
    "sevastopol_badge",
    "stalingrad_badge",
    "wwii_homefront_defence_worker",
)
CIRCUMSTANCES = (
    "lost_self_care",
    "family_disabled_needs_care",
    "child_adaptation_trouble",
    "no_care_available",
    "family_conflict_or_violence",
    "other_regional",
    "homeless",
    "no_job_no_means",
)
CLAUSES_OF_CIRCUMSTANCES = [
    (name, f"2({letter})") for name, letter in zip(CIRCUMSTANCES, "абвгдежз", strict=True)
]
CLAUSES_OF_CATEGORIES = [(name, f"4({number})") for number, name in enumerate(CATEGORIES, 2)]
OUTPUTS = ["recognised", "free", "fee"]
SUMS = ("average_income", "tariff")

Answer = tuple[Any, str, str]


def first(f: dict[str, Any], clauses: Iterable[tuple[str, str]]) -> str:
    """Return the clause of the first fact that holds, an empty one if none does."""
    for name, clause in clauses:
        if f[name]:
            return clause
    return ""


def decide(f: dict[str, Any]) -> dict[str, Answer]:
    """Return value, status and first clause of each output; sums are in kopecks."""
    if f["refused"]:
        recognised, why = False, "3"
    else:
        why = first(f, CLAUSES_OF_CIRCUMSTANCES)
        recognised, why = (True, why) if why else (False, "2")
    because = "4(1)" if f["age"] < 18 else first(f, CLAUSES_OF_CATEGORIES)
    cap = f["average_income"] * 75 // 100
    return {
        "recognised": (recognised, "known", why),
        "free": (bool(because), "known", because or "4"),
        "fee": (0 if because else min(f["tariff"], cap), "known", because or "5"),
    }


def decide_lean(f: dict[str, Any]) -> dict[str, Answer]:
    """Return what `decide` returns, with every search unrolled and every answer a constant."""
    if f["lost_self_care"]:
        clause = "2(а)"
    elif f["family_disabled_needs_care"]:
        clause = "2(б)"
    elif f["child_adaptation_trouble"]:
        clause = "2(в)"
    elif f["no_care_available"]:
        clause = "2(г)"
    elif f["family_conflict_or_violence"]:
        clause = "2(д)"
    elif f["other_regional"]:
        clause = "2(е)"
    elif f["homeless"]:
        clause = "2(ж)"
    elif f["no_job_no_means"]:
        clause = "2(з)"
    else:
        clause = ""
    if f["refused"]:
        recognised = (False, "known", "3")
    elif clause:
        recognised = (True, "known", clause)
    else:
        recognised = (False, "known", "2")
    if f["age"] < 18:
        clause = "4(1)"
    elif f["emergency_victim"]:
        clause = "4(2)"
    elif f["wwii_invalid"]:
        clause = "4(3)"
    elif f["wwii_participant"]:
        clause = "4(4)"
    elif f["combat_invalid"]:
        clause = "4(5)"
    elif f["leningrad_badge"]:
        clause = "4(6)"
    elif f["sevastopol_badge"]:
        clause = "4(7)"
    elif f["stalingrad_badge"]:
        clause = "4(8)"
    elif f["wwii_homefront_defence_worker"]:
        clause = "4(9)"
    else:
        cap, tariff = f["average_income"] * 75 // 100, f["tariff"]
        fee = min(cap, tariff)
        return {
            "recognised": recognised,
            "free": (False, "known", "4"),
            "fee": (fee, "known", "5"),
        }
    return {
        "recognised": recognised,
        "free": (True, "known", clause),
        "fee": (0, "known", clause),
    }


def cases(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield cases, sums in kopecks; most facts are false, as in life."""
    random = Random(seed)
    for _ in range(count):
        case: dict[str, Any] = {"age": random.choice((9, 17, 18, 44, 70, 91))}
        case |= {name: random.random() < 0.06 for name in CATEGORIES}
        case |= {name: random.randrange(6_000_000) for name in SUMS}
        case |= {name: random.random() < 0.1 for name in CIRCUMSTANCES}
        case["refused"] = random.random() < 0.1
        yield case


TYPICAL = {
    "age": 70,
    **dict.fromkeys(CATEGORIES, False),
    "average_income": 2_133_333,
    "tariff": 2_845_000,
    **dict.fromkeys(CIRCUMSTANCES, False),
    "no_job_no_means": True,
    "refused": False,
}
"""A case in which every fact is looked at: nothing is free, the last circumstance holds."""


def facts(case: dict[str, Any]) -> dict[str, Any]:
    """Return a case as the pack takes it: its sums as money."""
    return case | {name: Money.from_kopecks(case[name]) for name in SUMS}
