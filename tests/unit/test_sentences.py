"""Conditions, amounts and rules read back, in both languages."""

from __future__ import annotations

import pytest

import invented
from socrules.sentences import Speaker, lower_first

PARAMETERS = """
parameters:
  least_sum:
    title:
      ru: Наименьший размер
    type: money
    value: "1200.50"
    cite: "2"
  norm:
    title:
      ru: Норма площади
    type: quantity
    unit: м²
    value: "12"
    cite: "2"
  poor:
    title:
      ru: Жилье малоимущих
    type: choices
    value: [rented]
    cite: "2"
  changing:
    title:
      ru: Меняющийся размер
    type: integer
    versions:
      - {value: "1", cite: "2", from: in_force}
      - {value: "2", cite: "2", from: 2024-06-01}
"""
CONDITIONS = {
    "age < 18": ("возраст меньше 18", "age is less than 18"),
    "age >= changing": ("возраст не меньше, чем меняющийся размер", "age is at least меняющийся"),
    "income > least_sum": (
        "доход больше 1\N{NO-BREAK SPACE}200,50",
        "income is more than 1,200.50",
    ),
    "area <= norm": ("площадь не больше 12 м²", "area is at most 12 м²"),
    "income > capped": ("доход больше, чем предел", "income is more than the cap"),
    "dwelling = own": ("жилье: свое", "dwelling: own"),
    "dwelling in poor": ("жилье — одно из: rented", "dwelling is one of: rented"),
    "not alone": ("неверно, что живет один", "it is not so that lives alone"),
    "alone and (age < 18 or age > 60)": (
        "живет один и (возраст меньше 18 или возраст больше 60)",
        "lives alone and (age is less than 18 or age is more than 60)",
    ),
    "born < 2000-01-01": (
        "дата рождения меньше, чем 2000-01-01",
        "date of birth is less than 2000",
    ),
    "born + 18 years <= day": ("дата рождения + 18 г. не больше", "date of birth + 18 years is at"),
    "true": ("да", "yes"),
    "none: [alone]": ("неверно ничто из перечисленного:", "none of these holds:"),
    "{at_least: 1, of: [alone, age < 18]}": (
        "верно не меньше 1 из перечисленного:",
        "at least 1 of these hold:",
    ),
    "any: [alone, {none: [age < 18]}]": ("верно хотя бы одно из перечисленного:", "at least one"),
}


def speak(lang, when, value="income"):
    rules = f"""
decisions:
  benefit:
    title:
      ru: Пособие
    type: money
    rules:
      one:
        cite: "2"
        when: {when if not when.startswith(("none", "any")) else f"{{{when}}}"}
        value: {value}
"""
    found = invented.contents(rules, {"parameters.yaml": PARAMETERS})
    assert not found.problems, found.problems
    speaker = Speaker(found, lang)
    return speaker, found.entries("decisions")["benefit"]


@pytest.mark.parametrize("when", CONDITIONS)
def test_conditions(when):
    for lang, expected in zip(("ru", "en"), CONDITIONS[when], strict=True):
        speaker, entry = speak(lang, when)
        assert expected.removesuffix(":") in "\n".join(speaker.decision(entry))
        assert speaker.phrase(entry.rules["one"].when)


@pytest.mark.parametrize(
    ("value", "ru"),
    [
        ("-income", "\N{MINUS SIGN}доход"),
        ("income - least_sum + 1.00", "доход \N{MINUS SIGN} 1\N{NO-BREAK SPACE}200,50"),
        (
            "round_up(income * 75 %, rouble)",
            "доход × 75\N{NO-BREAK SPACE}%, округлено вверх до рубля",
        ),
        ("max(income, 100.00)", "наибольшая из величин: доход; 100.00"),
        ("100.00", "Ответ: 100,00\N{NO-BREAK SPACE}₽"),
    ],
)
def test_amounts(value, ru):
    speaker, entry = speak("ru", "alone", value)
    assert ru in "\n".join(speaker.decision(entry))


def test_a_word_that_names_nothing_stands_as_it_is():
    speaker, _ = speak("ru", "alone")
    assert speaker.title("nothing") == "nothing"


@pytest.mark.parametrize(
    ("clause", "english"),
    [
        ("4.2(1)", "cl. 4.2(1)"),
        ("4.4/abz2", "cl. 4.4, para. 2"),
        ("8/abz2-4", "cl. 8, paras. 2-4"),
        ("R.3.4/abz2/s1", "cl. R.3.4, para. 2, sentence 1"),
        ("post/2", "cl. 2 of the resolution"),
        ("post/preamble", "preamble of the resolution"),
        ("annex/II.1/b1", "cl. II.1, b1 of the annex"),
        ("abz3", "para. 3"),
    ],
)
def test_clauses_in_english(clause, english):
    speaker, _ = speak("en", "alone")
    assert speaker.clause(clause) == english


@pytest.mark.parametrize(("text", "inside"), [("Доход", "доход"), ("СНИЛС", "СНИЛС"), ("А", "А")])
def test_lower_first(text, inside):
    assert lower_first(text) == inside


RULES = """
decisions:
  kind:
    title:
      ru: Жилье
    type: choice
    options:
      own:
        ru: свое жилье
      rented:
        ru: съемное жилье
    rules:
      usual:
        cite: "2"
        reading: rounding
        by_reading:
          down: own
          up: rented
      other:
        title:
          ru: Для молодых
        cite: "2(а)"
        exception_to: usual
        scope: age < 30
        unless:
          when: alone
        value: rented
    otherwise:
      value: own
      cite: "1"
"""


def test_rules_exceptions_and_readings():
    found = invented.contents(RULES)
    lines = list(Speaker(found, "ru").decision(found.entries("decisions")["kind"]))
    assert lines == [
        "Жилье",
        "  Общее правило (п. 2 Порядка)",
        "  Ответ зависит от прочтения: как округлять",
        "    ✓ Вниз",
        "      Ответ: свое жилье",
        "    – Вверх",
        "      Ответ: съемное жилье",
        "    Исключение:",
        "      Для молодых (пп. а п. 2 Порядка)",
        "        Относится к случаям, когда возраст меньше 30",
        "        Кроме случая, когда живет один",
        "        Ответ: съемное жилье",
        "  В остальных случаях — свое жилье (п. 1 Порядка)",
    ]
