"""Behaviour tests in ``checks.yaml``: a run that is tried, and what it must do against another."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sdlib.policy.checks_runs import Held, Interval, Tried, need_order
from sdlib.policy.schema_values import Label, Number, Text
from sdlib.policy.yaml_file import Entry


class Size(Entry):
    """How large an effect is at a time."""

    variable: Text
    """Exact name of the variable, of an array its sum counts; or of one element of it."""
    time: Number
    """Model time at which it is measured."""
    measure: Literal["change_percent", "change", "elasticity", "ratio"] = "change_percent"
    """`change_percent` of the other run's value [%]; `change` against it [unit of the variable];
    `elasticity`: its relative change over that of `to`, both as logarithms; `ratio`: its change
    over the change of `to`."""
    to: Text | None = None
    """The other variable of an elasticity or a ratio, or an element of one."""
    between: Interval | None = None
    """Smallest and largest size that passes."""
    evidence: Text | None = None
    """Key of ``evidence.yaml`` whose low and high ends are the interval, in place of `between`; a
    share or relative change is turned into per cent for `change_percent`."""
    falls: bool = False
    """Whether the evidence states the size of a fall, so that its sign is turned round."""

    @model_validator(mode="after")
    def _fits(self) -> Size:
        need_order(self.between, "the size")
        if (self.between is None) == (self.evidence is None):
            message = "either 'between' or 'evidence' says what passes"
            raise ValueError(message)
        if (self.to is not None) != (self.measure in ("elasticity", "ratio")):
            message = "'to' belongs to an elasticity or a ratio, which need it"
            raise ValueError(message)
        return self

    @property
    def told(self) -> bool:
        """Whether no effect at all would fail."""
        return self.between is None or not self.between[0] <= 0 <= self.between[1]


class Peak(Entry):
    """When the effect is largest."""

    variable: Text
    """Exact name of the variable, of an array its sum counts; or of one element of it."""
    between: Interval
    """Earliest and latest time at which its change, up or down, is largest."""

    @model_validator(mode="after")
    def _fits(self) -> Peak:
        need_order(self.between, "the peak")
        return self


class HalfWay(Entry):
    """How long it takes until half of an effect is there."""

    variable: Text
    """Exact name of the variable, of an array its sum counts; or of one element of it."""
    since: Number
    """Time from which is counted."""
    of: Number
    """Time whose effect is the whole."""
    years: Interval
    """Shortest and longest delay until half of it is reached [unit of time]."""

    @model_validator(mode="after")
    def _fits(self) -> HalfWay:
        need_order(self.years, "the delay")
        if not self.since < self.of:
            message = f"the effect of {self.of:g} is not later than {self.since:g}"
            raise ValueError(message)
        return self


class Turn(Entry):
    """An effect that turns round: worse before better, or better before worse."""

    variable: Text
    """Exact name of the variable, of an array its sum counts; or of one element of it."""
    first: Literal["down", "up"]
    """Direction of the effect before it turns; afterwards it is the other one, to the end."""
    between: Interval
    """Earliest and latest time at which the other direction begins."""

    @model_validator(mode="after")
    def _fits(self) -> Turn:
        need_order(self.between, "the turn")
        return self


class Together(Entry):
    """What the parts of a trial do alone, against what they do together."""

    variable: Text
    """Exact name of the variable, of an array its sum counts; or of one element of it."""
    time: Number
    """Model time at which the effects are measured."""
    each_below: Number | None = None
    """Largest share of the joint effect that a part alone may have [fraction]."""
    over_sum: Interval | None = None
    """Smallest and largest joint effect over the sum of the effects of the parts [fraction]; above
    1 they strengthen each other."""

    @model_validator(mode="after")
    def _fits(self) -> Together:
        need_order(self.over_sum, "the joint effect over the sum")
        if self.each_below is None and self.over_sum is None:
            message = "'each_below' or 'over_sum' says what is expected"
            raise ValueError(message)
        return self


class Expected(Entry):
    """What a trial must show."""

    sizes: tuple[Size, ...] = ()
    """Sizes of effects."""
    peaks: tuple[Peak, ...] = ()
    """When effects are largest."""
    half_ways: tuple[HalfWay, ...] = ()
    """How fast effects come."""
    turns: tuple[Turn, ...] = ()
    """Effects that turn round."""
    together: tuple[Together, ...] = ()
    """Effects of the parts alone against those together."""


class Trial(Entry):
    """A declared experiment: a run, another to compare with, and what it must show."""

    key: Text
    """Short name of the trial."""
    label: Label
    """What is tried, as a sentence."""
    run: Tried
    """The run that is tried."""
    against: Tried = Field(default_factory=Tried)
    """The run that it is compared with."""
    parts: dict[Text, dict[Text, Held]] = Field(default_factory=dict)
    """Groups of inputs that `run` gets on top, all together; `expect.together` tries each alone."""
    expect: Expected
    """What it must show."""
    reference: Text
    """Why this is expected, and of these sizes."""

    @model_validator(mode="after")
    def _tells_something(self) -> Trial:
        expect = self.expect
        told = [*expect.peaks, *expect.half_ways, *expect.turns, *expect.together]
        if not told and not any(size.told for size in expect.sizes):
            message = "a trial without any effect would pass: every size holds zero"
            raise ValueError(message)
        if expect.together and len(self.parts) < 2:
            message = "'together' needs at least two 'parts'"
            raise ValueError(message)
        return self
