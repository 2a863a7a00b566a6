"""A batch gives what the same runs give one by one, bit for bit, on any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from sdlib.engine.batch import BatchResults, run_batch
from sdlib.engine.compiled import CompiledEngine
from sdlib.many import as_dataset
from sdlib.model import Model, read_model
from tests.support.small import MODEL

EVERYTHING = (
    "R: a, b, c ~~|S: b, c ~~|w[R] = 1, 2, 3 ~~|"
    "k = 0.3 ~~|s[R] = INTEG(EXP(-k * w[R]) - s[R] * k ^ 1.5, w[R]) ~~|"
    "curve(  (0,1),(1,2),(3,0)  ) ~~|t = SUM(s[R!]) + curve(SMOOTH(k * Time, 2)) ~~|"
    "u[S] = DELAY3(s[S], 1.5) + LN(1 + s[S]) ~~|v = VMAX(u[S!]) + SIN(Time) ~~|"
    "d = DELAY FIXED(t, 2 * k + 0.4, 0) ~~|q = SAMPLE IF TRUE(Time > 2, t, 0) ~~|"
    "noise = RANDOM NORMAL(-3, 3, 0, 1, 1) + RANDOM EXPONENTIAL(0, 9, 0, 1, 1) ~~|"
    "z = IF THEN ELSE(k > 0.5 :AND: :NOT: Time < 1, XIDZ(t, Time - 3, 1), MODULO(t, 0.7)) ~~|"
    "p = PULSE TRAIN(1, 1, 2, 5) + RAMP(k, 1, 4) + STEP(1, 3) + MIN(t, 2) ^ 2 + SQRT(t) ~~|"
    "FINAL TIME = 6 ~~|INITIAL TIME = 0 ~~|SAVEPER = 0.5 ~~|TIME STEP = 0.125 ~~|"
)
"""A model with most constructs in it."""

SMALL = (
    "R: a, b, c ~~|w[R] = 1, 2, 3 ~~|k = 0.3 ~~|"
    "s[R] = INTEG(EXP(-k * w[R]) - s[R] * k, w[R]) ~~|t = SUM(s[R!]) ~~|"
    "d = DELAY FIXED(t, 2 * k + 0.4, 0) ~~|noise = RANDOM 0 1() + t ~~|"
    "FINAL TIME = 6 ~~|INITIAL TIME = 0 ~~|SAVEPER = 0.5 ~~|TIME STEP = 0.125 ~~|"
)
"""One that compiles in a moment, with something of each kind that a block keeps for its runs."""

OUTPUTS = ["s", "t", "d", "noise"]
ALL_OUTPUTS = ["s", "t", "u", "v", "d", "q", "noise", "z", "p"]


def read(tmp_path: Path, text: str) -> Model:
    file = tmp_path / "m.mdl"
    file.write_text(text, encoding="utf-8")
    return read_model(file)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return read(tmp_path_factory.mktemp("batch"), SMALL)


@pytest.fixture(scope="module")
def varying() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    return {"k": rng.uniform(0.1, 0.9, 21), "w": rng.uniform(0.5, 3, (21, 3))}


@pytest.fixture(scope="module")
def batch(model: Model, varying: dict[str, np.ndarray]) -> BatchResults:
    return run_batch(CompiledEngine(seed=4), model, {}, varying, OUTPUTS, threads=1)


def same(a: BatchResults, b: BatchResults) -> bool:
    return all(np.array_equal(a.values[name], b.values[name]) for name in OUTPUTS)


def assert_one_by_one(
    model: Model, varying: dict[str, np.ndarray], batch: BatchResults, *, compiled: bool
) -> None:
    for number in (0, 7, 8, 20):
        engine = CompiledEngine(seed=4 + number, compile_at_once=compiled)
        inputs = {name: values[number] for name, values in varying.items()}
        one = engine.run(model, inputs, list(batch.values))
        for name, values in batch.values.items():
            assert np.array_equal(one.values[name], values[number]), name


def test_a_batch_is_the_same_runs_one_by_one(
    model: Model, varying: dict[str, np.ndarray], batch: BatchResults
) -> None:
    assert_one_by_one(model, varying, batch, compiled=False)


@pytest.mark.slow
@pytest.mark.parametrize("compiled", [False, True], ids=["plain", "compiled"])
def test_a_batch_of_everything_is_the_same_runs_one_by_one(
    tmp_path: Path, varying: dict[str, np.ndarray], compiled: bool
) -> None:
    model = read(tmp_path, EVERYTHING)
    batch = run_batch(CompiledEngine(seed=4), model, {}, varying, ALL_OUTPUTS)
    assert_one_by_one(model, varying, batch, compiled=compiled)


def test_runs_of_one_seed_draw_the_same_numbers(
    model: Model, varying: dict[str, np.ndarray]
) -> None:
    found = run_batch(CompiledEngine(seed=4), model, {}, varying, OUTPUTS, one_seed=True)
    for number in (0, 9):
        inputs = {name: values[number] for name, values in varying.items()}
        one = CompiledEngine(seed=4).run(model, inputs, OUTPUTS)
        for name in OUTPUTS:
            assert np.array_equal(one.values[name], found.values[name][number]), name
    drawn = found.values["noise"] - found.values["t"]
    assert np.allclose(drawn[0], drawn[9])


def test_the_number_of_threads_changes_nothing(
    model: Model, varying: dict[str, np.ndarray], batch: BatchResults
) -> None:
    for threads in (2, 5):
        again = run_batch(CompiledEngine(seed=4), model, {}, varying, OUTPUTS, threads=threads)
        assert same(again, batch)


def test_four_callers_at_once_are_right(
    model: Model, varying: dict[str, np.ndarray], batch: BatchResults
) -> None:
    engine = CompiledEngine(seed=4)
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(run_batch, engine, model, {}, varying, OUTPUTS, threads=2) for _ in range(8)
        ]
        assert all(same(call.result(), batch) for call in calls)


def test_a_run_that_is_not_finite_is_a_coded_row(tmp_path: Path) -> None:
    small = read(tmp_path, MODEL)
    rooms = {"room": np.array([5000.0, -1000.0, 4000.0, 0.0])}
    found = run_batch(CompiledEngine(), small, {}, rooms, ["Firms"])
    assert found.status.tolist() == [0, 1, 0, 0]
    assert found.bad_variable == ("", "effect of crowding", "", "")
    assert found.bad_time[1] == 2000
    assert np.isfinite(found.values["Firms"][[0, 2, 3]]).all()


def test_a_quotient_by_zero_in_a_batch_is_looked_at_as_in_a_run(tmp_path: Path) -> None:
    """Without room nobody founds a firm: 1 / (1 + Firms / room)."""
    small = read(tmp_path, MODEL)
    rooms = np.array([5000.0, 0.0])
    found = run_batch(CompiledEngine(), small, {}, {"room": rooms}, ["Firms"])
    alone = CompiledEngine().run(small, {"room": 0.0}, ["Firms"])
    assert np.array_equal(found.values["Firms"][1], alone.values["Firms"])
    assert found.notes == ("", *alone.notes)
    assert as_dataset(small, found)["note"].values.tolist() == ["", *alone.notes]
    unlooked = run_batch(CompiledEngine(), small, {}, {"room": rooms}, ["Firms"], diagnose=False)
    assert unlooked.status.tolist() == [0, 1]
    assert unlooked.notes == ()


def test_permuting_subscripts_changes_nothing(tmp_path: Path) -> None:
    text = (
        "R: {order} ~~|w[a] = 1 ~~|w[b] = 2 ~~|w[c] = 5 ~~|"
        "s[R] = INTEG(w[R] - s[R] * 0.1, w[R]) ~~|"
        "y = s[a] * 100 + s[b] * 10 + s[c] ~~|"
        "FINAL TIME = 6 ~~|INITIAL TIME = 0 ~~|SAVEPER = 1 ~~|TIME STEP = 0.125 ~~|"
    )
    runs = [
        CompiledEngine().run(read(tmp_path, text.format(order=order)), {}, ["y"]).values["y"]
        for order in ("a, b, c", "c, a, b")
    ]
    assert np.array_equal(runs[0], runs[1])
