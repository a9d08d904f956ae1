"""A pack of which something is kept is the pack that is read and linked from beginning to end."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest

import socrules
from both_ways import some_facts
from checkout import ROOT
from socrules import link
from socrules.expressions import Expr
from socrules.pack import Pack
from socrules.problems import SituationError
from socrules.source import Node
from socrules.terms import Term
from socrules.walk import days_of_change

PACKS = [*sorted(socrules.packs()), ROOT / "benchmarks" / "fee-decision"]
Both = Callable[..., tuple[Pack, Pack]]


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Both:
    """Return what loads a pack as it was never seen, and by what is kept from another day."""

    def load(
        pack: str | Path, on: datetime.date, kept_on: datetime.date, **readings: str
    ) -> tuple[Pack, Pack]:
        monkeypatch.setenv("SOCRULES_CACHE", "off")
        cold = socrules.load(pack, on=on, readings=readings)
        monkeypatch.setenv("SOCRULES_CACHE", os.fspath(tmp_path))
        socrules.load(pack, on=kept_on, readings=readings)
        with monkeypatch.context() as patch:
            patch.delattr(link, "link")
            return cold, socrules.load(pack, on=on, readings=readings)

    return load


class Numbers:
    """Numbers everything that is the same alike: what it says, where it stands, what it is in."""

    def __init__(self) -> None:
        self.known: dict[Any, int] = {}
        self.seen: dict[int, tuple[Any, int]] = {}

    def of(self, value: Any) -> int:
        """Return the number of a value."""
        if id(value) not in self.seen:
            parts = tuple(map(self.of, _parts(value)))
            alike = (base for base in (Mapping, Node) if isinstance(value, base))
            of = next(alike, type(value)).__name__
            key = of, parts or str(value)
            self.seen[id(value)] = value, self.known.setdefault(key, len(self.known))
        return self.seen[id(value)][1]


def _parts(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return ["of", *(part for pair in value.items() for part in pair)]
    if isinstance(value, tuple | list):
        return ["several", *value]
    if isinstance(value, frozenset):
        return ["one of", *sorted(value)]
    if isinstance(value, Node):
        text, items, elements = value.text, dict(value.items), list(value.elements)
        return [value.kind, value.span, text, value.quoted, value.flow, items, elements]
    if isinstance(value, Expr):
        return [value.op, value.args, value.span, value.item, value.depth]
    if isinstance(value, Term):
        bounds = value.scale, value.least, value.greatest
        return [value.op, value.args, value.type, bounds, value.item, value.cites, value.reading]
    if attrs.has(type(value)):
        # Where an entry stands is kept out of its equality, not out of what it is.
        names = [field.name for field in attrs.fields(type(value)) if field.name != "where"]
        return [getattr(value, name) for name in names]
    return []


def same(cold: Pack, kept: Pack) -> None:
    """Hold two packs to be alike in everything they say and in everything linking made of them."""
    numbers = Numbers()
    for of_pack in (lambda pack: pack.program.pack.sections, lambda pack: pack.program.pack.head):
        assert numbers.of(of_pack(cold)) == numbers.of(of_pack(kept))
    for field in attrs.fields(type(cold.program)):
        one, other = (getattr(pack.program, field.name) for pack in (cold, kept))
        if isinstance(one, Mapping):
            assert list(one) == list(other), field.name
            for name, value in one.items():
                assert numbers.of(value) == numbers.of(other[name]), (field.name, name)
        elif field.name != "pack":
            assert one == other, field.name


def told(pack: Pack, name: str, facts: dict[str, Any]) -> Any:
    """Return all that a pack answers, or why it does not."""
    try:
        answer = pack.decide(name, facts)
    except SituationError as error:
        return error.render("ru")
    return answer.to_dict(trace=True), answer.explain("ru"), answer.explain("en")


@pytest.mark.parametrize("name", PACKS, ids=str)
def test_everything_in_a_pack_is_the_same(name: str | Path, both: Both) -> None:
    same(*both(name, datetime.date(2026, 10, 1), datetime.date(2026, 10, 1)))


@pytest.mark.parametrize("name", PACKS, ids=str)
def test_on_every_day_its_text_changes(name: str | Path, both: Both) -> None:
    days = days_of_change(socrules.load(name, on="2024-10-01").program.pack)
    for first, after in zip(days, [*days[1:], datetime.date(2100, 1, 1)], strict=True):
        day = after - datetime.timedelta(1)
        cold, kept = both(name, day, first)
        assert cold.day == kept.day == day
        assert cold.program.names == kept.program.names
        assert cold.program.in_force == kept.program.in_force


@pytest.mark.parametrize("name", PACKS, ids=str)
def test_what_is_asked_alone_is_answered_alike(name: str | Path, both: Both) -> None:
    random = Random(str(name))
    switched: dict[str, str] = {}
    for _ in range(3):
        on, kept_on = (datetime.date(2026, 10, random.randint(1, 31)) for _ in range(2))
        cold, kept = both(name, on, kept_on, **switched)
        for decision in random.sample(cold.decisions, min(8, len(cold.decisions))):
            facts = some_facts(cold, random, random.choice((1.0, 0.9, 0.5)))
            assert told(kept, decision, facts) == told(cold, decision, facts)
        readings = cold.program.pack.entries("readings").items()
        switched = {id: random.choice(list(entry.options)) for id, entry in readings}
