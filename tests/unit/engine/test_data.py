"""Data variables: values from outside, by the keyword that stands in the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sdlib
from sdlib.engine import CompiledEngine, PysdEngine
from sdlib.errors import DataFileError, InputError, RunError
from sdlib.loaded import LoadedModel
from sdlib.model import DataSeries, read_model
from sdlib.model.structure import INTERPOLATIONS

CONTROL = "\nFINAL TIME=4 ~~|INITIAL TIME=0 ~~|SAVEPER=0.5 ~~|TIME STEP=0.5 ~~|"
POINTS = pd.Series([1.0, 5.0, 3.0], index=[1.0, 2.0, 3.5])
EVERY = pd.Series(np.arange(9.0) ** 2, index=np.arange(9) / 2)
ANSWERS = {
    "interpolate": [1, 1, 1, 3, 5, 13 / 3, 11 / 3, 3, 3],
    "look forward": [1, 1, 1, 5, 5, 3, 3, 3, 3],
    "hold backward": [1, 1, 1, 1, 5, 5, 5, 3, 3],
    "raw": (np.arange(9.0) ** 2).tolist(),
}
"""Values at times 0, 0.5 ... 4 by hand."""
MODEL = "".join(f"{way} :{way.upper()}: ~~|seen {way} = {way} * 1 ~~|" for way in INTERPOLATIONS)
SERIES = {way: EVERY if way == "raw" else POINTS for way in INTERPOLATIONS}


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "data.mdl"
    file.write_text(text + CONTROL, encoding="utf-8")
    return file


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedModel:
    return sdlib.load(write(tmp_path, "spare = 1 ~~|" + MODEL))


def test_every_keyword_has_an_answer() -> None:
    assert set(ANSWERS) == set(INTERPOLATIONS)


def test_the_keyword_is_read(loaded: LoadedModel) -> None:
    for way in INTERPOLATIONS:
        variable = loaded.model.variable(way)
        assert isinstance(variable, DataSeries)
        assert variable.interpolation == way


def test_a_name_alone_is_data_and_linear(tmp_path: Path) -> None:
    text = 'x ~ firm ~ Counted. |\n"y (one)"[D] ~~|\nD: p, q ~~|\nb = x + "y (one)"[p] ~~|'
    model = read_model(write(tmp_path, text))
    for name, line in (("x", 1), ("y (one)", 2)):
        variable = model.variable(name)
        assert isinstance(variable, DataSeries)
        assert (variable.interpolation, variable.line) == ("interpolate", line)
    assert (model.variable("x").unit, model.variable("x").comment) == ("firm", "Counted.")


@pytest.mark.parametrize("engine", ["plain", "compiled", "pysd"])
def test_a_run_follows_the_keyword(loaded: LoadedModel, engine: str) -> None:
    engines = {
        "plain": CompiledEngine(),
        "compiled": CompiledEngine(compile_at_once=True),
        "pysd": PysdEngine(),
    }
    run = LoadedModel(loaded.model, loaded.package, engines[engine]).run(
        inputs=SERIES, outputs=[f"seen {way}" for way in INTERPOLATIONS]
    )
    for way, answer in ANSWERS.items():
        assert run.table()[f"seen {way}"].tolist() == pytest.approx(answer, rel=1e-12), way


def test_many_runs_follow_the_keyword(loaded: LoadedModel) -> None:
    rows = pd.DataFrame({"spare": [0.5, 1.0, 1.5]})
    outputs = [f"seen {way}" for way in INTERPOLATIONS]
    found = loaded.run_many(rows, shared=SERIES, outputs=outputs)
    chunks = list(loaded.iter_many(rows, chunk=2, shared=SERIES, outputs=outputs))
    single = loaded.run(inputs=SERIES, outputs=outputs)
    for name in outputs:
        for run in range(3):
            assert np.array_equal(found[name][run], single.results.values[name])
            assert np.array_equal(chunks[run // 2][name][run % 2], single.results.values[name])


def test_a_number_replaces_data_in_one_run_and_in_many(loaded: LoadedModel) -> None:
    numbers = dict.fromkeys(INTERPOLATIONS, 7.0)
    table = loaded.run(inputs=numbers, outputs=["seen raw", "raw"]).table()
    assert (table == 7.0).to_numpy().all()
    rest = {way: SERIES[way] for way in INTERPOLATIONS if way != "raw"}
    many = loaded.run_many({"raw": np.array([2.0, 3.0])}, shared=rest, outputs=["seen raw"])
    assert many["seen raw"].values[:, -1].tolist() == [2, 3]


def test_runge_kutta_looks_between_the_steps(tmp_path: Path) -> None:
    file = write(tmp_path, "x :HOLD BACKWARD: ~~|s = INTEG(x, 0) ~~|")
    loaded = sdlib.load(file)
    engine = CompiledEngine(integrator="rk4")
    series = pd.Series([0.0, 6.0], index=[0.0, 0.25])
    run = LoadedModel(loaded.model, loaded.package, engine).run(inputs={"x": series}, outputs=["s"])
    # A step of 0.5 weighs its beginning, its middle and its end 1, 4 and 1.
    assert run.table()["s"].iloc[1] == pytest.approx(0.5 * 6 * 5 / 6)


def test_a_time_that_misses_a_point_by_rounding_is_at_it(tmp_path: Path) -> None:
    # 1 + 36 * 0.01 is a little less than 1.36, and 1 + 14 * 0.01 a little more than 1.14.
    text = "x :RAW: ~~|y :HOLD BACKWARD: ~~|z :LOOK FORWARD: ~~|sum = x + y + z ~~|"
    file = tmp_path / "hundredths.mdl"
    times = "FINAL TIME=1.4 ~~|INITIAL TIME=1 ~~|SAVEPER=0.01 ~~|TIME STEP=0.01 ~~|"
    file.write_text(text + times, encoding="utf-8")
    series = pd.Series(np.arange(41.0), index=[float(f"1.{k:02}") for k in range(41)])
    table = sdlib.load(file).run(inputs=dict.fromkeys("xyz", series), outputs=["sum"]).table()
    assert table["sum"].tolist() == pytest.approx([3.0 * k for k in range(41)])


@pytest.mark.parametrize("at_once", [False, True], ids=["plain", "compiled"])
def test_raw_data_are_missing_between_their_points(tmp_path: Path, at_once: bool) -> None:
    file = write(tmp_path, "x :RAW: ~~|seen = IF THEN ELSE(x = :NA:, -1, x) ~~|")
    loaded = sdlib.load(file)
    engine = CompiledEngine(compile_at_once=at_once)
    run = LoadedModel(loaded.model, loaded.package, engine).run(
        inputs={"x": POINTS}, outputs=["seen"]
    )
    assert run.table()["seen"].tolist() == [-1, -1, 1, -1, 5, -1, -1, 3, -1]


def test_data_may_be_computed_from_data(tmp_path: Path) -> None:
    text = (
        "x ~~|y ~~|w = 3 ~~|twice := 2 * x - x / 4 + 1 ~~|all := y * w + twice ~~|a = all + 0 ~~|"
    )
    loaded = sdlib.load(write(tmp_path, text))
    with pytest.raises(InputError, match=r"2 data variables have no values: 'x' .*, 'y' "):
        loaded.run(outputs=["a"])
    given = {"x": POINTS, "y": EVERY}
    table = loaded.run(inputs=given, outputs=["a", "twice"]).table()
    twice = 1.75 * np.array(ANSWERS["interpolate"]) + 1
    assert table["twice"].tolist() == pytest.approx(twice)
    assert table["a"].tolist() == pytest.approx(3 * EVERY.to_numpy() + twice)


@pytest.mark.parametrize(
    ("equation", "words"),
    [
        ("x * x", "other than by sums and multiples"),
        ("1 / x", "other than by sums and multiples"),
        ("MAX(x, 2)", "other than by sums and multiples"),
        ("later + 1", "computed from 'later', which has :LOOK FORWARD:"),
    ],
)
def test_computed_data_that_differ_between_points_are_refused(
    tmp_path: Path, equation: str, words: str
) -> None:
    text = f"x ~~|later :LOOK FORWARD: ~~|y := {equation} ~~|a = y ~~|"
    with pytest.raises(DataFileError, match=words):
        sdlib.load(write(tmp_path, text)).run(inputs={"x": 1.0, "later": 2.0}, outputs=["a"])


def test_held_data_may_be_computed_in_any_way(tmp_path: Path) -> None:
    text = "x :HOLD BACKWARD: ~~|y :HOLD BACKWARD: := x * x ~~|a = y ~~|"
    loaded = sdlib.load(write(tmp_path, text))
    found = loaded.run(inputs={"x": POINTS}, outputs=["a"]).table()["a"]
    assert found.tolist() == [v * v for v in ANSWERS["hold backward"]]


def test_points_may_come_in_any_order(loaded: LoadedModel) -> None:
    mixed = {name: series.sample(frac=1, random_state=3) for name, series in SERIES.items()}
    table = loaded.run(inputs=mixed, outputs=["seen hold backward"]).table()
    assert table["seen hold backward"].tolist() == ANSWERS["hold backward"]


def test_data_that_nothing_uses_may_be_missing(tmp_path: Path) -> None:
    loaded = sdlib.load(write(tmp_path, "observed :RAW: ~~|a = 2 * Time ~~|"))
    assert loaded.run(outputs=["a"]).table()["a"].iloc[-1] == 8
    with pytest.raises(InputError, match="no values: 'observed'"):
        loaded.run(outputs=["observed"])


def test_an_equation_that_is_replaced_needs_no_data(tmp_path: Path) -> None:
    loaded = sdlib.load(write(tmp_path, "x ~~|a = x ~~|b = a + 1 ~~|"))
    assert loaded.run(inputs={"a": 3.0}, outputs=["b"]).table()["b"].iloc[-1] == 4


def test_what_needs_no_data_that_are_missing_runs(tmp_path: Path) -> None:
    text = "x ~~|ratio := x * x ~~|level = INTEG(2, 1) ~~|gap = level - ratio ~~|more = gap ~~|"
    loaded = sdlib.load(write(tmp_path, text))
    assert loaded.outputs == ("level",)
    assert loaded.run().table()["level"].iloc[-1] == 9
    note, other = loaded.model.notes
    assert (note.line, note.lost) == (1, True)
    assert note.text == (
        "1 data variable has no values: 'x'; what is computed from it is left out, unless values "
        "are given"
    )
    assert other.text.startswith("'ratio', a data variable computed from others, other than by")
    with pytest.raises(InputError, match="a data variable has no values: 'x'"):
        loaded.run(outputs=["more"])
    with pytest.raises(DataFileError, match="other than by sums and multiples"):
        loaded.run(inputs={"x": EVERY}, outputs=["more"])
    found = loaded.run(inputs={"ratio": 3.0}, outputs=["gap", "more"]).table()
    assert found["more"].tolist() == found["gap"].tolist() == [-2.0 + n for n in range(9)]


def test_all_is_kept_where_nothing_can_be_computed_without_data(tmp_path: Path) -> None:
    loaded = sdlib.load(write(tmp_path, "x ~~|a = x ~~|"))
    assert loaded.outputs == ("a",)
    with pytest.raises(InputError, match="a data variable has no values: 'x'"):
        loaded.run()


@pytest.mark.parametrize("at_once", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_equations_look_at_the_points_that_are_given(tmp_path: Path, at_once: bool) -> None:
    text = (
        "D: p, q ~~|x ~~|each[D] ~~|a = GET DATA BETWEEN TIMES(x, Time + 1, 0) ~~|"
        "last[D] = GET DATA LAST TIME(each[D]) ~~|b = 1 / (Time - k) ~~|k = 9 ~~|"
    )
    loaded = sdlib.load(write(tmp_path, text))
    engine = CompiledEngine(compile_at_once=at_once)
    frame = pd.DataFrame({"each[p]": [1.0, 2.0], "each[q]": [3.0, 4.0]}, index=[0.0, 2.5])
    given = {"x": pd.Series([10.0, 30.0], index=[0.0, 5.0]), "each": frame}
    values = engine.run(loaded.model, given, ["a", "last"]).values
    assert values["a"].tolist() == pytest.approx([14 + 2 * n for n in range(9)])
    assert values["last"].tolist() == [[2.5, 2.5]] * 9
    other = engine.run(loaded.model, {**given, "x": given["x"] * 2}, ["a"]).values["a"]
    assert other[0] == pytest.approx(28)
    with pytest.raises(RunError, match="'b'"):
        engine.run(loaded.model, {**given, "k": 2.0}, ["a", "b"])
