"""A pack that is loaded: it decides, says what it asks, and never changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from socrules.answer import Decision, Question
from socrules.asked import Asked
from socrules.decision import Inquiry
from socrules.engines import Engine
from socrules.engines import engine as engine_of
from socrules.evaluate import Evaluation
from socrules.model import Contents, Text
from socrules.problems import SituationError, nearest, problem
from socrules.program import LinkedDecision, Program
from socrules.quick import Checker
from socrules.regions import Regions
from socrules.situation import Situation
from socrules.standing import standing
from socrules.tables import Tables
from socrules.terms import only, single
from socrules.values import to_day

if TYPE_CHECKING:
    from socrules.calendars import Calendar
    from socrules.compiled import Answers, Compiled
    from socrules.event_log import Event
    from socrules.timeline import Timeline


class Pack(Tables):
    """A pack linked for one day: it decides, says what it asks, and never changes.

    Make one with `socrules.load`. Packs are safe to share between threads.
    """

    def __init__(self, program: Program, folder: Path | None = None) -> None:
        self.program = program
        self.folder = folder
        self._compiled: dict[Any, Compiled] = {}
        self._engines: dict[str, Engine] = {}
        self._asked: set[Any] = set()
        self.plans: dict[Any, Any] = {}
        self._last: tuple[Any, Callable[[object], Answers]] = (), _cannot_tell

    @property
    def id(self) -> str:
        """Return the id, `region/act`."""
        return self.program.pack.id

    @property
    def day(self) -> datetime.date:
        """Return the day in question."""
        return self.program.day

    @property
    def title(self) -> Text:
        """Return the title in Russian and English."""
        title: Text = self.program.pack.head.title
        return title

    @property
    def readings(self) -> Mapping[str, str]:
        """Return the option every reading is linked with."""
        return self.program.readings

    @property
    def decisions(self) -> tuple[str, ...]:
        """Return the ids of the decisions, in the order of the pack."""
        return tuple(self.program.pack.entries("decisions"))

    @property
    def facts(self) -> tuple[str, ...]:
        """Return the ids of the facts that may be given, in the order of the pack."""
        return tuple(self.program.facts)

    @cached_property
    def _regions(self) -> Regions:
        return Regions(self.program)

    def situation(self, facts: Mapping[str, object]) -> Situation:
        """Return `facts` checked once, to be decided on often; raises `SituationError`."""
        return self._checker.situation(facts)

    @overload
    def decide(  # type: ignore[overload-overlap]  # a text is a sequence of texts
        self,
        decisions: str,
        facts: Mapping[str, object],
        *,
        strict_effect: bool = False,
        engine: str | None = None,
    ) -> Decision: ...

    @overload
    def decide(
        self,
        decisions: Sequence[str],
        facts: Mapping[str, object],
        *,
        strict_effect: bool = False,
        engine: str | None = None,
    ) -> dict[str, Decision]: ...

    def decide(
        self,
        decisions: str | Sequence[str],
        facts: Mapping[str, object],
        *,
        strict_effect: bool = False,
        engine: str | None = None,
    ) -> Decision | dict[str, Decision]:
        """Return the answer of one decision, or the answers of several by id.

        `facts` maps ids of facts to values; what is not given is unknown. With `strict_effect` an
        act that the document does not show in force, or whose amendments were not checked, leaves
        the answer unknown. `engine` is one of `ENGINES`, which gives equal answers another way.
        Raises `SituationError` with every problem of the facts or names.
        """
        if engine is not None:
            return self._decide_with(self._engine(engine), decisions, facts, strict_effect)
        if not strict_effect:
            # Most callers ask the same of one person after another.
            asked, certain = self._last
            if asked != decisions:
                decisions = decisions if isinstance(decisions, str) else list(decisions)
                key = decisions if isinstance(decisions, str) else tuple(decisions)
                compiled = self._compiled.get(key)
                certain = compiled.certain if compiled else _cannot_tell
                self._last = decisions, certain
            found = certain(facts)
            if found is not None:
                return found
        return self._decide(decisions, facts, strict_effect)

    def _decide(
        self, decisions: str | Sequence[str], facts: Mapping[str, object], strict_effect: bool
    ) -> Decision | dict[str, Decision]:
        """Return answers that no function has found at once."""
        alone = isinstance(decisions, str)
        names = (decisions,) if isinstance(decisions, str) else tuple(decisions)
        key = names[0] if alone else names
        compiled = None if strict_effect else self._compiled.get(key)
        questions = {} if compiled else self._questions(names, strict_effect)
        checked = self.situation(facts)
        self._check_derived(checked)
        if compiled is None:
            compiled = self._compile(key, questions, alone=alone)
        if compiled is not None:
            found = compiled.certain(checked)
            found = compiled.uncertain(checked) if found is None else found
            if found is not None:
                return found
        questions = questions or self._questions(names, strict_effect)
        if alone:
            return Decision(questions[names[0]], checked.values_inside)
        return {name: self.decide(name, checked, strict_effect=strict_effect) for name in names}

    def _decide_with(
        self,
        engine: Engine,
        decisions: str | Sequence[str],
        facts: Mapping[str, object],
        strict_effect: bool,
    ) -> Decision | dict[str, Decision]:
        """Return answers of which `engine` has concluded what it can."""
        names = (decisions,) if isinstance(decisions, str) else tuple(decisions)
        questions = self._questions(names, strict_effect)
        checked = self.situation(facts)
        self._check_derived(checked)
        linked = {question.linked.id for question in questions.values()}
        evaluations = engine.conclude({one: self._evaluation(checked.given, one) for one in linked})
        answers = {}
        for name, question in questions.items():
            inquiry = self._inquiry(question, checked, evaluations[question.linked.id])
            answers[name] = Decision(question, checked.values_inside, inquiry=inquiry)
        return answers[names[0]] if isinstance(decisions, str) else answers

    def _engine(self, name: str) -> Engine:
        """Return another engine, made when it is first asked for."""
        if name not in self._engines:
            self._engines[name] = engine_of(name, self.program, self._regions)
        return self._engines[name]

    def _questions(self, names: Sequence[str], strict_effect: bool) -> dict[str, Question]:
        return {name: Question(self, self._decision(name), strict_effect) for name in names}

    def _compile(
        self, key: str | tuple[str, ...], questions: Mapping[str, Question], *, alone: bool
    ) -> Compiled | None:
        """Return the functions for a question that is asked again, where it is worth it."""
        if key not in self._asked:
            self._asked.add(key)
            return None
        linked = [question.linked for question in questions.values()]
        presumed = {frozenset(self._regions.presumes(one.id)) for one in linked}
        strict = any(question.strict_effect for question in questions.values())
        if strict or len(presumed) != 1 or self.program.in_force == "no":
            return None
        from socrules.compiled import Compiled

        guards = list(self._guards.items())
        made = Compiled(self.program, self._regions, questions, guards, alone)
        self._last = (), _cannot_tell
        return self._compiled.setdefault(key, made)

    @cached_property
    def _guards(self) -> Mapping[str, list[str]]:
        """Return derived facts with those that may make them differ from what is given."""
        return Asked(self.program.names["derived"], self._guard)

    def _guard(self, name: str) -> list[str]:
        found = self._regions.reach(self.program.names["derived"][name])
        by = [one for kind, one in found if kind == "fact"]
        return by if self._derived({}, name) is None else []

    def inquiry(self, question: Question, checked: Situation) -> Inquiry:
        """Return the inquiry behind an answer, for those who ask more of it than its value."""
        evaluation = self._evaluation(checked.given, question.linked.id)
        return self._inquiry(question, checked, evaluation)

    def _inquiry(self, question: Question, checked: Situation, evaluation: Evaluation) -> Inquiry:
        linked, presumed = question.linked, self._regions.presumes(question.linked.id)
        stands = standing(evaluation, checked, linked, presumed, question.strict_effect)
        return Inquiry(evaluation, checked, linked, stands)

    @cached_property
    def _checker(self) -> Checker:
        return Checker(self.program)

    def norms(
        self,
        facts: Mapping[str, object],
        *,
        who: str | None = None,
        kind: str | None = None,
        after: str | None = None,
    ) -> list[Decision]:
        """Return whether each norm stands for `facts`: duties, rights, competences and their like.

        `who` chooses those of one actor, `kind` those of one section (`duties`, `rights`, …),
        `after` those that follow one event. Raises `SituationError` for unknown names.
        """
        from socrules.norms import asked, concerns

        answers = self.decide(asked(self.program.pack, who, kind, after), facts).values()
        return [answer for answer in answers if concerns(answer.norm, who, after)]

    def timeline(
        self,
        events: Iterable[Event | Mapping[str, Any]],
        *,
        as_of: datetime.date | str | None = None,
        given: Mapping[str, object] | None = None,
        calendar: Calendar | str | None = None,
        log_from: datetime.date | str | None = None,
    ) -> Timeline:
        """Return what a log of events comes to as of a day: what is due, done, late and missed.

        An event is a mapping with `event` and `date`, and `case`, `facts`, `id`, `of`, `period`
        where they say something. `as_of` is by default the day of the pack. For the rest, and what
        is raised, see `socrules.timeline.timeline`.
        """
        from socrules.timeline import timeline

        day, since = self.day if as_of is None else to_day(as_of), log_from and to_day(log_from)
        more: dict[str, Any] = {"given": given, "calendar": calendar, "log_from": since or None}
        return timeline(self, self.on, events, as_of=day, **more)

    def on(self, day: datetime.date) -> Pack:
        """Return the pack as it reads on another day, under the same readings."""
        program = self.program
        return _relink(program.pack, day, dict(program.readings), self.folder)

    def with_parameters(self, **changes: object) -> Pack:
        """Return a pack like this one in which parameters have other values: a scenario.

        `changes` are values as packs write them: `pack.with_parameters(cap_share="70 %")`. Raises
        `SituationError` for parameters that there are not, and for values they cannot have.
        """
        from socrules.scenario import changed

        contents = changed(self.program.pack, changes)
        return _relink(contents, self.day, dict(self.readings), self.folder)

    def with_readings(self, **options: str) -> Pack:
        """Return a pack like this one under other readings of unclear places, by id."""
        readings = {**self.readings, **options}
        return _relink(self.program.pack, self.day, readings, self.folder)

    def _decision(self, name: str) -> LinkedDecision:
        found = self.program.decisions.get(name) or self._outside(name)
        if found is None:
            near = nearest(name, self.program.decisions)
            raise SituationError(
                problem("unknown-decision", decision=name, pack=self.id, suggest=near)
            )
        return found

    def _outside(self, name: str) -> LinkedDecision | None:
        """Return what a closed list of grounds says of a ground that is not in it."""
        listed = name.rpartition(".")[0]
        if listed not in self.program.pack.entries("checklists"):
            return None
        return self.program.decisions.get(f"{listed}.other")

    def _evaluation(self, given: Mapping[str, Any], decision: str) -> Evaluation:
        """Return the evaluation of given facts for one question.

        What that question presumes and nobody gave is true, unless the other facts make it false.
        """
        program, presumed = self.program, {}
        for name in self._regions.presumes(decision):
            if name not in given:
                derived = program.facts[name].derived_by and self._derived(given, name)
                presumed[name] = derived is not False
        return Evaluation(program, self._regions, {**given, **presumed})

    def _derived(self, given: Mapping[str, Any], name: str) -> Any:
        """Return what the other facts make of a derived fact, `None` where they leave it open."""
        rest = {fact: value for fact, value in given.items() if fact != name}
        evaluation = self._evaluation(rest, self.program.facts[name].derived_by)
        known = evaluation.case().variable(("fact", name))
        return only(known) if single(known) else None

    def _check_derived(self, checked: Situation) -> None:
        """Raise `SituationError` for facts that are given, and that the other facts make differ."""
        if not self._guards:
            return
        problems = []
        facts = checked.given
        for name in filter(facts.__contains__, self._guards):
            by = self._guards[name]
            if not by or not facts.keys().isdisjoint(by):
                fact, given = self.program.facts[name], facts[name]
                derived = self._derived(facts, name)
                if derived is not None and derived != given:
                    shown = fact.type.show
                    words: dict[str, Any] = {"given": shown(given), "derived": shown(derived)}
                    words |= {"fact": name, "by": fact.derived_by}
                    problems.append(problem("derived-differs", **words))
        if problems:
            raise SituationError(problems)

    def __reduce__(self) -> tuple[Any, ...]:
        program = self.program
        return _relink, (program.pack, program.day, dict(program.readings), self.folder)

    def __repr__(self) -> str:
        scenario = ", ".join(f"{k} {v}" for k, v in self.program.pack.scenario.items())
        return f"<Pack {self.id} on {self.day}{scenario and f' with {scenario}'}>"


def _cannot_tell(_: object) -> None:
    """Stand for a function that has not been compiled."""


def _relink(
    contents: Contents, day: datetime.date, readings: dict[str, str], folder: Path | None
) -> Pack:
    from socrules.link import link

    return Pack(link(contents, day, readings), folder)
