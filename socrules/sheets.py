"""Sets out what is counted over people as HTML for notebooks: a paragraph and its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from socrules import figures
from socrules.abreast import Abreast
from socrules.certainty import Certainty
from socrules.contrast import Contrast
from socrules.markup import paragraph, table
from socrules.model import Text
from socrules.pack import Pack
from socrules.phrasebook import say
from socrules.sentences import Speaker

if TYPE_CHECKING:
    import polars as pl


def contrast(told: Contrast, text: str, lang: str) -> str:
    """Return a comparison: who flips and by which clauses, and what sums come to."""
    program = told.after.program
    speakers = [Speaker(pack.program.pack, lang) for pack in (told.before, told.after)]
    flips = []
    for row in told.flipped(told.people.by).to_dicts():
        name = row["decision"]
        linked = program.decisions[name]
        ids = (row["clause_before"], row["clause_after"])
        clauses = [id and one.clause(id) for id, one in zip(ids, speakers, strict=True)]
        moved = row["difference"]
        change = (
            say("comparison", f"plot-{row['change']}", lang)
            if row["change"] in ("lower", "higher")
            else " → ".join(figures.answer(linked, row[side], lang) for side in ("before", "after"))
        )
        flips.append(
            [
                linked.entry.title.say(lang),
                *_groups(told.people.by, row),
                change,
                " → ".join(dict.fromkeys(filter(None, clauses))),
                *_counts(row, lang),
                "" if moved is None else figures.amount(linked.type, moved, lang),
            ]
        )
    head = [_word("decision", lang), *told.people.by]
    head += [_word(key, lang) for key in ("change", "clauses", "people", "share", "sum")]
    amounts = []
    for row in told.amounted(told.people.by).to_dicts():
        of = told.type(row["decision"])
        keys = ("total_before", "total_after", "difference", "p50_before", "p50_after")
        sums = ["" if row[key] is None else figures.amount(of, row[key], lang) for key in keys]
        title = program.decisions[row["decision"]].entry.title.say(lang)
        people = figures.count(row["people"], lang)
        amounts.append([title, *_groups(told.people.by, row), people, *sums])
    totals = [_word("decision", lang), *told.people.by]
    words = ("people", "total-before", "total-after", "difference", "median-before", "median-after")
    totals += _words(words, lang)
    return "".join(_sheet(text, lang, {"flips": (head, flips), "amounts": (totals, amounts)}))


def certainty(told: Certainty, text: str, lang: str) -> str:
    """Return bounds: shares and sums, and what each unknown fact costs."""
    program, speaker = told.pack.program, Speaker(told.pack.program.pack, lang)

    def titled(row: dict[str, Any]) -> list[str]:
        title = program.decisions[row["decision"]].entry.title.say(lang)
        return [title, *_groups(told.people.by, row)]

    shares = [
        [
            *titled(row),
            figures.answer(program.decisions[row["decision"]], row["answer"], lang),
            figures.percent(row["certain"], lang),
            figures.percent(row["possible"], lang),
        ]
        for row in told.shared(told.people.by).to_dicts()
    ]
    amounts = [
        [
            *titled(row),
            figures.count(row["people"], lang),
            figures.count(row["known"], lang),
            *(
                figures.amount(told.type(row["decision"]), row[k], lang)
                for k in ("lowest", "highest")
            ),
        ]
        for row in told.amounted(told.people.by).to_dicts()
    ]
    costs = [
        [
            program.decisions[row["decision"]].entry.title.say(lang),
            speaker.title(row["fact"]),
            *(figures.count(row[k], lang) for k in ("missing", "settles", "may_settle", "worth")),
        ]
        for row in told.costed().to_dicts()
        if row["missing"]
    ]
    head = [_word("decision", lang), *told.people.by]
    tables = {
        "shares": ([*head, *_words(("answer", "certain", "possible"), lang)], shares),
        "amounts": ([*head, *_words(("people", "known", "lowest", "highest"), lang)], amounts),
        "costs": (
            _words(("decision", "fact", "missing", "settles", "may-settle", "worth"), lang),
            costs,
        ),
    }
    return "".join(_sheet(text, lang, tables))


def abreast(told: Abreast, text: str, lang: str) -> str:
    """Return regions side by side: a row for each question and answer, a column for each pack."""
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for question in told.questions:
        first = next(iter(question.ids))
        title = told.linked(question, first).entry.title.say(lang)
        for row in told.answered(told.people.by).to_dicts():
            if row["question"] == question.name:
                linked = told.linked(question, row["pack"])
                answer = figures.answer(linked, row["answer"], lang)
                key = (title, *_groups(told.people.by, row), answer)
                found.setdefault(key, {})[row["pack"]] = row["share"]
    rows = [
        [*key, *(figures.percent(shares[id], lang) if id in shares else "" for id in told.packs)]
        for key, shares in found.items()
    ]
    packs = [pack.title.say(lang) for pack in told.packs.values()]
    head = [_word("decision", lang), *told.people.by, _word("answer", lang), *packs]
    facts = []
    for row in told.asked().to_dicts():
        if not row["shared"]:
            pack = next(pack for id, pack in told.packs.items() if row[id])
            marks = ["✓" if row[id] else "" for id in told.packs]
            facts.append([Speaker(pack.program.pack, lang).title(row["fact"]), *marks])
    tables = {"answers": (head, rows), "facts": ([_word("fact", lang), *packs], facts)}
    return "".join(_sheet(text, lang, tables))


def demand(pack: Pack, lines: pl.DataFrame, text: str, lang: str) -> str:
    """Return what a plan of services demands, a row for each norm that some people have."""
    services = pack.program.pack.entries("services")
    rows = []
    for row in lines.to_dicts():
        if row["people_possible"]:
            component = services[row["service"]].components[row["component"]]
            title: Text = component.title
            if row["variant"]:
                title = component.variants[row["variant"]].title
            people = [row["people_certain"], row["people_possible"]]
            sums = [row[key] for key in ("times_certain", "times_possible")]
            hours = [row[key] and row[key] / 60 for key in ("minutes_certain", "minutes_possible")]
            cells = [_span(pair, lang) for pair in (people, sums, hours)]
            rows.append([services[row["service"]].title.say(lang), title.say(lang), *cells])
    head = _words(("service", "norm", "people", "acts", "hours"), lang)
    return "".join(_sheet(text, lang, {"demand": (head, rows)}))


def _span(pair: Sequence[float | None], lang: str) -> str:
    """Return a number, or the least and the greatest of two; nothing where there is none."""
    shown = ["" if one is None else figures.count(round(one), lang) for one in pair]
    return "–".join(dict.fromkeys(shown))


def _sheet(
    text: str, lang: str, tables: dict[str, tuple[list[str], list[list[str]]]]
) -> Iterator[str]:
    yield paragraph(text)
    for name, (head, rows) in tables.items():
        if rows:
            yield table(head, rows, _word(f"{name}-table", lang))


def _groups(keys: Sequence[str], row: dict[str, Any]) -> list[str]:
    return ["—" if row[key] is None else str(row[key]) for key in keys]


def _counts(row: dict[str, Any], lang: str) -> list[str]:
    return [figures.count(row["people"], lang), figures.percent(row["share"], lang)]


def _words(keys: Sequence[str], lang: str) -> list[str]:
    return [_word(key, lang) for key in keys]


def _word(key: str, lang: str) -> str:
    return say("comparison", f"column-{key}", lang)
