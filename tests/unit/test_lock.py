"""Which packs and calendars answers rest on is written down, and what has changed is said."""

import pytest

import invented
from socrules import lock
from socrules.problems import PackError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder of an invented pack that is the only one; calendars are two small files."""
    monkeypatch.setattr(lock, "packs", lambda: {"region/act": tmp_path / "region" / "act"})
    monkeypatch.setattr(lock, "data_folder", lambda name: tmp_path / name)
    (tmp_path / "calendars" / "xx").mkdir(parents=True)
    (tmp_path / "calendars" / "xx" / "country.yaml").write_text("a: b\n")
    return invented.write(tmp_path / "region" / "act")


@pytest.fixture
def changes(folder, tmp_path):
    """Return what yields the changes since the lock was written."""
    path = tmp_path / "socrules.lock"
    path.write_text(lock.lock_text(lock.digests()), encoding="utf-8")

    def found(names=None):
        return [(one.kind, dict(one.args)["what"]) for one in lock.unlocked(path, names)]

    return found


def test_what_is_locked_holds(changes):
    assert changes() == []


def test_a_file_that_is_changed_gone_or_new(folder, changes, tmp_path):
    with (folder / "facts.yaml").open("a") as stream:
        stream.write("# more\n")
    (folder / "clauses.yaml").unlink()
    (folder / "new.yaml").write_text("facts: {}\n")
    (tmp_path / "calendars" / "xx" / "2030.yaml").write_text("")
    assert changes() == [
        ("lock-new", "calendars/xx/2030.yaml"),
        ("lock-missing", "region/act/clauses.yaml"),
        ("lock-changed", "region/act/facts.yaml"),
        ("lock-new", "region/act/new.yaml"),
    ]
    assert changes({"other/act"}) == [("lock-new", "calendars/xx/2030.yaml")]


def test_a_pack_that_is_gone_or_new(changes, monkeypatch, folder):
    monkeypatch.setattr(lock, "packs", lambda: {"region/other": folder})
    assert changes() == [("lock-missing", "region/act"), ("lock-new", "region/other")]
    assert changes({"region/other"}) == [("lock-new", "region/other")]


def test_line_ends_and_example_cases_do_not_count(folder, changes):
    facts = folder / "facts.yaml"
    facts.write_bytes(facts.read_bytes().replace(b"\n", b"\r\n"))
    (folder / "some.cases.yaml").write_text("cases: {}\n")
    assert changes() == []


def test_a_file_of_any_name_can_be_locked(folder, tmp_path):
    (folder / 'a: "b".yaml').write_text("facts: {}\n")
    path = tmp_path / "socrules.lock"
    path.write_text(lock.lock_text(lock.digests()), encoding="utf-8")
    assert list(lock.unlocked(path)) == []


def test_a_file_that_cannot_be_read(folder):
    (folder / "facts.yaml").unlink()
    (folder / "facts.yaml").mkdir()
    with pytest.raises(PackError) as caught:
        lock.digests()
    assert caught.value.problems[0].kind == "unreadable-file"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("- lock\n", ["expected-mapping"]),
        ("a/b:\n  facts.yaml: x\n", ["unknown-format"]),
        ("lock: 2\n", ["unknown-format"]),
        ("lock: 1\na/b: x\nb/c:\n  d: [e]\n", ["expected-mapping", "expected-scalar"]),
        ("lock: 1\na/b:\n  d: x\n  d: y\n", ["duplicate-key"]),
    ],
)
def test_a_lock_that_is_not_understood(tmp_path, text, kinds):
    path = tmp_path / "socrules.lock"
    path.write_text(text)
    with pytest.raises(PackError) as caught:
        lock.read_lock(path)
    assert [item.kind for item in caught.value.problems] == kinds
