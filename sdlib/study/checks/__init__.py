"""Checks of a loaded model: what its files declare, and what ``checks.yaml`` expects of its runs.

Reading a model already raises on every fault of its declared data; these checks run it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sdlib.loaded import LoadedModel
from sdlib.policy.checks_schema import ChecksFile
from sdlib.policy.load_calibration import read_calibration
from sdlib.policy.yaml_file import read_yaml
from sdlib.study.calibration import shipped_record
from sdlib.study.checks.calibrated import check_calibrated
from sdlib.study.checks.declared import check_checks_file, declared_results
from sdlib.study.checks.expectations import check_expectations
from sdlib.study.checks.fits import check_fits
from sdlib.study.checks.levers import check_levers
from sdlib.study.checks.loops import check_loops
from sdlib.study.checks.negatives import check_never_negative
from sdlib.study.checks.result import CheckResult
from sdlib.study.checks.units import unit_results

__all__ = ["CheckResult", "CheckStep", "check_model", "check_steps"]


@dataclass(frozen=True, kw_only=True)
class CheckStep:
    """One family of checks, to be run when it is its turn."""

    label: str
    """What is checked, for a progress bar."""
    run: Callable[[], list[CheckResult]]


def check_steps(loaded: LoadedModel) -> Iterator[CheckStep]:
    """Iterate over the families of checks that apply to a model.

    Args:
        loaded: The model with its package.

    Raises:
        DataFileError: With every fault of ``checks.yaml`` or ``calibration.yaml``, or if the record
            of the calibration is none.
    """
    read_calibration(loaded.package, loaded.model)
    yield CheckStep(label="declared data", run=lambda: declared_results(loaded))
    yield CheckStep(label="units", run=lambda: unit_results(loaded))
    if loaded.package.folder is None:
        return
    yield CheckStep(label="levers", run=lambda: check_levers(loaded))
    record = shipped_record(loaded)
    if record is not None:
        yield CheckStep(label="calibration", run=lambda: check_calibrated(loaded, record))
    path = loaded.package.folder / "checks.yaml"
    if not path.exists():
        return
    declared = read_yaml(path, ChecksFile)
    check_checks_file(declared, loaded, path)
    if declared.never_negative:
        rule = declared.never_negative
        yield CheckStep(label="no negative stock", run=lambda: check_never_negative(loaded, rule))
    if declared.loops:
        yield CheckStep(label="loops", run=lambda: check_loops(loaded, declared.loops))
    if declared.fits:
        yield CheckStep(label="history", run=lambda: check_fits(loaded, declared.fits))
    if declared.expectations:
        yield CheckStep(
            label="expectations", run=lambda: check_expectations(loaded, declared.expectations)
        )


def check_model(loaded: LoadedModel) -> list[CheckResult]:
    """Run every check that applies to a model.

    Args:
        loaded: The model with its package; of a bare model only what its file says is checked.

    Returns:
        One result a check, in the order in which they were run.

    Raises:
        DataFileError: With every fault of ``checks.yaml``.
        RunError: If a run that a check needs is not finite.
    """
    return [result for step in check_steps(loaded) for result in step.run()]
