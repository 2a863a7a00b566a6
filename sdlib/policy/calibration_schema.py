"""The entries of ``calibration.yaml``: what is fitted to which observations.

What a value has to be is told by `load_calibration`, beside what the package and the model say of
it, so that all of these faults come at once.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sdlib.policy.schema_values import Number, SchemaNumber, Text
from sdlib.policy.yaml_file import Entry

Transform = Literal["log", "none", "growth"]


class FreeParameter(Entry):
    """A constant of the model that the calibration moves."""

    variable: Text
    """Exact name of a constant or an element of one; its present value is the first start."""
    range: tuple[Number, Number]
    """Smallest and largest value that is tried [unit of the constant]."""
    reference: Text
    """Where the range comes from; "assumption: ..." where nothing was found."""


class FittedSeries(Entry):
    """Observations that the calibration comes close to."""

    series: Text
    """A series of ``model.yaml``'s history, which also says what observes it."""
    weight: Annotated[Number, Field(json_schema_extra={"exclusiveMinimum": 0})] = 1
    """Above zero: how much its mean squared error counts, however many points the series has."""
    transform: Transform = "log"
    """What is compared: logarithms, plain values over their mean, or growth rates."""


class KnownInput(Entry):
    """An outside input as it could be known at the end of the window."""

    input: Text
    """Exact name of a constant of the model, or of an element of one."""
    value: Number | Literal["until"] | None = None
    """What it is set to: a number [its unit], or `until`, the end of the window."""
    growth_of: Text | None = None
    """A series of the drivers whose log-linear growth in the window it is set to [1/time]."""
    from_: Annotated[Number | None, Field(alias="from")] = None
    """First time of that growth; the start of the window by default."""
    reference: Text | None = None
    """Where a number that is typed as `value` comes from, and how it could be known."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> KnownInput:
        if (self.value is None) == (self.growth_of is None):
            message = "either 'value' or 'growth_of' is needed, and not both"
            raise ValueError(message)
        if self.from_ is not None and self.growth_of is None:
            message = "'from' belongs to 'growth_of'"
            raise ValueError(message)
        if isinstance(self.value, float) and self.reference is None:
            message = "a number as 'value' needs a 'reference'"
            raise ValueError(message)
        return self


class KnownAtEnd(Entry):
    """What a run knows that may use nothing from after the window."""

    scenario: Text | None = None
    """Scenario that stands for the calibrated one: without policies adopted later."""
    inputs: Annotated[tuple[KnownInput, ...], Field(min_length=1)]
    """What replaces the outside inputs."""


class CalibrationFile(Entry):
    """``calibration.yaml`` as a whole."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    """Version of this format, 1."""
    scenario: Text
    """Scenario that is fitted: history as it was."""
    from_: Annotated[Number, Field(alias="from")]
    """First time of the window."""
    until: Number
    """Last time of the window; later observations are never used."""
    starts: Annotated[int, Field(ge=1, le=200)] = 20
    """How many points the search starts from, the present values among them."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Seed of the other starting points."""
    parameters: Annotated[tuple[FreeParameter, ...], Field(min_length=1)]
    """The constants that are moved."""
    observations: Annotated[tuple[FittedSeries, ...], Field(min_length=1)]
    """The series that they are fitted to."""
    known_at_end: KnownAtEnd | None = None
    """What a projection from the end of the window could know."""
