"""Ten faults in four files of one pack are all found in one run, with places and help."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import socrules
from socrules.checking import check
from socrules.parse import parse_pack

HERE = Path(__file__).parent / "ten_faults"
FOUND = [
    ("benefit.yaml", 10, 24, "share-alone"),
    ("benefit.yaml", 22, 18, "latin-letter"),
    ("benefit.yaml", 24, 15, "unknown-name"),
    ("benefit.yaml", 27, 15, "cited-and-left-out"),
    ("benefit.yaml", 28, 23, "exception-cycle"),
    ("clauses.yaml", 4, 5, "missing-russian"),
    ("facts.yaml", 12, 5, "unknown-key"),
    ("facts.yaml", 32, 3, "number-without-clause"),
    ("facts.yaml", 50, 15, "version-overlap"),
    ("pack.yaml", 3, 8, "prose-in-braces"),
]


def test_the_ten_are_found_in_one_run() -> None:
    found = check(parse_pack(HERE, "region/act"))
    places = [item.span for item in found]
    assert [
        (span.document.name.rpartition("/")[2], span.line, span.column, item.kind)
        for span, item in zip(places, found, strict=True)
        if span is not None
    ] == FOUND


@pytest.mark.parametrize(("lang", "word"), [("ru", "помощь"), ("en", "help")])
def test_each_is_shown_with_its_line_and_help(lang: str, word: str) -> None:
    text = socrules.PackError(check(parse_pack(HERE, "region/act"))).render(lang)
    blocks = text.split(f"\n  {word}: ")
    assert len(blocks) == len(FOUND) + 1
    for (file, line, column, kind), block in zip(FOUND, blocks, strict=False):
        assert f"region/act/{file}:{line}:{column}: {kind}: " in block
        assert f"\n  {line} | " in block


def test_loading_finds_the_same() -> None:
    with pytest.raises(socrules.PackError) as caught:
        socrules.load(HERE, on="2024-10-01")
    assert [item.kind for item in caught.value.problems] == [kind for *_, kind in FOUND]


def test_the_files_read_are_those_of_the_folder(tmp_path: Path) -> None:
    folder = shutil.copytree(HERE, tmp_path / "pack")
    (folder / "more.yaml").write_text("decisons: {}\n", encoding="utf-8")
    kinds = {item.kind for item in check(parse_pack(folder, "region/act"))}
    assert kinds == {kind for *_, kind in FOUND} | {"unknown-section"}
