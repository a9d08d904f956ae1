"""The generated pages of the reference are those the code writes."""

from pathlib import Path

from socrules.reference import pack_format

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "pack-format.md"


def test_the_page_of_the_pack_format_is_current():
    assert PAGE.read_text(encoding="utf-8") == pack_format(), "run `make reference`"
