"""A quotient by zero that makes no difference to what is kept is told, and no error."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sdlib.engine import CompiledEngine
from sdlib.engine.batch import run_batch
from sdlib.errors import RunError
from sdlib.model import Model, read_model
from sdlib.progress import telling

TIMES = "FINAL TIME = 4 ~~|INITIAL TIME = 0 ~~|SAVEPER = 0.5 ~~|TIME STEP = 0.25 ~~|"
HEAD = (
    "D: u, v ~~|y = 0 ~~|z = 0 ~~|k = 3 ~~|q = k / y ~~|r = 5 / z ~~|none = y / z ~~|"
    "near = Time - 2 ~~|curve( (-1,2),(0,0),(1,3) ) ~~|even( (-1,2),(0,0),(1,2) ) ~~|"
    "long( " + ",".join(f"({x},{x * x + x})" for x in range(-9, 10)) + " ) ~~|"
)

ERRORS = {
    "is kept": "q",
    "its sign is taken": "MAX(0, q)",
    "its sign is taken of a multiple": "1 / MAX(1, 2 * q)",
    "its sign is taken of a share": "1 / MAX(1, q / k)",
    "its sign is taken of a sum": "1 / MAX(1, k - q)",
    "its sign is taken of a power": "1 / MAX(1, q ^ 3)",
    "it is the power of a number": "1 / EXP(q)",
    "is beside its size": "1 / q + ABS(q)",
    "chooses": "1 / q + IF THEN ELSE(q > 5, 1, 2)",
    "chooses one of several": "1 / q + IF THEN ELSE(k > 2 :AND: (q > 5 :OR: k > 9), 1, 2)",
    "chooses alone": "IF THEN ELSE(q > 5, 1, 2)",
    "is no number to choose by": "IF THEN ELSE(none, 1, 2)",
    "is a truth": "(q > 5) * 2",
    "what has no logarithm chooses": "IF THEN ELSE(LN(-k) > 5, 1, 1)",
    "what has no root beside what holds": "IF THEN ELSE(k > 2 :AND: SQRT(-k) > 0, 1, 2)",
    "a stock of it chooses": "IF THEN ELSE(began > 3, 1, 2)",
    "is beside another": "IF THEN ELSE(q > r, 1, 2) + 1 / q",
    "is as another": "IF THEN ELSE(q = r, 1, 2) + 1 / q",
    "less another": "1 / (q - r)",
    "and another": "1 / (q + r)",
    "over another": "q / r",
    "times what it is over": "q * y",
    "vanishes above or below zero": "1 / q + IF THEN ELSE(1 / q > 0, 1, 2)",
    "vanishes beside a number": "1 / q + IF THEN ELSE(k + 1 / q > k, 1, 2)",
    "vanishes to be cut off": "INTEGER(k + 1 / q)",
    "vanishes to be rooted": "SQRT(1 / q)",
    "vanishes to come back": "1 / (1 / q)",
    "zero by zero": "none",
    "zero by zero chooses": "1 / q + IF THEN ELSE(none > 0, 1, 2)",
    "a curve at it": "curve(q) + 1 / q",
    "a long curve at it": "long(q) + 1 / q",
    "waits": "DELAY FIXED(q, 1, 0)",
    "a stock of it": "INTEG(q, 0)",
    "a stock that begins with it": "1 / began",
    "picked by it": "1 / q + VECTOR ELM MAP(w[u], q)",
    "zero to an odd power below zero": "MAX(0, y ^ (-1))",
    "zero to an even power below zero": "y ^ (-2)",
    "zero to a broken power below zero": "1 / y ^ (-1.5) + 1 / q",
    "zero to a power below zero that moves": "1 + 1 / q + 1 / (1 - y ^ (0 - Time / 9))",
    "what vanishes to a broken power": "1 / (1 / q) ^ (-0.5)",
    "the logarithm of zero": "LN(y)",
    "one over the logarithm of zero": "1 / LN(y)",
    "the logarithm to base zero": "LOG(k, y)",
    "the root of less than nothing": "SQRT(-k) + 1 / q",
}
"""What depends on the sign of a quotient by zero, or on more."""

SAME = {
    "alone": ("1 / (4 / near)", "near / 4"),
    "of a power": ("1 / (near ^ (0 - 1)) + 1 / (1 / near)", "near + near"),
    "of an even power": ("MAX(1 / near ^ (-2), 0 - 1)", "near ^ 2"),
    "the power of what vanishes": (
        "IF THEN ELSE(near = 0, 1 / (1 / (4 / near)) ^ (-1), near / 4)",
        "near / 4",
    ),
    "is no number": ("IF THEN ELSE(:NOT: (4 / near = k), near, 5 * k)", "near"),
    "is another number": ("(4 / near <> k) * near", "near"),
    "in a long sum": ("k + 2 * (1 / (4 / near)) - k", "k + near / 2 - k"),
    "of a choice": (
        "IF THEN ELSE(near > 1, 3, 1 / (4 / near))",
        "IF THEN ELSE(near > 1, 3, near / 4)",
    ),
    "not below": ("MAX(0, 1 / (4 / near))", "MAX(0, near / 4)"),
    "under a curve": ("curve(1 / (4 / near))", "curve(near / 4)"),
    "under a long curve": ("long(1 / (4 / near) + 0.5)", "long(near / 4 + 0.5)"),
    "with chance": ("chance + 1 / (4 / near)", "chance + near / 4"),
    "smoothed": ("SMOOTH3(1 / (4 / near), 2)", "SMOOTH3(near / 4, 2)"),
    "delayed": ("DELAY FIXED(1 / (4 / near), 1, 7)", "DELAY FIXED(near / 4, 1, 7)"),
    "in a circle": ("INTEG(1 / (4 / near) - other * 0.5, 1)", "INTEG(near / 4 - other * 0.5, 1)"),
    "summed": ("SUM(each[D!])", "SUM(flat[D!])"),
    "at the far ends of a curve": ("even(4 / near)", "even(IF THEN ELSE(near = 0, 9, 4 / near))"),
    "a wave": ("SIN(1 / (4 / near))", "SIN(near / 4)"),
}  # fmt: skip
"""What does not, beside an equation that gives the same bits without dividing by zero."""


ARRAYS = (
    "w[D] = 1, 2 ~~|each[D] = 1 / (4 / (near * w[D])) ~~|flat[D] = near * w[D] / 4 ~~|"
    "other = 1 + Time ~~|given = 0.5 ~~|began = INTEG(1, q) ~~|chance = RANDOM 0 1() ~~|"
)


def read(folder: Path, **equations: str) -> Model:
    lines = "".join(f"{name} = {text} ~~|" for name, text in equations.items())
    file = folder / "m.mdl"
    file.write_text(HEAD + ARRAYS + lines + TIMES, encoding="utf-8")
    return read_model(file)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Model:
    cases = {f"error {number}": text for number, text in enumerate(ERRORS.values())}
    for number, (with_zero, without) in enumerate(SAME.values()):
        cases |= {f"zero {number}": with_zero, f"same {number}": without}
    return read(tmp_path_factory.mktemp("second"), **cases)


@pytest.fixture(scope="module")
def engines() -> dict[str, CompiledEngine]:
    return {name: CompiledEngine(integrator=name, seed=3) for name in ("euler", "rk4")}


def rows(cases: Iterable[str]) -> list[tuple[int, str]]:
    """Return each case by its number with Euler's method, and some with the other one."""
    found = [(number, "euler") for number, _ in enumerate(cases)]
    return [*found, *((number, "rk4") for number, _ in found[::5])]


@pytest.mark.parametrize(("number", "integrator"), rows(ERRORS))
def test_what_depends_on_the_side_is_an_error(
    everything: Model, engines: dict[str, CompiledEngine], number: int, integrator: str
) -> None:
    with pytest.raises(RunError, match=r"'.*' (has no value|is infinite)"):
        engines[integrator].run(everything, {}, [f"error {number}"])


@pytest.mark.parametrize(("number", "integrator"), rows(SAME))
def test_what_does_not_depend_on_it_is_what_it_approaches(
    everything: Model, engines: dict[str, CompiledEngine], number: int, integrator: str
) -> None:
    inputs = {"other": pd.Series([0.0, 3.0], index=[0.0, 4.0])}
    found = engines[integrator].run(everything, inputs, [f"zero {number}"])
    expected = engines[integrator].run(everything, inputs, [f"same {number}"])
    assert np.array_equal(found.values[f"zero {number}"], expected.values[f"same {number}"])
    assert expected.notes == ()
    (note,) = found.notes
    assert "divides by zero, first at time 2;" in note
    assert "the same whether it is positive or negative" in note


def test_the_note_names_the_element_and_the_first_time(tmp_path: Path) -> None:
    text = "D: u, v ~~|p[D] = 2, 3 ~~|q[D] = 1 / (Time - p[D]) ~~|x = 1 / q[v] + 1 / q[u] ~~|"
    file = tmp_path / "m.mdl"
    file.write_text(text + TIMES, encoding="utf-8")
    (note,) = CompiledEngine().run(read_model(file), {}, ["x"]).notes
    assert note.startswith(
        "'q[u]' divides by zero, first at time 2; its infinite quotient vanishes"
    )


def test_times_and_inputs_are_those_of_the_run(tmp_path: Path) -> None:
    engine = CompiledEngine()
    model = read(tmp_path, x="INTEG(given + 1 / (4 / near), given)", c="x * given")
    for inputs in ({"given": 2.0}, {"TIME STEP": 0.5}, {"FINAL TIME": 3.0}, {"near": 0.0}):
        kept = np.array([0.5, 2.5, 3.0])
        found = engine.run(model, inputs, ["c", "x"], kept)
        flat = read(tmp_path, x="INTEG(given + near / 4, given)", c="x * given")
        expected = engine.run(flat, inputs, ["c", "x"], kept)
        assert found.notes
        assert found.time.tolist() == kept.tolist()
        for name in ("c", "x"):
            assert np.array_equal(found.values[name], expected.values[name])


def test_what_is_not_kept_makes_no_difference(tmp_path: Path) -> None:
    model = read(tmp_path, x="1 / q", bad="SQRT(-k) + MAX(0, q)", sum="INTEG(bad, 0)")
    assert CompiledEngine().run(model, {}, ["x"]).values["x"].tolist() == [0.0] * 9
    with pytest.raises(RunError):
        CompiledEngine().run(model, {}, ["x", "sum"])


def test_one_step_shows_that_it_cannot_help(tmp_path: Path) -> None:
    """The run is not made again from its start where its first quotient by zero fills a stock."""
    told: list[int] = []
    with telling(lambda _what, done, _total: told.append(done)):
        for text in ("INTEG(4 / near, 0)", "SQRT(near)"):
            with pytest.raises(RunError):
                CompiledEngine().run(read(tmp_path, x=text), {}, ["x"])
        assert told == []
        CompiledEngine().run(read(tmp_path, x="INTEG(1 / (4 / near), 0)"), {}, ["x"])
    assert told == list(range(17))


@pytest.mark.slow
def test_all_lanes_tell_the_same(tmp_path: Path) -> None:
    texts = [*list(ERRORS.values())[::3], *(text for text, _ in list(SAME.values())[::3])]
    model = read(tmp_path, **{f"x{number}": text for number, text in enumerate(texts)})
    engines = CompiledEngine(), CompiledEngine(compile_at_once=True)
    varying = {"y": np.array([0.0, 1.0, 0.0])}
    outcomes = set()
    for name in (f"x{number}" for number in range(len(texts))):
        block = run_batch(engines[0], model, {}, varying, [name], one_seed=True)
        for engine in engines:
            try:
                found = engine.run(model, {}, [name])
            except RunError as error:
                told = ((error.variable, error.time), 1)
            else:
                told = (found.notes, 0)
                assert np.array_equal(found.values[name], block.values[name][0])
            rows = zip(block.bad_variable, block.bad_time, block.notes or [""] * 3, strict=True)
            seen = [((v, t) if v else (n,), int(bool(v))) for v, t, n in rows]
            assert seen[0] == seen[2] == told
            outcomes.add(told[1])
    assert outcomes == {0, 1}
