"""The entries of ``model.yaml`` and ``evidence.yaml``."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

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


class ChoiceEntry(Entry):
    """A choice of elements of a dimension, such as the regions in which a lever works."""

    label: Label
    """How it is called."""
    over: Text
    """The dimension; the value is a list of its elements."""
    default: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Elements that are chosen in the baseline; the model file has 1 for them, 0 for the others."""
    reference: Text
    """Where the default comes from; "assumption: ..." where nothing was found."""


def _setting_kind(value: object) -> str:
    choice = "over" in value if isinstance(value, dict) else isinstance(value, ChoiceEntry)
    return CHOICE_TAG if choice else SLIDER_TAG


def _change_kind(value: object) -> str:
    if isinstance(value, dict):
        choice = "over" in value or isinstance(value.get("default"), list | tuple)
    else:
        choice = isinstance(value, ChoiceChange)
    return CHOICE_TAG if choice else SLIDER_TAG


def _value_kind(value: object) -> str:
    return CHOICE_TAG if isinstance(value, list | tuple) else SLIDER_TAG


SLIDER_TAG, CHOICE_TAG = "<slider>", "<choice>"
"""How faults tell the kinds of setting apart; no key of a file is called like this."""

SettingEntry = Annotated[
    Annotated[Slider, Tag(SLIDER_TAG)] | Annotated[ChoiceEntry, Tag(CHOICE_TAG)],
    Discriminator(_setting_kind),
]
"""A number with its range, or a choice of elements."""


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


class ChoiceChange(Entry):
    """What one lever changes of a shared choice."""

    label: Label | None = None
    """Another name."""
    over: Text | None = None
    """The dimension, where the choice is the lever's own."""
    default: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    """Other elements in the baseline."""
    reference: Text | None = None
    """Where they come from."""


ChangeEntry = Annotated[
    Annotated[SliderChange, Tag(SLIDER_TAG)] | Annotated[ChoiceChange, Tag(CHOICE_TAG)],
    Discriminator(_change_kind),
]
"""What one lever changes of a shared setting of either kind."""


def _no_list(value: object) -> object:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        message = "the value is no number"
        allowed = "a number; of a choice of elements a list, such as [West, Central]"
        raise MisfitError(message, allowed=allowed) from None


ScenarioValue = Annotated[
    Annotated[Number, BeforeValidator(_no_list), Tag(SLIDER_TAG)]
    | Annotated[tuple[Text, ...], Tag(CHOICE_TAG)],
    Discriminator(_value_kind),
]
"""A number, or a list of the chosen elements."""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Dimensions = Annotated[
    tuple[Text, ...], BeforeValidator(_listed, json_schema_input_type=str | list[str])
]
"""Names of dimensions; a single one needs no list."""


class InputOfSetting(Entry):
    """Which model input takes the value of which setting."""

    input: Text
    """Exact name of a constant, or of one of its elements."""
    from_: Annotated[Text, Field(alias="from")]
    """Name of the setting."""


class LeverEntry(Entry):
    """A lever as ``model.yaml`` declares it.

    Where the package has a list of policies, that list gives label, group, policies and texts, and
    the entry only completes it. Elsewhere they stand here.
    """

    label: Label | None = None
    """Name of the policy."""
    summary: Label | None = None
    """What the policy is, in one or two plain sentences."""
    mechanism: Label | None = None
    """Where it enters the model, and why there."""
    enters: Text | None = None
    """Name of the flow or parameter where it enters."""
    group: Text | None = None
    """Group that it stands in, a key of `groups`."""
    policies: tuple[Text, ...] = ()
    """Identifiers of its policies in the literature list."""
    bands: dict[Text, Number] = Field(default_factory=dict)
    """Named strengths, such as off, modest and strong; the shared ones where it names none."""
    evidence: tuple[Text, ...] = ()
    """Keys of ``evidence.yaml``; none makes the lever an assumption. With a list of policies, left
    out, all findings on them."""
    settings: dict[Text, ChangeEntry] = Field(default_factory=dict)
    """What differs from the shared settings."""
    sets: tuple[InputOfSetting, ...] = ()
    """Which model inputs take which setting, besides the shared `lever_inputs`."""


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
    over: Text | None = None
    """Dimension of the curve, where the file's column `element` names its elements."""


class Output(Entry):
    """A variable that tables and charts show."""

    variable: Text
    """Exact name in the model; its unit is the model's."""
    label: Label
    """How it is called."""
    group: Text
    """Group that it stands in, a key of `groups`."""
    over: Dimensions = ()
    """Dimensions of an array, in the model's order; a column and a line each element."""
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


class Map(Entry):
    """A map of an array: a tile each place."""

    key: Text
    """Its name in links."""
    label: Label
    """Its title."""
    variable: Text
    """Exact name of the array in the model; it need not be an output."""
    over: Text
    """Its dimension; each of its elements is a place with a tile."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    """Digits after the point where it is shown."""


class HistorySeries(Entry):
    """Observations of an output."""

    series: Text
    """Name of the series in the file."""
    variable: Text
    """Exact name of the variable that it observes."""
    file: Text
    """File in the folder `data`."""
    over: Text | None = None
    """Dimension of the variable, where the file's column `element` names its elements."""
    element: Text | None = None
    """The one element of the file's column `element` whose rows are taken."""
    complete: bool = True
    """Whether every element has a row at every time; false where some were never observed."""
    compare: Literal["level", "growth"] = "level"
    """`growth` where the observations count something wider: only changes since the first of them
    are compared, and the run is drawn so that it meets that one."""
    report: Text | None = None
    """Why the series is shown but neither fitted nor scored; without it, it is."""


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
    observed_until: int | None = None
    """Last year that the model was fitted to; left out where it was fitted to nothing."""
    groups: dict[Text, Label] = Field(default_factory=dict)
    """Names of the groups of levers and outputs, except those of the list of policies."""
    policies: Text | None = None
    """File in the same folder that lists the policies: levers, their groups and texts."""
    places: Text | None = None
    """File in the same folder that names places and regions, with a tile of the map for each."""
    elements: dict[Text, dict[Text, Label]] = Field(default_factory=dict)
    """Dimension to names of its elements, where they are no places."""
    settings: dict[Text, SettingEntry] = Field(default_factory=dict)
    """Settings that every lever has, unless it changes them; the first is the main one."""
    bands: dict[Text, Number] = Field(default_factory=dict)
    """Named strengths of every lever that names none."""
    lever_inputs: tuple[InputOfSetting, ...] = ()
    """Which model inputs take which setting, for every lever: `{policy}` in a name stands for the
    lever's element, the identifier of its first policy."""
    levers: dict[Text, LeverEntry] = Field(default_factory=dict)
    """Policies: what somebody can set."""
    first: tuple[Text, ...] = ()
    """Levers that are reached for first: of many, the page opens with these."""
    uncertainties: dict[Text, Uncertainty] = Field(default_factory=dict)
    """Assumptions: what nobody sets."""
    drivers: tuple[Driver, ...] = ()
    """Curves over time that come from outside the model."""
    outputs: tuple[Output, ...]
    """What tables and charts show, in their order."""
    charts: tuple[Chart, ...]
    """Charts, in their order; the page opens with the first two."""
    maps: tuple[Map, ...] = ()
    """Maps, in their order."""
    history: tuple[HistorySeries, ...] = ()
    """Observations to draw and to compare with."""


class Evidence(Entry):
    """One finding about what a policy does."""

    policy: Text
    """Identifier of the policy in the literature list; of several, with semicolons between."""
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

    @property
    def policies(self) -> tuple[str, ...]:
        """Identifiers of the policies that it is about."""
        return tuple(part.strip() for part in self.policy.split(";"))

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
    levers: dict[Text, dict[Text, ScenarioValue]] = Field(default_factory=dict)
    """Lever, setting and value, only where it differs from the baseline; of a choice, the list of
    chosen elements."""
    uncertainties: dict[Text, Number] = Field(default_factory=dict)
    """Assumption and value, only where it differs."""
    inputs: dict[Text, Number] = Field(default_factory=dict)
    """Exact names of model variables that are held at a number."""
