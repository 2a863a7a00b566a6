"""When a run begins and ends, from the control variables of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Expression, Reference, walk
from sdlib.model.reading.equations import convert_definitions
from sdlib.model.structure import TimeSpec, Variable
from sdlib.model.values import NotConstantError, constant_value
from sdlib.names import name_key, plain_name

CONTROL = ("initial_time", "final_time", "time_step", "saveper")
"""Keys of the control variables."""

MOST_STEPS_TO_AN_END = 20_000
"""Steps that are looked at for the end of a run whose FINAL TIME moves."""

NEAR = 1e-6
"""Part of a time step by which a time may miss another and still have reached it."""

MOST_STEPS = 10_000_000
"""Steps of the longest run that is accepted; real models stay below a thousandth of it."""


def time_spec(
    elements: Sequence[Any], names: Mapping[str, str], variables: Mapping[str, Variable], path: Path
) -> TimeSpec:
    """Return the times of a model.

    Expressions of constants and of each other are computed here, once.

    Args:
        elements: PySD's elements of the model.
        names: Key to name of every variable.
        variables: Name to variable, the control variables left out.
        path: The file, for messages.

    Raises:
        ModelSyntaxError: If a time is missing, changes during a run, or no run fits the times.
    """
    found = [(name_key(e.name), e) for e in elements if name_key(e.name) in CONTROL]
    unit = next((e.units for _, e in found if e.units), "")
    waiting = {
        key: convert_definitions(e.components, names, xmile=False)[0].expression for key, e in found
    }
    values: dict[str, float] = {}
    parts: dict[str, str] = {}
    for _ in CONTROL:
        for key in [k for k in waiting if k not in values]:
            try:
                values[key] = constant_value(waiting[key], variables, values)
            except NotConstantError as error:
                parts[key] = error.part
    if "final_time" in waiting and "final_time" not in values and parts["final_time"] == "Time":
        end = _moving_end(waiting["final_time"], variables, values)
        if end is not None:
            values["final_time"] = end
    for key, element in found:
        if key not in values:
            raise _changing(element, parts[key], path)
    missing = [key for key in CONTROL[:3] if key not in values]
    if missing:
        listed = ", ".join(key.replace("_", " ").upper() for key in missing)
        raise ModelSyntaxError(
            found=f"the file does not say {listed}",
            place=str(path),
            remedy="add it, for example 'TIME STEP = 0.125 ~ Year ~ |'",
        )
    spec = TimeSpec(
        initial=values["initial_time"],
        final=values["final_time"],
        time_step=values["time_step"],
        save_step=values.get("saveper", values["time_step"]),
        unit=unit,
    )
    _require_sensible(spec, path)
    return spec


def _moving_end(
    expression: Expression, variables: Mapping[str, Variable], known: Mapping[str, float]
) -> float | None:
    """Return when a run ends whose FINAL TIME moves with time alone: once time has reached it.

    None where that cannot be told before a run, or an equation reads the FINAL TIME that moves.

    Source: recorded by Vensim, which looks at FINAL TIME anew at each step.
    """
    if not {"initial_time", "time_step"} <= set(known) or not known["time_step"] > 0:
        return None
    parts = (part for v in variables.values() for d in v.definitions for part in walk(d.expression))
    if any(isinstance(p, Reference) and name_key(p.name) == "final_time" for p in parts):
        return None
    try:
        for step in range(MOST_STEPS_TO_AN_END):
            time = known["initial_time"] + step * known["time_step"]
            end = constant_value(expression, variables, {**known, "time": time})
            if time >= end - NEAR * known["time_step"]:
                return time
    except NotConstantError:
        pass
    return None


def _changing(element: Any, part: str, path: Path) -> ModelSyntaxError:
    name = plain_name(element.name)
    return ModelSyntaxError(
        found=f"{name} is not a number that is known before a run: it depends on '{part}'",
        place=str(path),
        variable=name,
        allowed="a plain number, or an expression of constants",
        remedy=f"write the number that {name} has at the beginning of a run",
    )


def _require_sensible(spec: TimeSpec, path: Path) -> None:
    """Raise if no run can go from start to end and keep its values on the way."""
    if spec.time_step <= 0 or spec.save_step <= 0 or spec.final <= spec.initial:
        raise ModelSyntaxError(
            found=f"the times do not fit: from {spec.initial:g} to {spec.final:g} in steps of "
            f"{spec.time_step:g}, saved every {spec.save_step:g}",
            place=str(path),
            allowed="FINAL TIME after INITIAL TIME, TIME STEP and SAVEPER above zero",
        )
    if not (spec.final - spec.initial) / min(spec.time_step, spec.save_step) <= MOST_STEPS:
        raise ModelSyntaxError(
            found=f"a run from {spec.initial:g} to {spec.final:g} in steps of "
            f"{min(spec.time_step, spec.save_step):g} does not end in any useful time",
            place=str(path),
            allowed=f"at most {MOST_STEPS:,} steps",
        )
    steps = spec.save_step / spec.time_step
    if not np.isfinite(steps) or abs(steps - round(steps)) > 1e-6 * steps or steps < 0.5:
        raise ModelSyntaxError(
            found=f"values are saved every {spec.save_step:g} (SAVEPER), and a step is "
            f"{spec.time_step:g} (TIME STEP)",
            place=str(path),
            allowed="a SAVEPER of one or several whole steps",
        )
