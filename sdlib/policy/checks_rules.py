"""Rules in ``checks.yaml`` about what a model conserves, withstands, combines and rests on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sdlib.policy.checks_runs import Interval, Tried, need_order
from sdlib.policy.schema_values import Label, Number, Text
from sdlib.policy.yaml_file import Entry


class Balance(Entry):
    """Stocks that change together by what flows in and out, and by nothing else."""

    label: Label
    """What is conserved."""
    stocks: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The stocks; of arrays their sums count, and flows between them are left out."""
    inflows: tuple[Text, ...] = ()
    """Variables that come in from outside [unit of the stocks per unit of time]."""
    outflows: tuple[Text, ...] = ()
    """Variables that go out [unit of the stocks per unit of time]."""
    tolerance: Annotated[Number, Field(gt=0, lt=1)] = 1e-9
    """Largest gap in one time step that passes [share of the stocks]."""


class Residual(Entry):
    """An account that must be empty at all times."""

    label: Label
    """What the account is."""
    variable: Text
    """Exact name of the variable that must be zero."""
    of: Text
    """Variable whose largest value the account is measured by."""
    tolerance: Annotated[Number, Field(gt=0, lt=1)] = 1e-9
    """Largest value that passes [share of that]."""


class Sum(Entry):
    """Parts that must add up to a whole at all saved times."""

    label: Label
    """What adds up."""
    parts: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Exact names of the variables that are added."""
    over: tuple[Text, ...] | None = None
    """Dimensions that are summed over; all of them by default."""
    whole: Number | Text
    """What they add up to: a variable with the dimensions that are left, or a number."""
    tolerance: Annotated[Number, Field(gt=0, lt=1)] = 1e-9
    """Largest gap that passes [share of the whole]."""


class Steady(Entry):
    """A run without shocks, in which growth may not drift."""

    key: Text
    """Short name of the run."""
    label: Label
    """What is steady, as a sentence."""
    run: Tried
    """The run."""
    variables: Literal["headlines"] | Annotated[tuple[Text, ...], Field(min_length=1)] = "headlines"
    """`headlines` of the package, or names of variables; of an array its sum counts."""
    until: Number
    """Last time that counts, from the first of the run."""
    drift_points: Annotated[Number, Field(gt=0)]
    """Gap between the largest and the smallest growth that passes [% per unit of time]."""
    reference: Text
    """Why the run has no shock."""


class Condition(Entry):
    """What must hold in an extreme run."""

    variable: Text
    """Exact name of the variable; of an array every element."""
    at: Literal["always", "end"] | Number = "always"
    """When: at all saved times, at the last one, or at a time."""
    from_: Annotated[Number | None, Field(alias="from")] = None
    """First time that counts, where it is `always`."""
    equals: Number | None = None
    """Its value, to nine digits [its unit]."""
    at_least: Number | None = None
    """Its smallest value that passes [its unit]."""
    at_most: Number | None = None
    """Its largest value that passes [its unit]."""
    change_percent: Interval | None = None
    """Its change against the same run without what is held [%]; of an array that of its sum."""

    @model_validator(mode="after")
    def _fits(self) -> Condition:
        need_order(self.change_percent, "the change")
        bounds = self.at_least is not None or self.at_most is not None
        if (self.equals is not None) + bounds + (self.change_percent is not None) != 1:
            message = "one of 'equals', 'at_least' and 'at_most', or 'change_percent' is needed"
            raise ValueError(message)
        if self.at_least is not None and self.at_most is not None:
            need_order((self.at_least, self.at_most), "values")
        if self.from_ is not None and self.at != "always":
            message = "'from' belongs to 'always'"
            raise ValueError(message)
        return self


class Extreme(Entry):
    """An extreme condition, and what must then hold."""

    key: Text
    """Short name of the condition."""
    label: Label
    """What is extreme, and what follows, as a sentence."""
    run: Tried
    """The extreme run."""
    expect: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """What must hold."""
    reference: Text
    """Why this must hold."""


class NumericsException(Entry):
    """An output that may change by more than the others when the method does."""

    variable: Text
    """Name of a checked output."""
    until: Number | None = None
    """Last time at which it may; all times by default."""
    percent: Annotated[Number, Field(gt=0)]
    """Its largest change until then [%]."""
    of: Text | None = None
    """Variable that its change is measured by; for one that crosses zero."""
    reference: Text
    """Why it changes more, and why that does no harm."""


class Numerics(Entry):
    """How little results may depend on the time step and on the method of integration."""

    scenarios: Annotated[tuple[Text, ...], Field(min_length=1)] = ("baseline",)
    """Scenarios that are tried."""
    half_step_percent: Annotated[Number, Field(gt=0)]
    """Largest change of an output at any saved time when the time step is halved [%]."""
    rk4_percent: Annotated[Number, Field(gt=0)]
    """Largest change when the method is Runge-Kutta of fourth order instead of Euler's [%]."""
    outputs: Literal["all"] | tuple[Text, ...] = "all"
    """`all` declared outputs, or names of variables."""
    exceptions: tuple[NumericsException, ...] = ()
    """Outputs that may change more."""
    reference: Text
    """Why this is close enough."""


class Combination(Entry):
    """How levers that act on one variable act together."""

    variable: Text
    """The variable that they share; of an array every element counts."""
    levers: Literal["all"] | Annotated[tuple[Text, ...], Field(min_length=1)]
    """`all` levers, or their keys."""
    with_: Annotated[tuple[Text, ...], Field(alias="with")] = ()
    """Keys of levers each of which meets each of those; without it all of those meet each other."""
    how: Literal["sum", "product", "complement", "below_sum", "largest"]
    """`sum`: changes add up; `product`: ratios multiply; `complement`: what is left multiplies,
    1 - (1 - a)(1 - b); `below_sum`: never more than the sum of the changes; `largest`: the largest
    change counts alone."""
    tolerance: Annotated[Number, Field(gt=0, lt=1)] = 1e-7
    """Largest gap that passes [share of the variable]; rounding alone by default."""
    reference: Text
    """Why they combine like this."""

    @model_validator(mode="after")
    def _meets(self) -> Combination:
        if not self.with_ and not isinstance(self.levers, str) and len(self.levers) < 2:
            message = (
                "one lever alone meets no other: name two, or those that it meets under 'with'"
            )
            raise ValueError(message)
        return self


class Headline(Entry):
    """What the levers do to a headline output at full strength."""

    variable: Text
    """A headline output of ``model.yaml``."""
    levers: Literal["all"] | Annotated[tuple[Text, ...], Field(min_length=1)] = "all"
    """`all` levers, or their keys: those that are at the top of their main setting."""
    time: Number
    """Model time at which it is compared with the baseline."""
    change_percent: Interval
    """Smallest and largest change that passes [%]."""
    calculation: Label
    """How one gets to this interval by hand."""
    reference: Text
    """Where the numbers of the calculation come from."""

    @model_validator(mode="after")
    def _fits(self) -> Headline:
        need_order(self.change_percent, "the change")
        return self


class Effect(Entry):
    """What in the model stands for a finding of ``evidence.yaml``."""

    evidence: Text
    """Key of the finding."""
    variable: Text | None = None
    """Constant of the model, or element of one, that must lie from its low to its high end."""
    times: Number | None = None
    """Factor that turns the constant into the unit of the finding."""
    odds: bool = False
    """Whether the constant is the odds s/(1 - s) of the share s that the finding states."""
    not_used: Text | None = None
    """Why nothing in the model stands for the finding, in place of a variable."""
    reference: Text
    """Why this constant stands for it; "assumption: ..." where it is a choice."""

    @model_validator(mode="after")
    def _fits(self) -> Effect:
        if (self.variable is None) == (self.not_used is None):
            message = "either 'variable' or 'not_used' is needed"
            raise ValueError(message)
        if (self.times is not None or self.odds) and self.variable is None:
            message = "'times' and 'odds' belong to a variable"
            raise ValueError(message)
        return self
