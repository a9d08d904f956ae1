"""Cases as tables and as text again: nothing is lost on the way, whatever the form."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from socrules.case_tables import table, to_csv, to_workbook
from socrules.case_text import case_text, cases_text, record
from socrules.cases import case_files, read_examples
from socrules.event_log import read_events
from socrules.library import find, packs
from socrules.model import Entry
from socrules.problems import PackError
from socrules.source import MAPPING, SCALAR, Node, read, read_file

CASES = """
cases:
  one:
    title:
      ru: "Первый: с двоеточием"
      en: First
    pack: region/act
    date: 2024-10-01
    tags: [fee, income]
    strict_effect: true
    readings: {fee_rounding: half_up}
    given:
      age: "10"
      alone: no
      income: null
      documents: {has: [passport, bill], lacks: []}
      papers: [a, b]
    events:
      - {date: 2024-09-02, event: asked}
      - date: 2024-09-03T15:30
        event: extended
        of: first
        period: 15 days
        facts: {hard: true, papers: [a]}
      - {date: unknown, event: answered}
    expect:
      fee: "0.00"
      fee.other:
        value: "1.00"
        clauses: ["4.2(1)", "8(а)"]
        needs: []
        possible: ["0.00..15.00", "20.00"]
        extended_by: {event: extended, at_most: 10 days}
      kind: {status: unknown, clauses: "4.3"}
      answer: {dates: [2024-09-18..2024-09-19], states: [missed, done]}
      asked: {irregular: [ahead]}
    x-note: 'сказано "вслух"'
"""


def plain(value: Any) -> Any:
    """Return what was read, without the places."""
    if isinstance(value, Entry):
        return {name: plain(one) for name, one in value.values.items()}
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items() if not unsaid(one)}
    if isinstance(value, Node):
        return value.text if value.kind == SCALAR else record(value)
    return [plain(one) for one in value] if isinstance(value, tuple) else value


def unsaid(value: Any) -> bool:
    return isinstance(value, Node) and value.empty


def again(root: Node, tmp_path: Path, suffix: str) -> Path:
    """Write the cases of a root in another form; return the file."""
    cases = {name: record(node) for name, node in root.items["cases"].items.items()}
    path = tmp_path / f"again.cases{suffix}"
    if suffix == ".xlsx":
        path.write_bytes(to_workbook(cases))
    else:
        text = to_csv(cases) if suffix == ".csv" else cases_text(cases)
        path.write_bytes(text.encode())
    return path


def read_all(path: Path, name: str = "x") -> dict[str, Any]:
    examples = read_examples([(path, name)])
    assert not examples.problems, [str(one) for one in examples.problems]
    return {name: plain(case) for name, case in examples.cases.items()}


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".xlsx"])
def test_nothing_is_lost(suffix: str, tmp_path: Path) -> None:
    original = tmp_path / "original.cases.yaml"
    original.write_text(CASES, "utf-8")
    root = read(CASES, "original")
    written = again(root, tmp_path, suffix)
    assert read_all(written) == read_all(original)


@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
@pytest.mark.parametrize("pack", sorted(packs()))
def test_nothing_of_any_pack_is_lost(pack: str, suffix: str, tmp_path: Path) -> None:
    for path, name in case_files(*find(pack)):
        written = again(read_file(path, name), tmp_path, suffix)
        assert read_all(written) == read_all(path, name)


def test_the_columns() -> None:
    root = read(CASES, "original")
    [header, row] = table({name: record(node) for name, node in root.items["cases"].items.items()})
    cells = dict(zip(header, row, strict=True))
    assert header[:4] == ["id", "title:ru", "title:en", "pack"]
    assert header[-1] == "x-note"
    assert cells["given.documents:has"] == "[passport; bill]"
    assert cells["expect.fee.other:clauses"] == "4.2(1); 8(а)"
    assert cells["expect.fee.other:needs"] == "[]"
    assert cells["expect.fee.other"] == "1.00"
    assert cells["expect.fee.other:extended_by:at_most"] == "10 days"
    assert cells["events.1:date"] == "2024-09-02"
    assert cells["events.2:facts:papers"] == "[a]"
    assert cells["expect.answer:states"] == "missed; done"
    numbers = [column[7] for column in header if column.startswith("events.")]
    assert numbers == sorted(numbers)


def test_the_text_is_what_an_analyst_would_write() -> None:
    root = read(CASES, "original")
    [case] = root.items["cases"].items.values()
    text = case_text("one", record(case))
    assert text.startswith(
        '  one:\n    title:\n      ru: "Первый: с двоеточием"\n      en: First\n'
    )
    for line in (
        "    date: 2024-10-01\n",
        "    tags: [fee, income]\n",
        '      age: "10"\n',
        '      alone: "no"\n',
        '        clauses: ["4.2(1)", "8(а)"]\n',
        "        needs: []\n",
        '        clauses: "4.3"\n',
        "      - {date: 2024-09-02, event: asked}\n",
        '      - date: "2024-09-03T15:30"\n        event: extended\n',
        "        facts:\n          hard: true\n          papers: [a]\n",
    ):
        assert line in text
    assert "income:" not in text


def from_rows(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "rows.cases.csv"
    path.write_text(text, "utf-8")
    return read_examples([(path, "rows.cases.csv")])


def test_a_table_written_by_hand(tmp_path: Path) -> None:
    rows = "id;title:ru;date;given.age;expect.fee\none;Один;2024-10-01;10;0.00\n;;;;\n"
    examples = from_rows(tmp_path, rows)
    assert not examples.problems
    assert plain(examples.cases["one"])["given"] == {"age": "10"}
    assert examples.cases["one"].expect["fee"].span.place == "rows.cases.csv:2:32"


def test_events_of_a_table(tmp_path: Path) -> None:
    rows = (
        "id,title:ru,date,events.2:date,events.2:event,events.10:event,events.10:date,"
        "events,events.1,events.a:date\n"
        "one,Один,2024-10-01,2024-09-02,asked,answered,2024-09-03,,,\n"
    )
    examples = from_rows(tmp_path, rows)
    assert [(one.kind, one.args[0][1]) for one in examples.problems] == [
        ("unknown-key", "events"),
        ("unknown-key", "events.1"),
        ("unknown-key", "events.a:date"),
        ("missing-key", "expect"),
    ]
    events = read_events(examples.cases["one"].events)
    assert [one.event for one in events] == ["asked", "answered"]
    assert events[1].span is not None
    assert events[1].span.place == "rows.cases.csv:2:48"


def test_each_mistake_of_a_table_has_its_place(tmp_path: Path) -> None:
    rows = (
        "id,title:ru,title:ru,dat,given,date,expect.fee:clauses\n"
        "one,Один,,,,2024-10-01,4.3\none,Два,,,,2024-13-01\n2,Три,,,,2024-13-01,4.3\n"
    )
    found = from_rows(tmp_path, rows).problems
    assert [(one.kind, one.span.place.partition(":")[2]) for one in found] == [
        ("duplicate-key", "1:17"),
        ("unknown-key", "1:28"),
        ("unknown-key", "1:34"),
        ("duplicate-key", "3:1"),
        ("bad-id", "4:1"),
        ("not-a-date", "4:20"),
    ]
    assert found[1].suggest == "date"


def test_an_empty_table(tmp_path: Path) -> None:
    [found] = from_rows(tmp_path, "").problems
    assert found.kind == "table-without-id"


def test_cells_of_a_workbook_are_texts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "title:ru", "date", "given.a", "given.b", "given.c", "expect.fee"])
    day = datetime.datetime(2024, 10, 1)
    sheet.append(["one", "Один", day, True, 10, datetime.datetime(2024, 10, 1, 9, 30), None])
    book.save(tmp_path / "typed.cases.xlsx")
    examples = read_examples([(tmp_path / "typed.cases.xlsx", "typed")])
    assert [one.kind for one in examples.problems] == ["missing-key"]
    case = plain(examples.cases["one"])
    assert case["date"] == day.date()
    assert case["given"] == {"a": "true", "b": "10", "c": "2024-10-01T09:30"}


def refused(path: Path) -> str:
    [found] = read_examples([(path, path.name)]).problems
    return found.kind


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.cases.csv") == "unreadable-file"
    assert refused(tmp_path / "none.cases.xlsx") == "no-such-file"
    for name, data, kind in (
        ("latin.cases.csv", b"id\n\xff\n", "not-utf8"),
        ("huge.cases.csv", b"i" * (4 * 1024 * 1024 + 1), "huge-file"),
        ("no.cases.xlsx", b"no workbook", "unreadable-file"),
    ):
        (tmp_path / name).write_bytes(data)
        assert refused(tmp_path / name) == kind


def test_without_openpyxl_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert refused(tmp_path / "a.cases.xlsx") == "missing-extra"


def test_a_file_of_tables_only_is_a_mapping() -> None:
    with pytest.raises(PackError):
        read("cases: [", "x")
    assert read(CASES, "x").kind == MAPPING
