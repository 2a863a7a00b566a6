"""Random functions: repeatable by seed, of the right distribution, cut off at their ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib.engine.compiled import CompiledEngine
from sdlib.engine.functions import RANDOM
from sdlib.model import Model, read_model

CONTROL = "FINAL TIME = 4000 ~~|INITIAL TIME = 0 ~~|SAVEPER = 1 ~~|TIME STEP = 1 ~~|"

CASES = {
    "random 0 1": ("RANDOM 0 1()", 0.0, 1.0, 0.5, 1 / 12**0.5),
    "random uniform": ("RANDOM UNIFORM(2, 6, 0)", 2.0, 6.0, 4.0, 4 / 12**0.5),
    "random normal": ("RANDOM NORMAL(-50, 50, 3, 2, 0)", -50.0, 50.0, 3.0, 2.0),
    "random exponential": ("RANDOM EXPONENTIAL(0, 100, 1, 2, 0)", 1.0, 100.0, 3.0, 2.0),
}
"""Expression, least, most, mean, standard deviation."""


def model_of(tmp_path: Path, expression: str) -> Model:
    file = tmp_path / "random.mdl"
    file.write_text(f"y = {expression} ~~|" + CONTROL, encoding="utf-8")
    return read_model(file)


@pytest.mark.parametrize("name", CASES)
def test_a_distribution_has_its_ends_mean_and_spread(tmp_path: Path, name: str) -> None:
    expression, least, most, mean, spread = CASES[name]
    y = CompiledEngine(seed=7).run(model_of(tmp_path, expression), {}, ["y"]).values["y"]
    assert y.min() >= least
    assert y.max() <= most
    # Four standard errors of 4,001 draws: a right distribution fails once in 16,000 seeds.
    assert abs(y.mean() - mean) < 4 * spread / 4001**0.5
    assert y.std() == pytest.approx(spread, rel=0.1)
    assert abs(np.corrcoef(y[1:], y[:-1])[0, 1]) < 4 / 4000**0.5


def test_every_random_function_has_a_case() -> None:
    assert set(CASES) == set(RANDOM)


def test_a_normal_distribution_is_cut_off(tmp_path: Path) -> None:
    model = model_of(tmp_path, "RANDOM NORMAL(2, 4, 3, 2, 0)")
    y = CompiledEngine(seed=7).run(model, {}, ["y"]).values["y"]
    assert (y.min() >= 2) & (y.max() <= 4)
    assert y.mean() == pytest.approx(3, abs=0.05)


def test_a_seed_repeats_a_run_and_another_changes_it(tmp_path: Path) -> None:
    model = model_of(tmp_path, "RANDOM 0 1()")
    runs = [CompiledEngine(seed=s).run(model, {}, ["y"]).values["y"] for s in (1, 1, 2)]
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_elements_and_uses_have_numbers_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "random.mdl"
    text = "D: a, b ~~|y[D] = RANDOM 0 1() ~~|z = RANDOM 0 1() ~~|" + CONTROL
    file.write_text(text, encoding="utf-8")
    values = CompiledEngine().run(read_model(file), {}, ["y", "z"]).values
    every = np.column_stack([values["y"], values["z"]])
    assert np.abs(np.corrcoef(every.T)[np.triu_indices(3, 1)]).max() < 4 / 4001**0.5
