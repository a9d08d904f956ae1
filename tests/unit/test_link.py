"""Linking: wordings, readings, bounds, clauses, the order of decisions, trees of rules."""

from __future__ import annotations

import datetime

import pytest

import socrules
from invented import BASE, DAY, checked, contents, decision, faults, program
from socrules.link import link
from socrules.link_order import MAX_EXCEPTIONS
from socrules.problems import PackError
from socrules.program import every, in_order

PACK = (BASE / "pack.yaml").read_text("utf-8")


def parameter(*wordings: str, type: str = "money") -> str:
    versions = [f"      - {{{wording}}}" for wording in wordings]
    head = f"parameters:\n  floor:\n    title:\n      ru: Порог\n    type: {type}\n    versions:\n"
    return head + "\n".join(versions) + "\n"


def fact(*pairs: str) -> str:
    lines = ["facts:", "  rooms:", "    title:", "      ru: Комнаты", "    question:"]
    lines += ["      ru: Сколько?", "    answered_by: applicant"]
    return "\n".join([*lines, *(f"    {pair}" for pair in pairs)]) + "\n"


FLOOR = (
    'value: "100.00", cite: "2", to: 2024-06-30',
    'value: "200.00", cite: "2", from: 2024-07-01',
)


# --- days and wordings ---


@pytest.mark.parametrize(
    ("day", "least"),
    [
        (datetime.date(2020, 1, 1), 10000),
        (datetime.date(2024, 6, 30), 10000),
        (datetime.date(2024, 7, 1), 20000),
        (datetime.date(2030, 1, 1), 20000),
    ],
)
def test_the_wording_of_the_day(day: datetime.date, least: int) -> None:
    linked = program(parameter(*FLOOR) + decision("value: floor"), day)
    floor = linked.parameters["floor"]
    assert (floor.least, floor.greatest, [one.clause for one in floor.cites]) == (
        least,
        least,
        ["2"],
    )


@pytest.mark.parametrize(
    ("effect", "day", "expected"),
    [
        ("from: 2024-01-01", "2023-12-31", "no"),
        ("from: 2024-01-01", "2024-01-01", "yes"),
        ("from: 2024-01-01\n  to: 2024-12-31", "2025-01-01", "no"),
        ("from: unknown", "1900-01-01", "open"),
        ("not_before: 2024-01-01\n  from: unknown", "2023-12-31", "no"),
        ("not_before: 2024-01-01\n  from: unknown", "2024-01-01", "open"),
    ],
)
def test_whether_the_act_is_in_force(effect: str, day: str, expected: str) -> None:
    pack = contents(files={"pack.yaml": PACK.replace("from: 2024-01-01", effect)})
    assert link(pack, datetime.date.fromisoformat(day)).in_force == expected


def test_after_its_end_an_act_is_linked_as_it_last_was() -> None:
    files = {"pack.yaml": PACK.replace("from: 2024-01-01", "from: 2024-01-01\n  to: 2024-08-31")}
    pack = contents(parameter(*FLOOR) + decision("value: floor"), files)
    assert link(pack, datetime.date(2025, 1, 1)).parameters["floor"].least == 20000


@pytest.mark.parametrize(
    ("wordings", "expected"),
    [
        (FLOOR, []),
        (('value: "100.00", cite: "2"', FLOOR[1]), []),
        ((FLOOR[0], FLOOR[1].replace("07-01", "06-30")), ["version-overlap"]),
        ((FLOOR[0], FLOOR[1].replace("07-01", "07-02")), ["version-gap"]),
        ((FLOOR[1], FLOOR[0]), ["version-overlap"]),
        (('value: "1.00", cite: "2", from: 2024-07-01, to: 2024-06-30',), ["ends-early"]),
        (('value: "1.00"',), ["number-without-clause"]),
        (('cite: "2"',), ["missing-key"]),
        (('valeu: "1.00", cite: "2"',), ["unknown-key"]),
        (('value: "1", cite: "2"',), ["money-literal"]),
        (('value: ["1.00"], cite: "2"',), ["expected-scalar"]),
        (('value: "1.00", cite: "2", reading: rouding',), ["unknown-reading"]),
    ],
)
def test_wordings(wordings: tuple[str, ...], expected: list[str]) -> None:
    assert checked(parameter(*wordings)) == expected


def test_what_is_not_worded_yet_cannot_be_used() -> None:
    text = parameter('value: "1.00", cite: "2", from: 2025-01-01') + decision("value: floor")
    assert faults(text) == ["no-wording"]
    assert program(text, datetime.date(2025, 1, 1)).parameters["floor"].least == 100


@pytest.mark.parametrize(
    ("type", "value", "expected"),
    [
        ("share", '"75 %"', []),
        ("share", "many", ["bad-share"]),
        ("share", "[5]", ["bad-share"]),
        ("choices", "[own]", []),
        ("choices", "own", ["expected-sequence"]),
        ("date", "2024-10-01", []),
        ("date", "soon", ["bad-literal"]),
        ("mony", "1", ["unknown-word"]),
    ],
)
def test_parameters(type: str, value: str, expected: list[str]) -> None:
    assert faults(parameter(f'value: {value}, cite: "2"', type=type)) == expected


def test_rules_of_another_day_are_not_there() -> None:
    later = "from: 2025-01-01; exception_to: rule_0; when: alone; value: 1.00"
    latest = "exception_to: rule_1; when: age > 5; value: 2.00"
    text = decision("value: 0", later, latest)
    now = program(text).decisions["benefit"].rules[0]
    assert [rule.id for rule in every([now])] == ["rule_0", "rule_2"]
    then = program(text, datetime.date(2025, 1, 1)).decisions["benefit"].rules[0]
    assert [rule.id for rule in every([then])] == ["rule_0", "rule_1", "rule_2"]


# --- facts ---


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (("type: integer", "min: 0", "max: 9"), []),
        (("type: bool",), []),
        (("type: integer", "min: 0"), ["no-bounds"]),
        (("type: integer", "min: 9", "max: 0"), ["empty-bounds"]),
        (("type: integer", "min: x", "max: 9"), ["bad-literal"]),
        (("type: integer", "min: []", "max: 9"), ["expected-scalar"]),
        (("type: integer", "min: {a: 1}", "max: 9"), ["expected-scalar"]),
        (("type: integer", "min: ''", "max: 9"), ["bad-literal"]),
        (("type: money", "min: 0", "max: 7300"), ["money-literal"]),
        (("type: choice",), ["no-options"]),
        (("type: choice", "options: {}"), ["expected-mapping"]),
        (("type: int",), ["unknown-word"]),
    ],
)
def test_facts(pairs: tuple[str, ...], expected: list[str]) -> None:
    text = fact(*pairs) + decision(
        "when: rooms; value: 0" if pairs == ("type: bool",) else "value: 0"
    )
    assert faults(text) == expected


def test_what_names_a_broken_entry_is_not_reported_again() -> None:
    text = fact("type: integer") + decision("when: rooms > 5; value: 0")
    assert faults(text) == ["no-bounds"]
    text = parameter("value: x", type="integer") + decision("when: age > floor; value: 0")
    assert faults(text) == ["number-without-clause", "bad-literal"]


@pytest.mark.parametrize("name", ["income", "cap_share", "day", "and"])
def test_names_are_taken_once(name: str) -> None:
    assert faults(decision("value: 0", name=name)) == ["name-taken"]


def test_names_of_facts_and_parameters_are_taken_too() -> None:
    assert faults(parameter('value: "1.00", cite: "2"').replace("floor", "income")) == [
        "name-taken"
    ]
    assert faults(fact("type: bool").replace("rooms", "day")) == ["name-taken"]


# --- readings ---


def test_readings_are_switched() -> None:
    text = decision(
        "reading: rounding; by_reading: "
        "{down: 'round_down(income * cap_share, kopeck)', up: 'round_up(income, rouble)'}"
    )
    assert program(text).readings == {"rounding": "down"}
    assert program(text).decisions["benefit"].rules[0].value.args[3] == 1
    assert program(text, rounding="up").decisions["benefit"].rules[0].value.args[3] == 100


@pytest.mark.parametrize(
    ("readings", "kind"),
    [({"roundng": "up"}, "unknown-reading"), ({"rounding": "u"}, "unknown-option")],
)
def test_readings_that_are_not_there(readings: dict[str, str], kind: str) -> None:
    with pytest.raises(PackError) as caught:
        program(**readings)
    assert [item.kind for item in caught.value.problems] == [kind]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("by_reading: {down: 0, up: 0}", ["by-reading-options"]),
        ("reading: rounding; by_reading: {down: 0}", ["by-reading-options"]),
        ("reading: rouding; by_reading: {down: 0}", ["unknown-reading"]),
        ("reading: rounding; by_reading: {down: 0, up: aged}", ["unknown-name"]),
        ("reading: rounding; by_reading: {down: 0, up: '('}", ["unexpected-end"]),
        ("reading: rounding; by_reading: []", ["expected-mapping"]),
        ("value: 0; reading: rounding; by_reading: {down: 0, up: 0}", ["two-values"]),
        ("reading: rounding", ["missing-key"]),
        ("when: alone", ["missing-key"]),
        ("valeu: 0", ["unknown-key"]),
    ],
)
def test_values_by_reading(rule: str, expected: list[str]) -> None:
    assert faults(decision(rule)) == expected


def test_the_option_followed_must_be_there() -> None:
    text = (BASE / "facts.yaml").read_text("utf-8")
    assert faults(files={"facts.yaml": text.replace("ours: down", "ours: dwn")}) == [
        "unknown-option"
    ]
    broken = text.replace("      down:\n        ru: Вниз\n        en: Down\n", "      down: Вниз\n")
    assert faults(files={"facts.yaml": broken}) == ["expected-mapping"]


# --- clauses ---


def source(cited_at: str) -> str:
    lines = ["sources:", "  law:", "    title:", "      ru: Закон", "    label: закон"]
    lines += ["    known_from: named in the act", f"    cited_at: {cited_at}"]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (decision("value: 0").replace('"2"', '"7"'), ["unknown-clause"]),
        (decision("value: 0").replace('"2"', '["1", "3"]'), ["cited-and-left-out"]),
        (decision("value: 0").replace('"2"', "{act: x, clause: п. 1}"), ["unknown-source"]),
        (decision("value: 0").replace('"2"', "{act: family-code, clause: п. 1}"), []),
        (
            source('["3", "9"]'),
            ["unknown-clause"],
        ),
    ],
)
def test_citations(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def bare(rule: str) -> str:
    return decision(rule).replace('        cite: "2"\n', "")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("value: 0", ["rule-without-clause"]),
        ("when: alone; value: 0", ["rule-without-clause"]),
        ("when: capped > 0; value: 0", []),
        ("when: capped > 5.00; value: 0", ["number-without-clause"]),
        ("when: {any: [{when: age > 64, cite: '2'}]}; value: 1.00", ["number-without-clause"]),
        ("when: {any: [{when: age > 64, cite: '2'}]}; value: 0", []),
        (
            "when: {any: [{when: age > 64, cite: '2'}, age > 90]}; value: 0",
            ["number-without-clause"],
        ),
        (
            "when: {at_least: 2, of: [{when: alone, cite: '2'}, age > 1]}; value: 0",
            ["number-without-clause"],
        ),
        (
            "when: {all: [{when: alone, cite: '2'}, born > day - 5 years]}; value: income * 50 %",
            ["unrounded", "number-without-clause", "number-without-clause"],
        ),
        ("vlaue: 0; cite: x", ["unquoted-id", "unknown-key"]),
    ],
)
def test_rules_stand_on_clauses(rule: str, expected: list[str]) -> None:
    assert sorted(faults(bare(rule))) == sorted(expected)


def invariant(*pairs: str) -> str:
    lines = ["invariants:", "  law:", "    title:", "      ru: Закон"]
    return "\n".join([*lines, *(f"    {pair}" for pair in pairs)]) + "\n"


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (("holds: capped <= income",), []),
        (('cite: "2"', "holds: capped <= 5.00"), []),
        (("holds: capped <= 5.00",), ["number-without-clause"]),
        (("holds: caped <= income",), ["unknown-name"]),
        (("holds: (",), ["unexpected-end"]),
    ],
)
def test_invariants(pairs: tuple[str, ...], expected: list[str]) -> None:
    assert faults(invariant(*pairs)) == expected
    if not expected:
        assert list(program(invariant(*pairs)).invariants) == ["law"]


def test_problems_name_the_clause_they_concern() -> None:
    with pytest.raises(PackError) as caught:
        program(decision("value: age", "exception_to: rule_0; value: age").replace('"2"', '"1"', 1))
    assert [item.clause for item in caught.value.problems] == ["п. 1 Порядка", "п. 2 Порядка"]


# --- decisions ---


def chain(number: int) -> str:
    parts = [decision("value: income", name="step_0").rstrip()]
    for index in range(1, number):
        text = decision(f"value: step_{index - 1}", name=f"step_{index}")
        parts.append(text.removeprefix("decisions:\n").rstrip())
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize(
    "rule",
    [
        "value: last",
        "value: min(income, last)",
        "when: last > 1.00; value: 0",
        "when: income = last; value: 0",
        "when: 1.00 = last; value: 0",
        "when: last in [1.00, 2.00]; value: 0",
        "when: {any: [alone, {when: not (income != last)}]}; value: 0",
        "unless: {when: last > 1.00}; value: 0",
        "scope: last > 1.00; value: 0",
    ],
)
def test_decisions_come_after_those_they_rest_on(rule: str) -> None:
    text = decision(rule, name="first")
    for name in ("last", "later"):
        text += decision("value: income", name=name).removeprefix("decisions:\n")
    names = list(program(text).decisions)
    assert names.index("last") < names.index("first") < names.index("later")


def test_what_stands_otherwise_comes_after_what_it_rests_on() -> None:
    text = decision("when: alone; value: 0", name="first").replace(
        "    rules:", '    otherwise: {value: last, cite: "2"}\n    rules:'
    )
    text += decision("value: income", name="last").removeprefix("decisions:\n")
    names = list(program(text).decisions)
    assert names.index("last") < names.index("first")


def test_a_derived_fact_comes_after_its_decision() -> None:
    text = decision("when: age > 5; value: 0", name="first")
    linked = program(text)
    names = list(linked.decisions)
    assert names.index("grown_age") < names.index("first")
    assert linked.facts["age"].derived_by == "grown_age"
    assert [linked.decisions[name].derives for name in ("grown_age", "first")] == ["age", ""]


def test_chains() -> None:
    pack = socrules.Pack(program(chain(45)))
    assert pack.decide("step_44", {"income": "5.00"}).value == socrules.Money("5.00")
    assert faults(chain(46)) == ["deep-chain"]
    assert faults(chain(1000)) == ["deep-chain"]


@pytest.mark.parametrize(
    "rules",
    [
        ("value: step_43 + 1.00",),
        ("value: step_43", "exception_to: rule_0; when: alone; value: 0"),
        ("value: 0", "exception_to: rule_0; when: alone; value: step_43"),
    ],
)
def test_a_level_more_is_one_too_many(rules: tuple[str, ...]) -> None:
    # Forty-four plain decisions are 176 levels, the last has five.
    last = decision(*rules, name="last").removeprefix("decisions:\n")
    assert faults(chain(44) + last) == ["deep-chain"]
    assert faults(chain(44) + last.replace("step_43", "step_42")) == []


def test_the_deepest_packs_are_decided() -> None:
    deep = "min(" * 28 + "{}" + ", 1.00)" * 28
    parts = [decision("value: income", name="step_0").rstrip()]
    for index in range(1, 7):
        text = decision(f"value: {deep.format(f'step_{index - 1}')}", name=f"step_{index}")
        parts.append(text.removeprefix("decisions:\n").rstrip())
    assert faults("\n".join(parts)) == ["deep-chain"]
    pack = socrules.Pack(program("\n".join(parts[:-1])))
    assert pack.decide("step_5", {}).possible
    assert pack.decide("step_5", {"income": "5.00"}).explain("en")


def test_circles() -> None:
    one = decision("value: two", name="one")
    two = decision("value: one", name="two").removeprefix("decisions:\n")
    three = decision("value: one", name="three").removeprefix("decisions:\n")
    assert faults(one + two + three) == ["decision-cycle"]
    assert faults(decision("value: self_", name="self_")) == ["decision-cycle"]
    named = decision("when: grown_age > 1; value: age", type="integer")
    assert faults(named) == ["deriver-named"]
    derived = decision("value: age", type="integer").replace(
        "    rules", "    derives: age\n    rules"
    )
    assert faults(derived) == ["derived-twice"]
    own = decision("value: income").replace("    rules", "    derives: income\n    rules")
    assert faults(own) == ["decision-cycle"]


def test_a_member_of_a_choice_rests_on_nothing() -> None:
    options = "    options:\n      other:\n        ru: иное\n    rules:"
    one = decision("value: other", type="choice", name="one").replace("    rules:", options)
    other = decision("when: one = other or other = one; value: 0", name="another")
    assert faults(one + other.removeprefix("decisions:\n")) == []
    named = decision("when: one = other; value: 0", name="other").removeprefix("decisions:\n")
    assert faults(one + named) == []


def test_broken_decisions() -> None:
    assert faults(decision("value: 0", type="mony")) == ["unknown-word"]
    assert faults(decision("value: own", type="choice")) == ["no-options"]
    after = decision("value: benefit", name="after").removeprefix("decisions:\n")
    assert faults(decision("value: 0", type="mony") + after) == ["unknown-word"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("derives: heard", ["bad-derivation"]),
        ("derives: agee", ["bad-derivation"]),
        ("derives: income", []),
        ('presumes: {alone: "1"}', []),
        ('presumes: {income: "1"}', ["bad-presumption"]),
        ('presumes: {aloen: "1"}', ["bad-presumption"]),
        ('otherwise: {value: 0, cite: "2"}', []),
        ("otherwise: {value: 0}", ["missing-key"]),
        ("otherwise: {by_reading: {down: 0}, cite: '2'}", ["missing-key", "unknown-key"]),
    ],
)
def test_keys_of_decisions(key: str, expected: list[str]) -> None:
    text = decision("when: alone; value: 0").replace("    rules:", f"    {key}\n    rules:")
    assert sorted(faults(text)) == expected


def test_presuming_or_deriving_a_broken_fact_is_not_reported_again() -> None:
    for key in ('presumes: {rooms: "1"}', "derives: rooms"):
        text = decision("value: 0").replace("    rules:", f"    {key}\n    rules:")
        assert faults(fact("type: integer") + text) == ["no-bounds"]
        other = decision("value: 0", name="other").replace(
            "    rules:", "    derives: heard\n    rules:"
        )
        text += other.removeprefix("decisions:\n")
        assert faults(fact("type: integer") + text) == ["no-bounds", "bad-derivation"]


def test_a_decision_without_rules_says_nothing() -> None:
    text = decision("value: 0").partition("    rules:")[0]
    linked = program(text).decisions["benefit"]
    assert (linked.rules, linked.domain) == ((), (0, 0))


def test_exceptions_form_a_tree() -> None:
    text = decision(
        "value: 0",
        "exception_to: rule_0; scope: alone; when: age > 5; unless: {when: age > 9}; value: 1.00",
        "exception_to: rule_1; unless: {when: alone, cite: '1'}; value: 2.00",
    )
    (root,) = program(text).decisions["benefit"].rules
    (one,) = root.exceptions
    (two,) = one.exceptions
    assert (root.when, one.when.op, len(one.when.args)) == (None, "and", 3)  # type: ignore[union-attr]
    assert (two.when.op, two.unless_cites[0].clause) == ("not", "1")  # type: ignore[union-attr]


def test_exceptions_that_go_wrong() -> None:
    assert faults(decision("value: 0", "exception_to: rul_0; value: 0")) == ["unknown-rule"]
    lost = "exception_to: rule_1; value: 0"
    assert faults(decision("value: 0", "exception_to: nowhere; value: 0", lost)) == ["unknown-rule"]
    one, two = "exception_to: rule_1; value: 0", "exception_to: rule_0; value: 0"
    below = "exception_to: rule_0; value: 0"
    assert faults(decision(one, two, below)) == ["exception-cycle"]
    assert faults(decision("exception_to: rule_0; value: 0")) == ["exception-cycle"]


def test_exceptions_to_exceptions() -> None:
    rules = [f"exception_to: rule_{index}; value: 0" for index in range(1000)]
    linked = program(decision("value: 0", *rules[: MAX_EXCEPTIONS - 1]))
    assert len(list(every(linked.decisions["benefit"].rules))) == MAX_EXCEPTIONS
    assert faults(decision("value: 0", *rules)) == ["deep-exceptions"]


def test_examples_and_their_readings() -> None:
    rule = "when: {any: [{when: alone, examples: [aloen], reading: rouding}]}; value: 0"
    assert faults(decision(rule)) == ["unknown-example", "unknown-reading"]
    broken = "when: {any: [{when: alone, examples: rooms}]}; value: 0"
    assert faults(fact("type: integer") + decision(broken)) == ["no-bounds"]


@pytest.mark.parametrize(
    ("examples", "found"), [("[alone]", []), ("[alone, aloen]", ["unknown-example"])]
)
def test_examples_of_the_items_of_a_list(examples: str, found: list[str]) -> None:
    text = f"""
        checklists:
          grounds:
            title:
              ru: Основания
            kind: grounds
            cite: "2"
            items:
              one:
                title:
                  ru: Одинок
                when: alone
                examples: {examples}
    """
    assert faults(text) == found


# --- what could not be read ---


def test_nothing_is_linked_where_a_file_could_not_be_read() -> None:
    assert faults(decision("value: aged"), {"more.yaml": "a: ["}) == ["not-yaml"]


def test_entries_of_a_section_that_is_not_there_are_not_missed() -> None:
    text = (BASE / "facts.yaml").read_text("utf-8").replace("readings:", "reading:")
    text = text.replace("sources:", "source:")
    cited = decision("value: 0; reading: rounding").replace(
        '"2"', "{act: family-code, clause: п. 1}"
    )
    assert faults(cited, {"facts.yaml": text}) == ["unknown-section", "unknown-section"]
    clauses = (BASE / "clauses.yaml").read_text("utf-8").replace("clauses:", "clause:")
    assert faults(source('"1"'), {"clauses.yaml": clauses}) == ["unknown-section"]


def test_a_pack_without_a_head_is_linked_all_the_same() -> None:
    found = faults(decision("value: aged"), {"pack.yaml": "x-nothing: yes\n"})
    assert found == ["unknown-name", *["missing-key"] * 7]


def test_order_of_clauses() -> None:
    linked = program()
    assert in_order(linked, ["zzz", "2(а)", "1", "2", "1"]) == ("1", "2", "2(а)", "zzz")
    assert linked.day == DAY


def test_a_clock_that_starts_nowhere_is_seen() -> None:
    text = (
        "dates:\n  start:\n    title:\n      ru: Начало срока\n    by: dwelling\n    cases:\n"
        '      own: {not_stated: true, cite: "1"}\n'
    )
    assert faults(text) == ["no-options"]
