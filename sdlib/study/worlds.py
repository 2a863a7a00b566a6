"""Sampled worlds: where each lies in the ranges of the assumptions, and the model's runs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.base import as_float
from sdlib.errors import InputError, RunError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, ChangeValue
from sdlib.study.sensitivity.factors import Factor, uncertain_factors
from sdlib.study.sensitivity.lost import MOST_LOST, corner
from sdlib.study.values import OutputColumn, Tell, output_columns

if TYPE_CHECKING:
    import xarray as xr

WORLDS = 200
"""How many worlds are sampled where nobody asks for another number."""

SEED = 0
"""Seed of the sample where nobody asks for another one."""

PART = 64
"""Worlds that run at once: between two parts somebody may stop, and memory is given back."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RunsInWorlds:
    """One scenario in all worlds."""

    values: FloatArray
    """Shape (world, column, time) [unit of the column]; NaN and infinities only where `finite`
    says so."""
    finite: NDArray[np.bool_]
    """Whether the run in a world is finite, shape (world,)."""
    bad_variable: tuple[str, ...]
    """Where a run that is not finite began to be so, empty for the others."""
    bad_time: FloatArray
    """The time at which it began, NaN for the others, shape (world,)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Worlds:
    """Sampled worlds with the baseline in each, to which scenarios are compared.

    A scenario runs in exactly these worlds, so that what it changes is told world by world.
    """

    loaded: LoadedModel
    factors: tuple[Factor, ...]
    """What was sampled, evenly over its range."""
    unit: FloatArray
    """Where the worlds lie in the ranges, 0 to 1, shape (world, factor)."""
    seed: int
    columns: tuple[OutputColumn, ...]
    """What is looked at."""
    save_step: float | None
    """Time between two kept values, None for the model's own."""
    time: FloatArray
    """The saved times, shape (time,)."""
    baseline: RunsInWorlds

    @property
    def count(self) -> int:
        """How many worlds there are."""
        return len(self.unit)

    def run(
        self,
        scenario: str = BASELINE,
        changes: Mapping[str, ChangeValue] | None = None,
        tell: Tell | None = None,
    ) -> RunsInWorlds:
        """Run a scenario in all worlds; what it sets the assumptions to does not count.

        Args:
            scenario: Name of the scenario.
            changes: Changes to the scenario, as `LoadedModel.run` takes them.
            tell: Hears how many of the worlds are done; what it raises ends the work.

        Raises:
            UnknownNameError: If a name is not known.
            InputError: If a value is not taken.
        """
        found, _ = _run(
            self.loaded, _rows(self.factors, self.unit), scenario, changes, self.columns,
            self.save_step, tell,
        )  # fmt: skip
        return found

    def finite_in(self, runs: RunsInWorlds) -> NDArray[np.bool_]:
        """Return in which worlds both a scenario and the baseline are finite, shape (world,).

        Raises:
            RunError: If that is so in too few of them.
        """
        both = (runs, self.baseline)
        found = np.asarray(np.all([each.finite for each in both], axis=0), dtype=np.bool_)
        if found.mean() >= 1 - MOST_LOST:
            return found
        place, first = corner(self.unit, ~found, self.factors)
        world, bad = next(
            (int(np.argmin(each.finite)), each) for each in both if not each.finite.all()
        )
        variable, time = bad.bad_variable[world], float(bad.bad_time[world])
        raise RunError(
            found=f"in {int((~found).sum()):,} of {len(found):,} worlds a run is not finite, too "
            f"many to leave out: '{variable}' begins it at time {time:.8g}; {place}",
            variable=variable,
            time=time,
            remedy=f"narrow the range of '{first.key}' in model.yaml",
        )


def sample_worlds(
    loaded: LoadedModel,
    samples: int = WORLDS,
    seed: int = SEED,
    *,
    outputs: Sequence[str] | None = None,
    save_step: float | None = None,
    tell: Tell | None = None,
) -> Worlds:
    """Sample worlds from the uncertainties of a package, and run the baseline in each.

    Every uncertainty is sampled evenly over its range, by a Latin hypercube. All runs draw the
    same random numbers.

    Args:
        loaded: The model with its package.
        samples: How many worlds are sampled.
        seed: Seed of the sample.
        outputs: Variables or elements; the headline outputs by default.
        save_step: Time between two kept values.
        tell: Hears how many of the worlds are done; what it raises ends the work.

    Raises:
        InputError: If the package has no uncertainty, or there are too few samples.
        UnknownNameError: If a name is not known.
    """
    factors = uncertain_factors(loaded)
    unit = _places(loaded, len(factors), samples, seed)
    columns = output_columns(loaded, outputs)
    baseline, time = _run(loaded, _rows(factors, unit), BASELINE, None, columns, save_step, tell)
    return Worlds(
        loaded=loaded,
        factors=factors,
        unit=unit,
        seed=seed,
        columns=columns,
        save_step=save_step,
        time=time,
        baseline=baseline,
    )


def _places(loaded: LoadedModel, factors: int, samples: int, seed: int) -> FloatArray:
    """Return where the worlds lie in the ranges, 0 to 1, shape (world, factor)."""
    from scipy.stats import qmc

    if not factors:
        raise InputError(
            found=f"'{loaded.package.name}' declares no uncertainty to sample",
            allowed="at least one entry of 'uncertainties' in model.yaml",
        )
    if samples < 2:
        raise InputError(found=f"{samples} worlds are too few", allowed="2 or more")
    sampler = qmc.LatinHypercube(d=factors, rng=np.random.default_rng(seed))
    return as_float(sampler.random(samples))


def _rows(factors: Sequence[Factor], unit: FloatArray) -> dict[str, FloatArray]:
    return {factor.key: factor.at(unit[:, at]) for at, factor in enumerate(factors)}


def _run(
    loaded: LoadedModel,
    rows: Mapping[str, FloatArray],
    scenario: str,
    changes: Mapping[str, ChangeValue] | None,
    columns: Sequence[OutputColumn],
    save_step: float | None,
    tell: Tell | None,
) -> tuple[RunsInWorlds, FloatArray]:
    """Return a scenario in all worlds, and the saved times.

    Of each part only the wanted columns are kept, however many elements their variables have.
    """
    count = len(next(iter(rows.values())))
    places = [_place(loaded, column) for column in columns]
    names = tuple(dict.fromkeys(name for name, _ in places))
    parts, finite, done = [], [], 0
    bad_variable: list[str] = []
    bad_time: list[float] = []
    time = np.empty(0)
    for dataset in loaded.iter_many(
        rows, scenario, chunk=PART, shared=changes, outputs=names, save_step=save_step,
        one_seed=True,
    ):  # fmt: skip
        parts.append(np.stack([_column(dataset, *place) for place in places], axis=1))
        finite.append(dataset["status"].values == 0)
        bad_variable.extend(str(name) for name in dataset["bad_variable"].values)
        bad_time.extend(float(when) for when in dataset["bad_time"].values)
        time = as_float(dataset["time"].values)
        done += dataset.sizes["run"]
        if tell:
            tell(done, count)
    found = RunsInWorlds(
        values=as_float(np.concatenate(parts)),
        finite=np.asarray(np.concatenate(finite), dtype=np.bool_),
        bad_variable=tuple(bad_variable),
        bad_time=as_float(bad_time),
    )
    return found, time


def _place(loaded: LoadedModel, column: OutputColumn) -> tuple[str, int]:
    """Return the variable of a column, and which of its elements it is."""
    base = loaded.model.split(column.name)[0]
    return base, loaded.model.elements(base).index(column.name)


def _column(dataset: xr.Dataset, name: str, at: int) -> FloatArray:
    """Return one output in the worlds of a part, shape (world, time)."""
    values = as_float(dataset[name].values)
    return values.reshape(dataset.sizes["run"], dataset.sizes["time"], -1)[:, :, at]
