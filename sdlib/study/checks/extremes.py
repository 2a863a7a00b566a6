"""Extreme conditions: with no credit, no demand, no founders, what must hold, holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sdlib.engine.base import Results
from sdlib.policy.checks_rules import Condition, Extreme
from sdlib.policy.checks_runs import Tried
from sdlib.study.checks.courses import experiment_of, is_simple
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import at_time, percent_change
from sdlib.study.checks.result import CheckResult, Kind, between, judged, percent
from sdlib.study.checks.runs import Experiment

_DIGITS = 1e-9
"""Share of a value by which two values may differ and still be equal."""


def extreme_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs, as far as they are known beforehand."""
    for extreme in desk.declared.extremes:
        names = tuple(dict.fromkeys(condition.variable for condition in extreme.expect))
        yield Experiment(scenario=extreme.run.scenario, outputs=names)
        if is_simple(extreme.run):
            yield experiment_of(desk.runs, extreme.run, names)


def check_extremes(desk: Desk) -> list[CheckResult]:
    """Check what must hold under each extreme condition.

    Args:
        desk: The model with its checks.
    """
    results = []
    for at, extreme in enumerate(desk.declared.extremes):
        for number, condition in enumerate(extreme.expect):
            failed = _failed(desk, extreme, condition, desk.place("extremes", at, "expect", number))
            results.append(judged(failed, _judge, desk, extreme, condition))
    return results


def _judge(failed: CheckResult, desk: Desk, extreme: Extreme, condition: Condition) -> CheckResult:
    names = tuple(dict.fromkeys(each.variable for each in extreme.expect))
    run = desk.runs.get(experiment_of(desk.runs, extreme.run, names))
    if condition.change_percent is not None:
        tried = Tried(scenario=extreme.run.scenario)
        whole = desk.runs.get(experiment_of(desk.runs, tried, names))
        return _change(run, whole, condition, failed)
    rows = _rows(condition, run)
    values = run.values[condition.variable][rows]
    low = condition.at_least if condition.equals is None else condition.equals
    high = condition.at_most if condition.equals is None else condition.equals
    slack = _DIGITS * max(abs(low or 0.0), abs(high or 0.0), 1e-300)
    under = values < (-np.inf if low is None else low) - slack
    over = values > (np.inf if high is None else high) + slack
    wrong = (under | over).reshape(len(rows), -1)
    unit = desk.loaded.model.variables[condition.variable].unit
    if wrong.any():
        row, column = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
        name = desk.loaded.model.elements(condition.variable)[column]
        value = values.reshape(len(rows), -1)[row, column]
        found = f"'{name}' is {value:.6g} {unit} at {run.time[rows[row]]:g}"
        return replace(failed, found=found)
    found = f"{np.min(values):.6g} to {np.max(values):.6g} {unit}"
    return replace(failed, passed=True, found=found)


def _rows(condition: Condition, run: Results) -> list[int]:
    if condition.at == "end":
        return [len(run.time) - 1]
    if condition.at != "always":
        return [int(np.argmin(np.abs(run.time - condition.at)))]
    first = run.time[0] if condition.from_ is None else condition.from_
    return [int(row) for row in np.flatnonzero(run.time >= first)]


def _change(run: Results, whole: Results, condition: Condition, failed: CheckResult) -> CheckResult:
    assert condition.change_percent is not None
    low, high = condition.change_percent
    changes = [
        percent_change(*(at_time(each, condition.variable, run.time[row]) for each in (run, whole)))
        for row in _rows(condition, run)
    ]
    passed = all(low <= change <= high for change in changes)
    wrong = next((change for change in changes if not low <= change <= high), changes[-1])
    return replace(failed, passed=passed, found=percent(wrong))


def _failed(desk: Desk, extreme: Extreme, condition: Condition, place: str) -> CheckResult:
    unit = desk.loaded.model.variables[condition.variable].unit
    words = []
    if condition.equals is not None:
        words.append(f"{condition.equals:g} {unit}")
    if condition.at_least is not None:
        words.append(f"at least {condition.at_least:g} {unit}")
    if condition.at_most is not None:
        words.append(f"at most {condition.at_most:g} {unit}")
    if condition.change_percent is not None:
        words.append(f"{between(condition.change_percent)} against the run without it")
    when = "at the end" if condition.at == "end" else str(condition.at)
    if not isinstance(condition.at, str):
        when = f"at {condition.at:g}"
    elif condition.from_ is not None:
        when = f"from {condition.from_:g}"
    return CheckResult(
        kind=Kind.EXTREME,
        name=f"{extreme.key}: {extreme.label.en}",
        passed=False,
        expected=f"{condition.variable} {when}: {', '.join(words)}",
        found="",
        place=place,
        remedy="follow the variable back through its equations until one does not make sense",
    )
