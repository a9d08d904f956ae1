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
    """Return the machine and the build in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    build = f"CPython {platform.python_version()}, {platform.python_compiler()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, {build}"


def section() -> str:
    """Return the section of this build."""
    found = [*deciding(), *growing(), *loading(), *starting()]
    plain = [one for one in found if one.must is None]
    for one in plain:
        assert one.found > 0, one
    day = datetime.datetime.now(tz=datetime.UTC).date()
    head = f"## CPython {platform.python_version()}\n\n{day}, {machine()}\n"
    return f"{head}\n{table(found)}\n"


def main() -> None:
    """Print the section and put it in the place of the one this build had."""
    text = section()
    print(text)
    if "--write" in sys.argv[1:]:
        page = PAGE.read_text("utf-8")
        heading = re.escape(text.partition("\n")[0])
        pattern = re.compile(rf"^{heading}$.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
        if pattern.search(page):
            page = pattern.sub(lambda _: text + "\n", page)
        else:
            page = f"{page.rstrip()}\n\n{text}"
        PAGE.write_text(page.rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
