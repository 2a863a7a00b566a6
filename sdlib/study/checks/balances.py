"""What is conserved: stocks change by what flows in and out, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sdlib.engine.base import Results
from sdlib.model import Model, Stock
from sdlib.model.arrays import FloatArray
from sdlib.model.equation_text import chain
from sdlib.model.expressions import Call, Operation, Reference
from sdlib.names import counted
from sdlib.policy.checks_rules import Balance, Residual
from sdlib.study.checks.desk import Desk, corners
from sdlib.study.checks.measures import total
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment

_TOLERANCE = 1e-9
"""Largest gap of a stock-flow identity [share of the stock]; rounding is some 1e-15 a step."""


def balance_runs(desk: Desk) -> dict[str, Experiment]:
    """Return the runs in which everything must balance, by the name of the corner.

    Euler's method is taken whatever the model asks for: with it, and with it alone, a step changes
    a stock by the flows that are saved with it.
    """
    names: list[str] = []
    for balance in desk.declared.balances:
        names += [*balance.stocks, *balance.inflows, *balance.outflows]
    for residual in desk.declared.residuals:
        names += [residual.variable, residual.of]
    for stock, flows in named_flows(desk.loaded.model).items():
        names += [stock, *(name for name, _ in flows)]
    outputs = tuple(dict.fromkeys(names))
    return corners(desk, outputs=outputs, integrator="euler", every_step=True) if names else {}


def named_flows(model: Model) -> dict[str, list[tuple[str, int]]]:
    """Return the stocks that change by named flows alone, with these and their signs.

    A stock whose equation holds a product or a part of a flow is left out, and so is one whose
    elements have equations of their own.
    """
    found = {}
    for stock in model.stocks:
        flows = _flows_of(stock)
        if flows is not None:
            found[stock.name] = [(model.variable(name).name, sign) for name, sign in flows]
    return found


def check_balances(desk: Desk) -> list[CheckResult]:
    """Check the declared balances and accounts, and that every stock follows its flows.

    Args:
        desk: The model with its checks.
    """
    runs = balance_runs(desk)
    results = []
    if named_flows(desk.loaded.model):
        results.append(_identity(desk, runs))
    for at, balance in enumerate(desk.declared.balances):
        results.append(_balance(desk, runs, at, balance))
    for at, residual in enumerate(desk.declared.residuals):
        results.append(_residual(desk, runs, at, residual))
    return results


def _balance(desk: Desk, runs: dict[str, Experiment], at: int, balance: Balance) -> CheckResult:
    flows = " + ".join(balance.inflows) or "nothing"
    losses = " - ".join(("", *balance.outflows))
    failed = CheckResult(
        kind=Kind.BALANCE,
        name=balance.label.en,
        passed=False,
        expected=f"{' + '.join(balance.stocks)} changes by {flows}{losses}",
        found="",
        place=desk.place("balances", at),
        remedy="find the flow that is left out, or counted twice",
    )

    def gap(results: Results) -> tuple[FloatArray, float]:
        stocks = _sum(results, balance.stocks)
        net = _sum(results, balance.inflows) - _sum(results, balance.outflows)
        return _gap(stocks, net, results), float(np.max(np.abs(stocks)))

    return judged(failed, _worst, desk, runs, balance.tolerance, gap)


def _residual(desk: Desk, runs: dict[str, Experiment], at: int, residual: Residual) -> CheckResult:
    failed = CheckResult(
        kind=Kind.RESIDUAL,
        name=residual.label.en,
        passed=False,
        expected=f"{residual.variable} is zero",
        found="",
        place=desk.place("residuals", at),
        remedy="find the account that is left out, or counted twice",
    )

    def gap(results: Results) -> tuple[FloatArray, float]:
        values = results.values[residual.variable].reshape(len(results.time), -1)
        return np.abs(values).max(axis=1), float(np.max(np.abs(total(results, residual.of))))

    return judged(failed, _worst, desk, runs, residual.tolerance, gap)


def _worst(
    failed: CheckResult,
    desk: Desk,
    runs: dict[str, Experiment],
    tolerance: float,
    gap: Callable[[Results], tuple[FloatArray, float]],
) -> CheckResult:
    """Return the result of the corner with the largest gap.

    Args:
        failed: The result but for what was found.
        desk: The model with its checks.
        runs: The corners.
        tolerance: Largest gap that passes [share].
        gap: Returns the gap at each step and what it is measured by.
    """
    share, corner, time = -1.0, "", 0.0
    for name, experiment in runs.items():
        results = desk.runs.get(experiment)
        gaps, scale = gap(results)
        row = int(np.argmax(gaps))
        relative = float(gaps[row]) / (scale or 1.0)
        if relative > share:
            share, corner, time = relative, name, float(results.time[row])
    if share > tolerance:
        return replace(failed, found=f"a gap of {share:.3g} of it in '{corner}' at {time:g}")
    found = f"largest gap {share:.1e} of it, in {counted(len(runs), 'run')} at every time step"
    return replace(failed, passed=True, found=found)


def _identity(desk: Desk, runs: dict[str, Experiment]) -> CheckResult:
    failed = CheckResult(
        kind=Kind.FLOWS,
        name="stocks follow their flows",
        passed=False,
        expected="every stock that has named flows alone changes by them",
        found="",
        place=str(desk.loaded.model.path),
        remedy="a stock that is kept from falling below zero makes something of nothing: limit its "
        "outflow instead",
    )
    return judged(failed, _follow, desk, runs)


def _follow(failed: CheckResult, desk: Desk, runs: dict[str, Experiment]) -> CheckResult:
    model = desk.loaded.model
    flows = named_flows(model)
    share, where = 0.0, ""
    for name, experiment in runs.items():
        results = desk.runs.get(experiment)
        for stock, terms in flows.items():
            values = results.values[stock]
            net = np.zeros_like(values)
            for flow, sign in terms:
                net += sign * results.values[flow]
            relative = float(np.max(_gap(values, net, results)) / (np.max(np.abs(values)) or 1.0))
            if relative > share:
                share, where = relative, f"'{stock}' in '{name}'"
    if share > _TOLERANCE:
        return replace(failed, found=f"a gap of {share:.3g} of {where}")
    found = f"{len(flows)} of {len(model.stocks)} stocks have such flows; largest gap {share:.1e}"
    return replace(failed, passed=True, found=found)


def _sum(results: Results, names: tuple[str, ...]) -> FloatArray:
    found = np.zeros(len(results.time))
    for name in names:
        found += total(results, name)
    return found


def _gap(stocks: FloatArray, net: FloatArray, results: Results) -> FloatArray:
    """Return by how much each step's change is not the step times the net flow."""
    steps = np.diff(results.time).reshape(-1, *([1] * (stocks.ndim - 1)))
    return np.asarray(np.abs(np.diff(stocks, axis=0) - steps * net[:-1]))


def _flows_of(stock: Stock) -> list[tuple[str, int]] | None:
    if len(stock.definitions) != 1:
        return None
    definition = stock.definitions[0]
    expression = definition.expression
    if not isinstance(expression, Call) or not expression.function.startswith("integ"):
        return None
    rate = expression.arguments[0]
    members = (
        chain(rate) if isinstance(rate, Operation) and rate.operator in "+-" else [("+", rate)]
    )
    found = []
    for operator, member in members:
        if isinstance(member, Operation) and member.operator == "negative" and operator == "+":
            operator, member = "-", member.operands[0]
        if not isinstance(member, Reference) or member.subscripts != definition.subscripts:
            return None
        found.append((member.name, -1 if operator == "-" else 1))
    return found
