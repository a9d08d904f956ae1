"""The command `socrules`: finds its commands in `socrules.commands`; errors become exit codes.

0 done · 1 a gate failed · 2 bad usage or input; with `decide --exit-status` 0 known, 4 unknown,
5 conflict, 6 not stated, 7 not applicable.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from socrules.phrasebook import say
from socrules.problems import SocrulesError, language, nearest

INTERRUPTED = 130


class ReaderGoneError(Exception):
    """Nobody reads the output any more; not an `OSError`, which click would take for a failure."""


@contextmanager
def reader() -> Iterator[None]:
    """Turn a closed pipe into `ReaderGoneError`."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderGoneError from None


class NoCommand(click.UsageError):
    """The command that is asked for does not exist."""

    def __init__(self, name: str, ctx: click.Context) -> None:
        super().__init__(name, ctx)


class Commands(click.Group):
    """The commands, each a module of `socrules.commands`, imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands there are."""
        del ctx
        folder = Path(__file__).parent / "commands"
        names = [path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")]
        return sorted(name.replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name; no command waits for the imports of another."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"socrules.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the words after `socrules`; none at all asks for help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is asked for; raises `NoCommand`."""
        if args[0] not in self.list_commands(ctx) and not ctx.resilient_parsing:
            raise NoCommand(args[0], ctx)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the words before the command."""
        with reader():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; returns its exit code."""
        with reader():
            return super().invoke(ctx)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="socrules", prog_name="socrules")
def socrules() -> None:
    """Decide by regional social-service regulations, with the clauses that decide."""


def main() -> NoReturn:
    """Run the command line; never shows a traceback for what the user can mend."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    # What is imported stays, and all goes with the process: nobody need search it for garbage.
    gc.freeze()
    code = run()
    gc.freeze()
    sys.exit(code)


def run() -> int:
    """Run the command line and return the exit code."""
    try:
        code = socrules.main(prog_name="socrules", standalone_mode=False)
    except SocrulesError as error:
        click.echo(error.render(asked_language()), err=True)
        return 2
    except click.UsageError as error:
        click.echo(usage(error, asked_language()), err=True)
        return 2
    except click.Abort:
        return INTERRUPTED
    except ReaderGoneError:
        # What is left in the buffer has nowhere to go, and closing it must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code or 0


def asked_language() -> str:
    """Return the language of `--lang` where the command line has one, else that of the locale."""
    words = sys.argv[1:]
    for word, following in zip(words, [*words[1:], ""], strict=True):
        chosen = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and chosen in ("ru", "en"):
            return chosen
    return language()


def usage(error: click.UsageError, lang: str) -> str:
    """Return in `lang` what is wrong with a command line, and where its help is."""
    command = error.ctx.command if error.ctx else socrules
    context = error.ctx or click.Context(socrules, info_name="socrules")
    key, word, known = "other", "", [""]
    if isinstance(error, NoCommand):
        key, word, known = "command", error.message, socrules.list_commands(context)
    elif isinstance(error, click.NoSuchOption):
        key, word = "option", error.option_name
        known = [name for param in command.params for name in param.opts]
    elif isinstance(error, click.BadParameter):
        key = "missing" if isinstance(error, click.MissingParameter) else "value"
        hint = error.param.get_error_hint(context) if error.param else error.param_hint
        word = str(hint).replace("'", "`")
    text = say("terminal", f"usage-{key}", lang, word=word, message=error.message)
    near = nearest(word, known)
    if near:
        text += say("terminal", "did-you-mean", lang, word=near)
    return f"{text}\n  {say('terminal', 'usage-help', lang, command=context.command_path)}"
