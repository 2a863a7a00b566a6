"""``sdlib doc`` on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sdlib.cli import commands
from tests.support.html_page import Page
from tests.support.small import MODEL, write_package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_package(tmp_path_factory.mktemp("package")))


def sdlib(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(word) for word in words], env={"COLUMNS": "200"})


def refused(*words: str | Path) -> str:
    result = sdlib(*words)
    assert result.exit_code == 2, result.output
    return result.stderr


def test_the_book_of_a_package(package: str, tmp_path: Path) -> None:
    result = sdlib("doc", package, "--out", tmp_path, "--language", "both")
    assert result.exit_code == 0, result.stderr
    file = tmp_path / "small.html"
    assert str(file) in result.stdout
    assert Page(file.read_text(encoding="utf-8")).faults == []
    before = file.read_bytes()
    assert sdlib("doc", package, "--out", file, "--language", "both").exit_code == 0
    assert file.read_bytes() == before


def test_the_book_of_a_bare_file_comes_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bare.mdl").write_text(MODEL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = sdlib("doc", "bare.mdl")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "bare.html").is_file()


def test_wrong_use_is_told_before_anything_is_written(package: str, tmp_path: Path) -> None:
    assert "there is no model named 'nowhere'" in refused("doc", "nowhere", "--out", tmp_path)
    told = refused("doc", package, "--out", tmp_path, "--language", "fr")
    assert "no language 'fr'" in told
    assert "Allowed: en, zh, both" in told
    told = refused("doc", package, "--out", tmp_path / "book.pdf")
    assert "the ending '.pdf' is none of a page" in told
    assert "for example book.html" in told
    told = refused("doc", package, "--out", tmp_path / "nowhere" / "book.html")
    assert "make the folder first" in told
    (tmp_path / "file").write_text("x")
    assert "is a file, not a folder" in refused(
        "doc", package, "--out", tmp_path / "file" / "b.html"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_folder_that_may_not_be_written(package: str, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o500)
    assert "no permission" in refused("doc", package, "--out", locked)
