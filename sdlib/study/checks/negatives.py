"""No stock falls below zero, whatever the levers do."""

from __future__ import annotations

import numpy as np

from sdlib.loaded import LoadedModel
from sdlib.policy.checks_schema import NeverNegative
from sdlib.policy.package import Lever
from sdlib.study.checks.result import CheckResult


def check_never_negative(loaded: LoadedModel, rule: NeverNegative) -> list[CheckResult]:
    """Check variables at the corners of the levers.

    The corners are the baseline, each lever alone and all together at the strongest value of
    their main setting, as early as they can start.

    Args:
        loaded: The model with its package.
        rule: What may not be negative.
    """
    names = (
        [stock.name for stock in loaded.model.stocks]
        if rule.variables == "stocks"
        else list(rule.variables)
    )
    levers = loaded.package.levers
    corners: dict[str, dict[str, float]] = {"baseline": {}}
    corners.update({key: _strongest(lever) for key, lever in levers.items()})
    corners["all levers"] = {
        key: value for lever in levers.values() for key, value in _strongest(lever).items()
    }
    return [_at_corner(loaded, names, label, inputs) for label, inputs in corners.items()]


def _strongest(lever: Lever) -> dict[str, float]:
    found = {lever.key: lever.settings[lever.main].range[1]}
    if "start" in lever.settings:
        found[f"{lever.key}.start"] = lever.settings["start"].range[0]
    return found


def _at_corner(
    loaded: LoadedModel, names: list[str], label: str, inputs: dict[str, float]
) -> CheckResult:
    run = loaded.run(inputs=inputs, outputs=names)
    table = run.table()
    lowest = table.min()
    worst = str(lowest.idxmin())
    time = float(table[worst].idxmin())  # type: ignore[arg-type]
    return CheckResult(
        kind="never negative",
        name=label,
        passed=bool(np.all(lowest >= 0)),
        expected=f"{len(table.columns)} values never below zero",
        found=f"the lowest is '{worst}' with {lowest[worst]:.4g} {run.unit(worst)} at {time:g}",
    )
