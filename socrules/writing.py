"""Writes text files whole or not at all: each beside its place first, then all are put in place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from socrules.problems import PackError, problem


def write_files(texts: Mapping[Path, str | bytes]) -> None:
    """Write each text to its file in UTF-8, or bytes as they are; a file keeps its permissions.

    Nothing is put in place before everything has been written. Raises `PackError` where a file
    cannot be written; then none has been changed, unless the disk fails between two renames.
    """
    ready: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, text in texts.items():
            path = path.resolve()
            mode = path.stat().st_mode if path.exists() else 0o666 & ~umask()
            handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
            ready.append((Path(name), path))
            with os.fdopen(handle, "wb") as stream:
                stream.write(text if isinstance(text, bytes) else text.encode())
            Path(name).chmod(mode & 0o7777)
        for half, path in ready:
            half.replace(path)
    except OSError as error:
        raise PackError(problem("cannot-write", folder=path, why=error.strerror)) from None
    finally:
        for half, _ in ready:
            with suppress(FileNotFoundError):
                half.unlink()


def umask() -> int:
    """Return the mask of new files; asking means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
