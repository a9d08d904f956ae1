"""Puts a comparison into words of one language: sentences for whoever lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from socrules.changes import ClauseChange, EntryChange
from socrules.comparing import Diff, Period
from socrules.model import Contents, Text
from socrules.norm_keys import NORM_KEYS
from socrules.norms import NOT_STATED
from socrules.phrasebook import say
from socrules.program import Program
from socrules.showing import OutcomeChange
from socrules.terms import Known, only, single
from socrules.values import Money, Type, date_text
from socrules.versions import Meaning
from socrules.walk import LAST_DAY
from socrules.witness import Answered, Witness, ready_case

MOST_CITED = 5
"""So many entries are named beside a clause."""


@attrs.frozen
class Told:
    """A change of meaning in words; `case` is the ready example case, empty where there is none.

    `mark` is the verdict as a word for machines.
    """

    id: str
    title: str
    mark: str
    verdict: str
    how: str
    lines: tuple[str, ...]
    facts: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    case: str = ""


class Teller:
    """Tells one comparison in one language."""

    def __init__(self, diff: Diff, lang: str) -> None:
        self.diff = diff
        self.lang = lang

    def say(self, key: str, **words: object) -> str:
        """Return a fixed text of comparisons."""
        return say("diff", key, self.lang, **words)

    # --- one line for the log ---

    def summary(self) -> str:
        """Return the whole comparison in one line."""
        diff = self.diff
        if diff.before is None:
            return self.say("summary-new", pack=diff.pack)
        if diff.after is None:
            return self.say("summary-gone", pack=diff.pack)
        if diff.same:
            return self.say("summary-same", pack=diff.pack)
        verdicts = [one.verdict for one in diff.changes]
        words: dict[str, Any] = {
            name: verdicts.count(name) for name in ("changed", "added", "removed", "not_proved")
        }
        words["unchanged"] = sum(diff.unchanged.values())
        words |= {"clauses": len(diff.clauses), "entries": len(diff.entries)}
        words |= {"cases": len(diff.cases), "step": self.say(f"step-{diff.step}")}
        return self.say("summary", pack=diff.pack, **words)

    def period(self, period: Period) -> str:
        """Return the days and the readings a verdict is of."""
        first, last = (date_text(day, self.lang) for day in (period.first, period.last))
        words = {"first": first, "last": last}
        if len({one.first for one in self.diff.periods}) == 1:
            key = "period-first" if period.last == LAST_DAY else "period-day"
        else:
            key = "period-open" if period.last == LAST_DAY else "period"
        text = self.say(key, **words)
        if period.readings:
            named = ", ".join(f"{name} = {one}" for name, one in period.readings.items())
            text += f"; {self.say('readings', readings=named)}"
        return text

    # --- meaning ---

    def meanings(self) -> Iterator[tuple[str, list[Told]]]:
        """Yield the changes of meaning under the words for their period."""
        for period in self.diff.periods:
            found = [
                self.meaning(period, one) for one in period.meanings if one.verdict != "unchanged"
            ]
            if found:
                yield self.period(period), found

    def meaning(self, period: Period, one: Meaning) -> Told:
        """Return one change of meaning in words."""
        key = "search-open" if one.verdict == "not_proved" else one.how
        verdict = self.say(one.verdict)
        verdict += f", {self.say(one.direction)}" if one.direction else ""
        lines = list(self.through(period, one))
        lines += self.regions(period, one)
        lines += [
            self.say(
                "norm",
                word=norm.key,
                before=self.nothing(norm.before),
                after=self.nothing(norm.after),
            )
            for norm in one.norm
        ]
        if one.one_day:
            lines.append(self.say("one-day", day=date_text(period.first, self.lang)))
        title, witness = one.title.say(self.lang), one.witness
        found = Told(
            one.decision, title, one.verdict, verdict, self.say(f"how-{key}"), tuple(lines)
        )
        if witness is None:
            return found
        facts = tuple(self.fact(period, name, value) for name, value in witness.facts.items())
        before, after = (
            self.answer(program, witness.decision, answer)
            for program, answer in zip(
                period.versions.programs, (witness.before, witness.after), strict=True
            )
        )
        return attrs.evolve(
            found,
            facts=facts or (self.say("no-facts"),),
            before=before,
            after=after,
            case=example(one, witness),
        )

    def nothing(self, text: str) -> str:
        """Return a text, or the word for none."""
        return text or self.say("none")

    def through(self, period: Period, one: Meaning) -> Iterator[str]:
        """Yield by way of which other decisions a decision has changed, where they alone have."""
        decisions = period.versions.programs[1].decisions
        titles = [decisions[name].entry.title.say(self.lang) for name in one.through]
        if titles:
            yield self.say("through", decisions="; ".join(titles))

    def regions(self, period: Period, one: Meaning) -> Iterator[str]:
        """Yield where a decision differs, region by region."""
        for region in one.regions:
            parts = [self.part(period, name, known) for name, known in region.items()]
            yield self.say("where", region="; ".join(parts) or self.say("where-everywhere"))
        if one.regions and not one.whole:
            yield self.say("where-maybe" if one.through else "where-more")

    def part(self, period: Period, name: str, known: Known) -> str:
        """Return what is known of a fact in a region."""
        program = period.versions.programs[name in period.versions.programs[1].facts]
        fact = program.facts[name]
        title = fact.entry.title.say(self.lang)
        shown = [self.value(program, name, end) for end in _ends(known)]
        if not isinstance(known, tuple) or single(known):
            return self.say("is", fact=title, value=", ".join(dict.fromkeys(shown)))
        words = {"fact": title, "least": shown[0], "greatest": shown[1]}
        kind = "day" if fact.type.kind in ("date", "moment") else "is"
        if known[1] == fact.domain[1]:
            return self.say(f"{kind}-at-least", **words)
        end = "at-most" if known[0] == fact.domain[0] else "from-to"
        return self.say(f"{kind}-{end}", **words)

    def value(self, program: Program, name: str, inward: Any) -> str:
        """Return an internal value of a fact as people write it."""
        fact = program.facts[name]
        return fact.type.show(inward, self.lang, _titles(fact.entry.options, self.lang))

    def fact(self, period: Period, name: str, value: Any) -> str:
        """Return a fact of a situation with its value."""
        program = period.versions.programs[name in period.versions.programs[1].facts]
        fact = program.facts[name]
        shown = self.value(program, name, _inward(fact.type, value))
        return self.say("is", fact=fact.entry.title.say(self.lang), value=shown)

    def answer(self, program: Program, name: str, answer: Answered | None) -> str:
        """Return an answer with its clauses, as lawyers cite them."""
        linked = program.decisions.get(name)
        if answer is None or linked is None:
            return self.say("status-refused")
        if answer.status == "known":
            titles = _titles(linked.titles, self.lang)
            text = linked.type.show(_inward(linked.type, answer.value), self.lang, titles)
        else:
            text = self.say(f"status-{answer.status}")
        labels = [_label(program.pack, clause) for clause in answer.cited]
        return text + (self.say("by-clauses", clauses="; ".join(labels)) if labels else "")

    # --- the other levels ---

    def outcome(self, one: OutcomeChange) -> tuple[str, str, str, str]:
        """Return an example or person, the decision, the answer before and the answer after."""
        programs = self.diff.periods[-1].versions.programs
        who = one.entry.title.say(self.lang) if one.entry else self.say("person", id=one.id)
        answers = [
            self.answer(program, one.decision, answer) + self.timed(answer)
            for program, answer in zip(programs, (one.before, one.after), strict=True)
        ]
        return f"{one.id}: {who}" if one.entry else who, one.decision, answers[0], answers[1]

    def timed(self, answer: Answered | None) -> str:
        """Return the last days and states that events come to, where an example expects them."""
        if answer is None or "states" not in answer.norm:
            return ""
        states = [
            say("timeline", f"state-{state}", self.lang)
            for state in answer.norm["states"].split("; ")
            if state
        ]
        words = {"dates": answer.norm["dates"], "states": ", ".join(states)}
        return self.say("timed", **{key: self.nothing(text) for key, text in words.items()})

    def clause(self, one: ClauseChange) -> str:
        """Return what became of a clause, and what rests on it."""
        words = {"before": self.nothing(one.before), "after": self.nothing(one.after)}
        text = self.say(f"clause-{one.kind}", clause=one.clause, **words)
        if not one.entries:
            return text
        named = ", ".join(one.entries[:MOST_CITED])
        rest = len(one.entries) - MOST_CITED
        named += f" {self.say('more', count=rest)}" if rest > 0 else ""
        return text + self.say("rests", entries=named)

    def entry(self, one: EntryChange) -> str:
        """Return what became of an entry or of a key in it."""
        key = one.kind if one.kind in ("added", "removed") else "changed"
        words = {"before": self.nothing(_cut(one.before)), "after": self.nothing(_cut(one.after))}
        return self.say(f"entry-{key}", place=one.place, **words)


def example(one: Meaning, witness: Witness) -> str:
    """Return the example case of a change, with the answer of the version after."""
    title = Text(
        *(say("diff", "case-title", lang, title=one.title.say(lang)) for lang in ("ru", "en"))
    )
    name = "change_of_" + witness.decision.replace(".", "_")
    answer = witness.after
    # A case can expect that a norm states no period or number any more, not that it names nobody.
    dropped = {
        norm.key: NOT_STATED
        for norm in one.norm
        if not norm.after and NORM_KEYS.get(norm.key) == "text"
    }
    if answer is not None and dropped:
        answer = attrs.evolve(answer, norm={**answer.norm, **dropped})
    return "" if answer is None else ready_case(name, title, witness, answer)


def _ends(known: Known) -> list[Any]:
    if isinstance(known, tuple):
        return list(known)
    return sorted(known) if isinstance(known, frozenset) else [only(known)]


def _titles(options: Mapping[str, Text] | None, lang: str) -> dict[str, str]:
    return {name: text.say(lang) for name, text in (options or {}).items()}


def _inward(of: Type, value: Any) -> Any:
    return value.kopecks if isinstance(value, Money) else of.inward(value)


def _label(contents: Contents, clause: str) -> str:
    entry = contents.entries("clauses").get(clause)
    return clause if entry is None else str(entry.label)


def _cut(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159]}…"
