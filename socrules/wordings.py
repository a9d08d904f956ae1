"""Reads a period from words, Russian or English, and writes it in words again.

The wordings are those that acts use: «в течение пяти рабочих дней», «не позднее рабочего дня,
следующего за днём…», «до 15-го числа», «не реже одного раза в полугодие»; and short English ones
for packs: `5 working days`, `3 months`, `at least once in 3 years`. What is counted from (со дня
подачи, с даты регистрации) is the event's business and is read over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from socrules import periods
from socrules.periods import LONGEST, Period
from socrules.problems import Problem, SituationError, Span, nearest, problem

_LONGEST_TEXT: Final = 300
_ONES: Final = {
    1: "один одного одна одной одну одни одних one",
    2: "два две двух двое two",
    3: "три трех трое three",
    4: "четыре четырех четверо four",
    5: "пять пяти five",
    6: "шесть шести six",
    7: "семь семи seven",
    8: "восемь восьми eight",
    9: "девять девяти nine",
    10: "десять десяти ten",
    11: "одиннадцать одиннадцати eleven",
    12: "двенадцать двенадцати twelve",
    13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати fourteen",
    15: "пятнадцать пятнадцати fifteen",
    20: "двадцать двадцати twenty",
    30: "тридцать тридцати thirty",
    40: "сорок сорока",
    45: "forty-five",
    60: "шестьдесят шестидесяти sixty",
    90: "девяносто ninety",
}
_NUMBERS: Final = {word: number for number, words in _ONES.items() for word in words.split()}
_WORD: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_N: Final = rf"(?P<n>[0-9]+|(?:(?:{_WORD})(?: |\b))+)"

# What may stand before a quantity and after it without changing it.
_FRAME: Final = re.compile(
    r"(?:в течение|срок\w*|в|на|через|составляет|чем|более|"
    r"не (?:более|позднее|превыша\w+|долж\w+ (?:превышать|составлять))|within|no later than|"
    r"at most|up to)[ ,]+"
)
_SINCE: Final = re.compile(
    r",? (?:со? (?:дня|даты|момента)|от даты|после|from the (?:day|date)|after)\b.*"
)

_RU_UNITS: Final = {
    "day": r"ден\w|дн\w+|сут\w+",
    "week": r"недел\w+",
    "month": r"месяц\w*",
    "quarter": r"квартал\w*",
    "half_year": r"полугоди\w+",
    "year": r"год\w*|лет",
}
_EN_UNITS: Final = {
    "day": "days?",
    "week": "weeks?",
    "month": "months?",
    "quarter": "quarters?",
    "half_year": "half-years?",
    "year": "years?",
}
_EVERY: Final = {
    "ежедневно": "day",
    "еженедельно": "week",
    "ежемесячно": "month",
    "ежеквартально": "quarter",
    "ежегодно": "year",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half_year",
    "yearly": "year",
}
_REPORT: Final = {
    "месяцем": "next",
    "кварталом": "quarter",
    "полугодием": "half_year",
    "годом": "year",
    "month": "next",
    "quarter": "quarter",
    "half-year": "half_year",
    "year": "year",
}

_QUANTITIES: Final = (
    (periods.WORKING_DAYS, r"рабоч\w+(?: дн\w+| день)?|working days?"),
    (periods.CALENDAR_DAYS, r"календарн\w+ (?:дн\w+|день)|calendar days?"),
    (periods.SUTKI, r"сут\w+|days? \((?:сутки|sutki)\)|sutki"),
    (periods.DAYS, r"дн\w+|день|days?"),
    (periods.WEEKS, r"недел\w+|weeks?"),
    (periods.MONTHS, r"месяц\w*|months?"),
    (periods.YEARS, r"год\w*|лет|years?"),
)
_ONE_OF: Final = {
    periods.MONTHS: "месяца|месячный срок",
    periods.YEARS: "года",
    periods.WEEKS: "недели",
    periods.SUTKI: "суток",
}


def _number(text: str | None) -> int:
    if not text:
        return 1
    words = text.split()
    return int(words[0]) if words[0].isdigit() else sum(_NUMBERS[word] for word in words)


def _quantity(kind: str, *, back: bool) -> Callable[[re.Match[str]], Period]:
    return lambda match: Period(kind, _number(match["n"]), back=back)


def _of(kind: str) -> Callable[[re.Match[str]], Period]:
    return lambda _: Period(kind)


def _until(match: re.Match[str]) -> Period:
    month = _REPORT.get(match["of"] or "", "next" if match["next"] else "first")
    return Period(periods.UNTIL, int(match["n"]), month=month)


def _frequency(match: re.Match[str]) -> Period:
    groups = match.groupdict()
    times = {"once": 1, "twice": 2}.get(groups["times"] or "") or _number(groups["n"])
    unit = next(name for name in _RU_UNITS if groups.get(f"u_{name}"))
    every = _number(groups["m"])
    at_most = bool(re.match(r"не (?:более|чаще)|at most|no more", match.string))
    return Period(periods.FREQUENCY, times, unit=unit, every=every, at_most=at_most)


def _units(units: dict[str, str]) -> str:
    return "|".join(f"(?P<u_{name}>{words})" for name, words in units.items())


_M: Final = _N.replace("?P<n>", "?P<m>")
_AFTER: Final = r"следующего за днем\b.*"
_LEAST: Final = r"(?:не реже,?(?: чем)? |не более,?(?: чем)? |не чаще,?(?: чем)? )?"
_AT_LEAST: Final = "(?:at least |at most |no more than )?"
_NO_LATER: Final = "(?:no later than )?(?:the )?"
_UNTIL_RU: Final = (
    r"до (?P<n>[0-9]{1,2})(?:-?го)? числа(?: (?P<next>следующего месяца)"
    r"| месяца, следующего за (?:отчетн\w+ )?(?P<of>месяцем|кварталом|полугодием|годом))?"
)
_UNTIL_EN: Final = (
    "before the (?P<n>[0-9]{1,2})(?:st|nd|rd|th)(?: of the (?:(?P<next>next month)"
    "|month after the (?P<of>month|quarter|half-year|year)))?"
)
_OFTEN_RU: Final = rf"{_LEAST}(?P<times>(?:{_N} ?)?раза?) в (?:{_M} ?)?(?:{_units(_RU_UNITS)})"
_OFTEN_EN: Final = (
    rf"{_AT_LEAST}(?P<times>once|twice|{_N} times) "
    rf"(?:an?|every|in an?|in) ?(?:{_M} ?)?(?:{_units(_EN_UNITS)})"
)
_RULES: Final[tuple[tuple[str, Callable[[re.Match[str]], Period]], ...]] = (
    ("немедленно|незамедлительно|immediately", _of(periods.IMMEDIATELY)),
    (r"в (?:тот же )?день(?: \w+)*|(?:on )?(?:the )?same day", _of(periods.SAME_DAY)),
    (rf"не позднее (?:одного )?рабоч\w+ дня,? {_AFTER}", _of(periods.NEXT_WORKING_DAY)),
    (r"(?:не позднее|на) следующ\w+ рабоч\w+ (?:дня|день)\b.*", _of(periods.NEXT_WORKING_DAY)),
    (rf"{_NO_LATER}next working day", _of(periods.NEXT_WORKING_DAY)),
    (rf"не позднее дня,? {_AFTER}", _of(periods.DAY_AFTER)),
    (r"(?:не позднее|на) следующ\w+ (?:дня|день)\b.*", _of(periods.DAY_AFTER)),
    (rf"{_NO_LATER}(?:next day|day after)", _of(periods.DAY_AFTER)),
    (_UNTIL_RU, _until),
    (_UNTIL_EN, _until),
    (_OFTEN_RU, _frequency),
    (_OFTEN_EN, _frequency),
    *(
        (rf"(?:не позднее,?(?: чем)? )?за {_N} ?(?:{unit}) до\b.*", _quantity(kind, back=True))
        for kind, unit in _QUANTITIES
    ),
    *(
        (rf"{_NO_LATER}{_N} ?(?:{unit}) before", _quantity(kind, back=True))
        for kind, unit in _QUANTITIES
    ),
    *((rf"{_N} ?(?:{unit})", _quantity(kind, back=False)) for kind, unit in _QUANTITIES),
    *((words, _of(kind)) for kind, words in _ONE_OF.items()),
)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...]:
    """Return the rules compiled, which is done when the first period is read."""
    return tuple((re.compile(pattern), make) for pattern, make in _RULES)


_VOCABULARY: Final = """
    working calendar days day weeks months years sutki immediately same next once twice times
    before after least most half-year quarter month year daily weekly monthly quarterly yearly
    рабочих рабочего календарных дней дня день недель месяцев месяца лет года суток немедленно
    незамедлительно следующего числа полугодие квартал реже раза течение позднее
"""


@lru_cache(maxsize=1024)
def find_period(text: str) -> Period | None:
    """Return the period that `text` states, or None where it states none that is known."""
    if len(text) > _LONGEST_TEXT:
        return None
    words = " ".join(text.lower().replace("ё", "е").replace("\u00a0", " ").split())
    words = words.rstrip(" .;")
    if words in _EVERY:
        return Period(periods.FREQUENCY, unit=_EVERY[words])
    while True:
        for pattern, make in _rules():
            match = pattern.fullmatch(words)
            if match:
                found = make(match)
                return found if _possible(found) else None
        shorter = _SINCE.sub("", words)
        if shorter == words:
            shorter = _FRAME.sub("", words, count=1) if _FRAME.match(words) else words
        if shorter == words:
            return None
        words = shorter


def _possible(period: Period) -> bool:
    highest = 31 if period.kind == periods.UNTIL else LONGEST
    return 1 <= period.number <= highest and 1 <= period.every <= LONGEST


def parse_period(text: str) -> Period:
    """Return the period that `text` states; raises `SituationError` with a suggestion."""
    found = find_period(text)
    if found is None:
        raise SituationError(period_problem(text))
    return found


def period_problem(text: str, span: Span | None = None) -> Problem:
    """Return the problem of a text that states no known period."""
    vocabulary = _VOCABULARY.split()
    mended = []
    for word in text.split():
        known = word.isdigit() or word in _NUMBERS or word in vocabulary
        mended.append(word if known else nearest(word, vocabulary) or word)
    suggest = " ".join(mended)
    return problem(
        "period-unknown", span, suggest=suggest if find_period(suggest) else None, text=text
    )


def plural(number: int, one: str, few: str, many: str) -> str:
    """Return the Russian form that agrees with a number: 1 день, 2 дня, 5 дней."""
    if number % 10 == 1 and number % 100 != 11:
        return one
    return few if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else many


_RU_FORMS: Final = {
    periods.WORKING_DAYS: ("рабочий день", "рабочих дня", "рабочих дней"),
    periods.CALENDAR_DAYS: ("календарный день", "календарных дня", "календарных дней"),
    periods.DAYS: ("день", "дня", "дней"),
    periods.WEEKS: ("неделя", "недели", "недель"),
    periods.MONTHS: ("месяц", "месяца", "месяцев"),
    periods.YEARS: ("год", "года", "лет"),
    periods.SUTKI: ("сутки", "суток", "суток"),
    "day": ("день", "дня", "дней"),
    "week": ("неделю", "недели", "недель"),
    "month": ("месяц", "месяца", "месяцев"),
    "quarter": ("квартал", "квартала", "кварталов"),
    "half_year": ("полугодие", "полугодия", "полугодий"),
    "year": ("год", "года", "лет"),
}
_EN_FORMS: Final = {
    periods.WORKING_DAYS: "working day",
    periods.CALENDAR_DAYS: "calendar day",
    periods.DAYS: "day",
    periods.WEEKS: "week",
    periods.MONTHS: "month",
    periods.YEARS: "year",
}
_SUTKI: Final[dict[int, object]] = {1: "одни", 2: "двое", 3: "трое", 4: "четверо"}
_FIXED: Final = {
    periods.IMMEDIATELY: ("немедленно", "immediately"),
    periods.SAME_DAY: ("в тот же день", "the same day"),
    periods.NEXT_WORKING_DAY: ("не позднее следующего рабочего дня", "the next working day"),
    periods.DAY_AFTER: ("не позднее следующего дня", "the day after"),
}
_MONTHS: Final = {
    "first": ("", ""),
    "next": (" следующего месяца", " of the next month"),
    "quarter": (" месяца, следующего за кварталом", " of the month after the quarter"),
    "half_year": (" месяца, следующего за полугодием", " of the month after the half-year"),
    "year": (" месяца, следующего за годом", " of the month after the year"),
}


def write(period: Period, lang: str) -> str:
    """Return a period in words in `lang` (`ru`, `en`); `find_period` reads the same back."""
    number = period.number
    if period.kind in _FIXED:
        return _FIXED[period.kind][lang != "ru"]
    if period.kind == periods.UNTIL:
        month = _MONTHS[period.month or "first"][lang != "ru"]
        return (
            f"до {number}-го числа{month}" if lang == "ru" else f"before the {_th(number)}{month}"
        )
    if period.kind == periods.FREQUENCY:
        return _write_frequency(period, lang)
    if lang == "ru":
        # «Сутки» has no singular and takes a numeral of its own.
        count = _SUTKI.get(number, number) if period.kind == periods.SUTKI else number
        words = f"{count} {plural(number, *_RU_FORMS[period.kind])}"
        return f"за {words} до" if period.back else words
    if period.kind == periods.SUTKI:
        words = f"{_count(number, 'day')} (sutki)"
    else:
        words = _count(number, _EN_FORMS[period.kind])
    return f"{words} before" if period.back else words


def genitive(period: Period, lang: str) -> str:
    """Return a period as it stands after «не более»: 1 месяца, 3 месяцев."""
    if lang != "ru":
        return write(period, lang)
    one, many = _RU_GENITIVE[period.kind]
    return f"{period.number} {plural(period.number, one, many, many)}"


_RU_GENITIVE: Final = {
    periods.WORKING_DAYS: ("рабочего дня", "рабочих дней"),
    periods.CALENDAR_DAYS: ("календарного дня", "календарных дней"),
    periods.DAYS: ("дня", "дней"),
    periods.WEEKS: ("недели", "недель"),
    periods.MONTHS: ("месяца", "месяцев"),
    periods.YEARS: ("года", "лет"),
    periods.SUTKI: ("суток", "суток"),
}


def _write_frequency(period: Period, lang: str) -> str:
    number, every = period.number, period.every
    if lang == "ru":
        # «Не реже» asks for the genitive: 1 раза, 2 раз, 21 раза.
        times = plural(number, "раза", "раз", "раз")
        unit = plural(every, *_RU_FORMS[period.unit])
        least = "не чаще" if period.at_most else "не реже"
        return f"{least} {number} {times} в {f'{every} ' if every > 1 else ''}{unit}"
    times = {1: "once", 2: "twice"}.get(number, f"{number} times")
    unit = period.unit.replace("_", "-")
    span = f"a {unit}" if every == 1 else f"in {every} {unit}s"
    return f"at {'most' if period.at_most else 'least'} {times} {span}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _th(number: int) -> str:
    ending = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
