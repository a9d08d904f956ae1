"""Finds packs and loads them: the public `load` and `packs`.

What reads, links and decides is imported when a pack is loaded, so that `import socrules` is light.
"""

from __future__ import annotations

import datetime
import gc
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from socrules.finder import data_folder
from socrules.problems import PackError, in_reading_order, nearest, problem
from socrules.values import to_day

if TYPE_CHECKING:
    from socrules.model import Contents
    from socrules.pack import Pack
    from socrules.program import Program

ENTRY_POINTS: Final = "socrules.packs"


def folders() -> Iterator[Path]:
    """Yield the folders to look for packs in: the library's, `SOCRULES_PATH`, entry points."""
    yield data_folder("rules")
    for part in os.environ.get("SOCRULES_PATH", "").split(os.pathsep):
        if part:
            yield Path(part)
    if any(map(_may_point, sys.path)):
        from importlib.metadata import entry_points

        for point in entry_points(group=ENTRY_POINTS):
            yield Path(str(point.load()))


def _may_point(place: str) -> bool:
    """Say whether a distribution in a place of the path may have entry points of packs.

    Most machines have none, and what finds them takes longer to import than most answers to give.
    What is no folder (an archive) is left to it.
    """
    folder = Path(place)
    if not folder.is_dir():
        return folder.exists()
    with os.scandir(folder) as found:
        named = [one.path for one in found if one.name.endswith((".dist-info", ".egg-info"))]
    lists = (Path(one, "entry_points.txt") for one in named)
    return any(ENTRY_POINTS.encode() in one.read_bytes() for one in lists if one.is_file())


def packs() -> dict[str, Path]:
    """Return every pack by id, with its folder; raises `PackError` for an id found twice."""
    found: dict[str, Path] = {}
    for folder in folders():
        for path in sorted(folder.glob("*/*/pack.yaml")):
            name = f"{path.parent.parent.name}/{path.parent.name}"
            if name in found and found[name].resolve() != path.parent.resolve():
                raise PackError(
                    problem("pack-twice", id=name, first=found[name], second=path.parent)
                )
            found[name] = path.parent
    return found


def find(pack: str | os.PathLike[str]) -> tuple[Path, str]:
    """Return the folder of a pack, and its name in messages; raises `PackError`."""
    text = os.fspath(pack)
    path = Path(text)
    if isinstance(pack, os.PathLike) or text.startswith((".", os.sep)) or _is_pack(path):
        return path, text
    found = packs()
    if text not in found:
        near = nearest(text, found)
        raise PackError(
            problem("unknown-pack", pack=text, known=", ".join(sorted(found)), suggest=near)
        )
    return found[text], f"rules/{text}"


def _is_pack(folder: Path) -> bool:
    try:
        return (folder / "pack.yaml").is_file()
    except OSError:
        return False


def contents(pack: str | os.PathLike[str]) -> Contents:
    """Return what the files of a pack say, unlinked; raises `PackError`."""
    from socrules.parse import parse_pack

    folder, name = find(pack)
    read = parse_pack(folder, name)
    if read.problems:
        raise PackError(in_reading_order(read.problems))
    return read


def load(
    pack: str | os.PathLike[str],
    *,
    on: datetime.date | str,
    readings: Mapping[str, str] | None = None,
) -> Pack:
    """Return the pack with this id, or in this folder, linked for the day `on`.

    `readings` switches readings of unclear places, by id. Raises `PackError` with every problem
    of the pack, `SituationError` for a day that is no date.
    """
    from socrules.pack import Pack

    folder, name = find(pack)
    with keeping():
        return Pack(_program(folder, name, to_day(on), readings or {}), folder)


def _program(folder: Path, name: str, day: datetime.date, switched: Mapping[str, str]) -> Program:
    """Return the linked program of a pack, by what is kept of it where that still counts."""
    from socrules.files import read_files
    from socrules.kept import find_kept, find_link, keep

    files = read_files(folder, name)
    kept = find_kept(folder, files)
    known = find_link(kept, day, switched)
    if kept and known:
        from socrules.leafing import open_pack
        from socrules.link_asked import link_as_asked

        pack = open_pack(
            files, kept["digest"], kept["where"], kept["made"], known["names"]["readings"]
        )
        found = link_as_asked(pack, day, known["names"], to_day(known["day"]))
        if found:
            return found
    from socrules.link import link
    from socrules.parse import parse

    program = link(parse(files), day, switched)
    keep(folder, files, program, switched)
    return program


@contextmanager
def keeping() -> Iterator[None]:
    """Put off the search for garbage: all that a pack is made of stays, and it doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                # All there is counts as old now: the next search does not go through it.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
