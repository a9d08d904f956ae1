"""Figures for one person: deciding, reading what was decided, keeping it."""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import hand_written
from figures import Figure
from hand_written import OUTPUTS, TYPICAL, facts
from measure import interleave

import socrules

PACK = Path(__file__).parent / "fee-decision"
DAY = "2024-10-01"
CASES = 5_000
OPEN = ("age", "leningrad_badge", "refused")
"""The facts left out where some are unknown."""


def warm(pack: socrules.Pack, asked: Any, given: Any) -> Any:
    """Return an answer; what is asked the second time is compiled."""
    for _ in range(3):
        answer = pack.decide(asked, given)
    return answer


def check(pack: socrules.Pack) -> None:
    """Hold the pack to the function written by hand on thousands of cases."""
    for case in hand_written.cases(CASES):
        answers = warm(pack, OUTPUTS, facts(case))
        expected = hand_written.decide(case)
        assert expected == hand_written.decide_lean(case), case
        for name in OUTPUTS:
            value = answers[name].value
            found = value.kopecks if name == "fee" else value
            seen = found, answers[name].status, answers[name].clause
            assert seen == expected[name], (case, name, seen, expected[name])


def deciding() -> list[Figure]:
    """Return what deciding costs against the function written by hand."""
    pack = socrules.load(PACK, on=DAY)
    check(pack)
    given = facts(TYPICAL)
    checked = pack.situation(given)
    some = {name: value for name, value in given.items() if name not in OPEN}
    in_words = given | {name: str(given[name]) for name in hand_written.SUMS}
    for asked in (given, checked, some, in_words):
        warm(pack, OUTPUTS, asked)

    def by_hand(decide: Any) -> None:
        answers = decide(TYPICAL)
        _value, _status, _clause = answers["recognised"]
        _value, _status, _clause = answers["free"]
        _value, _status, _clause = answers["fee"]

    def first_clause(given: Any) -> None:
        answers = pack.decide(OUTPUTS, given)
        one = answers["recognised"]
        one.value, one.status, one.clause  # noqa: B018
        one = answers["free"]
        one.value, one.status, one.clause  # noqa: B018
        one = answers["fee"]
        one.value, one.status, one.clause  # noqa: B018

    def all_clauses() -> None:
        answers = pack.decide(OUTPUTS, given)
        one = answers["recognised"]
        one.value, one.status, one.citations  # noqa: B018
        one = answers["free"]
        one.value, one.status, one.citations  # noqa: B018
        one = answers["fee"]
        one.value, one.status, one.citations  # noqa: B018

    def possible() -> None:
        for one in pack.decide(OUTPUTS, some).values():
            one.status, one.possible  # noqa: B018

    def trace() -> None:
        for one in pack.decide(OUTPUTS, given).values():
            for _id, _kind, _state, _value, _clauses in one.records:
                pass

    def tree() -> None:
        for one in pack.decide(OUTPUTS, given).values():
            list(one.trace.walk())

    found = interleave(
        {
            "by hand": lambda: by_hand(hand_written.decide),
            "lean": lambda: by_hand(hand_written.decide_lean),
            "mapping": lambda: first_clause(given),
            "text": lambda: first_clause(in_words),
            "situation": lambda: first_clause(checked),
            "all clauses": all_clauses,
            "unknown": possible,
            "trace": trace,
            "tree": tree,
        },
        rounds=150,
        seconds=0.002,
    )
    hand = found["by hand"]
    return [
        Figure("function written by hand (H)", hand, hand, "× H", None, None),
        Figure("the same, as lean as it gets", found["lean"], hand, "× H", None, None),
        Figure("mapping, checked; first clauses", found["mapping"], hand, "× H", 3, 2.5),
        Figure("the same, sums as text", found["text"], hand, "× H", None, None),
        Figure("mapping, checked; all clauses", found["all clauses"], hand, "× H", 4, 3),
        Figure("checked before; first clauses", found["situation"], hand, "× H", 2, 1.7),
        Figure("whole trace, read as records", found["trace"], hand, "× H", 6, 4),
        Figure("whole trace, as a tree of steps", found["tree"], hand, "× H", None, None),
        Figure(
            "facts missing; what is possible", found["unknown"], found["mapping"], "× known", 5, 3
        ),
    ]


def growing() -> list[Figure]:
    """Return what a thousand rules of one decision cost against twenty, and a kept answer."""
    with tempfile.TemporaryDirectory() as folder:
        packs = {size: rules(Path(folder) / f"r{size}" / "many", size) for size in (20, 1000)}
        for size, pack in packs.items():
            assert warm(pack, "which", {"number": size - 1}).value == size - 1
        found = interleave(
            {
                "20": lambda: packs[20].decide("which", {"number": 7}).value,
                "1000": lambda: packs[1000].decide("which", {"number": 7}).value,
            },
            rounds=100,
            seconds=0.0005,
        )
        many = five_hundred(Path(folder) / "r500" / "many")
    return [
        Figure("1,000 rules against 20", found["1000"], found["20"], "×", 80, 50),
        *many,
        kept(),
    ]


def five_hundred(folder: Path) -> list[Figure]:
    """Return what a decision of five hundred rules costs, from its file to its explanation."""
    pack, given = rules(folder, 500), {"number": 250}
    warm(pack, "which", given).records  # noqa: B018
    asked = pack.decide("which", given)
    works = {
        "loaded": lambda: socrules.load(folder, on=DAY),
        "decided at first": lambda: socrules.Pack(pack.program).decide("which", given).value,
        "decided again": lambda: pack.decide("which", given).value,
        "its whole trace as records": lambda: asked.records,
        "explained": lambda: socrules.Pack(pack.program).decide("which", given).explain("ru"),
    }
    assert len(asked.records) == 2 + 500 * 3, len(asked.records)
    found = interleave(works, rounds=7, seconds=0.001)
    return [
        Figure(f"500 rules: {name}", time, time, "", None, None) for name, time in found.items()
    ]


_MANY = """facts:
  number:
    title:
      ru: Число
      en: Number
    type: integer
    min: 0
    max: {size}
    question:
      ru: Какое число?
      en: Which number?
    answered_by: applicant
decisions:
  which:
    title:
      ru: Какое число
      en: Which number
    type: integer
    rules:"""


def rules(folder: Path, size: int) -> socrules.Pack:
    """Return a pack with one decision of `size` rules, all of one level."""
    folder.mkdir(parents=True)
    head = (PACK / "pack.yaml").read_text("utf-8").replace("fee-decision", "many")
    (folder / "pack.yaml").write_text(head, "utf-8")
    texts = [(PACK / "clauses.yaml").read_text("utf-8")]
    texts.append(_MANY.format(size=size))
    for number in range(size):
        texts.append(f'      r{number}:\n        cite: "2"\n        when: number = {number}')
        texts.append(f"        value: {number}")
    (folder / "rules.yaml").write_text("\n".join([*texts, ""]), "utf-8")
    return socrules.load(folder, on=DAY)


def kept() -> Figure:
    """Return the bytes that a kept answer holds, with all that was given."""
    pack = socrules.load(PACK, on=DAY)
    people = [facts(case) for case in hand_written.cases(2_000, seed=2)]
    for one in people:
        warm(pack, "fee", one)
    sums = sum(sys.getsizeof(one[name].kopecks) for one in people for name in hand_written.SUMS)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    answers = [pack.decide("fee", one) for one in people]
    size = tracemalloc.get_traced_memory()[0] - before - sys.getsizeof(answers) + sums
    tracemalloc.stop()
    return Figure("a kept answer with its facts", size / len(answers), 1, "bytes", 450, None)
