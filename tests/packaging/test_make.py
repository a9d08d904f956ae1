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


@pytest.mark.parametrize(
    ("present", "python", "message"),
    [
        (["find", "id", "git"], None, f"run: {SUDO}apt-get install python3 python3-venv"),
        (["find", "id"], None, f"run: {SUDO}apt-get install git python3 python3-venv"),
        (["find", "id"], NO_ENSUREPIP, f"run: {SUDO}apt-get install git python3-venv"),
        (["find", "id", "git"], NO_ENSUREPIP, f"run: {SUDO}apt-get install python3-venv"),
        (["find", "id", "git"], TOO_OLD, "Python 3.9.2 is too old, socrules needs 3.11"),
    ],
)
def test_a_missing_package_is_named_with_the_command(
    present: list[str], python: str | None, message: str, tmp_path: Path
) -> None:
    for name in present:
        found = shutil.which(name)
        assert found
        (tmp_path / name).symlink_to(found)
    if python:
        (tmp_path / "python3").write_text(python)
        (tmp_path / "python3").chmod(0o755)
    make = shutil.which("make")
    done = attempt([make, "-s", "check-system"], cwd=ROOT, env={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr.splitlines()[0]


def test_a_whole_system_is_passed_in_silence() -> None:
    assert run(["make", "-s", "check-system"], cwd=ROOT) == ""


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE))
    shown = {line.split()[1] for line in run(["make", "-s", "help"], cwd=ROOT).splitlines()}
    assert shown == targets - {"check-system"}
