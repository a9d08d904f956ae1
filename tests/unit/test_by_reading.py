"""What norms, clocks and services say under one reading and under another."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from invented import DAY, contents, faults
from socrules.link import link
from socrules.model import Contents
from socrules.pack import Pack

SAID = """
    actors:
      office:
        title:
          ru: учреждение
      council:
        title:
          ru: совет
    events:
      asked:
        title:
          ru: гражданин обратился
      heard_of:
        title:
          ru: о нужде узнали
    duties:
      decide:
        title:
          ru: Решить
        cite: "1"
        who: office
        within: 3 working days
        clock: asking
        time:
          start: event_day_not_counted
          event_on_nonworking: stays
        reading: rounding
        by_reading:
          up:
            cite: "2"
            who: []
            within: not_stated
            when: alone
            time:
              start: event_day_counts
      tell:
        title:
          ru: Сообщить
        who: office
        versions:
          - {cite: "1", within: 1 day, to: 2024-10-01}
          - cite: "1"
            from: 2024-10-02
            within: 2 days
            reading: rounding
            by_reading:
              down: {within: 4 days}
      keep:
        title:
          ru: Хранить
        cite: "1"
        who: office
    dates:
      asking:
        title:
          ru: День обращения
        by: dwelling
        cases:
          own:
            event: asked
            cite: "1"
            reading: rounding
            by_reading:
              up: {event: heard_of}
          rented:
            event: asked
            cite: "1"
            reading: rounding
            by_reading:
              up: {not_stated: true}
    services:
      help:
        title:
          ru: Помощь
        cite: "2"
        components:
          visit:
            title:
              ru: посещение
            cite: "2"
            minutes: "10"
            reading: rounding
            by_reading:
              down: {times: 2, per: day}
              up: {minutes_per: day}
"""


@pytest.fixture(scope="module")
def said() -> Contents:
    return contents(SAID)


def pack(said: Contents, option: str) -> Pack:
    return Pack(link(said, DAY, {"rounding": option}))


def norm(of: Pack, name: str, **facts: object) -> dict[str, Any]:
    found = of.decide(name, facts).norm
    assert found is not None
    return {key: value for key, value in found.values.items() if key != "by_reading"}


def test_an_option_that_is_not_named_leaves_the_entry_as_it_stands(said: Contents) -> None:
    duty = norm(pack(said, "down"), "decide")
    assert (duty["who"], duty["within"]) == (("office",), "3 working days")
    assert duty["time"] == {"start": "event_day_not_counted", "event_on_nonworking": "stays"}
    assert pack(said, "down").decide("decide", {}).citations == ("1",)


def test_an_option_replaces_what_it_names(said: Contents) -> None:
    other = pack(said, "up")
    duty = norm(other, "decide", alone=True)
    assert (duty["who"], duty["within"], duty["clock"]) == ((), "not_stated", "asking")
    assert duty["time"] == {"start": "event_day_counts", "event_on_nonworking": "stays"}
    answer = other.decide("decide", {"alone": True})
    assert (answer.value, answer.citations, answer.readings) == (True, ("2",), ("rounding",))
    assert other.decide("decide", {"alone": False}).status == "not_stated"
    assert other.decide("decide", {}).needs == ("alone",)


def test_one_wording_may_go_by_reading(said: Contents) -> None:
    later = DAY.replace(day=2)
    assert norm(pack(said, "down"), "tell")["within"] == "1 day"
    found = {
        option: norm(Pack(link(said, later, {"rounding": option})), "tell")["within"]
        for option in ("down", "up")
    }
    assert found == {"down": "4 days", "up": "2 days"}


@pytest.mark.parametrize(
    ("option", "dwelling", "value"),
    [
        ("down", "own", "asked"),
        ("up", "own", "heard_of"),
        ("down", "rented", "asked"),
        ("up", "rented", None),
    ],
)
def test_a_clock_starts_by_reading(
    said: Contents, option: str, dwelling: str, value: str | None
) -> None:
    answer = pack(said, option).decide("asking", {"dwelling": dwelling})
    assert answer.status == ("known" if value else "not_stated")
    assert (answer.value if value else None) == value


def test_the_norm_of_a_service_goes_by_reading(said: Contents) -> None:
    down, up = (norm(pack(said, option), "help.visit") for option in ("down", "up"))
    assert (down["minutes"], down["times"], down["per"]) == ("10", 2, "day")
    assert (up["minutes"], up["minutes_per"]) == ("10", "day")
    assert "times" not in up


def test_the_pack_is_read_as_it_reads_itself_unless_told_otherwise(said: Contents) -> None:
    assert norm(Pack(link(said, DAY)), "help.visit")["times"] == 2
    assert said.entries("decisions")["help.visit"].origin.times == 2


def test_a_program_is_linked_anew_from_what_the_files_say(said: Contents) -> None:
    again = Pack(link(pack(said, "up").program.pack, DAY, {"rounding": "down"}))
    assert norm(again, "decide") == norm(pack(said, "down"), "decide")
    assert "minutes_per" not in norm(again, "help.visit")
    assert again.program.pack.written is said


def test_a_pickled_pack_keeps_its_reading(said: Contents) -> None:
    copy = pickle.loads(pickle.dumps(pack(said, "up")))
    assert norm(copy, "decide", alone=True)["within"] == "not_stated"


def test_what_does_not_go_by_reading_is_the_same(said: Contents) -> None:
    linked = pack(said, "up").program.pack
    assert linked.entries("duties")["keep"] is said.entries("duties")["keep"]
    assert linked.entries("duties")["decide"] is not said.entries("duties")["decide"]
    plain = contents()
    assert link(plain, DAY).pack is plain


@pytest.mark.parametrize(
    ("text", "other", "found"),
    [
        ("up:\n            cite", "upp:\n            cite", ["unknown-option"]),
        ("        reading: rounding\n        by", "        by", ["missing-key"]),
        ("reading: rounding\n        by", "reading: rouding\n        by", ["unknown-reading"]),
        ("who: []", "who: nobody", ["unknown-entry"]),
        ("when: alone", "when: aloen", ["unknown-name"]),
        ("when: alone", "unless: {when: aloen}", ["unknown-name"]),
        ("{minutes_per: day}", "{title: x}", ["unknown-key"]),
        ("{minutes_per: day}", "{}", ["expected-mapping"]),
    ],
)
def test_what_is_wrong_with_it(text: str, other: str, found: list[str]) -> None:
    assert text in SAID
    assert faults(SAID.replace(text, other, 1)) == found
