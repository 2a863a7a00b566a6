"""What an attribution found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sdlib.policy import ChangeValue
from sdlib.study.attribution.players import Policy
from sdlib.study.values import OutputColumn


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """What one policy contributes to the change of an output [unit of the output]."""

    policy: Policy
    alone: float
    """Its effect if it were the only policy."""
    last: float
    """What is lost without it, all others on."""
    shapley: float
    """Its share of the joint change: what it adds, averaged over all orders in which the policies
    could be switched on."""
    error: float | None
    """Standard error of `shapley` where the orders were sampled, None where all were taken."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What two policies do to an output beyond the sum of the two [unit of the output]."""

    first: Policy
    second: Policy
    interaction: float
    """Averaged over the other policies; with more policies than are taken exactly, without any of
    the others."""


@dataclass(frozen=True, kw_only=True)
class OutputAttribution:
    """Who changed one output by how much [all numbers in its unit]."""

    output: OutputColumn
    baseline: float
    """Its value in the baseline."""
    without_policies: float
    """Its value with the assumptions and no policy; the baseline's where none was changed."""
    policies_only: float
    """Its value with the policies and the baseline's assumptions."""
    with_policies: float
    """Its value with both."""
    contributions: tuple[Contribution, ...]
    """One a policy, the largest first; `shapley` adds up to `change`."""
    pairs: tuple[Pair, ...]
    """Every pair of policies, the strongest interaction first."""

    @property
    def change(self) -> float:
        """What the policies change together, the assumptions being as they are."""
        return self.with_policies - self.without_policies

    @property
    def interaction(self) -> float:
        """Their joint change less the sum of what each does alone."""
        return self.change - sum(entry.alone for entry in self.contributions)

    @property
    def assumptions(self) -> float:
        """What the assumptions change alone."""
        return self.without_policies - self.baseline

    @property
    def with_assumptions(self) -> float:
        """What policies and assumptions do together beyond what each does alone."""
        return self.with_policies - self.without_policies - self.policies_only + self.baseline


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """Who changed what, with all that is needed to repeat it."""

    model: str
    scenario: str
    time: float
    """Model time at which the outputs were read."""
    time_unit: str
    policies: tuple[Policy, ...]
    """The levers that are switched on."""
    assumptions: Mapping[str, ChangeValue]
    """All other changes against the baseline."""
    exact: bool
    """Whether every coalition of policies was run."""
    orders: int | None
    """How many orders were sampled; None where all were taken."""
    seed: int
    runs: int
    """How often the model was run."""
    outputs: tuple[OutputAttribution, ...]
