"""Starts a clock for every occurrence of what triggers a duty or limit, and says what became of it.

Two appeals of one person have two clocks. Nothing is guessed: where the log leaves open which of
two an event belongs to, or on which route an application came, both possibilities stay open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

import attrs

from socrules.answer import Decision
from socrules.desk import Counter, Followed, Known, Law, period_of, step_of
from socrules.extensions import extend
from socrules.model import Citation, Entry
from socrules.norms import Norm
from socrules.occurrences import History, Irregularity, Occurrence
from socrules.steps import DONE, NOT_APPLICABLE, UPCOMING, Due, Step, Why, judge
from socrules.surface import EXTENDED


class Case:
    """The clocks of one case as of a day."""

    def __init__(
        self, history: History, known: Known, law: Law, counter: Counter, as_of: datetime.date
    ) -> None:
        self.history = history
        self.known = known
        self.law = law
        self.counter = counter
        self.as_of = as_of
        self.irregular: list[Irregularity] = []

    def steps(self) -> list[Step]:
        """Return what each norm asks that has begun, or that what is open will begin."""
        begun = list(self.begun())
        begun += self.nameless()
        return [*begun, *self.upcoming(begun)]

    def answers(self, day: datetime.date | None, one: Occurrence) -> dict[str, Decision]:
        """Return the answers on the day of an occurrence, for the facts of its thread."""
        return self.law.on(day or self.as_of).answers(self.known.at(one))

    # --- what has begun ---

    def begun(self) -> Iterator[Step]:
        """Yield a step for each occurrence that starts a norm."""
        for one in self.history.occurrences:
            now = self.law.on(one.day or self.as_of)
            for norm in now.norms.values():
                if norm.text("at_least") or one.id not in now.starts(norm):
                    continue
                triggered = norm.ids("after") or norm.ids("for_each") or norm.ids("start")
                if norm.text("clock"):
                    yield from self.by_clock(now, norm, one, alone=not triggered)
                else:
                    yield self.step(now, norm, one, one)

    def by_clock(
        self, now: Followed, norm: Norm, one: Occurrence, *, alone: bool
    ) -> Iterator[Step]:
        """Yield the step of a norm whose clock depends on the route.

        `alone` says that nothing but the clock starts it, so the occurrence must be its event.
        """
        clock = self.answers(one.day, one)[norm.text("clock")]
        if clock.status == "known":
            if clock.value == one.id:
                yield self.step(now, norm, one, one)
            elif not alone:
                yield self.waiting(now, norm, one, str(clock.value))
            return
        if clock.status != "unknown":
            # Where only the clock starts it, `nameless` says once that the act names no start.
            if not alone:
                due = Due(whys=(Why("start_not_stated", cite=not_stated(clock)),))
                yield self.judged(now, norm, one, None, due, ())
            return
        start = one if one.id in clock.possible else None
        yield self.step(now, norm, one, start, (Why("start", facts=clock.needs),))

    def waiting(self, now: Followed, norm: Norm, one: Occurrence, event: str) -> Step:
        """Return the step of a norm that another event's day counts for."""
        found = [other for other in self.history.of([event]) if other.related(one) is not False]
        if len(found) == 1:
            return self.step(now, norm, one, found[0])
        if found:
            return self.step(now, norm, one, None, (Why("which", events=(event,)),))
        made = self.step(now, norm, one, None, (Why("waits", events=(event,)),))
        return made if made.state == NOT_APPLICABLE else attrs.evolve(made, state=UPCOMING)

    def step(
        self,
        now: Followed,
        norm: Norm,
        one: Occurrence,
        start: Occurrence | None,
        whys: tuple[Why, ...] = (),
    ) -> Step:
        """Return what a norm that an occurrence brought about asks, and what became of it.

        `start` is the occurrence its period runs from; without one `whys` say why.
        """
        due = Due() if start is None else self.due(now, norm, start)
        return self.judged(now, norm, one, start, due, whys)

    def judged(
        self,
        now: Followed,
        norm: Norm,
        one: Occurrence,
        start: Occurrence | None,
        due: Due,
        whys: tuple[Why, ...],
    ) -> Step:
        """Return a step with its state."""
        answer = self.answers(one.day, one)[norm.id]
        stands, open_facts = standing(answer)
        ending = norm.ids("end") if norm.section == "limits" else norm.ids("done_by")
        done, rivals = self.done(norm, one, ending)
        whys = (*whys, *open_facts)
        if rivals:
            whys = (*whys, Why("which", events=rivals))
        state, why = judge(
            due,
            self.as_of,
            done=done.day if done else None,
            ended=done is not None,
            recorded=bool(ending),
            stands=stands,
            whys=whys,
        )
        if state == NOT_APPLICABLE:
            # What nobody must do has no last day, and is not done late.
            due, done = Due(), None
        step = step_of(self.history.case, norm, answer, period_of(norm))
        return attrs.evolve(
            step,
            state=state,
            why=why,
            key=f"{step.key}/{one.key}",
            trigger=one.id,
            begun=one.day,
            start=start.day if start else None,
            due=due,
            done=done.day if done else None,
            done_by=done.id if done else "",
        )

    # --- when it was done ---

    def done(
        self, norm: Norm, one: Occurrence, ending: Iterable[str]
    ) -> tuple[Occurrence | None, tuple[str, ...]]:
        """Return the occurrence that fulfils what `one` started, or the events that may.

        An event of the same thread fulfils its own. One that nothing links fulfils what is open; of
        a norm for each occurrence it fulfils one only, so with several open nobody knows which.
        """
        found = [other for other in self.history.of(ending) if other.follows(one)]
        own = [other for other in found if other.related(one)]
        if own:
            return own[0], ()
        loose = [other for other in found if other.related(one) is None or one in other.maybe]
        if not norm.ids("for_each"):
            return (loose[0] if loose else None), ()
        starts = list(self.history.of(norm.ids("for_each")))
        done: dict[Occurrence, Occurrence] = {}
        unsure: dict[Occurrence, str] = {}
        for other in self.history.of(ending):
            linked = [start for start in starts if other.related(start)]
            waiting = [
                start
                for start in starts
                if other.follows(start) and other.related(start) is None and start not in done
            ]
            if linked:
                done.update(dict.fromkeys(linked, other))
            elif len(waiting) == 1 and not other.maybe:
                done[waiting[0]] = other
            else:
                unsure.update((start, other.id) for start in waiting)
        return done.get(one), ((unsure[one],) if one in unsure and one not in done else ())

    # --- by when ---

    def due(self, now: Followed, norm: Norm, start: Occurrence) -> Due:
        """Return the last day of a norm whose period runs from an occurrence."""
        due = self.counter.due(norm, start.day, start.event.moment, used=self.used(norm, start))
        extension = norm.values.get("extended_by")
        if due.latest is None or not isinstance(extension, Entry):
            return due
        for one in self.history.of((extension.event,)):
            if one.related(start) is not False:
                stands = self.may_extend(norm, one, extension)
                due, problems = extend(self.counter, norm, due, one, extension, stands)
                cite = tuple(extension.cite or ())
                for kind in problems:
                    found = Irregularity(kind, self.history.case, one.id, one.day, cite)
                    self.irregular.append(found)
                break
        return due

    def may_extend(
        self, norm: Norm, one: Occurrence, extension: Entry
    ) -> tuple[bool | None, tuple[Why, ...]]:
        """Return whether the ground of an extension holds on its day, and why that is open."""
        if extension.when is None:
            return True, ()
        return standing(self.answers(one.day, one)[f"{norm.id}.{EXTENDED}"])

    def used(self, norm: Norm, start: Occurrence) -> int | None:
        """Return the days of the year that earlier states under a yearly limit took."""
        readings: Mapping[str, str] = norm.values.get("time") or {}
        if readings.get("limit_counts") != "per_year" or start.day is None:
            return None
        total = 0
        for one in self.history.of(norm.ids("start")):
            ended, _ = self.done(norm, one, norm.ids("end"))
            if one.day is None or one is start or not start.follows(one):
                continue
            if ended is not None and ended.day is not None and one.day.year == start.day.year:
                total += (ended.day - one.day).days
        return total

    # --- what no event starts ---

    def nameless(self) -> Iterator[Step]:
        """Yield a step for each norm whose clock the act does not start on this route."""
        if not self.history.occurrences:
            return
        first = self.history.occurrences[0]
        now = self.law.on(first.day or self.as_of)
        answers = now.answers(self.known.common)
        for norm in now.norms.values():
            clock = norm.text("clock")
            if not clock or norm.ids("after") or norm.ids("for_each"):
                continue
            if answers[clock].status == "not_stated" and period_of(norm):
                whys = (Why("start_not_stated", cite=not_stated(answers[clock])),)
                made = self.judged(now, norm, first, None, Due(whys=whys), ())
                key = f"{self.history.case}/{norm.id}"
                yield attrs.evolve(made, key=key, trigger="", begun=None)

    def upcoming(self, begun: list[Step]) -> Iterator[Step]:
        """Yield the steps that what is still open will start, and the rest of their chains."""
        now = self.law.on(self.as_of)
        answers = now.answers(self.known.common)
        met = {one.id for one in self.history.occurrences}
        open_ones = {step.id for step in begun if step.pending or step.state == UPCOMING}
        over = {step.id for step in begun if step.state in (DONE, "late")}
        seen = {step.id for step in begun}
        queue = [name for name in now.norms if name in open_ones or name in over]
        while queue:
            name = queue.pop(0)
            norm = now.norms[name]
            ahead = name in open_ones
            expected = set(norm.ids("done_by")) - met if ahead else set()
            for other in now.norms.values():
                chained = other.id in norm.ids("before") and not now.starts(other)
                if other.id in seen or other.text("at_least"):
                    continue
                if not (chained or expected & {*now.starts(other)}):
                    continue
                step = self.ahead(now, other, answers[other.id], chained, open_ones)
                seen.add(other.id)
                if step is not None:
                    yield step
                    if step.state == UPCOMING or step.pending:
                        open_ones.add(other.id)
                    queue.append(other.id)

    def ahead(
        self,
        now: Followed,
        norm: Norm,
        answer: Decision,
        chained: bool,
        open_ones: set[str],
    ) -> Step | None:
        """Return the step of a norm that has not begun, `None` where it will not stand.

        One that no event starts follows the steps before it in the chain, and may be done already.
        """
        stands, _ = standing(answer)
        if stands is False:
            return None
        ending = norm.ids("done_by")
        done = next(self.history.of(ending), None)
        waits = [name for name in now.before.get(norm.id, ()) if name in open_ones]
        state = UPCOMING
        why: tuple[Why, ...] = (Why("waits", events=now.starts(norm)),)
        if chained:
            why = (Why("after_steps", events=tuple(waits)),)
            if done is not None:
                state, why = DONE, ()
            elif not waits:
                state, why = judge(
                    Due(),
                    self.as_of,
                    done=None,
                    ended=False,
                    recorded=bool(ending),
                    stands=stands,
                )
        step = step_of(self.history.case, norm, answer, period_of(norm))
        if state == DONE and done is not None:
            step = attrs.evolve(step, done=done.day, done_by=done.id)
        return attrs.evolve(step, state=state, why=why)


def standing(answer: Decision) -> tuple[bool | None, tuple[Why, ...]]:
    """Return whether a norm stands, `None` where that is open, and why it is open."""
    if answer.status == "known":
        return True, ()
    if answer.status == "not_stated":
        return False, ()
    if answer.status == "not_applicable":
        return False, (Why("act_silent", cite=tuple(map(Citation, answer.citations))),)
    return None, (Why("facts", facts=answer.needs),)


def not_stated(clock: Decision) -> tuple[Citation, ...]:
    """Return the clause by which the act names no start: that of the route where it is known."""
    origin = clock.linked.entry.origin
    route = clock.situation.get(origin.by) if origin.by else None
    case = (origin.cases or {}).get(route)
    return tuple((case.cite if case is not None else origin.cite) or ())
