"""Holds the clauses of a pack against the text of the document they were taken from."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

from socrules.model import Contents, Entry
from socrules.problems import Document, PackError, Span, problem
from socrules.source import MAX_BYTES

_TAG: Final = re.compile(r"<[^>]+>")
_LINES: Final = re.compile(r"(\d+)-(\d+)")


@attrs.frozen
class Checked:
    """One clause held against the document: whether its text is the one that was encoded."""

    id: str
    lines: tuple[int, int]
    same: bool
    moved_to: tuple[int, int] | None = None


def read_document(path: Path) -> list[str]:
    """Return the lines of a document; raises `PackError` where it cannot be read as UTF-8 text."""
    nowhere = Span(Document(str(path), ""), 1, 1)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise PackError(problem("huge-file", nowhere, limit=MAX_BYTES // 1024 // 1024))
        return data.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise PackError(problem("unreadable-file", nowhere, why=error.strerror)) from None
    except UnicodeDecodeError as error:
        byte = f"0x{data[error.start]:02x}"
        raise PackError(problem("not-utf8", nowhere, byte=byte)) from None


def normalised(lines: list[str]) -> str:
    """Return the text of lines without marks of layout: tags, `*`, `#`, runs of white space."""
    text = _TAG.sub(" ", "\n".join(lines)).translate({ord("*"): None, ord("#"): None})
    return unicodedata.normalize("NFC", " ".join(text.split()))


def fingerprint(lines: list[str]) -> str:
    """Return the SHA-256 of the normalised text of lines, in hexadecimal."""
    return hashlib.sha256(normalised(lines).encode()).hexdigest()


def line_range(entry: Entry) -> tuple[int, int] | None:
    """Return the first and last line of a clause, from 1; `None` where it names none."""
    match = _LINES.fullmatch(str(entry.lines or ""))
    return (int(match.group(1)), int(match.group(2))) if match else None


def check_source(contents: Contents, document: list[str]) -> Iterator[Checked]:
    """Yield each clause that names its lines, held against the document.

    A clause whose text is not at its lines is looked for elsewhere in the document.
    """
    for id, entry in contents.entries("clauses").items():
        where = line_range(entry)
        if where is None or not entry.fingerprint:
            continue
        first, last = where
        same = fingerprint(document[first - 1 : last]) == entry.fingerprint
        yield Checked(
            id, where, same, None if same else find(entry.fingerprint, last - first + 1, document)
        )


def find(wanted: str, length: int, document: list[str]) -> tuple[int, int] | None:
    """Return the lines at which a text of this fingerprint stands, if it stands anywhere."""
    for start in range(len(document) - length + 1):
        if fingerprint(document[start : start + length]) == wanted:
            return start + 1, start + length
    return None
