"""Says an answer and how it came about, as text or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from socrules.model import Text
from socrules.phrasebook import say
from socrules.scenario import said
from socrules.sentences import Speaker, lower_first
from socrules.terms import Known, only, single
from socrules.values import Money, Type, date_text

if TYPE_CHECKING:
    from socrules.answer_data import Answer
    from socrules.trace import Step


class Explainer:
    """Explains one answer in one language."""

    def __init__(self, answer: Answer, lang: str) -> None:
        self.answer = answer
        self.lang = lang
        self.program = answer.program
        self.contents = answer.program.pack
        self.speaker = Speaker(self.contents, lang)

    def say(self, key: str, **words: object) -> str:
        """Return a fixed text of explanations."""
        return say("explain", key, self.lang, **words)

    # --- words for values ---

    def show(self, of: Type, value: Any, titles: Mapping[str, Text]) -> str:
        """Return a value users see as they write it in this language."""
        named = {name: text.say(self.lang) for name, text in titles.items()}
        inward = value.kopecks if isinstance(value, Money) else of.inward(value)
        return of.show(inward, self.lang, named)

    def value(self, value: Any) -> str:
        """Return a value of the decision, or a range of values, as words."""
        linked = self.answer.linked
        if hasattr(value, "least"):
            ends = [
                self.show(linked.type, end, linked.titles) for end in (value.least, value.greatest)
            ]
            return self.say("range", least=ends[0], greatest=ends[1])
        return self.show(linked.type, value, linked.titles)

    def known(self, name: str, kind: str, known: Known) -> str:
        """Return what is known of a fact or decision as words."""
        if not single(known):
            return self.say("open")
        program = self.program
        of = (program.facts if kind == "fact" else program.decisions)[name].type
        entry = self.speaker.entry(name)
        titles = {
            key: text.say(self.lang)
            for key, text in ((entry.options if entry else None) or {}).items()
        }
        return of.show(only(known), self.lang, titles)

    def clauses(self, clauses: Iterable[str]) -> str:
        """Return clauses as a lawyer lists them."""
        return ", ".join(self.speaker.clause(clause) for clause in clauses)

    # --- the answer ---

    def title(self) -> str:
        """Return the title of the decision."""
        return str(self.answer.linked.entry.title.say(self.lang))

    def headline(self) -> str:
        """Return the answer in one line."""
        value = self.value(self.answer.value) if self.answer.status == "known" else ""
        return self.say(self.answer.status, title=self.title(), value=value)

    def summary(self) -> Iterator[str]:
        """Yield the answer, its clauses, what is possible and needed, the notes, line by line."""
        answer = self.answer
        yield self.headline()
        yield from self.basis()
        if answer.norm is not None:
            from socrules.norms import lines

            yield from lines(answer.norm, self.contents, self.lang)
        if answer.status == "unknown":
            values = [self.value(value) for value in answer.possible]
            values += [
                self.status(status)
                for status in answer.possible_statuses
                if status not in ("known", "unknown")
            ]
            if values:
                yield self.say("possible", values=self.say("or").join(values))
        if answer.needs:
            yield self.say("needs")
            yield from (f"  — {self.question(name)}" for name in answer.needs)
        if answer.sources:
            yield self.say("sources", sources=self.speaker.others(answer.sources))
        if answer.presumed:
            facts = "; ".join(self.speaker.title(name) for name in answer.presumed)
            yield self.say("presumed", facts=facts)
        if answer.notes:
            yield self.say("notes")
            yield from (f"  — {self.note(note)}" for note in answer.notes)

    def basis(self) -> Iterator[str]:
        """Yield the clauses the answer rests on."""
        answer = self.answer
        if answer.because:
            titles = ", ".join(self.speaker.title(name) for name in answer.because)
            yield self.say("because", decisions=titles)
        if answer.reasons:
            grounds = self.say("or").join(self.clauses(reason.clauses) for reason in answer.reasons)
            yield self.say("reasons", clauses=grounds)
        elif answer.citations:
            key = {"conflict": "disagree", "not_stated": "looked_at"}.get(answer.status, "basis")
            yield self.say(key, clauses=self.clauses(answer.citations))

    def status(self, status: str) -> str:
        """Return a status without a value as words."""
        return self.say(status, title="").removeprefix(": ")

    def question(self, name: str) -> str:
        """Return how to ask for a fact, and who answers."""
        entry = self.program.facts[name].entry
        who = entry.document.say(self.lang) if entry.document else self.say(entry.answered_by)
        return f"{entry.question.say(self.lang)} [{name}; {lower_first(who)}]"

    def note(self, note: str) -> str:
        """Return a note as words."""
        effect = self.contents.head.effect
        clauses = self.speaker.at(effect.cite)
        checked, changes = (
            date_text(effect.checked_on, self.lang),
            "; ".join(said(self.contents, self.lang)),
        )
        return self.say(f"note-{note}", clauses=clauses, checked_on=checked, changes=changes)

    def act(self) -> str:
        """Return the act and the day in question, as one line."""
        act = self.contents.head.act
        name = f"{act.issuer.say(self.lang)}, {act.instrument.say(self.lang)}"
        if act.date:
            name += self.say("act-date", date=date_text(act.date, self.lang))
        if act.number:
            name += self.say("act-number", number=act.number)
        return self.say("on_day", act=name, day=date_text(self.program.day, self.lang))

    # --- how it came about ---

    def steps(self) -> Iterator[str]:
        """Yield the steps of the answer, line by line."""
        if self.answer.status == "not_applicable" and not self.answer.because:
            return
        yield self.say("steps")
        for step in self.answer.trace.steps:
            yield from self.step(step, "  ")

    def step(self, step: Step, indent: str) -> Iterator[str]:
        """Yield the lines of one step and of those under it."""
        yield f"{indent}{_MARKS[step.state]} {self.line(step)}"
        for below in step.steps:
            if self.matters(step, below):
                yield from self.step(below, indent + "  ")

    @staticmethod
    def matters(step: Step, below: Step) -> bool:
        """Say whether a step under another helps to see how the answer came about."""
        if below.kind == "otherwise":
            return below.state != "fails"
        if step.state == "displaced":
            return below.kind == "rule"
        # What a rule answers is plain where it only says yes.
        return below.expr is None or (below.expr.op, *below.expr.args) != ("bool", True)

    def line(self, step: Step) -> str:
        """Return one step in words."""
        if step.kind == "rule":
            return self.rule_line(step)
        if step.kind == "otherwise":
            text = self.speaker.say("otherwise") + self.speaker.at(step.entry.cite)
            return f"{text}: {self.speaker.amount(self.decision_of(step), step.entry.value)}"
        if step.kind == "condition":
            text = self.heading(step)
            if step.id.endswith("/unless"):
                text = self.speaker.say("unless", condition=text)
            return f"{text} — {self.say(step.state)}"
        if step.kind == "value":
            assert step.expr is not None
            text = self.speaker.amount(self.decision_of(step), step.expr)
            result = self.result(step)
            return self.say("value-is", value=f"{result} — {text}" if result else text)
        return f"{self.speaker.title(step.name)} — {self.known(step.name, step.kind, step.known)}"

    def result(self, step: Step) -> str:
        """Return the value where an amount was computed and came out as one."""
        computed = step.expr is not None and step.expr.op not in ("name", "number", "bool", "date")
        if not computed or not single(step.known):
            return ""
        of = self.program.decisions[step.id.split("/")[1]].type
        return of.show(only(step.known), self.lang)

    def decision_of(self, step: Step) -> Any:
        """Return the entry of the decision a step belongs to."""
        return self.program.decisions[step.id.split("/")[1]].entry

    def rule_line(self, step: Step) -> str:
        """Return a rule in words: its title, its clause, and whether it applies."""
        rule = step.entry
        if rule.title:
            text = rule.title.say(self.lang)
        else:
            text = self.speaker.say("always")
            for below in step.steps:
                if below.id == f"{step.id}/when":
                    text = self.speaker.say("if", condition=self.heading(below))
        if rule.exception_to:
            text = f"{self.speaker.say('exception')}: {lower_first(text)}"
        return f"{text}{self.speaker.at(rule.cite)} — {self.say('rule-' + step.state)}"

    def heading(self, step: Step) -> str:
        """Return a condition in words; of an enumeration only what stands over it."""
        expr = step.expr
        assert expr is not None
        inner = expr.args[0] if expr.op == "item" else expr
        if expr.op == "item" and expr.item.title is not None:
            return self.speaker.item(expr)
        if inner.op in ("and", "or", "all", "any", "none", "at_least"):
            text = self.speaker.heading(inner).rstrip(":")
            return text + (self.speaker.at(expr.item.cite) if expr.op == "item" else "")
        return self.speaker.phrase(expr)

    def reading_lines(self) -> Iterator[str]:
        """Yield the readings the answer rests on."""
        if not self.answer.readings:
            return
        yield self.say("readings")
        for name in self.answer.readings:
            entry = self.contents.entries("readings")[name]
            option = entry.options[self.program.readings[name]]
            yield f"  — {entry.title.say(self.lang)}{self.speaker.at(entry.cite)}"
            yield f"    {option.say(self.lang)} [{name}: {self.program.readings[name]}]"

    # --- whole texts ---

    def text(self, full: bool) -> str:
        """Return the answer as plain text, with its steps where `full`."""
        lines = list(self.summary())
        lines.insert(1, self.act())
        lines += self.reading_lines()
        if full:
            lines += self.steps()
        return "\n".join(lines) + "\n"

    def markdown(self, full: bool) -> str:
        """Return the answer as Markdown, with its steps where `full`."""
        head, *rest = [*self.summary(), *self.reading_lines()]
        lines = [f"## {head}", "", f"*{self.act()}*", ""]
        if full:
            rest += self.steps()
        for line in rest:
            depth = (len(line) - len(line.lstrip())) // 2
            bullet = line.strip().removeprefix("— ").removeprefix("· ")
            if depth == 0 and lines[-1]:
                lines.append("")
            lines.append(f"{'  ' * (depth - 1)}- {bullet}" if depth else bullet)
            if depth == 0:
                lines.append("")
        return "\n".join(lines) + "\n"


_MARKS = {
    "gives": "✓",
    "may-give": "?",
    "displaced": "–",
    "fails": "✗",
    "yes": "✓",
    "no": "✗",
    "open": "?",
    "known": "·",
    "": "·",
}


def explain(answer: Answer, lang: str, form: str = "text", *, full: bool = True) -> str:
    """Return an answer in words, `text` or `md`; with how it came about where `full`."""
    explainer = Explainer(answer, lang)
    return explainer.markdown(full) if form == "md" else explainer.text(full)
