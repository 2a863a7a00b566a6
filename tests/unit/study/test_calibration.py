"""Known parameters are found again, with honest intervals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sdlib import LoadedModel, load
from sdlib.errors import InputError, RunError
from sdlib.policy.calibration_schema import CalibrationFile
from sdlib.study.calibration import (
    Calibration,
    calibrate,
    calibration_record,
    declared_calibration,
    step_count,
)
from sdlib.study.calibration.problem import Problem
from sdlib.study.calibration.profile import profile
from sdlib.study.calibration.search import least, search, starting_points
from tests.support.calibrated import (
    CALIBRATION,
    PACKAGE,
    TRUTH,
    UNKNOWABLE,
    history_csv,
    load_calibrated,
    observed_again,
)
from tests.support.small import write_package


@pytest.fixture
def small(tmp_path: Path) -> LoadedModel:
    return load_calibrated(tmp_path)[0]


def test_the_truth_is_found_without_noise(tmp_path: Path) -> None:
    loaded, _ = load_calibrated(tmp_path, history_csv=history_csv(0))
    found = calibrate(loaded)
    assert found.values == pytest.approx(TRUTH, rel=1e-5)
    assert found.objective < 1e-10 < found.objective_before
    assert all(estimate.identified for estimate in found.parameters)
    assert {e.variable: e.before for e in found.parameters} == {"birth rate": 0.2, "room": 5000}


def _hits(loaded: LoadedModel, seeds: range) -> list[bool]:
    """Calibrate to observations with other noise each time; tell which intervals hold the truth."""
    found = []
    for seed in seeds:
        for estimate in calibrate(observed_again(loaded, 0.02, seed), starts=1).parameters:
            low, high = estimate.interval
            assert low is not None
            assert high is not None
            assert low < estimate.value < high
            found.append(low < TRUTH[estimate.variable] < high)
    return found


def test_the_truth_lies_in_the_intervals(small: LoadedModel) -> None:
    # 23 of 24 are meant. That they are no wider than that is seen at their ends, below.
    assert sum(_hits(small, range(12))) > 20


@pytest.mark.slow
def test_the_truth_lies_in_the_intervals_as_often_as_they_say(small: LoadedModel) -> None:
    # 475 of 500 are meant. The two of a calibration go together, so the error is some 7.
    assert 455 < sum(_hits(small, range(100, 350))) < 495


def test_the_ends_of_an_interval_are_where_the_objective_has_risen_enough(
    small: LoadedModel,
) -> None:
    """The profile by brute force: a fine grid over the other parameter at each end."""
    declared = declared_calibration(small)
    problem = Problem(small, declared)
    (best,) = search(problem, 1, np.random.default_rng(0))
    found = profile(problem, best)
    # Two parameters, 16 points: F with 1 and 14 degrees of freedom is 4.60 at 95 %.
    limit = best.objective * (1 + 4.600 / 14)
    for place, ends in enumerate(found.intervals):
        for end in ends:
            assert end is not None
            grid = np.empty((4001, 2))
            grid[:, place] = end
            grid[:, 1 - place] = np.linspace(0, 1, 4001)
            least = (problem.residuals(grid) ** 2).sum(axis=1).min()
            assert least == pytest.approx(limit, rel=0.01)


def test_a_pair_of_which_only_the_product_is_known_is_reported(tmp_path: Path) -> None:
    loaded, _ = load_calibrated(tmp_path, calibration_yaml=UNKNOWABLE)
    found = calibrate(loaded)
    told = {estimate.variable: estimate for estimate in found.parameters}
    product = told["birth rate"].value * told["birth boost[loans]"].value
    assert not told["birth rate"].identified
    assert "its interval is open above" in told["birth rate"].not_identified
    # Below, its interval ends where the range of the other factor does.
    low, high = told["birth rate"].interval
    assert low == pytest.approx(product / 2, rel=0.1)
    assert high is None
    assert "comes as close" in told["birth rate"].not_identified
    assert "its interval is open below and above" in told["birth boost[loans]"].not_identified
    assert told["birth boost[loans]"].interval == (None, None)
    assert told["room"].identified
    alone = calibrate(load_calibrated(tmp_path / "alone")[0])
    assert product == pytest.approx(alone.values["birth rate"], rel=1e-3)
    assert found.correlation[0][1] == pytest.approx(-1, abs=1e-3)


def test_a_value_at_the_end_of_its_range_is_not_told_by_the_data(tmp_path: Path) -> None:
    text = CALIBRATION.replace("range: [0.1, 0.4]", "range: [0.1, 0.21]")
    found = calibrate(load_calibrated(tmp_path, calibration_yaml=text)[0])
    (rate, _) = found.parameters
    assert rate.value == pytest.approx(0.21, rel=1e-3)
    assert "upper end of its range" in rate.not_identified
    assert "open above" in rate.not_identified


def test_a_seed_gives_the_same_numbers(small: LoadedModel) -> None:
    first, second = (calibrate(small, seed=9, starts=5) for _ in range(2))
    assert calibration_record(first, small) == calibration_record(second, small)
    other = calibrate(small, seed=10, starts=5)
    assert other.starts[0] == first.starts[0]
    assert other.starts[1] != first.starts[1]
    assert other.objective == pytest.approx(first.objective, rel=1e-6)


@pytest.mark.parametrize("transform", ["log", "none", "growth"])
def test_each_transform_compares_what_it_says(tmp_path: Path, transform: str) -> None:
    entry = f"{{series: firms_counted, weight: 3, transform: {transform}}}"
    text = CALIBRATION.replace("{series: firms_counted}", entry)
    loaded, declared = load_calibrated(tmp_path, calibration_yaml=text)
    problem = Problem(loaded, declared)
    (share,) = problem.shares(problem.residuals(problem.points(problem.present)[None])[0]).values()
    (history,) = loaded.package.history
    observed = history.points["value"].to_numpy()[:16]
    modelled = loaded.run(outputs=["Firms"]).table()["Firms"].to_numpy()[:16]
    errors = {
        "log": np.log(modelled / observed),
        "none": (modelled - observed) / observed.mean(),
        "growth": np.diff(np.log(modelled / observed)),
    }[transform]
    assert share == pytest.approx(3 * np.mean(errors**2))


def test_weights_decide_between_series_that_contradict_each_other(tmp_path: Path) -> None:
    extra = "  - {series: fewer, variable: Firms, file: history.csv}\n"
    csv = history_csv(0)
    fewer = "".join(
        f"fewer,{line.split(',')[1]},{float(line.split(',')[2]) * 0.9},firm,c,i,high\n"
        for line in csv.splitlines()[1:]
    )
    found = []
    for weight in (0.01, 100):
        entry = f"{{series: firms_counted}}\n  - {{series: fewer, weight: {weight}}}"
        loaded, _ = load_calibrated(
            tmp_path / str(weight),
            model_yaml=PACKAGE + extra,
            history_csv=csv + fewer,
            calibration_yaml=CALIBRATION.replace("{series: firms_counted}", entry),
        )
        found.append(calibrate(loaded, starts=1))
    errors = [[each.objective / each.weight for each in one.series] for one in found]
    assert errors[0][0] < errors[0][1]
    assert errors[1][0] > errors[1][1]


def test_nothing_after_the_window_counts(tmp_path: Path, small: LoadedModel) -> None:
    lines = history_csv(0.02).splitlines()
    later = [line.replace(",firm,", "9,firm,") if ",202" in line else line for line in lines]
    assert later != lines
    other, _ = load_calibrated(tmp_path / "other", history_csv="\n".join([*later, ""]))
    assert calibrate(other).values == calibrate(small).values


def test_an_assumption_of_the_same_name_bounds_nothing(tmp_path: Path) -> None:
    """What was known at the end is set by its exact name, past the range of an assumption."""
    text = PACKAGE.replace(
        "drivers:",
        "  later growth:\n    {label: {en: Growth, zh: 增长}, unit: 1/Year, range: [0, 0.03], "
        "step: 0.01,\n     default: 0.02, reference: assumption, sets: [later growth]}\ndrivers:",
    )
    found = calibrate(load_calibrated(tmp_path, model_yaml=text)[0], starts=1)
    assert found.fit.known_inputs["later growth"] > 0.03


def test_steps_are_announced_as_counted(small: LoadedModel) -> None:
    told: list[str] = []
    calibrate(small, step=told.append)
    declared = declared_calibration(small)
    assert len(told) == step_count(declared) == 2 + declared.starts + 4
    assert told[0].startswith("making")
    assert "3 of 4 starts searched" in told


def test_starts_spread_over_the_ranges_and_begin_at_the_model(small: LoadedModel) -> None:
    problem = Problem(small, declared_calibration(small))
    points = starting_points(problem, 9, np.random.default_rng(1))
    assert problem.values(points[0]) == pytest.approx([0.2, 5000])
    # One in each eighth of each range.
    for column in points[1:].T:
        assert sorted((column * 8).astype(int)) == list(range(8))


def _with_a_wall(declared: CalibrationFile, low: float, high: float) -> CalibrationFile:
    wall = declared.parameters[1].model_copy(update={"range": (low, high)})
    return declared.model_copy(update={"parameters": (declared.parameters[0], wall)})


def test_starts_without_a_finite_run_are_drawn_anew(small: LoadedModel) -> None:
    # Below zero, crowding is turned round and the number of firms runs away.
    declared = _with_a_wall(declared_calibration(small), -20000.0, 10000.0)
    problem = Problem(small, declared)
    every = problem.points(np.array([[0.2, -1000.0], [0.2, 5000.0]]))
    assert np.isfinite(problem.residuals(every)).all(axis=1).tolist() == [False, True]
    points = starting_points(problem, 12, np.random.default_rng(1))
    assert np.isfinite(problem.residuals(points)).all()
    assert (problem.values(points)[:, 1] < 0).any() or len(points) == 12


def test_a_search_turns_back_from_a_point_without_a_finite_run(small: LoadedModel) -> None:
    problem = Problem(small, declared_calibration(small))
    calls: list[int] = []

    def ask(rows: np.ndarray) -> np.ndarray:
        calls.append(len(rows))
        found = problem.residuals(rows)
        return np.full_like(found, np.inf) if len(calls) == 2 else found

    start = problem.points(problem.present)
    found = least(ask, start, np.arange(2))
    assert len(calls) > 2
    assert found.converged
    (whole,) = search(problem, 1, np.random.default_rng(0))
    assert found.objective == pytest.approx(whole.objective, rel=1e-6)


def test_present_values_without_a_finite_run_are_an_error(small: LoadedModel) -> None:
    problem = Problem(small, declared_calibration(small))
    problem.present = np.array([0.2, -1000.0])
    with pytest.raises(RunError, match="run at the present values"):
        starting_points(problem, 3, np.random.default_rng(1))


def test_a_package_without_a_declaration_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        calibrate(load(write_package(tmp_path)))
    assert "'small' has no calibration.yaml" in str(caught.value)
    assert "docs/models.md" in str(caught.value)


def test_no_start_is_too_few(small: LoadedModel) -> None:
    with pytest.raises(InputError, match="0 starts are asked for"):
        calibrate(small, starts=0)


def test_the_record_is_plain_and_complete(small: LoadedModel) -> None:
    found: Calibration = calibrate(small, starts=2)
    tree = json.loads(json.dumps(calibration_record(found, small, "sdlib calibrate small")))
    assert tree["made_by"]["command"] == "sdlib calibrate small"
    assert tree["made_by"]["model_hash"] == small.model.content_hash
    assert set(tree["made_by"]["library"]) == {"numba", "numpy", "scipy"}
    assert [p["variable"] for p in tree["parameters"]] == ["birth rate", "room"]
    assert tree["objective"] == found.objective == sum(s.objective for s in found.series)
    assert len(tree["starts"]) == 2
    assert tree["fit"]["series"][0]["inside"]["count"] == 16
