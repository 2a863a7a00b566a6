import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from sdlib import LoadedModel, Run, load
from sdlib.errors import InputError, OutputError, UnknownNameError
from sdlib.output import FORMATS, LAYOUTS, read_passport, reproduce, table_bytes, write_table
from sdlib.output.table import label_runs
from tests.support.small import MODEL, write_package

COLUMNS = ["Firms", "entry", "policy strength[loans]", "policy strength[training]"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_and_layout_comes_back(
    tmp_path: Path, plain: Run, changed: Run, layout: str, ending: str
) -> None:
    path = write_table([plain, changed], tmp_path / f"t{ending}", layout=layout)
    found = reproduce(path)
    assert found.same
    assert found.count == 2 * len(COLUMNS) * 21
    assert found.notes == ()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_passport_is_the_same_in_every_format(
    tmp_path: Path, plain: Run, changed: Run, layout: str
) -> None:
    runs = [plain, changed]
    passports = [
        read_passport(write_table(runs, tmp_path / f"t{ending}", layout=layout))
        for ending in FORMATS
    ]
    assert passports[0] == passports[1] == passports[2]


@pytest.mark.parametrize("ending", FORMATS)
def test_the_passport_tells_what_to_know_of_a_run(
    tmp_path: Path, small: LoadedModel, plain: Run, ending: str
) -> None:
    """Without room the baseline divides by zero, and nobody founds a firm."""
    runs = {"baseline": plain, "no room": small.run(inputs={"room": 0.0})}
    path = write_table(runs, tmp_path / f"t{ending}")
    (note,) = read_passport(path).notes or ()
    assert note.startswith("no room: 'effect of crowding' divides by zero, first at time 2000;")
    assert reproduce(path).same
    assert read_passport(write_table([plain], tmp_path / f"u{ending}")).notes is None


def test_the_passport_tells_what_made_the_numbers(table: Path, small: LoadedModel) -> None:
    passport = read_passport(table)
    assert passport.model == "small"
    assert passport.model_hash == small.model.content_hash
    assert passport.engine == "compiled"
    assert passport.version
    assert passport.unit == dict(zip(COLUMNS, ["firm", "firm/Year", "Dmnl", "Dmnl"], strict=True))
    first, second = passport.scenario
    assert (first.label, first.changes) == ("baseline", {})
    assert second.label == "loans (changed)"
    assert second.changes == {
        "loans": 0.8,
        "loans.start": 2007.0,
        "death": 0.1 / 3,
        "policy end": [2015.5, 2021.0],
        "birth rate": {"time": [2003.0, 2011.0], "value": [0.1, 0.3 - 0.1]},
    }


@pytest.mark.parametrize("ending", FORMATS)
def test_names_and_units_of_any_kind_survive(tmp_path: Path, ending: str) -> None:
    """Names that look like formulas, comments, numbers or JSON."""
    names = ["=1+1", "# 企业, 数", "1999", "true", "a: b", "(c)"]
    text = MODEL
    for name in names:
        text = text.replace("FINAL TIME", f'"{name}" = Firms * 2 ~ firm ~ x |\nFINAL TIME', 1)
    folder = write_package(tmp_path / "p", model_mdl=text)
    loaded = load(folder / "model.mdl")
    run = loaded.run(outputs=names)
    path = write_table(run, tmp_path / f"t{ending}")
    assert list(read_passport(path).unit) == names
    assert reproduce(path).same


def test_wide_has_time_first_and_a_scenario_before_it_for_several(
    tmp_path: Path, plain: Run, changed: Run
) -> None:
    one = pd.read_csv(write_table(plain, tmp_path / "1.csv"), comment="#")
    assert list(one.columns) == ["time", *COLUMNS]
    two = pd.read_csv(write_table([plain, changed], tmp_path / "2.csv"), comment="#")
    assert list(two.columns) == ["scenario", "time", *COLUMNS]
    assert one["time"].tolist() == list(range(2000, 2021))
    assert one["Firms"].tolist() == plain.table()["Firms"].tolist()


def test_long_has_a_row_a_value_with_its_unit(tmp_path: Path, plain: Run) -> None:
    frame = pd.read_csv(write_table(plain, tmp_path / "t.csv", layout="long"), comment="#")
    assert list(frame.columns) == ["scenario", "time", "variable", "value", "unit"]
    row = frame[(frame["variable"] == "entry") & (frame["time"] == 2010)].iloc[0]
    assert (row["scenario"], row["unit"]) == ("baseline", "firm/Year")
    assert row["value"] == plain.table()["entry"].loc[2010]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_pyam_reads_an_iamc_file_as_it_lies_on_disk(
    tmp_path: Path, plain: Run, changed: Run, ending: str
) -> None:
    import pyam  # takes seconds, of every process that collects this file

    path = write_table([plain, changed], tmp_path / f"t{ending}", layout="iamc")
    frame = pyam.IamDataFrame(str(path))
    assert frame.model == ["small"]
    assert frame.region == ["Nowhere"]
    assert frame.scenario == ["baseline", "loans (changed)"]
    assert frame.year == list(range(2000, 2021))
    assert sorted(frame.variable) == sorted(
        ["Firms", "entry", "policy strength|loans", "policy strength|training"]
    )
    assert frame.extra_cols == []
    wanted = frame.filter(scenario="loans (changed)", variable="Firms", year=2020).data["value"]
    assert wanted.item() == pytest.approx(changed.table()["Firms"].loc[2020], rel=1e-14)


def test_iamc_keeps_whole_years_only(tmp_path: Path) -> None:
    import pyam  # takes seconds, of every process that collects this file

    halves = MODEL.replace("SAVEPER = 1", "SAVEPER = 0.5")
    run = load(write_package(tmp_path / "p", model_mdl=halves) / "model.mdl").run()
    assert len(run.time) == 41
    path = write_table(run, tmp_path / "t.csv", layout="iamc")
    assert pyam.IamDataFrame(str(path)).year == list(range(2000, 2021))
    assert reproduce(path).same
    wide = write_table(run, tmp_path / "w.csv")
    assert pd.read_csv(wide, comment="#")["time"].tolist()[:3] == [2000, 2000.5, 2001]
    assert reproduce(wide).same


def test_the_passport_of_an_iamc_csv_lies_beside_it_and_does_not_stay_behind(
    tmp_path: Path, plain: Run
) -> None:
    path = tmp_path / "t.csv"
    beside = tmp_path / "t.csv.passport.json"
    write_table(plain, path, layout="iamc")
    assert json.loads(beside.read_text(encoding="utf-8"))["model"] == "small"
    write_table(plain, path, layout="wide")
    assert not beside.exists()


def test_a_sheet_shows_units_and_passport(tmp_path: Path, plain: Run, changed: Run) -> None:
    book = load_workbook(write_table([plain, changed], tmp_path / "t.xlsx"))
    assert book.sheetnames == ["data", "variables", "passport"]
    data = book["data"]
    assert [cell.value for cell in data[1]] == ["scenario", "time", *COLUMNS]
    assert [cell.value for cell in data[2]][2:4] == ["firm", "firm/Year"]
    assert data.freeze_panes == "C3"
    assert data["C3"].number_format == "#,##0"
    assert data["E3"].number_format == "#,##0.00"
    cells = {cell.value for row in book["passport"].iter_rows() for cell in row}
    assert {"loans.start", "2007", "Year", "How this table was made"} <= cells


def test_a_name_that_begins_like_a_formula_is_a_text(tmp_path: Path) -> None:
    text = MODEL.replace("FINAL TIME", '"=1+1" = 2 ~ =cmd() ~ =x |\nFINAL TIME', 1)
    loaded = load(write_package(tmp_path / "p", model_mdl=text) / "model.mdl")
    path = write_table(loaded.run(outputs=["=1+1"]), tmp_path / "t.xlsx")
    kinds = {
        cell.data_type for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row
    }
    assert "f" not in kinds


def test_parquet_keeps_units_with_its_columns(tmp_path: Path, plain: Run) -> None:
    schema = pq.read_schema(write_table(plain, tmp_path / "t.parquet"))
    assert schema.field("entry").metadata[b"unit"] == b"firm/Year"


def test_only_the_named_columns_are_written(tmp_path: Path, plain: Run) -> None:
    path = write_table(plain, tmp_path / "t.csv", names=["entry", "policy strength[loans]"])
    assert list(read_passport(path).unit) == ["entry", "policy strength[loans]"]
    with pytest.raises(UnknownNameError, match="exit"):
        write_table(plain, tmp_path / "t.csv", names=["exit"])


def test_the_same_run_makes_the_same_bytes(plain: Run) -> None:
    for ending in (".csv", ".parquet"):
        assert table_bytes(plain, ending) == table_bytes(plain, ending)
    assert table_bytes(plain, ".csv").startswith(b"# ")


def test_every_double_survives_csv(tmp_path: Path, plain: Run) -> None:
    from sdlib.output import csv_file
    from sdlib.output.table import fill_table

    table = fill_table(plain, "wide")
    rng = np.random.default_rng(7)
    wild = rng.standard_normal(21) * 10.0 ** rng.integers(-300, 300, 21)
    table.frame["Firms"] = wild
    path = tmp_path / "t.csv"
    path.write_bytes(csv_file.render(table))
    cells = csv_file.read(path, table.passport)["Firms"]
    assert [float(cell) for cell in cells] == wild.tolist()


def test_labels_say_whether_a_scenario_was_changed(small: LoadedModel, plain: Run) -> None:
    loans, moved = small.run("loans"), small.run("baseline", {"loans": 0.8})
    assert list(label_runs([plain, loans, moved])) == ["baseline", "loans", "baseline (changed)"]
    with pytest.raises(OutputError, match="same name"):
        label_runs([plain, plain])
    assert list(label_runs({"a": plain, "b": plain})) == ["a", "b"]


def test_runs_that_do_not_fit_into_one_table_are_refused(
    tmp_path: Path, small: LoadedModel, bare: LoadedModel, plain: Run
) -> None:
    fewer = small.run("loans", outputs=["Firms"])
    with pytest.raises(OutputError, match="different variables"):
        write_table([plain, fewer], tmp_path / "t.csv")
    other = write_package(tmp_path / "o", model_mdl=MODEL.replace("room = 5000", "room = 6000"))
    foreign = load(other / "model.mdl").run(outputs=["Firms"])
    with pytest.raises(OutputError, match="different models"):
        write_table({"a": bare.run(outputs=["Firms"]), "b": foreign}, tmp_path / "t.csv")
    with pytest.raises(OutputError, match="no run"):
        write_table([], tmp_path / "t.csv")
    with pytest.raises(InputError, match="wide, long, iamc"):
        write_table(plain, tmp_path / "t.csv", layout="tall")


def test_a_variable_like_a_column_of_the_layout_is_refused_by_name(tmp_path: Path) -> None:
    text = MODEL.replace("FINAL TIME", "scenario = 3 ~ Dmnl ~ x |\nFINAL TIME", 1)
    loaded = load(write_package(tmp_path / "p", model_mdl=text) / "model.mdl")
    runs = {label: loaded.run(outputs=["scenario"]) for label in ("a", "b")}
    with pytest.raises(OutputError, match="variable named 'scenario'"):
        write_table(runs, tmp_path / "t.csv")
    assert reproduce(write_table(runs, tmp_path / "t.csv", layout="iamc")).same
