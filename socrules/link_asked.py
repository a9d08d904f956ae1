"""Links a sound pack as it is asked: each fact, parameter and decision when it is first needed."""

from __future__ import annotations

import datetime
from typing import TypeVar

from socrules.asked import Asked
from socrules.link import linked
from socrules.link_names import link_fact, link_list, link_parameter
from socrules.link_order import in_order
from socrules.link_rules import link_decision
from socrules.linking import Linking, entry_type
from socrules.model import Contents, Entry
from socrules.program import Fact, LinkedDecision, Names, Program
from socrules.terms import Known, Term
from socrules.typed import condition
from socrules.values import Type

T = TypeVar("T")


def link_as_asked(
    pack: Contents, day: datetime.date, names: Names, linked_on: datetime.date
) -> Program | None:
    """Return the program of a pack that was linked on a day between which and `day` it says one.

    Each fact, parameter and decision is linked when it is first asked, by the same functions. On
    another day only bounds that come from the day may be others: what has such is linked at once,
    and nothing is returned where they are too wide.
    """
    linking = Linking(pack, day, {})
    scope = linking.scope
    facts, decisions = pack.entries("facts"), pack.entries("decisions")

    def fact(name: str) -> Fact:
        return sure(link_fact(linking, facts[name], names["derived"].get(name, "")))

    def parameter(name: str) -> Entry:
        return sure(linking.wording(pack.entries("parameters")[name]))

    def term(name: str) -> Term:
        return sure(link_parameter(linking, parameter(name)))

    def decision(name: str) -> LinkedDecision:
        for below in in_order(linking, [name]):
            if below != name:
                linking.decisions[below]
        return link_decision(linking, decisions[name])

    def invariant(name: str) -> Term:
        return sure(condition(scope, pack.entries("invariants")[name].holds))

    linking.readings = names["readings"]
    linking.facts = Asked(facts, fact)
    linking.types = Asked(decisions, lambda name: entry_type(decisions[name]))
    linking.decisions = Asked(names["decisions"], decision)
    linking.invariants = Asked(pack.entries("invariants"), invariant)
    scope.facts = Asked(facts, lambda name: known_of(linking.facts[name]))
    scope.parameters = Asked(names["amounts"], term)
    scope.shares = Asked(names["shares"], term)
    scope.lists = Asked(names["lists"], lambda name: sure(link_list(linking, parameter(name))))
    scope.absent.update(names["absent"])
    scope.derives = {decision: fact for fact, decision in names["derived"].items()}
    scope.decisions = Asked(decisions, lambda name: known_of(linking.decisions[name]))
    linking.presumes = pack.head.presumes or {}
    if day != linked_on:
        tuple(linking.decisions[name] for name in names["daily"])
        tuple(linking.invariants.values())
    return None if scope.problems else linked(linking, names)


def known_of(what: Fact | LinkedDecision) -> tuple[Type, Known]:
    """Return the type of a fact or decision, and all it may be."""
    return what.type, what.domain


def sure(made: T | None) -> T:
    """Return what is known to have no problem."""
    assert made is not None
    return made
