"""A model that is not what its calibration found fails its check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sdlib import load
from sdlib.errors import DataFileError
from sdlib.model.reading.rewrite import with_numbers
from sdlib.study.calibration import calibrate, calibration_record, shipped_record
from sdlib.study.checks import CheckResult, Kind, check_steps
from tests.support.calibrated import history_csv, write_calibrated


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package with the values and the record of its calibration."""
    folder = write_calibrated(tmp_path)
    loaded = load(folder)
    found = calibrate(loaded, starts=1)
    (folder / "expected").mkdir()
    text = json.dumps(calibration_record(found, loaded))
    (folder / "expected" / "calibration.json").write_text(text, encoding="utf-8")
    (folder / "model.mdl").write_bytes(with_numbers(loaded.model, found.values))
    return folder


def _check(folder: Path) -> list[CheckResult]:
    return [
        r
        for step in check_steps(load(folder))
        if step.label == "history"
        for r in step.run()
        if r.kind == Kind.CALIBRATION
    ]


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_was_calibrated_passes(package: Path) -> None:
    assert [(r.name, r.passed, r.found) for r in _check(package)] == [
        ("calibrated values", True, "all 2 the same"),
        ("fit of the calibration", True, "all 1 the same"),
    ]


def test_a_value_that_was_changed_by_hand_fails(package: Path) -> None:
    (package / "model.mdl").write_bytes(with_numbers(load(package).model, {"birth rate": 0.3}))
    values, fits = _check(package)
    assert not values.passed
    assert "'birth rate' is 0.3, calibrated 0.2" in values.found
    assert f"sdlib calibrate {package} --write --out {package}/expected" in values.remedy
    assert not fits.passed


@pytest.mark.parametrize("changed", ["an equation", "the data"])
def test_what_was_changed_after_the_calibration_fails(package: Path, changed: str) -> None:
    if changed == "an equation":
        _change(package / "model.mdl", "1 / (1 + Firms / room)", "1 / (1.001 + Firms / room)")
    else:
        (package / "data" / "history.csv").write_text(history_csv(0.02, seed=2), encoding="utf-8")
    values, fits = _check(package)
    assert values.passed
    assert not fits.passed
    assert "firms_counted: MAPE" in fits.found


def test_a_parameter_that_is_gone_fails(package: Path) -> None:
    _change(package / "expected" / "calibration.json", '"room"', '"space"')
    values, _ = _check(package)
    assert "'space' is nan" in values.found


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"sdlib_calibration": 99}'])
def test_a_record_that_is_none_is_named(package: Path, text: str) -> None:
    (package / "expected" / "calibration.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        shipped_record(load(package))
    assert "this is not the record of a calibration" in str(caught.value)
    assert "expected/calibration.json" in str(caught.value)


def test_without_a_record_there_is_nothing_to_check(package: Path) -> None:
    (package / "expected" / "calibration.json").unlink()
    assert shipped_record(load(package)) is None
    assert _check(package) == []
