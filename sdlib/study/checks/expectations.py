"""What a scenario is expected to change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sdlib.loaded import LoadedModel
from sdlib.policy.checks_schema import Change, Expectation
from sdlib.run import Run
from sdlib.study.checks.result import CheckResult, between, percent


def check_expectations(
    loaded: LoadedModel, expectations: Sequence[Expectation]
) -> list[CheckResult]:
    """Check each declared change of a scenario against another.

    Args:
        loaded: The model with its package.
        expectations: The declared changes.
    """
    variables = list(dict.fromkeys(e.variable for e in expectations))
    scenarios = dict.fromkeys(name for e in expectations for name in (e.scenario, e.against))
    runs = {name: loaded.run(name, outputs=variables) for name in scenarios}
    results = []
    for expectation in expectations:
        change = change_percent(runs[expectation.scenario], runs[expectation.against], expectation)
        low, high = expectation.change_percent
        results.append(
            CheckResult(
                kind="expectation",
                name=expectation.label.en,
                passed=low <= change <= high,
                expected=f"{expectation.variable} {expectation.time:g}: "
                f"{between(expectation.change_percent)}",
                found=percent(change),
            )
        )
    return results


def change_percent(run: Run, against: Run, change: Change) -> float:
    """Return the change of a variable between two runs [% of the second].

    Args:
        run: The run that is looked at.
        against: The run that it is compared with.
        change: Which variable at which time; of an array its sum.
    """
    value = _total(run, change)
    base = _total(against, change)
    return (value / base - 1) * 100 if base else float("nan")


def _total(run: Run, change: Change) -> float:
    at = int(np.flatnonzero(run.time == change.time)[0])
    return float(run.results.values[change.variable][at].sum())
