"""Finding packs and loading them."""

from __future__ import annotations

import datetime
import os
import pickle
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

import socrules
from invented import decision, write
from socrules import finder, library
from socrules.problems import SocrulesError


@pytest.fixture(autouse=True)
def _no_packs_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOCRULES_PATH", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "region" / "act", decision("when: alone; value: 0"))


INFORMATION = {
    "METADATA": "Metadata-Version: 2.1\nName: own\nVersion: 1.0\n",
    "entry_points.txt": "[socrules.packs]\nown = tempfile:tempdir\n",
}
"""What a distribution says of itself that has packs where `tempfile.tempdir` is."""


def fault(call: Any) -> str:
    with pytest.raises(SocrulesError) as caught:
        call()
    (found,) = caught.value.problems
    return found.kind


def test_a_pack_says_what_it_is(folder: Path) -> None:
    pack = socrules.load(folder, on="2024-10-01")
    assert (pack.id, pack.day, pack.folder) == ("region/act", datetime.date(2024, 10, 1), folder)
    assert (pack.title.ru, pack.readings) == ("Пособие", {"rounding": "down"})
    assert pack.decisions == ("grown_age", "capped", "benefit")
    assert pack.facts == ("alone", "age", "income", "area", "born", "heard", "dwelling")
    assert repr(pack) == "<Pack region/act on 2024-10-01>"


def test_packs_are_found_in_folders_and_entry_points(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "region/act" not in socrules.packs()
    monkeypatch.setenv("SOCRULES_PATH", os.pathsep.join(["", str(tmp_path), str(tmp_path)]))
    assert socrules.packs()["region/act"] == folder
    assert socrules.load("region/act", on="2024-10-01").folder == folder
    monkeypatch.delenv("SOCRULES_PATH")
    assert "region/act" not in socrules.packs()
    information = tmp_path / "own-1.0.dist-info"
    information.mkdir()
    for name, text in INFORMATION.items():
        (information / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.syspath_prepend(os.fspath(tmp_path))
    assert socrules.packs()["region/act"] == folder


def test_entry_points_may_be_in_an_archive(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "own.zip"
    with ZipFile(archive, "w") as packed:
        for name, text in INFORMATION.items():
            packed.writestr(f"own-1.0.dist-info/{name}", text)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.syspath_prepend(os.fspath(archive))
    monkeypatch.syspath_prepend(os.fspath(tmp_path / "nowhere"))
    assert socrules.packs()["region/act"] == folder


def test_the_same_id_twice(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "more" / "region" / "act")
    both = os.pathsep.join([str(folder.parents[1]), str(tmp_path / "more")])
    monkeypatch.setenv("SOCRULES_PATH", both)
    assert fault(socrules.packs) == "pack-twice"


def test_a_pack_is_found_by_its_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (folder, str(folder), "./act", "act"):
        monkeypatch.chdir(folder.parent)
        assert socrules.load(path, on="2024-10-01").id == "region/act"


@pytest.mark.parametrize(
    ("pack", "kind"),
    [
        ("region/act", "unknown-pack"),
        ("./nowhere", "not-a-pack"),
        (Path("nowhere"), "not-a-pack"),
        (Path("a\0b"), "not-a-pack"),
        ("a\0b", "unknown-pack"),
        ("a" * 5000, "unknown-pack"),
        ("", "unknown-pack"),
    ],
)
def test_packs_that_are_not_there(
    pack: Any, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert fault(lambda: socrules.load(pack, on="2024-10-01")) == kind


def test_a_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", fail)
    assert fault(lambda: socrules.load(tmp_path, on="2024-10-01")) == "not-a-pack"


@pytest.mark.parametrize(
    "day", ["2024-10-01", datetime.date(2024, 10, 1), datetime.datetime(2024, 10, 1, 9)]
)
def test_days(day: Any) -> None:
    assert library.to_day(day) == datetime.date(2024, 10, 1)


@pytest.mark.parametrize("day", ["1 октября", "2024-02-30", None, 5])
def test_what_is_no_day(day: Any) -> None:
    assert fault(lambda: library.to_day(day)) == "not-a-day"


def test_what_a_pack_says_can_be_read_unlinked(folder: Path) -> None:
    assert "benefit" in library.contents(folder).entries("decisions")
    (folder / "more.yaml").write_text("decsions: {}", encoding="utf-8")
    assert fault(lambda: library.contents(folder)) == "unknown-section"
    assert fault(lambda: socrules.load(folder, on="2024-10-01")) == "unknown-section"


def test_readings_are_switched(folder: Path) -> None:
    pack = socrules.load(folder, on="2024-10-01", readings={"rounding": "up"})
    assert pack.readings == {"rounding": "up"}
    again = pickle.loads(pickle.dumps(pack))
    assert (again.id, again.readings, again.folder) == (pack.id, pack.readings, folder)


def test_several_decisions_are_answered_at_once(folder: Path) -> None:
    pack = socrules.load(folder, on="2024-10-01")
    facts = pack.situation({"income": "100.00", "alone": True})
    answers = pack.decide(["capped", "benefit"], facts)
    assert {name: answer.value for name, answer in answers.items()} == {
        "capped": socrules.Money("75.00"),
        "benefit": socrules.Money("0.00"),
    }
    assert pack.decide("capped", facts).value == socrules.Money("75.00")
    assert fault(lambda: pack.decide("caped", facts)) == "unknown-decision"


def test_a_derived_fact_must_agree(folder: Path) -> None:
    pack = socrules.load(folder, on="2024-10-01")
    agreeing = {"age": 70, "born": "1954-10-01"}
    assert pack.decide("grown_age", agreeing).value == 70
    assert fault(lambda: pack.decide("capped", agreeing | {"age": 71})) == "derived-differs"


def test_data_stand_beside_the_package_or_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "__file__", str(tmp_path / "socrules" / "finder.py"))
    assert finder.data_folder("rules") == tmp_path / "socrules" / "_data" / "rules"
    (tmp_path / "pyproject.toml").touch()
    assert finder.data_folder("rules") == tmp_path / "rules"
