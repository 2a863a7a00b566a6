"""The entries of ``model.yaml`` and ``evidence.yaml``."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sdlib.policy.yaml_file import SCHEMA, Entry, MisfitError


def _finite(value: float) -> float:
    if not math.isfinite(value):
        message = "the value is not a finite number"
        raise ValueError(message)
    return value


def _schema(value: int) -> int:
    if value != SCHEMA:
        message = f"this program reads schema {SCHEMA}"
        raise ValueError(message)
    return value


Number = Annotated[float, Field(strict=False), AfterValidator(_finite)]
SchemaNumber = Annotated[int, AfterValidator(_schema)]
Text = Annotated[str, Field(min_length=1)]


class Label(Entry):
    """A text in both languages of the page."""

    en: Text
    """English."""
    zh: Text
    """Chinese, simplified."""

    def of(self, language: str) -> str:
        """Return the text in "en" or "zh"."""
        return self.zh if language == "zh" else self.en


class Slider(Entry):
    """A number that can be set: its range, and why it has its default."""

    label: Label
    """How it is called."""
    unit: Text
    """Unit; the same as in the model file, `Dmnl` for none."""
    range: tuple[Number, Number]
    """Smallest and largest value that is taken [unit]."""
    default: Number
    """Value in the baseline; equal to the number in the model file [unit]."""
    step: Number
    """Step of the slider [unit]."""
    reference: Text
    """Where default and range come from; "assumption: ..." where nothing was found."""

    @model_validator(mode="after")
    def _fits(self) -> Slider:
        low, high = self.range
        if not low < high:
            message = f"the range [{low:g}, {high:g}] is empty"
            raise MisfitError(message, allowed="the smaller number first, then a larger one")
        if not low <= self.default <= high:
            message = f"the default {self.default:g} lies outside [{low:g}, {high:g}]"
            raise ValueError(message)
        if self.step <= 0:
            message = f"the step {self.step:g} is not above zero"
            raise ValueError(message)
        return self


class SliderChange(Entry):
    """What one lever changes of a shared setting."""

    label: Label | None = None
    """Another name."""
    unit: Text | None = None
    """Another unit."""
    range: tuple[Number, Number] | None = None
    """Another range."""
    default: Number | None = None
    """Another value in the baseline."""
    step: Number | None = None
    """Another step."""
    reference: Text | None = None
    """Where these values come from."""


class InputOfSetting(Entry):
    """Which model input takes the value of which setting."""

    input: Text
    """Exact name of a constant, or of one of its elements."""
    from_: Annotated[Text, Field(alias="from")]
    """Name of the setting."""


class LeverEntry(Entry):
    """A lever as ``model.yaml`` declares it."""

    label: Label
    """Name of the policy."""
    summary: Label
    """What the policy is, in one or two plain sentences."""
    mechanism: Label
    """Where it enters the model, and why there."""
    enters: Text
    """Name of the flow or parameter where it enters."""
    group: Text
    """Group that it stands in, a key of `groups`."""
    policy: Text | None = None
    """Identifier of the policy in the literature list."""
    bands: dict[Text, Number] = Field(default_factory=dict)
    """Named strengths, such as off, modest and strong."""
    evidence: tuple[Text, ...] = ()
    """Keys of ``evidence.yaml``; none makes the lever an assumption."""
    settings: dict[Text, SliderChange] = Field(default_factory=dict)
    """What differs from the shared settings."""
    sets: tuple[InputOfSetting, ...]
    """Which model inputs take which setting."""


class Uncertainty(Slider):
    """Something that nobody sets: an assumption about the world."""

    sets: tuple[Text, ...]
    """Model inputs that take its value."""
    group: Text | None = None
    """Group that it stands in, a key of `groups`."""


class Driver(Entry):
    """An exogenous input: a curve over time that equals a sourced table."""

    variable: Text
    """Exact name of the curve in the model."""
    label: Label
    """How it is called."""
    file: Text
    """File in the folder `data`."""
    series: Text
    """Name of the series in that file; its points equal those of the curve."""
    dimension: Text | None = None
    """Dimension of the curve, where the file's column `element` names its elements."""


class Output(Entry):
    """A variable that tables and charts show."""

    variable: Text
    """Exact name in the model; its unit is the model's."""
    label: Label
    """How it is called."""
    group: Text
    """Group that it stands in, a key of `groups`."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """Digits after the point where it is shown."""
    better: Literal["up", "down", "neither"] = "neither"
    """Which direction is an improvement; "neither" where that is a matter of opinion."""
    headline: bool = False
    """Whether it stands above the charts."""


class Chart(Entry):
    """A chart of one or several outputs in one unit."""

    key: Text
    """Its name in links."""
    label: Label
    """Its title."""
    outputs: tuple[Text, ...]
    """Names of declared outputs, all in one unit."""


class HistorySeries(Entry):
    """Observations of an output."""

    series: Text
    """Name of the series in the file."""
    variable: Text
    """Exact name of the variable that it observes."""
    file: Text
    """File in the folder `data`."""
    dimension: Text | None = None
    """Dimension of the variable, where the file's column `element` names its elements."""
    complete: bool = True
    """Whether every element has a row at every time; false where some were never observed."""


class ModelFile(Entry):
    """``model.yaml`` as a whole."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    """Version of this format, 1."""
    name: Text
    """Name of the package, that of its folder."""
    title: Label
    """Name of the model."""
    summary: Label
    """What the model is, in a sentence or two."""
    file: Text
    """The model file, in the same folder."""
    region: Text
    """Name of the region in tables that need one."""
    observed_until: int
    """Last year that the model was fitted to."""
    groups: dict[Text, Label]
    """Names of the groups of levers and outputs."""
    settings: dict[Text, Slider] = Field(default_factory=dict)
    """Settings that every lever has, unless it changes them."""
    levers: dict[Text, LeverEntry] = Field(default_factory=dict)
    """Policies: what somebody can set."""
    uncertainties: dict[Text, Uncertainty] = Field(default_factory=dict)
    """Assumptions: what nobody sets."""
    drivers: tuple[Driver, ...] = ()
    """Curves over time that come from outside the model."""
    outputs: tuple[Output, ...]
    """What tables and charts show, in their order."""
    charts: tuple[Chart, ...]
    """Charts, in their order; the page opens with the first two."""
    history: tuple[HistorySeries, ...] = ()
    """Observations to draw and to compare with."""


class Evidence(Entry):
    """One finding about what a policy does."""

    policy: Text
    """Identifier of the policy in the literature list."""
    quantity: Label
    """What was measured."""
    unit: Text
    """Unit of the three numbers."""
    low: Number | None = None
    """Low end of the range."""
    central: Number | None = None
    """Central value."""
    high: Number | None = None
    """High end of the range."""
    finding: Label
    """What was read, in own words."""
    ends: Literal["read", "modeller"]
    """Whether the ends of the range were read in the source or are the modeller's."""
    grade: Literal["strong", "medium", "weak"]
    """How much the finding can be relied on."""
    reference: Text
    """Author, year, title, page or table."""

    @model_validator(mode="after")
    def _ordered(self) -> Evidence:
        numbers = [n for n in (self.low, self.central, self.high) if n is not None]
        if numbers != sorted(numbers):
            message = "low, central and high are not in this order"
            raise ValueError(message)
        return self


class EvidenceFile(Entry):
    """``evidence.yaml`` as a whole."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    """Version of this format, 1."""
    evidence: dict[Text, Evidence]
    """Findings by their keys."""


class ScenarioFile(Entry):
    """A scenario file: what differs from the baseline."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    """Version of this format, 1."""
    title: Label
    """Name of the scenario."""
    summary: Label
    """What to look for."""
    reference: Text
    """Why these values."""
    combine: tuple[Text, ...] = ()
    """Scenarios that come first, in this order."""
    levers: dict[Text, dict[Text, Number]] = Field(default_factory=dict)
    """Lever, setting and value, only where it differs from the baseline."""
    uncertainties: dict[Text, Number] = Field(default_factory=dict)
    """Assumption and value, only where it differs."""
    inputs: dict[Text, Number] = Field(default_factory=dict)
    """Exact names of model variables that are held at a number."""
