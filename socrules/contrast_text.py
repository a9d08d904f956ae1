"""Says what a comparison over people comes to: one paragraph, in Russian or in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from socrules import figures
from socrules.contrast import Contrast
from socrules.phrasebook import say
from socrules.sentences import Speaker
from socrules.sides import apart, date

MOST_WAYS: Final = 3
"""So many ways in which an answer flips are told; the rest is counted."""


class Teller:
    """Tells of one comparison in one language."""

    def __init__(self, told: Contrast, lang: str) -> None:
        self.told = told
        self.lang = lang
        self.speakers = [Speaker(pack.program.pack, lang) for pack in (told.before, told.after)]
        self.flips = told.flipped(())
        self.amounts = {row["decision"]: row for row in told.amounted(()).to_dicts()}

    def say(self, key: str, **words: object) -> str:
        """Return a text of comparisons."""
        return say("comparison", key, self.lang, **words)

    def sentences(self) -> Iterator[str]:
        """Yield the paragraph, sentence by sentence."""
        yield from self.head()
        people = len(self.told.rows)
        yield self.say("counted", **self.people(people, "people"))
        if self.told.people.weight:
            yield self.say("weighed", column=self.told.people.weight)
        for name in self.told.decisions:
            yield from self.decision(name)

    def head(self) -> Iterator[str]:
        """Yield what is compared."""
        before, after = self.told.before, self.told.after
        if before.id == after.id:
            days = (before.day, after.day)
            day = date(before.day, self.lang) if len({*days}) == 1 else ""
            title = after.title.say(self.lang)
            yield self.say("head", title=title, day=day) if day else f"{title}."
        differing = list(apart(before, after, self.lang))
        if differing:
            one, other = ("; ".join(side) for side in zip(*differing, strict=True))
            yield self.say("apart", before=one, after=other)
        else:
            yield self.say("alike")

    def people(self, number: int, key: str) -> dict[str, str]:
        """Return a number of people, and the word that goes with it."""
        counted = figures.counted(key, number, self.lang)
        return {"count": figures.count(number, self.lang), "people": counted}

    def decision(self, name: str) -> Iterator[str]:
        """Yield what becomes of one decision."""
        title = self.told.after.program.decisions[name].entry.title.say(self.lang)
        own = [row for row in self.flips.to_dicts() if row["decision"] == name]
        if own:
            alone = "all" if len(own) == 1 else "way"
            ways = [self.way(name, row, alone) for row in own[:MOST_WAYS]]
            rest = sum(row["people"] for row in own[MOST_WAYS:])
            if rest:
                ways.append(self.say("other-ways", count=figures.count(rest, self.lang)))
            share = figures.percent(sum(row["share"] for row in own), self.lang)
            words = self.people(sum(row["people"] for row in own), "people-genitive")
            yield self.say("flips", title=title, share=share, ways="; ".join(ways), **words)
        else:
            yield self.say("nobody", title=title)
        if name in self.amounts:
            yield from self.sums(name, self.amounts[name])

    def way(self, name: str, row: dict[str, Any], key: str) -> str:
        """Return one way in which an answer flips; `key` is `all` where there is no other."""
        key += f"-{row['change']}" if row["change"] in ("lower", "higher") else ""
        linked = self.told.after.program.decisions[name]
        shown = {side: figures.answer(linked, row[side], self.lang) for side in ("before", "after")}
        count = figures.count(row["people"], self.lang)
        return self.say(key, count=count, clauses=self.clauses(row), **shown)

    def clauses(self, row: dict[str, Any]) -> str:
        """Return the clauses by which an answer flips, where there are any."""
        ids = row["clause_before"], row["clause_after"]
        labels = [
            None if id is None else speaker.clause(id)
            for id, speaker in zip(ids, self.speakers, strict=True)
        ]
        known = [label for label in labels if label is not None]
        if len({*known}) == 1:
            return self.say("by-clause", clause=known[0])
        return self.say("by-clauses", before=known[0], after=known[1]) if known else ""

    def sums(self, name: str, row: dict[str, Any]) -> Iterator[str]:
        """Yield what a number comes to in all and in the middle."""
        of = self.told.type(name)
        left = len(self.told.rows) - row["people"]
        if row["people"] and row["total_before"] is not None:
            before, after = row["total_before"], row["total_after"]
            shown = {
                key: figures.amount(of, value, self.lang)
                for key, value in (("before", before), ("after", after))
            }
            difference = after - before
            key = "total-same" if not difference else "total" if difference < 0 else "total-higher"
            share = (
                figures.percent(float(abs(difference)) / float(before), self.lang) if before else ""
            )
            percent = f" ({share})" if share else ""
            size = figures.amount(of, abs(difference), self.lang)
            yield self.say(key, difference=size, percent=percent, **shown)
            if difference:
                middle = {
                    f"{words}_{side}": figures.amount(of, row[f"{figure}_{side}"], self.lang)
                    for words, figure in (("mean", "mean"), ("median", "p50"))
                    for side in ("before", "after")
                }
                yield self.say("middle", **middle)
        if left:
            yield self.say("not-compared", **self.people(left, "people-genitive"))


def paragraph(told: Contrast, lang: str) -> str:
    """Return what a comparison comes to, as one paragraph."""
    return " ".join(
        sentence[:1].upper() + sentence[1:] for sentence in Teller(told, lang).sentences()
    )
