"""An invented act that is worded anew on a day, and reckons from the day in question."""

from __future__ import annotations

import datetime
from typing import Any

WORDED = """
    parameters:
      threshold:
        title:
          ru: Порог
        type: integer
        versions:
          - {value: 18, cite: "2", from: in_force, to: 2024-10-31}
          - {value: 21, cite: "2(а)", from: 2024-11-01}
    facts:
      years:
        title:
          ru: Годы
        type: integer
        min: 0
        max: 250
        question:
          ru: Сколько лет?
        answered_by: document
      other:
        title:
          ru: Другое
        type: bool
        question:
          ru: Другое?
        answered_by: document
    decisions:
      full_years:
        title:
          ru: Годы
        type: integer
        derives: years
        rules:
          counted:
            cite: "1"
            value: years_between(born, day)
      adult:
        title:
          ru: Взрослый
        type: bool
        rules:
          grown:
            cite: "2"
            value: years >= threshold
      since:
        title:
          ru: С какого дня
        type: date
        rules:
          now:
            cite: "1"
            when: alone
            value: day
          birth:
            cite: "2"
            when: other
            value: born
"""

DAYS = [
    datetime.date(2020, 1, 1),
    datetime.date(2024, 10, 31),
    datetime.date(2024, 11, 1),
    datetime.date(2024, 10, 1),
    datetime.date(2030, 2, 28),
]
NAMES = ["adult", "since", "full_years"]


def rows() -> list[dict[str, Any]]:
    """Return people on every day, of every kind of knowledge."""
    births = [datetime.date(2006, 10, 31), datetime.date(2004, 2, 29), None]
    return [
        {"at": day, "born": born, "alone": alone, "other": other}
        for day in DAYS
        for born in births
        for alone in (True, False, None)
        for other in (True, False, None)
    ]
