"""What was measured, against what was asked for, as a table."""

from __future__ import annotations

from collections.abc import Iterable

import attrs


@attrs.frozen
class Figure:
    """A time or size against another, with the ratio that must hold and the one hoped for.

    A ratio is at most what must hold, or `least`; without a unit it says nothing.
    """

    name: str
    found: float
    against: float
    unit: str
    must: float | None
    hope: float | None
    least: bool = False

    @property
    def ratio(self) -> float:
        """Return the ratio."""
        return self.found / self.against

    @property
    def holds(self) -> str:
        """Return in a word whether what must hold does."""
        if self.must is None:
            return ""
        hoped = self.hope is not None
        if hoped and (self.ratio >= self.hope if self.least else self.ratio <= self.hope):
            return "hope"
        kept = self.ratio >= self.must if self.least else self.ratio <= self.must
        return "yes" if kept else "no"


def shown(seconds: float) -> str:
    """Return a time with three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def table(figures: Iterable[Figure]) -> str:
    """Return figures as a Markdown table."""
    lines = ["| | measured | ratio | must | hoped for | holds |", "|---|---|---|---|---|---|"]
    for one in figures:
        measured = "" if one.unit == "bytes" else shown(one.found)
        ratio = f"{one.ratio:.3g} {one.unit}" if one.unit else ""
        must, hope = ("" if limit is None else f"{limit:g}" for limit in (one.must, one.hope))
        must, hope = (f"≥ {limit}" if one.least and limit else limit for limit in (must, hope))
        lines.append(f"| {one.name} | {measured} | {ratio} | {must} | {hope} | {one.holds} |")
    return "\n".join(lines)
