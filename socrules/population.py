"""The public `compare`, `bounds` and `compare_regions`: what packs mean for people."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs

from socrules import plots, sheets
from socrules.abreast import Abreast, Named, abreast, check_facts
from socrules.abreast_text import paragraph as abreast_paragraph
from socrules.certainty import Certainty, certainty
from socrules.certainty_text import paragraph as certain_paragraph
from socrules.contrast import Contrast, contrast
from socrules.contrast_text import paragraph
from socrules.markup import bundle
from socrules.pack import Pack
from socrules.people import take
from socrules.problems import SituationError, language, problem
from socrules.sides import Side, sides


class Told:
    """What says itself in a paragraph, prints so, and lays itself out for a notebook."""

    __slots__ = ()

    @classmethod
    def of(cls, found: Any) -> Self:
        """Return what was found as something that can say itself."""
        return cls(*(getattr(found, one.name) for one in attrs.fields(type(found))))

    @abstractmethod
    def _said(self, lang: str) -> str:
        """Return the paragraph."""

    @abstractmethod
    def _laid_out(self, text: str, lang: str) -> str:
        """Return the HTML of the whole, the paragraph first."""

    def text(self, lang: str | None = None) -> str:
        """Return the whole as one paragraph, in `ru` or `en` (by default the locale's)."""
        return self._said(language(lang))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return what a notebook shows, in the language of the locale."""
        lang = language()
        text = self.text(lang)
        return bundle(text, self._laid_out(text, lang))

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(eq=False)
class Comparison(Told, Contrast):
    """What becomes of people from one pack to another, which can say and draw itself."""

    def _said(self, lang: str) -> str:
        return paragraph(self, lang)

    def _laid_out(self, text: str, lang: str) -> str:
        return sheets.contrast(self, text, lang)

    def plot(self, decision: str | None = None, lang: str | None = None) -> Any:
        """Return a chart of altair of one decision, by default the first.

        Needs `socrules[notebook]`; raises `SocrulesError` without it.
        """
        return plots.contrast(self, decision, language(lang))


def compare(
    before: Side,
    after: Side,
    frame: Any,
    decisions: str | Sequence[str],
    *,
    by: str | Sequence[str] = (),
    weight: str | None = None,
    columns: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
    **options: Any,
) -> Comparison:
    """Return what becomes of the answers to people from one pack to another.

    `before` and `after` are packs (a scenario is one: `pack.with_parameters(cap_share="70 %")`; so
    is a reading: `pack.with_readings(…)`), days of the other one (`"2025-01-01"`), or what `diff`
    takes: ids, folders and wheels, with `@2025-01-01` after them. `frame` is a table of people as
    `Pack.decide_frame` takes it, with `columns`, `given` and other `options`; all of it is counted
    in memory. `by` names columns whose values make groups, `weight` one that says how many people
    each row stands for. Raises what `diff` and `Pack.decide_frame` raise, and `SituationError` for
    columns that there are not, and for weights that are missing or negative.
    """
    packs = sides(before, after)
    names = [decisions] if isinstance(decisions, str) else list(decisions)
    options = {"columns": columns, "given": given, **options}
    people = take(frame, packs, by=by, weight=weight, **options)
    return Comparison.of(contrast(*packs, people, names))


@attrs.frozen(eq=False)
class Bounds(Told, Certainty):
    """What is certain and what is possible of people with gaps, which can say and draw itself."""

    def _said(self, lang: str) -> str:
        return certain_paragraph(self, lang)

    def _laid_out(self, text: str, lang: str) -> str:
        return sheets.certainty(self, text, lang)

    def plot(self, decision: str | None = None, lang: str | None = None) -> Any:
        """Return a chart of altair of what is certain and possible of one decision."""
        return plots.certainty(self, decision, language(lang))

    def plot_costs(self, decision: str | None = None, lang: str | None = None) -> Any:
        """Return a chart of altair of what it costs one decision not to know each fact."""
        return plots.costs(self, decision, language(lang))


def bounds(
    pack: Pack,
    frame: Any,
    decisions: str | Sequence[str],
    *,
    by: str | Sequence[str] = (),
    weight: str | None = None,
    columns: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
    **options: Any,
) -> Bounds:
    """Return what is certain and what is possible of people of whom not everything is known.

    Of each answer the least and the greatest share of people who have it, of each sum the least and
    the greatest total, and of each fact what it costs not to know it. `frame` and the rest are as
    in `compare`.
    """
    names = [decisions] if isinstance(decisions, str) else list(decisions)
    options = {"columns": columns, "given": given, **options}
    people = take(frame, [pack], by=by, weight=weight, **options)
    return Bounds.of(certainty(pack, people, names))


@attrs.frozen(eq=False)
class Regions(Told, Abreast):
    """The same people under the packs of several regions, which can say and draw themselves."""

    def _said(self, lang: str) -> str:
        return abreast_paragraph(self, lang)

    def _laid_out(self, text: str, lang: str) -> str:
        return sheets.abreast(self, text, lang)

    def plot(self, question: str | None = None, lang: str | None = None) -> Any:
        """Return a chart of altair of the answers to one question, by default the first."""
        return plots.abreast(self, question, language(lang))


def compare_regions(
    packs: Sequence[Pack],
    frame: Any,
    decisions: Named | Sequence[Named],
    *,
    by: str | Sequence[str] = (),
    weight: str | None = None,
    columns: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
    **options: Any,
) -> Regions:
    """Return the answers of several packs to the same people, side by side.

    A decision is an id that some of the packs have, or a mapping of the packs' ids to the ids it
    has there: `{"region/act": "in_need", …}`. Packs share facts by their ids;
    what only some of them ask is said. `frame` and the rest are as in `compare`; facts that
    `columns` and `given` name concern the packs that know them.
    """
    named = {pack.id: pack for pack in packs}
    if len(named) < max(2, len(packs)):
        raise SituationError(problem("packs-not-several", packs=", ".join(p.id for p in packs)))
    options = {"columns": columns, "given": given, **options}
    check_facts(named, options)
    people = take(frame, packs, by=by, weight=weight, **options)
    asked = [decisions] if isinstance(decisions, str | Mapping) else list(decisions)
    return Regions.of(abreast(named, people, asked))
