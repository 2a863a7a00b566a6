"""Results hardly depend on the time step and on the method of integration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sdlib.engine.base import Results
from sdlib.model.arrays import FloatArray
from sdlib.policy.checks_rules import Numerics
from sdlib.study.checks.desk import Desk
from sdlib.study.checks.measures import total
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment

_NOTHING = 1e-12
"""Share of a variable's largest value below which a difference is rounding."""


@dataclass(frozen=True, kw_only=True)
class _Way:
    """Another way to integrate."""

    label: str
    key: str
    """Key of the rule's limit."""
    integrator: str | None
    step_share: float


_WAYS = (
    _Way(label="half the time step", key="half_step_percent", integrator=None, step_share=0.5),
    _Way(label="Runge-Kutta against Euler", key="rk4_percent", integrator="rk4", step_share=1.0),
)


def numerics_runs(desk: Desk) -> Iterator[Experiment]:
    """Iterate over the runs that the check needs."""
    rule = desk.declared.numerics
    for scenario in rule.scenarios if rule and not _moves(desk) else ():
        for way in _WAYS:
            yield from _pair(desk, scenario, way)


def check_numerics(desk: Desk) -> list[CheckResult]:
    """Check every output at every saved time, in each scenario and each other way.

    Args:
        desk: The model with its checks.
    """
    rule = desk.declared.numerics
    if rule is None:
        return []
    results = []
    for scenario in rule.scenarios:
        for way in _WAYS:
            failed = CheckResult(
                kind=Kind.NUMERICS,
                name=f"{scenario}: {way.label}",
                passed=False,
                expected=f"no output changes by more than {getattr(rule, way.key):g} %",
                found="",
                place=desk.place("numerics"),
                remedy="halve TIME STEP in the model, or lengthen the shortest delay; or declare "
                "the output under 'exceptions' with the reason",
            )
            if _moves(desk):
                found = "TIME STEP of the model changes during a run: it runs in its own steps only"
                results.append(replace(failed, found=found, remedy="take 'numerics' out"))
                continue
            results.append(judged(failed, _judge, desk, rule, scenario, way))
    return results


def _moves(desk: Desk) -> bool:
    """Tell whether TIME STEP changes during a run."""
    return bool(desk.loaded.model.time.lengths)


def _judge(
    failed: CheckResult, desk: Desk, rule: Numerics, scenario: str, way: _Way
) -> CheckResult:
    plain, other = (desk.runs.get(experiment) for experiment in _pair(desk, scenario, way))
    limit = float(getattr(rule, way.key))
    largest, excused, wrong = "nothing changes", [], ""
    most, over = 0.0, 0.0
    for name in _outputs(desk):
        change = _change_percent(plain, other, name, _measured_by(rule, name))
        allowed = np.full(len(plain.time), limit)
        for exception in rule.exceptions:
            if exception.variable == name:
                until = np.inf if exception.until is None else exception.until
                allowed[plain.time <= until] = exception.percent
        general = np.where(allowed == limit, change, 0.0)
        row = int(np.argmax(general))
        if general[row] > most:
            most = float(general[row])
            largest = f"largest: '{name}' by {most:.2g} % at {plain.time[row]:g}"
        if (change > limit).any() and not (change > allowed).any():
            excused.append(f"'{name}' by {np.max(change):.2g} % (declared)")
        row = int(np.argmax(change / allowed))
        if change[row] / allowed[row] > max(1.0, over):
            over = float(change[row] / allowed[row])
            wrong = f"'{name}' by {change[row]:.3g} % at {plain.time[row]:g}"
    found = wrong or "; ".join([largest, *excused])
    return replace(failed, passed=not wrong, found=found)


def _measured_by(rule: Numerics, name: str) -> str:
    """Return the variable by which the change of an output is measured: as a rule, itself."""
    others = [e.of for e in rule.exceptions if e.variable == name and e.of is not None]
    return others[0] if others else name


def _change_percent(plain: Results, other: Results, name: str, of: str) -> FloatArray:
    """Return the largest change of an element at each saved time [% of the finer value of `of`]."""
    a = plain.values[name].reshape(len(plain.time), -1)
    b = other.values[name].reshape(len(plain.time), -1)
    whole = np.abs(b if of == name else total(other, of).reshape(-1, 1))
    gap = np.abs(a - b)
    real = gap > _NOTHING * max(float(np.max(whole)), 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(real, 100 * gap / whole, 0.0)
    return np.asarray(change.max(axis=1))


def _pair(desk: Desk, scenario: str, way: _Way) -> tuple[Experiment, Experiment]:
    # Euler's method is what the other way is compared with, whatever the model asks for.
    base = "euler" if way.integrator else None
    rule = desk.declared.numerics
    others = [e.of for e in rule.exceptions if e.of] if rule else []
    names = tuple(dict.fromkeys([*_outputs(desk), *others]))
    return (
        Experiment(scenario=scenario, outputs=names, integrator=base),
        Experiment(
            scenario=scenario, outputs=names, integrator=way.integrator, step_share=way.step_share
        ),
    )


def _outputs(desk: Desk) -> tuple[str, ...]:
    rule = desk.declared.numerics
    return desk.loaded.outputs if rule is None or rule.outputs == "all" else tuple(rule.outputs)
