"""`socrules schema`: the JSON Schemas of packs, cases, facts and answers."""

from __future__ import annotations

import datetime
from typing import Any

import click

from socrules.commands import choice, complete_packs, print_json, whole

_KINDS = ("pack", "entries", "cases", "events", "facts", "decision", "diff")


@click.command(name="schema", short_help="Print the JSON Schema of packs, cases, facts, answers.")
@click.argument("kind", metavar="|".join(_KINDS), callback=choice(*_KINDS))
@click.argument("pack", required=False, shell_complete=complete_packs)
def command(kind: str, pack: str | None) -> None:
    """Print a JSON Schema: pack (pack.yaml), entries (other files), cases, events (a log),
    facts, decision, diff.

    `facts` needs a PACK; `decision` may have one, and then allows only its decisions.
    """
    print_json(schema(kind, pack))


def schema(kind: str, pack: str | None) -> dict[str, Any]:
    """Return the schema of a kind; raises `click.UsageError` where a pack is missing."""
    from socrules.data_schema import decision_schema, facts_schema
    from socrules.library import load
    from socrules.schema import pack_schema

    if kind == "diff":
        from socrules.diff_data import diff_schema

        return diff_schema()
    if kind == "decision":
        return decision_schema(whole(pack) if pack else None)
    if kind != "facts":
        return pack_schema(kind)
    if pack is None:
        raise click.MissingParameter(param_hint="PACK", param_type="argument")
    return facts_schema(load(pack, on=datetime.date.today()).program)
