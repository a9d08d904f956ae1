"""`socrules decide`: one answer, with its clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from socrules.commands import GATE_FAILED, Asked, asking
from socrules.phrasebook import say
from socrules.problems import SituationError, language

if TYPE_CHECKING:
    from socrules.answer import Decision

EXIT_CODES: Final = {
    "known": 0,
    "unknown": 4,
    "conflict": 5,
    "not_stated": 6,
    "not_applicable": 7,
}
"""What `--exit-status` makes of each status."""


@click.command(name="decide", short_help="Answer a decision, with the clauses it rests on.")
@asking
@click.option("--expect", metavar="VALUE", help="Exit 1 unless the answer has this value.")
@click.option(
    "--exit-status",
    is_flag=True,
    help="Exit 4 unknown, 5 conflict, 6 not stated, 7 not applicable.",
)
def command(asked: Asked, expect: str | None, exit_status: bool) -> int:
    """Answer DECISION of PACK for the facts given, with the clauses it rests on."""
    found = asked.answer()
    failed = expect is not None and not meets(found, expect, language(asked.lang))
    asked.show(found, full=False)
    if failed:
        return GATE_FAILED
    return EXIT_CODES[found.status] if exit_status else 0


def meets(found: Decision, expect: str, lang: str) -> bool:
    """Say whether an answer is known and has the value that `expect` writes."""
    from socrules.literals import literal

    try:
        wanted = found.type.outward(literal(found.type, expect))
    except (SituationError, ValueError):
        text = say("terminal", "no-such-value", lang, text=expect, type=found.type)
        raise click.BadParameter(text, param_hint="--expect") from None
    return found.is_known and bool(found.value == wanted)
