"""The runs of checks: each made once, in batches where that pays, with the same numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sdlib import load
from sdlib.errors import RunError
from sdlib.policy.checks_runs import Course, Tried
from sdlib.study.checks import runs as module
from sdlib.study.checks.courses import experiment_of
from sdlib.study.checks.runs import Experiment, Runs
from tests.support.small import write_package

EXPERIMENTS = [
    Experiment(outputs=("Firms",)),
    Experiment(inputs={"loans": 0.5}, outputs=("entry",)),
    Experiment(scenario="both", outputs=("Firms",)),
    Experiment(inputs={"room": 9000.0}, outputs=("Firms",)),
    Experiment(inputs={"loans": 0.5}, outputs=("Firms",), every_step=True),
    Experiment(outputs=("Firms",), every_step=True),
    Experiment(outputs=("Firms",), step_share=0.5),
    Experiment(outputs=("Firms",), integrator="rk4"),
    Experiment(inputs={"entry": 50.0}, outputs=("Firms",)),
    Experiment(inputs={"entry": 50.0, "loans": 0.5}, outputs=("Firms",)),
]


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(load(write_package(tmp_path)))


@pytest.mark.slow
def test_a_batch_gives_the_same_bits_as_single_runs(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    single = [Runs(runs.loaded).get(experiment).values for experiment in EXPERIMENTS]
    monkeypatch.setattr(module, "BATCH_WORK", 0)
    runs.want(EXPERIMENTS)
    runs.make_wanted()
    made = dict(runs._found)
    assert len(made) >= 6
    for experiment, alone in zip(EXPERIMENTS, single, strict=True):
        together = runs.get(experiment).values
        assert all(np.array_equal(together[name], values) for name, values in alone.items())


def test_a_run_is_made_once_and_again_for_more_outputs(runs: Runs) -> None:
    first = runs.get(Experiment(outputs=("Firms",)))
    assert runs.get(Experiment(inputs={"loans": 0.0}, outputs=("Firms",))) is first
    wider = runs.get(Experiment(outputs=("entry",)))
    assert set(wider.values) == {"Firms", "entry"}


def test_ways_of_integration_differ_and_keep_the_saved_times(runs: Runs) -> None:
    plain, half, rk4 = (
        runs.get(Experiment(outputs=("Firms",), **options))  # type: ignore[arg-type]
        for options in ({}, {"step_share": 0.5}, {"integrator": "rk4"})
    )
    assert plain.time.tolist() == half.time.tolist() == rk4.time.tolist()
    ends = [run.values["Firms"][-1] for run in (plain, half, rk4)]
    assert abs(ends[1] - ends[2]) < abs(ends[0] - ends[2])


def test_a_run_in_a_batch_that_is_not_finite_is_told_when_it_is_asked_for(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_WORK", 0)
    fine, bad = (Experiment(inputs={"room": x}, outputs=("Firms",)) for x in (5000.0, -1000.0))
    runs.want([fine, bad])
    runs.make_wanted()
    assert runs.get(fine).values["Firms"][0] == 1000
    with pytest.raises(RunError, match="effect of crowding"):
        runs.get(bad)


def course(runs: Runs, declared: Course) -> pd.Series:
    tried = Tried.model_construct(scenario="loans", inputs={"entry": declared})
    found = experiment_of(runs, tried, ["Firms"])
    if declared.points is not None:
        return found.inputs["entry"]  # type: ignore[return-value]
    return found.courses["entry"][0]


def test_a_variable_on_its_own_course_changes_nothing(runs: Runs) -> None:
    tried = Tried(scenario="loans", inputs={"entry": Course(like="loans")})
    whole = runs.get(Experiment(scenario="loans", outputs=("Firms",)))
    again = runs.get(experiment_of(runs, tried, ["Firms"]))
    assert np.allclose(whole.values["Firms"], again.values["Firms"], rtol=1e-14)
    assert runs.get(experiment_of(runs, tried, ["Firms"])) is again


def test_a_course_is_moved_in_its_period_alone(runs: Runs) -> None:
    plain = course(runs, Course())
    moved = course(runs, Course.model_validate({"times": 2, "from": 2003, "until": 2005}))
    inside = (plain.index >= 2003) & (plain.index <= 2005)
    assert np.array_equal(moved[inside], 2 * plain[inside])
    assert np.array_equal(moved[~inside], plain[~inside])
    assert np.array_equal(course(runs, Course(plus=3.0)), plain + 3)
    assert set(course(runs, Course(value=7.0))) == {7.0}
    assert course(runs, Course(points=((2000, 1), (2010, 5)))).to_dict() == {2000: 1, 2010: 5}


ARRAYS = """{UTF-8}
Region: north, south ~~|
Size: small, large ~~|
Firms[Region,Size] = INTEG(entry[Region,Size] - Firms[Region,Size] * 0.1, 10) ~~|
entry[Region,Size] = weight[Region] * scale[Size] * (1 + Time / 10) ~~|
weight[Region] = 1, 2 ~~|
scale[Size] = 5, 1 ~~|
INITIAL TIME = 0 ~~|
FINAL TIME = 10 ~~|
TIME STEP = 0.5 ~~|
SAVEPER = 1 ~~|
"""


def test_each_element_of_an_array_is_held_on_its_own_course(tmp_path: Path) -> None:
    file = tmp_path / "arrays.mdl"
    file.write_text(ARRAYS, encoding="utf-8")
    runs = Runs(load(file))
    whole = runs.get(Experiment(outputs=("Firms",))).values["Firms"]
    held = {"entry": Course(like="baseline")}
    same = runs.get(experiment_of(runs, Tried(inputs=held), ["Firms"])).values["Firms"]
    assert np.allclose(same, whole, rtol=1e-14)
    cut = runs.get(experiment_of(runs, Tried(inputs={**held, "weight": 0.0}), ["Firms"]))
    assert np.array_equal(cut.values["Firms"], same)
    twice = Tried(inputs={"entry": Course(times=2.0)})
    more = runs.get(experiment_of(runs, twice, ["entry"])).values["entry"]
    assert more[-1].tolist() == [[20, 4], [40, 8]]
