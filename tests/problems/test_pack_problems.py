"""The faults of packs, situations and calls: one bad example a kind, with the whole text.

An example gives the entries of one more file of the pack in `base`, whole files of it, or a call;
and the text a person sees, in Russian and in English.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import socrules
from socrules import checking, library, link, lint, parse, problems, program, situation, source
from socrules.cases import read_cases
from socrules.kinds import kinds

HERE = Path(__file__).parent
CALENDARS = (
    "calendar-",
    "event-not-a-date",
    "period-does-not-recur",
    "period-not-",
    "period-unknown",
    "time-",
    "uncertain-days-",
)
"""The kinds whose examples `test_calendar_problems` runs."""

LINTED_ON = datetime.date(2026, 11, 21)

EXAMPLES = sorted(path for path in HERE.glob("*.yaml") if not path.stem.startswith(CALENDARS))


def bring_about(given: Mapping[str, Any], folder: Path) -> None:
    """Do what the example says, which must fail."""
    shutil.copytree(HERE / "base", folder)
    files = dict(given.get("files", {}))
    if "entries" in given:
        files["given.yaml"] = given["entries"]
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if "python" in given:
        pack = socrules.load(folder, on="2024-10-01")
        names = {"folder": folder, "pack": pack, "Path": Path, "socrules": socrules}
        modules = (library, link, parse, problems, program, situation, source)
        names |= {module.__name__.rpartition(".")[2]: module for module in modules}
        exec(given["python"], names)
    elif "lint" in given:
        contents = parse.parse_pack(folder, "region/act")
        linted = lint.Linted(contents, read_cases(folder, "region/act"), LINTED_ON)
        raise socrules.PackError([one.problem for one in lint.lint(linted, [given["lint"]])])
    else:
        found = checking.check(parse.parse_pack(folder, "region/act"))
        raise socrules.PackError(found)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_whole_text(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # Set, so that what an example sets is undone after it.
    monkeypatch.setenv("SOCRULES_PATH", "")
    example = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    with pytest.raises(socrules.SocrulesError) as caught:
        bring_about(example["given"], tmp_path / "region" / "act")
    assert path.stem in {item.kind for item in caught.value.problems}
    for lang in ("ru", "en"):
        text = caught.value.render(lang).replace(str(tmp_path), "…")
        assert text == example["expected"][lang].rstrip("\n")


def test_every_kind_has_an_example() -> None:
    own = {kind for kind in kinds() if not kind.startswith(CALENDARS)}
    assert {path.stem for path in EXAMPLES} == own
