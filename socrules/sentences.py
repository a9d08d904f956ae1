"""Reads conditions, amounts and rules back as Russian or English sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from socrules.expressions import Expr
from socrules.model import Citation, Contents, Entry, Text
from socrules.phrasebook import say
from socrules.values import Money

_ORDER: Final = ("<", "<=", ">", ">=")
_PARTS: Final = (
    (r"abz(\d+)", r"para. \1"),
    (r"abz(\d+-\d+)", r"paras. \1"),
    (r"s(\d+)", r"sentence \1"),
    (r"([a-z]+)", r"\1"),
)
"""How parts of clause ids are said in English; other parts stand as they are."""
_NAMED: Final = ("facts", "decisions", "parameters")


def lower_first(text: str) -> str:
    """Return text as it stands inside a sentence; abbreviations keep their capitals."""
    return text if len(text) < 2 or text[1].isupper() else text[0].lower() + text[1:]


def _english(part: str, otherwise: str) -> str:
    """Return one part of a clause id in English; `otherwise` goes before what no pattern fits."""
    for pattern, words in _PARTS:
        if re.fullmatch(pattern, part):
            return re.sub(pattern, words, part)
    return otherwise + part


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
            key = f"{op} number" if op in _ORDER and self.is_number(args[1]) else op
            return self.say(key, a=parts[0], b=members)
        words = {"a": parts[0], "b": parts[1] if len(parts) > 1 else "", "list": "; ".join(parts)}
        return self.say(op, **words)

    def is_number(self, expr: Expr) -> bool:
        """Say whether an expression is read as a number: a literal, or a parameter by its value."""
        if expr.op != "name":
            return expr.op in ("number", "share")
        entry = self.entry(str(expr.args[0]))
        return entry is not None and entry.kind == "parameters" and not entry.versions

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
            return self.value(entry)
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

    def others(self, citations: Iterable[Citation]) -> str:
        """Return clauses of other acts; in English each with the name of its act.

        Their labels are those of Russian lawyers in both languages: by them an act is found.
        """
        if self.lang == "ru":
            return self.cites(citations)
        sources = self.contents.entries("sources")
        return "; ".join(
            f"{self.cite(one)} — {sources[one.act].title.say('en')}" for one in citations
        )

    def clause(self, clause: str) -> str:
        """Return the label of a clause of this act; in English made from its id."""
        if self.lang == "ru":
            return str(self.contents.entries("clauses")[clause].label)
        head, *parts = clause.split("/")
        whole = ""
        if head in ("post", "annex") and parts:
            act = self.contents.head.act.instrument.say("en")
            whole = f" of the {act if head == 'post' else head}"
            head, *parts = parts
        words = [_english(head, "cl. "), *(_english(part, "") for part in parts)]
        return ", ".join(words) + whole

    # --- rules ---

    def decision(self, entry: Entry) -> Iterator[str]:
        """Yield the lines that read a decision back: its title and its rules as sentences."""
        yield entry.title.say(self.lang) + self.at(entry.cite)
        rules: Mapping[str, Entry] = entry.rules or {}
        for rule in rules.values():
            if not rule.exception_to:
                yield from self.rule(entry, rule, "  ")
        if entry.otherwise is not None:
            value = self.amount(entry, entry.otherwise.value)
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
        elif rule.when is None:
            yield f"{indent}{self.say('always')}{cites}"
        if rule.scope is not None:
            yield f"{indent}{self.say('scope', condition=self.phrase(rule.scope))}"
        if rule.when is not None:
            first, *rest = self.condition(rule.when, cites)
            yield f"{indent}{self.say('if', condition=first)}"
            yield from (f"{indent}  {line}" for line in rest)
        if rule.unless is not None:
            except_for = self.say("unless", condition=self.phrase(rule.unless.when))
            yield f"{indent}{except_for}{self.at(rule.unless.cite)}"
        yield from (f"{indent}{line}" for line in self.answers(decision, rule))

    def condition(self, expr: Expr, cites: str = "") -> Iterator[str]:
        """Yield a condition as lines: an enumeration as a heading and its members."""
        if expr.op not in ("all", "any", "none", "at_least"):
            yield self.phrase(expr) + cites
            return
        yield f"{self.heading(expr).removesuffix(':')}{cites}:"
        for member in expr.args:
            if isinstance(member, Expr):
                first, *rest = self.condition(member)
                yield f"— {first}"
                yield from (f"  {line}" for line in rest)

    def answers(self, decision: Entry, rule: Entry) -> Iterator[str]:
        """Yield the lines of a rule's value; each option of its reading where they differ."""
        if not rule.by_reading:
            yield self.say("then", value=self.amount(decision, rule.value))
            return
        reading = self.contents.entries("readings")[rule.reading]
        yield self.say("by_reading", reading=lower_first(reading.title.say(self.lang)))
        for option, expr in rule.by_reading.items():
            mark = "✓" if option == reading.ours else "–"
            yield f"  {mark} {reading.options[option].say(self.lang)}"
            yield f"    {self.say('then', value=self.amount(decision, expr))}"

    def amount(self, decision: Entry, expr: Expr) -> str:
        """Return the value of a rule as words; a member of a choice by its title."""
        options: Mapping[str, Text] = decision.options or {}
        if expr.op == "name" and expr.args[0] in options:
            return options[str(expr.args[0])].say(self.lang)
        if expr.op == "number" and decision.type == "money":
            return Money(str(expr.args[0])).show(self.lang)
        return self.phrase(expr)
