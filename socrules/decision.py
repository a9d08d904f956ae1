"""All that can be said of an answer: what it rests on, what is missing, what is still possible."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import attrs

from socrules.evaluate import Evaluation, Leaf, join_leaves
from socrules.model import Citation
from socrules.possible import possible
from socrules.program import LinkedDecision, Program, Rule, in_order
from socrules.situation import Situation
from socrules.standing import Standing
from socrules.support import Support, looked_at
from socrules.terms import Term
from socrules.values import Type, Unknown

# What most answers are never asked for is imported when it is.
if TYPE_CHECKING:
    from socrules.norms import Norm
    from socrules.trace import Record, Step

NOTES: Final = (
    "scenario",
    "not-in-force",
    "effect-not-shown",
    "amendments-not-checked",
    "draft",
)
"""Notes an answer may carry; they never change its value."""


@attrs.frozen
class Reason:
    """One of the grounds on which a known value may rest: a rule and its clauses."""

    rule: str
    clauses: tuple[str, ...]


class Inquiry:
    """All that can be said of one decision for one situation, each part worked out when it is read.

    `status` is `known`, `unknown`, `conflict`, `not_stated` or `not_applicable`.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        situation: Situation,
        linked: LinkedDecision,
        standing: Standing,
    ) -> None:
        self._evaluation = evaluation
        self._linked = linked
        self._standing = standing
        self.situation = situation
        self.id = linked.id

    @property
    def program(self) -> Program:
        """Return the linked program that was asked."""
        return self._evaluation.program

    @property
    def evaluation(self) -> Evaluation:
        """Return the evaluation behind the answer, for those who trace it."""
        return self._evaluation

    @property
    def type(self) -> Type:
        """Return the type of the answer."""
        return self._linked.type

    @cached_property
    def _leaves(self) -> list[Leaf]:
        return [] if self._standing.status else self._evaluation.leaves(self.id)

    @cached_property
    def status(self) -> str:
        """Return `known`, `unknown`, `conflict`, `not_stated` or `not_applicable`."""
        if self._standing.status:
            return self._standing.status
        outcome = join_leaves(self._leaves)
        if not outcome.settled:
            return "unknown"
        return next(iter(outcome.statuses), "known")

    @cached_property
    def value(self) -> Any:
        """Return the value as users see it, or an `Unknown` that says what is missing."""
        if self.status == "known":
            return self.type.outward(join_leaves(self._leaves).value)
        needs = ", ".join(self.needs)
        why = f"{self.id}: {self.status}" + (f"; needs {needs}" if needs else "")
        return Unknown(why)

    @cached_property
    def possible(self) -> tuple[Any, ...]:
        """Return the values and ranges still open, in ascending order; empty if there is none."""
        known = [part for leaf in self._leaves for part in leaf.outcome.values.values()]
        return possible(self.type, known)

    @cached_property
    def possible_statuses(self) -> tuple[str, ...]:
        """Return every status the answer may have once all facts are given."""
        if self._standing.status:
            return (self._standing.status,)
        outcome = join_leaves(self._leaves)
        return (("known",) if outcome.values else ()) + tuple(sorted(outcome.statuses))

    @cached_property
    def because(self) -> tuple[str, ...]:
        """Return the decisions whose lack of a value gives this one its status."""
        return tuple(sorted(join_leaves(self._leaves).because)) if self._leaves else ()

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Return the facts not given that what is undecided rests on, in the order of the pack."""
        if self._standing.status or self.status != "unknown":
            return ()
        found = self._evaluation.case().open_variables(self._linked, derive=False)
        names = {name for kind, name in found if kind == "fact"}
        names |= {name for one in names for name in self._beside(one)}
        return tuple(name for name in self.program.facts if name in names)

    def _beside(self, fact: str) -> set[str]:
        """Return the open facts that a derived fact does not stand for, as others use them too."""
        if not self.program.facts[fact].derived_by:
            return set()
        shared = self._evaluation.regions.shared(self.id, fact)
        given = self._evaluation.given
        return {name for kind, name in shared if kind == "fact" and name not in given}

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what to know beside the answer, as ids of `NOTES`."""
        return self._standing.notes

    @property
    def presumed(self) -> tuple[str, ...]:
        """Return the facts the act presumes and the caller did not give."""
        return self._standing.presumed

    # --- what it rests on ---

    @cached_property
    def _support(self) -> tuple[list[Rule], list[Rule]]:
        """Return the rules that surely give the answer, and all that may."""
        sure, possible = self._rules(self._leaves)
        if self.status == "known" and not sure:
            return self._rules(self._evaluation.grounds(self.id))
        return sure, possible

    def _rules(self, leaves: list[Leaf]) -> tuple[list[Rule], list[Rule]]:
        """Return the rules that give the answer in all the cases, and those that may in some."""
        sure: list[Rule] | None = None
        possible: dict[str, Rule] = {}
        for leaf in leaves:
            found = list(Support(self._evaluation, leaf.fixed).rules(self._linked, leaf.outcome))
            firm = [rule for rule, certain in found if certain]
            sure = firm if sure is None else [rule for rule in sure if rule in firm]
            possible |= {rule.id: rule for rule, _ in found}
        return sure or [], list(possible.values())

    def _clauses(self, rule: Rule) -> list[str]:
        return Support(self._evaluation, {}).clauses(rule)

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Return the clauses the answer rests on, in the order of the act.

        For a known value: those of the rules that surely apply and give it. For one that is not
        stated: those that were looked at. For a conflict: those that disagree.
        """
        if self._standing.status:
            return in_order(self.program, self._standing.clauses)
        if self.status == "unknown":
            return ()
        if self.because:
            return in_order(self.program, [c for name in self.because for c in self._lack_of(name)])
        if self.status == "not_applicable":
            return in_order(self.program, self._denied())
        if self.status == "not_stated":
            return in_order(self.program, looked_at(self._linked))
        sure, possible = self._support
        rules = possible if self.status == "conflict" else sure
        return in_order(self.program, [c for rule in rules for c in self._clauses(rule)])

    def _lack_of(self, name: str) -> tuple[str, ...]:
        """Return the clauses that leave another decision without a value."""
        linked = self.program.decisions[name]
        standing = Standing("", (), (), ())
        below = type(self)(self._evaluation, self.situation, linked, standing)
        return below.citations or tuple(looked_at(linked))

    def _denied(self) -> list[str]:
        """Return the clauses by which the decision presumes a fact that is false."""
        presumes = self._linked.presumes
        denied = self._evaluation.denied(self._linked)
        return [cite.clause for name in denied for cite in presumes[name] if not cite.act]

    @property
    def clause(self) -> str | None:
        """Return the first clause of `citations`, or of the first reason where none is certain."""
        if self.citations:
            return self.citations[0]
        return next((clause for reason in self.reasons for clause in reason.clauses), None)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Return the alternative grounds of a known value, where it is open which of them holds."""
        if self.status != "known":
            return ()
        sure, possible = self._support
        if sure:
            return ()
        return tuple(
            Reason(rule.id, in_order(self.program, self._clauses(rule))) for rule in possible
        )

    @cached_property
    def _rests_on(self) -> list[Term | Rule]:
        return list(Support(self._evaluation, {}).terms(self._support[1], set()))

    @cached_property
    def sources(self) -> tuple[Citation, ...]:
        """Return the clauses of other acts that state numbers or rules the answer rests on."""
        found = [cite for part in self._rests_on for cite in part.cites if cite.act]
        return tuple(dict.fromkeys(found))

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """Return the readings the answer rests on, or may rest on while it is open."""
        found = {part.reading for part in self._rests_on}
        found |= {
            part.item.reading for part in self._rests_on if isinstance(part, Term) and part.item
        }
        return tuple(name for name in self.program.readings if name in found)

    @cached_property
    def norm(self) -> Norm | None:
        """Return the norm this decision was made from: who, what, within what; `None` if none."""
        if self._linked.entry.origin is None:
            return None
        from socrules.norms import norm_of

        value = self.value if self.status == "known" else None
        return norm_of(self._linked, self.program.pack, self.program.day, value)

    # --- in words ---

    @cached_property
    def trace(self) -> Step:
        """Return how the answer came about, as a tree of steps."""
        from socrules.trace import trace

        return trace(self._evaluation, self._linked)

    @property
    def records(self) -> list[Record]:
        """Return the steps of `trace`, one after another, as plain tuples."""
        return [step.record for step in self.trace.walk()]
