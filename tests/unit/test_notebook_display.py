"""What notebooks show: HTML for light and dark pages, plain text otherwise, and charts."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

import socrules
from checkout import ROOT
from people_of import FEE, LOWER, ROWS
from socrules import bounds, compare, compare_regions, markup, workload
from socrules.cases import Runner, read_cases
from socrules.cover import cover
from socrules.problems import SituationError

HOME = socrules.load("luhansk/stationary-services", on="2024-10-01")
POOL = socrules.load(ROOT / "tests" / "data" / "packs" / "swimming-pool", on="2024-10-01")
VOID = {"br", "meta"}


class Checked(HTMLParser):
    """Reads HTML and notes what is not closed; `text` is what is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.styles = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [] if tag in VOID else [tag]
        self.styles += "".join(f"{value};" for name, value in attrs if name == "style")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def checked(html: str) -> str:
    """Return what HTML shows; all is closed, and no colour is set that another page would hide."""
    found = Checked(html)
    assert not found.open
    colours = re.findall(r"(?<![-\w])(?:color|background)\s*:\s*([\w#]+)", found.styles)
    assert {*colours} <= {"inherit", "transparent"}
    return found.text


def shown(value: Any, monkeypatch: pytest.MonkeyPatch, lang: str = "ru") -> tuple[str, str]:
    monkeypatch.setenv("LC_ALL", f"{lang}_{lang.upper()}.UTF-8")
    bundle = value._repr_mimebundle_(include=None, exclude=None)
    assert bundle.keys() == {"text/plain", "text/html"}
    return bundle["text/plain"], checked(bundle["text/html"])


def test_markdown_of_explanations() -> None:
    text = (
        "# Head `code`\n\n*all of it*\n\nwords & <tags>\n- one\n  - in\n    - deep\n- two\nafter\n"
    )
    html = markup.from_markdown(text)
    assert checked(html).replace("\n", "")
    assert "<code>code</code>" in html
    assert "<i>all of it</i>" in html
    assert "words &amp; &lt;tags&gt;" in html
    assert html.count("<ul>") == html.count("</ul>") == 3
    assert "<li>one</li><ul><li>in</li><ul><li>deep</li></ul></ul><li>two</li></ul>" in html
    table = markup.from_markdown(
        "| a | b |\n| --- | --- |\n| 1\u00a0000,5 | x \\| y |\n\n```text\na <b>\n```\n"
    )
    assert checked(table) == "ab1\u00a0000,5x | ya <b>"
    assert "text-align:right" in table


def test_numbers_stand_to_the_right() -> None:
    html = markup.table(["a", "b"], [["1,5\u00a0%", "1"], ["−2\u00a0₽", "one"]], "Title")
    assert html.count("text-align:right") == 3
    assert "Title" in checked(html)
    assert "right" not in markup.table(["a"], [])


def test_decisions(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = HOME.decide("fee", {"age": 70, "tariff": "28450.00"})
    plain, html = shown(answer, monkeypatch)
    assert plain.splitlines()[0] == "Ежемесячная плата: пока неизвестно"
    assert "Стоимость услуг по тарифам" in html
    assert answer._repr_mimebundle_()["text/html"].count("<summary>Как получен ответ:") == 1
    assert "Monthly fee" in shown(HOME.decide("fee", {"age": 7}), monkeypatch, "en")[1]


def test_timelines_and_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    course = HOME.timeline([{"event": "contract_concluded", "date": "2024-09-30"}])
    plain, html = shown(course, monkeypatch)
    assert plain == course.explain("ru").rstrip("\n")
    assert "договор заключен" in html
    folder = ROOT / "tests" / "data" / "packs" / "reading-room"
    contents = socrules.library.contents(folder)
    runner = Runner(contents)
    cases = read_cases(folder, "reading-room")
    found = cover(contents, [runner.run(case) for case in cases.values()])
    plain, html = shown(found, monkeypatch, "en")
    assert plain.splitlines()[0].startswith(f"all: {found.percent()} %")
    assert str(found.count("clause")[0]) in html


def test_comparisons(monkeypatch: pytest.MonkeyPatch) -> None:
    found = compare(FEE, LOWER, ROWS, ["fee", "free"], by="district", weight="stands_for")
    plain, html = shown(found, monkeypatch)
    assert plain == found.text("ru")
    for words in (plain, "Кого касается", "Суммы", "п. 5 Порядка → п. 4(1) Порядка", "меньше"):
        assert words in html
    assert "Who is concerned" in shown(found, monkeypatch, "en")[1]
    nobody = shown(compare(FEE, FEE, ROWS[:3], "free"), monkeypatch, "en")[1]
    assert "Who is concerned" not in nobody


def test_bounds_regions_and_workload(monkeypatch: pytest.MonkeyPatch) -> None:
    found = bounds(FEE, ROWS, ["fee", "free"], by="district")
    plain, html = shown(found, monkeypatch)
    assert plain == found.text("ru")
    for words in ("Доли людей", "Суммы", "Чего стоит не знать"):
        assert words in html
    given = {"recognised_for_stationary_form": True}
    beside = compare_regions([FEE, HOME], ROWS, ["free", "income_cap"], given=given)
    plain, html = shown(beside, monkeypatch)
    assert plain == beside.text("ru")
    for words in ("Ответы", "Факты, о которых спрашивают не все", "✓", HOME.title.ru):
        assert words in html
    load = workload(
        HOME,
        [{"post": True, "anonymous_help": False}, {"anonymous_help": False}],
        ["post", "anonymous_help", "living_space"],
    )
    plain, html = shown(load, monkeypatch)
    assert plain == load.text("ru")
    assert "Нагрузка по нормам" in html
    assert "2–4" in html


CHARTS = {
    "sums": lambda: compare(FEE, LOWER, ROWS, ["free", "fee"]).plot("fee", "ru"),
    "sums of groups": lambda: compare(FEE, LOWER, ROWS, "fee", by="district").plot(lang="en"),
    "no sums": lambda: compare(FEE, FEE, ROWS[:2], "fee").plot(lang="ru"),
    "ages": lambda: compare(
        POOL, "2030-01-01", [{"birth_date": "2000-01-01"}], "age_by_birth_date"
    ).plot(lang="ru"),
    "answers": lambda: compare(FEE, LOWER, ROWS, "free").plot(lang="ru"),
    "certain answers": lambda: bounds(FEE, ROWS, "free", by="district").plot(lang="ru"),
    "certain choices": lambda: bounds(HOME, [{"age": 70}], "payment_mode").plot(lang="en"),
    "certain sums": lambda: bounds(FEE, ROWS, "fee").plot(lang="ru"),
    "costs": lambda: bounds(FEE, ROWS, "fee").plot_costs(lang="ru"),
    "regions": lambda: compare_regions([FEE, HOME], ROWS, "free").plot(lang="ru"),
}


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_whole(name: str) -> None:
    chart = CHARTS[name]()
    # It is checked against the schema of Vega-Lite when it is made.
    made = chart.to_dict()
    assert made["title"]["text"]
    assert made["config"]["background"] == "transparent"
    inner = made.get("spec", made)
    fields = {one["field"] for one in inner["encoding"].values() if "field" in one}
    [values] = [made["data"]["values"]]
    assert all(fields <= row.keys() for row in values)
    assert ("facet" in made) == ("group" in name or name == "certain answers")


def test_a_chart_shows_the_figures_of_the_table() -> None:
    found = compare(FEE, LOWER, ROWS, ["fee"])
    values = found.plot("fee", "en").to_dict()["data"]["values"]
    flips = [row for row in found.flips if row["change"] in ("lower", "higher")]
    assert sum(row["people"] for row in values) == sum(row["people"] for row in flips)
    assert all((row["side"] == "lower") == (row["to"] <= 0) for row in values)
    back = compare(LOWER, FEE, ROWS, ["fee"]).plot("fee", "en").to_dict()["data"]["values"]
    assert {row["side"] for row in back} == {"higher"}
    some = bounds(POOL, [{}], "everything").plot_costs(lang="en").to_dict()["data"]["values"]
    assert {row["answer"] for row in some} == {"member"}
    costs = bounds(FEE, ROWS, "free")
    drawn = costs.plot_costs(lang="en").to_dict()["data"]["values"]
    settles = [row["share"] for row in drawn if row["side"] == "would surely settle"]
    assert sorted(settles) == sorted(
        row["share_settles"] for row in costs.costs if row["may_settle"]
    )


def test_what_is_not_compared_is_not_drawn() -> None:
    with pytest.raises(SituationError) as caught:
        compare(FEE, LOWER, ROWS[:2], "fee").plot("free")
    assert caught.value.problems[0].kind == "not-compared"
    with pytest.raises(SituationError):
        compare(FEE, LOWER, ROWS[:2], []).plot()
