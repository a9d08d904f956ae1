"""Packs of an earlier format are brought to the known one, and nothing else in them changes.

The earlier format is invented, but its keys are those the language had before packs were written:
the day of a case was `on`, which other readers of YAML take for true; who produces a document was
`from`, which is the first day of a wording too; a limit ran `from` one event `to` another.
"""

import pytest

import invented
from socrules.keys import FORMAT
from socrules.migrate import STEPS, all_of, migrate, renamed
from socrules.parse import parse_pack
from socrules.patches import replaced
from socrules.problems import PackError

DRAFT = all_of(
    renamed("cases/*", on="date"),
    renamed("checklists/*/items/*", **{"from": "obtained_by"}),
    renamed("limits/*", **{"from": "start", "to": "end"}),
)
BEFORE = """\
# Отпуск из учреждения.
limits:
    leave:      # the author indents by four
        title:
            ru: Отпуск
            en: Leave
        cite: "2"
        "from": left        # a quoted key
        to: back
        at_most:  3 months

checklists:
    papers:
        title:
            ru: Бумаги
            en: Papers
        kind: documents
        cite: "1"
        items:
            passport:
                title:
                    ru: Паспорт
                    en: Passport
                versions:
                    - {when: alone, from: applicant}
                    -   from: body
                        when: age > 5   # "from: body" in a comment stays
events:
    left:
        title:
            ru: Выбыл, from
            en: Left
    back:
        title:
            ru: Прибыл
            en: Came back
"""
AFTER = (
    BEFORE.replace('"from": left', '"start": left')
    .replace("        to: back", "        end: back")
    .replace("from: applicant", "obtained_by: applicant")
    .replace("-   from: body", "-   obtained_by: body")
)


@pytest.fixture
def folder(tmp_path):
    """Return the folder of the invented pack, in the earlier format."""
    folder = invented.write(tmp_path / "region" / "act", files={"leave.yaml": BEFORE})
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("format: 1", "format: 0  # earlier"), "utf-8")
    cases = "cases:\n  one: {on: 2024-10-01, given: {}}\n"
    (folder / "one.cases.yaml").write_text(cases, "utf-8")
    return folder


def texts(folder, **more):
    return {path.name: text for path, text in migrate(folder, {0: DRAFT}, **more).items()}


def test_keys_are_renamed_and_nothing_else(folder):
    found = texts(folder)
    assert found["leave.yaml"] == AFTER
    assert found["one.cases.yaml"] == "cases:\n  one: {date: 2024-10-01, given: {}}\n"
    assert found["pack.yaml"].startswith("format: 1  # earlier\n")
    assert found.keys() == {"leave.yaml", "one.cases.yaml", "pack.yaml"}


def test_what_is_migrated_reads_as_the_known_format(folder):
    assert parse_pack(folder).problems
    for path, text in migrate(folder, {0: DRAFT}).items():
        path.write_text(text, "utf-8")
    assert {item.kind for item in parse_pack(folder).problems} == set()
    assert migrate(folder, {0: DRAFT}) == {}


def test_line_ends_and_the_mark_of_byte_order_stay(folder):
    path = folder / "leave.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BEFORE.replace("\n", "\r\n").encode())
    assert texts(folder)["leave.yaml"] == "\ufeff" + AFTER.replace("\n", "\r\n")


def test_steps_are_taken_one_after_the_other(folder):
    steps = {0: DRAFT, 1: renamed("limits/*", start="begins"), 2: renamed("", limits="bounds")}
    found = {path.name: text for path, text in migrate(folder, steps, 3).items()}
    assert '"begins": left' in found["leave.yaml"]
    assert "\nbounds:\n" in found["leave.yaml"]
    assert found["pack.yaml"].startswith("format: 3  # earlier\n")


def test_a_step_may_replace_values_of_one_file(folder):
    def step(file, root):
        if file == "leave.yaml":
            yield replaced(root.items["limits"].items["leave"].items["cite"], "2(а)")

    found = {path.name: text for path, text in migrate(folder, {0: step}).items()}
    assert found["leave.yaml"] == BEFORE.replace('cite: "2"', 'cite: "2(а)"')


def test_what_is_no_mapping_has_no_keys_to_rename(folder):
    (folder / "one.cases.yaml").write_text("cases: none\n", "utf-8")
    assert "one.cases.yaml" not in texts(folder)


def test_a_key_that_is_there_already_is_a_problem(folder):
    text = BEFORE.replace("        to: back", "        to: back\n        end: back")
    (folder / "leave.yaml").write_text(text, "utf-8")
    with pytest.raises(PackError) as caught:
        texts(folder)
    assert caught.value.problems[0].kind == "duplicate-key"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("format: 2", "unknown-format"),
        ("format: one", "missing-key"),
        ("format: [1]", "missing-key"),
        ("x-format: 1", "missing-key"),
    ],
)
def test_a_format_that_cannot_be_migrated(folder, written, kind):
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("format: 0", written), "utf-8")
    with pytest.raises(PackError) as caught:
        texts(folder)
    assert [item.kind for item in caught.value.problems] == [kind]


def test_a_format_from_which_no_step_leads(folder):
    with pytest.raises(PackError) as caught:
        migrate(folder, {})
    assert [item.kind for item in caught.value.problems] == ["unknown-format"]


def test_the_steps_lead_to_the_known_format_without_a_gap():
    assert [*STEPS] == list(range(min(STEPS, default=FORMAT), FORMAT))
