"""Records how an answer came about: the outline of its decision, filled in with what was found.

Every reader (explanation, coverage, reports, comparison) reads this one tree, or its steps as flat
records; none evaluates anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from socrules.evaluate import Evaluation
from socrules.expressions import Expr
from socrules.outline import Outline, outline
from socrules.program import LinkedDecision, Rule
from socrules.terms import EITHER, FALSE, TRUE, Known, only, single
from socrules.values import Type

TRUTH: Final = {TRUE: "yes", FALSE: "no", EITHER: "open"}

Record = tuple[str, str, str, Any, tuple[str, ...]]
"""A step as a plain tuple, in the order of `RECORD`."""

RECORD: Final = ("id", "kind", "state", "value", "clauses")
"""The fields of a record.

`id`, `kind` and `state` are those of the step. `value` is the value users see, for a step that is a
value, fact or decision of which one value is left, else `None`. `clauses` are the ids of the
clauses of this act that the rule, item or exception cites.
"""


@attrs.frozen
class Step:
    """One step: a decision, a rule, a condition or a value, with what was found.

    `id` is stable across runs: the path of ids and positions from the decision. `state` is a truth
    value (`yes`, `no`, `open`) for conditions; `gives`, `may-give`, `displaced` or `fails` for
    rules; empty for values, whose `known` says what is known. `expr` is the condition or amount as
    it is written, `entry` the rule or decision, `name` the fact or decision a step names.
    `clauses` are the ids of the clauses of this act it cites, `type` is that of a value.
    """

    kind: str
    id: str
    state: str
    expr: Expr | None = None
    entry: Any = None
    name: str = ""
    known: Known = None
    clauses: tuple[str, ...] = ()
    type: Type | None = None
    steps: tuple[Step, ...] = ()

    def walk(self) -> Iterator[Step]:
        """Yield the step and all steps under it."""
        yield self
        for step in self.steps:
            yield from step.walk()

    @property
    def value(self) -> Any:
        """Return the value users see, where one is left; `None` for steps without a value."""
        if self.type is None or not single(self.known):
            return None
        return self.type.outward(only(self.known))

    @property
    def record(self) -> Record:
        """Return the step as a plain tuple."""
        return self.id, self.kind, self.state, self.value, self.clauses


class Tracer:
    """Traces the decisions of one evaluation; each is spelled out where it is first met."""

    def __init__(self, evaluation: Evaluation, fixed: Mapping[Any, Known]) -> None:
        self.evaluation = evaluation
        self.fixed = fixed
        self.met: set[str] = set()

    def decision(self, linked: LinkedDecision) -> Step:
        """Return the steps of a decision."""
        self.met.add(linked.id)
        return self.fill(outline(self.evaluation.program, linked), linked)

    def fill(self, laid: Outline, linked: LinkedDecision) -> Step:
        """Return a step of the outline with what was found, and those under it."""
        known = None if laid.term is None else self.evaluation.known(laid.term, self.fixed)
        state = self.state(laid, linked, known)
        return Step(
            laid.kind,
            laid.id,
            state,
            laid.expr,
            laid.entry,
            laid.name,
            known,
            laid.clauses,
            laid.type,
            self.under(laid, linked, state),
        )

    def under(self, laid: Outline, linked: LinkedDecision, state: str) -> tuple[Step, ...]:
        """Return the steps under one; a rule that fails has no value."""
        if laid.below is None:
            steps = (one for one in laid.steps if one.kind != "value" or state != "fails")
            return tuple(self.fill(one, linked) for one in steps)
        if laid.below.id in self.met or self.given(laid):
            return ()
        return self.decision(laid.below).steps

    def given(self, laid: Outline) -> bool:
        """Say whether a step names a fact that is given, and so rests on nothing."""
        leaf = laid.term
        return leaf is not None and leaf.op == "fact" and leaf.args[0] in self.evaluation.given

    def state(self, laid: Outline, linked: LinkedDecision, known: Known) -> str:
        """Return in a word what a step came to."""
        if laid.rule is not None:
            return self.otherwise(linked) if laid.kind == "otherwise" else self.rule(laid.rule)
        if laid.kind == "condition":
            return TRUTH[known]
        if laid.term is None or laid.kind == "value":
            return ""
        return "known" if single(known) else "open"

    def rule(self, rule: Rule) -> str:
        """Return whether a rule gives its value, may give it, is displaced or fails."""
        above = self.evaluation.equals(rule.exceptions, self.fixed)
        own = self.evaluation.condition(rule, self.fixed)
        if own == FALSE:
            return "fails"
        if not above.silent:
            return "displaced"
        sure = own == TRUE and not above.values and not above.conflict
        return "gives" if sure else "may-give"

    def otherwise(self, linked: LinkedDecision) -> str:
        """Return whether what stands where no rule answers does, may or does not."""
        rules = self.evaluation.equals(linked.rules, self.fixed)
        return "fails" if not rules.silent else "may-give" if rules.values else "gives"


def trace(evaluation: Evaluation, linked: LinkedDecision) -> Step:
    """Return the tree of steps by which a decision was answered."""
    return Tracer(evaluation, {}).decision(linked)
