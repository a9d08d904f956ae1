"""Lowers decisions of a linked program to columns: one meaning for frames and databases.

A row is a person. What is known of a term is what the evaluator knows: a truth value or null, the
least and greatest a number may be, the members a choice may have. Where the evaluator would split a
decision into cases, or a decision rests on one that may lack a value, `left` is true: those rows
are for the evaluator itself, and every other row is answered as the evaluator answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import attrs

from socrules.backends.branches import Branch, Given, Option, Shape, Shapes
from socrules.backends.columns import Column, Columns
from socrules.backends.equals import join
from socrules.program import LinkedDecision, Program, Rule
from socrules.regions import Regions, Variable, decision_terms
from socrules.scope import DAY
from socrules.support import looked_at
from socrules.terms import Term, is_day, only
from socrules.values import Type

STATUSES: Final = ("known", "unknown", "conflict", "not_stated", "not_applicable")
"""The statuses, in the order of their numbers in the column of statuses."""

LONGEST: Final = 32
"""Above so many rules it is left open which clause is the first of those that may hold."""

Cites = Iterable[Any]


@attrs.frozen(eq=False)
class Lowered:
    """The columns of one decision: its answer, the bounds of what is possible, what is left.

    `status` counts in `STATUSES`, `clause` in the order of the act, members of a choice in the
    order of its options; `clause` is null where there is none. `value` means something where
    `known` is true, `least` and `greatest` where `can` says that a value is possible.
    """

    status: Column
    known: Column
    value: Column
    clause: Column
    least: Column
    greatest: Column
    can: Column
    left: Column


def lower(
    program: Program, regions: Regions, given: Mapping[str, bool], decisions: Iterable[str]
) -> dict[str, dict[str, Column]]:
    """Return the columns of decisions by their names in `Lowered`; for `given` see `Lowering`."""
    lowerings: dict[frozenset[str], Lowering] = {}
    found = {}
    for name in decisions:
        presumed = frozenset(regions.presumes(name))
        lowering = lowerings.get(presumed) or Lowering(program, regions, given, presumed)
        lowerings[presumed] = lowering
        fields = attrs.asdict(lowering.lower(name), recurse=False)
        found[name] = {part: lowering.columns.compact(one) for part, one in fields.items()}
    return found


@attrs.frozen(eq=False)
class Outcome:
    """One decision in every row: what its rules may answer, and what others see of it."""

    branch: Branch
    known: Shape
    single: Column
    denied: Column
    left: Column


class Lowering:
    """Lowers the decisions of a program for rows with the facts in `given`.

    `given` says of each fact that has a column whether it may be null there; a fact without one is
    never known. With `day` in it, each row has a day in question of its own, within the days on
    which the act is worded as the program is. `presumed` facts are true where they are null.
    """

    def __init__(
        self,
        program: Program,
        regions: Regions,
        given: Mapping[str, bool],
        presumed: Iterable[str] = (),
    ) -> None:
        self.program = program
        self.regions = regions
        self.given = given
        self.presumed = frozenset(presumed)
        self.columns = Columns()
        if DAY in given:
            self.columns.day = self.columns.given(DAY, False)
        self.shapes = Shapes(self.columns, self.variable)
        self._outcomes: dict[str, Outcome] = {}
        self._clauses: dict[str, Column] = {}
        self._facts: dict[str, Shape] = {}

    def lower(self, name: str) -> Lowered:
        """Return the columns of a decision."""
        make, decision = self.columns, self.program.decisions[name]
        if self.program.in_force == "no":
            cited = (cite.clause for cite in self.program.pack.head.effect.cite or ())
            return self.constant(decision, 4, self.order(cited))
        found = self.outcome(name)
        branch = found.branch
        can = make.any(option.where for option in branch.options)
        lacks = make.any((branch.conflict, branch.silent))
        known = make.all((make.deny(lacks), found.single))
        conflict = make.all((branch.conflict, make.deny(branch.silent), make.deny(can)))
        silent = make.all((branch.silent, make.deny(branch.conflict), make.deny(can)))
        presumes = {**self.program.presumes, **decision.presumes}
        denied = make.any(self.denied(presumes))
        status = make.first(((conflict, 2), (silent, 3), (known, 0)), 1)
        firm = make.any(sure for _, sure, _ in branch.given)
        clause = make.choose(make.all((known, firm)), self.clause(name), make.unknown)
        unsure = make.all((known, make.deny(firm)))
        if not self.regions.split(name) and len(branch.given) <= LONGEST:
            clause = make.choose(unsure, self.first_reason(branch), clause)
            unsure = make.false
        clause = make.choose(conflict, self.first_clause(branch.given, surely=False), clause)
        clause = make.choose(silent, make.constant(self.order(looked_at(decision))), clause)
        unclear = make.all((make.any((known, conflict)), self.unclear(branch)))
        open_cases = make.all((make.deny(make.any((known, conflict, silent))), self.split(name)))
        left = make.any((found.left, unsure, unclear, open_cases))
        left = make.any((make.all((make.deny(denied), left)), *self.guards()))
        least, greatest = self.shapes.ends(decision.type, branch.options)
        return Lowered(
            make.choose(denied, make.constant(4), status),
            make.all((make.deny(denied), known)),
            self.shapes.value(branch.options) if decision.type.is_number else least,
            make.choose(denied, self.denying(presumes), clause),
            least,
            greatest,
            make.all((make.deny(denied), can)),
            left,
        )

    def constant(self, decision: LinkedDecision, status: int, clause: int | None) -> Lowered:
        """Return the columns of a decision that is the same for everybody, and has no value."""
        make = self.columns
        zero, no = make.constant(False if decision.type.kind == "bool" else 0), make.false
        return Lowered(make.constant(status), no, zero, make.constant(clause), zero, zero, no, no)

    # --- what is known ---

    def variable(self, variable: Variable) -> Shape:
        """Return what is known of a fact or a decision."""
        kind, name = variable
        return self.fact(name) if kind == "fact" else self.outcome(name).known

    def fact(self, name: str) -> Shape:
        """Return what is known of a fact: given, else derived, else all it may be."""
        if name not in self._facts:
            fact, shapes = self.program.facts[name], self.shapes
            if fact.derived_by and self.given.get(name, True):
                otherwise = shapes.held(self.outcome(fact.derived_by).known, fact.domain)
            elif name in self.presumed:
                otherwise = self.columns.true
            else:
                otherwise = shapes.constant(fact.type, fact.domain)
            column = self.column(name)
            self._facts[name] = shapes.given(fact.type, column, otherwise)
        return self._facts[name]

    def column(self, name: str) -> Column | None:
        """Return the column of a fact, `None` where it has none."""
        if name not in self.given:
            return None
        return self.columns.given(name, self.given[name])

    def lost(self, variable: Variable) -> Column:
        """Return where what a decision names cannot be told row by row."""
        make, (kind, name) = self.columns, variable
        if kind == "decision":
            found = self.outcome(name)
            lacks = found.branch.conflict, found.branch.silent, found.denied
            wide = make.at_least(2, [option.where for option in found.branch.options])
            apart = wide if self.program.decisions[name].type.is_number else make.false
            split = make.any((self.split(name), apart))
            open_cases = make.all((make.deny(found.single), split))
            return make.any((found.left, *lacks, open_cases))
        derived_by = self.program.facts[name].derived_by
        if not derived_by:
            return make.false
        column = self.column(name)
        missing = make.true if column is None else make.deny(make.is_known(column))
        return make.all((missing, self.lost(("decision", derived_by))))

    def split(self, name: str) -> Column:
        """Return where something is open that enters a decision in more than one way."""
        several = [one for one, many in self.regions.split(name).items() if many]
        return self.columns.any(self.columns.deny(self.is_single(one)) for one in several)

    def is_single(self, variable: Variable) -> Column:
        """Return where a variable is known."""
        kind, name = variable
        if kind == "comparison":
            return self.columns.is_known(self.shapes.known(name))
        if kind == "decision":
            return self.outcome(name).single
        return self.shapes.single(self.program.facts[name].type, self.fact(name))

    def guards(self) -> Iterator[Column]:
        """Yield where a derived fact is given, and the other facts may make it something else."""
        make = self.columns
        for name, fact in self.program.facts.items():
            column = self.column(name)
            if not fact.derived_by or column is None:
                continue
            found = self.outcome(fact.derived_by)
            known = self.shapes.held(found.known, fact.domain)
            same = make.surely(self.shapes.same(fact.type, column, known))
            single = make.any((found.single, self.shapes.single(fact.type, known)))
            differs = make.all((single, make.deny(same)))
            lost = self.lost(("decision", fact.derived_by))
            if not self.presumed.issuperset(self.regions.presumes(fact.derived_by)):
                lost = make.true
            yield make.all((make.is_known(column), make.any((lost, differs))))

    # --- decisions ---

    def outcome(self, name: str) -> Outcome:
        """Return one decision in every row."""
        if name not in self._outcomes:
            decision = self.program.decisions[name]
            branch = self.with_otherwise(decision, self.level(decision.type, decision.rules))
            leaves = (leaf for term in decision_terms(decision) for leaf in term.leaves())
            named = {(leaf.op, leaf.args[0]) for leaf in leaves}
            lost = [self.lost(variable) for variable in sorted(named)]
            self._outcomes[name] = Outcome(
                branch,
                self.shapes.join(decision.type, branch.options),
                self.shapes.one(decision.type, branch.options),
                self.columns.any(self.denied(decision.presumes)),
                self.columns.any((branch.left, *lost)),
            )
        return self._outcomes[name]

    def level(self, of: Type, rules: tuple[Rule, ...]) -> Branch:
        """Return what rules of one level may answer together."""
        return join(self.shapes, of, [self.rule(of, rule) for rule in rules])

    def rule(self, of: Type, rule: Rule) -> Branch:
        """Return what a rule may answer: its exceptions first, then its own value."""
        make = self.columns
        own = make.true if rule.when is None else self.shapes.known(rule.when)
        above = self.level(of, rule.exceptions)
        where = make.all((above.silent, make.maybe(own)))
        displaced = make.any((*(option.where for option in above.options), above.conflict))
        sure = make.all((make.surely(own), make.deny(displaced)))
        return Branch(
            (*above.options, self.option(rule, where)),
            make.all((above.silent, make.deny(make.surely(own)))),
            above.conflict,
            above.left,
            (*above.given, (rule, sure, where)),
        )

    def option(self, rule: Rule, where: Column) -> Option:
        """Return the value of a rule as one that is possible somewhere."""
        term = rule.value
        key: object = term
        if term.op in ("constant", "parameter") and not is_day(term):
            key = only(term.args[0])
        return Option(where, key, self.shapes.known(term))

    def with_otherwise(self, decision: LinkedDecision, branch: Branch) -> Branch:
        """Return what a decision may answer, with what stands where no rule does."""
        rule = decision.otherwise
        if rule is None:
            return branch
        make = self.columns
        displaced = make.any((*(option.where for option in branch.options), branch.conflict))
        sure = make.all((branch.silent, make.deny(displaced)))
        return Branch(
            (*branch.options, self.option(rule, branch.silent)),
            make.false,
            branch.conflict,
            branch.left,
            (*branch.given, (rule, sure, branch.silent)),
        )

    def denied(self, presumes: Mapping[str, Any]) -> Iterator[Column]:
        """Yield where each of the presumed facts is false."""
        for name in presumes:
            yield self.columns.surely(self.columns.deny(self.fact(name)))

    # --- clauses ---

    def order(self, clauses: Iterable[str]) -> int | None:
        """Return the place in the act of the first of some clauses."""
        return min((self.program.order[clause] for clause in clauses), default=None)

    def own(self, cites: Cites) -> int | None:
        """Return the place of the first citation of this act."""
        return self.order(cite.clause for cite in cites if not cite.act)

    def denying(self, presumes: Mapping[str, Cites]) -> Column:
        """Return the first clause by which a presumed fact is presumed, of those that are false."""
        places = map(self.own, presumes.values())
        pairs = zip(self.denied(presumes), places, strict=True)
        return self.columns.first(((test, at) for test, at in pairs if at is not None), None)

    def clause(self, name: str) -> Column:
        """Return the first clause of the rules that surely give the answer of a decision."""
        if name not in self._clauses:
            self._clauses[name] = self.first_clause(self.outcome(name).branch.given, surely=True)
        return self._clauses[name]

    def first_clause(self, given: Given, *, surely: bool) -> Column:
        """Return the first clause of the rules that give an answer, or of all that may."""
        make = self.columns
        cases: list[tuple[Column, int]] = []
        others: list[tuple[Column, Column]] = []
        for rule, sure, may in given:
            where = sure if surely else may
            items = [] if rule.when is None else list(self.items(rule.when))
            cases += [(make.all((where, test)), code) for test, code in items]
            plain = make.all((where, make.deny(make.any(test for test, _ in items))))
            if plain is make.false:
                continue
            if (own := self.own(rule.cites)) is not None:
                cases.append((plain, own))
                continue
            for leaf in self.named(rule):
                test = make.all((plain, self.possible(leaf)))
                below = self.clause(leaf.args[0])
                others.append((test, below))
        return self.least(cases, others)

    def first_reason(self, branch: Branch) -> Column:
        """Return the first clause of the first rule that may give the answer and has a clause."""
        make, found = self.columns, self.columns.unknown
        for one in reversed(branch.given):
            below = self.first_clause((one,), surely=False)
            found = make.choose(make.is_known(below), below, found)
        return found

    def least(
        self, cases: Sequence[tuple[Column, int]], others: Sequence[tuple[Column, Column]]
    ) -> Column:
        """Return the first of the clauses whose tests hold; those of `others` differ by row."""
        make = self.columns
        tests = [test for test, _ in cases]
        if len(others) == 1:
            where, below = others[0]
            if make.all((where, make.any(tests))) is make.false:
                otherwise = None
                if cases and make.any((where, *tests)) is make.true:
                    *cases, (_, otherwise) = sorted(cases, key=itemgetter(1))
                return make.choose(where, below, make.first(cases, otherwise))
        rest = (make.choose(where, below, make.unknown) for where, below in others)
        return make.least((make.first(cases, None), *rest))

    def unclear(self, branch: Branch) -> Column:
        """Return where a rule stands on a decision of which no rule surely gives the answer."""
        make, found = self.columns, []
        for rule, _, may in branch.given:
            if self.own(rule.cites) is None:
                for leaf in self.named(rule):
                    below = self.outcome(leaf.args[0]).branch
                    firm = make.any(sure for _, sure, _ in below.given)
                    found.append(make.all((may, self.possible(leaf), make.deny(firm))))
                    found.append(make.all((may, self.unclear(below))))
        return make.any(found)

    def named(self, rule: Rule) -> list[Term]:
        """Return the decisions that the condition of a rule names."""
        walked = () if rule.when is None else rule.when.walk()
        return [term for term in walked if term.op == "decision"]

    def possible(self, leaf: Term) -> Column:
        """Return where a decision may hold; where it is no condition, everywhere."""
        known = self.shapes.known(leaf)
        return self.columns.maybe(known) if leaf.type.kind == "bool" else self.columns.true

    def items(self, term: Term) -> Iterator[tuple[Column, int]]:
        """Yield where the items of a condition surely hold, with the first clause of each."""
        if term.op == "not":
            return
        test = self.columns.surely(self.shapes.known(term))
        if term.item is not None and term.item.cite:
            code = self.own(term.item.cite)
            if code is not None:
                yield test, code
            return
        for arg in term.args:
            if isinstance(arg, Term) and arg.type.kind == "bool":
                for inner, code in self.items(arg):
                    yield self.columns.all((test, inner)), code
