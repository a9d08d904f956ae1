"""Finds what is to be compared: packs by id, folders, wheels, days of a pack, git revisions."""

from __future__ import annotations

import datetime
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

import attrs

from socrules.library import find
from socrules.problems import PackError, problem
from socrules.values import to_day

_DATED: Final = re.compile(r"(.+)@(\d{4}-\d\d-\d\d)", re.ASCII)
_NO_COMMIT: Final = re.compile(r"0{40}|0{64}")


@attrs.frozen
class Place:
    """Where a pack lies, what it is called in messages, and the day it is asked for, if any."""

    folder: Path
    name: str
    day: datetime.date | None = None


Places = dict[str, Place]
"""Packs by id."""


@contextmanager
def operand(text: str) -> Iterator[Places]:
    """Give the packs an operand stands for: `region/act`, a folder, a wheel, with `@day` or not.

    What has to be unpacked is there as long as the context is. Raises `PackError`.
    """
    dated = _DATED.fullmatch(text)
    name, day = (dated[1], to_day(dated[2])) if dated else (text, None)
    if name.endswith(".whl"):
        with tempfile.TemporaryDirectory() as folder:
            _unpack_wheel(Path(name), Path(folder))
            yield _dated(_found(Path(folder), name), day)
        return
    folder_of = Path(name)
    if folder_of.is_dir() and not (folder_of / "pack.yaml").is_file():
        yield _dated(_found(folder_of, name), day)
        return
    place, shown = find(name)
    yield {_id(place): Place(place, shown, day)}


def _id(folder: Path) -> str:
    folder = folder.resolve()
    return f"{folder.parent.name}/{folder.name}"


def _dated(places: Mapping[str, Place], day: datetime.date | None) -> Places:
    return {name: attrs.evolve(place, day=day) for name, place in places.items()}


def _found(folder: Path, name: str) -> Places:
    """Return the packs anywhere under a folder; raises `PackError` where there is none."""
    found = {}
    for path in sorted(folder.rglob("pack.yaml")):
        inner = path.parent.relative_to(folder)
        found[_id(path.parent)] = Place(path.parent, f"{name}/{inner.as_posix()}")
    if not found:
        raise PackError(problem("not-a-pack", folder=name))
    return found


def _unpack_wheel(path: Path, folder: Path) -> None:
    """Write the YAML files of a wheel under a folder, as the archive has them."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                inside = PurePosixPath(member)
                if inside.suffix == ".yaml" and ".." not in inside.parts:
                    archive.extract(member, folder)
    except (OSError, zipfile.BadZipFile):
        raise PackError(problem("not-a-wheel", file=path)) from None


# --- git ---


@contextmanager
def revision(commit: str, rules: str, repository: Path) -> Iterator[Places]:
    """Give the packs under the folder `rules` of a repository as they were at a commit.

    A commit of zeros only, as a first push has it, has none. Raises `PackError`.
    """
    if _NO_COMMIT.fullmatch(commit):
        yield {}
        return
    known = resolved(commit, repository)
    listed = git(repository, "ls-tree", "-d", known, f"{rules.rstrip('/')}/")
    if listed is None or not listed.strip():
        yield {}
        return
    archive = git(repository, "archive", "--format=zip", known, rules)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(BytesIO(archive or b"")) as files:
            files.extractall(folder)
        root = Path(folder) / rules
        yield _found(root, rules) if any(root.rglob("pack.yaml")) else {}


def merge_base(base: str, head: str, repository: Path) -> str:
    """Return the commit at which two revisions parted; raises `PackError`."""
    if _NO_COMMIT.fullmatch(base):
        return base
    one, other = resolved(base, repository), resolved(head, repository)
    found = git(repository, "merge-base", one, other)
    if found is None:
        if shallow(repository):
            raise PackError(problem("shallow-clone", revision=base))
        return one
    return found.decode().strip()


def resolved(commit: str, repository: Path) -> str:
    """Return the full name of a commit; raises `PackError` that says what to do."""
    if git(repository, "rev-parse", "--git-dir") is None:
        raise PackError(problem("no-repository", folder=repository))
    found = git(repository, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    if found is None:
        kind = "shallow-clone" if shallow(repository) else "unknown-revision"
        raise PackError(problem(kind, revision=commit))
    return found.decode().strip()


def shallow(repository: Path) -> bool:
    """Say whether a repository lacks the commits before some of its own."""
    found = git(repository, "rev-parse", "--is-shallow-repository")
    return found is not None and found.strip() == b"true"


def git(repository: Path, *words: str) -> bytes | None:
    """Return what git prints, `None` where it fails; raises `PackError` where there is no git."""
    command = ["git", "-C", str(repository), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise PackError(problem("no-git")) from None
    return done.stdout if done.returncode == 0 else None
