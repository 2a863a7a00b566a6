"""Files that can be made again: whole or not there, whoever writes them at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sdlib.cache import write_whole
from sdlib.engine import pysd_engine
from sdlib.model import read_model

TEXT = "{UTF-8}\na = 1 ~~|\nFINAL TIME=1~~|INITIAL TIME=0~~|SAVEPER=1~~|TIME STEP=1~~|"


def test_a_file_is_never_seen_half_written(tmp_path: Path) -> None:
    place = tmp_path / "kernels" / "kernel.py"
    content = b"x" * 1_000_000

    def written(_: int) -> int:
        write_whole(place, content)
        return len(place.read_bytes())

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(written, range(40))) == {len(content)}
    assert [file.name for file in place.parent.iterdir()] == ["kernel.py"]


def refuse(self: Path, target: Path) -> Path:
    raise PermissionError(13, "another process reads it", str(target))


def test_what_another_process_wrote_is_as_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "kernel.py", b"x = 1")
    # On Windows nobody replaces a file that another process has opened.
    monkeypatch.setattr(Path, "replace", refuse)
    write_whole(tmp_path / "kernel.py", b"x = 1")
    assert [file.name for file in tmp_path.iterdir()] == ["kernel.py"]


def test_what_cannot_be_written_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "kernel.py", b"x = 1")
    assert list(tmp_path.iterdir()) == []


def test_two_processes_may_build_one_model_for_pysd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDLIB_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "m.mdl"
    file.write_text(TEXT, encoding="utf-8")
    model = read_model(file)

    def build(_abstract: object, _model: object, folder: Path) -> None:
        (folder / "model.py").write_text("mine")
        monkeypatch.setattr(pysd_engine, "_build", other_builds)
        built.append(pysd_engine._built(model))

    def other_builds(_abstract: object, _model: object, folder: Path) -> None:
        (folder / "model.py").write_text("the other one's")

    built: list[Path] = []
    monkeypatch.setattr(pysd_engine, "_build", build)
    found = pysd_engine._built(model)
    assert built == [found]
    assert found.read_text() == "the other one's"
    assert [folder.name for folder in found.parent.parent.iterdir()] == [found.parent.name]
