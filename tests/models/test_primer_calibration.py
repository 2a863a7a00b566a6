"""The primer's shipped parameters are what its calibration finds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sdlib import LoadedModel, load
from sdlib.study.calibration import calibrate, declared_calibration
from sdlib.study.calibration.problem import Problem, objective
from sdlib.study.fit import fit_of, fit_record
from tests.support.documents import ROOT
from tests.support.shipped import assert_held, shipped_calibration

PACKAGE = ROOT / "models" / "sme_primer"


@pytest.fixture(scope="module")
def primer() -> LoadedModel:
    return load("sme_primer")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return shipped_calibration(PACKAGE)


def test_the_model_holds_the_calibrated_values(
    primer: LoadedModel, shipped: dict[str, Any]
) -> None:
    assert_held(primer, shipped)


def test_the_objective_and_the_fit_are_those_of_the_shipped_files(
    primer: LoadedModel, shipped: dict[str, Any]
) -> None:
    """Whoever changes the model, its data or calibration.yaml has to calibrate again."""
    problem = Problem(primer, declared_calibration(primer))
    found = objective(problem.residuals(problem.points(problem.present)[None])[0])
    assert found == pytest.approx(shipped["objective"], rel=1e-9)
    assert _close(json.loads(json.dumps(fit_record(fit_of(primer)))), shipped["fit"])


def test_the_page_of_the_model_shows_what_was_found(shipped: dict[str, Any]) -> None:
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    for parameter in shipped["parameters"]:
        low, high = parameter["interval_95_percent"]
        first, last = parameter["range"]
        assert (
            f"| {parameter['variable']} | {parameter['unit']} | {parameter['value']:.6g} "
            f"| {low:.4g} to {high:.4g} | {first:.4g} to {last:.4g} |"
        ) in readme


def test_twelve_parameters_at_most_and_all_told_by_the_data(shipped: dict[str, Any]) -> None:
    assert 0 < len(shipped["parameters"]) <= 12
    assert [p["variable"] for p in shipped["parameters"] if not p["identified"]] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_another_seed_reaches_the_same_objective(
    primer: LoadedModel, shipped: dict[str, Any], seed: int
) -> None:
    found = calibrate(primer, seed=seed)
    assert found.objective == pytest.approx(shipped["objective"], rel=0.01)
    for estimate, parameter in zip(found.parameters, shipped["parameters"], strict=True):
        low, high = parameter["interval_95_percent"]
        assert not estimate.identified or low < estimate.value < high


@pytest.mark.slow
def test_the_command_gives_the_shipped_file(primer: LoadedModel, shipped: dict[str, Any]) -> None:
    found = calibrate(primer)
    assert found.values == {p["variable"]: p["value"] for p in shipped["parameters"]}
    assert found.objective == pytest.approx(shipped["objective"], rel=1e-9)


def _close(found: Any, expected: Any) -> bool:
    """Tell whether two trees are equal but for the last digits of their numbers."""
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            _close(found[key], expected[key]) for key in expected
        )
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(_close, found, expected))
    if isinstance(expected, float):
        return bool(found == pytest.approx(expected, rel=1e-6, abs=1e-9))
    return bool(found == expected)
