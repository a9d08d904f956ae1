"""`socrules explain`: one answer, and how it came about."""

from __future__ import annotations

from pathlib import Path

import click

from socrules.commands import answer, asking, print_answer


@click.command(name="explain", short_help="Answer a decision and show how the answer came about.")
@asking
def command(
    pack: str,
    decision: str,
    facts: Path | None,
    pairs: dict[str, str],
    on: str | None,
    readings: dict[str, str],
    strict_effect: bool,
    form: str,
    lang: str | None,
) -> None:
    """Answer DECISION of PACK and show the steps, clauses and readings behind the answer."""
    found = answer(pack, decision, facts, pairs, on, readings, strict_effect)
    print_answer(found, form, lang, full=True)
