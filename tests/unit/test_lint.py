"""What lint finds in an invented pack, and what it leaves alone."""

import datetime

import attrs
import pytest

import invented
from socrules.cases import read_cases
from socrules.lint import CHECKS, Linted, lint
from socrules.parse import parse_pack

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def found(tmp_path):
    """Return what yields the paths that one check finds in the invented pack with more entries."""

    def paths(check, entries="", files=None, **more):
        folder = invented.write(tmp_path / "region" / "act", entries, files)
        linted = Linted(parse_pack(folder, "act"), read_cases(folder, "act"), DAY, **more)
        return [one.subject for one in lint(linted, [check])]

    return paths


DECISION = """
decisions:
  benefit:
    title:
      ru: Пособие
      en: The benefit
    type: bool
    rules:
      base:
        cite: "2"
        {rule}
        value: true
"""


def benefit(*rule):
    return DECISION.format(rule="\n        ".join(rule))


def test_every_check_has_a_name_and_says_what_it_finds():
    assert len(CHECKS) == 7
    for name, check in CHECKS.items():
        assert check.__doc__, name
        assert check.__name__ == name.replace("-", "_")


# --- facts ---

UNASKED = ["alone", "age", "area", "heard", "dwelling"]
"""The facts of the invented pack that none of its own entries asks for."""


def asked(found, *more, **files):
    left = found("fact-never-asked", *more, **files)
    return [name for name in UNASKED if f"facts/{name}" not in left]


def test_facts_that_nothing_asks_for(found):
    assert asked(found) == []
    assert asked(found, benefit("when: alone and dwelling = own")) == ["alone", "dwelling"]


def test_an_example_of_an_item_is_asked_about(found):
    rule = benefit(
        "when:", "  any:", "    - when: age < 18", '      cite: "2"', "      examples: alone"
    )
    assert asked(found, rule) == ["alone", "age"]


def test_a_presumption_is_asked_about(found):
    entries = benefit("when: area > 0").replace(
        "    rules:", '    presumes:\n      alone: "1"\n    rules:'
    )
    assert asked(found, entries) == ["alone", "area"]


def test_every_wording_and_every_option_counts(found):
    rule = benefit("when: income > 0", "reading: rounding").replace(
        "value: true", "by_reading:\n          down: alone\n          up: age < 18"
    )
    assert asked(found, rule) == ["alone", "age"]
    rule = """
    decisions:
      benefit:
        title:
          ru: Пособие
          en: The benefit
        type: bool
        rules:
          base:
            value: true
            cite: "2"
            versions:
              - {when: alone, from: in_force}
              - {when: age < 18, from: 2025-01-01}
    """
    assert asked(found, rule) == ["alone", "age"]


def test_an_invariant_asks(found):
    law = """
    invariants:
      law:
        title:
          ru: Закон
          en: A law
        cite: "2"
        holds: area >= 0
    """
    assert asked(found, law) == ["area"]


# --- rules ---

CASE = """
cases:
  {name}:
    title:
      ru: Пример
      en: An example
    date: {day}
    given:
      {fact}
    expect:
      benefit: {value}
"""
TWO_WORDINGS = """
decisions:
  benefit:
    title:
      ru: Пособие
      en: The benefit
    type: bool
    rules:
      base:
        cite: "2"
        value: true
        versions:
          - {when: alone, from: in_force}
          - {when: age < 18, from: 2025-01-01}
    otherwise:
      value: false
      cite: "1"
"""
OF_BENEFIT = ["decisions/benefit/base/0", "decisions/benefit/base/1", "decisions/benefit/otherwise"]


def cases_of(**words):
    return {"some.cases.yaml": CASE.format(**words)}


def test_a_rule_wants_a_case_that_it_decides(found):
    assert [
        one for one in found("rule-without-case", TWO_WORDINGS) if "benefit" in one
    ] == OF_BENEFIT


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        ({"fact": "alone: true", "day": "2024-10-01", "value": "true"}, OF_BENEFIT[:1]),
        ({"fact": "age: 5", "day": "2025-10-01", "value": "true"}, OF_BENEFIT[1:2]),
        ({"fact": "alone: false", "day": "2024-10-01", "value": "false"}, OF_BENEFIT[2:]),
        ({"fact": "alone: false", "day": "2024-10-01", "value": "true"}, []),
        ({"fact": "alone: true", "day": "2020-10-01", "value": "{status: not_applicable}"}, []),
    ],
)
def test_a_case_covers_the_wording_that_decides_it(found, words, covered):
    left = found("rule-without-case", TWO_WORDINGS, cases_of(name="one", **words))
    assert [one for one in left if "benefit" in one] == [
        one for one in OF_BENEFIT if one not in covered
    ]


# --- numbers ---

DUTY = """
duties:
  answer:
    title:
      ru: Ответить
      en: Answer
    within: {within}
"""


@pytest.mark.parametrize(
    ("entries", "paths"),
    [
        (benefit("when: area > 30"), []),
        (benefit("unless:", "  when: area > 30"), ["decisions/benefit/rules/base/unless#30"]),
        (benefit("unless:", "  when: area > 30", '  cite: "1"'), []),
        (
            "actors:\n  body:\n    title:\n      ru: Орган из 5 членов\n      en: A body of five\n",
            ["actors/body#5"],
        ),
        (
            'events:\n  filed:\n    title:\n      ru: За 5 дней\n      en: Filed\n    see: "1"\n',
            [],
        ),
        (DUTY.format(within="not_stated"), []),
        (DUTY.format(within="5 days"), ["duties/answer#5 days"]),
        (
            """
            events:
              longer:
                title:
                  ru: Продлено
                  en: Extended
            duties:
              answer:
                title:
                  ru: Ответить
                  en: Answer
                cite: "2"
                within: 5 days
                extended_by:
                  event: longer
                  at_most: 7 days
                  from: end_of_term
            """,
            ["duties/answer/extended_by#7 days"],
        ),
    ],
)
def test_numbers_without_a_clause_of_their_own(found, entries, paths):
    assert found("number-uncited", entries) == paths


# --- titles ---


def test_texts_in_one_language_alone(found):
    rule = benefit(
        "when:",
        "  any:",
        "    - when: age < 18",
        '      cite: "2"',
        "      title:",
        "        ru: Ребенок",
    )
    files = {
        "some.cases.yaml": CASE.format(
            name="one", fact="alone: true", day="2024-10-01", value="true"
        ).replace("      en: An example\n", ""),
        "more.yaml": "readings:\n  other:\n    title:\n      ru: Как\n      en: How\n"
        '    cite: "2"\n    options:\n      a:\n        ru: Так\n      b:\n        ru: Иначе\n'
        "        en: Else\n    ours: a\n    why:\n      ru: Потому\n      en: Because\n",
    }
    assert found("title-missing", rule, files) == [
        "decisions/benefit/rules/base/items/0/title",
        "readings/other/options/a",
        "cases/one/title",
    ]


def test_what_wordings_share_is_reported_once(found):
    duty = """
    duties:
      answer:
        title:
          ru: Ответить
        versions:
          - from: in_force
            cite: "2"
            how:
              ru: Письмом
          - from: 2025-01-01
            cite: "2"
            when:
              any:
                - when: alone
                  title:
                    ru: Один
    """
    assert found("title-missing", duty) == [
        "duties/answer/title",
        "duties/answer/0/how",
        "duties/answer/1/items/0/title",
    ]


# --- readings ---


@pytest.mark.parametrize(
    ("values", "check"),
    [
        ((), "reading-never-used"),
        (("reading: rounding", "value: false"), "reading-switches-nothing"),
        (
            ("reading: rounding", "by_reading:", "  down: alone", "  up: alone"),
            "reading-switches-nothing",
        ),
        (("reading: rounding", "by_reading:", "  down: alone", "  up: age < 18"), None),
    ],
)
def test_readings_that_switch_nothing(found, values, check):
    entries = benefit(*values) if values else ""
    entries = entries.replace("        value: true\n", "") if values else ""
    for name in ("reading-never-used", "reading-switches-nothing"):
        assert found(name, entries) == (["readings/rounding"] if name == check else [])


def test_an_item_rests_on_a_reading(found):
    rule = benefit("when:", "  any:", "    - when: alone", "      reading: rounding")
    assert found("reading-never-used", rule) == []


# --- effect ---


@pytest.mark.parametrize(("limit", "paths"), [(58, ["pack/effect"]), (59, [])])
def test_the_day_amendments_were_looked_for(found, limit, paths):
    # 59 days from 1 January to 1 March.
    assert found("check-date-past", recheck_after=limit) == paths


# --- all together ---


def test_findings_stand_in_reading_order(tmp_path):
    folder = invented.write(tmp_path / "region" / "act")
    linted = Linted(parse_pack(folder, "act"), {}, DAY, 0)
    places = [one.problem.span for one in lint(linted)]
    assert places == sorted(places, key=lambda span: (span.document.name, span.line))
    assert {one.check for one in lint(linted)} == {
        "fact-never-asked",
        "rule-without-case",
        "reading-never-used",
        "check-date-past",
    }


def test_a_pack_without_readings_is_linked_once_a_day():
    contents = invented.contents()
    sections = {**contents.sections, "readings": {}}
    assert len(Linted(attrs.evolve(contents, sections=sections), {}, DAY).programs) == 1
