"""What a new edition of a document means for a pack, on an edited invented document."""

from pathlib import Path

import attrs
import pytest

from socrules.drift import Change, drift, folded, to_data
from socrules.parse import parse_pack
from socrules.source_text import fingerprint, read_document

PACK = Path(__file__).parent.parent / "data" / "packs" / "reading-room"
CONTENTS = parse_pack(PACK)


@pytest.fixture
def document() -> list[str]:
    return read_document(PACK / "document.txt")


def index(document, start):
    return next(at for at, line in enumerate(document) if line.startswith(start))


def told(document, contents=CONTENTS):
    """Return the kind, the clauses and the lines of each change."""
    return [(one.kind, *one.clauses, one.now) for one in drift(contents, document)]


def test_nothing_drifts_where_nothing_changed(document):
    assert drift(CONTENTS, document) == []


def test_marks_of_layout_and_empty_lines_change_nothing_but_places(document):
    lines = [f"<p>{line}</p>".replace("**", "") for line in document if line]
    found = drift(CONTENTS, lines)
    assert {one.kind for one in found} == {"moved"}
    assert found[0].clauses == ("1",)
    assert (found[0].before, found[0].now) == ((3, 3), (2, 2))


def test_a_changed_clause_stays_in_its_place_and_names_what_rests_on_it(document):
    at = index(document, "5.")
    document[at] = document[at].replace("один месяц", "два месяца")
    [change] = drift(CONTENTS, document)
    assert (change.kind, change.clauses, change.now) == ("changed", ("5",), (at + 1, at + 1))
    assert change.entries == ("limits/loan", "defects/no_number")


def test_a_clause_that_vanished(document):
    at = index(document, "5.")
    found = drift(CONTENTS, document[:at] + document[at + 2 :])
    assert [one.clauses for one in found if one.kind == "vanished"] == [("5",)]
    assert {one.kind for one in found} == {"vanished", "moved"}
    [gone] = [one for one in found if one.kind == "vanished"]
    assert gone.now is None
    assert gone.entries == ("limits/loan", "defects/no_number")


def test_new_text_stands_after_a_clause(document):
    at = index(document, "5.")
    found = drift(CONTENTS, [*document[:at], "4.1. Отказ сообщают сразу.", "", *document[at:]])
    [new] = [one for one in found if one.kind == "new"]
    assert (new.now, new.after, new.clauses, new.before) == ((at + 1, at + 1), "4", (), None)
    assert {one.kind for one in found} == {"new", "moved"}


def test_new_text_at_the_end_is_told_by_its_number(document):
    document += ["", "9. Зал закрыт по понедельникам.", "Глава посёлка"]
    assert told(document) == [("new", (len(document) - 1, len(document) - 1))]


def test_new_lines_that_stand_together_are_told_together(document):
    at = index(document, "5.")
    more = ["Отказ сообщают сразу:", "письмом;", "", "звонком.", ""]
    found = told([*document[:at], *more, *document[at:]])
    assert ("new", (at + 1, at + 4)) in found
    apart = told([*document[:at], "Отказ.", *document[at - 2 : at], "Ещё.", *document[at:]])
    assert [one for one in apart if one[0] == "new"]


def test_text_that_is_moved_past_others(document):
    at, end = index(document, "4."), index(document, "8.")
    moved = [*document[:at], *document[at + 2 :], "", document[at]]
    found = {one.clauses: one for one in drift(CONTENTS, moved)}
    assert found["4",].kind == "moved"
    assert found["4",].now[0] > found["8",].now[0] == end - 1


def test_a_clause_is_found_by_its_number_where_its_place_is_taken(document):
    at = index(document, "5.")
    document[at] = "5. Книгу дают на лето."
    document[at - 1 : at] = ["", "4.1. Отказ сообщают сразу.", ""]
    found = told(document)
    assert ("changed", "5", (at + 3, at + 3)) in found
    assert ("new", (at + 1, at + 1)) in found


def test_two_neighbours_that_changed_keep_their_order(document):
    for start in ("3.", "4.", "5."):
        document[index(document, start)] = f"{start} Всё иначе."
    assert [one[1] for one in told(document)] == ["3", "4", "5"]
    assert {one[0] for one in told(document)} == {"changed"}


def test_of_neighbours_one_vanished_and_one_changed(document):
    at = index(document, "4.")
    lines = [*document[:at], *document[at + 2 :]]
    lines[index(lines, "5.")] = "5. Всё иначе."
    found = {one[1]: one[0] for one in told(lines)}
    assert (found["4"], found["5"]) == ("vanished", "changed")


# --- stretches of several lines, and text that occurs twice ---


def pack(lines, **ranges):
    """Return the invented pack with clauses of these names, taken from lines of a document."""
    clause = CONTENTS.entries("clauses")["1"]

    def entry(name, first, last):
        print_ = fingerprint(lines[first - 1 : last])
        values = {**clause.values, "lines": f"{first}-{last}", "fingerprint": print_}
        return attrs.evolve(clause, id=name, values=values)

    entries = {name: entry(name, *where) for name, where in ranges.items()}
    return attrs.evolve(CONTENTS, sections={"clauses": entries})


LIST = ["Глава", "Документы:", "паспорт;", "заявление;", "согласие.", "Подпись"]
WHOLE = pack(LIST, a=(2, 5), b=(3, 3), c=(4, 4), d=(5, 5))


def test_a_clause_that_holds_others_changes_with_one_of_them():
    assert told([*LIST[:3], "заявка;", *LIST[4:]], WHOLE) == [
        ("changed", "a", (2, 5)),
        ("changed", "c", (4, 4)),
    ]


def test_a_clause_that_holds_others_shrinks_with_them():
    found = told([*LIST[:3], *LIST[4:]], WHOLE)
    assert ("vanished", "c", None) in found
    assert found[0][:2] == ("changed", "a")


def test_a_clause_that_holds_others_keeps_the_lines_around_them():
    found = told([*LIST[:2], "удостоверение;", *LIST[3:]], pack(LIST, a=(2, 6), b=(3, 3)))
    assert found == [("changed", "a", (2, 6)), ("changed", "b", (3, 3))]


def test_a_clause_that_holds_others_stretches_no_further_than_the_document():
    found = told(["паспорт;", "заявление;"], pack(LIST, a=(2, 6), b=(3, 3), c=(4, 4)))
    assert found[0] == ("changed", "a", (1, 2))


def test_a_clause_of_several_lines_keeps_them_together():
    lines = ["один", "", "два", "три", "", "четыре"]
    several = pack(lines, a=(1, 1), b=(3, 4), c=(6, 6))
    assert told(["один", "", "2", "3", "", "четыре"], several) == [("changed", "b", (3, 4))]
    assert told(["один", "", "2", "", "четыре"], several)[0] == ("changed", "b", (3, 3))


def test_the_same_text_twice_goes_to_the_nearest():
    lines = ["да", "нет", "да", "иначе", "да"]
    twice = pack(lines, a=(1, 1), b=(2, 2), c=(3, 3), d=(4, 4), e=(5, 5))
    assert told(lines, twice) == []
    assert told(["да", "нет", "теперь нет", "иначе", "да"], twice) == [("changed", "c", (3, 3))]


def test_a_pack_that_names_no_lines_has_nothing_to_drift():
    clause = CONTENTS.entries("clauses")["1"]
    bare = attrs.evolve(clause, values={**clause.values, "lines": None})
    without = attrs.evolve(CONTENTS, sections={"clauses": {"1": bare}})
    assert drift(without, ["1. Что-то."]) == [Change("new", (), None, (1, 1), ())]


# --- what is said of it ---


def test_neighbours_that_moved_alike_are_told_as_one(document):
    changes = drift(CONTENTS, ["", *document])
    assert len(changes) > 3
    [one] = folded(changes)
    assert one.clauses == tuple(name for change in changes for name in change.clauses)
    assert one.now == (changes[0].now[0], changes[-1].now[1])


def test_data(document):
    document[index(document, "5.")] = "5. Иначе."
    [row] = to_data(drift(CONTENTS, document))
    assert row["clauses"] == ["5"]
    assert row["now"] == row["before"]
    assert row["after"] is None
