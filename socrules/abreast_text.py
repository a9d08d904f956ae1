"""Says how the packs of several regions answer the same people, in Russian or in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from socrules import figures
from socrules.abreast import Abreast, Question
from socrules.phrasebook import say
from socrules.sentences import Speaker
from socrules.sides import date


def paragraph(told: Abreast, lang: str) -> str:
    """Return how the packs answer, as one paragraph."""
    return " ".join(Teller(told, lang).sentences())


class Teller:
    """Tells of several packs in one language; each has a number in the text."""

    def __init__(self, told: Abreast, lang: str) -> None:
        self.told = told
        self.lang = lang
        self.numbers = {id: str(index) for index, id in enumerate(told.packs, 1)}
        self.answers = told.answered(()).to_dicts()
        self.patterns = told.patterned(()).to_dicts()
        self.amounts = told.amounted(()).to_dicts()

    def say(self, key: str, **words: object) -> str:
        """Return a text of comparisons."""
        return say("comparison", key, self.lang, **words)

    def sentences(self) -> Iterator[str]:
        """Yield the paragraph, sentence by sentence."""
        told, lang = self.told, self.lang
        packs = [
            self.say(
                "abreast-pack",
                number=self.numbers[id],
                title=pack.title.say(lang),
                day=date(pack.day, lang),
            )
            for id, pack in told.packs.items()
        ]
        yield self.say("abreast", packs="; ".join(packs))
        people = len(told.rows)
        words = figures.counted("people", people, lang)
        yield self.say("counted", count=figures.count(people, lang), people=words)
        if told.people.weight:
            yield self.say("weighed", column=told.people.weight)
        for question in told.questions:
            yield self.question(question)
        yield from self.facts()

    def question(self, question: Question) -> str:
        """Return how the packs answer one question."""
        first = next(iter(question.ids))
        title = self.told.linked(question, first).entry.title.say(self.lang)
        shown = "; ".join(
            self.say("answers-of", number=self.numbers[id], answers=self.of(question, id))
            for id in question.ids
        )
        if len(question.ids) == 1:
            number, answers = self.numbers[first], self.of(question, first)
            return self.say("one-only", title=title, number=number, answers=answers)
        apart = [
            row for row in self.patterns if row["question"] == question.name and not row["same"]
        ]
        if not apart:
            return self.say("same-all", title=title, answers=self.of(question, first))
        people = sum(row["people"] for row in apart)
        return self.say(
            "same-some",
            title=title,
            count=figures.count(people, self.lang),
            people=figures.counted("people-genitive", people, self.lang),
            share=figures.percent(sum(row["share"] for row in apart), self.lang),
            answers=shown,
        )

    def of(self, question: Question, id: str) -> str:
        """Return the answers of one pack with their shares, and what its numbers come to."""
        linked = self.told.linked(question, id)
        rows = [row for row in self.answers if self.about(row, question, id)]
        parts = [
            self.say(
                "answer-share",
                answer=figures.answer(linked, row["answer"], self.lang),
                share=figures.percent(row["share"], self.lang),
            )
            for row in sorted(rows, key=lambda row: -row["share"])
        ]
        for row in self.amounts:
            if self.about(row, question, id) and row["people"]:
                of = linked.type
                sums = {key: figures.amount(of, row[key], self.lang) for key in ("total", "mean")}
                parts.append(self.say("total-of", **sums))
        return ", ".join(parts)

    def about(self, row: dict[str, Any], question: Question, id: str) -> bool:
        """Say whether a row of a table is of one question and pack."""
        return bool(row["question"] == question.name and row["pack"] == id)

    def facts(self) -> Iterator[str]:
        """Yield which facts the packs share, and which only one of them asks."""
        asked = self.told.asked().to_dicts()
        shared = sum(row["shared"] for row in asked)
        yield self.say("facts-shared", count=figures.count(shared, self.lang))
        for id, pack in self.told.packs.items():
            alone = [
                row["fact"]
                for row in asked
                if row[id] and not any(row[other] for other in self.told.packs if other != id)
            ]
            if alone:
                speaker = Speaker(pack.program.pack, self.lang)
                titles = "; ".join(speaker.title(fact) for fact in alone)
                yield self.say("facts-alone", number=self.numbers[id], facts=titles)
