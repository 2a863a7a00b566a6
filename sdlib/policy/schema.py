"""The entries of ``model.yaml`` and ``evidence.yaml``."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sdlib.policy.yaml_file import SCHEMA, Entry


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
    zh: Text

    def of(self, language: str) -> str:
        """Return the text in "en" or "zh"."""
        return self.zh if language == "zh" else self.en


class Slider(Entry):
    """A number that can be set: its range, and why it has its default."""

    label: Label
    unit: Text
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
            raise ValueError(message)
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
    unit: Text | None = None
    range: tuple[Number, Number] | None = None
    default: Number | None = None
    step: Number | None = None
    reference: Text | None = None


class InputOfSetting(Entry):
    """Which model input takes the value of which setting."""

    input: Text
    """Exact name of a constant, or of one of its elements."""
    from_: Annotated[Text, Field(alias="from")]
    """Name of the setting."""


class LeverEntry(Entry):
    """A lever as ``model.yaml`` declares it."""

    label: Label
    summary: Label
    """What the policy is, in one or two plain sentences."""
    mechanism: Label
    """Where it enters the model, and why there."""
    enters: Text
    """Name of the flow or parameter where it enters."""
    group: Text
    policy: Text | None = None
    """Identifier of the policy in the literature list."""
    bands: dict[Text, Number] = Field(default_factory=dict)
    """Named strengths, such as off, modest and strong."""
    evidence: tuple[Text, ...] = ()
    """Keys of ``evidence.yaml``; none makes the lever an assumption."""
    settings: dict[Text, SliderChange] = Field(default_factory=dict)
    """What differs from the shared settings."""
    sets: tuple[InputOfSetting, ...]


class Uncertainty(Slider):
    """Something that nobody sets: an assumption about the world."""

    sets: tuple[Text, ...]
    """Model inputs that take its value."""
    group: Text | None = None


class Driver(Entry):
    """An exogenous input: a curve over time that equals a sourced table."""

    variable: Text
    label: Label
    file: Text
    series: Text


class Output(Entry):
    """A variable that tables and charts show."""

    variable: Text
    label: Label
    group: Text
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    better: Literal["up", "down", "neither"] = "neither"
    """Which direction is an improvement; "neither" where that is a matter of opinion."""
    headline: bool = False


class Chart(Entry):
    """A chart of one or several outputs in one unit."""

    key: Text
    label: Label
    outputs: tuple[Text, ...]


class HistorySeries(Entry):
    """Observations of an output."""

    series: Text
    variable: Text
    file: Text


class ModelFile(Entry):
    """``model.yaml`` as a whole."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    name: Text
    title: Label
    summary: Label
    file: Text
    region: Text
    """Name of the region in tables that need one."""
    observed_until: int
    """Last year that the model was fitted to."""
    groups: dict[Text, Label]
    settings: dict[Text, Slider] = Field(default_factory=dict)
    """Settings that every lever has, unless it changes them."""
    levers: dict[Text, LeverEntry] = Field(default_factory=dict)
    uncertainties: dict[Text, Uncertainty] = Field(default_factory=dict)
    drivers: tuple[Driver, ...] = ()
    outputs: tuple[Output, ...]
    charts: tuple[Chart, ...]
    history: tuple[HistorySeries, ...] = ()


class Evidence(Entry):
    """One finding about what a policy does."""

    policy: Text
    quantity: Label
    unit: Text
    low: Number | None = None
    central: Number | None = None
    high: Number | None = None
    finding: Label
    ends: Literal["read", "modeller"]
    """Whether the ends of the range were read in the source or are the modeller's."""
    grade: Literal["strong", "medium", "weak"]
    reference: Text

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
    evidence: dict[Text, Evidence]


class ScenarioFile(Entry):
    """A scenario file: what differs from the baseline."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    title: Label
    summary: Label
    """What to look for."""
    reference: Text
    """Why these values."""
    combine: tuple[Text, ...] = ()
    """Scenarios that come first, in this order."""
    levers: dict[Text, dict[Text, Number]] = Field(default_factory=dict)
    uncertainties: dict[Text, Number] = Field(default_factory=dict)
    inputs: dict[Text, Number] = Field(default_factory=dict)
    """Exact names of model variables that are held at a number."""
