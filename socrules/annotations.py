"""Shows problems where code is reviewed: as annotations of GitHub, and as SARIF for other tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any, Final

import attrs

from socrules.kinds import kinds
from socrules.problems import Problem, advice, sentence

_SARIF: Final = "2.1.0"


@attrs.frozen
class Remark:
    """A problem to be shown in a file: `path` from where the tool runs, empty where it has none.

    `level` is `error`, `warning` or `note`. `key` stays the same while lines move, so that tools
    know a remark again. A `known` one fails nothing.
    """

    problem: Problem
    path: str
    key: str
    level: str = "error"
    known: bool = False

    def text(self, lang: str) -> str:
        """Return what is wrong and what to do about it."""
        return f"{sentence(self.problem, lang)}; {advice(self.problem, lang)}"

    def data(self, lang: str) -> dict[str, Any]:
        """Return the remark as data for JSON."""
        span = self.problem.span
        return {
            "kind": self.problem.kind,
            "key": self.key,
            "known": self.known,
            "path": self.path,
            "line": span.line if span else None,
            "column": span.column if span else None,
            "message": sentence(self.problem, lang),
            "help": advice(self.problem, lang),
        }


def github(remarks: Iterable[Remark], lang: str) -> Iterator[str]:
    """Yield a workflow command for each remark that is not known."""
    for one in remarks:
        if not one.known:
            span = one.problem.span
            place = {"file": one.path, "line": span.line, "col": span.column} if span else {}
            words = {**place, "title": one.problem.kind}
            said = ",".join(f"{name}={_escaped(str(word), ':,')}" for name, word in words.items())
            level = "notice" if one.level == "note" else one.level
            yield f"::{level} {said}::{_escaped(one.text(lang))}"


def _escaped(text: str, more: str = "") -> str:
    """Return text in which nothing ends a workflow command, or one of its words."""
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def sarif(remarks: Iterable[Remark], lang: str) -> dict[str, Any]:
    """Return remarks as a SARIF log; the known ones are marked as suppressed."""
    listed = list(remarks)
    named = list(dict.fromkeys(one.problem.kind for one in listed))
    # Only a problem has the words that its kind leaves open.
    helps = {name: kinds()[name].help[lang].format_map(defaultdict(lambda: "…")) for name in named}
    rules = [{"id": name, "name": name, "help": {"text": text}} for name, text in helps.items()]
    driver = {"name": "socrules", "version": version("socrules"), "rules": rules}
    results = [_result(one, lang) for one in listed]
    return {"version": _SARIF, "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(one: Remark, lang: str) -> dict[str, Any]:
    """Return one remark as a SARIF result."""
    result: dict[str, Any] = {
        "ruleId": one.problem.kind,
        "level": one.level,
        "message": {"text": one.text(lang)},
        "partialFingerprints": {"socrules/v1": one.key},
    }
    span = one.problem.span
    if span is not None:
        region = {"startLine": span.line, "startColumn": span.column}
        region["endColumn"] = span.column + span.length
        where = {"artifactLocation": {"uri": one.path}, "region": region}
        result["locations"] = [{"physicalLocation": where}]
    if one.known:
        result["suppressions"] = [{"kind": "external"}]
    return result
