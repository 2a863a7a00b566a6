"""The policies of a model's literature, and the regions that its places belong to.

``policies.yaml`` lists what the source documents recommend: each policy with what is said, where it
acts, what was adopted and what else it does. ``regions.yaml`` names the places of a model and the
region of each under every mapping in use. Both are read by pages, books and tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sdlib.names import nearest
from sdlib.policy.schema_values import Label, SchemaNumber, Text
from sdlib.policy.yaml_file import Entry

Count = Annotated[int, Field(ge=0)]


class Bottleneck(Entry):
    """Something that holds small firms back, which levers relieve."""

    label: Label
    """Its name."""
    meaning: Label
    """What is held back, and by what."""
    closes: Text
    """The flow or parameter of the model that it closes."""


class PolicyLever(Entry):
    """A mechanism that one or several policies use."""

    label: Label
    """Its name."""
    group: Text
    """Group that it stands in, a key of `groups`."""
    bottlenecks: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What it relieves, keys of `bottlenecks`; the first one is the main one."""


class Adoption(Entry):
    """What was really adopted."""

    year: int | None = None
    """The year, or the first of several; left out where none is known."""
    event: Label
    """What happened."""
    reference: Text
    """Where the date was read; "general knowledge, unverified" where it was not."""
    verified: bool
    """Whether the date was read in a source."""


class LiteraturePolicy(Entry):
    """A policy as the source documents recommend it."""

    label: Label
    """Its name."""
    lever: Text
    """The mechanism, a key of `levers`; two policies with one mechanism name the same one."""
    where: Text
    """Document and section or table that recommend it."""
    says: Label
    """What they say, in own words."""
    mechanism: Label
    """The flow or parameter where it acts, and how."""
    survey: Label | None = None
    """How many firms ask for it or complain of its lack, where a survey says."""
    adopted: tuple[Adoption, ...] = ()
    """What was adopted, in the order of time; empty where nothing is known."""
    side_effects: Label
    """What else it does."""
    side_effects_basis: Literal["evidence", "document", "judgement"]
    """Whether that is a finding, said in a source document, or the modeller's judgement."""
    cost_basis: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What it costs is reckoned from these, keys of `cost_bases`."""


class PoliciesFile(Entry):
    """``policies.yaml`` as a whole."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    """Version of this format, 1."""
    groups: dict[Text, Label]
    """Names of the groups of levers."""
    bottlenecks: dict[Text, Bottleneck]
    """What holds small firms back."""
    cost_bases: dict[Text, Label]
    """What costs are reckoned from."""
    levers: dict[Text, PolicyLever]
    """Mechanisms, by the keys of the levers."""
    policies: dict[Text, LiteraturePolicy]
    """Policies, by their identifiers in the literature list."""

    def of_lever(self, key: str) -> tuple[str, ...]:
        """Return the identifiers of the policies that use a lever, in the file's order."""
        return tuple(name for name, policy in self.policies.items() if policy.lever == key)

    @model_validator(mode="after")
    def _names_known(self) -> PoliciesFile:
        unknown = [*self._unknown_names()]
        if unknown:
            message = "; ".join(unknown)
            raise ValueError(message)
        return self

    def _unknown_names(self) -> Iterator[str]:
        for key, lever in self.levers.items():
            yield from _unknown(f"levers.{key}: group", [lever.group], self.groups)
            yield from _unknown(f"levers.{key}: bottleneck", lever.bottlenecks, self.bottlenecks)
        for key, policy in self.policies.items():
            yield from _unknown(f"policies.{key}: lever", [policy.lever], self.levers)
            yield from _unknown(f"policies.{key}: cost basis", policy.cost_basis, self.cost_bases)


class Mapping(Entry):
    """One way to put places into regions."""

    label: Label
    """Its name."""
    note: Label
    """Who uses it, and how it is known."""
    reference: Text
    """Where it was read, or how it was inferred."""


class Place(Entry):
    """A place of the model."""

    label: Label
    """Its name."""
    region: dict[Text, Text]
    """Mapping to region, one entry for each mapping."""
    tile: tuple[Count, Count] | None = None
    """Column and row of its tile on the map, counted from the upper left one, 0."""


class RegionsFile(Entry):
    """``regions.yaml`` as a whole."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    """Version of this format, 1."""
    mapping: Text
    """The mapping that the model uses, a key of `mappings`."""
    regions: dict[Text, Label]
    """The regions."""
    mappings: dict[Text, Mapping]
    """All ways to put places into regions."""
    places: dict[Text, Place]
    """The places, by their names in the model."""

    @model_validator(mode="after")
    def _complete(self) -> RegionsFile:
        unknown = [*_unknown("mapping", [self.mapping], self.mappings)]
        for key, place in self.places.items():
            unknown += _unknown(f"places.{key}: region", place.region.values(), self.regions)
            unknown += _unknown(f"places.{key}: mapping", place.region, self.mappings)
            absent = [name for name in self.mappings if name not in place.region]
            unknown += [f"places.{key}: no region under the mapping '{name}'" for name in absent]
        unknown += self._shared_tiles()
        if unknown:
            message = "; ".join(unknown)
            raise ValueError(message)
        return self

    def _shared_tiles(self) -> Iterator[str]:
        taken: dict[tuple[int, int], str] = {}
        for key, place in self.places.items():
            if place.tile is not None and taken.setdefault(place.tile, key) != key:
                column, row = place.tile
                yield f"places.{key}: the tile [{column}, {row}] is that of {taken[place.tile]}"

    def label_of(self, name: str) -> Label | None:
        """Return the label of a place or a region, None where there is none of that name."""
        place = self.places.get(name)
        return place.label if place else self.regions.get(name)

    def members(self, region: str, mapping: str | None = None) -> tuple[str, ...]:
        """Return the places of a region, in the file's order.

        Args:
            region: A key of `regions`.
            mapping: A key of `mappings`; the model's own where it is left out.
        """
        under = mapping or self.mapping
        return tuple(name for name, place in self.places.items() if place.region[under] == region)


def _unknown(what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    allowed = list(known)
    for name in names:
        if name not in allowed:
            close = nearest(name, allowed)
            yield f"{what} '{name}' is not known" + (
                f" (did you mean '{close[0]}'?)" if close else ""
            )
