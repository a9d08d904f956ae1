"""`socrules show`: a pack, a clause or a decision read back in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from socrules.commands import LANG, complete_packs, whole
from socrules.phrasebook import say
from socrules.problems import PackError, language, nearest, problem

if TYPE_CHECKING:
    from socrules.model import Contents, Entry
    from socrules.sentences import Speaker


@click.command(name="show", short_help="Read a pack, a clause or a decision back in sentences.")
@click.argument("pack", shell_complete=complete_packs)
@click.argument("name", required=False, metavar="[CLAUSE|DECISION]")
@LANG
def command(pack: str, name: str | None, lang: str | None) -> None:
    """Read PACK back: its decisions and rules as sentences, its facts and readings.

    With CLAUSE or DECISION, only what encodes that clause, or that decision.
    """
    from socrules.link import link
    from socrules.sentences import Speaker
    from socrules.walk import days_of_change

    loaded = whole(pack)
    # What does not link on some day names something that is not there to be read back.
    for day in days_of_change(loaded):
        link(loaded, day)
    speaker = Speaker(loaded, language(lang))
    clauses, decisions = loaded.entries("clauses"), loaded.entries("decisions")
    if name is None:
        lines = everything(speaker)
    elif name in clauses:
        lines = clause(speaker, name)
    elif name in decisions:
        lines = speaker.decision(decisions[name])
    else:
        near = nearest(name, [*clauses, *decisions])
        raise PackError(problem("nothing-to-show", name=name, pack=loaded.id, suggest=near))
    for line in lines:
        click.echo(line)


def everything(speaker: Speaker) -> Iterator[str]:
    """Yield a whole pack: its head, decisions, facts and readings."""
    contents, lang = speaker.contents, speaker.lang
    head = contents.head
    act = f"{head.act.instrument.say(lang)} {head.act.number or ''}".strip()
    status = say("terminal", f"status-{head.status}", lang)
    words = {"title": head.title.say(lang), "act": act, "version": head.version}
    yield say("terminal", "pack-head", lang, status=status, **words)
    yield f"\n{say('terminal', 'decisions', lang)}"
    for entry in contents.entries("decisions").values():
        yield ""
        first, *rest = speaker.decision(entry)
        yield f"{first} [{entry.id}]"
        yield from rest
    yield f"\n{say('terminal', 'facts', lang)}\n"
    for entry in contents.entries("facts").values():
        yield f"{entry.question.say(lang)} [{entry.id}: {entry.type}]"
    yield f"\n{say('terminal', 'readings', lang)}\n"
    for entry in contents.entries("readings").values():
        yield f"{entry.title.say(lang)}{speaker.at(entry.cite)} [{entry.id}]"
        for option, text in entry.options.items():
            mark = "✓" if option == entry.ours else "–"
            yield f"  {mark} {text.say(lang)} [{option}]"


def clause(speaker: Speaker, name: str) -> Iterator[str]:
    """Yield one clause: what it says, and why it is left out or what encodes it."""
    contents, lang = speaker.contents, speaker.lang
    entry = contents.entries("clauses")[name]
    yield f"{entry.label}: {entry.title.say(lang)}"
    if entry.left_out is not None:
        yield say("terminal", "left-out", lang, why=entry.left_out.say(lang))
        return
    found = list(citing(contents, name))
    for other in found:
        yield ""
        if other.kind == "decisions":
            yield from speaker.decision(other)
        else:
            yield f"{other.title.say(lang)} [{other.kind}: {other.id}]"
    if not found:
        yield say("terminal", "nothing-encodes", lang)


def citing(contents: Contents, clause: str) -> Iterator[Entry]:
    """Yield the top-level entries that cite a clause, in themselves or inside."""
    from socrules.walk import citations_in

    for section, entries in contents.sections.items():
        if section != "clauses":
            for entry in entries.values():
                if any(cite.clause == clause and not cite.act for cite in citations_in(entry)):
                    yield entry
