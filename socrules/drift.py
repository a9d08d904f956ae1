"""Holds a pack against a new edition of its document: what moved, changed, vanished or is new.

Of the text that was encoded a pack keeps fingerprints and lines only. A clause whose text stands in
the new edition is found by its fingerprint, wherever it stands. One whose text is nowhere has
changed where its neighbours leave lines for it, those that begin with its own number first, and has
vanished where they leave none. Lines that no clause is left for are new, as far as there are more
of them than the pack left out there before. What is said of changed text is a place to look at:
whether a rule has to change is for a reader to say.
"""

from __future__ import annotations

import hashlib
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import attrs

from socrules.model import Contents
from socrules.source_text import fingerprint, line_range, normalised
from socrules.walk import citing

KINDS: Final = ("moved", "changed", "vanished", "new")
"""What can have become of a clause that is not where it was, or not what it was."""

Lines = tuple[int, int]
"""The first and the last line, from 1."""

_MARK: Final = re.compile(r"(?:\d+\.)*\d+(?=[.) ])|[а-яёa-z](?=\))", re.IGNORECASE)
_LAST_PART: Final = re.compile(r"[\w.]*\w(?=\W*$)")


@attrs.frozen
class Change:
    """What has become of clauses that stand on the same lines; of new lines, no clauses.

    `before` are the lines in the document that was encoded, `now` those in the new edition;
    `entries` are what cites the clauses, of new lines what cites the clause they follow.
    """

    kind: str
    clauses: tuple[str, ...]
    before: Lines | None
    now: Lines | None
    entries: tuple[str, ...]
    after: str = ""


@attrs.define(eq=False)
class Stretch:
    """Lines of the document that was encoded, the clauses taken from them, where they stand now."""

    lines: Lines
    clauses: tuple[str, ...]
    fingerprint: str
    now: Lines | None = None
    same: bool = False

    @property
    def shift(self) -> int:
        """Return by how many lines it stands further down."""
        return 0 if self.now is None else self.now[0] - self.lines[0]

    def holds(self, other: Stretch) -> bool:
        """Say whether the lines of another stretch are some of these."""
        (first, last), (start, end) = self.lines, other.lines
        return first <= start and end <= last and self is not other


def drift(contents: Contents, document: list[str]) -> list[Change]:
    """Return what has become of the clauses of a pack in a new edition, in the order of the act.

    `document` are the lines of the new edition. Clauses that name no lines are passed over.
    """
    stretches = list(_stretches(contents))
    _find_the_same(stretches, document)
    firm = _in_order([one for one in stretches if one.same])
    gaps = list(_gaps(stretches, firm, document))
    free = _free(stretches, document)
    for gap in gaps:
        _pair(gap, free, document)
    _stretch_out(stretches, len(document))
    carried = citing(contents)
    changes = [_change(one, carried) for one in stretches if not one.same or one.shift]
    free = _free(stretches, document)
    changes += [_new(lines, gap, carried) for gap in gaps for lines in _grown(gap, free, document)]
    return changes


def _stretches(contents: Contents) -> Iterator[Stretch]:
    """Yield the stretches of lines that clauses were taken from, in the order of the document."""
    found: dict[tuple[Lines, str], list[str]] = {}
    for id, entry in contents.entries("clauses").items():
        lines = line_range(entry)
        if lines is not None and entry.fingerprint:
            found.setdefault((lines, entry.fingerprint), []).append(id)
    for (lines, print_), ids in sorted(
        found.items(), key=lambda one: (one[0][0][0], -one[0][0][1])
    ):
        yield Stretch(lines, tuple(ids), print_)


# --- what stands in the new edition as it did ---


def _find_the_same(stretches: list[Stretch], document: list[str]) -> None:
    """Find the stretches whose text stands in the document.

    Text that stands there several times goes to the stretches that had it, nearest first, each
    place to one: how far is counted from where the stretch before would have it.
    """
    wanted = {one.fingerprint for one in stretches}
    longest = max((one.lines[1] - one.lines[0] + 1 for one in stretches), default=0)
    places = _places(wanted, longest, document)
    for one in stretches:
        first, last = one.lines
        if fingerprint(document[first - 1 : last]) == one.fingerprint:
            places.setdefault(one.fingerprint, {})[first] = one.lines
    shift, pairs = 0, []
    for one in stretches:
        found = places.get(one.fingerprint, {})
        if len(found) == 1:
            shift = next(iter(found)) - one.lines[0]
        for at, now in found.items():
            pairs.append((abs(at - one.lines[0] - shift), one.lines[0], at, one, now))
    taken: set[tuple[str, int]] = set()
    for _, _, at, one, now in sorted(pairs, key=lambda pair: pair[:3]):
        if not one.same and (one.fingerprint, at) not in taken:
            one.now, one.same = now, True
            taken.add((one.fingerprint, at))


def _places(wanted: set[str], longest: int, document: list[str]) -> dict[str, dict[int, Lines]]:
    """Return by first line where texts stand, whatever lines without text are between."""
    said = [(at, text) for at, line in enumerate(document, 1) if (text := normalised([line]))]
    found: dict[str, dict[int, Lines]] = {}
    for start, (first, text) in enumerate(said):
        digest = hashlib.sha256(text.encode())
        for last, more in [(first, ""), *said[start + 1 : start + longest]]:
            digest.update(f" {more}".encode() if more else b"")
            if (print_ := digest.hexdigest()) in wanted:
                found.setdefault(print_, {})[first] = first, last
    return found


def _in_order(stretches: list[Stretch]) -> list[Stretch]:
    """Return the longest row of stretches that stand in the new edition in the same order."""
    ends: list[int] = []
    rows: list[list[Stretch]] = []
    for one in stretches:
        first = one.lines[0] + one.shift
        at = bisect_right(ends, first)
        row = [*(rows[at - 1] if at else []), one]
        ends[at : at + 1], rows[at : at + 1] = [first], [row]
    return rows[-1] if rows else []


# --- what lies between ---


@attrs.define
class Gap:
    """What lies between two stretches that stand as they did: lines before, lines now."""

    after: Stretch | None
    before: Lines | None
    now: Lines
    lost: list[Stretch] = attrs.field(factory=list)
    covered: int = 0

    @property
    def room(self) -> float:
        """Return how many lines more there are than the pack left out there before."""
        if self.before is None:
            return math.inf
        left_out = self.before[1] - self.before[0] + 1 - self.covered
        return self.now[1] - self.now[0] + 1 - left_out


def _gaps(stretches: list[Stretch], firm: list[Stretch], document: list[str]) -> Iterator[Gap]:
    """Yield the gaps between firm stretches, with the stretches that were lost there."""
    outer = [one for one in firm if not any(other.holds(one) for other in firm)]
    ends: list[Stretch | None] = [None, *outer, None]
    for one, other in pairwise(ends):
        start, first = (one.lines[1], one.now[1]) if one and one.now else (0, 0)
        last = other.now[0] if other and other.now else len(document) + 1
        before = (start + 1, other.lines[0] - 1) if other else None
        gap = Gap(one, before, (first + 1, last - 1))
        end = other.lines[0] if other else max((s.lines[1] for s in stretches), default=0) + 1
        inside = [s for s in stretches if start < s.lines[0] and s.lines[1] < end]
        leaves = [s for s in inside if not any(s.holds(other) for other in inside)]
        gap.lost = [s for s in leaves if not s.same]
        gap.covered = len({line for s in leaves for line in range(s.lines[0], s.lines[1] + 1)})
        yield gap


def _free(stretches: Iterable[Stretch], document: list[str]) -> set[int]:
    """Return the lines with text on which no stretch stands."""
    taken = {line for one in stretches if one.now for line in range(one.now[0], one.now[1] + 1)}
    return {at for at, line in enumerate(document, 1) if at not in taken and normalised([line])}


def _pair(gap: Gap, free: set[int], document: list[str]) -> None:
    """Give each lost stretch of a gap the lines it most likely has now, in order, if any are left.

    Lines that begin with its number are its own. Others are, where there are more of them than the
    pack left out there before.
    """
    first, last = gap.now
    least, room = first, gap.room
    for at, one in enumerate(gap.lost):
        taken = {_mark_of(other) for other in gap.lost[at + 1 :]} - {""}
        left = [line for line in range(least, last + 1) if line in free]
        marks = {line: _mark(document[line - 1]) for line in left}
        own = [line for line in left if marks[line] == _mark_of(one) != ""]
        others = [line for line in left if marks[line] not in taken] if room > 0 else []
        place = one.lines[0] - (gap.before[0] if gap.before else 1) + first
        offered = own or others
        if offered:
            start = min(offered, key=lambda line: abs(line - place))
            end = min(start + one.lines[1] - one.lines[0], last)
            taken_from = [line for line in range(start, end + 1) if line not in free]
            end = next((at - 1 for at in taken_from if normalised([document[at - 1]])), end)
            while not normalised([document[end - 1]]):
                end -= 1
            one.now, least, room = (start, end), end + 1, room - (end - start + 1)


def _stretch_out(stretches: list[Stretch], end: int) -> None:
    """Give a lost stretch that holds others the lines around those, as far as they are nobody's."""
    for one in stretches:
        inside = [other for other in stretches if one.holds(other) and other.now]
        if one.now is None and inside:
            others = [s for s in stretches if s.now and s not in inside and not s.holds(one)]
            taken = {line for s in others if s.now for line in range(s.now[0], s.now[1] + 1)}
            first = min(s.now[0] for s in inside if s.now)
            last = max(s.now[1] for s in inside if s.now)
            before = min(s.lines[0] for s in inside) - one.lines[0]
            after = one.lines[1] - max(s.lines[1] for s in inside)
            while before > 0 and first > 1 and first - 1 not in taken:
                first, before = first - 1, before - 1
            while after > 0 and last < end and last + 1 not in taken:
                last, after = last + 1, after - 1
            one.now = first, last


def _mark(line: str) -> str:
    """Return the number or letter a line begins with, empty where it begins with none."""
    found = _MARK.match(normalised([line]))
    return found.group().lower() if found else ""


def _mark_of(one: Stretch) -> str:
    """Return the number or letter the first clause of a stretch begins with, if its id tells."""
    id = one.clauses[0]
    found = None if "/" in id or "#" in id else _LAST_PART.search(id)
    return found.group().lower() if found else ""


def _grown(gap: Gap, free: set[int], document: list[str]) -> Iterator[Lines]:
    """Yield the lines of a gap that are new, where it has more lines of its own than it had.

    How much followed the last clause is not known; what is numbered there is taken to be new.
    """
    first, last = gap.now
    left = [line for line in range(first, last + 1) if line in free]
    if gap.before is None:
        left = [line for line in left if _mark(document[line - 1])]
    elif gap.room <= sum(one.now[1] - one.now[0] + 1 for one in gap.lost if one.now):
        left = []
    start = None
    for line, following in pairwise([*left, len(document) + 1]):
        start = start or line
        if any(normalised([text]) for text in document[line : following - 1]) or line == left[-1]:
            yield start, line
            start = None


# --- what is said of it ---


def folded(changes: Iterable[Change]) -> list[Change]:
    """Return changes in which neighbours that moved by as many lines are one."""
    found: list[Change] = []
    for one in changes:
        last = found[-1] if found else one
        if (
            found
            and one.kind == last.kind == "moved"
            and one.before
            and one.now
            and last.before
            and last.now
            and one.now[0] - one.before[0] == last.now[0] - last.before[0]
        ):
            found[-1] = attrs.evolve(
                last,
                clauses=last.clauses + one.clauses,
                before=(last.before[0], max(last.before[1], one.before[1])),
                now=(last.now[0], max(last.now[1], one.now[1])),
                entries=tuple(dict.fromkeys(last.entries + one.entries)),
            )
        else:
            found.append(one)
    return found


def to_data(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return changes as data for JSON."""
    return [
        {
            "kind": one.kind,
            "clauses": list(one.clauses),
            "after": one.after or None,
            "before": one.before and list(one.before),
            "now": one.now and list(one.now),
            "entries": list(one.entries),
        }
        for one in changes
    ]


def _change(one: Stretch, carried: dict[str, tuple[str, ...]]) -> Change:
    """Return what has become of a stretch."""
    kind = "moved" if one.same else "changed" if one.now else "vanished"
    entries = dict.fromkeys(entry for id in one.clauses for entry in carried.get(id, ()))
    return Change(kind, one.clauses, one.lines, one.now, tuple(entries))


def _new(lines: Lines, gap: Gap, carried: dict[str, tuple[str, ...]]) -> Change:
    """Return what is said of new lines: after which clause they stand, and what rests on that."""
    after = gap.after.clauses[-1] if gap.after else ""
    return Change("new", (), None, lines, carried.get(after, ()), after)
