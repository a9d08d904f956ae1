"""The notebooks in `examples/` run from top to bottom, show what they say, and keep no output."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from checkout import ROOT

FOLDER = ROOT / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SHOWN = {
    "fee-and-cap": ("Кого касается", "всего от ", "п. 4.3 Порядка"),
    "reform-and-regions": ("до 23 лет", "Факты, о которых спрашивают не все", "Нагрузка по нормам"),
}

PNG = "iVBORw0KGgo"
"""What a picture begins with."""


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_output(path: Path) -> None:
    notebook = read(path)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not [cell for cell in cells if cell.outputs or cell.execution_count]
    names = [cell.id for cell in notebook.cells]
    assert names == [f"cell-{number:02}" for number in range(1, len(names) + 1)]
    assert path.read_text("utf-8") == nbformat.writes(notebook).rstrip("\n") + "\n"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows(path: Path) -> None:
    notebook = read(path)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}})
    with warnings.catch_warnings():
        # What the machinery of notebooks warns of is not about the notebook.
        warnings.simplefilter("ignore")
        client.execute()
    outputs = [
        output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]
    assert not [one for one in outputs if one.get("name") == "stderr"]
    data = [one.get("data", {}) for one in outputs]
    text = "".join(one.get("text/html", "") for one in data)
    text += "".join(one.get("text", "") for one in outputs)
    for words in SHOWN[path.stem]:
        assert words in text
    charts = [one for one in data if one.get("image/png", "").startswith(PNG)]
    assert len(charts) >= 2


def test_every_notebook_is_named_in_the_page_of_examples() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        assert f"({path.name})" in page
    assert {path.stem for path in NOTEBOOKS} == SHOWN.keys()
