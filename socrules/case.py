"""Works out what terms and rules come to in one case: some variables fixed, others open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from socrules.outcomes import (
    SILENT,
    Answer,
    Lacking,
    Leaf,
    Outcome,
    Told,
    apart,
    held,
    join_known,
    together,
)
from socrules.program import LinkedDecision, Program, Rule, every
from socrules.regions import Regions, Variable
from socrules.terms import TRUE, Known, Term, apply, constant, is_wide, only, single


class Decider(Protocol):
    """What a case asks of the evaluation it belongs to."""

    program: Program
    regions: Regions
    given: Mapping[str, Any]
    told: Told

    def leaves(self, name: str, fixed: Mapping[Variable, Any] | None = None) -> list[Leaf]:
        """Return the cases a decision was split into."""

    def case(
        self,
        fixed: Mapping[Variable, Any] | None = None,
        tried: Mapping[Variable, Known] | None = None,
    ) -> Case:
        """Return the case in which `fixed` is known beside the given facts."""

    def rests_on(self, variable: Variable) -> LinkedDecision | None:
        """Return the decision a variable is, or the one that derives the fact it is."""

    def denied(self, decision: LinkedDecision) -> list[str]:
        """Return the facts a decision presumes that are false."""


class Case:
    """What is known where some variables are fixed; every term and rule is worked out once."""

    def __init__(
        self,
        evaluation: Decider,
        fixed: Mapping[Variable, Any],
        tried: Mapping[Variable, Known],
    ) -> None:
        self.evaluation = evaluation
        self.fixed = fixed
        self.tried = tried
        self._known: dict[Term, Known] = {**evaluation.told.conditions}
        self._answers: dict[Rule, Answer] = {}
        self._levels: dict[tuple[Rule, ...], Answer] = {}

    # --- terms ---

    def known(self, term: Term) -> Known:
        """Return what is known of a term."""
        found = self._known.get(term)
        if found is None:
            if term.op in ("fact", "decision"):
                found = self.variable((term.op, term.args[0]))
            elif ("comparison", term) in self.fixed:
                found = self.fixed["comparison", term]
            else:
                found = apply(term, self.known)
            self._known[term] = found
        return found

    def variable(self, variable: Variable) -> Known:
        """Return what is known of a fact or decision."""
        return self.tried.get(variable) or join_known(self.pieces(variable))

    def pieces(self, variable: Variable) -> list[Known]:
        """Return the values and ranges a fact or decision may have; any where it may have none."""
        found = self.fixed.get(variable)
        if found is not None:
            return [found.domain if isinstance(found, Lacking) else found]
        kind, name = variable
        if kind == "decision":
            return self.decided(name) or [self.evaluation.program.decisions[name].domain]
        fact = self.evaluation.program.facts[name]
        if name in self.evaluation.given:
            return [constant(fact.type, self.evaluation.given[name])]
        # A decision that derives a fact is named by nobody, and so it is never fixed itself.
        derived = self.decided(fact.derived_by) if fact.derived_by else []
        return [held(known, fact.domain) for known in derived] or [fact.domain]

    def decided(self, name: str) -> list[Known]:
        """Return the values of a decision that is not fixed, none where it may have none."""
        outcomes = [leaf.outcome for leaf in self.evaluation.leaves(name, self.fixed)]
        if any(outcome.statuses for outcome in outcomes):
            return []
        return apart([known for outcome in outcomes for known in outcome.values.values()])

    # --- the tree of rules ---

    def run(self, decision: LinkedDecision) -> Outcome:
        """Return what a decision may answer where what occurs twice is taken to vary freely."""
        if self.evaluation.denied(decision):
            return Outcome({}, frozenset(("not_applicable",)))
        answer = self.equals(decision.rules)
        values = dict(answer.values)
        statuses = {"conflict"} if answer.conflict else set()
        if answer.silent and decision.otherwise is not None:
            self.add(values, decision.otherwise.value)
        elif answer.silent:
            statuses.add("not_stated")
        return Outcome(values, frozenset(statuses))

    def add(self, values: dict[Any, Known], term: Term) -> None:
        """Add what is known of the value of a rule that may answer."""
        known = self.known(term)
        values[only(known) if single(known) else term] = known

    def condition(self, rule: Rule) -> int:
        """Return the mask of a rule's own condition."""
        return TRUE if rule.when is None else self.known(rule.when)

    def equals(self, rules: tuple[Rule, ...]) -> Answer:
        """Return what rules of one level may answer together."""
        if not rules:
            return SILENT
        if rules not in self._levels:
            # Exceptions before the rules they displace: a chain of any length needs no recursion.
            for rule in reversed(list(every(rules))):
                if rule not in self._answers:
                    self._answers[rule] = self.answer(rule)
            self._levels[rules] = together([self._answers[rule] for rule in rules])
        return self._levels[rules]

    def answer(self, rule: Rule) -> Answer:
        """Return what a rule may answer: its exceptions first, then its own value."""
        above = together([self._answers[one] for one in rule.exceptions])
        self._levels[rule.exceptions] = above
        if not above.silent:
            return above
        own = self.condition(rule)
        values = dict(above.values)
        if own & TRUE:
            self.add(values, rule.value)
        return Answer(values, own != TRUE, above.conflict)

    # --- what is still open ---

    def open_variables(
        self, decision: LinkedDecision, derive: bool = True, found: set[Variable] | None = None
    ) -> set[Variable]:
        """Return what keeps a decision from being settled, as far as its rules tell, with `found`.

        Unless `derive`, derived facts stand for what would derive them.
        """
        found = set() if found is None else found
        if self.evaluation.denied(decision):
            return found
        for rule in every(decision.rules):
            if self.equals(rule.exceptions).silent:
                if rule.when is not None:
                    self.open_in(rule.when, found, derive)
                if self.condition(rule) & TRUE:
                    self.open_in(rule.value, found, derive)
        if decision.otherwise is not None and self.equals(decision.rules).silent:
            self.open_in(decision.otherwise.value, found, derive)
        return found

    def open_in(self, term: Term, found: set[Variable], derive: bool) -> None:
        """Add to `found` what keeps a term from being known."""
        if single(self.known(term)):
            return
        if term.op in ("fact", "decision"):
            self.open_name((term.op, term.args[0]), found, derive)
            return
        if is_wide(term):
            found.add(("comparison", term))
        for arg in term.args:
            if isinstance(arg, Term):
                self.open_in(arg, found, derive)

    def open_name(self, variable: Variable, found: set[Variable], derive: bool) -> None:
        """Add a fact or decision that is not known, and what keeps it from being known."""
        if variable in found:
            return
        found.add(variable)
        below = self.evaluation.rests_on(variable)
        if below is None or variable in self.fixed or not (derive or variable[0] == "decision"):
            return
        if variable[0] == "fact":
            self.open_name(("decision", below.id), found, derive)
        else:
            self.open_variables(below, derive, found)
