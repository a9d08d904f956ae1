"""The checkout the tests stand in, and the programs of the environment they run in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.executable)
SOCRULES = PYTHON.with_name("socrules")

# What would bring another copy of the package or of the packs into a program that a test starts,
# make an inner make behave like the outer one, or lines longer or shorter than in a pipe.
FOREIGN = {
    "COLUMNS",
    "FACTS",
    "MAKEFLAGS",
    "MAKELEVEL",
    "MFLAGS",
    "PYTHON",
    "PYTHONHOME",
    "PYTHONPATH",
    "SOCRULES",
    "SOCRULES_PATH",
}


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the work tree that git does not ignore, relative to the root."""
    # A checkout made by another user is still the one to look at.
    git = ["git", "-c", "safe.directory=*", "-c", "core.quotePath=false"]
    listed = run([*git, "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT)
    return tuple(Path(name) for name in listed.splitlines() if (ROOT / name).is_file())


def attempt(
    command: Sequence[object], *, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Return what became of `command`, run without the variables in `FOREIGN`."""
    own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=own | dict(env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run(command: Sequence[object], *, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Return what `command` prints; it must succeed and say nothing on the error stream."""
    done = attempt(command, cwd=cwd, env=env)
    assert (done.returncode, done.stderr) == (0, ""), f"{done.args}: {done.stderr or done.stdout}"
    return done.stdout
