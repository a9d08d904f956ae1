"""`socrules check`: everything that is wrong with a pack, in one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs, named_packs
from socrules.phrasebook import say
from socrules.problems import Findings, Problem, in_reading_order, language, render
from socrules.source import Node, plain

if TYPE_CHECKING:
    from socrules.model import Contents, Entry


@click.command(name="check", short_help="Report everything that is wrong with packs.")
@click.argument("words", nargs=-1, metavar="[PACK]...", shell_complete=complete_packs)
@click.option("--locked", is_flag=True, help="Also say what is not as `socrules lock` found it.")
@click.option(
    "--lock",
    "lock_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("socrules.lock"),
    show_default=True,
    help="The file that `socrules lock` wrote.",
)
@LANG
def command(words: tuple[str, ...], locked: bool, lock_file: Path, lang: str | None) -> int:
    """Check packs, or every pack there is; exit 1 where anything is wrong.

    PACK is an id, the folder of a pack, or a folder of regions.
    """
    lang = language(lang)
    failed = 0
    names = named_packs(words)
    for name in names:
        problems = problems_of(name)
        for item in problems:
            click.echo(render(item, lang))
        for line in notes_of(name, lang) if not problems else ():
            click.echo(line)
        verdict = "problems" if problems else "no-problems"
        click.echo(say("terminal", verdict, lang, name=name, count=len(problems)))
        failed += len(problems)
    if locked:
        from socrules.lock import pack_name, unlocked

        held = {pack_name(name) for name in names} if words else None
        changes = list(unlocked(lock_file, held))
        for item in changes:
            click.echo(render(item, lang))
        verdict = "lock-differs" if changes else "lock-holds"
        click.echo(say("terminal", verdict, lang, file=lock_file, count=len(changes)))
        failed += len(changes)
    return GATE_FAILED if failed else 0


def problems_of(name: str) -> list[Problem]:
    """Return every problem of one pack and of the case files beside it."""
    from socrules.cases import read_cases
    from socrules.checking import check
    from socrules.library import find
    from socrules.parse import parse_pack

    folder, shown = find(name)
    findings = Findings()
    findings.problems += findings.attempt(lambda: check(parse_pack(folder, shown))) or []
    cases = findings.attempt(lambda: read_cases(folder, shown)) or {}
    if not findings.problems:
        findings.problems += given(parse_pack(folder, shown), cases)
    return in_reading_order(findings.problems)


def notes_of(name: str, lang: str) -> Iterator[str]:
    """Yield what the act itself makes impossible in a sound pack: it is no fault of the pack."""
    from socrules.library import contents
    from socrules.link import link
    from socrules.pack import Pack
    from socrules.slack import slack
    from socrules.slack_text import note

    said = contents(name)
    for one in slack(Pack(link(said, said.head.effect.checked_on))):
        yield note(one, said, lang)


def given(contents: Contents, cases: Mapping[str, Entry]) -> Iterator[Problem]:
    """Yield what is wrong with the facts and events of example cases.

    Facts are held to their published schema: every editor that knows it underlines the same facts;
    what is said of them here is what giving them to the pack says.
    """
    from jsonschema import Draft202012Validator

    from socrules.cases import events_of, undated
    from socrules.data_schema import facts_schema
    from socrules.link import link
    from socrules.situation import situation
    from socrules.walk import first_day

    program = link(contents, first_day(contents))
    schema = Draft202012Validator(facts_schema(program))
    for case in cases.values():
        facts: Mapping[str, Node] = case.given or {}
        if not schema.is_valid({name: plain(value) for name, value in facts.items()}):
            findings = Findings()
            findings.attempt(partial(situation, program, facts))
            yield from findings.problems
        yield from undated(case)
        if case.events is not None and not isinstance(case.date, str):
            findings = Findings()
            findings.attempt(partial(events_of, case, program))
            yield from findings.problems
