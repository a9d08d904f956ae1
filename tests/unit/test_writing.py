"""Files are written whole or not at all."""

import pytest

from socrules.problems import PackError
from socrules.writing import write_files


def test_files_are_written_as_they_are_given(tmp_path):
    write_files({tmp_path / "a": "один\r\nдва\n", tmp_path / "b": ""})
    assert (tmp_path / "a").read_bytes() == "один\r\nдва\n".encode()
    assert (tmp_path / "b").read_bytes() == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a"
    path.write_text("before")
    path.chmod(0o640)
    write_files({path: "after"})
    assert path.read_text() == "after"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "a").write_text("before")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    write_files({tmp_path / "b": "after"})
    assert (tmp_path / "b").is_symlink()
    assert (tmp_path / "a").read_text() == "after"


def test_nothing_is_changed_where_one_cannot_be_written(tmp_path):
    (tmp_path / "a").write_text("before")
    with pytest.raises(PackError) as caught:
        write_files({tmp_path / "a": "after", tmp_path / "none" / "b": "after"})
    assert caught.value.problems[0].kind == "cannot-write"
    assert (tmp_path / "a").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
