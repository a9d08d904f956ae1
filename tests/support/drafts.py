"""The invented pack as a draft: no gate on its clauses, and a note on every answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import invented


def write(folder: Path, entries: str = "", files: Mapping[str, str] | None = None) -> Path:
    """Write the invented pack into `folder` as a draft; return it."""
    head = invented.write(folder, entries, files) / "pack.yaml"
    text = re.sub(r"^status: \w+$", "status: draft", head.read_text("utf-8"), flags=re.MULTILINE)
    head.write_text(text, encoding="utf-8")
    return folder
