"""The generated pages of the reference are those the code writes."""

from pathlib import Path

from socrules.lint import CHECKS
from socrules.reference import lint_checks, pack_format

PAGES = Path(__file__).parents[2] / "docs" / "reference"


def test_the_page_of_the_pack_format_is_current():
    assert (PAGES / "pack-format.md").read_text("utf-8") == pack_format(), "run `make reference`"


def test_the_page_of_lint_checks_is_current():
    page = (PAGES / "lint-checks.md").read_text("utf-8")
    assert page == lint_checks(CHECKS), "run `make reference`"
