"""How a run follows each declared series, inside the calibration window and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sdlib.engine.base import as_float
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, History
from sdlib.policy.calibration_points import driver_points
from sdlib.policy.calibration_schema import CalibrationFile
from sdlib.policy.load_calibration import read_calibration
from sdlib.run import Run, run_settings
from sdlib.study.fit.across import across
from sdlib.study.fit.found import Fit, SeriesFit
from sdlib.study.fit.measures import (
    exponential_trend,
    log_slope,
    naive_projection,
    one_step_naive,
)
from sdlib.study.fit.window import Beside


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
    series = tuple(
        _series_fit(history, run, known, (first, until), history.series in fitted)
        for history in package.history
    )
    return Fit(
        scenario=chosen,
        known_scenario=known_scenario,
        known_inputs=known_inputs,
        first=first,
        until=until,
        series=series,
        across=across(package.history, series),
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
    points = history.points
    low, high = max(window[0], run.model.time.initial), run.model.time.final
    reached = points["time"].between(low, high).to_numpy()
    times, observed = (as_float(points[name][reached]) for name in ("time", "value"))
    is_inside = times <= window[1]
    counts = np.where(is_inside, history.is_fitted()[reached], history.is_scored()[reached])
    scales = [1.0, 1.0]
    if history.compare == "growth" and len(times):
        first = int(np.argmax(counts)) if counts.any() else 0
        scales = [_meets(each, history.variable, times, observed, first) for each in (run, known)]
        counts[first] = False
        # The first observation is met by every run: it begins the growth that is compared.
        begins = np.arange(len(times)) == first
    else:
        begins = np.zeros(len(times), dtype=bool)
    modelled = observe(run, history.variable, times) * scales[0]
    after = None if known is None else observe(known, history.variable, times) * scales[1]
    trend, naive = _extrapolations(times, observed, is_inside, counts | begins)
    beside = Beside(times=times, observed=observed, trend=trend, naive=naive)
    shown = Beside(times=times, observed=observed, trend=None, naive=None)
    later = np.flatnonzero(counts & ~is_inside)
    values = run.table(history.variable).iloc[:, 0]
    return SeriesFit(
        series=history.series,
        variable=history.variable,
        unit=run.unit(history.variable),
        fitted=fitted,
        over=history.over,
        compare=history.compare,
        report=history.report,
        times=times,
        observed=observed,
        counts=counts,
        modelled=modelled,
        trend=trend,
        naive=naive,
        inside=beside.inside(modelled, np.flatnonzero(counts & is_inside)),
        after_actual=beside.fit(modelled, later),
        after_known=None if after is None else beside.fit(after, later),
        reported=shown.fit(modelled, np.flatnonzero(~counts & ~begins)),
        run_times=run.time,
        run_values=as_float(values) * scales[0],
        known_values=(
            None
            if known is None
            else as_float(known.table(history.variable).iloc[:, 0]) * scales[1]
        ),
    )


def _meets(
    run: Run | None, variable: str, times: FloatArray, observed: FloatArray, first: int
) -> float:
    """Return the factor by which a run meets the first observation, 1 where there is no run."""
    if run is None:
        return 1.0
    return float(observed[first] / observe(run, variable, times[first : first + 1])[0])


def _extrapolations(
    times: FloatArray, observed: FloatArray, is_inside: np.ndarray, counts: np.ndarray
) -> tuple[FloatArray | None, FloatArray | None]:
    """Return trend and naive projection at all times, as far as the window's points carry them.

    Args:
        times: Times of the observations, shape (n,).
        observed: The observations, shape (n,).
        is_inside: Which of them are in the window, shape (n,).
        counts: Which of them an extrapolation may use, shape (n,).
    """
    used = is_inside & counts
    before, known = times[used], observed[used]
    if len(before) < 2 or not (known > 0).all():
        return None, None
    naive = np.full(len(times), np.nan)
    naive[used] = one_step_naive(before, known)
    naive[~is_inside] = naive_projection(before, known, times[~is_inside])
    return exponential_trend(before, known, times), naive
