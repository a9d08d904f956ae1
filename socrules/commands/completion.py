"""`socrules completion`: what makes a shell complete commands, packs and decisions."""

from __future__ import annotations

import click

from socrules.commands import choice


@click.command(name="completion", short_help="Print the completion script of a shell.")
@click.argument("shell", metavar="bash|zsh|fish", callback=choice("bash", "zsh", "fish"))
def command(shell: str) -> None:
    """Print the script that makes SHELL complete commands, packs and decisions.

    Bash, in ~/.bashrc: eval "$(socrules completion bash)". Zsh, in ~/.zshrc: the same with zsh.
    Fish: socrules completion fish > ~/.config/fish/completions/socrules.fish
    """
    from click.shell_completion import get_completion_class

    from socrules.cli import socrules

    found = get_completion_class(shell)
    assert found is not None
    script = found(socrules, {}, "socrules", "_SOCRULES_COMPLETE")
    click.echo(script.source_template % script.source_vars())
