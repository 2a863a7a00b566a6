"""From a run that ``checks.yaml`` declares to one that can be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sdlib.engine.base import Results, as_float
from sdlib.model.arrays import FloatArray
from sdlib.policy import ChangeValue
from sdlib.policy.checks_runs import Course, Tried
from sdlib.study.checks.runs import Experiment, Runs


def experiment_of(runs: Runs, tried: Tried, outputs: Sequence[str]) -> Experiment:
    """Return the experiment that a declaration means.

    Courses are taken from runs of their scenarios, time step by time step, so that a variable that
    is held on its own course changes nothing but what follows from the method of integration.

    Args:
        runs: Makes the runs whose courses are taken.
        tried: The declaration.
        outputs: Exact names of the variables to keep.

    Raises:
        RunError: If a run whose course is taken is not finite.
    """
    inputs: dict[str, ChangeValue] = {}
    courses: dict[str, pd.DataFrame] = {}
    for name, held in tried.inputs.items():
        if not isinstance(held, Course):
            inputs[name] = held
        elif held.points is not None:
            inputs[name] = pd.Series(
                as_float([value for _, value in held.points]),
                index=as_float([time for time, _ in held.points]),
            )
        else:
            courses[name] = _course(runs, tried.scenario, name, held)
    return Experiment(
        scenario=tried.scenario, inputs=inputs, courses=courses, outputs=tuple(outputs)
    )


def course_of(results: Results, name: str) -> pd.DataFrame:
    """Return the course that a variable has in a run: indexed by time, a column an element."""
    return pd.DataFrame(results.values[name].reshape(len(results.time), -1), index=results.time)


def is_simple(tried: Tried) -> bool:
    """Tell whether a declaration can be turned into an experiment without making a run."""
    return not any(isinstance(held, Course) for held in tried.inputs.values())


def with_parts(tried: Tried, parts: Mapping[str, Mapping[str, object]]) -> Tried:
    """Return a declaration with groups of inputs added, all together."""
    inputs = dict(tried.inputs)
    for part in parts.values():
        inputs.update(part)  # type: ignore[arg-type]
    return Tried.model_construct(scenario=tried.scenario, inputs=inputs)


def _course(runs: Runs, scenario: str, name: str, course: Course) -> pd.DataFrame:
    source = course.like or scenario
    found = course_of(runs.get(Experiment(scenario=source, outputs=(name,), every_step=True)), name)
    acting = np.ones(len(found), dtype=bool)
    if course.from_ is not None:
        acting &= found.index >= course.from_
    if course.until is not None:
        acting &= found.index <= course.until
    values = as_float(found.to_numpy())
    moved = np.where(acting[:, None], _acted(course, values), values)
    return pd.DataFrame(moved, index=found.index)


def _acted(course: Course, values: FloatArray) -> FloatArray:
    if course.value is not None:
        return np.full_like(values, course.value)
    factor = 1.0 if course.times is None else course.times
    return as_float(values * factor + (course.plus or 0.0))
