"""Links a sound pack as it is asked: each fact, parameter and decision when it is first needed."""

from __future__ import annotations

import datetime
from typing import TypeVar

from socrules.asked import Asked
from socrules.link import linked
from socrules.link_names import link_fact, link_list, link_parameter
from socrules.link_rules import in_order, link_decision
from socrules.linking import Linking, entry_type
from socrules.model import Contents, Entry
from socrules.program import Fact, LinkedDecision, Names, Program
from socrules.terms import Known, Term
from socrules.typed import condition
from socrules.values import Type

T = TypeVar("T")


def link_as_asked(pack: Contents, day: datetime.date, names: Names, *, names_day: bool) -> Program:
    """Return the program of a pack of which it is known that it links, and what its names are.

    Each fact, parameter and decision is linked when it is first asked, by the same functions.
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
    scope.names_day = names_day
    return linked(linking, names)


def known_of(what: Fact | LinkedDecision) -> tuple[Type, Known]:
    """Return the type of a fact or decision, and all it may be."""
    return what.type, what.domain


def sure(made: T | None) -> T:
    """Return what is known to have no problem."""
    assert made is not None
    return made
