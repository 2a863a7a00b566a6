"""Parts add up to the whole: provinces to the nation, shares to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from sdlib.engine.base import Results
from sdlib.model import Model
from sdlib.model.arrays import FloatArray
from sdlib.names import counted
from sdlib.policy.checks_rules import Sum
from sdlib.study.checks.desk import Desk, corners
from sdlib.study.checks.result import CheckResult, Kind, judged
from sdlib.study.checks.runs import Experiment


def sum_runs(desk: Desk) -> dict[str, Experiment]:
    """Return the runs in which parts must add up, by the name of the corner of the levers."""
    names: list[str] = []
    for declared in desk.declared.sums:
        names += [*declared.parts, *([declared.whole] if isinstance(declared.whole, str) else [])]
    return corners(desk, outputs=tuple(dict.fromkeys(names))) if names else {}


def check_sums(desk: Desk) -> list[CheckResult]:
    """Check that declared parts add up to their whole at all saved times.

    Args:
        desk: The model with its checks.
    """
    runs = sum_runs(desk)
    return [
        judged(_failed(desk, at, declared), _judge, desk, declared, runs)
        for at, declared in enumerate(desk.declared.sums)
    ]


def _judge(
    failed: CheckResult, desk: Desk, declared: Sum, runs: dict[str, Experiment]
) -> CheckResult:
    share, corner, time = -1.0, "", 0.0
    for name, experiment in runs.items():
        results = desk.runs.get(experiment)
        whole = _whole(results, declared)
        gap = np.abs(_added(desk.loaded.model, results, declared) - whole)
        gaps = gap.reshape(len(results.time), -1).max(axis=1)
        row = int(np.argmax(gaps))
        relative = float(gaps[row]) / (float(np.max(np.abs(whole))) or 1.0)
        if relative > share:
            share, corner, time = relative, name, float(results.time[row])
    if share > declared.tolerance:
        return replace(failed, found=f"off by {share:.3g} of it in '{corner}' at {time:g}")
    found = f"largest gap {share:.1e} of it, in {counted(len(runs), 'run')}"
    return replace(failed, passed=True, found=found)


def _added(model: Model, results: Results, declared: Sum) -> FloatArray:
    """Return the sum of the parts, shape (time, *dimensions that stay)."""
    found: FloatArray | None = None
    for name in declared.parts:
        axes = tuple(1 + at for at in _axes(model, name, declared))
        values = results.values[name].sum(axis=axes)
        found = values if found is None else found + values
    assert found is not None
    return found


def _axes(model: Model, name: str, declared: Sum) -> Iterator[int]:
    for at, dimension in enumerate(model.variables[name].dimensions):
        if declared.over is None or dimension in declared.over:
            yield at


def _whole(results: Results, declared: Sum) -> FloatArray:
    if isinstance(declared.whole, str):
        return results.values[declared.whole]
    return np.asarray(float(declared.whole))


def _failed(desk: Desk, at: int, declared: Sum) -> CheckResult:
    over = "" if declared.over is None else f" over {' and '.join(declared.over)}"
    whole = declared.whole if isinstance(declared.whole, str) else f"{declared.whole:g}"
    return CheckResult(
        kind=Kind.SUM,
        name=declared.label.en,
        passed=False,
        expected=f"{' + '.join(declared.parts)}{over} add up to {whole}",
        found="",
        place=desk.place("sums", at),
        remedy="find the part that is left out, or counted twice",
    )
