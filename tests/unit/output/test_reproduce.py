from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from sdlib import LoadedModel, Run, load
from sdlib.errors import OutputError
from sdlib.output import read_passport, reproduce, write_table
from tests.support.small import MODEL, write_package


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def row(table: Path, start: str) -> str:
    lines = table.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(start))


def test_a_changed_cell_of_a_csv_is_named_with_both_values(table: Path, changed: Run) -> None:
    line = row(table, "loans (changed),2005")
    cells = line.split(",")
    edit(table, lambda text: text.replace(line, ",".join([*cells[:3], "7.5", *cells[4:]])))
    found = reproduce(table)
    assert not found.same
    assert found.different == 1
    assert found.first is not None
    value = float(changed.table()["entry"].loc[2005])
    assert str(found.first) == (
        f"'entry' at time 2005 in 'loans (changed)': the file has 7.5, the run gives {value!r}"
    )
    assert "Not reproduced: 1 of 168 numbers differ." in str(found)


def test_one_last_bit_is_a_difference_in_csv(table: Path, plain: Run) -> None:
    import math

    value = float(plain.table()["Firms"].loc[2011])
    edit(table, lambda text: text.replace(repr(value), repr(math.nextafter(value, 0)), 1))
    assert reproduce(table).different == 1


def test_the_first_difference_follows_columns_then_times(table: Path) -> None:
    edit(table, lambda text: text.replace("baseline,2003,", "baseline,2003,9"))
    edit(table, lambda text: text.replace("baseline,2001,", "baseline,2001,9"))
    found = reproduce(table)
    assert found.first is not None
    assert (found.first.column, found.first.time, found.different) == ("Firms", 2001, 2)


@pytest.mark.parametrize("text", ["", "many"])
def test_a_cell_without_a_number_is_a_difference(table: Path, text: str) -> None:
    line = row(table, "baseline,2005")
    cells = line.split(",")
    edit(table, lambda whole: whole.replace(line, ",".join([*cells[:2], text, *cells[3:]])))
    found = reproduce(table)
    assert found.first is not None
    assert ("'many'" if text else "an empty cell") in found.first.stored


def test_missing_and_added_rows_are_differences(table: Path) -> None:
    line = row(table, "baseline,2005")
    edit(table, lambda text: text.replace(line + "\n", ""))
    missing = reproduce(table)
    assert missing.different == 4
    assert missing.first is not None
    assert missing.first.stored == "nothing"
    edit(table, lambda text: text + line + "\n" + line.replace("2005", "2050", 1) + "\n")
    added = reproduce(table)
    assert added.different == 4
    assert added.first is not None
    assert (added.first.time, added.first.computed) == (2050, "nothing")


def test_a_missing_column_of_the_layout_is_told(table: Path) -> None:
    edit(table, lambda text: text.replace("scenario,time,", "scenario,year,"))
    assert "columns of its layout are missing" in str(reproduce(table))


def test_a_changed_cell_of_a_sheet_is_named(tmp_path: Path, plain: Run) -> None:
    path = write_table(plain, tmp_path / "t.xlsx")
    book = load_workbook(path)
    book["data"]["B5"] = book["data"]["B5"].value * (1 + 1e-12)
    book.save(path)
    found = reproduce(path)
    assert found.first is not None
    assert (found.first.column, found.first.time) == ("Firms", 2002)


def test_a_sheet_that_was_saved_again_with_15_digits_is_the_same(
    tmp_path: Path, plain: Run
) -> None:
    path = write_table(plain, tmp_path / "t.xlsx")
    book = load_workbook(path)
    for cells in book["data"].iter_rows(min_row=3, min_col=2):
        for cell in cells:
            cell.value = float(f"{cell.value:.15g}")
    book.save(path)
    assert reproduce(path).same


def test_a_changed_cell_of_parquet_is_named(tmp_path: Path, plain: Run) -> None:
    path = write_table(plain, tmp_path / "t.parquet", layout="long")
    before = pq.read_table(path)
    frame = before.to_pandas()
    frame.loc[(frame["variable"] == "entry") & (frame["time"] == 2004), "value"] = 1.0
    after = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(after.replace_schema_metadata(before.schema.metadata), path)
    found = reproduce(path)
    assert found.first is not None
    assert (found.first.column, found.first.time, found.first.stored) == ("entry", 2004, "1.0")


def test_a_changed_cell_of_iamc_is_named(tmp_path: Path, plain: Run) -> None:
    path = write_table(plain, tmp_path / "t.csv", layout="iamc")
    frame = pd.read_csv(path, dtype=str)
    frame.loc[frame["Variable"] == "policy strength|training", "2015"] = "0.5"
    frame.to_csv(path, index=False)
    found = reproduce(path)
    assert found.different == 1
    assert found.first is not None
    assert (found.first.column, found.first.time) == ("policy strength[training]", 2015)


def test_a_changed_model_is_said_first(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    path = write_table(load(folder).run("loans"), tmp_path / "t.csv")
    model = folder / "model.mdl"
    model.write_text(MODEL.replace("room = 5000", "room = 6000"), encoding="utf-8")
    found = reproduce(path)
    assert not found.same
    assert str(found).startswith("The model has changed since the table was written")
    assert found.first is not None
    assert found.first.column == "Firms"


def test_a_changed_comment_changes_the_hash_and_no_number(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    path = write_table(load(folder).run(), tmp_path / "t.csv")
    model = folder / "model.mdl"
    model.write_text(MODEL.replace("The firms", "All firms"), encoding="utf-8")
    found = reproduce(path)
    assert found.same
    assert "The model has changed" in found.notes[0]


def test_a_changed_scenario_is_no_matter(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    path = write_table(load(folder).run("loans"), tmp_path / "t.csv")
    (tmp_path / "scenarios" / "small" / "loans.yaml").unlink()
    (tmp_path / "scenarios" / "small" / "both.yaml").unlink()
    checks = folder / "checks.yaml"
    checks.unlink()
    assert reproduce(path).same


def test_another_version_and_other_declared_data_are_said(tmp_path: Path, plain: Run) -> None:
    path = write_table(plain, tmp_path / "t.csv")
    edit(path, lambda text: text.replace("# version: ", "# version: 9."))
    edit(path, lambda text: text.replace("# declared_hash: ", "# declared_hash: 0"))
    edit(path, lambda text: text.replace('{"numba": "', '{"numba": "1.'))
    found = reproduce(path)
    assert found.same
    assert [note.split()[0] for note in found.notes] == ["The", "sdlib", "numba"]


def test_a_variable_that_is_gone_is_told_after_the_changed_model(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    bare = load(folder / "model.mdl")
    path = write_table(bare.run(outputs=["market"]), tmp_path / "t.csv")
    model = folder / "model.mdl"
    model.write_text(MODEL.replace("market", "trade"), encoding="utf-8")
    found = reproduce(path)
    assert not found.same
    assert "The model has changed" in str(found)
    assert "there is no variable named 'market'" in str(found)


def test_the_model_is_found_beside_the_table_or_where_it_is_named(tmp_path: Path) -> None:
    model = write_package(tmp_path / "p") / "model.mdl"
    (tmp_path / "out").mkdir()
    path = write_table(load(model).run(), tmp_path / "out" / "t.csv")
    assert read_passport(path).path == "../p/models/small/model.mdl"
    moved = tmp_path / "else" / "where"
    moved.mkdir(parents=True)
    path = path.rename(moved / "t.csv")
    lost = reproduce(path)
    assert not lost.same
    assert "--model PATH" in str(lost)
    assert reproduce(path, model=model).same
    model.rename(moved / "model.mdl")
    assert reproduce(path).same


def test_a_package_is_found_by_its_name_wherever_the_table_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_package(tmp_path / "p")
    monkeypatch.setattr("sdlib.policy.locate.data_roots", lambda: (tmp_path / "p",))
    path = write_table(load("small").run("loans"), tmp_path / "t.csv")
    passport = read_passport(path)
    assert (passport.source, passport.path) == ("package", None)
    (tmp_path / "far" / "away").mkdir(parents=True)
    path = path.rename(tmp_path / "far" / "away" / "t.csv")
    assert reproduce(path).same
    (folder / "model.yaml").unlink()
    assert "there is no model named 'small'" in str(reproduce(path))


def test_a_given_encoding_is_part_of_the_passport(tmp_path: Path) -> None:
    model = tmp_path / "model.mdl"
    text = MODEL.replace("{UTF-8}\n", "").replace("market", "市场")
    model.write_bytes(text.encode("gb18030"))
    loaded = load(model, encoding="gb18030")
    path = write_table(loaded.run(outputs=["市场"]), tmp_path / "t.csv")
    assert read_passport(path).encoding == "gb18030"
    assert reproduce(path).same


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_file_without_passport_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t{ending}"
    frame = pd.DataFrame({"time": [1.0]})
    if ending == ".csv":
        frame.to_csv(path)
    elif ending == ".xlsx":
        frame.to_excel(path)
    else:
        frame.to_parquet(path)
    with pytest.raises(OutputError, match="no passport"):
        reproduce(path)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t{ending}"
    path.write_bytes(b"\xff\x00 nothing")
    with pytest.raises(OutputError, match=r"not UTF-8|not an xlsx|not a Parquet"):
        read_passport(path)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("# model: small", "# modell: small", "model: field required"),
        ("# sdlib_passport: 1", "# sdlib_passport: 9", "newer version"),
        ('"death": 0.0', '"death": "x0.0', "scenario.1"),
        ("# layout: wide", "# layout: tall", "layout: input should be"),
    ],
)
def test_a_broken_passport_is_told(table: Path, before: str, after: str, words: str) -> None:
    edit(table, lambda text: text.replace(before, after))
    with pytest.raises(OutputError, match="passport of the file cannot be read") as caught:
        read_passport(table)
    assert words in str(caught.value)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("stem", ["1e5", "true", "null", "[x]", " x"])
def test_a_name_that_looks_like_something_else_stays_a_name(
    tmp_path: Path, stem: str, ending: str
) -> None:
    model = (write_package(tmp_path / "p") / "model.mdl").rename(tmp_path / f"{stem}.mdl")
    path = write_table(load(model).run(outputs=["Firms"]), tmp_path / f"t{ending}")
    assert read_passport(path).model == stem


def test_a_passport_of_an_unknown_engine_is_told(table: Path) -> None:
    edit(table, lambda text: text.replace("# engine: compiled", "# engine: steam"))
    assert "the engine 'steam' is not part of this version" in str(reproduce(table))


def test_steps_are_announced(table: Path) -> None:
    steps: list[str] = []
    reproduce(table, step=steps.append)
    assert steps == ["model", "baseline", "loans (changed)"]


def test_the_table_of_the_bare_model_repeats(tmp_path: Path, bare: LoadedModel) -> None:
    run = bare.run(inputs={"policy strength[loans]": 0.25}, outputs=bare.every_variable)
    assert reproduce(write_table(run, tmp_path / "t.parquet")).same
