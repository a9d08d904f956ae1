"""A pack held against the document it was taken from."""

from pathlib import Path

import attrs
import pytest

from socrules import source_text
from socrules.parse import parse_pack
from socrules.problems import PackError

PACK = Path(__file__).parent.parent / "data" / "packs" / "reading-room"


@pytest.fixture
def document() -> list[str]:
    return source_text.read_document(PACK / "document.txt")


def test_the_document_it_was_taken_from_matches(document):
    assert all(one.same for one in source_text.check_source(parse_pack(PACK), document))


def test_marks_of_layout_change_nothing(document):
    line = next(index for index, text in enumerate(document) if text.startswith("2."))
    document[line] = document[line].replace("**", "").replace(" ", "\u00a0 ") + "<br>"
    assert all(one.same for one in source_text.check_source(parse_pack(PACK), document))


def test_a_changed_clause_is_told_from_a_moved_one(document):
    document = [document[0], "", "Вставка.", *document[1:]]
    document = [line.replace("один месяц", "два месяца") for line in document]
    checked = {one.id: one for one in source_text.check_source(parse_pack(PACK), document)}
    assert not checked["5"].same
    assert checked["5"].moved_to is None
    assert checked["1"].moved_to == (5, 5)
    assert checked["heading"].same


def test_a_clause_without_lines_is_passed_over(document):
    contents = parse_pack(PACK)
    entries = contents.entries("clauses")
    bare = {
        name: attrs.evolve(entry, values={**entry.values, "lines": None})
        for name, entry in entries.items()
    }
    without = attrs.evolve(contents, sections={"clauses": bare})
    assert list(source_text.check_source(without, document)) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [(None, "unreadable-file"), (b"\xff", "not-utf8"), (b" " * 4_194_305, "huge-file")],
)
def test_a_document_that_cannot_be_read_is_a_problem(tmp_path, content, kind):
    path = tmp_path / "document.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PackError) as caught:
        source_text.read_document(path)
    assert caught.value.problems[0].kind == kind
