"""Writes the statements that set out a whole trace as flat records, where every fact is given.

First every condition is worked out and named, decision by decision; then the outline is gone
through, and each step becomes a record. Most are among two or three that were made beforehand; only
those with a value of their own are made anew. What is said here is what `trace` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from socrules.answer import outwardly
from socrules.generate import Certain, Source
from socrules.outline import Outline, outline
from socrules.plan import Plan
from socrules.program import LinkedDecision, Rule
from socrules.terms import Term, only
from socrules.trace import Record

DEEPEST: Final = 20
"""Decisions that would be indented deeper get a function, because CPython refuses a hundred."""


class Recording:
    """Writes the function for the trace of the one decision of a plan."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.plan = plan
        self.source = source
        self.numbers = {one.id: number for number, one in enumerate(plan.decisions)}
        names = {("fact", name): f"f{plan.index[name]}" for name in plan.facts}
        names |= {("decision", name): f"d{number}" for name, number in self.numbers.items()}
        self.terms = Certain(source, names)
        self.laid = {one.id: outline(plan.program, one) for one in plan.decisions}
        self.written: dict[str, dict[Term, str]] = {}
        self.own: dict[Rule, str] = {}
        """Whether the condition of a rule holds."""
        self.above: dict[Rule, str] = {}
        """Whether an exception to a rule answers."""
        self.speaks: dict[Rule | LinkedDecision, str] = {}
        """Whether a rule or one of its exceptions answers, or any rule of a decision."""
        steps = [step for laid in self.laid.values() for step in walk(laid)]
        self.places = Counter(step.below.id for step in steps if step.below)
        self.apart: dict[str, list[str]] = {}
        """The statements of decisions that are spelled out by a function of their own."""
        self.pending: list[str] = []
        """The records that stand in no statement yet."""
        self.closed = False
        """Whether there is a statement that adds records."""

    def write(self) -> None:
        """Add the statements of the whole function."""
        for name in self.derived():
            self.source.line(f"{self.missing(name)} = {self.terms.names['fact', name]} is None")
        for decision in self.plan.decisions:
            facts = self.plan.derivers.get(decision.id)
            if facts is None:
                self.work_out(decision)
            else:
                with self.source.block(f"if {' or '.join(map(self.missing, facts))}"):
                    self.work_out(decision)
        (name,) = self.plan.names
        with self.aside(self.source.depth) as lines:
            self.set_out(self.plan.program.decisions[name])
        if not self.apart and not self.closed:
            self.source.lines += lines
            self.source.line(f"return [{', '.join(self.pending)}]")
            return
        self.source.line("found = []")
        for statements in self.apart.values():
            self.source.lines += statements
        self.source.lines += lines
        self.close()
        self.source.line("return found")

    @contextmanager
    def aside(self, depth: int) -> Iterator[list[str]]:
        """Collect the statements added inside, in place of adding them."""
        lines, before = self.source.lines, self.source.depth
        self.source.lines, self.source.depth = [], depth
        yield self.source.lines
        self.source.lines, self.source.depth = lines, before

    # --- what every condition comes to ---

    def derived(self) -> list[str]:
        """Return the facts that matter and that a decision derives where they are not given."""
        facts = self.plan.program.facts
        return [name for name in facts if name in self.plan.facts and facts[name].derived_by]

    def missing(self, fact: str) -> str:
        """Return the name of whether a derived fact was not given."""
        return f"n{self.plan.index[fact]}"

    def work_out(self, decision: LinkedDecision) -> None:
        """Name every condition of a decision, and its value where others rest on it."""
        self.terms.written = self.written[decision.id] = {}
        for step in self.laid[decision.id].steps:
            self.conditions(step)
        self.speaks[decision] = self.either([self.speaks[rule] for rule in decision.rules])
        if not self.plan.rested_on(decision):
            return
        value = self.terms.names["decision", decision.id]
        other = decision.otherwise
        self.source.line(f"{value} = {self.terms.write(other.value) if other else None}")
        self.value(decision.rules, value)
        if decision.derives in self.plan.facts:
            with self.source.block(f"if {self.missing(decision.derives)}"):
                self.source.line(f"{self.terms.names['fact', decision.derives]} = {value}")

    def conditions(self, step: Outline) -> None:
        """Name the conditions of a step and of those under it, and who answers."""
        for below in step.steps:
            self.conditions(below)
        if step.kind == "condition":
            self.name(step.term)
        elif step.kind == "rule" and step.rule is not None:
            rule = step.rule
            self.own[rule] = self.name(rule.when)
            self.above[rule] = self.either([self.speaks[one] for one in rule.exceptions])
            self.speaks[rule] = self.either([self.own[rule], self.above[rule]])

    def name(self, term: Term | None) -> str:
        """Return the name of a condition, worked out here where it was not before."""
        if term is None:
            return "True"
        text = self.terms.write(term)
        if not text.isidentifier():
            text = self.terms.written[term] = self.source.let(text)
        return text

    def either(self, tests: Sequence[str]) -> str:
        """Return the name of whether one of several tests holds."""
        left = [test for test in dict.fromkeys(tests) if test != "False"]
        if not left or "True" in left:
            return "True" if left else "False"
        return left[0] if len(left) == 1 else self.source.let(self.source.join("or", left))

    def value(self, rules: Sequence[Rule], value: str) -> None:
        """Set the value of a decision where rules answer; those that do agree."""
        for rule in rules:
            self.value(rule.exceptions, value)
            above = self.above[rule]
            test = self.own[rule] if above == "False" else f"{self.own[rule]} and not {above}"
            with self.source.block(f"if {test}"):
                self.source.line(f"{value} = {self.terms.write(rule.value)}")

    # --- the records ---

    def set_out(self, decision: LinkedDecision) -> None:
        """Add the records of a decision and of all under it."""
        self.terms.written = self.written[decision.id]
        self.pending.append(self.chosen(self.laid[decision.id], ""))
        self.steps(decision)

    def steps(self, decision: LinkedDecision) -> None:
        """Add the records under a decision."""
        before, self.terms.written = self.terms.written, self.written[decision.id]
        for step in self.laid[decision.id].steps:
            self.step(step, decision)
        self.terms.written = before

    def step(self, step: Outline, decision: LinkedDecision) -> None:
        """Add the record of a step and of those under it."""
        self.pending.append(self.record(step, decision))
        if step.below is not None and step.term is not None:
            self.below(step.term, step.below)
        for one in step.steps:
            with self.only_if(self.own[step.rule] if step.rule and one.kind == "value" else "True"):
                self.step(one, decision)

    def below(self, leaf: Term, decision: LinkedDecision) -> None:
        """Add the records of what a name rests on, where it is first met."""
        with self.only_if(self.missing(leaf.args[0]) if leaf.op == "fact" else "True"):
            if self.places[decision.id] == 1 and self.source.depth < DEEPEST:
                self.steps(decision)
            else:
                self.close()
                self.source.line(f"spell{self.numbers[decision.id]}()")
                self.spell(decision)

    @contextmanager
    def only_if(self, test: str) -> Iterator[None]:
        """Put the records added inside under a test, in a statement only where one is needed."""
        if test == "True":
            yield
            return
        before, self.pending = self.pending, []
        with self.aside(self.source.depth + 1) as lines:
            yield
            if lines:
                self.close()
        records, self.pending = self.pending, before
        if lines:
            self.close()
            self.source.line(f"if {test}:")
            self.source.lines += lines
        else:
            self.pending.append(f"*({self.several(records)} if {test} else ())")

    def several(self, records: Sequence[str]) -> str:
        """Return records as a tuple, one made beforehand where all of them are."""
        if all(record.isidentifier() for record in records):
            return self.source.bind(tuple(self.source.names[record] for record in records))
        return f"({', '.join(records)},)"

    def spell(self, decision: LinkedDecision) -> None:
        """Write the function that spells out a decision the first time it is called."""
        if decision.id in self.apart:
            return
        number = self.numbers[decision.id]
        self.apart[decision.id] = []
        before, self.pending = self.pending, []
        with self.aside(1) as lines:
            self.source.line(f"met{number} = False")
            with self.source.block(f"def spell{number}()"):
                self.source.line(f"nonlocal found, met{number}")
                with self.source.block(f"if met{number}"):
                    self.source.line("return")
                self.source.line(f"met{number} = True")
                self.steps(decision)
                self.close()
        self.apart[decision.id], self.pending = lines, before

    def close(self) -> None:
        """Add the statement for the records since the last."""
        if self.pending:
            self.source.line(f"found += ({', '.join(self.pending)},)")
            self.pending, self.closed = [], True

    def record(self, step: Outline, decision: LinkedDecision) -> str:
        """Return the record of a step, as an expression."""
        if step.kind == "otherwise":
            return self.choose(
                self.speaks[decision], self.chosen(step, "fails"), self.chosen(step, "gives")
            )
        if step.rule is not None:
            gives = self.choose(
                self.above[step.rule], self.chosen(step, "displaced"), self.chosen(step, "gives")
            )
            return self.choose(self.own[step.rule], gives, self.chosen(step, "fails"))
        assert step.term is not None
        if step.kind == "condition":
            test = self.terms.write(step.term)
            return self.choose(test, self.chosen(step, "yes"), self.chosen(step, "no"))
        return self.valued(step, step.term)

    def valued(self, step: Outline, term: Term) -> str:
        """Return the record of a value, or of a fact or decision that is named."""
        state, of = "" if step.kind == "value" else "known", term.type
        if term.op in ("constant", "parameter"):
            return self.chosen(step, state, of.outward(only(term.args[0])))
        text = self.terms.write(term)
        if of.kind == "bool":
            return self.choose(
                text, self.chosen(step, state, True), self.chosen(step, state, False)
            )
        outward = outwardly(of)
        value = text if outward is None else f"{self.source.bind(outward)}({text})"
        return f"({self.source.bind(step.id)}, {step.kind!r}, {state!r}, {value}, ())"

    def chosen(self, step: Outline, state: str, value: Any = None) -> str:
        """Return the name of a record that is made beforehand."""
        record: Record = step.id, step.kind, state, value, step.clauses
        return self.source.bind(record)

    def choose(self, test: str, one: str, other: str) -> str:
        """Return one of two records by a test."""
        if test in ("True", "False"):
            return one if test == "True" else other
        return f"({one} if {test} else {other})"


def walk(laid: Outline) -> Iterator[Outline]:
    """Yield a step and all steps under it."""
    yield laid
    for step in laid.steps:
        yield from walk(step)
