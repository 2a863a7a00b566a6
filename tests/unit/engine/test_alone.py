"""Each equation alone gives the numbers that the engine gives all of them together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib import load
from sdlib.engine import CompiledEngine
from sdlib.engine.alone import Alone
from sdlib.engine.cells import SEED
from sdlib.engine.equations import Equations
from sdlib.engine.trace import Trace, trace
from sdlib.model import read_model
from sdlib.policy.settings import model_inputs
from tests.conformance.family import MODELS, model_of
from tests.support.loop_models import times

TOLERANCE = 1e-12
"""Relative to the largest value of a variable: the same operations in the same order."""


NOT_SEEN = {("states.mdl", "grown from it"), ("xgrammar.xmile", "kept")}
"""A stock that begins with what ACTIVE INITIAL gives only before the first step: the value of the
first step, which a run keeps, is another."""


def differences(found: Trace) -> dict[str, float]:
    """Return for each computed variable how far its equations alone are from the run."""
    equations = Equations(found.program)
    seed = float(found.of(SEED)[0, 0])
    worst = {}
    for variable in found.model.variables.values():
        if variable.name not in found.program.cells:
            continue
        first = found.program.places[variable.name]
        for place in range(first, first + found.program.cells[variable.name].size):
            alone = Alone(equations, place)
            if place not in equations.step_of or variable.name in found.replaced:
                continue
            if alone.remembers and found.clockwork.order == 4:
                continue
            given = {p: found.values[p] for p in alone.reads}
            values = alone.values(given, found.clockwork, seed)
            expected = found.values[place]
            seen = np.isfinite(expected)
            same = np.array_equal(np.isfinite(values), seen)
            scale = max(float(np.abs(expected[seen]).max(initial=0.0)), 1e-300)
            gap = float(np.abs(values - expected)[seen].max(initial=0.0)) / scale
            gap = gap if same else np.inf
            worst[variable.name] = max(worst.get(variable.name, 0.0), gap)
    return worst


@pytest.mark.parametrize("scenario", ["baseline", "full_package"])
def test_every_equation_of_the_primer(scenario: str) -> None:
    primer = load("sme_primer")
    inputs = model_inputs(primer.settings(scenario), primer.package, primer.model)
    found = differences(trace(CompiledEngine(), primer.model, inputs))
    computed = [v for v in primer.model.variables.values() if v.kind in ("stock", "flow")]
    assert {v.name for v in computed} <= set(found)
    assert {name: gap for name, gap in found.items() if not gap <= TOLERANCE} == {}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_construct_of_the_language(label: str) -> None:
    family, file = MODELS[label]
    run = trace(CompiledEngine(), model_of(file), family.inputs)
    found = differences(run)
    wrong = {variable for variable, gap in found.items() if not gap <= TOLERANCE}
    # What a Runge-Kutta run integrates is not known alone, and that model has nothing else.
    assert found or run.clockwork.order == 4
    assert wrong == {variable for case, variable in NOT_SEEN if case == label}


@pytest.mark.parametrize(
    "call",
    ["RANDOM 0 1()", "RANDOM UNIFORM(2, x, 0)", "RANDOM NORMAL(-5, 5, x, 2, 0)",
     "RANDOM EXPONENTIAL(0, 9, x, 2, 0)", "RANDOM WEIBULL(0, 9, x, 0, 2, 0)",
     "RANDOM TRIANGULAR(0, 90, 0, x, 20, 0)", "RANDOM POISSON(0, 90, x, 0, 1, 0)",
     "RANDOM BINOMIAL(0, 90, 0.5, x, 0, 1, 0)"],
)  # fmt: skip
def test_random_numbers_are_drawn_again(tmp_path: Path, call: str) -> None:
    file = tmp_path / "case.mdl"
    file.write_text(f"x = 3 + Time ~~|y = {call} * 2 ~~|" + times(8, 0.25), encoding="utf-8")
    found = differences(trace(CompiledEngine(seed=5), read_model(file), {}))
    assert found["y"] <= TOLERANCE
