"""Regional social-service regulations as versioned rule packs, and answers with cited clauses.

import socrules
pack = socrules.load("region/act", on="2024-10-01")
answer = pack.decide("fee", {"age": 70, "tariff": "28450.00"})
answer.status, answer.value, answer.citations
"""

from importlib import import_module
from typing import TYPE_CHECKING

from socrules.library import load, packs
from socrules.problems import (
    CalendarError,
    PackError,
    Problem,
    ReceiptError,
    SituationError,
    SocrulesError,
)
from socrules.values import UNKNOWN, Money, Unknown

if TYPE_CHECKING:
    from socrules.answer import Decision
    from socrules.comparing import Diff
    from socrules.decision import Reason
    from socrules.demand import Workload, workload
    from socrules.diffing import diff
    from socrules.due_columns import due_dates
    from socrules.pack import Pack
    from socrules.population import Bounds, Comparison, Regions, bounds, compare, compare_regions
    from socrules.possible import Range
    from socrules.situation import Situation

__all__ = [
    "UNKNOWN",
    "Bounds",
    "CalendarError",
    "Comparison",
    "Decision",
    "Diff",
    "Money",
    "Pack",
    "PackError",
    "Problem",
    "Range",
    "Reason",
    "ReceiptError",
    "Regions",
    "Situation",
    "SituationError",
    "SocrulesError",
    "Unknown",
    "Workload",
    "bounds",
    "compare",
    "compare_regions",
    "diff",
    "due_dates",
    "load",
    "packs",
    "workload",
]

# What users meet only once a pack is loaded is imported when it is first named.
_LATER = {
    "Bounds": "population",
    "Comparison": "population",
    "Decision": "answer",
    "Diff": "comparing",
    "Pack": "pack",
    "Range": "possible",
    "Reason": "decision",
    "Regions": "population",
    "Situation": "situation",
    "Workload": "demand",
    "bounds": "population",
    "compare": "population",
    "compare_regions": "population",
    "diff": "diffing",
    "due_dates": "due_columns",
    "workload": "demand",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return found
