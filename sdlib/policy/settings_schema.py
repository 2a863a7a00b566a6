"""The entries of ``model.yaml`` that somebody can set: settings, levers and uncertainties."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from sdlib.policy.schema_values import Label, Number, Text
from sdlib.policy.yaml_file import Entry, MisfitError


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
