"""Says what is certain of people of whom not everything is known, in Russian or in English."""

from __future__ import annotations

from collections.abc import Iterator

from socrules import figures
from socrules.certainty import Certainty
from socrules.contrast import COUNTED
from socrules.phrasebook import say
from socrules.sentences import Speaker
from socrules.sides import date


def paragraph(told: Certainty, lang: str) -> str:
    """Return what is certain and what is possible, as one paragraph."""
    return " ".join(_sentences(told, lang))


def _sentences(told: Certainty, lang: str) -> Iterator[str]:
    pack, number = told.pack, len(told.rows)
    title, day = pack.title.say(lang), date(pack.day, lang)
    yield say("comparison", "head", lang, title=title, day=day)
    people = figures.counted("people", number, lang)
    yield say("comparison", "counted", lang, count=figures.count(number, lang), people=people)
    if told.people.weight:
        yield say("comparison", "weighed", lang, column=told.people.weight)
    shares, amounts = told.shared(()).to_dicts(), told.amounted(()).to_dicts()
    costs = told.costed().to_dicts()
    for name in told.decisions:
        of, linked = told.type(name), pack.program.decisions[name]
        words = {"title": linked.entry.title.say(lang)}
        if of.kind in COUNTED:
            for row in (one for one in amounts if one["decision"] == name):
                ends = [figures.amount(of, row[end], lang) for end in ("lowest", "highest")]
                words |= {"lowest": ends[0], "highest": ends[1]}
                words |= {key: figures.count(row[key], lang) for key in ("known", "people")}
                key = "sum-exact" if ends[0] == ends[1] else "sum-range"
                yield say("comparison", key, lang, **words)
        else:
            rows = [one for one in shares if one["decision"] == name]
            said = []
            for row in rows[:1] if of.kind == "bool" else rows:
                ends = [figures.percent(row[end], lang) for end in ("certain", "possible")]
                key = "certain-exact" if ends[0] == ends[1] else "certain-range"
                answer = figures.answer(linked, row["answer"], lang)
                said.append(
                    say("comparison", key, lang, answer=answer, certain=ends[0], possible=ends[1])
                )
            if said:
                yield say("comparison", "certain", lang, answers="; ".join(said), **words)
        yield _cost(told, name, [one for one in costs if one["decision"] == name], lang)


def _cost(told: Certainty, name: str, costs: list[dict[str, object]], lang: str) -> str:
    """Return which fact costs most where it is not known."""
    if not (told.rows.get_column(f"{name}.status") == "unknown").any():
        return say("comparison", "cost-nothing", lang)
    dearest = costs[0] if costs else {"settles": 0, "may_settle": 0}
    settles, may = (int(str(dearest[key])) for key in ("settles", "may_settle"))
    if not may:
        return say("comparison", "cost-several", lang)
    fact = Speaker(told.pack.program.pack, lang).title(str(dearest["fact"]))
    words = {"fact": fact, "may": figures.count(may, lang)}
    words["people"] = figures.counted("people-genitive", settles or may, lang)
    words["settles"] = figures.count(settles, lang)
    return say("comparison", "cost" if settles else "cost-together", lang, **words)
