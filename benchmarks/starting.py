"""Figures for starting: importing, loading a pack, and one answer in the shell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from figures import Figure
from measure import interleave, programs

import socrules
from socrules.library import find

PACK = "luhansk/stationary-services"
DAY = "2024-10-01"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@contextmanager
def cache(folder: str) -> Iterator[None]:
    """Keep what is known of packs in a folder, or nowhere where it is `off`."""
    before = os.environ.get("SOCRULES_CACHE")
    os.environ["SOCRULES_CACHE"] = folder
    try:
        yield
    finally:
        del os.environ["SOCRULES_CACHE"]
        if before is not None:
            os.environ["SOCRULES_CACHE"] = before


def load(folder: str) -> socrules.Pack:
    """Return the pack, loaded by what is kept in a folder."""
    with cache(folder):
        return socrules.load(PACK, on=DAY)


def loading() -> list[Figure]:
    """Return what loading the largest pack costs against PyYAML's C loader on the same files."""
    with TemporaryDirectory() as kept:
        return _loading(kept)


def _loading(kept: str) -> list[Figure]:
    folder, _ = find(PACK)
    paths = [path for path in sorted(folder.glob("*.yaml")) if ".cases." not in path.name]
    texts = [path.read_text("utf-8") for path in paths]
    lines = sum(text.count("\n") for text in texts)
    found = interleave(
        {
            "yaml": lambda: [yaml.load(text, Loader=_LOADER) for text in texts],
            "cold": lambda: load("off"),
            "kept": lambda: load(kept),
        },
        rounds=9,
        seconds=0.001,
        generation=2,
    )
    name = f"loading {lines:,} lines: PyYAML's C loader (Y)"
    return [
        Figure(name, found["yaml"], found["yaml"], "× Y", None, None),
        Figure("read, checked, linked", found["cold"], found["yaml"], "× Y", 1, None),
        Figure("by what is kept of it", found["kept"], found["yaml"], "× Y", 0.1, None),
    ]


def starting() -> list[Figure]:
    """Return what importing and one answer in the shell cost."""
    with TemporaryDirectory() as kept, cache(kept):
        return _starting()


def _starting() -> list[Figure]:
    facts = Path(__file__).parents[1] / "examples" / "demo" / "facts.yaml"
    code = "from socrules.cli import main; main()"
    decide = ["-c", code, "decide", PACK, "fee", "--facts", os.fspath(facts), "--on", DAY]
    found = programs(
        {
            "nothing": ["-c", "pass"],
            "libraries": ["-c", "import attrs, yaml"],
            "socrules": ["-c", "import socrules"],
            "click": ["-c", "import attrs, yaml, click"],
            "decide": decide,
        },
        rounds=15,
    )
    nothing = found["nothing"]
    libraries, own = found["libraries"] - nothing, found["socrules"] - nothing
    return [
        Figure("`import attrs, yaml`, above nothing", libraries, libraries, "×", None, None),
        Figure("`import socrules`, above nothing", own, libraries, "×", 1.3, None),
        Figure(
            "a program with attrs, yaml, click", found["click"], found["click"], "×", None, None
        ),
        Figure("`socrules decide`", found["decide"], found["click"], "×", 1.5, None),
    ]
