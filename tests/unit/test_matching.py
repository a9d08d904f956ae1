"""The report on columns and facts: who gives what, and what is near to what nobody gives."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import socrules
from checkout import ROOT
from socrules.problems import SituationError

POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")


def test_the_report_names_every_fact_and_every_column() -> None:
    frame = pl.DataFrame({"возраст": [5], "prise": [1], "colour": [1]})
    found = POOL.match_frame(frame, "ticket", columns={"age": "возраст"}, given={"lesson": True})
    assert found.report("ru") == (
        "Факты из столбцов\n"
        "  age  ← `возраст`  age\n"
        "Факты, одни для всех\n"
        "  lesson  lesson\n"
        "Факты, которых не дает ни один столбец\n"
        "  birth_date  birth_date\n"
        "  price       price (похож столбец `prise`)\n"
        "Столбцы, из которых факты не взяты\n"
        "  prise\n"
        "  colour"
    )
    assert "(the column `prise` is near)" in found.report("en")
    html = found._repr_mimebundle_()["text/html"]
    assert "<code>price</code></td>" in html
    assert "`" not in html


def test_groups_without_members_are_left_out() -> None:
    frame = pd.DataFrame({"age": [5]})
    given = {"lesson": True, "price": "1.00", "birth_date": None}
    found = POOL.match_frame(frame, ["ticket"], given=given)
    assert str(found).splitlines()[0].startswith(("Facts from", "Факты из"))
    assert len(found.report("en").split("Facts")) == 3
    assert found.missing == {}


def test_every_kind_of_frame_has_columns() -> None:
    for frame in ([{"age": 5}, {"x": 1}], pd.DataFrame({"age": [5], "x": [1]})):
        assert POOL.match_frame(frame, "ticket").unused == ("x",)
    assert POOL.match_frame(pl.LazyFrame({"age": [5], "x": [1]}), "ticket", on="x").unused == ()
    with pytest.raises(SituationError):
        POOL.match_frame(pd.DataFrame(), "tickett")
