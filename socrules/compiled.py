"""Compiles what answers a question, when it is first asked, and the check of the facts given.

Two functions answer: one where all the facts that are needed are there, one where some are missing.
Both return `None` where only `evaluate`, which is the meaning of both, can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property, partial
from typing import Any, Final

from socrules.answer import Decision, Known, Plain, Question
from socrules.certain import Lowering
from socrules.generate import Source
from socrules.plan import Plan
from socrules.program import Fact, Program
from socrules.quick import quick, sum_of
from socrules.recording import Recording
from socrules.regions import Regions
from socrules.situation import Situation
from socrules.trace import Record
from socrules.uncertain import Uncertain
from socrules.values import Money

Answers = Decision | dict[str, Decision] | None
"""One answer, or answers by what was asked; `None` where `evaluate` must be asked."""

Guards = Sequence[tuple[str, Sequence[str]]]
"""Derived facts with those that may derive them; where both are given they must be compared."""

MOST_CITED: Final = 4096
"""So many combinations of clauses are kept."""


class Cited(dict[int, tuple[tuple[str, ...], str | None]]):
    """Clauses in the order of the act by their bits, and the first of them.

    They are worked out when a combination is first met.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __missing__(self, bits: int) -> tuple[tuple[str, ...], str | None]:
        if len(self) >= MOST_CITED:
            self.clear()
        found = self.plan.citations(bits)
        return self.setdefault(bits, (found, found[0] if found else None))


class Compiled:
    """The functions that answer some questions together; `alone` if the answer is of one."""

    def __init__(
        self,
        program: Program,
        regions: Regions,
        questions: Mapping[str, Question],
        guards: Guards,
        alone: bool,
    ) -> None:
        self.program = program
        self.questions = questions
        self.guards = guards
        self.alone = alone
        names = list(dict.fromkeys(one.linked.id for one in questions.values()))
        self.plan = Plan(program, regions, names)
        for question in questions.values():
            question.record = self._recorder(question)

    @cached_property
    def certain(self) -> Callable[[object], Answers]:
        """Return the function for a situation with all it needs, or a mapping of every fact."""
        source = Source()
        self._enter(source)
        lowering = Lowering(self.plan, source)
        with source.block("if type(given) is Situation and given._program is program"):
            self._unpack(source)
            self._leave_to_compare(source)
            lowering.require()
        size = len(self.program.facts)
        if size and not self.guards:
            with source.block(f"elif type(given) is dict and len(given) == {size}"):
                self._check(source)
        with source.block("else"):
            source.line("return None")
        lowering.write()
        source.names["cited"] = Cited(self.plan)
        self._answer(source, partial(self._known, source, lowering))
        return source.compile("given")

    @cached_property
    def uncertain(self) -> Callable[[Situation], Answers]:
        """Return the function for a checked situation in which facts may be missing."""
        source = Source()
        self._enter(source)
        self._unpack(source)
        answers = Uncertain(self.plan, source).write()
        found = dict(zip(self.plan.names, answers, strict=True))

        def write(question: Question) -> str:
            answer = found[question.linked.id]
            return f"Decision({source.bind(question)}, values, {answer}[0], {answer}[1])"

        self._answer(source, write)
        return source.compile("given")

    def _known(self, source: Source, lowering: Lowering, question: Question) -> str:
        """Add the statements that make an answer of which everything is known; return its name."""
        name, asked = source.fresh(), source.bind(question)
        number = lowering.numbers[question.linked.id]
        silent = question.linked.id in lowering.silent
        with source.block(f"if d{number} is not None") if silent else nullcontext():
            source.line(f"{name} = {'Plain' if question.outward is None else 'Known'}()")
            source.line(f"{name}._question, {name}._values = {asked}, values")
            source.line(f"{name}._found = d{number}")
            source.line(f"{name}._citations, {name}._clause = cited[g{number}]")
        if silent:
            with source.block("else"):
                answer = f"{asked}, values, 'not_stated', None, cited[g{number}][0]"
                source.line(f"{name} = Decision({answer})")
        return name

    def _recorder(self, question: Question) -> Callable[[tuple[Any, ...]], list[Record]]:
        """Return what sets out the trace of an answer; it is compiled when it is first called."""

        def record(values: tuple[Any, ...]) -> list[Record]:
            plan, source = Plan(self.program, self.plan.regions, [question.linked.id]), Source()
            name_values(plan, source)
            for name in sorted(plan.presumed):
                fact = f"f{plan.index[name]}"
                with source.block(f"if {fact} is None"):
                    source.line(f"{fact} = True")
            Recording(plan, source).write()
            question.record = found = source.compile("values")
            records: list[Record] = found(values)
            return records

        return record

    def _enter(self, source: Source) -> None:
        source.names |= {"program": self.program, "Situation": Situation}
        source.names |= {"Decision": Decision, "Known": Known, "Plain": Plain}

    def _unpack(self, source: Source) -> None:
        """Name the values of the facts that matter; leave where one that is presumed is false."""
        source.line("values = given.values_inside")
        name_values(self.plan, source, [one for name, by in self.guards for one in (name, *by)])
        for name in sorted(self.plan.presumed):
            self._presume(source, name)

    def _presume(self, source: Source, name: str) -> None:
        """Take what is presumed and not given as true; leave where it is false, or is derived."""
        fact, derived = f"f{self.plan.index[name]}", self.program.facts[name].derived_by
        with source.block(f"if {fact} is None"):
            source.line("return None" if derived else f"{fact} = True")
        self._leave_if_false(source, name)

    def _leave_if_false(self, source: Source, name: str) -> None:
        with source.block(f"if f{self.plan.index[name]} is False"):
            source.line("return None")

    def _leave_to_compare(self, source: Source) -> None:
        """Leave where a derived fact is given together with what may derive it."""
        index = self.plan.index
        for name, by in self.guards:
            others = " or ".join(f"f{index[one]} is not None" for one in by) or "True"
            with source.block(f"if f{index[name]} is not None and ({others})"):
                source.line("return None")

    def _check(self, source: Source) -> None:
        """Name and check every value of a mapping; leave where anything is out of the common."""
        facts = list(self.program.facts.values())
        with source.block("try"):
            for index, fact in enumerate(facts):
                source.line(f"f{index} = given[{fact.id!r}]")
        with source.block("except KeyError"):
            source.line("return None")
        tests = []
        for index, fact in enumerate(facts):
            tests += CHECKS.get(fact.type.kind, _other)(source, f"f{index}", fact)
        with source.block(f"if not ({' and '.join(tests)})"):
            source.line("return None")
        names = ", ".join(f"f{index}" for index in range(len(facts)))
        source.line(f"values = ({names},)")
        for name in sorted(self.plan.presumed):
            self._leave_if_false(source, name)

    def _answer(self, source: Source, write: Callable[[Question], str]) -> None:
        """Return the answers that were found; `write` says how each is made."""
        made = {asked: write(one) for asked, one in self.questions.items()}
        if self.alone:
            source.line(f"return {next(iter(made.values()))}")
        else:
            pairs = ", ".join(f"{asked!r}: {text}" for asked, text in made.items())
            source.line(f"return {{{pairs}}}")


def name_values(plan: Plan, source: Source, beside: Iterable[str] = ()) -> None:
    """Name the values of the facts that matter, and of some beside them."""
    wanted = {plan.index[name] for name in (*plan.facts, *plan.presumed, *beside)}
    if 2 * len(wanted) > len(plan.index):
        source.line(f"({', '.join(f'f{index}' for index in range(len(plan.index)))},) = values")
    else:
        for index in sorted(wanted):
            source.line(f"f{index} = values[{index}]")


# --- the check ---


def _truth(_: Source, name: str, fact: Fact) -> list[str]:
    del fact
    return [f"({name} is False or {name} is True)"]


def _integer(source: Source, name: str, fact: Fact) -> list[str]:
    source.names["int"] = int
    return [f"type({name}) is int", f"{fact.domain[0]} <= {name} <= {fact.domain[1]}"]


def _money(source: Source, name: str, fact: Fact) -> list[str]:
    source.names |= {"Money": Money, "sum_of": sum_of}
    with source.block(f"if type({name}) is Money"):
        source.line(f"{name} = {name}.kopecks")
    with source.block("else"):
        source.line(f"{name} = sum_of({name})")
    return [f"{name} is not None", f"{fact.domain[0]} <= {name} <= {fact.domain[1]}"]


def _choice(source: Source, name: str, fact: Fact) -> list[str]:
    source.names["str"] = str
    return [f"type({name}) is str", f"{name} in {source.bind(fact.domain)}"]


def _other(source: Source, name: str, fact: Fact) -> list[str]:
    source.line(f"{name} = {source.bind(quick(fact))}({name})")
    return [f"{name} is not None"]


CHECKS: Final[dict[str, Callable[[Source, str, Fact], list[str]]]] = {
    "bool": _truth,
    "integer": _integer,
    "money": _money,
    "choice": _choice,
}
"""How values of each kind are checked where they are given as most callers do."""
