"""Mutates the engine and says which mutants its tests let live: `make mutants`.

Each mutant changes one place of one module, drawn by a seed; cosmic-ray makes the changes. Changes
of annotations and of text for readers are no mutants. A mutant is killed when a test of its module
fails, or when those tests take five times as long as without it, which is counted apart. First all
of them must pass without a mutant, so that a test that fails anyway kills nothing.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from random import Random

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

ROOT = Path(__file__).resolve().parents[2]

TESTS = {
    "evaluate case splitting outcomes": "unit/test_evaluate.py oracle laws/test_compiled_laws.py",
    "expressions": "unit/test_expressions.py unit/test_typed.py unit/test_link.py problems",
    "periods reckoning": "unit/test_periods.py unit/test_deadlines.py laws/test_periods_laws.py",
    "link link_names link_rules": "unit/test_link.py unit/test_by_reading.py problems "
    "unit/test_smt.py",
    "generate certain uncertain": "unit/test_generate.py unit/test_compiled.py "
    "unit/test_records.py laws/test_compiled_laws.py unit/test_answers.py",
}
"""The modules that are mutated, and the tests that must notice; those that fail soonest first."""

NEEDS_NAMES = ("core/VariableInserter", "core/VariableReplacer")
"""The operators of cosmic-ray that must be told the names of variables."""

SLOWER = 5
"""How many times as long as without a mutant the tests may take with it."""

SURVIVED, KILLED, TOO_LONG = "survived", "killed", "killed by time"


class Plain(ast.NodeTransformer):
    """Takes out what does nothing when a module runs: annotations, docstrings, messages."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        value = node.value or ast.Constant(None)
        return ast.Assign([node.target], value, lineno=node.lineno)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        node.body = [part for part in node.body if not _is_text(part)] or node.body
        return self.generic_visit(node)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def plain(code: str) -> str:
    """Return what a module does, as text that can be compared."""
    return ast.dump(Plain().visit(ast.parse(code)))


def places(module: str) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """Return the lines of a module with the operators that change something there, and which."""
    nodes = list(ast_nodes(get_ast(source(module))))
    found: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for name in operator_names():
        if name in NEEDS_NAMES:
            continue
        operator, occurrence = get_operator(name)(), 0
        for node in nodes:
            for start, _ in operator.mutation_positions(node):
                found.setdefault((module, start[0]), []).append((name, occurrence))
                occurrence += 1
    return found


def source(module: str) -> str:
    """Return the text of a module of the engine."""
    return (ROOT / "socrules" / f"{module}.py").read_text("utf-8")


def drawn(count: int, seed: int) -> list[tuple[str, str, str]]:
    """Return modules, their tests and mutated code: lines are drawn first, then what is done."""
    tests = {module: tests for group, tests in TESTS.items() for module in group.split()}
    lines = {key: ways for module in tests for key, ways in places(module).items()}
    random = Random(seed)
    order = random.sample(sorted(lines), len(lines))
    found: list[tuple[str, str, str]] = []
    for module, line in order:
        if len(found) == count:
            break
        code = source(module)
        for name, occurrence in random.sample(lines[module, line], len(lines[module, line])):
            mutant = mutate_code(code, get_operator(name)(), occurrence)
            if mutant is not None and differs(code, mutant):
                found.append((module, tests[module], mutant))
                break
    return found


def differs(code: str, mutant: str) -> bool:
    """Return whether a mutant is Python, and does something else when it runs."""
    try:
        return plain(mutant) != plain(code)
    except SyntaxError:
        return False


def outcome(folder: Path, tests: str, seconds: float | None = None) -> str:
    """Return what becomes of a copy of the checkout: whether its tests fail, or take too long."""
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOCRULES_CACHE": "off",
        "CI": "true",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += [f"tests/{name}" for name in tests.split()]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return TOO_LONG
    return KILLED if done.returncode else SURVIVED


def fate(folder: Path, module: str, tests: str, mutant: str, seconds: float) -> str:
    """Return what becomes of one mutant in a copy of the checkout, which is left as it was."""
    target = folder / "socrules" / f"{module}.py"
    original = target.read_text("utf-8")
    target.write_text(mutant, "utf-8")
    try:
        return outcome(folder, tests, seconds)
    finally:
        target.write_text(original, "utf-8")


def limits(folder: Path) -> dict[str, float]:
    """Return how many seconds each group of tests may take, five times what it takes unchanged."""
    found = {}
    for tests in TESTS.values():
        start = time.monotonic()
        if outcome(folder, tests) != SURVIVED:
            raise SystemExit(f"these tests fail without a mutant: {tests}")
        found[tests] = SLOWER * (time.monotonic() - start)
    return found


def copy(folder: Path) -> Path:
    """Copy what the tests need of the checkout."""
    for name in ("socrules", "rules", "calendars", "tests", "docs", "benchmarks", "examples"):
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=skip)
    for name in ("pyproject.toml", "README.md", "Makefile"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def main() -> int:
    """Run the mutants and print the survivors; fail where fewer are killed than `--least`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--least", type=float, default=0.9)
    options = parser.parse_args()
    work = drawn(options.count, options.seed)
    with tempfile.TemporaryDirectory() as base, ThreadPoolExecutor(options.jobs) as pool:
        copies: Queue[Path] = Queue()
        for number in range(options.jobs):
            copies.put(copy(Path(base) / str(number)))
        seconds = limits(Path(base) / "0")

        def run(one: tuple[str, str, str]) -> str:
            folder = copies.get()
            try:
                return fate(folder, *one, seconds[one[1]])
            finally:
                copies.put(folder)

        fates: dict[str, Counter[str]] = {}
        for (module, _, mutant), found in zip(work, pool.map(run, work), strict=True):
            fates.setdefault(module, Counter())[found] += 1
            if found != KILLED:
                pair = source(module).splitlines(), mutant.splitlines()
                lines = difflib.unified_diff(*pair, module, f"mutant, {found}", "", "", 1, "")
                print(*lines, sep="\n", flush=True)
    for module, counts in fates.items():
        print(f"{module}: {told(counts)}")
    total = sum(fates.values(), Counter())
    share = 1 - total[SURVIVED] / total.total()
    print(f"{told(total)}, {100 * share:.1f} %")
    return 0 if share >= options.least else 1


def told(counts: Counter[str]) -> str:
    """Return how many were killed, and how many of them by time."""
    killed = counts.total() - counts[SURVIVED]
    late = f" ({counts[TOO_LONG]} by time)" if counts[TOO_LONG] else ""
    return f"{killed} of {counts.total()} killed{late}"


if __name__ == "__main__":
    sys.exit(main())
