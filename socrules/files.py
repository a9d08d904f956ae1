"""Reads the files of a pack as bytes, all but its cases, and says by a digest what they are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from socrules.problems import Document, Findings, PackError, Problem, problem, whole
from socrules.source import file_bytes

MAX_FILES: Final = 500
HEAD_FILE: Final = "pack.yaml"


def mark_of(parts: Iterable[bytes]) -> str:
    """Return the BLAKE2 digest of bytes.

    `hashlib` loads OpenSSL, which takes longer than the digest of a pack; the standard library's
    `random` goes round it likewise.
    """
    try:
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    found = blake2b(digest_size=32)
    for part in parts:
        found.update(part)
    return found.hexdigest()


class Files:
    """The files of one pack: their bytes by name, and why some could not be read.

    `name` is what the folder is called in messages.
    """

    def __init__(self, name: str, data: Mapping[str, bytes], problems: list[Problem]) -> None:
        self.name = name
        self.data = data
        self.problems = problems

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the files' names and bytes."""
        from hashlib import sha256

        found = sha256()
        for name, data in self.data.items():
            found.update(b"%s\0%s\0" % (name.encode(), data))
        return found.hexdigest()

    @cached_property
    def mark(self) -> str:
        """Return another digest of the same, for those who only ask whether they are the same."""
        return mark_of(b"%s\0%s\0" % (name.encode(), data) for name, data in self.data.items())

    def title(self, name: str) -> str:
        """Return what a file is called in messages."""
        return f"{self.name}/{name}"


def read_files(folder: Path, name: str | None = None) -> Files:
    """Return the files of the pack in `folder`; raises `PackError` where it is none."""
    name = name or str(folder)
    nowhere = whole(Document(name, ""))
    try:
        with os.scandir(folder) as found:
            names = sorted(one.name for one in found if one.name.endswith(".yaml"))
    except (OSError, ValueError):
        names = []
    if HEAD_FILE not in names:
        raise PackError(problem("not-a-pack", nowhere, folder=name))
    if len(names) > MAX_FILES:
        raise PackError(problem("too-many-files", nowhere, limit=MAX_FILES))
    findings, data = Findings(), {}
    for one in names:
        if not one.endswith(".cases.yaml"):
            read = findings.attempt(partial(file_bytes, folder / one, f"{name}/{one}"))
            if read is not None:
                data[one] = read
    return Files(name, data, findings.problems)
