"""Checks of a loaded model: what its files declare, and what ``checks.yaml`` expects of its runs.

Reading a model already raises on every fault of its declared data; these checks run it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sdlib.loaded import LoadedModel
from sdlib.policy.checks_schema import ChecksFile
from sdlib.policy.load_calibration import read_calibration
from sdlib.policy.yaml_file import read_yaml_tree
from sdlib.study.calibration import shipped_record
from sdlib.study.checks.balances import balance_runs, check_balances
from sdlib.study.checks.calibrated import check_calibrated
from sdlib.study.checks.combinations import check_combinations
from sdlib.study.checks.declared import declared_results
from sdlib.study.checks.declared_names import check_names
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.effects import check_effects
from sdlib.study.checks.expectations import check_expectations, expectation_runs
from sdlib.study.checks.extremes import check_extremes, extreme_runs
from sdlib.study.checks.faults import Faults, places_of
from sdlib.study.checks.fits import check_fits
from sdlib.study.checks.founded import check_references
from sdlib.study.checks.headlines import check_headlines, headline_runs
from sdlib.study.checks.levers import check_levers, lever_runs
from sdlib.study.checks.loops import check_loops, loop_runs
from sdlib.study.checks.negatives import (
    check_empty_stocks,
    check_negatives,
    negative_runs,
)
from sdlib.study.checks.numerics import check_numerics, numerics_runs
from sdlib.study.checks.replaced import replaced_names
from sdlib.study.checks.result import FAMILIES, CheckResult, Kind, family_of
from sdlib.study.checks.runs import Experiment, Runs
from sdlib.study.checks.steady import check_steady, steady_runs
from sdlib.study.checks.sums import check_sums, sum_runs
from sdlib.study.checks.trials import check_trials, trial_runs
from sdlib.study.checks.units import unit_results

__all__ = [
    "FAMILIES",
    "CheckResult",
    "CheckStep",
    "Kind",
    "check_model",
    "check_steps",
    "family_of",
    "read_checks",
]


@dataclass(frozen=True, kw_only=True)
class CheckStep:
    """One part of the checks, to be run when it is its turn."""

    label: str
    """What is checked, for a progress bar; a key of `FAMILIES`."""
    run: Callable[[], list[CheckResult]]


def check_steps(loaded: LoadedModel) -> Iterator[CheckStep]:
    """Iterate over the checks that apply to a model.

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
    # First the form: a key that is misspelt has no unit either, and would be told twice.
    runs = Runs(loaded)
    desk = read_checks(loaded, runs)
    yield CheckStep(label="declared data", run=lambda: check_references(loaded))
    if desk is not None:
        runs.want(_wanted(desk))
    if loaded.package.levers:
        runs.want(lever_runs(loaded))
    if desk is not None:
        runs.share_program(replaced_names(desk))
    yield CheckStep(label="runs", run=lambda: _made(runs))
    yield CheckStep(label="levers", run=lambda: check_levers(loaded, runs))
    record = shipped_record(loaded)
    if record is not None:
        yield CheckStep(label="history", run=lambda: check_calibrated(loaded, record))
    if desk is not None:
        yield from _declared_steps(desk)


def read_checks(loaded: LoadedModel, runs: Runs | None = None) -> Desk | None:
    """Read ``checks.yaml`` of a package.

    Args:
        loaded: The model with its package.
        runs: Makes the runs of the checks; new ones by default.

    Returns:
        What the checks work with; None where there is no such file.

    Raises:
        DataFileError: With every fault of the file.
    """
    path = (loaded.package.folder or Path()) / "checks.yaml"
    if loaded.package.folder is None or not path.exists():
        return None
    declared, tree = read_yaml_tree(path, ChecksFile)
    place = places_of(path, tree)
    faults = Faults(loaded, place)
    check_names(declared, faults)
    faults.check()
    return Desk(loaded=loaded, declared=declared, place=place, runs=runs or Runs(loaded))


def _declared_steps(desk: Desk) -> Iterator[CheckStep]:
    """Iterate over what ``checks.yaml`` declares, family by family."""
    families: dict[str, tuple[Callable[[Desk], list[CheckResult]], ...]] = {
        "conservation": (check_balances, check_sums, check_negatives, check_empty_stocks),
        "steady start": (check_steady,),
        "extreme conditions": (check_extremes,),
        "numerics": (check_numerics,),
        "loops": (check_loops,),
        "levers": (check_combinations,),
        "effects": (check_effects, check_headlines),
        "history": (_history,),
        "behaviour": (check_trials, check_expectations),
    }
    for label, checks in families.items():
        yield CheckStep(label=label, run=partial(_all, desk, checks))


def _all(desk: Desk, checks: Iterable[Callable[[Desk], list[CheckResult]]]) -> list[CheckResult]:
    return [result for check in checks for result in check(desk)]


def _history(desk: Desk) -> list[CheckResult]:
    remedy = "see where the run misses with 'sdlib run' beside the observations, then calibrate"
    return [
        replace(
            result, place=result.place or desk.place("fits", at), remedy=result.remedy or remedy
        )
        for at, result in enumerate(check_fits(desk.loaded, desk.declared.fits))
    ]


def _wanted(desk: Desk) -> Iterable[Experiment]:
    yield from balance_runs(desk).values()
    yield from sum_runs(desk).values()
    yield from negative_runs(desk).values()
    yield from steady_runs(desk)
    yield from extreme_runs(desk)
    yield from numerics_runs(desk)
    yield from loop_runs(desk)
    yield from headline_runs(desk)
    yield from trial_runs(desk)
    yield from expectation_runs(desk)


def _made(runs: Runs) -> list[CheckResult]:
    runs.make_wanted()
    return []


def check_model(loaded: LoadedModel) -> list[CheckResult]:
    """Run every check that applies to a model.

    Args:
        loaded: The model with its package; of a bare model only what its file says is checked.

    Returns:
        One result a check, in the order in which they were run.

    Raises:
        DataFileError: With every fault of ``checks.yaml``.
        RunError: If a run that a comparison with history needs is not finite.
    """
    return [result for step in check_steps(loaded) for result in step.run()]
