"""Proves of one program that rules can be reached and do not disagree, and that its laws hold.

Facts are taken within their bounds, presumed ones as true, derived ones as given. A decision below
may lack its value: then any is allowed for, so that what is found wrong is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from socrules.backends.formulas import NO, YES, Formula, both, negate
from socrules.backends.prover import Asked, Prover, UndecidedError
from socrules.backends.smt import Lowering, Terms, World
from socrules.program import LinkedDecision, Rule, every
from socrules.terms import Term
from socrules.versions import Versions
from socrules.witness import Witness

KINDS: Final = ("conflict", "gap", "unreachable", "swallowed", "refuted", "open", "proved")
"""What may be found of a decision, a rule or an invariant."""


@attrs.frozen
class Proof:
    """Something found of a decision, one of its rules, or an invariant.

    `conflict`: rules disagree. `gap`: no rule answers. `unreachable`: the rule never applies.
    `swallowed`: where it does, an exception always answers. `proved`, `refuted`, `open`: what
    became of an invariant; `open` where the solver cannot tell.
    """

    kind: str
    decision: str
    rule: str = ""
    witness: Witness | None = None


class Proofs:
    """The proofs of one program; `versions` has it on both sides."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.program = versions.programs[1]
        self.world = World()
        self.free = frozenset(one.id for one in self.program.facts.values() if one.derived_by)
        self.lowering = Lowering(self.world, self.program, self.free)

    def prover(self, *names: str, facts: Iterable[str] = (), sure: Iterable[str] = ()) -> Prover:
        """Return the prover of situations some decisions can be asked in.

        `facts` are further ones it speaks of, `sure` those that are true in all of them.
        """
        used = set(facts)
        used |= {
            one
            for name in names
            for kind, one in self.versions.named(1, name, self.free)
            if kind == "fact"
        }
        asked = {
            name: Asked(fact.type, fact.domain)
            for name, fact in self.program.facts.items()
            if name in used
        }
        true = sorted(used & {*self.program.presumes, *sure})
        return Prover(self.world, asked, [*self.lowering.side, *map(self.lowering.fact, true)])

    def decisions(self) -> Iterator[Proof]:
        """Yield what is wrong with decisions, in the order of the pack."""
        told: dict[str, set[str]] = {"conflict": set(), "gap": set()}
        for name, decision in self.program.decisions.items():
            below = {one for kind, one in self.versions.named(1, name) if kind == "decision"}
            for kind, status in (("conflict", "conflict"), ("gap", "not_stated")):
                # What a decision takes over from one below is told there.
                if below & told[kind] or (kind == "gap" and not self.may_have_gaps(decision)):
                    continue
                witness = self.shown(name, status)
                if witness is not None:
                    told[kind].add(name)
                    yield Proof(kind, name, witness=witness)
            yield from self.rules(decision)

    def may_have_gaps(self, decision: LinkedDecision) -> bool:
        """Say whether somebody may have forgotten a case: of a norm silence is the rest."""
        return decision.entry.origin is None and decision.otherwise is None

    def shown(self, name: str, status: str) -> Witness | None:
        """Return a witness that a decision has a status, `None` where it never has or none is."""
        test = self.lowering.outcome(name).statuses[status]
        if test is NO:
            return None
        prover = self.prover(name)
        try:
            for one in prover.examples(test):
                return self.replayed(prover, name, test, one.situation, status)
        except UndecidedError:
            return None
        return None

    def replayed(
        self, prover: Prover, name: str, test: Formula, situation: Mapping[str, Any], status: str
    ) -> Witness | None:
        """Return a witness of few facts, `None` where the pack does not answer so."""
        names = [one for one in prover.enough(test, situation) if one not in self.program.presumes]
        facts = {one: prover.facts[one].type.outward(situation[one]) for one in names}
        witness = self.versions.witness(name, facts)
        found = witness.after
        return witness if found is not None and found.status == status else None

    # --- rules ---

    def rules(self, decision: LinkedDecision) -> Iterator[Proof]:
        """Yield the rules of a decision that never apply, or never answer where they do."""
        terms = Terms(self.lowering, {})
        prover = self.prover(decision.id)
        for rule in every(decision.rules):
            applies = YES if rule.when is None else terms.lower(rule.when)
            if applies is YES and not rule.exceptions:
                continue
            try:
                if not prover.can_be(applies):
                    yield Proof("unreachable", decision.id, rule.id)
                elif rule.exceptions and not prover.can_be(applies, negate(self.speaks(rule))):
                    yield Proof("swallowed", decision.id, rule.id)
            except UndecidedError:
                continue

    def speaks(self, rule: Rule) -> Formula:
        """Return the test that an exception to a rule answers."""
        found: Formula = self.lowering.level(rule.exceptions, Terms(self.lowering, {}))[0]
        return found

    # --- invariants ---

    def invariants(self) -> Iterator[Proof]:
        """Yield what became of each invariant; it is asked where all it names has a value."""
        for name, term in self.program.invariants.items():
            yield self.invariant(name, term)

    def invariant(self, name: str, term: Term) -> Proof:
        """Return whether an invariant is proved, or the witness that refutes it."""
        decisions = [leaf.args[0] for leaf in term.leaves() if leaf.op == "decision"]
        facts = [leaf.args[0] for leaf in term.leaves() if leaf.op == "fact"]
        broken = both((negate(self.lowering.holds(term)), negate(self.lowering.lacks(term))))
        presumed = {one for name in decisions for one in self.versions.presumed(name)}
        prover = self.prover(*decisions, facts=facts, sure=presumed)
        try:
            for one in prover.examples(broken):
                decision = decisions[0] if decisions else ""
                witness = decision and self.replayed(
                    prover, decision, broken, one.situation, "known"
                )
                return Proof("refuted", name, witness=witness or None)
        except UndecidedError:
            return Proof("open", name)
        return Proof("proved", name)
