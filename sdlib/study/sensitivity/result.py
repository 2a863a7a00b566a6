"""What a study of sensitivity found."""

from __future__ import annotations

from dataclasses import dataclass

from sdlib.study.sensitivity.factors import Factor
from sdlib.study.values import OutputColumn


@dataclass(frozen=True, kw_only=True)
class MorrisEffect:
    """How far one factor moves an output, when the others are anywhere in their ranges.

    An elementary effect is the change of the output [its unit] if the factor went through its
    whole range, taken from a step through two thirds of it.
    """

    factor: Factor
    mean: float
    """Mean of the elementary effects; its sign is the direction [unit of the output]."""
    mean_absolute: float
    """Mean of their absolute values, mu* [unit of the output]."""
    interval: float
    """`mean_absolute` lies within plus or minus this at the study's confidence [same unit]."""
    spread: float
    """Standard deviation of the elementary effects: 0 where the factor always does the same,
    large where its effect bends or depends on the others [unit of the output]."""
    acts: bool
    """Whether it moved the output at all, beyond rounding."""
    linked: bool
    """Whether a path of equations leads from it to the output."""

    @property
    def size(self) -> float:
        """What factors are ranked by."""
        return self.mean_absolute


@dataclass(frozen=True, kw_only=True)
class SobolEffect:
    """Which share of an output's variance one factor explains."""

    factor: Factor
    first: float
    """Share that it explains alone; estimates near 0 can be a little negative."""
    first_interval: float
    """`first` lies within plus or minus this at the study's confidence."""
    total: float
    """Share in which it takes part, alone or together with others."""
    total_interval: float
    """`total` lies within plus or minus this at the study's confidence."""
    acts: bool
    """Whether it moved the output at all, beyond rounding."""
    linked: bool
    """Whether a path of equations leads from it to the output."""

    @property
    def size(self) -> float:
        """What factors are ranked by."""
        return self.total

    @property
    def interval(self) -> float:
        """Half of the interval around `size`."""
        return self.total_interval


Effect = MorrisEffect | SobolEffect


@dataclass(frozen=True, kw_only=True)
class OutputSensitivity:
    """What moves one output."""

    output: OutputColumn
    least: float
    """Smallest value in the sample [unit]."""
    most: float
    """Largest value in the sample [unit]."""
    mean: float
    """Mean over the sample [unit]."""
    deviation: float
    """Standard deviation over the sample [unit]."""
    varies: bool
    """Whether the factors move it at all, beyond rounding; if not, `effects` is empty."""
    effects: tuple[Effect, ...]
    """One a factor, the largest first."""

    @property
    def idle(self) -> tuple[Effect, ...]:
        """The factors that do not move it at all."""
        return tuple(effect for effect in self.effects if not effect.acts)


@dataclass(frozen=True, kw_only=True)
class LostRuns:
    """Runs that were not finite, and what was left out for them."""

    runs: int
    """How many runs were not finite."""
    groups: int
    """How many trajectories (Morris) or base points (Sobol) were left out, because one of their
    runs was not finite."""
    variable: str
    """Where most of them began not to be finite."""
    time: float
    """When the first of those began."""
    corner: str
    """Where in the ranges they lie, in words."""


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """A study of sensitivity, with all that is needed to repeat it."""

    model: str
    scenario: str
    method: str
    """"morris" or "sobol"."""
    time: float
    """Model time at which the outputs were read."""
    factors: tuple[Factor, ...]
    left_out: tuple[str, ...]
    """Constants with limits that have too many elements to be factors unless they are named."""
    samples: int
    """Trajectories (Morris) or base points (Sobol) that were drawn."""
    groups: str
    """What a sample is called: "trajectories" or "base points"."""
    runs: int
    """How often the model was run."""
    seed: int
    confidence: float
    """Probability of the intervals."""
    resamples: int
    """Bootstrap samples that the intervals come from."""
    lost: LostRuns | None
    """Runs that were not finite; None where all were."""
    outputs: tuple[OutputSensitivity, ...]
