"""Records how an answer came about, as a tree of steps; built when somebody reads it.

Every reader (explanation, coverage, reports, comparison) reads this one tree; none evaluates anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from socrules.evaluate import Evaluation
from socrules.expressions import Expr
from socrules.program import LinkedDecision, Rule
from socrules.terms import EITHER, FALSE, TRUE, Known, Term, single

TRUTH: Final = {TRUE: "yes", FALSE: "no", EITHER: "open"}


@attrs.frozen
class Step:
    """One step: a decision, a rule, a condition or a value, with what was found.

    `id` is stable across runs: the path of ids and positions from the decision. `state` is a truth
    value (`yes`, `no`, `open`) for conditions; `gives`, `may-give`, `displaced` or `fails` for
    rules; empty for values, whose `known` says what is known. `expr` is the condition or amount as
    it is written, `entry` the rule or decision, `name` the fact or decision a step names.
    """

    kind: str
    id: str
    state: str
    expr: Expr | None = None
    entry: Any = None
    name: str = ""
    known: Known = None
    steps: tuple[Step, ...] = ()

    def walk(self) -> Iterator[Step]:
        """Yield the step and all steps under it."""
        yield self
        for step in self.steps:
            yield from step.walk()


class Tracer:
    """Traces the decisions of one evaluation; each is spelled out where it is first met."""

    def __init__(self, evaluation: Evaluation, fixed: Mapping[Any, Known]) -> None:
        self.evaluation = evaluation
        self.fixed = fixed
        self.met: set[str] = set()

    def decision(self, linked: LinkedDecision) -> Step:
        """Return the steps of a decision."""
        self.met.add(linked.id)
        path = f"decisions/{linked.id}"
        steps = [
            self.rule(rule, f"{path}/rules/{rule.id}", displaced=False) for rule in linked.rules
        ]
        if linked.otherwise is not None:
            silent = self.evaluation.equals(linked.rules, self.fixed)
            state = "fails" if not silent.silent else "may-give" if silent.values else "gives"
            steps.append(
                Step("otherwise", f"{path}/otherwise", state, entry=linked.otherwise.entry)
            )
        return Step("decision", path, "", entry=linked.entry, name=linked.id, steps=tuple(steps))

    def rule(self, rule: Rule, path: str, *, displaced: bool) -> Step:
        """Return the steps of a rule: its condition, its value, its exceptions."""
        above = self.evaluation.equals(rule.exceptions, self.fixed)
        own = self.evaluation.condition(rule, self.fixed)
        if own == FALSE:
            state = "fails"
        elif displaced or not above.silent:
            state = "displaced"
        else:
            sure = own == TRUE and not above.values and not above.conflict
            state = "gives" if sure else "may-give"
        steps = [
            self.condition(expr, term, f"{path}/{key}")
            for key, expr, term in (
                ("scope", rule.entry.scope, rule.scope),
                ("when", rule.entry.when, rule.condition),
                ("unless", rule.entry.unless.when if rule.entry.unless else None, rule.unless),
            )
            if expr is not None and term is not None
        ]
        if own != FALSE:
            steps.append(self.value(rule, f"{path}/value"))
        steps += [
            self.rule(exception, f"{path}/{exception.id}", displaced=displaced)
            for exception in rule.exceptions
        ]
        return Step("rule", path, state, entry=rule.entry, name=rule.id, steps=tuple(steps))

    def condition(self, expr: Expr, term: Term, path: str) -> Step:
        """Return the steps of a condition; an enumeration member by member."""
        known = self.evaluation.known(term, self.fixed)
        state = TRUTH[known]
        if expr.op == "item":
            inner = self.condition(expr.args[0], term.args[0], path)
            return attrs.evolve(inner, expr=expr, entry=expr.item)
        members = [arg for arg in expr.args if isinstance(arg, Expr)]
        if expr.op in ("and", "or", "all", "any", "none", "at_least"):
            joined = term.args[0] if expr.op == "none" else term
            below = [arg for arg in joined.args if isinstance(arg, Term)]
            pairs = enumerate(zip(members, below, strict=True))
            steps = [self.condition(one, other, f"{path}/{index}") for index, (one, other) in pairs]
        elif expr.op == "not":
            steps = [self.condition(members[0], term.args[0], f"{path}/0")]
        else:
            steps = list(self.leaves(term, path))
            if expr.op == "name":
                # The condition is the name itself: what derives it stands under it directly.
                steps = [below for step in steps for below in step.steps]
        return Step("condition", path, state, expr=expr, known=known, steps=tuple(steps))

    def value(self, rule: Rule, path: str) -> Step:
        """Return the step of a rule's value, with the names it rests on."""
        expr = rule.entry.value
        if rule.entry.by_reading:
            chosen = self.evaluation.program.readings[rule.reading]
            expr = rule.entry.by_reading[chosen]
        known = self.evaluation.known(rule.value, self.fixed)
        return Step(
            "value", path, "", expr=expr, known=known, steps=tuple(self.leaves(rule.value, path))
        )

    def leaves(self, term: Term, path: str) -> Iterator[Step]:
        """Yield a step for each fact and decision a term names."""
        seen: set[str] = set()
        for leaf in term.leaves():
            name = leaf.args[0]
            if name in seen:
                continue
            seen.add(name)
            known = self.evaluation.look_up(leaf, self.fixed)
            below = self.evaluation.rests_on((leaf.op, name))
            steps: tuple[Step, ...] = ()
            given = leaf.op == "fact" and name in self.evaluation.given
            if below is not None and not given and below.id not in self.met:
                steps = self.decision(below).steps
            state = "known" if single(known) else "open"
            entry = below.entry if leaf.op == "decision" and below else None
            yield Step(
                leaf.op, f"{path}/{name}", state, entry=entry, name=name, known=known, steps=steps
            )


def trace(evaluation: Evaluation, linked: LinkedDecision) -> Step:
    """Return the tree of steps by which a decision was answered."""
    return Tracer(evaluation, {}).decision(linked)
