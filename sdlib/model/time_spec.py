"""When a run begins and ends, how long its steps are, and at which of them values are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sdlib.model.arrays import FloatArray

REACHED = 1e-3
"""Part of a time step by which the last one may pass the final time: steps of 2/3, written as
0.666667, reach 100 at 100.00005. PySD and SDEverywhere go on to it too."""

_NEAR = 1e-6
"""Part of a distance by which a time may miss another and still be it."""


@dataclass(frozen=True, kw_only=True)
class TimeSpec:
    """When a run begins and ends, in model time."""

    initial: float
    """Time of the initial values [unit]."""
    final: float
    """Time at which the run ends, or before which its last step lies [unit]."""
    time_step: float
    """Length of one integration step, of the first one where it moves [unit]."""
    save_step: float
    """Time between two saved values, the shortest one where it moves [unit]."""
    unit: str
    """Unit of time as the file states it, empty where it states none."""
    integrator: str = "euler"
    """The method that the file asks for: "euler" or "rk4"."""
    saveper: float | None = None
    """What SAVEPER is in equations, where that is not `save_step` [unit]."""
    lengths: tuple[float, ...] = ()
    """TIME STEP at each step, the last one included, where it moves with time [unit]."""
    kept: tuple[int, ...] = ()
    """The steps at which values are kept, where these are not evenly spread."""

    @property
    def steps(self) -> int:
        """Points in time at which values are computed, the first and the last included."""
        if self.lengths:
            return len(self.lengths)
        return int(np.floor((self.final - self.initial) / self.time_step + REACHED)) + 1

    @property
    def last(self) -> float:
        """The time of the last step [unit]."""
        if self.lengths:
            return float(self.step_times()[-1])
        return self.initial + (self.steps - 1) * self.time_step

    @property
    def spacing(self) -> str:
        """How far the times are apart at which values are kept, for messages."""
        longer = " and longer" if self.kept or self.lengths else ""
        return f"in steps of {self.save_step:.10g}{longer}"

    def step_times(self) -> FloatArray:
        """Return the time of each step, shape (step,)."""
        if self.lengths:
            return np.add.accumulate(np.array([self.initial, *self.lengths[:-1]]))
        return self.initial + np.arange(self.steps, dtype=np.float64) * self.time_step

    def step_of(self, times: FloatArray) -> FloatArray:
        """Return the step of each of some times, no whole number where it is none of a step."""
        own = self.step_times()
        found: FloatArray = np.interp(times, own, np.arange(len(own), dtype=np.float64))
        return np.where((times < own[0]) | (times > own[-1]), -1.0, found)

    def save_times(self) -> FloatArray:
        """Return the times at which a run keeps its values, shape (time,)."""
        if self.lengths or self.kept:
            return self.step_times()[list(self.kept)] if self.kept else self.step_times()
        each = max(round(self.save_step / self.time_step), 1)
        count = (self.steps - 1) // each + 1
        return self.initial + self.save_step * np.arange(count, dtype=np.float64)

    def saved_every(self, save_step: float) -> FloatArray:
        """Return the times that lie so far apart, shape (time,).

        Args:
            save_step: Time between two of them; of a run that keeps its values at times that are
                not evenly spread, those that fit are taken.
        """
        if not self.lengths and not self.kept:
            return replace(self, save_step=save_step).save_times()
        times = self.save_times()
        passed = (times - self.initial) / save_step
        return times[np.abs(passed - np.rint(passed)) <= _NEAR]
