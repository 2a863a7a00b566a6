"""Faults of calibration.yaml, each named with its line and key, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdlib import load
from sdlib.errors import DataFileError
from sdlib.study.calibration import calibrate
from sdlib.study.checks import check_model
from tests.support.calibrated import CALIBRATION, MODEL_TEXT, PACKAGE, history_csv, write_calibrated
from tests.support.small import scenario

RATE = "  - {variable: birth rate, range: [0.1, 0.4], reference: assumption}\n"
SERIES = "  - {series: firms_counted}\n"
STOP = "    - {input: policy stop, value: until}\n"
GROWTH = "    - {input: later growth, growth_of: demand}\n"
ARRAY = "policy start"

CASES: dict[str, tuple[str, str, list[str]]] = {
    "empty range": (
        "[0.1, 0.4]",
        "[0.4, 0.1]",
        ["line 8 (parameters.0.range)", "the range [0.4, 0.1] of 'birth rate' is empty"],
    ),
    "range without the present value": (
        "[0.1, 0.4]",
        "[0.3, 0.4]",
        ["(parameters.0.range)", "does not hold its present value 0.2", "widen the range"],
    ),
    "unknown parameter": (
        "variable: birth rate",
        "variable: brith rate",
        ["(parameters.0.variable)", "no variable named 'brith rate'", "did you mean 'birth rate'"],
    ),
    "a parameter that is computed": (
        "variable: birth rate",
        "variable: effect of crowding",
        ["'effect of crowding' is no constant"],
    ),
    "a parameter that is an array": (
        "variable: birth rate, range: [0.1, 0.4]",
        f"variable: {ARRAY}, range: [2000, 2010]",
        [f"'{ARRAY}' is an array over Policy", f"such as its element '{ARRAY}[loans]'"],
    ),
    "an element that there is not": (
        "variable: birth rate, range: [0.1, 0.4]",
        "variable: 'birth boost[lones]', range: [0.1, 2]",
        ["no subscript of Policy named 'lones'", "the subscripts are loans, training"],
    ),
    "an element in another spelling": (
        "variable: birth rate, range: [0.1, 0.4]",
        "variable: 'birth boost[Loans]', range: [0.1, 2]",
        ["another spelling", "'birth boost[loans]'"],
    ),
    "an element that a lever sets": (
        "variable: birth rate, range: [0.1, 0.4]",
        "variable: 'policy strength[loans]', range: [0, 1]",
        ["'policy strength[loans]' is set by the lever 'loans'"],
    ),
    "a parameter in another spelling": (
        "variable: birth rate",
        "variable: Birth_Rate",
        ["another spelling", "'birth rate'"],
    ),
    "a parameter that an assumption sets": (
        "variable: birth rate, range: [0.1, 0.4]",
        "variable: death rate, range: [0.01, 0.2]",
        ["'death rate' is set by the assumption 'death'"],
    ),
    "a parameter twice": (RATE, RATE + RATE, ["'birth rate' stands 2 times"]),
    "no reference": (", reference: assumption", "", ["(parameters.0.reference)", "missing"]),
    "unknown series": (
        "series: firms_counted",
        "series: firms_count",
        ["(observations.0.series)", "no series named 'firms_count'", "'firms_counted'"],
    ),
    "a series twice": (SERIES, SERIES + SERIES, ["'firms_counted' stands 2 times"]),
    "no weight": (
        "{series: firms_counted}",
        "{series: firms_counted, weight: 0}",
        ["line 11 (observations.0.weight)", "the weight of 'firms_counted' is 0", "above zero"],
    ),
    "a negative weight": (
        "{series: firms_counted}",
        "{series: firms_counted, weight: -1}",
        ["the weight of 'firms_counted' is -1"],
    ),
    "unknown transform": (
        "{series: firms_counted}",
        "{series: firms_counted, transform: sqrt}",
        ["(observations.0.transform)", "'log', 'none' or 'growth'"],
    ),
    "unknown scenario": (
        "scenario: baseline",
        "scenario: base",
        ["line 2 (scenario)", "no scenario named 'base'", "'baseline'"],
    ),
    "empty window": ("from: 2000", "from: 2016", ["the window from 2016 until 2015 is empty"]),
    "a window before the model": (
        "from: 2000",
        "from: 1990",
        ["is not within the times of the model", "2000 to 2020"],
    ),
    "a window that ends elsewhere": (
        "until: 2015",
        "until: 2014",
        ["'observed_until' of model.yaml says 2015", "make the two equal"],
    ),
    "no start": ("starts: 4", "starts: 0", ["(starts)", "greater than or equal to 1"]),
    "unknown known input": (
        "input: policy stop",
        "input: policy stopp",
        ["(known_at_end.inputs.0.input)", "no variable named 'policy stopp'", "'policy stop'"],
    ),
    "a known input that is computed": (
        "input: policy stop",
        "input: stopped",
        ["'stopped' is no constant"],
    ),
    "a time for a rate": (
        "input: policy stop",
        "input: later growth",
        ["'later growth' is in '1/Year', and is set to a time in 'Year'"],
    ),
    "a growth rate for a time": (
        "input: later growth",
        "input: policy stop",
        ["'policy stop' is in 'Year', and is set to a growth rate in '1/Year'"],
    ),
    "unknown driver": (
        "growth_of: demand",
        "growth_of: demands",
        ["(known_at_end.inputs.1.growth_of)", "no series of a driver named 'demands'", "'demand'"],
    ),
    "growth of one value": (
        "growth_of: demand",
        "growth_of: demand, from: 2005",
        ["the growth of 'demand' cannot be computed from 2005 to 2015", "at least two values"],
    ),
    "value and growth": (
        "value: until",
        "value: until, growth_of: demand",
        ["either 'value' or 'growth_of' is needed, and not both"],
    ),
    "a typed number without a reference": (
        "value: until",
        "value: 2015",
        ["(known_at_end.inputs.0)", "a number as 'value' needs a 'reference'"],
    ),
    "unknown scenario of what was known": (
        "  inputs:",
        "  scenario: lones\n  inputs:",
        ["(known_at_end.scenario)", "no scenario named 'lones'", "'loans'"],
    ),
    "unknown key": ("starts: 4", "start: 4", ["the key 'start' is not known here", "starts"]),
}


@pytest.mark.parametrize("case", CASES)
def test_the_message_names_file_and_key(tmp_path: Path, case: str) -> None:
    old, new, words = CASES[case]
    assert old in CALIBRATION
    text = CALIBRATION.replace(old, new, 1)
    with pytest.raises(DataFileError) as caught:
        calibrate(load(write_calibrated(tmp_path, calibration_yaml=text)))
    assert [word for word in [*words, "calibration.yaml"] if word not in str(caught.value)] == []


def test_no_data_in_the_window(tmp_path: Path) -> None:
    rows = [line for line in history_csv(0).splitlines() if "counted,20" not in line[:20]]
    late = [line for line in history_csv(0).splitlines() if ",2018," in line or ",2019," in line]
    with pytest.raises(DataFileError) as caught:
        calibrate(load(write_calibrated(tmp_path, history_csv="\n".join([*rows, *late, ""]))))
    text = str(caught.value)
    assert "calibration.yaml, line 11 (observations.0.series)" in text
    assert "the series 'firms_counted' has no observations in 2000 to 2015" in text
    assert "it has 2 from 2018 to 2019" in text
    assert "change the window" in text


def test_more_parameters_than_values(tmp_path: Path) -> None:
    text = CALIBRATION[: CALIBRATION.index("known_at_end")].replace("from: 2000", "from: 2014")
    with pytest.raises(DataFileError) as caught:
        calibrate(load(write_calibrated(tmp_path, calibration_yaml=text)))
    assert "2 parameters are to be fitted to 2 values" in str(caught.value)
    assert "more values than parameters" in str(caught.value)


def test_one_value_has_no_growth(tmp_path: Path) -> None:
    lines = history_csv(0).splitlines()
    growth = CALIBRATION.replace("{series: firms", "{transform: growth, series: firms")
    with pytest.raises(DataFileError, match="1 observation in 2000 to 2015, and a growth rate"):
        calibrate(
            load(
                write_calibrated(
                    tmp_path, history_csv="\n".join(lines[:2]), calibration_yaml=growth
                )
            )
        )


def test_a_value_without_a_logarithm(tmp_path: Path) -> None:
    text = history_csv(0).replace("firms_counted,2000,1000", "firms_counted,2000,0")
    with pytest.raises(DataFileError) as caught:
        calibrate(load(write_calibrated(tmp_path, history_csv=text)))
    assert "holds values that have no logarithm" in str(caught.value)
    assert "transform: none" in str(caught.value)


def test_a_series_in_another_unit_than_its_variable(tmp_path: Path) -> None:
    text = history_csv(0).replace(",firm,", ",1000 firm,")
    with pytest.raises(DataFileError) as caught:
        load(write_calibrated(tmp_path, history_csv=text))
    message = str(caught.value)
    assert "model.yaml (history: firms_counted)" in message
    assert "'firms_counted' is in '1000 firm', and 'Firms', which it observes, in 'firm'" in message
    assert "convert the series" in message


@pytest.mark.parametrize("unit", ["Firm", "firms", "firm * Year / Year"])
def test_a_unit_may_be_written_in_another_way(tmp_path: Path, unit: str) -> None:
    text = history_csv(0).replace(",firm,", f",{unit},")
    assert load(write_calibrated(tmp_path, history_csv=text)).package.history


def test_an_array_that_observes_a_series(tmp_path: Path) -> None:
    text = PACKAGE.replace("variable: Firms, file", "variable: policy strength, file")
    with pytest.raises(DataFileError) as caught:
        load(write_calibrated(tmp_path, model_yaml=text))
    assert "'policy strength' has 2 elements" in str(caught.value)
    assert "such as 'policy strength[loans]'" in str(caught.value)


def test_two_values_at_one_time(tmp_path: Path) -> None:
    text = history_csv(0) + "firms_counted,2003,1500,firm,counted,invented,high\n"
    with pytest.raises(DataFileError) as caught:
        load(write_calibrated(tmp_path, history_csv=text))
    assert "history.csv, line 23: 'firms_counted' has a second value at 2003" in str(caught.value)


def test_a_parameter_that_the_scenario_sets(tmp_path: Path) -> None:
    extra = scenario("inputs: {birth rate: 0.3}\n")
    text = CALIBRATION.replace("scenario: baseline", "scenario: extra")
    with pytest.raises(DataFileError, match="'birth rate' is set by the scenario 'extra'"):
        calibrate(load(write_calibrated(tmp_path, calibration_yaml=text, extra=extra)))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    chosen = ["empty range", "no weight", "unknown scenario", "a window that ends elsewhere"]
    chosen += ["unknown known input", "unknown driver"]
    text = CALIBRATION
    for case in chosen:
        text = text.replace(*CASES[case][:2], 1)
    with pytest.raises(DataFileError) as caught:
        calibrate(load(write_calibrated(tmp_path, calibration_yaml=text)))
    words = [word for case in chosen for word in CASES[case][2]]
    assert [word for word in words if word not in str(caught.value)] == []
    assert len(caught.value.faults) == len(chosen)


def test_a_check_of_the_model_finds_them_too(tmp_path: Path) -> None:
    text = CALIBRATION.replace("[0.1, 0.4]", "[0.4, 0.1]")
    with pytest.raises(DataFileError, match="is empty"):
        check_model(load(write_calibrated(tmp_path, calibration_yaml=text)))


def test_the_whole_file_has_no_fault(tmp_path: Path) -> None:
    assert MODEL_TEXT.count("policy stop") == 2
    assert calibrate(load(write_calibrated(tmp_path)), starts=1).values
