"""The terminal as the tests use it: in the same process, with what it printed where."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import drafts
from socrules import cli


class Done(NamedTuple):
    """What became of a command: its exit code, the answer, and what was said beside it."""

    code: int
    out: str
    err: str


Terminal = Callable[..., Done]


@pytest.fixture
def terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Terminal:
    """Return what runs a command line in an empty folder, in English unless it says otherwise."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOCRULES_PATH", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["socrules", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as done:
            cli.main()
        assert isinstance(done.value.code, int)
        return Done(done.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the invented pack, which is found as `region/act`."""
    packs = tmp_path / "packs"
    monkeypatch.setenv("SOCRULES_PATH", str(packs))
    return drafts.write(packs / "region" / "act", DECISIONS)


DECISIONS = """
decisions:
  entitled:
    title:
      ru: Имеет право на пособие
      en: Entitled to the benefit
    type: bool
    rules:
      who_lives_alone:
        cite: "2"
        when: alone
        value: true
      not_the_young:
        cite: "2(а)"
        when: age < 18
        value: false
"""
