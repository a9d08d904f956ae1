"""Regional social-service regulations as versioned rule packs, and answers with cited clauses.

import socrules
pack = socrules.load("region/act", on="2024-10-01")
answer = pack.decide("fee", {"age": 70, "tariff": "28450.00"})
answer.status, answer.value, answer.citations
"""

from socrules.answer import Decision
from socrules.decision import Reason
from socrules.library import Pack, load, packs
from socrules.possible import Range
from socrules.problems import (
    CalendarError,
    PackError,
    Problem,
    ReceiptError,
    SituationError,
    SocrulesError,
)
from socrules.situation import Situation
from socrules.values import UNKNOWN, Money, Unknown

__all__ = [
    "UNKNOWN",
    "CalendarError",
    "Decision",
    "Money",
    "Pack",
    "PackError",
    "Problem",
    "Range",
    "Reason",
    "ReceiptError",
    "Situation",
    "SituationError",
    "SocrulesError",
    "Unknown",
    "load",
    "packs",
]
