"""How a run follows each declared series, inside the calibration window and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sdlib.engine.base import as_float
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, History
from sdlib.policy.calibration_schema import CalibrationFile
from sdlib.policy.load_calibration import driver_points, points_between, read_calibration
from sdlib.run import Run, run_settings
from sdlib.study.fit.measures import (
    exponential_trend,
    log_slope,
    naive_projection,
    one_step_naive,
)
from sdlib.study.fit.window import Beside, WindowFit


@dataclass(frozen=True, kw_only=True, eq=False)
class SeriesFit:
    """One series of observations beside the runs and the extrapolations."""

    series: str
    variable: str
    """The variable that it observes, or an element of it."""
    unit: str
    fitted: bool
    """Whether the calibration used it."""
    times: FloatArray
    """Times of the observations, shape (n,)."""
    observed: FloatArray
    """The observations [unit], shape (n,)."""
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
    run_times: FloatArray
    """The saved times of the runs, shape (time,)."""
    run_values: FloatArray
    """The run with the actual drivers at all of them [unit], shape (time,)."""
    known_values: FloatArray | None
    """The run with what was known at the window's end [unit], shape (time,)."""


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


def fit_of(
    loaded: LoadedModel,
    scenario: str | None = None,
    *,
    inputs: Mapping[str, float] | None = None,
) -> Fit:
    """Compare a run with every declared series.

    Args:
        loaded: The model with its package.
        scenario: What is run; the scenario of ``calibration.yaml`` by default, else the baseline.
        inputs: Constants of the model by their exact names to other values [unit of each].

    Raises:
        UnknownNameError: If there is no such scenario.
        InputError: If the package declares no observations.
        DataFileError: With every fault of ``calibration.yaml``.
        RunError: If a run is not finite.

    Example:
        >>> import sdlib
        >>> fit_of(sdlib.load("sme_primer")).scenario
        'as_adopted'
    """
    package = loaded.package
    if not package.history:
        raise InputError(
            found=f"'{package.name}' declares no observations to compare a run with",
            remedy="name them under 'history' in its model.yaml",
        )
    declared = read_calibration(package, loaded.model)
    chosen = scenario or (declared.scenario if declared else BASELINE)
    first, until = _window(loaded, declared)
    run = _run(loaded, chosen, inputs or {})
    known_scenario, known_inputs, known = "", dict[str, float](), None
    if declared is not None and declared.known_at_end is not None:
        known_inputs = known_values(loaded, declared)
        stands_for = chosen == declared.scenario and declared.known_at_end.scenario
        known_scenario = stands_for or chosen
        known = _run(loaded, known_scenario, {**known_inputs, **(inputs or {})})
    fitted = {entry.series for entry in declared.observations} if declared else set()
    return Fit(
        scenario=chosen,
        known_scenario=known_scenario,
        known_inputs=known_inputs,
        first=first,
        until=until,
        series=tuple(
            _series_fit(history, run, known, (first, until), history.series in fitted)
            for history in package.history
        ),
    )


def known_values(loaded: LoadedModel, declared: CalibrationFile) -> dict[str, float]:
    """Return what outside inputs are set to where only the window is known [unit of each].

    Args:
        loaded: The model with its package.
        declared: Its ``calibration.yaml``.
    """
    found: dict[str, float] = {}
    for entry in declared.known_at_end.inputs if declared.known_at_end else ():
        if entry.growth_of is not None:
            start = declared.from_ if entry.from_ is None else entry.from_
            points = driver_points(loaded.package, entry.growth_of, start, declared.until)
            found[entry.input] = log_slope(as_float(points["time"]), as_float(points["value"]))
        else:
            assert entry.value is not None
            found[entry.input] = declared.until if entry.value == "until" else float(entry.value)
    return found


def observe(run: Run, variable: str, times: FloatArray) -> FloatArray:
    """Return a variable's values at observation times, shape (time,) [its unit].

    Between saved times values are interpolated linearly.

    Args:
        run: A run that kept the variable.
        variable: The variable, or an element of it.
        times: When it is observed, within the times of the run.
    """
    return as_float(np.interp(times, run.time, run.table(variable).iloc[:, 0].to_numpy()))


def _window(loaded: LoadedModel, declared: CalibrationFile | None) -> tuple[float, float]:
    if declared is not None:
        return declared.from_, declared.until
    until = loaded.package.observed_until
    last = float(until) if until is not None else loaded.model.time.final
    return loaded.model.time.initial, last


def _run(loaded: LoadedModel, scenario: str, inputs: Mapping[str, float]) -> Run:
    """Run with constants at values of their own, whatever range an assumption on them has."""
    settings = loaded.settings(scenario)
    changed = replace(settings, overrides={**settings.overrides, **inputs})
    names = [history.variable for history in loaded.package.history]
    return run_settings(loaded.model, loaded.package, changed, names, loaded.engine)


def _series_fit(
    history: History, run: Run, known: Run | None, window: tuple[float, float], fitted: bool
) -> SeriesFit:
    points = points_between(history, -np.inf, np.inf, run.model)
    points = points[points["time"] >= window[0]]
    times, observed = as_float(points["time"]), as_float(points["value"])
    values = run.table(history.variable).iloc[:, 0]
    modelled = observe(run, history.variable, times)
    is_inside = times <= window[1]
    trend, naive = _extrapolations(times, observed, is_inside)
    beside = Beside(times=times, observed=observed, trend=trend, naive=naive)
    after = None if known is None else observe(known, history.variable, times)
    return SeriesFit(
        series=history.series,
        variable=history.variable,
        unit=run.unit(history.variable),
        fitted=fitted,
        times=times,
        observed=observed,
        modelled=modelled,
        trend=trend,
        naive=naive,
        inside=beside.inside(modelled, np.flatnonzero(is_inside)),
        after_actual=beside.fit(modelled, np.flatnonzero(~is_inside)),
        after_known=None if after is None else beside.fit(after, np.flatnonzero(~is_inside)),
        run_times=run.time,
        run_values=as_float(values),
        known_values=(
            None if known is None else as_float(known.table(history.variable).iloc[:, 0])
        ),
    )


def _extrapolations(
    times: FloatArray, observed: FloatArray, is_inside: np.ndarray
) -> tuple[FloatArray | None, FloatArray | None]:
    """Return trend and naive projection at all times, as far as the window's points carry them."""
    before, known = times[is_inside], observed[is_inside]
    if len(before) < 2 or not (known > 0).all():
        return None, None
    later = naive_projection(before, known, times[~is_inside])
    naive = np.concatenate([one_step_naive(before, known), later])
    return exponential_trend(before, known, times), naive
