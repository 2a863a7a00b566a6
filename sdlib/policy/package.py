"""A model package: what a model's levers, assumptions, outputs and scenarios are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sdlib.policy.schema import (
    Chart,
    Driver,
    Evidence,
    InputOfSetting,
    Label,
    Output,
    ScenarioFile,
    Slider,
    Uncertainty,
)


@dataclass(frozen=True, kw_only=True)
class Lever:
    """Something that a policy-maker sets."""

    key: str
    """Its name in scenarios, addresses and on the command line."""
    label: Label
    summary: Label
    """What the policy is."""
    mechanism: Label
    """Where it enters the model, and why there."""
    enters: str
    """Name of the flow or parameter where it enters; empty for a plain constant."""
    group: str
    policy: str
    """Identifier in the literature list, empty where it has none."""
    bands: Mapping[str, float]
    """Named values of its main setting."""
    evidence: tuple[str, ...]
    """Keys of the package's evidence; none makes it an assumption."""
    settings: Mapping[str, Slider]
    """Name to slider; the first one is the main setting."""
    sets: tuple[InputOfSetting, ...]
    """Which model input takes which setting."""

    @property
    def main(self) -> str:
        """Name of the setting that the lever's key alone means."""
        return next(iter(self.settings))

    def defaults(self) -> dict[str, float]:
        """Return each setting's value in the baseline."""
        return {name: slider.default for name, slider in self.settings.items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """Observations of a variable."""

    series: str
    variable: str
    """Name of the model variable that they observe."""
    points: pd.DataFrame
    """Columns as in `tables.COLUMNS`, ordered by time."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Package:
    """Everything that is declared about a model."""

    name: str
    title: Label
    summary: Label
    folder: Path | None
    """Folder of the package; None for a bare model file."""
    region: str
    observed_until: int | None
    """Last year that the model was fitted to; None where it was not fitted."""
    groups: Mapping[str, Label]
    levers: Mapping[str, Lever]
    uncertainties: Mapping[str, Uncertainty]
    drivers: tuple[Driver, ...]
    outputs: tuple[Output, ...]
    charts: tuple[Chart, ...]
    history: tuple[History, ...]
    evidence: Mapping[str, Evidence]
    scenarios: Mapping[str, ScenarioFile]

    def output(self, variable: str) -> Output | None:
        """Return how a variable is declared as an output, None if it is not."""
        return next((o for o in self.outputs if o.variable == variable), None)

    @property
    def headlines(self) -> tuple[Output, ...]:
        """The outputs that stand above the charts."""
        return tuple(output for output in self.outputs if output.headline)
