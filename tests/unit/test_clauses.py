"""How the clauses of an act are accounted for."""

from pathlib import Path

import attrs

from socrules.cases import read_cases, run_cases
from socrules.clauses import clauses, to_data, totals
from socrules.parse import parse_pack

PACK = Path(__file__).parent.parent / "data" / "packs" / "reading-room"


def found():
    contents = parse_pack(PACK)
    return contents, run_cases(contents, read_cases(PACK, "room"))


def test_each_clause_has_one_treatment():
    contents, outcomes = found()
    treated = {one.id: one.treatment for one in clauses(contents, outcomes)}
    assert treated == {
        "1": "cited",
        "2": "encoded",
        "3": "encoded",
        "4": "cited",
        "5": "encoded",
        "6": "encoded",
        "7": "cited",
        "8": "encoded",
        "heading": "left_out",
    }


def test_a_failed_case_encodes_nothing():
    contents, outcomes = found()
    failed = [attrs.evolve(outcome, problems=contents.problems or (None,)) for outcome in outcomes]
    assert totals(clauses(contents, failed))["encoded"] == 0


def test_a_clause_nothing_cites_is_unaccounted():
    contents, _ = found()
    bare = attrs.evolve(contents, sections={"clauses": contents.sections["clauses"]})
    counts = totals(clauses(bare, []))
    assert counts == {"encoded": 0, "cited": 0, "left_out": 1, "unaccounted": 8, "all": 9}


def test_clauses_are_data():
    contents, outcomes = found()
    data = to_data(clauses(contents, outcomes))
    assert data["totals"] == {
        "encoded": 5,
        "cited": 3,
        "left_out": 1,
        "unaccounted": 0,
        "all": 9,
    }
    assert data["clauses"][5] == {
        "pack": "invented/reading-room",
        "id": "6",
        "treatment": "encoded",
        "entries": ["services/cleaning"],
        "cases": ["floor", "small_floor"],
    }
