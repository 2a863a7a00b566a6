"""Every construct, compiled for a block of runs: the bits of plain Python."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sdlib.engine.batch import run_batch
from sdlib.engine.compiled import CompiledEngine
from sdlib.model import read_model
from tests.conformance.cases import CONTROL, EVERY


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_a_construct_is_the_same_in_a_block(tmp_path: Path, name: str) -> None:
    file = tmp_path / "case.mdl"
    file.write_text("spare = 1 ~~|" + EVERY[name].equations + CONTROL, encoding="utf-8")
    model = read_model(file)
    plain = CompiledEngine().run(model, {}, ["y"]).values["y"]
    block = run_batch(CompiledEngine(), model, {}, {"spare": np.ones(3)}, ["y"]).values["y"]
    for run in block:
        assert np.array_equal(plain, run)
