"""Periods in words: every wording of the five documents, short English, and back again."""

from __future__ import annotations

import pytest

from socrules import periods
from socrules.periods import READINGS, Period, check_readings, open_readings
from socrules.phrases import has
from socrules.problems import SituationError
from socrules.wordings import find_period, genitive, parse_period, plural, write

# Periods as the documents state them, reduced to the words that state them.
DOCUMENTS = {
    "Kaliningrad 360": [
        ("в течение пяти рабочих дней с даты подачи заявления", "5 working days"),
        ("немедленно", "immediately"),
        ("не реже, чем один раз в три года", "at least once in 3 years"),
        ("в течение семи рабочих со дня подачи заявления о пересмотре", "7 working days"),
        ("в течение трех рабочих со дня принятия решения", "3 working days"),
        ("в месячный срок", "1 month"),
        ("В течение семи рабочих дней от даты принятия решения", "7 working days"),
        ("в срок не позднее десяти рабочих дней со дня подачи заявления", "10 working days"),
        ("в течение трех рабочих дней со дня заключения договора", "3 working days"),
        ("составляет 15 дней со дня регистрации", "15 days"),
        ("не более чем на 15 дней", "15 days"),
        ("не более 10 дней", "10 days"),
    ],
    "Luhansk 213/24": [
        ("не должен составлять более пяти рабочих дней", "5 working days"),
        ("не реже одного раза в полугодие", "at least once a half-year"),
        ("один раз в полугодие", "at least once a half-year"),
        (
            "до 15-го числа месяца, следующего за отчетным полугодием",
            "before the 15th of the month after the half-year",
        ),
    ],
    "Luhansk 135/24": [
        ("в течение одних суток от даты предоставления", "1 day (sutki)"),
        ("в течение двух рабочих дней со дня подачи", "2 working days"),
        ("в течение одного рабочего дня со дня принятия решения", "1 working day"),
        ("на срок не более трех месяцев", "3 months"),
        ("не реже одного раза в неделю", "at least once a week"),
        ("не реже 3 раз в день", "at least 3 times a day"),
        ("не реже 1 раза в 2 месяца", "at least once in 2 months"),
        ("не реже 1 раза в 6 месяцев", "at least once in 6 months"),
        ("не реже 1 раза в квартал", "at least once a quarter"),
        ("2 раза в месяц", "at least twice a month"),
        ("не более 2 раз в год", "at most twice a year"),
        ("не более 1 раза в квартал", "at most once a quarter"),
        ("не чаще 4 раз в год", "at most 4 times a year"),
        ("ежедневно", "at least once a day"),
    ],
    "draft on hardship": [
        ("в течение двух рабочих дней", "2 working days"),
        ("В течение двух рабочих дней после получения", "2 working days"),
    ],
    "Ulyanovsk 68-p": [
        ("не позднее трёх дней с момента получения", "3 days"),
        ("в срок, не превышающий 30 дней с момента получения", "30 days"),
        ("не более чем десять рабочих дней со дня подачи", "10 working days"),
        ("в день обращения", "the same day"),
        ("незамедлительно", "immediately"),
        ("В течение 5 рабочих дней с момента получения", "5 working days"),
        ("в течение 1 дня", "1 day"),
        ("не реже 2 раз в месяц", "at least twice a month"),
        ("в течение 1 рабочего дня с момента вынесения", "1 working day"),
        ("не превышает 5 рабочих дней с даты подачи", "5 working days"),
        ("в срок не превышающий 10 рабочих дней с даты подачи", "10 working days"),
        ("не реже чем 1 раз в 3 месяца", "at least once in 3 months"),
        ("в течение 3 рабочих дней со дня ее регистрации", "3 working days"),
        ("не позднее следующего рабочего дня со дня ее поступления", "the next working day"),
        ("в течение 15 рабочих дней со дня ее регистрации", "15 working days"),
        ("Не позднее дня, следующего за днём принятия решения", "the day after"),
    ],
    "other acts": [
        ("не позднее рабочего дня, следующего за днём подачи", "the next working day"),
        ("не позднее одного рабочего дня, следующего за днём подачи", "the next working day"),
        ("на следующий рабочий день", "the next working day"),
        ("на следующий день", "the day after"),
        ("в тот же день", "the same day"),
        ("не реже двух раз в месяц", "at least twice a month"),
        ("до 15 числа", "before the 15th"),
        ("до 1-го числа следующего месяца", "before the 1st of the next month"),
        (
            "до 3-го числа месяца, следующего за отчетным месяцем",
            "before the 3rd of the next month",
        ),
        ("не позднее чем за 3 рабочих дня до заседания", "3 working days before"),
        ("в течение двадцати одного календарного дня", "21 calendar days"),
        ("в течение двух недель", "2 weeks"),
        ("в течение трёх лет", "3 years"),
        ("в течение суток", "1 day (sutki)"),
        ("в течение года", "1 year"),
        ("в течение недели", "1 week"),
        ("раз в год", "at least once a year"),
        ("одни сутки", "1 day (sutki)"),
        ("one day (сутки)", "1 day (sutki)"),
        ("within 5 working days from the date of filing.", "5 working days"),
        ("five working days", "5 working days"),
        ("no later than the next working day", "the next working day"),
        ("no later than 3 days before", "3 days before"),
        ("once in 3 years", "at least once in 3 years"),
        ("twice every month", "at least twice a month"),
        ("half-yearly", "at least once a half-year"),
        (
            "before the 2nd of the month after the year",
            "before the 2nd of the month after the year",
        ),
        (
            "before the 11th of the month after the quarter",
            "before the 11th of the month after the quarter",
        ),
    ],
}


@pytest.mark.parametrize(
    ("words", "meaning"), [pair for pairs in DOCUMENTS.values() for pair in pairs]
)
def test_wordings(words: str, meaning: str) -> None:
    found = parse_period(words)
    assert write(found, "en") == meaning
    assert find_period(meaning) == found
    assert find_period(write(found, "ru")) == found


@pytest.mark.parametrize(
    ("words", "russian"),
    [
        ("1 day (sutki)", "одни сутки"),
        ("2 sutki", "двое суток"),
        ("5 sutki", "5 суток"),
        ("1 working day", "1 рабочий день"),
        ("3 days before", "за 3 дня до"),
        ("21 days", "21 день"),
        ("12 days", "12 дней"),
        ("twice a month", "не реже 2 раз в месяц"),
        ("once in 3 years", "не реже 1 раза в 3 года"),
        ("at most 4 times a year", "не чаще 4 раз в год"),
        ("the day after", "не позднее следующего дня"),
    ],
)
def test_russian(words: str, russian: str) -> None:
    assert write(parse_period(words), "ru") == russian


@pytest.mark.parametrize(
    "words",
    [
        "",
        "5",
        "рабочих дней",
        "0 days",
        "1001 days",
        "before the 32nd",
        "soon",
        "5 days " * 90,
        "once in 1001 years",
        "до 15-го числа месяца, следующего за отчетным веком",
        "9" * 200,
    ],
)
def test_what_states_no_period(words: str) -> None:
    assert find_period(words) is None
    with pytest.raises(SituationError):
        parse_period(words)


def test_the_longest_period() -> None:
    assert parse_period("1000 days").number == 1000
    assert parse_period("once in 1000 years").every == 1000


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        ("5 wroking dyas", "5 working days"),
        ("пять рабчих дней", "пять рабочих дней"),
        ("5 gadgets", None),
    ],
)
def test_a_slip_is_mended(words: str, mended: str | None) -> None:
    with pytest.raises(SituationError) as caught:
        parse_period(words)
    assert caught.value.problems[0].suggest == mended


def test_genitive() -> None:
    assert genitive(parse_period("3 months"), "ru") == "3 месяцев"
    assert genitive(parse_period("1 month"), "ru") == "1 месяца"
    assert genitive(parse_period("1 month"), "en") == "1 month"
    assert [plural(number, "a", "b", "c") for number in (1, 2, 5, 11, 12, 21, 22)] == list(
        "abcccab"
    )


@pytest.mark.parametrize("name", READINGS)
def test_every_option_has_its_words(name: str) -> None:
    assert all(has(f"reading.{name}.{option}") for option in READINGS[name].options)


def test_what_a_period_leaves_open() -> None:
    assert open_readings(Period(periods.NEXT_WORKING_DAY)).keys() == {
        "event_on_nonworking",
        "presidential_days",
    }
    assert open_readings(parse_period("1 sutki"))["roll"] == ("none", "next")
    assert open_readings(parse_period("the day after"))["roll"] == ("next", "none")
    assert open_readings(parse_period("3 days before"))["roll"] == ("previous", "next", "none")
    assert open_readings(parse_period("2 weeks before")).keys() == {
        "backward",
        "roll",
        "presidential_days",
    }
    assert open_readings(parse_period("twice a month"))["frequency"] == (
        "calendar",
        "rolling",
        "greatest_gap",
    )
    assert open_readings(parse_period("once in 3 years"))["frequency"] == ("rolling", "calendar")
    assert "extension_from" in open_readings(parse_period("15 days"), extended=True)
    assert open_readings(parse_period("2 weeks"), limit=True).keys() == {"limit_counts"}


def test_readings_that_do_not_exist() -> None:
    check_readings({"roll": "none"})
    for chosen, suggest in [({"rol": "none"}, "roll"), ({"roll": "nxt"}, "next")]:
        with pytest.raises(SituationError) as caught:
            check_readings(chosen)
        assert caught.value.problems[0].suggest == suggest
