"""Deadlines in words: the whole text in both languages, and one line for each kind of period."""

from __future__ import annotations

import pytest

from socrules.calendars import calendar
from socrules.deadlines import deadline, limit

RUSSIAN = """\
5 рабочих дней со дня 27.12.2024: последний день — вторник 14.01.2025
считались: 28.12.2024, 09.01.2025, 10.01.2025, 13.01.2025, 14.01.2025
не считались:
  29.12.2024: выходной день
  30.12.2024: выходной день, перенесенный с 28.12.2024 (Постановление
    Правительства РФ от 10.08.2023 № 1314)
  31.12.2024: выходной день, перенесенный с 07.01.2024 (Постановление
    Правительства РФ от 10.08.2023 № 1314)
  01.01.2025 – 06.01.2025: нерабочий праздничный день: Новогодние каникулы (ч. 1
    ст. 112 ТК РФ)
  07.01.2025: нерабочий праздничный день: Рождество Христово (ч. 1 ст. 112 ТК
    РФ)
  08.01.2025: нерабочий праздничный день: Новогодние каникулы (ч. 1 ст. 112 ТК
    РФ)
  11.01.2025 – 12.01.2025: выходной день
прочтение: счет со дня после события; событие остается на своем дне; дни,
  объявленные Президентом нерабочими, считаются рабочими
при другом прочтении:
  день события считается первым: понедельник 13.01.2025
безопасно: понедельник 13.01.2025
календарь ru, слои: федеральный"""

ENGLISH = """\
5 working days from 2024-05-02: no earlier than Monday 2024-05-13, \
no later than Wednesday 2024-05-15
counted: 2024-05-03, 2024-05-06, 2024-05-07, 2024-05-08, 2024-05-13
not counted:
  2024-05-04 – 2024-05-05: a weekend
  2024-05-09: a holiday: Victory Day (Labour Code of Russia, art. 112(1))
  2024-05-10: a day off moved from 2024-01-06 (Government of Russia, resolution
    of 10.08.2023 No. 1314)
  2024-05-11 – 2024-05-12: a weekend
uncertain days:
  2024-05-06: a day off in the region, moved from 2024-05-05: Easter (Head of
    the LPR, decree of 21.01.2023 No. UG-51/23)
  2024-05-13: a day off in the region, moved from 2024-05-12: Day of the Luhansk
    People's Republic (Head of the LPR, decree of 21.01.2023 No. UG-51/23)
to be settled by: the yearly letter of the LPR Ministry of Labour on days off
  and holidays
read as: counted from the day after the event; the event stays on its day; days
  that the President announced as non-working count as working days
read otherwise:
  the day of the event is the first: Wednesday 2024-05-08 – Tuesday 2024-05-14
safe: Wednesday 2024-05-08
calendar ru/luhansk, layers: federal, regional"""


def test_the_whole_text() -> None:
    assert deadline("5 working days", "2024-12-27", "ru").explain("ru") == RUSSIAN
    assert deadline("5 working days", "2024-05-02", "ru/luhansk").explain("en") == ENGLISH


@pytest.mark.parametrize(
    ("words", "event", "line"),
    [
        ("15 дней", "2026-04-27", "15 дней со дня 27.04.2026: последний день — вторник 12.05.2026"),
        (
            "немедленно",
            "2026-04-11",
            "немедленно, событие 11.04.2026: в тот же день, суббота 11.04.2026",
        ),
        (
            "в день обращения",
            "2026-04-10",
            "в день события 10.04.2026: последний день — пятница 10.04.2026",
        ),
        (
            "не позднее следующего рабочего дня",
            "2026-04-10",
            "не позднее рабочего дня, следующего за 10.04.2026: последний день — понедельник 13.04.2026",  # noqa: E501
        ),
        (
            "на следующий день",
            "2026-04-13",
            "не позднее дня, следующего за 13.04.2026: последний день — вторник 14.04.2026",
        ),
        (
            "за 3 дня до",
            "2026-04-10",
            "за 3 дня до 10.04.2026: последний день — вторник 07.04.2026",
        ),
        (
            "до 15-го числа",
            "2026-07-01",
            "до 15-го числа, событие 01.07.2026: последний день — среда 15.07.2026",
        ),
        (
            "не реже двух раз в месяц",
            "2026-07-01",
            "не реже 2 раз в месяц, последний раз 01.07.2026: последний день — пятница 31.07.2026",
        ),
        (
            "5 рабочих дней",
            "2027-12-28",
            "5 рабочих дней со дня 28.12.2027: не вычислено, в календаре ru нет 2028 года (слой: федеральный)",  # noqa: E501
        ),
    ],
)
def test_one_line(words: str, event: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = deadline(words, event, "ru")
    assert answer.explain("ru").splitlines()[0] == line
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert str(answer) == line


def test_a_limit_and_an_extension_in_words() -> None:
    leave = limit("3 месяца", "2026-11-30", "ru").explain("ru").splitlines()
    assert leave[0] == (
        "не более 3 месяцев с 30.11.2026: последний день — воскресенье 28.02.2027, не переносится"
    )
    assert (
        "  предел на календарный год: нужно знать, сколько дней использовано в этом году" in leave
    )
    appeal = deadline("15 дней", "2026-04-24", "ru", extended_by="10 дней").explain("ru")
    assert appeal.startswith("15 дней со дня 24.04.2026, с продлением на 10 дней: ")
    assert "перенос последнего дня" not in appeal


def test_what_was_looked_for_is_said() -> None:
    words = deadline("5 days", "2026-04-24", "ru/kaliningrad").explain("en").splitlines()
    assert words[-1] == "no regional days off were found; no act confirms it"
    hours = deadline("одни сутки", "2026-05-08T15:00", "ru").explain("en")
    assert "  24 hours from the moment: Saturday 2026-05-09, 15:00" in hours
    assert repr(calendar("ru/luhansk")) == "calendar('ru/luhansk', ('federal', 'regional'))"
