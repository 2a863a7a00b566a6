"""How closely runs follow observations."""

from __future__ import annotations

from collections.abc import Sequence

from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.names import counted
from sdlib.policy.checks_schema import Fit
from sdlib.policy.package import History
from sdlib.study.checks.result import CheckResult
from sdlib.study.fit import LEAST_FOR_TREND_ERROR, exponential_trend, mape_percent, observe


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
        variable = histories[fit.series].variable
        modelled = observe(loaded.run(fit.scenario, outputs=[variable]), variable, times)
        error = mape_percent(modelled, observed)
        trend = "has no error over so few"
        if len(times) >= LEAST_FOR_TREND_ERROR:
            error_of_trend = mape_percent(exponential_trend(times, observed), observed)
            trend = f"{error_of_trend:.2f} %"
        results.append(
            CheckResult(
                kind="fit",
                name=f"{fit.series}, {fit.scenario}, {times[0]:g} to {times[-1]:g}",
                passed=error < fit.mape_percent_below,
                expected=f"MAPE below {fit.mape_percent_below:g} %",
                found=f"MAPE {error:.2f} % over {counted(len(times), 'point')} "
                f"(exponential trend {trend})",
            )
        )
    return results


def _window(history: History, fit: Fit) -> tuple[FloatArray, FloatArray]:
    points = history.points
    inside = points[points["time"].between(fit.from_, fit.until)]
    return inside["time"].to_numpy(dtype=float), inside["value"].to_numpy(dtype=float)
