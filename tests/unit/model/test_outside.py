"""Numbers and subscripts from data files beside a model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import sdlib
from sdlib.engine import CompiledEngine
from sdlib.errors import DataFileError, InputError, UnsafeModelError
from sdlib.model import read_model
from sdlib.model.structure import Constant, DataSeries

TIMES = """
INITIAL TIME = 0 ~ ~ |
FINAL TIME = 2 ~ ~ |
TIME STEP = 1 ~ ~ |
SAVEPER = 1 ~ ~ |
"""
TABLE = "time,a,b\n0,1,x\n1,2,y\n2,4,z\n2,5,\n"
BOOK = Path(__file__).parents[2] / "conformance" / "files" / "book.xlsx"


def model(folder: Path, text: str) -> Path:
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    shutil.copyfile(BOOK, folder / "book.xlsx")
    file = folder / "model.mdl"
    file.write_text(text + TIMES, encoding="utf-8")
    return file


def constant(folder: Path) -> float:
    found = read_model(folder / "model.mdl").variable("k")
    assert isinstance(found, Constant)
    return float(found.value)


FAULTS = {
    "no sheet": (
        "k = GET XLS CONSTANTS('book.xlsx', 'Sheet1', 'A1') ~ ~ |",
        "line 1 ('k'): the data file 'book.xlsx' has no sheet 'Sheet1', but 'Numbers', 'Series'",
    ),
    "no number": (
        "k = GET DIRECT CONSTANTS('table.csv', ',', 'C2') ~ ~ |",
        "the data file 'table.csv' has no number in C2",
    ),
    "beyond the end": (
        "k = GET DIRECT CONSTANTS('table.csv', ',', 'AB90') ~ ~ |",
        "has no number in AB90",
    ),
    "no range": (
        "k = GET XLS CONSTANTS('book.xlsx', 'Numbers', 'blok') ~ ~ |",
        "has no cell and no range 'blok'",
    ),
    "range of another sheet": (
        "k = GET XLS CONSTANTS('book.xlsx', 'Numbers', 'years') ~ ~ |",
        "has no cell and no range 'years'",
    ),
    "range of another size": (
        "D: p, q ~ ~ |\nk[D] = GET XLS CONSTANTS('book.xlsx', 'Numbers', 'block') ~ ~ |",
        "has 2 rows and 3 columns in 'block', and 1 and 2 are asked for",
    ),
    "three dimensions": (
        "D: p, q ~ ~ |\nE: r, s ~ ~ |\nF: t, u ~ ~ |\n"
        "k[D,E,F] = GET DIRECT CONSTANTS('table.csv', ',', 'A2') ~ ~ |",
        "is read into 3 dimensions at once",
    ),
    "a time twice": (
        "k := GET DIRECT DATA('table.csv', ',', 'A', 'B2') ~ ~ |",
        "has 2 twice in 'A'",
    ),
    "no numbers": (
        "k := GET DIRECT DATA('table.csv', ',', 'A', 'C2') ~ ~ |",
        "has no numbers beside 'A' from 'C2' on",
    ),
    "no column": (
        "k = GET DIRECT LOOKUPS('table.csv', ',', 'A1', 'B2') ~ ~ |",
        "has no row and no column 'A1'",
    ),
    "subscripts twice": (
        "D: GET DIRECT SUBSCRIPT('table.csv', ',', 'A4', 'A5', 'd') ~ ~ |\nk[D] = 1 ~ ~ |",
        "line 1 ('D'): the data file 'table.csv' has a subscript twice from 'A4' on",
    ),
    "no subscripts": (
        "D: GET DIRECT SUBSCRIPT('table.csv', ',', 'A9', '', 'd') ~ ~ |\nk[D] = 1 ~ ~ |",
        "has no subscripts from 'A9' on",
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_names_file_and_cell(tmp_path: Path, case: str) -> None:
    text, words = FAULTS[case]
    with pytest.raises(DataFileError) as caught:
        read_model(model(tmp_path, text))
    assert words in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = "\n".join(FAULTS[case][0] for case in ("no sheet", "no number"))
    with pytest.raises(DataFileError) as caught:
        read_model(model(tmp_path, text.replace("k", "l", 1)))
    assert "2 faults" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("name.xlsx", "cannot be read as a workbook"),
        ("name.xls", "cannot be read as a workbook"),
        ("name.ods", "is a .ods file, which is not read"),
        ("name.csv", "is not written in UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_told(tmp_path: Path, data: str, words: str) -> None:
    (tmp_path / data).write_bytes(b"1,\xff\n")
    with pytest.raises(DataFileError) as caught:
        read_model(model(tmp_path, f"k = GET XLS CONSTANTS('{data}', 'a', 'A1') ~ ~ |"))
    assert words in str(caught.value)


@pytest.mark.parametrize("link", ["other.csv", "linked/table.csv"])
def test_a_link_is_refused_wherever_it_leads(tmp_path: Path, link: str) -> None:
    file = model(tmp_path, f"k = GET DIRECT CONSTANTS('{link}', ',', 'B2') ~ ~ |")
    (tmp_path / "other.csv").symlink_to(tmp_path / "table.csv")
    (tmp_path / "inside").mkdir()
    shutil.copyfile(tmp_path / "table.csv", tmp_path / "inside" / "table.csv")
    (tmp_path / "linked").symlink_to(tmp_path / "inside")
    with pytest.raises(UnsafeModelError) as caught:
        read_model(file)
    assert "a file in the model's own folder" in str(caught.value)


@pytest.mark.parametrize("name", ["data/table.csv", "data\\table.csv", ".\\data\\table.csv"])
def test_a_file_in_a_folder_below_is_read(tmp_path: Path, name: str) -> None:
    file = model(tmp_path, f"k = GET DIRECT CONSTANTS('{name}', ',', 'B3') ~ ~ |")
    (tmp_path / "data").mkdir()
    (tmp_path / "table.csv").rename(tmp_path / "data" / "table.csv")
    assert constant(file.parent) == 2


def test_a_file_is_found_in_capital_and_small_letters(tmp_path: Path) -> None:
    file = model(tmp_path, "k = GET DIRECT CONSTANTS('Data/TABLE.csv', ',', 'B3') ~ ~ |")
    (tmp_path / "data").mkdir()
    (tmp_path / "table.csv").rename(tmp_path / "data" / "table.CSV")
    read_model(file)
    assert constant(tmp_path) == 2
    (tmp_path / "data" / "Table.csv").write_text(TABLE, encoding="utf-8")
    with pytest.raises(UnsafeModelError, match="which is not there"):
        read_model(file)


def test_semicolons_part_cells_where_no_sign_is_named(tmp_path: Path) -> None:
    model(tmp_path, "k = GET DIRECT CONSTANTS('table.csv', 'table', 'B3') ~ ~ |")
    (tmp_path / "table.csv").write_text(TABLE.replace(",", ";"), encoding="utf-8")
    assert constant(tmp_path) == 2


SETTINGS = ":L\x7f<%^E!@\n9:run\n30:?Numbers=table.csv\n30:?far=..\\secret.csv\n15:0,0,0,0,0,0\n"


def test_a_name_for_a_data_file_is_looked_up_in_the_settings(tmp_path: Path) -> None:
    file = model(tmp_path, "k = GET DIRECT CONSTANTS('?numbers', ',', 'B3') ~ ~ |")
    file.write_text(file.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    assert constant(tmp_path) == 2
    (tmp_path / "table.csv").write_text(TABLE.replace("1,2,y", "1,9,y"), encoding="utf-8")
    assert constant(tmp_path) == 9, "a kept model is read anew when the data change"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("?other", "the data file '?other' is a name that the model's settings say nothing of"),
        ("?far", "the model reads the file '../secret.csv'"),
    ],
)
def test_a_name_for_no_file_of_the_folder_is_refused(tmp_path: Path, name: str, words: str) -> None:
    file = model(tmp_path, f"k = GET DIRECT CONSTANTS('{name}', ',', 'B3') ~ ~ |")
    file.write_text(file.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    with pytest.raises(UnsafeModelError) as caught:
        read_model(file)
    assert words in str(caught.value)


def test_a_sheet_and_a_range_are_found_in_any_case(tmp_path: Path) -> None:
    text = "D: p, q ~ ~ |\nE: r, s, t ~ ~ |\n"
    text += "k[D,E] = GET XLS CONSTANTS('book.xlsx', 'NUMBERS', 'Block') ~ ~ |"
    found = read_model(model(tmp_path, text)).variable("k")
    assert isinstance(found, Constant)
    assert found.value.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_changed_data_make_another_model(tmp_path: Path) -> None:
    file = model(tmp_path, "k = GET DIRECT CONSTANTS('table.csv', ',', 'B2') ~ ~ |")
    before = read_model(file)
    assert constant(tmp_path) == 1
    assert read_model(file).content_hash == before.content_hash
    (tmp_path / "table.csv").write_text(TABLE.replace("0,1,x", "0,7,x"), encoding="utf-8")
    assert constant(tmp_path) == 7
    assert read_model(file).content_hash != before.content_hash


def test_data_without_their_file_may_be_given(tmp_path: Path) -> None:
    text = "k := GET DIRECT DATA('none.csv', ',', 'A', 'B2') ~ ~ |\na = 2 * k ~ ~ |"
    loaded = sdlib.load(model(tmp_path, text))
    with pytest.raises(InputError) as caught:
        loaded.run(outputs=["a"])
    for words in ("'k' (line 1", "'none.csv'", "is not there"):
        assert words in str(caught.value)
    given = pd.Series([1.0, 3.0], index=[0, 2])
    assert loaded.run(inputs={"k": given}, outputs=["a"]).table()["a"].tolist() == [2, 4, 6]
    (tmp_path / "none.csv").write_text("t,x\n0,5\n", encoding="utf-8")
    assert sdlib.load(tmp_path / "model.mdl").run(outputs=["a"]).table()["a"].tolist() == [10] * 3


def test_constants_without_their_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafeModelError) as caught:
        read_model(model(tmp_path, "k = GET DIRECT CONSTANTS('none.csv', ',', 'B2') ~ ~ |"))
    assert "line 1 ('k'): the model reads the file 'none.csv', which is not there" in str(
        caught.value
    )


@pytest.mark.parametrize(("function", "last"), [("DIRECT", 7), ("XLS", 9)])
def test_where_data_end(tmp_path: Path, function: str, last: float) -> None:
    """A plain sign of equality makes data of them too."""
    file = model(tmp_path, f"k = GET {function} DATA('gap.csv', ',', 'A', 'B2') ~ ~ |\na = k ~ ~ |")
    (tmp_path / "gap.csv").write_text("t,x\n0,5\n1,7\n,8\n2,9\n", encoding="utf-8")
    loaded = sdlib.load(file)
    assert isinstance(loaded.model.variable("k"), DataSeries)
    assert loaded.run(outputs=["a"]).table()["a"].tolist() == [5, 7, last]


def test_a_series_goes_before_the_file(tmp_path: Path) -> None:
    text = "k := GET DIRECT DATA('numbers.csv', ',', 'A', 'B7') ~ ~ |\na = k ~ ~ |\n"
    text += "b = GET DATA BETWEEN TIMES(k, Time, 0) ~ ~ |"
    file = model(tmp_path, text)
    shutil.copyfile(BOOK.with_name("numbers.csv"), tmp_path / "numbers.csv")
    loaded = sdlib.load(file)
    assert loaded.run(outputs=["a"]).table()["a"].tolist() == [10, 10, 20]
    given = pd.Series([1.0], index=[0])
    assert loaded.run(inputs={"k": given}, outputs=["a"]).table()["a"].tolist() == [1, 1, 1]


def test_a_text_that_names_no_file_yet_leaves_its_data_out(tmp_path: Path) -> None:
    """Published models hold 'blank' where a user writes the name of the own file."""
    file = tmp_path / "model.mdl"
    file.write_text(
        "calibration file :IS: 'blank' ~~|\nx = 2 * Time ~~|\ny = measured + x ~~|\n"
        "measured := GET DIRECT DATA(calibration file, 'Export', 'A', 'E2') ~~|\n"
        "INITIAL TIME=0~~|FINAL TIME=2~~|TIME STEP=1~~|SAVEPER=1~~|",
        encoding="utf-8",
    )
    model = read_model(file)
    assert model.data_files == {"blank": ""}
    assert CompiledEngine().run(model, {}, ["x"]).values["x"].tolist() == [0.0, 2.0, 4.0]
    (tmp_path / "blank").write_text("1,2\n", encoding="utf-8")
    other = shutil.copy(file, tmp_path / "other.mdl")
    with other.open("a", encoding="utf-8") as changed:
        changed.write("z = 1 ~~|")
    with pytest.raises(UnsafeModelError, match="reads the file 'blank', which is no table"):
        read_model(other)
