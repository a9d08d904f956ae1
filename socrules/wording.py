"""Fixes a pack in the wordings of one day, so that they can be asked about another."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

import attrs

from socrules.model import Contents, Entry
from socrules.walk import first_day, wording_on

_DAYS: Final = ("from", "to")


def worded(contents: Contents, day: datetime.date) -> Contents:
    """Return a pack in which every entry says at all times what it says on a day.

    Entries that say nothing on that day are gone. Before the act the wordings are those of its
    first day.
    """
    day = max(day, first_day(contents))

    def mapping(entries: Mapping[str, Any]) -> dict[str, Any]:
        found = {key: part(value) for key, value in entries.items()}
        return {key: value for key, value in found.items() if value is not None}

    def part(value: Any) -> Any:
        if type(value) is Entry:
            return entry(value)
        return mapping(value) if type(value) is dict else value

    def entry(one: Entry) -> Entry | None:
        if one.kind in ("pack", "act", "effect") or not (
            one.versions or any(key in one.values for key in _DAYS)
        ):
            return attrs.evolve(one, values=mapping(one.values))
        now = wording_on(one, day, contents)
        if now is None:
            return None
        values = {key: value for key, value in now.values.items() if key not in _DAYS}
        return attrs.evolve(now, values=mapping(values), versions=())

    sections = {name: mapping(entries) for name, entries in contents.sections.items()}
    return attrs.evolve(contents, sections=sections)
