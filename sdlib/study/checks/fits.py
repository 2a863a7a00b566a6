"""How closely runs follow observations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sdlib.engine.base import as_float
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy.checks_schema import Fit
from sdlib.policy.package import History
from sdlib.study.checks.result import CheckResult


def check_fits(loaded: LoadedModel, fits: Sequence[Fit]) -> list[CheckResult]:
    """Check the mean absolute error of each declared series.

    The errors of a plain exponential trend through the same observations stand beside it: a model
    that follows history less closely than the trend may still be worth more, but must say so.

    Args:
        loaded: The model with its package.
        fits: The declared fits.
    """
    histories = {history.series: history for history in loaded.package.history}
    results = []
    for fit in fits:
        times, observed = _window(histories[fit.series], fit)
        modelled = observe(loaded, fit.scenario, histories[fit.series].variable, times)
        error = mape_percent(modelled, observed)
        trend = mape_percent(exponential_trend(times, observed), observed)
        results.append(
            CheckResult(
                kind="fit",
                name=f"{fit.series}, {fit.scenario}, {times[0]:g} to {times[-1]:g}",
                passed=error < fit.mape_percent_below,
                expected=f"MAPE below {fit.mape_percent_below:g} %",
                found=f"MAPE {error:.2f} % over {len(times)} points "
                f"(exponential trend {trend:.2f} %)",
            )
        )
    return results


def observe(loaded: LoadedModel, scenario: str, variable: str, times: FloatArray) -> FloatArray:
    """Return a variable's values at observation times, shape (time,) [its unit].

    Between saved times values are interpolated linearly.
    """
    run = loaded.run(scenario, outputs=[variable])
    return as_float(np.interp(times, run.time, run.results.values[variable]))


def mape_percent(modelled: FloatArray, observed: FloatArray) -> float:
    """Return the mean absolute error in per cent of the observations.

    Args:
        modelled: Values of the model, shape (time,).
        observed: Observations in the same unit, shape (time,), none zero.
    """
    return float(np.mean(np.abs(modelled / observed - 1)) * 100)


def exponential_trend(times: FloatArray, observed: FloatArray) -> FloatArray:
    """Return the exponential curve through observations, fitted by least squares of logarithms.

    Args:
        times: Times of the observations, at least two, shape (time,).
        observed: The observations, above zero, shape (time,).
    """
    centre = times.mean()
    slope, level = np.polyfit(times - centre, np.log(observed), 1)
    return np.asarray(np.exp(level + slope * (times - centre)))


def _window(history: History, fit: Fit) -> tuple[FloatArray, FloatArray]:
    points = history.points
    inside = points[points["time"].between(fit.from_, fit.until)]
    return inside["time"].to_numpy(dtype=float), inside["value"].to_numpy(dtype=float)
