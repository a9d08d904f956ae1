"""What the README files show is what happens: their Python and their terminal lines are run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from checkout import PYTHON, ROOT, SOCRULES, run

PAGES = ["README.md", "README.ru.md"]
# A Python block, and right below it the block of what it prints.
PYTHON_EXAMPLE = re.compile(r"```python\n(.*?)```\n+```text\n(.*?)```", re.DOTALL)
TERMINAL_EXAMPLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_python(name: str, tmp_path: Path) -> None:
    [(code, printed)] = PYTHON_EXAMPLE.findall(page(name))
    assert run([PYTHON, "-I", "-c", code], cwd=tmp_path) == printed


@pytest.mark.parametrize("name", PAGES)
def test_terminal(name: str) -> None:
    [block] = TERMINAL_EXAMPLE.findall(page(name))
    examples = COMMAND.findall(block)
    assert examples
    for command, printed in examples:
        program, *words = shlex.split(command)
        assert program == "socrules"
        assert run([SOCRULES, *words], cwd=ROOT) == printed


def test_both_languages_show_the_same_commands_to_run() -> None:
    first, second = (re.findall(r"```sh\n(.*?)```", page(name), re.DOTALL) for name in PAGES)
    assert first == second
