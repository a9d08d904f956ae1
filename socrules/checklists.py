"""Rewrites checklists to decisions and facts: what is needed, what is held, whether all is there.

For an item `documents.passport`: the decision of that name says whether it is needed (of grounds:
whether it holds), the fact `documents.passport.held` whether it is there. `documents.complete` says
whether everything needed is there, `grounds.any` whether any ground holds, and what is not in the
list is answered by `other`.
"""

from __future__ import annotations

from typing import Any, Final

from socrules.expressions import Expr
from socrules.generated import Made, both, clauses, decision, fact, name, rule, text, truth
from socrules.model import Entry

HELD: Final = ("documents", "contents", "steps", "sheet")
"""The kinds of checklists whose items are there or not; those of the others hold or not."""
_ANSWERED_BY: Final = {"applicant": "applicant", "agency": "agency"}


def checklist(made: Made, entry: Entry) -> None:
    """Rewrite one checklist."""
    items = entry.items or {}
    for key, item in items.items():
        needed(made, entry, f"{entry.id}.{key}", item)
        if entry.values["kind"] in HELD:
            held(made, entry, f"{entry.id}.{key}", item)
    if entry.values["kind"] in HELD:
        complete(made, entry, items)
    elif entry.values["kind"] == "grounds":
        grounds(made, entry, items)
    if entry.exhaustive:
        outside(made, entry, items)


def needed(made: Made, entry: Entry, id: str, item: Entry) -> None:
    """Add the decision whether an item is needed, or holds."""
    cite = item.cite or entry.cite
    rules = []
    if isinstance(cite, dict) and entry.by is None:
        made.report("missing-key", entry.span, key="by", entry="checklists", id=entry.id)
        return
    if isinstance(cite, dict):
        for option, clauses_of in cite.items():
            chosen = Expr("=", (name(item, entry.by), name(item, option)), item.span)
            rules.append(rule(item, option, truth(item), when=chosen, cite=clauses_of))
    else:
        rules.append(rule(item, "needed", truth(item), cite=cite))
    values: dict[str, Any] = {}
    if isinstance(cite, dict) or item.when is not None or item.versions:
        otherwise = {"value": truth(item, False), "cite": entry.cite}
        values["otherwise"] = Entry("otherwise", "otherwise", item.span, otherwise)
    made.decision(decision(item, id, "bool", rules, **values))


def held(made: Made, entry: Entry, id: str, item: Entry) -> None:
    """Add the fact whether an item is there, or the decision that tells it from its parts."""
    kind, title = str(entry.values["kind"]), item.title
    answered_by = _ANSWERED_BY.get(str(item.obtained_by), "body")
    if not item.parts:
        question = text(f"{kind}-question", title=title)
        made.fact(
            fact(item, f"{id}.held", text(f"{kind}-held", title=title), question, answered_by)
        )
        return
    for part, part_title in item.parts.items():
        question = text("part-question", title=title, part=part_title)
        made.fact(fact(item, f"{id}.{part}", part_title, question, answered_by))
    parts = [name(item, f"{id}.{part}") for part in item.parts]
    when = both(item, *parts) if item.held_when is None else within(item.held_when, id, item)
    values = {"cite": clauses(item) or entry.cite, "value": when or truth(item)}
    there = Entry("rules", "parts", item.span, values)
    made.decision(
        decision(item, f"{id}.held", "bool", [there], title=text(f"{kind}-held", title=title))
    )


def within(expr: Expr, id: str, item: Entry) -> Expr:
    """Return an expression in which the parts of an item are named in full."""
    if expr.op == "name":
        known = expr.args[0] in item.parts
        return Expr("name", (f"{id}.{expr.args[0]}" if known else expr.args[0],), expr.span)
    args = tuple(within(arg, id, item) if isinstance(arg, Expr) else arg for arg in expr.args)
    return Expr(expr.op, args, expr.span, expr.item)


def complete(made: Made, entry: Entry, items: dict[str, Entry]) -> None:
    """Add the decision whether everything needed is there."""
    tests = []
    for key, item in items.items():
        if not item.if_held:
            id = f"{entry.id}.{key}"
            missing = Expr("not", (name(item, id),), item.span)
            tests.append(Expr("any", (missing, name(item, f"{id}.held")), item.span))
    value = Expr("all", tuple(tests), entry.span) if tests else truth(entry)
    there = Entry("rules", "complete", entry.span, {"cite": entry.cite, "value": value})
    title = text(f"{entry.values['kind']}-complete", title=entry.title)
    made.decision(decision(entry, f"{entry.id}.complete", "bool", [there], title=title))


def grounds(made: Made, entry: Entry, items: dict[str, Entry]) -> None:
    """Add the decision whether any ground holds."""
    tests = tuple(name(item, f"{entry.id}.{key}") for key, item in items.items())
    value = Expr("any", tests, entry.span) if tests else truth(entry, value=False)
    some = Entry("rules", "any", entry.span, {"cite": entry.cite, "value": value})
    title = text("any", title=entry.title)
    made.decision(decision(entry, f"{entry.id}.any", "bool", [some], title=title))


def outside(made: Made, entry: Entry, items: dict[str, Entry]) -> None:
    """Add the decision what a closed list says of anything that is not in it."""
    reading = next((item.reading for item in items.values() if item.open and item.reading), None)
    values = {"cite": entry.cite, "value": truth(entry, value=False)}
    values |= {"reading": reading} if reading else {}
    other = Entry("rules", "outside", entry.span, values)
    title = text("other", title=entry.title)
    made.decision(decision(entry, f"{entry.id}.other", "bool", [other], title=title))
