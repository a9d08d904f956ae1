"""The public `diff`, and the comparison of all packs two operands hold."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from socrules.cases import case_files, read_examples
from socrules.comparing import Diff, compare
from socrules.library import keeping
from socrules.model import Contents, Entry
from socrules.operands import Place, Places, operand
from socrules.parse import parse_pack
from socrules.problems import PackError, problem
from socrules.wording import worded

People = Sequence[Mapping[str, Any]]


def diff(
    before: str | os.PathLike[str],
    after: str | os.PathLike[str],
    *,
    population: People = (),
) -> Diff:
    """Return what differs between two versions of a pack: clauses, entries, meaning, outcomes.

    Each is the id of a pack, a folder or a wheel with one pack, all with `@2025-01-01` after them
    for the wordings of that day. `population` are situations, facts by id. Raises `PackError` for
    what cannot be read or linked, `SocrulesError` where a proof is needed and `socrules[verify]` is
    not installed.
    """
    with ExitStack() as stack:
        one, other = (stack.enter_context(operand(os.fspath(text))) for text in (before, after))
        if len(one) != 1 or len(other) != 1:
            raise PackError(problem("several-packs", before=len(one), after=len(other)))
        [old], [new] = one.values(), other.values()
        return of_places(old, new, population)


def diffs(before: Places, after: Places, population: People = ()) -> list[Diff]:
    """Return the comparisons of all packs of two operands, in the order of their ids.

    Two single packs are compared whatever their ids.
    """
    if len(before) == len(after) == 1:
        [old], [new] = before.values(), after.values()
        return [of_places(old, new, population)]
    found = []
    for name in sorted(before.keys() | after.keys()):
        old_place, new_place = before.get(name), after.get(name)
        if old_place is None or new_place is None:
            found.append(alone(name, old_place, new_place))
        else:
            found.append(of_places(old_place, new_place, population))
    return found


def alone(name: str, before: Place | None, after: Place | None) -> Diff:
    """Return the comparison of a pack that is in one version only."""
    old, new = (
        None if one is None else parse_pack(one.folder, one.name) for one in (before, after)
    )
    return Diff(name, old, new, (), (), (), (), ())


def of_places(before: Place, after: Place, population: People = ()) -> Diff:
    """Return the comparison of two packs where they lie."""
    with keeping():
        return _of_places(before, after, population)


def _of_places(before: Place, after: Place, population: People) -> Diff:
    old, new = (parse_pack(one.folder, one.name) for one in (before, after))
    day = after.day or before.day
    if day is not None:
        old, new = worded(old, before.day or day), worded(new, day)
        return _compared(old, new, day, (before, after), population)
    if old.digest == new.digest and not population:
        return Diff(new.id, old, new, (), (), (), (), ())
    return _compared(old, new, None, (before, after), population)


def _compared(
    before: Contents,
    after: Contents,
    day: datetime.date | None,
    places: tuple[Place, Place],
    population: People,
) -> Diff:
    def cases() -> dict[str, Entry]:
        """Return the cases of both, those of the version after where they have one id."""
        files = [dict(_case_files(place)) for place in places]
        old = {name: path for name, path in files[0].items() if not _same(path, files[1].get(name))}
        found: dict[str, Entry] = {}
        for named in (old, files[1]):
            found |= read_examples((path, name) for name, path in named.items()).cases
        return found

    return compare(before, after, day=day, cases=cases, population=population)


def _case_files(place: Place) -> Iterator[tuple[str, Path]]:
    """Yield the files of example cases beside a pack, by their names."""
    for path, name in case_files(place.folder, place.name):
        yield name.rpartition("/")[2], path


def _same(path: Path, other: Path | None) -> bool:
    return other is not None and path.read_bytes() == other.read_bytes()
