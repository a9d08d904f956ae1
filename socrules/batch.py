"""Decides files of people larger than memory, file by file, so that a broken run goes on later.

The answers to each file are put in place when they are whole, then noted in the ledger of the
folder. What the ledger has of a file that is still the same is never done again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from socrules.backends.planned import ROW, Decider, Task
from socrules.batch_databases import WAYS
from socrules.batch_files import KINDS, RefusedWriter
from socrules.extras import extra
from socrules.frames import Deciding, asked
from socrules.matching import Matching
from socrules.pack import Pack
from socrules.problems import Problem, SituationError, language, problem
from socrules.regions import Regions
from socrules.writing import write_files

LEDGER: Final = "batch.json"
ENGINES: Final = ("polars", *WAYS)

Progress = Callable[[float], None]
"""Says what share of all bytes has been read."""


@attrs.frozen
class Counts:
    """How many rows of one file or of all were read, answered and refused; the first is the sum."""

    rows: int
    answered: int
    refused: int


@attrs.frozen
class Done:
    """What came of a batch: the counts of each file by the name of its part, and which were kept.

    Kept parts were finished by an earlier run.
    """

    parts: Mapping[str, Counts]
    kept: tuple[str, ...]

    @property
    def all(self) -> Counts:
        """Return the counts of all files together."""
        found = list(self.parts.values())
        fields = ("rows", "answered", "refused")
        return Counts(*(sum(getattr(one, field) for one in found) for field in fields))


@attrs.frozen(eq=False)
class Batch:
    """What is asked of files; `options` are those of `Pack.decide_frame`."""

    pack: Pack
    decisions: Sequence[str]
    options: Mapping[str, Any]
    engine: str = "polars"
    lang: str | None = None

    def run(self, sources: Sequence[Path], out: Path, progress: Progress = lambda _: None) -> Done:
        """Decide files into a folder, each into a part of its name; go on where a run broke off.

        Rows that are refused stand in `<name>.refused.csv` with the reason. Raises
        `SituationError` for files that cannot be read, and for a folder with other answers.
        """
        extra("polars", "batch")
        names = [source.name for source in sources]
        for name in names:
            if Path(name).suffix not in KINDS:
                raise SituationError(problem("odd-batch-file", file=name, known=", ".join(KINDS)))
            if self.engine != "polars" and not name.endswith(".parquet"):
                raise SituationError(problem("batch-engine", file=name, engine=self.engine))
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise SituationError(problem("batch-twice", file=twice))
        out.mkdir(parents=True, exist_ok=True)
        ledger = self.ledger(out)
        sizes = [max(source.stat().st_size, 1) for source in sources]
        parts, kept, before = {}, [], 0
        for source, size in zip(sources, sizes, strict=True):
            mark = [source.stat().st_size, source.stat().st_mtime_ns]
            noted = ledger["parts"].get(source.name)
            if noted and noted["mark"] == mark and (out / source.name).exists():
                kept.append(source.name)
                parts[source.name] = Counts(**noted["counts"])
            else:
                told = _within(progress, before, size, sum(sizes))
                parts[source.name] = counts = self.part(source, out, told)
                ledger["parts"][source.name] = {"mark": mark, "counts": attrs.asdict(counts)}
                write_files({out / LEDGER: json.dumps(ledger, ensure_ascii=False, indent=1)})
            before += size
            progress(before / sum(sizes))
        return Done(parts, tuple(kept))

    def ledger(self, out: Path) -> dict[str, Any]:
        """Return what is finished in a folder; raises `SituationError` for other answers."""
        program = self.pack.program
        day = None if self.options.get("on") else self.pack.day.isoformat()
        question = {
            "pack": [self.pack.id, program.pack.digest, day],
            "readings": dict(program.readings),
            "decisions": list(self.decisions),
            "options": {name: _plain(value) for name, value in sorted(self.options.items())},
        }
        path = out / LEDGER
        if not path.exists():
            return {"asked": question, "parts": {}}
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
            same = found["asked"] == question and isinstance(found["parts"], dict)
        except (ValueError, KeyError, TypeError):
            same = False
        if not same:
            raise SituationError(problem("batch-of-another", folder=out))
        return found

    def part(self, source: Path, out: Path, progress: Progress) -> Counts:
        """Decide one file; its part is put in place whole, after its refused rows."""
        half, refusing = out / f".{source.name}.half", out / f".{source.name}.refused.half"
        place = out / source.name
        refused = RefusedWriter(refusing, language(self.lang))
        _remove(half)
        try:
            answered = self._write(source, half, refused, progress)
            refused.close()
            beside = out / f"{source.name}.refused.csv"
            if refused.count:
                refusing.replace(beside)
            else:
                beside.unlink(missing_ok=True)
            _remove(place)
            half.replace(place)
        finally:
            refused.close()
            _remove(half)
            refusing.unlink(missing_ok=True)
        return Counts(answered + refused.count, answered, refused.count)

    def _write(self, source: Path, half: Path, refused: RefusedWriter, progress: Progress) -> int:
        if self.engine != "polars":
            return WAYS[self.engine](self.asked, source, half, refused)
        read, writes = KINDS[source.suffix]
        writer, answered, deciding = writes(half, source), 0, None
        try:
            for frame, bad in read(source, progress):
                names = frame.columns[1:]
                if deciding is None:
                    deciding = Deciding(*self.asked(names)[:3])
                found, wrong = deciding.settle(frame)
                writer.write(found.drop(ROW, "\0stretch", strict=False))
                answered += len(found)
                for number, said, row in sorted([*bad_rows(frame, wrong), *_told(bad)], key=_first):
                    refused.write(names, number, said, row)
        finally:
            writer.close()
        return answered

    def asked(self, names: Sequence[str]) -> tuple[Decider, Regions, Task, Matching]:
        """Return what decides a table with columns called `names`, and what is asked of it."""
        pack = self.pack
        return asked(pack, pack._regions, names, self.decisions, **self.options)


Told = tuple[int, list[Problem], Sequence[Any]]


def bad_rows(frame: Any, wrong: Sequence[tuple[int, Problem]]) -> Iterator[Told]:
    """Yield the number, the problems and the values of rows of a piece that are refused."""
    by_place: dict[int, list[Problem]] = {}
    for at, one in wrong:
        by_place.setdefault(at, []).append(one)
    for at, said in by_place.items():
        number, *values = frame.row(at)
        yield number, said, values


def _remove(place: Path) -> None:
    """Remove a file, or a folder as Spark writes, if there is one."""
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _told(bad: Sequence[tuple[int, list[str | None], Problem]]) -> Iterator[Told]:
    for number, fields, one in bad:
        yield number, [one], fields


def _first(one: Told) -> int:
    return one[0]


def _within(progress: Progress, before: int, size: int, whole: int) -> Progress:
    return lambda share: progress((before + share * size) / whole)


def _plain(value: Any) -> Any:
    """Return an option as JSON has it."""
    if isinstance(value, Mapping):
        return {name: str(one) for name, one in value.items()}
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
