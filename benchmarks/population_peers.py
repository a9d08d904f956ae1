"""The reference work for a million people in other engines, against this one.

openfisca-core takes columns; the others decide one person after another, and what a million of them
cost is reckoned from fewer. All are held to this library before anything is timed.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np
import peers
import polars as pl
from figures import Figure, table
from hand_frames import CLAUSES, people
from hand_written import OUTPUTS
from measure import interleave
from one_case import DAY, PACK
from report import machine, put

import socrules

ROWS = 1_000_000
FEW = 2_000
"""How many people those engines decide that take one after another."""

COLUMNS = [name for output in OUTPUTS for name in (output, f"{output}.clause")]
SETTINGS: dict[str, Any] = {"money": "kopecks", "parts": ("status", "clause")}


def openfisca(frame: pl.DataFrame) -> Callable[[], list[Any]]:
    """Return openfisca-core over arrays: a simulation is built, and six variables calculated."""
    from openfisca_core.simulation_builder import SimulationBuilder

    system = peers.openfisca_system()
    arrays = {name: frame[name].to_numpy() for name in frame.columns}
    needs = np.array([CLAUSES.index(one) for one in peers.NEEDS], "uint8")
    grounds = np.array([CLAUSES.index(one) for one in peers.GROUNDS], "uint8")

    def decide() -> list[Any]:
        simulation = SimulationBuilder().build_default_simulation(system, count=len(frame))
        for name, array in arrays.items():
            simulation.set_input(name, DAY, array)
        need, clause = simulation.calculate("need", DAY), simulation.calculate("clause", DAY)
        free, ground = simulation.calculate("free", DAY), grounds[clause]
        paid = np.uint8(CLAUSES.index("5"))
        return [
            simulation.calculate("recognised", DAY),
            needs[need],
            free,
            ground,
            simulation.calculate("fee", DAY),
            np.where(free, ground, paid),
        ]

    return decide


def engines() -> dict[str, peers.Engine]:
    """Return the engines that decide one person after another, by name and version."""
    found = {"zen-engine": peers.zen_expressions(), "rule-engine": peers.rule_engine()}
    # It has not been built for the newest Python.
    if find_spec("durable"):
        found["durable-rules"] = peers.durable_rules()
    return {f"{name} {version(name)}": engine for name, engine in found.items()}


def main() -> None:
    """Check, time and print."""
    pack, frame = socrules.load(PACK, on=DAY), people(ROWS, 0)
    few = frame[:FEW].to_dicts()
    by_row = engines()

    def ours() -> pl.DataFrame:
        return pack.decide_frame(frame, OUTPUTS, **SETTINGS)

    expected = ours().select(COLUMNS)
    fisca = openfisca(frame)
    for name, array in zip(COLUMNS, fisca(), strict=True):
        found = pl.Series(array)
        if name.endswith("clause"):
            found = found.cast(pl.UInt32).replace_strict(dict(enumerate(CLAUSES)))
        assert found.to_list() == expected[name].to_list(), name
    for name, engine in by_row.items():
        for case, row in zip(few, expected[:FEW].rows(), strict=True):
            assert [part for pair in engine(case) for part in pair] == list(row), (name, case)

    def one_by_one(engine: peers.Engine) -> Callable[[], object]:
        return lambda: [engine(case) for case in few]

    works = {"ours": ours, "openfisca": fisca}
    times = interleave(
        works | {name: one_by_one(engine) for name, engine in by_row.items()},
        rounds=7,
        seconds=0.02,
    )
    own, against = times["ours"], "× socrules"
    label = f"openfisca-core {version('openfisca-core')}, arrays"
    rows = [
        Figure("socrules over polars; value, status, first clause", own, own, against, None, None),
        Figure(label, times["openfisca"], own, against, 6, 12, least=True),
        *(
            Figure(f"{name}, person by person", times[name] * ROWS / FEW, own, against, None, None)
            for name in by_row
        ),
    ]
    text = f"{machine()}, a million rows\n\n{table(rows)}\n"
    print(text)
    if "--write" in sys.argv[1:]:
        put(f"Populations in other engines, CPython {platform.python_version()}", text)


if __name__ == "__main__":
    main()
