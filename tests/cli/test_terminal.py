"""The terminal: the answer and nothing else on stdout, exit codes, languages, no traceback ever."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from checkout import ROOT, SOCRULES, attempt
from socrules import cli
from socrules.commands import Findings

DEMO = ROOT / "examples" / "demo"
GOLDEN = Path(__file__).parent / "golden"
LUHANSK = "luhansk/stationary-services"
ON = ("--on", "2024-10-01")
FEE = (LUHANSK, "fee", *ON)


# --- the answer ---


@pytest.mark.parametrize("path", sorted(GOLDEN.iterdir()), ids=lambda path: path.name)
def test_the_whole_answer(path: Path, terminal):
    command, facts, lang, form = path.name.split(".")
    done = terminal(
        command, *FEE, "--facts", DEMO / f"{facts}.yaml", "--lang", lang, "--format", form
    )
    assert done == (0, path.read_text("utf-8"), "")


def test_the_answer_as_data(terminal):
    code, out, err = terminal("decide", *FEE, "--facts", DEMO / "facts.yaml", "--format", "json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert (data["status"], data["value"]) == ("known", "15999.99")
    assert data["citations"] == [{"clause": "4.3", "label": "п. 4.3 Порядка"}]
    assert "trace" not in data
    full = json.loads(terminal("explain", *FEE, "--set", "age=10", "--format", "json").out)
    assert full["trace"]["id"] == "decisions/fee"


@pytest.mark.parametrize(
    ("variable", "value", "shown"),
    [
        ("LANG", "ru_RU.UTF-8", "Ежемесячная плата"),
        ("LC_ALL", "en_GB.UTF-8", "Monthly fee"),
        ("LC_ALL", "C", "Monthly fee"),
    ],
)
def test_the_language_is_that_of_the_locale(variable, value, shown, terminal, monkeypatch):
    monkeypatch.setenv(variable, value)
    assert terminal("decide", *FEE, "--set", "age=10").out.startswith(shown)
    assert terminal("decide", *FEE, "--set", "age=10", "--lang", "ru").out.startswith("Ежемес")


def test_the_day_in_question_is_today_and_that_is_said_beside(terminal):
    done = terminal("decide", LUHANSK, "fee", "--set", "age=10")
    day = done.err.removeprefix("--on ").strip()
    assert done.err == f"--on {day}\n"
    assert f"as of {day}" in done.out


@pytest.mark.parametrize("stdin", ["age: 10\n", '{"age": 10}', '{"age": "10", "tariff": null}'])
def test_facts_from_the_standard_input(stdin, terminal):
    done = terminal("decide", *FEE, "--facts", "-", stdin=stdin.encode())
    assert done.out.startswith("Monthly fee: 0.00 RUB\n")


def test_facts_set_on_the_command_line_stand_in_place_of_those_of_the_file(terminal):
    done = terminal("decide", *FEE, "--facts", DEMO / "facts.yaml", "--set", "age = 17")
    assert done.out.startswith("Monthly fee: 0.00 RUB\n")
    done = terminal("decide", *FEE, "--set", "average_income=21333.33", "--set", "tariff=100.00")
    assert "Possible answers: 0.00 RUB or 100.00 RUB" in done.out


def test_a_reading_is_switched(terminal):
    words = (LUHANSK, "income_cap", *ON, "--set", "average_income=21333.33")
    assert "15,999.99" in terminal("decide", *words).out
    assert "16,000.00" in terminal("decide", *words, "--reading", "fee_rounding=half_up").out


# --- exit codes ---


@pytest.mark.parametrize(
    ("facts", "decision", "day", "code"),
    [
        ("age=10", "fee", "2024-10-01", 0),
        ("age=70", "fee", "2024-10-01", 4),
        ("age=70", "refund_amount", "2024-10-01", 6),
        ("age=70", "fee", "2024-07-02", 7),
    ],
)
def test_the_status_as_exit_code(facts, decision, day, code, terminal):
    words = ("decide", LUHANSK, decision, "--set", facts, "--on", day)
    assert terminal(*words).code == 0
    assert terminal(*words, "--exit-status").code == code


def test_a_conflict_exits_5(terminal, folder):
    del folder
    facts = ("--set", "alone=yes", "--set", "age=10")
    done = terminal("decide", "region/act", "entitled", *ON, *facts, "--exit-status")
    assert done.code == 5
    assert done.out.startswith("Entitled to the benefit: the rules disagree\n")


@pytest.mark.parametrize(("expect", "code"), [("0.00", 0), ("0", 0), ("1.00", 1)])
def test_an_expectation_is_a_gate(expect, code, terminal):
    done = terminal("decide", *FEE, "--set", "age=10", "--expect", expect)
    assert (done.code, done.err) == (code, "")
    assert done.out.startswith("Monthly fee: 0.00 RUB\n")


def test_what_is_unknown_is_not_what_is_expected(terminal):
    assert terminal("decide", *FEE, "--expect", "0.00").code == 1


@pytest.mark.parametrize("expect", ["12,5,5", "100"])
def test_an_expectation_that_is_no_such_value(expect, terminal):
    done = terminal("decide", *FEE, "--set", "age=10", "--expect", expect, "--lang", "ru")
    assert done.code == 2
    assert done.out == ""
    assert done.err == (
        f"--expect: неподходящее значение: `{expect}` — не значение типа money\n"
        "  помощь: `socrules decide --help`\n"
    )


# --- usage ---


@pytest.mark.parametrize(
    ("words", "ru", "en"),
    [
        (
            ["decid"],
            "команды `decid` нет — возможно, имелось в виду `decide`?\n  помощь: `socrules --help`",
            "there is no command `decid` — did you mean `decide`?\n  help: `socrules --help`",
        ),
        (
            ["wxyz"],
            "команды `wxyz` нет\n  помощь: `socrules --help`",
            "there is no command `wxyz`\n  help: `socrules --help`",
        ),
        (
            ["decide", "--expec", "1"],
            (
                "параметра `--expec` нет — возможно, имелось в виду `--expect`?\n"
                "  помощь: `socrules decide --help`"
            ),
            (
                "there is no option `--expec` — did you mean `--expect`?\n"
                "  help: `socrules decide --help`"
            ),
        ),
        (
            ["decide"],
            "не указано: `PACK`\n  помощь: `socrules decide --help`",
            "missing: `PACK`\n  help: `socrules decide --help`",
        ),
        (
            ["decide", LUHANSK, "fee", "--set", "age"],
            (
                "`--set`: неподходящее значение: нужно имя=значение\n"
                "  помощь: `socrules decide --help`"
            ),
            "`--set`: unfit value: name=value is needed\n  help: `socrules decide --help`",
        ),
        (
            ["list", "--format", "xml"],
            (
                "`--format`: неподходящее значение: возможно text, md, json\n"
                "  помощь: `socrules list --help`"
            ),
            "`--format`: unfit value: possible: text, md, json\n  help: `socrules list --help`",
        ),
        (
            ["schema", "facts"],
            "не указано: PACK\n  помощь: `socrules schema --help`",
            "missing: PACK\n  help: `socrules schema --help`",
        ),
    ],
)
def test_a_command_line_that_is_not_understood(words, ru, en, terminal, monkeypatch):
    assert terminal(*words) == (2, "", f"{en}\n")
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert terminal(*words) == (2, "", f"{ru}\n")


def test_too_many_words(terminal):
    done = terminal("list", "more", "--lang", "ru")
    assert done.code == 2
    assert done.err.startswith("командная строка не понята: ")


@pytest.mark.parametrize("words", [("--lang", "de"), ("--lang=de",)])
def test_a_language_there_is_not(words, terminal):
    done = terminal("list", *words)
    assert done == (
        2,
        "",
        "`--lang`: unfit value: possible: ru, en\n  help: `socrules list --help`\n",
    )


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_lists_the_commands(words, terminal):
    code, out, err = terminal(*words)
    assert (code, err) == (0, "")
    listed = {line.split()[0] for line in out.partition("Commands:\n")[2].splitlines()}
    commands = {path.stem for path in Path(cli.__file__).parent.glob("commands/[!_]*.py")}
    assert listed == {name.replace("_", "-") for name in commands}


def test_every_command_has_help(terminal):
    for command in terminal().out.partition("Commands:\n")[2].splitlines():
        name = command.split()[0]
        assert terminal(name, "--help").out.startswith(f"Usage: socrules {name} ")


def test_the_version(terminal):
    assert terminal("--version").out.startswith("socrules, version ")


# --- faults ---


def test_an_unknown_pack_with_a_suggestion(terminal):
    done = terminal("decide", "luhansk/stationary-service", "fee", *ON, "--lang", "ru")
    assert done == (
        2,
        "",
        (
            "unknown-pack: пакета `luhansk/stationary-service` нет\n"
            "  помощь: возможно, имелось в виду `luhansk/stationary-services`?\n"
        ),
    )


def test_an_unknown_decision_and_fact_with_suggestions(terminal):
    assert "did you mean `fee`?" in terminal("decide", LUHANSK, "fees", *ON).err
    done = terminal("decide", *FEE, "--set", "tarif=12.00")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("--set:1:")
    assert "did you mean `tariff`?" in done.err


FAULTY = {
    "empty": b"",
    "not UTF-8": b"age: \xff",
    "not YAML": b"age: [",
    "a list": b"- age\n",
    "a word": b"age",
    "a key twice": b"age: 1\nage: 2\n",
    "a bomb": b"a: &a [x]\nb: [*a, *a]\n",
    "deep": b"[" * 5000,
    "a bare sum": b"tariff: 12\n",
    "a sum that is none": b'tariff: "much"\n',
    "an age that cannot be": b"age: 200\n",
    "a list for a number": b"age: [1]\n",
    "nulls": b"\0\0",
}


@pytest.mark.parametrize("name", FAULTY)
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_facts_that_cannot_be_read(name, lang, terminal, tmp_path):
    path = tmp_path / "facts.yaml"
    path.write_bytes(FAULTY[name])
    for given, stdin in ((path, b""), ("-", FAULTY[name])):
        done = terminal("decide", *FEE, "--facts", given, "--lang", lang, stdin=stdin)
        assert (done.code, done.out) == (2, "")
        line = {"empty": "", "a key twice": "2:"}.get(name, "1:")
        assert done.err.startswith(f"{given}:{line}")
        assert ("помощь: " if lang == "ru" else "help: ") in done.err


@pytest.mark.parametrize("where", ["missing.yaml", "."])
def test_facts_that_are_not_there(where, terminal):
    done = terminal("decide", *FEE, "--facts", where)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{where}: ")
    assert "help: check the" in done.err


@pytest.mark.parametrize("day", ["2024-13-01", "today", "01.10.2024", ""])
def test_a_day_that_is_none(day, terminal):
    done = terminal("decide", LUHANSK, "fee", f"--on={day}")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("not-a-day: ")


def test_output_without_reconfigure(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["socrules", "--version"])
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with pytest.raises(SystemExit) as done:
        cli.main()
    assert done.value.code == 0


def test_an_interruption(monkeypatch, terminal):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("socrules.library.packs", interrupted)
    assert terminal("list").code == 130


# --- as a program ---


def test_as_a_program(tmp_path):
    words = ("decide", *FEE, "--set", "age=10", "--lang", "ru")
    done = attempt([SOCRULES, *words], cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Ежемесячная плата: 0,00")
    done = attempt([SOCRULES, "decide", "nowhere/act", "fee"], cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["show", LUHANSK], ["list"], ["--help"], ["show", "--help"]])
def test_a_closed_pipe_ends_quietly(words, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [str(SOCRULES), *words],
            stdout=closed,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


# --- completion ---


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script(shell, terminal):
    code, out, err = terminal("completion", shell)
    assert (code, err) == (0, "")
    assert f"_SOCRULES_COMPLETE={shell}_complete" in out


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("socrules dec", ["decide"]),
        ("socrules decide luhansk/stat", [LUHANSK]),
        (f"socrules decide {LUHANSK} fee_revised_by", ["fee_revised_by_provider"]),
        ("socrules decide nowhere/act f", []),
        ("socrules decid luh", []),
        ("socrules explain-problem unknown-pac", ["unknown-pack"]),
    ],
)
def test_completion(line, found, terminal, monkeypatch):
    words = line.split()
    monkeypatch.setenv("_SOCRULES_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    listed = terminal().out.splitlines()
    assert {word.removeprefix("plain,") for word in listed if word} == set(found)


def test_completion_where_packs_cannot_be_found(monkeypatch):
    from socrules.commands import complete_packs
    from socrules.problems import PackError, problem

    def twice():
        raise PackError(problem("pack-twice", id="a/b", first="x", second="y"))

    monkeypatch.setattr("socrules.library.packs", twice)
    assert complete_packs(None, None, "") == []  # type: ignore[arg-type]
    assert Findings().attempt(twice) is None
