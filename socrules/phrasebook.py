"""Says the fixed texts of explanations in Russian or English, from the tables in `texts/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from socrules.source import read


@cache
def _book(name: str) -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "texts" / f"{name}.yaml").read_bytes()
    return {
        key: {lang: node.items[lang].text for lang in ("ru", "en")}
        for key, node in read(text, f"{name}.yaml").items.items()
    }


def say(book: str, key: str, lang: str, **words: Any) -> str:
    """Return text `key` of a book (`explain`, `sentences`, …) in `lang`, filled with `words`."""
    return _book(book)[key][lang].format_map(words)
