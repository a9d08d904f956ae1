"""Lays a comparison out as text for a terminal, and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from socrules.comparing import Diff
from socrules.phrasebook import say
from socrules.telling import Teller, Told

MOST: Final = 50
"""So many rows of a level are listed; the rest is counted."""


def text(diffs: Sequence[Diff], lang: str) -> str:
    """Return comparisons as text, the summaries last, one line a pack."""
    lines = [line for diff in diffs if not diff.same for line in _text(Teller(diff, lang))]
    return "\n".join([*lines, *summaries(diffs, lang)]) + "\n"


def summaries(diffs: Sequence[Diff], lang: str) -> list[str]:
    """Return one line for each pack, those without differences too."""
    found = [Teller(diff, lang).summary() for diff in diffs]
    return found or [say("diff", "nothing", lang)]


def _text(teller: Teller) -> Iterator[str]:
    for period, told in teller.meanings():
        yield f"{teller.say('level-meaning')}. {period}"
        for one in told:
            yield f"  {one.id or teller.diff.pack}: {one.title}"
            yield f"    {one.verdict} ({one.how})"
            yield from (f"    {line}" for line in one.lines)
            if one.facts:
                yield f"    {teller.say('for-instance', facts='; '.join(one.facts))}"
                yield f"    {teller.say('before', answer=one.before)}"
                yield f"    {teller.say('after', answer=one.after)}"
    for heading, rows in levels(teller):
        yield heading
        yield from (f"  {row}" for row in rows)


def levels(teller: Teller) -> Iterator[tuple[str, list[str]]]:
    """Yield the levels beside that of meaning that have rows, each row one line."""
    diff = teller.diff
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("outcomes", (_outcome(teller.outcome(one)) for one in diff.cases)),
        ("population", (_outcome(teller.outcome(one)) for one in diff.population)),
        ("clauses", map(teller.clause, diff.clauses)),
        ("entries", map(teller.entry, diff.entries)),
    )
    for name, rows in parts:
        found = list(rows)
        if found:
            rest = len(found) - MOST
            found = [*found[:MOST], *([teller.say("more", count=rest)] if rest > 0 else [])]
            yield teller.say(f"level-{name}"), found


def _outcome(parts: tuple[str, str, str, str]) -> str:
    who, decision, before, after = parts
    return f"{who}. {decision}: {before} → {after}"


# --- Markdown ---


def markdown(diffs: Sequence[Diff], lang: str) -> str:
    """Return comparisons as Markdown that a pull request can take as a comment."""
    lines: list[str] = []
    for diff in diffs:
        teller = Teller(diff, lang)
        lines += [f"### {diff.pack}", "", _escaped(teller.summary()), ""]
        if not diff.same and diff.before is not None and diff.after is not None:
            lines += _markdown(teller)
    if not diffs:
        lines = [say("diff", "nothing", lang), ""]
    if any(period.meanings for diff in diffs for period in diff.periods):
        lines += [f"<sub>{say('diff', 'proof-note', lang)}.</sub>", ""]
    return "\n".join(lines)


def _markdown(teller: Teller) -> Iterator[str]:
    for period, told in teller.meanings():
        yield from (f"#### {teller.say('level-meaning')}", "", f"{_escaped(period)}", "")
        for one in told:
            yield from _told(teller, one)
    for heading, rows in levels(teller):
        yield from (f"<details><summary>{heading} ({len(rows)})</summary>", "")
        yield from (f"- {_escaped(row)}" for row in rows)
        yield from ("", "</details>", "")


def _told(teller: Teller, one: Told) -> Iterator[str]:
    yield f"- **{_escaped(one.title)}** (`{one.id or teller.diff.pack}`): {one.verdict}; {one.how}"
    yield from (f"  - {_escaped(line)}" for line in one.lines)
    if one.facts:
        facts = "; ".join(map(_escaped, one.facts))
        yield f"  - {teller.say('for-instance', facts=facts)}"
        yield ""
        yield f"    | {teller.say('word-before')} | {teller.say('word-after')} |"
        yield "    |---|---|"
        yield f"    | {_cell(one.before)} | {_cell(one.after)} |"
        yield ""
    if one.case:
        yield f"    <details><summary>{teller.say('case-heading')}</summary>"
        yield from ("", "    ```yaml", "    cases:")
        yield from (f"    {line}" for line in one.case.splitlines())
        yield from ("    ```", "", "    </details>")
    yield ""


def _escaped(text: str) -> str:
    """Return text in which nothing is taken for Markdown or HTML."""
    return text.translate(_PLAIN)


_PLAIN: Final = str.maketrans(
    {sign: f"\\{sign}" for sign in "\\`*_[]|#"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


def _cell(text: str) -> str:
    return _escaped(text).replace("\n", " ")


FORMS: Final[dict[str, Callable[[Sequence[Diff], str], str]]] = {
    "text": text,
    "md": markdown,
}
"""The forms that are laid out here."""
