"""The commands that account for clauses, ask for norms and hold a pack against its document."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from socrules.cli import socrules
from socrules.problems import PackError

PACK = str(Path(__file__).parent.parent / "data" / "packs" / "reading-room")
DOCUMENT = f"{PACK}/document.txt"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(socrules, words, standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value or 0, result.output


def test_clauses_as_text():
    code, output = run("clauses", PACK, "--lang", "ru")
    lines = output.splitlines()
    assert code == 0
    assert lines[1] == "  1  процитирован  0  statements/open_to_all"
    assert lines[-2] == "  heading  не описывается  0  Наименование ничего не регулирует"
    assert lines[-1] == "  описан 5, процитирован 3, не описывается 1, не учтен 0, всего 9"


def test_clauses_as_a_table():
    _, output = run("clauses", PACK, "--lang", "en", "--format", "md")
    assert "| 6 | encoded | 2 | services/cleaning |" in output
    assert output.rstrip().endswith("encoded 5, cited 3, left_out 1, unaccounted 0, all 9")


def test_clauses_as_data():
    _, output = run("clauses", PACK, "--format", "json")
    assert json.loads(output)["totals"]["all"] == 9


def test_clauses_of_every_pack():
    _, output = run("clauses", "--format", "json")
    packs = {clause["pack"] for clause in json.loads(output)["clauses"]}
    assert "luhansk/stationary-services" in packs


@pytest.mark.parametrize(("form", "first"), [("text", "✓ Issue"), ("md", "- ✓ Issue")])
def test_norms_of_an_actor(form, first):
    _, output = run(
        "norms", PACK, "--who", "librarian", "--on", "2021-03-01", "--lang", "en", "--format", form
    )
    assert output.startswith(first)
    assert "Within: not stated in the act" in output


def test_norms_for_facts_as_data():
    words = ("--set", "route=phone", "--kind", "duties", "--format", "json", "--on", "2021-03-01")
    _, output = run("norms", PACK, *words)
    assert [answer["status"] for answer in json.loads(output)] == ["known", "not_stated"]


def test_norms_that_do_not_stand_are_marked():
    _, output = run("norms", PACK, "--set", "route=phone", "--on", "2021-03-01", "--lang", "ru")
    assert "– Ответить на письмо (п. 8 Порядка) [answer_letters]" in output


def test_source_check_and_show(tmp_path):
    assert run("source", "check", PACK, DOCUMENT, "--lang", "en") == (
        0,
        f"{PACK}: 9 clauses match, 0 differ\n",
    )
    edited = tmp_path / "document.txt"
    text = Path(DOCUMENT).read_text(encoding="utf-8")
    edited.write_text("\n" + text.replace("один месяц", "год"), encoding="utf-8")
    code, output = run("source", "check", PACK, str(edited), "--lang", "ru")
    assert code == 1
    assert "5: текст изменился (строки 11–11)" in output
    assert "1: текст прежний, теперь в строках 4–4" in output
    assert run("source", "show", PACK, "5", DOCUMENT)[1].startswith("5. Книгу дают")


def test_source_show_of_a_clause_that_is_not_there_is_an_error():
    words = ["source", "show", PACK, "99", DOCUMENT]
    result = CliRunner().invoke(socrules, words, standalone_mode=False)
    assert isinstance(result.exception, PackError)
    assert "unknown-clause" in result.exception.render("en")


def test_source_show_of_a_clause_without_lines_shows_nothing(tmp_path):
    folder = shutil.copytree(PACK, tmp_path / "pack")
    path = folder / "clauses.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("    lines: 11-11\n", ""), encoding="utf-8"
    )
    assert run("source", "show", str(folder), "5", DOCUMENT) == (0, "")


def test_check_finds_the_faulty_facts_of_cases(tmp_path):
    folder = shutil.copytree(PACK, tmp_path / "pack")
    path = folder / "room.cases.yaml"
    text = path.read_text(encoding="utf-8").replace("hall: large", "hall: lrge")
    path.write_text(text.replace("by_representative: false", "by_representativ: false"), "utf-8")
    code, output = run("check", str(folder), "--lang", "en")
    assert code == 1
    assert "room.cases.yaml:9:25: unknown-fact: " in output
    assert "room.cases.yaml:41:13: not-an-option: " in output
    assert output.endswith("pack: problems: 2\n")


def test_check_takes_what_the_pack_takes_where_the_schema_is_narrower(tmp_path):
    folder = shutil.copytree(PACK, tmp_path / "pack")
    path = folder / "room.cases.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "by_representative: false", "by_representative: Нет"
    )
    path.write_text(text, encoding="utf-8")
    assert run("check", str(folder), "--lang", "en") == (0, f"{folder}: no problems\n")


def test_a_pack_that_cannot_be_read_is_not_tested(tmp_path):
    folder = shutil.copytree(PACK, tmp_path / "pack")
    (folder / "more.yaml").write_text("actors: 3\n", encoding="utf-8")
    result = CliRunner().invoke(socrules, ["test", str(folder)], standalone_mode=False)
    assert isinstance(result.exception, PackError)


def test_source_drift(tmp_path):
    text = Path(DOCUMENT).read_text("utf-8")
    assert run("source", "drift", PACK, DOCUMENT, "--lang", "en") == (
        0,
        f"{PACK}: 0 clauses moved, 0 changed, 0 vanished; new: 0\n",
    )
    edited = tmp_path / "edited.txt"
    edited.write_text(text.replace("# ПОРЯДОК", "\n\n# ПОРЯДОК"), "utf-8")
    code, output = run("source", "drift", PACK, str(edited), "--lang", "en")
    assert code == 0
    assert output.splitlines()[0] == "heading … 8: the same text, lines 1–17 are now lines 3–19"
    edited.write_text(
        text.replace("один месяц", "два месяца").replace("8. Об", "7.1. Новое правило.\n\n8. Об"),
        "utf-8",
    )
    code, output = run("source", "drift", PACK, str(edited), "--lang", "ru")
    assert code == 1
    assert output.splitlines() == [
        "5: текст другой, строки 11, теперь 11",
        "    на этом пункте: limits/loan, defects/no_number",
        "8: текст прежний, строки 17 стали строками 19",
        "новый текст после 7, строки 17",
        "    7.1. Новое правило.",
        "    на этом пункте: checklists/papers",
        f"{PACK}: пунктов перемещено 1, изменено 1, исчезло 0; нового: 1",
    ]
    edited.write_text(text.replace("5. Книгу дают не более чем на один месяц.\n\n", ""), "utf-8")
    code, output = run("source", "drift", PACK, str(edited), "--format", "md", "--lang", "en")
    assert code == 1
    assert "- 5: the text is gone (lines 11)\n" in output
    code, output = run("source", "drift", PACK, str(edited), "--format", "json")
    assert code == 1
    assert {row["kind"] for row in json.loads(output)} == {"vanished", "moved"}
