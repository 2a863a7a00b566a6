"""How ``checks.yaml`` declares a run: a scenario, and what is held in it."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from sdlib.policy.schema_values import Number, Text
from sdlib.policy.yaml_file import Entry, MisfitError

Interval = tuple[Number, Number]

ASCENDING = "the smaller number first, then a larger one"
"""What an interval must be."""


class Course(Entry):
    """A course over time that a variable is held on, in place of its equation.

    Either `points`, or the course that it has in a scenario, perhaps times a factor or replaced by
    a number for some years. Whatever acts on the variable in the run that is tried acts no longer.
    """

    like: Text | None = None
    """Scenario whose course is taken; the one that is tried, if none is named."""
    times: Number | None = None
    """Factor on that course."""
    plus: Number | None = None
    """Number that is added to that course [unit of the variable]."""
    value: Number | None = None
    """Number that replaces that course [unit of the variable]."""
    from_: Annotated[Number | None, Field(alias="from")] = None
    """First time at which factor, addition or number act; the first of the run by default."""
    until: Number | None = None
    """Last time at which they act; the last of the run by default."""
    points: tuple[Interval, ...] | None = None
    """Times and values; straight lines between them, the ends are held."""

    @model_validator(mode="after")
    def _fits(self) -> Course:
        moved = [self.times, self.plus, self.value]
        if self.points is not None:
            others = (self.like, self.from_, self.until, *moved)
            if not self.points or any(other is not None for other in others):
                message = "points stand alone, and there is at least one"
                raise ValueError(message)
            times = [time for time, _ in self.points]
            if any(b <= a for a, b in pairwise(times)):
                message = "the times of the points do not ascend"
                raise ValueError(message)
        if sum(each is not None for each in moved) > 1:
            message = "times, plus and value exclude each other"
            raise ValueError(message)
        if self.from_ is not None and self.until is not None and not self.from_ < self.until:
            message = f"the period from {self.from_:g} until {self.until:g} is empty"
            raise MisfitError(message, allowed="a 'from' before 'until'")
        return self


def _which(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "elements"
    return "course" if isinstance(value, (dict, Course)) else "number"


Held = Annotated[
    Annotated[Number, Tag("number")]
    | Annotated[Course, Tag("course")]
    | Annotated[tuple[Text, ...], Tag("elements")],
    Discriminator(_which),
]
"""What an input is set to: a number, a course over time, or the chosen elements of a choice."""


class Tried(Entry):
    """A run: a scenario with changes."""

    scenario: Text = "baseline"
    """Scenario that it starts from."""
    inputs: dict[Text, Held] = Field(default_factory=dict)
    """Lever (its main setting), `lever.setting`, assumption, or exact name of any variable, to what
    it is set to."""


def need_order(interval: Interval | None, what: str) -> None:
    """Raise where an interval is empty.

    Raises:
        ValueError: If its second number is not above its first; it says of what it is.
    """
    if interval is not None and not interval[0] < interval[1]:
        message = f"the interval of {what}, [{interval[0]:g}, {interval[1]:g}], is empty"
        raise MisfitError(message, allowed=ASCENDING)
