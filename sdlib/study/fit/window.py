"""How far a run is from observations, beside what plain extrapolations of them are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sdlib.model.arrays import FloatArray
from sdlib.study.fit.measures import (
    LEAST_FOR_TREND_ERROR,
    ErrorShares,
    error_shares,
    explained_share,
    growth_rates,
    mape_percent,
    skill,
)


@dataclass(frozen=True, kw_only=True)
class WindowFit:
    """How far a run is from the observations of one stretch of time."""

    first: float
    """Time of the first observation that counts."""
    last: float
    """Time of the last one."""
    count: int
    """How many observations count."""
    mape_percent: float | None
    """Mean absolute error [% of the observation]; None where an observation is zero."""
    trend_mape_percent: float | None
    """The same of the exponential trend through the window; None where it has too few points,
    and inside the window also where it has two, which it meets exactly."""
    naive_count: int
    """How many of the observations the naive projection reaches: inside the window it lacks the
    first two of a series."""
    naive_mape_percent: float | None
    """Error of the naive projection over these, inside the window one step ahead [%]."""
    beside_naive_mape_percent: float | None
    """Error of the run over the same ones [%]; `naive_skill` compares the two."""
    trend_skill: float | None
    """Share of the trend's error that the run avoids; see `measures.skill`."""
    naive_skill: float | None
    """Share of the naive projection's error that the run avoids."""
    growth_r2: float | None
    """Share of the variance of growth rates that the run explains; None for too few of them."""
    shares: ErrorShares | None
    """What the squared error consists of; None for fewer than eight points."""

    @property
    def is_naive_shorter(self) -> bool:
        """Whether the naive projection is compared over fewer points than `mape_percent` has."""
        return 0 < self.naive_count < self.count


@dataclass(frozen=True, kw_only=True)
class _Against:
    """A run beside an extrapolation, over the points that the extrapolation reaches."""

    count: int = 0
    error: float | None = None
    """Mean absolute error of the extrapolation [%]."""
    run_error: float | None = None
    """That of the run [%]."""
    skill: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Beside:
    """Observations with what a run is compared with."""

    times: FloatArray
    observed: FloatArray
    trend: FloatArray | None
    naive: FloatArray | None

    def inside(self, modelled: FloatArray, rows: np.ndarray) -> WindowFit | None:
        """Return how far a run is from the observations that the trend was fitted to."""
        has_error = len(rows) >= LEAST_FOR_TREND_ERROR
        beside = self if has_error else replace(self, trend=None)
        return beside.fit(modelled, rows)

    def fit(self, modelled: FloatArray, rows: np.ndarray) -> WindowFit | None:
        """Return how far a run is from some of the observations, None if there are none."""
        if not len(rows):
            return None
        observed = self.observed[rows]
        nonzero = bool((observed != 0).all())
        trend = self._against(self.trend, modelled, rows, nonzero)
        naive = self._against(self.naive, modelled, rows, nonzero)
        return WindowFit(
            first=float(self.times[rows[0]]),
            last=float(self.times[rows[-1]]),
            count=len(rows),
            mape_percent=mape_percent(modelled[rows], observed) if nonzero else None,
            trend_mape_percent=trend.error,
            naive_count=naive.count,
            naive_mape_percent=naive.error,
            beside_naive_mape_percent=naive.run_error,
            trend_skill=trend.skill,
            naive_skill=naive.skill,
            growth_r2=self._growth_r2(modelled, rows),
            shares=error_shares(modelled[rows], observed),
        )

    def _against(
        self, other: FloatArray | None, modelled: FloatArray, rows: np.ndarray, nonzero: bool
    ) -> _Against:
        """Return errors of extrapolation and run over the points that the extrapolation reaches."""
        if other is None or not nonzero:
            return _Against()
        reached = rows[np.isfinite(other[rows])]
        if not len(reached):
            return _Against()
        observed = self.observed[reached]
        error = mape_percent(other[reached], observed)
        run_error = mape_percent(modelled[reached], observed)
        return _Against(
            count=len(reached), error=error, run_error=run_error, skill=skill(run_error, error)
        )

    def _growth_r2(self, modelled: FloatArray, rows: np.ndarray) -> float | None:
        """Return R2 of growth; the first rate begins at the observation before, where one is."""
        first = max(rows[0] - 1, 0)
        span = slice(first, rows[-1] + 1)
        if not ((self.observed[span] > 0).all() and (modelled[span] > 0).all()):
            return None
        times = self.times[span]
        return explained_share(
            growth_rates(times, modelled[span]), growth_rates(times, self.observed[span])
        )
