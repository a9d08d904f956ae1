"""`socrules watch`: alarms as they come, in words and as data, stopped and taken up again."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import courts
import logs
from checkout import PYTHON, ROOT, SOCRULES, run

LOG = [
    {"tick": "2026-03-02"},
    courts.event("taken", "2026-03-02", facts={"road": "desk", "urgent": False}),
    {"tick": "2026-03-07"},
    courts.event("decided", "2026-03-09"),
]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return logs.pack(tmp_path / "packs")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LOG), encoding="utf-8")
    return path


def test_alarms_are_printed_once(terminal: Callable[..., Any], pack: Path, log: Path) -> None:
    words = ("watch", pack, "--log", log, "--until", "log", "--near", "1", "--set", "hard=no")
    assert terminal(*words, "--lang", "ru").out == (
        "04.03.2026  A: срок близко — Подтвердить приём: последний день 05.03.2026, осталось дней: "
        "1 (п. 1 Порядка)\n"
        "06.03.2026  A: срок мог истечь — Подтвердить приём: 05.03.2026; в журнале нет события, "
        "которое показало бы исполнение (п. 1 Порядка)\n"
        "09.03.2026  A: срок близко — Решить: последний день 10.03.2026, осталось дней: 1 (п. 1 "
        "Порядка; канцелярия)\n"
        "09.03.2026  A: срок близко — Отправить решение: последний день 10.03.2026, осталось дней: "
        "1 (п. 2 Порядка; канцелярия)\n"
        "09.03.2026  A: исполнено в срок — Решить: сделано 09.03.2026, последний день 10.03.2026 "
        "(п. 1 Порядка; канцелярия)\n"
    )
    assert terminal(*words).out == ""


def test_time_comes_to_a_day_or_to_today(
    terminal: Callable[..., Any], pack: Path, log: Path, tmp_path: Path
) -> None:
    words = ("watch", pack, "--log", log, "--lang", "en", "--format", "json")
    found = terminal(*words, "--until", "2026-03-12").out.splitlines()
    alarms = [json.loads(line) for line in found]
    assert [one["alarm"] for one in alarms][-1] == "missed"
    assert alarms[-1]["day"] == "2026-03-11"
    assert alarms[-1]["text"]["ru"].startswith("A: срок истек — Отправить решение")
    other = ("--journal", tmp_path / "other.jsonl", "--log-from", "2026-03-01")
    assert len(terminal(*words, *other).out.splitlines()) >= len(alarms)


def test_what_is_wrong_with_the_words(
    terminal: Callable[..., Any], pack: Path, log: Path, tmp_path: Path
) -> None:
    assert terminal("watch", pack, "--log", log, "--until", "soon").code == 2
    assert terminal("watch", pack, "--log", log, "--near", "-1").code == 2
    done = terminal("watch", pack, "--log", tmp_path / "no.jsonl", "--lang", "en")
    assert (done.code, "no-such-file" in done.err) == (2, True)


def test_a_watch_that_is_stopped_ends_between_two_lines(
    terminal: Callable[..., Any], pack: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("watch", pack, "--log", log, "--until", "log")
    with monkeypatch.context() as patch:
        echo = click.echo

        def stopping(text: str) -> None:
            echo(text)
            signal.raise_signal(signal.SIGTERM)

        patch.setattr(click, "echo", stopping)
        first = terminal(*words)
    assert first.code == 0
    assert len(first.out.splitlines()) == 1
    assert len(terminal(*words).out.splitlines()) == 4


def lines_of(path: Path, count: int) -> list[str]:
    """Return the lines of a file once it has so many."""
    for _ in range(600):
        found = path.read_text("utf-8").splitlines()
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(path.read_text("utf-8"))


def following(pack: Path, log: Path, out: Path) -> subprocess.Popen[bytes]:
    words = ["watch", pack, "--log", log, "--until", "log", "--every", "0.05", "--lang", "en"]
    with out.open("ab") as stream:
        return subprocess.Popen([SOCRULES, *map(str, words), "--follow"], stdout=stream)


@pytest.fixture
def ended() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_log_is_followed_until_the_watch_is_stopped(
    pack: Path, log: Path, tmp_path: Path, by: signal.Signals, ended: list[Any]
) -> None:
    out = tmp_path / "out.txt"
    ended.append(following(pack, log, out))
    assert len(lines_of(out, 5)) == 5
    ended[0].send_signal(by)
    assert ended[0].wait(timeout=30) == 0
    with log.open("a", encoding="utf-8") as stream:
        stream.write('{"tick": "2026-03-11"}\n{"case": "A", "event": "sent", "date": "2026-0')
    ended.append(following(pack, log, out))
    found = lines_of(out, 6)
    with log.open("a", encoding="utf-8") as stream:
        stream.write('3-11"}\n')
    found = lines_of(out, 7)
    ended[1].send_signal(by)
    assert ended[1].wait(timeout=30) == 0
    assert len(set(found)) == len(found) == 7
    assert "missed — Send the decision" in found[5]
    assert "late — Send the decision: done 2026-03-11, 1 days late" in found[6]


def test_the_example_hears_each_alarm_once() -> None:
    printed = run([PYTHON, ROOT / "examples" / "live-cases" / "desk.py"], cwd=ROOT).splitlines()
    told = [line.split(" — ")[0] for line in printed]
    assert told == [
        "14.03.2026  К-18: срок близко",
        "16.03.2026  К-19: срок близко",
        "16.03.2026  К-18: исполнено в срок",
        "20.03.2026  К-19: срок истек",
        "23.03.2026  К-19: исполнено с опозданием",
        "24.03.2026  К-20: не сходится",
    ]
    assert all("п. 28 Положения" in line for line in printed)
