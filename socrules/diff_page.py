"""Draws a comparison as one HTML page that needs nothing else, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from socrules.comparing import Diff
from socrules.diff_report import levels
from socrules.phrasebook import say
from socrules.telling import Teller, Told

_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#5b6470;--line:#d5dae0;--ground:#fff;
--card:#f6f8fa;--changed:#9a5b00;--removed:#b3261e;--added:#19703c;--not_proved:#6b3fa0}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#9aa4af;--line:#39424d;
--ground:#14181d;--card:#1d2329;--changed:#e8a33d;--removed:#f2867e;--added:#63c788;
--not_proved:#b794e6}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
p{margin:.25rem 0}.soft{color:var(--soft)}
.card{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--mark);
border-radius:6px;padding:.75rem 1rem;margin:.75rem 0}
.card h3{font-size:1rem;margin:0}.verdict{color:var(--mark);font-weight:600}
code,pre{font:.875rem/1.45 ui-monospace,monospace}
pre{overflow-x:auto;margin:.5rem 0 0;padding:.5rem;border:1px solid var(--line);border-radius:4px}
table{width:100%;border-collapse:collapse;margin:.5rem 0}
th,td{width:50%;text-align:left;vertical-align:top;border-top:1px solid var(--line);
padding:.35rem .5rem .35rem 0}
ul{margin:.25rem 0;padding-left:1.25rem}li{overflow-wrap:anywhere}summary{cursor:pointer}
"""


def page(diffs: Sequence[Diff], lang: str) -> str:
    """Return comparisons as one page of HTML."""
    title = "socrules diff"
    body = "\n".join(line for diff in diffs for line in _diff(Teller(diff, lang)))
    body = body or f"<p>{escape(say('diff', 'nothing', lang))}</p>"
    note = escape(say("diff", "proof-note", lang))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n<main>\n{body}\n"
        f'<p class="soft">{note}.</p>\n</main>\n</html>\n'
    )


def _diff(teller: Teller) -> Iterator[str]:
    diff = teller.diff
    yield f"<h1>{escape(diff.pack)}</h1>"
    yield f'<p class="soft">{escape(teller.summary())}</p>'
    for period, told in teller.meanings():
        yield f"<h2>{escape(teller.say('level-meaning'))}</h2>"
        yield f'<p class="soft">{escape(period)}</p>'
        for one in told:
            yield from _told(teller, one)
    for heading, rows in levels(teller):
        yield f"<details open><summary><h2 style='display:inline'>{escape(heading)}</h2></summary>"
        yield "<ul>" + "".join(f"<li>{escape(row)}</li>" for row in rows) + "</ul></details>"


def _told(teller: Teller, one: Told) -> Iterator[str]:
    yield f'<section class="card" style="--mark:var(--{one.mark})">'
    yield f"<h3>{escape(one.title)} <code>{escape(one.id or teller.diff.pack)}</code></h3>"
    yield f'<p><span class="verdict">{escape(one.verdict)}</span> '
    yield f'<span class="soft">{escape(one.how)}</span></p>'
    if one.lines:
        yield "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in one.lines) + "</ul>"
    if one.facts:
        yield f"<p>{escape(teller.say('for-instance', facts='; '.join(one.facts)))}</p>"
        yield f"<table><tr><th>{escape(teller.say('word-before'))}</th>"
        yield f"<th>{escape(teller.say('word-after'))}</th></tr>"
        yield f"<tr><td>{escape(one.before)}</td><td>{escape(one.after)}</td></tr></table>"
    if one.case:
        yield f"<details><summary>{escape(teller.say('case-heading'))}</summary>"
        yield f"<pre>{escape('cases:' + chr(10) + one.case)}</pre></details>"
    yield "</section>"
