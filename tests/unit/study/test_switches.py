"""Runs that replace equations share one program, and give the numbers that they gave alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sdlib import load
from sdlib.errors import RunError
from sdlib.study.checks import runs as module
from sdlib.study.checks.runs import Experiment, Runs

MODEL = """Region: north, south ~~|
Firms[Region] = INTEG(entry[Region] - exit[Region], first[Region]) ~~|
first[Region] = 100, 50 ~~|
entry[Region] = Firms[Region] * rate / (Firms[Region] - bad) + normal[Region] ~~|
normal[Region] = INITIAL(Firms[Region] * 0.1) ~~|
exit[Region] = Firms[Region] * rate ~~|
rate = 0.1 ~~|
bad = 0 ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = 10 ~~|
TIME STEP = 0.25 ~~|
SAVEPER = 1 ~~|
"""
RISING = pd.DataFrame({"north": [0.0, 10.0], "south": [1.0, 5.0]}, index=[0.0, 10.0])
EXPERIMENTS = {
    "nothing": Experiment(outputs=("Firms", "entry")),
    "a constant": Experiment(inputs={"rate": 0.2}, outputs=("Firms",)),
    "a flow": Experiment(inputs={"entry": 5.0}, outputs=("Firms", "exit")),
    "an array": Experiment(inputs={"entry": np.array([1.0, 2.0])}, outputs=("Firms",)),
    "a stock": Experiment(inputs={"Firms": 10.0}, outputs=("entry", "exit", "normal")),
    "a course": Experiment(courses={"entry": RISING}, outputs=("Firms",)),
    "a course of a constant": Experiment(
        inputs={"rate": pd.Series([0.1, 0.3], index=[0.0, 10.0])}, outputs=("Firms",)
    ),
    "another method": Experiment(
        courses={"entry": RISING}, outputs=("Firms",), integrator="rk4", step_share=0.5
    ),
    "every step": Experiment(inputs={"entry": 5.0}, outputs=("Firms",), every_step=True),
}
NAMES = ("entry", "Firms", "rate")


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Runs, Runs]:
    """Runs without and with switches."""
    file = tmp_path / "m.mdl"
    file.write_text(MODEL, encoding="utf-8")
    plain, switched = Runs(load(file)), Runs(load(file))
    monkeypatch.setattr(module, "PLAIN_WORK", 0)
    switched.share_program(NAMES)
    return plain, switched


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_run_with_switches_gives_the_same_bits(pair: tuple[Runs, Runs], name: str) -> None:
    plain, switched = (each.get(EXPERIMENTS[name]).values for each in pair)
    assert set(plain) == set(switched)
    assert all(np.array_equal(switched[key], values) for key, values in plain.items())


def test_all_such_runs_are_one_program(pair: tuple[Runs, Runs]) -> None:
    switched = pair[1]
    for experiment in EXPERIMENTS.values():
        switched.get(experiment)
    assert len(switched.engine("euler")._programs) == 2, "the model itself, and with switches"


def test_what_has_no_switch_is_run_as_it_was(pair: tuple[Runs, Runs]) -> None:
    experiment = Experiment(inputs={"exit": 1.0}, outputs=("Firms",))
    plain, switched = (each.get(experiment).values["Firms"] for each in pair)
    assert np.array_equal(plain, switched)


def test_a_run_that_is_not_finite_is_told_in_the_names_of_the_model(
    pair: tuple[Runs, Runs],
) -> None:
    with pytest.raises(RunError, match=r"^'entry"):
        pair[1].get(Experiment(inputs={"Firms": 0.5, "bad": 0.5}, outputs=("entry",)))


def test_a_small_model_needs_no_switches(tmp_path: Path) -> None:
    file = tmp_path / "m.mdl"
    file.write_text(MODEL, encoding="utf-8")
    runs = Runs(load(file))
    runs.share_program(NAMES)
    assert runs._switched is None
