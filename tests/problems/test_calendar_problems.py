"""The faults of calendars and periods: one bad example a kind, with the whole text a person sees.

An example gives calendar files laid over the library's country, or a call; and the expected text.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from socrules.calendars import calendar
from socrules.deadlines import deadline, limit, series
from socrules.finder import data_folder
from socrules.kinds import kinds
from socrules.problems import SocrulesError

OWN = (
    "calendar-",
    "event-not-a-date",
    "period-does-not-recur",
    "period-not-",
    "period-unknown",
    "time-",
    "uncertain-days-",
)
HERE = Path(__file__).parent
EXAMPLES = sorted(path for path in HERE.glob("*.yaml") if path.stem.startswith(OWN))


def bring_about(given: Mapping[str, Any], folder: Path) -> None:
    """Do what the example says, which must fail."""
    call = given["call"]
    if call == "calendar":
        (folder / "ru").mkdir(parents=True)
        shutil.copy(data_folder("calendars") / "ru" / "country.yaml", folder / "ru")
        for name, text in given["files"].items():
            (folder / name).write_text(text, encoding="utf-8")
        calendar(given["calendar"], given.get("layers"), folder=folder)
    elif call == "add":
        calendar("ru").add_working_days([], 1, uncertain=given["uncertain"])
    elif call == "series":
        series(given["period"], given["event"], 2)
    elif call == "limit":
        limit(given["period"], given["event"], "ru")
    else:
        deadline(given["period"], given["event"], "ru", readings=given.get("readings"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_whole_text(path: Path, tmp_path: Path) -> None:
    example = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    with pytest.raises(SocrulesError) as caught:
        bring_about(example["given"], tmp_path / "calendars")
    assert path.stem in {item.kind for item in caught.value.problems}
    for lang in ("ru", "en"):
        assert caught.value.render(lang) == example["expected"][lang].rstrip("\n")


def test_every_kind_has_an_example() -> None:
    own = {kind for kind in kinds() if kind.startswith(OWN)}
    assert {path.stem for path in EXAMPLES} == own
