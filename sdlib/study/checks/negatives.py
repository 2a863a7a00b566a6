"""No stock falls below zero, whatever the levers do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sdlib.study.checks.desk import Desk, corners
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment


def negative_runs(desk: Desk) -> dict[str, Experiment]:
    """Return the runs in which nothing may be negative, by the name of the corner."""
    rule = desk.declared.never_negative
    if rule is None:
        return {}
    stocks = tuple(stock.name for stock in desk.loaded.model.stocks)
    return corners(desk, outputs=stocks if rule.variables == "stocks" else rule.variables)


def check_negatives(desk: Desk) -> list[CheckResult]:
    """Check variables at the corners of the levers.

    Args:
        desk: The model with its checks.
    """
    return [
        judged(_failed(desk, name, experiment), _judge, desk, experiment)
        for name, experiment in negative_runs(desk).items()
    ]


def _judge(failed: CheckResult, desk: Desk, experiment: Experiment) -> CheckResult:
    model = desk.loaded.model
    results = desk.runs.get(experiment)
    lowest, worst, time = np.inf, "", np.nan
    for variable in experiment.outputs:
        values = results.values[variable].reshape(len(results.time), -1)
        row, column = np.unravel_index(int(np.argmin(values)), values.shape)
        if values[row, column] < lowest:
            lowest, time = float(values[row, column]), float(results.time[row])
            worst = model.elements(variable)[column]
    unit = model.variable(model.split(worst)[0]).unit if worst else ""
    found = f"the lowest is '{worst}' with {lowest:.4g} {unit} at {time:g}"
    return replace(failed, passed=bool(lowest >= 0), found=found)


def _failed(desk: Desk, name: str, experiment: Experiment) -> CheckResult:
    return CheckResult(
        kind=Kind.NEGATIVE,
        name=name,
        passed=False,
        expected=f"{len(experiment.outputs)} variables never below zero",
        found="",
        place=desk.place("never_negative"),
        remedy="let its outflows fall with it: what takes a share per unit of time never takes all",
    )
