"""New numbers in a model file leave every other byte alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sdlib.errors import ModelFileError, UnknownNameError
from sdlib.model import Constant, Model, read_model
from sdlib.model.reading.rewrite import with_numbers
from tests.support.small import MODEL


def _model(folder: Path, data: bytes, encoding: str | None = None) -> Model:
    path = folder / "model.mdl"
    path.write_bytes(data)
    return read_model(path, encoding=encoding)


def test_only_the_numbers_change(tmp_path: Path) -> None:
    model = _model(tmp_path, MODEL.encode())
    changed = with_numbers(model, {"birth rate": 0.25, "death rate": 1e-05, "room": 6000.0})
    expected = (
        MODEL.replace("birth rate = 0.2\n", "birth rate = 0.25\n")
        .replace('"death rate" = 0.05\n', '"death rate" = 1e-05\n')
        .replace("room = 5000\n", "room = 6000\n")
    )
    assert changed == expected.encode()
    constant = _model(tmp_path, changed).variable("death rate")
    assert isinstance(constant, Constant)
    assert float(constant.value) == 1e-05


def test_line_ends_marks_comments_and_the_drawing_stay(tmp_path: Path) -> None:
    text = MODEL.replace("birth rate = 0.2\n", "birth rate   =\n\t  0.2 \n")
    text = text.replace("Firms founded. Assumption.", "birth rate = 0.2 in this comment")
    text += "\\\\\\---/// Sketch\nbirth rate = 0.2\n"
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    changed = with_numbers(_model(tmp_path, data), {"birth rate": 0.3})
    assert changed == data.replace(b"\t  0.2 ", b"\t  0.3 ")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_other_encodings_stay(tmp_path: Path, encoding: str) -> None:
    text = MODEL.replace("{UTF-8}\n", "").replace("birth rate", "出生率")
    mark = "\ufeff".encode(encoding) if encoding.startswith("utf") else b""
    given = None if mark else encoding
    model = _model(tmp_path, mark + text.encode(encoding), given)
    changed = with_numbers(model, {"出生率": 0.25})
    expected = text.replace("出生率 = 0.2\n", "出生率 = 0.25\n")
    assert changed == mark + expected.encode(encoding)


ARRAYS = """Region: north, south ~~|
Size: small, large ~~|
one[Region] = 1, 2 ~ Dmnl ~ Assumption. |
two[Region,Size] = 1, 2; 3, 4; ~ Dmnl ~ Assumption. |
each[north] = 5 ~~|
each[south] = 6 ~ Dmnl ~ Assumption. |
mixed[north,Size] = 7, 8 ~~|
mixed[south,Size] = 9, 10 ~ Dmnl ~ Assumption. |
same[Region] = 3 ~ Dmnl ~ Assumption. |
FINAL TIME = 1 ~~| INITIAL TIME = 0 ~~| SAVEPER = 1 ~~| TIME STEP = 1 ~~|
"""


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("one[south]", "1, 2 ~", "1, 77 ~"),
        ("two[south,small]", "3, 4; ~", "77, 4; ~"),
        ("two[north,large]", "2; 3", "77; 3"),
        ("each[south]", "= 6", "= 77"),
        ("mixed[south,large]", "9, 10", "9, 77"),
    ],
)
def test_one_element_of_an_array_changes(tmp_path: Path, name: str, old: str, new: str) -> None:
    assert ARRAYS.count(old) == 1
    changed = with_numbers(_model(tmp_path, ARRAYS.encode()), {name: 77.0})
    assert changed == ARRAYS.replace(old, new).encode()
    model = _model(tmp_path, changed)
    base, given = model.split(name)
    constant = model.variable(base)
    assert isinstance(constant, Constant)
    assert constant.value[model.position(constant, given)] == 77


@pytest.mark.parametrize("name", ["same[north]", "one"])
def test_one_number_of_several_elements_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises((ModelFileError, UnknownNameError)):
        with_numbers(_model(tmp_path, ARRAYS.encode()), {name: 77.0})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("birth rate = 0.2\n", "birth rate = death rate * 4\n"),
        ("birth rate = 0.2\n", "birth rate = (0.2)\n"),
    ],
)
def test_what_is_not_one_plain_number_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in MODEL
    model = _model(tmp_path, MODEL.replace(old, new).encode())
    with pytest.raises(ModelFileError) as caught:
        with_numbers(model, {"birth rate": 0.25})
    assert "the equation of 'birth rate' is not one plain number" in str(caught.value)
    assert "write the number 0.25 there" in str(caught.value)


def test_an_xmile_file_is_refused(tmp_path: Path) -> None:
    model = replace(_model(tmp_path, MODEL.encode()), path=tmp_path / "model.xmile")
    with pytest.raises(ModelFileError) as caught:
        with_numbers(model, {"birth rate": 0.25})
    assert "'.xmile'" in str(caught.value)
    assert ".mdl" in str(caught.value)
