"""What is said of a norm in both languages, and as data."""

from pathlib import Path

import pytest

import socrules
from socrules import norms

PACK = Path(__file__).parent.parent / "data" / "packs" / "reading-room"

SAID = {
    ("issue_card", "ru"): """\
Кто: библиотекарь
Кому: читатель
Каждый раз после события: читатель обратился за билетом
Исполняется событием: билет выдан
Срок: 3 рабочих дня
Срок считается от даты: День обращения
Как: на руки
Срок может быть продлен не более чем на: 2 дня (п. 2 Порядка)""",
    ("issue_card", "en"): """\
Who: librarian
To whom: reader
Each time after: a reader asked for a card
Fulfilled by: the card is issued
Within: 3 working days
Counted from the date: Day of the request
How: by hand
May be extended by at most: 2 days (cl. 2)""",
    ("answer_letters", "ru"): """\
Кто: библиотекарь
Срок: в акте не установлен
Как часто: не реже 1 раза в 3 месяца""",
    ("loan", "en"): """\
Who: reader
Begins with: the card is issued
No longer than: 1 month""",
    ("cleaning.floor", "ru"): """\
Периодичность: ровно 2 раза в неделю, дней в неделю: 2
Время: 30 мин. на одно оказание
За счет поставщика""",
    ("cleaning.windows", "ru"): "Периодичность устанавливает: распоряжение совета",
}


@pytest.fixture(scope="module")
def pack() -> socrules.Pack:
    return socrules.load(PACK, on="2021-03-01")


@pytest.mark.parametrize(("decision", "lang"), SAID)
def test_a_norm_is_said(pack, decision, lang):
    answer = pack.decide(decision, {"hall": "large", "route": "letter"})
    said = "\n".join(norms.lines(answer.norm, pack.program.pack, lang))
    assert said == SAID[decision, lang]
    assert said in answer.summary(lang)


def test_a_frequency_agrees_with_its_numbers(pack):
    answer = pack.decide("cleaning.floor", {"hall": "small"})
    assert list(norms.lines(answer.norm, pack.program.pack, "ru")) == [
        "Периодичность: не реже 1–2 раза в 2 месяца",
        "По мере необходимости — норма обязательна для того, кому услуга нужна",
        "Время: 1 мин. на один квадратный метр",
    ]


def test_a_norm_is_data(pack):
    assert pack.decide("issue_card", {}).to_dict()["norm"] == {
        "section": "duties",
        "who": ["librarian"],
        "whom": ["reader"],
        "for_each": ["request_made"],
        "done_by": ["card_issued"],
        "within": "3 working days",
        "clock": "request_date",
        "how": {"ru": "на руки", "en": "by hand"},
    }
    assert (
        "norm"
        not in socrules.load("luhansk/stationary-services", on="2024-10-01")
        .decide("free", {})
        .to_dict()
    )


def test_before_the_act_its_first_wording_is_shown():
    answer = socrules.load(PACK, on="2019-01-01").decide("issue_card", {})
    assert answer.status == "not_applicable"
    assert answer.norm.text("within") == "3 working days"


def test_names_that_are_nowhere_are_said_as_they_are(pack):
    contents = pack.program.pack
    entry = contents.entries("duties")["issue_card"]
    lost = norms.Norm("duties", "x", entry, {"who": ("nobody",), "within": "a while"})
    assert list(norms.lines(lost, contents, "en")) == ["Who: nobody", "Within: a while"]
