"""Tells what example cases cover, as text, Markdown, JSON or one HTML file for any browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any, Final

from socrules.cover import KINDS, Cover, Point
from socrules.model import Contents
from socrules.phrasebook import say

Covers = Mapping[str, tuple[Contents, Cover]]
"""What was measured of each pack, by the name of its suite."""


def total(covers: Covers) -> int:
    """Return the share that was seen over all packs in whole per cent, rounded down."""
    counts = [one.count() for _, one in covers.values()]
    whole = sum(points for _, points in counts)
    return 100 * sum(seen for seen, _ in counts) // whole if whole else 100


def label(contents: Contents, point: Point, lang: str) -> str:
    """Return what a point is of: a clause by its label, a step by its decision and path."""
    if point.kind == "clause":
        return str(contents.entries("clauses")[point.of].label)
    _, name, *path = point.of.split("/")
    title = point.title.say(lang) if point.title else name
    return f"{title}: {'/'.join((name, *path[1:]))}"


def way(point: Point, lang: str) -> str:
    """Return which way is meant, in words."""
    return say("cover", f"{point.kind}-{point.way}", lang)


def text(covers: Covers, lang: str) -> str:
    """Return the measure of each pack, and what is missing with its place."""
    lines = []
    for name, (contents, one) in covers.items():
        parts = [f"{say('cover', kind, lang)} {one.percent(kind)} %" for kind in KINDS]
        lines.append(f"{name}: {one.percent()} % — {', '.join(parts)}")
        for point in one.missing:
            place = f"{point.span.place}: " if point.span else ""
            lines.append(f"  {place}{label(contents, point, lang)}: {way(point, lang)}")
    return "\n".join(lines) + "\n"


def markdown(covers: Covers, lang: str) -> str:
    """Return tables: the measures of all packs, then what is missing of each."""
    head = [say("cover", key, lang) for key in ("pack", "all", *KINDS)]
    lines = [_row(head), _row(["---", *["---:"] * (len(head) - 1)])]
    for name, (_, one) in covers.items():
        cells = [f"{one.percent(kind)} % ({_of(one, kind)})" for kind in ("", *KINDS)]
        lines.append(_row([name, *cells]))
    for name, (contents, one) in covers.items():
        if one.missing:
            lines += ["", f"## {name}", "", _row([say("cover", "place", lang), *_missing(lang)])]
            lines.append(_row(["---"] * 3))
            for point in one.missing:
                place = point.span.place if point.span else ""
                lines.append(_row([f"`{place}`", label(contents, point, lang), way(point, lang)]))
    return "\n".join(lines) + "\n"


def _missing(lang: str) -> list[str]:
    return [say("cover", key, lang) for key in ("what", "missing")]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


def _of(one: Cover, kind: str) -> str:
    seen, whole = one.count(kind)
    return f"{seen}/{whole}"


def data(covers: Covers, lang: str) -> dict[str, Any]:
    """Return everything as data for JSON: counts by kind, and what is missing."""
    packs = {}
    for name, (contents, one) in covers.items():
        counts = {kind or "all": one.count(kind) for kind in ("", *KINDS)}
        packs[name] = {
            "percent": one.percent(),
            "counts": {key: {"seen": seen, "points": n} for key, (seen, n) in counts.items()},
            "missing": [
                {
                    "kind": point.kind,
                    "of": point.of,
                    "way": point.way,
                    "place": point.span.place if point.span else "",
                    "label": label(contents, point, lang),
                }
                for point in one.missing
            ],
        }
    return {"percent": total(covers), "packs": packs}


def as_json(covers: Covers, lang: str) -> str:
    """Return everything as JSON."""
    return json.dumps(data(covers, lang), ensure_ascii=False, indent=2) + "\n"


_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; }
body { padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { text-align: left; padding: .35rem .6rem; vertical-align: top; }
th, td { border-bottom: 1px solid #8886; }
td.n { text-align: right; white-space: nowrap; }
meter { width: 6rem; }
code { font-size: .9em; }
"""


def html(covers: Covers, lang: str) -> str:
    """Return one page that needs nothing else."""
    return "".join(_page(covers, lang))


def _page(covers: Covers, lang: str) -> Iterator[str]:
    title = say("cover", "title", lang)
    yield f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
    yield f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(title)}: {total(covers)} %</h1>\n<table><tr>"
    for key in ("pack", "all", *KINDS):
        yield f"<th>{escape(say('cover', key, lang))}</th>"
    yield "</tr>\n"
    for name, (_, one) in covers.items():
        yield f"<tr><td>{escape(name)}</td>"
        for kind in ("", *KINDS):
            percent = one.percent(kind)
            yield f'<td class="n">{percent} % <small>({_of(one, kind)})</small><br>'
            yield f'<meter min="0" max="100" low="99.5" value="{percent}"></meter></td>'
        yield "</tr>\n"
    yield "</table>\n"
    for name, (contents, one) in covers.items():
        if one.missing:
            heads = "".join(f"<th>{escape(word)}</th>" for word in _missing(lang))
            place = escape(say("cover", "place", lang))
            yield f"<h2>{escape(name)}</h2>\n<table><tr><th>{place}</th>{heads}</tr>\n"
            for point in one.missing:
                at = escape(point.span.place if point.span else "")
                what, how = label(contents, point, lang), way(point, lang)
                yield f"<tr><td><code>{at}</code></td><td>{escape(what)}</td>"
                yield f"<td>{escape(how)}</td></tr>\n"
            yield "</table>\n"
    yield "</body></html>\n"


FORMS: Final[dict[str, Callable[[Covers, str], str]]] = {
    "text": text,
    "md": markdown,
    "json": as_json,
    "html": html,
}
"""The forms of the report, by the suffix of a file too."""
