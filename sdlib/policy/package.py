"""A model package: what a model's levers, assumptions, outputs and scenarios are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from sdlib.policy.choices import Choice
from sdlib.policy.evidence_schema import Evidence
from sdlib.policy.literature import Bottleneck, LiteraturePolicy, PoliciesFile, RegionsFile
from sdlib.policy.scenario_schema import ScenarioFile
from sdlib.policy.schema import Chart, Driver, Map, Output
from sdlib.policy.schema_values import Label
from sdlib.policy.settings_schema import Slider, Uncertainty
from sdlib.policy.tables import USE


@dataclass(frozen=True, kw_only=True)
class LeverInput:
    """Which input of the model takes which setting of a lever."""

    input: str
    """Exact name of a constant, or of one of its elements."""
    from_: str
    """Name of the setting."""
    element: str = ""
    """Of a choice: the element for which it is 1 if it is chosen, else 0."""


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
    policies: tuple[str, ...]
    """Identifiers in the literature list, the first one its element in the model; perhaps none."""
    bands: Mapping[str, float]
    """Named values of its main setting."""
    evidence: tuple[str, ...]
    """Keys of the package's evidence; none makes it an assumption."""
    settings: Mapping[str, Slider]
    """Name to slider; the first one is the main setting."""
    sets: tuple[LeverInput, ...]
    """Which model input takes which setting."""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    """Settings that choose elements of a dimension, by name."""
    bottlenecks: tuple[str, ...] = ()
    """What it relieves, keys of the list's bottlenecks, the main one first."""

    @property
    def main(self) -> str:
        """Name of the setting that the lever's key alone means."""
        return next(iter(self.settings))

    def defaults(self) -> dict[str, float]:
        """Return each slider's value in the baseline."""
        return {name: slider.default for name, slider in self.settings.items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """Observations of a variable."""

    series: str
    variable: str
    """Name of the model variable that they observe."""
    points: pd.DataFrame
    """Columns as in `tables.COLUMNS` with `tables.USE`, ordered by time."""
    over: str = ""
    """Dimension whose element it observes, where the others have observations of their own."""
    declared: str = ""
    """Name of the series for all elements of that dimension; empty without one."""
    compare: Literal["level", "growth"] = "level"
    """Whether levels are compared, or only changes since the first observation."""
    report: str = ""
    """Why it is shown but neither fitted nor scored; empty where it is."""

    def is_fitted(self) -> np.ndarray:
        """Return which observations a calibration may use, shape (n,)."""
        return self._is_for("fit")

    def is_scored(self) -> np.ndarray:
        """Return which observations after the window a run is judged by, shape (n,)."""
        return self._is_for("score")

    def _is_for(self, use: str) -> np.ndarray:
        if self.report:
            return np.zeros(len(self.points), dtype=bool)
        return self.points[USE].isin(["", use]).to_numpy()


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
    literature: PoliciesFile | None = None
    """The list of policies that the levers come from, None where there is none."""
    places: RegionsFile | None = None
    """Places and regions, None where the model has none."""
    elements: Mapping[str, Mapping[str, Label]] = field(default_factory=dict)
    """Dimension to names of its elements, as far as they have one; places and regions included."""
    maps: tuple[Map, ...] = ()
    first: tuple[str, ...] = ()
    """Keys of the levers that are reached for first; the page opens with these where there are
    many."""
    files: tuple[Path, ...] = ()
    """``model.yaml`` and the files that it takes levers and places from; none for a bare model."""

    @property
    def declared_hash(self) -> str | None:
        """SHA-256 of the bytes of `files`, hexadecimal; None for a bare model."""
        if not self.files:
            return None
        return hashlib.sha256(b"".join(path.read_bytes() for path in self.files)).hexdigest()

    def policies_of(self, lever: Lever) -> dict[str, LiteraturePolicy]:
        """Return what the documents say on a lever's policies, by identifier."""
        listed = self.literature.policies if self.literature else {}
        return {name: listed[name] for name in lever.policies if name in listed}

    def bottlenecks_of(self, lever: Lever) -> dict[str, Bottleneck]:
        """Return what a lever relieves, the main bottleneck first."""
        listed = self.literature.bottlenecks if self.literature else {}
        return {name: listed[name] for name in lever.bottlenecks}

    def cost_bases_of(self, lever: Lever) -> dict[str, Label]:
        """Return what the cost of a lever is reckoned from, each basis once."""
        listed = self.literature.cost_bases if self.literature else {}
        named = [name for policy in self.policies_of(lever).values() for name in policy.cost_basis]
        return {name: listed[name] for name in named}

    def evidence_of(self, lever: Lever) -> dict[str, Evidence]:
        """Return the findings on a lever."""
        return {name: self.evidence[name] for name in lever.evidence}

    def element_label(self, dimension: str, element: str) -> Label:
        """Return the name of an element for readers: its own name where none is declared."""
        found = self.elements.get(dimension, {}).get(element)
        return found or Label(en=element, zh=element)

    def output(self, variable: str) -> Output | None:
        """Return how a variable is declared as an output, None if it is not."""
        return next((o for o in self.outputs if o.variable == variable), None)

    @property
    def headlines(self) -> tuple[Output, ...]:
        """The outputs that stand above the charts."""
        return tuple(output for output in self.outputs if output.headline)
