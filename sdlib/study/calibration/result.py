"""What a calibration found."""

from __future__ import annotations

from dataclasses import dataclass

from sdlib.study.fit import Fit

SIGNIFICANT = 6
"""Digits to which a parameter is rounded before its fit is measured."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One calibrated parameter."""

    variable: str
    unit: str
    value: float
    """The calibrated value [unit], rounded to `SIGNIFICANT` digits."""
    before: float
    """What the model file holds [unit]."""
    range: tuple[float, float]
    """Where it was searched [unit]."""
    interval: tuple[float | None, float | None]
    """Profile interval of 95 % [unit]; None for an end that is open within the range."""
    not_identified: str
    """Why the data do not tell its value, in words; empty where they do."""

    @property
    def identified(self) -> bool:
        """Whether the data tell its value."""
        return not self.not_identified


@dataclass(frozen=True, kw_only=True)
class Start:
    """One of the searches."""

    objective: float
    """The objective where it ended."""
    values: tuple[float, ...]
    """The parameters there, in their order [unit of each]."""
    converged: bool
    """Whether it ended because nothing more could be gained."""


@dataclass(frozen=True, kw_only=True)
class SeriesShare:
    """What one series is to the objective."""

    series: str
    variable: str
    points: int
    """How many values of it are compared."""
    weight: float
    transform: str
    objective: float
    """What it adds to the objective: its weight times its mean squared error."""


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What a calibration found."""

    model: str
    scenario: str
    first: float
    """Start of the window."""
    until: float
    """Its end."""
    seed: int
    parameters: tuple[Estimate, ...]
    correlation: tuple[tuple[float, ...], ...]
    """Of the parameters at the optimum, in their order."""
    objective: float
    """At the calibrated values: the sum over the series of weight times mean squared error."""
    objective_before: float
    """At the values of the model file."""
    series: tuple[SeriesShare, ...]
    starts: tuple[Start, ...]
    """Where each search ended; the first began at the values of the model file."""
    runs: int
    """How often the model was run."""
    fit: Fit
    """How the calibrated model follows all series."""

    @property
    def values(self) -> dict[str, float]:
        """The calibrated values by name [unit of each]."""
        return {estimate.variable: estimate.value for estimate in self.parameters}
