"""Writes the statements that decide where every fact that is needed is given.

A decision becomes a value and the clauses it rests on, as bits. Rules that differ, and decisions
without a value that others rest on, are left to `evaluate`: the function returns `None`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from socrules.generate import Certain, Source
from socrules.plan import Plan
from socrules.program import LinkedDecision, Rule
from socrules.support import looked_at
from socrules.terms import Term


class Lowering:
    """Writes the function for known facts: values, and the bits of the clauses they rest on."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.plan = plan
        self.source = source
        names = {("fact", name): f"f{plan.index[name]}" for name in plan.facts}
        self.numbers = {one.id: number for number, one in enumerate(plan.decisions)}
        names |= {("decision", name): f"d{number}" for name, number in self.numbers.items()}
        self.terms = Certain(source, names)
        self.silent: set[str] = set()
        """The decisions that may turn out to be not stated."""

    def write(self) -> None:
        """Add the statements for all decisions; `d0`, `g0` and so on are values and clauses."""
        for decision in self.plan.decisions:
            facts = self.plan.derivers.get(decision.id)
            if facts is None:
                self.decision(decision)
            else:
                with self.source.block(f"if {self.missing(facts)}"):
                    self.leave_without(self.plan.given(decision))
                    self.decision(decision)

    def require(self) -> None:
        """Leave where a fact is missing that no decision derives."""
        outright = [one for one in self.plan.decisions if one.id not in self.plan.derivers]
        self.leave_without({name for one in outright for name in self.plan.given(one)})

    def leave_without(self, facts: Iterable[str]) -> None:
        """Leave where one of these facts is missing."""
        if tests := self.missing(facts):
            with self.source.block(f"if {tests}"):
                self.source.line("return None")

    def missing(self, facts: Iterable[str]) -> str:
        """Return the test whether one of these facts is missing."""
        return " or ".join(
            f"f{index} is None" for index in sorted(map(self.plan.index.__getitem__, facts))
        )

    def derive(self, decision: LinkedDecision) -> None:
        """Set the fact a decision derives where it was not given; beyond its bounds, leave."""
        if decision.derives not in self.plan.facts:
            return
        fact = self.plan.program.facts[decision.derives]
        name, value = f"f{self.plan.index[fact.id]}", f"d{self.numbers[decision.id]}"
        with self.source.block(f"if {name} is None"):
            self.source.line(f"{name} = {value}")
            if fact.type.is_number:
                with self.source.block(f"if not {fact.domain[0]} <= {name} <= {fact.domain[1]}"):
                    self.source.line("return None")

    def decision(self, decision: LinkedDecision) -> None:
        """Add the statements for one decision; others may rest on it only where it has a value."""
        number = self.numbers[decision.id]
        value, clauses = f"d{number}", f"g{number}"
        if self.level(decision.rules, value, clauses):
            with self.source.block("else"):
                self.otherwise(decision, value, clauses)
        self.derive(decision)

    def otherwise(self, decision: LinkedDecision, value: str, clauses: str) -> None:
        """Set what stands where no rule answers; without it, the clauses that were looked at."""
        if decision.otherwise is not None:
            self.give(decision.otherwise, value, clauses)
        elif self.plan.rested_on(decision) or decision.id not in self.plan.names:
            self.source.line("return None")
        else:
            self.silent.add(decision.id)
            self.source.line(f"{value} = None")
            self.source.line(f"{clauses} = {self.plan.clause_bits(looked_at(decision))}")

    # --- rules ---

    def level(self, rules: tuple[Rule, ...], value: str, clauses: str) -> bool:
        """Add the statements for equals, and say whether all may be silent.

        The last is an `if`: what is to be done where all are silent is its `else`. If two differ
        the function leaves.
        """
        if len(rules) == 1:
            return self.chain(rules[0], value, clauses)
        self.source.line(f"{value} = None")
        for rule in rules:
            own, cited = self.source.fresh(), self.source.fresh()
            if rule.exceptions:
                if self.chain(rule, own, cited):
                    with self.source.block("else"):
                        self.source.line(f"{own} = None")
                with self.source.block(f"if {own} is not None"):
                    self.agree(own, cited, value, clauses)
            else:
                condition, items = self.condition(rule)
                with self.source.block(f"if {condition}"):
                    self.give(rule, own, cited, items)
                    self.agree(own, cited, value, clauses)
        with self.source.block(f"if {value} is not None"):
            self.source.line("pass")
        return True

    def agree(self, own: str, cited: str, value: str, clauses: str) -> None:
        """Add one of several equals to the answer of the others."""
        with self.source.block(f"if {value} is None"):
            self.source.line(f"{value} = {own}")
            self.source.line(f"{clauses} = {cited}")
        with self.source.block(f"elif {value} == {own}"):
            self.source.line(f"{clauses} |= {cited}")
        with self.source.block("else"):
            self.source.line("return None")

    def chain(self, rule: Rule, value: str, clauses: str) -> bool:
        """Add the statements for a rule and its exceptions, the innermost first; see `level`."""
        chain = [rule]
        while len(chain[-1].exceptions) == 1:
            chain.append(chain[-1].exceptions[0])
        chain.reverse()
        conditions = [self.condition(one) for one in chain]
        word = "if"
        if chain[0].exceptions:
            self.level(chain[0].exceptions, value, clauses)
            word = "elif"
        for one, (condition, items) in zip(chain, conditions, strict=True):
            with self.source.block(f"{word} {condition}"):
                self.give(one, value, clauses, items)
            if one.when is None:
                return False
            word = "elif"
        return True

    def condition(self, rule: Rule) -> tuple[str, dict[Term, str]]:
        """Return the condition of a rule.

        Where it is a choice of items with clauses of their own, the clauses of those that hold are
        worked out at once, as bits; they are returned by the choice they stand for.
        """
        if rule.when is None:
            return "True", {}
        items: dict[Term, str] = {}
        parts = [self.part(term, items) for term in conjuncts(rule.when)]
        return " and ".join(parts), items

    def part(self, term: Term, items: dict[Term, str]) -> str:
        """Return one of the conditions that must all hold; see `condition`."""
        cited = [item_clauses(arg) for arg in term.args] if term.op == "or" else []
        if not cited or not all(cited):
            return self.terms.write(term)
        tests = [self.terms.write(arg) for arg in term.args]
        name = self.source.let("0")
        for test, clauses in zip(tests, cited, strict=True):
            with self.source.block(f"if {test}"):
                self.source.line(f"{name} |= {self.plan.clause_bits(clauses)}")
        items[term] = name
        return name

    def give(
        self, rule: Rule, value: str, clauses: str, items: Mapping[Term, str] | None = None
    ) -> None:
        """Set the value of a rule and the clauses it stands on, as `support` finds them."""
        self.source.line(f"{value} = {self.terms.write(rule.value)}")
        sure, found = 0, list((items or {}).values())
        tests: list[tuple[str, int]] = []
        for conditions, cites in holding(rule.when, (), frozenset(items or ())):
            cited = self.plan.clause_bits(cites)
            if conditions:
                text = " and ".join(self.terms.write(one) for one in conditions)
                tests.append((text, cited))
            else:
                sure |= cited
        own = self.plan.clause_bits(cite.clause for cite in rule.cites if not cite.act)
        if not sure and not found and not tests:
            self.line_of(clauses, own, rule)
            return
        self.source.line(f"{clauses} = {' | '.join([*found, str(sure)] if sure else found) or 0}")
        for text, cited in tests:
            with self.source.block(f"if {text}"):
                self.source.line(f"{clauses} |= {cited}")
        if not sure and not found:
            with self.source.block(f"if not {clauses}"):
                self.line_of(clauses, own, rule)

    def line_of(self, clauses: str, own: int, rule: Rule) -> None:
        """Set the clauses of a rule without items: its own, or those of the decisions it names."""
        self.source.line(f"{clauses} = {own}")
        if own or rule.when is None:
            return
        leaves = [leaf for leaf in rule.when.walk() if leaf.op == "decision"]
        for name, kind in dict.fromkeys((leaf.args[0], leaf.type.kind) for leaf in leaves):
            number = self.numbers[name]
            if kind == "bool":
                with self.source.block(f"if d{number}"):
                    self.source.line(f"{clauses} |= g{number}")
            else:
                self.source.line(f"{clauses} |= g{number}")


def conjuncts(term: Term) -> Iterator[Term]:
    """Yield the conditions that must all hold for a condition to hold."""
    if term.op == "and":
        for arg in term.args:
            yield from conjuncts(arg)
    else:
        yield term


def item_clauses(term: Term) -> list[str]:
    """Return the clauses of this act of an enumerated item."""
    return [] if term.item is None else [c.clause for c in term.item.cite if not c.act]


def holding(
    term: Term | None, tests: tuple[Term, ...], done: frozenset[Term]
) -> Iterator[tuple[tuple[Term, ...], list[str]]]:
    """Yield the clauses of the items of a condition that holds, with what must hold beside it.

    What is in `done` has been looked through.
    """
    if term is None or term.op == "not" or term in done:
        return
    if term.item is not None and term.item.cite:
        yield tests, item_clauses(term)
        return
    certain = term.op in ("and", "item")
    for arg in term.args:
        if isinstance(arg, Term) and arg.type.kind == "bool":
            yield from holding(arg, tests if certain else (*tests, arg), done)
