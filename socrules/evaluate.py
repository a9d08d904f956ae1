"""Decides: the meaning of a program for one situation, with every fact known, unknown or in between.

A decision is run over what is known (`run`). Where that leaves the answer open and something occurs
more than once in what the decision rests on, it is split into cases (`solve`), so that the answer
has every value that is still possible and no other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

import attrs

from socrules.program import LinkedDecision, Program, Rule, every
from socrules.regions import Regions, Variable
from socrules.terms import TRUE, Known, Term, apply, constant, is_wide, only, single

STATUSES: Final = ("conflict", "not_stated", "not_applicable")
"""Statuses without a value, the graver first."""

MAX_LEAVES: Final = 256
"""Above so many cases the answer is given without splitting: still right, perhaps wider than it is."""


class Answer:
    """What rules may answer: values by what makes them, whether they may be silent or in conflict.

    `values` maps a term, or the one value left, to what is known of it: the same key is the same
    answer, whoever gives it.
    """

    __slots__ = ("conflict", "silent", "values")

    def __init__(self, values: dict[Any, Known], silent: bool, conflict: bool) -> None:
        self.values = values
        self.silent = silent
        self.conflict = conflict


_SILENT: Final = Answer({}, True, False)


class Outcome:
    """What a decision may answer: `values` as in `Answer`, and statuses without a value.

    `because` names the decisions whose lack of a value decides the status.
    """

    __slots__ = ("because", "statuses", "values")

    def __init__(
        self,
        values: dict[Any, Known],
        statuses: frozenset[str],
        because: frozenset[str] = frozenset(),
    ) -> None:
        self.values = values
        self.statuses = statuses
        self.because = because

    @property
    def settled(self) -> bool:
        """Say whether only one answer is left."""
        return self.one_answer and all(single(known) for known in self.values.values())

    @property
    def one_answer(self) -> bool:
        """Say whether one status or one making of a value is left, though perhaps not one number."""
        return len(self.statuses) + len(self.values) == 1

    @property
    def value(self) -> Any:
        """Return the one value left, of a settled outcome without statuses."""
        return only(next(iter(self.values.values())))

    def same(self, other: Outcome) -> bool:
        """Say whether two outcomes are the same answers."""
        return self.statuses == other.statuses and self.values.keys() == other.values.keys()


class Leaf:
    """One case of a split decision: what was fixed in it, and its outcome."""

    __slots__ = ("fixed", "outcome")

    def __init__(self, fixed: Mapping[Variable, Any], outcome: Outcome) -> None:
        self.fixed = fixed
        self.outcome = outcome


@attrs.frozen
class Lacking:
    """What stands for a decision that has no value: its status, and all its value might have been."""

    status: str
    domain: Known


@attrs.frozen
class Amount:
    """An amount that rests on one open number: it is another one where it is `least` another."""

    of: Variable
    least: Known


class _TooManyLeaves(Exception):
    """The budget of cases is spent."""


class Evaluation:
    """Decides the decisions of one program for one situation.

    `given` holds the internal values of the facts that are known; presumed facts that were not given
    are taken as true by whoever makes the evaluation.
    """

    def __init__(self, program: Program, regions: Regions, given: Mapping[str, Any]) -> None:
        self.program = program
        self.regions = regions
        self.given = given
        self._leaves: dict[tuple[str, frozenset[Any]], list[Leaf]] = {}
        self._cases: dict[Any, Case] = {}

    def outcome(self, name: str) -> Outcome:
        """Return what decision `name` may answer."""
        return join_leaves(self.leaves(name))

    def leaves(self, name: str, fixed: Mapping[Variable, Any] | None = None) -> list[Leaf]:
        """Return the cases decision `name` was split into, one where it was not."""
        reach = self.regions.reach(name)
        below = {variable: part for variable, part in (fixed or {}).items() if variable in reach}
        key = name, frozenset(below.items())
        if key not in self._leaves:
            decision = self.program.decisions[name]
            try:
                self._leaves[key] = Splitting(self, decision).solve(below)
            except _TooManyLeaves:
                self._leaves[key] = [Leaf(below, self.unsplit(decision, below))]
        return self._leaves[key]

    def grounds(self, name: str) -> list[Leaf]:
        """Return cases of a settled decision in which it is known, too, which rules give the answer."""
        decision = self.program.decisions[name]
        try:
            return Splitting(self, decision, thorough=True).solve({})
        except _TooManyLeaves:
            return self.leaves(name)

    def unsplit(self, decision: LinkedDecision, fixed: Mapping[Variable, Any]) -> Outcome:
        """Return what a decision may answer where it has too many cases: no less, perhaps more."""
        found = self.case(fixed).run(decision)
        statuses = set(found.statuses)
        for kind, name in self.regions.direct(decision.id):
            if kind == "decision":
                statuses |= join_leaves(self.leaves(name, fixed)).statuses
        return Outcome(found.values, frozenset(statuses))

    def case(
        self,
        fixed: Mapping[Variable, Any] | None = None,
        tried: Mapping[Variable, Known] | None = None,
    ) -> Case:
        """Return the case in which `fixed` is known beside the given facts.

        `tried` are the values tried for decisions without one, where they are named directly.
        """
        fixed, tried = fixed or {}, tried or {}
        key = frozenset(fixed.items()), frozenset(tried.items())
        if key not in self._cases:
            self._cases[key] = Case(self, fixed, tried)
        return self._cases[key]

    def rests_on(self, variable: Variable) -> LinkedDecision | None:
        """Return the decision a variable is, or the one that derives the fact it is."""
        kind, name = variable
        derived_by = name if kind == "decision" else self.program.facts[name].derived_by
        return self.program.decisions[derived_by] if derived_by else None

    def denied(self, decision: LinkedDecision) -> list[str]:
        """Return the facts a decision presumes that are false."""
        return [name for name in decision.presumes if self.given.get(name) is False]

    # --- one case, for those who trace and cite ---

    def look_up(self, leaf: Term, fixed: Mapping[Variable, Any]) -> Known:
        """Return what is known of a fact or decision."""
        return self.case(fixed).known(leaf)

    def known(self, term: Term, fixed: Mapping[Variable, Any]) -> Known:
        """Return what is known of a term."""
        return self.case(fixed).known(term)

    def condition(self, rule: Rule, fixed: Mapping[Variable, Any]) -> int:
        """Return the mask of a rule's own condition."""
        return self.case(fixed).condition(rule)

    def equals(self, rules: tuple[Rule, ...], fixed: Mapping[Variable, Any]) -> Answer:
        """Return what rules of one level may answer together."""
        return self.case(fixed).equals(rules)


class Case:
    """What is known where some variables are fixed; every term and rule is worked out once."""

    def __init__(
        self,
        evaluation: Evaluation,
        fixed: Mapping[Variable, Any],
        tried: Mapping[Variable, Known],
    ) -> None:
        self.evaluation = evaluation
        self.fixed = fixed
        self.tried = tried
        self._known: dict[Term, Known] = {}
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
        derived = self.derived(fact.derived_by) if fact.derived_by else []
        return [held(known, fact.domain) for known in derived] or [fact.domain]

    def derived(self, name: str) -> list[Known]:
        """Return the values of a decision that derives a fact, none where it may have none."""
        found = self.fixed.get(("decision", name))
        if found is None:
            return self.decided(name)
        return [] if isinstance(found, Lacking) else [found]

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
        known = self.known(term)
        values[only(known) if single(known) else term] = known

    def condition(self, rule: Rule) -> int:
        """Return the mask of a rule's own condition."""
        return TRUE if rule.when is None else self.known(rule.when)

    def equals(self, rules: tuple[Rule, ...]) -> Answer:
        """Return what rules of one level may answer together."""
        if not rules:
            return _SILENT
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
        if rule.exceptions:
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


def together(answers: list[Answer]) -> Answer:
    """Return what equals answer: one value they agree on, or a conflict."""
    speaking = [answer for answer in answers if answer.values]
    values = {key: known for answer in speaking for key, known in answer.values.items()}
    conflict = any(answer.conflict for answer in answers)
    conflict = conflict or (len(speaking) > 1 and len(values) > 1)
    sure = [answer.values for answer in answers if not answer.silent]
    return Answer(agreed(sure) if sure else values, not sure, conflict)


# --- splitting into cases ---


class Splitting:
    """The splitting of one decision into cases, within a budget.

    A `thorough` one goes on where the answer is settled and only its grounds are not.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        decision: LinkedDecision,
        *,
        thorough: bool = False,
        budget: int = MAX_LEAVES,
    ) -> None:
        self.evaluation = evaluation
        self.decision = decision
        self.thorough = thorough
        self.spent = 0
        self.regions = evaluation.regions
        self.budget = budget

    def spend(self) -> None:
        """Take one case from the budget."""
        self.spent += 1
        if self.spent > self.budget:
            raise _TooManyLeaves

    def solve(self, fixed: Mapping[Variable, Any]) -> list[Leaf]:
        """Return the cases in which the decision is settled, or in which nothing is left to split."""
        case = self.evaluation.case(fixed)
        outcome = case.run(self.decision)
        if self.thorough or not outcome.settled:
            parts = self.first_split(case)
            if parts:
                return [leaf for part in parts for leaf in self.solve({**fixed, **part})]
        if not outcome.settled:
            direct = self.regions.direct(self.decision.id)
            lacking = {v: k for v, k in fixed.items() if isinstance(k, Lacking) and v in direct}
            if lacking:
                return self.without(case, lacking)
        self.spend()
        return [Leaf(fixed, outcome)]

    def first_split(self, case: Case) -> list[dict[Variable, Any]]:
        """Return the cases of the first variable that matters and has several; else none."""
        matters = case.open_variables(self.decision)
        for variable, several in self.regions.split(self.decision.id).items():
            if variable in matters and variable not in case.fixed:
                parts = self.parts(case, variable, several)
                if len(parts) > 1 or any(isinstance(part, Lacking) for part in parts):
                    return [{variable: part} for part in parts]
        return []

    def parts(self, case: Case, variable: Variable, several: bool) -> list[Any]:
        """Return the cases of a variable; between thresholds only where it is reached `several` ways."""
        kind, name = variable
        if kind == "comparison":
            return self.comparison_parts(case, name)
        lacking: list[Any] = []
        pieces = case.pieces(variable)
        if kind == "decision":
            outcome = join_leaves(self.evaluation.leaves(name, case.fixed))
            domain = self.evaluation.program.decisions[name].domain
            lacking = [Lacking(one, domain) for one in STATUSES if one in outcome.statuses]
            pieces = apart(list(outcome.values.values()))
        if several or lacking:
            pieces = self.cut(pieces, variable, {})
        return [*pieces, *lacking]

    def comparison_parts(self, case: Case, comparison: Term) -> list[Known]:
        """Return the cases of a comparison, none where what it compares has no value."""
        leaves = ((leaf.op, leaf.args[0]) for leaf in comparison.leaves())
        if any(isinstance(case.fixed.get(leaf), Lacking) for leaf in leaves):
            return []
        return self.regions.cut("", ("comparison", comparison), case.known(comparison), {})

    # --- decisions without a value ---

    def without(self, case: Case, lacking: Mapping[Variable, Lacking]) -> list[Leaf]:
        """Return the cases of a decision that rests on decisions without a value.

        Where the answer is the same whatever their value might have been, it stands; where it is not,
        the decision takes the status of the gravest on which it depends.
        """
        beside = {name: known for name in self.names() if single(known := case.variable(name))}
        beside |= {variable: part.domain for variable, part in lacking.items()}
        outcomes = {}
        for combination in itertools.product(*(self.tries(v, beside) for v in lacking)):
            self.spend()
            tried = dict(zip(lacking, combination, strict=True))
            outcomes[combination] = self.evaluation.case(case.fixed, tried).run(self.decision)
        if not all(outcome.settled for outcome in outcomes.values()):
            parts = self.finer(case, beside)
            if parts:
                cases = [self.evaluation.case({**case.fixed, **part}) for part in parts]
                return [leaf for one in cases for leaf in self.without(one, lacking)]
        named = {
            combination: self.identified(case, dict(zip(lacking, combination, strict=True)), outcome)
            for combination, outcome in outcomes.items()
        }
        return [Leaf(case.fixed, depending(lacking, named))]

    def names(self) -> list[Variable]:
        """Return the facts and decisions the decision names itself."""
        named = self.regions.named(self.decision.id)
        return [variable for variable in named if variable[0] != "comparison"]

    def tries(self, variable: Variable, beside: Mapping[Variable, Known]) -> list[Known]:
        """Return what to try for a decision without a value: of a range its ends and the whole."""
        found = []
        others = {name: known for name, known in beside.items() if name != variable}
        for part in self.regions.cut(self.decision.id, variable, beside[variable], others):
            if isinstance(part, tuple) and part[0] < part[1]:
                found += [(part[0], part[0]), (part[1], part[1])]
            found.append(part)
        return found

    def finer(self, case: Case, beside: Mapping[Variable, Known]) -> list[dict[Variable, Any]]:
        """Return the cases of anything the decision names that is open; none where nothing is."""
        matters = case.open_variables(self.decision)
        for variable in self.regions.named(self.decision.id):
            if variable not in matters or isinstance(case.fixed.get(variable), Lacking):
                continue
            if variable[0] == "comparison":
                parts = self.comparison_parts(case, variable[1])
            else:
                parts = self.cut(case.pieces(variable), variable, beside)
            if len(parts) > 1:
                return [{variable: part} for part in parts]
        return []

    def cut(
        self, pieces: list[Known], variable: Variable, beside: Mapping[Variable, Known]
    ) -> list[Known]:
        """Return pieces of what is known of a variable cut between thresholds."""
        parts = (self.regions.cut(self.decision.id, variable, one, beside) for one in pieces)
        return [part for found in parts for part in found]

    def identified(self, case: Case, tried: Mapping[Variable, Known], outcome: Outcome) -> Outcome:
        """Return an outcome in which amounts are the same if they are the same at every value.

        `finer` has cut so that two amounts of one number are the same everywhere or nowhere.
        """
        values = {}
        for key, known in outcome.values.items():
            if isinstance(key, Term):
                names = {(leaf.op, leaf.args[0]) for leaf in key.leaves()}
                open_names = [n for n in names if not single(tried.get(n) or case.variable(n))]
                if len(open_names) == 1 and isinstance(known, tuple):
                    name = open_names[0]
                    low = case.variable(name)[0]
                    at = self.evaluation.case(case.fixed, {**tried, name: (low, low)})
                    key = Amount(name, at.known(key))
                elif not names.isdisjoint(tried):
                    key = key, tuple(tried[name] for name in names if name in tried)
            values[key] = known
        return Outcome(values, outcome.statuses)


def count_leaves(program: Program, regions: Regions, name: str) -> int:
    """Return into how many cases a decision splits where nothing is given, counted to 16 times the limit."""
    evaluation = Evaluation(program, regions, dict.fromkeys(regions.presumes(name), True))
    budget = 16 * MAX_LEAVES
    splitting = Splitting(evaluation, program.decisions[name], budget=budget)
    with suppress(_TooManyLeaves):
        splitting.solve({})
    return splitting.spent


def depending(
    lacking: Mapping[Variable, Lacking], outcomes: Mapping[tuple[Any, ...], Outcome]
) -> Outcome:
    """Return the one outcome of all tries, or the status of those it depends on."""
    different: list[Outcome] = []
    for outcome in outcomes.values():
        if not any(outcome.same(other) for other in different):
            different.append(outcome)
    if len(different) == 1 and different[0].one_answer:
        return different[0]
    relevant = []
    for index, variable in enumerate(lacking):
        groups: dict[tuple[Any, ...], list[Outcome]] = {}
        for combination, outcome in outcomes.items():
            rest = combination[:index] + combination[index + 1 :]
            groups.setdefault(rest, []).append(outcome)
        if any(not group[0].same(other) for group in groups.values() for other in group):
            relevant.append(variable)
    relevant = relevant or list(lacking)
    statuses = {lacking[variable].status for variable in relevant}
    certain = all(outcome.one_answer for outcome in different) and not any(
        agreed([one.values, other.values]) for one, other in itertools.combinations(different, 2)
    )
    if certain:
        statuses = {min(statuses, key=STATUSES.index)}
    because = frozenset(variable[1] for variable in relevant if lacking[variable].status in statuses)
    values = agreed([outcome.values for outcome in outcomes.values()])
    return Outcome(values, frozenset(statuses), because)


# --- what is known, joined and met ---


def held(known: Known, domain: Known) -> Known:
    """Return what is known of a derived value, held within the bounds of its fact."""
    if not isinstance(known, tuple):
        return known
    return tuple(min(max(end, domain[0]), domain[1]) for end in known)


def join_known(known: list[Known]) -> Known:
    """Return the least that covers all that is known."""
    joined, *others = known
    for one in others:
        if isinstance(joined, tuple):
            joined = min(joined[0], one[0]), max(joined[1], one[1])
        else:
            joined = joined | one
    return joined


def apart(known: list[Known]) -> list[Known]:
    """Return ranges in ascending order, those that touch joined; of anything else the one join."""
    if not known or not isinstance(known[0], tuple):
        return [join_known(known)] if known else []
    found: list[tuple[int, int]] = []
    for least, greatest in sorted(known):
        if found and least <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], greatest)
        else:
            found.append((least, greatest))
    return list(found)


def agreed(answers: list[dict[Any, Known]]) -> dict[Any, Known]:
    """Return the values all answers can agree on."""
    found, *others = answers
    for other in others:
        found = meet(found, other)
    return found


def meet(values: dict[Any, Known], others: dict[Any, Known]) -> dict[Any, Known]:
    """Return the values two answers can agree on."""
    found: dict[Any, Known] = {}
    for key, known in values.items():
        for other, bounds in others.items():
            if key == other:
                found[key] = known
            elif isinstance(key, Amount) and isinstance(other, Amount) and key.of == other.of:
                continue
            elif isinstance(known, tuple):
                least, greatest = max(known[0], bounds[0]), min(known[1], bounds[1])
                if least == greatest:
                    found[least] = (least, least)
                elif least < greatest:
                    found[key, other] = (least, greatest)
            elif both := known & bounds:
                found[only(both) if single(both) else (key, other)] = both
    return found


def join_leaves(leaves: Iterable[Leaf]) -> Outcome:
    """Return what may be answered in any of the cases."""
    values: dict[Any, list[Known]] = {}
    statuses: frozenset[str] = frozenset()
    because: frozenset[str] = frozenset()
    for leaf in leaves:
        for key, known in leaf.outcome.values.items():
            values.setdefault(key, []).append(known)
        statuses |= leaf.outcome.statuses
        because |= leaf.outcome.because
    return Outcome({key: join_known(known) for key, known in values.items()}, statuses, because)
