"""The make targets a newcomer meets first: what they say when the system lacks something."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from checkout import PYTHON, ROOT, attempt, run

NO_ENSUREPIP = f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; *) exec {PYTHON} "$@" ;; esac\n'
TOO_OLD = '#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac\n'
SUDO = "" if os.geteuid() == 0 else "sudo "


NO_HEADERS = f'#!/bin/sh\ncase "$2" in *Python.h*) exit 1 ;; *) exec {PYTHON} "$@" ;; esac\n'
INSTALL = f"run: {SUDO}apt-get install"


@pytest.mark.parametrize(
    ("target", "present", "python", "message"),
    [
        ("check-system", "find id git", None, f"{INSTALL} python3 python3-venv"),
        ("check-system", "find id", None, f"{INSTALL} git python3 python3-venv"),
        ("check-system", "find id", NO_ENSUREPIP, f"{INSTALL} git python3-venv"),
        ("check-system", "find id git", NO_ENSUREPIP, f"{INSTALL} python3-venv"),
        ("check-system", "find id git", TOO_OLD, "Python 3.9.2 is too old, socrules needs 3.11"),
        ("check-build", "find id git gcc", NO_HEADERS, f"{INSTALL} python3-dev"),
        ("check-build", "find id git", NO_HEADERS, f"{INSTALL} gcc python3-dev"),
        ("check-build", "find id", None, f"{INSTALL} git gcc python3 python3-venv python3-dev"),
    ],
)
def test_a_missing_package_is_named_with_the_command(
    target: str, present: str, python: str | None, message: str, tmp_path: Path
) -> None:
    for name in present.split():
        found = shutil.which(name)
        assert found
        (tmp_path / name).symlink_to(found)
    if python:
        (tmp_path / "python3").write_text(python)
        (tmp_path / "python3").chmod(0o755)
    make = shutil.which("make")
    done = attempt([make, "-s", target], cwd=ROOT, env={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr.splitlines()[0]


@pytest.mark.parametrize("target", ["check-system", "check-build"])
def test_a_whole_system_is_passed_in_silence(target: str) -> None:
    assert run(["make", "-s", target], cwd=ROOT) == ""


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE))
    shown = {line.split()[1] for line in run(["make", "-s", "help"], cwd=ROOT).splitlines()}
    assert shown == targets
