"""Tables whose rows name the elements of a dimension: history and drivers of array variables."""

from pathlib import Path

import pytest

from sdlib import load
from sdlib.errors import DataFileError
from sdlib.policy.tables import COLUMNS, read_table
from tests.support.small import DRIVERS_CSV, HISTORY_CSV, MODEL, MODEL_YAML, write_package

HEAD = "series,element,time,value,unit,definition,reference,confidence\n"
ROWS = (
    "strength_seen,loans,2001,0.1,Dmnl,seen,invented,high\n"
    "strength_seen,training,2001,0.2,Dmnl,seen,invented,high\n"
    "strength_seen,loans,2002,0.3,Dmnl,seen,invented,high\n"
    "strength_seen,training,2002,0.4,Dmnl,seen,invented,high\n"
)
OBSERVED = (
    "  - {series: strength_seen, variable: policy strength, file: history.csv, over: Policy}\n"
)
FIRMS = HISTORY_CSV.splitlines()[2:]


def _history(rows: str = ROWS) -> str:
    plain = "".join(row.replace(",", ",,", 1) + "\n" for row in FIRMS)
    return "# invented\n" + HEAD + plain + rows


def _package(folder: Path, rows: str = ROWS, observed: str = OBSERVED) -> Path:
    return write_package(folder, model_yaml=MODEL_YAML + observed, history_csv=_history(rows))


def test_each_element_has_its_history(tmp_path: Path) -> None:
    history = {h.series: h for h in load(_package(tmp_path)).package.history}
    assert list(history) == ["firms_counted", "strength_seen[loans]", "strength_seen[training]"]
    training = history["strength_seen[training]"]
    assert training.variable == "policy strength[training]"
    assert training.points["time"].tolist() == [2001, 2002]
    assert training.points["value"].tolist() == [0.2, 0.4]


def test_a_table_without_elements_reads_as_before(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(HISTORY_CSV, encoding="utf-8")
    table = read_table(file)
    assert list(table.columns) == [*COLUMNS, "element", "use", "line"]
    assert set(table["element"]) == {""}
    assert table["line"].tolist() == [3, 4, 5]


def test_what_was_never_observed_may_be_missing_where_that_is_declared(tmp_path: Path) -> None:
    partial = OBSERVED.replace("Policy}", "Policy, complete: false}")
    rows = "".join(ROWS.splitlines(keepends=True)[:3])
    history = {h.series: h for h in load(_package(tmp_path, rows, partial)).package.history}
    assert len(history["strength_seen[training]"].points) == 1


SECOND = "strength_seen,training,2002,0.4,Dmnl,seen,invented,high\n"
CASES = {
    "missing element": (
        {"rows": ROWS.replace(SECOND, "")},
        [
            "the series 'strength_seen' has no row for training at 2002",
            "history.csv, lines 8 to 8",
            "a row for each of the 2 elements of Policy",
            "complete: false",
        ],
    ),
    "unknown element": (
        {"rows": ROWS.replace("training,2002", "trainings,2002")},
        [
            "no element of Policy named 'trainings'",
            "did you mean 'training'",
            "history.csv, line 9",
            "has no row for training at 2002",
        ],
    ),
    "no element": (
        {"rows": ROWS.replace("training,2002", ",2002")},
        ["no element of Policy named ''", "line 9"],
    ),
    "second value": (
        {"rows": ROWS + SECOND},
        ["'strength_seen' of training has a second value at 2002", "line 10", "keep one of"],
    ),
    "unknown dimension": (
        {"observed": OBSERVED.replace("over: Policy", "over: Polic")},
        ["no dimension named 'Polic'", "did you mean 'Policy'", "history: strength_seen"],
    ),
    "dimension not declared": (
        {"observed": OBSERVED.replace(", over: Policy", "")},
        ["the rows of 'strength_seen' name elements, here 'loans'", "line 6", "'over'"],
    ),
    "variable without that dimension": (
        {"observed": OBSERVED.replace("variable: policy strength", "variable: birth rate")},
        ["birth rate[loans]"],
    ),
    "no such series": (
        {"observed": OBSERVED.replace("series: strength_seen", "series: strengths")},
        ["the table has no series 'strengths'"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_faults_name_file_row_and_remedy(tmp_path: Path, case: str) -> None:
    files, words = CASES[case]
    with pytest.raises(DataFileError) as caught:
        load(_package(tmp_path, **files))
    for word in words:
        assert word in str(caught.value)


CURVES = MODEL.replace(
    "demand( (2000,1),(2010,2) )",
    "demand[loans]( (2000,1),(2010,2) )\n\t~\tDmnl\n\t~\tAssumption.\n\t|\n\n"
    "demand[training]( (2000,3),(2010,4) )",
).replace("market = demand(Time)", "market[Policy] = demand[Policy](Time)")
DRIVEN = MODEL_YAML.replace("series: demand}", "series: demand, over: Policy}")
DEMAND = (
    "demand,loans,2000,1,Dmnl,invented,invented,high\n"
    "demand,training,2000,3,Dmnl,invented,invented,high\n"
    "demand,loans,2010,2,Dmnl,invented,invented,high\n"
    "demand,training,2010,4,Dmnl,invented,invented,high\n"
)


def _driven(folder: Path, rows: str = DEMAND, model_yaml: str = DRIVEN) -> Path:
    return write_package(folder, model_mdl=CURVES, model_yaml=model_yaml, drivers_csv=HEAD + rows)


def test_a_driver_may_have_a_curve_for_each_element(tmp_path: Path) -> None:
    driver = load(_driven(tmp_path)).package.drivers[0]
    assert driver.over == "Policy"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            DEMAND.replace("2010,4", "2010,5"),
            "the curve of training in the model is not the series",
        ),
        (DEMAND.replace("demand,training,2010,4,Dmnl,invented,invented,high\n", ""), "no row for"),
        (DRIVERS_CSV.splitlines()[1].replace(",", ",,", 1) + "\n", "no element of Policy named ''"),
    ],
)
def test_a_driver_that_differs_names_its_element(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(DataFileError) as caught:
        load(_driven(tmp_path, rows))
    assert words in str(caught.value)


def test_a_curve_without_the_declared_dimension_is_a_fault(tmp_path: Path) -> None:
    folder = write_package(tmp_path, model_yaml=DRIVEN, drivers_csv=HEAD + DEMAND)
    with pytest.raises(DataFileError) as caught:
        load(folder)
    assert "'demand' has the dimensions none" in str(caught.value)
