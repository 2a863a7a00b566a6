"""The entries of a scenario file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sdlib.policy.schema_values import Label, Number, SchemaNumber, Text
from sdlib.policy.settings_schema import ScenarioValue
from sdlib.policy.yaml_file import Entry


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
