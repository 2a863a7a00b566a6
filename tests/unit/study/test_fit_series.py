"""Series beside runs and extrapolations, in the window and after it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import load
from sdlib.errors import InputError, UnknownNameError
from sdlib.study.fit import Fit, fit_of, fit_record
from sdlib.study.fit.chart import fit_chart
from tests.support.calibrated import (
    CALIBRATION,
    MODEL_TEXT,
    TRUTH,
    history_csv,
    load_calibrated,
)
from tests.support.small import DRIVERS_CSV, write_package


@pytest.fixture
def true_fit(tmp_path: Path) -> Fit:
    """The fit of the model with the very parameters that its observations were made from."""
    loaded, _ = load_calibrated(tmp_path, history_csv=history_csv(0))
    return fit_of(loaded, inputs=TRUTH)


def test_the_truth_has_no_error_with_the_actual_drivers(true_fit: Fit) -> None:
    (firms,) = true_fit.series
    assert firms.fitted
    for window in (firms.inside, firms.after_actual):
        assert window is not None
        assert window.mape_percent == pytest.approx(0, abs=1e-6)
        assert window.growth_r2 == pytest.approx(1)
        assert window.trend_skill == pytest.approx(1)
    assert firms.inside is not None
    assert (firms.inside.first, firms.inside.last, firms.inside.count) == (2000, 2015, 16)
    assert firms.after_actual is not None
    assert (firms.after_actual.first, firms.after_actual.count) == (2016, 5)


def test_what_was_known_is_computed_from_the_drivers(true_fit: Fit) -> None:
    # The driver doubles from 2000 to 2010, its last value before 2015.
    assert true_fit.known_inputs == {
        "policy stop": 2015,
        "later growth": pytest.approx(np.log(2) / 10),
    }
    assert true_fit.known_scenario == "baseline"
    (firms,) = true_fit.series
    assert firms.after_known is not None
    assert firms.after_known.mape_percent is not None
    assert firms.after_known.mape_percent > 3


def test_another_first_time_and_a_typed_value_of_what_was_known(tmp_path: Path) -> None:
    text = CALIBRATION.replace("growth_of: demand}", "growth_of: demand, from: 2000}")
    text = text.replace("value: until", "value: 2012.5, reference: assumption")
    loaded, _ = load_calibrated(tmp_path, calibration_yaml=text)
    assert fit_of(loaded).known_inputs["policy stop"] == 2012.5


def test_what_was_known_holds_nothing_from_after_the_window(tmp_path: Path) -> None:
    later = "demand,2018,9,Dmnl,invented,invented,high\n"
    text = MODEL_TEXT.replace("(2010,2) )", "(2010,2),(2018,9) )")
    loaded, _ = load_calibrated(tmp_path, model_mdl=text, drivers_csv=DRIVERS_CSV + later)
    assert fit_of(loaded).known_inputs["later growth"] == pytest.approx(np.log(2) / 10)


def test_what_was_known_may_stand_for_another_scenario(tmp_path: Path) -> None:
    text = CALIBRATION.replace("known_at_end:", "known_at_end:\n  scenario: loans")
    loaded, _ = load_calibrated(tmp_path, calibration_yaml=text)
    assert fit_of(loaded).known_scenario == "loans"
    # Another scenario than the calibrated one is its own.
    assert fit_of(loaded, "both").known_scenario == "both"


def test_skill_is_measured_over_the_points_of_the_extrapolation(tmp_path: Path) -> None:
    loaded, _ = load_calibrated(tmp_path)
    (firms,) = fit_of(loaded).series
    assert firms.naive is not None
    assert firms.trend is not None
    later = firms.times > 2015
    error = np.abs(firms.modelled / firms.observed - 1)[later].mean()
    for other, found in (
        (firms.trend, firms.after_actual.trend_skill if firms.after_actual else None),
        (firms.naive, firms.after_actual.naive_skill if firms.after_actual else None),
    ):
        reference = np.abs(other / firms.observed - 1)[later].mean()
        assert found == pytest.approx(1 - error / reference)
    # One step ahead there is nothing for the first two points.
    inside = ~later & np.isfinite(firms.naive)
    assert inside.sum() == 14
    reference = np.abs(firms.naive / firms.observed - 1)[inside].mean()
    error = np.abs(firms.modelled / firms.observed - 1)[inside].mean()
    assert firms.inside is not None
    assert firms.inside.naive_skill == pytest.approx(1 - error / reference)


def test_growth_after_the_window_begins_at_its_last_point(tmp_path: Path) -> None:
    loaded, _ = load_calibrated(tmp_path)
    (firms,) = fit_of(loaded).series
    rates = [np.diff(np.log(values[15:])) for values in (firms.modelled, firms.observed)]
    left = np.sum((rates[0] - rates[1]) ** 2)
    spread = np.sum((rates[1] - rates[1].mean()) ** 2)
    assert firms.after_actual is not None
    assert firms.after_actual.growth_r2 == pytest.approx(1 - left / spread)


def test_without_a_calibration_the_window_is_what_was_observed(tmp_path: Path) -> None:
    loaded = load(write_package(tmp_path))
    found = fit_of(loaded)
    assert (found.scenario, found.first, found.until) == ("baseline", 2000, 2005)
    (firms,) = found.series
    assert not firms.fitted
    assert firms.after_actual is None
    assert firms.after_known is None


def test_observations_outside_a_run_are_left_out(tmp_path: Path) -> None:
    rows = "firms_counted,1990,900,firm,c,i,high\nfirms_counted,2030,9000,firm,c,i,high\n"
    loaded = load(write_package(tmp_path, history_csv=history_csv(0) + rows))
    (firms,) = fit_of(loaded).series
    assert (firms.times[0], firms.times[-1]) == (2000, 2020)


def test_a_model_without_observations_says_so(tmp_path: Path) -> None:
    loaded = load(write_package(tmp_path) / "model.mdl")
    with pytest.raises(InputError, match="declares no observations"):
        fit_of(loaded)


def test_an_unknown_scenario_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no scenario named 'lones'"):
        fit_of(load(write_package(tmp_path)), "lones")


def test_the_record_holds_plain_values(tmp_path: Path) -> None:
    loaded, _ = load_calibrated(tmp_path)
    tree = fit_record(fit_of(loaded))
    assert tree["window"] == [2000, 2015]
    (firms,) = tree["series"]
    assert firms["after_known_at_end"]["count"] == 5
    assert set(firms["inside"]["shares"]) == {"bias", "variance", "covariance"}


@pytest.mark.parametrize(("ending", "mark"), [(".svg", b"<?xml"), (".png", b"\x89PNG")])
def test_the_chart_is_the_same_each_time(true_fit: Fit, ending: str, mark: bytes) -> None:
    drawn = fit_chart(true_fit, "Small", ending)
    assert drawn.startswith(mark)
    assert drawn == fit_chart(true_fit, "Small", ending)
    if ending == ".svg":
        assert b"firms_counted [firm]" in drawn
        assert b"known in 2015" in drawn


def test_the_run_has_an_error_over_the_points_of_the_naive_projection(tmp_path: Path) -> None:
    loaded, _ = load_calibrated(tmp_path)
    (firms,) = fit_of(loaded).series
    assert firms.inside is not None
    assert firms.after_actual is not None
    assert firms.naive is not None
    reached = (firms.times <= 2015) & np.isfinite(firms.naive)
    error = np.abs(firms.modelled / firms.observed - 1)[reached].mean() * 100
    inside = firms.inside
    assert (inside.count, inside.naive_count, inside.is_naive_shorter) == (16, 14, True)
    assert inside.beside_naive_mape_percent == pytest.approx(error)
    assert inside.beside_naive_mape_percent != pytest.approx(inside.mape_percent)
    # After the window the projection reaches every point.
    assert firms.after_actual.naive_count == firms.after_actual.count
    assert not firms.after_actual.is_naive_shorter
    assert firms.after_actual.beside_naive_mape_percent == firms.after_actual.mape_percent


def test_a_trend_through_two_points_has_no_error_inside_the_window(tmp_path: Path) -> None:
    rows = "".join(
        f"firms_counted,{year},{value},firm,c,i,high\n"
        for year, value in ((2001, 900), (2003, 1400), (2008, 1500))
    )
    package = write_package(tmp_path, history_csv=history_csv(0).splitlines()[0] + "\n" + rows)
    (firms,) = fit_of(load(package)).series
    assert firms.inside is not None
    assert firms.after_actual is not None
    assert firms.inside.count == 2
    assert firms.inside.mape_percent is not None
    assert firms.inside.trend_mape_percent is None
    # Later it says something: the two points were carried on.
    assert firms.after_actual.trend_mape_percent is not None
