"""XMILE's random functions draw what Vensim's of the same distribution draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sdlib

PAIRS = {
    "RANDOM": ("RANDOM(2, 6)", "RANDOM UNIFORM(2, 6, 0)"),
    "UNIFORM": ("UNIFORM(2, 6, 9)", "RANDOM UNIFORM(2, 6, 0)"),
    "NORMAL": ("NORMAL(3, 2)", "RANDOM NORMAL(-1e9, 1e9, 3, 2, 0)"),
    "EXPRND": ("EXPRND(2)", "RANDOM EXPONENTIAL(0, 1e9, 0, 2, 0)"),
}
"""Function to a call of it, and the same in Vensim's language, whose moments are tested."""


def values(file: Path, text: str) -> np.ndarray:
    file.write_text(text, encoding="utf-8")
    return sdlib.load(file).run(outputs=["x"]).table()["x"].to_numpy()


@pytest.mark.parametrize("function", PAIRS)
def test_both_languages_draw_the_same(tmp_path: Path, function: str) -> None:
    call, twin = PAIRS[function]
    ours = values(
        tmp_path / "x.xmile",
        "<xmile xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0' version='1.0'>"
        "<sim_specs><start>0</start><stop>50</stop><dt>1</dt></sim_specs><model><variables>"
        f"<aux name='x'><eqn>{call}</eqn></aux></variables></model></xmile>",
    )
    theirs = values(
        tmp_path / "x.mdl",
        f"x = {twin} ~~|INITIAL TIME=0~~|FINAL TIME=50~~|TIME STEP=1~~|SAVEPER=1~~|",
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)
    assert len(set(ours)) > 1
