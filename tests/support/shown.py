"""Puts what is really printed into the examples of a page: `python shown.py PAGE…` rewrites pages.

A Python example is a `python` block with a `text` block below it, run in an empty folder. A
terminal example is a `console` block of `$ socrules …` lines, run at the root of the checkout.
"""

from __future__ import annotations

import re
import shlex
import sys
import tempfile
from pathlib import Path

from checkout import PYTHON, ROOT, SOCRULES, run

PYTHON_EXAMPLE = re.compile(r"(```python\n(.*?)```\n+```text\n).*?```", re.DOTALL)
TERMINAL_EXAMPLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ socrules (.*)$", re.MULTILINE)


def filled(page: str) -> str:
    """Return the page with the output of every example as it is now."""
    page = PYTHON_EXAMPLE.sub(lambda found: f"{found[1]}{_python(found[2])}```", page)
    return TERMINAL_EXAMPLE.sub(lambda found: f"```console\n{_terminal(found[1])}```", page)


def _python(code: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return run([PYTHON, "-I", "-c", code], cwd=Path(folder))


def _terminal(block: str) -> str:
    return "".join(
        f"$ socrules {words}\n{run([SOCRULES, *shlex.split(words)], cwd=ROOT)}"
        for words in COMMAND.findall(block)
    )


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
