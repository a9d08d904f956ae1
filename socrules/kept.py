"""Keeps between runs where the entries of a sound pack stand and what its names stand for.

What is kept is plain data about the files, never what they say: that is read from the files each
time, entry by entry as it is asked. It counts only for the very bytes and the very engine it was
found with; anything else in its place is as good as nothing. It lies in the user's folder for
caches; `SOCRULES_CACHE` names another folder, or is `off`.
"""

from __future__ import annotations

import datetime
import json
import os
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import get_ident
from typing import Final, TypedDict

from socrules.files import Files, mark_of
from socrules.model import Contents, MadeIds, Stretches
from socrules.program import Names, Program
from socrules.walk import FIRST_DAY, LAST_DAY, days_of_change

MOST_PACKS: Final = 200
"""Of so many packs something is kept at the most; those written longest ago are forgotten."""

MOST_LINKS: Final = 40
"""Of one pack so many stretches of days are kept, each with some readings switched."""


class Link(TypedDict):
    """What linking on `day` has shown of `first` to `last`, with some readings switched.

    Days are written `2024-10-01`; on all of these the pack says the same.
    """

    first: str
    last: str
    day: str
    switched: Mapping[str, str]
    names: Names


class Kept(TypedDict):
    """What is kept of one pack; `digest` is that of its contents."""

    digest: str
    where: Mapping[str, Stretches]
    made: MadeIds
    links: list[Link]


def find_kept(folder: Path, files: Files) -> Kept | None:
    """Return what is kept of the pack in a folder, as long as these are its files."""
    path = _path(folder)
    if path is None or files.problems:
        return None
    try:
        seal, _, text = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    kept: Kept | None = json.loads(text) if seal == _seal(files, text) else None
    return kept


def find_link(kept: Kept | None, day: datetime.date, switched: Mapping[str, str]) -> Link | None:
    """Return what is kept of a day with some readings switched."""
    text = day.isoformat()
    for link in kept["links"] if kept else ():
        if link["first"] <= text <= link["last"] and link["switched"] == switched:
            return link
    return None


def keep(folder: Path, files: Files, program: Program, switched: Mapping[str, str]) -> None:
    """Keep what reading and linking have shown of a pack; where nothing can be kept, do nothing."""
    path = _path(folder)
    if path is None:
        return
    pack = program.pack
    first, last = _stretch(pack, program.day)
    link: Link = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "day": program.day.isoformat(),
        "switched": dict(switched),
        "names": program.names,
    }
    before = find_kept(folder, files)
    links = [*(before["links"] if before else ()), link][-MOST_LINKS:]
    kept: Kept = {
        "digest": pack.digest,
        "where": dict(pack.where),
        "made": pack.made,
        "links": links,
    }
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        _write(path, _seal(files, text) + b"\n" + text)
        _forget(path.parent)
    except OSError:
        # A cache that cannot be written saves no time, and that is all.
        return


def _stretch(pack: Contents, day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day around `day` between which nothing is worded otherwise."""
    days = days_of_change(pack)
    index = bisect_right(days, day)
    first = days[index - 1] if index else FIRST_DAY
    return first, days[index] - datetime.timedelta(1) if index < len(days) else LAST_DAY


def _path(folder: Path) -> Path | None:
    """Return where something is kept of the pack in a folder, `None` where nothing is to be."""
    chosen = os.environ.get("SOCRULES_CACHE")
    if chosen in ("", "off"):
        return None
    try:
        user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        return None
    place = os.fsencode(folder.resolve())
    name = mark_of([place])[:32]
    return (Path(chosen) if chosen else Path(user) / "socrules") / f"{name}.json"


def _seal(files: Files, text: bytes) -> bytes:
    """Return what stands before a text that was written whole, for these files, by this engine."""
    return mark_of([_engine().encode(), files.mark.encode(), text]).encode()


@cache
def _engine() -> str:
    """Return what tells this engine from every other one: its modules, their sizes and times."""
    with os.scandir(Path(__file__).parent) as found:
        modules = [(one.name, one.stat()) for one in found if one.name.endswith(".py")]
    return repr(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in modules))


def _write(path: Path, data: bytes) -> None:
    """Write a file so that others see all of it or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.stem}.{os.getpid()}.{get_ident()}")
    try:
        half.write_bytes(data)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _forget(folder: Path) -> None:
    """Remove what was written longest ago, where there is too much."""
    found = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for path in found[:-MOST_PACKS]:
        path.unlink(missing_ok=True)
