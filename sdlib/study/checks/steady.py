"""A start without shocks goes on as it began: growth hardly drifts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sdlib.model.arrays import FloatArray
from sdlib.policy.checks_rules import Steady
from sdlib.study.checks.courses import experiment_of, is_simple
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import total
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment


def steady_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs, as far as they are known beforehand."""
    for steady in desk.declared.steady:
        if is_simple(steady.run):
            yield _experiment(desk, steady)


def check_steady(desk: Desk) -> list[CheckResult]:
    """Check that each variable of a run without shocks grows at one rate.

    Args:
        desk: The model with its checks.

    Source: a model that begins in balanced growth, so that what happens later comes from what is
    tried: Sterman 2000, Business Dynamics, section 18.1.2.
    """
    results = []
    for at, steady in enumerate(desk.declared.steady):
        for variable in _variables(desk, steady):
            failed = CheckResult(
                kind=Kind.STEADY,
                name=f"{steady.key}: {variable}",
                passed=False,
                expected=f"growth until {steady.until:g} drifts by less than "
                f"{steady.drift_points:g} points",
                found="",
                place=desk.place("steady", at),
                remedy="give the stock behind it the value at which its flows grow as it does",
            )
            results.append(judged(failed, _judge, desk, steady, variable))
    return results


def growth_percent(values: FloatArray, time: FloatArray) -> FloatArray:
    """Return growth between the times of a row [% per unit of time], shape (time - 1,).

    Where the variable is zero there is no growth, and NaN stands for it.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(100 * np.diff(values) / values[:-1] / np.diff(time))


def _judge(failed: CheckResult, desk: Desk, steady: Steady, variable: str) -> CheckResult:
    run = desk.runs.get(_experiment(desk, steady))
    rows = run.time <= steady.until
    growth = growth_percent(total(run, variable)[rows], run.time[rows])
    drift = float(np.max(growth) - np.min(growth))
    found = f"{np.min(growth):.3g} to {np.max(growth):.3g} % a year, a drift of {drift:.2g} points"
    return replace(failed, passed=bool(drift < steady.drift_points), found=found)


def _experiment(desk: Desk, steady: Steady) -> Experiment:
    return experiment_of(desk.runs, steady.run, _variables(desk, steady))


def _variables(desk: Desk, steady: Steady) -> tuple[str, ...]:
    if steady.variables == "headlines":
        return tuple(output.variable for output in desk.loaded.package.headlines)
    return tuple(steady.variables)
