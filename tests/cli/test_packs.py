"""The commands about packs: list, show, check, test, new, schema, explain-problem."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema import Draft202012Validator

import drafts
import invented
import socrules
from checkout import ROOT
from socrules.commands.schema import schema
from socrules.kinds import kinds
from socrules.library import packs

LUHANSK = "luhansk/stationary-services"
DEMO = ROOT / "examples" / "demo"


@cache
def load(day):
    return socrules.load(LUHANSK, on=day)


@cache
def schema_of_facts():
    return Draft202012Validator(schema("facts", LUHANSK))


CASES = """
cases:
  alone:
    title:
      ru: Живет один
    date: 2024-10-01
    given:
      alone: true
      age: "30"
    expect:
      entitled: {value}
"""


def case(folder: Path, value: str) -> None:
    (folder / "entitled.cases.yaml").write_text(CASES.format(value=value), "utf-8")


# --- list ---


def test_the_list(terminal, folder):
    del folder
    lines = terminal("list", "--lang", "en").out.splitlines()
    assert "region/act" in [line.split()[0] for line in lines]
    [line] = [line for line in lines if line.startswith("region/act")]
    assert line.split() == ["region/act", "resolution", "0.1.0", "draft", "A", "benefit"]


def test_the_list_as_a_table_and_as_data(terminal, folder):
    del folder
    table = terminal("list", "--format", "md", "--lang", "ru").out.splitlines()
    assert table[0] == "| пакет | акт | версия | статус | название |"
    assert "| region/act | постановление | 0.1.0 | черновик | Пособие |" in table
    data = json.loads(terminal("list", "--format", "json").out)
    assert {row["id"] for row in data} == {*packs()}
    assert {"id", "act", "version", "status", "title"} == set(data[0])


def test_the_list_without_packs(terminal, monkeypatch):
    monkeypatch.setattr("socrules.library.packs", dict)
    assert terminal("list") == (0, "", "")


def test_a_broken_pack_does_not_hide_the_others(terminal, folder):
    (folder / "broken.yaml").write_text("fact: 1", "utf-8")
    done = terminal("list")
    assert done.code == 2
    assert LUHANSK in done.out
    assert "region/act  " not in done.out
    assert "unknown-section" in done.err


def test_a_pack_found_twice(terminal, folder, tmp_path, monkeypatch):
    drafts.write(tmp_path / "more" / "region" / "act")
    monkeypatch.setenv("SOCRULES_PATH", f"{folder.parents[1]}:{tmp_path / 'more'}")
    done = terminal("list", "--lang", "ru")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("pack-twice: ")


# --- show ---


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_pack_is_read_back(lang, terminal):
    for name in packs():
        code, out, err = terminal("show", name, "--lang", lang)
        assert (code, err) == (0, ""), name
        assert "None" not in out


def test_a_pack_is_read_back(terminal, folder):
    del folder
    assert terminal("show", "region/act", "--lang", "ru").out == (
        "Пособие\n"
        "постановление, версия 0.1.0, черновик\n"
        "\n"
        "Решения\n"
        "\n"
        "Полных лет [grown_age]\n"
        "  Общее правило (п. 1 Порядка)\n"
        "  Ответ: полных лет между датами: дата рождения и день, о котором идет речь\n"
        "\n"
        "Предел [capped]\n"
        "  Общее правило (п. 2 Порядка)\n"
        "  Ответ: доход × 75 %, округлено вниз до копейки\n"
        "\n"
        "Имеет право на пособие [entitled]\n"
        "  Если живет один (п. 2 Порядка)\n"
        "  Ответ: да\n"
        "  Если возраст меньше 18 (пп. а п. 2 Порядка)\n"
        "  Ответ: нет\n"
        "\n"
        "Факты\n"
        "\n"
        "Живет ли человек один? [alone: bool]\n"
        "Сколько человеку лет? [age: integer]\n"
        "Каков доход? [income: money]\n"
        "Какова площадь? [area: quantity]\n"
        "Когда человек родился? [born: date]\n"
        "Когда принято обращение? [heard: moment]\n"
        "В каком жилье живет человек? [dwelling: choice]\n"
        "\n"
        "Прочтения неясных мест\n"
        "\n"
        "Как округлять (п. 2 Порядка) [rounding]\n"
        "  ✓ Вниз [down]\n"
        "  – Вверх [up]\n"
    )


def test_a_clause_a_decision_and_neither(terminal, folder):
    del folder
    show = ("show", "region/act")
    assert terminal(*show, "entitled").out.startswith("Entitled to the benefit\n  If lives alone")
    shown = terminal(*show, "2").out
    assert shown.startswith("п. 2 Порядка: The amount of the benefit\n")
    assert "Greatest share of income [parameters: cap_share]" in shown
    assert "Entitled to the benefit\n" in shown
    assert terminal(*show, "3").out == "п. 3 Порядка: Entry into force\nLeft out: Needs no rule\n"
    done = terminal(*show, "entitle", "--lang", "ru")
    assert (done.code, done.out) == (2, "")
    assert "возможно, имелось в виду `entitled`?" in done.err


def test_a_clause_that_nothing_encodes(terminal, folder):
    (folder / "more.yaml").write_text(
        'clauses:\n  "9":\n    label: п. 9\n    title:\n      ru: Пусто\n', "utf-8"
    )
    done = terminal("show", "region/act", "9", "--lang", "ru")
    assert done.out == "п. 9: Пусто\nПока ничем не описан\n"


def test_a_pack_that_does_not_link_is_not_shown(terminal, folder):
    text = invented.decision("when: alone; reading: missing; value: 1.00")
    (folder / "more.yaml").write_text(text, "utf-8")
    done = terminal("show", "region/act")
    assert (done.code, done.out) == (2, "")
    assert "unknown-reading: " in done.err


def test_a_pack_that_cannot_be_read_is_not_shown(terminal, folder):
    (folder / "broken.yaml").write_text("fact: 1", "utf-8")
    done = terminal("show", "region/act")
    assert (done.code, done.out) == (2, "")
    assert "unknown-section" in done.err


# --- check and test ---


def test_a_pack_without_problems(terminal, folder):
    assert terminal("check", folder) == (0, f"{folder}: no problems\n", "")
    assert terminal("check", LUHANSK).code == 0


def test_every_problem_of_a_pack_and_its_cases(terminal, folder):
    (folder / "more.yaml").write_text("fact: 1", "utf-8")
    (folder / "some.cases.yaml").write_text("case: 1", "utf-8")
    done = terminal("check", "region/act", "--lang", "ru")
    assert (done.code, done.err) == (1, "")
    assert done.out.count("unknown-section: ") == 2
    assert done.out.endswith("\nregion/act: ошибок: 2\n")


def test_the_cases_of_a_pack(terminal, folder):
    case(folder, "true")
    done = terminal("test", "region/act")
    summary = "1 examples passed, 0 failed; 2 of 3 clauses have no example\n"
    assert done == (0, f"region/act: {summary}", "")
    listed = terminal("test", "region/act", "--clauses", "--lang", "ru").out
    assert listed == (
        "п. 1 Порядка: О чем Порядок\n"
        "пп. а п. 2 Порядка: Кому больше\n"
        "region/act: примеров верно 1, неверно 0; пунктов без примера 2 из 3\n"
    )


def test_a_case_that_fails(terminal, folder):
    case(folder, "false")
    done = terminal("test", "region/act", "--lang", "ru")
    assert (done.code, done.err) == (1, "")
    assert done.out == (
        "alone: Живет один\n"
        "rules/region/act/entitled.cases.yaml:11:17: case-differs: `entitled`: в `value` "
        "ожидалось false, а получено true (п. 2 Порядка)\n"
        "     |\n"
        "  11 |       entitled: false\n"
        "     |                 ^^^^^ п. 2 Порядка\n"
        "  помощь: исправьте пример или правило; ход решения показывает `socrules explain`\n"
        "region/act: примеров верно 0, неверно 1; пунктов без примера 2 из 3\n"
    )


def test_all_packs_at_once(terminal, folder, monkeypatch):
    case(folder, "true")
    monkeypatch.setattr("socrules.library.packs", lambda: {"region/act": folder})
    assert terminal("check").out == "region/act: no problems\n"
    assert terminal("test").out.startswith("region/act: 1 examples passed")


def test_the_outcomes_for_ci(terminal, folder, tmp_path):
    case(folder, "false")
    done = terminal("test", "region/act", "--junit", "report.xml", "--lang", "en")
    assert (done.code, done.err) == (1, "")
    root = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert root.attrib == {"name": "socrules", "tests": "1", "failures": "1", "errors": "0"}
    [test] = root.iter("testcase")
    assert test.attrib == {
        "classname": "region/act",
        "name": "alone",
        "file": "rules/region/act/entitled.cases.yaml",
        "line": "3",
    }
    [failure] = test
    assert failure.attrib == {"message": "Живет один: case-differs", "type": "case-differs"}
    assert failure.text in done.out
    case(folder, "true")
    assert terminal("test", "region/act", "--junit", "report.xml").code == 0
    assert "failure " not in (tmp_path / "report.xml").read_text("utf-8")


def test_a_report_that_cannot_be_written(terminal, folder):
    case(folder, "true")
    done = terminal("test", "region/act", "--junit", "no/such/folder.xml", "--lang", "en")
    assert done.code == 2
    assert done.err.startswith("cannot-write: ")


def test_several_packs_and_folders_of_regions(terminal, folder):
    case(folder, "true")
    shutil.copytree(folder, folder.parent / "more")
    names = "packs/region/act", "packs/region/more"
    for command in ("check", "test"):
        both = [line.split(":")[0] for line in terminal(command, "packs").out.splitlines()]
        assert both == [*names]
        assert terminal(command, *names).out == terminal(command, "packs").out
        assert terminal(command, folder).out.count("\n") == 1
    assert terminal("check", "none").code == 2


# --- new ---


def test_a_new_pack_passes_check_and_its_own_case(terminal, monkeypatch, tmp_path):
    done = terminal("new", "some-region/some-act")
    assert done == (0, "created the pack some-region/some-act: rules/some-region/some-act\n", "")
    monkeypatch.setenv("SOCRULES_PATH", "rules")
    assert terminal("check", "some-region/some-act").code == 0
    assert terminal("test", "some-region/some-act").out.startswith(
        "some-region/some-act: 1 examples passed, 0 failed; 0 of 1"
    )
    assert "draft" in terminal("list").out
    assert [path.name for path in (tmp_path / "rules" / "some-region").iterdir()] == ["some-act"]


NOTED = """
cases:
  one:
    title:
      ru: Один
    date: 2024-10-01
    given: {{alone: true}}
    expect:
      entitled:
        value: true
        notes: {notes}
"""


@pytest.mark.parametrize(
    ("notes", "copied"),
    [
        ("effect-not-shown", "notes: [draft, effect-not-shown]\n"),
        ("[a, b]", "notes: [draft, a, b]\n"),
        ("[a, draft]", "notes: [a, draft]\n"),
        ("\n        - a\n        - b", "notes: \n        - draft\n        - a\n        - b\n"),
    ],
)
def test_cases_of_a_copy_expect_the_note_of_a_draft(terminal, folder, tmp_path, notes, copied):
    (folder / "noted.cases.yaml").write_text(NOTED.format(notes=notes), "utf-8")
    assert terminal("new", "b/c", "--from", "region/act", "--into", "mine").code == 0
    text = (tmp_path / "mine" / "b" / "c" / "noted.cases.yaml").read_text("utf-8")
    assert text == NOTED.format(notes=notes).replace(f"notes: {notes}\n", copied)


def test_a_new_pack_from_another(terminal, monkeypatch, tmp_path):
    assert terminal("new", "b/c", "--from", LUHANSK, "--into", "mine", "--lang", "ru").code == 0
    monkeypatch.setenv("SOCRULES_PATH", "mine")
    assert terminal("check", "b/c").out == "b/c: no problems\n"
    head = (tmp_path / "mine" / "b" / "c" / "pack.yaml").read_text("utf-8")
    assert "\nid: b/c\n" in head
    assert "\nstatus: draft\n" in head
    assert "fingerprint" not in (tmp_path / "mine" / "b" / "c" / "clauses.yaml").read_text("utf-8")


def test_nothing_is_overwritten_and_nothing_left_half_written(terminal, folder, tmp_path):
    before = sorted(folder.iterdir())
    done = terminal("new", "region/act", "--into", folder.parents[1])
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("pack-exists: ")
    (folder / "more.yaml").write_text(invented.decision("value: nothing"), "utf-8")
    done = terminal("new", "region/other", "--from", "region/act", "--into", folder.parents[1])
    assert (done.code, done.out) == (2, "")
    assert sorted(folder.parent.iterdir()) == [folder]
    assert sorted(folder.iterdir()) == sorted([*before, folder / "more.yaml"])
    assert terminal("new", "No Such").err.startswith("bad-pack-id: ")
    assert not (tmp_path / "rules").exists()


def test_a_folder_that_cannot_be_written(terminal, monkeypatch, tmp_path):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    done = terminal("new", "a/b")
    assert done.code == 2
    assert done.err.startswith("cannot-write: `rules/a/b` could not be written: No space left")
    assert not list((tmp_path / "rules" / "a").iterdir())


# --- schema ---


@pytest.mark.parametrize("kind", ["pack", "entries", "cases", "events", "decision", "diff"])
def test_the_published_schemas_are_current(kind, terminal):
    code, out, err = terminal("schema", kind)
    assert (code, err) == (0, "")
    Draft202012Validator.check_schema(json.loads(out))
    page = ROOT / "docs" / "reference" / "schemas" / f"{kind}.json"
    assert page.read_text("utf-8") == out, "run `make reference`"


@pytest.mark.parametrize("name", packs())
def test_packs_and_cases_meet_their_schemas(name):
    for path in packs()[name].glob("*.yaml"):
        kind = "pack" if path.stem == "pack" else "entries"
        kind = "cases" if path.name.endswith(".cases.yaml") else kind
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        Draft202012Validator(schema(kind, None)).validate(data)


@pytest.mark.parametrize(
    ("facts", "meets"),
    [
        ({"age": 70, "tariff": "28450.00"}, True),
        ({"age": "70", "birth_date": None, "residence_kind": "temporary"}, True),
        ({"combat_disabled_veteran": "да", "birth_date": "1950-02-03"}, True),
        ({"tariff": 28450.5}, False),
        ({"tariff": "28450"}, False),
        ({"age": 131}, False),
        ({"age": True}, False),
        ({"agee": 70}, False),
        ({"residence_kind": "weekly"}, False),
        ({"combat_disabled_veteran": 1}, False),
        ({"birth_date": "03.02.1950"}, False),
    ],
)
def test_the_schema_of_facts_says_what_the_pack_says(facts, meets):
    assert schema_of_facts().is_valid(facts) == meets
    pack = load("2024-10-01")
    if meets:
        pack.situation(facts)
    elif facts != {"tariff": "28450"}:
        with pytest.raises(socrules.SituationError):
            pack.situation(facts)


def test_the_schema_of_every_type_of_fact(folder):
    validator = Draft202012Validator(schema("facts", str(folder)))
    assert validator.is_valid({"area": "12,5", "heard": "2024-10-01T10:00", "dwelling": "own"})
    assert not validator.is_valid({"area": "wide"})
    assert not validator.is_valid({"heard": "2024-10-01"})


@pytest.mark.parametrize(
    ("day", "facts"),
    [
        ("2024-10-01", {}),
        ("2024-10-01", {"age": 10}),
        ("2024-10-01", {"tariff": "7300.00", "average_income": "0.00", "residence_kind": None}),
        ("2024-07-02", {"birth_date": "1950-02-03"}),
    ],
    ids=str,
)
def test_answers_meet_the_schema_of_decisions(day, facts):
    pack = load(day)
    validator = Draft202012Validator(schema("decision", LUHANSK))
    for answer in pack.decide(pack.decisions, facts).values():
        validator.validate(json.loads(json.dumps(answer.to_dict(trace=True))))


def test_the_schema_of_decisions_of_one_pack_is_narrower():
    data = load("2024-10-01").decide("fee", {}).to_dict()
    other = data | {"decision": "benefit"}
    assert Draft202012Validator(schema("decision", None)).is_valid(other)
    assert not Draft202012Validator(schema("decision", LUHANSK)).is_valid(other)


# --- explain-problem ---


def test_the_kinds_of_problem(terminal):
    listed = terminal("explain-problem", "--lang", "ru").out.splitlines()
    assert [line.partition(":")[0] for line in listed] == sorted(kinds())


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_is_explained_in_both_languages(kind, terminal):
    for lang, help_word in (("ru", "Что делать: "), ("en", "What to do: ")):
        code, out, err = terminal("explain-problem", kind, "--lang", lang)
        assert (code, err) == (0, "")
        assert out.startswith(f"{kind}: ")
        assert f"\n{help_word}" in out
        assert not re.search(r"\{\w+\}", out)


def test_a_kind_there_is_not(terminal):
    done = terminal("explain-problem", "unknown-ke", "--lang", "ru")
    assert (done.code, done.out) == (2, "")
    assert "рода ошибок `unknown-ke` нет — возможно, имелось в виду `unknown-key`?" in done.err
    assert "имелось" not in terminal("explain-problem", "wxyz", "--lang", "ru").err
