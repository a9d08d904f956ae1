"""`socrules diff`: operands, forms of the output, gates."""

from __future__ import annotations

import json
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from socrules import diffing
from socrules.diff_data import diff_schema, to_data
from socrules.gates import step_between
from versions_of import Edited


@pytest.fixture
def edited(tmp_path):
    """A pack in which a comparison, a period, a clause and a title differ, and one entry is new."""
    found = Edited(tmp_path)
    found.edit(
        ("when: age < grown", "when: age <= grown"),
        ("after: asked\n    within: 5 days", "after: asked\n    within: 6 days"),
        ("ru: Имеет право", "ru: Имеет право на <пособие> | 1"),
        ("      second:", "      third:\n        ru: третье\n      second:"),
        (
            "duties:",
            'competences:\n  decide:\n    title:\n      ru: Решать\n    cite: "1"\nduties:',
        ),
        ("  home:", "  house:"),
    )
    found.edit(
        ("label: п. 2 ", "fingerprint: bbb\n    label: п. 2 "),
        ("left_out:\n      ru: Правила не требует", "left_out:\n      ru: Правил не нужно"),
        file="clauses.yaml",
    )
    return found


# --- operands ---


def test_two_folders(terminal, edited):
    code, out, err = terminal("diff", edited.before, edited.after)
    assert code == 1
    assert err == "failed: --fail-on meaning\n"
    last = out.splitlines()[-1]
    assert last == (
        "region/act: 3 changed, 2 added, 1 removed, 0 not proved, 3 proved unchanged; "
        "2 clauses, 6 entries; 0 examples answered otherwise; "
        "version step: major (an answer changes)"
    )


def test_a_pack_and_itself(terminal, edited):
    done = terminal("diff", edited.before, edited.before, "--fail-on", "any", "--require-bump")
    assert done == (0, "region/act: no differences\n", "")


def test_folders_of_packs(terminal, edited):
    folders = edited.before.parents[1], edited.after.parents[1]
    edited.write(folders[1] / "region" / "fresh")
    edited.write(folders[0] / "region" / "stale")
    code, out, _ = terminal("diff", *folders)
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines()[-3:]] == [
        "region/act",
        "region/fresh",
        "region/stale",
    ]
    assert out.splitlines()[-2:] == [
        "region/fresh: a new pack, nothing to compare with",
        "region/stale: the pack is gone",
    ]
    for form in ("md", "html", "json", "sarif", "github"):
        assert terminal("diff", *folders, "--format", form).out


def test_a_wheel(terminal, edited, tmp_path):
    wheel = tmp_path / "packs-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("packs/code.py", "")
        archive.writestr("packs/../escaped.yaml", "")
        for path in edited.before.iterdir():
            archive.write(path, f"packs/rules/region/act/{path.name}")
    done = terminal("diff", wheel, edited.before)
    assert done.code == 0
    assert terminal("diff", wheel, edited.after).code == 1
    empty = tmp_path / "empty.whl"
    with zipfile.ZipFile(empty, "w"):
        pass
    done = terminal("diff", empty, edited.after)
    assert (done.code, done.err.split(":")[0]) == (2, "not-a-pack")


def test_packs_by_id_on_two_days(terminal):
    name = "unattributed/hardship-support"
    done = terminal("diff", f"{name}@2025-01-01", f"{name}@2026-01-01", "--lang", "ru")
    assert done == (0, f"{name}: отличий нет\n", "")
    assert terminal("diff", f"{name}@2025-02-30", name).code == 2


@pytest.mark.parametrize("words", [[], ["rules"]])
def test_both_operands_are_needed(terminal, words):
    assert terminal("diff", *words).code == 2


def test_folders_beside_a_base_are_refused(terminal):
    assert terminal("diff", "rules", "--base", "main").code == 2


# --- git ---


def git(folder, *words):
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *who, "-C", str(folder), *words], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path, edited, monkeypatch):
    """A repository with the pack before on main, the pack after on a branch."""
    folder = tmp_path / "repository"
    (folder / "rules" / "region").mkdir(parents=True)
    pack = folder / "rules" / "region" / "act"
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    edited.before.rename(pack)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "one")
    git(folder, "checkout", "--quiet", "-b", "work")
    for path in edited.after.iterdir():
        path.replace(pack / path.name)
    git(folder, "commit", "--quiet", "--all", "--message", "two")
    monkeypatch.chdir(folder)
    return folder


def test_revisions_are_compared_from_where_they_parted(terminal, repository):
    git(repository, "checkout", "--quiet", "main")
    path = repository / "rules" / "region" / "act" / "given.yaml"
    path.write_text(path.read_text("utf-8").replace("50 %", "51 %"), encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "three")
    done = terminal("diff", "--base", "main", "--head", "work")
    assert done.code == 1
    assert "50 %" not in done.out
    git(repository, "checkout", "--quiet", "work")
    assert terminal("diff", "--base", "main").out == done.out


def test_a_first_run_has_nothing_to_compare_with(terminal, repository):
    new = "region/act: a new pack, nothing to compare with\n"
    assert terminal("diff", "--base", "0" * 40) == (0, new, "")
    assert terminal("diff", "--base", "main~1", "--head", "work").out == new
    assert terminal("diff", "--base", "main", "--head", "work", "--rules", "packs") == (
        0,
        "nothing to compare\n",
        "",
    )
    assert terminal(
        "diff", "--base", "main", "--head", "work", "--rules", "packs", "--format", "md"
    ).out
    assert terminal(
        "diff", "--base", "main", "--head", "work", "--rules", "packs", "--format", "html"
    ).out
    (repository / "other").mkdir()
    (repository / "other" / "file").write_text("")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "no packs")
    assert terminal("diff", "--base", "work", "--head", "work", "--rules", "other").code == 0


def test_a_branch_without_a_common_beginning(terminal, repository):
    git(repository, "checkout", "--quiet", "--orphan", "apart")
    git(repository, "commit", "--quiet", "--message", "apart")
    assert terminal("diff", "--base", "main", "--head", "apart").code == 1


def test_a_shallow_clone_is_told_what_to_do(terminal, repository, tmp_path, monkeypatch):
    git(repository, "checkout", "--quiet", "main")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "three")
    clone = tmp_path / "clone"
    url = f"file://{repository}"
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--no-single-branch", url, str(clone))
    monkeypatch.chdir(clone)
    code, _, err = terminal("diff", "--base", "origin/main", "--head", "origin/work")
    assert code == 2
    assert "git fetch --unshallow" in err


# --- forms ---


def test_text_in_russian(terminal, edited):
    out = terminal("diff", edited.before, edited.after, "--lang", "ru").out.replace("\u00a0", " ")
    assert (
        "  entitled: Имеет право на <пособие> | 1\n    изменено, строже (доказано решателем)\n"
        in out
    )
    assert "    где: Живет один: да; Возраст: 18; Доход не больше 100,00 ₽\n" in out
    assert "    например: Живет один: да; Возраст: 18; Доход: 0,00 ₽\n" in out
    assert "    было: да (п. 2 Порядка)\n    стало: нет (пп. а п. 2 Порядка)\n" in out
    assert "    within: 5 days → 6 days\n" in out
    assert "Пункты акта\n  2: текст изменился; на нем стоят: " in out
    assert "  competences/decide: новое\n" in out


def test_markdown_is_whole(terminal, edited):
    out = terminal("diff", edited.before, edited.after, "--format", "md").out
    assert "- **Entitled** (`entitled`): changed, stricter; proved by the solver" in out
    assert "    | yes (п. 2 Порядка) | no (пп. а п. 2 Порядка) |" in out
    assert "&lt;пособие&gt; \\| 1" in out
    assert out.count("<details>") == out.count("</details>") > 3


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
        self.loads = []

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_page_needs_nothing_else(terminal, edited, lang, tmp_path):
    page = tmp_path / "page.html"
    options = ("--format", "html", "--output", page, "--lang", lang)
    code, out, _ = terminal("diff", edited.before, edited.after, *options)
    assert code == 1
    assert len(out.splitlines()) == 1
    tags = Tags()
    tags.feed(page.read_text("utf-8"))
    assert (tags.open, tags.loads) == ([], [])
    assert "prefers-color-scheme:dark" in page.read_text("utf-8")


def test_data_meets_its_schema(terminal, edited):
    people = edited.before.parent / "people.yaml"
    people.write_text("- {alone: true, age: 18, income: '1.00'}\n", encoding="utf-8")
    options = ("--format", "json", "--population", people)
    data = json.loads(terminal("diff", edited.before, edited.after, *options).out)
    Draft202012Validator(diff_schema()).validate(data)
    [pack] = data["packs"]
    [entitled] = [one for one in pack["meaning"] if one["decision"] == "entitled"]
    assert entitled["regions"] == [
        {
            "alone": True,
            "age": {"least": 18, "greatest": 18},
            "income": {"least": "0.00", "greatest": "100.00"},
        }
    ]
    assert entitled["witness"]["given"] == {"alone": True, "age": 18, "income": "0.00"}
    assert {one["decision"] for one in pack["population"]} == {
        "entitled",
        "amount",
        "answer_in_time",
    }


def test_regions_of_choices_and_dates_and_many_of_them(terminal, edited):
    edited.edit(("born > 2000-01-01", "born > 2000-01-02"), ("  house:", "  home:"))
    data = to_data([diffing.diff(edited.before, edited.after)])
    [home] = [one for one in data["packs"][0]["meaning"] if one["decision"] == "home"]
    assert home["regions"] == [
        {"born": {"least": "2000-01-02", "greatest": "2000-01-02"}, "dwelling": ["rented"]}
    ]
    edited.edit(("income * 50 %", "income * 51 %"))
    out = terminal("diff", edited.before, edited.after).out
    assert "and somewhere else" in out
    assert "Dwelling: rented" in out


def test_annotations_for_code_review(terminal, edited):
    lines = terminal("diff", edited.before, edited.after, "--format", "github").out.splitlines()
    assert any(line.startswith("::warning file=") and "meaning-changed" in line for line in lines)
    assert any(line.startswith("::notice file=") and "clause-changed" in line for line in lines)
    log = json.loads(terminal("diff", edited.before, edited.after, "--format", "sarif").out)
    kinds = {one["ruleId"] for one in log["runs"][0]["results"]}
    assert kinds == {
        "clause-changed",
        "entry-changed",
        "meaning-added",
        "meaning-changed",
        "meaning-removed",
    }


def test_an_act_that_is_not_in_force_is_told(terminal, edited):
    edited.edit(("from: 2024-01-01", "from: 2024-03-01"), file="pack.yaml")
    done = terminal("diff", edited.before, edited.after)
    assert "Days from 2024-01-01 to 2024-02-29" in done.out
    assert "no facts needed" in done.out
    assert "the act does not apply" in done.out
    for form in ("md", "html", "github"):
        assert terminal("diff", edited.before, edited.after, "--format", form).out
    there = f"{edited.before}@2024-02-01", f"{edited.after}@2024-02-01"
    assert "The day 2024-02-01" in terminal("diff", *there).out


def test_a_reading_beside_ours_is_named(terminal, edited):
    text = """        reading: rounding
        by_reading:
          down: round_down(income, kopeck)
          up: round_up(income, kopeck)
"""
    for side in ("before", "after"):
        edited.edit(("        value: round_down(income * 50 %, kopeck)\n", text), side=side)
    edited.edit(("up: round_up(income, kopeck)", "up: round_up(income * 51 %, kopeck)"))
    out = terminal("diff", edited.before, edited.after).out
    assert "All days in force; under another reading: rounding = up" in out


def test_examples_and_people_answered_otherwise(terminal, edited, tmp_path):
    edited.edit(("income * 50 %", "income * 51 %"))
    people = tmp_path / "people.json"
    people.write_text(
        json.dumps([{"alone": True, "age": 30, "income": "10.00"}] * 60), encoding="utf-8"
    )
    out = terminal("diff", edited.before, edited.after, "--population", people).out
    assert (
        "  alone_at_twenty: Один, двадцать лет. amount: 50.00 RUB (п. 2 Порядка) → 51.00 RUB" in out
    )
    assert "  No. 1. amount: 5.00 RUB (п. 2 Порядка) → 5.10 RUB (п. 2 Порядка)\n" in out
    assert "  and 70 more\n" in out


def test_a_person_only_one_version_can_answer(terminal, edited, tmp_path):
    edited.edit(("    max: 130", "    max: 120"), file="facts.yaml")
    people = tmp_path / "people.yaml"
    people.write_text("- {alone: true, age: 125, income: '1.00'}\n", encoding="utf-8")
    both = edited.before, edited.after, "--population", people
    assert "the question is refused" in terminal("diff", *both).out
    [pack] = json.loads(terminal("diff", *both, "--format", "json").out)["packs"]
    assert {one["after"] for one in pack["population"]} == {None}


def test_a_proof_of_one_day_says_so(terminal, edited):
    edited.edit(("years_between(born, day)", "years_between(born, day - 1 day)"), file="facts.yaml")
    out = terminal("diff", edited.before, edited.after).out
    assert "on 2024-01-01: the decision rests on the day in question" in out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("born > 2000-01-01", "born < 2100-01-01", "not after 2000-01-01"),
        ("born > 2000-01-01", "born > 2010-01-01", "from 2000-01-02 to 2010-01-01"),
        ("born > 2000-01-01", "born > 2000-01-01 and born < 2050-01-01", "not before 2050-01-01"),
    ],
)
def test_days_are_told_as_days(terminal, tmp_path, old, new, said):
    edited = Edited(tmp_path / "days")
    edited.edit((old, new))
    assert said in terminal("diff", edited.before, edited.after).out


@pytest.mark.parametrize("text", ["alone: true", "- 1"])
def test_a_population_is_a_list_of_situations(terminal, edited, tmp_path, text):
    people = tmp_path / "people.yaml"
    people.write_text(text, encoding="utf-8")
    assert terminal("diff", edited.before, edited.after, "--population", people).code == 2


def test_many_entries_rest_on_a_clause(terminal, edited):
    edited.edit(("label: п. 1 ", "fingerprint: ccc\n    label: п. 1 "), file="clauses.yaml")
    assert " and 1 more" in terminal("diff", edited.before, edited.after).out
    edited.edit(("left_out:", "fingerprint: ddd\n    left_out:"), file="clauses.yaml")
    assert "3: the text has changed\n" in terminal("diff", edited.before, edited.after).out


# --- gates ---


def test_gates_by_what_has_changed(terminal, tmp_path):
    def codes(edited):
        words = ("any", "meaning", "stricter", "uncovered", "never")
        both = edited.before, edited.after
        return [terminal("diff", *both, "--fail-on", word).code for word in words]

    titles = Edited(tmp_path / "titles")
    titles.edit(("ru: Размер", "ru: Сумма"))
    assert codes(titles) == [1, 0, 0, 0, 0]
    looser = Edited(tmp_path / "looser")
    looser.edit(
        ("income <= 100.00", "income <= 100.01"),
        ("        value: round_down(income * 50 %, kopeck)\n", "        value: 0\n"),
    )
    looser.edit(
        ("        value: round_down(income * 50 %, kopeck)\n", "        value: 0\n"), side="before"
    )
    assert codes(looser) == [1, 1, 1, 1, 0]
    shown = Edited(tmp_path / "shown")
    shown.edit(("50 %", "51 %"))
    assert codes(shown) == [1, 1, 1, 0, 0]
    wider = Edited(tmp_path / "wider")
    wider.edit(("when: alone\n", "when: alone and age < 100\n"))
    assert codes(wider) == [1, 1, 0, 1, 0]


def test_expected_changes_must_match(terminal, edited, tmp_path):
    expected = tmp_path / "expected.yaml"
    words = {
        "entitled": "stricter",
        "amount": "changed",
        "answer_in_time": "changed",
        "decide": "added",
        "house": "added",
        "home": "removed",
    }
    both = edited.before, edited.after, "--expect", expected

    def write(**more):
        rows = "".join(f"  {name}: {word}\n" for name, word in (words | more).items())
        expected.write_text(f"region/act:\n{rows}", encoding="utf-8")

    write()
    assert terminal("diff", *both).code == 0
    write(entitled="looser")
    code, _, err = terminal("diff", *both)
    assert (code, err.count("change-not-expected")) == (1, 1)
    write(capped="changed")
    code, _, err = terminal("diff", *both)
    assert (code, err.count("change-did-not-come")) == (1, 1)
    write(entitled="worse")
    code, _, err = terminal("diff", *both)
    assert (code, "unknown-word" in err) == (2, True)
    expected.write_text("region/act:\n  entitled: [stricter]\nother: 1\n", encoding="utf-8")
    code, _, err = terminal("diff", *both)
    assert (code, "expected-mapping" in err) == (2, True)


def test_the_version_steps_as_far_as_the_pack_has_changed(terminal, edited):
    both = edited.before, edited.after, "--require-bump", "--fail-on", "never"
    code, _, err = terminal("diff", *both)
    assert (code, err.count("version-behind")) == (1, 1)
    edited.edit(("version: 0.1.0", "version: 1.0.0"), file="pack.yaml")
    assert terminal("diff", *both).code == 0
    assert terminal("diff", edited.after, edited.before, "--require-bump").code == 1
    folders = edited.before.parents[1], edited.after.parents[1]
    edited.write(folders[1] / "region" / "fresh")
    edited.write(folders[0] / "region" / "stale")
    assert terminal("diff", *folders, "--require-bump", "--fail-on", "never").code == 0


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ("0.1.0", "0.1.1", "patch"),
        ("0.1.0", "0.2.0", "minor"),
        ("0.1", "1.0.0", "major"),
        ("1", "1", "none"),
        ("2", "1", "none"),
        ("1", "one", "none"),
    ],
)
def test_steps_of_versions(before, after, step):
    assert step_between(before, after) == step


def test_paths_are_paths_too(edited):
    assert diffing.diff(Path(edited.before), edited.before).same
