"""Every family, compiled for one run and for a block of runs: the bits of plain Python."""

from __future__ import annotations

import numpy as np
import pytest

from sdlib.engine.cells import SEED
from sdlib.engine.compiled import CompiledEngine, Prepared
from tests.conformance.family import FOLDER, MODELS, computed, model_of

FILES = {
    **{label: (family.inputs, file) for label, (family, file) in MODELS.items()},
    "random.mdl": ({}, FOLDER / "random" / "model.mdl"),
    "random.xmile": ({}, FOLDER / "random" / "stella.xmile"),
}


def lanes_of(prepared: Prepared, lanes: str, seeds: int) -> np.ndarray:
    """Return what some lanes compute, shape (lane, time, element), each from a seed of its own."""
    kernel = CompiledEngine().kernel(prepared.program, lanes)
    start, series = prepared.buffers(kernel.width)
    start[prepared.program.places[SEED]] = np.arange(kernel.width) + seeds
    return kernel.run(start, prepared.picks, prepared.clockwork, series)


@pytest.mark.slow
@pytest.mark.parametrize("label", FILES)
def test_a_family_has_the_same_bits_in_all_lanes(label: str) -> None:
    inputs, file = FILES[label]
    model = model_of(file)
    names = [variable.name for variable in computed(model)]
    prepared = CompiledEngine().prepare(model, inputs, names)
    block = lanes_of(prepared, "vector", 3)
    for lane in (0, len(block) - 1):
        (plain,) = lanes_of(prepared, "plain", 3 + lane)
        assert np.array_equal(plain, block[lane], equal_nan=True)
    (scalar,) = lanes_of(prepared, "scalar", 3)
    assert np.array_equal(scalar, block[0], equal_nan=True)
