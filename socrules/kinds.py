"""The table of problem kinds: for each its sentence and its help in both languages.

The table is data, `texts/problems.yaml`, and so are the names of entries, `texts/entries.yaml`;
they are read when the first message is made.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class Kind(NamedTuple):
    """A kind of problem: sentence and help by language, with `{words}` to fill in."""

    sentence: dict[str, str]
    help: dict[str, str]


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of problem by its name."""
    return {
        name: Kind({lang: texts[lang] for lang in ("ru", "en")}, texts["help"])
        for name, texts in _read("problems").items()
    }


def entry_name(kind: str, lang: str) -> str:
    """Return what an entry of this kind is called: in the genitive in Russian, bare in English."""
    name: str = _read("entries")[kind][lang]
    return name


@cache
def _read(name: str) -> dict[str, Any]:
    import yaml

    # The C parser where PyYAML was built with libyaml.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    text = (Path(__file__).parent / "texts" / f"{name}.yaml").read_bytes()
    read: dict[str, Any] = yaml.load(text, Loader=loader)
    return read
