"""`socrules verify`: what is proved of packs, and what is wrong with their rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from socrules.commands import GATE_FAILED, LANG, complete_packs, forms, print_json, whole
from socrules.problems import language

if TYPE_CHECKING:
    from socrules.verifying import Finding


@click.command(name="verify", short_help="Prove what packs say of themselves, and find faults.")
@click.argument("pack", required=False, shell_complete=complete_packs)
@click.option("--gaps", is_flag=True, help="List the gaps too, and fail where there are any.")
@forms("text", "json")
@LANG
def command(pack: str | None, gaps: bool, form: str, lang: str | None) -> int:
    """Verify PACK, an id or a folder, or every pack there is.

    Exit 1 where rules conflict, cannot be reached or are swallowed by their exceptions, or where an
    invariant is not proved.
    """
    from socrules.library import keeping, packs
    from socrules.verifying import FAILING, summary, told, verify

    lang = language(lang)
    failing = {*FAILING, "gap"} if gaps else {*FAILING}
    failed = False
    data: list[dict[str, Any]] = []
    for name in [pack] if pack is not None else sorted(packs()):
        with keeping():
            found = verify(whole(name))
        failed |= any(one.kind in failing for one in found)
        data += [_data(name, one) for one in found]
        if form == "text":
            listed = [one for one in found if gaps or one.kind != "gap"]
            click.echo("\n".join([*told(listed, lang), summary(name, found, lang)]))
    if form == "json":
        print_json({"findings": data})
    return GATE_FAILED if failed else 0


def _data(pack: str, finding: Finding) -> dict[str, Any]:
    """Return a finding as data for JSON."""
    from socrules.verifying import example

    return {
        "pack": pack,
        "kind": finding.kind,
        "decision": finding.decision,
        "rule": finding.rule,
        "title": {"ru": finding.title.ru, "en": finding.title.en or finding.title.ru},
        "day": finding.day.isoformat(),
        "case": example(finding),
    }
