"""Modules stand in one order, and each imports only earlier ones, anywhere in its text."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import socrules

PACKAGE = Path(socrules.__file__).parent

# A package's own `__init__` goes by the name of the package.
ORDER = [
    # words, places, problems
    "finder",
    "kinds",
    "problems",
    "extras",
    "annotations",
    "nodes",
    "blocks",
    "source",
    "patches",
    "writing",
    "phrasebook",
    "markup",
    "values",
    "literals",
    # periods, calendars, deadlines
    "periods",
    "wordings",
    "day_tables",
    "day_columns",
    "reckoning",
    "calendar_files",
    "calendar_years",
    "calendars",
    "endings",
    "phrases",
    "deadlines",
    "year_sheet",
    # from text to what the document says
    "norm_keys",
    "keys",
    "event_keys",
    "schema",
    "reference",
    "asked",
    "expressions",
    "model",
    "word_shapes",
    "shapes",
    "walk",
    "generated",
    "checklists",
    "surface",
    "files",
    "parse",
    "leafing",
    "slips",
    "edits",
    "observed",
    "mutations",
    "source_text",
    # from what it says to a program
    "terms",
    "program",
    "outline",
    "scenario",
    "scope",
    "arithmetic",
    "typed",
    "linking",
    "link_names",
    "link_order",
    "link_rules",
    "link",
    "link_asked",
    "linker",
    "kept",
    # from a program and facts to an answer, and to words
    "sets",
    "situation",
    "quick",
    "thresholds",
    "regions",
    "tangles",
    "outcomes",
    "possible",
    "case",
    "splitting",
    "evaluate",
    "checking",
    "support",
    "trace",
    "sentences",
    "norms",
    "answer_data",
    "explain",
    "standing",
    "decision",
    "answer",
    # the same answers from generated functions
    "generate",
    "plan",
    "certain",
    "uncertain",
    "recording",
    "compiled",
    # other readers of the same program
    "backends",
    "backends.formulas",
    "backends.smt",
    "backends.columns",
    "backends.branches",
    "backends.equals",
    "backends.lower",
    "backends.named",
    "backends.staging",
    "backends.sharing",
    "backends.in_polars",
    "backends.in_sql",
    "backends.door",
    "backends.planned",
    "backends.rest",
    "backends.carriers",
    "backends.in_database",
    "backends.in_duckdb",
    "backends.in_spark",
    "matching",
    "databases",
    "frames",
    "synthetic",
    "backends.fence",
    "backends.prover",
    "backends.solved",
    "backends.chaining",
    "backends.durable",
    "engines",
    # a case over time
    "event_log",
    "occurrences",
    "steps",
    "desk",
    "extensions",
    "clocks",
    "frequencies",
    "follow",
    "course",
    "slack",
    "slack_text",
    "timeline_words",
    "timeline_data",
    "timeline_text",
    "timeline_ical",
    "timeline",
    # what users call
    "tables",
    "pack",
    "alarms",
    "journal",
    "monitor",
    "watching",
    "batch_files",
    "batch_databases",
    "batch",
    "library",
    "expected",
    "expected_course",
    "case_text",
    "case_tables",
    "cases",
    # two versions side by side
    "canonical",
    "witness",
    "versions",
    "backends.difference",
    "searching",
    "differing",
    "shown",
    "meanings",
    "changes",
    "showing",
    "comparing",
    "wording",
    "operands",
    "diffing",
    # people, counted
    "people",
    "figures",
    "contrast",
    "sides",
    "contrast_text",
    "costs",
    "certainty",
    "certainty_text",
    "abreast",
    "abreast_text",
    "plots",
    "sheets",
    "population",
    "demand",
    "due_columns",
    "gates",
    "telling",
    "diff_data",
    "diff_report",
    "diff_page",
    "backends.proofs",
    "verifying",
    "suites",
    "cover",
    "cover_report",
    "mutants",
    "drafting",
    "survivors",
    "clauses",
    "drift",
    "junit",
    "lint",
    "ratchet",
    "lock",
    "scaffold",
    "migrate",
    "data_schema",
    # for tests of those who use packs
    "testing.stubs",
    "testing.draws",
    "testing.backends",
    "testing.laws",
    "testing.comparing",
    "testing.collecting",
    "testing",
    "pytest_plugin",
    "socrules",
    # the terminal; each module of `commands` comes after all of these
    "commands",
    "cli",
]

# Who may import what comes from outside the standard library: `attrs` everybody, the rest these.
LIBRARIES = {
    "openpyxl": ("case_tables",),
    "click": ("cli", "commands"),
    "duckdb": ("batch_databases", "testing.backends"),
    "durable": ("backends.fence",),
    "icalendar": ("timeline_ical",),
    "jsonschema": ("commands.check",),
    "pendulum": ("phrases",),
    "narwhals": ("backends.carriers", "backends.in_database", "people"),
    "pandas": ("backends.carriers",),
    "pyspark": ("batch_databases",),
    "rich": ("commands.batch",),
    "pyarrow": ("backends.carriers", "backends.in_database", "batch_databases", "batch_files"),
    "altair": ("plots",),
    "polars": (
        "abreast",
        "backends.carriers",
        "backends.door",
        "backends.in_database",
        "backends.in_duckdb",
        "backends.in_polars",
        "backends.planned",
        "backends.rest",
        "certainty",
        "batch",
        "batch_files",
        "contrast",
        "costs",
        "frames",
        "due_columns",
        "people",
        "plots",
        "sheets",
        "demand",
    ),
    "sqlglot": ("backends.in_database", "backends.in_sql", "databases"),
    "yaml": ("kinds", "source"),
    "hypothesis": ("searching", "testing.draws", "testing.laws"),
    "pytest": ("pytest_plugin", "testing.collecting"),
    "z3": ("backends", "differing", "verifying"),
}

# Deciding is offline: nothing in the package can open a connection.
NETWORK = {"asyncio", "ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "ssl", "urllib"}


def module_name(path: Path) -> str:
    parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) or "socrules"


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}

# Commands are found, never listed, and none needs another.
COMMANDS = [name for name in MODULES if name.startswith("commands.")]


def own_module(dotted: str) -> str | None:
    """Return the longest module of the package that `dotted` leads to, or None for another's."""
    head, *rest = dotted.split(".")
    if head != "socrules":
        return None
    while rest:
        if (name := ".".join(rest)) in MODULES:
            return name
        rest.pop()
    return "socrules"


def imported(source: str, package: str) -> Iterator[str]:
    """Yield the dotted names that `source`, a module of `package`, imports or names in a string.

    Strings count when they are a module's full name: a table of names that are imported later is
    an import too.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], *base.split(".")])
                base = base.strip(".")
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "extra":
            yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.removeprefix("socrules.") in MODULES
            and node.value.startswith("socrules.")
        ):
            yield node.value


def imports_of(module: str) -> Iterator[str]:
    path = MODULES[module]
    package = ".".join(["socrules", *path.parent.relative_to(PACKAGE).parts])
    yield from imported(path.read_text(encoding="utf-8"), package)


def roots_of(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports_of(module)}


def test_the_order_lists_the_modules_there_are() -> None:
    assert sorted(ORDER) == sorted(MODULES.keys() - set(COMMANDS))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_earlier_ones(module: str) -> None:
    earlier = set(ORDER if module in COMMANDS else ORDER[: ORDER.index(module)])
    own = {found for name in imports_of(module) if (found := own_module(name))}
    assert not own - earlier


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_imported_where_it_may_be(library: str) -> None:
    users = [module for module in MODULES if library in roots_of(module)]
    assert users, f"nothing needs {library}"
    assert not [module for module in users if not module.startswith(LIBRARIES[library])]


def test_no_other_library_is_imported() -> None:
    known = sys.stdlib_module_names | LIBRARIES.keys() | {"attrs", "socrules"}
    assert not {module: roots_of(module) - known for module in MODULES if roots_of(module) - known}


def test_nothing_opens_a_connection() -> None:
    assert not [module for module in MODULES if roots_of(module) & NETWORK]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import socrules.values", ["socrules.values"]),
        ("def f():\n    from socrules import values", ["socrules.values"]),
        ("if TYPE_CHECKING:\n    from socrules.values import Money", ["socrules.values.Money"]),
        ("from . import run", ["socrules.commands.run"]),
        ("from .. import values", ["socrules.values"]),
        ("from ..values import Money", ["socrules.values.Money"]),
        ("TABLE = {'decide': 'socrules.problems'}", ["socrules.problems"]),
        ("TEXT = 'problems'", []),
    ],
)
def test_every_way_of_importing_is_seen(source: str, expected: list[str]) -> None:
    assert list(imported(source, "socrules.commands")) == expected
