"""Both integrators against closed forms: the error shrinks as their order says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sdlib.engine.compiled import CompiledEngine
from sdlib.errors import InputError
from sdlib.model import Model, read_model

SYSTEMS = {
    "decay": ("y = INTEG(-0.7 * y, 1) ~~|", lambda t: np.exp(-0.7 * t)),
    "logistic": (
        "y = INTEG(y * (1 - y), 0.1) ~~|",
        lambda t: 0.1 * np.exp(t) / (1 + 0.1 * (np.exp(t) - 1)),
    ),
    "oscillation": ("y = INTEG(v, 1) ~~|v = INTEG(-y, 0) ~~|", np.cos),
    "driven": ("y = INTEG(COS(Time) - y, 0.5) ~~|", lambda t: (np.cos(t) + np.sin(t)) / 2),
}
"""Equations, and the exact values of y."""

ORDERS = {"euler": 1, "rk4": 4}


def read(tmp_path: Path, equations: str, step: float) -> Model:
    control = f"FINAL TIME=4 ~~|INITIAL TIME=0 ~~|SAVEPER=1 ~~|TIME STEP={step} ~~|"
    file = tmp_path / f"m{step}.mdl"
    file.write_text(equations + control, encoding="utf-8")
    return read_model(file)


@pytest.mark.parametrize("integrator", ORDERS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_order_of_convergence(tmp_path: Path, system: str, integrator: str) -> None:
    equations, exact = SYSTEMS[system]
    engine = CompiledEngine(integrator=integrator)
    steps = np.array([1 / 8, 1 / 16, 1 / 32])
    errors = []
    for step in steps:
        run = engine.run(read(tmp_path, equations, float(step)), {}, ["y"])
        errors.append(np.abs(run.values["y"] - exact(run.time)).max())
    slope = np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert slope == pytest.approx(ORDERS[integrator], abs=0.3)


def test_a_series_is_followed_at_half_steps(tmp_path: Path) -> None:
    """The integral of a straight line is exact only if its middle is looked at."""
    model = read(tmp_path, "y = INTEG(r, 0) ~~|r = 1 ~~|", 1.0)
    line = pd.Series([0.0, 4.0], index=[0, 4])
    y = CompiledEngine(integrator="rk4").run(model, {"r": line}, ["y"]).values["y"]
    assert y == pytest.approx(np.arange(5) ** 2 / 2, rel=1e-12)


def test_the_file_chooses_and_a_caller_overrides(tmp_path: Path) -> None:
    settings = "\\\\\\---/// sketch\n///---\\\\\\\n:L\x7f<%^E!@\n15:0,0,0,1,0,0\n"
    control = "FINAL TIME=4 ~~|INITIAL TIME=0 ~~|SAVEPER=1 ~~|TIME STEP=0.5 ~~|\n"
    file = tmp_path / "rk.mdl"
    file.write_text("y = INTEG(-0.7 * y, 1) ~~|" + control + settings, encoding="utf-8")
    model = read_model(file)
    assert model.time.integrator == "rk4"
    asked = CompiledEngine().run(model, {}, ["y"]).values["y"][-1]
    euler = CompiledEngine(integrator="euler").run(model, {}, ["y"]).values["y"][-1]
    assert abs(asked - np.exp(-2.8)) < 1e-3 < abs(euler - np.exp(-2.8))


def test_an_unknown_integrator_is_named() -> None:
    with pytest.raises(InputError, match="no integrator 'gear'"):
        CompiledEngine(integrator="gear")
