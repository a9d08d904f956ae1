"""An invented pack of appeals, hearings and stays, for tests of cases over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import invented
import socrules
from socrules.steps import Step

ENTRIES = """
actors:
  office:
    title:
      ru: Канцелярия
      en: the Office
facts:
  road:
    title:
      ru: путь
      en: road
    type: choice
    options:
      desk:
        ru: у окна
      post:
        ru: почтой
      messenger:
        ru: с гонцом
    question:
      ru: Каким путём?
    answered_by: body
  hard:
    title:
      ru: Случай сложный
      en: The case is hard
    type: bool
    question:
      ru: Сложный ли случай?
    answered_by: body
  urgent:
    title:
      ru: Дело срочное
      en: The matter is urgent
    type: bool
    question:
      ru: Срочное ли дело?
    answered_by: body
events:
  taken:
    title:
      ru: Заявление принято у окна
      en: The application was taken at the desk
    cite: "1"
  arrived:
    title:
      ru: Заявление пришло почтой
      en: The application arrived by post
    cite: "1"
  decided:
    title:
      ru: Решение принято
      en: The decision was taken
    cite: "2"
  sent:
    title:
      ru: Решение отправлено
      en: The decision was sent
    cite: "2"
    after: [decided]
  appeal:
    title:
      ru: Жалоба поступила
      en: The appeal arrived
    cite: "1"
    repeats: true
  prolonged:
    title:
      ru: Срок жалобы продлён
      en: The period of the appeal was extended
    cite: "1"
    of: appeal
  answered:
    title:
      ru: На жалобу ответили
      en: The appeal was answered
    cite: "1"
    of: appeal
  answer_filed:
    title:
      ru: Ответ подшит
      en: The answer was filed
    of: answered
  question:
    title:
      ru: Задан вопрос
      en: A question was asked
    repeats: true
  reply:
    title:
      ru: Дан ответ на вопрос
      en: The question was replied to
    repeats: true
  stay_begun:
    title:
      ru: Отъезд начался
      en: The stay began
    repeats: true
  stay_ended:
    title:
      ru: Отъезд закончился
      en: The stay ended
    of: stay_begun
  met:
    title:
      ru: Заседание прошло
      en: The meeting was held
    repeats: true
  checked:
    title:
      ru: Проверка проведена
      en: The check was held
    repeats: true
  drawn_up:
    title:
      ru: Программа составлена
      en: The programme was drawn up
    repeats: true
  reviewed:
    title:
      ru: Программа пересмотрена
      en: The programme was reviewed
    repeats: true
dates:
  filing:
    title:
      ru: День подачи
      en: Day of filing
    by: road
    cases:
      desk: {event: taken, cite: "1"}
      post: {event: arrived, cite: "1"}
      messenger: {not_stated: true, cite: "2"}
duties:
  decide:
    title:
      ru: Решить
      en: Decide
    cite: "1"
    who: office
    clock: filing
    within: 5 working days
    before: [send, keep]
    done_by: [decided]
  confirm:
    title:
      ru: Подтвердить приём
      en: Confirm the receipt
    cite: "1"
    after: taken
    clock: filing
    within: 3 working days
  send:
    title:
      ru: Отправить решение
      en: Send the decision
    cite: "2"
    who: office
    after: decided
    within: 1 working day
    done_by: [sent]
  keep:
    title:
      ru: Хранить дело
      en: Keep the file
    cite: "2"
    within: not_stated
  hurry:
    title:
      ru: Сделать сразу
      en: Do it at once
    cite: "2"
    when: urgent
    after: taken
    within: immediately
    done_by: [decided]
  answer:
    title:
      ru: Ответить на жалобу
      en: Answer the appeal
    cite: "1"
    who: office
    for_each: appeal
    within: 15 days
    extended_by: {event: prolonged, at_most: 15 days, from: end_of_term, when: hard, cite: "1"}
    before: file_answer
    done_by: [answered]
  file_answer:
    title:
      ru: Подшить ответ
      en: File the answer
    cite: "1"
    for_each: answered
    within: not_stated
    done_by: [answer_filed]
  reply_to_question:
    title:
      ru: Ответить на вопрос
      en: Reply to the question
    cite: "2"
    for_each: question
    within: 3 days
    extended_by: {event: prolonged, at_most: 5 days, from: start}
    done_by: [reply]
  meet:
    title:
      ru: Заседать
      en: Meet
    cite: "1"
    at_least: 2 times a month
    done_by: [met]
  check:
    title:
      ru: Проверять
      en: Check
    cite: "2"
    since: checked
    at_least: once in 3 months
    done_by: [checked]
  review:
    title:
      ru: Пересматривать
      en: Review
    cite: "2"
    when: not hard
    since: drawn_up
    at_least: once in 3 years
    done_by: [reviewed]
limits:
  stay:
    title:
      ru: Отъезд
      en: Stay
    cite: "2"
    start: stay_begun
    end: stay_ended
    at_most: 3 months
"""


def write(folder: Path, more: str = "") -> Path:
    """Write the pack, which counts by the calendar of Russia; return its folder."""
    invented.write(folder, ENTRIES, {"more.yaml": more} if more else {})
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8") + "calendar: ru\n", encoding="utf-8")
    return folder


def event(name: str, date: str | None, case: str = "A", **more: Any) -> dict[str, Any]:
    """Return a line of a log."""
    return {"case": case, "event": name, "date": date or "unknown", **more}


def of(pack: socrules.Pack, as_of: str, *events: dict[str, Any], **more: Any) -> dict[str, Step]:
    """Return the steps of a timeline by their keys."""
    return {step.key: step for step in pack.timeline(events, as_of=as_of, **more).steps}
