"""No stock falls below zero, whatever the levers do, and nothing flows out of an empty one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sdlib.names import counted
from sdlib.policy.checks_schema import NeverNegative
from sdlib.study.checks.desk import Desk, corners
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment

_NEARLY_EMPTY = 1e-6
"""Share of a stock's largest value at which it counts as nearly empty."""


def negative_runs(desk: Desk) -> dict[str, Experiment]:
    """Return the runs in which nothing may be negative, by the name of the corner."""
    rule = desk.declared.never_negative
    if rule is None:
        return {}
    return corners(desk, outputs=_checked(desk, rule))


def _checked(desk: Desk, rule: NeverNegative) -> tuple[str, ...]:
    if rule.variables != "stocks":
        return rule.variables
    signed = {each.variable for each in rule.signed}
    return tuple(stock.name for stock in desk.loaded.model.stocks if stock.name not in signed)


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
        expected=f"{counted(len(experiment.outputs), 'variable')} never below zero",
        found="",
        place=desk.place("never_negative"),
        remedy="let its outflows fall with it: what takes a share per unit of time never takes all",
    )


def check_empty_stocks(desk: Desk) -> list[CheckResult]:
    """Check that every named outflow ends with its stock.

    Each stock is held at a millionth of its largest value; its outflows may then take no more of it
    in a time step than there is. A stock whose outflow does not end with it stays positive by luck.

    Args:
        desk: The model with its checks.

    Source: outflows that approach zero as their stock does: Sterman 2000, Business Dynamics,
    chapter 21 (extreme conditions).
    """
    results = []
    for stock, flows in outflows_of(desk).items():
        failed = CheckResult(
            kind=Kind.EMPTY,
            name=f"'{stock}' when it is nearly empty",
            passed=False,
            expected="no outflow takes more of it in a time step than there is",
            found="",
            place=desk.place("never_negative"),
            remedy="make the outflow a share of the stock per unit of time; or name it under "
            "'unlimited' with the reason why the stock cannot be empty",
        )
        results.append(judged(failed, _judge_empty, desk, stock, flows))
    return results


def outflows_of(desk: Desk) -> dict[str, tuple[str, ...]]:
    """Return the stocks that may not run empty, with the named outflows that must end with them."""
    rule = desk.declared.never_negative
    if rule is None:
        return {}
    chosen = _checked(desk, rule)
    excused = {unlimited.flow for unlimited in rule.unlimited}
    outflows = {
        stock.name: tuple(name for name in stock.outflows if name not in excused)
        for stock in desk.loaded.model.stocks
        if stock.name in chosen
    }
    return {stock: flows for stock, flows in outflows.items() if flows}


def _judge_empty(
    failed: CheckResult, desk: Desk, stock: str, flows: tuple[str, ...]
) -> CheckResult:
    whole = desk.runs.get(Experiment(outputs=(stock,))).values[stock]
    nearly = _NEARLY_EMPTY * float(np.max(np.abs(whole)))
    results = desk.runs.get(Experiment(inputs={stock: nearly}, outputs=flows))
    step = desk.loaded.model.time.time_step
    parts = {flow: float(np.max(results.values[flow])) * step / (nearly or 1.0) for flow in flows}
    worst = max(parts, key=lambda flow: parts[flow])
    if parts[worst] > 1:
        return replace(failed, found=f"'{worst}' takes {parts[worst]:.3g} times what is there")
    found = f"at most {parts[worst]:.2g} of it, by '{worst}'"
    return replace(failed, passed=True, found=found)
