"""Control variables of files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sdlib
from sdlib.engine import CompiledEngine
from sdlib.errors import InputError, ModelSyntaxError, SdError
from sdlib.loaded import LoadedModel
from sdlib.model import Model, read_model
from sdlib.study.checks.runs import Experiment, Runs

CONTROL = {"FINAL TIME": "9", "INITIAL TIME": "1", "SAVEPER": "TIME STEP", "TIME STEP": "0.5"}


def read(tmp_path: Path, equations: str, **given: str) -> Model:
    control = CONTROL | {name.replace("_", " "): text for name, text in given.items()}
    file = tmp_path / "m.mdl"
    file.write_text(equations + "".join(f"{k} = {v} ~~|\n" for k, v in control.items()))
    return read_model(file)


def test_expressions_of_constants_are_computed(tmp_path: Path) -> None:
    time = read(
        tmp_path,
        "span = 4 ~~|\ntwice = span * 2 ~~|\n",
        FINAL_TIME="INITIAL TIME + twice",
        SAVEPER="4 * TIME STEP",
        TIME_STEP="1 / span",
    ).time
    assert (time.initial, time.final, time.time_step, time.save_step) == (1, 9, 0.25, 1)


@pytest.mark.parametrize(
    ("equation", "part"),
    [
        ("IF THEN ELSE(stock > 12, Time, 20)", "stock"),
        ("RANDOM UNIFORM(5, 9, 0)", "RANDOM UNIFORM"),
        ("9 / 0", "/"),
        ("FINAL TIME + 1", "FINAL TIME"),
        ("stock", "stock"),
    ],
)
def test_a_time_that_changes_is_refused(tmp_path: Path, equation: str, part: str) -> None:
    more = "moving = Time * 2 ~~|\nstock = INTEG(1, 9) ~~|\n"
    with pytest.raises(ModelSyntaxError) as caught:
        read(tmp_path, more, FINAL_TIME=equation)
    message = str(caught.value)
    assert f"FINAL TIME is not a number that is known before a run: it depends on '{part}'" in (
        message
    )
    assert "write the number that FINAL TIME has at the beginning" in message


@pytest.mark.parametrize(
    ("equation", "end"),
    [
        ("IF THEN ELSE(Time < 5, 10, 50)", 50),
        ("IF THEN ELSE(twice > 12, Time, 20)", 6.5),
        ("MAX(3, 8 - Time)", 4),
    ],
)
def test_an_end_that_moves_with_time_is_found(tmp_path: Path, equation: str, end: float) -> None:
    assert read(tmp_path, "twice = Time * 2 ~~|\n", FINAL_TIME=equation).time.final == end


def test_an_end_that_moves_is_not_found_where_an_equation_reads_it(tmp_path: Path) -> None:
    with pytest.raises(ModelSyntaxError, match="FINAL TIME is not a number"):
        read(tmp_path, "a = FINAL TIME ~~|\n", FINAL_TIME="MAX(3, 8 - Time)")


FED = "x = INTEG(1, 0) ~~|\n"
"""A stock that holds the time that has passed."""


def run(tmp_path: Path, equations: str, **given: str) -> LoadedModel:
    read(tmp_path, equations, **given)
    return sdlib.load(tmp_path / "m.mdl")


def times_of(loaded: LoadedModel) -> list[float]:
    """Return the times at which a run keeps values, which its stock has counted."""
    table = loaded.run(outputs=["x"]).table()
    assert np.allclose(table["x"] + loaded.model.time.initial, table.index, rtol=0, atol=1e-9)
    return [round(float(time), 9) for time in table.index]


def every(step: float, last: float) -> list[float]:
    return [round(step * n, 9) for n in range(round(last / step) + 1)]


@pytest.mark.parametrize(
    ("step", "saveper", "expected"),
    [
        ("0.25", "0.6", every(0.25, 2)),
        ("0.25", "0.1", every(0.25, 2)),
        ("0.0078125", "0.1", every(0.0078125, 2)),
        ("0.33", "1", every(0.33, 1.98)),
    ],
)
def test_values_are_kept_at_each_step_where_saving_fits_none(
    tmp_path: Path, step: str, saveper: str, expected: list[float]
) -> None:
    """Of no other times is known that Vensim keeps them; what is kept is right at each."""
    loaded = run(tmp_path, FED, INITIAL_TIME="0", FINAL_TIME="2", TIME_STEP=step, SAVEPER=saveper)
    assert times_of(loaded) == expected
    (note,) = (note for note in loaded.model.notes if "values are kept" in note.text)
    assert f"at each time step of {step}: {saveper}, after which" in note.text
    assert note.line == 4


def test_an_equation_reads_the_step_of_saving_that_the_file_states(tmp_path: Path) -> None:
    loaded = run(tmp_path, "x = SAVEPER ~~|\n", TIME_STEP="1", SAVEPER="2.5")
    assert set(loaded.run(outputs=["x"]).table()["x"]) == {2.5}


@pytest.mark.parametrize(
    ("final", "step", "saveper", "expected"),
    [
        ("10", "1", "3", [0, 3, 6, 9]),
        ("1", "0.3", "TIME STEP", [0, 0.3, 0.6, 0.9]),
        ("1", "0.1", "0.3", [0, 0.3, 0.6, 0.9]),
        ("2", "1 / 3", "1", [0, 1, 2]),
        ("2", "0.666667", "2", [0, 2.000001]),
        ("2", "0.333333", "TIME STEP", [0, 0.333333, 0.666666, 0.999999, 1.333332, 1.666665,
                                        1.999998]),
    ],
)  # fmt: skip
def test_a_run_ends_with_the_last_step_before_its_end(
    tmp_path: Path, final: str, step: str, saveper: str, expected: list[float]
) -> None:
    """A time that is rounded counts as reached."""
    loaded = run(tmp_path, FED, INITIAL_TIME="0", FINAL_TIME=final, TIME_STEP=step, SAVEPER=saveper)
    assert times_of(loaded) == expected
    told = any("a run ends at 0.9, the last time step before 1" in n.text
               for n in loaded.model.notes)  # fmt: skip
    assert told == (step == "0.3")


@pytest.mark.parametrize("step", ["0.1", "0.7", "1/3", "1/7", "0.0833333333333333"])
def test_the_last_of_many_steps_is_not_lost_by_rounding(tmp_path: Path, step: str) -> None:
    time = read(
        tmp_path, FED, INITIAL_TIME="2000", FINAL_TIME=f"2000 + 700 * {step}", TIME_STEP=step
    ).time
    assert time.steps == len(time.save_times()) == 701


@pytest.mark.parametrize(
    ("saveper", "expected"),
    [
        ("IF THEN ELSE(Time < 6, 3, 2)", [0, 3, 6, 8, 10]),
        ("IF THEN ELSE(Time < 5, 3, 4)", every(1, 10)),
        ("IF THEN ELSE(Time < 5, 1.5, 2)", every(1, 10)),
        ("IF THEN ELSE(Time < 5, 1, 0)", every(1, 10)),
        ("1 + x", every(1, 10)),
    ],
)
def test_a_step_of_saving_that_moves_is_followed_where_it_can_be(
    tmp_path: Path, saveper: str, expected: list[float]
) -> None:
    """Where two readings of it differ, or it depends on more than time, all values are kept."""
    loaded = run(tmp_path, FED, INITIAL_TIME="0", FINAL_TIME="10", TIME_STEP="1", SAVEPER=saveper)
    assert times_of(loaded) == expected


STEP = "IF THEN ELSE(Time < 4, 1, 0.5)"


def test_times_that_move_are_those_that_vensim_recorded(tmp_path: Path) -> None:
    """Source: SDXorg/test-models, tests/control_vars: its equations, and the times of its table."""
    loaded = run(
        tmp_path,
        FED,
        INITIAL_TIME="IF THEN ELSE(Time < 3, 0, 0.2)",
        FINAL_TIME="IF THEN ELSE(Time < 5, 10, 50)",
        TIME_STEP=STEP,
        SAVEPER="IF THEN ELSE(Time < 10, TIME STEP, 5)",
    )
    recorded = [0, 1, 2, 3, *np.arange(4, 10, 0.5), *range(10, 51, 5)]
    assert times_of(loaded) == recorded


def test_a_curve_may_give_the_length_of_each_step(tmp_path: Path) -> None:
    curve = "pace((0, 1), (2, 1), (3, 0.5)) ~~|\n"
    loaded = run(
        tmp_path, curve + FED, INITIAL_TIME="0", FINAL_TIME="pace(9) * 10", TIME_STEP="pace(Time)"
    )
    assert times_of(loaded) == [0, 1, 2, 3, 3.5, 4, 4.5, 5]


def test_steps_of_several_lengths_do_not_pass_the_end(tmp_path: Path) -> None:
    loaded = run(tmp_path, FED, INITIAL_TIME="0", FINAL_TIME="3", TIME_STEP="0.5 + Time / 2")
    assert times_of(loaded) == [0, 0.5, 1.25, 2.375]
    assert loaded.model.time.lengths == (0.5, 0.75, 1.125, 1.6875)


@pytest.mark.parametrize(
    ("equations", "given", "told"),
    [
        (FED, {"SAVEPER": "0"}, "in steps of 0.5, saved every 0"),
        (FED, {"TIME_STEP": "1e999", "SAVEPER": "1"}, "in steps of inf, saved every 1"),
        (FED, {"SAVEPER": "-1"}, "TIME STEP and SAVEPER above zero"),
        (FED, {"TIME_STEP": "1 + x"}, "known before a run: it depends on 'x'"),
        (FED, {"TIME_STEP": "2 - Time"}, "TIME STEP moves with time, and no run comes to an end"),
        (FED, {"FINAL_TIME": "Time + 1"}, "FINAL TIME moves with time, and no run comes to an end"),
        (FED, {"INITIAL_TIME": "Time + 1"}, "INITIAL TIME is not a number"),
        ("x = SAVEPER ~~|\n", {"SAVEPER": STEP}, "and the equation of 'x' reads it"),
        (
            "x = DELAY FIXED(Time, 2, 0) ~~|\n",
            {"TIME_STEP": STEP},
            "line 1 ('x'): DELAY FIXED counts time steps, and TIME STEP changes",
        ),
    ],
)
def test_times_that_cannot_be_followed_are_refused(
    tmp_path: Path, equations: str, given: dict[str, str], told: str
) -> None:
    with pytest.raises(SdError) as caught:
        run(tmp_path, equations, **given).run(outputs=["x"])
    assert told in str(caught.value)


def test_what_needs_steps_of_one_length_says_so(tmp_path: Path) -> None:
    loaded = run(tmp_path, FED, TIME_STEP=STEP)
    with pytest.raises(InputError, match="cannot be replaced by a number"):
        loaded.engine.run(loaded.model, {"TIME STEP": 0.25}, ["x"])
    with pytest.raises(InputError, match=r"Runge-Kutta's\n.*\n.*integrator euler"):
        CompiledEngine(integrator="rk4").run(loaded.model, {}, ["x"])
    with pytest.raises(InputError, match="is not one of the run's steps"):
        loaded.engine.run(loaded.model, {}, ["x"], np.array([1.0, 4.75]))


def test_checks_of_each_step_see_the_steps_that_there_are(tmp_path: Path) -> None:
    loaded = run(tmp_path, FED, INITIAL_TIME="0", FINAL_TIME="6", TIME_STEP=STEP, SAVEPER="2")
    found = Runs(loaded).get(Experiment(outputs=("x",), every_step=True))
    assert found.time.tolist() == [0, 1, 2, 3, 4, 4.5, 5, 5.5, 6]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2", [0, 2, 4]),
        ("0", [0, 1, 2, 3, 4]),
        ("1.5", [0, 1, 2, 3, 4]),
        ("often", [0, 1, 2, 3, 4]),
    ],
)
def test_an_xmile_file_says_how_often_values_are_kept(
    tmp_path: Path, said: str, expected: list[float]
) -> None:
    file = tmp_path / "m.stmx"
    file.write_text(
        '<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0" '
        f'xmlns:isee="http://iseesystems.com/XMILE"><sim_specs isee:save_interval="{said}">'
        "<start>0</start><stop>4</stop><dt>1</dt></sim_specs><model><variables>"
        '<stock name="x"><eqn>0</eqn>'
        '<inflow>f</inflow></stock><flow name="f"><eqn>1</eqn></flow></variables></model></xmile>'
    )
    assert times_of(sdlib.load(file)) == expected


def test_a_file_that_says_nothing_of_saving_may_ask_for_it(tmp_path: Path) -> None:
    file = tmp_path / "m.mdl"
    times = "INITIAL TIME=0 ~~|FINAL TIME=2 ~~|TIME STEP=1 ~~|"
    file.write_text(f"x = 2 * SAVEPER + 0 * Time ~~|\n{times}", encoding="utf-8")
    assert sdlib.load(file).run(outputs=["x"]).table()["x"].tolist() == [2, 2, 2]
