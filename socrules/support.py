"""Finds what an answer rests on: the rules that give it, their clauses, sources and readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from socrules.evaluate import Evaluation, Outcome
from socrules.model import Citation
from socrules.program import LinkedDecision, Rule
from socrules.terms import FALSE, TRUE, Known, Term, single


class Support:
    """What may give the answers of decisions, where `fixed` is known beside the given facts."""

    def __init__(self, evaluation: Evaluation, fixed: Mapping[Any, Known]) -> None:
        self.evaluation = evaluation
        self.fixed = fixed

    def rules(self, linked: LinkedDecision, outcome: Outcome) -> Iterator[tuple[Rule, bool]]:
        """Yield the rules that may give `outcome`, each with whether it surely does."""
        answer = self.evaluation.equals(linked.rules, self.fixed)
        found = list(self.level(linked.rules))
        if linked.otherwise is not None and answer.silent:
            found.append((linked.otherwise, not answer.values and not answer.conflict))
        if not outcome.settled or outcome.statuses:
            yield from found
            return
        for rule, certain in found:
            known = self.evaluation.known(rule.value, self.fixed)
            if admits(known, outcome.value):
                yield rule, certain and single(known)

    def level(self, rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, bool]]:
        """Yield the rules of one level that may answer, or the exceptions that displace them."""
        for rule in rules:
            yield from self.level(rule.exceptions)
            above = self.evaluation.equals(rule.exceptions, self.fixed)
            own = self.evaluation.condition(rule, self.fixed)
            if above.silent and own & TRUE:
                yield rule, own == TRUE and not above.values and not above.conflict

    def clauses(self, rule: Rule) -> list[str]:
        """Return the clauses of this act a rule stands on.

        Items that surely hold are cited in place of the rule. A rule without a clause of its own
        stands on the clauses of the decisions it names.
        """
        items = [] if rule.when is None else list(self.items(rule.when))
        found = [c.clause for cites in items for c in cites if not c.act]
        found = found or [c.clause for c in rule.cites if not c.act]
        return found if found or rule.when is None else list(self.named(rule.when))

    def items(self, term: Term) -> Iterator[tuple[Citation, ...]]:
        """Yield the clauses of the items of a condition that surely hold."""
        if term.op == "not" or self.evaluation.known(term, self.fixed) != TRUE:
            return
        if term.item is not None and term.item.cite:
            yield term.item.cite
        else:
            for arg in term.args:
                if isinstance(arg, Term) and arg.type.kind == "bool":
                    yield from self.items(arg)

    def named(self, term: Term) -> Iterator[str]:
        """Yield the clauses of the decisions a condition names, of those that may hold."""
        for leaf in term.walk():
            if leaf.op == "decision" and self.evaluation.known(leaf, self.fixed) != FALSE:
                linked = self.evaluation.program.decisions[leaf.args[0]]
                found = list(self.rules(linked, self.evaluation.outcome(linked.id)))
                sure = [rule for rule, certain in found if certain]
                for rule in sure or [rule for rule, _ in found]:
                    yield from self.clauses(rule)

    def terms(self, rules: list[Rule], seen: set[str]) -> Iterator[Term | Rule]:
        """Yield the rules given, and all terms they and the decisions under them rest on."""
        for rule in rules:
            yield rule
            for term in (rule.when, rule.value):
                for one in () if term is None else term.walk():
                    yield one
                    below = (
                        self.evaluation.rests_on((one.op, one.args[0])) if is_name(one) else None
                    )
                    if below is None or below.id in seen:
                        continue
                    if one.op == "fact" and one.args[0] in self.evaluation.given:
                        continue
                    seen.add(below.id)
                    found = self.rules(below, self.evaluation.outcome(below.id))
                    yield from self.terms([rule for rule, _ in found], seen)


def is_name(term: Term) -> bool:
    """Say whether a term names a fact or a decision."""
    return term.op in ("fact", "decision")


def admits(known: Known, value: Any) -> bool:
    """Say whether a value is among what is known."""
    if isinstance(known, tuple):
        return bool(known[0] <= value <= known[1])
    return (
        value in known if isinstance(known, frozenset) else bool(known & (TRUE if value else FALSE))
    )


def looked_at(linked: LinkedDecision) -> list[str]:
    """Return the clauses looked at where no rule answers: the decision's own or its rules'."""
    cites = linked.entry.cite or [cite for rule in linked.rules for cite in rule.cites]
    return [cite.clause for cite in cites if not cite.act]
