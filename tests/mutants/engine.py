"""Mutates the engine and says which mutants its tests let live: `make mutants`.

Each mutant changes one place of one module, drawn by a seed; cosmic-ray makes the changes. Changes
of annotations and of text for readers are no mutants. A mutant is killed when a test fails, or when
the tests of its module run five times as long as they may.
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
    "link link_names link_rules": "unit/test_link.py problems unit/test_smt.py",
    "generate certain uncertain": "unit/test_compiled.py unit/test_records.py "
    "laws/test_compiled_laws.py unit/test_answers.py",
}
"""The modules that are mutated, and the tests that must notice; those that fail soonest first."""

NEEDS_NAMES = ("core/VariableInserter", "core/VariableReplacer")
"""The operators of cosmic-ray that must be told the names of variables."""

SECONDS = 240
"""How long the tests of one mutant may run."""


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


def survives(folder: Path, module: str, tests: str, mutant: str) -> bool:
    """Return whether the tests pass on a mutated copy of the checkout."""
    target = folder / "socrules" / f"{module}.py"
    original = target.read_text("utf-8")
    target.write_text(mutant, "utf-8")
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOCRULES_CACHE": "off",
        "SOCRULES_ORACLE": "800",
        "CI": "true",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += [f"tests/{name}" for name in tests.split()]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    finally:
        target.write_text(original, "utf-8")
    return done.returncode == 0


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
    made, killed = Counter(one[0] for one in work), Counter[str]()
    with tempfile.TemporaryDirectory() as base, ThreadPoolExecutor(options.jobs) as pool:
        copies: Queue[Path] = Queue()
        for number in range(options.jobs):
            copies.put(copy(Path(base) / str(number)))

        def run(one: tuple[str, str, str]) -> bool:
            folder = copies.get()
            try:
                return survives(folder, *one)
            finally:
                copies.put(folder)

        for (module, _, mutant), alive in zip(work, pool.map(run, work), strict=True):
            killed[module] += not alive
            if alive:
                pair = source(module).splitlines(), mutant.splitlines()
                lines = difflib.unified_diff(*pair, module, "mutant", "", "", 1, "")
                print(*lines, sep="\n", flush=True)
    for module, count in made.items():
        print(f"{module}: {killed[module]} of {count} killed")
    share = killed.total() / made.total()
    print(f"{killed.total()} of {made.total()} killed, {100 * share:.1f} %")
    return 0 if share >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
