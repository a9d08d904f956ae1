"""Every slip of a pack: what is changed, into what, and that each makes another pack."""

from __future__ import annotations

import datetime

import pytest

import invented
from socrules.link import link
from socrules.model import Contents
from socrules.mutations import Mutation, as_written, following, mutated, mutations, sample
from socrules.norms import norm_of
from socrules.problems import PackError
from socrules.slips import Names, in_count, in_date, in_expression, in_period

DAY = datetime.date(2024, 10, 1)
NAMES = Names(
    frozenset({"alone"}), {"dwelling": {"own": "rented", "rented": "own"}}, {"paid": "free"}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age < 18", ["age <= 18", "age >= 18", "age < 19", "age < 17"]),
        ("age = 0", ["age != 0", "age = 1", "age = 0.01"]),
        ("income >= 100.00", ["income > 100.00", "income < 100.00"]),
        ("income >= 100.00", ["income >= 100.01", "income >= 99.99"]),
        ("alone and not alone", ["not alone and not alone", "alone and alone"]),
        ("alone or true", ["alone and true", "alone or false"]),
        ("dwelling = own", ["dwelling != own", "dwelling = rented"]),
        ("dwelling in [own, rented]", ["dwelling in [rented]", "dwelling in [own]"]),
        ("min(income, 1.00)", ["max(income, 1.00)", "min(income, 1.01)", "min(income, 0.99)"]),
        ("born + 3 months", ["born - 3 months", "born + 4 months", "born + 2 months"]),
        ("born < 2020-01-01", ["born < 2020-01-02", "born < 2019-12-31"]),
        ("income > 0.00", ["income > 0.01"]),
        ("75 %", ["76 %", "74 %"]),
        ("paid", ["free"]),
        ("own", []),
    ],
)
def test_slips_of_an_expression(text: str, expected: list[str]) -> None:
    found = [slip.applied(text) for slip in in_expression(text, NAMES)]
    assert set(expected) <= set(found)
    assert text not in found
    assert bool(found) == bool(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 working days", ["6 working days", "4 working days", "5 calendar days"]),
        ("1 calendar day", ["2 calendar day", "1 working days"]),
        ("3 days", ["4 days", "2 days", "3 working days"]),
        ("1 month", ["2 month", "1 weeks"]),
        ("3 years", ["4 years", "2 years", "3 months"]),
        ("once in 2 years", ["once in 3 years", "once in 1 years", "once in 2 months"]),
        ("once in a half-year", ["2 times in a half-year"]),
        ("not_stated", ["1 working day"]),
        ("the same day", ["2 working days"]),
    ],
)
def test_slips_of_a_period(text: str, expected: list[str]) -> None:
    assert [slip.applied(text) for slip in in_period(text)] == expected


def test_slips_of_a_day_and_a_count() -> None:
    assert [slip.after for slip in in_date("2024-02-29")] == ["2024-03-01", "2024-02-28"]
    assert not list(in_date("in_force"))
    assert [slip.after for slip in in_count("0")] == ["1"]


PACK = """
actors:
  body:
    title:
      ru: Орган
  person:
    title:
      ru: Заявитель
events:
  applied:
    title:
      ru: Обращение
    cite: "1"
  answered:
    title:
      ru: Ответ
    cite: "1"
decisions:
  benefit:
    title:
      ru: Пособие
    type: money
    cite: "1"
    presumes: {alone: "1"}
    rules:
      usual:
        cite: "2"
        versions:
          - {value: 100.00, to: 2024-12-31}
          - {value: 200.00, from: 2025-01-01}
      higher:
        cite: ["2(а)", {act: family-code, clause: "1"}]
        exception_to: usual
        scope: age >= 18
        when:
          all:
            - when: income <= 50.00
              cite: "2(а)"
            - none: [age < 20, "age > 60"]
            - at_least: 1
              of: [age = 30, age = 40]
        reading: rounding
        by_reading: {down: 300.00, up: 301.00}
    otherwise:
      value: 0
      cite: "1"
  kind:
    title:
      ru: Вид
    type: choice
    options:
      high:
        ru: высокое
      low:
        ru: низкое
    rules:
      so: {cite: "1", when: "benefit > min(-1.00, 100.00)", value: high}
dates:
  start:
    title:
      ru: День обращения
    cite: "1"
    event: applied
duties:
  answer:
    title:
      ru: Ответить
    cite: "1"
    who: [body]
    whom: [person]
    contents: papers
    clock: start
    after: applied
    within: 5 working days
    done_by: [answered]
    extended_by: {event: applied, at_most: 10 days, from: end_of_term}
    time: {start: event_day_not_counted}
checklists:
  papers:
    title:
      ru: Бумаги
    kind: documents
    cite: "1"
    by: dwelling
    items:
      passport:
        title:
          ru: Паспорт
        cite: {own: "2", rented: "2(а)"}
        if_held: false
      bill:
        title:
          ru: Счет
        cite: "2"
  names:
    title:
      ru: Названия
    kind: list
    cite: "2(а)"
    items:
      first:
        title:
          ru: Первое
services:
  care:
    title:
      ru: Уход
    cite: "1"
    components:
      bed:
        title:
          ru: Постель
        cite: "2"
        bound: exactly
        times: 2
        per: week
        minutes: "20"
parameters:
  ages:
    title:
      ru: Возрасты
    type: choices
    value: [own, rented]
    cite: "2"
"""


@pytest.fixture(scope="module")
def pack() -> Contents:
    return invented.contents(PACK)


def shown(one: Mutation) -> str:
    return f"{one.operator}: {'/'.join(one.path[-2:])}: {one.before} → {one.after}"


def test_every_kind_of_slip(pack: Contents) -> None:
    found = [shown(one) for one in mutations(pack)]
    assert {
        "amount-changed",
        "bound-moved",
        "clause-renumbered",
        "comparison-flipped",
        "condition-dropped",
        "day-moved",
        "deadline-changed",
        "exception-dropped",
        "exception-set-free",
        "item-dropped",
        "joined-otherwise",
        "member-changed",
        "member-dropped",
        "norm-changed",
        "reading-switched",
        "rule-dropped",
    } == {text.partition(":")[0] for text in found}
    for text in (
        "exception-dropped: rules/higher: higher → ",
        "exception-set-free: higher/exception_to: exception_to → ",
        "rule-dropped: otherwise: otherwise → ",
        "condition-dropped: presumes: presumes → ",
        "clause-renumbered: presumes/alone: 1 → 2",
        "clause-renumbered: cite/0: 2(а) → 1",
        "clause-renumbered: cite/own: 2 → 2(а)",
        "joined-otherwise: higher/when: all → any",
        "joined-otherwise: all/1: none → any",
        "joined-otherwise: 2/at_least: 1 → 2",
        "member-dropped: of/1: age = 40 → ",
        "member-dropped: all/0: income <= 50.00 → ",
        "bound-moved: versions/value: 100.00 → 100.01",
        "bound-moved: versions/to: 2024-12-31 → 2025-01-01",
        "bound-moved: by_reading/up: 301.00 → 300.99",
        "reading-switched: ours: down → up",
        "reading-switched: time/start: event_day_not_counted → event_day_counts",
        "norm-changed: who/0: body → person",
        "norm-changed: after: applied → answered",
        "norm-changed: whom: whom → ",
        "norm-changed: passport/if_held: false → true",
        "deadline-changed: extended_by/at_most: 10 → 11",
        "deadline-changed: within: 5 → 6",
        "norm-changed: bed/bound: exactly → at_least",
        "norm-changed: bed/minutes: 20 → 21",
        "item-dropped: items/bill: bill → ",
        "member-changed: so/value: high → low",
        "member-dropped: value/0: own → ",
    ):
        assert text in found, text
    # A plain list tells its clause of nothing, so nobody could notice another.
    assert not [one for one in mutations(pack) if one.entry == "names" and one.path == ("cite",)]
    # The list of clauses of another act is not this act's to renumber.
    assert not [one for one in found if "family-code" in one]


def test_each_makes_another_pack_that_can_be_read(pack: Contents) -> None:
    found = mutations(pack)
    assert len({one.id for one in found}) == len(found)
    linked = 0
    for one in found:
        changed = mutated(pack, one)
        assert changed.digest != pack.digest
        try:
            link(changed, DAY)
            linked += 1
        except PackError:
            continue
    assert linked > 0.9 * len(found)


def test_what_is_made_from_an_entry_is_made_anew(pack: Contents) -> None:
    [longer] = [one for one in mutations(pack) if one.id.endswith("5 → 6")]
    program = link(mutated(pack, longer), DAY)
    norm = norm_of(program.decisions["answer"], program.pack, DAY, None)
    assert norm.text("within") == "6 working days"
    assert set(as_written(pack).entries("decisions")) == {
        *("benefit", "kind"),
        *invented.contents().entries("decisions"),
    }


def test_the_head_slips_too() -> None:
    head = (invented.BASE / "pack.yaml").read_text("utf-8")
    files = {"pack.yaml": head + 'presumes: {alone: "1", disabled: "2"}\n'}
    pack = invented.contents(PACK.replace('    presumes: {alone: "1"}\n', ""), files)
    found = [one for one in mutations(pack) if one.section == "pack"]
    assert {one.operator for one in found} == {
        "bound-moved",
        "clause-renumbered",
        "condition-dropped",
    }
    for one in found:
        before, after = pack.head, mutated(pack, one).head
        assert (before.presumes, dict(before.effect.values)) != (
            after.presumes,
            dict(after.effect.values),
        )


def test_a_slip_that_cannot_be_read_is_not_made(pack: Contents) -> None:
    one = next(one for one in mutations(pack) if one.section == "decisions")
    # Taken from an entry of another section, the node says nothing this one can read.
    with pytest.raises(PackError):
        mutated(pack, Mutation("x", "duties", "answer", (), one.span, "", "", one.node))


def test_a_sample_is_the_same_for_the_same_seed(pack: Contents) -> None:
    some = sample(pack, 20, seed=7)
    assert some == sample(pack, 20, seed=7)
    assert some != sample(pack, 20, seed=8)
    assert len(some) == 20
    assert len({one.operator for one in some}) > 10
    every = sample(pack, 10_000)
    assert sorted(one.id for one in every) == sorted(one.id for one in mutations(pack))


def test_the_next_of_a_list() -> None:
    assert following(["a", "b", "c"]) == {"a": "b", "b": "c", "c": "a"}
    assert following(["a"]) == {}
