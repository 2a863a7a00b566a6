"""Random equations over quotients by zero: what is told holds for any divisor close to zero."""

from __future__ import annotations

import tempfile
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdlib.engine import CompiledEngine
from sdlib.engine.base import Results
from sdlib.errors import RunError
from sdlib.model import Model, read_model

HEAD = (
    "y = 0 ~~|z = 0 ~~|k = 0.7 ~~|q = k / y ~~|r = 2 / z ~~|s = INTEG(k - s * 0.3, 1) ~~|"
    "curve( (-1,1),(0,1),(1,3),(2,2) ) ~~|FINAL TIME=2 ~~|INITIAL TIME=0 ~~|SAVEPER=1 ~~|"
    "TIME STEP=0.5 ~~|"
)
LEAVES = ["q", "r", "(1 / q)", "(s / r)", "Time", "k", "s", "3", "0.5", "0"]
CLOSE = 1e-9
"""How close to zero the divisors come; the equations make no number much larger from it."""


def equations() -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(LEAVES),
        lambda part: st.one_of(
            st.builds("({} + {})".format, part, part),
            st.builds("({} - {})".format, part, part),
            st.builds("({} * {})".format, part, part),
            st.builds("(1 / {})".format, part),
            st.builds("({} / (1 + ABS({})))".format, part, part),
            st.builds("({} ^ 2)".format, part),
            st.builds("MAX({}, {})".format, part, part),
            st.builds("EXP(MIN({}, 2))".format, part),
            st.builds("LN(1 + ABS({}))".format, part),
            st.builds("INTEGER({})".format, part),
            st.builds("ZIDZ({}, 2 + ABS({}))".format, part, part),
            st.builds("IF THEN ELSE({} > {}, {}, {})".format, part, part, part, part),
            st.builds("IF THEN ELSE({} > 1 :OR: {} < 0, 1, {})".format, part, part, part),
            st.builds("({} <> {})".format, part, part),
            st.builds("IF THEN ELSE(:NOT:({} = 3 :AND: {}), {}, 2)".format, part, part, part),
            st.builds("curve({})".format, part),
            st.builds("SMOOTH({}, 2)".format, part),
        ),
        max_leaves=6,
    )


def model_of(texts: list[str], folder: Path) -> Model:
    file = folder / "m.mdl"
    lines = "".join(f"x{n} = {text} ~~|" for n, text in enumerate(texts))
    file.write_text(HEAD + lines, encoding="utf-8")
    return read_model(file)


TEXTS = st.lists(equations(), min_size=8, max_size=8)


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(TEXTS)
def test_what_is_told_holds_on_all_sides(texts: list[str]) -> None:
    engine = CompiledEngine()
    with tempfile.TemporaryDirectory() as folder:
        model = model_of(texts, Path(folder))
    for number, text in enumerate(texts):
        name = f"x{number}"
        found = told(engine, model, name)
        if isinstance(found, RunError):
            continue
        for y, z in product((CLOSE, -CLOSE), (2 * CLOSE, -2 * CLOSE)):
            beside = engine.run(model, {"y": y, "z": z}, [name]).values[name]
            assert np.allclose(found.values[name], beside, rtol=1e-5, atol=1e-5), (text, y, z)


def told(engine: CompiledEngine, model: Model, name: str) -> Results | RunError:
    try:
        return engine.run(model, {}, [name])
    except RunError as error:
        return error
