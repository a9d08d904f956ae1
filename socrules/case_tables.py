"""Reads and writes example cases as tables: one row a case, in CSV or in an Excel workbook.

A column is named after the key of a case: `id`, `date`, `title:ru`, `given.age`, `expect.fee` for a
value and `expect.fee:clauses` for any other part; `events.1:date` is the day of the first event and
`events.1:facts:age` a fact that became known with it. Lists are parted by `; `, an empty one is
`[]`, and an empty cell says nothing. Every cell is text, so that nothing is lost on the way.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from socrules.case_text import Record, cases_text
from socrules.extras import extra
from socrules.keys import NESTED, SECTIONS
from socrules.problems import Document, Findings, PackError, Problem, Span, nearest, problem, whole
from socrules.source import MAPPING, MAX_BYTES, SCALAR, SEQUENCE, Node, scan_file

SUFFIXES: Final = (".csv", ".xlsx")
"""The suffixes of tables."""

_NAMED: Final = ("given", "expect", "readings", "events")
"""Keys whose names are ids of the pack, or the numbers of events: a column of each."""
_LISTS: Final = ("ids", "clause_ids", "literals", "days", "words")
"""Shapes that hold several texts."""


def scan_cases(path: Path, name: str) -> tuple[Node, list[Problem]]:
    """Return the root of a file of cases, YAML or a table, and what may not be written in it.

    A table is read as if it had been written in YAML. Raises `PackError` where there is no root.
    """
    if path.suffix not in SUFFIXES:
        return scan_file(path, name)
    return root(_workbook(path, name) if path.suffix == ".xlsx" else _csv(path, name), name)


def root(rows: Sequence[Sequence[str]], name: str) -> tuple[Node, list[Problem]]:
    """Return the cases of a table as the root node of a file, and its faulty columns and rows.

    Raises `PackError` where no column says which case a row is.
    """
    document = Document(name, "\n".join(" | ".join(map(_one_line, row)) for row in rows))
    header = list(rows[0]) if rows else []
    if "id" not in header:
        raise PackError(problem("table-without-id", whole(document)))
    findings = Findings()
    paths = {}
    for column, text in enumerate(header):
        path, span = _path(text), _place(document, rows, 0, column)
        if text in header[:column]:
            findings.report("duplicate-key", span, key=text)
        elif not _is_key(path):
            listed = [f"{key}.…" if key in _NAMED else key for key in ("id", *SECTIONS["cases"])]
            known, near = ", ".join(listed), nearest(path[0], listed)
            findings.report("unknown-key", span, key=text, entry="cases", known=known, suggest=near)
        elif text != "id":
            paths[column] = path
    cases = Node(MAPPING, document, 1, 1)
    for number, row in enumerate(rows[1:], 1):
        cells = dict(enumerate(row))
        at = header.index("id")
        key = _scalar(cells.get(at, ""), _place(document, rows, number, at))
        if key.text in cases.items:
            also = [cases.keys[key.text].span]
            findings.report("duplicate-key", key.span, key=key.text, also=also)
        elif any(row):
            case = Node(MAPPING, document, key.line, key.column)
            case.key = key
            for column, path in paths.items():
                if cells.get(column):
                    _put(case, path, cells[column], _place(document, rows, number, column))
            _in_order(case)
            cases.keys[key.text], cases.items[key.text] = key, case
    top = Node(MAPPING, document, 1, 1)
    top.keys["cases"] = cases.key = _scalar("cases", Span(document, 1, 1))
    top.items["cases"] = cases
    return top, findings.problems


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _place(document: Document, rows: Sequence[Sequence[str]], row: int, column: int) -> Span:
    """Return where a cell stands in the text of the table that messages show."""
    before = sum(len(_one_line(cell)) + 3 for cell in rows[row][:column])
    cells = rows[row]
    text = _one_line(cells[column]) if column < len(cells) else ""
    return Span(document, row + 1, before + 1, max(1, len(text)))


def _path(column: str) -> tuple[str, ...]:
    """Return the keys a column leads to: `expect.fee:clauses` to `expect`, `fee`, `clauses`."""
    first, *rest = column.split(":")
    top, _, name = first.partition(".")
    return (top, name, *rest) if name else (first, *rest)


def _is_key(path: tuple[str, ...]) -> bool:
    """Say whether what a column leads to is a key of a case."""
    if path[0] in _NAMED:
        numbered = path[0] != "events" or (len(path) > 2 and path[1].isdecimal())
        return len(path) > 1 and numbered
    return path[0].startswith("x-") or path[0] in SECTIONS["cases"] or path == ("id",)


def _scalar(text: str, span: Span) -> Node:
    node = Node(SCALAR, span.document, span.line, span.column)
    node.text = text
    # As if in quotes, so that a cell is a text like any other.
    node.quoted = True
    return node


def _put(case: Node, path: tuple[str, ...], text: str, span: Span) -> None:
    """Put the value of a cell into a case, under the keys of its column."""
    if path[0] == "expect" and len(path) == 2:
        path = (*path, "value")
    node = case
    for key in path[:-1]:
        if key not in node.items:
            inner = Node(MAPPING, span.document, span.line, span.column)
            inner.key = node.keys[key] = _scalar(key, span)
            node.items[key] = inner
        node = node.items[key]
    value = _cell(path, text, span)
    value.key = node.keys[path[-1]] = _scalar(path[-1], span)
    node.items[path[-1]] = value


def _in_order(case: Node) -> None:
    """Make a list of the events of a case, in the order of their numbers."""
    events = case.items.get("events")
    if events is not None:
        found = Node(SEQUENCE, events.document, events.line, events.column)
        found.key = events.key
        found.elements = [events.items[name] for name in sorted(events.items, key=int)]
        case.items["events"] = found


def _cell(path: tuple[str, ...], text: str, span: Span) -> Node:
    """Return the value of a cell: a text, or a list where the key holds one."""
    bracketed = text.startswith("[") and text.endswith("]")
    if not bracketed and not _holds_list(path):
        return _scalar(text, span)
    inner = text[1:-1] if bracketed else text
    node = Node(SEQUENCE, span.document, span.line, span.column)
    node.elements = [_scalar(one.strip(), span) for one in inner.split(";") if one.strip()]
    return node


def _holds_list(path: tuple[str, ...]) -> bool:
    """Say whether what a column leads to holds several texts."""
    keys = SECTIONS["cases"] if len(path) == 1 else NESTED["expectations"]
    key = keys.get(path[-1]) if len(path) == 1 or (path[0] == "expect" and len(path) == 3) else None
    return key is not None and key.shape.partition(":")[0] in _LISTS


# --- writing ---


def table(cases: Mapping[str, Record]) -> list[list[str]]:
    """Return the rows of a table, the header first; columns in the order they are first met."""
    flat = [{"id": name, **dict(_cells(case, ()))} for name, case in cases.items()]
    order = ["id", *SECTIONS["cases"]]
    met = dict.fromkeys(column for row in flat for column in row)
    columns = sorted(met, key=lambda column: _rank(order, _path(column)))
    return [columns, *([row.get(column, "") for column in columns] for row in flat)]


def _rank(order: Sequence[str], path: tuple[str, ...]) -> tuple[int, int]:
    key = path[0]
    return (
        order.index(key) if key in order else len(order),
        int(path[1]) if key == "events" else 0,
    )


def _cells(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the columns and texts of a case."""
    for key, value in data.items():
        inner = (*path, key)
        if inner == ("events",):
            value = {str(number): event for number, event in enumerate(value, 1)}
        if isinstance(value, Mapping):
            yield from _cells(value, inner)
        else:
            if inner[0] == "expect" and len(inner) == 3 and key == "value":
                inner = inner[:2]
            yield _column(inner), _written(inner, value)


def _column(path: tuple[str, ...]) -> str:
    if path[0] in _NAMED and len(path) > 1:
        return ":".join((f"{path[0]}.{path[1]}", *path[2:]))
    return ":".join(path)


def _written(path: tuple[str, ...], value: Any) -> str:
    """Return the text of a cell; a list where the key does not say so stands in brackets."""
    if isinstance(value, str):
        return value
    joined = "; ".join(value)
    return joined if value and _holds_list(path) else f"[{joined}]"


def to_csv(cases: Mapping[str, Record]) -> str:
    """Return cases as CSV that spreadsheets open: UTF-8 with its mark, commas, quotes as needed."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(table(cases))
    return "\ufeff" + stream.getvalue()


def to_workbook(cases: Mapping[str, Record]) -> bytes:
    """Return cases as an Excel workbook, every cell a text; raises where openpyxl is not there."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "cases"
    for row in table(cases):
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.number_format = "@"
    for cell in sheet[1]:
        cell.font = openpyxl.styles.Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(12, len(str(cell.value)) + 2)
    sheet.freeze_panes = "B2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(cases: Mapping[str, Record], suffix: str) -> str | bytes:
    """Return cases in the form of a suffix: a table, or YAML."""
    if suffix == ".xlsx":
        return to_workbook(cases)
    return to_csv(cases) if suffix == ".csv" else cases_text(cases)


def _openpyxl() -> Any:
    """Return openpyxl; raises `SocrulesError` that names the extra."""
    return extra("openpyxl", "xlsx")


# --- reading files ---


def _csv(path: Path, name: str) -> list[list[str]]:
    """Return the rows of a CSV file parted by commas, semicolons or tabs; raises `PackError`."""
    document = Document(name, "")
    try:
        data = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise PackError(problem("unreadable-file", whole(document), why=why)) from None
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise PackError(problem("huge-file", whole(document), limit=limit))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"0x{data[error.start]:02x}"
        raise PackError(problem("not-utf8", whole(document), byte=byte)) from None
    first = text.partition("\n")[0]
    parted = max(",;\t", key=first.count)
    return [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=parted)
    ]


def _workbook(path: Path, name: str) -> list[list[str]]:
    """Return the rows of the first sheet of a workbook as texts; raises `PackError`."""
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        book.close()
    except FileNotFoundError:
        raise PackError(problem("no-such-file", whole(Document(name, "")))) from None
    except Exception as error:  # noqa: BLE001 - a file that is no workbook fails in many ways
        why = str(error) or type(error).__name__
        raise PackError(problem("unreadable-file", whole(Document(name, "")), why=why)) from None
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    """Return a cell as text: days and truth values as packs write them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="minutes")
    return str(cell).strip()
