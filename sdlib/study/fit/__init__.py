"""How closely runs follow observations."""

from sdlib.study.fit.measures import (
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
from sdlib.study.fit.series import Fit, SeriesFit, WindowFit, fit_of, known_values, observe

__all__ = [
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
