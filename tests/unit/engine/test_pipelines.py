"""Delays that move, against a list of what comes out when; and what such delays conserve."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib.engine import CompiledEngine
from sdlib.model import read_model

STEPS = 60
TEXT = """{{UTF-8}}
inputs( {inputs} ) ~~|
lags( {lags} ) ~~|
input = inputs(Time) ~~|
lag = lags(Time) ~~|
material = DELAY MATERIAL(input, lag, 3, -1) ~~|
information = DELAY INFORMATION(input, lag, 3) ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = {end} ~~|
TIME STEP = 0.5 ~~|
SAVEPER = 0.5 ~~|
"""


def points(values: np.ndarray) -> str:
    return ",".join(f"({step / 2},{value})" for step, value in enumerate(values))


def by_list(inputs: np.ndarray, lags: np.ndarray) -> tuple[list[float], list[float]]:
    """Return what comes out by putting each input down for the step at which it comes out."""
    due: dict[int, list[int]] = {}
    for step, lag in enumerate(lags):
        due.setdefault(step + lag, []).append(step)
    material, information = [], []
    latest = -1
    for step in range(len(inputs)):
        out = [inputs[entered] for entered in due.get(step, ())]
        out += [3.0] if step < lags[0] else []
        material.append(sum(out) if out else -1.0)
        latest = max([latest, *due.get(step, ())])
        information.append(inputs[latest] if latest >= 0 else 3.0)
    return material, information


@pytest.mark.parametrize("integrator", ["euler", "rk4"])
@pytest.mark.parametrize("seed", range(4))
def test_each_input_has_the_delay_of_its_own_time(
    tmp_path: Path, seed: int, integrator: str
) -> None:
    generator = np.random.default_rng(seed)
    inputs = generator.integers(1, 100, STEPS + 1).astype(float)
    lags = generator.integers(1, 12, STEPS + 1)
    file = tmp_path / "m.mdl"
    text = TEXT.format(inputs=points(inputs), lags=points(lags / 2), end=STEPS / 2)
    file.write_text(text, encoding="utf-8")
    engine = CompiledEngine(integrator=integrator)
    found = engine.run(read_model(file), {}, ["material", "information"]).values
    material, information = by_list(inputs, lags)
    assert found["material"].tolist() == material
    assert found["information"].tolist() == information
