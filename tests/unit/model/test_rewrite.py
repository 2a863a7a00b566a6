"""New numbers in a model file leave every other byte alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib.errors import ModelFileError
from sdlib.model import Constant, read_model
from sdlib.model.reading.rewrite import with_numbers
from tests.support.small import MODEL


def _file(folder: Path, data: bytes, ending: str = ".mdl") -> Path:
    path = folder / f"model{ending}"
    path.write_bytes(data)
    return path


def test_only_the_numbers_change(tmp_path: Path) -> None:
    path = _file(tmp_path, MODEL.encode())
    changed = with_numbers(path, {"birth rate": 0.25, "death rate": 1e-05, "room": 6000.0})
    expected = (
        MODEL.replace("birth rate = 0.2\n", "birth rate = 0.25\n")
        .replace('"death rate" = 0.05\n', '"death rate" = 1e-05\n')
        .replace("room = 5000\n", "room = 6000\n")
    )
    assert changed == expected.encode()
    path.write_bytes(changed)
    constant = read_model(path).variable("death rate")
    assert isinstance(constant, Constant)
    assert float(constant.value) == 1e-05


def test_line_ends_marks_comments_and_the_drawing_stay(tmp_path: Path) -> None:
    text = MODEL.replace("birth rate = 0.2\n", "Birth_Rate   =\n\t {was 0.1} 0.2 {now}\n")
    text = text.replace("Firms founded. Assumption.", "birth rate = 0.2 in this comment")
    text += "\\\\\\---/// Sketch\nbirth rate = 0.2\n"
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    changed = with_numbers(_file(tmp_path, data), {"birth rate": 0.3})
    assert changed == data.replace(b"{was 0.1} 0.2 {now}", b"{was 0.1} 0.3 {now}")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_other_encodings_stay(tmp_path: Path, encoding: str) -> None:
    text = MODEL.replace("{UTF-8}\n", "").replace("birth rate", "出生率")
    mark = "\ufeff".encode(encoding) if encoding.startswith("utf") else b""
    given = None if mark else encoding
    changed = with_numbers(
        _file(tmp_path, mark + text.encode(encoding)), {"出生率": 0.25}, encoding=given
    )
    expected = text.replace("出生率 = 0.2\n", "出生率 = 0.25\n")
    assert changed == mark + expected.encode(encoding)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("birth rate = 0.2\n", "birth rate = 0.1 + 0.1\n"),
        ("birth rate = 0.2\n", "births = 0.2\n"),
        ("birth rate = 0.2\n", "birth rate = 0.2 ~~|\nbirth rate = 0.3\n"),
    ],
)
def test_what_is_not_one_plain_number_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in MODEL
    path = _file(tmp_path, MODEL.replace(old, new).encode())
    with pytest.raises(ModelFileError) as caught:
        with_numbers(path, {"birth rate": 0.25})
    assert "the equation of 'birth rate' is not one plain number" in str(caught.value)
    assert "birth rate = 0.25" in str(caught.value)


def test_an_xmile_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError) as caught:
        with_numbers(_file(tmp_path, b"<xmile/>", ".xmile"), {"birth rate": 0.25})
    assert "'.xmile'" in str(caught.value)
    assert ".mdl" in str(caught.value)
