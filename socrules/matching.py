"""Says which facts the columns of a frame give, which nobody gives, and what stands near them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from socrules.markup import bundle, table
from socrules.model import Text
from socrules.phrasebook import say
from socrules.problems import Findings, SituationError, language, nearest
from socrules.program import Program
from socrules.regions import Regions


@attrs.frozen
class Matching:
    """Which fact came from which column, which facts no column gave, and what stood near.

    `columns` maps facts to columns, `given` names the facts every row was given, `missing` maps
    facts without either to columns with a near name, and `unused` are columns that are no fact.
    `titles` are those of the facts.
    """

    columns: Mapping[str, str]
    given: tuple[str, ...]
    missing: Mapping[str, str | None]
    unused: tuple[str, ...]
    titles: Mapping[str, Text] = attrs.field(factory=dict, repr=False)

    def report(self, lang: str | None = None) -> str:
        """Return the whole as text in `lang` (`ru`, `en`; default: locale)."""
        lines = []
        for title, rows in self._groups(language(lang)):
            lines.append(title)
            width = max(len(fact) for fact, _ in rows)
            lines += [f"  {fact:<{width}}  {said}".rstrip() for fact, said in rows]
        return "\n".join(lines)

    __str__ = report

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return what a notebook shows, in the language of the locale."""
        tables = [
            table((title, ""), [(f"`{fact}`", said) for fact, said in rows])
            for title, rows in self._groups(language())
        ]
        return bundle(self.report(), "".join(tables))

    def _groups(self, lang: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield what the facts have in common, and of each its name and what is said of it."""

        def title(fact: str) -> str:
            return self.titles[fact].say(lang) if fact in self.titles else fact

        def missing(fact: str, near: str | None) -> str:
            found = say("frames", "near", lang, column=near) if near else ""
            return f"{title(fact)}{found}"

        groups = {
            "from-columns": [
                (fact, say("frames", "from", lang, column=column, title=title(fact)))
                for fact, column in self.columns.items()
            ],
            "given": [(fact, title(fact)) for fact in self.given],
            "missing": [(fact, missing(fact, near)) for fact, near in self.missing.items()],
            "unused": [(column, "") for column in self.unused],
        }
        for name, rows in groups.items():
            if rows:
                yield say("frames", name, lang), rows


def match(
    program: Program,
    regions: Regions,
    names: Iterable[str],
    decisions: Sequence[str],
    columns: Mapping[str, str],
    given: Mapping[str, object],
    day: str | None = None,
) -> Matching:
    """Return which columns, of those called `names`, give the facts the decisions may ask.

    `columns` maps facts to columns of another name; the column `day` gives the day in question.
    Raises `SituationError` for a fact or column that there is not.
    """
    found, names = Findings(), list(names)
    for fact in (*columns, *given):
        if fact not in program.facts:
            near = nearest(fact, program.facts)
            found.report("unknown-fact", None, fact=fact, suggest=near)
    for fact, column in columns.items():
        if column not in names:
            near = nearest(column, names)
            found.report("unknown-column", None, column=column, fact=fact, suggest=near)
    if found.problems:
        raise SituationError(found.problems)
    reached = {fact for name in decisions for kind, fact in regions.reach(name) if kind == "fact"}
    reached |= {fact for name in decisions for fact in regions.presumes(name)}
    asked = [fact for fact in program.facts if fact in reached]
    used = {fact: columns.get(fact, fact) for fact in asked}
    used = {fact: column for fact, column in used.items() if column in names and fact not in given}
    left = [name for name in names if name not in {*used.values(), day}]
    missing = [fact for fact in asked if fact not in used and fact not in given]
    return Matching(
        used,
        tuple(fact for fact in given if fact in asked),
        {fact: nearest(fact, left) for fact in missing},
        tuple(left),
        {fact: program.facts[fact].entry.title for fact in asked},
    )
