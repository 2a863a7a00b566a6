"""Random functions: repeatable by seed, of the right distribution, cut off at their ends."""

from __future__ import annotations

import csv
from itertools import combinations

import numpy as np
import pytest
from ruamel.yaml import YAML

from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.functions import RANDOM
from tests.conformance.family import FOLDER, Columns, columns, computed, model_of

FAMILY = FOLDER / "random"
CASE = YAML(typ="safe").load(FAMILY / "case.yaml")
with (FAMILY / "expected.csv").open(encoding="utf-8") as table:
    EXPECTED = {row.pop("variable"): {k: float(v) for k, v in row.items()}
                for row in csv.DictReader(table)}  # fmt: skip
DRAWS = 4001


def draws(seed: int) -> Columns:
    model = model_of(FAMILY / "model.mdl")
    names = [variable.name for variable in computed(model)]
    return columns(model, CompiledEngine(seed=seed).run(model, {}, names).values)


@pytest.fixture(scope="module")
def drawn() -> Columns:
    return draws(7)


def test_every_draw_is_expected(drawn: Columns) -> None:
    assert set(drawn) == set(EXPECTED) == set(CASE["exact"])
    assert len(RANDOM) <= len(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_distribution_has_its_ends_mean_and_spread(drawn: Columns, name: str) -> None:
    y, expected = drawn[name], EXPECTED[name]
    assert len(y) == DRAWS
    assert y.min() >= expected["least"]
    assert y.max() <= expected["most"]
    error = expected["deviation"] / DRAWS**0.5
    assert abs(y.mean() - expected["mean"]) < CASE["tolerance"] * error
    assert y.std() == pytest.approx(expected["deviation"], rel=0.1)
    assert abs(np.corrcoef(y[1:], y[:-1])[0, 1]) < CASE["tolerance"] / DRAWS**0.5


def test_a_seed_repeats_a_run_and_another_changes_it(drawn: Columns) -> None:
    again, other = draws(7), draws(8)
    for name, y in drawn.items():
        assert np.array_equal(y, again[name])
        assert not np.array_equal(y, other[name])


@pytest.mark.parametrize(("one", "two"), list(combinations(EXPECTED, 2)))
def test_elements_and_uses_draw_for_themselves(drawn: Columns, one: str, two: str) -> None:
    assert abs(np.corrcoef(drawn[one], drawn[two])[0, 1]) < CASE["tolerance"] / DRAWS**0.5
