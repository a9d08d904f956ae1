"""Gathers example cases into suites: those beside a pack, or those of one file, chosen and run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from socrules.case_tables import SUFFIXES
from socrules.cases import Examples, Outcome, case_files, read_examples, run_examples
from socrules.library import contents, find
from socrules.model import Contents, Entry
from socrules.problems import PackError, Problem, problem

FILES: Final = (".yaml", ".yml", *SUFFIXES)
"""The suffixes by which a file of cases is told from the id or folder of a pack."""


@attrs.frozen
class Chosen:
    """Which cases are wanted: with one of `tags`, if any; and with all of `words` in their names.

    The names of a case are its id, its titles and the decisions it is about.
    """

    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def has(self, case: Entry) -> bool:
        """Say whether a case is wanted."""
        if self.tags and not {*self.tags} & {*(case.tags or ())}:
            return False
        title = case.title
        told = [case.id, *((title.ru, title.en) if title else ()), *(case.expect or ())]
        names = "\n".join(told).casefold()
        return all(word.casefold() in names for word in self.words)

    def of(self, examples: Examples) -> Examples:
        """Return the examples that are wanted, with what could not be read of them."""
        if not (self.tags or self.words):
            return examples
        kept = {name: case for name, case in examples.cases.items() if self.has(case)}
        wrong = [one for case in kept.values() for one in examples.of(case)]
        return Examples(kept, (*wrong, *examples.astray))


@attrs.frozen
class Suite:
    """The outcomes of the cases of one pack, and what is wrong in their files beside the cases."""

    name: str
    contents: Contents = attrs.field(repr=False)
    outcomes: tuple[Outcome, ...]
    astray: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether all is well."""
        return not self.astray and all(outcome.passed for outcome in self.outcomes)


def is_file(word: str) -> bool:
    """Say whether a word of the command line names a file of cases, and no pack."""
    return word.endswith(FILES)


def suites(words: Iterable[str], chosen: Chosen) -> Iterator[Suite]:
    """Yield the suites of packs and of files of cases, in the order they are named."""
    for word in words:
        if is_file(word):
            yield from of_file(Path(word), chosen)
        else:
            yield of_pack(word, chosen)


def of_pack(name: str, chosen: Chosen = Chosen()) -> Suite:
    """Return the suite of the cases beside a pack; raises `PackError` where it cannot be read."""
    said = contents(name)
    examples = chosen.of(read_examples(case_files(*find(name))))
    return Suite(name, said, tuple(run_examples(said, examples)), tuple(examples.astray))


def of_file(path: Path, chosen: Chosen = Chosen()) -> Iterator[Suite]:
    """Yield the suites of one file, one a pack; raises `PackError` where one cannot be read."""
    examples = chosen.of(read_examples([(path, str(path))]))
    astray, packs = list(examples.astray), dict[str, dict[str, Entry]]()
    for case in examples.cases.values():
        try:
            packs.setdefault(pack_of(case, path), {})[case.id] = case
        except PackError as error:
            astray += error.problems
    for name, cases in packs.items():
        said = contents_of(name)
        outcomes = run_examples(said, Examples(cases, examples.problems))
        yield Suite(f"{path} ({said.id})", said, tuple(outcomes), tuple(astray))
        astray = []
    if astray:
        raise PackError(astray)


def contents_of(name: str) -> Contents:
    """Return what a pack says, read once."""
    return contents(Path(name) if Path(name).is_absolute() else name)


def pack_of(case: Entry, path: Path) -> str:
    """Return the pack a case is asked of: the one it names, or the folder its file is in.

    Raises `PackError` where there is neither.
    """
    if case.pack:
        return str(case.pack)
    if (path.parent / "pack.yaml").is_file():
        return str(path.parent.resolve())
    raise PackError(problem("case-without-pack", case.span, id=case.id))


def by_name(found: Iterable[Suite]) -> Mapping[str, tuple[Outcome, ...]]:
    """Return the outcomes of suites by name."""
    return {suite.name: suite.outcomes for suite in found}
