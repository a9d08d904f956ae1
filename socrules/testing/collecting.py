"""Collects example cases as tests of pytest: one a case, named by its id, failing in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

from socrules.cases import Examples, Outcome, Runner, read_examples
from socrules.library import contents
from socrules.model import Entry
from socrules.problems import SocrulesError, in_reading_order, render
from socrules.suites import pack_of


@cache
def runner(pack: str) -> Runner:
    """Return what runs the cases of a pack; a session reads and links each pack once."""
    return Runner(contents(Path(pack) if Path(pack).is_absolute() else pack))


class CaseFile(pytest.File):
    """A file of example cases."""

    def collect(self) -> Iterator[CaseItem]:
        """Yield a test for each case; a file that cannot be read is one that fails."""
        examples = read_examples([(self.path, self.session._node_location_to_relpath(self.path))])
        if examples.astray:
            raise self.CollectError("\n".join(render(item) for item in examples.astray))
        for case in examples.cases.values():
            yield CaseItem.from_parent(self, name=case.id, case=case, examples=examples)


class CaseItem(pytest.Item):
    """One example case; `-k` knows it by its tags and decisions too."""

    def __init__(self, *, case: Entry, examples: Examples, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        self.examples = examples
        self.extra_keyword_matches.update(case.tags or ())
        self.extra_keyword_matches.update(case.expect or ())

    def runtest(self) -> None:
        """Run the case; it fails with all that is not as expected, and no traceback."""
        outcome = self.outcome()
        problems = in_reading_order([*self.examples.of(self.case), *outcome.problems])
        if problems:
            pytest.fail("\n".join(render(item) for item in problems), pytrace=False)

    def outcome(self) -> Outcome:
        """Return what the case came to; what keeps it from being asked is its problem."""
        try:
            return runner(pack_of(self.case, self.path)).run(self.case)
        except SocrulesError as error:
            placed = [attrs.evolve(one, span=one.span or self.case.span) for one in error.problems]
            return Outcome(self.case, tuple(placed), frozenset())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return the file, the line (from 0) and the title of the case."""
        title = self.case.title.say("en") if self.case.title else ""
        return self.path, self.case.span.line - 1, f"{self.name}: {title}".removesuffix(": ")
