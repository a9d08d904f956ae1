"""Explanations of every status, in both languages."""

from __future__ import annotations

import pytest

import drafts
import invented
import socrules

DECISIONS = """
decisions:
  benefit:
    title:
      ru: Пособие
      en: Benefit
    type: money
    cite: "1"
    rules:
      lone:
        cite: "2"
        when: alone
        value: 100.00
      young:
        cite: "2(а)"
        when: age < 18
        value: 200.00
  supplement:
    title:
      ru: Надбавка
      en: Supplement
    type: money
    rules:
      half:
        cite: "2"
        value: benefit
  either:
    title:
      ru: Вправе
      en: Entitled
    type: bool
    rules:
      lone:
        cite: "2"
        when: alone
        value: true
      others:
        cite: "2(а)"
        when:
          any:
            - when: not alone
              title:
                ru: Живет с другими
                en: Lives with others
        value: true
  heard_at:
    title:
      ru: Принято
      en: Taken
    type: date
    rules:
      born:
        cite: "2"
        unless:
          when: alone
        value: born
"""


def answer(tmp_path, decision, facts, **options):
    folder = invented.write(tmp_path / "act", DECISIONS)
    return socrules.load(folder, on="2024-10-01").decide(decision, facts, **options)


SAID = {
    "known": (
        "benefit",
        {"alone": True, "age": 30},
        ["Пособие: 100,00\N{NO-BREAK SPACE}₽", "Основание: п. 2 Порядка"],
        ["Benefit: 100.00 RUB", "Basis: cl. 2"],
    ),
    "conflict": (
        "benefit",
        {"alone": True, "age": 10},
        [
            "Пособие: правила дают разные ответы",
            "Противоречат друг другу: п. 2 Порядка, пп. а п. 2",
        ],
        ["Benefit: the rules disagree", "In disagreement: cl. 2, cl. 2(а)"],
    ),
    "not stated": (
        "benefit",
        {"alone": False, "age": 30},
        ["Пособие: акт этого не устанавливает", "Рассмотренные положения: п. 1 Порядка"],
        ["Benefit: the act does not say", "Looked at: cl. 1"],
    ),
    "because of another": (
        "supplement",
        {"alone": True, "age": 10},
        ["Надбавка: правила дают разные ответы", "Потому что нет ответа: пособие"],
        ["Supplement: the rules disagree", "Because this has no answer: benefit"],
    ),
    "unknown": (
        "benefit",
        {"age": 30},
        ["Возможные ответы: 100,00\N{NO-BREAK SPACE}₽ или акт этого не устанавливает"],
        ["Possible answers: 100.00 RUB or the act does not say", "[alone; the applicant]"],
    ),
    "one of two reasons": (
        "either",
        {},
        ["Вправе: да", "пп. а п. 2 Порядка или п. 2 Порядка. Ответ при любом из них один и тот же"],
        ["Entitled: yes", "Basis: cl. 2(а) or cl. 2. The answer is the same", "Lives with others"],
    ),
    "a date": (
        "heard_at",
        {"alone": False, "born": "2000-02-03"},
        ["✓ Общее правило (п. 2 Порядка) — применяется", "Кроме случая, когда живет один — нет"],
        ["Taken: 2000-02-03", "General rule (cl. 2) — applies", "Except where lives alone — no"],
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said(name, tmp_path):
    decision, facts, *texts = SAID[name]
    found = answer(tmp_path, decision, facts)
    for lang, expected in zip(("ru", "en"), texts, strict=True):
        for form in ("text", "md"):
            said = found.explain(lang, form).replace("lives with o", "Lives with o")
            assert not [text for text in expected if text not in said], said


def test_before_the_act_nothing_is_explained(tmp_path):
    folder = drafts.write(tmp_path / "act", DECISIONS)
    found = socrules.load(folder, on="2023-10-01").decide("benefit", {})
    assert found.explain("en").splitlines() == [
        "Benefit: the act does not apply here",
        "The government of the region, resolution; as of 2023-10-01",
        "Notes:",
        "  — the act is not in force on that day",
        "  — the pack is a draft",
    ]


def test_a_moment_as_data(tmp_path):
    data = answer(tmp_path, "benefit", {"heard": "2024-10-01T10:00", "area": "12.50"}).to_dict()
    assert data["given"] == {"heard": "2024-10-01T10:00", "area": "12.50"}


def test_an_effect_that_is_not_shown(tmp_path):
    folder = invented.write(tmp_path / "act", DECISIONS)
    found = socrules.load(folder, on="2026-10-01").decide("benefit", {}, strict_effect=True)
    assert "Possible answers" not in found.summary("en")


def test_a_summary_as_markdown_has_no_steps(tmp_path):
    said = answer(tmp_path, "benefit", {"alone": True, "age": 30}).summary("en", "md")
    assert said.startswith("## Benefit: 100.00 RUB\n")
    assert "General rule" not in said
