"""The entries of ``model.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sdlib.policy.schema_values import Dimensions, Label, Number, SchemaNumber, Text
from sdlib.policy.settings_schema import InputOfSetting, LeverEntry, SettingEntry, Uncertainty
from sdlib.policy.yaml_file import Entry


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
