"""Random functions: repeatable by seed, of the right distribution, cut off at their ends.

SciPy's distributions are the judges of each as a whole, cut off where the function is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from ruamel.yaml import YAML
from scipy import stats

from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.functions import DRAWN, RANDOM
from sdlib.errors import RunError
from sdlib.model import read_model
from tests.conformance.family import FOLDER, Columns, columns, computed, model_of

FAMILY = FOLDER / "random"
CASE = YAML(typ="safe").load(FAMILY / "case.yaml")
with (FAMILY / "expected.csv").open(encoding="utf-8") as table:
    EXPECTED = {row.pop("variable"): {k: float(v) for k, v in row.items()}
                for row in csv.DictReader(table)}  # fmt: skip
DRAWS = 4001
SHARES = Callable[[NDArray[np.float64]], NDArray[np.float64]]

CONTINUOUS: dict[str, SHARES] = {
    "unit": stats.uniform(0, 1).cdf,
    "even": stats.uniform(2, 4).cdf,
    "normal": stats.norm(3, 2).cdf,
    "normal cut off": stats.truncnorm(-0.5, 0.5, 3, 2).cdf,
    "waiting": stats.expon(1, 2).cdf,
    "triangle": stats.triang(0.2, 1, 5).cdf,
    "triangle cut off": lambda y: cut_off(stats.triang(0.5, 0, 6).cdf, y, 2, 4),
    "wearing out": stats.weibull_min(2, 1, 3 / stats.weibull_min(2).mean()).cdf,
    "wearing out late": stats.expon(3, 2).cdf,
    "gamma": stats.gamma(4, 1, 2).cdf,
    "gamma of a low order": stats.expon(1, 2).cdf,
    "beta": stats.beta(2, 3, 1, 2).cdf,
    "beta cut off": lambda y: cut_off(stats.beta(2, 2).cdf, y, 0.25, 0.75),
    "drawn from a curve": lambda y: curve_below((y - 1) / 3) / 5,
    "drawn from a curve that is cut off": lambda y: cut_off(curve_below, y, 0.5, 1),
    "of an element[a]": stats.uniform(0, 1).cdf,
    "of an element[b]": stats.uniform(0, 1).cdf,
}
"""Variable to the share of its distribution below a number."""

COUNTED: dict[str, SHARES] = {
    "arrivals": lambda y: stats.poisson(4).pmf((y - 1) / 2),
    "few arrivals": lambda y: stats.poisson(1).pmf(y) / stats.poisson(1).cdf(1),
    "successes": lambda y: stats.binom(12, 0.25).pmf(y - 2),
    "trials until": lambda y: stats.nbinom(3, 0.25).pmf((y - 1) / 2 - 3),
    "few trials until": lambda y: stats.nbinom(1, 0.5).pmf(y - 1) / 0.75,
}
"""Variable to the chance of a number."""

WIDTH = np.log(1 + 0.3**2)
STELLA: dict[str, SHARES] = {
    "random": stats.uniform(2, 4).cdf,
    "uniform": stats.uniform(2, 4).cdf,
    "normal": stats.norm(3, 2).cdf,
    "lognormal": stats.lognorm(WIDTH**0.5, scale=10 * np.exp(-WIDTH / 2)).cdf,
    "exponential": stats.expon(0, 8).cdf,
    "triangular": stats.triang(0.2, 1, 5).cdf,
    "beta": stats.beta(2, 3).cdf,
    "gamma": stats.gamma(4, 0, 2).cdf,
    "gamma of a small shape": stats.gamma(0.3, 0, 2).cdf,
    "weibull": stats.weibull_min(2, 0, 3).cdf,
    "logistic": stats.logistic(5, 2).cdf,
}
"""Variable of the model in XMILE to its distribution."""

EVENTS: dict[str, SHARES] = {
    "binomial": stats.binom(12, 0.25).pmf,
    "montecarlo": stats.bernoulli(0.15).pmf,
}
"""Variable of the model in XMILE to the chance of a number."""

RARELY = 1e-4
"""A right distribution is found wrong once in so many seeds; the seed is fixed."""


def cut_off(below: SHARES, y: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    first, last = below(np.array([low, high]))
    return (below(y) - first) / (last - first)


def curve_below(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area below the curve of the model."""
    return np.select([x < 1, x < 2], [x * x, 2 * x - 1], 5 - (4 - x) ** 2 / 2)


def draws(seed: int) -> Columns:
    model = model_of(FAMILY / "model.mdl")
    names = [variable.name for variable in computed(model)]
    return columns(model, CompiledEngine(seed=seed).run(model, {}, names).values)


@pytest.fixture(scope="module")
def drawn() -> Columns:
    return draws(7)


def test_every_draw_is_expected(drawn: Columns) -> None:
    assert set(drawn) == set(EXPECTED) == set(CASE["exact"])
    assert len(RANDOM) + len(DRAWN) <= len(EXPECTED)
    assert set(drawn) == {*CONTINUOUS, *COUNTED, "pink"}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_distribution_has_its_ends_mean_and_spread(drawn: Columns, name: str) -> None:
    y, expected = drawn[name], EXPECTED[name]
    assert len(y) == DRAWS
    assert y.min() >= expected["least"]
    assert y.max() <= expected["most"]
    memory = expected["memory"]
    error = expected["deviation"] / DRAWS**0.5 * ((1 + memory) / (1 - memory)) ** 0.5
    assert abs(y.mean() - expected["mean"]) < CASE["tolerance"] * error
    assert y.std() == pytest.approx(expected["deviation"], rel=0.1)
    assert abs(np.corrcoef(y[1:], y[:-1])[0, 1] - memory) < CASE["tolerance"] / DRAWS**0.5


@pytest.mark.parametrize("name", CONTINUOUS)
def test_a_distribution_is_the_one_of_scipy(drawn: Columns, name: str) -> None:
    assert stats.kstest(drawn[name], CONTINUOUS[name]).pvalue > RARELY


@pytest.mark.parametrize("name", COUNTED)
def test_a_distribution_of_counts_is_the_one_of_scipy(drawn: Columns, name: str) -> None:
    numbers, counts = np.unique(drawn[name], return_counts=True)
    chances = COUNTED[name](numbers)
    often = chances * DRAWS > 5
    found, wanted = counts[often], chances[often] * DRAWS
    found = np.append(found, DRAWS - found.sum())
    wanted = np.append(wanted, DRAWS - wanted.sum())
    kept = wanted > 1e-6
    assert stats.chisquare(found[kept], wanted[kept], sum_check=False).pvalue > RARELY


@pytest.fixture(scope="module")
def drawn_in_xmile() -> Columns:
    model = model_of(FAMILY / "stella.xmile")
    return CompiledEngine(seed=7).run(model, {}, [*STELLA, *EVENTS]).values


@pytest.mark.parametrize("name", STELLA)
def test_a_distribution_of_xmile_is_the_one_of_scipy(drawn_in_xmile: Columns, name: str) -> None:
    assert stats.kstest(drawn_in_xmile[name], STELLA[name]).pvalue > RARELY


@pytest.mark.parametrize("name", EVENTS)
def test_successes_in_xmile_are_those_of_scipy(drawn_in_xmile: Columns, name: str) -> None:
    numbers, counts = np.unique(drawn_in_xmile[name], return_counts=True)
    wanted = EVENTS[name](numbers) * counts.sum()
    often = wanted > 5
    assert stats.chisquare(counts[often], wanted[often], sum_check=False).pvalue > RARELY


IMPOSSIBLE = (
    "RANDOM GAMMA(5, 1, 2, 0, 1, 0)",
    "RANDOM GAMMA(900, 1000, 2, 0, 1, 0)",
    "RANDOM GAMMA(0, 9, 2, 0, -1, 0)",
    "RANDOM BETA(5, 9, 2, 2, 0, 1, 0)",
    "RANDOM BETA(0, 1, 0, 2, 0, 1, 0)",
    "RANDOM NEGATIVE BINOMIAL(0, 9, 0, 2, 0, 1, 0)",
    "RANDOM NEGATIVE BINOMIAL(0, 1, 0.5, 2, 0, 1, 0)",
    "RANDOM LOOKUP(chances, 7, 9, 0, 1, 0)",
    "RANDOM PINK NOISE(0, 1, 0.1, 0)",
)
"""Nothing lies between the ends, a distribution is none, or noise remembers less than a step."""


@pytest.mark.parametrize("equation", IMPOSSIBLE)
def test_a_distribution_without_a_number_ends_the_run(tmp_path: Path, equation: str) -> None:
    text = (FAMILY / "model.mdl").read_text(encoding="utf-8")
    file = tmp_path / "m.mdl"
    text = text.replace("FINAL TIME = 4000", "FINAL TIME = 2")
    file.write_text(f"{text}\ny = {equation} ~~|\n", encoding="utf-8")
    with pytest.raises(RunError, match="'y' has no value"):
        CompiledEngine().run(read_model(file), {}, ["y"])


@pytest.mark.parametrize("equation", ["GAMMA(0, 1)", "GAMMA(-0.5, 1)", "WEIBULL(-1, 2)"])
def test_a_distribution_of_xmile_without_a_number_ends_the_run(
    tmp_path: Path, equation: str
) -> None:
    text = (FAMILY / "stella.xmile").read_text(encoding="utf-8").replace("1000", "2")
    file = tmp_path / "m.xmile"
    file.write_text(text.replace("UNIFORM(2, 6, 77)", equation), encoding="utf-8")
    with pytest.raises(RunError, match="'uniform' has no value"):
        CompiledEngine().run(read_model(file), {}, ["uniform"])


def test_a_seed_repeats_a_run_and_another_changes_it(drawn: Columns) -> None:
    again, other = draws(7), draws(8)
    for name, y in drawn.items():
        assert np.array_equal(y, again[name])
        assert not np.array_equal(y, other[name])


@pytest.mark.parametrize(("one", "two"), list(combinations(EXPECTED, 2)))
def test_elements_and_uses_draw_for_themselves(drawn: Columns, one: str, two: str) -> None:
    assert abs(np.corrcoef(drawn[one], drawn[two])[0, 1]) < CASE["tolerance"] / DRAWS**0.5
