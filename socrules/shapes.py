"""Reads the entries of a pack from nodes, key by key, by the shapes in the table of keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from socrules import expressions
from socrules.blocks import Texts
from socrules.expressions import Expr
from socrules.keys import NESTED, OPERATORS, Keys, ids_of
from socrules.model import Citation, Entry, Item, Text
from socrules.nodes import NULLS
from socrules.problems import PackError, Span, nearest
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node, latin_in_cyrillic, plain
from socrules.word_shapes import Words

JOINS: Final = OPERATORS[:3]


class Reading(Words):
    """One reading of files: what it has come upon that is wrong, and names it could not place."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: set[str] = set()

    # --- entries ---

    def entry(self, kind: str, name: str, node: Node, keys: Keys, at: Span) -> Entry:
        """Return the entry written in `node`, with its wordings."""
        values: dict[str, Any] = {}
        versions: tuple[Entry, ...] = ()
        if self.expect(node, MAPPING):
            values = self.values(kind, node, keys)
            wordings = node.items.get("versions")
            if wordings is not None and keys.varying:
                versions = self.versions(kind, name, wordings, keys, node, values)
            for key in keys.required:
                if key not in values:
                    self.report("missing-key", at, key=key, entry=kind, id=name)
        return Entry(kind, name, at, values, versions, node.items)

    def values(self, kind: str, node: Node, keys: Keys) -> dict[str, Any]:
        """Return the values of the known keys of a mapping; unknown keys are problems.

        What an unknown key was most likely meant to be counts as there, though not as read.
        """
        values: dict[str, Any] = {}
        for name, value in node.items.items():
            key = keys.get(name)
            if key is not None:
                values[name] = reader_of(key.shape)(self, value)
            elif not name.startswith("x-") and not (name == "versions" and keys.varying):
                known = [*keys, "versions"] if keys.varying else list(keys)
                span = node.keys[name].span
                near = nearest(name, known)
                self.report(
                    "unknown-key", span, key=name, entry=kind, known=", ".join(known), suggest=near
                )
                if near is not None and near in keys:
                    values.setdefault(near, None)
        return values

    def versions(
        self,
        kind: str,
        name: str,
        node: Node,
        keys: Keys,
        base: Node,
        common: dict[str, Any],
    ) -> tuple[Entry, ...]:
        """Return the wordings of an entry, each with the keys they have in common."""
        found = []
        if self.expect(node, SEQUENCE):
            for element in node.elements:
                if self.expect(element, MAPPING):
                    values = common | self.values(kind, element, keys.varying)
                    nodes = base.items | element.items
                    found.append(Entry(kind, name, element.span, values, (), nodes))
        return tuple(found)

    # --- shapes ---

    def shape(self, shape: str, node: Node) -> Any:
        """Return the value of a node by its shape, or `None` after a problem."""
        return reader_of(shape)(self, node)

    def entries(self, kind: str, node: Node, keys: Keys) -> dict[str, Entry]:
        """Return the entries of a section by id."""
        if not self.expect(node, MAPPING):
            return {}
        found, is_id = {}, re.compile(ids_of(kind)).fullmatch
        for name, value in node.items.items():
            at = node.keys[name].span
            if kind == "clauses":
                self.clause_id(node.keys[name])
            elif not is_id(name):
                self.report("bad-id", at, id=name)
            if kind == "expectations" and value.kind == SCALAR:
                self.expect(value, SCALAR)
                found[name] = Entry(kind, name, at, {"value": value})
            else:
                found[name] = self.entry(kind, name, value, keys, at)
        return found

    def read_literal(self, node: Node) -> Node | None:
        """Return the node itself: what it means follows from the type of the entry."""
        if node.kind != SEQUENCE:
            return node if self.expect(node, SCALAR) else None
        return node if len(self.read_literals(node)) == len(node.elements) else None

    def read_literals(self, node: Node) -> tuple[Node, ...]:
        """Return one or several literals."""
        return tuple(n for n in node.each() if self.expect(n, SCALAR))

    def read_clause_ids(self, node: Node) -> tuple[str, ...]:
        """Return one or several ids of clauses."""
        return tuple(n.text for n in node.each() if self.expect(n, SCALAR) and self.clause_id(n))

    def read_facts(self, node: Node) -> dict[str, Node]:
        """Return the given facts as nodes."""
        empty = node.kind == MAPPING and not node.items
        return dict(node.items) if empty or self.expect(node, MAPPING) else {}

    def read_log(self, node: Node) -> tuple[Node, ...] | None:
        """Return the lines of a log of events as nodes."""
        return tuple(node.elements) if self.expect(node, SEQUENCE) else None

    def read_bilingual(self, node: Node) -> Text | None:
        """Return a text in Russian and English; the Russian one must be there."""
        if type(node) is Texts:
            in_russian, in_english = node.said
            if in_russian not in NULLS and in_english not in NULLS:
                return Text(in_russian, in_english)
        if not self.expect(node, MAPPING):
            return None
        if node.flow:
            self.report("prose-in-braces", node.span)
            return None
        ru, en = node.items.get("ru"), node.items.get("en")
        text = Text((ru and self.read_text(ru)) or "", (en and self.read_text(en)) or "")
        self.only(node, "title", ("ru", "en"))
        if ru is None:
            self.report("missing-russian", node.span)
        return text

    def only(self, node: Node, entry: str, known: tuple[str, ...]) -> bool:
        """Say whether a mapping has no other keys than these; report those it has."""
        others = [name for name in node.items if name not in known]
        for name in others:
            words = {"key": name, "entry": entry, "known": ", ".join(known)}
            span, near = node.keys[name].span, nearest(name, known)
            self.report("unknown-key", span, suggest=near, **words)
        return not others

    def read_options(self, node: Node) -> dict[str, Text] | None:
        """Return the members of a choice with their titles."""
        if not self.expect(node, MAPPING):
            return None
        read = {name: self.read_bilingual(value) for name, value in node.items.items()}
        return {name: text or Text(name) for name, text in read.items()}

    def clause_id(self, node: Node) -> bool:
        """Say whether a clause id is quoted and in the letters of the document."""
        if not node.quoted:
            self.report("unquoted-id", node.span, id=node.text, mended=f'"{node.text}"')
        elif (twin := latin_in_cyrillic(node.text)) is not None:
            at, latin, cyrillic = twin
            mended = f'"{node.text[:at]}{cyrillic}{node.text[at + 1 :]}"'
            span = node.span.shift(at + 1, 1)
            self.report(
                "latin-letter", span, id=node.text, latin=latin, cyrillic=cyrillic, mended=mended
            )
        else:
            return True
        return False

    def citation(self, node: Node) -> Citation | None:
        """Return one clause of this act, or `{act: …, clause: …}` of another."""
        if node.kind == MAPPING:
            return self.outside(node)
        if self.expect(node, SCALAR) and self.clause_id(node):
            return Citation(node.text, "", node.span)
        return None

    def outside(self, node: Node) -> Citation | None:
        """Return a clause of another act."""
        whole = self.only(node, "cite", ("act", "clause"))
        if "act" not in node.items or "clause" not in node.items:
            if whole:
                self.report("bad-citation", node.span)
            return None
        act, clause = (self.read_text(node.items[name]) for name in ("act", "clause"))
        if clause is not None and not isinstance(plain(node.items["clause"]), str):
            self.report("unquoted-id", node.items["clause"].span, id=clause, mended=f'"{clause}"')
        return Citation(clause, act, node.span) if act and clause else None

    def read_citations(self, node: Node) -> tuple[Citation, ...]:
        """Return the clauses an entry cites."""
        if node.kind != SEQUENCE:
            one = self.citation(node)
            return () if one is None else (one,)
        if not self.expect(node, SEQUENCE):
            return ()
        read = [self.citation(element) for element in node.elements]
        return tuple([citation for citation in read if citation])

    def read_citations_by(self, node: Node) -> Any:
        """Return the clauses of an item, or those by member of a choice."""
        if node.kind == MAPPING and "act" not in node.items:
            if not self.expect(node, MAPPING):
                return None
            return {name: self.read_citations(value) for name, value in node.items.items()}
        return self.read_citations(node)

    def read_presumptions(self, node: Node) -> dict[str, tuple[Citation, ...]] | None:
        """Return presumed facts with the clause that makes the act speak only of them."""
        if not self.expect(node, MAPPING):
            return None
        return {name: self.read_citations(value) for name, value in node.items.items()}

    def read_amount(self, node: Node) -> Expr | None:
        """Return an expression."""
        if self.read_text(node) is None:
            return None
        span = node.span.shift(1, 1) if node.quoted else node.span
        try:
            return expressions.parse(node.text, span)
        except PackError as error:
            self.problems += error.problems
            return None

    def read_amounts(self, node: Node) -> dict[str, Expr] | None:
        """Return an expression for each option of a reading."""
        if not self.expect(node, MAPPING):
            return None
        read = {name: self.read_amount(value) for name, value in node.items.items()}
        return {name: tree for name, tree in read.items() if tree}

    def read_condition(self, node: Node) -> Expr | None:
        """Return a condition: an expression, or nested `all`, `any`, `none`, `at_least … of`."""
        if node.kind != MAPPING:
            return self.read_amount(node)
        if set(node.items) == {"at_least", "of"}:
            least = self.read_number(node.items["at_least"])
            members = self.members(node.items["of"])
            if least is None or members is None:
                return None
            return Expr("at_least", (least, *members), node.span)
        name = next(iter(node.items), "")
        if len(node.items) == 1 and name in JOINS:
            members = self.members(node.items[name])
            return None if members is None else Expr(name, tuple(members), node.span)
        self.report("bad-condition", node.span, known=", ".join(OPERATORS))
        return None

    def members(self, node: Node) -> list[Expr] | None:
        """Return the members of a nested condition, or `None` where one has a problem."""
        if not self.expect(node, SEQUENCE):
            return None
        read = [self.member(element) for element in node.elements]
        members = [member for member in read if member]
        return members if len(members) == len(read) else None

    def member(self, node: Node) -> Expr | None:
        """Return a member of a nested condition; an item keeps its clause and title."""
        if node.kind != MAPPING or "when" not in node.items:
            return self.read_condition(node)
        entry = self.entry("items", "items", node, NESTED["items"], node.span)
        if entry.when is None:
            return None
        cites, examples, reading = entry.cite or (), entry.examples or (), entry.reading or ""
        item = Item(cites, entry.title, examples, entry.open, reading, node.span)
        return Expr("item", (entry.when,), node.span, item)


@cache
def reader_of(shape: str) -> Callable[[Reading, Node], Any]:
    """Return what reads a shape."""
    word, _, rest = shape.partition(":")
    if word in ("enum", "words"):
        members = rest.split("|")
        one = word == "enum"
        return lambda reading, node: (reading.enum if one else reading.words)(node, members)
    if word == "entry":
        return lambda reading, node: reading.entry(rest, rest, node, NESTED[rest], node.span)
    if word == "entries":
        return lambda reading, node: reading.entries(rest, node, NESTED[rest])
    found: Callable[[Reading, Node], Any] = getattr(Reading, f"read_{shape}")
    return found
