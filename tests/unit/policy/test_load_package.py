from pathlib import Path

import pytest

from sdlib import LoadedModel, load
from sdlib.errors import DataFileError
from tests.support.small import (
    DRIVERS_CSV,
    EVIDENCE_YAML,
    HISTORY_CSV,
    MODEL_YAML,
    scenario,
    write_package,
)


def test_a_package_is_read_with_its_shared_settings(tmp_path: Path) -> None:
    loaded = load(write_package(tmp_path))
    assert isinstance(loaded, LoadedModel)
    lever = loaded.package.levers["loans"]
    assert lever.defaults() == {"strength": 0, "start": 2005, "end": 2021}
    assert lever.main == "strength"
    assert loaded.scenarios == ("baseline", "both", "loans")
    assert loaded.package.history[0].points["value"].tolist() == [1000, 1110, 1230]
    assert [output.variable for output in loaded.package.headlines] == ["Firms"]


CASES = {
    "unknown key": (
        {
            "model_yaml": MODEL_YAML.replace(
                "    group: money\n    label", "    grup: money\n    label"
            )
        },
        ["the key 'grup' is not known here", "group", "line "],
    ),
    "duplicate key": (
        {"model_yaml": MODEL_YAML + "name: twice\n"},
        ["the key 'name' stands twice", "line "],
    ),
    "no yaml": ({"model_yaml": "a: [1"}, ["this is not YAML", "line 1"]),
    "schema": (
        {"model_yaml": MODEL_YAML.replace("schema: 1", "schema: 9", 1)},
        ["this program reads schema 1", "found 9"],
    ),
    "empty range": (
        {"model_yaml": MODEL_YAML.replace("range: [0.01, 0.2]", "range: [0.2, 0.01]")},
        ["the range [0.2, 0.01] is empty"],
    ),
    "default outside": (
        {"model_yaml": MODEL_YAML.replace("default: 0.05", "default: 0.5")},
        ["the default 0.5 lies outside [0.01, 0.2]"],
    ),
    "default differs": (
        {"model_yaml": MODEL_YAML.replace("default: 0.05", "default: 0.06")},
        ["the default 0.06 is not the number of 'death rate' in the model, 0.05"],
    ),
    "unit differs": (
        {"model_yaml": MODEL_YAML.replace("unit: 1/Year, range", "unit: firm, range")},
        ["the unit 'firm' is not the one of 'death rate'", "'1/Year'"],
    ),
    "no such input": (
        {"model_yaml": MODEL_YAML.replace("sets: [death rate]", "sets: [deth rate]")},
        ["no variable named 'deth rate'", "did you mean 'death rate'"],
    ),
    "input is computed": (
        {"model_yaml": MODEL_YAML.replace("sets: [death rate]", "sets: [exit]")},
        ["'exit' is no constant of the model"],
    ),
    "unknown evidence": (
        {"evidence_yaml": EVIDENCE_YAML.replace("loans_help", "loan_helps")},
        ["no evidence named 'loans_help'", "did you mean 'loan_helps'"],
    ),
    "evidence order": (
        {"evidence_yaml": EVIDENCE_YAML.replace("low: 0.1", "low: 0.9")},
        ["low, central and high are not in this order"],
    ),
    "band outside": (
        {"model_yaml": MODEL_YAML.replace("strong: 0.8", "strong: 1.8")},
        ["the band 'strong' is 1.8", "0 to 1"],
    ),
    "unknown output": (
        {"model_yaml": MODEL_YAML.replace("outputs: [Firms]", "outputs: [Frims]")},
        ["no output named 'Frims'", "did you mean 'Firms'"],
    ),
    "no such series": (
        {"history_csv": HISTORY_CSV.replace("firms_counted", "others")},
        ["the table has no series 'firms_counted'"],
    ),
    "table without number": (
        {"history_csv": HISTORY_CSV.replace("2001,1110", "2001,many")},
        ["the value 'many' is not a number", "history.csv, line 4"],
    ),
    "table without reference": (
        {"history_csv": HISTORY_CSV.replace("2001,1110,firm,counted,invented", "2001,1,firm,c,")},
        ["the reference is empty", "line 4"],
    ),
    "table without column": (
        {"history_csv": HISTORY_CSV.replace(",unit,", ",units,")},
        ["the column unit is missing"],
    ),
    "driver differs": (
        {"drivers_csv": DRIVERS_CSV.replace("2010,2", "2010,3")},
        ["the curve in the model is not the series 'demand' of drivers.csv"],
    ),
    "scenario lever": (
        {"bad": scenario("levers: {lones: {strength: 1}}\n")},
        ["no lever named 'lones'", "did you mean 'loans'", "bad.yaml"],
    ),
    "scenario value": (
        {"bad": scenario("levers: {loans: {strength: 3}}\n")},
        ["loans.strength is 3", "0 to 1", "bad.yaml"],
    ),
    "scenario end": (
        {"bad": scenario("levers: {loans: {start: 2019, end: 2010}}\n")},
        ["'loans' ends in 2010 and starts in 2019"],
    ),
    "scenario no number": (
        {"bad": scenario("levers: {loans: {strength: much}}\n")},
        ["bad.yaml, line 5", "found 'much'"],
    ),
    "baseline moves": (
        {"baseline": scenario("levers: {loans: {strength: 1}}\n")},
        ["the baseline moves something"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_faults_of_a_package_are_named(tmp_path: Path, case: str) -> None:
    files, words = CASES[case]
    folder = write_package(tmp_path, **files)
    with pytest.raises(DataFileError) as caught:
        load(folder)
    for word in words:
        assert word in str(caught.value)


def test_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path,
        evidence_yaml=EVIDENCE_YAML.replace("grade: weak", "grade: sure"),
        bad=scenario("levers: {lones: {strength: 1}}\n"),
        history_csv=HISTORY_CSV.replace("2001,1110", "2001,many"),
    )
    with pytest.raises(DataFileError) as caught:
        load(folder)
    for word in ("evidence.yaml", "bad.yaml", "history.csv"):
        assert word in str(caught.value)
