"""What is kept of packs between runs: what makes it count, and what makes it count for nothing."""

from __future__ import annotations

import datetime
import json
import os
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import socrules
from invented import decision, write
from socrules import kept, link
from socrules.asked import Asked
from socrules.files import mark_of
from socrules.pack import Pack
from socrules.parse import stretches
from socrules.problems import PackError
from socrules.source import read

DAY = "2024-10-01"
SUM = """
parameters:
  sum:
    title:
      ru: Сумма
    type: money
    versions:
      - from: 2024-01-01
        cite: "2"
        value: "10.00"
      - from: 2025-01-01
        cite: "2"
        value: "20.00"
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kept" / "here"
    monkeypatch.setenv("SOCRULES_CACHE", os.fspath(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "region" / "act", decision("when: alone; value: 0"))


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the days for which a pack is read and linked from beginning to end, as it happens."""
    days: list[str] = []
    whole = link.link

    def noted(pack: Any, day: datetime.date, *readings: Any) -> Any:
        days.append(day.isoformat())
        return whole(pack, day, *readings)

    monkeypatch.setattr(link, "link", noted)
    return days


def load(folder: Path, on: str = DAY, **readings: str) -> Pack:
    return socrules.load(folder, on=on, readings=readings)


def answer(pack: Pack, name: str = "benefit") -> str:
    return str(pack.decide(name, {"alone": True}).value)


def only(cache: Path) -> Path:
    (found,) = cache.iterdir()
    return found


def test_a_pack_is_linked_once(cache: Path, folder: Path, linked: list[str]) -> None:
    before, after = load(folder), load(folder)
    assert linked == [DAY]
    assert (before.facts, before.decisions) == (after.facts, after.decisions)
    assert answer(before) == answer(after) == "0.00"
    assert cache.stat().st_mode & 0o777 == 0o700


def test_what_is_kept_says_nothing_of_what_a_pack_says(cache: Path, folder: Path) -> None:
    load(folder)
    text = only(cache).read_text("utf-8").partition("\n")[2]
    assert "alone" in json.loads(text)["where"]["facts.yaml"]["facts"]
    assert "Пособие" not in text
    assert "п. 2" not in text


def test_days_between_which_nothing_is_worded_otherwise_are_one(
    folder: Path, linked: list[str]
) -> None:
    write(folder, decision("when: alone; value: sum"), {"sum.yaml": SUM})
    found = {
        day: answer(load(folder, day))
        for day in (DAY, "2024-12-31", "2025-01-01", "2030-01-01", "2024-01-01")
    }
    assert linked == [DAY, "2025-01-01"]
    assert list(found.values()) == ["10.00", "10.00", "20.00", "20.00", "10.00"]


def test_what_comes_from_the_day_is_bounded_anew(folder: Path, linked: list[str]) -> None:
    late = "value: years_between(day, day + 7974 years)"
    write(
        folder,
        decision(late, type="integer")
        + decision("value: benefit", type="integer", name="rests_on_it").partition("\n")[2]
        + "\ninvariants:\n  whole:\n    title:\n"
        '      ru: Не меньше нуля\n    cite: "2"\n    holds: benefit >= 0\n',
    )
    assert load(folder, "2024-10-01").program.names["daily"] == [
        "grown_age",
        "benefit",
        "rests_on_it",
    ]
    assert load(folder, "2025-10-01").decide("benefit", {}).value == 7974
    assert linked == ["2024-10-01"]
    with pytest.raises(PackError, match="overflow"):
        load(folder, "2026-10-01")
    assert linked == ["2024-10-01", "2026-10-01"]


def test_readings_that_are_switched_count(folder: Path, linked: list[str]) -> None:
    for chosen in ({}, {"rounding": "up"}, {}, {"rounding": "up"}):
        assert load(folder, **chosen).readings == {"rounding": "down", **chosen}
    assert linked == [DAY, DAY]


def test_a_pack_with_problems_is_never_kept(cache: Path, folder: Path) -> None:
    write(folder, decision("when: alonely; value: 0"))
    for _ in range(2):
        with pytest.raises(PackError, match="unknown-name"):
            load(folder)
    assert not cache.exists()


def test_every_byte_counts(folder: Path, linked: list[str]) -> None:
    files = sorted(folder.glob("*.yaml"))
    load(folder)
    for path in files:
        data = path.read_bytes()
        for changed in (data + b"\n", data.replace(b"#", b"# ", 1) + b"#", data):
            path.write_bytes(changed)
            load(folder)
    (folder / "more.yaml").write_text("x-notes: {a: 1}\n", "utf-8")
    load(folder)
    (folder / "more.yaml").rename(folder / "most.yaml")
    load(folder)
    assert len(linked) == 1 + 3 * len(files) + 2


def test_a_file_that_cannot_be_read_is_a_problem_all_the_same(folder: Path) -> None:
    load(folder)
    (folder / "unreadable.yaml").mkdir()
    with pytest.raises(PackError, match="unreadable-file"):
        load(folder)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda data: data[:-1],
    "of one line": lambda data: data.replace(b"\n", b""),
    "another number": lambda data: data.replace(b"[2,", b"[3,", 1),
    "no text": lambda _: b"\xff\x00",
    "a program": lambda _: b"import os\nraise SystemExit",
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_is_spoilt_is_written_anew(
    cache: Path, folder: Path, linked: list[str], how: str
) -> None:
    load(folder)
    whole = only(cache).read_bytes()
    only(cache).write_bytes(SPOILT[how](whole))
    assert answer(load(folder)) == "0.00"
    assert len(linked) == 2
    assert only(cache).read_bytes() == whole


def test_another_engine_begins_anew(
    folder: Path, linked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(folder)
    monkeypatch.setattr(kept, "_engine", lambda: "another")
    load(folder)
    assert len(linked) == 2


@pytest.mark.parametrize("chosen", ["", "off"])
def test_it_can_be_switched_off(
    cache: Path, folder: Path, linked: list[str], monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("SOCRULES_CACHE", chosen)
    for _ in range(2):
        assert answer(load(folder)) == "0.00"
    assert len(linked) == 2
    assert not cache.exists()


def test_a_digest_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = mark_of([b"a", b"b"])
    monkeypatch.setitem(sys.modules, "_blake2", None)
    assert mark_of([b"ab"]) == mark
    assert len(mark) == 64


def test_it_lies_where_caches_lie(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOCRULES_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "xdg"))
    load(folder)
    assert only(tmp_path / "xdg" / "socrules").suffix == ".json"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", os.fspath(tmp_path / "home"))
    load(folder)
    assert only(tmp_path / "home" / ".cache" / "socrules").suffix == ".json"


def test_nobody_needs_a_home(
    folder: Path, linked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Path:
        raise RuntimeError

    monkeypatch.delenv("SOCRULES_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", fail)
    for _ in range(2):
        assert answer(load(folder)) == "0.00"
    assert len(linked) == 2


def test_where_nothing_can_be_written_nothing_is_kept(
    cache: Path, folder: Path, linked: list[str]
) -> None:
    cache.parent.mkdir()
    cache.write_text("no folder")
    for _ in range(2):
        assert answer(load(folder)) == "0.00"
    assert len(linked) == 2


def test_the_longest_kept_is_forgotten(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_PACKS", 2)
    monkeypatch.setattr(kept, "MOST_LINKS", 2)
    written = []
    for name in ("one", "two", "three"):
        load(write(tmp_path / "region" / name))
        fresh = set(cache.iterdir()) - set(written)
        written += fresh
        os.utime(fresh.pop(), ns=(0, len(written)))
    assert sorted(cache.iterdir()) == sorted(written[1:])
    for reading in ("up", "down"):
        load(tmp_path / "region" / "three", rounding=reading)
    links = json.loads(written[2].read_bytes().partition(b"\n")[2])["links"]
    assert [link["switched"] for link in links] == [{"rounding": "up"}, {"rounding": "down"}]


def test_many_may_load_at_once(folder: Path, cache: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: answer(load(folder)), range(24))) == {"0.00"}
        pack = load(folder)
        answers = pool.map(lambda _: pack.decide("benefit", {"alone": True}).linked, range(24))
        assert len(set(answers)) == 1
    assert only(cache).suffix == ".json"


def test_a_kept_pack_is_pickled_whole(folder: Path) -> None:
    load(folder)
    again = pickle.loads(pickle.dumps(load(folder)))
    assert answer(again) == "0.00"
    assert not isinstance(again.program.pack.entries("facts"), Asked)


def test_lines_may_end_as_they_like(folder: Path, linked: list[str]) -> None:
    for name, end in (("carriage", "\r"), ("both", "\r\n"), ("next", "\u0085")):
        text = decision('when: alone; value: "1.00"', name=name).replace("\n", end)
        (folder / f"{name}.yaml").write_bytes(text.encode())
    before, after = load(folder), load(folder)
    assert linked == [DAY]
    for name in ("carriage", "both", "next"):
        assert answer(after, name) == answer(before, name) == "1.00"
        spans = [pack.program.decisions[name].entry.span for pack in (before, after)]
        assert spans[0] == spans[1]


def test_entries_in_braces_may_share_their_lines() -> None:
    text = "actors: {a: {}, b: {}}\nevents:\n  c: {}\n\n  d:\n    e: f\nx-notes:\n  - g\n"
    assert stretches(read(text, "a.yaml")) == {
        "actors": {"a": None, "b": None},
        "events": {"c": (3, 4), "d": (5, 6)},
    }


def test_what_is_asked_is_made_once_and_named_at_once() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    asked = Asked(["a", "b"], make)
    assert (list(asked), len(asked), "a" in asked, made) == (["a", "b"], 2, True, [])
    assert asked["a"] + asked["a"] + asked.get("c", "-") == "AA-"
    assert (made, repr(asked)) == (["a"], "Asked(['a', 'b'])")
    assert pickle.loads(pickle.dumps(asked)) == {"a": "A", "b": "B"}
    with pytest.raises(KeyError):
        asked["c"]
