"""Verifies a pack: conflicts, gaps, rules that cannot be reached, invariants; on all its days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import attrs

from socrules.extras import extra
from socrules.link import link
from socrules.model import Contents, Text
from socrules.phrasebook import say
from socrules.program import Program, every
from socrules.regions import decision_rules
from socrules.values import date_text
from socrules.versions import Versions
from socrules.walk import days_of_change
from socrules.witness import Witness, ready_case

if TYPE_CHECKING:
    from socrules.backends.proofs import Proof, Proofs

FAILING: Final = ("conflict", "unreachable", "swallowed", "refuted", "open")
"""What is wrong with a pack. A gap may be the act's own silence, and is only told."""

_RULES: Final = ("unreachable", "swallowed")


@attrs.frozen
class Finding:
    """What was found of a decision, a rule or an invariant, from `day` on; see `Proof`."""

    kind: str
    decision: str
    rule: str
    title: Text
    day: datetime.date
    witness: Witness | None

    @property
    def name(self) -> str:
        """Return the decision, with the rule where it is of one."""
        return f"{self.decision}/{self.rule}" if self.rule else self.decision


def verify(contents: Contents) -> list[Finding]:
    """Return all that is found of a pack, each told for the first day on which it is so.

    A rule counts as out of reach only where it is so on every day and under every single reading
    switched. Raises `PackError` where the pack cannot be linked, `SocrulesError` where
    `socrules[verify]` is not installed.
    """
    extra("z3", "verify")
    found: dict[tuple[str, str, str], Finding] = {}
    days = days_of_change(contents)
    there: list[tuple[Program, set[tuple[str, str, str]]]] = []
    for day in days:
        proofs = _proofs(link(contents, day))
        told = [*proofs.decisions(), *proofs.invariants()]
        for one in told:
            if one.kind not in _RULES or not _reached_otherwise(contents, proofs.program, one):
                finding = _finding(proofs.program, one)
                found.setdefault((one.kind, one.decision, one.rule), finding)
        there.append((proofs.program, {(one.kind, one.decision, one.rule) for one in told}))
    return [
        one
        for key, one in found.items()
        if one.kind not in _RULES
        or all(key in keys for program, keys in there if _has(program, one))
    ]


def _proofs(program: Program) -> Proofs:
    from socrules.backends.proofs import Proofs

    return Proofs(Versions(program, program))


def _has(program: Program, finding: Finding) -> bool:
    """Say whether a program has the rule of a finding."""
    decision = program.decisions.get(finding.decision)
    return decision is not None and finding.rule in {rule.id for rule in every(decision.rules)}


def _reached_otherwise(contents: Contents, program: Program, proof: Proof) -> bool:
    """Say whether a rule is reached where one reading it may rest on is switched."""
    named = {name for kind, name in _proofs(program).versions.named(1, proof.decision)}
    rules = [
        rule
        for name in named & program.decisions.keys()
        for rule in decision_rules(program.decisions[name])
    ]
    terms = [term for rule in rules for term in (rule.when, rule.value) if term is not None]
    used = {rule.reading for rule in rules}
    used |= {one.item.reading for term in terms for one in term.walk() if one.item is not None}
    for name in sorted(used & contents.entries("readings").keys()):
        for option in contents.entries("readings")[name].options:
            if option != program.readings[name]:
                other = _proofs(link(contents, program.day, {name: option}))
                decision = other.program.decisions[proof.decision]
                if proof.rule not in {one.rule for one in other.rules(decision)}:
                    return True
    return False


def _finding(program: Program, proof: Proof) -> Finding:
    section = "decisions" if proof.decision in program.decisions else "invariants"
    title = program.pack.entries(section)[proof.decision].title
    return Finding(proof.kind, proof.decision, proof.rule, title, program.day, proof.witness)


def example(finding: Finding) -> str:
    """Return the witness of a finding as an example case, empty where there is none."""
    witness = finding.witness
    if witness is None or witness.after is None:
        return ""
    texts = (
        say("verify", f"case-{finding.kind}", lang, title=finding.title.say(lang))
        for lang in ("ru", "en")
    )
    name = f"{finding.kind}_of_{finding.decision.replace('.', '_')}"
    return ready_case(name, Text(*texts), witness, witness.after)


def told(findings: Iterable[Finding], lang: str) -> Iterator[str]:
    """Yield findings as lines of text, those that fail first, each with its ready example case."""
    listed = sorted(findings, key=lambda one: one.kind not in FAILING)
    for one in listed:
        day = date_text(one.day, lang)
        words = {"name": one.name, "title": one.title.say(lang), "day": day}
        yield say("verify", one.kind, lang, **words)
        text = example(one)
        if text and one.kind in FAILING:
            yield from (f"  {line}" for line in text.rstrip("\n").splitlines())


def summary(pack: str, findings: Iterable[Finding], lang: str) -> str:
    """Return all that was found in one line."""
    from socrules.backends.proofs import KINDS

    kinds = [one.kind for one in findings]
    words = {kind: kinds.count(kind) for kind in KINDS}
    return say("verify", "summary", lang, pack=pack, **words)
