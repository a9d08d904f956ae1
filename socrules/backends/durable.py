"""The engine `durable`: durable-rules chains definite truths, and the evaluator reads them.

What the rules conclude of conditions and decisions is told to the evaluation of each question. What
they leave open, amounts, clauses and explanations are the evaluator's, so an answer says the same
whichever engine gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from socrules.backends.chaining import Network, number
from socrules.backends.fence import Property, Session, failed, library
from socrules.evaluate import Evaluation
from socrules.outcomes import Told
from socrules.program import Program
from socrules.regions import Regions
from socrules.terms import TRUE, mask, single


class Chain:
    """The rules for some decisions of one program that presume the same, ready to be run."""

    def __init__(self, program: Program, regions: Regions, names: Sequence[str]) -> None:
        self.program = program
        self.network = Network(program, regions, names)
        self.stages = [Session(rules) for rules in self.network.stages]
        self.read = {
            name
            for rules in self.network.stages
            for rule in rules
            for name, _, _ in rule.conditions
        }

    def conclude(self, evaluation: Evaluation) -> Told:
        """Return what the rules conclude from the given facts."""
        known = self.known(evaluation)
        for stage in self.stages:
            for name, truth in stage.fire(known):
                if known.setdefault(name, truth) != truth:
                    raise failed(f"{name} is both true and false")
        network = self.network
        return Told(
            {
                term: mask(known[name] == 1)
                for term, name in network.conditions.items()
                if name in known
            },
            {id: known[name] == 1 for id, name in network.decisions.items() if name in known},
        )

    def known(self, evaluation: Evaluation) -> dict[Property, int]:
        """Return what the rules read that is known before any of them is run."""
        given, case = evaluation.given, evaluation.case()
        found: dict[Property, int] = {}
        for name, fact in self.program.facts.items():
            if name in given and ("fact", name) in self.read:
                found["fact", name] = number(fact.type, given[name])
        for term, comparison in self.network.computed.items():
            known = case.known(term)
            if single(known):
                found[comparison] = int(known == TRUE)
        return found


class Durable:
    """Answers questions about one program by chaining; see `Engine` in `pack`.

    Raises `SocrulesError` where the extra is not installed. The rulesets of a question are made
    when it is first asked and kept as long as the process lives.
    """

    def __init__(self, program: Program, regions: Regions) -> None:
        library()
        self.program = program
        self.regions = regions
        self._chains: dict[tuple[str, ...], Chain] = {}

    def conclude(self, evaluations: Mapping[str, Evaluation]) -> dict[str, Evaluation]:
        """Return, by decision asked, an evaluation that is told what the rules conclude."""
        groups: dict[frozenset[str], list[str]] = {}
        for name in self.program.decisions:
            if name in evaluations:
                groups.setdefault(frozenset(self.regions.presumes(name)), []).append(name)
        found: dict[str, Evaluation] = {}
        for names in groups.values():
            evaluation = evaluations[names[0]]
            told = self.chain(tuple(names)).conclude(evaluation)
            evaluation = Evaluation(self.program, self.regions, evaluation.given, told)
            found |= dict.fromkeys(names, evaluation)
        return found

    def chain(self, names: tuple[str, ...]) -> Chain:
        """Return the chain for some decisions that presume the same."""
        if names not in self._chains:
            chain = Chain(self.program, self.regions, names)
            self._chains.setdefault(names, chain)
        return self._chains[names]
