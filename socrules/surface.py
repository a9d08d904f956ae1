"""Rewrites duties, rights, clocks, limits and services to decisions, which is all the kernel knows.

What is made carries `origin`, the entry it was made from, so that readers can say who must do what
within what. One evaluator then answers everything: whether a duty stands, which norm of a service
holds, which document is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from operator import is_
from typing import Any, Final

import attrs

from socrules.asked import Asked
from socrules.checklists import checklist
from socrules.expressions import Expr
from socrules.generated import Made, decision, name, rule, text, truth
from socrules.keys import NESTED, SECTIONS
from socrules.model import Contents, Entry
from socrules.problems import Problem, nearest, problem
from socrules.walk import read_whole, written_entries

NORMS: Final = ("duties", "rights", "prohibitions", "competences", "statements")
"""The sections of norms: what must, may or must not be done, who is competent, what is so."""

EXTENDED: Final = "extended"
"""What is added to the id of a duty for the decision whether its period may be extended."""

REFERENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "who": ("actors",),
    "whom": ("actors",),
    "after": ("events",),
    "for_each": ("events",),
    "since": ("events",),
    "done_by": ("events",),
    "start": ("events",),
    "end": ("events",),
    "event": ("events",),
    "of": ("events",),
    "clock": ("dates",),
    "contents": ("checklists",),
    "rises_with": ("facts",),
    "falls_with": ("facts",),
    "before": NORMS,
    "then": NORMS,
}
"""The keys that name entries of other sections, and which."""

_NAMING: Final = {
    kind: tuple(name for name in keys if name in REFERENCES)
    for kind, keys in (SECTIONS | NESTED).items()
    if kind not in ("facts", "cases", "expectations")
}
"""Those of each kind of entry."""


def norm(made: Made, entry: Entry) -> None:
    """A norm stands where its condition holds; where it does not, the act does not say."""
    stands = rule(entry, "stands", truth(entry))
    made.decision(decision(entry, entry.id, "bool", [stands]))
    extension(made, entry)


def extension(made: Made, entry: Entry) -> None:
    """Add the decision whether the ground to extend the period of a duty holds, if it has one."""
    found = []
    for wording in entry.versions or (entry,):
        ground = wording.extended_by
        if isinstance(ground, Entry) and ground.when is not None:
            days = {key: wording.values[key] for key in ("from", "to") if key in wording.values}
            kept = {"cite": ground.cite or wording.cite, "when": ground.when} | days
            found.append(Entry("extensions", "ground", ground.span, kept))
    if found:
        versions = tuple(found) if entry.versions else ()
        whole = attrs.evolve(found[0], versions=versions)
        title = text("extended", title=entry.title)
        made_from = attrs.evolve(whole, values={**whole.values, "title": title})
        rules = [rule(whole, "ground", truth(entry))]
        made.decision(decision(made_from, f"{entry.id}.{EXTENDED}", "bool", rules))


def clock(made: Made, entry: Entry) -> None:
    """The event that starts a clock, by member of the fact it depends on."""
    events = made.contents.entries("events")
    rules = []
    if entry.cases and entry.by is None:
        made.report("missing-key", entry.span, key="by", entry="dates", id=entry.id)
        return
    cases = entry.cases or {"": entry}
    for option, case in cases.items():
        if case.event is None or case.not_stated:
            continue
        when = (
            Expr("=", (name(entry, entry.by), name(entry, option)), case.span) if option else None
        )
        rules.append(rule(case, option or "starts", name(entry, case.event), when=when))
    named = [case.event for case in cases.values() if case.event in events]
    options = {event: events[event].title for event in named}
    cite = entry.cite or tuple(cite for case in cases.values() for cite in case.cite or ())
    values = {"options": options, "cite": cite}
    made.decision(decision(entry, entry.id, "choice", rules, **values))


def service(made: Made, entry: Entry) -> None:
    """Which norm of each component of a service holds: its own, or that of one of its variants."""
    for key, component in (entry.components or {}).items():
        full = f"{entry.id}.{key}"
        if component.variants:
            rules = [
                rule(one, option, name(one, option)) for option, one in component.variants.items()
            ]
            options = {option: one.title for option, one in component.variants.items()}
            made.decision(decision(component, full, "choice", rules, options=options))
        else:
            made.decision(
                decision(component, full, "bool", [rule(component, "holds", truth(component))])
            )


REWRITES: Final[Mapping[str, Callable[[Made, Entry], None]]] = {
    **dict.fromkeys(NORMS, norm),
    "limits": norm,
    "dates": clock,
    "services": service,
    "checklists": checklist,
}
"""How the entries of each section are rewritten."""


def expand(contents: Contents) -> Contents:
    """Return the contents with the decisions and facts its other sections stand for.

    The entries stay as they are written; the decisions say what they say under the pack's own
    readings. What names an actor, event, clock or checklist that is not there is a problem of the
    contents.
    """
    made = Made(contents)
    ids: dict[str, dict[str, dict[str, list[str]]]] = {}
    lost, sound = set(contents.lost), not contents.problems
    ours = {name: str(reading.ours) for name, reading in contents.entries("readings").items()}
    for section, rewrite in REWRITES.items():
        for entry in contents.entries(section).values():
            if sound or read_whole(entry):
                made.ids = {"decisions": [], "facts": []}
                ids.setdefault(section, {})[entry.id] = made.ids
                rewrite(made, under(entry, ours))
            else:
                lost.add(entry.id)
    sections = {
        **contents.sections,
        "facts": {**contents.entries("facts"), **made.facts},
        "decisions": {**contents.entries("decisions"), **made.decisions},
    }
    problems = [*contents.problems, *made.problems, *references(contents)]
    return attrs.evolve(
        contents,
        sections=sections,
        problems=tuple(problems),
        lost=frozenset(lost),
        made=ids,
    )


def expand_as_asked(contents: Contents, readings: Mapping[str, str]) -> Contents:
    """Return sound contents under `readings`, with what their other sections stand for.

    Every entry is made when it is first asked.
    """
    raw = contents.sections
    options = contents.entries("readings")
    ours = Asked(options, lambda name: str(options[name].ours))
    origins: dict[str, dict[str, tuple[str, str]]] = {"facts": {}, "decisions": {}}
    for section, entries in contents.made.items():
        for id, made in entries.items():
            for kind, ids in made.items():
                origins[kind] |= dict.fromkeys(ids, (section, id))

    def under_asked(section: str, chosen: Mapping[str, str], id: str) -> Entry:
        return under(raw[section][id], chosen)

    def expanded(sections: Mapping[str, Mapping[str, Entry]]) -> dict[str, Mapping[str, Entry]]:
        @cache
        def rewritten(section: str, id: str) -> Made:
            made = Made(contents)
            REWRITES[section](made, sections[section][id])
            return made

        def entry(kind: str, id: str) -> Entry:
            if id not in origins[kind]:
                return contents.entries(kind)[id]
            found = rewritten(*origins[kind][id])
            return (found.facts if kind == "facts" else found.decisions)[id]

        return {
            kind: Asked([*contents.entries(kind), *made], partial(entry, kind))
            for kind, made in origins.items()
        }

    def read_under(chosen: Mapping[str, str]) -> dict[str, Mapping[str, Entry]]:
        return {
            section: Asked(raw[section], partial(under_asked, section, chosen))
            for section in REWRITES
            if section in raw
        }

    settled = read_under(readings)
    written = attrs.evolve(contents, sections={**raw, **expanded(read_under(ours))})
    sections = {**raw, **settled, **expanded(settled)}
    return attrs.evolve(contents, sections=sections, written=written)


def settle(contents: Contents, readings: Mapping[str, str]) -> Contents:
    """Return the contents in which each entry says what it says under `readings`.

    Only what goes by reading is rewritten anew, with the decisions it stands for. It may be done
    again under other readings: what the files say is kept as `written`.
    """
    written = contents.written or contents
    sound = not written.problems
    made = Made(attrs.evolve(written, sections={**written.sections, "facts": {}, "decisions": {}}))
    sections = dict(written.sections)
    for section, entries in written.sections.items():
        if section not in REWRITES:
            continue
        sections[section] = each_under(entries, readings)
        for id, entry in sections[section].items():
            if entry is not entries[id] and (sound or read_whole(entry)):
                REWRITES[section](made, entry)
    if not made.decisions:
        return written
    sections["decisions"] = {**written.entries("decisions"), **made.decisions}
    return attrs.evolve(written, sections=sections, written=written)


def under(entry: Entry, readings: Mapping[str, str]) -> Entry:
    """Return what an entry says under `readings`: itself, where nothing in it goes by reading."""
    values: dict[str, Any] = {}
    for key in _HOLDING:
        inside = entry.values.get(key)
        if inside and (read := each_under(inside, readings)) is not inside:
            values[key] = read
    by_reading: Mapping[str, Entry] = entry.by_reading or {}
    said = by_reading.get(readings.get(entry.reading or "", ""))
    for key, value in said.values.items() if said is not None else ():
        before = entry.values.get(key)
        values[key] = {**before, **value} if type(value) is type(before) is dict else value
    versions = tuple(under(one, readings) for one in entry.versions)
    if not by_reading and not values and all(map(is_, versions, entry.versions)):
        return entry
    return attrs.evolve(entry, values={**entry.values, **values}, versions=versions)


def each_under(entries: Mapping[str, Entry], readings: Mapping[str, str]) -> Mapping[str, Entry]:
    """Return what entries say under `readings`: themselves, where nothing goes by reading."""
    read = {name: under(entry, readings) for name, entry in entries.items()}
    return entries if all(map(is_, read.values(), entries.values())) else read


_HOLDING: Final = ("cases", "components", "variants")
"""The keys inside whose entries something may differ by reading."""


def references(contents: Contents) -> Iterator[Problem]:
    """Yield a problem for each name of an actor, event, clock or checklist that is not there."""
    for entry in written_entries(contents):
        for key in _NAMING.get(entry.kind, ()):
            sections = REFERENCES[key]
            for one in names(entry.values.get(key)):
                if one in contents.lost or any(one in contents.entries(of) for of in sections):
                    continue
                known = [known for of in sections for known in contents.entries(of)]
                near, where = nearest(one, known), ", ".join(sections)
                yield problem(
                    "unknown-entry", entry.place(key), id=one, sections=where, suggest=near
                )


def names(value: Any) -> Iterable[str]:
    """Return the ids a key names."""
    return (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
