"""Gates of a comparison: what must not have changed, what was expected, how the version steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from socrules.comparing import STEPS, Diff
from socrules.problems import PackError, Problem, nearest, problem, shown
from socrules.source import MAPPING, SCALAR, Node, read_file
from socrules.versions import VERDICTS, Meaning

WORDS: Final = (*VERDICTS[1:], "stricter", "looser", "higher", "lower")
"""What an expected change may be: a verdict, or the way a decision changes."""

_VERSION: Final = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?", re.ASCII)


def _any(diff: Diff) -> bool:
    return not diff.same


def _meaning(diff: Diff) -> bool:
    return any(meant(one) for one in diff.changes)


def _stricter(diff: Diff) -> bool:
    return any(meant(one) and one.direction != "looser" for one in diff.changes)


def _uncovered(diff: Diff) -> bool:
    return bool(diff.uncovered())


FAIL_ON: Final[Mapping[str, Callable[[Diff], bool]]] = {
    "any": _any,
    "meaning": _meaning,
    "stricter": _stricter,
    "uncovered": _uncovered,
    "never": lambda _: False,
}
"""What `--fail-on` takes: any difference; a change of meaning; one not shown to be looser only;
one that no example case shows; nothing."""


def meant(one: Meaning) -> bool:
    """Say whether a verdict is a change of meaning: new decisions change no answer there was."""
    return one.verdict in ("changed", "removed", "not_proved")


# --- expected changes ---

Expected = Mapping[str, Mapping[str, Node]]
"""The words expected of decisions, by pack and decision."""


def read_expected(path: Path) -> Expected:
    """Return the expected changes of a file: packs, their decisions, a word each.

    Raises `PackError` where the file says anything else.
    """
    root = read_file(path)
    wrong: list[Problem] = []
    found: dict[str, dict[str, Node]] = {}
    for pack, decisions in _items(root, wrong):
        found[pack] = {}
        for decision, word in _items(decisions, wrong):
            if word.kind == SCALAR and word.text in WORDS:
                found[pack][decision] = word
            else:
                text = word.text if word.kind == SCALAR else "…"
                near, known = nearest(text, WORDS), ", ".join(WORDS)
                wrong.append(
                    problem("unknown-word", word.span, word=shown(text), known=known, suggest=near)
                )
    if wrong:
        raise PackError(wrong)
    return found


def _items(node: Node, wrong: list[Problem]) -> Iterable[tuple[str, Node]]:
    if node.kind != MAPPING:
        wrong.append(problem("expected-mapping", node.span))
        return ()
    return node.items.items()


def unexpected(diffs: Sequence[Diff], expected: Expected) -> Iterator[Problem]:
    """Yield a problem for each change nobody expected, and each that did not come."""
    for diff in diffs:
        words = expected.get(diff.pack, {})
        for one in diff.changes:
            word = words.get(one.decision)
            if word is None or word.text not in (one.verdict, one.direction):
                said = one.direction or one.verdict
                span = word.span if word is not None else None
                name = f"{diff.pack}/{one.decision}"
                yield problem("change-not-expected", span, decision=name, change=said)
    changed = {(diff.pack, one.decision) for diff in diffs for one in diff.changes}
    for pack, decisions in expected.items():
        for decision, word in decisions.items():
            if (pack, decision) not in changed:
                name = f"{pack}/{decision}"
                yield problem("change-did-not-come", word.span, decision=name, change=word.text)


# --- the version of the encoding ---


def stepped(diff: Diff) -> Problem | None:
    """Return a problem where the version of a pack has not stepped as far as it has changed."""
    if diff.before is None or diff.after is None:
        return None
    old, new = (str(one.head.version) for one in (diff.before, diff.after))
    step = step_between(old, new)
    if STEPS.index(step) >= STEPS.index(diff.step):
        return None
    span = diff.after.head.place("version")
    return problem("version-behind", span, pack=diff.pack, before=old, after=new, step=diff.step)


def step_between(before: str, after: str) -> str:
    """Return how far a version has stepped; one that goes back or is no version has not."""
    numbers = []
    for text in (before, after):
        found = _VERSION.fullmatch(text.strip())
        if found is None:
            return "none"
        numbers.append(tuple(int(part or 0) for part in found.groups()))
    old, new = numbers
    if new <= old:
        return "none"
    first = next(index for index in range(3) if old[index] != new[index])
    return ("major", "minor", "patch")[first]
