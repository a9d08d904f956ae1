"""The CI kit: what its files would run is run here, on a git repository made for it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from checkout import PYTHON, ROOT, SOCRULES, attempt, run

KIT = ROOT / "examples" / "ci"
ACTION = yaml.safe_load((KIT / "action.yml").read_text("utf-8"))
GITLAB = yaml.safe_load((KIT / "gitlab-ci.yml").read_text("utf-8"))["rule-packs"]
HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
INSTALL = "python -m pip install"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a git repository of one pack, with its lock and its known findings, committed."""
    folder = tmp_path / "repository"
    folder.mkdir()
    shell(folder, "git init -q -b main && socrules new some-region/some-act")
    found = {"SOCRULES_PATH": "rules"}
    shell(folder, "socrules lint --known known-findings.yaml --update rules", found)
    shell(folder, "socrules lock", found)
    commit(folder, "Begin")
    return folder


def shell(
    folder: Path, script: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Return what became of a script, run as CI runs it: bash, stopping at the first failure."""
    path = {"PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}", "LANG": "en"}
    return attempt(
        ["bash", "-eo", "pipefail", "-c", script], cwd=folder, env=path | dict(env or {})
    )


def commit(folder: Path, message: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    run(["git", "add", "--all"], cwd=folder)
    run(["git", *who, "commit", "--quiet", "--message", message], cwd=folder)


def action(folder: Path, **given: str) -> dict[str, subprocess.CompletedProcess[str]]:
    """Return what became of the steps of the action up to the first that fails, by their ids."""
    inputs = {name: one["default"] for name, one in ACTION["inputs"].items()} | given

    def filled(value: str) -> str:
        return re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: inputs[found[1]], value)

    done: dict[str, subprocess.CompletedProcess[str]] = {}
    for step in ACTION["runs"]["steps"]:
        if not step["run"].startswith(INSTALL):
            assert "${{" not in step["run"], "what a caller gives must not be read as a script"
            env = {name: filled(value) for name, value in step["env"].items()}
            done[step["id"]] = shell(folder, step["run"], env)
            if done[step["id"]].returncode:
                break
    return done


GIVEN = {"lock": "socrules.lock", "known": "known-findings.yaml"}


def told(done: dict[str, subprocess.CompletedProcess[str]]) -> dict[str, int]:
    return {name: one.returncode for name, one in done.items()}


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_the_action_passes_on_a_tidy_repository(repository: Path) -> None:
    done = action(repository, **GIVEN)
    assert told(done) == {"check": 0, "test": 0, "lint": 0, "diff": 0}
    assert done["diff"].stdout == ""
    assert "socrules.lock: the packs and calendars are those" in done["check"].stdout
    assert "rules/some-region/some-act: 1 examples passed" in done["test"].stdout
    report = ElementTree.parse(repository / "socrules-junit.xml").getroot()
    assert report.get("tests") == "1"
    assert told(action(repository)) == {"check": 0, "test": 0, "lint": 0, "diff": 0}


def test_the_action_stops_at_a_pack_that_is_not_as_it_was_locked(repository: Path) -> None:
    edit(repository / "rules/some-region/some-act/facts.yaml", "Живет один", "Живет одна")
    done = action(repository, **GIVEN)
    assert told(done) == {"check": 1}
    assert "lock-changed: `some-region/some-act/facts.yaml`" in done["check"].stdout


def test_the_action_stops_at_an_example_that_fails(repository: Path) -> None:
    edit(
        repository / "rules/some-region/some-act/service.cases.yaml", "value: true", "value: false"
    )
    done = action(repository, **GIVEN)
    assert told(done) == {"check": 0, "test": 1}
    report = ElementTree.parse(repository / "socrules-junit.xml").getroot()
    assert report.get("failures") == "1"


def test_the_action_annotates_what_lint_finds(repository: Path) -> None:
    edit(
        repository / "rules/some-region/some-act/service.cases.yaml",
        "      en: Who lives alone is provided with the service\n",
        "",
    )
    done = action(repository, **GIVEN)
    assert told(done) == {"check": 0, "test": 0, "lint": 1}
    assert done["lint"].stdout.startswith(
        "::error file=rules/some-region/some-act/service.cases.yaml,line=3,"
    )


def test_the_action_says_what_a_change_means(repository: Path) -> None:
    edit(
        repository / "rules/some-region/some-act/service.yaml",
        "when: lives_alone",
        "when: not lives_alone",
    )
    edit(
        repository / "rules/some-region/some-act/service.cases.yaml",
        "lives_alone: true",
        "lives_alone: false",
    )
    commit(repository, "Change what is meant")
    done = action(repository, base="HEAD~1", fail_on="meaning")
    assert told(done) == {"check": 0, "test": 0, "lint": 0, "diff": 1}
    assert "::warning file=rules/some-region/some-act/service.yaml" in done["diff"].stdout
    assert told(action(repository, base="HEAD~1", fail_on="never"))["diff"] == 0


def test_a_caller_cannot_run_a_script_through_an_input(repository: Path) -> None:
    done = action(repository, lock='$(touch gotcha)"; touch gotcha; "')
    assert told(done) == {"check": 2}
    assert not (repository / "gotcha").exists()


def test_the_job_of_gitlab(repository: Path) -> None:
    assert [line.startswith(INSTALL) for line in GITLAB["before_script"]] == [True]
    script = "\n".join(GITLAB["script"])
    done = shell(repository, script, GITLAB["variables"])
    assert done.returncode == 0, done.stderr
    assert (repository / GITLAB["artifacts"]["reports"]["junit"]).is_file()
    assert [(repository / name).is_file() for name in GITLAB["artifacts"]["paths"]] == [True]
    (repository / "rules/some-region/some-act/clauses.yaml").unlink()
    assert shell(repository, script, GITLAB["variables"]).returncode == 1


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook(repository: Path, name: str) -> None:
    hook = HOOKS[name]
    script = " ".join([hook["entry"], *hook["args"]])
    assert shell(repository, script).returncode == 0
    edit(repository / "rules/some-region/some-act/service.yaml", "when: lives_alone", "when: ill")
    assert shell(repository, script).returncode in (1, 2)


def test_the_hooks_that_a_repository_takes_are_there() -> None:
    [source] = yaml.safe_load((KIT / "pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert {hook["id"] for hook in source["hooks"]} == HOOKS.keys()


def test_the_hooks_of_this_repository_run_what_there_is() -> None:
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    for hook in local["hooks"]:
        program, *words = hook["entry"].split()
        if program == "socrules":
            help_text = run([SOCRULES, words[0], "--help"], cwd=ROOT)
            assert all(word in help_text for word in words[1:] if word.startswith("--"))
        else:
            assert any(program in line for line in lines_of_lint())


def lines_of_lint() -> list[str]:
    """Return the commands of `make lint`, which a commit is to pass too."""
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\nlint:")[1].split("\n\n")[0]
    return recipe.splitlines()
