"""Reads conditions, amounts and rules back as Russian or English sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from socrules.expressions import Expr
from socrules.model import Citation, Contents, Entry, Text
from socrules.phrasebook import say
from socrules.values import Money

_NAMED: Final = ("facts", "decisions", "parameters")


def lower_first(text: str) -> str:
    """Return text as it stands inside a sentence; abbreviations keep their capitals."""
    return text if len(text) < 2 or text[1].isupper() else text[0].lower() + text[1:]


class Speaker:
    """Says expressions of one pack in one language; names are said by their titles."""

    def __init__(self, contents: Contents, lang: str) -> None:
        self.contents = contents
        self.lang = lang

    def say(self, key: str, **words: object) -> str:
        """Return a fixed text of sentences."""
        return say("sentences", key, self.lang, **words)

    def entry(self, name: str) -> Entry | None:
        """Return the fact, decision or parameter of this name."""
        for section in _NAMED:
            found = self.contents.entries(section).get(name)
            if found is not None:
                return found
        return None

    def title(self, name: str) -> str:
        """Return the title of a name, as it stands inside a sentence."""
        entry = self.entry(name)
        return lower_first(entry.title.say(self.lang)) if entry is not None else name

    # --- expressions ---

    def phrase(self, expr: Expr) -> str:
        """Return an expression as words on one line."""
        op, args = expr.op, expr.args
        if op == "name":
            return self.named(str(args[0]))
        if op in ("number", "date", "bool", "share", "period"):
            return self.literal(expr)
        if op == "item":
            return self.item(expr)
        parts = [self.phrase(arg) for arg in args if isinstance(arg, Expr)]
        if op in ("and", "or", "all", "any"):
            joint = self.say("and" if op in ("and", "all") else "or")
            inner = [self.wrapped(a, p) for a, p in zip(args, parts, strict=True)]
            return joint.join(inner)
        if op in ("none", "at_least"):
            return f"{self.heading(expr)} {'; '.join(parts)}"
        if op in ("+", "-", "*"):
            sign = {"+": "+", "-": "\u2212", "*": "×"}[op]
            inner = [self.wrapped(a, p) for a, p in zip(args, parts, strict=True)]
            return f" {sign} ".join(inner)
        if op == "negative":
            return f"\u2212{parts[0]}"
        if op in ("<", "<=", ">", ">=", "=", "!=", "in") and len(args) >= 2:
            members = ", ".join(self.member(args[0], arg) for arg in args[1:])
            return self.say(op, a=parts[0], b=members)
        words = {"a": parts[0], "b": parts[1] if len(parts) > 1 else "", "list": "; ".join(parts)}
        return self.say(op, **words)

    def wrapped(self, expr: Expr, phrase: str) -> str:
        """Return a phrase in brackets where it joins several others."""
        return f"({phrase})" if expr.op in ("and", "or", "all", "any", "+", "-") else phrase

    def heading(self, expr: Expr) -> str:
        """Return what stands over an enumerated condition: all of these, two of these, …"""
        op = {"and": "all", "or": "any"}.get(expr.op, expr.op)
        number = expr.args[0] if op == "at_least" else ""
        return self.say(op, number=number)

    def named(self, name: str) -> str:
        """Return a name as words; a parameter with its value."""
        if name in ("day", "kopeck", "rouble"):
            return self.say(name)
        entry = self.entry(name)
        if entry is not None and entry.kind == "parameters" and not entry.versions:
            value = self.value(entry)
            return f"{value} ({self.title(name)})"
        return self.title(name)

    def value(self, entry: Entry) -> str:
        """Return the value of a parameter as people write it."""
        node = entry.value
        if entry.type == "money":
            return Money(node.text).show(self.lang)
        if node.kind == "sequence":
            return ", ".join(element.text for element in node.elements)
        return f"{node.text} {entry.unit}" if entry.unit else str(node.text)

    def literal(self, expr: Expr) -> str:
        """Return a literal as people write it."""
        if expr.op == "bool":
            return self.say("true" if expr.args[0] else "false")
        if expr.op == "period":
            number, unit = expr.args
            return self.say(unit, number=number)
        return f"{expr.args[0]}\u00a0%" if expr.op == "share" else str(expr.args[0])

    def member(self, subject: Expr, expr: Expr) -> str:
        """Return the right side of a comparison; a member of a choice by its title."""
        if subject.op == "name" and expr.op == "name":
            entry = self.entry(str(subject.args[0]))
            options: Mapping[str, Text] = (entry.options if entry else None) or {}
            if expr.args[0] in options:
                return options[str(expr.args[0])].say(self.lang)
        return self.phrase(expr)

    def item(self, expr: Expr) -> str:
        """Return an enumerated item: its own title or condition, and its clause."""
        item = expr.item
        text = lower_first(item.title.say(self.lang)) if item.title else self.phrase(expr.args[0])
        cites = self.cites(item.cite)
        return f"{text} ({cites})" if cites else text

    # --- clauses ---

    def cites(self, citations: Iterable[Citation]) -> str:
        """Return citations as a lawyer writes them."""
        return "; ".join(self.cite(citation) for citation in citations)

    def cite(self, citation: Citation) -> str:
        """Return one citation: a clause of this act, or one of another."""
        if not citation.act:
            return self.clause(citation.clause)
        source = self.contents.entries("sources").get(citation.act)
        return f"{citation.clause} {source.label if source else citation.act}"

    def clause(self, clause: str) -> str:
        """Return the label of a clause of this act."""
        entry = self.contents.entries("clauses").get(clause)
        if self.lang == "ru" and entry is not None:
            return str(entry.label)
        return f"cl. {clause}"

    # --- rules ---

    def decision(self, entry: Entry) -> Iterator[str]:
        """Yield the lines that read a decision back: its title and its rules as sentences."""
        yield entry.title.say(self.lang) + self.at(entry.cite)
        rules: Mapping[str, Entry] = entry.rules or {}
        for rule in rules.values():
            if not rule.exception_to:
                yield from self.rule(entry, rule, "  ")
        if entry.otherwise is not None:
            value = self.answer(entry, entry.otherwise)
            yield f"  {self.say('otherwise')} — {value}{self.at(entry.otherwise.cite)}"

    def at(self, citations: Iterable[Citation] | None) -> str:
        """Return citations in brackets, or nothing."""
        cites = self.cites(citations or ())
        return f" ({cites})" if cites else ""

    def rule(self, decision: Entry, rule: Entry, indent: str) -> Iterator[str]:
        """Yield the lines of one rule and, further in, those of its exceptions."""
        for wording in rule.versions or (rule,):
            yield from self.wording(decision, wording, indent)
        for other in decision.rules.values():
            if other.exception_to == rule.id:
                yield f"{indent}  {self.say('exception')}:"
                yield from self.rule(decision, other, indent + "    ")

    def wording(self, decision: Entry, rule: Entry, indent: str) -> Iterator[str]:
        """Yield the lines of one wording of a rule."""
        cites = self.at(rule.cite)
        if rule.title is not None:
            yield f"{indent}{rule.title.say(self.lang)}{cites}"
            indent, cites = indent + "  ", ""
        if rule.scope is not None:
            yield f"{indent}{self.say('scope', condition=self.phrase(rule.scope))}"
        if rule.when is None:
            yield f"{indent}{self.say('always')}{cites}"
        else:
            first, *rest = self.condition(rule.when)
            yield f"{indent}{self.say('if', condition=first)}{cites}"
            yield from (f"{indent}  {line}" for line in rest)
        if rule.unless is not None:
            except_for = self.say("unless", condition=self.phrase(rule.unless.when))
            yield f"{indent}{except_for}{self.at(rule.unless.cite)}"
        yield f"{indent}{self.say('then', value=self.answer(decision, rule))}"

    def condition(self, expr: Expr) -> Iterator[str]:
        """Yield a condition as lines: an enumeration as a heading and its members."""
        if expr.op not in ("all", "any", "none", "at_least"):
            yield self.phrase(expr)
            return
        yield self.heading(expr)
        for member in expr.args:
            if isinstance(member, Expr):
                first, *rest = self.condition(member)
                yield f"— {first}"
                yield from (f"  {line}" for line in rest)

    def answer(self, decision: Entry, rule: Entry) -> str:
        """Return the value of a rule as words, each option of its reading where they differ."""
        if not rule.by_reading:
            return self.amount(decision, rule.value)
        reading = self.contents.entries("readings")[rule.reading]
        parts = []
        for option, expr in rule.by_reading.items():
            text = lower_first(reading.options[option].say(self.lang))
            parts.append(self.say("by_reading", option=text, value=self.amount(decision, expr)))
        return "; ".join(parts)

    def amount(self, decision: Entry, expr: Expr) -> str:
        """Return the value of a rule as words; a member of a choice by its title."""
        options: Mapping[str, Text] = decision.options or {}
        if expr.op == "name" and expr.args[0] in options:
            return options[str(expr.args[0])].say(self.lang)
        if expr.op == "number" and decision.type == "money":
            return Money(str(expr.args[0])).show(self.lang)
        return self.phrase(expr)
