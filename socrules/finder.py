"""Finds the folders of data that come with the library: `rules` and `calendars`."""

from __future__ import annotations

from pathlib import Path


def data_folder(name: str) -> Path:
    """Return the folder `name` of the library's own data.

    In a checkout (a `pyproject.toml` stands beside the package) that is the folder beside the
    package, so that an edited file is seen at once; otherwise the copy inside the package.
    """
    package = Path(__file__).resolve().parent
    if (package.parent / "pyproject.toml").is_file():
        return package.parent / name
    return package / "_data" / name
