"""The entries of ``checks.yaml``: plain expectations of a model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sdlib.policy.checks_rules import (
    Balance,
    Combination,
    Effect,
    Extreme,
    Headline,
    Numerics,
    Residual,
    Steady,
    Sum,
)
from sdlib.policy.checks_runs import ASCENDING, Held, Interval, Tried
from sdlib.policy.checks_trials import Trial
from sdlib.policy.schema_values import Label, Number, SchemaNumber, Text
from sdlib.policy.yaml_file import Entry, MisfitError


class UnlimitedOutflow(Entry):
    """A flow that would go on out of an empty stock."""

    flow: Text
    """Exact name of the outflow."""
    reference: Text
    """Why the stock cannot be empty while it flows."""


class Signed(Entry):
    """A stock that may be negative."""

    variable: Text
    """Exact name of the stock."""
    reference: Text
    """Why it may."""


class NeverNegative(Entry):
    """What may not fall below zero, and where that is tried."""

    variables: Literal["stocks"] | tuple[Text, ...]
    """`stocks` for all stocks, or names of variables."""
    signed: tuple[Signed, ...] = ()
    """Stocks that may be negative, such as the balance of an account."""
    at: Literal["corners"]
    """Each lever alone and all together at their strongest, from the first year."""
    unlimited: tuple[UnlimitedOutflow, ...] = ()
    """Outflows that need not end with their stock."""


class Cut(Entry):
    """Where a loop is cut: a variable on its path is held."""

    variable: Text
    """A variable on the path of the loop."""
    hold: Literal["initial"] | Number = "initial"
    """Its own value at the start of the run, or a number [its unit]."""


class Change(Entry):
    """An expected change of a variable in per cent of what it is compared with."""

    variable: Text
    """Exact name of the variable."""
    time: Number
    """Model time at which it is compared."""
    change_percent: Interval
    """Smallest and largest change that passes [%]."""

    @model_validator(mode="after")
    def _tells_something(self) -> Change:
        low, high = self.change_percent
        if not low < high:
            message = f"the interval [{low:g}, {high:g}] is empty"
            raise MisfitError(message, allowed=ASCENDING)
        if low <= 0 <= high:
            message = f"the interval [{low:g}, {high:g}] holds zero: no change would pass too"
            raise MisfitError(message, allowed="two numbers above zero, or two below it")
        return self


class LoopCheck(Entry):
    """A named feedback loop: its path, where it is cut, and what that changes."""

    key: Text
    """Short name of the loop."""
    label: Label
    """Its name for readers."""
    kind: Literal["reinforcing", "balancing"]
    """Whether it strengthens or dampens a change."""
    path: Annotated[tuple[Text, ...], Field(min_length=2)]
    """Names along the loop, each computed from the one before, the first from the last."""
    along: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)
    """Array on the path to those of its elements that the loop runs along; all by default."""
    cut: Cut
    """Where it is cut."""
    scenario: Text
    """Scenario in which it is tried."""
    inputs: dict[Text, Held] = Field(default_factory=dict)
    """Changes to that scenario: what must be at work for the loop to act."""
    expect: Change
    """Change of the cut run against the whole one."""
    reference: Text | None = None
    """Why the change lies there; needed where inputs are set."""

    @property
    def tried(self) -> Tried:
        """The whole run."""
        return Tried.model_construct(scenario=self.scenario, inputs=self.inputs)

    @property
    def parts(self) -> tuple[str, ...]:
        """The path, arrays with the elements that the loop runs along in brackets."""
        return tuple(
            f"{name}[{','.join(self.along[name])}]" if name in self.along else name
            for name in self.path
        )


class Fit(Entry):
    """How closely a run follows observations."""

    series: Text
    """A series of ``model.yaml``'s history."""
    scenario: Text
    """Scenario that is compared."""
    from_: Annotated[Number, Field(alias="from")]
    """First time that counts."""
    until: Number
    """Last time that counts."""
    mape_percent_below: Annotated[Number, Field(gt=0)]
    """Largest mean absolute error that passes [% of the observation]."""


class Expectation(Change):
    """What a scenario changes against another."""

    label: Label
    """What is expected, as a sentence."""
    scenario: Text
    """Scenario that is tried."""
    against: Text = "baseline"
    """Scenario that it is compared with."""
    reference: Text
    """Why this is expected."""


class ChecksFile(Entry):
    """``checks.yaml`` as a whole."""

    schema_: Annotated[SchemaNumber, Field(alias="schema")]
    """Version of this format, 1."""
    never_negative: NeverNegative | None = None
    """Variables that may not fall below zero."""
    balances: tuple[Balance, ...] = ()
    """What is conserved."""
    residuals: tuple[Residual, ...] = ()
    """Accounts that must be empty."""
    sums: tuple[Sum, ...] = ()
    """What adds up to a whole."""
    steady: tuple[Steady, ...] = ()
    """Runs without shocks, in which growth may not drift."""
    extremes: tuple[Extreme, ...] = ()
    """Extreme conditions, and what must then hold."""
    numerics: Numerics | None = None
    """How little the time step and the method may matter."""
    loops: tuple[LoopCheck, ...] = ()
    """Feedback loops and what they do."""
    fits: tuple[Fit, ...] = ()
    """How closely runs follow observations."""
    expectations: tuple[Expectation, ...] = ()
    """What scenarios must change."""
    trials: tuple[Trial, ...] = ()
    """Experiments, and what they must show."""
    combine: tuple[Combination, ...] = ()
    """How levers that share a variable act together."""
    headlines: tuple[Headline, ...] = ()
    """What the levers do to the headline outputs at full strength."""
    effects: tuple[Effect, ...] = ()
    """What in the model stands for which finding."""
