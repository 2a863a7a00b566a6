"""When a run begins and ends, from the control variables of a file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sdlib.errors import ModelSyntaxError
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import Expression, Reference, walk
from sdlib.model.reading.equations import convert_definitions
from sdlib.model.structure import Variable
from sdlib.model.time_spec import REACHED, TimeSpec
from sdlib.model.values import NotConstantError, constant_value
from sdlib.names import name_key, plain_name

CONTROL = ("initial_time", "final_time", "time_step", "saveper")
"""Keys of the control variables."""

MOST_STEPS_FOLLOWED = 20_000
"""Steps that are gone through before a run, where its times move."""

NEAR = 1e-6
"""Part of a time step by which a time may miss another and still have reached it."""

MOST_STEPS = 10_000_000
"""Steps of the longest run that is accepted; real models stay below a thousandth of it."""


def time_spec(
    elements: Sequence[Any], names: Mapping[str, str], variables: Mapping[str, Variable], path: Path
) -> TimeSpec:
    """Return the times of a model.

    Expressions of constants and of each other are computed here, once; what moves with time alone
    is followed from step to step.

    Args:
        elements: PySD's elements of the model.
        names: Key to name of every variable.
        variables: Name to variable, the control variables left out.
        path: The file, for messages.

    Raises:
        ModelSyntaxError: If a time is missing, changes with more than time, or no run fits.
    """
    found = {name_key(e.name): e for e in elements if name_key(e.name) in CONTROL}
    missing = [key for key in CONTROL[:3] if key not in found]
    if missing:
        listed = ", ".join(key.replace("_", " ").upper() for key in missing)
        raise ModelSyntaxError(
            found=f"the file does not say {listed}",
            place=str(path),
            remedy="add it, for example 'TIME STEP = 0.125 ~ Year ~ |'",
        )
    clock = _Clock(
        {
            key: convert_definitions(element.components, names, xmile=False)[0].expression
            for key, element in found.items()
        },
        variables,
    )
    for key in CONTROL[:3]:
        if key not in clock.values and not clock.follows(key):
            raise _changing(found[key], clock.parts[key], path)
    moves = "saveper" in found and "saveper" not in clock.values
    if moves and (reader := clock.reader_of("saveper")):
        raise _read_while_it_moves(found["saveper"], reader, path)
    unit = next((e.units for e in found.values() if e.units), "")
    spec = clock.spec(unit)
    if spec is None:
        raise _endless(clock, found, path)
    _require_sensible(spec, clock.values.get("saveper", spec.save_step), path)
    return clock.with_saving(spec)


class _Clock:
    """The control variables of a model: numbers, and what moves with time.

    Args:
        expressions: Key of each control variable to its expression.
        variables: Name to variable, the control variables left out.
    """

    def __init__(
        self, expressions: Mapping[str, Expression], variables: Mapping[str, Variable]
    ) -> None:
        self.expressions = expressions
        self.variables = variables
        self.values: dict[str, float] = {}
        """Those that do not move."""
        self.parts: dict[str, str] = {}
        """Of the others, what they depend on that is not known before a run."""
        for _ in CONTROL:
            for key in [k for k in expressions if k not in self.values]:
                try:
                    self.values[key] = constant_value(expressions[key], variables, self.values)
                except NotConstantError as error:
                    self.parts[key] = error.part

    def at(self, time: float) -> dict[str, float]:
        """Return all of them at a time, as far as they are known before a run."""
        known = {**self.values, "time": time}
        for _ in CONTROL:
            for key in [k for k in self.expressions if k not in known]:
                try:
                    known[key] = constant_value(self.expressions[key], self.variables, known)
                except NotConstantError as error:
                    self.parts[key] = error.part
        return known

    def follows(self, key: str) -> bool:
        """Tell whether a control variable moves with time alone, in a way that can be followed.

        An INITIAL TIME that does has to be the time at which it is computed, from zero on: when a
        run begins its time is what it says. That no equation reads those that bound a run is
        required, since Vensim's change while it goes on.

        Source: recorded by Vensim, which looks at FINAL TIME and TIME STEP anew at each step.
        """
        if key != "time_step" and self.reader_of(key):
            return False
        if key != "initial_time":
            return key in self.at(self.values.get("initial_time", 0.0))
        first = self.at(0.0).get(key)
        if first is None or self.at(first).get(key) != first:
            return False
        self.values[key] = first
        return True

    def reader_of(self, key: str) -> str | None:
        """Return the name of a variable whose equation reads a control variable."""
        for variable in self.variables.values():
            for definition in variable.definitions:
                for part in walk(definition.expression):
                    if isinstance(part, Reference) and name_key(part.name) == key:
                        return variable.name
        return None

    def spec(self, unit: str) -> TimeSpec | None:
        """Return the times, values kept at each step; None where the end cannot be told."""
        first = self.values["initial_time"]
        known = self.at(first)
        lengths: tuple[float, ...] = ()
        final = self.values.get("final_time", first)
        if not {"final_time", "time_step"} <= set(self.values):
            followed = tuple(self._followed())
            if not followed:
                return None
            final = self.values.get("final_time", followed[-1])
            if "time_step" not in self.values:
                lengths = tuple(self.at(time)["time_step"] for time in followed)
        return TimeSpec(
            initial=first, final=final, time_step=known["time_step"], save_step=known["time_step"],
            unit=unit, lengths=lengths,
        )  # fmt: skip

    def _followed(self) -> Iterator[float]:
        """Iterate over the times of the steps; over none where the end is not found."""
        times = [self.values["initial_time"]]
        while len(times) <= MOST_STEPS_FOLLOWED:
            known = self.at(times[-1])
            if not {"final_time", "time_step"} <= set(known) or not known["time_step"] > 0:
                return
            step = known["time_step"]
            if times[-1] + step > known["final_time"] + REACHED * step:
                yield from times
                return
            even = "time_step" in self.values
            # Steps of one length are not added up, so that their rounding error does not grow.
            times.append(times[0] + len(times) * step if even else times[-1] + step)

    def with_saving(self, spec: TimeSpec) -> TimeSpec:
        """Return times with the steps at which values are kept.

        Where SAVEPER is no whole number of steps, nobody says which of them Vensim keeps: all are.
        Where it moves, those are that two readings agree on, else all: SAVEPER after the last kept
        time, and the times that it divides.

        Source: the first is as recorded by Vensim, the second how PySD does it.
        """
        if "saveper" not in self.expressions:
            return spec
        saveper = self.values.get("saveper")
        if saveper is not None and not spec.lengths:
            each = saveper / spec.time_step
            if each < 0.5 or abs(each - round(each)) > NEAR * each:
                return replace(spec, saveper=saveper)
            whole = round(each) * spec.time_step
            if abs(whole - saveper) > 1e-12 * saveper:
                return replace(spec, save_step=whole, saveper=saveper)
            return replace(spec, save_step=saveper)
        if spec.steps > MOST_STEPS_FOLLOWED:
            return replace(spec, saveper=saveper)
        kept = self._kept(spec.step_times())
        if not kept:
            return replace(spec, saveper=saveper)
        shortest = float(np.diff(spec.step_times()[kept]).min(initial=spec.final - spec.initial))
        return replace(spec, save_step=shortest, saveper=saveper, kept=tuple(kept))

    def _kept(self, times: FloatArray) -> list[int]:
        """Return the steps that SAVEPER keeps, none where that is open to more than one reading."""
        chain: list[int] = []
        divided: list[int] = []
        following = times[0]
        for step, time in enumerate(times.tolist()):
            known = self.at(time)
            saveper = known.get("saveper", 0.0)
            near = NEAR * known["time_step"]
            if not saveper > 0 or time > following + near:
                return []
            if abs(time - following) <= near:
                chain.append(step)
                following = time + saveper
            passed = (time - times[0]) / saveper
            if abs(passed - round(passed)) * saveper <= near:
                divided.append(step)
        return chain if chain == divided else []


def _changing(element: Any, part: str, path: Path) -> ModelSyntaxError:
    name = plain_name(element.name)
    return ModelSyntaxError(
        found=f"{name} is not a number that is known before a run: it depends on '{part}'",
        place=str(path),
        variable=name,
        allowed="a plain number, or an expression of constants and of Time",
        remedy=f"write the number that {name} has at the beginning of a run",
    )


def _endless(clock: _Clock, found: Mapping[str, Any], path: Path) -> ModelSyntaxError:
    """Return the error of times that move so that no run ends."""
    key = "time_step" if "final_time" in clock.values else "final_time"
    name = plain_name(found[key].name)
    return ModelSyntaxError(
        found=f"{name} moves with time, and no run comes to an end with it",
        place=str(path),
        variable=name,
        allowed=f"an end after at most {MOST_STEPS_FOLLOWED:,} steps, each above zero",
        remedy=f"write the number that {name} has at the beginning of a run",
    )


def _read_while_it_moves(element: Any, reader: str, path: Path) -> ModelSyntaxError:
    name = plain_name(element.name)
    return ModelSyntaxError(
        found=f"{name} changes during a run, and the equation of '{reader}' reads it",
        place=str(path),
        variable=name,
        allowed=f"{name} as a number where equations read it",
        remedy=f"write what '{reader}' needs of {name} as a variable of its own",
    )


def _require_sensible(spec: TimeSpec, saveper: float, path: Path) -> None:
    """Raise if no run can go from start to end and keep its values on the way."""
    fits = 0 < spec.time_step < math.inf and saveper > 0 and spec.final > spec.initial
    if not fits:
        raise ModelSyntaxError(
            found=f"the times do not fit: from {spec.initial:g} to {spec.final:g} in steps of "
            f"{spec.time_step:g}, saved every {saveper:g}",
            place=str(path),
            allowed="FINAL TIME after INITIAL TIME, TIME STEP and SAVEPER above zero",
        )
    if not (spec.final - spec.initial) / spec.time_step <= MOST_STEPS:
        raise ModelSyntaxError(
            found=f"a run from {spec.initial:g} to {spec.final:g} in steps of "
            f"{spec.time_step:g} does not end in any useful time",
            place=str(path),
            allowed=f"at most {MOST_STEPS:,} steps",
        )
