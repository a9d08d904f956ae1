"""Says an answer and how it came about: as text, as Markdown, as data for JSON."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol

from socrules.model import Citation, Text
from socrules.phrasebook import say
from socrules.program import LinkedDecision, Program
from socrules.sentences import Speaker, lower_first
from socrules.terms import Known, only, single
from socrules.trace import Step
from socrules.values import Money, Type

FORMAT = 1


class Answer(Protocol):
    """What an explanation reads of an answer."""

    @property
    def program(self) -> Program: ...
    @property
    def linked(self) -> LinkedDecision: ...
    @property
    def situation(self) -> Mapping[str, Any]: ...
    @property
    def status(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def possible(self) -> tuple[Any, ...]: ...
    @property
    def possible_statuses(self) -> tuple[str, ...]: ...
    @property
    def citations(self) -> tuple[str, ...]: ...
    @property
    def reasons(self) -> tuple[Any, ...]: ...
    @property
    def because(self) -> tuple[str, ...]: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def readings(self) -> tuple[str, ...]: ...
    @property
    def sources(self) -> tuple[Citation, ...]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def presumed(self) -> tuple[str, ...]: ...
    @property
    def trace(self) -> Step: ...


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

    def show(self, type: Type, value: Any, titles: Mapping[str, Text]) -> str:
        """Return a value users see as they write it in this language."""
        named = {name: text.say(self.lang) for name, text in titles.items()}
        inward = value.kopecks if isinstance(value, Money) else type.inward(value)
        return type.show(inward, self.lang, named)

    def value(self, value: Any) -> str:
        """Return a value of the decision, or a range of values, as words."""
        linked = self.answer.linked
        if hasattr(value, "least"):
            ends = [self.show(linked.type, end, linked.titles) for end in (value.least, value.greatest)]
            return self.say("range", least=ends[0], greatest=ends[1])
        return self.show(linked.type, value, linked.titles)

    def known(self, name: str, kind: str, known: Known) -> str:
        """Return what is known of a fact or decision as words."""
        if not single(known):
            return self.say("open")
        program = self.program
        type = (program.facts if kind == "fact" else program.decisions)[name].type
        entry = self.speaker.entry(name)
        titles = {key: text.say(self.lang) for key, text in ((entry.options if entry else None) or {}).items()}
        return type.show(only(known), self.lang, titles)

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
        """Yield the answer, its clauses, what is possible and needed, and the notes, line by line."""
        answer = self.answer
        yield self.headline()
        yield from self.basis()
        if answer.status == "unknown":
            values = [self.value(value) for value in answer.possible]
            values += [self.status(status) for status in answer.possible_statuses if status != "known"]
            if values:
                yield self.say("possible", values=self.say("or").join(values))
        if answer.needs:
            yield self.say("needs")
            yield from (f"  — {self.question(name)}" for name in answer.needs)
        if answer.sources:
            yield self.say("sources", sources=self.speaker.cites(answer.sources))
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
        clauses = self.speaker.cites(effect.cite or ())
        return self.say(f"note-{note}", clauses=clauses, checked_on=self.day(effect.checked_on))

    def day(self, day: datetime.date) -> str:
        """Return a date as people write it."""
        return f"{day:%d.%m.%Y}" if self.lang == "ru" else day.isoformat()

    def act(self) -> str:
        """Return the act and the day in question, as one line."""
        act = self.contents.head.act
        number = f" № {act.number}" if act.number and self.lang == "ru" else f" {act.number or ''}".rstrip()
        name = f"{act.issuer.say(self.lang)}, {act.instrument.say(self.lang)}{number}"
        if act.date:
            name += f" ({self.day(act.date)})"
        return self.say("on_day", act=name, day=self.day(self.program.day))

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
        if step.state == "fails" and step.kind == "rule":
            shown = [one for one in step.steps if one.kind == "condition" or one.state != "fails"]
        else:
            shown = list(step.steps)
        for below in shown:
            yield from self.step(below, indent + "  ")

    def line(self, step: Step) -> str:
        """Return one step in words."""
        if step.kind == "rule":
            return self.rule_line(step)
        if step.kind == "otherwise":
            text = self.speaker.say("otherwise") + self.speaker.at(step.entry.cite)
            return f"{text}: {self.speaker.answer(self.decision_of(step), step.entry)}"
        if step.kind == "condition":
            text = self.heading(step)
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
        type = self.program.decisions[step.id.split("/")[1]].type
        return type.show(only(step.known), self.lang)

    def decision_of(self, step: Step) -> Any:
        """Return the entry of the decision a step belongs to."""
        return self.program.decisions[step.id.split("/")[1]].entry

    def rule_line(self, step: Step) -> str:
        """Return a rule in words: its title, its clause, and whether it applies."""
        rule = step.entry
        text = rule.title.say(self.lang) if rule.title else step.name
        if not rule.title:
            first = next((one for one in step.steps if one.expr is not None), None)
            if first is not None and first.expr is not None and first.kind == "condition":
                text = self.speaker.say("if", condition=self.heading(first))
            elif first is not None:
                text = self.speaker.say("always")
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


def explain(answer: Answer, lang: str, format: str = "text", *, full: bool = True) -> str:
    """Return an answer in words, `text` or `md`; with how it came about where `full`."""
    explainer = Explainer(answer, lang)
    return explainer.markdown(full) if format == "md" else explainer.text(full)


# --- data ---


def plain(value: Any) -> Any:
    """Return a value as JSON has it: money and quantities as text, dates as ISO text."""
    if hasattr(value, "least"):
        return {"least": plain(value.least), "greatest": plain(value.greatest)}
    if isinstance(value, Money | Decimal):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, datetime.date) else value


def to_data(answer: Answer, *, full: bool = False) -> dict[str, Any]:
    """Return an answer as data for JSON; with its trace where `full`."""
    program, linked = answer.program, answer.linked
    clauses = program.pack.entries("clauses")
    data: dict[str, Any] = {
        "format": FORMAT,
        "pack": program.pack.id,
        "version": program.pack.head.version,
        "digest": program.pack.digest,
        "date": program.day.isoformat(),
        "decision": linked.id,
        "title": _both(linked.entry.title),
        "type": linked.type.kind,
        "status": answer.status,
        "value": plain(answer.value) if answer.status == "known" else None,
        "possible": [plain(value) for value in answer.possible],
        "possible_statuses": list(answer.possible_statuses),
        "citations": [_clause(clauses, clause) for clause in answer.citations],
        "reasons": [
            {"rule": reason.rule, "clauses": list(reason.clauses)} for reason in answer.reasons
        ],
        "because": list(answer.because),
        "needs": [_need(program, name) for name in answer.needs],
        "readings": {name: program.readings[name] for name in answer.readings},
        "sources": [{"act": cite.act, "clause": cite.clause} for cite in answer.sources],
        "notes": list(answer.notes),
        "presumed": list(answer.presumed),
        "given": {name: plain(value) for name, value in answer.situation.items()},
    }
    if full:
        data["trace"] = _step(answer.trace)
    return data


def _both(text: Text) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en or text.ru}


def _clause(clauses: Mapping[str, Any], clause: str) -> dict[str, Any]:
    entry = clauses.get(clause)
    return {"clause": clause, "label": entry.label if entry else clause}


def _need(program: Program, name: str) -> dict[str, Any]:
    entry = program.facts[name].entry
    need = {"fact": name, "question": _both(entry.question), "answered_by": entry.answered_by}
    return need | ({"document": _both(entry.document)} if entry.document else {})


def _step(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {"id": step.id, "kind": step.kind}
    if step.state:
        data["state"] = step.state
    if step.steps:
        data["steps"] = [_step(below) for below in step.steps]
    return data
