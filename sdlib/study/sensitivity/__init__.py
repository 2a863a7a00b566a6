"""Sensitivity: which uncertain inputs move an output, and by how much."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.errors import InputError, UnknownNameError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.model.graph import DependencyGraph
from sdlib.names import nearest
from sdlib.policy import BASELINE, ChangeValue
from sdlib.study.sensitivity import morris, sobol
from sdlib.study.sensitivity.factors import (
    Factor,
    FactorWish,
    default_factors,
    left_out,
    named_factors,
    require_free,
)
from sdlib.study.sensitivity.lost import kept_groups
from sdlib.study.sensitivity.result import (
    Effect,
    LostRuns,
    MorrisEffect,
    OutputSensitivity,
    Sensitivity,
    SobolEffect,
)
from sdlib.study.values import OutputColumn, Tell, output_columns, saved_time, values_at

__all__ = [
    "METHODS",
    "Effect",
    "Factor",
    "FactorWish",
    "LostRuns",
    "MorrisEffect",
    "OutputSensitivity",
    "Sensitivity",
    "SobolEffect",
    "default_factors",
    "named_factors",
    "sensitivity",
]

METHODS = ("morris", "sobol")
"""To screen many factors, and to share out the variance."""

CONFIDENCE = 0.95
"""Probability of all intervals."""

SAMPLES = {"morris": 100, "sobol": 1024}
"""Trajectories or base points that are drawn by default."""

LEAST = {"morris": 4, "sobol": 16}
"""Trajectories or base points below which nothing can be said."""

MOST_CELLS = 2**25
"""Numbers in a sample (runs times factors) or in a bootstrap (samples times resamples); the methods
hold several copies of both."""

_ROUNDING = 1e-12
"""Changes below this share of an output's largest value are rounding."""


@dataclass(frozen=True, kw_only=True)
class _Design:
    """What is tried, and what is looked at."""

    method: str
    samples: int
    factors: tuple[Factor, ...]
    left_out: tuple[str, ...]
    columns: tuple[OutputColumn, ...]
    time: float

    @property
    def screening(self) -> bool:
        return self.method == "morris"

    @property
    def size(self) -> int:
        """Runs of a trajectory or of a base point."""
        return len(self.factors) + (1 if self.screening else 2)


def sensitivity(
    loaded: LoadedModel,
    scenario: str = BASELINE,
    *,
    method: str = "morris",
    outputs: Sequence[str] | None = None,
    time: float | None = None,
    factors: Sequence[FactorWish] | None = None,
    levers: bool = False,
    without: Sequence[str] = (),
    samples: int | None = None,
    seed: int = 0,
    changes: Mapping[str, ChangeValue] | None = None,
    tell: Tell | None = None,
) -> Sensitivity:
    """Study what moves the outputs of a scenario, each factor over its whole range.

    Args:
        loaded: The model with its package.
        scenario: Name of the scenario; what is no factor has its values from there.
        method: "morris" to screen, "sobol" to share out the variance.
        outputs: Variables or elements; the headline outputs by default.
        time: Model time at which they are read; the last one by default.
        factors: What is moved; `default_factors` by default.
        levers: Whether the levers are factors as well, where none is named.
        without: Keys of factors that are left out.
        samples: Trajectories (Morris) or base points (Sobol, a power of two).
        seed: Seed of the sample and of the bootstrap; the same one gives the same numbers.
        changes: Changes to the scenario, as `LoadedModel.run` takes them.
        tell: Hears of the progress.

    Raises:
        UnknownNameError: If a name is not known.
        InputError: If a factor has no range, or a change sets one, or method, samples or time are
            not possible.
        DataFileError: If several factors are at fault.
        RunError: If too many runs are not finite; it names the corner of the ranges.

    Example:
        >>> import sdlib
        >>> from sdlib.study.sensitivity import sensitivity
        >>> study = sensitivity(sdlib.load("sme_primer"), outputs=["Exports"], samples=4)
        >>> study.outputs[0].effects[0].factor.key
        'world_demand_growth'
    """
    design = _Design(
        method=method,
        samples=_samples(method, samples),
        factors=_moved(loaded, factors, levers, without),
        left_out=left_out(loaded) if factors is None else (),
        columns=output_columns(loaded, outputs),
        time=saved_time(loaded, time),
    )
    require_free(loaded, design.factors, changes or {}, named=factors is not None)
    _require_room(design)
    return _studied(loaded, design, scenario, seed, changes, tell)


def _require_room(design: _Design) -> None:
    """Refuse a study that would not fit into the memory of a usual machine."""
    how = morris if design.screening else sobol
    each = max(design.size * len(design.factors), how.RESAMPLES)
    if each * design.samples <= MOST_CELLS:
        return
    most = MOST_CELLS // each
    if not design.screening:
        most = 1 << (most.bit_length() - 1) if most else 0
    fits = most >= LEAST[design.method]
    raise InputError(
        found=f"{design.samples:,} samples of {len(design.factors):,} factors do not fit into "
        "memory",
        allowed=f"at most {most:,} samples of so many factors" if fits else "fewer factors",
        remedy=f"--samples {most}" if fits else "name the factors that matter: --factors NAME",
    )


def _studied(
    loaded: LoadedModel,
    design: _Design,
    scenario: str,
    seed: int,
    changes: Mapping[str, ChangeValue] | None,
    tell: Tell | None,
) -> Sensitivity:
    how = morris if design.screening else sobol
    factors, columns = design.factors, design.columns
    unit = how.sample(len(factors), design.samples, np.random.default_rng(seed))
    rows = {factor.key: factor.at(unit[:, at]) for at, factor in enumerate(factors)}
    found = values_at(
        loaded, rows, columns, design.time, scenario=scenario, changes=changes, tell=tell
    )
    kept, lost = kept_groups(found, unit, factors, design.size)
    runs = np.repeat(kept, design.size)
    reached = _reached(loaded, factors)
    outputs = []
    for at, column in enumerate(columns):
        base = loaded.model.split(column.name)[0]
        linked = [base in names for names in reached]
        generator = _bootstrap(seed, column)
        values = found.values[runs, at]
        outputs.append(_output(column, design, linked, unit[runs], values, generator))
    return Sensitivity(
        model=loaded.package.name,
        scenario=scenario,
        method=design.method,
        time=design.time,
        factors=factors,
        left_out=design.left_out,
        samples=design.samples,
        groups="trajectories" if design.screening else "base points",
        runs=len(unit),
        seed=seed,
        confidence=CONFIDENCE,
        resamples=how.RESAMPLES,
        lost=lost,
        outputs=tuple(outputs),
    )


def _samples(method: str, samples: int | None) -> int:
    if method not in METHODS:
        raise InputError(found=f"there is no method '{method}'", allowed=", ".join(METHODS))
    count = SAMPLES[method] if samples is None else samples
    if count < LEAST[method]:
        raise InputError(
            found=f"{count} samples are too few for {method}", allowed=f"{LEAST[method]} or more"
        )
    if method == "sobol" and count & (count - 1):
        below = 1 << (count.bit_length() - 1)
        raise InputError(
            found=f"{count:,} samples are no power of two, which the sequence of Sobol needs",
            allowed=f"the nearest are {below:,} and {2 * below:,}",
        )
    return count


def _moved(
    loaded: LoadedModel,
    wishes: Sequence[FactorWish] | None,
    levers: bool,
    without: Sequence[str],
) -> tuple[Factor, ...]:
    if wishes is None:
        moved = default_factors(loaded, levers=levers)
    else:
        moved = named_factors(loaded, wishes)
    known = [factor.key for factor in moved]
    for key in without:
        if key not in known:
            raise UnknownNameError(
                kind="factor",
                name=key,
                nearest=nearest(key, known),
                known=f"the factors are {', '.join(known)}",
            )
    moved = tuple(factor for factor in moved if factor.key not in without)
    if not moved:
        raise InputError(found="no factor is left", remedy="leave out fewer of them")
    return moved


def _reached(loaded: LoadedModel, factors: Sequence[Factor]) -> list[frozenset[str]]:
    """Return for each factor the variables to which a path of equations leads from it."""
    graph = DependencyGraph(loaded.model, at_start=True)
    found = []
    for factor in factors:
        names = frozenset(loaded.model.split(name)[0] for name in factor.sets)
        found.append(graph.reached_from(names) | names)
    return found


def _bootstrap(seed: int, column: OutputColumn) -> np.random.Generator:
    """Return what draws an output's bootstrap samples, whichever others are looked at."""
    return np.random.default_rng([seed, zlib.crc32(column.name.encode())])


def _output(
    column: OutputColumn,
    design: _Design,
    linked: Sequence[bool],
    unit: FloatArray,
    values: FloatArray,
    generator: np.random.Generator,
) -> OutputSensitivity:
    negligible = _ROUNDING * float(np.abs(values).max())
    least, most = float(values.min()), float(values.max())
    varies = most - least > negligible
    factors = design.factors
    effects: Sequence[Effect] = ()
    if varies and design.screening:
        effects = morris.effects(factors, linked, unit, values, negligible, CONFIDENCE, generator)
    elif varies:
        effects = sobol.effects(factors, linked, values, negligible, CONFIDENCE, generator)
    return OutputSensitivity(
        output=column,
        least=least,
        most=most,
        mean=float(values.mean()),
        deviation=float(values.std()),
        varies=varies,
        effects=tuple(sorted(effects, key=lambda effect: -effect.size)),
    )
