"""`socrules explain`: one answer, and how it came about."""

from __future__ import annotations

import click

from socrules.commands import Asked, asking


@click.command(name="explain", short_help="Answer a decision and show how the answer came about.")
@asking
def command(asked: Asked) -> None:
    """Answer DECISION of PACK and show the steps, clauses and readings behind the answer."""
    asked.show(asked.answer(), full=True)
