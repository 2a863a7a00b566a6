"""The search for the parameters that come closest, from several starts side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.errors import RunError
from sdlib.model.arrays import FloatArray
from sdlib.study.calibration.problem import Problem, objective
from sdlib.study.calibration.together import Answers, side_by_side

STEP = 1e-6
"""Step of the difference quotients, as a part of a parameter's range."""

_FINEST = 1e-9
_MOST_STEPS = 100
_MOST_DRAWS = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class Solved:
    """Where a search ended."""

    point: FloatArray
    """In the unit cube, shape (parameter,)."""
    objective: float
    """Infinite where the search could not even begin."""
    jacobian: FloatArray
    """Change of the residuals with each moved parameter, shape (residual, moved parameter)."""
    converged: bool
    """Whether it ended because nothing more could be gained."""


def search(
    problem: Problem,
    starts: int,
    generator: np.random.Generator,
    done: Callable[[], None] = lambda: None,
) -> list[Solved]:
    """Search from several starts, and return where each of them led.

    The first start is the model's present values; the others are a Latin hypercube over the ranges,
    drawn anew where a run from them is not finite.

    Args:
        problem: What is fitted.
        starts: How many starts.
        generator: Draws them.
        done: Called when a search has ended.

    Raises:
        RunError: If the run at the present values is not finite, or none can be drawn that is.
    """
    points = starting_points(problem, starts, generator)
    every = np.arange(len(problem.names))
    return side_by_side(
        problem.residuals, lambda ask, point: least(ask, point, every), list(points), done
    )


def starting_points(problem: Problem, count: int, generator: np.random.Generator) -> FloatArray:
    """Return the starts in the unit cube, shape (count, parameter).

    Args:
        problem: What is fitted.
        count: How many; the first is the present values.
        generator: Draws the others.

    Raises:
        RunError: If one of them cannot be drawn with a finite run.
    """
    # SciPy's parts are imported where they are used: what only reads a record waits for none.
    from scipy.stats import qmc

    size = len(problem.names)
    sampler = qmc.LatinHypercube(size, rng=generator)
    points = np.vstack([problem.points(problem.present), sampler.random(count - 1)])
    for draw in range(_MOST_DRAWS):
        bad = np.asarray(~np.isfinite(problem.residuals(points)).all(axis=1))
        if bad[0]:
            raise RunError(
                found="the run at the present values of the parameters cannot be compared: it is "
                "not finite, or a fitted variable is not above zero",
                variable=problem.observed[0].variable,
                time=None,
                remedy="correct the values in the model until 'sdlib fit' runs",
            )
        if not bad.any():
            return points
        if draw < _MOST_DRAWS - 1:
            points[bad] = generator.random((int(bad.sum()), size))
    raise RunError(
        found=f"{int(bad.sum())} of {count} starts have no finite run, after {_MOST_DRAWS} draws",
        variable=problem.observed[0].variable,
        time=None,
        remedy="narrow the ranges of the parameters",
    )


def least(ask: Answers, start: FloatArray, moved: Sequence[int] | np.ndarray) -> Solved:
    """Search for the least sum of squares from one point.

    Args:
        ask: Answers points with residuals.
        start: Where the search begins, shape (parameter,).
        moved: The parameters that are moved; the others stay as they are.
    """
    from scipy.optimize import least_squares

    moved = np.asarray(moved, dtype=int)
    steps = _Steps(ask, start, moved)
    if not np.isfinite(steps.residuals(start[moved])).all() or not len(moved):
        value = objective(steps.residuals(start[moved]))
        return Solved(
            point=start,
            objective=value if np.isfinite(value) else np.inf,
            jacobian=steps.jacobian(start[moved]),
            converged=not len(moved),
        )
    found = least_squares(
        steps.residuals,
        start[moved],
        jac=steps.jacobian,
        bounds=(0, 1),
        ftol=_FINEST,
        xtol=_FINEST,
        gtol=_FINEST,
        max_nfev=_MOST_STEPS,
    )
    point = start.copy()
    point[moved] = found.x
    return Solved(
        point=point,
        objective=float(2 * found.cost),
        jacobian=np.asarray(found.jac),
        converged=bool(found.status > 0),
    )


class _Steps:
    """Residuals and their derivatives at the steps of one search, asked for together."""

    def __init__(self, ask: Answers, start: FloatArray, moved: np.ndarray) -> None:
        self._ask = ask
        self._start = start
        self._moved = moved
        self._at: bytes | None = None
        self._residuals = np.empty(0)
        self._jacobian = np.empty((0, 0))

    def residuals(self, x: FloatArray) -> FloatArray:
        self._go(x)
        return self._residuals

    def jacobian(self, x: FloatArray) -> FloatArray:
        self._go(x)
        return self._jacobian

    def _go(self, x: FloatArray) -> None:
        # A run more costs next to nothing beside a call more, so the derivatives come along even
        # if the step will be refused.
        if self._at == x.tobytes():
            return
        rows = np.tile(self._start, (len(x) + 1, 1))
        rows[:, self._moved] = x
        step = np.where(x + STEP <= 1, STEP, -STEP)
        rows[np.arange(1, len(x) + 1), self._moved] += step
        found = self._ask(rows)
        self._at = x.tobytes()
        self._residuals = found[0] if np.isfinite(found).all() else np.full_like(found[0], np.nan)
        with np.errstate(invalid="ignore"):
            self._jacobian = ((found[1:] - found[0]) / step[:, None]).T
