"""A calibration as numbers: points in the unit cube to residuals, many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.engine import CompiledEngine
from sdlib.engine.base import as_float
from sdlib.engine.batch import run_batch
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Constant
from sdlib.policy import History, model_inputs
from sdlib.policy.calibration_points import points_between, present_value
from sdlib.policy.calibration_schema import CalibrationFile, Transform

SMALLEST_RESIDUAL = 1e-7
"""Root mean square of residuals below which they are noise of the arithmetic."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """One series of observations in the window, ready to be compared."""

    series: str
    variable: str
    """Exact name of the variable that observes it."""
    element: int
    """Which of its elements, counted from 0; 0 for a scalar."""
    weight: float
    transform: Transform
    times: FloatArray
    """Shape (n,)."""
    values: FloatArray
    """Shape (n,) [unit of the variable]."""
    places: FloatArray
    """Where the times lie among the saved times, in steps of these, shape (n,)."""

    @property
    def count(self) -> int:
        """How many residuals it gives."""
        return len(self.times) - (self.transform == "growth")

    def residuals(self, saved: FloatArray) -> FloatArray:
        """Return the weighted residuals of many runs, so that their squares add up.

        The squares of a series add up to its weight times its mean squared error.

        Args:
            saved: The variable at the saved times, shape (run, time) [its unit].

        Returns:
            Shape (run, residual), without a unit; not finite where a value has no logarithm.
        """
        below = np.minimum(self.places.astype(int), saved.shape[1] - 2)
        part = self.places - below
        modelled = saved[:, below] * (1 - part) + saved[:, below + 1] * part
        with np.errstate(invalid="ignore", divide="ignore"):
            if self.transform == "none":
                found = (modelled - self.values) / np.abs(self.values).mean()
            else:
                found = np.log(modelled) - np.log(self.values)
            if self.transform == "growth":
                found = np.diff(found, axis=1) / np.diff(self.times)
        return as_float(found * np.sqrt(self.weight / self.count))


class Problem:
    """The residuals of a model as a function of its free parameters.

    Points are in the unit cube: 0 is the lower end of a parameter's range, 1 the upper one.

    Args:
        loaded: The model with its package.
        declared: Its ``calibration.yaml``, checked.
    """

    def __init__(self, loaded: LoadedModel, declared: CalibrationFile) -> None:
        self._loaded = loaded
        self.names: tuple[str, ...] = tuple(p.variable for p in declared.parameters)
        self.low = as_float([p.range[0] for p in declared.parameters])
        self.high = as_float([p.range[1] for p in declared.parameters])
        self.present = as_float([present_value(loaded.model, name) for name in self.names])
        self._engine = (
            loaded.engine if isinstance(loaded.engine, CompiledEngine) else CompiledEngine()
        )
        settings = loaded.settings(declared.scenario)
        self._common = model_inputs(settings, loaded.package, loaded.model)
        every = loaded.model.time.save_times()
        # Nothing after the window is computed; two saved times are the least to lie between.
        reach = max(int(np.searchsorted(every, declared.until - 1e-9)) + 1, 2)
        self._times = every[:reach]
        self.observed = tuple(
            _observed(loaded, declared, number, self._times)
            for number in range(len(declared.observations))
        )
        self._outputs = list(dict.fromkeys(each.variable for each in self.observed))
        self.runs = 0

    @property
    def count(self) -> int:
        """How many residuals there are."""
        return sum(each.count for each in self.observed)

    @property
    def smallest(self) -> float:
        """Objective below which residuals are noise of the arithmetic."""
        return self.count * SMALLEST_RESIDUAL**2

    def values(self, points: FloatArray) -> FloatArray:
        """Return the parameters' values at points of the unit cube [unit of each]."""
        return as_float(self.low + points * (self.high - self.low))

    def points(self, values: FloatArray) -> FloatArray:
        """Return the points of the unit cube of some values."""
        return as_float((values - self.low) / (self.high - self.low))

    def residuals(self, points: FloatArray) -> FloatArray:
        """Return the residuals at many points with one call of the engine.

        Args:
            points: Shape (run, parameter), in the unit cube.

        Returns:
            Shape (run, residual); not finite where a run or a logarithm is not.
        """
        self.runs += len(points)
        results = run_batch(
            self._engine,
            self._loaded.model,
            self._common,
            self._varying(self.values(points)),
            self._outputs,
            self._times,
            diagnose=False,
        )
        parts = []
        for each in self.observed:
            values = results.values[each.variable]
            parts.append(each.residuals(values.reshape(*values.shape[:2], -1)[:, :, each.element]))
        found = np.concatenate(parts, axis=1)
        found[results.status != 0] = np.nan
        return found

    def _varying(self, values: FloatArray) -> dict[str, FloatArray]:
        """Return each constant that is moved with its value in each run, (run, *dimensions)."""
        found: dict[str, FloatArray] = {}
        for name, column in zip(self.names, values.T, strict=True):
            base, given = self._loaded.model.split(name)
            constant = self._loaded.model.variable(base)
            assert isinstance(constant, Constant)
            if constant.name not in found:
                shape = (len(column), *constant.value.shape)
                found[constant.name] = np.array(np.broadcast_to(constant.value, shape))
            at = self._loaded.model.position(constant, given)
            index: tuple[slice | int, ...] = (slice(None), *at)
            found[constant.name][index] = column
        return found

    def shares(self, residuals: FloatArray) -> Mapping[str, float]:
        """Return what each series adds to the objective, from the residuals of one point."""
        ends = np.cumsum([each.count for each in self.observed])
        parts = np.split(residuals, ends[:-1])
        return {
            each.series: float(part @ part) for each, part in zip(self.observed, parts, strict=True)
        }


def objective(residuals: FloatArray) -> float:
    """Return the objective of one point: the sum of the squared residuals."""
    return float(residuals @ residuals)


def _observed(
    loaded: LoadedModel, declared: CalibrationFile, number: int, saved: Sequence[float] | FloatArray
) -> Observed:
    entry = declared.observations[number]
    history = _history(loaded, entry.series)
    points = points_between(history, declared.from_, declared.until, loaded.model)
    base, _ = loaded.model.split(history.variable)
    (column,) = loaded.model.elements(history.variable)
    times = as_float(points["time"])
    return Observed(
        series=entry.series,
        variable=loaded.model.variable(base).name,
        element=loaded.model.elements(base).index(column),
        weight=entry.weight,
        transform=entry.transform,
        times=times,
        values=as_float(points["value"]),
        places=as_float(np.interp(times, saved, np.arange(len(saved)))),
    )


def _history(loaded: LoadedModel, series: str) -> History:
    return next(history for history in loaded.package.history if history.series == series)
