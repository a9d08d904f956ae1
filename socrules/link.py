"""Links a pack for one day and one choice of readings: names, types, dates, citations, cycles.

Linking is a table of stages, `STAGES`; every stage reports all it finds, and the problems are
raised together with those of reading, in reading order.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, pairwise
from typing import Final

from socrules.asked import Asked
from socrules.link_names import link_facts, link_parameters, link_readings
from socrules.link_rules import link_decisions, link_rest
from socrules.linking import Linking
from socrules.model import Contents
from socrules.problems import PackError, Span, in_reading_order, nearest
from socrules.program import Names, Program
from socrules.surface import settle
from socrules.terms import Term
from socrules.typed import condition
from socrules.walk import is_versioned, items, own_citations, wordings


def check_wordings(linking: Linking) -> None:
    """Report wordings of one entry that overlap, leave a gap or end before they begin."""
    for entry in filter(is_versioned, linking.entries):
        periods = wordings(entry, linking.pack)
        for start, last, wording in periods:
            if start > last:
                span = wording.place("to")
                linking.report("ends-early", span, id=entry.id, start=start, end=last)
        for (first, last, one), (start, _, other) in pairwise(periods):
            span, also = other.place("from"), [one.span]
            if start <= max(first, last):
                linking.report("version-overlap", span, id=entry.id, day=start, also=also)
            elif start > last + datetime.timedelta(1):
                words = {"day": last, "start": start, "also": also}
                linking.report("version-gap", span, id=entry.id, **words)


def check_citations(linking: Linking) -> None:
    """Report citations of clauses and acts that are not there, and clauses also left out."""
    clauses = linking.pack.entries("clauses")
    sources = linking.pack.entries("sources")
    lost = linking.pack.lost
    for citation in chain.from_iterable(map(own_citations, linking.entries)):
        if citation.act:
            if citation.act not in sources and citation.act not in lost:
                near = nearest(citation.act, sources)
                linking.report("unknown-source", citation.span, act=citation.act, suggest=near)
        elif citation.clause not in clauses:
            if citation.clause not in lost:
                near = nearest(citation.clause, clauses)
                linking.report("unknown-clause", citation.span, id=citation.clause, suggest=near)
        elif (entry := clauses[citation.clause]).left_out is not None:
            words = {"clause": entry.label, "also": [entry.place("left_out")]}
            linking.report("cited-and-left-out", citation.span, id=citation.clause, **words)
    for source in sources.values():
        for node in source.nodes["cited_at"].each() if source.cited_at else ():
            if node.text not in clauses and node.text not in lost:
                near = nearest(node.text, clauses)
                linking.report("unknown-clause", node.span, id=node.text, suggest=near)


def check_items(linking: Linking) -> None:
    """Report examples of items that are no facts, and readings of items that are not there."""
    for entry in linking.entries:
        if entry.kind == "list_items" and entry.examples:
            check_examples(linking, entry.examples, entry.place("examples"))
        for item in items(entry):
            span = item.span or entry.span
            linking.reading(item, span)
            check_examples(linking, item.examples, span)


def check_examples(linking: Linking, examples: Iterable[str], span: Span) -> None:
    """Report examples that are no facts."""
    for name in examples:
        if name not in linking.facts and name not in linking.scope.broken:
            near = nearest(name, linking.facts)
            linking.report("unknown-example", span, name=name, suggest=near)


def check_by_reading(linking: Linking) -> None:
    """Report what entries say by option of no reading, or of options that are not there.

    The conditions of all options are built, so that those not chosen are checked too.
    """
    readings = linking.pack.entries("readings")
    for entry in linking.entries:
        if not entry.by_reading or entry.kind == "rules":
            continue
        if entry.reading is None:
            words = {"key": "reading", "entry": entry.kind, "id": entry.id}
            linking.report("missing-key", entry.place("by_reading"), **words)
        elif entry.reading in readings:
            options = readings[entry.reading].options or {}
            for option, said in entry.by_reading.items():
                if option not in options:
                    known, near = ", ".join(options), nearest(option, options)
                    words = {"option": option, "known": known}
                    linking.report("unknown-option", said.span, suggest=near, **words)
                for part in (said, said.unless):
                    if part is not None and part.when is not None:
                        condition(linking.scope, part.when)


STAGES: Final[tuple[Callable[[Linking], None], ...]] = (
    check_wordings,
    check_citations,
    link_readings,
    link_facts,
    link_parameters,
    link_decisions,
    link_rest,
    check_items,
    check_by_reading,
)
"""What linking does, in order."""


def link(pack: Contents, day: datetime.date, readings: Mapping[str, str] | None = None) -> Program:
    """Return the program of `pack` on `day` with `readings` switched.

    Raises `PackError` with every problem of reading and linking, in reading order.
    """
    if pack.unread:
        raise PackError(in_reading_order(pack.problems))
    ours = {name: str(entry.ours) for name, entry in pack.entries("readings").items()}
    linking = Linking(settle(pack, {**ours, **(readings or {})}), day, readings or {})
    for stage in STAGES:
        stage(linking)
    if pack.problems or linking.scope.problems:
        raise PackError(in_reading_order([*pack.problems, *linking.scope.problems]))
    return linked(linking, names_of(linking))


def names_of(linking: Linking) -> Names:
    """Return what the names of a pack that is linked stand for."""
    scope = linking.scope
    return {
        "readings": linking.readings,
        "derived": {fact: decision for decision, fact in scope.derives.items()},
        "amounts": list(scope.parameters),
        "shares": list(scope.shares),
        "lists": list(scope.lists),
        "absent": sorted(scope.absent),
        "decisions": list(linking.decisions),
        "daily": list(linking.daily),
    }


def linked(linking: Linking, names: Names) -> Program:
    """Return the program that a linking has come to."""
    scope = linking.scope

    def parameter(name: str) -> Term:
        return (scope.shares if name in scope.shares else scope.parameters)[name]

    return Program(
        linking.pack,
        linking.day,
        linking.in_force,
        linking.readings,
        linking.facts,
        linking.decisions,
        linking.invariants,
        linking.presumes,
        {name: index for index, name in enumerate(linking.pack.entries("clauses"))},
        Asked([*scope.parameters, *scope.shares], parameter),
        names,
    )
