"""What a scenario is expected to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sdlib.policy.checks_schema import Expectation
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import at_time, percent_change
from sdlib.study.checks.result import CheckResult, Kind, between, judged, percent
from sdlib.study.checks.runs import Experiment


def expectation_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs."""
    for expectation in desk.declared.expectations:
        yield from _pair(expectation)


def check_expectations(desk: Desk) -> list[CheckResult]:
    """Check each declared change of a scenario against another.

    Args:
        desk: The model with its checks.
    """
    results = []
    for at, expectation in enumerate(desk.declared.expectations):
        failed = CheckResult(
            kind=Kind.EXPECTATION,
            name=expectation.label.en,
            passed=False,
            expected=f"{expectation.variable} {expectation.time:g} in {expectation.scenario}: "
            f"{between(expectation.change_percent)}",
            found="",
            place=desk.place("expectations", at),
            remedy="see with 'sdlib compare' where the change comes from; then mend the model, or "
            "state with its reason what is expected instead",
        )
        results.append(judged(failed, _judge, desk, expectation))
    return results


def _judge(failed: CheckResult, desk: Desk, expectation: Expectation) -> CheckResult:
    run, against = (desk.runs.get(experiment) for experiment in _pair(expectation))
    change = percent_change(
        *(at_time(each, expectation.variable, expectation.time) for each in (run, against))
    )
    low, high = expectation.change_percent
    return replace(failed, passed=low <= change <= high, found=percent(change))


def _pair(expectation: Expectation) -> tuple[Experiment, Experiment]:
    outputs = (expectation.variable,)
    return (
        Experiment(scenario=expectation.scenario, outputs=outputs),
        Experiment(scenario=expectation.against, outputs=outputs),
    )
