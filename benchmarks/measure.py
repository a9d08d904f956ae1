"""Times callables in interleaved rounds, so that a noisy machine hits all alike.

What runs in this process is measured in processor time: what others take of the machine is none of
its cost.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter, process_time

Work = Callable[[], object]


def interleave(
    works: Mapping[str, Work], *, rounds: int, seconds: float, generation: int = 0
) -> dict[str, float]:
    """Return the median time of one call of each; a round runs each for about `seconds`.

    Before each, garbage of up to a `generation` is collected: none pays for what another left.
    """
    calls = {name: _calls(work, seconds) for name, work in works.items()}
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect(generation)
            times[name].append(_once(work, calls[name]) / calls[name])
    nothing = statistics.median(_once(_nothing, 10_000) / 10_000 for _ in range(rounds))
    return {name: statistics.median(found) - nothing for name, found in times.items()}


def _nothing() -> None:
    """Do nothing: what calling it costs is taken off."""


def _once(work: Work, calls: int, clock: Callable[[], float] = process_time) -> float:
    turns = range(calls)
    start = clock()
    for _ in turns:
        work()
    return clock() - start


def _calls(work: Work, seconds: float) -> int:
    work()
    return max(1, round(seconds / max(_once(work, 3) / 3, 1e-9)))


def programs(codes: Mapping[str, Sequence[str]], *, rounds: int) -> dict[str, float]:
    """Return the median time of running this Python with each list of arguments."""

    def run(arguments: Sequence[str]) -> Work:
        command = [sys.executable, "-P", *arguments]
        return lambda: subprocess.run(command, check=True, capture_output=True)

    works = {name: run(arguments) for name, arguments in codes.items()}
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(_once(work, 1, perf_counter))
    return {name: statistics.median(found) for name, found in times.items()}
