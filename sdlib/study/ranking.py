"""How sure the order of policies is: ranked in many worlds within the ranges of the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.base import as_float
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model import Constant
from sdlib.model.arrays import FloatArray
from sdlib.policy import ChangeValue
from sdlib.policy.schema_values import Label
from sdlib.study.sensitivity.factors import Factor
from sdlib.study.values import OutputColumn, output_columns

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranking:
    """The order of some policies on one output, best first, and how often it is another one."""

    output: OutputColumn
    time: float
    """Model time at which the output is compared."""
    policies: tuple[str, ...]
    """Names of the policies in their order at the model's own numbers, best first."""
    effects: FloatArray
    """Change of the output at the model's own numbers, in that order, shape (policy,) [unit]."""
    changed: float
    """Share of the worlds in which the order is another one [1]."""
    first_changed: float
    """Share of the worlds in which another policy is the best one [1]."""
    pairs_changed: float
    """Share of the pairs of policies that are the other way round, mean of the worlds [1]."""
    least: NDArray[np.int64]
    """Best rank of each policy in nine tenths of the worlds, shape (policy,)."""
    most: NDArray[np.int64]
    """Worst rank of each policy in nine tenths of the worlds, shape (policy,)."""


def evidence_factors(loaded: LoadedModel) -> tuple[Factor, ...]:
    """Return the constants that stand for a finding: their comment names it, with two limits.

    Args:
        loaded: The model with its package.
    """
    found = []
    for constant in loaded.model.constants:
        words = constant.comment.replace("(", " ").replace(",", " ").replace(";", " ").split()
        named = [key for key in loaded.package.evidence if key in words]
        if not named or constant.dimensions or constant.lower is None or constant.upper is None:
            continue
        found.append(
            Factor(
                key=constant.name,
                label=Label(en=constant.name, zh=constant.name),
                unit=constant.unit,
                low=constant.lower,
                high=constant.upper,
                kind="constant",
                sets=(constant.name,),
                reference=", ".join(named),
            )
        )
    return tuple(found)


def rank_policies(
    loaded: LoadedModel,
    policies: Mapping[str, Mapping[str, ChangeValue]],
    factors: Sequence[Factor],
    time: float,
    *,
    samples: int = 200,
    seed: int = 0,
    outputs: Sequence[str] | None = None,
) -> tuple[Ranking, ...]:
    """Rank policies by their change of the baseline, in worlds sampled evenly over some ranges.

    All policies are tried in the same worlds, each alone. Worlds in which a run is not finite are
    left out.

    Args:
        loaded: The model with its package.
        policies: Name of each policy to its changes, as `LoadedModel.run` takes them.
        factors: What differs between worlds, by a Latin hypercube.
        time: Model time at which outputs are compared.
        samples: How many worlds are sampled.
        seed: Seed of the sample.
        outputs: Variables or elements; the headline outputs by default.

    Raises:
        InputError: If there is nothing to rank or to vary.
        UnknownNameError: If a name is not known.

    Example:
        >>> import sdlib
        >>> from sdlib.study.ranking import rank_policies
        >>> from sdlib.study.sensitivity.factors import uncertain_factors
        >>> model = sdlib.load("sme_primer")
        >>> two = {"bank": {"policy_bank": 1}, "fairs": {"export_promotion": 1}}
        >>> found = rank_policies(model, two, uncertain_factors(model), 2030, samples=4)
        >>> len(found[0].policies)
        2
    """
    if len(policies) < 2 or not factors or samples < 2:
        raise InputError(
            found=f"{len(policies)} policies, {len(factors)} factors and {samples} worlds",
            allowed="at least two policies, one factor and two worlds",
        )
    rows = _rows(loaded, factors, samples, seed)
    columns = output_columns(loaded, outputs)
    names = tuple(dict.fromkeys(loaded.model.split(column.name)[0] for column in columns))
    runs = [
        loaded.run_many(rows, shared=changes, outputs=names, one_seed=True)
        for changes in ({}, *policies.values())
    ]
    finite = np.all([run["status"].values == 0 for run in runs], axis=0)
    return tuple(
        _ranking(
            column,
            time,
            tuple(policies),
            as_float([_values(loaded, run, column, time)[finite] for run in runs]),
        )
        for column in columns
    )


def _rows(
    loaded: LoadedModel, factors: Sequence[Factor], samples: int, seed: int
) -> dict[str, FloatArray]:
    """Return each factor's values: the model's own first, then the worlds, shape (1 + world,)."""
    from scipy.stats import qmc

    unit = qmc.LatinHypercube(d=len(factors), rng=np.random.default_rng(seed)).random(samples)
    rows = {}
    for at, factor in enumerate(factors):
        constant = loaded.model.variable(factor.sets[0])
        assert isinstance(constant, Constant)
        worlds = factor.at(as_float(unit[:, at]))
        rows[factor.key] = as_float(np.concatenate([[as_float(constant.value)], worlds]))
    return rows


def _values(loaded: LoadedModel, runs: xr.Dataset, column: OutputColumn, time: float) -> FloatArray:
    """Return one output at a time, shape (run,)."""
    base = loaded.model.split(column.name)[0]
    values = as_float(runs[base].sel(time=time, method="nearest").values)
    at = loaded.model.elements(base).index(column.name)
    return as_float(values.reshape(len(values), -1)[:, at])


def _ranking(
    column: OutputColumn, time: float, names: tuple[str, ...], values: FloatArray
) -> Ranking:
    """Rank by values of shape (baseline and policies, own numbers and worlds)."""
    change = values[1:] - values[0]
    good = -change if column.better == "down" else change
    order = np.argsort(-good[:, 0], kind="stable")
    change, good = change[order], good[order]
    ranks = 1 + np.argsort(np.argsort(-good[:, 1:], axis=0, kind="stable"), axis=0, kind="stable")
    own = np.arange(1, len(names) + 1)[:, None]
    upper, lower = np.triu_indices(len(names), k=1)
    swapped = ranks[upper] > ranks[lower]
    ends = np.quantile(ranks, [0.05, 0.95], axis=1, method="nearest")
    return Ranking(
        output=column,
        time=time,
        policies=tuple(names[at] for at in order),
        effects=as_float(change[:, 0]),
        changed=float((ranks != own).any(axis=0).mean()),
        first_changed=float((ranks[0] != 1).mean()),
        pairs_changed=float(swapped.mean()),
        least=ends[0].astype(np.int64),
        most=ends[1].astype(np.int64),
    )
