"""How far each parameter can be moved before the fit gets clearly worse.

The profile of a parameter is the least objective at each of its values, all others fitted anew. Its
interval ends where the profile has risen by what chance explains: the objective over its degrees of
freedom estimates the variance of the residuals, which are taken as independent.

Source:
    D. M. Bates and D. G. Watts, Nonlinear Regression Analysis and Its Applications, Wiley 1988,
    section 6.1 (profile t function).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sdlib.model.arrays import FloatArray
from sdlib.study.calibration.problem import SMALLEST_RESIDUAL, Problem
from sdlib.study.calibration.search import Solved, least
from sdlib.study.calibration.together import Answers, side_by_side

CONFIDENCE = 0.95
"""Probability with which an interval holds the true value, if its assumptions hold."""

_MOST_PROFILES = 5
_MOST_STEPS = 40
_CLOSE = 0.005
"""How close to the limit an end is searched, as a part of the limit."""

_BETTER = 1e-6
"""Part by which an objective must be lower to be a better one."""

Interval = tuple[float | None, float | None]
"""Lower and upper end in the unit cube; None where it is open within the range."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Profiled:
    """The best point with the intervals around it."""

    best: Solved
    """The best point; better than the one that was given, if a profile met such a one."""
    intervals: tuple[Interval, ...]
    """One a parameter."""
    correlation: FloatArray
    """Of the parameters at the best point, shape (parameter, parameter)."""


def profile(problem: Problem, best: Solved, done: Callable[[], None] = lambda: None) -> Profiled:
    """Return the intervals of all parameters around the best point.

    Args:
        problem: What is fitted.
        best: Where the search ended, with all parameters moved.
        done: Called when one side of an interval is known.
    """
    every = np.arange(len(problem.names))
    for _ in range(_MOST_PROFILES):
        limit = _Limit(problem, best)
        spread = _spread(best, limit.variance)
        sides = [_Side(limit, spread, int(place), way) for place in every for way in (-1, 1)]
        found = side_by_side(problem.residuals, lambda ask, side: side.end(ask), sides, done)
        better = [side.better for side in sides if side.better is not None]
        if not better:
            break
        least_of_all = min(better, key=lambda solved: solved.objective)
        (best,) = side_by_side(
            problem.residuals, lambda ask, point: least(ask, point, every), [least_of_all.point]
        )
    return Profiled(
        best=best,
        intervals=tuple((found[2 * place], found[2 * place + 1]) for place in every),
        correlation=_correlation(spread),
    )


class _Limit:
    """The objective up to which a point is as good as the best one, but for chance."""

    def __init__(self, problem: Problem, best: Solved) -> None:
        from scipy.special import stdtrit

        freedom = problem.count - len(problem.names)
        self.best = best
        self.variance = max(best.objective / freedom, SMALLEST_RESIDUAL**2)
        self.t = float(stdtrit(freedom, (1 + CONFIDENCE) / 2))

    def distance(self, solved: Solved) -> float:
        """Return how far a point is from the best one, in standard errors where that is linear."""
        return float(np.sqrt(max(solved.objective - self.best.objective, 0.0) / self.variance))


def _spread(best: Solved, variance: float) -> FloatArray:
    """Return the covariance of the parameters in the unit cube, shape (parameter, parameter).

    Directions that change nothing get a very large variance instead of an infinite one, so that
    the parameters in them are seen to be correlated.
    """
    _, sizes, ways = np.linalg.svd(best.jacobian, full_matrices=False)
    kept = np.maximum(sizes, max(float(sizes[0]), 1e-12) * 1e-8)
    return np.asarray((ways.T / kept**2) @ ways * variance)


def _correlation(spread: FloatArray) -> FloatArray:
    errors = np.sqrt(np.diag(spread))
    return np.asarray(np.clip(spread / np.outer(errors, errors), -1, 1))


class _Side:
    """The search for one end of one interval."""

    def __init__(self, limit: _Limit, spread: FloatArray, place: int, way: int) -> None:
        self._limit = limit
        self._place = place
        self._way = way
        self._others = np.delete(np.arange(len(limit.best.point)), place)
        self._first_step = float(np.sqrt(spread[place, place])) * limit.t
        self.better: Solved | None = None

    def end(self, ask: Answers) -> float | None:
        """Return the end in the unit cube, None where the range ends first."""
        edge = 0.0 if self._way < 0 else 1.0
        inside, near = self._limit.best, 0.0
        start = float(inside.point[self._place])
        step = self._first_step
        for _ in range(_MOST_STEPS):
            at = float(inside.point[self._place])
            if abs(edge - at) < _CLOSE**2:
                return None
            step = min(step, abs(edge - at))
            tried = self._solve(ask, inside, at + self._way * step)
            if tried is None:
                return None
            far = self._limit.distance(tried)
            if far >= self._limit.t:
                return self._between(ask, (inside, near), (tried, far))
            moved = abs(float(tried.point[self._place]) - start)
            wanted = (self._limit.t - far) * moved / far if far > 0 else moved
            inside, near, step = tried, far, min(max(1.2 * wanted, step / 4), 4 * step)
        return None

    def _between(
        self, ask: Answers, inside: tuple[Solved, float], outside: tuple[Solved, float]
    ) -> float:
        """Return where the limit is crossed: the distance is nearly linear, so few steps do."""
        t = self._limit.t
        for _ in range(_MOST_STEPS):
            low, high = (float(side[0].point[self._place]) for side in (inside, outside))
            part = (t - inside[1]) / (outside[1] - inside[1]) if np.isfinite(outside[1]) else 0.5
            at = low + min(max(part, 0.02), 0.98) * (high - low)
            tried = self._solve(ask, inside[0], at)
            if tried is None:
                return at
            far = self._limit.distance(tried)
            if abs(far - t) <= _CLOSE * t or abs(high - low) < 1e-9:
                return at
            inside, outside = ((tried, far), outside) if far < t else (inside, (tried, far))
        return at

    def _solve(self, ask: Answers, neighbour: Solved, at: float) -> Solved | None:
        """Fit the other parameters anew; None if that met a better point than the best one."""
        point = neighbour.point.copy()
        point[self._place] = at
        solved = least(ask, point, self._others)
        best = self._limit.best.objective
        if solved.objective < best * (1 - _BETTER) - SMALLEST_RESIDUAL**2:
            self.better = solved
            return None
        return solved
