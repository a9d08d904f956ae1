"""The table of problem kinds: for each its sentence and its help in both languages.

The table is data, `texts/problems.yaml`, and so are the names of entries, `texts/entries.yaml`;
they are read when the first message is made.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import attrs

from socrules.source import Node, read


@attrs.frozen
class Kind:
    """A kind of problem: sentence and help by language, with `{words}` to fill in."""

    sentence: dict[str, str]
    help: dict[str, str]


class _Kinds(dict[str, Kind]):
    """The table, filled on first use."""

    def __missing__(self, name: str) -> Kind:
        self.update(_load())
        if name not in self:
            raise KeyError(name)
        return self[name]


@cache
def _load() -> dict[str, Kind]:
    text = files("socrules").joinpath("texts/problems.yaml").read_bytes()
    return {name: _kind(node) for name, node in read(text, "problems.yaml").items.items()}


def _kind(node: Node) -> Kind:
    return Kind(
        {lang: node.items[lang].text for lang in ("ru", "en")},
        {lang: node.items["help"].items[lang].text for lang in ("ru", "en")},
    )


def entry_name(kind: str, lang: str) -> str:
    """Return what an entry of this kind is called: in the genitive in Russian, bare in English."""
    return _entries()[kind][lang]


@cache
def _entries() -> dict[str, dict[str, str]]:
    text = files("socrules").joinpath("texts/entries.yaml").read_bytes()
    names = read(text, "entries.yaml").items
    return {
        name: {lang: word.text for lang, word in node.items.items()} for name, node in names.items()
    }


def kinds() -> dict[str, Kind]:
    """Return every kind of problem by its name."""
    return dict(_load())


KINDS: Final = _Kinds()
