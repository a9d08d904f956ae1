"""Mutations of what a pack says: every entry with one slip in it, each a pack of its own.

What is changed follows from the table of keys: the shape of a key says what can slip in it
(`SLIPS`), `DROPPED` which keys can be forgotten. Only what an answer shows is changed: conditions,
values, clauses, the keys of norms; never titles, questions or notes.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import attrs

from socrules.edits import (
    Edit,
    dropped,
    each,
    fewer,
    inside,
    mapping,
    renamed,
    swapped,
    texts,
    with_element,
)
from socrules.keys import HEAD, NESTED, SECTIONS, Key
from socrules.model import Contents, Entry
from socrules.observed import CITED_WHERE, DROPPED, MUTATED, UNSEEN
from socrules.periods import READINGS
from socrules.problems import PackError, Span
from socrules.shapes import Reading
from socrules.slips import TEXTS, Names, in_expression
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node
from socrules.surface import REFERENCES, expand
from socrules.walk import all_entries


@attrs.frozen
class Mutation:
    """One slip: in which entry, where in it, what stood there, what stands there now.

    `operator` is the kind of slip, `path` the keys that lead to it inside the entry. `before` and
    `after` are the words of the file; `after` is empty where something is dropped. `node` is the
    entry with the slip in it, `None` where the whole entry is left out.
    """

    operator: str
    section: str
    entry: str
    path: tuple[str, ...]
    span: Span
    before: str
    after: str
    node: Node | None = attrs.field(eq=False, repr=False)

    @property
    def id(self) -> str:
        """Return what tells the mutation from all others of the pack."""
        where = "/".join((self.section, self.entry, *self.path))
        return f"{where}:{self.span.column} {self.before} → {self.after}"


def mutated(contents: Contents, mutation: Mutation) -> Contents:
    """Return the contents with the slip in them; raises `PackError` where they cannot be read."""
    section, name = mutation.section, mutation.entry
    digest = hashlib.sha256(f"{contents.digest}\0{mutation.id}".encode()).hexdigest()
    written = as_written(contents)
    entries = {**written.entries(section)}
    if mutation.node is None:
        del entries[name]
    else:
        reading = Reading()
        keys = HEAD if section == "pack" else SECTIONS[section]
        at = contents.head if section == "pack" else entries[name]
        entry = reading.entry(section, name, mutation.node, keys, at.span)
        if reading.problems:
            raise PackError(reading.problems)
        if section == "pack":
            head = attrs.evolve(entry, id=contents.id)
            return expand(attrs.evolve(written, head=head, digest=digest))
        entries[name] = entry
    sections = {**written.sections, section: entries}
    return expand(attrs.evolve(written, sections=sections, digest=digest))


def as_written(contents: Contents) -> Contents:
    """Return the contents without the decisions and facts made from other sections."""
    kept = {
        section: {name: entry for name, entry in entries.items() if entry.origin is None}
        for section, entries in contents.sections.items()
    }
    return attrs.evolve(contents, sections=kept)


def mutations(contents: Contents) -> list[Mutation]:
    """Return every mutation of a pack that can be read, in the order of its files."""
    found = list(Mutating(contents).all())
    return sorted(found, key=lambda one: (one.span.document.name, one.span.line, one.span.column))


def dropped_entries(contents: Contents) -> list[Mutation]:
    """Return the mutations that leave out a whole entry, each once, in the order of the files."""
    found = []
    for section in MUTATED:
        for name, entry in contents.entries(section).items():
            if entry.origin is None:
                found.append(
                    Mutation("entry-dropped", section, name, (), entry.span, name, "", None)
                )
    return sorted(found, key=lambda one: (one.span.document.name, one.span.line))


def sample(contents: Contents, count: int, seed: int = 0) -> list[Mutation]:
    """Return `count` mutations at random, the same for the same `seed`, every kind among them."""
    return taking_turns(mutations(contents), count, seed)


def taking_turns(found: Sequence[Mutation], count: int, seed: int) -> list[Mutation]:
    """Return `count` of the mutations at random, the kinds in turns.

    So what there is much of does not crowd out the rest.
    """
    pick = random.Random(seed)
    by_kind: dict[str, list[Mutation]] = {}
    for one in found:
        by_kind.setdefault(one.operator, []).append(one)
    for group in by_kind.values():
        pick.shuffle(group)
    taken: list[Mutation] = []
    while len(taken) < count and any(by_kind.values()):
        taken += [group.pop() for group in by_kind.values() if group]
    return taken[:count]


class Mutating:
    """Finds the mutations of one pack."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.names = Names()

    def all(self) -> Iterator[Mutation]:
        """Yield every mutation whose text can be read, entry by entry."""
        head = {name: HEAD[name] for name in ("effect", "presumes")}
        yield from self.of("pack", self.contents.head, head)
        for section in MUTATED:
            for entry in self.contents.entries(section).values():
                unused = section == "readings" and entry.id not in self._switching
                if entry.origin is None and not unused:
                    yield from self.of(section, entry, SECTIONS[section])

    def of(self, section: str, entry: Entry, keys: Mapping[str, Key]) -> Iterator[Mutation]:
        """Yield the mutations of one entry."""
        node = mapping(entry)
        self.names = self.taken_for(entry)
        for edit in self.in_mapping(section, keys, node):
            if edit.node is not None and reads(section, entry, edit.node):
                yield Mutation(
                    edit.operator,
                    section,
                    entry.id,
                    edit.path,
                    edit.span,
                    edit.before,
                    edit.after,
                    edit.node,
                )

    def taken_for(self, entry: Entry) -> Names:
        """Return what the names in an entry may be taken for."""
        own = following(list(entry.options or ()))
        return Names(self._truths, self._choices, own)

    @cached_property
    def _truths(self) -> frozenset[str]:
        named = (self.contents.entries(section) for section in ("facts", "decisions"))
        return frozenset(one.id for group in named for one in group.values() if one.type == "bool")

    @cached_property
    def _choices(self) -> dict[str, dict[str, str]]:
        """Return for each choice its members, each with the next one."""
        named = (self.contents.entries(section) for section in ("facts", "decisions"))
        every = (one for group in named for one in group.values())
        return {one.id: following(list(one.options)) for one in every if one.options}

    @cached_property
    def _switching(self) -> frozenset[str]:
        """Return the readings some entry chooses its value by; the others only tell readers."""
        return frozenset(one.reading for one in all_entries(self.contents) if one.by_reading)

    @cached_property
    def _clauses(self) -> dict[str, str]:
        """Return for each clause the next one that may be cited."""
        clauses = self.contents.entries("clauses").values()
        return following([entry.id for entry in clauses if entry.left_out is None])

    # --- entries ---

    def in_mapping(self, kind: str, keys: Mapping[str, Key], node: Node) -> Iterator[Edit]:
        """Yield the slips in the keys of an entry, and in those of its wordings."""
        unseen = UNSEEN[""] | UNSEEN.get(kind, frozenset())
        if kind in CITED_WHERE and not CITED_WHERE[kind](node):
            unseen = unseen | {"cite"}
        for name, value in node.items.items():
            if name == "versions" and value.kind == SEQUENCE:
                varying = {key: spec for key, spec in keys.items() if spec.versioned}
                for index, wording in enumerate(value.elements):
                    for edit in self.in_mapping(kind, varying, wording):
                        whole = with_element(value, index, edit.node)
                        yield inside(node, name, attrs.evolve(edit, node=whole))
            elif name in keys and name not in unseen:
                for edit in self.in_key(kind, name, keys[name], value):
                    yield inside(node, name, edit)
                if name in DROPPED and not keys[name].required:
                    yield dropped(DROPPED[name], node, name)

    def in_key(self, kind: str, name: str, key: Key, node: Node) -> Iterator[Edit]:
        """Yield the slips in the value of one key, by its shape."""
        word, _, rest = key.shape.partition(":")
        if word == "entry":
            yield from self.in_mapping(rest, NESTED[rest], node)
        elif word == "entries":
            yield from self.in_entries(rest, node)
        elif word == "enum":
            yield from self.word(node, following(rest.split("|")))
        elif name == "ours":
            yield from self.word(node, self.names.own, "reading-switched")
        elif name in REFERENCES:
            yield from self.references(REFERENCES[name], node)
        elif word in TEXTS:
            yield from texts(node, TEXTS[word])
        elif word in SLIPS:
            yield from SLIPS[word](self, node)

    def in_entries(self, kind: str, node: Node) -> Iterator[Edit]:
        """Yield the slips in entries that stand inside others, and each entry dropped."""
        for name, value in node.items.items():
            for edit in self.in_mapping(kind, NESTED[kind], value):
                yield inside(node, name, edit)
            if len(node.items) > 1:
                exception = kind == "rules" and "exception_to" in value.items
                operator = {"rules": "rule-dropped"}.get(kind, "item-dropped")
                yield dropped("exception-dropped" if exception else operator, node, name)

    # --- shapes ---

    def expression(self, node: Node) -> Iterator[Edit]:
        """Yield the slips in the text of a condition or amount, or of a literal."""
        if node.kind == SEQUENCE:
            yield from fewer(node, "member-dropped", self.expression)
        else:
            yield from texts(node, lambda text: in_expression(text, self.names))

    def condition(self, node: Node) -> Iterator[Edit]:
        """Yield the slips in a condition: in its words, or in a nested enumeration."""
        if node.kind != MAPPING:
            yield from self.expression(node)
        elif "when" in node.items:
            yield from self.in_mapping("items", NESTED["items"], node)
        elif "of" in node.items:
            for edit in texts(node.items["at_least"], TEXTS["number"]):
                yield inside(node, "at_least", attrs.evolve(edit, operator="joined-otherwise"))
            yield from self.under(node, "of")
        else:
            [name] = node.items
            other = _JOINS[name]
            joined = renamed(node, name, other)
            yield Edit("joined-otherwise", node.keys[name].span, name, other, joined)
            yield from self.under(node, name)

    def under(self, node: Node, name: str) -> Iterator[Edit]:
        """Yield the slips in the members of an enumeration."""
        for edit in fewer(node.items[name], "member-dropped", self.condition):
            yield inside(node, name, edit)

    def amounts(self, node: Node) -> Iterator[Edit]:
        """Yield the slips in amounts by option of a reading."""
        for name, value in node.items.items():
            for edit in self.expression(value):
                yield inside(node, name, edit)

    def citations(self, node: Node) -> Iterator[Edit]:
        """Yield the next clause for each that is cited; clauses of other acts are left alone."""
        if node.kind == SEQUENCE:
            yield from each(node, self.citations)
        elif node.kind == MAPPING and "act" not in node.items:
            for name, value in node.items.items():
                for edit in self.citations(value):
                    yield inside(node, name, edit)
        elif node.kind == SCALAR and node.text in self._clauses:
            yield swapped(node, "clause-renumbered", self._clauses[node.text])

    def presumptions(self, node: Node) -> Iterator[Edit]:
        """Yield each presumption dropped, and the next clause for each that is cited."""
        for name, value in node.items.items():
            for edit in self.citations(value):
                yield inside(node, name, edit)
            if len(node.items) > 1:
                yield dropped("condition-dropped", node, name)

    def of_time(self, node: Node) -> Iterator[Edit]:
        """Yield the other option of each reading of a period."""
        for name, value in node.items.items():
            for edit in self.word(value, following(READINGS[name].options), "reading-switched"):
                yield inside(node, name, edit)

    def word(
        self, node: Node, others: Mapping[str, str], operator: str = "norm-changed"
    ) -> Iterator[Edit]:
        """Yield another word for one of a list."""
        if node.text in others:
            yield swapped(node, operator, others[node.text])

    def truth(self, node: Node) -> Iterator[Edit]:
        """Yield the opposite of a truth value."""
        flipped = {"true": "false", "yes": "no", "false": "true", "no": "yes"}
        yield swapped(node, "norm-changed", flipped[node.text])

    def references(self, sections: tuple[str, ...], node: Node) -> Iterator[Edit]:
        """Yield the next entry for each that is named: another actor, another event."""
        others = following([one for name in sections for one in self.contents.entries(name)])
        if node.kind == SEQUENCE:
            yield from fewer(node, "norm-changed", lambda one: self.word(one, others))
        else:
            yield from self.word(node, others)


SLIPS: Final[Mapping[str, Callable[[Mutating, Node], Iterator[Edit]]]] = {
    "condition": Mutating.condition,
    "amount": Mutating.expression,
    "amounts": Mutating.amounts,
    "literal": Mutating.expression,
    "citations": Mutating.citations,
    "citations_by": Mutating.citations,
    "presumptions": Mutating.presumptions,
    "bool": Mutating.truth,
    "choices": Mutating.of_time,
}
"""What can slip in a key of each shape, beside `TEXTS`."""

_JOINS: Final = {"all": "any", "any": "all", "none": "any"}


def reads(section: str, entry: Entry, node: Node) -> bool:
    """Say whether an entry can be read with the slip in it."""
    reading = Reading()
    keys = HEAD if section == "pack" else SECTIONS[section]
    reading.entry(section, entry.id, node, keys, entry.span)
    return not reading.problems


def following(members: Sequence[str]) -> dict[str, str]:
    """Return for each member the next one, the first after the last; nothing for one alone."""
    if len(members) < 2:
        return {}
    return dict(zip(members, [*members[1:], members[0]], strict=True))
