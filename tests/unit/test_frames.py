"""Frames: what stands at the door, what comes back, and what is refused."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from typing import Any
from unittest import mock

import polars as pl
import pytest

import socrules
from checkout import ROOT
from invented import decision, program
from rows import GROUNDS, TWO_GROUNDS, inner_frame, lowered, of_answer, of_row, with_rooms
from socrules.backends.door import enter, read
from socrules.backends.planned import answered as answered_frame
from socrules.backends.rest import Rest
from socrules.matching import match
from socrules.pack import Pack
from socrules.problems import SituationError, SocrulesError
from socrules.synthetic import people

POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")
ROOM = socrules.load(ROOT / "tests" / "data" / "packs" / "reading-room", on="2024-10-01")
FEE = socrules.load(ROOT / "benchmarks" / "fee-decision", on="2024-10-01")


@pytest.mark.parametrize("pack", [POOL, ROOM, FEE], ids=lambda pack: pack.id)
@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_every_decision_of_invented_packs(pack: Pack, missing: float) -> None:
    rows = list(people(pack.program, 60, seed=5, missing=missing))
    frame = inner_frame(pack, rows, pack.facts)
    for name in pack.program.decisions:
        for row, one in zip(lowered(pack, name, frame), rows, strict=True):
            if not row["left"]:
                found = of_row(pack, name, row)
                assert found == of_answer(pack, name, one, found), (name, one)
    columns = {name: [row.get(name) for row in rows] for name in pack.facts}
    texts = {
        name: [str(v) if isinstance(v, socrules.Money) else v for v in values]
        for name, values in columns.items()
    }
    answered = pack.decide_frame(pl.DataFrame(texts, strict=False), list(pack.decisions))
    for name in pack.decisions:
        status = [pack.decide(name, row).status for row in rows]
        assert answered[f"{name}.status"].to_list() == status


def test_an_act_that_is_not_in_force_speaks_of_nobody() -> None:
    early = socrules.load("luhansk/interaction", on="2020-01-01")
    name = next(iter(early.decisions))
    answered = early.decide_frame(pl.DataFrame({"x": [1, 2]}), name)
    assert answered[f"{name}.status"].to_list() == ["not_applicable"] * 2
    assert answered[name].to_list() == [None, None]


@pytest.mark.parametrize(
    ("type", "series", "money", "inside"),
    [
        ("bool", pl.Series([True, None]), None, [True, None]),
        ("bool", pl.Series([None, None]), None, [None, None]),
        ("bool", pl.Series(["true", None], dtype=pl.Object), None, [True, None]),
        ("integer", pl.Series([3, None], dtype=pl.UInt8), None, [3, None]),
        ("integer", pl.Series([3.0, float("nan")]), None, [3, None]),
        ("integer", pl.Series([3.5, None]), None, None),
        ("integer", pl.Series(["3", None]), None, [3, None]),
        ("money", pl.Series(["1 000,50", None]), None, [100_050, None]),
        ("money", pl.Series([Decimal("1.5"), None]), None, [150, None]),
        ("money", pl.Series([Decimal("1.505"), None]), None, None),
        ("money", pl.Series([12, None]), "roubles", [1_200, None]),
        ("money", pl.Series([12, None]), "kopecks", [12, None]),
        ("money", pl.Series([12.34, None]), "roubles", [1_234, None]),
        ("date", pl.Series([datetime.date(2024, 1, 2), None]), None, [738_887, None]),
        ("date", pl.Series([datetime.datetime(2024, 1, 2), None]), None, [738_887, None]),
        ("date", pl.Series([datetime.datetime(2024, 1, 2, 3), None]), None, None),
        ("date", pl.Series(["2024-01-02", None]), None, [738_887, None]),
    ],
)
def test_the_door(type: str, series: pl.Series, money: str | None, inside: Any) -> None:
    value = "when: rooms; value: true" if type == "bool" else "value: rooms"
    pack = with_rooms(type, value, type)
    frame = pl.DataFrame({"rooms": series})
    if inside is None:
        with pytest.raises(SituationError) as caught:
            pack.decide_frame(frame, "benefit", money=money)
        assert caught.value.problems[0].kind == "refused-row"
        return
    answered = pack.decide_frame(frame, "benefit", money=money)
    of = pack.program.facts["rooms"].type
    values = answered["benefit"].to_list()
    if money != "kopecks":
        values = [None if value is None else of.inward(value) for value in values]
    assert values == inside


def test_a_lazy_frame_stays_lazy_and_facts_may_be_given_to_everybody() -> None:
    lazy = pl.DataFrame({"возраст": [5, 9, None]}).lazy()
    answered = POOL.decide_frame(
        lazy, "ticket", columns={"age": "возраст"}, given={"price": "100.00", "lesson": True}
    )
    assert isinstance(answered, pl.LazyFrame)
    rows = answered.collect()
    assert rows.columns[:2] == ["возраст", "ticket"]
    assert rows["ticket"].to_list() == [Decimal("300.00"), Decimal("100.00"), None]
    assert rows["ticket.status"].to_list() == ["known", "known", "unknown"]
    assert rows["ticket.clause"].to_list() == ["1.2", "1", None]
    assert rows["ticket.least"].to_list()[2] == Decimal("100.00")
    assert rows["ticket.greatest"].to_list()[2] == Decimal("300.00")


def test_what_columns_leave_open_is_put_to_the_evaluator() -> None:
    rows = list(people(POOL.program, 200, seed=2, missing=0.5))
    frame = pl.DataFrame(
        {
            name: [
                str(row[name]) if isinstance(row.get(name), socrules.Money) else row.get(name)
                for row in rows
            ]
            for name in POOL.facts
        }
    )
    inner = inner_frame(POOL, rows, POOL.facts)
    assert any(row["left"] for row in lowered(POOL, "lane", inner))
    answered = POOL.decide_frame(frame, "lane").to_dicts()
    for row, one in zip(answered, rows, strict=True):
        found = POOL.decide("lane", one)
        assert row["lane.status"] == found.status
        assert row["lane.clause"] == found.clause
        assert row["lane"] == (found.value if found.status == "known" else None)
        ends = (found.possible[0], found.possible[-1]) if found.possible else (None, None)
        assert (row["lane.least"], row["lane.greatest"]) == ends


def test_columns_are_matched_with_facts_and_near_names_shown() -> None:
    names = ["age", "lesson", "prise", "colour"]
    found = match(POOL.program, POOL._regions, names, ["ticket"], {}, {})
    assert found.columns == {"age": "age", "lesson": "lesson"}
    assert (found.missing, found.unused) == (
        {"price": "prise", "birth_date": None},
        ("prise", "colour"),
    )
    with pytest.raises(SituationError) as caught:
        match(POOL.program, POOL._regions, names, ["ticket"], {"agee": "age", "age": "aeg"}, {})
    assert [one.kind for one in caught.value.problems] == ["unknown-fact", "unknown-column"]


def test_given_facts_and_columns_are_checked_before_a_row_is_read() -> None:
    frame = pl.DataFrame({"age": [True], "price": [1]})
    with pytest.raises(SituationError) as caught:
        POOL.decide_frame(frame, "ticket")
    assert [one.kind for one in caught.value.problems] == ["odd-column", "bare-column"]
    with pytest.raises(SituationError):
        POOL.decide_frame(pl.DataFrame({"age": [1]}), "ticket", given={"price": 5})
    with pytest.raises(SituationError):
        POOL.decide_frame(frame, "tickett")
    zoned = pl.Series([datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)])
    with pytest.raises(SituationError):
        with_rooms("date", "value: rooms", "date").decide_frame(
            pl.DataFrame({"rooms": zoned}), "benefit"
        )
    dates = pl.DataFrame({"age": [datetime.date(2024, 1, 1)]})
    with pytest.raises(SituationError) as caught:
        POOL.decide_frame(dates, "ticket")
    assert caught.value.problems[0].kind == "odd-column"


DAY = datetime.date(2024, 1, 31)


@pytest.mark.parametrize(
    ("kind", "rule", "of", "given", "expected"),
    [
        ("quantity", "value: rooms", "quantity", Decimal("1.5"), Decimal("1.5")),
        ("date", "value: rooms + 1 months", "date", DAY, datetime.date(2024, 2, 29)),
        ("date", "value: rooms + 1 years", "date", DAY, datetime.date(2025, 1, 31)),
        ("date", "value: rooms + 3 days", "date", DAY, datetime.date(2024, 2, 3)),
        ("date", "value: weekday(rooms)", "integer", DAY, 3),
        ("date", "value: years_between(rooms, day)", "integer", DAY, 0),
        ("money", "value: round_up(rooms * 75 %, kopeck)", "money", "0.01", Decimal("0.01")),
        ("money", "value: round_half_up(rooms * 50 %, kopeck)", "money", "0.01", Decimal("0.01")),
        ("money", "value: round_down(rooms, rouble)", "money", "7.99", Decimal("7.00")),
        ("money", "value: rooms - 1.00", "money", "7.99", Decimal("6.99")),
        ("choice", "value: rooms", "choice", "two", "two"),
        ("choice", "when: rooms = two; value: true", "bool", "two", True),
    ],
)
def test_every_kind_of_value(kind: str, rule: str, of: str, given: Any, expected: Any) -> None:
    pack = with_rooms(kind, rule, of)
    answered = pack.decide_frame(pl.DataFrame({"rooms": [given, None]}), "benefit")
    assert answered["benefit"].to_list() == [expected, None]
    known, unknown = pack.decide("benefit", {"rooms": given}), pack.decide("benefit", {})
    assert answered["benefit.status"].to_list() == [known.status, unknown.status]
    first = unknown.possible[0] if unknown.possible else None
    first = first.least if isinstance(first, socrules.Range) else first
    of_engine = pack.program.decisions["benefit"].type
    found = answered["benefit.least"].to_list()[1]
    assert found == first or of_engine.inward(found) == of_engine.inward(first)


def test_named_columns_of_categories() -> None:
    pack = with_rooms("choice", "value: rooms", "choice")
    frame = pl.DataFrame({"rooms": pl.Series(["one", None], dtype=pl.Enum(["one", "three"]))})
    assert pack.decide_frame(frame, "benefit")["benefit"].to_list() == ["one", None]
    wrong = pl.DataFrame({"rooms": pl.Series(["three"], dtype=pl.Categorical)})
    with pytest.raises(SituationError):
        pack.decide_frame(wrong, "benefit")


def test_moments_and_floats_of_a_quantity() -> None:
    pack = Pack(program())
    moment = next(one for one in pack.program.facts.values() if one.type.kind == "moment")
    frame = pl.DataFrame({"at": [datetime.datetime(2024, 1, 31, 9, 30), None]})
    entry = enter(moment, "at", frame.schema["at"], None)
    assert frame.select(entry.inner)["at"].to_list() == [28_444_890, None]
    rooms = with_rooms("quantity", "value: rooms", "quantity")
    answered = rooms.decide_frame(pl.DataFrame({"rooms": [2.5, float("nan")]}), "benefit")
    assert answered["benefit"].to_list() == [Decimal("2.5"), None]


def test_texts_are_read_once_each() -> None:
    of = POOL.program.facts["price"].type
    series = pl.Series(["1,50", "1,50", "dear", None])
    assert read(of, series).to_list() == [150, 150, None, None]


def test_a_library_that_is_missing_is_named() -> None:
    with mock.patch.dict(sys.modules, {"polars": None}), pytest.raises(SocrulesError) as caught:
        POOL.decide_frame(None, "ticket")
    assert 'pip install "socrules[frame]"' in caught.value.render("en")


CHAIN = """decisions:
  base:
    title:
      ru: Основа
    type: choice
    options:
      one:
        ru: один
      two:
        ru: два
    rules:
      alone:
        cite: "2"
        when:
          any:
            - when: alone
              cite: {act: family-code, clause: "1"}
        value: one
    otherwise:
      value: two
      cite: "1"
  above:
    title:
      ru: Над ней
    type: bool
    rules:
      by_base:
        when: base = one
        value: true
"""


def test_clauses_of_other_acts_and_of_decisions_named() -> None:
    pack = Pack(program(CHAIN))
    frame = pl.DataFrame({"alone": [True, False, None]})
    answered = pack.decide_frame(frame, ["base", "above"]).to_dicts()
    for row, alone in zip(answered, frame["alone"], strict=True):
        for name in ("base", "above"):
            found = pack.decide(name, {"alone": alone})
            assert (row[f"{name}.status"], row[f"{name}.clause"]) == (found.status, found.clause)


def test_the_first_clause_where_it_is_open_which_rule_gives_the_answer() -> None:
    pack = Pack(program(TWO_GROUNDS))
    answered = pack.decide_frame(pl.DataFrame(GROUNDS), list(pack.decisions)).to_dicts()
    for row, one in zip(answered, GROUNDS, strict=True):
        for name in pack.decisions:
            found = pack.decide(name, one)
            assert (row[f"{name}.status"], row[f"{name}.clause"]) == (found.status, found.clause)


def test_frames_are_worked_out_in_pieces_where_many_columns_are_needed() -> None:
    rows = list(people(FEE.program, 50, seed=3, missing=0.2))
    frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in ("age", "homeless")})
    names = ["recognised", "free"]
    whole = FEE.decide_frame(frame, names)
    with (
        mock.patch("socrules.backends.planned.CELLS", 1),
        mock.patch("socrules.backends.planned.SHORTEST", 7),
    ):
        assert FEE.decide_frame(frame, names).equals(whole)
        assert FEE.decide_frame(frame[:0], names).equals(whole[:0])


@pytest.mark.parametrize("size", [5, 10, 40])
def test_many_rules(size: int) -> None:
    rules = [f"when: age = {number}; value: {number}.00" for number in range(size)]
    pack = Pack(program(decision(*rules)))
    rows = [{"age": age} for age in (0, 9, 39, 100, None)]
    answered = pack.decide_frame(pl.DataFrame(rows), "benefit").to_dicts()
    for row, one in zip(answered, rows, strict=True):
        found = pack.decide("benefit", one)
        assert (row["benefit.status"], row["benefit.clause"]) == (found.status, found.clause)
        if found.status == "known":
            assert row["benefit"] == found.value.roubles
    assert answered[-1]["benefit.greatest"] == Decimal(size - 1)


def test_columns_without_gaps_need_no_care() -> None:
    pack = with_rooms("date", "value: weekday(rooms)", "integer")
    assert pack.decide_frame(pl.DataFrame({"rooms": [DAY]}), "benefit")["benefit"].to_list() == [3]


def test_only_the_parts_asked_for_come_back() -> None:
    frame = pl.DataFrame({"age": [5, None], "price": ["100.00", "1.00"]})
    answered = POOL.decide_frame(frame, "ticket", parts=("status",))
    assert answered.columns == ["age", "price", "ticket", "ticket.status"]


def test_the_plan_of_the_last_frame_serves_frames_alike() -> None:
    frame = pl.DataFrame({"возраст": [9]})
    settings: dict[str, Any] = {"columns": {"age": "возраст"}, "given": {"lesson": True}}
    pack = Pack(POOL.program)
    pack.decide_frame(frame, "ticket", **settings)
    (made,) = pack.plans.values()
    pack.decide_frame(frame, "ticket", **settings)
    assert list(pack.plans.values()) == [made]
    given = {"price": "200.00", "lesson": True}
    other = pack.decide_frame(frame, "ticket", **(settings | {"given": given}))
    assert other["ticket"].to_list() == [Decimal("200.00")]
    assert list(pack.plans.values()) != [made]


def test_rows_without_a_column_of_a_fact_are_answered_too() -> None:
    answered = {}
    for name in POOL.decisions:
        frame = POOL.decide_frame(pl.DataFrame({"x": [1, 2]}), name)
        answered[name] = frame[f"{name}.status"].to_list()
        assert answered[name] == [POOL.decide(name, {}).status] * 2
        assert frame[f"{name}.clause"].to_list() == [POOL.decide(name, {}).clause] * 2
    (made,) = POOL.plans.values()
    assert made.entries == {}


def test_situations_met_again_in_another_piece_are_not_decided_again() -> None:
    pack = Pack(POOL.program)
    rows = list(people(POOL.program, 200, seed=2, missing=0.5))
    facts = [one for one in pack.facts if pack.program.facts[one].type.kind != "money"]
    frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in facts})
    whole = pack.decide_frame(pl.concat([frame, frame]), "lane")
    assert whole["lane"][: len(rows)].to_list() == whole["lane"][len(rows) :].to_list()
    (made,) = pack.plans.values()
    rest = Rest(pack, pack._regions, made, ["lane"])
    inner = answered_frame(frame.lazy(), made).collect()
    once = rest(inner)
    with mock.patch.object(Pack, "decide", side_effect=AssertionError):
        assert rest(inner).equals(once)
    with mock.patch("socrules.backends.rest.KEPT", 1):
        few = Rest(pack, pack._regions, made, ["lane"])
        assert few(inner).equals(once)
        assert len(few.answers) == 1
