"""Links one pack for many days: what says the same on several days is linked whole only once."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from socrules.link import link
from socrules.link_asked import link_as_asked
from socrules.model import Contents
from socrules.program import Program
from socrules.walk import days_of_change

Said = tuple[int, frozenset[tuple[str, str]]]
"""What tells one thing a pack says from another: how many changes lie behind, and the readings."""


class Linker:
    """Programs of a pack by day and readings; those in `known` need no linking any more."""

    def __init__(self, contents: Contents, known: Iterable[Program] = ()) -> None:
        self.contents = contents
        self.changes = days_of_change(contents)[1:]
        self.ours = {name: str(one.ours) for name, one in contents.entries("readings").items()}
        self.whole = {self.said(one.day, one.readings): one for one in known}

    def said(self, day: datetime.date, readings: Mapping[str, str]) -> Said:
        """Return what a pack says on a day, with some readings switched."""
        return bisect_right(self.changes, day), frozenset({**self.ours, **readings}.items())

    def program(self, day: datetime.date, readings: Mapping[str, str]) -> Program:
        """Return the program of a day with some readings switched; raises `PackError`."""
        said = self.said(day, readings)
        whole = self.whole.get(said)
        if whole is None:
            whole = self.whole[said] = link(self.contents, day, readings)
        if whole.day == day:
            return whole
        asked = link_as_asked(whole.pack, day, whole.names, whole.day)
        return link(self.contents, day, readings) if asked is None else asked
