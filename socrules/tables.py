"""What a pack answers of tables of people: frames, rows chosen from them, queries for databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socrules.answer import Decision
    from socrules.matching import Matching
    from socrules.program import LinkedDecision, Program
    from socrules.regions import Regions


class Tables:
    """The part of a pack that decides tables; what does the work is imported when it is asked."""

    if TYPE_CHECKING:
        program: Program
        plans: dict[Any, Any]
        decide: Any
        on: Any

        @property
        def _regions(self) -> Regions: ...

        def _decision(self, name: str) -> LinkedDecision: ...

    def decide_frame(self, frame: Any, decisions: str | Sequence[str], **options: Any) -> Any:
        """Return a frame, one row a person, with the answers beside its own columns.

        For the kinds of frames, the columns, the `options` and what is raised see
        `socrules.frames.decide_frame`.
        """
        from socrules.frames import decide_frame

        return decide_frame(self, self._regions, frame, self._named(decisions), **options)

    def match_frame(self, frame: Any, decisions: str | Sequence[str], **options: Any) -> Matching:
        """Return which column of a frame gives which fact, and which facts nobody gives.

        For the `options` and what is raised see `socrules.frames.decide_frame`.
        """
        from socrules.frames import match_frame

        return match_frame(self, self._regions, frame, self._named(decisions), **options)

    def decide_rows(
        self, frame: Any, decisions: str | Sequence[str], **options: Any
    ) -> list[dict[str, Decision]]:
        """Return the whole answers of the few rows of a frame, by decision: clauses, needs and all.

        For the `options` and what is raised see `socrules.frames.decide_frame`.
        """
        from socrules.frames import decide_rows

        return decide_rows(self, self._regions, frame, self._named(decisions), **options)

    def sql(self, decisions: str | Sequence[str], dialect: str, **options: Any) -> str:
        """Return one query of a dialect (`duckdb`, `spark`, `postgres`) that decides a table.

        For the columns, the `options` and what is raised see `socrules.backends.in_sql.query`.
        """
        from socrules.backends.in_sql import query

        names = self._named(decisions)
        return query(self.program, self._regions, names, dialect, **options)

    def _named(self, decisions: str | Sequence[str]) -> list[str]:
        """Return the ids of decisions; raises `SituationError` for one that there is not."""
        names = [decisions] if isinstance(decisions, str) else list(decisions)
        for name in names:
            self._decision(name)
        return names
