from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sdlib.engine import PysdEngine
from sdlib.errors import InputError, RunError
from sdlib.model import Model, read_model
from tests.support.small import MODEL

CONTROL = "FINAL TIME=4~~|INITIAL TIME=0~~|SAVEPER=1~~|TIME STEP=0.25~~|"


def read(tmp_path: Path, text: str) -> Model:
    file = tmp_path / "m.mdl"
    file.write_text(text, encoding="utf-8")
    return read_model(file)


@pytest.fixture
def small(tmp_path: Path) -> Model:
    return read(tmp_path, MODEL)


@pytest.fixture(scope="module")
def engine() -> PysdEngine:
    return PysdEngine()


def test_decay_follows_eulers_closed_form(tmp_path: Path, engine: PysdEngine) -> None:
    """A stock that loses 10 % a year shrinks by (1 - 0.1 dt) each step of Euler's method."""
    model = read(tmp_path, "s = INTEG(-0.1 * s, 100) ~~|" + CONTROL)
    values = engine.run(model, {}, ["s"]).values["s"]
    expected = 100 * (1 - 0.1 * 0.25) ** (4 * np.arange(5))
    assert values == pytest.approx(expected, rel=1e-12)


def test_a_run_leaves_nothing_for_the_next(small: Model, engine: PysdEngine) -> None:
    before = engine.run(small, {}, ["Firms"]).values["Firms"]
    engine.run(small, {"birth rate": 0.4, "room": 9000.0}, ["Firms"])
    assert np.array_equal(engine.run(small, {}, ["Firms"]).values["Firms"], before)


def test_arrays_keep_their_dimensions(small: Model, engine: PysdEngine) -> None:
    given = np.array([0.25, 0.5])
    values = engine.run(small, {"policy strength": given}, ["policy strength"]).values
    assert values["policy strength"].shape == (21, 2)
    assert values["policy strength"][0].tolist() == [0.25, 0.5]


def test_a_number_is_broadcast_over_an_array(small: Model, engine: PysdEngine) -> None:
    values = engine.run(small, {"policy strength": 0.5}, ["policy strength"]).values
    assert np.all(values["policy strength"] == 0.5)


def test_series_are_interpolated_and_held_at_their_ends(small: Model, engine: PysdEngine) -> None:
    series = pd.Series([1.0, 3.0], index=[2005, 2007])
    values = engine.run(small, {"effect of crowding": series}, ["effect of crowding"]).values
    assert values["effect of crowding"][[0, 5, 6, 7, 20]].tolist() == [1, 1, 2, 3, 3]


def test_stocks_and_flows_can_be_held(small: Model, engine: PysdEngine) -> None:
    values = engine.run(small, {"Firms": 500.0}, ["Firms", "exit"]).values
    assert np.all(values["Firms"] == 500)
    assert values["exit"] == pytest.approx(np.full(21, 25.0))


def test_save_times_can_be_chosen(small: Model, engine: PysdEngine) -> None:
    results = engine.run(small, {}, ["Firms"], np.array([2000.0, 2010.5]))
    assert results.time.tolist() == [2000, 2010.5]
    assert results.values["Firms"].shape == (2,)


def test_a_curve_cannot_be_replaced(small: Model, engine: PysdEngine) -> None:
    with pytest.raises(InputError, match="is a curve"):
        engine.run(small, {"demand": 1.0}, ["Firms"])


@pytest.mark.parametrize(
    ("text", "variable", "time", "words"),
    [
        ("a = 1 / (Time - 2) ~~|s = INTEG(a, 0) ~~|", "a", 2, "divides by zero"),
        ("s = INTEG(s * s, 1e200) ~~|", "s", 0.25, "infinite"),
        ("a = LN(1 - Time) ~~|b = a + 1 ~~|", "a", 1, "infinite"),
        ("a = SQRT(1.5 - Time) ~~|b = a + 1 ~~|", "a", 1.75, "has no value"),
    ],
    ids=["zero", "overflow", "logarithm", "root"],
)
def test_a_run_that_is_not_finite_names_variable_and_time(
    tmp_path: Path, engine: PysdEngine, text: str, variable: str, time: float, words: str
) -> None:
    model = read(tmp_path, text + CONTROL)
    with pytest.raises(RunError) as caught:
        engine.run(model, {}, [list(model.variables)[-1]])
    assert (caught.value.variable, caught.value.time) == (variable, time)
    assert f"at time {time:g}" in str(caught.value)


def test_units_and_comments_do_not_reach_the_generated_file(
    tmp_path: Path, engine: PysdEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDLIB_CACHE", str(tmp_path / "cache"))
    model = read(tmp_path, "a = 1 ~ furlong ~ a telling comment|" + CONTROL)
    engine.run(model, {}, ["a"])
    written = list((tmp_path / "cache").rglob("*.py"))
    assert len(written) == 1
    text = written[0].read_text()
    assert "furlong" not in text
    assert "telling" not in text


def test_one_spelling_is_as_good_as_another(tmp_path: Path, engine: PysdEngine) -> None:
    text = '"Birth Rate" = 2 ~~|a = birth_rate + Birth  Rate ~~|' + CONTROL
    assert engine.run(read(tmp_path, text), {}, ["a"]).values["a"][0] == 4


@pytest.mark.slow
def test_a_long_chain_of_variables_runs(tmp_path: Path, engine: PysdEngine) -> None:
    """PySD computes a variable inside the one that uses it, deeper than Python's own limit."""
    chain = "".join(f"v{at} = v{at + 1} + 1 ~~|" for at in range(2000))
    model = read(tmp_path, f"{chain}v2000 = Time ~~|{CONTROL}")
    assert engine.run(model, {}, ["v0"]).values["v0"].tolist() == [2000 + t for t in range(5)]
