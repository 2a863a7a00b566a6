"""The calibration of a model: what was fitted, how well, and how sure each parameter is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy.calibration_schema import CalibrationFile
from sdlib.policy.load_calibration import CALIBRATION, read_calibration
from sdlib.study.calibration.problem import Problem, objective
from sdlib.study.calibration.profile import Interval, Profiled, profile
from sdlib.study.calibration.result import (
    SIGNIFICANT,
    Calibration,
    Estimate,
    SeriesShare,
    Start,
)
from sdlib.study.calibration.search import Solved, search
from sdlib.study.fit import fit_of

AS_GOOD = 0.01
"""Part by which the objective of another start may be higher to count as the same."""

ELSEWHERE = 0.05
"""Part of a parameter's range from which on another value is another one."""

_AT_END = 1e-4
_REACHED = 1e-6


def declared_calibration(loaded: LoadedModel) -> CalibrationFile:
    """Return what a model declares about its calibration.

    Raises:
        InputError: If it declares nothing.
        DataFileError: With every fault of ``calibration.yaml``.
    """
    declared = read_calibration(loaded.package, loaded.model)
    if declared is None:
        raise InputError(
            found=f"'{loaded.package.name}' has no {CALIBRATION}",
            allowed="a model package that says what is fitted to which observations",
            remedy=f"write a {CALIBRATION} beside its model.yaml; docs/models.md shows one",
        )
    return declared


def step_count(declared: CalibrationFile, starts: int | None = None) -> int:
    """Return how many steps `calibrate` announces.

    Args:
        declared: The ``calibration.yaml``.
        starts: As in `calibrate`.
    """
    return 2 + (starts or declared.starts) + 2 * len(declared.parameters)


def calibrate(
    loaded: LoadedModel,
    *,
    starts: int | None = None,
    seed: int | None = None,
    step: Callable[[str], None] = lambda what: None,
) -> Calibration:
    """Fit a model's declared parameters to its declared observations.

    The objective is the sum over the series of weight times mean squared residual. It is minimised
    by least squares within the ranges, from several starts; every number depends on the model, its
    files and the seed only.

    Args:
        loaded: The model with its package.
        starts: How many starts; as declared by default.
        seed: Seed of the starts; as declared by default.
        step: Called with what is done next, `step_count` times, never twice at once.

    Raises:
        InputError: If the package has no ``calibration.yaml``, or `starts` is not above zero.
        DataFileError: With every fault of that file.
        RunError: If the run at the present values is not finite.

    Example:
        >>> import sdlib
        >>> calibrate(sdlib.load("sme_primer"), starts=2).scenario
        'as_adopted'
    """
    declared = declared_calibration(loaded)
    count = declared.starts if starts is None else starts
    if count < 1:
        raise InputError(found=f"{count} starts are asked for", allowed="1 and more")
    chosen = declared.seed if seed is None else seed
    step("making the model ready for many runs")
    problem = Problem(loaded, declared)
    before = objective(problem.residuals(problem.points(problem.present)[None])[0])
    counted = _Counted(step, "starts searched", count)
    solved = search(problem, count, np.random.default_rng(chosen), counted.done)
    best = min(solved, key=lambda each: each.objective)
    counted = _Counted(step, "ends of intervals found", 2 * len(problem.names))
    profiled = profile(problem, best, counted.done)
    values = _rounded(problem, profiled.best.point)
    after = problem.residuals(problem.points(values)[None])[0]
    step("measuring the fit")
    return Calibration(
        model=loaded.package.name,
        scenario=declared.scenario,
        first=declared.from_,
        until=declared.until,
        seed=chosen,
        parameters=_estimates(loaded, problem, profiled, values, solved),
        correlation=tuple(tuple(float(each) for each in row) for row in profiled.correlation),
        objective=objective(after),
        objective_before=before,
        series=_shares(problem, after),
        starts=tuple(_start(problem, each) for each in solved),
        runs=problem.runs,
        fit=fit_of(loaded, inputs=dict(zip(problem.names, map(float, values), strict=True))),
    )


class _Counted:
    """Tells how many of several searches have ended."""

    def __init__(self, step: Callable[[str], None], words: str, most: int) -> None:
        self._step = step
        self._words = f"of {most} {words}"
        self._most = most
        self._count = 0
        step(f"0 {self._words}")

    def done(self) -> None:
        self._count += 1
        # A better point starts the profiles anew; the bar has no room for them.
        if self._count < self._most:
            self._step(f"{self._count} {self._words}")


def _rounded(problem: Problem, point: FloatArray) -> FloatArray:
    # The search comes close to an end of a range without ever reaching it.
    point = np.where(point < _REACHED, 0.0, np.where(point > 1 - _REACHED, 1.0, point))
    values = [float(f"{value:.{SIGNIFICANT}g}") for value in problem.values(point)]
    return np.clip(values, problem.low, problem.high)


def _start(problem: Problem, solved: Solved) -> Start:
    return Start(
        objective=solved.objective,
        values=tuple(float(value) for value in problem.values(solved.point)),
        converged=solved.converged,
    )


def _shares(problem: Problem, residuals: FloatArray) -> tuple[SeriesShare, ...]:
    shares = problem.shares(residuals)
    return tuple(
        SeriesShare(
            series=each.series,
            variable=each.variable,
            points=each.count,
            weight=each.weight,
            transform=each.transform,
            objective=shares[each.series],
        )
        for each in problem.observed
    )


def _estimates(
    loaded: LoadedModel,
    problem: Problem,
    profiled: Profiled,
    values: FloatArray,
    solved: Sequence[Solved],
) -> tuple[Estimate, ...]:
    found = []
    for place, name in enumerate(problem.names):
        low, high = float(problem.low[place]), float(problem.high[place])
        ends = profiled.intervals[place]
        lower, upper = (None if end is None else low + end * (high - low) for end in ends)
        found.append(
            Estimate(
                variable=name,
                unit=loaded.model.variable(loaded.model.split(name)[0]).unit,
                value=float(values[place]),
                before=float(problem.present[place]),
                range=(low, high),
                interval=(lower, upper),
                not_identified=_doubt(problem, profiled, place, ends, solved),
            )
        )
    return tuple(found)


def _doubt(
    problem: Problem, profiled: Profiled, place: int, ends: Interval, solved: Sequence[Solved]
) -> str:
    """Return why the data do not tell a parameter, empty where they do."""
    reasons = []
    mine = float(profiled.best.point[place])
    if mine < _AT_END or mine > 1 - _AT_END:
        reasons.append(f"it lies at the {'lower' if mine < 0.5 else 'upper'} end of its range")
    open_ends = [word for word, end in zip(("below", "above"), ends, strict=True) if end is None]
    if open_ends:
        reasons.append(f"its interval is open {' and '.join(open_ends)}")
    limit = max(profiled.best.objective, problem.smallest) * (1 + AS_GOOD)
    for number, other in enumerate(solved, 1):
        theirs = float(other.point[place])
        outside = (ends[0] is not None and theirs < ends[0]) or (
            ends[1] is not None and theirs > ends[1]
        )
        if other.objective <= limit and (outside or abs(theirs - mine) > ELSEWHERE):
            value = float(problem.values(other.point)[place])
            reasons.append(f"start {number} comes as close with {value:.4g}")
            break
    return "; ".join(reasons)
