"""Whether a model still is what its calibration found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sdlib.loaded import LoadedModel
from sdlib.policy.calibration_points import present_value
from sdlib.study.calibration.record import RECORD
from sdlib.study.checks.result import CheckResult, Kind
from sdlib.study.fit import fit_of

_SAME = 1e-6
"""Relative difference up to which two errors are the same on any machine."""


def check_calibrated(loaded: LoadedModel, record: Mapping[str, Any]) -> list[CheckResult]:
    """Check that a model holds the calibrated values and fits as its calibration says.

    A value that was changed by hand fails, and so does an equation, a scenario or an observation
    that was changed after the calibration.

    Args:
        loaded: The model with its package.
        record: What its calibration found; see `calibration_record`.
    """
    folder = loaded.package.folder
    assert folder is not None
    values = [
        f"'{each['variable']}' is {present:.6g}, calibrated {each['value']:.6g}"
        for each in record["parameters"]
        if (present := _present(loaded, each["variable"])) != each["value"]
    ]
    fits = list(_changed_fits(loaded, record))
    return [
        _result("calibrated values", len(record["parameters"]), values, folder),
        _result("fit of the calibration", len(record["fit"]["series"]), fits, folder),
    ]


def _present(loaded: LoadedModel, name: str) -> float:
    known = loaded.model.split(name)[0] in loaded.model
    return present_value(loaded.model, name) if known else float("nan")


def _changed_fits(loaded: LoadedModel, record: Mapping[str, Any]) -> Iterator[str]:
    """Iterate over the series whose error is not that of the calibration, in words."""
    now = {each.series: each.inside for each in fit_of(loaded, record["scenario"]).series}
    for each in record["fit"]["series"]:
        before, inside = each["inside"], now.get(each["series"])
        errors = (
            inside.mape_percent if inside else None,
            before["mape_percent"] if before else None,
        )
        shown = ["none" if error is None else f"{error:.4g} %" for error in errors]
        if not _alike(*errors):
            yield f"{each['series']}: MAPE {shown[0]}, calibrated {shown[1]}"


def _alike(now: float | None, before: float | None) -> bool:
    if now is None or before is None:
        return now is before
    return abs(now - before) <= _SAME * max(abs(before), 1.0)


def _result(name: str, count: int, changed: list[str], folder: Path) -> CheckResult:
    remedy = f"calibrate again: sdlib calibrate {folder} --write --out {folder / RECORD}"
    return CheckResult(
        kind=Kind.CALIBRATION,
        name=name,
        passed=not changed,
        expected=f"all {count} as in {RECORD}",
        found="; ".join(changed) if changed else f"all {count} the same",
        place=str(folder / RECORD),
        remedy=remedy,
    )
