"""What a pack says: frozen classes for the entries of its files, before names are resolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import attrs

from socrules.keys import HEAD, NESTED, SECTIONS
from socrules.problems import Problem, Span
from socrules.source import Node


@attrs.frozen
class Text:
    """A text for readers in Russian and, where it was written, in English."""

    ru: str
    en: str = ""

    def say(self, lang: str) -> str:
        """Return the text in `lang`, or in Russian where it has no other."""
        return (self.en if lang == "en" else "") or self.ru


@attrs.frozen
class Citation:
    """A clause of this act, or of another (`act` names one of the pack's sources)."""

    clause: str
    act: str = ""
    span: Span | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Item:
    """What an enumerated item carries beside its condition."""

    cite: tuple[Citation, ...] = ()
    title: Text | None = None
    examples: tuple[str, ...] = ()
    open: Text | None = None
    reading: str = ""
    span: Span | None = attrs.field(default=None, eq=False, repr=False)


_NO_NODES: Final[Mapping[str, Node]] = {}


@attrs.frozen(slots=False, init=False)
class Entry:
    """An entry of a pack: where it stands and what its keys say, by the table in `schema`.

    `kind` is the section (`facts`, `rules`, …); the values of keys are read as attributes, absent
    ones as `None`. A key that is there but could not be read holds `None` in `values`. `versions`
    are its wordings in time, each an entry of the same kind; `nodes` says where its keys stand.
    """

    kind: str
    id: str
    span: Span = attrs.field(eq=False, repr=False)
    values: Mapping[str, Any] = attrs.field(eq=False, repr=False)
    versions: tuple[Entry, ...]
    nodes: Mapping[str, Node] = attrs.field(eq=False, repr=False)

    def __init__(
        self,
        kind: str,
        id: str,
        span: Span,
        values: Mapping[str, Any],
        versions: tuple[Entry, ...] = (),
        nodes: Mapping[str, Node] = _NO_NODES,
    ) -> None:
        # Loading makes entries by the thousand, and asks little else as often as their values.
        said = vars(self)
        said.update(values)
        said.update(kind=kind, id=id, span=span, values=values, versions=versions, nodes=nodes)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def place(self, key: str) -> Span:
        """Return where the value of a key stands, or the entry itself where the key is absent."""
        return self.nodes[key].span if key in self.nodes else self.span


for _key in ("origin", *chain(HEAD, *SECTIONS.values(), *NESTED.values())):
    setattr(Entry, _key, None)


Stretch = tuple[int, int | None] | None
"""The first and last lines of an entry; to the end of the file; or all of a file's lines."""

Stretches = Mapping[str, Mapping[str, Stretch]]
"""On which lines of one file its entries stand, by section and id."""

MadeIds = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]
"""The ids of the `decisions` and `facts` made from an entry, by its section and id."""


@attrs.frozen(repr=False)
class Contents:
    """Everything the files of one pack say: its head and its entries by section and id.

    `digest` is the SHA-256 of the files' names and texts. `problems` are those of reading; `lost`
    are ids of entries that stand where they cannot be read; `unread` says that a whole file could
    not be. `where` says for each file where its entries stand, `made` what the decisions and facts
    that are not written were made from. `written` is what the files say, where these are contents
    under chosen readings. `scenario` are parameters whose values are not those of the files.
    """

    id: str
    head: Entry
    sections: Mapping[str, Mapping[str, Entry]]
    digest: str
    problems: tuple[Problem, ...] = ()
    lost: frozenset[str] = frozenset()
    unread: bool = False
    where: Mapping[str, Stretches] = attrs.field(factory=dict, eq=False)
    made: MadeIds = attrs.field(factory=dict, eq=False)
    written: Contents | None = attrs.field(default=None, eq=False)
    scenario: Mapping[str, str] = attrs.field(factory=dict, eq=False)

    def entries(self, section: str) -> Mapping[str, Entry]:
        """Return the entries of a section by id; empty where the pack has none."""
        return self.sections.get(section, {})
