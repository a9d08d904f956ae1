"""What the sections of the surface language become: decisions, facts, norms, sets of held items."""

from pathlib import Path

import pytest

import socrules
from socrules.parse import parse_pack
from socrules.problems import SituationError
from socrules.source import read
from socrules.surface import expand

PACK = Path(__file__).parent.parent / "data" / "packs" / "reading-room"
FORM = {"papers.form.surname": True, "papers.form.phone": False, "papers.form.email": True}


@pytest.fixture(scope="module")
def pack() -> socrules.Pack:
    return socrules.load(PACK, on="2021-03-01")


def test_a_norm_without_condition_stands(pack):
    answer = pack.decide("issue_card", {})
    assert (answer.value, answer.citations) == (True, ("2",))
    assert answer.norm.ids("who") == ("librarian",)
    assert answer.norm.text("within") == "3 working days"


def test_a_norm_whose_condition_fails_is_not_stated(pack):
    assert pack.decide("answer_letters", {"route": "phone"}).status == "not_stated"
    assert pack.decide("answer_letters", {}).status == "unknown"
    assert pack.decide("answer_letters", {"route": "letter"}).value is True


@pytest.mark.parametrize(
    ("route", "status", "clauses"),
    [
        ("in_person", "known", ("2",)),
        ("phone", "known", ("8",)),
        ("letter", "not_stated", ("2", "8")),
    ],
)
def test_a_clock_starts_by_route(pack, route, status, clauses):
    answer = pack.decide("request_date", {"route": route})
    assert (answer.status, answer.citations) == (status, clauses)


def test_an_item_cites_the_clause_of_its_list(pack):
    assert pack.decide("papers.form", {"route": "phone"}).citations == ("7",)
    assert pack.decide("papers.form", {"route": "letter"}).value is False


def test_parts_make_an_item_complete(pack):
    assert pack.decide("papers.form.held", FORM).value is True
    without = FORM | {"papers.form.email": False}
    assert pack.decide("papers.form.held", without).value is False
    some = {"papers.form.surname": True, "papers.form.phone": True}
    assert pack.decide("papers.form.held", some).value is True


def test_a_list_is_complete_when_what_is_needed_is_held(pack):
    facts = {"route": "in_person", "by_representative": False, **FORM}
    assert pack.decide("papers.complete", facts | {"papers": ["residence"]}).value is True
    assert pack.decide("papers.complete", facts | {"papers": []}).value is False
    partly = facts | {"papers": {"lacks": ["authority"]}}
    answer = pack.decide("papers.complete", partly)
    assert (answer.status, answer.needs) == ("unknown", ("papers.residence.held",))


def test_grounds_hold_or_not_and_others_are_no_grounds(pack):
    assert pack.decide("refusal.any", {"books_overdue": True}).value is True
    assert pack.decide("refusal.overdue", {"books_overdue": False}).value is False
    outside = pack.decide("refusal.rudeness", {})
    assert (outside.value, outside.citations) == (False, ("4",))
    assert pack.decide("suspension.any", {}).value is False


def test_a_service_has_the_norm_of_its_variant(pack):
    answer = pack.decide("cleaning.floor", {"hall": "small"})
    assert answer.value == "small_hall"
    assert answer.norm.text("minutes_per") == "m2"
    assert pack.decide("cleaning.floor", {}).status == "unknown"
    assert pack.decide("cleaning.windows", {}).value is True


def test_norms_are_found_by_actor_section_and_event(pack):
    assert [one.id for one in pack.norms({}, who="librarian")] == ["issue_card", "answer_letters"]
    assert [one.id for one in pack.norms({}, kind="limits")] == ["loan"]
    assert [one.id for one in pack.norms({}, after="request_made")] == ["issue_card"]


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        ({"who": "libarian"}, "unknown-entry"),
        ({"after": "nothing"}, "unknown-entry"),
        ({"kind": "dutys"}, "unknown-word"),
    ],
)
def test_norms_of_unknown_names_are_problems(pack, ask, kind):
    with pytest.raises(SituationError) as caught:
        pack.norms({}, **ask)
    assert caught.value.problems[0].kind == kind


def test_a_set_of_a_file_is_read(pack):
    held = read("[residence]", "facts.yaml")
    assert dict(pack.situation({"papers": held})) == {
        "papers.residence.held": True,
        "papers.authority.held": False,
        "papers.photo.held": False,
    }
    part = read("has: [residence]\nlacks: [photo]", "facts.yaml")
    assert dict(pack.situation({"papers": part})) == {
        "papers.residence.held": True,
        "papers.photo.held": False,
    }
    with pytest.raises(SituationError, match="not-a-set"):
        pack.situation({"papers": read("residence", "facts.yaml")})


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        (["residense"], "unknown-item"),
        ({"has": ["residense"]}, "unknown-item"),
        ({"holds": ["residence"]}, "not-a-set"),
        ("residence", "not-a-set"),
        ([3], "unknown-item"),
    ],
)
def test_a_set_that_is_none_is_a_problem(pack, held, kind):
    with pytest.raises(SituationError) as caught:
        pack.situation({"papers": held})
    assert caught.value.problems[0].kind == kind


def test_a_decision_that_is_no_norm_has_none(pack):
    assert pack.decide("refusal.any", {}).norm is not None
    plain = socrules.load("luhansk/stationary-services", on="2024-10-01")
    assert plain.decide("free", {}).norm is None


def test_expanding_twice_takes_every_id_twice():
    found = parse_pack(PACK)
    assert found.problems == ()
    again = {name for name, entry in found.entries("decisions").items() if entry.origin is None}
    assert again == set()
    assert {problem.kind for problem in expand(found).problems} == {"duplicate-entry"}


BROKEN = {
    "who: librarian": ("who: libarian", "unknown-entry"),
    "clock: request_date": ("clock: request_day", "unknown-entry"),
    "    by: route\n    items:": ("    items:", "missing-key"),
    "    by: route\n    cases:": ("    cases:", "missing-key"),
    "within: 3 working days": ("within: 3 wroking days", "period-unknown"),
    "at_least: once in 3 months": ("at_least: often", "period-unknown"),
    "  open_to_all:\n": ("  issue_card:\n", "duplicate-entry"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_names_nothing_is_a_problem(tmp_path, text):
    wrong, kind = BROKEN[text]
    folder = tmp_path / "reading-room"
    folder.mkdir()
    for path in PACK.glob("*.yaml"):
        content = path.read_text(encoding="utf-8")
        if path.name == "room.yaml":
            assert text in content
            content = content.replace(text, wrong, 1)
        (folder / path.name).write_text(content, encoding="utf-8")
    assert kind in {problem.kind for problem in parse_pack(folder).problems}
