"""`socrules mutate`: try a pack with slips in it, and say which example cases notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from socrules.commands import FORMAT, GATE_FAILED, LANG, complete_packs, print_json, whole
from socrules.phrasebook import say
from socrules.problems import PackError, language

if TYPE_CHECKING:
    from socrules.mutants import Verdict
    from socrules.mutations import Mutation
    from socrules.survivors import Finding


@click.command(name="mutate", short_help="Try a pack with slips in it: do its cases notice?")
@click.argument("pack", shell_complete=complete_packs)
@click.option("--drop", is_flag=True, help="Instead leave out whole entries, one by one.")
@click.option("--sample", metavar="N", type=int, help="Only N slips, drawn by --seed.")
@click.option("--seed", metavar="N", type=int, default=0, help="What the sample is drawn by.")
@click.option("-k", "word", metavar="WORD", default="", help="Only slips with WORD in their place.")
@click.option(
    "--samples",
    metavar="N",
    type=int,
    default=10_000,
    show_default=True,
    help="How many situations to compare before a slip is said to change nothing.",
)
@click.option("--fail-under", metavar="PERCENT", type=float, help="Exit 1 below this score.")
@FORMAT
@LANG
def command(
    pack: str,
    drop: bool,
    sample: int | None,
    seed: int,
    word: str,
    samples: int,
    fail_under: float | None,
    form: str,
    lang: str | None,
) -> int:
    """Try PACK with one slip at a time: a comparison flipped, a bound moved, a clause mixed up.

    Each slip should make an example case fail. For those that none notices, prints the case that
    would, ready to paste; or that nothing differs, with how that is known.
    """
    from socrules.cases import read_cases
    from socrules.library import find
    from socrules.mutants import Trials
    from socrules.survivors import Search

    lang = language(lang)
    said = whole(pack)
    trials = Trials(said, read_cases(*find(pack)))
    failing = [problem for run in trials.failing() for problem in run.problems]
    if failing:
        raise PackError(failing)
    verdicts = list(trials.verdicts(slips(said, drop, sample, seed, word)))
    search = Search(trials, samples)
    findings = [search.finding(one) for one in verdicts if one.state == "survived"]
    score = scored(verdicts, findings)
    if form == "json":
        print_json(data(pack, verdicts, findings, score))
    else:
        for finding in findings:
            click.echo("\n".join(lines(finding, lang, form)))
        click.echo(say("mutate", "summary", lang, name=pack, **score))
    return GATE_FAILED if fail_under is not None and score["score"] < fail_under else 0


def slips(said: Any, drop: bool, sample: int | None, seed: int, word: str) -> list[Mutation]:
    """Return the mutations that are asked for."""
    from socrules.mutations import dropped_entries, mutations, taking_turns

    found = dropped_entries(said) if drop else mutations(said)
    found = [one for one in found if word in one.id]
    return found if sample is None else taking_turns(found, sample, seed)


def scored(verdicts: Iterable[Verdict], findings: Iterable[Finding]) -> dict[str, Any]:
    """Return how many slips were noticed: the score is in per cent of those that change anything.

    It is rounded down, so that 100 means all.
    """
    states = Counter(one.state for one in verdicts)
    same = sum(one.equivalent for one in findings)
    counted = states["killed"] + states["survived"] - same
    score = int(1000 * states["killed"] / counted) / 10 if counted else 100.0
    return {
        "slips": counted + same,
        "killed": states["killed"],
        "survived": states["survived"] - same,
        "same": same,
        "refused": states["refused"],
        "score": score,
    }


def lines(finding: Finding, lang: str, form: str) -> Iterator[str]:
    """Yield what is said of a slip that no case notices."""
    from socrules.case_text import case_text

    slip = finding.mutation
    after = f"`{slip.after}`" if slip.after else say("mutate", "nothing", lang)
    words = {"place": slip.span.place, "before": slip.before, "after": after}
    yield say("mutate", "slip", lang, **words)
    how = say("mutate", finding.how, lang, tried=finding.tried, case=finding.beside)
    yield f"  {how}"
    if finding.case is not None:
        fence = ("```yaml", "```") if form == "md" else ("", "")
        text = case_text(finding.name, finding.case).rstrip("\n")
        yield "\n".join(part for part in (fence[0], text, fence[1]) if part)


def data(
    pack: str, verdicts: list[Verdict], findings: list[Finding], score: dict[str, Any]
) -> dict[str, Any]:
    """Return everything as data for JSON."""
    found = {finding.mutation.id: finding for finding in findings}
    rows = []
    for one in verdicts:
        slip, finding = one.mutation, found.get(one.mutation.id)
        row = {
            "id": slip.id,
            "operator": slip.operator,
            "place": slip.span.place,
            "before": slip.before,
            "after": slip.after,
            "state": one.state,
            "by": one.by,
        }
        if finding is not None:
            row["state"] = "same" if finding.equivalent else one.state
            row |= {"how": finding.how, "tried": str(finding.tried)}
        rows.append(row | ({"case": finding.case} if finding and finding.case else {}))
    return {"pack": pack, **score, "mutants": rows}
