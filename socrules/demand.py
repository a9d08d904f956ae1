"""How many services a plan demands of a provider in a month, by the norms of an act.

Which services a person has is said by the person's programme: a column of truth values a service.
Which norm holds for the person is said by the act: the decision of each component of a service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from socrules import figures, sheets
from socrules.certainty import Certainty, certainty, ordered
from socrules.contrast import grouped
from socrules.markup import bundle
from socrules.model import Entry
from socrules.norms import Norm, norm_of
from socrules.pack import Pack
from socrules.people import WEIGHT, People, take
from socrules.phrasebook import say
from socrules.problems import SituationError, language, nearest, problem
from socrules.sides import date

if TYPE_CHECKING:
    import polars as pl

YEARLY: Final = {
    "day": Fraction(365),
    "week": Fraction(365, 7),
    "month": Fraction(12),
    "quarter": Fraction(4),
    "half_year": Fraction(2),
    "year": Fraction(1),
}
"""How often a year has each period in which norms count. A month is the twelfth part of a year."""

_PLANNED: Final = "\0planned"


@attrs.frozen
class Rate:
    """How often a norm wants something done for one person in a month, and how long that takes.

    Both are `None` where the norm names no number, or counts by the course or by the square metre.
    """

    times: float | None
    minutes: float | None


def rate(norm: Norm) -> Rate:
    """Return how often a norm wants something done in a month, and the minutes.

    Of a range the upper end counts. On some days of a week means on so many of its seven days.
    """
    times, per = norm.text("times_to") or norm.text("times"), norm.text("per")
    if not times or per not in YEARLY:
        return Rate(None, None)
    blocks = YEARLY[per] / int(norm.text("every") or 1)
    days = norm.text("days_per_week")
    if per == "day" and days:
        blocks = blocks * int(days) / 7
    monthly = int(times) * blocks / 12
    minutes, each = norm.text("minutes").replace(",", "."), norm.text("minutes_per") or "act"
    counted = {"act": monthly, "visit": monthly, "day": blocks / 12}.get(each)
    known = float(Fraction(minutes) * counted) if minutes and counted is not None else None
    return Rate(float(monthly), known)


@attrs.frozen(eq=False)
class Workload:
    """What a plan of services for people demands in a month; `lines` has a row for each norm."""

    pack: Pack
    people: People = attrs.field(repr=False)
    lines: pl.DataFrame = attrs.field(repr=False)

    @property
    def table(self) -> Any:
        """Return what each norm demands in a month, in the kind of the table of people.

        Columns: `service`, `component`, `variant` (empty where there is one norm), the groups,
        `bound` (`exactly`, `at_least`, `at_most`) and `as_needed` of the norm, `people_certain` and
        `people_possible`, `times` and `minutes` for one person, and for all of them by weight
        `times_certain`, `times_possible`, `minutes_certain`, `minutes_possible`. Null is what the
        act does not state as a number. A norm of at least or at most so often is counted as if
        that often.
        """
        return self.people.like(self.lines)

    def text(self, lang: str | None = None) -> str:
        """Return what the plan demands in all, in `ru` or `en` (by default the locale's)."""
        lang = language(lang)
        sums = self.lines.sum().row(0, named=True) if len(self.lines) else {}

        def total(key: str, unit: float = 1) -> str:
            return figures.count(round((sums.get(key) or 0) / unit), lang)

        people, day = len(self.people.frame), date(self.pack.day, lang)
        words = {
            "title": self.pack.title.say(lang),
            "day": day,
            "count": figures.count(people, lang),
            "people": figures.counted("people-genitive", people, lang),
            "least": total("times_certain"),
            "most": total("times_possible"),
            "hours_least": total("minutes_certain", 60),
            "hours_most": total("minutes_possible", 60),
        }
        same = words["least"] == words["most"]
        return say("comparison", "workload" if same else "workload-range", lang, **words)

    def __str__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Return what a notebook shows, in the language of the locale."""
        lang = language()
        return bundle(self.text(lang), sheets.demand(self.pack, self.lines, self.text(lang), lang))


def workload(
    pack: Pack,
    frame: Any,
    services: str | Sequence[str] | None = None,
    *,
    plan: Mapping[str, str] | None = None,
    by: str | Sequence[str] = (),
    weight: str | None = None,
    **options: Any,
) -> Workload:
    """Return how many services the plan of a population demands in a month, by the norms.

    `services` are ids of services of the pack, by default all. `plan` maps them to columns that say
    who has which; a column of the service's name needs no mapping, and a service without a column
    is planned for everybody for whom a norm holds. A gap in such a column is possible, not certain.
    `frame`, `by`, `weight` and the `options` are as in `compare`.
    """
    known = pack.program.pack.entries("services")
    names = (
        [services] if isinstance(services, str) else list(known if services is None else services)
    )
    for name in (*names, *(plan or {})):
        if name not in known:
            near = nearest(name, known)
            raise SituationError(
                problem("unknown-entry", id=name, sections="services", suggest=near)
            )
    people = take(frame, [pack], by=by, weight=weight, keep=_columns(names, plan), **options)
    decided = [f"{name}.{part}" for name in names for part in known[name].components or {}]
    found = certainty(pack, people, decided)
    lines = [
        line
        for name in names
        for line in _service(found, known[name], (plan or {}).get(name, name))
    ]
    return Workload(pack, people, _joined(lines))


def _columns(names: Sequence[str], plan: Mapping[str, str] | None) -> list[str]:
    return [*names, *(plan or {}).values()]


def _joined(lines: Sequence[pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    return pl.concat(lines, how="vertical_relaxed") if lines else pl.DataFrame()


def _service(found: Certainty, service: Entry, column: str) -> Iterator[pl.DataFrame]:
    """Yield what the norms of one service demand, one table a norm."""
    import polars as pl

    pack, frame = found.pack, found.people.frame
    planned = pl.repeat(True, len(frame), eager=True)
    if column in frame.columns:
        given = frame.get_column(column)
        if given.dtype not in (pl.Boolean, pl.Null):
            raise SituationError(problem("odd-plan", column=column, found=given.dtype))
        planned = given.cast(pl.Boolean)
    for part, component in (service.components or {}).items():
        name = f"{service.id}.{part}"
        linked = pack.program.decisions[name]
        for variant in component.variants or {"": component}:
            norm = norm_of(linked, pack.program.pack, pack.program.day, variant or None)
            holds = found.rows.get_column(f"{name}={variant or 'true'}")
            yield _line(found, (service.id, part, variant), norm, planned & holds)


def _line(
    found: Certainty, named: tuple[str, str, str], norm: Norm, has: pl.Series
) -> pl.DataFrame:
    """Return what one norm demands, a row for each group."""
    import polars as pl

    keys, weight, each = found.people.by, pl.col(WEIGHT), rate(norm)
    rows = found.people.groups.with_columns(has.alias(_PLANNED))
    sure = pl.col(_PLANNED).fill_null(False)
    can = pl.col(_PLANNED).fill_null(True)
    counted = ordered(
        grouped(rows, keys).agg(
            sure.sum().alias("people_certain"),
            can.sum().alias("people_possible"),
            weight.filter(sure).sum().cast(pl.Float64).alias("\0certain"),
            weight.filter(can).sum().cast(pl.Float64).alias("\0possible"),
        ),
        keys,
    )
    texts = dict(zip(("service", "component", "variant"), named, strict=True))
    alone = {"times": each.times, "minutes": each.minutes}
    return counted.select(
        *(pl.lit(text).alias(column) for column, text in texts.items()),
        *keys,
        pl.lit(norm.text("bound") or None, pl.String).alias("bound"),
        pl.lit(bool(norm.values.get("as_needed"))).alias("as_needed"),
        "people_certain",
        "people_possible",
        *(pl.lit(value, pl.Float64).alias(column) for column, value in alone.items()),
        *(
            (pl.col(f"\0{side}") * pl.lit(value, pl.Float64)).alias(f"{column}_{side}")
            for column, value in alone.items()
            for side in ("certain", "possible")
        ),
    )
