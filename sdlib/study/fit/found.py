"""What a comparison of runs with observations finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sdlib.model.arrays import FloatArray
from sdlib.study.fit.window import WindowFit


@dataclass(frozen=True, kw_only=True, eq=False)
class SeriesFit:
    """One series of observations beside the runs and the extrapolations."""

    series: str
    variable: str
    """The variable that it observes, or an element of it."""
    unit: str
    fitted: bool
    """Whether the calibration used it."""
    over: str
    """Dimension whose element it observes, among others of the same series; empty for one alone."""
    compare: str
    """`level`, or `growth`: then the runs are scaled so that they meet the first observation, which
    does not count."""
    report: str
    """Why it is only shown; empty where the model is judged by it."""
    times: FloatArray
    """Times of the observations, shape (n,)."""
    observed: FloatArray
    """The observations [unit], shape (n,)."""
    counts: np.ndarray
    """Which of them the model is judged by, bool, shape (n,); the others are only shown."""
    modelled: FloatArray
    """The run with the actual drivers at these times [unit], shape (n,)."""
    trend: FloatArray | None
    """The exponential trend through the window [unit], shape (n,)."""
    naive: FloatArray | None
    """The naive projection [unit], shape (n,): inside the window one step ahead and NaN for the
    first two points, after it from the window's last two."""
    inside: WindowFit | None
    """In the calibration window; None without an observation there."""
    after_actual: WindowFit | None
    """After the window, with the drivers as they were."""
    after_known: WindowFit | None
    """After the window, with what was known at its end; None where that is not declared."""
    reported: WindowFit | None
    """The observations that are only shown, beside the run with the actual drivers."""
    run_times: FloatArray
    """The saved times of the runs, shape (time,)."""
    run_values: FloatArray
    """The run with the actual drivers at all of them [unit], shape (time,)."""
    known_values: FloatArray | None
    """The run with what was known at the window's end [unit], shape (time,)."""


@dataclass(frozen=True, kw_only=True)
class Across:
    """How alike the order of elements is in a run with the actual drivers and in the data."""

    series: str
    over: str
    """The dimension."""
    count: int
    """Elements that are observed at both times."""
    first: float
    """First time at which any is observed."""
    last: float
    """Last time."""
    rank_first: float | None
    """Spearman's rank correlation of the levels at the first time, -1 to 1; None where all levels
    are alike, which have no order."""
    rank_last: float | None
    """The same at the last time."""
    rank_change: float | None
    """The same of the growth between the two; None where there is one time, or no growth rate."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """How a model follows all its series."""

    scenario: str
    """The scenario that was run."""
    known_scenario: str
    """The scenario of the run with what was known at the window's end; empty without one."""
    known_inputs: Mapping[str, float]
    """What that run sets the outside inputs to [unit of each]."""
    first: float
    """Start of the calibration window."""
    until: float
    """Its end."""
    series: tuple[SeriesFit, ...]
    """In the order of ``model.yaml``."""
    across: tuple[Across, ...] = ()
    """How alike the order of elements is, for each series that is observed over a dimension."""

    @property
    def single(self) -> tuple[SeriesFit, ...]:
        """The series that stand alone, without those of single elements of a dimension."""
        return tuple(each for each in self.series if not each.over)
