"""Measures one build of Python, prints the table and puts it into the page of figures."""

from __future__ import annotations

import datetime
import os
import platform
import re
import sys
from pathlib import Path

from figures import table
from one_case import deciding, growing
from starting import loading, starting

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "benchmarks.md"


def machine() -> str:
    """Return the day, the machine and the build in a line."""
    day = datetime.datetime.now(tz=datetime.UTC).date()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    build = f"CPython {platform.python_version()}, {platform.python_compiler()}"
    return f"{day}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, {build}"


def section() -> str:
    """Return the figures of this build."""
    found = [*deciding(), *growing(), *loading(), *starting()]
    plain = [one for one in found if one.must is None]
    for one in plain:
        assert one.found > 0, one
    return f"{machine()}\n\n{table(found)}\n"


def put(title: str, text: str) -> None:
    """Put a section into the page of figures, in the place of the one it had."""
    text = f"## {title}\n\n{text}"
    page = PAGE.read_text("utf-8")
    pattern = re.compile(rf"^## {re.escape(title)}$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(page):
        page = pattern.sub(lambda _: text + "\n", page)
    else:
        page = f"{page.rstrip()}\n\n{text}"
    PAGE.write_text(page.rstrip() + "\n", "utf-8")


def main() -> None:
    """Print the figures and put them into the page."""
    text = section()
    print(text)
    if "--write" in sys.argv[1:]:
        put(f"CPython {platform.python_version()}", text)


if __name__ == "__main__":
    main()
