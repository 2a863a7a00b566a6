"""How far modelled values are from observed ones, and how far plain extrapolations are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sdlib.model.arrays import FloatArray

LEAST_FOR_SHARES = 8
"""Points below which the shares of the error tell nothing."""

LEAST_FOR_GROWTH = 3
"""Growth rates below which their explained share tells nothing."""


LEAST_FOR_TREND_ERROR = 3
"""Points below which an exponential trend meets all that it was fitted to, without any error."""


@dataclass(frozen=True, kw_only=True)
class ErrorShares:
    """What the mean squared error consists of; the three add up to 1."""

    bias: float
    """Share of the difference of the means: the level is off."""
    variance: float
    """Share of the difference of the standard deviations: it swings too much or too little."""
    covariance: float
    """Share of what does not move together, point by point."""


def mape_percent(modelled: FloatArray, observed: FloatArray) -> float:
    """Return the mean absolute error in per cent of the observations.

    Args:
        modelled: Values of the model, shape (time,).
        observed: Observations in the same unit, shape (time,), none zero.
    """
    return float(np.mean(np.abs(modelled / observed - 1)) * 100)


def exponential_trend(
    times: FloatArray, observed: FloatArray, at: FloatArray | None = None
) -> FloatArray:
    """Return the exponential curve through observations, fitted by least squares of logarithms.

    Args:
        times: Times of the observations, at least two, shape (time,).
        observed: The observations, above zero, shape (time,).
        at: Times of the values that are returned; `times` by default.
    """
    centre = times.mean()
    level = np.log(observed).mean()
    wanted = times if at is None else at
    return np.asarray(np.exp(level + log_slope(times, observed) * (wanted - centre)))


def log_slope(times: FloatArray, observed: FloatArray) -> float:
    """Return the growth rate of the exponential trend through observations [1/time].

    Args:
        times: Times of the observations, at least two, shape (time,).
        observed: The observations, above zero, shape (time,).
    """
    return float(np.polyfit(times - times.mean(), np.log(observed), 1)[0])


def naive_projection(times: FloatArray, observed: FloatArray, at: FloatArray) -> FloatArray:
    """Return the last observed value, carried on at the last observed growth.

    Args:
        times: Times of the observations, at least two, shape (time,).
        observed: The observations, above zero, shape (time,).
        at: Later times, shape (later,).

    Returns:
        ``observed[-1] * exp(g * (at - times[-1]))`` with the growth rate ``g`` between the last
        two observations, shape (later,).

    Source:
        The second naive model of C. Christ, A test of an econometric model for the United States,
        1921-1947, NBER 1951 ("the same change as last year"; unverified), with growth rates in
        place of changes.
    """
    rate = growth_rates(times[-2:], observed[-2:])[0]
    return np.asarray(observed[-1] * np.exp(rate * (at - times[-1])))


def one_step_naive(times: FloatArray, observed: FloatArray) -> FloatArray:
    """Return for each observation the naive projection from the two before it.

    It knows the observation just before, which a model that runs through does not.

    Args:
        times: Times of the observations, shape (time,).
        observed: The observations, above zero, shape (time,).

    Returns:
        Shape (time,); NaN for the first two.
    """
    found = np.full(len(times), np.nan)
    for at in range(2, len(times)):
        before = slice(at - 2, at)
        found[at] = naive_projection(times[before], observed[before], times[at : at + 1])[0]
    return found


def growth_rates(times: FloatArray, values: FloatArray) -> FloatArray:
    """Return the mean growth rates between neighbouring values, shape (time - 1,) [1/time].

    Args:
        times: Times of the values, rising, shape (time,).
        values: The values, above zero, shape (time,).
    """
    return np.asarray(np.diff(np.log(values)) / np.diff(times))


def explained_share(modelled: FloatArray, observed: FloatArray) -> float | None:
    """Return R2: the share of the observed variance that a model explains.

    Args:
        modelled: Values of the model, shape (n,).
        observed: Observations, shape (n,).

    Returns:
        1 for a perfect match, 0 for one as good as the observed mean, negative for a worse one;
        None for fewer than `LEAST_FOR_GROWTH` observations, or such as do not differ.
    """
    spread = float(np.sum((observed - observed.mean()) ** 2)) if len(observed) else 0.0
    if len(observed) < LEAST_FOR_GROWTH or spread == 0:
        return None
    return 1 - float(np.sum((modelled - observed) ** 2)) / spread


def error_shares(modelled: FloatArray, observed: FloatArray) -> ErrorShares | None:
    """Return Theil's decomposition of the mean squared error.

    Args:
        modelled: Values of the model, shape (time,).
        observed: Observations in the same unit, shape (time,).

    Returns:
        None for fewer than `LEAST_FOR_SHARES` points, or where there is no error at all.

    Source:
        J. D. Sterman, Appropriate summary statistics for evaluating the historical fit of system
        dynamics models, Dynamica 10 (1984), after H. Theil, Applied Economic Forecasting, 1966.
    """
    total = float(np.mean((modelled - observed) ** 2))
    if len(observed) < LEAST_FOR_SHARES or total == 0:
        return None
    bias = float((modelled.mean() - observed.mean()) ** 2)
    variance = float((modelled.std() - observed.std()) ** 2)
    together = float(np.mean((modelled - modelled.mean()) * (observed - observed.mean())))
    covariance = 2 * (float(modelled.std() * observed.std()) - together)
    return ErrorShares(bias=bias / total, variance=variance / total, covariance=covariance / total)


def skill(error: float, reference: float) -> float | None:
    """Return how much of the error of an extrapolation a model avoids.

    Args:
        error: Mean absolute error of the model [%].
        reference: Mean absolute error of the extrapolation over the same points [%].

    Returns:
        1 for no error, 0 for the error of the extrapolation, negative for more; None where the
        extrapolation has no error to compare with.

    Source:
        The form of the skill score of A. H. Murphy, Monthly Weather Review 116 (1988),
        2417-2424, with mean absolute in place of mean squared errors.
    """
    return 1 - error / reference if reference > 1e-9 else None
