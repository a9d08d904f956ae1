"""`socrules diff`: what has changed between two versions of packs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from socrules.commands import GATE_FAILED, LANG, choice, complete_packs, forms
from socrules.phrasebook import say
from socrules.problems import SituationError, language, problem, render
from socrules.source import MAPPING, SEQUENCE, Node, read_file

if TYPE_CHECKING:
    from socrules.comparing import Diff
    from socrules.operands import Places

FORMS = ("text", "md", "json", "html", "sarif", "github")


@click.command(name="diff", short_help="Say what has changed between two versions of packs.")
@click.argument("before", required=False, shell_complete=complete_packs)
@click.argument("after", required=False, shell_complete=complete_packs)
@click.option("--base", metavar="REVISION", help="Compare with this git revision.")
@click.option("--head", metavar="REVISION", help="The revision compared; by default the files.")
@click.option("--rules", default="rules", show_default=True, help="The folder of packs in git.")
@click.option(
    "--population",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="YAML or JSON list of situations to answer before and after.",
)
@forms(*FORMS)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write to FILE; the terminal gets the summary.",
)
@click.option(
    "--fail-on",
    metavar="any|meaning|stricter|uncovered|never",
    default="meaning",
    show_default=True,
    callback=choice("any", "meaning", "stricter", "uncovered", "never"),
    help="Which changes fail.",
)
@click.option(
    "--expect",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="YAML file of expected changes of meaning; others fail, and those that do not come.",
)
@click.option(
    "--require-bump",
    is_flag=True,
    help="Fail where the version of a pack has not stepped as far as it has changed.",
)
@LANG
def command(
    before: str | None,
    after: str | None,
    base: str | None,
    head: str | None,
    rules: str,
    population: Path | None,
    form: str,
    output: Path | None,
    fail_on: str,
    expect: Path | None,
    require_bump: bool,
    lang: str | None,
) -> int:
    """Compare BEFORE with AFTER: ids of packs, folders or wheels, each with @2025-01-01 or not.

    With --base, compare the packs of a git repository with those of that revision.
    """
    from socrules.diffing import diffs

    lang = language(lang)
    people = _people(population)
    with ExitStack() as stack:
        found = diffs(*_operands(stack, before, after, base, head, rules), people)
        written = _written(found, form, lang)
    if output is not None:
        from socrules.diff_report import summaries
        from socrules.writing import write_files

        write_files({output: written})
        click.echo("\n".join(summaries(found, lang)))
    else:
        click.echo(written, nl=False)
    failed = list(_failed(found, fail_on, expect, require_bump, lang))
    for line in failed:
        click.echo(line, err=True)
    return GATE_FAILED if failed else 0


def _operands(
    stack: ExitStack,
    before: str | None,
    after: str | None,
    base: str | None,
    head: str | None,
    rules: str,
) -> tuple[Places, Places]:
    """Return the packs of both versions, there as long as the stack is open."""
    from socrules.operands import merge_base, operand, revision

    if base is None:
        for word, name in ((before, "BEFORE"), (after, "AFTER")):
            if word is None:
                raise click.MissingParameter(param_hint=name, param_type="argument")
        return (
            stack.enter_context(operand(str(before))),
            stack.enter_context(operand(str(after))),
        )
    if before is not None:
        raise click.UsageError("--base", click.get_current_context())
    here = Path.cwd()
    parted = merge_base(base, head or "HEAD", here)
    old = stack.enter_context(revision(parted, rules, here))
    if head is not None:
        return old, stack.enter_context(revision(head, rules, here))
    return old, stack.enter_context(operand(rules))


def _people(path: Path | None) -> Sequence[dict[str, Node]]:
    """Return the situations of a file; raises `SituationError` where it is no list of them."""
    if path is None:
        return ()
    root = read_file(path)
    if root.kind != SEQUENCE:
        raise SituationError(problem("expected-sequence", root.span))
    for one in root.elements:
        if one.kind != MAPPING:
            raise SituationError(problem("expected-mapping", one.span))
    return [one.items for one in root.elements]


def _written(found: Sequence[Diff], form: str, lang: str) -> str:
    """Return comparisons in one of the forms."""
    if form in ("text", "md"):
        from socrules.diff_report import FORMS as LAID

        return LAID[form](found, lang)
    if form == "html":
        from socrules.diff_page import page

        return page(found, lang)
    from socrules.annotations import github, sarif
    from socrules.diff_data import remarks, to_data

    if form == "github":
        return "".join(f"{line}\n" for line in github(remarks(found), lang))
    return _json(to_data(found) if form == "json" else sarif(remarks(found), lang))


def _json(data: Any) -> str:
    import json

    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _failed(
    found: Sequence[Diff], fail_on: str, expect: Path | None, require_bump: bool, lang: str
) -> Iterator[str]:
    """Yield a line for each gate that is not passed; expected changes fail no gate of meaning."""
    from socrules.gates import FAIL_ON, read_expected, stepped, unexpected

    if expect is not None:
        for item in unexpected(found, read_expected(expect)):
            yield render(item, lang)
    elif any(map(FAIL_ON[fail_on], found)):
        yield say("diff", "gate-failed", lang, gate=f"--fail-on {fail_on}")
    for item in filter(None, map(stepped, found) if require_bump else ()):
        yield render(item, lang)
