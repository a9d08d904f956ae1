"""Opens a pack that is known to be sound: each entry is read from its lines when it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from socrules.asked import Asked
from socrules.files import HEAD_FILE, Files
from socrules.keys import SECTIONS
from socrules.model import Contents, Entry, MadeIds, Stretch, Stretches
from socrules.parse import ENTRIES, parse_head, parse_section
from socrules.problems import Document
from socrules.shapes import Reading
from socrules.source import decoded, read, read_lines
from socrules.surface import expand_as_asked


def open_pack(
    files: Files,
    digest: str,
    where: Mapping[str, Stretches],
    made: MadeIds,
    readings: Mapping[str, str],
) -> Contents:
    """Return the pack that stands in some files, as `parse` does, of which `where` and `made` come.

    What is read is what `parse` has read and found right, by the same table and functions. It says
    what it says under `readings`.
    """
    reading = Reading()

    def document(file: str) -> Document:
        title = files.title(file)
        return Document(title, decoded(files.data[file], title))

    def whole(file: str) -> dict[str, dict[str, Entry]]:
        root = read(files.data[file], files.title(file))
        return parse_section(reading, root, ENTRIES)

    documents = Asked(files.data, document)
    lines = Asked(files.data, lambda file: documents[file].text.split("\n"))
    wholes = Asked(files.data, whole)

    def entry(section: str, stands: Mapping[str, tuple[str, Stretch]], id: str) -> Entry:
        file, stretch = stands[id]
        if stretch is None:
            return wholes[file][section][id]
        first, last = stretch
        text = "\n".join(lines[file][first - 1 : last])
        root = read_lines(documents[file], text, first)
        return reading.entries(section, root, SECTIONS[section])[id]

    stands: dict[str, dict[str, tuple[str, Stretch]]] = {}
    for file, sections in where.items():
        for section, stretches in sections.items():
            here = stands.setdefault(section, {})
            here |= {id: (file, stretch) for id, stretch in stretches.items()}
    head = parse_head(reading, files.name, read(files.data[HEAD_FILE], files.title(HEAD_FILE)))
    entries = {name: Asked(ids, partial(entry, name, ids)) for name, ids in stands.items()}
    found = Contents(head.id, head, entries, digest, where=where, made=made)
    return expand_as_asked(found, readings)
