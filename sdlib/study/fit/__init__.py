"""How closely runs follow observations."""

from sdlib.study.fit.found import Across, Fit, SeriesFit
from sdlib.study.fit.measures import (
    LEAST_FOR_TREND_ERROR,
    ErrorShares,
    error_shares,
    explained_share,
    exponential_trend,
    growth_rates,
    mape_percent,
    naive_projection,
    skill,
)
from sdlib.study.fit.record import fit_record
from sdlib.study.fit.series import fit_of, known_values, observe
from sdlib.study.fit.window import WindowFit

__all__ = [
    "LEAST_FOR_TREND_ERROR",
    "Across",
    "ErrorShares",
    "Fit",
    "SeriesFit",
    "WindowFit",
    "error_shares",
    "explained_share",
    "exponential_trend",
    "fit_of",
    "fit_record",
    "growth_rates",
    "known_values",
    "mape_percent",
    "naive_projection",
    "observe",
    "skill",
]
