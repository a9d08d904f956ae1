"""The monitor raises what the timeline gives ground for, each alarm once, whatever kills it.

`SOCRULES_DURABLE` says how much is compared: ten histories for each of that many programs, and a
log of some thirty events for each, killed at every two hundredth; `make durable` makes them 3,000
histories, and 10,000 events killed at 50 points.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

import logs
from checkout import PYTHON, ROOT, SOCRULES, run

SIZE = int(os.environ.get("SOCRULES_DURABLE", "16"))
PARTS = max(2, SIZE // 5)
HISTORIES = 10 * SIZE if SIZE > 16 else 24
EVENTS, KILLS = (10_000, 50) if SIZE > 16 else (300, 4)


@pytest.mark.parametrize("part", range(PARTS))
def test_histories(part: int, record_property: Callable[[str, object], None]) -> None:
    ends = [HISTORIES * one // PARTS for one in (part, part + 1)]
    script = ROOT / "tests" / "support" / "watched.py"
    seen: Counter[str] = Counter(json.loads(run([PYTHON, script, *ends], cwd=ROOT)))
    record_property("durable", dict(seen))
    assert seen["histories"] == ends[1] - ends[0]
    assert all(seen[kind] for kind in ("near", "missed", "doubtful", "irregular"))


def test_killed_at_any_moment_no_alarm_is_lost_and_none_repeated(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    pack = logs.pack(tmp_path / "packs")
    log = logs.write(tmp_path / "events.jsonl", EVENTS)
    expected = tmp_path / "expected.jsonl"
    whole = tmp_path / "events.alarms.jsonl"
    words = [SOCRULES, "watch", pack, "--log", log, "--until", "log", "--format", "json"]
    started = time.monotonic()
    subprocess.run([*words, "--journal", expected], stdout=subprocess.DEVNULL, check=True)
    seconds = time.monotonic() - started
    ends = [at for at, byte in enumerate(expected.read_bytes()) if byte == 10]
    pick = Random(EVENTS)
    killed = 0
    for point in sorted(pick.sample(ends[1:-1], KILLS)):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        while process.poll() is None and size(whole) < point:
            time.sleep(0.002)
        time.sleep(pick.random() * 0.01)
        process.kill()
        killed += process.wait() == -signal.SIGKILL
    assert killed > KILLS * 0.8
    subprocess.run(words, stdout=subprocess.DEVNULL, check=True)
    assert whole.read_bytes() == expected.read_bytes()
    record_property(
        "durable", {"kills": killed, "alarms": len(ends) - 1, "seconds": round(seconds)}
    )


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
