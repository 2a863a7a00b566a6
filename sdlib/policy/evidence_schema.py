"""The entries of ``evidence.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sdlib.policy.schema_values import Label, Number, SchemaNumber, Text
from sdlib.policy.yaml_file import Entry


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
