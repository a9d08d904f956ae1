"""`socrules explain-problem`: what a kind of problem means and what to do about it."""

from __future__ import annotations

import click

from socrules.commands import LANG
from socrules.phrasebook import say
from socrules.problems import language, nearest


class _Gaps(dict[str, str]):
    """Stands for words that only a real problem has."""

    def __missing__(self, name: str) -> str:
        return "…"


def complete_kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the kinds of problem that begin so, for the shell."""
    del ctx, param
    from socrules.kinds import kinds

    return sorted(name for name in kinds() if name.startswith(incomplete))


@click.command(name="explain-problem", short_help="Say what a kind of problem means.")
@click.argument("kind", required=False, shell_complete=complete_kinds)
@LANG
def command(kind: str | None, lang: str | None) -> None:
    """Say what KIND, the word before the sentence of a problem, means and what to do about it.

    Without KIND, list the kinds there are.
    """
    from socrules.kinds import kinds

    lang = language(lang)
    known = kinds()
    if kind is None:
        for name in sorted(known):
            click.echo(f"{name}: {known[name].sentence[lang].format_map(_Gaps())}")
        return
    if kind not in known:
        text = say("terminal", "no-such-kind", lang, word=kind)
        near = nearest(kind, known)
        if near:
            text += say("terminal", "did-you-mean", lang, word=near)
        raise click.BadParameter(text, param_hint="KIND")
    click.echo(f"{kind}: {known[kind].sentence[lang].format_map(_Gaps())}")
    help_text = known[kind].help[lang].format_map(_Gaps())
    click.echo(say("terminal", "what-to-do", lang, help=help_text))
