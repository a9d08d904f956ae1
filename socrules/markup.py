"""Shows texts and tables in notebooks: HTML that takes its colours from the page, light or dark.

What is shown is the Markdown and the tables that are printed elsewhere too.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

# Colours are those of the page; only lines are drawn, in a grey that shows on white and on black.
_WHOLE: Final = "max-width:70em;line-height:1.45;color:inherit;background:transparent"
_TABLE: Final = "border-collapse:collapse;margin:.6em 0;color:inherit;background:transparent"
_CELL: Final = (
    "padding:.25em .7em;border:0;border-bottom:1px solid rgba(128,128,128,.45);"
    "vertical-align:top;color:inherit;background:transparent"
)
_CODE: Final = "white-space:pre;overflow-x:auto;font-family:monospace;line-height:1.2;margin:.6em 0"

_NUMBER: Final = re.compile("[\u2212<>+-]?[\u00a0 ]?\\d[\\d\u00a0.,]*([\u00a0 ]?(%|₽|RUB))?")


def bundle(plain: str, html: str) -> dict[str, str]:
    """Return what a notebook shows: HTML where it can, and plain text otherwise."""
    return {"text/plain": plain.rstrip("\n"), "text/html": f'<div style="{_WHOLE}">{html}</div>'}


def table(head: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> str:
    """Return a table as HTML; cells that are numbers stand to the right."""
    rows = [list(row) for row in rows]
    sides = [
        "right"
        if rows and all(not row[at] or _NUMBER.fullmatch(row[at]) for row in rows)
        else "left"
        for at in range(len(head))
    ]
    parts = [f'<table style="{_TABLE}">']
    if title:
        parts.append(f'<caption style="text-align:left"><b>{escape(title)}</b></caption>')
    for tag, row in [("th", list(head)), *(("td", row) for row in rows)]:
        cells = (
            f'<{tag} style="{_CELL};text-align:{side}">{_inline(cell)}</{tag}>'
            for cell, side in zip(row, sides, strict=True)
        )
        parts.append(f"<tr>{''.join(cells)}</tr>")
    return "".join((*parts, "</table>"))


def paragraph(text: str) -> str:
    """Return a paragraph as HTML."""
    return f"<p>{_inline(text)}</p>"


def from_markdown(text: str) -> str:
    """Return as HTML the Markdown that explanations are written in.

    Headings, emphasis of a whole line, lists inside each other, tables, and code between fences.
    """
    return "".join(_blocks(text.splitlines()))


def folded(text: str) -> str:
    """Return as HTML the Markdown of a section, folded under its first line."""
    title, _, rest = text.strip().partition("\n")
    return f"<details><summary>{_inline(title)}</summary>{from_markdown(rest)}</details>"


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    depth = 0
    rows: list[list[str]] = []
    found = iter([*lines, ""])
    for line in found:
        if line.startswith("```"):
            code = itertools.takewhile(lambda one: not one.startswith("```"), found)
            yield f'<div style="{_CODE}">{escape(chr(10).join(code))}</div>'
            continue
        bullet = re.match(r"( *)- (.*)", line)
        level = len(bullet[1]) // 2 + 1 if bullet else 0
        yield "</ul>" * (depth - level) + "<ul>" * (level - depth)
        depth = level
        if rows and not line.startswith("|"):
            yield table(rows[0], rows[2:])
            rows = []
        if bullet:
            yield f"<li>{_inline(bullet[2])}</li>"
        elif line.startswith("|"):
            rows.append([cell.replace(r"\|", "|").strip() for cell in _cells(line)])
        elif heading := re.match(r"#+ (.*)", line):
            yield f'<p style="font-size:1.15em"><b>{_inline(heading[1])}</b></p>'
        elif line.strip():
            whole = re.fullmatch(r"\*(.+)\*", line)
            yield f"<p><i>{_inline(whole[1])}</i></p>" if whole else paragraph(line)


def _cells(line: str) -> list[str]:
    """Return the cells of a row of a table; a bar after a backslash parts nothing."""
    return re.split(r"(?<!\\)\|", line.strip().strip("|"))


def _inline(text: str) -> str:
    """Return a text with its code in monospace."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
