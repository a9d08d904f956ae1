"""Finds the numbers that enter a decision in more ways than splitting can part."""

from __future__ import annotations

from collections.abc import Iterator

from socrules.problems import Problem, problem
from socrules.program import Program, Rule, every
from socrules.regions import Regions, decision_rules, decision_terms
from socrules.terms import COMPARISONS, Term, is_wide
from socrules.thresholds import Variable


def entangled(program: Program) -> list[Problem]:
    """Return a problem for each number that enters a decision in ways that splitting cannot part.

    A number is split between the thresholds of comparisons with constants, so that any number of
    those do no harm. It may enter in one other way: one amount, or one comparison with another
    number.
    """
    regions = Regions(program)
    found = []
    for name, decision in program.decisions.items():
        for variable in sorted(tangled(regions, name), key=str):
            span = decision.entry.span
            found.append(problem("entangled", span, name=variable[1], decision=name))
    return found


def tangled(regions: Regions, name: str) -> set[Variable]:
    """Return the numbers that enter a decision in several ways."""
    counts: dict[Variable, int] = {}
    meeting = regions.meeting(name)
    for parent in meeting:
        for variable, ways in loose_ways(regions.program, parent).items():
            counts[variable] = counts.get(variable, 0) + ways
    own = regions.own(name)
    return {
        variable
        for variable, ways in counts.items()
        if ways > 1 and meeting[variable] in own and not discrete(regions.program, variable)
    }


def discrete(program: Program, variable: Variable) -> bool:
    """Say whether a variable splits into single values."""
    kind, name = variable
    described = program.facts if kind == "fact" else program.decisions
    return kind == "comparison" or not described[name].type.is_number


def loose_ways(program: Program, parent: Variable) -> dict[Variable, int]:
    """Return in how many ways each number enters what rests on it directly, thresholds aside."""
    kind, name = parent
    if kind == "comparison":
        return times_named(name)
    if kind == "fact":
        derived_by = program.facts[name].derived_by
        return {("decision", derived_by): 1} if derived_by else {}
    decision = program.decisions[name]
    found: dict[Variable, int] = {}
    for term in decision_terms(decision):
        for below in crooked(term):
            for variable, times in times_named(below).items():
                found[variable] = found.get(variable, 0) + times
    values = {rule.value: times_named(rule.value) for rule in decision_rules(decision)}
    if decision.type.is_number:
        for variable in dict.fromkeys(one for named in values.values() for one in named):
            containing = {value for value, named in values.items() if variable in named}
            times = max(values[value][variable] for value in containing)
            rivals = len(containing) > 1 and meet_at_a_level(decision.rules, containing)
            found[variable] = found.get(variable, 0) + max(times, 2 if rivals else 1)
    return found


def times_named(term: Term) -> dict[Variable, int]:
    """Return how often a term names each fact and decision."""
    found: dict[Variable, int] = {}
    for leaf in term.leaves():
        found[leaf.op, leaf.args[0]] = found.get((leaf.op, leaf.args[0]), 0) + 1
    return found


def crooked(term: Term) -> Iterator[Term]:
    """Yield comparisons with constants that change more than twice: those of days of the week."""
    for below in term.walk():
        crooked = any(one.op == "weekday" for one in below.walk())
        if below.op in COMPARISONS and not is_wide(below) and crooked:
            yield below


def meet_at_a_level(rules: tuple[Rule, ...], values: set[Term]) -> bool:
    """Say whether two rules of one level may answer with different ones of `values`."""
    levels = [rules, *(rule.exceptions for rule in every(rules))]
    for level in levels:
        given = [{one.value for one in every((rule,))} & values for rule in level]
        given = [one for one in given if one]
        if len(given) > 1 and len(set().union(*given)) > 1:
            return True
    return False
