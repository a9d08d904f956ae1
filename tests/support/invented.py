"""A small invented pack, with the entries a test adds to it."""

from __future__ import annotations

import datetime
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from checkout import ROOT
from socrules.checking import check
from socrules.link import link
from socrules.model import Contents
from socrules.parse import parse_pack
from socrules.problems import PackError
from socrules.program import Program

BASE = ROOT / "tests" / "problems" / "base"
DAY = datetime.date(2024, 10, 1)


def write(folder: Path, entries: str = "", files: Mapping[str, str] | None = None) -> Path:
    """Write the invented pack into `folder`, with the entries and files of a test; return it."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    more = {"given.yaml": dedent(entries)} if entries else {}
    for name, text in (more | dict(files or {})).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def contents(entries: str = "", files: Mapping[str, str] | None = None) -> Contents:
    """Return what the invented pack says with the entries and files of a test."""
    with tempfile.TemporaryDirectory() as folder:
        return parse_pack(write(Path(folder) / "region" / "act", entries, files), "region/act")


def program(entries: str = "", day: datetime.date = DAY, **readings: str) -> Program:
    """Return the invented pack linked with the entries of a test."""
    return link(contents(entries), day, readings)


def faults(entries: str = "", files: Mapping[str, str] | None = None) -> list[str]:
    """Return the kinds of the problems that linking the invented pack finds on one day."""
    try:
        link(contents(entries, files), DAY)
    except PackError as error:
        return [item.kind for item in error.problems]
    return []


def checked(entries: str = "", files: Mapping[str, str] | None = None) -> list[str]:
    """Return the kinds of the problems of the invented pack on every day its text changes."""
    return [item.kind for item in check(contents(entries, files))]


def decision(*rules: str, type: str = "money", name: str = "benefit") -> str:
    """Return a decision with rules, each written as `key: value` pairs parted by `; `."""
    lines = [
        "decisions:",
        f"  {name}:",
        "    title:",
        "      ru: Пособие",
        f"    type: {type}",
        "    rules:",
    ]
    for index, rule in enumerate(rules):
        lines.append(f"      rule_{index}:")
        lines += [f"        {pair}" for pair in ('cite: "2"', *rule.split("; "))]
    return "\n".join(lines) + "\n"
