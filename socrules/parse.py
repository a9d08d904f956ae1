"""Turns nodes into the entries of a pack by the table of keys; every problem is collected."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from socrules import expressions
from socrules.expressions import Expr
from socrules.model import Citation, Entry, Item, Contents, Text
from socrules.problems import Document, PackError, Problem, Span, nearest, problem
from socrules.schema import FORMAT, HEAD, NESTED, OPERATORS, SECTIONS, Key
from socrules.source import MAPPING, SCALAR, SEQUENCE, Node, latin_in_cyrillic, read_file

MAX_FILES: Final = 500


class Reading:
    """What one reading of files has come upon: the problems, in the order they were found."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, kind: str, span: Span, **args: Any) -> None:
        """Note one problem; reading goes on."""
        self.problems.append(problem(kind, span, **args))

    def attempt(self, read: Callable[[], Any]) -> Any:
        """Return what `read` returns, or `None` where it raises `PackError`, whose problems are kept."""
        try:
            return read()
        except PackError as error:
            self.problems.extend(error.problems)
            return None

    # --- entries ---

    def entry(self, kind: str, name: str, node: Node, keys: Mapping[str, Key], at: Span) -> Entry:
        """Return the entry written in `node`, with its wordings."""
        values: dict[str, Any] = {}
        versions: tuple[Entry, ...] = ()
        if self.expect(node, MAPPING):
            values = self.values(kind, node, keys)
            wordings = node.items.get("versions")
            if wordings is not None and any(key.versioned for key in keys.values()):
                versions = self.versions(kind, name, wordings, keys, values)
            for key, spec in keys.items():
                if spec.required and key not in node.items:
                    self.report("missing-key", at, key=key, entry=kind, id=name)
        return Entry(kind, name, at, values, versions)

    def values(self, kind: str, node: Node, keys: Mapping[str, Key]) -> dict[str, Any]:
        """Return the values of the known keys of a mapping; unknown keys are problems."""
        varying = any(key.versioned for key in keys.values())
        values: dict[str, Any] = {}
        for name, value in node.items.items():
            if name in keys:
                read = self.shape(keys[name].shape, value)
                if read is not None:
                    values[name] = read
            elif not name.startswith("x-") and not (name == "versions" and varying):
                known = [*keys, "versions"] if varying else list(keys)
                span = node.keys[name].span
                near = nearest(name, known)
                self.report(
                    "unknown-key", span, key=name, entry=kind, known=", ".join(known), suggest=near
                )
        return values

    def versions(
        self, kind: str, name: str, node: Node, keys: Mapping[str, Key], common: dict[str, Any]
    ) -> tuple[Entry, ...]:
        """Return the wordings of an entry, each with the keys they have in common."""
        found = []
        if self.expect(node, SEQUENCE):
            varying = {key: spec for key, spec in keys.items() if spec.versioned}
            for element in node.elements:
                if self.expect(element, MAPPING):
                    values = self.values(kind, element, varying)
                    found.append(Entry(kind, name, element.span, common | values))
        return tuple(found)

    def expect(self, node: Node, kind: str) -> bool:
        """Say whether the node has the kind it must have; report it where it has not."""
        if node.kind != kind:
            self.report(f"expected-{kind}", node.span)
        return node.kind == kind

    # --- shapes ---

    def shape(self, shape: str, node: Node) -> Any:
        """Return the value of a node by its shape, or `None` after a problem."""
        word, _, rest = shape.partition(":")
        if word == "enum":
            return self.enum(node, rest.split("|"))
        if word == "entry":
            return self.entry(rest, rest, node, NESTED[rest], node.span)
        if word == "entries":
            return self.entries(rest, node, NESTED[rest])
        return getattr(self, f"read_{shape}")(node)

    def entries(self, kind: str, node: Node, keys: Mapping[str, Key]) -> dict[str, Entry]:
        """Return the entries of a section by id."""
        if not self.expect(node, MAPPING):
            return {}
        found = {}
        for name, value in node.items.items():
            at = node.keys[name].span
            if kind == "clauses":
                self.clause_id(node.keys[name])
            elif not re.fullmatch(
                r"[^\W\d]\w*(-\w+)*" if kind == "sources" else r"[^\W\d]\w*", name
            ):
                self.report("bad-id", at, id=name)
            if kind == "expectations" and value.kind == SCALAR:
                found[name] = Entry(kind, name, at, {"value": value})
            else:
                found[name] = self.entry(kind, name, value, keys, at)
        return found

    def enum(self, node: Node, members: list[str]) -> str | None:
        """Return the one of `members` that is written."""
        if not self.expect(node, SCALAR):
            return None
        if node.text not in members:
            near = nearest(node.text, members)
            self.report(
                "unknown-word", node.span, word=node.text, known=", ".join(members), suggest=near
            )
            return None
        return node.text

    def read_text(self, node: Node) -> str | None:
        """Return text; an empty one is a problem."""
        if not self.expect(node, SCALAR):
            return None
        if not node.text.strip():
            self.report("empty-text", node.span)
            return None
        return node.text.strip()

    def read_bool(self, node: Node) -> bool | None:
        """Return a truth value."""
        word = self.enum(node, ["true", "false", "yes", "no"])
        return None if word is None else word in ("true", "yes")

    def read_number(self, node: Node) -> int | None:
        """Return a small whole number."""
        if not self.expect(node, SCALAR):
            return None
        if not re.fullmatch(r"\d{1,9}", node.text):
            self.report("not-a-number", node.span, text=node.text)
            return None
        return int(node.text)

    def read_day(self, node: Node) -> datetime.date | str | None:
        """Return a date, or one of the words `in_force`, `unknown`."""
        if not self.expect(node, SCALAR):
            return None
        if node.text in ("in_force", "unknown"):
            return node.text
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", node.text):
                return datetime.date.fromisoformat(node.text)
        except ValueError:
            pass
        self.report("not-a-date", node.span, text=node.text)
        return None

    def read_literal(self, node: Node) -> Node | None:
        """Return the node itself: what it means follows from the type of the entry."""
        return node if node.kind == SEQUENCE or self.expect(node, SCALAR) else None

    def read_literals(self, node: Node) -> tuple[Node, ...]:
        """Return one or several literals."""
        return tuple(n for n in self.several(node) if self.expect(n, SCALAR))

    def several(self, node: Node) -> list[Node]:
        """Return the elements of a list, or the lone node."""
        return node.elements if node.kind == SEQUENCE else [node]

    def read_id(self, node: Node) -> str | None:
        """Return the id of another entry."""
        return self.read_text(node)

    def read_ids(self, node: Node) -> tuple[str, ...]:
        """Return one or several ids."""
        read = [self.read_text(element) for element in self.several(node)]
        return tuple(text for text in read if text)

    def read_clause_ids(self, node: Node) -> tuple[str, ...]:
        """Return one or several ids of clauses."""
        return tuple(
            n.text for n in self.several(node) if self.expect(n, SCALAR) and self.clause_id(n)
        )

    def read_pack(self, node: Node) -> str | None:
        """Return the id of a pack, `region/act`."""
        text = self.read_text(node)
        if text and not re.fullmatch(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*", text):
            self.report("bad-pack-id", node.span, id=text)
            return None
        return text

    def read_choices(self, node: Node) -> dict[str, str]:
        """Return a mapping of ids to ids."""
        if not self.expect(node, MAPPING):
            return {}
        read = {name: self.read_text(value) for name, value in node.items.items()}
        return {name: text for name, text in read.items() if text}

    def read_facts(self, node: Node) -> dict[str, Node]:
        """Return the given facts as nodes."""
        return dict(node.items) if self.expect(node, MAPPING) else {}

    def read_bilingual(self, node: Node) -> Text | None:
        """Return a text in Russian and English; the Russian one must be there."""
        if not self.expect(node, MAPPING):
            return None
        if node.flow:
            self.report("prose-in-braces", node.span)
            return None
        for name, value in node.items.items():
            if name not in ("ru", "en"):
                span = node.keys[name].span
                self.report(
                    "unknown-key", span, key=name, entry="title", known="ru, en", suggest=None
                )
            else:
                self.read_text(value)
        if "ru" not in node.items:
            self.report("missing-russian", node.span)
            return None
        say = {name: value.text.strip() for name, value in node.items.items()}
        return Text(say["ru"], say.get("en", ""))

    def read_options(self, node: Node) -> dict[str, Text]:
        """Return the members of a choice with their titles."""
        if not self.expect(node, MAPPING):
            return {}
        read = {name: self.read_bilingual(value) for name, value in node.items.items()}
        return {name: text or Text(name) for name, text in read.items()}

    def clause_id(self, node: Node) -> bool:
        """Say whether a clause id is quoted and in the letters of the document."""
        if not node.quoted:
            self.report("unquoted-id", node.span, id=node.text, mended=f'"{node.text}"')
        elif (twin := latin_in_cyrillic(node.text)) is not None:
            at, latin, cyrillic = twin
            mended = node.text[:at] + cyrillic + node.text[at + 1 :]
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
            act, clause = node.items.get("act"), node.items.get("clause")
            if act is None or clause is None or len(node.items) != 2:
                self.report("bad-citation", node.span)
                return None
            names = self.read_text(act), self.read_text(clause)
            return Citation(names[1], names[0], node.span) if names[0] and names[1] else None
        if self.expect(node, SCALAR) and self.clause_id(node):
            return Citation(node.text, "", node.span)
        return None

    def read_citations(self, node: Node) -> tuple[Citation, ...]:
        """Return the clauses an entry cites."""
        read = [self.citation(element) for element in self.several(node)]
        return tuple(citation for citation in read if citation)

    def read_presumptions(self, node: Node) -> dict[str, tuple[Citation, ...]]:
        """Return presumed facts with the clause that makes the act speak only of them."""
        if not self.expect(node, MAPPING):
            return {}
        return {name: self.read_citations(value) for name, value in node.items.items()}

    def read_amount(self, node: Node) -> Expr | None:
        """Return an expression."""
        if not self.expect(node, SCALAR):
            return None
        span = node.span.shift(1, 1) if node.quoted else node.span
        parsed: Expr | None = self.attempt(lambda: expressions.parse(node.text, span))
        return parsed

    def read_amounts(self, node: Node) -> dict[str, Expr]:
        """Return an expression for each option of a reading."""
        if not self.expect(node, MAPPING):
            return {}
        read = {name: self.read_amount(value) for name, value in node.items.items()}
        return {name: tree for name, tree in read.items() if tree}

    def read_condition(self, node: Node) -> Expr | None:
        """Return a condition: an expression, or nested `all`, `any`, `none`, `at_least … of`."""
        if node.kind != MAPPING:
            return self.read_amount(node)
        if "at_least" in node.items and set(node.items) == {"at_least", "of"}:
            least = self.read_number(node.items["at_least"])
            members = self.members(node.items["of"])
            return None if least is None else Expr("at_least", (least, *members), node.span)
        if len(node.items) == 1 and (name := next(iter(node.items))) in OPERATORS[:3]:
            return Expr(name, tuple(self.members(node.items[name])), node.span)
        self.report("bad-condition", node.span, known=", ".join(OPERATORS))
        return None

    def members(self, node: Node) -> list[Expr]:
        """Return the members of a nested condition; an item keeps its clause and title."""
        read = []
        if self.expect(node, SEQUENCE):
            if not node.elements:
                self.report("empty-list", node.span)
            read = [self.member(element) for element in node.elements]
        return [member for member in read if member]

    def member(self, node: Node) -> Expr | None:
        if node.kind != MAPPING or "when" not in node.items:
            return self.read_condition(node)
        entry = self.entry("items", "items", node, NESTED["items"], node.span)
        if entry.when is None:
            return None
        examples = entry.examples or ()
        item = Item(entry.cite or (), entry.title, examples, entry.open, entry.reading or "")
        return Expr("item", (entry.when,), node.span, item)


def parse_section(reading: Reading, root: Node, allowed: list[str]) -> dict[str, dict[str, Entry]]:
    """Return the entries of one file by section; only `allowed` sections may stand in it."""
    if not reading.expect(root, MAPPING):
        return {}
    found = {}
    for name, node in root.items.items():
        if name in allowed:
            found[name] = reading.entries(name, node, SECTIONS[name])
        elif not name.startswith("x-"):
            span = root.keys[name].span
            near = nearest(name, allowed)
            known = ", ".join(allowed)
            reading.report("unknown-section", span, section=name, known=known, suggest=near)
    return found


def parse_pack(folder: Path, name: str | None = None) -> Contents:
    """Return the pack in `folder`, whose files are called `name`/file in messages.

    Raises `PackError` with every problem of every file.
    """
    name = name or str(folder)
    nowhere = Span(Document(name, ""), 1, 1)
    if not folder.is_dir() or not (folder / "pack.yaml").is_file():
        raise PackError(problem("not-a-pack", nowhere, folder=name))
    reading = Reading()
    digest = hashlib.sha256()
    sections: dict[str, dict[str, Entry]] = {}
    paths = sorted(folder.glob("*.yaml"))
    if len(paths) > MAX_FILES:
        raise PackError(problem("too-many-files", nowhere, limit=MAX_FILES))
    allowed = [section for section in SECTIONS if section != "cases"]
    head: Entry | None = None
    for path in paths:
        if path.name.endswith(".cases.yaml"):
            continue
        root = reading.attempt(lambda path=path: read_file(path, f"{name}/{path.name}"))
        if root is None:
            continue
        digest.update(f"{path.name}\0{root.document.text}\0".encode())
        if path.name == "pack.yaml":
            head = reading.entry("pack", name, root, HEAD, root.span)
            if head.format is not None and head.format != FORMAT:
                reading.report(
                    "unknown-format", root.items["format"].span, format=head.format, known=FORMAT
                )
            continue
        for section, entries in parse_section(reading, root, allowed).items():
            merged = sections.setdefault(section, {})
            for key, entry in entries.items():
                if key in merged:
                    also = [merged[key].span]
                    reading.report(
                        "duplicate-entry", entry.span, id=key, section=section, also=also
                    )
                merged.setdefault(key, entry)
    if reading.problems or head is None:
        raise PackError(reading.problems)
    return Contents(str(head.values["id"]), head, sections, digest.hexdigest())
