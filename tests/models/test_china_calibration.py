"""The China model's shipped parameters are what its calibration finds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sdlib import LoadedModel
from sdlib.policy.calibration_points import points_between
from sdlib.study.calibration import calibrate, declared_calibration
from sdlib.study.calibration.problem import Problem, objective
from sdlib.study.fit import Fit, fit_of, fit_record
from tests.support.documents import ROOT
from tests.support.shipped import assert_held, shipped_calibration

PACKAGE = ROOT / "models" / "china_sme"

SIZES = ("industrial_small", "industrial_medium", "industrial_large")
"""Counts by size, whose criteria were changed in 2003."""


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return shipped_calibration(PACKAGE)


@pytest.fixture(scope="module")
def fit(china: LoadedModel) -> Fit:
    return fit_of(china)


def test_the_model_holds_the_calibrated_values(china: LoadedModel, shipped: dict[str, Any]) -> None:
    assert_held(china, shipped)


def test_at_most_twelve_parameters_and_all_told_by_the_data(shipped: dict[str, Any]) -> None:
    assert 0 < len(shipped["parameters"]) <= 12
    assert [p["variable"] for p in shipped["parameters"] if not p["identified"]] == []


def test_every_start_reached_the_shipped_objective(shipped: dict[str, Any]) -> None:
    assert len(shipped["starts"]) == 20
    for start in shipped["starts"]:
        assert start["objective"] == pytest.approx(shipped["objective"], rel=0.01)


def test_history_is_used_as_it_may_be(china: LoadedModel) -> None:
    declared = declared_calibration(china)
    assert (declared.scenario, declared.from_, declared.until) == ("as_adopted", 1999, 2007)
    fitted = {entry.series for entry in declared.observations}
    histories = {history.series: history for history in china.package.history}
    assert "private_firms_registered" not in fitted
    assert histories["private_firms_registered"].report
    for name in fitted:
        points = points_between(histories[name], 1999, 2007, china.model)
        assert set(points["use"]) == {"fit"}
    for name in SIZES:
        assert histories[name].points["time"].min() == 2003


def test_what_was_known_covers_all_outside_inputs(china: LoadedModel) -> None:
    known = declared_calibration(china).known_at_end
    assert known is not None
    assert known.scenario == "baseline"
    named = {entry.input for entry in known.inputs}
    future = {c.name for c in china.model.constants if c.name.startswith("Future ")}
    assert named == future | {"Last driver year"}


def test_the_fit_is_that_of_the_shipped_files(fit: Fit, shipped: dict[str, Any]) -> None:
    """Whoever changes the model, its data or calibration.yaml has to calibrate again."""
    found = json.loads(json.dumps(fit_record(fit)))
    assert _errors(found) == pytest.approx(_errors(shipped["fit"]), rel=1e-6, abs=1e-9)


def test_most_scored_series_beat_the_naive_projection(fit: Fit) -> None:
    skills = [
        each.after_actual.naive_skill
        for each in fit.single
        if each.after_actual is not None and each.after_actual.naive_skill is not None
    ]
    assert sum(skill > 0 for skill in skills) > len(skills) / 2


def test_provinces_are_in_order_and_grow_in_order(fit: Fit) -> None:
    (provinces,) = fit.across
    assert provinces.count == 31
    assert (provinces.first, provinces.last) == (2011, 2023)
    # The shares in GDP, which the model is told, put the provinces in this order already.
    # Of 31 elements without any order, one in a thousand has a correlation above 0.55.
    assert provinces.rank_last > 0.55
    assert provinces.rank_change is not None
    assert provinces.rank_change > 0.55


@pytest.mark.slow
def test_the_objective_is_the_shipped_one(china: LoadedModel, shipped: dict[str, Any]) -> None:
    problem = Problem(china, declared_calibration(china))
    found = objective(problem.residuals(problem.points(problem.present)[None])[0])
    assert found == pytest.approx(shipped["objective"], rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_another_seed_reaches_the_same_objective(
    china: LoadedModel, shipped: dict[str, Any], seed: int
) -> None:
    found = calibrate(china, seed=seed)
    assert found.objective == pytest.approx(shipped["objective"], rel=0.01)
    for estimate, parameter in zip(found.parameters, shipped["parameters"], strict=True):
        low, high = parameter["interval_95_percent"]
        assert low is None or estimate.value > low
        assert high is None or estimate.value < high


def _errors(fit: dict[str, Any]) -> dict[str, float]:
    """Return the errors of all series and windows of a record, by name."""
    windows = ("inside", "after_actual_drivers", "after_known_at_end", "reported")
    return {
        f"{each['series']} {window}": each[window]["mape_percent"]
        for each in fit["series"]
        for window in windows
        if each.get(window) is not None
    }
