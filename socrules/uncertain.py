"""Writes the statements that decide where facts are missing, on masks and bounds.

What is found is what `evaluate` finds without splitting. Where it would split, and wherever a
decision that others rest on may have no value, the function returns `None` and `evaluate` is asked.
"""

from __future__ import annotations

from typing import Any

from socrules.generate import Open, Ranges, Source, bits
from socrules.outcomes import Answer, apart, together
from socrules.plan import Plan
from socrules.program import LinkedDecision, Rule
from socrules.regions import Variable
from socrules.terms import Known, only, single
from socrules.values import Type

Branch = tuple[str, str, str]
"""The names of what rules may answer: their values, whether they may be silent or in conflict."""


class Members(dict[int, frozenset[str]]):
    """The members of a choice by their bits."""

    def __init__(self, type: Type) -> None:
        self.type = type

    def __missing__(self, found: int) -> frozenset[str]:
        options = enumerate(self.type.options)
        members = frozenset(option for index, option in options if found >> index & 1)
        return self.setdefault(found, members)


class Uncertain:
    """Writes the function for facts of which some may be missing."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.plan = plan
        self.source = source
        self.names: dict[Variable, Ranges] = {}
        self.terms = Open(source, self.names)
        self.members: dict[Type, Members] = {}

    def write(self) -> list[str]:
        """Add the statements for all decisions; return the names of the answers asked for."""
        facts = self.plan.program.facts
        for name in sorted(self.plan.facts, key=self.plan.index.__getitem__):
            if not facts[name].derived_by:
                self.fact(name, self.terms.constant(facts[name].type, facts[name].domain))
        answers = {}
        for decision in self.plan.decisions:
            values, conflict, silent = self.outcome(decision)
            if decision.id in self.plan.names:
                exact = self.exact(decision)
                call = f"settle({values}, {conflict}, {silent}, {exact})"
                answers[decision.id] = answer = self.source.let(call)
                self.leave_if(f"{answer} is None")
            if self.plan.rested_on(decision):
                self.decided(decision, values, conflict, silent)
            if decision.derives in self.plan.facts:
                self.derive(decision)
        self.source.names |= {"settle": settle, "whole": whole}
        return [answers[name] for name in self.plan.names]

    def leave_if(self, test: str) -> None:
        """Leave the question to `evaluate` where a test holds."""
        with self.source.block(f"if {test}"):
            self.source.line("return None")

    # --- facts ---

    def fact(self, name: str, otherwise: Ranges) -> None:
        """Set what is known of a fact: its value, or `otherwise` where it is not given."""
        given, type = f"f{self.plan.index[name]}", self.plan.program.facts[name].type
        known: Ranges
        if type.kind == "bool":
            known = (f"2 if {given} else 1",)
        elif type.kind == "choice":
            table = {option: bits(type, frozenset((option,))) for option in type.options}
            known = (f"{self.source.bind(table)}[{given}]",)
        else:
            known = given, given
        pairs = zip(known, otherwise, strict=True)
        self.names["fact", name] = tuple(
            self.source.let(f"{unknown} if {given} is None else {one}") for one, unknown in pairs
        )

    def derive(self, decision: LinkedDecision) -> None:
        """Set what is known of the fact a decision derives, held within its bounds."""
        fact = self.plan.program.facts[decision.derives]
        known = self.names["decision", decision.id]
        if fact.type.is_number:
            least, greatest = fact.domain
            known = tuple(f"min(max({end}, {least}), {greatest})" for end in known)
        self.fact(fact.id, known)

    # --- decisions ---

    def outcome(self, decision: LinkedDecision) -> tuple[str, str, str]:
        """Add the statements for one decision; return its values, and tests for its statuses."""
        if decision.rules:
            values, silent, conflict = self.level(decision.rules)
        else:
            values, silent, conflict = self.source.let("{}"), "True", "False"
        if decision.otherwise is None:
            return values, conflict, silent
        self.terms.write(decision.otherwise.value)
        with self.source.block(f"if {silent}"):
            self.add(values, decision.otherwise)
        return values, conflict, "False"

    def decided(self, decision: LinkedDecision, values: str, conflict: str, silent: str) -> None:
        """Set what is known of a decision that others rest on; leave where that is not exact."""
        self.leave_if(f"{conflict} or {silent}")
        found = self.source.let(f"whole({values})")
        several = self.exact(decision)
        test = f"{found} is None"
        if several != "True":
            self.source.names["single"] = single
            test += f" or not (single({found}) or {several})"
        self.leave_if(test)
        if decision.type.is_number:
            known: Ranges = f"{found}[0]", f"{found}[1]"
        elif decision.type.kind == "bool":
            known = (found,)
        else:
            self.source.names["bits"] = bits
            known = (f"bits({self.source.bind(decision.type)}, {found})",)
        self.names["decision", decision.id] = tuple(map(self.source.let, known))

    def exact(self, decision: LinkedDecision) -> str:
        """Return the test that nothing is open that enters the decision in more than one way."""
        tests = []
        for variable, several in self.plan.regions.split(decision.id).items():
            if several:
                tests.append(self.is_single(variable))
        return " and ".join(tests) or "True"

    def is_single(self, variable: Variable) -> str:
        """Return the test that a variable is known."""
        kind, name = variable
        known = self.terms.write(name) if kind == "comparison" else self.names[variable]
        if len(known) == 2:
            return f"{known[0]} == {known[1]}"
        return f"not {known[0]} & {known[0]} - 1"

    # --- rules ---

    def level(self, rules: tuple[Rule, ...]) -> Branch:
        """Add the statements for equals."""
        branches = [self.rule(rule) for rule in rules]
        if len(branches) == 1:
            return branches[0]
        self.source.names |= {"Answer": Answer, "together": together}
        answers = ", ".join(f"Answer({', '.join(branch)})" for branch in branches)
        found = self.source.let(f"together([{answers}])")
        values, silent, conflict = (
            self.source.let(f"{found}.{part}") for part in ("values", "silent", "conflict")
        )
        return values, silent, conflict

    def rule(self, rule: Rule) -> Branch:
        """Add the statements for a rule: its exceptions first, then its own value."""
        if rule.exceptions:
            values, silent, conflict = self.level(rule.exceptions)
        else:
            values, silent, conflict = self.source.let("{}"), "", "False"
        self.terms.write(rule.value)
        own = "2" if rule.when is None else self.terms.write(rule.when)[0]
        with self.source.block(" and ".join([f"if {own} > 1", *([silent] if silent else [])])):
            self.add(values, rule)
        test = f"{own} != 2"
        return values, self.source.let(f"{silent} and {test}" if silent else test), conflict

    def add(self, values: str, rule: Rule) -> None:
        """Add the value of a rule, written before, to what may be answered.

        Equal keys are equal answers.
        """
        term = self.source.bind(rule.value)
        known = self.terms.write(rule.value)
        type = rule.value.type
        if len(known) == 2:
            least, greatest = known
            key, text = f"{least} if {least} == {greatest} else {term}", f"({least}, {greatest})"
        elif type.kind == "bool":
            key, text = f"{known[0]} == 2 if {known[0]} != 3 else {term}", known[0]
        else:
            members = self.members.setdefault(type, Members(type))
            text = f"{self.source.bind(members)}[{known[0]}]"
            key = f"next(iter({text})) if not {known[0]} & {known[0]} - 1 else {term}"
        if rule.value.op in ("constant", "parameter"):
            key = self.source.bind(only(rule.value.args[0]))
        self.source.line(f"{values}[{key}] = {text}")


def whole(values: dict[Any, Known]) -> Known | None:
    """Return what is known of a decision with a value, `None` where its values lie apart."""
    found = apart(list(values.values()))
    return found[0] if len(found) == 1 else None


def settle(
    values: dict[Any, Known], conflict: bool, silent: bool, exact: bool
) -> tuple[str, Any] | None:
    """Return a status with the value, or with all that is open; `None` where that is not exact."""
    statuses = ("conflict",) * conflict + ("not_stated",) * silent if conflict or silent else ()
    if not values and len(statuses) == 1:
        return statuses[0], None
    known = tuple(values.values())
    if not statuses and len(known) == 1 and single(known[0]):
        return "known", only(known[0])
    return ("unknown", (known, statuses)) if exact else None
