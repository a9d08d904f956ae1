"""Draws comparisons over people as charts of altair, legible on a light page and on a dark one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from socrules import figures
from socrules.abreast import Abreast, Question
from socrules.certainty import Certainty, answers
from socrules.contrast import COUNTED, Contrast, scale_of
from socrules.extras import extra
from socrules.people import WEIGHT
from socrules.phrasebook import say
from socrules.problems import SituationError, nearest, problem
from socrules.sentences import Speaker

GREY: Final = "#808080"
COLOURS: Final = ("#4c8fc4", "#e08a2e", "#3f9f7f", "#b5699f", "#8c8c3f", "#c8554b")
"""Colours that people with any sight tell apart, of middling light: they show on both pages."""

PALER: Final = ("#4c8fc4", "#9fc4e3")
"""What is certain, and what is possible beside it."""

BINS: Final = 48
"""Into about so many steps of round width the differences of most people are put."""

MOST_BINS: Final = 160
"""So many steps there are at most on both sides, where a few people differ by much more."""

_WIDTH: Final = 460
_STEP: Final = 22


def contrast(told: Contrast, decision: str | None, lang: str) -> Any:
    """Return a chart of one decision, by default the first.

    Of a number: how many people pay or get less and more, by how much. Of anything else: the shares
    of the answers before and after. Groups stand under each other.
    """
    name = _chosen(decision, told.decisions)
    title = told.after.program.decisions[name].entry.title.say(lang)
    if told.type(name).kind in COUNTED:
        return _differences(told, name, title, lang)
    rows = [
        {
            **_group(told.people.by, row),
            "answer": figures.answer(told.after.program.decisions[name], row["answer"], lang),
            "side": say("comparison", f"plot-{side}", lang),
            "share": row[f"share_{side}"],
        }
        for row in told.answered(told.people.by).to_dicts()
        if row["decision"] == name
        for side in ("before", "after")
    ]
    sides = [say("comparison", f"plot-{side}", lang) for side in ("before", "after")]
    return _bars(rows, title, sides, lang)


def certainty(told: Certainty, decision: str | None, lang: str) -> Any:
    """Return a chart of what is certain of one decision and what is possible beside it."""
    name = _chosen(decision, told.decisions)
    linked = told.pack.program.decisions[name]
    keys = [say("comparison", f"plot-{key}", lang) for key in ("certain", "possible")]
    of = told.type(name)
    if of.kind in COUNTED:
        rows = [
            {
                **_group(told.people.by, row),
                "answer": say("comparison", "plot-total", lang),
                "side": key,
                "share": float(amount),
            }
            for row in told.amounted(told.people.by).to_dicts()
            if row["decision"] == name
            for key, amount in zip(
                keys, (row["lowest"], row["highest"] - row["lowest"]), strict=True
            )
        ]
        return _stacked(rows, linked.entry.title.say(lang), keys, lang, money=of.kind == "money")
    shown = answers(of)[:1] if of.kind == "bool" else answers(of)
    rows = [
        {
            **_group(told.people.by, row),
            "answer": figures.answer(linked, row["answer"], lang),
            "side": key,
            "share": share,
        }
        for row in told.shared(told.people.by).to_dicts()
        if row["decision"] == name and row["answer"] in shown
        for key, share in zip(keys, (row["certain"], row["possible"] - row["certain"]), strict=True)
    ]
    return _stacked(rows, linked.entry.title.say(lang), keys, lang)


def costs(told: Certainty, decision: str | None, lang: str) -> Any:
    """Return a chart of what it costs one decision not to know each fact, the dearest first."""
    name = _chosen(decision, told.decisions)
    speaker = Speaker(told.pack.program.pack, lang)
    keys = [say("comparison", f"plot-{key}", lang) for key in ("settles", "may-settle")]
    rows = []
    for row in told.costed().to_dicts():
        if row["decision"] == name and row["may_settle"]:
            more = row["share_may_settle"] - row["share_settles"]
            for key, share in zip(keys, (row["share_settles"], more), strict=True):
                rows.append({"answer": speaker.title(row["fact"]), "side": key, "share": share})
    title = told.pack.program.decisions[name].entry.title.say(lang)
    title = say("comparison", "plot-costs", lang, title=title)
    return _stacked(rows, title, keys, lang, order="-x")


def abreast(told: Abreast, question: str | None, lang: str) -> Any:
    """Return a chart of the shares of the answers that several packs give to one question."""
    by_name = {one.name: one for one in told.questions}
    chosen: Question = by_name[_chosen(question, tuple(by_name))]
    names = {id: told.packs[id].title.say(lang) for id in chosen.ids}
    rows = [
        {
            **_group(told.people.by, row),
            "answer": figures.answer(told.linked(chosen, row["pack"]), row["answer"], lang),
            "side": names[row["pack"]],
            "share": row["share"],
        }
        for row in told.answered(told.people.by).to_dicts()
        if row["question"] == chosen.name
    ]
    first = next(iter(chosen.ids))
    title = told.linked(chosen, first).entry.title.say(lang)
    return _bars(rows, title, list(names.values()), lang)


# --- forms of charts ---


def _bars(rows: Sequence[Mapping[str, Any]], title: str, sides: Sequence[str], lang: str) -> Any:
    """Return bars of shares beside each other."""
    alt = extra("altair", "notebook")
    chart = (
        alt.Chart(alt.Data(values=list(rows)))
        .mark_bar()
        .encode(
            x=_shares(alt, lang),
            y=alt.Y("answer:N", title=None, sort=None, axis=alt.Axis(labelLimit=300)),
            yOffset=alt.YOffset("side:N", sort=list(sides)),
            color=_colours(alt, sides),
            tooltip=_tips(alt, rows, lang),
        )
        .properties(width=_WIDTH, height=alt.Step(_STEP))
    )
    return _finished(alt, chart, rows, title, lang)


def _stacked(
    rows: Sequence[Mapping[str, Any]],
    title: str,
    sides: Sequence[str],
    lang: str,
    *,
    money: bool = False,
    order: str | None = None,
) -> Any:
    """Return bars in which what is possible stands behind what is certain, paler."""
    alt = extra("altair", "notebook")
    value = _sums(alt, lang) if money else _shares(alt, lang)
    ranked = [{**row, "rank": list(sides).index(row["side"])} for row in rows]
    chart = (
        alt.Chart(alt.Data(values=ranked))
        .mark_bar()
        .encode(
            x=value,
            y=alt.Y("answer:N", title=None, sort=order, axis=alt.Axis(labelLimit=520)),
            color=_colours(alt, sides, PALER),
            order=alt.Order("rank:Q"),
            tooltip=_tips(alt, rows, lang, money=money),
        )
        .properties(width=_WIDTH, height=alt.Step(_STEP + 6))
    )
    return _finished(alt, chart, rows, title, lang)


def _differences(told: Contrast, name: str, title: str, lang: str) -> Any:
    """Return how many people have how much less and more."""
    import polars as pl

    alt = extra("altair", "notebook")
    of, keys = told.type(name), told.people.by
    amount = (pl.col(f"{name}.to") - pl.col(f"{name}.from")) / 10 ** scale_of(of)
    known = told.rows.select(*keys, WEIGHT, amount.alias("amount"), pl.col(f"{name}.change"))
    known = known.filter(pl.col(f"{name}.change").is_in(["lower", "higher"]))
    width = _width(sorted(known.get_column("amount").abs().to_list()) or [1.0])
    # A step ends at zero: no bar mixes those who have less with those who have more.
    place = pl.col("amount") / width
    step = pl.when(place < 0).then(place.floor()).otherwise(place.ceil() - 1)
    counted = known.group_by(*keys, step.alias("step")).agg(pl.col(WEIGHT).sum())
    values = [
        {
            **_group(keys, row),
            "from": row["step"] * width,
            "to": (row["step"] + 1) * width,
            "side": say("comparison", "plot-lower" if row["step"] < 0 else "plot-higher", lang),
            "people": row[WEIGHT],
        }
        for row in counted.sort(*keys, "step").to_dicts()
    ]
    sides = [say("comparison", f"plot-{side}", lang) for side in ("lower", "higher")]
    unit = say("comparison", "plot-sum", lang) if of.kind == "money" else of.unit
    heading = say("comparison", "plot-difference", lang, unit=unit)
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_bar()
        .encode(
            x=alt.X("from:Q", title=heading.strip(" ,"), axis=alt.Axis(format=",~f", grid=False)),
            x2="to:Q",
            y=alt.Y(
                "people:Q",
                title=say("comparison", "plot-people", lang),
                axis=alt.Axis(format=",~f"),
                stack=None,
            ),
            y2=alt.Y2Datum(0),
            color=_colours(alt, sides),
            tooltip=[
                alt.Tooltip("from:Q", format=",~f"),
                alt.Tooltip("to:Q", format=",~f"),
                alt.Tooltip("people:Q", format=",~f"),
            ],
        )
        .properties(width=_WIDTH, height=120 if keys else 200)
    )
    return _finished(alt, chart, values, title, lang, own="y")


def _width(sizes: Sequence[float]) -> float:
    """Return a round width of steps: those of most people fall into `BINS`, few into some more."""
    rough = max(4 * sizes[len(sizes) // 2] / BINS, 2 * sizes[-1] / MOST_BINS)
    size: float = 10 ** math.floor(math.log10(rough))
    return next(size * step for step in (1, 2, 5, 10) if size * step >= rough)


# --- parts of charts ---


def _shares(alt: Any, lang: str) -> Any:
    sign = "\u00a0%" if lang == "ru" else "%"
    return alt.X(
        "share:Q",
        title=say("comparison", "plot-share", lang),
        axis=alt.Axis(labelExpr=f"format(datum.value * 100, '~f') + '{sign}'"),
    )


def _sums(alt: Any, lang: str) -> Any:
    return alt.X("share:Q", title=say("comparison", "plot-sum", lang), axis=alt.Axis(format=",~f"))


def _colours(alt: Any, sides: Sequence[str], colours: Sequence[str] = COLOURS) -> Any:
    return alt.Color(
        "side:N",
        title=None,
        sort=list(sides),
        scale=alt.Scale(domain=list(sides), range=list(colours[: len(sides)])),
        legend=alt.Legend(orient="top", direction="vertical", labelLimit=600),
    )


def _tips(
    alt: Any, rows: Sequence[Mapping[str, Any]], lang: str, *, money: bool = False
) -> list[Any]:
    found = [alt.Tooltip("answer:N"), alt.Tooltip("side:N")]
    form = ",.2f" if money else ".1%"
    return [
        *found,
        alt.Tooltip("share:Q", title=say("comparison", "plot-share", lang), format=form),
    ]


def _group(keys: Sequence[str], row: Mapping[str, Any]) -> dict[str, str]:
    """Return the group of a row as one text, where there are groups."""
    return {"group": ", ".join(str(row[key]) for key in keys)} if keys else {}


def _finished(
    alt: Any,
    chart: Any,
    rows: Sequence[Mapping[str, Any]],
    title: str,
    lang: str,
    *,
    own: str = "",
) -> Any:
    """Return a chart with its title, in groups under each other, in colours for both pages.

    Each group has a scale of its own in the direction `own`.
    """
    if rows and "group" in rows[0]:
        chart = chart.facet(row=alt.Row("group:N", title=None, header=alt.Header(labelAngle=0)))
        chart = chart.resolve_scale(**dict.fromkeys(own, "independent"))
    number = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", "\u00a0RUB"]}
    if lang == "ru":
        number |= {"decimal": ",", "thousands": "\u00a0", "currency": ["", "\u00a0₽"]}
    texts = {"labelColor": GREY, "titleColor": GREY, "labelFontSize": 12, "titleFontSize": 12}
    lines = {"gridColor": GREY, "gridOpacity": 0.3, "domainColor": GREY, "tickColor": GREY}
    return (
        chart.properties(title=alt.Title(title, anchor="start", color=GREY, fontSize=14))
        .configure(background="transparent", locale={"number": number})
        .configure_axis(**texts, **lines, labelFlush=False)
        .configure_legend(labelColor=GREY, labelFontSize=12)
        .configure_header(labelColor=GREY, labelFontSize=12)
        .configure_view(stroke=None)
    )


def _chosen(name: str | None, names: Sequence[str]) -> str:
    """Return the one of several decisions that is drawn; raises `SituationError` for another."""
    chosen = name or next(iter(names), "")
    if chosen not in names:
        near = nearest(chosen, names)
        raise SituationError(
            problem("not-compared", decision=chosen, known=", ".join(names), suggest=near)
        )
    return chosen
