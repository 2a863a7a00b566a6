import os
from pathlib import Path

import pytest

from sdlib import Run
from sdlib.errors import OutputError
from sdlib.output import read_passport, write_table


@pytest.mark.parametrize("name", ["t.doc", "t", ".csv"])
def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path, plain: Run, name: str) -> None:
    with pytest.raises(OutputError) as caught:
        write_table(plain, tmp_path / name)
    assert ".csv, .xlsx, .parquet" in str(caught.value)


def test_a_missing_folder_is_named(tmp_path: Path, plain: Run) -> None:
    with pytest.raises(OutputError, match="there is no folder") as caught:
        write_table(plain, tmp_path / "nowhere" / "t.csv")
    assert "nowhere" in str(caught.value)


def test_a_folder_is_not_a_file(tmp_path: Path, plain: Run) -> None:
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(OutputError, match="this is a folder"):
        write_table(plain, tmp_path / "t.csv")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        write_table(plain, tmp_path / "file" / "t.csv")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_folder_without_permission_is_refused(tmp_path: Path, plain: Run) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission"):
        write_table(plain, tmp_path / "t.csv")


def test_a_failing_disk_leaves_the_old_file_and_no_half_one(
    tmp_path: Path, plain: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("old", encoding="utf-8")

    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_table(plain, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_replaced(tmp_path: Path, plain: Run) -> None:
    path = tmp_path / "t.csv"
    path.write_text("old", encoding="utf-8")
    write_table(plain, path)
    assert read_passport(path).model == "small"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path, plain: Run) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    write_table(plain, link)
    assert link.is_symlink()
    assert read_passport(target).model == "small"
