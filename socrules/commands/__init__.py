"""The commands of the terminal, one module each, with what they share.

A command returns its exit code, or nothing where all is well.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import click

from socrules.phrasebook import say
from socrules.problems import Document, Findings, SituationError, language, problem
from socrules.source import MAPPING, SCALAR, Node, read, read_file

if TYPE_CHECKING:
    from socrules.answer import Decision
    from socrules.model import Contents

Command = TypeVar("Command", bound=Callable[..., Any])
GATE_FAILED: Final = 1
"""The exit code of a gate that failed."""


def pair(ctx: click.Context, param: click.Parameter, words: tuple[str, ...]) -> dict[str, str]:
    """Return words of the form name=value as a mapping; the last of one name counts."""
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(say("terminal", "pair", language_of(ctx)), ctx, param)
        found[name.strip()] = value
    return found


def choice(*words: str) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Return the callback of an option that takes one of `words`."""

    def check(ctx: click.Context, param: click.Parameter, word: str | None) -> str | None:
        if word is not None and word not in words:
            text = say("terminal", "choose", language_of(ctx), words=", ".join(words))
            raise click.BadParameter(text, ctx, param)
        return word

    return check


def language_of(ctx: click.Context) -> str:
    """Return the language a command line asks for, as far as it has been read."""
    return language(ctx.params.get("lang"))


LANG: Final = click.option(
    "--lang",
    metavar="ru|en",
    is_eager=True,
    callback=choice("ru", "en"),
    help="Language; by default that of the locale.",
)


def forms(*words: str, more: str = "") -> Callable[[Command], Command]:
    """Return the option of a command that prints in one of several forms, by default the first."""
    return click.option(
        "--format",
        "form",
        metavar="|".join(words),
        default=words[0],
        show_default=True,
        callback=choice(*words),
        help=f"Form of the output{more}.",
    )


FORMAT: Final = forms("text", "md", "json")
READING: Final = click.option(
    "--reading",
    "readings",
    metavar="NAME=OPTION",
    multiple=True,
    callback=pair,
    help="Switch the reading of an unclear place.",
)
CALENDAR: Final = click.option(
    "--calendar", metavar="CALENDAR", help="In place of the one the pack names."
)


def facts_given(file: str, one: str) -> tuple[Callable[[Command], Command], ...]:
    """Return the options that give facts, in a file and one by one, with their help."""
    return (
        click.option("--facts", metavar="FILE", type=click.Path(path_type=Path), help=file),
        click.option(
            "--set", "pairs", metavar="NAME=VALUE", multiple=True, callback=pair, help=one
        ),
    )


def over_cases(run: Command) -> Command:
    """Add the options of a command that follows cases over time: what holds in every case."""
    options: tuple[Callable[[Command], Command], ...] = (
        *facts_given("YAML or JSON file of facts that hold in every case.", "One such fact."),
        READING,
        CALENDAR,
        click.option("--log-from", metavar="DATE", help="The day from which the log is complete."),
    )
    for option in reversed(options):
        run = option(run)
    return run


def complete_packs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of packs that begin so, for the shell."""
    del ctx, param
    from socrules.library import packs

    found = Findings().attempt(packs) or {}
    return sorted(name for name in found if name.startswith(incomplete))


def named_packs(words: Sequence[str]) -> list[str]:
    """Return the packs that words name: ids, folders of packs, folders of regions; all for none."""
    from socrules.library import packs

    if not words:
        return sorted(packs())
    found: list[str] = []
    for word in words:
        below = [] if (Path(word) / "pack.yaml").is_file() else Path(word).glob("*/*/pack.yaml")
        found += sorted(str(path.parent) for path in below) or [word]
    return found


def complete_decisions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the ids of decisions of the pack already named that begin so, for the shell."""
    del param
    from socrules.library import contents

    found = Findings().attempt(lambda: contents(ctx.params["pack"]))
    names = found.entries("decisions") if found else ()
    return [name for name in names if name.startswith(incomplete)]


@attrs.frozen
class Asked:
    """What a command line asks: the options that `asking` adds, by their names."""

    pack: str
    decision: str
    facts: Path | None
    pairs: dict[str, str]
    on: str | None
    readings: dict[str, str]
    strict_effect: bool
    form: str
    lang: str | None

    def answer(self) -> Decision:
        """Return the answer."""
        from socrules.library import load

        given = situation(self.facts, self.pairs)
        on = today() if self.on is None else self.on
        loaded = load(self.pack, on=on, readings=self.readings)
        return loaded.decide(self.decision, given, strict_effect=self.strict_effect)

    def show(self, answer: Decision, *, full: bool) -> None:
        """Print the answer, with the steps that led to it where `full`."""
        if self.form == "json":
            print_json(answer.to_dict(trace=full))
        else:
            lang = language(self.lang)
            text = answer.explain(lang, self.form) if full else answer.summary(lang, self.form)
            click.echo(text, nl=False)


def asking(run: Callable[..., int | None]) -> Callable[..., int | None]:
    """Add the options of a command that asks a decision; `run` takes them as one `Asked`."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.argument("pack", shell_complete=complete_packs),
        click.argument("decision", shell_complete=complete_decisions),
        *facts_given(
            "YAML or JSON file of facts; - is the standard input.",
            "One fact; stands in place of the file's.",
        ),
        click.option("--on", metavar="DATE", help="The day in question; by default today."),
        READING,
        click.option(
            "--strict-effect",
            is_flag=True,
            help="Unknown where the document does not show the act in force.",
        ),
        FORMAT,
        LANG,
    )

    @wraps(run)
    def command(**given: Any) -> int | None:
        asked = Asked(**{field.name: given.pop(field.name) for field in attrs.fields(Asked)})
        return run(asked, **given)

    for option in reversed(options):
        command = option(command)
    return command


def today() -> datetime.date:
    """Return today's date, and say on stderr that it is the day in question."""
    day = datetime.date.today()
    click.echo(f"--on {day.isoformat()}", err=True)
    return day


def situation(path: Path | None, pairs: dict[str, str]) -> dict[str, Node]:
    """Return the facts of a file, and those set on the command line in their place."""
    found: dict[str, Node] = {}
    if path is not None:
        standard = str(path) == "-"
        root = read(sys.stdin.buffer.read(), "-") if standard else read_file(path)
        if root.kind != MAPPING:
            raise SituationError(problem("expected-mapping", root.span))
        found |= root.items
    for name, value in pairs.items():
        node = Node(SCALAR, Document("--set", f"{name}={value}"), 1, len(name) + 2)
        node.text = value
        found[name] = node
    return found


def print_json(data: Any) -> None:
    """Print data as JSON."""
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def whole(name: str) -> Contents:
    """Return what a pack says; raises `PackError` where any of it cannot be read."""
    from socrules.library import contents

    return contents(name)
