"""Finds the packs that are compared, and says in what they differ."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator

from socrules.link import link
from socrules.model import Contents
from socrules.operands import operand
from socrules.pack import Pack
from socrules.parse import parse_pack
from socrules.phrasebook import say
from socrules.problems import PackError, SituationError, in_reading_order, problem
from socrules.sentences import lower_first
from socrules.values import date_text, to_day
from socrules.walk import wording_on

Side = Pack | str | os.PathLike[str] | datetime.date
"""What may be compared: a pack, what `diff` takes, or a day of the other pack."""


def sides(before: Side, after: Side) -> tuple[Pack, Pack]:
    """Return the two packs that are compared; raises `PackError` and `SituationError`.

    A day stands for the other pack on that day. What has no day has that of the other.
    """
    days = _as_day(before), _as_day(after)
    if days[0]:
        other = after if isinstance(after, Pack) else _read(after, None)
        return other.on(days[0]), other
    one = before if isinstance(before, Pack) else _read(before, _day_of(after))
    if days[1]:
        return one, one.on(days[1])
    return one, after if isinstance(after, Pack) else _read(after, one.day)


def _day_of(side: Side) -> datetime.date | None:
    return side.day if isinstance(side, Pack) else None


def _as_day(side: Side) -> datetime.date | None:
    """Return the day a side is: a date, or text that reads as one; `None` for anything else."""
    if isinstance(side, str) and len(side) != len("2024-10-01"):
        return None
    try:
        return to_day(side) if isinstance(side, datetime.date | str) else None
    except SituationError:
        return None


def _read(side: Side, day: datetime.date | None) -> Pack:
    """Return the one pack that an operand of `diff` stands for."""
    if isinstance(side, datetime.date | Pack) or _as_day(side):
        raise SituationError(problem("day-of-nothing", day=side))
    text = os.fspath(side)
    with operand(text) as places:
        if len(places) != 1:
            raise PackError(problem("several-packs", before=len(places), after=1))
        [place] = places.values()
        asked = place.day or day
        if asked is None:
            raise SituationError(problem("operand-without-day", operand=text))
        contents = parse_pack(place.folder, place.name)
        if contents.problems:
            raise PackError(in_reading_order(contents.problems))
        return Pack(link(contents, asked), place.folder)


def apart(before: Pack, after: Pack, lang: str) -> Iterator[tuple[str, str]]:
    """Yield in what two packs differ, in words: what the one has, and the other.

    Nothing is yielded where they are one pack, on one day, with the same readings and parameters.
    """
    if before.id != after.id:
        yield before.title.say(lang), after.title.say(lang)
    one, other = before.program.pack, after.program.pack
    if before.day != after.day:
        yield date(before.day, lang), date(after.day, lang)
    if before.id != after.id:
        return
    if one.head.version != other.head.version:
        words = [say("comparison", "version", lang, version=p.head.version) for p in (one, other)]
        yield words[0], words[1]
    scenarios = one.scenario.keys() | other.scenario.keys()
    for name in one.entries("parameters"):
        if name in scenarios and name in other.entries("parameters"):
            values = [_parameter(pack, name, lang) for pack in (before, after)]
            if values[0] != values[1]:
                yield values[0], values[1]
    for name, option in before.readings.items():
        if after.readings.get(name, option) != option:
            yield (
                _reading(one, name, option, lang),
                _reading(other, name, after.readings[name], lang),
            )


def date(day: datetime.date, lang: str) -> str:
    """Return a day as it stands after the name of a pack."""
    return say("comparison", "on-day", lang, day=date_text(day, lang))


def _parameter(pack: Pack, name: str, lang: str) -> str:
    contents = pack.program.pack
    entry = contents.entries("parameters")[name]
    now = wording_on(entry, pack.day, contents) or entry
    value = ", ".join(node.text for node in now.value.each())
    title = entry.title.say(lang)
    return say("comparison", "parameter", lang, title=lower_first(title), value=value)


def _reading(contents: Contents, name: str, option: str, lang: str) -> str:
    entry = contents.entries("readings")[name]
    return say(
        "comparison",
        "reading",
        lang,
        title=entry.title.say(lang),
        option=entry.options[option].say(lang),
    )
