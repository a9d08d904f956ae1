"""`socrules case`: write example cases, look into them, and turn them into tables and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from socrules.commands import FORMAT, LANG, complete_packs, today
from socrules.phrasebook import say
from socrules.problems import PackError, SituationError, language, problem, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from socrules.case_text import Record
    from socrules.cases import Runner
    from socrules.model import Entry
    from socrules.pack import Pack

WIDTH = 100
"""The columns a timeline is written in."""


@click.group(name="case", short_help="Write, explain, minimise and convert example cases.")
def command() -> None:
    """Write example cases, look into them, and turn them into tables and back."""


@command.command(name="convert")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@LANG
def convert(source: Path, target: Path, lang: str | None) -> None:
    """Write the cases of SOURCE to TARGET: YAML, CSV or an Excel workbook, by its suffix."""
    write(records(source), target, language(lang))


@command.command(name="new")
@click.argument("pack", shell_complete=complete_packs)
@click.argument("decisions", nargs=-1, metavar="DECISION...")
@click.option("--on", metavar="DATE", help="The day in question; by default today.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="File to add it to.")
@LANG
def new(
    pack: str, decisions: tuple[str, ...], on: str | None, out: Path | None, lang: str | None
) -> None:
    """Ask for the facts DECISIONS of PACK need, and write a case with today's answers for review.

    An empty reply leaves a fact unknown. For a duty or limit it also asks what has happened by that
    day, and states its dates. The case is printed, or added to --out.
    """
    from socrules.case_text import case_text
    from socrules.drafting import draft, expected, expected_of, given
    from socrules.library import load

    lang = language(lang)
    loaded = load(pack, on=today() if on is None else on)
    asked = decisions or (click.prompt(say("case", "decision", lang), err=True),)
    loaded.decide(asked, {})
    facts = interview(loaded, [*asked, *clocks(loaded, asked)], lang)
    events = happened(loaded, asked, lang)
    name = click.prompt(say("case", "id", lang), err=True)
    title = click.prompt(say("case", "title", lang), err=True)
    situation = loaded.situation(facts)
    answers = {one: expected(loaded.decide(one, situation)) for one in asked}
    if events:
        found = loaded.timeline(events, given=situation)
        for one, more in expected_of(found, asked).items():
            answers[one] = {**answers.get(one, {}), **more}
    case = draft({"ru": title}, loaded.day.isoformat(), given(situation), answers, events)
    if out is None:
        click.echo(case_text(name, case), nl=False)
    else:
        write({**(records(out) if out.exists() else {}), name: case}, out, lang)


def interview(pack: Pack, decisions: Iterable[str], lang: str) -> dict[str, object]:
    """Return the facts people give when asked what the decisions still need, one by one."""
    facts: dict[str, object] = {}
    passed: set[str] = set()
    while True:
        needs = [need for one in decisions for need in pack.decide(one, facts).needs]
        left = [need for need in needs if need not in passed]
        if not left:
            return facts
        fact = pack.program.facts[left[0]]
        of = fact.type
        hint = f" [{' | '.join(of.options)}]" if of.options else f" [{of}]"
        question = fact.entry.question.say(lang) + hint
        passed.add(fact.id)
        reply = click.prompt(question, default="", show_default=False, err=True).strip()
        try:
            if reply:
                facts = dict(pack.situation({**facts, fact.id: reply}))
        except SituationError as error:
            click.echo("\n".join(render(item, lang) for item in error.problems), err=True)
            passed.discard(fact.id)


def clocks(pack: Pack, decisions: Iterable[str]) -> Iterator[str]:
    """Yield the decisions that say which event starts the periods of duties."""
    for section in ("duties", "limits"):
        for name in decisions:
            entry = pack.program.pack.entries(section).get(name)
            if entry is not None and entry.clock:
                yield str(entry.clock)


def happened(pack: Pack, decisions: Iterable[str], lang: str) -> list[dict[str, str]]:
    """Return the events people name the days of when asked what duties and limits wait for."""
    from socrules.desk import Followed

    followed = Followed(pack)
    norms = [followed.norms[name] for name in decisions if name in followed.norms]
    keys = ("since", "done_by", "end")
    asked = {
        name: None
        for norm in norms
        for name in (*followed.starts(norm), *(one for key in keys for one in norm.ids(key)))
    }
    found = []
    for name in asked:
        title = pack.program.pack.entries("events")[name].title.say(lang)
        reply = day_of(say("case", "event", lang, title=title), lang)
        if reply:
            found.append({"date": reply, "event": name})
    return found


def day_of(question: str, lang: str) -> str:
    """Return the day people give as an answer, nothing for an empty reply."""
    from socrules.values import to_day

    while True:
        reply: str = click.prompt(question, default="", show_default=False, err=True).strip()
        try:
            return reply and to_day(reply).isoformat()
        except SituationError as error:
            click.echo("\n".join(render(item, lang) for item in error.problems), err=True)


@command.command(name="explain")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-k", "word", metavar="WORD", default="", help="Only cases with WORD in their names.")
@FORMAT
@LANG
def explain(file: Path, word: str, form: str, lang: str | None) -> None:
    """Say how the answers of the cases in FILE come about, and what is not as expected."""
    from socrules.commands import print_json
    from socrules.expected_course import only_steps
    from socrules.timeline_text import explain as explain_course

    lang = language(lang)
    found = []
    for case, runner in asked_of(file, word):
        pack = runner.pack(case)
        situation = pack.situation(case.given or {})
        answers = [pack.decide(name, situation) for name in case.expect if known(pack, name)]
        course = None
        if case.events is not None:
            course = only_steps(runner.course(case, situation), case.expect)
        if form == "json":
            data = [answer.to_dict(trace=True) for answer in answers]
            more = {} if course is None else {"timeline": course.to_data()}
            found.append({"case": case.id, "answers": data, **more})
            continue
        heading = f"{case.id}: {case.title.say(lang)}"
        click.echo(f"# {heading}\n" if form == "md" else heading)
        for answer in answers:
            click.echo(answer.explain(lang, form))
        if course is not None:
            click.echo(explain_course(course, lang, form, WIDTH, everything=True))
    if form == "json":
        print_json(found)


@command.command(name="minimise")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-k", "word", metavar="WORD", default="", help="Only cases with WORD in their names.")
@click.option("--write", "in_place", is_flag=True, help="Write the file anew instead of printing.")
@LANG
def minimise(file: Path, word: str, in_place: bool, lang: str | None) -> None:
    """Drop from the cases in FILE all facts and events that no expected answer needs."""
    from socrules.case_text import cases_text

    lang = language(lang)
    before = records(file)
    after = {case.id: fewer(case, runner, before[case.id]) for case, runner in asked_of(file, word)}
    for name, case in after.items():
        gone = [fact for fact in before[name].get("given", {}) if fact not in case.get("given", {})]
        gone += [
            f"{event['event']} {event['date']}"
            for event in before[name].get("events", [])
            if event not in case.get("events", [])
        ]
        if gone:
            click.echo(say("case", "dropped", lang, id=name, facts=", ".join(gone)), err=True)
    if in_place:
        write({**before, **after}, file, lang)
    else:
        click.echo(cases_text(after), nl=False)


def fewer(case: Entry, runner: Runner, whole: Record) -> Record:
    """Return a case without the facts and events that do not matter to what it expects."""
    import attrs

    from socrules.drafting import minimal

    every: dict[tuple[str, str | int], Any] = {
        **{("given", name): one for name, one in (case.given or {}).items()},
        **{("events", at): one for at, one in enumerate(case.events or ())},
    }

    def passes(kept: Mapping[tuple[str, str | int], Any]) -> bool:
        values = {key: one for key, one in case.values.items() if key != "events"}
        values["given"] = {name: one for (key, name), one in kept.items() if key == "given"}
        left = tuple(one for (key, _), one in kept.items() if key == "events")
        values |= {"events": left} if left else {}
        return runner.run(attrs.evolve(case, values=values)).passed

    kept = minimal(every, passes) if passes(every) else every
    parts = {
        "given": {
            name: one for name, one in whole.get("given", {}).items() if ("given", name) in kept
        },
        "events": [one for at, one in enumerate(whole.get("events", ())) if ("events", at) in kept],
    }
    return {name: parts.get(name, one) for name, one in whole.items() if parts.get(name, True)}


def asked_of(file: Path, word: str) -> Iterator[tuple[Entry, Runner]]:
    """Yield the cases of a file, each with what runs it on its pack; raises `PackError`."""
    from socrules.cases import Runner, read_examples
    from socrules.commands import whole
    from socrules.suites import Chosen, pack_of

    examples = read_examples([(file, str(file))])
    if examples.problems:
        raise PackError(examples.problems)
    runners: dict[str, Runner] = {}
    for case in examples.cases.values():
        if Chosen(words=(word,)).has(case):
            name = pack_of(case, file)
            runners.setdefault(name, Runner(whole(name)))
            yield case, runners[name]


def known(pack: Pack, name: str) -> bool:
    """Say whether what a case expects is a decision, and no list as a whole."""
    return name in pack.program.decisions


def records(path: Path) -> dict[str, Record]:
    """Return the cases of a file as plain data by id; raises `PackError`."""
    from socrules.case_tables import scan_cases
    from socrules.case_text import record

    root, problems = scan_cases(path, str(path))
    if problems:
        raise PackError(problems)
    if set(root.items) != {"cases"}:
        raise PackError(problem("unknown-section", root.span, section="—", known="cases"))
    return {name: record(node) for name, node in root.items["cases"].items.items()}


def write(cases: dict[str, Record], path: Path, lang: str) -> None:
    """Write cases in the form of a file's suffix, whole or not at all."""
    from socrules.case_tables import written
    from socrules.writing import write_files

    write_files({path: written(cases, path.suffix)})
    click.echo(say("terminal", "case-written", lang, count=len(cases), file=path))
